//! An exception that makes someone worse off where its neighbours help.

use super::about::About;
use super::direction::Directions;
use crate::check::{DefineBody, Effect, Exception, Expr, ExprKind, Provision};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Id;
use crate::values::{Interval, Number, Value};

/// Of three or more that are said in place of one provision, all but one help. One that is said
/// `despite` another is meant to stand against it.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let directions = Directions::new(about.policy);
    let policy = about.policy;
    for (id, rule) in policy.rules.iter() {
        let way = directions.of(Provision::Rule(id));
        let helps = |effect: &Effect| match effect {
            Effect::Rule(met, _) if way.helps != way.hurts => Some(*met == way.helps),
            _ => None,
        };
        found.extend(odd_one(about, &rule.name, &rule.exceptions, &helps));
    }
    for (id, define) in policy.defines.iter() {
        let Some(base) = of_body(about, &define.body) else { continue };
        let way = directions.of(Provision::Define(id));
        let helps = |effect: &Effect| match effect {
            Effect::Value(case) if way.helps != way.hurts => Some(higher(about, &case.then, base)? == way.helps),
            _ => None,
        };
        found.extend(odd_one(about, &define.name, &define.exceptions, &helps));
    }
    for (id, parameter) in policy.parameters.iter() {
        let Some(base) = parameter.values.iter().map(|value| constant(about, &value.value)).reduce(both).flatten()
        else {
            continue;
        };
        let way = directions.of(Provision::Parameter(id));
        let helps = |effect: &Effect| match effect {
            Effect::Value(case) if way.helps != way.hurts => Some(higher(about, &case.then, base)? == way.helps),
            _ => None,
        };
        found.extend(odd_one(about, &parameter.name, &parameter.exceptions, &helps));
    }
}

/// The one that does not help, if all others do; none if it is not clear what one of them does.
fn odd_one(
    about: &About<'_>,
    name: &str,
    exceptions: &[Id<Exception>],
    helps: &dyn Fn(&Effect) -> Option<bool>,
) -> Option<Diagnostic> {
    let policy = about.policy;
    let all: Vec<(Id<Exception>, &Effect)> = exceptions
        .iter()
        .flat_map(|id| policy.exceptions[*id].effects.iter().map(move |effect| (*id, effect)))
        .collect();
    let ways: Option<Vec<bool>> = all.iter().map(|(_, effect)| helps(effect)).collect();
    let ways = ways.filter(|ways| ways.len() > 2)?;
    let mut odd = all.iter().zip(&ways).filter(|(_, helps)| !**helps).map(|(one, _)| one);
    let (exception, effect) = odd.next()?;
    let ranked = exceptions.iter().any(|other| policy.exceptions[*other].despite.contains(exception));
    if odd.next().is_some() || ranked || !policy.exceptions[*exception].despite.is_empty() {
        return None;
    }
    let (_, neighbour) = all.iter().zip(&ways).find(|(_, helps)| **helps).map(|(one, _)| one)?;
    Some(
        Diagnostic::new(Code::W0806, format!("one exception to `{name}` makes people worse off, and the others help"))
            .label(effect.span(), "whoever falls under this is worse off than without it")
            .label(neighbour.span(), "helps")
            .help("compare it with the law; if it is meant so, say `despite` which others it stands, or allow it"),
    )
}

fn both(one: Option<Interval<Number>>, other: Option<Interval<Number>>) -> Option<Interval<Number>> {
    Some(one?.union(other?))
}

/// What a definition gives without its exceptions, where the policy says so itself.
fn of_body(about: &About<'_>, body: &DefineBody) -> Option<Interval<Number>> {
    match body {
        DefineBody::Is(value) => constant(about, value),
        DefineBody::Cases { cases, last } => {
            cases.iter().map(|case| constant(about, &case.then)).fold(constant(about, last.value()), both)
        }
    }
}

/// What a number of the policy is, at any time.
fn constant(about: &About<'_>, expr: &Expr) -> Option<Interval<Number>> {
    match &expr.kind {
        ExprKind::Literal(Value::Number(number)) => Some(Interval::only(*number)),
        ExprKind::Parameter(id) => {
            about.policy.parameters[*id].values.iter().map(|value| constant(about, &value.value)).reduce(both)?
        }
        _ => None,
    }
}

/// Whether a value is higher than all that stands in its place, or lower; `None` if it is neither.
fn higher(about: &About<'_>, value: &Expr, base: Interval<Number>) -> Option<bool> {
    let value = constant(about, value)?;
    match (value.low > base.high, value.high < base.low) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
