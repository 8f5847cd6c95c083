//! Dates and amounts of money that stand in several provisions, where a parameter belongs.

use std::collections::{BTreeMap, BTreeSet};

use super::about::{About, each_part};
use crate::check::{Condition, DefineBody, Effect, Expr, ExprKind, Points, ScoreBody};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::Item;
use crate::values::{Currency, Date, Number, Type, Value};

/// What the law fixes with a date or an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fixed {
    Day(Date),
    Amount(Number, [u8; 3]),
}

pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let mut written: BTreeMap<Fixed, BTreeSet<Span>> = BTreeMap::new();
    for expr in expressions(about) {
        each_part(expr, &mut |part| {
            if let Some(fixed) = fixed(part)
                && about.is_here(part.span)
                && !is_a_time(about.sources.text(part.span))
            {
                written.entry(fixed).or_default().insert(part.span);
            }
        });
    }
    let parameters = parameters(about);
    for (fixed, places) in written {
        let code = match fixed {
            Fixed::Day(_) => Code::W0811,
            Fixed::Amount(..) => Code::W0812,
        };
        let mut places = one_each(about, places).into_iter();
        let Some(first) = places.next() else { continue };
        let words = about.sources.line(first);
        if let Some((name, span)) = parameters.get(&fixed) {
            found.push(
                Diagnostic::new(code, format!("`{words}` is what the parameter `{name}` says"))
                    .label(first, "written out here")
                    .label(*span, "and declared here")
                    .help(format!("write `{name}` if it is the same thing, so that it changes in one place")),
            );
        } else if let Some(second) = places.next() {
            found.push(
                Diagnostic::new(code, format!("`{words}` is written out in several provisions"))
                    .label(second, "written again here")
                    .label(first, "the first")
                    .help(format!(
                        "declare it once, `parameter NAME \"…\" = {words}`, so that it has a name and a source and changes in one place"
                    )),
            );
        }
    }
}

/// The days of a time in force are the law's own, however often they come.
fn is_a_time(text: &str) -> bool {
    text.starts_with("from ") || text.starts_with("through ")
}

fn fixed(expr: &Expr) -> Option<Fixed> {
    match (&expr.kind, expr.ty.plain()) {
        (ExprKind::Literal(Value::Date(date)), _) => Some(Fixed::Day(*date)),
        // No money at all is nothing that the law fixes.
        (ExprKind::Literal(Value::Number(amount)), Type::Money(Currency(currency))) if !amount.is_zero() => {
            Some(Fixed::Amount(*amount, *currency))
        }
        _ => None,
    }
}

/// One place of each declaration; those of tests and parameters do not count.
fn one_each(about: &About<'_>, places: BTreeSet<Span>) -> Vec<Span> {
    let mut seen = BTreeSet::new();
    let items = &about.main.places;
    let within = |place: Span| {
        let after = items.partition_point(|item| item.start <= place.start);
        after.checked_sub(1).filter(|at| items.get(*at).is_some_and(|item| place.end <= item.end))
    };
    let counts = |at: usize| {
        let item = about.main.items.get(at);
        item.is_some_and(|item| !matches!(item, Item::Test(_) | Item::Assert(_) | Item::Parameter(_)))
    };
    places.into_iter().filter(|place| within(*place).is_some_and(|at| counts(at) && seen.insert(at))).collect()
}

/// The parameters that have one value and no time.
fn parameters<'a>(about: &'a About<'_>) -> BTreeMap<Fixed, (&'a str, Span)> {
    let mut named = BTreeMap::new();
    for (_, parameter) in about.policy.parameters.iter() {
        if let [only] = parameter.values.as_slice()
            && only.in_force.is_none()
            && let Some(fixed) = fixed(&only.value)
        {
            named.entry(fixed).or_insert((parameter.name.as_str(), parameter.span));
        }
    }
    named
}

/// Every expression of a rule, definition, exception, score or pathway; not the times in force.
fn expressions<'a>(about: &About<'a>) -> Vec<&'a Expr> {
    let mut found: Vec<&Expr> = Vec::new();
    for asked in about.conditions() {
        if let Condition::Test(test) = &asked.clause.condition {
            found.push(test);
        }
    }
    for (_, define) in about.policy.defines.iter() {
        match &define.body {
            DefineBody::Is(value) => found.push(value),
            DefineBody::Cases { cases, last } => {
                found.extend(cases.iter().flat_map(|case| [&case.when, &case.then]));
                found.push(last.value());
            }
        }
    }
    for (_, exception) in about.policy.exceptions.iter() {
        for effect in &exception.effects {
            if let Effect::Value(case) = effect {
                found.extend([&case.when, &case.then]);
            }
        }
    }
    for (_, score) in about.policy.scores.iter() {
        in_lines(&score.body, &mut found);
    }
    found
}

fn in_lines<'a>(body: &'a ScoreBody, into: &mut Vec<&'a Expr>) {
    for line in &body.lines {
        into.extend(&line.when);
        match &line.points {
            Points::Add(points) => into.push(points),
            Points::Group(body) => in_lines(body, into),
        }
    }
}
