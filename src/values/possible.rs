use std::sync::Arc;

use super::{Choices, Country, Date, Fault, Faults, Instant, Interval, Length, Number, RecordShape};

/// One definite value, or `None`: the applicant is known to have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Boolean(bool),
    Number(Number),
    Date(Date),
    Instant(Instant),
    Duration(Length),
    Text(Arc<str>),
    /// A variant of an enum or a country, by number.
    Choice(u16),
    List(Vec<Value>),
    /// The fields in the order of the record's shape; those unknown may be anything of their types.
    Record(Arc<RecordShape>, Vec<Option<Value>>),
    None,
}

/// What a value may be, apart from `none` and faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    /// No plain value: it is `none` or a fault.
    Nothing,
    Boolean {
        can_be_true: bool,
        can_be_false: bool,
    },
    Number(Interval<Number>),
    Date(Interval<Date>),
    Instant(Interval<Instant>),
    /// One of these; no fact is a duration, so that the policy names all that there are. Never empty.
    Duration(Vec<Length>),
    /// `None` is any text.
    Text(Option<Arc<str>>),
    Choice(Choices),
    /// A list of known length; `None` is any list.
    List(Option<Vec<Possible>>),
    /// The fields of a record, in order.
    Record(Vec<Possible>),
}

/// The set of what a value may still be: one known value, or several while facts are missing.
///
/// Sound: it holds every value that some completion of the missing facts gives. It may hold more,
/// since links between two readings of one fact are not tracked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    pub plain: Plain,
    /// Whether it may be `none`.
    pub none: bool,
    /// The faults that it may be.
    pub faults: Faults,
}

impl From<Plain> for Possible {
    fn from(plain: Plain) -> Self {
        Possible { plain, none: false, faults: Faults::NONE }
    }
}

impl From<Value> for Possible {
    fn from(value: Value) -> Self {
        Possible::from(match value {
            Value::Boolean(truth) => Plain::Boolean { can_be_true: truth, can_be_false: !truth },
            Value::Number(number) => Plain::Number(Interval::only(number)),
            Value::Date(date) => Plain::Date(Interval::only(date)),
            Value::Instant(instant) => Plain::Instant(Interval::only(instant)),
            Value::Duration(length) => Plain::Duration(vec![length]),
            Value::Text(text) => Plain::Text(Some(text)),
            Value::Choice(variant) => Plain::Choice(Choices::one(variant)),
            Value::List(items) => Plain::List(Some(items.into_iter().map(Possible::from).collect())),
            Value::Record(shape, fields) => Plain::Record(
                shape
                    .fields
                    .iter()
                    .zip(fields)
                    .map(|(field, value)| value.map_or_else(|| field.unknown(), Possible::from))
                    .collect(),
            ),
            Value::None => return Possible { plain: Plain::Nothing, none: true, faults: Faults::NONE },
        })
    }
}

impl From<bool> for Possible {
    fn from(truth: bool) -> Self {
        Value::Boolean(truth).into()
    }
}

impl From<Fault> for Possible {
    fn from(fault: Fault) -> Self {
        Possible { plain: Plain::Nothing, none: false, faults: Faults::one(fault) }
    }
}

impl From<Country> for Value {
    fn from(country: Country) -> Self {
        Value::Choice(country.0)
    }
}

impl Possible {
    /// Either boolean.
    #[must_use]
    pub fn either() -> Possible {
        Possible::from(Plain::Boolean { can_be_true: true, can_be_false: true })
    }

    /// A boolean with these truth values; none of them if both are false.
    #[must_use]
    pub fn boolean(can_be_true: bool, can_be_false: bool, faults: Faults) -> Possible {
        let plain =
            if can_be_true || can_be_false { Plain::Boolean { can_be_true, can_be_false } } else { Plain::Nothing };
        Possible { plain, none: false, faults }
    }

    /// No value at all: what a branch gives that cannot be reached.
    #[must_use]
    pub fn nothing() -> Possible {
        Possible::from(Plain::Nothing)
    }

    #[must_use]
    pub fn can_be_true(&self) -> bool {
        matches!(self.plain, Plain::Boolean { can_be_true: true, .. })
    }

    #[must_use]
    pub fn can_be_false(&self) -> bool {
        matches!(self.plain, Plain::Boolean { can_be_false: true, .. })
    }

