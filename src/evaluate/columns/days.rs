//! Dates as days: moved by calendar time, and the whole units between them. The rules are those of
//! `values::elapsed`, which the tests compare.

use std::sync::LazyLock;

use super::column::{EMPTY, FAULT, STRANGE, Span, Spans};
use crate::values::{Duration, LeapBirthday, MonthEnd, Unit};

/// Year, month and day of a day number (H. Hinnant, chrono-compatible low-level date algorithms).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Civil {
    year: i32,
    month: i32,
    day: i32,
}

fn civil(days: i32) -> Civil {
    let z = days.wrapping_add(719_468).wrapping_add(146_097).cast_unsigned();
    let era = z / 146_097;
    let of_era = z % 146_097;
    let year_of_era =
        (of_era.wrapping_sub(of_era / 1460).wrapping_add(of_era / 36_524).wrapping_sub(of_era / 146_096)) / 365;
    let leaps = (year_of_era / 4).wrapping_sub(year_of_era / 100);
    let of_year = of_era.wrapping_sub(year_of_era.wrapping_mul(365).wrapping_add(leaps));
    let shifted = of_year.wrapping_mul(5).wrapping_add(2) / 153;
    let day = of_year.wrapping_sub(shifted.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
    let month = if shifted < 10 { shifted.wrapping_add(3) } else { shifted.wrapping_sub(9) };
    let year = year_of_era.wrapping_add(era.wrapping_mul(400)).wrapping_add(u32::from(month <= 2));
    Civil { year: year.cast_signed().wrapping_sub(400), month: month.cast_signed(), day: day.cast_signed() }
}

/// The day number of a month's first day, the months counted from January of the year 0.
fn first_of_month(months: i32) -> i32 {
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12).wrapping_add(1));
    let year = year.wrapping_sub(i32::from(month <= 2)).wrapping_add(400);
    let (era, of_era) = (year / 400, year % 400);
    let from_march = if month > 2 { month.wrapping_sub(3) } else { month.wrapping_add(9) };
    let of_year = from_march.wrapping_mul(153).wrapping_add(2) / 5;
    let days = of_era.wrapping_mul(365).wrapping_add(of_era / 4).wrapping_sub(of_era / 100).wrapping_add(of_year);
    era.wrapping_mul(146_097).wrapping_add(days).wrapping_sub(719_468).wrapping_sub(146_097)
}

fn months_of(date: Civil) -> i32 {
    date.year.wrapping_mul(12).wrapping_add(date.month).wrapping_sub(1)
}

/// A day moved by calendar time; `None` outside the years 1 to 9999.
fn moved(day: i32, by: Duration, end: MonthEnd) -> Option<i32> {
    let months = i32::try_from(by.months).ok().filter(|months| months.abs() <= 120_000)?;
    let days = i32::try_from(by.days).ok().filter(|days| days.abs() <= 4_000_000)?;
    let moved = if months == 0 {
        day
    } else {
        let date = civil(day);
        let target = months_of(date).wrapping_add(months);
        let first = first_of_month(target);
        if !in_calendar(first) {
            return None;
        }
        let last = first_of_month(target.wrapping_add(1)).wrapping_sub(1);
        let same = first.wrapping_add(date.day).wrapping_sub(1);
        if same <= last {
            same
        } else if end == MonthEnd::Up {
            last.wrapping_add(1)
        } else {
            last
        }
    };
    if !in_calendar(moved) {
        return None;
    }
    let moved = moved.wrapping_add(days);
    in_calendar(moved).then_some(moved)
}

/// The first and last day of the calendar, 1 January of the year 1 and 31 December 9999.
const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

fn in_calendar(day: i32) -> bool {
    (FIRST..=LAST).contains(&day)
}

/// The days of the years in which most people live, written down once.
struct Calendar {
    /// For each day its month, counted from January of the year 0, times 32, and its day of the month.
    keys: Vec<i32>,
    /// The first day of each month from the first one on.
    months: Vec<i32>,
}

