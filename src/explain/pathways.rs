//! A pathway with what it asks for, stage by stage.

use super::build::{steps, verdict};
use super::model::*;
use super::readings::Case;
use super::words::{date_words, value_words, words_of};
use crate::evaluate::{PathwayResult, Status};
use crate::plan::{ClausePlan, GrantPlan, PathwayPlan, Plan};

/// "in force from 19 October 2022"
pub fn in_force_words(plan: &Plan, pathway: &PathwayPlan) -> String {
    match plan.in_force {
        _ if pathway.has_own_time => "the pathway is in force".to_owned(),
        Some((from, Some(through))) => {
            format!("the policy is in force from {} through {}", date_words(from), date_words(through))
        }
        Some((from, None)) => format!("the policy is in force from {}", date_words(from)),
        None => "the policy is in force".to_owned(),
    }
}

pub fn explain_pathway(case: &Case<'_>, pathway: &PathwayPlan, result: &PathwayResult) -> PathwayExplanation {
    let family = pathway.derives.iter().zip(&result.family).map(|(derivation, statuses)| FamilyExplanation {
        words: words_of(&derivation.words, "family members who derive the status"),
        sources: derivation.words.sources.clone(),
        notes: derivation.words.notes.clone(),
        known: statuses.is_some(),
        members: case.members(&derivation.counted, statuses.as_deref().unwrap_or_default()),
    });
    let of = |clauses: &[ClausePlan], range: &std::ops::Range<usize>| {
        steps(case, clauses.get(range.clone()).unwrap_or_default())
    };
    let mut passed = true;
    let (mut requirements, mut bars, mut stages) = (Vec::new(), Vec::new(), Vec::new());
    for stage in &pathway.stages {
        let judged = passed;
        passed &= case.trace.value(stage.node).is_true();
        match &stage.name {
            None => {
                requirements = of(&pathway.requires, &stage.requires);
                bars = of(&pathway.bars, &stage.bars);
            }
            Some(name) => stages.push(StageExplanation {
                name: name.clone(),
                words: words_of(&stage.words, name),
                sources: stage.words.sources.clone(),
                judged,
                requirements: if judged { of(&pathway.requires, &stage.requires) } else { Vec::new() },
                bars: if judged { of(&pathway.bars, &stage.bars) } else { Vec::new() },
            }),
        }
    }
    PathwayExplanation {
        name: pathway.name.clone(),
        words: words_of(&pathway.words, &pathway.name),
        status: status_words(result.status).to_owned(),
        whatever_is_answered: result.refined,
        sources: pathway.words.sources.clone(),
        notes: pathway.words.notes.clone(),
        in_force: pathway
            .in_force
            .filter(|node| !case.trace.value(*node).is_true())
            .map(|node| Step::new("in_force", in_force_words(case.plan, pathway), verdict(case.trace.value(node)))),
        requirements,
        bars,
        stages,
        grants: pathway.grants.iter().map(|grant| grant_words(case, grant)).collect(),
        family: family.collect(),
        discretion: pathway.discretion.as_ref().filter(|_| result.discretion).map(|discretion| {
            let label = discretion.words.label.as_ref().map_or_else(String::new, |label| format!(": {label}"));
            let (status, by) = (discretion.status.replace('_', " "), discretion.by.replace('_', " "));
            format!("all that the law asks for is met; {status} may be granted by the {by}{label}")
        }),
    }
}

/// A pathway's status in words.
#[must_use]
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Eligible => "eligible",
        Status::NotEligible => "not eligible",
        Status::Undetermined => "undetermined",
        Status::Referred => "referred",
    }
}

fn grant_words(case: &Case<'_>, grant: &GrantPlan) -> String {
    let mut words = grant.status.replace('_', " ");
    if let Some(time) = &grant.duration {
        words.push_str(&format!(" for {}", value_words(&time.ty, case.trace.value(time.node))));
    }
    if !grant.conditions.is_empty() {
        let conditions: Vec<String> = grant.conditions.iter().map(|word| word.replace('_', " ")).collect();
        words.push_str(&format!(" with {}", conditions.join(", ")));
    }
    words
}
