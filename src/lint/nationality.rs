//! Conditions that turn on a country without saying which law they come from.

use super::about::{About, each_part};
use crate::check::{Condition, Expr, ExprKind};
use crate::diagnostics::{Code, Diagnostic};
use crate::values::Type;

/// Who is treated by nationality must be able to read by which law: the clause, what stands around
/// it, or the parameter that names the countries has to cite it.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    for asked in about.conditions().into_iter().filter(|asked| !asked.cited) {
        let Condition::Test(test) = &asked.clause.condition else { continue };
        let Some(fact) = country_read(about, test).filter(|_| !names_a_cited_parameter(about, test)) else { continue };
        found.push(
            Diagnostic::new(Code::W0817, format!("`{}` turns on `{fact}` without a source", asked.owner))
                .label(asked.clause.span, "treats people by country")
                .help("add `source \"…\"` with the provision that says so"),
        );
    }
}

fn country_read<'a>(about: &About<'a>, test: &Expr) -> Option<&'a str> {
    let mut read = None;
    each_part(test, &mut |part| {
        if let ExprKind::Fact(id) = &part.kind
            && matches!(part.ty.plain(), Type::Country)
        {
            read.get_or_insert(*id);
        }
    });
    read.map(|id| about.policy.facts[id].path.as_str())
}

fn names_a_cited_parameter(about: &About<'_>, test: &Expr) -> bool {
    let mut cited = false;
    each_part(test, &mut |part| {
        if let ExprKind::Parameter(id) = &part.kind {
            let parameter = &about.policy.parameters[*id];
            let all_cited = parameter.values.iter().all(|value| !value.words.sources.is_empty());
            cited |= !parameter.words.sources.is_empty() || all_cited;
        }
    });
    cited
}