    /// True whatever is still missing.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.can_be_true() && !self.can_be_false() && !self.none && self.faults.is_empty()
    }

    /// False whatever is still missing.
    #[must_use]
    pub fn is_false(&self) -> bool {
        self.can_be_false() && !self.can_be_true() && !self.none && self.faults.is_empty()
    }

    /// Certainly a fault.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.plain == Plain::Nothing && !self.none && !self.faults.is_empty()
    }

    /// Whether just one value, `none`, or one fault is left.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_fault()
            || match &self.plain {
                Plain::Record(fields) => {
                    !self.none && fields.iter().all(Possible::is_settled) && self.faults.is_empty()
                }
                Plain::List(Some(items)) => {
                    !self.none && items.iter().all(Possible::is_settled) && self.faults.is_empty()
                }
                _ => self.single().is_some(),
            }
    }

    /// The one value that it is, if it is settled and no fault.
    #[must_use]
    pub fn single(&self) -> Option<Value> {
        if !self.faults.is_empty() {
            return None;
        }
        let value = match (&self.plain, self.none) {
            (Plain::Nothing, true) => return Some(Value::None),
            (_, true) | (Plain::Nothing, false) => return None,
            (Plain::Boolean { can_be_true, can_be_false }, _) => {
                Value::Boolean((can_be_true != can_be_false).then_some(*can_be_true)?)
            }
            (Plain::Number(numbers), _) => Value::Number(numbers.single()?),
            (Plain::Date(dates), _) => Value::Date(dates.single()?),
            (Plain::Instant(instants), _) => Value::Instant(instants.single()?),
            (Plain::Duration(lengths), _) => match lengths.as_slice() {
                [only] => Value::Duration(only.clone()),
                _ => return None,
            },
            (Plain::Text(text), _) => Value::Text(text.clone()?),
            (Plain::Choice(choices), _) => Value::Choice(choices.single()?),
            // Every field that matters is read by itself.
            (Plain::Record(_), _) => return None,
            (Plain::List(items), _) => {
                Value::List(items.as_ref()?.iter().map(Possible::single).collect::<Option<_>>()?)
            }
        };
        Some(value)
    }

    /// The numbers that it may be.
    #[must_use]
    pub fn numbers(&self) -> Option<Interval<Number>> {
        match self.plain {
            Plain::Number(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// The least set that holds both.
    #[must_use]
    pub fn union(self, other: &Possible) -> Possible {
        Possible {
            plain: union_plain(self.plain, &other.plain),
            none: self.none || other.none,
            faults: self.faults.union(&other.faults),
        }
    }

    /// The same without `none`: what it is where it has been tested.
    #[must_use]
    pub fn without_none(mut self) -> Possible {
        self.none = false;
        self
    }

    /// What `x else y` and `first_of(x, y)` give: `y` stands in where `x` is `none`.
    #[must_use]
    pub fn or_else(self, fallback: &Possible) -> Possible {
        if self.none { self.without_none().union(fallback) } else { self }
    }

    /// The same without its faults: what it is where there is none.
    #[must_use]
    pub fn without_faults(mut self) -> Possible {
        self.faults = Faults::NONE;
        self
    }

    #[must_use]
    pub fn with_faults(mut self, faults: &Faults) -> Possible {
        self.faults = self.faults.union(faults);
        self
    }
}

fn union_plain(one: Plain, other: &Plain) -> Plain {
    match (one, other) {
        (Plain::Nothing, other) => other.clone(),
        (one, Plain::Nothing) => one,
        (
            Plain::Boolean { can_be_true: true_1, can_be_false: false_1 },
            Plain::Boolean { can_be_true: true_2, can_be_false: false_2 },
        ) => Plain::Boolean { can_be_true: true_1 || *true_2, can_be_false: false_1 || *false_2 },
        (Plain::Number(a), Plain::Number(b)) => Plain::Number(a.union(*b)),
        (Plain::Date(a), Plain::Date(b)) => Plain::Date(a.union(*b)),
        (Plain::Instant(a), Plain::Instant(b)) => Plain::Instant(a.union(*b)),
        (Plain::Duration(mut a), Plain::Duration(b)) => {
            for length in b {
                if !a.contains(length) {
                    a.push(length.clone());
                }
            }
            Plain::Duration(a)
        }
        (Plain::Text(a), Plain::Text(b)) => Plain::Text(if a == *b { a } else { None }),
        (Plain::Choice(a), Plain::Choice(b)) => Plain::Choice(a.union(b)),
        (Plain::List(Some(a)), Plain::List(Some(b))) if a.len() == b.len() => {
            Plain::List(Some(a.into_iter().zip(b).map(|(a, b)| a.union(b)).collect()))
        }
        (Plain::List(_), Plain::List(_)) => Plain::List(None),
        (Plain::Record(a), Plain::Record(b)) => Plain::Record(a.into_iter().zip(b).map(|(a, b)| a.union(b)).collect()),
        // The checker lets only values of one type meet.
        (one, _) => one,
    }
}
