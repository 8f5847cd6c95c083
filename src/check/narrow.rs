//! What a condition's truth says of optional values: to the right of `x is not none and`, `x` is plain.

use std::collections::BTreeSet;

use super::policy::{Define, Expr, ExprKind, Fact, Parameter};
use crate::source::Id;
use crate::values::{Comparison, Operation, Type};

/// A value that can be tested for none and then read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tested {
    Fact(Id<Fact>),
    Define(Id<Define>),
    Parameter(Id<Parameter>),
    /// A field of the element of a call over a list.
    Field(usize, usize),
    Local(usize),
}

pub fn tested(expr: &Expr) -> Option<Tested> {
    match &expr.kind {
        ExprKind::Fact(id) => Some(Tested::Fact(*id)),
        ExprKind::Define(id) => Some(Tested::Define(*id)),
        ExprKind::Parameter(id) => Some(Tested::Parameter(*id)),
        ExprKind::Local(level) => Some(Tested::Local(*level)),
        ExprKind::Apply(Operation::Field(at), operands) => match operands.as_slice() {
            [Expr { kind: ExprKind::Local(level), .. }] => Some(Tested::Field(*level, *at)),
            _ => None,
        },
        _ => None,
    }
}

/// The values that cannot be none if the condition has that truth value.
pub fn not_none_if(condition: &Expr, truth: bool) -> BTreeSet<Tested> {
    let ExprKind::Apply(operation, operands) = &condition.kind else { return BTreeSet::new() };
    let one = |at: usize| operands.get(at);
    let each = || operands.iter().map(|operand| not_none_if(operand, truth));
    match (operation, truth) {
        (Operation::IsNone, false) => one(0).and_then(tested).into_iter().collect(),
        (Operation::Not, _) => one(0).map(|inner| not_none_if(inner, !truth)).unwrap_or_default(),
        (Operation::And, true) | (Operation::Or, false) => each().flatten().collect(),
        (Operation::And, false) | (Operation::Or, true) => {
            each().reduce(|all, next| all.intersection(&next).copied().collect()).unwrap_or_default()
        }
        (Operation::Compare(Comparison::Is), true) | (Operation::Compare(Comparison::IsNot), false) => {
            match (one(0), one(1)) {
                (Some(a), Some(b)) if !b.ty.is_optional() => tested(a).into_iter().collect(),
                (Some(a), Some(b)) if !a.ty.is_optional() => tested(b).into_iter().collect(),
                _ => BTreeSet::new(),
            }
        }
        (Operation::In, true) => match (one(0), one(1).map(|list| &list.ty)) {
            (Some(item), Some(Type::List(of))) if !of.is_optional() => tested(item).into_iter().collect(),
            _ => BTreeSet::new(),
        },
        _ => BTreeSet::new(),
    }
}
