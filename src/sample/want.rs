//! What is asked of a value, and which value answers it.

use crate::trial::Chance;
use crate::values::{Comparison, Date, Instant, Number, Pattern, Plain, Possible, Value};

/// What the value of an operation shall be.
#[derive(Clone, Debug)]
pub enum Want {
    /// In this relation to a value.
    Compare(Comparison, Value),
    /// As the cell of a table asks.
    Fits(Pattern),
    /// One of these values, or none of them.
    Among(Vec<Value>, bool),
    /// Anything but `none`.
    There,
    /// Of a comparison: its left side so many steps above its right side.
    Apart(i64),
    /// Of the time between two days: so many units, reached on the very day.
    Just(i64),
    /// So many units but for one day.
    Short(i64),
}

impl Want {
    #[must_use]
    pub fn truth(truth: bool) -> Want {
        Want::Compare(Comparison::Is, Value::Boolean(truth))
    }

    #[must_use]
    pub fn is(value: Value) -> Want {
        Want::Compare(Comparison::Is, value)
    }

    /// Whether a value is surely as asked.
    #[must_use]
    pub fn holds(&self, value: &Possible) -> bool {
        match self {
            Want::Compare(how, wanted) => how.surely(value, &Possible::from(wanted.clone())),
            Want::Fits(pattern) => value.faults.is_empty() && pattern.can_fit_or_miss(value) == (true, false),
            Want::Among(values, inside) => value.single().is_some_and(|value| values.contains(&value) == *inside),
            Want::There => !value.none && value.plain != Plain::Nothing && value.faults.is_empty(),
            Want::Apart(_) | Want::Just(_) | Want::Short(_) => false,
        }
    }

    #[must_use]
    pub fn allows(&self, value: &Value) -> bool {
        self.holds(&Possible::from(value.clone()))
    }

    /// The truth that is asked for, if it is one.
    #[must_use]
    pub fn wants_truth(&self) -> Option<bool> {
        [true, false]
            .into_iter()
            .find(|truth| self.allows(&Value::Boolean(*truth)) && !self.allows(&Value::Boolean(!*truth)))
    }

    /// A value that answers it, at its edge more often than not; where the policy asks for a number,
    /// a day or an instant.
    #[must_use]
    pub fn target(&self, chance: &mut Chance) -> Option<Value> {
        match self {
            Want::Compare(how, wanted) => {
                let step = match how {
                    Comparison::Is => 0,
                    Comparison::IsNot => *chance.pick(&[-1, 1])?,
                    Comparison::Less => chance.between(-2, -1),
                    Comparison::AtMost => chance.between(-1, 0),
                    Comparison::Greater => chance.between(1, 2),
                    Comparison::AtLeast => chance.between(0, 1),
                };
                let far = if chance.happens(1, 4) { chance.between(1, 400) } else { 1 };
                stepped(wanted, step.saturating_mul(far))
            }
            Want::Fits(pattern) => within(pattern, chance),
            Want::Among(values, true) => chance.pick(values).cloned(),
            _ => None,
        }
    }

    /// The same of the value's other side: what `v - x` must be is turned round for `x`.
    #[must_use]
    pub fn with(&self, change: impl Fn(Number) -> Option<Number>, turned: bool, chance: &mut Chance) -> Option<Want> {
        match self {
            Want::Compare(how, Value::Number(number)) => {
                let how = if turned { how.swapped() } else { *how };
                Some(Want::Compare(how, Value::Number(change(*number)?)))
            }
            _ => match self.target(chance)? {
                Value::Number(number) => Some(Want::is(Value::Number(change(number)?))),
                _ => None,
            },
        }
    }
}

/// The value so many steps on: a day, a whole unit or, of a number with decimals, one of its last.
#[must_use]
pub fn stepped(value: &Value, steps: i64) -> Option<Value> {
    if steps == 0 {
        return Some(value.clone());
    }
    match value {
        Value::Number(number) => {
            let step = (0..number.decimal_places().unwrap_or(0).min(9))
                .try_fold(Number::ONE, |step, _| step.divide(Number::integer(10)))?;
            number.plus(step.multiply(Number::integer(steps))?).map(Value::Number)
        }
        Value::Date(date) => date.plus_days(steps).map(Value::Date),
        Value::Instant(instant) => instant.plus_nanoseconds(steps.saturating_mul(1_000_000_000)).map(Value::Instant),
        Value::Choice(choice) => u16::try_from(i64::from(*choice).saturating_add(steps)).ok().map(Value::Choice),
        _ => None,
    }
}

/// A value that fits a cell: an end of one of its stretches, or a little inside.
fn within(pattern: &Pattern, chance: &mut Chance) -> Option<Value> {
    match pattern {
        Pattern::Anything => None,
        Pattern::None => Some(Value::None),
        Pattern::Boolean(truth) => Some(Value::Boolean(*truth)),
        Pattern::Choices(choices) => {
            let members: Vec<u16> = choices.members().collect();
            chance.pick(&members).copied().map(Value::Choice)
        }
        Pattern::Texts(texts) => chance.pick(texts).cloned().map(Value::Text),
        Pattern::Numbers(stretches) => {
            let stretch = chance.pick(stretches)?;
            let low = stretch.low.map(|end| (Value::Number(end.at), end.included));
            let high = stretch.high.map(|end| (Value::Number(end.at), end.included));
            end_of(low, high, chance).or(Some(Value::Number(Number::ZERO)))
        }
        Pattern::Dates(stretches) => {
            let stretch = chance.pick(stretches)?;
            let low = stretch.low.map(|end| (Value::Date(end.at), end.included));
            let high = stretch.high.map(|end| (Value::Date(end.at), end.included));
            end_of(low, high, chance).or(Date::new(2024, 2, 29).map(Value::Date))
        }
        Pattern::Instants(stretches) => {
            let stretch = chance.pick(stretches)?;
            let low = stretch.low.map(|end| (Value::Instant(end.at), end.included));
            let high = stretch.high.map(|end| (Value::Instant(end.at), end.included));
            end_of(low, high, chance).or(Some(Value::Instant(Instant::MIN)))
        }
    }
}

fn end_of(low: Option<(Value, bool)>, high: Option<(Value, bool)>, chance: &mut Chance) -> Option<Value> {
    let inside = |(value, included): (Value, bool), inwards: i64| stepped(&value, if included { 0 } else { inwards });
    let (low, high) = (low.and_then(|end| inside(end, 1)), high.and_then(|end| inside(end, -1)));
    match (low, high) {
        (Some(low), Some(high)) => Some(if chance.happens(1, 2) { low } else { high }),
        (low, high) => low.or(high),
    }
}
