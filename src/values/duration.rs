use std::fmt;

use super::WorkingDays;

/// A length of time by which a date is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    Time(Duration),
    Working(WorkingDays),
}

impl Length {
    #[must_use]
    pub fn negate(&self) -> Length {
        match self {
            Length::Time(duration) => Length::Time(duration.negate()),
            Length::Working(days) => Length::Working(days.negate()),
        }
    }
}

impl Length {
    /// Whether a day is in it, and nothing is taken back.
    #[must_use]
    pub fn lasts(&self) -> bool {
        match self {
            Length::Time(Duration { months, days }) => *months >= 0 && *days >= 0 && (*months, *days) != (0, 0),
            Length::Working(days) => days.count > 0,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Time(duration) => duration.fmt(f),
            Length::Working(days) => days.fmt(f),
        }
    }
}

/// Calendar time to add to a date: years and months as one number of months, and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    pub months: i64,
    pub days: i64,
}

impl Duration {
    #[must_use]
    pub fn negate(self) -> Duration {
        Duration { months: self.months.saturating_neg(), days: self.days.saturating_neg() }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, months) = (self.months.wrapping_div(12), self.months.wrapping_rem(12));
        let mut parts = Vec::new();
        for (count, one, many) in [(years, "year", "years"), (months, "month", "months"), (self.days, "day", "days")] {
            if count != 0 {
                parts.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        }
        if parts.is_empty() { f.write_str("0 days") } else { f.write_str(&parts.join(" ")) }
    }
}
