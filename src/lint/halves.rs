//! The two halves of one comparison that treat those who have none alike.

use std::collections::{BTreeMap, BTreeSet};

use super::about::{About, each_part};
use super::direction::{Direction, Directions};
use crate::check::{Condition, Expr, ExprKind, Fact, asks};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Id, Span};
use crate::values::{Comparison, Operation, Type};

/// One half: what it is told of those with none, and what its holding does for somebody.
struct Half {
    fact: Id<Fact>,
    negated: bool,
    of_none: bool,
    way: Direction,
    span: Span,
}

/// `x is not none and x > d` beside `x is not none and x <= d`: whoever has none is in neither half.
/// Silent where the policy asks elsewhere whether there is one.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let directions = Directions::new(about.policy);
    let mut halves: BTreeMap<String, Vec<Half>> = BTreeMap::new();
    let mut asked_alone: BTreeSet<Id<Fact>> = BTreeSet::new();
    for asked in about.conditions() {
        let Condition::Test(test) = &asked.clause.condition else { continue };
        let way = directions.of_tests.get(&test.span).copied().unwrap_or_default();
        let mut in_halves: BTreeSet<Span> = BTreeSet::new();
        each_part(test, &mut |part| {
            for (key, half, none) in halves_in(part, way) {
                in_halves.insert(none);
                halves.entry(key).or_default().push(half);
            }
        });
        each_part(test, &mut |part| {
            if let Some((fact, _)) = none_asked(part)
                && !in_halves.contains(&part.span)
            {
                asked_alone.insert(fact);
            }
        });
    }
    for same in halves.into_values() {
        let Some(first) = same.first() else { continue };
        let mirror = same.iter().find(|half| half.negated != first.negated && odd(first, half));
        if let Some(mirror) = mirror.filter(|_| !asked_alone.contains(&first.fact)) {
            found.push(alike(about, first, mirror));
        }
    }
}

/// Whether the two halves leave those with none out, or take them twice, to some effect.
fn odd(one: &Half, other: &Half) -> bool {
    let clear = |way: Direction| way.helps != way.hurts;
    // A bar that asks first whether there is something bars nobody who has none: that is its sense.
    let two_bars = one.way.hurts && other.way.hurts && !one.of_none;
    one.span != other.span && one.of_none == other.of_none && clear(one.way) && clear(other.way) && !two_bars
}

/// The halves that an `and` or `or` is, each with the place where it asks for none.
fn halves_in(part: &Expr, way: Direction) -> Vec<(String, Half, Span)> {
    let ExprKind::Apply(operation @ (Operation::And | Operation::Or), operands) = &part.kind else {
        return Vec::new();
    };
    let of_none = *operation == Operation::Or;
    let mut found = Vec::new();
    for none in operands {
        let Some((fact, _)) = none_asked(none).filter(|(_, negated)| *negated != of_none) else { continue };
        for comparison in operands.iter().filter(|operand| reads(operand, fact)) {
            if let Some((key, negated)) = half(comparison, fact) {
                let half = Half { fact, negated, of_none, way, span: none.span.to(comparison.span) };
                found.push((key, half, none.span));
            }
        }
    }
    found
}

/// `x is none` of a fact, and whether it is asked the other way round.
fn none_asked(expr: &Expr) -> Option<(Id<Fact>, bool)> {
    let ExprKind::Apply(operation, operands) = &expr.kind else { return None };
    match (operation, operands.as_slice()) {
        (Operation::Not, [inner]) => none_asked(inner).map(|(fact, negated)| (fact, !negated)),
        (Operation::IsNone, [inner]) => match &inner.kind {
            ExprKind::Fact(id) => Some((*id, false)),
            _ => None,
        },
        _ => None,
    }
}

fn reads(expr: &Expr, fact: Id<Fact>) -> bool {
    let mut reads = false;
    each_part(expr, &mut |part| reads |= matches!(part.kind, ExprKind::Fact(id) if id == fact));
    reads
}

/// The comparison of a fact, the fact's side first, and which half of it this is.
fn half(expr: &Expr, fact: Id<Fact>) -> Option<(String, bool)> {
    let ExprKind::Apply(Operation::Compare(how), operands) = &expr.kind else { return None };
    let [one, other] = operands.as_slice() else { return None };
    if matches!(how, Comparison::Is | Comparison::IsNot) {
        return None;
    }
    let straight = match reads(one, fact) {
        true => expr.clone(),
        false => Expr {
            kind: ExprKind::Apply(Operation::Compare(how.swapped()), vec![other.clone(), one.clone()]),
            ty: Type::Boolean,
            span: expr.span,
        },
    };
    Some(asks(&straight))
}

fn alike(about: &About<'_>, one: &Half, other: &Half) -> Diagnostic {
    let fact = &about.policy.facts[one.fact].path;
    let (here, there) = if one.span > other.span { (one, other) } else { (other, one) };
    let where_to = match one.of_none {
        true => "both halves",
        false => "neither half",
    };
    Diagnostic::new(Code::W0807, format!("whoever has no `{fact}` falls into {where_to} of one comparison"))
        .label(here.span, if one.of_none { "holds for those with none" } else { "does not hold for those with none" })
        .label(there.span, if one.of_none { "the other half holds for them too" } else { "nor does the other half" })
        .help(format!(
            "say where those with none belong: `{fact} is none or …` in the one half and `{fact} is not none and …` in the other, or a clause of their own"
        ))
}
