//! Working days: all days but those of the weekend and the holidays of a calendar. The day that is
//! counted from does not count itself, so that the first working day after a Friday is the Monday.
//!
//! Holidays are listed for certain years only. What would count days of another year is a fault: a
//! list that has run out must not turn holidays into working days in silence.

use std::fmt;
use std::sync::Arc;

use super::{Date, Fault, FaultKind, Faults, Interval, Number, Plain, Possible};
use crate::source::Span;

/// The days of the week, as a policy names them.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which days are worked. Days are held by their number, the first of the year 1, a Monday, being 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub name: Arc<str>,
    /// What its days are called: "working days of the commission".
    pub label: Option<String>,
    pub sources: Vec<String>,
    /// By the days of the week, Monday first.
    weekend: [bool; 7],
    /// The holidays that are no weekend days, in order.
    holidays: Vec<i64>,
    /// The days of the years that holidays are listed for; all if the calendar has no holidays.
    first: i64,
    last: i64,
}

/// A number of working days; negative if they are counted backwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    pub count: i64,
    pub calendar: Arc<Calendar>,
}

impl Calendar {
    /// `weekend` tells of each day of the week, Monday first, whether it is one; some day must be none.
    #[must_use]
    pub fn new(name: &str, weekend: [bool; 7], holidays: &[Date]) -> Calendar {
        let mut days: Vec<i64> = holidays.iter().map(|day| number(*day)).collect();
        days.retain(|day| !is_weekend(&weekend, *day));
        days.sort_unstable();
        days.dedup();
        let (first, last) = match (holidays.iter().min(), holidays.iter().max()) {
            (Some(first), Some(last)) => (
                Date::new(first.year(), 1, 1).unwrap_or(Date::MIN),
                Date::new(last.year(), 12, 31).unwrap_or(Date::MAX),
            ),
            _ => (Date::MIN, Date::MAX),
        };
        Calendar {
            name: Arc::from(name),
            label: None,
            sources: Vec::new(),
            weekend,
            holidays: days,
            first: number(first),
            last: number(last),
        }
    }

    /// The day so many working days after a date: before it if the number is negative, the date
    /// itself if it is 0.
    ///
    /// # Errors
    /// Why there is no such day.
    pub fn moved(&self, from: Date, count: i64) -> Result<Date, FaultKind> {
        let from = number(from);
        let found = match count {
            0 => return Ok(date(from)),
            1.. if from < self.first.saturating_sub(1) => Err(self.too_early()),
            1.. => self.after(from, count),
            _ if from > self.last.saturating_add(1) => Err(self.too_late()),
            _ => self.before(from, count.saturating_neg()),
        };
        found.map(date)
    }

    /// How many working days there are after `from` up to and with `to`; those after `to` up to
    /// and with `from`, as a negative number, if `to` is before.
    ///
    /// # Errors
    /// Why they cannot be counted.
    pub fn between(&self, from: Date, to: Date) -> Result<i64, FaultKind> {
        let (from, to) = (number(from), number(to));
        let (low, high) = (from.min(to), from.max(to));
        if low == high {
            return Ok(0);
        }
        if low < self.first.saturating_sub(1) {
            return Err(self.too_early());
        }
        if high > self.last {
            return Err(self.too_late());
        }
        Ok(self.count(to).saturating_sub(self.count(from)))
    }

    /// Working days from day 0 through that day.
    fn count(&self, day: i64) -> i64 {
        let days = day.saturating_add(1);
        let (weeks, rest) = (days.div_euclid(7), days.rem_euclid(7));
        let of_week = |until: i64| {
            let open = self.weekend.iter().zip(0_i64..).filter(|(weekend, at)| !**weekend && *at < until);
            open.fold(0_i64, |count, _| count.saturating_add(1))
        };
        let holidays = self.holidays.partition_point(|holiday| *holiday <= day);
        weeks
            .saturating_mul(of_week(7))
            .saturating_add(of_week(rest))
            .saturating_sub(i64::try_from(holidays).unwrap_or(i64::MAX))
    }

    fn after(&self, from: i64, count: i64) -> Result<i64, FaultKind> {
        let wanted = self.count(from).saturating_add(count);
        if self.count(self.last) < wanted {
            return Err(self.too_late());
        }
        Ok(self.reaching(wanted, from, self.last))
    }

    fn before(&self, from: i64, count: i64) -> Result<i64, FaultKind> {
        let eve = from.saturating_sub(1);
        let wanted = self.count(eve).saturating_sub(count).saturating_add(1);
        let none = self.count(self.first.saturating_sub(1));
        if wanted <= none {
            return Err(self.too_early());
        }
        Ok(self.reaching(wanted, self.first, eve))
    }

