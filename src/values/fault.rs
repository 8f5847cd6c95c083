use std::fmt;
use std::sync::Arc;

use crate::source::Span;

/// What can go wrong with an applicant's data though the policy is sound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// A number or date beyond what can be held.
    Overflow,
    DivisionByZero,
    /// No row of a table, or no case of a definition, covers the input.
    Uncovered,
    /// Two rows of a table match, or two exceptions disagree.
    Conflict,
    /// A value is read on a day on which it is not in force.
    NotInForce,
    /// Working days are counted through days before the first year for which the calendar lists
    /// holidays. The fault is the same for all such days, so that those it happens to are told together.
    NoHolidaysBefore {
        calendar: Arc<str>,
        year: i16,
    },
    /// Or after the last.
    NoHolidaysAfter {
        calendar: Arc<str>,
        year: i16,
    },
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultKind::Overflow => f.write_str("the result is too large to hold"),
            FaultKind::DivisionByZero => f.write_str("division by zero"),
            FaultKind::Uncovered => f.write_str("no row or case covers the value"),
            FaultKind::Conflict => f.write_str("two rows or exceptions apply and disagree"),
            FaultKind::NotInForce => f.write_str("the value is not in force on that day"),
            FaultKind::NoHolidaysBefore { calendar, year } => {
                write!(f, "the calendar `{calendar}` lists no holidays before {year}")
            }
            FaultKind::NoHolidaysAfter { calendar, year } => {
                write!(f, "the calendar `{calendar}` lists no holidays after {year}")
            }
        }
    }
}

/// A fault and the clause in which it arose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Span,
}

/// The faults that a value may turn out to be, each once, in order of kind and place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub const NONE: Faults = Faults(Vec::new());

    #[must_use]
    pub fn one(fault: Fault) -> Faults {
        Faults(vec![fault])
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn union(mut self, other: &Faults) -> Faults {
        if !other.0.is_empty() {
            self.0.extend_from_slice(&other.0);
            self.0.sort_unstable();
            self.0.dedup();
        }
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }
}
