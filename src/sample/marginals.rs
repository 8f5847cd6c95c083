//! How often each value of a fact is drawn: rows `fact,value,weight`.

use std::collections::BTreeMap;

use crate::diagnostics::nearest;
use crate::plan::Plan;
use crate::records::fact_value;
use crate::trial::Chance;
use crate::values::{Number, Type, Value};

/// What shares are counted in.
pub const PARTS: u64 = 1_000_000;

/// The values of facts with their weights, by the facts' places.
#[derive(Clone, Debug, Default)]
pub struct Marginals(BTreeMap<usize, Marginal>);

#[derive(Clone, Debug, Default)]
struct Marginal {
    values: Vec<(Drawn, u64)>,
    total: u64,
}

#[derive(Clone, Debug)]
enum Drawn {
    /// `None` is left unknown.
    Value(Option<Value>),
    Range(Value, Value),
}

/// What is wrong with a row, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub what: String,
    pub help: String,
}

fn mistake(what: impl Into<String>, help: impl Into<String>) -> Mistake {
    Mistake { what: what.into(), help: help.into() }
}

impl Marginals {
    /// Adds a row.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, plan: &Plan, fact: &str, value: &str, weight: &str) -> Result<(), Mistake> {
        let Some(id) = plan.fact_named(fact) else {
            let near = nearest(fact, plan.facts.iter().map(|(_, fact)| fact.path.as_str()));
            return Err(mistake(
                format!("no fact is called `{fact}`"),
                near.map_or_else(
                    || "write the name of a fact of the policy".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                ),
            ));
        };
        let known = &plan.facts[id];
        if known.is_id {
            return Err(mistake(
                format!("`{fact}` names the applicant"),
                "leave it out: each gets a name of their own",
            ));
        }
        let weight = parts(weight).ok_or_else(|| {
            mistake(
                format!("the weight `{weight}` is no number from 0 to 1000000000 with at most 6 decimal places"),
                "write how often the value is drawn beside the fact's others, as in 12 or 0.5",
            )
        })?;
        let read = |text: &str| {
            fact_value(known, text).map_err(|why| {
                mistake(format!("`{text}` {why}"), format!("write a value of `{fact}` as in a file of applicants"))
            })
        };
        let drawn = match value.split_once("..") {
            Some((low, high)) if is_ordered(known.ty.plain()) => {
                let help = || format!("write the range as `20 .. 29`, both values of `{fact}`");
                match (read(low)?, read(high)?) {
                    (Some(low), Some(high)) if before(&low, &high) => Drawn::Range(low, high),
                    (Some(Value::None) | None, _) | (_, Some(Value::None) | None) => {
                        return Err(mistake(format!("the range `{value}` has an open end"), help()));
                    }
                    _ => return Err(mistake(format!("the range `{value}` ends before it starts"), help())),
                }
            }
            _ => Drawn::Value(read(value)?),
        };
        let marginal = self.0.entry(id.index()).or_default();
        marginal.total = marginal.total.saturating_add(weight);
        marginal.values.push((drawn, weight));
        Ok(())
    }

    /// The first fact all of whose weights are 0.
    #[must_use]
    pub fn weightless<'p>(&self, plan: &'p Plan) -> Option<&'p str> {
        let (at, _) = self.0.iter().find(|(_, marginal)| marginal.total == 0)?;
        plan.facts.iter().nth(*at).map(|(_, fact)| fact.path.as_str())
    }

    /// Whether the fact at that place is drawn by weights.
    #[must_use]
    pub fn names(&self, at: usize) -> bool {
        self.0.contains_key(&at)
    }

    /// A value of the fact at that place, by its weights; `None` if it has none.
    pub fn draw(&self, at: usize, chance: &mut Chance) -> Option<Option<Value>> {
        let marginal = self.0.get(&at)?;
        let mut rest = chance.below(marginal.total);
        for (drawn, weight) in &marginal.values {
            if rest < *weight {
                return Some(match drawn {
                    Drawn::Value(value) => value.clone(),
                    Drawn::Range(low, high) => Some(inside(low, high, chance)),
                });
            }
            rest = rest.saturating_sub(*weight);
        }
        None
    }
}

/// A weight in millionths.
fn parts(text: &str) -> Option<u64> {
    let number = Number::parse(text.trim()).filter(|number| *number <= Number::integer(1_000_000_000))?;
    let parts = number.multiply(Number::integer(1_000_000))?.to_i64()?;
    u64::try_from(parts).ok()
}

fn is_ordered(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Decimal | Type::Money(_) | Type::Date)
}

fn before(low: &Value, high: &Value) -> bool {
    match (low, high) {
        (Value::Number(low), Value::Number(high)) => low <= high,
        (Value::Date(low), Value::Date(high)) => low <= high,
        _ => false,
    }
}

/// A value between two: a day, or a number with as many decimal places as the ends have.
fn inside(low: &Value, high: &Value, chance: &mut Chance) -> Value {
    let found = match (low, high) {
        (Value::Date(low), Value::Date(high)) => {
            low.plus_days(chance.between(0, low.days_until(*high))).map(Value::Date)
        }
        (Value::Number(low), Value::Number(high)) => number_inside(*low, *high, chance).map(Value::Number),
        _ => None,
    };
    found.unwrap_or_else(|| low.clone())
}

fn number_inside(low: Number, high: Number, chance: &mut Chance) -> Option<Number> {
    let places = low.decimal_places()?.max(high.decimal_places()?);
    let unit = Number::integer(10_i64.checked_pow(places)?);
    let end = |number: Number| number.multiply(unit)?.to_i64();
    Number::integer(chance.between(end(low)?, end(high)?)).divide(unit)
}
