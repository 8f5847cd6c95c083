//! Conditions with what defeats them.

use super::lower::Lowering;
use super::structure::*;
use crate::check;
use crate::source::Span;
use crate::values::Operation;

impl Lowering<'_> {
    pub fn clauses(&mut self, clauses: &[check::Clause]) -> Vec<ClausePlan> {
        clauses.iter().map(|clause| self.clause(clause)).collect()
    }

    pub fn clause(&mut self, clause: &check::Clause) -> ClausePlan {
        let span = clause.span;
        let in_force = clause.in_force.as_ref().map(|force| self.term(force).node);
        let (condition, condition_node) = match &clause.condition {
            check::Condition::Test(test) => {
                let term = self.term(test);
                let node = term.node;
                (ConditionPlan::Test(term), node)
            }
            check::Condition::Status { pathway, eligible, because } => {
                let node = self.status(*pathway, *eligible, because.as_deref(), span);
                let because = because.clone();
                (ConditionPlan::Status { pathway: pathway.index(), eligible: *eligible, because }, node)
            }
            check::Condition::AllOf(limbs) => {
                let limbs = self.clauses(limbs);
                let asked = self.asked(&limbs);
                let node = self.all(asked, span);
                (ConditionPlan::AllOf(limbs), node)
            }
            check::Condition::AnyOf(limbs) => {
                let limbs = self.clauses(limbs);
                let enough = self.enough(&limbs);
                let node = self.any(enough, span);
                (ConditionPlan::AnyOf(limbs), node)
            }
            check::Condition::AtLeast(count, limbs) => {
                let limbs = self.clauses(limbs);
                let enough = self.enough(&limbs);
                let node = self.apply(Operation::AtLeast(*count), enough, span);
                (ConditionPlan::AtLeast(*count, limbs), node)
            }
        };
        let unless = self.clauses(&clause.unless);
        let node = self.unless(condition_node, &unless, span);
        ClausePlan {
            key: clause.key.clone(),
            words: clause.words.clone(),
            in_force,
            condition,
            condition_node,
            node,
            unless,
            span,
        }
    }

    pub fn unless(&mut self, met: NodeId, unless: &[ClausePlan], span: Span) -> NodeId {
        if unless.is_empty() {
            return met;
        }
        let enough = self.enough(unless);
        let defeated = self.any(enough, span);
        let stands = self.not(defeated, span);
        self.apply(Operation::And, vec![met, stands], span)
    }
}
