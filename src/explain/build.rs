use super::model::*;
use super::pathways::{explain_pathway, in_force_words};
use super::readings::Case;
use super::scores;
use super::words::{fault_words, key_words, words_of};
use crate::allocate::{self, Allocation, Decision, Given};
use crate::evaluate::{Determination, Trace, for_an_officer};
use crate::plan::{
    ClausePlan, ConditionPlan, EffectPlan, ExceptionPlan, PathwayPlan, Plan, QuotaPlan, RulePlan, What, Words,
};
use crate::records::Record;
use crate::values::{Possible, Type};

/// The version of the explanation's form.
const SCHEMA: u32 = 1;

/// What an expression reads of one applicant, with the limits it was held to.
#[must_use]
pub fn readings_of(plan: &Plan, trace: &Trace, record: &Record, term: &crate::plan::Term) -> Vec<Reading> {
    Case::new(plan, trace, record).readings(term)
}

/// Explains one applicant's decision from the trace of their evaluation.
#[must_use]
pub fn explain(
    plan: &Plan,
    trace: &Trace,
    record: &Record,
    determination: &Determination,
    decision: &Decision,
    allocation: &Allocation,
) -> Explanation {
    let case = Case::new(plan, trace, record);
    let pathways: Vec<PathwayExplanation> = determination
        .consider
        .iter()
        .filter_map(|at| plan.pathways.get(*at).zip(determination.pathways.get(*at)))
        .map(|(pathway, result)| explain_pathway(&case, pathway, result))
        .collect();
    let names = |pathways: &[usize]| -> Vec<String> {
        pathways.iter().filter_map(|at| plan.pathways.get(*at)).map(|pathway| pathway.name.clone()).collect()
    };
    let places = decision.places.iter().filter_map(|asked| explain_place(&case, asked, allocation));
    Explanation {
        schema: SCHEMA,
        policy: plan.name.clone(),
        title: plan.title().to_owned(),
        id: record.id.clone(),
        as_of: determination.as_of.map(|date| date.to_string()),
        outcome: decision.outcome.to_string(),
        pathway: names(&decision.pathways),
        why: why(&case, determination, decision),
        needs: decision
            .needs
            .iter()
            .map(|id| {
                let fact = &plan.facts[*id];
                let words = words_of(&fact.words, &fact.path);
                Need { name: fact.path.clone(), words, finding: for_an_officer(plan, &record.values, *id) }
            })
            .collect(),
        pathways,
        places: places.collect(),
        scores: plan.columns.iter().filter_map(|column| scores::column(&case, column)).collect(),
    }
}

/// The clauses that decided against an applicant, or faults that keep the case open.
fn why(case: &Case<'_>, determination: &Determination, decision: &Decision) -> Vec<Reason> {
    let plan = case.plan;
    let mut reasons = Vec::new();
    if decision.outcome == allocate::Outcome::Granted {
        return reasons;
    }
    for at in &determination.consider {
        let (Some(pathway), Some(result)) = (plan.pathways.get(*at), determination.pathways.get(*at)) else {
            continue;
        };
        let reason = |name: &str, words: String, kind: ReasonKind| Reason {
            pathway: pathway.name.clone(),
            name: name.to_owned(),
            words,
            kind,
            failing: false,
            sources: Vec::new(),
            because: Vec::new(),
        };
        if result.not_in_force {
            reasons.push(reason("in_force", in_force_words(plan, pathway), ReasonKind::NotInForce));
        }
        let unmet = result.unmet.iter().filter_map(|at| pathway.requires.get(*at)).map(|clause| (clause, false));
        let barred = result.barred.iter().filter_map(|at| pathway.bars.get(*at)).map(|clause| (clause, true));
        for (clause, bars) in unmet.chain(barred) {
            let kind = if bars { ReasonKind::Barred } else { ReasonKind::NotMet };
            let step = clause_step(case, clause);
            let (words, failing) = (step.words.clone(), step.failing);
            let sources = step.sources.clone();
            let because = decisive(step, bars);
            reasons.push(Reason { sources, because, failing, ..reason(&clause.key, words, kind) });
        }
        for fault in result.faults.iter() {
            reasons.push(reason("fault", fault_words(plan, fault), ReasonKind::Fault));
        }
    }
    for asked in &decision.places {
        let Some(quota) = plan.quotas.get(asked.quota) else { continue };
        let kind = match asked.given {
            Given::Waiting(_) => ReasonKind::NoPlace,
            Given::OutsideEveryPool => ReasonKind::OutsideEveryPool,
            Given::Place(_) | Given::Open => continue,
        };
        reasons.push(Reason {
            pathway: plan.pathways.get(asked.pathway).map(|pathway| pathway.name.clone()).unwrap_or_default(),
            name: quota.name.clone(),
            words: words_of(&quota.words, &quota.name),
            kind,
            failing: false,
            sources: quota.words.sources.clone(),
            because: Vec::new(),
        });
    }
    reasons
}

