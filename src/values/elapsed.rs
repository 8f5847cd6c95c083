//! Time between two dates, and dates moved by a duration. Law has both, and they differ on
//! 29 February: 29 February 2004 plus 18 years is 28 February 2022, yet whoever was born that day
//! is 18 years old on 1 March 2022 unless the policy says otherwise.

use super::{Date, Duration, Fault, FaultKind, Faults, Interval, Length, Number, Plain, Possible};
use crate::source::Span;

/// A unit of elapsed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Years,
    Months,
    Weeks,
    Days,
}

/// When a birthday on 29 February falls in common years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LeapBirthday {
    #[default]
    FirstOfMarch,
    LastOfFebruary,
}

/// Where a date falls whose month is too short for its day number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum MonthEnd {
    /// The last day of that month.
    #[default]
    Down,
    /// The first day of the next.
    Up,
}

impl Unit {
    /// Whole units from `from` to `to`, negative if `to` is before.
    ///
    /// `months` is the most whole months whose day number `to` has reached.
    #[must_use]
    pub fn between(self, from: Date, to: Date, leap: LeapBirthday) -> i64 {
        if to < from {
            return self.between(to, from, leap).saturating_neg();
        }
        match self {
            Unit::Days => from.days_until(to),
            Unit::Weeks => from.days_until(to).div_euclid(7),
            Unit::Months => whole_months(from, to, leap),
            Unit::Years => whole_months(from, to, leap).div_euclid(12),
        }
    }
}

fn whole_months(from: Date, to: Date, leap: LeapBirthday) -> i64 {
    let months = month_number(to).saturating_sub(month_number(from));
    let end_of_february = leap == LeapBirthday::LastOfFebruary
        && (from.month(), from.day()) == (2, 29)
        && (to.month(), to.day()) == (2, 28)
        && to.days_in_month() == 28;
    if to.day() >= from.day() || end_of_february { months } else { months.saturating_sub(1) }
}

fn month_number(date: Date) -> i64 {
    i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month()).saturating_sub(1))
}

impl Date {
    /// The date moved by a duration: first the months, clipped once at the end of the month, then
    /// the days. `None` outside the years 1 to 9999.
    #[must_use]
    pub fn plus(self, duration: Duration, end: MonthEnd) -> Option<Date> {
        let months = month_number(self).checked_add(duration.months)?;
        let year = i16::try_from(months.div_euclid(12)).ok()?;
        let month = i8::try_from(months.rem_euclid(12).saturating_add(1)).ok()?;
        let moved = match Date::new(year, month, self.day()) {
            Some(date) => date,
            None => {
                let last = Date::new(year, month, Date::new(year, month, 1)?.days_in_month())?;
                if end == MonthEnd::Up { last.plus_days(1)? } else { last }
            }
        };
        moved.plus_days(duration.days)
    }
}

/// `years from A to B` over possible values: whole numbers.
#[must_use]
pub fn elapsed(unit: Unit, from: &Possible, to: &Possible, leap: LeapBirthday) -> Possible {
    let plain = match (&from.plain, &to.plain) {
        (Plain::Date(from), Plain::Date(to)) => Plain::Number(Interval::new(
            Number::integer(unit.between(from.high, to.low, leap)),
            Number::integer(unit.between(from.low, to.high, leap)),
        )),
        _ => Plain::Nothing,
    };
    Possible { plain, none: false, faults: from.faults.clone().union(&to.faults) }
}

/// A date plus a duration, or less it. A day outside the calendar is an overflow at `span`.
#[must_use]
pub fn shift(date: &Possible, duration: &Possible, back: bool, end: MonthEnd, span: Span) -> Possible {
    let faults = date.faults.clone().union(&duration.faults);
    let (Plain::Date(dates), Plain::Duration(lengths)) = (&date.plain, &duration.plain) else {
        return Possible { plain: Plain::Nothing, none: false, faults };
    };
    let moved = lengths.iter().map(|length| {
        let length = if back { length.negate() } else { length.clone() };
        match length {
            Length::Time(by) => moved(*dates, by, end, span),
            Length::Working(days) => days.shift(*dates, span),
        }
    });
    moved.fold(Possible::nothing(), |all, some| all.union(&some)).with_faults(&faults)
}

fn moved(dates: Interval<Date>, by: Duration, end: MonthEnd, span: Span) -> Possible {
    let forward = by.months > 0 || by.days > 0;
    let edge = if forward { Date::MAX } else { Date::MIN };
    let (low, high) = (dates.low.plus(by, end), dates.high.plus(by, end));
    let mut faults = Faults::NONE;
    if low.is_none() || high.is_none() {
        faults = Faults::one(Fault { kind: FaultKind::Overflow, span });
    }
    let plain = match (low, high) {
        (None, None) => Plain::Nothing,
        (low, high) => Plain::Date(Interval::new(low.unwrap_or(edge), high.unwrap_or(edge))),
    };
    Possible { plain, none: false, faults }
}
