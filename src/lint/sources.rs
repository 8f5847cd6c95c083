//! Provisions without a source in a file that cites the law elsewhere.

use super::about::About;
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::{Clause, Condition, Effect, Item, Name, ParameterValue};

/// A file that cites no law for any provision is a draft; one that cites it for some is missing it
/// for the others.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let provisions: Vec<(&str, &Name, bool)> = about.main.items.iter().filter_map(provision).collect();
    if provisions.iter().any(|(.., cited)| *cited) {
        let missing = provisions.iter().filter(|(.., cited)| !cited);
        found.extend(missing.map(|(what, name, _)| without_source(what, name)));
    }
}

/// A rule, a table, a parameter or an exception, and whether it cites the law.
fn provision(item: &Item) -> Option<(&'static str, &Name, bool)> {
    match item {
        Item::Rule(decl) => {
            let cited = !decl.annotations.sources.is_empty() || decl.clauses.iter().all(is_cited);
            Some(("rule", &decl.name, cited))
        }
        Item::Table(decl) => Some(("table", &decl.name, !decl.annotations.sources.is_empty())),
        Item::Parameter(decl) => {
            let dated = match &decl.value {
                ParameterValue::Is(_) => false,
                ParameterValue::Dated(values) => values.iter().all(|value| !value.annotations.sources.is_empty()),
            };
            Some(("parameter", &decl.name, dated || !decl.annotations.sources.is_empty()))
        }
        Item::Exception(decl) => {
            let effect = |effect: &Effect| match effect {
                Effect::Met(clause) | Effect::NotMet(clause) => is_cited(clause),
                Effect::Value(case) => !case.annotations.sources.is_empty(),
            };
            let cited = !decl.annotations.sources.is_empty() || decl.effects.iter().all(effect);
            Some(("exception", decl.name.as_ref().or(decl.targets.first())?, cited))
        }
        _ => None,
    }
}

fn is_cited(clause: &Clause) -> bool {
    let limbs = match &clause.condition {
        Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) => limbs.as_slice(),
        Condition::Test(_) | Condition::Status { .. } => &[],
    };
    !clause.annotations.sources.is_empty() || (!limbs.is_empty() && limbs.iter().all(is_cited))
}

fn without_source(what: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(Code::W0820, format!("the {what} `{}` has no source, and others have", name.node))
        .label(name.span, "which provision says so?")
        .help("add `source \"…\"` with the provision of the law")
}
