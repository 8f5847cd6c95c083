//! How to tell from an evaluation which parts of the policy an applicant reaches.

use super::lower::Lowering;
use super::structure::*;
use crate::check::{Expr, ExprKind, How, Watched};
use crate::source::Span;
use crate::values::Operation;

impl Lowering<'_> {
    /// Watches a part of the policy where things are lowered just now; what is no part is left alone.
    fn watch(&mut self, part: Span, given: Vec<NodeId>, after: Vec<NodeId>, condition: Option<NodeId>) {
        let Some(part) = self.part_at.get(&part).copied() else { return };
        let watches = match self.bodies.last_mut() {
            Some(body) => &mut body.watches,
            None => &mut self.watches,
        };
        watches.insert(Watch { part, given, after, condition });
    }

    /// A part that holds where a node is true, asked only where none of those given is false.
    pub fn watch_condition(&mut self, part: Span, given: &[NodeId], condition: NodeId) {
        self.watch(part, given.to_vec(), Vec::new(), Some(condition));
    }

    pub fn watch_clauses(&mut self, clauses: &[ClausePlan], given: &[NodeId]) {
        clauses.iter().for_each(|clause| self.watch_clause(clause, given));
    }

    pub fn watch_clause(&mut self, clause: &ClausePlan, given: &[NodeId]) {
        let mut given = given.to_vec();
        given.extend(clause.in_force);
        self.watch_condition(clause.span, &given, clause.node);
        match &clause.condition {
            ConditionPlan::AllOf(limbs) | ConditionPlan::AnyOf(limbs) | ConditionPlan::AtLeast(_, limbs) => {
                self.watch_clauses(limbs, &given);
            }
            ConditionPlan::Test(_) | ConditionPlan::Status { .. } => {}
        }
        self.watch_clauses(&clause.unless, &given);
    }

    /// Each stage once those before are passed, with its requirements and bars.
    pub fn watch_stages(&mut self, pathway: &PathwayPlan) {
        let mut given: Vec<NodeId> = pathway.in_force.into_iter().collect();
        for stage in &pathway.stages {
            if let Some(span) = stage.span {
                self.watch_condition(span, &given, stage.node);
            }
            self.watch_clauses(pathway.requires.get(stage.requires.clone()).unwrap_or_default(), &given);
            self.watch_clauses(pathway.bars.get(stage.bars.clone()).unwrap_or_default(), &given);
            given.push(stage.node);
        }
    }

    /// Values over time: of several that may be in force the first is taken.
    pub fn watch_values(&mut self, values: &[(Span, Option<NodeId>)]) {
        let mut before = Vec::new();
        for (span, force) in values {
            self.watch(*span, Vec::new(), before.clone(), *force);
            before.extend(*force);
        }
    }

    pub fn watch_cases(&mut self, cases: &[CasePlan], otherwise: Option<Span>) {
        let mut before = Vec::new();
        for case in cases {
            let span = case.when.span;
            let applies = self.where_in_force(case.in_force, case.when.node, span);
            self.watch(span, Vec::new(), before.clone(), Some(applies));
            before.push(applies);
        }
        if let Some(span) = otherwise {
            self.watch(span, Vec::new(), before, None);
        }
    }

    pub fn watch_effects(&mut self, effects: &[EffectPlan], in_force: Option<NodeId>) {
        let given: Vec<NodeId> = in_force.into_iter().collect();
        for effect in effects {
            match effect {
                EffectPlan::Rule(_, clause) => self.watch_clause(clause, &given),
                EffectPlan::Value(case) => {
                    let given: Vec<NodeId> = given.iter().copied().chain(case.in_force).collect();
                    self.watch_condition(case.when.span, &given, case.when.node);
                }
            }
        }
    }

    pub fn watch_lines(&mut self, lines: &[ScoreLine], given: &[NodeId]) {
        for line in lines {
            let mut given = given.to_vec();
            given.extend(line.in_force);
            let condition = line.when.as_ref().map(|when| when.node);
            self.watch(line.span, given.clone(), Vec::new(), condition);
            if let Points::Group(body) = &line.points {
                given.extend(condition);
                self.watch_lines(&body.lines, &given);
            }
        }
    }

    /// A table asked about constants, which is looked up here and now.
    pub fn watch_lookup(&mut self, operation: &Operation, operands: &[Term]) {
        let Operation::Lookup(table) = operation else { return };
        let known: Option<Vec<_>> = operands.iter().map(|operand| self.known_constant(operand.node)).collect();
        let Some(known) = known else { return };
        let row = table.matching_row(&known.iter().collect::<Vec<_>>()).map(|row| row.span);
        if let Some(span) = row.or(table.otherwise_span) {
            self.watch(span, Vec::new(), Vec::new(), None);
        }
    }

    /// A part of a provision with inputs.
    pub fn watched(&mut self, watched: &Watched) -> Term {
        self.watched_after(watched, &mut Vec::new())
    }

    fn watched_after(&mut self, watched: &Watched, before: &mut Vec<NodeId>) -> Term {
        let given: Vec<NodeId> = watched.in_force.iter().map(|force| self.term(force).node).collect();
        match (watched.how, &watched.of.kind) {
            (How::Case, ExprKind::Apply(Operation::If, operands)) => {
                let mut terms = Vec::new();
                for (at, operand) in operands.iter().enumerate() {
                    terms.push(match (at, &operand.kind) {
                        (2, ExprKind::Watched(rest)) if matches!(rest.how, How::Case | How::Otherwise) => {
                            self.watched_after(rest, before)
                        }
                        _ => self.term(operand),
                    });
                    if let (0, Some(when)) = (at, terms.last().map(|when| when.node)) {
                        self.watch(watched.part, given.clone(), before.clone(), Some(when));
                        before.push(when);
                    }
                }
                self.applied(Operation::If, terms, &watched.of)
            }
            (How::Case | How::Holds, _) => {
                let term = self.term(&watched.of);
                self.watch(watched.part, given, Vec::new(), Some(term.node));
                term
            }
            (How::Always | How::Otherwise, _) => {
                self.watch(watched.part, given, before.clone(), None);
                self.term(&watched.of)
            }
        }
    }

    /// An operation on terms that were lowered, as the expression that it was written as.
    pub fn applied(&mut self, operation: Operation, operands: Vec<Term>, written: &Expr) -> Term {
        let nodes = operands.iter().map(|term| term.node).collect();
        let node = self.apply(operation.clone(), nodes, written.span);
        Term { node, what: What::Apply(operation, operands), ty: written.ty.clone(), span: written.span }
    }
}
