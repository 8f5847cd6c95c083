use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

use super::family::family;
use super::needs::{for_an_officer, missing};
use super::refine::refine;
use super::standing::{Standing, standing};
use super::trace::{Evaluator, Trace};
use crate::check::Fact;
use crate::plan::{ClausePlan, PathwayPlan, Plan};
use crate::records::Record;
use crate::source::Id;
use crate::values::{Date, Faults, Possible, Value};

/// What a pathway says of an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// Every requirement is met, no bar is met, and the policy is in force.
    Eligible,
    /// Some requirement is definitely not met, or some bar is, whatever else is open.
    NotEligible,
    /// Open, and a missing fact could matter.
    Undetermined,
    /// Open, and only findings, conflicts or faults are left: an officer decides.
    Referred,
}

/// What one pathway says of an applicant, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathwayResult {
    pub status: Status,
    /// The policy is not in force on the day whose law applies.
    pub not_in_force: bool,
    /// Requirements definitely not met, by their places in the pathway.
    pub unmet: Vec<usize>,
    /// Bars definitely met, likewise.
    pub barred: Vec<usize>,
    /// Missing facts and findings that could still matter.
    pub needs: BTreeSet<Id<Fact>>,
    /// What keeps it from being decided apart from missing facts.
    pub faults: Faults,
    /// All that the law asks for is met, and somebody may grant it or not.
    pub discretion: bool,
    /// The statuses of family members, for each `derives` of the pathway.
    pub family: Vec<Option<Vec<Status>>>,
    /// Decided by trying the values of facts that are unknown, not read off one evaluation.
    pub refined: bool,
}

/// What a policy says of one applicant, before scarce places are given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determination {
    pub id: String,
    /// The line of the record's file on which it starts.
    pub line: u64,
    /// The day whose law applies, if it is known and matters.
    pub as_of: Option<Date>,
    /// One for each pathway of the plan.
    pub pathways: Vec<PathwayResult>,
    /// The pathways in the order in which they count: of several declarations of one name that
    /// which speaks for them on the day whose law applies.
    pub consider: Vec<usize>,
    /// One for each column of the plan.
    pub scores: Vec<Possible>,
    /// How an applicant whom some pathway finds eligible stands in each quota of the plan.
    pub standings: Vec<Option<Standing>>,
}

/// Decides one applicant. The evaluator's trace holds every value afterwards.
pub fn determine(evaluator: &mut Evaluator<'_>, record: &Record) -> Determination {
    let plan = evaluator.plan();
    evaluator.evaluate(record);
    let as_of = evaluator.as_of(&record.values);
    let trace = evaluator.trace();
    let mut pathways: Vec<PathwayResult> =
        plan.pathways.iter().map(|pathway| result(plan, trace, &record.values, pathway)).collect();
    let mut scores: Vec<Possible> = plan.columns.iter().map(|column| trace.value(column.node).clone()).collect();
    let open =
        |result: &PathwayResult| matches!(result.status, Status::Undetermined | Status::Referred) && !result.discretion;
    if pathways.iter().any(open) {
        refine(evaluator, record, &mut pathways, &mut scores);
    }
    require_as_of(plan, &as_of, &mut pathways);
    let trace = evaluator.trace();
    for (pathway, result) in plan.pathways.iter().zip(&mut pathways) {
        result.family = family(plan, trace, &record.values, pathway, result);
    }
    let standings = plan
        .quotas
        .iter()
        .enumerate()
        .map(|(at, quota)| {
            let eligible = plan
                .pathways
                .iter()
                .zip(&pathways)
                .any(|(pathway, result)| pathway.quota == Some(at) && result.status == Status::Eligible);
            eligible.then(|| standing(plan, trace, &record.values, quota))
        })
        .collect();
    let as_of = match as_of.single() {
        Some(Value::Date(date)) if plan.as_of.is_some() || plan.reads_as_of => Some(date),
        _ => None,
    };
    let consider = plan.consider.iter().map(|first| speaking(plan, &pathways, *first)).collect();
    Determination { id: record.id.clone(), line: record.line, as_of, pathways, consider, scores, standings }
}

/// Of several declarations of one pathway that which is or may be in force, else the last.
pub fn speaking(plan: &Plan, pathways: &[PathwayResult], first: usize) -> usize {
    let versions = plan.pathways.get(first).map(|pathway| pathway.versions.as_slice()).unwrap_or_default();
    let in_force = |at: &&usize| pathways.get(**at).is_some_and(|result| !result.not_in_force);
    versions.iter().find(in_force).or(versions.last()).copied().unwrap_or(first)
}

/// Which law applies is not known while its day is not: nothing is decided before.
fn require_as_of(plan: &Plan, as_of: &Possible, pathways: &mut [PathwayResult]) {
    let Some(fact) = plan.as_of.filter(|_| !as_of.is_settled()) else { return };
    for result in pathways {
        result.status = Status::Undetermined;
        result.needs.insert(fact);
        result.unmet.clear();
        result.barred.clear();
        result.not_in_force = false;
    }
}

/// What one evaluation says of a pathway: its stages one after the other, each judged only once
/// those before are passed.
pub fn result(plan: &Plan, trace: &Trace, facts: &[Option<Value>], pathway: &PathwayPlan) -> PathwayResult {
    let mut result = PathwayResult {
        status: Status::Eligible,
        not_in_force: pathway.in_force.is_some_and(|node| trace.value(node).is_false()),
        unmet: Vec::new(),
        barred: Vec::new(),
        needs: BTreeSet::new(),
        faults: Faults::NONE,
        discretion: false,
        family: Vec::new(),
        refined: false,
    };
    let decisive = |clauses: &[ClausePlan], range: &Range<usize>, holds: fn(&Possible) -> bool| -> Vec<usize> {
        let stands = |clause: &ClausePlan| clause.in_force.is_none_or(|force| trace.value(force).is_true());
        let decides = |at: &usize| {
            // A clause that may not be in force has decided nothing.
            clauses.get(*at).is_some_and(|clause| stands(clause) && holds(trace.value(clause.node)))
        };
        range.clone().filter(decides).collect()
    };
    for stage in &pathway.stages {
        let value = trace.value(stage.node);
        result.unmet.extend(decisive(&pathway.requires, &stage.requires, Possible::is_false));
        result.barred.extend(decisive(&pathway.bars, &stage.bars, Possible::is_true));
        if value.is_true() {
            continue;
        }
        if value.is_false() {
            result.status = Status::NotEligible;
            return result;
        }
        result.needs = missing(plan, trace, stage.node).into_keys().collect();
        result.faults = value.faults.clone();
        result.status = open_status(plan, facts, &result.needs);
        return result;
    }
    if pathway.discretion.is_some() {
        // Whoever meets the rest is for the one who may grant it.
        result.status = Status::Referred;
        result.discretion = true;
    }
    result
}

/// An open pathway is for the applicant while plain facts are missing, else for an officer.
pub fn open_status(plan: &Plan, facts: &[Option<Value>], needs: &BTreeSet<Id<Fact>>) -> Status {
    let officers = |fact: &Id<Fact>| for_an_officer(plan, facts, *fact);
    if needs.iter().all(officers) { Status::Referred } else { Status::Undetermined }
}
