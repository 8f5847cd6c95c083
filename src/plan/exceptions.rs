//! Exceptions: used instead of what they except where they apply, unless one that ranks above
//! applies too. Two that apply and disagree are a fault that names both.

use super::lower::Lowering;
use super::structure::*;
use crate::check;
use crate::source::{Id, Span};
use crate::values::{Burden, Comparison, Operation};

impl Lowering<'_> {
    pub fn exceptions(&mut self, ids: &[Id<check::Exception>]) -> Vec<Id<ExceptionPlan>> {
        ids.iter().map(|id| self.exception(*id)).collect()
    }

    fn exception(&mut self, id: Id<check::Exception>) -> Id<ExceptionPlan> {
        let key = (id, self.as_of);
        if let Some(known) = self.at_exception.get(&key) {
            return *known;
        }
        let exception = &self.policy.exceptions[id];
        let span = exception.span;
        let in_force = exception.in_force.as_ref().map(|force| self.term(force).node);
        let mut effects: Vec<EffectPlan> = exception
            .effects
            .iter()
            .map(|effect| match effect {
                check::Effect::Rule(met, clause) => EffectPlan::Rule(*met, self.clause(clause)),
                check::Effect::Value(case) => EffectPlan::Value(self.case(case)),
            })
            .collect();
        // What stands in a body has a value for each element: no burden can settle it.
        if let Some(burden) = exception.burden.filter(|_| self.bodies.is_empty()) {
            self.burden_on(id, burden, &mut effects);
        }
        let conditions: Vec<NodeId> = effects.iter().map(|effect| self.condition(effect, in_force)).collect();
        let applies = self.any(conditions, span);
        let exceptions = self.exceptions(&exception.exceptions);
        let applies = self.excepted_rule(applies, &exceptions, span);
        let despite = self.exceptions(&exception.despite);
        self.watch_condition(span, &[], applies);
        self.watch_effects(&effects, in_force);
        let at = self.exceptions.push(ExceptionPlan {
            inside: !self.bodies.is_empty(),
            name: exception.name.clone(),
            words: exception.words.clone(),
            applies,
            effects,
            exceptions,
            despite,
            span,
        });
        self.at_exception.insert(key, at);
        at
    }

    /// Gives each condition of an exception a node of its own, which nothing else shares.
    fn burden_on(&mut self, id: Id<check::Exception>, burden: Burden, effects: &mut [EffectPlan]) {
        for (at, effect) in effects.iter_mut().enumerate() {
            let (node, span) = match effect {
                EffectPlan::Rule(_, clause) => (&mut clause.node, clause.span),
                EffectPlan::Value(case) => (&mut case.when.node, case.when.span),
            };
            let key = format!("burden of exception {} {at} {:?}", id.index(), self.as_of.node);
            *node = self.push(key, NodeKind::Apply(Operation::Or, vec![*node]), span);
            self.burdens.insert(*node, burden);
            self.relied_on.insert(*node);
        }
    }

    /// Whether an effect's condition holds while it is in force.
    fn condition(&mut self, effect: &EffectPlan, in_force: Option<NodeId>) -> NodeId {
        let (own, node, span) = match effect {
            EffectPlan::Rule(_, clause) => (clause.in_force, clause.node, clause.span),
            EffectPlan::Value(case) => (case.in_force, case.when.node, case.when.span),
        };
        let node = self.where_in_force(own, node, span);
        self.where_in_force(in_force, node, span)
    }

    /// For each exception whether it is to be used: it applies, and none that ranks above it does.
    fn used(&mut self, ids: &[Id<ExceptionPlan>]) -> Vec<(Id<ExceptionPlan>, NodeId)> {
        ids.iter()
            .map(|id| {
                let above: Vec<NodeId> = ids
                    .iter()
                    .filter(|other| self.exceptions[**other].despite.contains(id))
                    .map(|other| self.exceptions[*other].applies)
                    .collect();
                let (applies, span) = (self.exceptions[*id].applies, self.exceptions[*id].span);
                if above.is_empty() {
                    return (*id, applies);
                }
                let above = self.any(above, span);
                let first = self.not(above, span);
                (*id, self.apply(Operation::And, vec![applies, first], span))
            })
            .collect()
    }

    /// A rule with its exceptions.
    pub fn excepted_rule(&mut self, base: NodeId, ids: &[Id<ExceptionPlan>], span: Span) -> NodeId {
        if ids.is_empty() {
            return base;
        }
        let mut met: Vec<(NodeId, Span)> = Vec::new();
        let mut not_met: Vec<(NodeId, Span)> = Vec::new();
        for (id, used) in self.used(ids) {
            let exception = self.exceptions[id].clone();
            for effect in &exception.effects {
                if let EffectPlan::Rule(says_met, _) = effect {
                    let holds = self.condition(effect, None);
                    let holds = self.apply(Operation::And, vec![used, holds], exception.span);
                    if *says_met { &mut met } else { &mut not_met }.push((holds, exception.span));
                }
            }
        }
        let nodes = |list: &[(NodeId, Span)]| list.iter().map(|(node, _)| *node).collect::<Vec<_>>();
        let yes = self.any(nodes(&met), span);
        let no = self.any(nodes(&not_met), span);
        let stands = self.not(no, span);
        let kept = self.apply(Operation::And, vec![base, stands], span);
        let mut node = self.apply(Operation::Or, vec![yes, kept], span);
        for (one, first) in &met {
            for (other, second) in &not_met {
                let both = self.apply(Operation::And, vec![*one, *other], *first);
                node = self.conflict(both, node, *first, *second);
            }
        }
        node
    }

    /// A value with its exceptions.
    pub fn excepted_value(&mut self, base: NodeId, ids: &[Id<ExceptionPlan>], span: Span) -> NodeId {
        let mut says: Vec<(NodeId, NodeId, Span)> = Vec::new();
        for (id, used) in self.used(ids) {
            let exception = self.exceptions[id].clone();
            for effect in &exception.effects {
                if let EffectPlan::Value(case) = effect {
                    let holds = self.condition(effect, None);
                    let holds = self.apply(Operation::And, vec![used, holds], exception.span);
                    says.push((holds, case.then.node, exception.span));
                }
            }
        }
        let mut node = says
            .iter()
            .rev()
            .fold(base, |rest, (holds, value, _)| self.apply(Operation::If, vec![*holds, *value, rest], span));
        for (at, (one, first_value, first)) in says.iter().enumerate() {
            for (other, second_value, second) in says.iter().skip(at.saturating_add(1)) {
                let differ =
                    self.apply(Operation::Compare(Comparison::IsNot), vec![*first_value, *second_value], *first);
                let both = self.apply(Operation::And, vec![*one, *other, differ], *first);
                node = self.conflict(both, node, *first, *second);
            }
        }
        node
    }

    /// A fault that names both places where both exceptions are used, else the value.
    fn conflict(&mut self, both: NodeId, node: NodeId, first: Span, second: Span) -> NodeId {
        let one = self.apply(Operation::Conflict, Vec::new(), first);
        let other = self.apply(Operation::Conflict, Vec::new(), second);
        let fault = self.apply(Operation::And, vec![one, other], first);
        self.apply(Operation::If, vec![both, fault, node], first)
    }
}
