use crate::check::{CheckedPolicy, Clause, Condition, Effect, Expr, Project, Prover, Words};
use crate::evaluate::{Evaluator, Trace};
use crate::plan::{self, NodeKind, Plan};
use crate::source::{Sources, Span};
use crate::syntax::{HeaderKind, PolicyFile};
use crate::values::{Interval, Plain, Possible};

/// How many operations a lint spends on one proof before it gives it up: an editor waits for it.
const MOST: usize = 100_000;

/// All that a lint may look at.
pub struct About<'a> {
    pub sources: &'a Sources,
    pub project: &'a Project,
    /// The file that was asked for, as written.
    pub main: &'a PolicyFile,
    pub policy: &'a CheckedPolicy,
    pub plan: Plan,
    /// What each node may be for anybody, on any day of the policy's time.
    pub anybody: Trace,
}

/// A condition of the policy, with what stands around it.
pub struct Asked<'a> {
    pub clause: &'a Clause,
    /// The name of the rule, pathway or exception.
    pub owner: &'a str,
    /// Whether the law is cited where it stands, or by what stands around it.
    pub cited: bool,
}

impl<'a> About<'a> {
    /// `None` if the project is empty.
    pub fn new(sources: &'a Sources, project: &'a Project, policy: &'a CheckedPolicy) -> Option<About<'a>> {
        let main = &project.modules.first()?.tree;
        let plan = for_anybody(plan::plan(policy));
        let mut evaluator = Evaluator::new(&plan, None);
        let nothing_known = vec![None; plan.facts.len()];
        let anybody = evaluator.evaluate_values(&nothing_known).clone();
        Some(About { sources, project, main, policy, plan, anybody })
    }

    pub fn is_library(&self) -> bool {
        self.main.header.as_ref().is_some_and(|header| header.kind == HeaderKind::Library)
    }

    pub fn is_here(&self, span: Span) -> bool {
        span.file == self.main.file
    }

    /// What proofs over these conditions look things up in, with as many tries as their size allows.
    pub fn prover<'e>(&self, conditions: impl IntoIterator<Item = &'e Expr>) -> Prover<'_> {
        let mut size = 1_usize;
        for condition in conditions {
            each_part(condition, &mut |_| size = size.saturating_add(1));
        }
        Prover {
            sources: self.sources,
            facts: &self.policy.facts,
            parameters: &self.policy.parameters,
            in_force: self.policy.header.in_force,
            most: MOST.checked_div(size).unwrap_or_default(),
        }
    }

    /// Every condition of rules, exceptions and pathways, those inside others too.
    pub fn conditions(&self) -> Vec<Asked<'a>> {
        let mut found = Vec::new();
        for (_, rule) in self.policy.rules.iter() {
            let cited = cites(&rule.words);
            enter(&rule.alternatives, &rule.name, cited, &mut found);
            enter(&rule.unless, &rule.name, cited, &mut found);
        }
        for (_, exception) in self.policy.exceptions.iter() {
            let cited = cites(&exception.words);
            for effect in &exception.effects {
                if let Effect::Rule(_, clause) = effect {
                    enter(std::slice::from_ref(clause), &exception.name, cited, &mut found);
                }
            }
        }
        for (_, pathway) in self.policy.pathways.iter() {
            let cited = cites(&pathway.words);
            for stage in &pathway.stages {
                let cited = cited || cites(&stage.words);
                let requires = pathway.requires.get(stage.requires.clone()).unwrap_or_default();
                let bars = pathway.bars.get(stage.bars.clone()).unwrap_or_default();
                enter(requires, &pathway.name, cited, &mut found);
                enter(bars, &pathway.name, cited, &mut found);
            }
        }
        found
    }
}

fn cites(words: &Words) -> bool {
    !words.sources.is_empty()
}

fn enter<'a>(clauses: &'a [Clause], owner: &'a str, cited: bool, into: &mut Vec<Asked<'a>>) {
    for clause in clauses {
        let cited = cited || cites(&clause.words);
        into.push(Asked { clause, owner, cited });
        if let Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) = &clause.condition {
            enter(limbs, owner, cited, into);
        }
        enter(&clause.unless, owner, cited, into);
    }
}

/// The plan without presumptions: every fact may be all that its declaration allows, and the day is
/// one of the policy's time.
fn for_anybody(mut plan: Plan) -> Plan {
    plan.unknown = plan.facts.iter().map(|(_, fact)| fact.anything()).collect();
    let day = plan.in_force.map(|(from, through)| {
        Possible::from(Plain::Date(Interval::new(from, through.unwrap_or(crate::values::Date::MAX))))
    });
    if let (Some(day), Some(fact)) = (&day, plan.as_of)
        && let Some(slot) = plan.unknown.get_mut(fact.index())
    {
        *slot = day.clone();
    }
    for id in plan.nodes.ids() {
        let node = &mut plan.nodes[id];
        match (&node.kind, &day) {
            (NodeKind::Presumed(fact, _), _) => node.kind = NodeKind::Fact(*fact),
            (NodeKind::AsOf, Some(day)) => node.kind = NodeKind::Constant(day.clone()),
            _ => {}
        }
    }
    plan
}

/// Calls `see` on an expression and all that it is made of, what it calls included.
pub fn each_part<'e>(expr: &'e Expr, see: &mut impl FnMut(&'e Expr)) {
    see(expr);
    expr.inner().into_iter().for_each(|part| each_part(part, see));
}
