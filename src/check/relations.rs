//! Which types fit, compare and meet.

use crate::syntax::CompareOp;
use crate::values::{Comparison, Type};

pub fn comparison(op: CompareOp) -> Comparison {
    match op {
        CompareOp::Is => Comparison::Is,
        CompareOp::IsNot => Comparison::IsNot,
        CompareOp::Less => Comparison::Less,
        CompareOp::AtMost => Comparison::AtMost,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::AtLeast => Comparison::AtLeast,
    }
}

/// Whether a value of the first type may stand where one of the second is needed.
pub fn fits(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Broken, _) | (_, Type::Broken) => true,
        (Type::None, Type::Optional(_)) => true,
        (Type::Optional(found), Type::Optional(wanted)) => fits(found, wanted),
        (Type::Optional(_), _) => false,
        (found, Type::Optional(wanted)) => fits(found, wanted),
        (Type::List(found), Type::List(wanted)) => fits(found, wanted),
        (Type::Integer, Type::Decimal) => true,
        (found, wanted) => found == wanted,
    }
}

pub fn comparable(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Broken | Type::None, _) | (_, Type::Broken | Type::None) => true,
        (Type::Money(a) | Type::MoneyFraction(a), Type::Money(b) | Type::MoneyFraction(b)) => a == b,
        (Type::List(a), Type::List(b)) => comparable(a.plain(), b.plain()),
        (a, b) if a.is_number() && b.is_number() => true,
        (a, b) => a == b,
    }
}

pub fn has_order(ty: &Type) -> bool {
    match ty {
        Type::Enum(shape) => shape.ordered,
        Type::Date | Type::Instant | Type::Money(_) | Type::MoneyFraction(_) | Type::Broken => true,
        other => other.is_number(),
    }
}

/// The narrowest type that holds values of both.
pub fn unified(a: &Type, b: &Type) -> Option<Type> {
    if a.is_optional() || b.is_optional() {
        return match (a, b) {
            (Type::None, other) | (other, Type::None) => Some(other.clone().optional()),
            _ => unified(a.plain(), b.plain()).map(Type::optional),
        };
    }
    match (a, b) {
        (Type::Broken, other) | (other, Type::Broken) => Some(other.clone()),
        (Type::List(a), Type::List(b)) => unified(a, b).map(|of| Type::List(Box::new(of))),
        (Type::Money(x) | Type::MoneyFraction(x), Type::Money(y) | Type::MoneyFraction(y)) if x == y => {
            Some(if a == b { a.clone() } else { Type::MoneyFraction(*x) })
        }
        (a, b) if a == b => Some(a.clone()),
        (Type::Fraction, other) | (other, Type::Fraction) if other.is_number() => Some(Type::Fraction),
        (a, b) if a.is_number() && b.is_number() => Some(Type::Decimal),
        _ => None,
    }
}
