//! Lists taken together. Each element comes as a record of whether it counts and what it gives, so
//! that an element that may count is one that may be there.

use super::numeric::{add, extreme};
use super::{Interval, Number, Plain, Possible, Type, logic};
use crate::source::Span;

/// How the elements of a list are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fold {
    /// Whether some element counts.
    Any,
    /// Whether no element counts.
    No,
    /// Whether what each gives is true, of those that count.
    Every,
    /// How many count.
    Count,
    /// What those that count give, added; 0 of none.
    Sum,
    /// The greatest that those that count give; none of none.
    Max,
    /// The least.
    Min,
}

impl Fold {
    /// Takes together a list of (counts, gives); `gives` is the type of what an element gives.
    pub fn of(self, list: &Possible, gives: &Type, span: Span) -> Possible {
        let Plain::List(items) = &list.plain else {
            return Possible { plain: Plain::Nothing, none: false, faults: list.faults.clone() };
        };
        let Some(items) = items else { return self.of_any_list(gives).with_faults(&list.faults) };
        let pairs: Vec<(&Possible, &Possible)> = items.iter().filter_map(pair).collect();
        let counts = || pairs.iter().map(|(counts, _)| *counts);
        let found = match self {
            Fold::Any => logic::any(counts()),
            Fold::No => logic::not(&logic::any(counts())),
            Fold::Every => {
                let held: Vec<Possible> =
                    pairs.iter().map(|(counts, gives)| logic::or(&logic::not(counts), gives)).collect();
                logic::all(&held)
            }
            Fold::Count => pairs.iter().fold(zero(), |sum, (counts, _)| {
                let one = if_counts(counts, &Possible::from(super::Value::Number(Number::ONE)), &zero());
                add(&sum, &one, span)
            }),
            Fold::Sum => pairs.iter().fold(zero(), |sum, (counts, gives)| {
                let points = if_counts(counts, gives, &zero());
                add(&sum, &points, span)
            }),
            Fold::Max | Fold::Min => pairs.iter().fold(nobody(), |sofar, (counts, gives)| {
                let with = joined(self == Fold::Max, &sofar, gives);
                if_counts(counts, &with, &sofar)
            }),
        };
        found.with_faults(&list.faults)
    }

    /// What a list may give of which nothing is known.
    fn of_any_list(self, gives: &Type) -> Possible {
        let numbers = |low: Number| Possible::from(Plain::Number(Interval::new(low, Number::MAX)));
        match self {
            Fold::Any | Fold::No | Fold::Every => Possible::either(),
            Fold::Count => numbers(Number::ZERO),
            Fold::Sum => numbers(Number::MIN),
            Fold::Max | Fold::Min => gives.anything().union(&nobody()),
        }
    }
}

fn pair(item: &Possible) -> Option<(&Possible, &Possible)> {
    match &item.plain {
        Plain::Record(fields) => match fields.as_slice() {
            [counts, gives] => Some((counts, gives)),
            _ => None,
        },
        _ => None,
    }
}

fn zero() -> Possible {
    super::Value::Number(Number::ZERO).into()
}

fn nobody() -> Possible {
    super::Value::None.into()
}

/// One value where the element counts, another where it does not.
fn if_counts(counts: &Possible, yes: &Possible, no: &Possible) -> Possible {
    let mut result = Possible::nothing().with_faults(&counts.faults);
    if counts.can_be_true() {
        result = result.union(yes);
    }
    if counts.can_be_false() {
        result = result.union(no);
    }
    result
}

/// The greater or lesser of what there was, if anything, and one more.
fn joined(greatest: bool, sofar: &Possible, next: &Possible) -> Possible {
    let mut result = Possible::nothing().with_faults(&sofar.faults);
    if sofar.none {
        result = result.union(next);
    }
    if sofar.plain != Plain::Nothing {
        result = result.union(&extreme(greatest, &sofar.clone().without_none().without_faults(), next));
    }
    result
}

/// A field of a record; nothing of what is none.
pub fn field(record: &Possible, at: usize) -> Possible {
    match &record.plain {
        Plain::Record(fields) => fields.get(at).cloned().unwrap_or_else(Possible::nothing).with_faults(&record.faults),
        _ => Possible { plain: Plain::Nothing, none: false, faults: record.faults.clone() },
    }
}
