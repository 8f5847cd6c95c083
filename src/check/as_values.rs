//! What a provision says, as one expression: for calls, which stand for it.

use super::expr::{apply, literal};
use super::policy::{Case, Clause, Condition, DefineBody, Expr, Points, ScoreBody, ScoreLine};
use crate::source::Span;
use crate::values::{Number, Operation, Type, Value};

/// The cases of a definition as one value.
pub fn as_value(body: DefineBody, ty: &Type, span: Span) -> Expr {
    match body {
        DefineBody::Is(value) => value,
        DefineBody::Cases { cases, last } => {
            cases.into_iter().rev().fold(last.value().clone(), |rest, Case { in_force, when, then, .. }| {
                let place = when.span;
                let when = and(in_force, when, place);
                apply(Operation::If, vec![when, then, rest], ty.clone(), span)
            })
        }
    }
}

/// A score as one value: its lines added up, each where it counts, and capped.
pub fn total(body: ScoreBody, ty: &Type, span: Span) -> Expr {
    let zero = || literal(Value::Number(Number::ZERO), Type::Integer, span);
    let worth = |line: ScoreLine| {
        let place = line.span;
        let points = match line.points {
            Points::Add(points) => points,
            Points::Group(body) => total(body, ty, place),
        };
        let counts = match (line.in_force, line.when) {
            (force, Some(when)) => Some(and(force, when, place)),
            (force, None) => force,
        };
        match counts {
            Some(counts) => apply(Operation::If, vec![counts, points, zero()], ty.clone(), place),
            None => points,
        }
    };
    let lines = body.lines.into_iter().map(worth);
    let sum = lines.reduce(|sum, line| apply(Operation::Add, vec![sum, line], ty.clone(), span)).unwrap_or_else(zero);
    match body.at_most {
        Some(cap) => apply(Operation::Least, vec![sum, cap], ty.clone(), span),
        None => sum,
    }
}

/// A condition that holds only where it is in force.
pub fn and(first: Option<Expr>, then: Expr, span: Span) -> Expr {
    match first {
        Some(first) => apply(Operation::And, vec![first, then], Type::Boolean, span),
        None => then,
    }
}

/// A clause of which one is enough: it holds while it is in force.
#[must_use]
pub fn as_enough(mut clause: Clause) -> Expr {
    let (in_force, span) = (clause.in_force.take(), clause.span);
    and(in_force, holds(clause), span)
}

/// A clause that is asked for while it is in force.
#[must_use]
pub fn as_asked(mut clause: Clause) -> Expr {
    let span = clause.span;
    match clause.in_force.take() {
        Some(force) => {
            let absent = apply(Operation::Not, vec![force], Type::Boolean, span);
            apply(Operation::Or, vec![absent, holds(clause)], Type::Boolean, span)
        }
        None => holds(clause),
    }
}

fn holds(clause: Clause) -> Expr {
    let span = clause.span;
    let condition = match clause.condition {
        Condition::Test(test) => test,
        Condition::AllOf(limbs) => {
            apply(Operation::And, limbs.into_iter().map(as_asked).collect(), Type::Boolean, span)
        }
        Condition::AnyOf(limbs) => {
            apply(Operation::Or, limbs.into_iter().map(as_enough).collect(), Type::Boolean, span)
        }
        Condition::AtLeast(count, limbs) => {
            apply(Operation::AtLeast(count), limbs.into_iter().map(as_enough).collect(), Type::Boolean, span)
        }
        // Only a pathway's requirement can be another's status.
        Condition::Status { .. } => Expr::broken(span),
    };
    undefeated(condition, clause.unless.into_iter().map(as_enough).collect(), span)
}

/// A condition unless one of those that defeat it holds.
#[must_use]
pub fn undefeated(met: Expr, defeats: Vec<Expr>, span: Span) -> Expr {
    if defeats.is_empty() {
        return met;
    }
    let defeated = apply(Operation::Or, defeats, Type::Boolean, span);
    let stands = apply(Operation::Not, vec![defeated], Type::Boolean, span);
    apply(Operation::And, vec![met, stands], Type::Boolean, span)
}
