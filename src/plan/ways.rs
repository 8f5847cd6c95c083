//! Pathways, quotas, tests and assertions, on top of what was lowered before.

use super::lower::Lowering;
use super::structure::*;
use crate::check;
use crate::source::Id;
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

    pub fn pathway(&mut self, pathway: &check::Pathway, in_force: Option<NodeId>) -> PathwayPlan {
        let requires = self.clauses(&pathway.requires);
        let bars = self.clauses(&pathway.bars);
        let own = pathway.in_force.as_ref().map(|force| self.term(force).node);
        let in_force = match (in_force, own) {
            (Some(policy), Some(own)) => Some(self.apply(Operation::And, vec![policy, own], pathway.span)),
            (policy, own) => policy.or(own),
        };
        let mut limbs: Vec<NodeId> = in_force.into_iter().collect();
        limbs.extend(self.asked(&requires));
        for bar in self.enough(&bars) {
            limbs.push(self.not(bar, pathway.span));
        }
        let node = self.all(limbs, pathway.span);
        let grants = pathway
            .grants
            .iter()
            .map(|grant| GrantPlan {
                status: grant.status.clone(),
                duration: grant.duration.as_ref().map(|time| self.term(time)),
                conditions: grant.conditions.clone(),
            })
            .collect();
        PathwayPlan {
            name: pathway.name.clone(),
            words: pathway.words.clone(),
            requires,
            bars,
            grants,
            quota: pathway.quotas.first().map(|id| id.index()),
            node,
            in_force,
            span: pathway.span,
        }
    }

    pub fn test(&mut self, test: &check::Test) -> TestPlan {
        TestPlan {
            name: test.name.clone(),
            on: test.on,
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
            check::ExpectedKind::NotMet(value) => ExpectedKind::NotMet(self.term(value)),
            check::ExpectedKind::Unknown(value) => ExpectedKind::Unknown(self.term(value)),
            check::ExpectedKind::Holds(value) => ExpectedKind::Holds(self.term(value)),
        };
        ExpectedPlan { kind, span: expected.span }
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
                    members: pool.members.as_ref().map(|clause| self.clause(clause)),
                    unused_to: pool.unused_to.clone(),
                })
                .collect(),
        }
    }
}