/// The parts without which a condition would not have come out as it did: those that fail where
/// all are asked for, those that hold where one is enough, followed down to the values.
fn decisive(step: Step, holds: bool) -> Vec<Step> {
    let follows = match step.asked {
        None => true,
        Some(Asked::All) => !holds,
        Some(Asked::Any) => holds,
        Some(Asked::AtLeast(_)) => false,
    };
    let wanted = if holds { Verdict::Met } else { Verdict::NotMet };
    let (parts, _): (Vec<Step>, Vec<Step>) = step.steps.iter().cloned().partition(|part| part.verdict == wanted);
    let met = |steps: &[Step]| steps.iter().any(|step| step.verdict == Verdict::Met);
    let defeated = (!holds && met(&step.unless)) || met(&step.exceptions);
    if follows && !parts.is_empty() && !defeated {
        return parts.into_iter().flat_map(|part| decisive(part, holds)).collect();
    }
    vec![step]
}

/// What became of a condition.
pub fn verdict(value: &Possible) -> Verdict {
    if value.is_true() {
        Verdict::Met
    } else if value.is_false() {
        Verdict::NotMet
    } else if value.is_fault() {
        Verdict::Fault
    } else {
        Verdict::Open
    }
}

/// Whether what is told are the words for where a condition does not hold.
fn fails(words: &Words, found: Verdict) -> bool {
    words.failing.is_some() && found == Verdict::NotMet
}

fn rule_of<'a>(plan: &'a Plan, clause: &ClausePlan) -> Option<&'a RulePlan> {
    match &clause.condition {
        ConditionPlan::Test(term) => match &term.what {
            What::Rule(id) => Some(&plan.rules[*id]),
            // Of a rule that is declared for several times, the last: what the law says now.
            What::Versions(versions) => match versions.last().map(|(_, version)| &version.what) {
                Some(What::Rule(id)) => Some(&plan.rules[*id]),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The words of a clause: its own, else those of the rule, fact or definition that it tests.
fn words_for<'p>(plan: &'p Plan, clause: &'p ClausePlan) -> Option<(&'p Words, &'p str)> {
    if clause.words.label.is_some() || clause.words.failing.is_some() {
        return Some((&clause.words, &clause.key));
    }
    let ConditionPlan::Test(term) = &clause.condition else { return None };
    let tested = match &term.what {
        What::Versions(versions) => &versions.last()?.1.what,
        what => what,
    };
    match tested {
        What::Rule(id) => Some((&plan.rules[*id].words, &plan.rules[*id].name)),
        What::Called { name, words, .. } => Some((words, name)),
        What::Fact(id) => Some((&plan.facts[*id].words, &plan.facts[*id].path)),
        What::Define(id) => Some((&plan.defines[*id].words, &plan.defines[*id].name)),
        _ => None,
    }
}

/// What a clause says of the applicant, in the words for where it does not hold if there are some.
fn clause_words(case: &Case<'_>, clause: &ClausePlan, found: Verdict) -> String {
    if let Some((words, name)) = words_for(case.plan, clause) {
        return case.told(words, name, found);
    }
    match &clause.condition {
        ConditionPlan::Test(_) => clause.key.clone(),
        ConditionPlan::Status { pathway, eligible, because } => {
            let of = in_force_of(case, *pathway).map(|of| words_of(&of.words, &of.name)).unwrap_or_default();
            let because =
                because.as_ref().map_or_else(String::new, |key| format!(" because of {}", key.replace('_', " ")));
            format!("{} for: {of}{because}", if *eligible { "eligible" } else { "not eligible" })
        }
        ConditionPlan::AllOf(_) => "all of these".to_owned(),
        ConditionPlan::AnyOf(_) => "one of these".to_owned(),
        ConditionPlan::AtLeast(count, _) => format!("at least {count} of these"),
    }
}

/// A pathway as it is in force for the applicant, where it is declared for several times.
fn in_force_of<'p>(case: &Case<'p>, first: usize) -> Option<&'p PathwayPlan> {
    let mut versions = case.plan.pathways.iter().filter(|version| version.first == first);
    let in_force = versions.find(|version| version.in_force.is_some_and(|node| case.trace.value(node).is_true()));
    in_force.or_else(|| case.plan.pathways.get(first))
}

