//! A search for an applicant who violates an assertion: not a proof that there is none. Facts take
//! the values at which the policy's conditions turn, and their neighbours.

use std::collections::BTreeSet;

use super::expect::{Found, Verdict, hold};
use super::tests::decide_alone;
use crate::check::Fact;
use crate::evaluate::{Evaluator, determine};
use crate::explain::{value_words, words_of};
use crate::plan::{AssertionPlan, NodeKind, Plan};
use crate::records::Record;
use crate::values::{Country, Date, Instant, Number, Operation, Pattern, Plain, Possible, Type, Value};

/// How many applicants are tried.
const TRIED: u64 = 2_000;

/// An applicant who violates an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub expected: String,
    pub found: String,
    /// The applicant's facts, as `name: value`.
    pub applicant: Vec<String>,
}

/// Tries applicants at the edges of the policy's conditions, always the same ones. A policy whose
/// applicable day is no fact is tried on the days that it names.
#[must_use]
pub fn search(plan: &Plan, assertion: &AssertionPlan) -> Option<Violation> {
    let edges = Edges::of(plan);
    let choices: Vec<Vec<Value>> = plan.facts.iter().map(|(_, fact)| edges.values(fact)).collect();
    let days = edges.days(plan);
    let mut evaluator = Evaluator::new(plan, None);
    let mut chance = 0x5EED_u64;
    for number in 0..TRIED {
        let values: Vec<Option<Value>> = choices
            .iter()
            .map(|choices| {
                let at = next(&mut chance).checked_rem(u64::try_from(choices.len()).unwrap_or(1)).unwrap_or(0);
                choices.get(usize::try_from(at).unwrap_or(0)).cloned()
            })
            .collect();
        let pick = |many: usize, chance: u64| chance.checked_rem(u64::try_from(many).unwrap_or(1)).unwrap_or(0);
        let at = if plan.as_of.is_none() { pick(days.len(), next(&mut chance)) } else { 0 };
        let on = days.get(usize::try_from(at).unwrap_or(0)).copied();
        evaluator.set_day(on);
        let record = Record { line: number, id: number.to_string(), values };
        let determination = determine(&mut evaluator, &record);
        let decision = decide_alone(plan, &determination);
        let found = Found {
            plan,
            record: &record,
            trace: evaluator.trace(),
            determination: &determination,
            decision: &decision,
        };
        for expected in &assertion.expect {
            if let Verdict::Violated { expected, found } = hold(&found, expected) {
                let mut applicant = applicant(plan, &record);
                if let (None, true, Some(on)) = (plan.as_of, plan.reads_as_of, on) {
                    applicant.insert(0, format!("day whose law applies: {on}"));
                }
                return Some(Violation { expected, found, applicant });
            }
        }
    }
    None
}

fn applicant(plan: &Plan, record: &Record) -> Vec<String> {
    let facts = plan.facts.iter().zip(&record.values).filter(|((_, fact), _)| !fact.is_id);
    facts
        .filter_map(|((_, fact), value)| {
            let value = value_words(&fact.ty, &Possible::from(value.clone()?));
            Some(format!("{}: {value}", words_of(&fact.words, &fact.path)))
        })
        .collect()
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The values that the policy names.
#[derive(Default)]
struct Edges {
    numbers: BTreeSet<Number>,
    dates: BTreeSet<Date>,
    instants: BTreeSet<Instant>,
    countries: BTreeSet<u16>,
    texts: BTreeSet<String>,
}

impl Edges {
    fn of(plan: &Plan) -> Edges {
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
    fn days(&self, plan: &Plan) -> Vec<Date> {
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
    fn values(&self, fact: &Fact) -> Vec<Value> {
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
