//! A search for an applicant who violates an assertion: not a proof that there is none. Facts take
//! the values at which the policy's conditions turn, and their neighbours.

use super::chance::Chance;
use super::edges::Edges;
use super::expect::{Found, Verdict, hold};
use super::tests::decide_alone;
use crate::evaluate::{Evaluator, determine};
use crate::explain::{value_words, words_of};
use crate::plan::{AssertionPlan, Plan};
use crate::records::Record;
use crate::values::{Possible, Value};

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
    let mut chance = Chance::new(0x5EED);
    for number in 0..TRIED {
        let values: Vec<Option<Value>> = choices.iter().map(|choices| chance.pick(choices).cloned()).collect();
        let on = if plan.as_of.is_none() { chance.pick(&days) } else { days.first() }.copied();
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
