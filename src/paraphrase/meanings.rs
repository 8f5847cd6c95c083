//! What the check found an expression to be, by its place in the text.

use std::collections::BTreeMap;

use crate::check::{
    Case, CheckedPolicy, Clause, Condition, DefineBody, Effect, Expr, ExprKind, Last, Points, ScoreBody,
};
use crate::source::Span;
use crate::values::{Type, Value};

/// Types, and the variants that bare words stand for.
#[derive(Debug, Default)]
pub struct Meanings {
    types: BTreeMap<Span, Type>,
    variants: BTreeMap<Span, String>,
}

impl Meanings {
    pub fn of(policy: &CheckedPolicy) -> Meanings {
        let mut meanings = Meanings::default();
        meanings.policy(policy);
        meanings
    }

    pub fn type_at(&self, span: Span) -> Option<&Type> {
        self.types.get(&span)
    }

    /// The label of the variant that is written there.
    pub fn variant_at(&self, span: Span) -> Option<&str> {
        self.variants.get(&span).map(String::as_str)
    }

    fn policy(&mut self, policy: &CheckedPolicy) {
        for (_, fact) in policy.facts.iter() {
            self.all(&fact.presumed_when);
        }
        for (_, parameter) in policy.parameters.iter() {
            parameter.values.iter().for_each(|value| self.expr(&value.value));
        }
        for (_, define) in policy.defines.iter() {
            match &define.body {
                DefineBody::Is(value) => self.expr(value),
                DefineBody::Cases { cases, last } => {
                    cases.iter().for_each(|case| self.case(case));
                    match last {
                        Last::Otherwise(value, ..) | Last::Nobody(value) => self.expr(value),
                    }
                }
            }
        }
        for (_, rule) in policy.rules.iter() {
            rule.alternatives.iter().chain(&rule.unless).for_each(|clause| self.clause(clause));
        }
        for (_, exception) in policy.exceptions.iter() {
            for effect in &exception.effects {
                match effect {
                    Effect::Rule(_, clause) => self.clause(clause),
                    Effect::Value(case) => self.case(case),
                }
            }
        }
        policy.scores.iter().for_each(|(_, score)| self.score(&score.body));
        for (_, pathway) in policy.pathways.iter() {
            pathway.requires.iter().chain(&pathway.bars).for_each(|clause| self.clause(clause));
            pathway.grants.iter().for_each(|grant| self.all(&grant.duration));
            pathway.derives.iter().for_each(|derivation| self.expr(&derivation.members));
        }
        for (_, quota) in policy.quotas.iter() {
            quota.order.iter().for_each(|key| self.expr(&key.by));
            let members = quota.pools.iter().filter_map(|pool| pool.members.as_ref());
            members.for_each(|members| self.clause(members));
        }
        policy.values.iter().for_each(|value| self.expr(value));
    }

    fn all(&mut self, expr: &Option<Expr>) {
        expr.iter().for_each(|expr| self.expr(expr));
    }

    fn case(&mut self, case: &Case) {
        self.expr(&case.when);
        self.expr(&case.then);
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.condition {
            Condition::Test(test) => self.expr(test),
            Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) => {
                limbs.iter().for_each(|limb| self.clause(limb));
            }
            Condition::Status { .. } => {}
        }
        clause.unless.iter().for_each(|clause| self.clause(clause));
    }

    fn score(&mut self, body: &ScoreBody) {
        self.all(&body.at_most);
        for line in &body.lines {
            self.all(&line.when);
            match &line.points {
                Points::Add(points) => self.expr(points),
                Points::Group(body) => self.score(body),
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let (ExprKind::Literal(Value::Choice(variant)), Type::Enum(shape)) = (&expr.kind, expr.ty.plain())
            && let Some(label) = shape.labels.get(usize::from(*variant))
        {
            self.variants.entry(expr.span).or_insert_with(|| label.clone());
        }
        expr.inner().into_iter().for_each(|part| self.expr(part));
        // Inside out: the outer expression of a place says what it is taken for.
        self.types.insert(expr.span, expr.ty.clone());
    }
}
