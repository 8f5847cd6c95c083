use crate::allocate::Decision;
use crate::evaluate::{Determination, PathwayResult, Status, Trace};
use crate::explain::{fault_words, readings_of, status_words, value_words, words_of};
use crate::plan::{ConditionPlan, ExpectedKind, ExpectedPlan, ExpectedStatus, Plan, Term, What};
use crate::records::Record;

/// An applicant, decided.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub plan: &'a Plan,
    pub record: &'a Record,
    pub trace: &'a Trace,
    pub determination: &'a Determination,
    pub decision: &'a Decision,
}

/// Whether an expectation holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    /// Something else is so: what was expected, and what came.
    Violated {
        expected: String,
        found: String,
    },
    /// It cannot be told while facts are missing.
    Open {
        expected: String,
        found: String,
    },
}

/// Holds an applicant's determination to an expectation.
#[must_use]
pub fn hold(found: &Found<'_>, expected: &ExpectedPlan) -> Verdict {
    match &expected.kind {
        ExpectedKind::Outcome { outcome, by } => outcome_is(found, outcome, *by),
        ExpectedKind::Needs(needs) => {
            let name = |id: &crate::source::Id<crate::plan::Fact>| found.plan.facts[*id].path.clone();
            let mut wanted: Vec<String> = needs.iter().map(name).collect();
            let mut came: Vec<String> = found.decision.needs.iter().map(name).collect();
            wanted.sort();
            came.sort();
            decided(
                wanted == came,
                || format!("needs [{}]", wanted.join(", ")),
                || format!("needs [{}]", came.join(", ")),
            )
        }
        ExpectedKind::Derives { pathway, count } => derives(found, *pathway, *count),
        ExpectedKind::Pathway { pathway, status, because } => pathway_is(found, *pathway, *status, because.as_deref()),
        ExpectedKind::NotMet(term) => truth(found, term, false, &expected.text),
        ExpectedKind::Holds(term) => truth(found, term, true, &expected.text),
        ExpectedKind::Unknown(term) => {
            let value = found.trace.value(term.node);
            decided(
                !value.is_settled(),
                || format!("{} to be unknown", name_of(found, term)),
                || format!("{}: {}", name_of(found, term), value_words(&term.ty, value)),
            )
        }
    }
}

/// Decided, unless the applicant is, and something definite was expected of them: then it is open.
fn decided_or_open(open: bool, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Violated { expected, found } if open => Verdict::Open { expected, found },
        verdict => verdict,
    }
}

fn decided(holds: bool, expected: impl Fn() -> String, found: impl Fn() -> String) -> Verdict {
    if holds { Verdict::Holds } else { Verdict::Violated { expected: expected(), found: found() } }
}

fn outcome_is(found: &Found<'_>, outcome: &str, by: Option<usize>) -> Verdict {
    let name = |at: &usize| found.plan.pathways.get(*at).map(|pathway| pathway.name.clone()).unwrap_or_default();
    let same = found.decision.outcome.as_str() == outcome && by.is_none_or(|by| granted_by(found, by));
    let undecided = |outcome: &str| matches!(outcome, "undetermined" | "referred");
    let open = undecided(found.decision.outcome.as_str()) && !undecided(outcome);
    let verdict = decided(
        same,
        || format!("outcome {outcome}{}", by.map_or_else(String::new, |by| format!(" by {}", name(&by)))),
        || {
            let pathways: Vec<String> = found.decision.pathways.iter().map(name).collect();
            let by = if pathways.is_empty() { String::new() } else { format!(" by {}", pathways.join(", ")) };
            format!("outcome {}{by}{}", found.decision.outcome, why(found))
        },
    );
    decided_or_open(open, verdict)
}

/// What decided, or is missing, over all pathways.
fn why(found: &Found<'_>) -> String {
    let considered = found.determination.consider.iter();
    let pathways = considered.filter_map(|at| speaking(found, *at));
    let mut parts: Vec<String> = pathways.flat_map(|(pathway, result)| clauses(found.plan, pathway, result)).collect();
    parts.dedup();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

fn clauses(plan: &Plan, pathway: &crate::plan::PathwayPlan, result: &PathwayResult) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    if result.not_in_force {
        parts.push("not_in_force".to_owned());
    }
    parts.extend(result.unmet.iter().filter_map(|at| pathway.requires.get(*at)).map(|c| format!("not met: {}", c.key)));
    parts.extend(result.barred.iter().filter_map(|at| pathway.bars.get(*at)).map(|c| format!("barred: {}", c.key)));
    if !result.needs.is_empty() {
        let needs: Vec<&str> = result.needs.iter().map(|id| plan.facts[*id].path.as_str()).collect();
        parts.push(format!("needs {}", needs.join(", ")));
    }
    parts.extend(result.faults.iter().map(|fault| fault_words(plan, fault)));
    parts
}

fn granted_by(found: &Found<'_>, by: usize) -> bool {
    let first = |at: &usize| found.plan.pathways.get(*at).map(|pathway| pathway.first);
    found.decision.pathways.iter().any(|at| first(at) == first(&by))
}

