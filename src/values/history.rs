//! Days covered by periods that may overlap: each day counts once, by its weight.

use std::collections::{BTreeMap, BTreeSet};

use super::{Date, Duration, Fault, FaultKind, Faults, Interval, MonthEnd, Number, Plain, Possible};
use crate::source::Span as Place;

/// How days are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Whether the last day of a period counts, list by list.
    pub through: Vec<bool>,
    pub span: Span,
    pub end: MonthEnd,
}

/// The days of which those covered are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// All of them.
    Always,
    /// Those of the window that is the last operand.
    Within,
    /// Those of the stretch of that length, ending on or before the day that is the last operand,
    /// that has most of them.
    Any(Duration),
}

/// A period as it is collected: start, end (none is still open), whether it counts, weight.
struct Period<'a> {
    start: Interval<Date>,
    end: Option<Interval<Date>>,
    /// The day that it runs to where it has no end, if it may have none.
    today: Option<Interval<Date>>,
    counts: &'a Possible,
    weight: Interval<Number>,
}

impl Period<'_> {
    /// The earliest last day that counts, or the latest.
    fn last(&self, through: bool, earliest: bool) -> Option<Date> {
        let pick = |days: Interval<Date>| if earliest { days.low } else { days.high };
        // An open period is not over today: today counts either way.
        let ended = self.end.map(pick).and_then(|end| if through { Some(end) } else { end.plus_days(-1) });
        let open = self.today.map(pick);
        match (self.end, ended, open) {
            (None, _, open) => open,
            (Some(_), ended, None) => ended,
            (Some(_), Some(ended), Some(open)) => Some(if earliest { ended.min(open) } else { ended.max(open) }),
            (Some(_), None, Some(open)) => Some(open).filter(|_| !earliest),
        }
    }
}

/// The days covered: operands are the day on which open periods end, then the list of periods, then
/// the lists that the days must be in too, then what `span` asks for.
#[must_use]
pub fn days_covered(coverage: &Coverage, operands: &[&Possible], place: Place) -> Possible {
    let faults = operands.iter().fold(Faults::NONE, |all, operand| all.union(&inner_faults(operand)));
    let [today, rest @ ..] = operands else { return Possible::nothing() };
    let lists = rest.get(..coverage.through.len()).unwrap_or_default();
    let bound = rest.get(coverage.through.len());
    let Some(today) = dates(today) else { return Possible { plain: Plain::Nothing, none: false, faults } };
    let windows = match windows(coverage.span, bound.copied()) {
        Ok(windows) => windows,
        Err(()) => return Possible::from(Fault { kind: FaultKind::Overflow, span: place }).with_faults(&faults),
    };
    let (mut least, mut most): (Option<Days>, Option<Days>) = (None, None);
    for (list, through) in lists.iter().zip(&coverage.through) {
        let (sure, perhaps) = match &list.plain {
            Plain::List(Some(items)) => {
                let periods: Vec<Period<'_>> = items.iter().filter_map(|item| period(item, today)).collect();
                (Days::of(&periods, *through, true), Days::of(&periods, *through, false))
            }
            // Of a list that nobody knows, every day may be covered.
            _ => (Days::default(), Days(vec![(Date::MIN, Date::MAX, Number::ONE)])),
        };
        least = Some(least.map_or(sure.clone(), |days| days.within(&sure)));
        most = Some(most.map_or(perhaps.clone(), |days| days.within(&perhaps)));
    }
    let (Some(least), Some(most)) = (least, most) else { return Possible::nothing() };
    let count = |days: &Days, widest: bool| match windows {
        Windows::All => days.count(None),
        Windows::One(narrow, wide) => days.count(Some(if widest { wide } else { narrow })),
        Windows::Sliding(last, duration) => {
            days.most(if widest { last.high } else { last.low }, duration, coverage.end)
        }
    };
    match (count(&least, false), count(&most, true)) {
        (Some(low), Some(high)) => {
            let plain = Plain::Number(Interval::new(low.min(high), high));
            Possible { plain, none: false, faults }
        }
        _ => Possible::from(Fault { kind: FaultKind::Overflow, span: place }).with_faults(&faults),
    }
}

fn inner_faults(value: &Possible) -> Faults {
    let within = match &value.plain {
        Plain::List(Some(items)) => items.iter().fold(Faults::NONE, |all, item| all.union(&inner_faults(item))),
        Plain::Record(fields) => fields.iter().fold(Faults::NONE, |all, field| all.union(&inner_faults(field))),
        _ => Faults::NONE,
    };
    within.union(&value.faults)
}

fn dates(value: &Possible) -> Option<Interval<Date>> {
    match value.plain {
        Plain::Date(dates) => Some(dates),
        _ => None,
    }
}

enum Windows {
    All,
    /// The days that are surely in it, and those that may be; none if there are no sure ones.
    One((Date, Date), (Date, Date)),
    Sliding(Interval<Date>, Duration),
}

