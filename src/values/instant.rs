use std::fmt;

use super::Date;

/// A moment, told by the clock of UTC, in the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    day: Date,
    /// Nanoseconds since the day began.
    time: i64,
}

/// Why a text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInstant {
    #[error("an instant is written as in 2024-03-10T20:06:26Z")]
    Shape,
    #[error("there is no such day or time of day")]
    NoSuchMoment,
    #[error("a second has 9 decimal places at most")]
    TooFine,
}

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Instant {
    pub const MIN: Instant = Instant { day: Date::MIN, time: 0 };
    pub const MAX: Instant = Instant { day: Date::MAX, time: DAY - 1 };

    /// Reads `2024-03-10T20:06:26Z`: the day, the time of day to the second or finer, and how far
    /// its clock is from that of UTC.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Instant, InvalidInstant> {
        let (day, rest) = text.split_once('T').ok_or(InvalidInstant::Shape)?;
        let day = Date::parse(day).map_err(|why| match why {
            super::InvalidDate::Shape => InvalidInstant::Shape,
            super::InvalidDate::NoSuchDay => InvalidInstant::NoSuchMoment,
        })?;
        let ends = rest.find(['Z', '+', '-']).ok_or(InvalidInstant::Shape)?;
        let (time, offset) = (rest.get(..ends), rest.get(ends..));
        let time = time_of_day(time.unwrap_or_default())?;
        let offset = offset_of(offset.unwrap_or_default())?;
        let time = time.saturating_sub(offset);
        let day = day.plus_days(time.div_euclid(DAY)).ok_or(InvalidInstant::NoSuchMoment)?;
        Ok(Instant { day, time: time.rem_euclid(DAY) })
    }

    /// So many nanoseconds after a day begins by the clock of UTC; none outside the years 1 to 9999.
    #[must_use]
    pub fn after_midnight(day: Date, nanoseconds: i64) -> Option<Instant> {
        Instant { day, time: 0 }.plus_nanoseconds(nanoseconds)
    }

    /// The day by the clock of UTC.
    #[must_use]
    pub fn day(self) -> Date {
        self.day
    }

    /// The time of day by the clock of UTC: `20:06:26`, with decimal places if there are any.
    #[must_use]
    pub fn time(self) -> String {
        let part = |unit: i64, of: i64| self.time.div_euclid(unit).rem_euclid(of);
        let time = format!("{:02}:{:02}:{:02}", part(HOUR, 24), part(MINUTE, 60), part(SECOND, 60));
        match part(1, SECOND) {
            0 => time,
            fine => format!("{time}.{}", format!("{fine:09}").trim_end_matches('0')),
        }
    }

    /// So much later (earlier if negative); none outside the years 1 to 9999.
    #[must_use]
    pub fn plus_nanoseconds(self, nanoseconds: i64) -> Option<Instant> {
        let time = self.time.checked_add(nanoseconds)?;
        Some(Instant { day: self.day.plus_days(time.div_euclid(DAY))?, time: time.rem_euclid(DAY) })
    }
}

/// `20:06:26.5` in nanoseconds.
fn time_of_day(text: &str) -> Result<i64, InvalidInstant> {
    let (clock, fine) = match text.split_once('.') {
        Some((clock, fine)) => (clock, Some(fine)),
        None => (text, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else { return Err(InvalidInstant::Shape) };
    let whole = clock_part(hours, HOUR, 24)?
        .saturating_add(clock_part(minutes, MINUTE, 60)?)
        .saturating_add(clock_part(seconds, SECOND, 60)?);
    let fine = match fine {
        None => 0,
        Some(digits) if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(InvalidInstant::Shape);
        }
        Some(digits) if digits.len() > 9 => return Err(InvalidInstant::TooFine),
        Some(digits) => format!("{digits:0<9}").parse().map_err(|_| InvalidInstant::Shape)?,
    };
    Ok(whole.saturating_add(fine))
}

/// `Z`, `+01:00` or `-05:00` in nanoseconds.
fn offset_of(text: &str) -> Result<i64, InvalidInstant> {
    if text == "Z" {
        return Ok(0);
    }
    let (hours, minutes) = text.get(1..).and_then(|clock| clock.split_once(':')).ok_or(InvalidInstant::Shape)?;
    let ahead = clock_part(hours, HOUR, 24)?.saturating_add(clock_part(minutes, MINUTE, 60)?);
    Ok(if text.starts_with('-') { ahead.saturating_neg() } else { ahead })
}

/// Two digits below `most`, in nanoseconds.
fn clock_part(digits: &str, unit: i64, most: i64) -> Result<i64, InvalidInstant> {
    if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidInstant::Shape);
    }
    let count: i64 = digits.parse().map_err(|_| InvalidInstant::Shape)?;
    if count < most { Ok(count.saturating_mul(unit)) } else { Err(InvalidInstant::NoSuchMoment) }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.day, self.time())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
