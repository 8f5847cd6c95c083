use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Braces in a label that hold no value.
pub fn no_label_value(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0008, "the braces of a label hold a value")
        .label(span, "cannot be read as a value")
        .help("name a fact, a parameter or another value in them, as in `\"holds {score} points\"`")
}
