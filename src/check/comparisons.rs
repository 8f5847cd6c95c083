//! Comparisons, membership, and what stands in for none.

use super::checker::Checker;
use super::expr::{Sight, apply};
use super::mistakes;
use super::policy::{Expr, ExprKind};
use super::relations::{comparable, comparison, has_order};
use crate::source::Span;
use crate::syntax;
use crate::syntax::CompareOp;
use crate::values::{Comparison, Country, Date, Operation, Type, country_name};

impl Checker<'_> {
    /// Whether the word has no reading as a value, so that the other side must say what it is.
    pub fn is_bare(&self, sight: &Sight, written: &syntax::Expr) -> bool {
        matches!(&written.kind, syntax::ExprKind::Name(name)
            if self.readings(sight.module, name).is_empty() && !sight.knows(name))
    }

    pub fn two(&mut self, sight: &Sight, left: &syntax::Expr, right: &syntax::Expr) -> (Expr, Expr) {
        if self.is_bare(sight, left) {
            let right = self.expr(sight, right, None);
            (self.expr(sight, left, Some(&right.ty)), right)
        } else {
            let left = self.expr(sight, left, None);
            let right = self.expr(sight, right, Some(&left.ty));
            (left, right)
        }
    }

    pub fn compare(
        &mut self,
        sight: &Sight,
        op: CompareOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Expr {
        let written = [left, right];
        let (left, right) = self.two(sight, left, right);
        let how = comparison(op);
        if matches!(left.ty, Type::Broken) || matches!(right.ty, Type::Broken) {
            return Expr { kind: Expr::broken(span).kind, ty: Type::Boolean, span };
        }
        if !comparable(left.ty.plain(), right.ty.plain()) {
            let (first, second) = ((left.span, &left.ty), (right.span, &right.ty));
            let meant = |literal: usize, other: &Type| {
                let written = written.get(literal)?;
                meant_by(&written.kind, &self.source_text(written.span), other.plain())
            };
            let problem = match (meant(0, second.1), meant(1, first.1)) {
                (Some(meant), _) => mistakes::literal_of_another_type(first, second, &meant),
                (_, Some(meant)) => mistakes::literal_of_another_type(second, first, &meant),
                _ => mistakes::incomparable(first, second),
            };
            let problem = self.with_declaration(self.with_declaration(problem, &left), &right);
            return self.broken(problem, span);
        }
        let ordered = !matches!(how, Comparison::Is | Comparison::IsNot);
        if matches!(left.ty.plain(), Type::Duration) || (ordered && !has_order(left.ty.plain())) {
            let problem = self.with_declaration(mistakes::unordered(span, &left.ty), &left);
            return self.broken(problem, span);
        }
        if ordered {
            for side in [&left, &right] {
                if side.ty.is_optional() {
                    let problem = mistakes::unsettled(side.span, &self.source_text(side.span), &side.ty);
                    let problem = self.with_declaration(problem, side);
                    return self.broken(problem, span);
                }
            }
        }
        apply(Operation::Compare(how), vec![left, right], Type::Boolean, span)
    }

    pub fn member(&mut self, sight: &Sight, item: &syntax::Expr, list: &syntax::Expr, span: Span) -> Expr {
        let item = self.expr(sight, item, None);
        let wanted = Type::List(Box::new(item.ty.plain().clone()));
        let list = self.expr(sight, list, Some(&wanted));
        match (&item.ty, &list.ty) {
            (Type::Broken, _) | (_, Type::Broken) => Expr::broken(span),
            (_, Type::List(of)) if comparable(item.ty.plain(), of.plain()) => {
                apply(Operation::In, vec![item, list], Type::Boolean, span)
            }
            (_, Type::List(of)) => {
                let of = of.as_ref().clone();
                self.broken(mistakes::incomparable((item.span, &item.ty), (list.span, &of)), span)
            }
            _ => self.broken(mistakes::mismatch(list.span, &list.ty, &wanted, "the right of `in`"), span),
        }
    }

    /// What is tested for none. A last case may say again what the cases before it leave.
    pub fn tested_for_none(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        match self.expr(sight, written, None) {
            Expr { kind: ExprKind::Apply(Operation::Settled, mut operands), .. } if operands.len() == 1 => {
                operands.pop().unwrap_or_else(|| Expr::broken(written.span))
            }
            _ => self.maybe_none(sight, written),
        }
    }

    pub fn maybe_none(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let item = self.expr(sight, written, None);
        if matches!(item.ty, Type::Broken) || item.ty.is_optional() {
            return item;
        }
        let problem = mistakes::never_none(written.span, &self.source_text(written.span), "remove the test");
        let problem = self.with_declaration(problem, &item);
        self.broken(problem, written.span)
    }

    pub fn fallback(
        &mut self,
        sight: &Sight,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
        expected: Option<&Type>,
    ) -> Expr {
        let left = self.maybe_none_as(sight, left, expected);
        let plain = left.ty.plain().clone();
        let right = self.expr(sight, right, Some(&plain));
        let ty = self.common((left.span, &plain), (right.span, &right.ty));
        apply(Operation::Else, vec![left, right], ty, span)
    }

    pub fn maybe_none_as(&mut self, sight: &Sight, written: &syntax::Expr, expected: Option<&Type>) -> Expr {
        if expected.is_some() && self.is_bare(sight, written) {
            return self.expr(sight, written, expected);
        }
        self.maybe_none(sight, written)
    }
}

/// How a literal of another type is written to be one of that type, where it can be: `"VEN"` for a
/// country, `18 years` for a whole number.
fn meant_by(written: &syntax::ExprKind, text: &str, ty: &Type) -> Option<String> {
    match (written, ty) {
        (syntax::ExprKind::Text(value), Type::Date) => Date::parse(value).ok().map(|_| value.clone()),
        (syntax::ExprKind::Text(value), Type::Country) => country_meant(value),
        (syntax::ExprKind::Text(value), Type::Enum(shape)) => shape.variants.contains(value).then(|| value.clone()),
        (syntax::ExprKind::Text(value), Type::Integer) => value.parse::<i64>().ok().map(|_| value.clone()),
        (syntax::ExprKind::Duration(_), Type::Integer) => {
            match text.split_whitespace().collect::<Vec<_>>().as_slice() {
                [number, _] => Some((*number).to_owned()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The code of a country that is named by its code or its name.
fn country_meant(text: &str) -> Option<String> {
    let by_name = |code: &&str| Country::from_code(code).is_some_and(|country| country_name(country) == text);
    let code = Country::from_code(text).map(Country::code).or_else(|| Country::codes().find(by_name))?;
    Some(code.to_owned())
}