/// The clause's own sources, then those of the rule that it names.
fn clause_sources(plan: &Plan, clause: &ClausePlan) -> Vec<String> {
    let mut sources = clause.words.sources.clone();
    for source in rule_of(plan, clause).map(|rule| rule.words.sources.as_slice()).unwrap_or_default() {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    sources
}

/// The steps of clauses, but for those that are not in force.
pub fn steps(case: &Case<'_>, clauses: &[ClausePlan]) -> Vec<Step> {
    let absent = |clause: &&ClausePlan| clause.in_force.is_some_and(|force| case.trace.value(force).is_false());
    clauses.iter().filter(|clause| !absent(clause)).map(|clause| clause_step(case, clause)).collect()
}

fn clause_step(case: &Case<'_>, clause: &ClausePlan) -> Step {
    let found = verdict(case.trace.value(clause.node));
    let mut step = Step {
        sources: clause_sources(case.plan, clause),
        notes: clause.words.notes.clone(),
        unless: steps(case, &clause.unless),
        failing: words_for(case.plan, clause).is_some_and(|(words, _)| fails(words, found)),
        ..Step::new(&clause.key, clause_words(case, clause, found), found)
    };
    match &clause.condition {
        ConditionPlan::Test(term) => match &applying(case, term).what {
            What::Rule(id) => rule_contents(case, &case.plan.rules[*id], &mut step),
            What::Called { words, body, .. } => {
                step.notes.extend(words.notes.iter().cloned());
                for source in words.sources.iter().filter(|source| !clause.words.sources.contains(source)) {
                    step.sources.push(source.clone());
                }
                step.readings = case.inner_readings(body);
                step.steps = inner_rules(case, body);
            }
            _ => {
                step.readings = case.readings(term);
                step.steps = inner_rules(case, term);
            }
        },
        ConditionPlan::Status { .. } => {}
        ConditionPlan::AllOf(limbs) => {
            step.asked = Some(Asked::All);
            step.steps = steps(case, limbs);
        }
        ConditionPlan::AnyOf(limbs) => {
            step.asked = Some(Asked::Any);
            step.steps = steps(case, limbs);
        }
        ConditionPlan::AtLeast(count, limbs) => {
            step.asked = Some(Asked::AtLeast(*count));
            step.steps = steps(case, limbs);
        }
    }
    step
}

/// What a rule rests on. Its only alternative needs no heading of its own.
/// The version that is in force, where a name has several; what is read as of another day.
fn applying<'t>(case: &Case<'_>, term: &'t crate::plan::Term) -> &'t crate::plan::Term {
    match &term.what {
        What::On(value, _) => applying(case, value),
        What::Versions(versions) => {
            let stands = |force: &crate::plan::Term| case.trace.value(force.node).is_true();
            versions.iter().find(|(force, _)| stands(force)).map_or(term, |(_, value)| value)
        }
        _ => term,
    }
}

fn rule_contents(case: &Case<'_>, rule: &RulePlan, step: &mut Step) {
    step.notes.extend(rule.words.notes.iter().cloned());
    step.unless.extend(steps(case, &rule.unless));
    step.exceptions.extend(rule.exceptions.iter().map(|id| exception_step(case, *id)));
    let absent = |clause: &ClausePlan| clause.in_force.is_some_and(|force| case.trace.value(force).is_false());
    let present: Vec<&ClausePlan> = rule.alternatives.iter().filter(|clause| !absent(clause)).collect();
    match present.as_slice() {
        [only] => {
            let inner = clause_step(case, only);
            let same = only.words.label.is_none();
            if same {
                step.readings = inner.readings;
                step.asked = inner.asked;
                step.steps = inner.steps;
                step.unless.extend(inner.unless);
                step.notes.extend(inner.notes);
                for source in inner.sources {
                    if !step.sources.contains(&source) {
                        step.sources.push(source);
                    }
                }
            } else {
                step.steps = vec![inner];
            }
        }
        _ => {
            step.asked = Some(Asked::Any);
            step.steps = steps(case, &rule.alternatives);
        }
    }
}

/// An exception, and whether it applies.
fn exception_step(case: &Case<'_>, id: crate::source::Id<ExceptionPlan>) -> Step {
    let exception = &case.plan.exceptions[id];
    let clauses: Vec<ClausePlan> = exception
        .effects
        .iter()
        .filter_map(|effect| match effect {
            EffectPlan::Rule(_, clause) => Some(clause.clone()),
            EffectPlan::Value(_) => None,
        })
        .collect();
    let applies = verdict(case.trace.value(exception.applies));
    let mut step = Step {
        sources: exception.words.sources.clone(),
        notes: exception.words.notes.clone(),
        steps: steps(case, &clauses),
        exceptions: exception.exceptions.iter().map(|id| exception_step(case, *id)).collect(),
        failing: fails(&exception.words, applies),
        ..Step::new(&exception.name, case.told(&exception.words, &exception.name, applies), applies)
    };
    // A single condition without words of its own needs no heading.
    if let [only] = step.steps.as_mut_slice()
        && clauses.first().is_some_and(|clause| clause.words.label.is_none())
    {
        step.readings = std::mem::take(&mut only.readings);
        step.asked = only.asked;
        step.unless = std::mem::take(&mut only.unless);
        step.steps = std::mem::take(&mut only.steps);
    }
    step
}

/// The rules that an expression reads.
fn inner_rules(case: &Case<'_>, term: &crate::plan::Term) -> Vec<Step> {
    match &term.what {
        What::Rule(id) => {
            let rule = &case.plan.rules[*id];
            let met = verdict(case.trace.value(rule.node));
            let words = case.told(&rule.words, &rule.name, met);
            let failing = fails(&rule.words, met);
            let sources = rule.words.sources.clone();
            let mut step = Step { sources, failing, ..Step::new(&rule.name, words, met) };
            rule_contents(case, rule, &mut step);
            vec![step]
        }
        What::Apply(_, operands) => operands.iter().flat_map(|operand| inner_rules(case, operand)).collect(),
        _ => Vec::new(),
    }
}

fn explain_place(case: &Case<'_>, asked: &allocate::Asked, allocation: &Allocation) -> Option<PlaceExplanation> {
    let quota = case.plan.quotas.get(asked.quota)?;
    let result = allocation.quotas.get(asked.quota)?;
    let (given, rank, pool) = match &asked.given {
        Given::Place(place) => ("placed", Some(place.rank), Some(place.pool)),
        Given::Waiting(rank) => ("waiting", Some(*rank), None),
        Given::OutsideEveryPool => ("outside every pool", None, None),
        Given::Open => ("open", None, None),
    };
    let serves = |pool: &crate::plan::PoolPlan| {
        pool.members.as_ref().map_or(Some(true), |class| match verdict(case.trace.value(class.node)) {
            Verdict::Met => Some(true),
            Verdict::NotMet => Some(false),
            Verdict::Open | Verdict::Fault => None,
        })
    };
    let pools = quota.pools.iter().zip(&result.pools).enumerate().map(|(at, (plan, result))| PoolExplanation {
        pool: plan.name.clone(),
        words: words_of(&plan.words, &plan.name),
        places: result.size,
        serves: serves(plan),
        placed: pool == Some(at),
        cut_off: result.cut_off.as_ref().map(|cut_off| cut_off_words(quota, cut_off)),
    });
    Some(PlaceExplanation {
        quota: quota.name.clone(),
        words: words_of(&quota.words, &quota.name),
        sources: quota.words.sources.clone(),
        given: given.to_owned(),
        order: order_words(case, quota),
        rank,
        claims: result.claims,
        pools: pools.collect(),
    })
}

fn order_words(case: &Case<'_>, quota: &QuotaPlan) -> String {
    let mut keys: Vec<String> = quota
        .keys
        .iter()
        .map(|key| {
            let words = case.describe(&key.term);
            if key.descending { format!("{words}, highest first") } else { words }
        })
        .collect();
    if let Some(id) = case.plan.id_fact() {
        keys.push(words_of(&case.plan.facts[id].words, &case.plan.facts[id].path));
    }
    keys.join(", then ")
}

/// The keys and the id of the last applicant placed.
#[must_use]
pub fn cut_off_words(quota: &QuotaPlan, cut_off: &allocate::CutOff) -> String {
    let types: Vec<Type> = quota.keys.iter().map(|key| key.term.ty.clone()).collect();
    let mut words = key_words(&cut_off.keys, &types);
    words.push(cut_off.id.clone());
    words.join(", ")
}