    /// The first day through which so many working days are counted, where `high` is not before it.
    fn reaching(&self, count: i64, mut low: i64, mut high: i64) -> i64 {
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low).div_euclid(2));
            if self.count(middle) < count {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        low
    }

    /// What is wrong with counting days before the first.
    fn too_early(&self) -> FaultKind {
        match date(self.first) {
            Date::MIN => FaultKind::Overflow,
            first => FaultKind::NoHolidaysBefore { calendar: Arc::clone(&self.name), year: first.year() },
        }
    }

    /// And with those after the last.
    fn too_late(&self) -> FaultKind {
        match date(self.last) {
            Date::MAX => FaultKind::Overflow,
            last => FaultKind::NoHolidaysAfter { calendar: Arc::clone(&self.name), year: last.year() },
        }
    }

    /// The dates that working days can be counted after, as far as they are among these.
    fn countable(&self, dates: Interval<Date>) -> Option<Interval<Date>> {
        let low = number(dates.low).max(self.first.saturating_sub(1));
        let high = number(dates.high).min(self.last);
        (low <= high).then(|| Interval { low: date(low), high: date(high) })
    }
}

impl WorkingDays {
    #[must_use]
    pub fn negate(&self) -> WorkingDays {
        WorkingDays { count: self.count.saturating_neg(), calendar: Arc::clone(&self.calendar) }
    }

    /// The dates that these may become, and the faults. A later date never comes to an earlier one.
    pub(super) fn shift(&self, dates: Interval<Date>, span: Span) -> Possible {
        let calendar = &self.calendar;
        let edges = match self.count {
            1.. => Interval { low: calendar.first.saturating_sub(1), high: i64::MAX },
            0 => Interval { low: i64::MIN, high: i64::MAX },
            _ => Interval { low: i64::MIN, high: calendar.last.saturating_add(1) },
        };
        // From the dates between the edges there may be a day to come to; from the others there is none.
        let low = date(number(dates.low).max(edges.low));
        let high = date(number(dates.high).min(edges.high));
        let moved = |from| calendar.moved(from, self.count);
        let ends = [dates.low, low, high, dates.high].map(moved);
        let fault = |kind: &FaultKind| Faults::one(Fault { kind: kind.clone(), span });
        let faults = ends
            .iter()
            .filter_map(|end| end.as_ref().err())
            .fold(Faults::NONE, |faults, kind| faults.union(&fault(kind)));
        let [_, earliest, latest, _] = ends;
        let plain = match (earliest, latest) {
            (Err(_), Err(_)) => Plain::Nothing,
            _ if low > high => Plain::Nothing,
            (earliest, latest) => Plain::Date(Interval {
                low: earliest.unwrap_or_else(|_| date(calendar.first)),
                high: latest.unwrap_or_else(|_| date(calendar.last)),
            }),
        };
        Possible { plain, none: false, faults }
    }
}

/// `working days from A to B in C` over possible values.
#[must_use]
pub(super) fn working_elapsed(calendar: &Calendar, from: &Possible, to: &Possible, span: Span) -> Possible {
    let mut faults = from.faults.clone().union(&to.faults);
    let (Plain::Date(from), Plain::Date(to)) = (&from.plain, &to.plain) else {
        return Possible { plain: Plain::Nothing, none: false, faults };
    };
    let fault = |kind| Faults::one(Fault { kind, span });
    let one_day = from == to && from.single().is_some();
    if !one_day && number(from.low.min(to.low)) < calendar.first.saturating_sub(1) {
        faults = faults.union(&fault(calendar.too_early()));
    }
    if !one_day && number(from.high.max(to.high)) > calendar.last {
        faults = faults.union(&fault(calendar.too_late()));
    }
    let of = |count: i64| Plain::Number(Interval::only(Number::integer(count)));
    let counted = match (calendar.countable(*from), calendar.countable(*to)) {
        (Some(from), Some(to)) => {
            let count = |from: Date, to: Date| {
                Number::integer(calendar.count(number(to)).saturating_sub(calendar.count(number(from))))
            };
            Plain::Number(Interval { low: count(from.high, to.low), high: count(from.low, to.high) })
        }
        _ => Plain::Nothing,
    };
    // From a day to itself there are none, in any year.
    let same = if from.low <= to.high && to.low <= from.high { of(0) } else { Plain::Nothing };
    Possible::from(counted).union(&Possible::from(same)).with_faults(&faults)
}

fn number(day: Date) -> i64 {
    Date::MIN.days_until(day)
}

fn date(number: i64) -> Date {
    Date::MIN.plus_days(number).unwrap_or(if number < 0 { Date::MIN } else { Date::MAX })
}

fn is_weekend(weekend: &[bool; 7], day: i64) -> bool {
    usize::try_from(day.rem_euclid(7)).ok().and_then(|at| weekend.get(at)).copied().unwrap_or(false)
}

impl fmt::Display for WorkingDays {
    /// `30 working days in comar`; with a label, `30 working days of the commission`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.count == 1;
        match &self.calendar.label {
            Some(label) if one => write!(f, "1 {}", label.replacen("days", "day", 1)),
            Some(label) => write!(f, "{} {label}", self.count),
            None => write!(f, "{} working {} in {}", self.count, if one { "day" } else { "days" }, self.calendar.name),
        }
    }
}
