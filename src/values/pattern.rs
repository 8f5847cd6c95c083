use std::sync::Arc;

use super::{Choices, Date, Instant, Interval, Number, Plain, Possible};

/// A stretch of ordered values; an end left out is open to that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds<T> {
    pub low: Option<End<T>>,
    pub high: Option<End<T>>,
}

/// An end of a stretch, and whether it belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End<T> {
    pub at: T,
    pub included: bool,
}

impl<T: Ord + Copy> Bounds<T> {
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        self.low.is_none_or(|low| low.at < value || (low.included && low.at == value))
            && self.high.is_none_or(|high| value < high.at || (high.included && high.at == value))
    }

    /// Whether some value of the interval is in these bounds, for dense values.
    fn meets(&self, values: Interval<T>) -> bool {
        self.low.is_none_or(|low| low.at < values.high || (low.included && low.at == values.high))
            && self.high.is_none_or(|high| values.low < high.at || (high.included && high.at == values.low))
    }

    fn holds_all(&self, values: Interval<T>) -> bool {
        self.contains(values.low) && self.contains(values.high)
    }
}

/// What one cell of a table row asks of its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `-`: anything at all, `none` too.
    Anything,
    /// `none` only.
    None,
    Boolean(bool),
    Choices(Choices),
    Texts(Vec<Arc<str>>),
    /// In one of these stretches.
    Numbers(Vec<Bounds<Number>>),
    Dates(Vec<Bounds<Date>>),
    Instants(Vec<Bounds<Instant>>),
}

impl Pattern {
    /// Whether the input may fit, and whether it may not.
    #[must_use]
    pub fn can_fit_or_miss(&self, input: &Possible) -> (bool, bool) {
        let by_ends = |some: bool, all: bool| (some, !all);
        let (can, cannot) = match (self, &input.plain) {
            (Pattern::Anything, Plain::Nothing) => return (input.none, false),
            (Pattern::Anything, _) => return (true, false),
            (_, Plain::Nothing) => (false, false),
            (Pattern::None, _) => (false, true),
            (Pattern::Boolean(wanted), Plain::Boolean { can_be_true, can_be_false }) => {
                if *wanted {
                    (*can_be_true, *can_be_false)
                } else {
                    (*can_be_false, *can_be_true)
                }
            }
            (Pattern::Choices(wanted), Plain::Choice(choices)) => {
                by_ends(wanted.intersects(choices), choices.members().all(|member| wanted.contains(member)))
            }
            (Pattern::Texts(wanted), Plain::Text(Some(text))) => (wanted.contains(text), !wanted.contains(text)),
            (Pattern::Numbers(stretches), Plain::Number(numbers)) => by_ends(
                stretches.iter().any(|bounds| bounds.meets(*numbers)),
                stretches.iter().any(|bounds| bounds.holds_all(*numbers)),
            ),
            (Pattern::Dates(stretches), Plain::Date(dates)) => by_ends(
                stretches.iter().any(|bounds| bounds.meets(*dates)),
                stretches.iter().any(|bounds| bounds.holds_all(*dates)),
            ),
            (Pattern::Instants(stretches), Plain::Instant(instants)) => by_ends(
                stretches.iter().any(|bounds| bounds.meets(*instants)),
                stretches.iter().any(|bounds| bounds.holds_all(*instants)),
            ),
            _ => (true, true),
        };
        let of_none = (input.none && *self == Pattern::None, input.none && *self != Pattern::None);
        (can || of_none.0, cannot || of_none.1)
    }
}
