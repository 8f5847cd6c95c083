//! Comparisons. `none` equals only `none`; order is never asked of it (the checker sees to that).

use std::sync::Arc;

use super::{Choices, Faults, Interval, Plain, Possible, Value, logic};

/// A comparison between two values of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    Is,
    IsNot,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    /// Whether `a` surely stands in the relation to `b`.
    #[must_use]
    pub fn surely(self, a: &Possible, b: &Possible) -> bool {
        compare(self, a, b).is_true()
    }

    /// What stands where this does not.
    #[must_use]
    pub fn negated(self) -> Comparison {
        match self {
            Comparison::Is => Comparison::IsNot,
            Comparison::IsNot => Comparison::Is,
            Comparison::Less => Comparison::AtLeast,
            Comparison::AtMost => Comparison::Greater,
            Comparison::Greater => Comparison::AtMost,
            Comparison::AtLeast => Comparison::Less,
        }
    }

    /// The same relation with its sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Comparison {
        match self {
            Comparison::Is | Comparison::IsNot => self,
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
        }
    }
}

/// Whether `a` stands in the relation to `b`.
#[must_use]
pub fn compare(how: Comparison, a: &Possible, b: &Possible) -> Possible {
    match how {
        Comparison::Is => equal(a, b),
        Comparison::IsNot => logic::not(&equal(a, b)),
        Comparison::Less => less(a, b),
        Comparison::Greater => less(b, a),
        Comparison::AtMost => logic::not(&less(b, a)),
        Comparison::AtLeast => logic::not(&less(a, b)),
    }
}

/// `x is none`.
#[must_use]
pub fn is_none(a: &Possible) -> Possible {
    Possible::boolean(a.none, a.plain != Plain::Nothing, a.faults.clone())
}

/// `x in L`: whether some member of the list is the value.
#[must_use]
pub fn contains(list: &Possible, item: &Possible) -> Possible {
    let found = match &list.plain {
        Plain::List(Some(members)) if members.iter().all(|member| member.single().is_some()) => in_known(item, members),
        Plain::List(Some(members)) => {
            logic::any(members.iter().map(|member| equal(item, member)).collect::<Vec<_>>().iter())
        }
        Plain::List(None) => Possible::either().with_faults(&item.faults),
        _ => Possible::boolean(false, false, item.faults.clone()),
    };
    found.with_faults(&list.faults)
}

/// Membership in a list of known values: exact for what has few values, each of which is tried.
fn in_known(item: &Possible, members: &[Possible]) -> Possible {
    let any = |value: &Possible| logic::any(&members.iter().map(|member| equal(value, member)).collect::<Vec<_>>());
    match item.clone().without_faults().each() {
        Some(values) => {
            let answers: Vec<Possible> = values.into_iter().map(|value| any(&Possible::from(value))).collect();
            let (can, cannot) = (answers.iter().any(Possible::is_true), answers.iter().any(Possible::is_false));
            Possible::boolean(can, cannot, item.faults.clone())
        }
        // A list of nothing is looked through by nobody, yet what is looked for may have no value.
        None => any(item).with_faults(&item.faults),
    }
}

fn equal(a: &Possible, b: &Possible) -> Possible {
    let faults = a.faults.clone().union(&b.faults);
    let (mut same, mut differ) = match (&a.plain, &b.plain) {
        (Plain::Nothing, _) | (_, Plain::Nothing) => (false, false),
        (
            Plain::Boolean { can_be_true: true_1, can_be_false: false_1 },
            Plain::Boolean { can_be_true: true_2, can_be_false: false_2 },
        ) => ((*true_1 && *true_2) || (*false_1 && *false_2), (*true_1 && *false_2) || (*false_1 && *true_2)),
        (Plain::Number(a), Plain::Number(b)) => intervals(*a, *b),
        (Plain::Date(a), Plain::Date(b)) => intervals(*a, *b),
        (Plain::Instant(a), Plain::Instant(b)) => intervals(*a, *b),
        (Plain::Choice(a), Plain::Choice(b)) => choices(a, b),
        (Plain::Text(a), Plain::Text(b)) => texts(a, b),
        (Plain::Duration(a), Plain::Duration(b)) => (a.iter().any(|length| b.contains(length)), a != b || a.len() > 1),
        (Plain::List(Some(_)), Plain::List(Some(_))) => match (a.single(), b.single()) {
            (Some(Value::List(a)), Some(Value::List(b))) => (a == b, a != b),
            _ => (true, true),
        },
        _ => (true, true),
    };
    same |= a.none && b.none;
    differ |= (a.none && b.plain != Plain::Nothing) || (b.none && a.plain != Plain::Nothing);
    Possible::boolean(same, differ, faults)
}

fn intervals<T: Ord + Copy>(a: Interval<T>, b: Interval<T>) -> (bool, bool) {
    (a.low <= b.high && b.low <= a.high, a.single().is_none() || a != b)
}

fn choices(a: &Choices, b: &Choices) -> (bool, bool) {
    (a.intersects(b), a.single().is_none() || a != b)
}

fn texts(a: &Option<Arc<str>>, b: &Option<Arc<str>>) -> (bool, bool) {
    match (a, b) {
        (Some(a), Some(b)) => (a == b, a != b),
        _ => (true, true),
    }
}

fn less(a: &Possible, b: &Possible) -> Possible {
    let faults = a.faults.clone().union(&b.faults);
    let ordered = |(can, cannot)| Possible::boolean(can, cannot, faults.clone());
    match (&a.plain, &b.plain) {
        (Plain::Number(a), Plain::Number(b)) => ordered((a.low < b.high, a.high >= b.low)),
        (Plain::Date(a), Plain::Date(b)) => ordered((a.low < b.high, a.high >= b.low)),
        (Plain::Instant(a), Plain::Instant(b)) => ordered((a.low < b.high, a.high >= b.low)),
        (Plain::Choice(a), Plain::Choice(b)) => ordered((a.least() < b.greatest(), a.greatest() >= b.least())),
        _ => Possible {
            plain: Plain::Nothing,
            none: false,
            faults: if faults.is_empty() { Faults::NONE } else { faults },
        },
    }
}