/// 1 January 1900 and 31 December 2100.
const NEAR: (i32, i32) = (-25_567, 47_846);
const FIRST_MONTH: i32 = 1900 * 12;
const BITS_OF_DAY: u32 = 5;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let key = |day: i32| {
        let date = civil(day);
        months_of(date).wrapping_shl(BITS_OF_DAY) | date.day
    };
    let months = FIRST_MONTH..=FIRST_MONTH.wrapping_add(201 * 12);
    Calendar { keys: (NEAR.0..=NEAR.1).map(key).collect(), months: months.map(first_of_month).collect() }
});

/// What `at` counts from `first`, as a place in a list; beyond every list where it is before.
#[inline]
fn place(at: i32, first: i32) -> usize {
    at.wrapping_sub(first).cast_unsigned() as usize
}

impl Calendar {
    #[inline]
    fn key(&self, day: i32) -> Option<i32> {
        self.keys.get(place(day, NEAR.0)).copied()
    }

    /// `moved` where it stays within these years.
    #[inline]
    fn moved(&self, day: i32, months: i32, end: MonthEnd) -> Option<i32> {
        let key = self.key(day)?;
        let target = place((key >> BITS_OF_DAY).wrapping_add(months), FIRST_MONTH);
        let first = *self.months.get(target)?;
        let next = *self.months.get(target.wrapping_add(1))?;
        let same = first.wrapping_add(key & 31).wrapping_sub(1);
        let last = if end == MonthEnd::Up { next } else { next.wrapping_sub(1) };
        Some(if same < next { same } else { last })
    }

    /// `whole_months`, unless it takes a look at a leap day.
    #[inline]
    fn whole_months(&self, leap: LeapBirthday, from: i32, to: i32) -> Option<i32> {
        let (first, last) = (self.key(from)?, self.key(to)?);
        if leap == LeapBirthday::LastOfFebruary && first & 31 == 29 {
            return None;
        }
        Some(last.wrapping_sub(first) >> BITS_OF_DAY)
    }
}

/// No day of the calendar.
const NOWHEN: i32 = i32::MIN;

/// Each day moved by the same calendar time; what leaves the calendar is strange.
pub fn shift(dates: &Spans<i32>, by: Duration, end: MonthEnd) -> Spans<i32> {
    let calendar = &*CALENDAR;
    let near = i32::try_from(by.months).ok().filter(|months| months.abs() <= 2400);
    let near = near.zip(i32::try_from(by.days).ok().filter(|days| days.abs() <= 40_000));
    let each = |days: &[i32]| -> Vec<i32> {
        // Of those that are far, most are the ends of what nobody knows: the same again and again.
        let mut far = (NOWHEN, None);
        let one = |day: &i32| {
            // So near that it cannot leave the calendar.
            if let Some((months, days)) = near
                && let Some(moved) = calendar.moved(*day, months, end)
            {
                return moved.wrapping_add(days);
            }
            if far.0 != *day {
                far = (*day, moved(*day, by, end));
            }
            far.1.unwrap_or(NOWHEN)
        };
        days.iter().map(one).collect()
    };
    let low = each(&dates.low);
    let high = dates.high.as_deref().map(each);
    let left = low.contains(&NOWHEN) || high.as_ref().is_some_and(|high| high.contains(&NOWHEN));
    if !left && dates.marks.is_none() {
        return Spans { low, high, marks: None };
    }
    let high = high.unwrap_or_else(|| low.clone());
    let each = dates.iter().zip(&low).zip(&high).map(|((date, low), high)| ended(date, by, *low, *high));
    Spans::from_spans(low.len(), each)
}

