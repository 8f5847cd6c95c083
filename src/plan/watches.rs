//! How to tell from an evaluation which parts of the policy an applicant reaches.

use super::lower::Lowering;
use super::structure::*;
use crate::check::{Expr, ExprKind, How, Watched};
use crate::source::Span;
use crate::values::Operation;

impl Lowering<'_> {
    /// Watches a part of the policy where things are lowered just now; what is no part is left alone.
    fn watch(&mut self, part: Span, asked: Asked, condition: Option<NodeId>) {
        let Some(part) = self.part_at.get(&part).copied() else { return };
        let watches = match self.bodies.last_mut() {
            Some(body) => &mut body.watches,
            None => &mut self.watches,
        };
        watches.insert(Watch { part, asked, condition });
    }

    /// A part that holds where a node is true, asked only where none of those given is false.
    pub fn watch_condition(&mut self, part: Span, given: &[NodeId], condition: NodeId) {
        self.watch(part, Asked { given: given.to_vec(), after: Vec::new() }, Some(condition));
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
    pub fn watch_values(&mut self, values: &[(Span, Option<NodeId>)], given: &[NodeId]) {
        let mut asked = Asked { given: given.to_vec(), after: Vec::new() };
        for (span, force) in values {
            self.watch(*span, asked.clone(), *force);
            asked.after.extend(*force);
        }
    }

    pub fn watch_cases(&mut self, cases: &[CasePlan], otherwise: Option<Span>, given: &[NodeId]) {
        let mut asked = Asked { given: given.to_vec(), after: Vec::new() };
        for case in cases {
            let span = case.when.span;
            let applies = self.where_in_force(case.in_force, case.when.node, span);
            self.watch(span, asked.clone(), Some(applies));
            asked.after.push(applies);
        }
        if let Some(span) = otherwise {
            self.watch(span, asked, None);
        }
    }

    /// Whether a declaration is in force that says when.
    pub fn declared_time(&mut self, in_force: Option<&Expr>) -> Vec<NodeId> {
        in_force.map(|force| self.term(force).node).into_iter().collect()
    }

    /// The versions of one name, each asked only where those before it are not in force.
    pub fn each_version(
        &mut self,
        versions: &[(Expr, Expr)],
        lower: impl Fn(&mut Self, &Expr) -> Term,
    ) -> Vec<(Term, Term)> {
        let mut after = Vec::new();
        let mut lowered = Vec::new();
        for (force, version) in versions {
            let force = self.term(force);
            let asked = Asked { given: vec![force.node], after: after.clone() };
            after.push(force.node);
            let within = std::mem::replace(&mut self.within, asked.clone());
            let value = lower(self, version);
            self.within = within;
            if let What::Apply(Operation::Lookup(_), _) = &value.what {
                match self.bodies.last_mut() {
                    Some(body) => body.asked.insert(value.node, asked),
                    None => self.asked.insert(value.node, asked),
                };
            }
            lowered.push((force, value));
        }
        lowered
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
            self.watch(line.span, Asked { given: given.clone(), after: Vec::new() }, condition);
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
            self.watch(span, self.within.clone(), None);
        }
    }

    /// A part of a provision with inputs.
    pub fn watched(&mut self, watched: &Watched) -> Term {
        self.watched_after(watched, &mut Vec::new())
    }

    fn watched_after(&mut self, watched: &Watched, before: &mut Vec<NodeId>) -> Term {
        let mut asked = self.within.clone();
        asked.given.extend(self.declared_time(watched.in_force.as_ref()));
        asked.after.extend(before.iter());
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
                        self.watch(watched.part, asked.clone(), Some(when));
                        before.push(when);
                    }
                }
                self.applied(Operation::If, terms, &watched.of)
            }
            (How::Case | How::Holds, _) => {
                let term = self.term(&watched.of);
                self.watch(watched.part, asked, Some(term.node));
                term
            }
            (How::Always | How::Otherwise, _) => {
                self.watch(watched.part, asked, None);
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
