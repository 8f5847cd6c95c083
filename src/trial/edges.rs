//! The values at which a policy's conditions turn, and their neighbours.

use std::collections::BTreeSet;

use crate::check::Fact;
use crate::plan::{NodeKind, Plan};
use crate::values::{Country, Date, Instant, Number, Operation, Pattern, Plain, Possible, Type, Value};

/// The values that the policy names.
#[derive(Clone, Debug, Default)]
pub struct Edges {
    pub numbers: BTreeSet<Number>,
    pub dates: BTreeSet<Date>,
    pub instants: BTreeSet<Instant>,
    pub countries: BTreeSet<u16>,
    pub texts: BTreeSet<String>,
}

impl Edges {
    #[must_use]
    pub fn of(plan: &Plan) -> Edges {
        let mut edges = Edges::default();
        for (_, node) in plan.nodes.iter() {
            match &node.kind {
                NodeKind::Constant(value) => edges.constant(value),
                NodeKind::Apply(Operation::Lookup(table), _) => {
                    table.rows.iter().flat_map(|row| &row.patterns).for_each(|pattern| edges.pattern(pattern));
                }
                _ => {}
            }
        }
        edges.dates.extend(plan.in_force.iter().flat_map(|(from, through)| [Some(*from), *through]).flatten());
        edges
    }

    /// The days that the policy names and is in force on.
    #[must_use]
    pub fn days(&self, plan: &Plan) -> Vec<Date> {
        let stands = |day: &&Date| {
            plan.in_force.is_none_or(|(from, through)| **day >= from && through.is_none_or(|through| **day <= through))
        };
        let days: Vec<Date> = self.dates.iter().filter(stands).copied().collect();
        if days.is_empty() { vec![Date::MIN] } else { days }
    }

    fn constant(&mut self, value: &Possible) {
        match &value.plain {
            Plain::Number(numbers) => self.numbers.extend(numbers.single()),
            Plain::Date(dates) => self.dates.extend(dates.single()),
            Plain::Instant(instants) => self.instants.extend(instants.single()),
            Plain::Text(Some(text)) => {
                self.texts.insert(text.to_string());
            }
            Plain::Choice(choices) => self.countries.extend(choices.single()),
            Plain::List(Some(items)) => items.iter().for_each(|item| self.constant(item)),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Numbers(stretches) => {
                let ends = stretches.iter().flat_map(|bounds| [bounds.low, bounds.high]).flatten();
                self.numbers.extend(ends.map(|end| end.at));
            }
            Pattern::Dates(stretches) => {
                let ends = stretches.iter().flat_map(|bounds| [bounds.low, bounds.high]).flatten();
                self.dates.extend(ends.map(|end| end.at));
            }
            Pattern::Instants(stretches) => {
                let ends = stretches.iter().flat_map(|bounds| [bounds.low, bounds.high]).flatten();
                self.instants.extend(ends.map(|end| end.at));
            }
            Pattern::Choices(choices) => self.countries.extend(choices.members()),
            Pattern::Texts(texts) => self.texts.extend(texts.iter().map(|text| text.to_string())),
            Pattern::Anything | Pattern::None | Pattern::Boolean(_) => {}
        }
    }

    /// The values that a fact is given: those named that fit its type, and their neighbours.
    #[must_use]
    pub fn values(&self, fact: &Fact) -> Vec<Value> {
        let mut values: Vec<Value> = match fact.ty.plain() {
            _ if fact.is_presence => vec![Value::Boolean(true)],
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            Type::Integer | Type::Decimal | Type::Money(_) => {
                let one = Number::ONE;
                let near = |number: &Number| [Some(*number), number.plus(one), number.minus(one)];
                let all = self.numbers.iter().flat_map(near).flatten().chain([Number::ZERO]);
                let whole = *fact.ty.plain() == Type::Integer;
                let fits = |number: &Number| {
                    fact.range.is_none_or(|range| range.contains(*number)) && (!whole || number.is_integer())
                };
                let ends = fact.range.iter().flat_map(|range| [range.low, range.high]);
                all.filter(fits).chain(ends).collect::<BTreeSet<_>>().into_iter().map(Value::Number).collect()
            }
            Type::Date => {
                let near = |date: &Date| [Some(*date), date.plus_days(1), date.plus_days(-1), date.plus_days(400)];
                let mut dates: BTreeSet<Date> = self.dates.iter().flat_map(near).flatten().collect();
                dates.extend(Date::new(2000, 2, 29));
                dates.into_iter().map(Value::Date).collect()
            }
            Type::Instant => {
                let near =
                    |instant: &Instant| [Some(*instant), instant.plus_nanoseconds(1), instant.plus_nanoseconds(-1)];
                let instants: BTreeSet<Instant> = self.instants.iter().flat_map(near).flatten().collect();
                instants.into_iter().chain([Instant::MIN]).map(Value::Instant).collect()
            }
            Type::Country => {
                let known = self.countries.iter().copied().filter(|country| *country < Country::count());
                known.chain([0]).collect::<BTreeSet<_>>().into_iter().map(Value::Choice).collect()
            }
            Type::Enum(shape) => (0_u16..).zip(&shape.variants).map(|(variant, _)| Value::Choice(variant)).collect(),
            Type::Text => {
                self.texts.iter().map(String::as_str).chain(["other"]).map(|text| Value::Text(text.into())).collect()
            }
            _ => Vec::new(),
        };
        if fact.ty.is_optional() {
            values.push(Value::None);
        }
        values
    }
}
