//! An evaluation does not see that two readings of one unknown fact agree, so that it may leave
//! open what no answer could change. What is still open is therefore tried with each value of the
//! unknown booleans and enums that its open parts read more than once.

use std::collections::{BTreeMap, BTreeSet};

use super::determine::{PathwayResult, Status, open_status, result};
use super::needs::missing;
use super::trace::Evaluator;
use crate::check::Fact;
use crate::records::Record;
use crate::source::Id;
use crate::values::{Faults, Possible, Type, Value};

/// The most combinations that are tried.
pub const COMBINATIONS: usize = 256;

/// Narrows what is open of the results, and the scores. Leaves the trace of the record as it is.
pub fn refine(evaluator: &mut Evaluator<'_>, record: &Record, pathways: &mut [PathwayResult], scores: &mut [Possible]) {
    let plan = evaluator.plan();
    let mut readings: BTreeMap<Id<Fact>, usize> = BTreeMap::new();
    for (pathway, result) in plan.pathways.iter().zip(pathways.iter()) {
        if is_open(result) {
            for (fact, count) in missing(plan, evaluator.trace(), pathway.node) {
                let most = readings.entry(fact).or_insert(0);
                *most = count.max(*most);
            }
        }
    }
    let trials = trials(evaluator, &readings);
    if trials.is_empty() {
        return;
    }
    let mut outcomes: Vec<Vec<PathwayResult>> = vec![Vec::new(); plan.pathways.len()];
    let mut narrowed: Vec<Option<Possible>> = vec![None; scores.len()];
    let mut facts = record.values.clone();
    each_combination(&trials, &mut facts, &mut |facts| {
        let trace = evaluator.evaluate_values(facts);
        for (pathway, outcome) in plan.pathways.iter().zip(&mut outcomes) {
            outcome.push(result(plan, trace, facts, pathway));
        }
        for (column, union) in plan.columns.iter().zip(&mut narrowed) {
            let value = trace.value(column.node);
            *union = Some(match union.take() {
                None => value.clone(),
                Some(sofar) => sofar.union(value),
            });
        }
    });
    evaluator.evaluate(record);
    for (before, tried) in pathways.iter_mut().zip(outcomes) {
        if is_open(before) {
            unite(evaluator, record, before, &tried, &trials);
        }
    }
    for (score, narrowed) in scores.iter_mut().zip(narrowed) {
        if let Some(narrowed) = narrowed {
            *score = narrowed;
        }
    }
}

fn is_open(result: &PathwayResult) -> bool {
    matches!(result.status, Status::Undetermined | Status::Referred) && !result.discretion
}

/// The facts to try with their values: those with the fewest values first, then in order of
/// declaration, as long as the combinations are not too many.
fn trials(evaluator: &Evaluator<'_>, readings: &BTreeMap<Id<Fact>, usize>) -> Vec<(Id<Fact>, Vec<Value>)> {
    let plan = evaluator.plan();
    let mut candidates: Vec<(Id<Fact>, Vec<Value>)> = Vec::new();
    for (fact, count) in readings {
        let limited = matches!(plan.facts[*fact].ty.plain(), Type::Boolean | Type::Enum(_));
        let values = plan.unknown.get(fact.index()).and_then(Possible::each);
        if let (true, true, Some(values)) = (*count > 1, limited, values) {
            candidates.push((*fact, values));
        }
    }
    candidates.sort_by_key(|(fact, values)| (values.len(), *fact));
    let mut combinations = 1_usize;
    candidates.retain(|(_, values)| {
        let more = combinations.saturating_mul(values.len());
        let fits = more <= COMBINATIONS;
        if fits {
            combinations = more;
        }
        fits
    });
    candidates
}

fn each_combination(
    trials: &[(Id<Fact>, Vec<Value>)],
    facts: &mut [Option<Value>],
    with: &mut impl FnMut(&[Option<Value>]),
) {
    let [(fact, values), rest @ ..] = trials else { return with(facts) };
    for value in values {
        if let Some(slot) = facts.get_mut(fact.index()) {
            *slot = Some(value.clone());
        }
        each_combination(rest, facts, with);
    }
    if let Some(slot) = facts.get_mut(fact.index()) {
        *slot = None;
    }
}

fn unite(
    evaluator: &Evaluator<'_>,
    record: &Record,
    before: &mut PathwayResult,
    tried: &[PathwayResult],
    trials: &[(Id<Fact>, Vec<Value>)],
) {
    let Some(first) = tried.first() else { return };
    let agree = tried.iter().all(|result| result.status == first.status);
    match first.status {
        Status::Eligible if agree => {
            *before = PathwayResult { refined: true, ..first.clone() };
        }
        Status::Referred if tried.iter().all(|result| result.discretion) => {
            *before = PathwayResult { refined: true, ..first.clone() };
        }
        Status::NotEligible if agree => {
            // Which requirement fails may depend on the answer: all that may are named.
            let all = |of: &dyn Fn(&PathwayResult) -> Vec<usize>| -> Vec<usize> {
                tried.iter().flat_map(of).collect::<BTreeSet<_>>().into_iter().collect()
            };
            before.status = Status::NotEligible;
            before.not_in_force = tried.iter().any(|result| result.not_in_force);
            before.unmet = all(&|result| result.unmet.clone());
            before.barred = all(&|result| result.barred.clone());
            before.needs.clear();
            before.faults = Faults::NONE;
            before.refined = true;
        }
        _ => {
            // Not only what was needed before: a stage may be passed whatever the answer, and the next
            // one asks for more.
            before.needs = tried.iter().flat_map(|result| result.needs.iter().copied()).collect();
            before.needs.extend(decisive(tried, trials));
            before.faults = tried.iter().fold(Faults::NONE, |all, result| all.union(&result.faults));
            before.status = open_status(evaluator.plan(), &record.values, &before.needs);
        }
    }
}

/// The tried facts of which some answer makes a difference, the others being equal. The last fact
/// changes fastest from one result to the next.
fn decisive(tried: &[PathwayResult], trials: &[(Id<Fact>, Vec<Value>)]) -> BTreeSet<Id<Fact>> {
    let mut found = BTreeSet::new();
    let mut step = 1_usize;
    for (fact, values) in trials.iter().rev() {
        let round = step.saturating_mul(values.len());
        let differs = tried.iter().enumerate().any(|(at, result)| {
            // The result of the fact's first value, all other facts being equal.
            let inside = at.checked_rem(round).unwrap_or(0);
            let first = at.saturating_sub(inside).saturating_add(inside.checked_rem(step).unwrap_or(0));
            tried.get(first).is_some_and(|other| (other.status, &other.needs) != (result.status, &result.needs))
        });
        if differs {
            found.insert(*fact);
        }
        step = round;
    }
    found
}