/// The declaration of a pathway that speaks for it, with what it says.
fn speaking<'a>(found: &Found<'a>, at: usize) -> Option<(&'a crate::plan::PathwayPlan, &'a PathwayResult)> {
    let first = found.plan.pathways.get(at)?.first;
    let considered = found.plan.consider.iter().zip(&found.determination.consider);
    let speaks = considered.filter(|(known, _)| **known == first).map(|(_, at)| *at).next().unwrap_or(at);
    Some((found.plan.pathways.get(speaks)?, found.determination.pathways.get(speaks)?))
}

fn pathway_is(found: &Found<'_>, at: usize, status: ExpectedStatus, because: Option<&str>) -> Verdict {
    let Some((pathway, result)) = speaking(found, at) else { return Verdict::Holds };
    let wanted = match status {
        ExpectedStatus::Eligible => Status::Eligible,
        ExpectedStatus::NotEligible => Status::NotEligible,
        ExpectedStatus::Undetermined => Status::Undetermined,
        ExpectedStatus::Referred => Status::Referred,
    };
    let decisive = |key: &str| {
        (key == "not_in_force" && result.not_in_force)
            || result.unmet.iter().filter_map(|at| pathway.requires.get(*at)).any(|clause| clause.key == key)
            || result.barred.iter().filter_map(|at| pathway.bars.get(*at)).any(|clause| clause.key == key)
    };
    let undecided = |status: Status| matches!(status, Status::Undetermined | Status::Referred);
    let open = undecided(result.status) && !undecided(wanted);
    let verdict = decided(
        result.status == wanted && because.is_none_or(decisive),
        || {
            let because = because.map_or_else(String::new, |key| format!(" because {key}"));
            format!("{} {}{because}", pathway.name, status_words(wanted))
        },
        || {
            let clauses = clauses(found.plan, pathway, result);
            let why = if clauses.is_empty() { String::new() } else { format!(" ({})", clauses.join("; ")) };
            format!("{} {}{why}", pathway.name, status_words(result.status))
        },
    );
    decided_or_open(open, verdict)
}

fn derives(found: &Found<'_>, at: usize, count: usize) -> Verdict {
    let Some((pathway, result)) = speaking(found, at) else { return Verdict::Holds };
    let members = || result.family.iter().flatten().flatten();
    let of = |wanted: Status| members().filter(|status| **status == wanted).count();
    let (so, not_so, all) = (of(Status::Eligible), of(Status::NotEligible), members().count());
    let open = result.family.iter().any(Option::is_none) || so.saturating_add(not_so) < all;
    let expected = format!("{} derives to {count}", pathway.name);
    let open_words = if open { ", and it is open for others" } else { "" };
    let came = format!("{} {}, derives to {so} of {all}{open_words}", pathway.name, status_words(result.status));
    match (open, so == count) {
        (true, _) => Verdict::Open { expected, found: came },
        (false, true) => Verdict::Holds,
        (false, false) => Verdict::Violated { expected, found: came },
    }
}

fn truth(found: &Found<'_>, term: &Term, wanted: bool, text: &str) -> Verdict {
    let value = found.trace.value(term.node);
    if if wanted { value.is_true() } else { value.is_false() } {
        return Verdict::Holds;
    }
    let (expected, found) = (text.to_owned(), came(found, term));
    // A fault decides nothing, as on days on which the policy is not in force.
    let decided = value.is_settled() && !value.is_fault();
    if decided { Verdict::Violated { expected, found } } else { Verdict::Open { expected, found } }
}

/// What an expectation reads of the applicant; of a rule, also what its clauses read.
fn came(found: &Found<'_>, term: &Term) -> String {
    let mut read: Vec<&Term> = vec![term];
    if let What::Rule(id) = &term.what {
        read.extend(found.plan.rules[*id].alternatives.iter().filter_map(|clause| match &clause.condition {
            ConditionPlan::Test(test) => Some(test),
            _ => None,
        }));
    }
    let readings = read.into_iter().flat_map(|term| readings_of(found.plan, found.trace, found.record, term));
    let mut parts: Vec<String> = readings
        .map(|reading| {
            let asked = reading.asked.map_or_else(String::new, |asked| format!(", asked: {asked}"));
            format!("{}: {}{asked}", reading.words, reading.value)
        })
        .collect();
    if parts.is_empty() {
        let value = found.trace.value(term.node);
        let open = || "open".to_owned();
        parts.push(if value.is_settled() { value_words(&term.ty, value) } else { open() });
    }
    parts.join("; ")
}

fn name_of(found: &Found<'_>, term: &Term) -> String {
    match &term.what {
        What::Rule(id) => format!("`{}`", words_of(&found.plan.rules[*id].words, &found.plan.rules[*id].name)),
        What::Fact(id) => format!("`{}`", found.plan.facts[*id].path),
        What::Define(id) => format!("`{}`", found.plan.defines[*id].name),
        What::Score(id) => format!("`{}`", found.plan.scores[*id].name),
        _ => "this".to_owned(),
    }
}
