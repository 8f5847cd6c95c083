use std::fmt;
use std::ops::RangeInclusive;

/// A calendar day of the years 1 to 9999 (proleptic Gregorian, ISO 8601).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    #[error("a date is written year-month-day, as in 2022-10-19")]
    Shape,
    #[error("there is no such day in the calendar")]
    NoSuchDay,
}

const YEARS: RangeInclusive<i16> = 1..=9999;

impl Date {
    pub const MIN: Date = Date(jiff::civil::date(1, 1, 1));
    pub const MAX: Date = Date(jiff::civil::date(9999, 12, 31));

    /// `None` if there is no such day, or the year is not 1 to 9999.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        if !YEARS.contains(&year) {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// Reads `2022-10-19`, exactly so.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Date, InvalidDate> {
        let bytes = text.as_bytes();
        let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        let digits = bytes.iter().enumerate().all(|(at, b)| at == 4 || at == 7 || b.is_ascii_digit());
        if bytes.len() != 10 || !dashes || !digits {
            return Err(InvalidDate::Shape);
        }
        let part = |range| text.get(range).unwrap_or_default();
        match (part(0..4).parse(), part(5..7).parse(), part(8..10).parse()) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok_or(InvalidDate::NoSuchDay),
            _ => Err(InvalidDate::Shape),
        }
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The last day number of the date's month, 28 to 31.
    #[must_use]
    pub fn days_in_month(self) -> i8 {
        self.0.days_in_month()
    }

    /// Days since 1 January 1970, as Arrow and Parquet count them.
    #[must_use]
    pub fn day_number(self) -> i32 {
        let epoch = jiff::civil::date(1970, 1, 1);
        i32::try_from(epoch.duration_until(self.0).as_hours().div_euclid(24)).unwrap_or(i32::MAX)
    }

    /// The day so many days after 1 January 1970; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_day_number(days: i32) -> Option<Date> {
        Date(jiff::civil::date(1970, 1, 1)).plus_days(i64::from(days))
    }

    /// So many days later (earlier if negative); `None` outside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let moved = self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        YEARS.contains(&moved.year()).then_some(Date(moved))
    }

    /// Whole days from `self` to `other`, negative if `other` is before.
    #[must_use]
    pub fn days_until(self, other: Date) -> i64 {
        self.0.duration_until(other.0).as_hours().div_euclid(24)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