/// One day moved by calendar time.
pub fn shift_one(date: Span<i32>, by: Duration, end: MonthEnd) -> Span<i32> {
    let one = |day: i32| {
        let near = CALENDAR.moved(day, i32::try_from(by.months).ok().filter(|months| months.abs() <= 2400)?, end);
        near.zip(i32::try_from(by.days).ok().filter(|days| days.abs() <= 40_000))
            .map(|(day, days)| day.wrapping_add(days))
    };
    let one = |day: i32| one(day).or_else(|| moved(day, by, end)).unwrap_or(NOWHEN);
    let low = one(date.low);
    ended(date, by, low, if date.high == date.low { low } else { one(date.high) })
}

/// What a day may be once its ends are moved.
fn ended(date: Span<i32>, by: Duration, low: i32, high: i32) -> Span<i32> {
    if date.marks & (STRANGE | EMPTY) != 0 {
        return Span::marked(date.marks & (STRANGE | EMPTY | FAULT));
    }
    let edge = if by.months > 0 || by.days > 0 { LAST } else { FIRST };
    match (low, high) {
        // A day outside the calendar is an overflow.
        (NOWHEN, NOWHEN) => Span::marked(EMPTY | FAULT),
        (NOWHEN, only) | (only, NOWHEN) => Span { low: only.min(edge), high: only.max(edge), marks: FAULT },
        (low, high) => Span { low, high, marks: date.marks & FAULT },
    }
}

/// Whole units from one day to the other.
fn between(unit: Unit, leap: LeapBirthday, from: i32, to: i32) -> i32 {
    if to < from {
        return between(unit, leap, to, from).wrapping_neg();
    }
    let days = to.wrapping_sub(from);
    match unit {
        Unit::Days => days,
        Unit::Weeks => days / 7,
        Unit::Months => whole_months(leap, from, to),
        Unit::Years => whole_months(leap, from, to) / 12,
    }
}

fn whole_months(leap: LeapBirthday, from: i32, to: i32) -> i32 {
    if let Some(months) = CALENDAR.whole_months(leap, from, to) {
        return months;
    }
    let (from, to) = (civil(from), civil(to));
    let months = months_of(to).wrapping_sub(months_of(from));
    let leap_day = leap == LeapBirthday::LastOfFebruary
        && (from.month, from.day) == (2, 29)
        && (to.month, to.day) == (2, 28)
        && !is_leap(to.year);
    if to.day >= from.day || leap_day { months } else { months.wrapping_sub(1) }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn elapsed(unit: Unit, leap: LeapBirthday, from: &Spans<i32>, to: &Spans<i32>) -> Spans<i64> {
    if from.is_plain() && to.is_plain() {
        let days = from.low.iter().zip(&to.low);
        let calendar = &*CALENDAR;
        // The common case without a look at the unit of each.
        let whole = |months: i32| if unit == Unit::Years { months / 12 } else { months };
        let low = match unit {
            Unit::Months | Unit::Years => days
                .map(|(from, to)| match calendar.whole_months(leap, *from, *to) {
                    Some(months) if from <= to => i64::from(whole(months)),
                    _ => i64::from(between(unit, leap, *from, *to)),
                })
                .collect(),
            Unit::Days | Unit::Weeks => days.map(|(from, to)| i64::from(between(unit, leap, *from, *to))).collect(),
        };
        return Spans { low, high: None, marks: None };
    }
    let each = from.iter().zip(to.iter()).map(|(from, to)| elapsed_one(unit, leap, from, to));
    Spans::from_spans(from.low.len(), each)
}

/// Whole units from one day to the other.
pub fn elapsed_one(unit: Unit, leap: LeapBirthday, from: Span<i32>, to: Span<i32>) -> Span<i64> {
    let marks = from.marks | to.marks;
    if marks & (STRANGE | EMPTY) != 0 {
        return Span::marked(if marks & STRANGE != 0 { STRANGE } else { marks & (EMPTY | FAULT) });
    }
    let low = i64::from(between(unit, leap, from.high, to.low));
    let high = i64::from(between(unit, leap, from.low, to.high));
    Span { low: low.min(high), high: low.max(high), marks: marks & FAULT }
}
