use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A definition by cases without `otherwise`.
pub fn no_otherwise(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0306, format!("`{name}` has no value when no case holds"))
        .label(span, "the cases may all be false")
        .help("end it with `otherwise VALUE`")
}
