//! Arithmetic: numbers with numbers, money with money of its currency, dates with durations.

use super::checker::Checker;
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::policy::{Expr, ExprKind};
use super::relations::unified;
use crate::source::Span;
use crate::syntax;
use crate::syntax::ArithmeticOp;
use crate::values::{Currency, Operation, Type, Value};

impl Checker<'_> {
    pub fn arithmetic(
        &mut self,
        sight: &Sight,
        op: ArithmeticOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Expr {
        let left = self.expr(sight, left, None);
        let right = self.expr(sight, right, None);
        if matches!(left.ty, Type::Broken) || matches!(right.ty, Type::Broken) {
            return Expr::broken(span);
        }
        for side in [&left, &right] {
            if side.ty.is_optional() {
                let problem = mistakes::unsettled(side.span, &self.source_text(side.span), &side.ty);
                return self.broken(problem, span);
            }
        }
        let end = self.month_end();
        match (op, &left.ty, &right.ty) {
            (ArithmeticOp::Add, Type::Date, Type::Duration) => {
                return apply(Operation::After(end), vec![left, right], Type::Date, span);
            }
            (ArithmeticOp::Add, Type::Duration, Type::Date) => {
                return apply(Operation::After(end), vec![right, left], Type::Date, span);
            }
            (ArithmeticOp::Subtract, Type::Date, Type::Duration) => {
                return apply(Operation::Before(end), vec![left, right], Type::Date, span);
            }
            _ => {}
        }
        match result_type(op, &left.ty, &right.ty) {
            Some(ty) => {
                let operation = match op {
                    ArithmeticOp::Add => Operation::Add,
                    ArithmeticOp::Subtract => Operation::Subtract,
                    ArithmeticOp::Multiply => Operation::Multiply,
                    ArithmeticOp::Divide => Operation::Divide,
                };
                apply(operation, vec![left, right], ty, span)
            }
            None => {
                let doing = match op {
                    ArithmeticOp::Add => "added",
                    ArithmeticOp::Subtract => "subtracted",
                    ArithmeticOp::Multiply => "multiplied",
                    ArithmeticOp::Divide => "divided",
                };
                let problem = mistakes::arithmetic(doing, (left.span, &left.ty), (right.span, &right.ty));
                let problem = self.with_declaration(self.with_declaration(problem, &left), &right);
                self.broken(problem, span)
            }
        }
    }

    pub fn negation(&mut self, sight: &Sight, inner: &syntax::Expr, span: Span) -> Expr {
        let inner = self.expr(sight, inner, None);
        match &inner.ty {
            Type::Broken => Expr::broken(span),
            Type::Duration => match inner.kind {
                ExprKind::Literal(Value::Duration(duration)) => {
                    literal(Value::Duration(duration.negate()), Type::Duration, span)
                }
                _ => self.broken(
                    mistakes::out_of_range(span, "only a written duration can be negative", "subtract it instead"),
                    span,
                ),
            },
            ty if ty.is_number() || matches!(ty, Type::Money(_) | Type::MoneyFraction(_)) => {
                let ty = ty.clone();
                if let ExprKind::Literal(Value::Number(number)) = &inner.kind {
                    return literal(Value::Number(number.negate()), ty, span);
                }
                apply(Operation::Negate, vec![inner], ty, span)
            }
            ty if ty.is_optional() => {
                let problem = mistakes::unsettled(inner.span, &self.source_text(inner.span), ty);
                self.broken(problem, span)
            }
            ty => {
                let problem = mistakes::mismatch(inner.span, ty, &Type::Decimal, "what follows a minus sign");
                self.broken(problem, span)
            }
        }
    }
}

fn result_type(op: ArithmeticOp, left: &Type, right: &Type) -> Option<Type> {
    let money = |ty: &Type| match ty {
        Type::Money(currency) | Type::MoneyFraction(currency) => Some(*currency),
        _ => None,
    };
    match (op, money(left), money(right)) {
        (ArithmeticOp::Divide, None, None) if left.is_number() && right.is_number() => Some(Type::Fraction),
        (_, None, None) if left.is_number() && right.is_number() => unified(left, right),
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Some(a), Some(b)) if a == b => unified(left, right),
        (ArithmeticOp::Divide, Some(a), Some(b)) if a == b => Some(Type::Fraction),
        (ArithmeticOp::Divide, Some(a), None) if right.is_number() => Some(Type::MoneyFraction(a)),
        (ArithmeticOp::Multiply, Some(a), None) => scaled(a, left, right),
        (ArithmeticOp::Multiply, None, Some(b)) => scaled(b, right, left),
        _ => None,
    }
}

fn scaled(currency: Currency, money: &Type, by: &Type) -> Option<Type> {
    match by {
        Type::Fraction => Some(Type::MoneyFraction(currency)),
        by if by.is_number() => Some(money.clone()),
        _ => None,
    }
}