fn windows(span: Span, bound: Option<&Possible>) -> Result<Windows, ()> {
    match (span, bound.map(|bound| &bound.plain)) {
        (Span::Always, _) => Ok(Windows::All),
        (Span::Within, Some(Plain::Record(ends))) => match ends.as_slice() {
            [first, last] => match (dates(first), dates(last)) {
                (Some(first), Some(last)) => Ok(Windows::One((first.high, last.low), (first.low, last.high))),
                _ => Err(()),
            },
            _ => Err(()),
        },
        (Span::Any(duration), Some(Plain::Date(last))) => Ok(Windows::Sliding(*last, duration)),
        _ => Err(()),
    }
}

fn period(item: &Possible, today: Interval<Date>) -> Option<Period<'_>> {
    let Plain::Record(fields) = &item.plain else { return None };
    let [start, end, counts, weight] = fields.as_slice() else { return None };
    // A weight below 0 counts as 0: no day undoes another.
    let weight = weight.numbers().unwrap_or(Interval::only(Number::ONE));
    let weight = Interval::new(weight.low.max(Number::ZERO), weight.high.max(Number::ZERO));
    let start = dates(start)?;
    let (today, end) = (end.none.then_some(today), dates(end));
    Some(Period { start, end, today, counts, weight })
}

/// Stretches of days with their weights: apart, in order, none empty.
#[derive(Clone, Debug, Default)]
struct Days(Vec<(Date, Date, Number)>);

impl Days {
    /// The days that surely count, or those that may.
    fn of(periods: &[Period<'_>], through: bool, sure: bool) -> Days {
        // Where the weight changes, and by how much: linear in the periods once they are sorted.
        let mut changes: BTreeMap<Date, Number> = BTreeMap::new();
        for period in periods {
            let counts = if sure { period.counts.is_true() } else { period.counts.can_be_true() };
            let start = if sure { period.start.high } else { period.start.low };
            let last = period.last(through, sure);
            let weight = if sure { period.weight.low } else { period.weight.high };
            let (true, Some(last)) = (counts, last.filter(|last| *last >= start)) else { continue };
            let mut change = |day: Date, by: Number| {
                let sum = changes.entry(day).or_insert(Number::ZERO);
                *sum = sum.plus(by).unwrap_or(*sum);
            };
            change(start, weight);
            if let Some(after) = last.plus_days(1) {
                change(after, weight.negate());
            }
        }
        let mut days = Vec::new();
        let mut weight = Number::ZERO;
        let mut from: Option<Date> = None;
        for (day, change) in changes {
            if let (Some(from), true) = (from, weight > Number::ZERO) {
                days.extend(day.plus_days(-1).map(|last| (from, last, weight.min(Number::ONE))));
            }
            weight = weight.plus(change).unwrap_or(weight);
            from = Some(day);
        }
        if let (Some(from), true) = (from, weight > Number::ZERO) {
            days.push((from, Date::MAX, weight.min(Number::ONE)));
        }
        Days(days)
    }

    /// The days that are in both, with the weights of the first.
    fn within(&self, other: &Days) -> Days {
        let mut both = Vec::new();
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some((a, b, weight)), Some((c, d, _))) = (ours.peek(), theirs.peek()) {
            let (first, last) = (*a.max(c), *b.min(d));
            if first <= last {
                both.push((first, last, *weight));
            }
            if b < d {
                ours.next();
            } else {
                theirs.next();
            }
        }
        Days(both)
    }

    fn count(&self, window: Option<(Date, Date)>) -> Option<Number> {
        let mut sum = Number::ZERO;
        for (first, last, weight) in &self.0 {
            let (first, last) = match window {
                Some((from, through)) => (*first.max(&from), *last.min(&through)),
                None => (*first, *last),
            };
            sum = sum.plus(weighed(first, last, *weight)?)?;
        }
        Some(sum)
    }

