use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A rule without `met when`, a pathway without `requires`, a score without lines.
pub fn empty(span: Span, what: &str, name: &str, needs: &str) -> Diagnostic {
    Diagnostic::new(Code::E0401, format!("{what} `{name}` has no {needs}")).label(span, "decides nothing").help(
        if needs == "property" { "add a property, such as `points <= 100`".to_owned() } else { format!("add {needs}") },
    )
}
