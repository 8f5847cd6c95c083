//! Pathways, quotas, tests and assertions, on top of what was lowered before.

use super::lower::Lowering;
use super::structure::*;
use crate::check;
use crate::source::{Id, Span};
use crate::values::{Comparison, Operation, Value};

impl Lowering<'_> {
    pub fn in_force(&mut self) -> Option<NodeId> {
        let (from, through) = self.policy.header.in_force?;
        let span = self.policy.header.span;
        let day = self.day;
        let first = self.constant(Value::Date(from), span);
        let mut limbs = vec![self.apply(Operation::Compare(Comparison::AtLeast), vec![day, first], span)];
        if let Some(through) = through {
            let last = self.constant(Value::Date(through), span);
            limbs.push(self.apply(Operation::Compare(Comparison::AtMost), vec![day, last], span));
        }
        Some(self.all(limbs, span))
    }

    /// A pathway, lowered when it is first asked for: by the plan, or by another that asks for its
    /// status.
    pub fn pathway(&mut self, id: Id<check::Pathway>) -> PathwayPlan {
        if let Some(known) = self.at_pathway.get(&id.index()) {
            return known.clone();
        }
        let pathway = &self.policy.pathways[id];
        let in_force = self.in_force();
        let requires = self.clauses(&pathway.requires);
        let bars = self.clauses(&pathway.bars);
        let own = pathway.in_force.as_ref().map(|force| self.term(force).node);
        let in_force = match (in_force, own) {
            (Some(policy), Some(own)) => Some(self.apply(Operation::And, vec![policy, own], pathway.span)),
            (policy, own) => policy.or(own),
        };
        let (asked, enough) = (self.asked(&requires), self.enough(&bars));
        let mut stages = Vec::new();
        for stage in &pathway.stages {
            let mut limbs: Vec<NodeId> = if stages.is_empty() { in_force.into_iter().collect() } else { Vec::new() };
            limbs.extend(asked.get(stage.requires.clone()).unwrap_or_default());
            for bar in enough.get(stage.bars.clone()).unwrap_or_default() {
                limbs.push(self.not(*bar, pathway.span));
            }
            let node = self.all(limbs, pathway.span);
            stages.push(StagePlan {
                name: stage.name.clone(),
                span: stage.span,
                words: stage.words.clone(),
                requires: stage.requires.clone(),
                bars: stage.bars.clone(),
                node,
            });
        }
        let node = self.all(stages.iter().map(|stage| stage.node).collect(), pathway.span);
        let grants = pathway
            .grants
            .iter()
            .map(|grant| GrantPlan {
                status: grant.status.clone(),
                duration: grant.duration.as_ref().map(|time| self.term(time)),
                conditions: grant.conditions.clone(),
            })
            .collect();
        let derives = pathway.derives.iter().map(|derivation| self.derivation(derivation)).collect();
        let plan = PathwayPlan {
            name: pathway.name.clone(),
            words: pathway.words.clone(),
            requires,
            bars,
            stages,
            grants,
            discretion: pathway.discretion.clone(),
            derives,
            quota: pathway.quotas.first().map(|id| id.index()),
            node,
            in_force,
            first: self.first_version(id).index(),
            versions: self.versions_of(id).into_iter().map(Id::index).collect(),
            has_own_time: own.is_some(),
            span: pathway.span,
        };
        self.watch_stages(&plan);
        self.at_pathway.insert(id.index(), plan.clone());
        plan
    }

    fn versions_of(&self, id: Id<check::Pathway>) -> Vec<Id<check::Pathway>> {
        match self.policy.pathway_versions.get(&id) {
            Some(versions) => versions.clone(),
            None if self.first_version(id) == id => vec![id],
            None => Vec::new(),
        }
    }

    fn first_version(&self, id: Id<check::Pathway>) -> Id<check::Pathway> {
        let of = self.policy.pathway_versions.iter().find(|(_, versions)| versions.contains(&id));
        of.map_or(id, |(first, _)| *first)
    }

    fn derivation(&mut self, derivation: &check::Derivation) -> DerivationPlan {
        let counted = self.term(&derivation.members);
        let members = match &counted.what {
            What::Apply(_, operands) => operands.first().map_or(counted.node, |list| list.node),
            _ => counted.node,
        };
        DerivationPlan { words: derivation.words.clone(), counted, members }
    }

    /// Whether another pathway has that status, because of the clause that is named.
    pub fn status(&mut self, id: Id<check::Pathway>, eligible: bool, because: Option<&str>, span: Span) -> NodeId {
        let versions: Vec<PathwayPlan> = self.versions_of(id).into_iter().map(|id| self.pathway(id)).collect();
        let met = self.any(versions.iter().map(|version| version.node).collect(), span);
        if eligible {
            return met;
        }
        let refused = self.not(met, span);
        let Some(because) = because else { return refused };
        let mut decides: Vec<NodeId> = Vec::new();
        for version in &versions {
            let mut here: Vec<NodeId> = Vec::new();
            // A clause that is not in force is absent, and decides nothing.
            for clause in version.requires.iter().filter(|clause| clause.key == because) {
                let unmet = self.not(clause.node, span);
                here.push(self.where_in_force(clause.in_force, unmet, span));
            }
            for clause in version.bars.iter().filter(|clause| clause.key == because) {
                here.push(self.where_in_force(clause.in_force, clause.node, span));
            }
            let here = self.any(here, span);
            // Of several, only that which is in force decides anything.
            let force = version.in_force.filter(|_| versions.len() > 1);
            decides.push(self.where_in_force(force, here, span));
        }
        let decides = self.any(decides, span);
        self.apply(Operation::And, vec![refused, decides], span)
    }

    pub fn test(&mut self, test: &check::Test) -> TestPlan {
        TestPlan {
            name: test.name.clone(),
            on: test.on,
            closed: test.closed,
            facts: test.facts.clone(),
            expect: test.expect.iter().map(|expected| self.expected(expected)).collect(),
            span: test.span,
        }
    }

    pub fn assertion(&mut self, assertion: &check::Assertion) -> AssertionPlan {
        AssertionPlan {
            name: assertion.name.clone(),
            expect: assertion.expect.iter().map(|expected| self.expected(expected)).collect(),
            span: assertion.span,
        }
    }

    pub fn expected(&mut self, expected: &check::Expected) -> ExpectedPlan {
        let kind = match &expected.kind {
            check::ExpectedKind::Outcome { outcome, by } => {
                ExpectedKind::Outcome { outcome: outcome.clone(), by: by.map(Id::index) }
            }
            check::ExpectedKind::Needs(needs) => ExpectedKind::Needs(needs.clone()),
            check::ExpectedKind::Pathway { pathway, status, because } => {
                ExpectedKind::Pathway { pathway: pathway.index(), status: *status, because: because.clone() }
            }
            check::ExpectedKind::Derives { pathway, count } => {
                ExpectedKind::Derives { pathway: pathway.index(), count: *count }
            }
            check::ExpectedKind::NotMet(value) => ExpectedKind::NotMet(self.term(value)),
            check::ExpectedKind::Unknown(value) => ExpectedKind::Unknown(self.term(value)),
            check::ExpectedKind::Holds(value) => ExpectedKind::Holds(self.term(value)),
        };
        ExpectedPlan { kind, text: expected.text.clone(), span: expected.span }
    }

    /// Whom a pool serves.
    fn members(&mut self, members: &check::Clause) -> ClausePlan {
        let clause = self.clause(members);
        self.watch_clause(&clause, &[]);
        clause
    }

    pub fn quota(&mut self, quota: &check::Quota) -> QuotaPlan {
        QuotaPlan {
            name: quota.name.clone(),
            words: quota.words.clone(),
            places: quota.places,
            keys: quota
                .order
                .iter()
                .map(|key| KeyPlan { term: self.term(&key.by), descending: key.descending })
                .collect(),
            order_text: quota.order_text.clone(),
            pools: quota
                .pools
                .iter()
                .map(|pool| PoolPlan {
                    name: pool.name.clone(),
                    words: pool.words.clone(),
                    size: pool.size,
                    members: pool.members.as_ref().map(|members| self.members(members)),
                    unused_to: pool.unused_to.clone(),
                })
                .collect(),
        }
    }
}