    /// The most in any stretch of that length that ends on or before a day.
    ///
    /// Between the days on which its first or its last day meets the edge of covered days, or
    /// months of different lengths make it longer or shorter, moving a stretch by a day always
    /// changes the count by the same; so the most is found on those days, or beside them.
    fn most(&self, last: Date, duration: Duration, end: MonthEnd) -> Option<Number> {
        let from = |through: Date| through.plus(duration.negate(), end)?.plus_days(1);
        let mut ends: BTreeSet<Date> = BTreeSet::from([last]);
        let mut near = |day: Option<Date>| {
            let Some(day) = day else { return };
            ends.extend([Some(day), day.plus_days(-1), day.plus_days(1)].into_iter().flatten());
        };
        for (first, through, _) in &self.0 {
            for edge in [Some(*first), through.plus_days(1)].into_iter().flatten() {
                near(Some(edge));
                near(edge.plus(duration, end));
            }
        }
        let month = Duration { months: 1, days: 0 };
        let mut months = |from: Date, stop: Date| {
            let mut start = Date::new(from.year(), from.month(), 1);
            while let Some(day) = start.filter(|day| *day <= stop) {
                ends.extend((-4..=1).filter_map(|by| day.plus_days(by)));
                start = day.plus(month, end);
            }
        };
        for (first, through, _) in self.0.iter().filter(|_| duration.months > 0) {
            // Within a century the months come in every order in which they can.
            let stop = through.plus(duration, end).unwrap_or(last).min(last);
            months(*first, first.plus(CENTURY, end).unwrap_or(stop).min(stop));
            months(stop.plus(CENTURY.negate(), end).map_or(*first, |from| from.max(*first)), stop);
        }
        // The days covered before each stretch of covered days.
        let mut before = vec![Number::ZERO];
        let mut sum = Number::ZERO;
        for (first, through, weight) in &self.0 {
            sum = sum.plus(weighed(*first, *through, *weight)?)?;
            before.push(sum);
        }
        let until = |day: Date| {
            let begun = self.0.partition_point(|(first, ..)| *first <= day);
            let Some((first, through, weight)) = begun.checked_sub(1).and_then(|at| self.0.get(at)) else {
                return Some(Number::ZERO);
            };
            let sum = *before.get(begun.saturating_sub(1))?;
            sum.plus(weighed(*first, day.min(*through), *weight)?)
        };
        let mut most = Number::ZERO;
        for through in ends.range(..=last) {
            // A stretch from before the first day that there is holds all days until its last.
            let earlier = match from(*through).and_then(|first| first.plus_days(-1)) {
                Some(day) => until(day)?,
                None => Number::ZERO,
            };
            most = most.max(until(*through)?.minus(earlier)?);
        }
        Some(most)
    }
}

const CENTURY: Duration = Duration { months: 1_200, days: 0 };

/// The days from one through another, by their weight.
fn weighed(first: Date, last: Date, weight: Number) -> Option<Number> {
    if first > last {
        return Some(Number::ZERO);
    }
    Number::integer(first.days_until(last).saturating_add(1)).multiply(weight)
}

/// The stretch of that length that ends on a day: from the day after the day less the length.
#[must_use]
pub fn window(last: &Possible, duration: Duration, end: MonthEnd, place: Place) -> Possible {
    let Some(days) = dates(last) else {
        return Possible { plain: Plain::Nothing, none: false, faults: last.faults.clone() };
    };
    let first = |day: Date| day.plus(duration.negate(), end)?.plus_days(1);
    let overflow = Faults::one(Fault { kind: FaultKind::Overflow, span: place });
    let (low, Some(high)) = (first(days.low), first(days.high)) else {
        return Possible { plain: Plain::Nothing, none: false, faults: overflow }.with_faults(&last.faults);
    };
    // Of a day that is unknown only the earliest it may be has no such window.
    let faults = if low.is_none() { overflow } else { Faults::NONE };
    let first = Possible::from(Plain::Date(Interval::new(low.unwrap_or(Date::MIN), high)));
    let window = Plain::Record(vec![first, Possible::from(Plain::Date(days))]);
    Possible { plain: window, none: false, faults }.with_faults(&last.faults)
}

/// The windows of one unit each that make up so many before a day, the earliest first. They meet
/// without overlap: each boundary is counted from the day itself.
#[must_use]
pub fn each_window(last: &Possible, unit: Duration, count: u32, end: MonthEnd, place: Place) -> Possible {
    let Some(days) = dates(last) else {
        return Possible { plain: Plain::Nothing, none: false, faults: last.faults.clone() };
    };
    let back = |day: Date, times: u32| {
        let times = i64::from(times);
        let by = Duration { months: unit.months.checked_mul(times)?, days: unit.days.checked_mul(times)? };
        day.plus(by.negate(), end)
    };
    let mut windows = Vec::new();
    let mut faults = Faults::NONE;
    for at in (0..count).rev() {
        let first = |day: Date| back(day, at.saturating_add(1))?.plus_days(1);
        let (Some(first_high), Some(last_high)) = (first(days.high), back(days.high, at)) else {
            return Possible::from(Fault { kind: FaultKind::Overflow, span: place }).with_faults(&last.faults);
        };
        let (first_low, last_low) = (first(days.low), back(days.low, at));
        if first_low.is_none() || last_low.is_none() {
            // Of a day that is unknown only the earliest it may be has no such windows.
            faults = Faults::one(Fault { kind: FaultKind::Overflow, span: place });
        }
        let (first_low, last_low) = (first_low.unwrap_or(Date::MIN), last_low.unwrap_or(Date::MIN));
        let first = Possible::from(Plain::Date(Interval::new(first_low, first_high)));
        let last = Possible::from(Plain::Date(Interval::new(last_low, last_high)));
        windows.push(Possible::from(Plain::Record(vec![first, last])));
    }
    Possible::from(Plain::List(Some(windows))).with_faults(&faults).with_faults(&last.faults)
}
