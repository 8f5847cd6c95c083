use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A brace in a label without its other.
pub fn stray_brace(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0008, "a brace in a label that has no other")
        .label(span, "not one of a pair")
        .help("put a value in braces, as in `\"holds {score} points\"`, or remove the brace")
}

/// Braces in a label that hold no value.
pub fn no_label_value(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0008, "the braces of a label hold a value")
        .label(span, "cannot be read as a value")
        .help("name a fact, a parameter or another value in them, as in `\"holds {score} points\"`")
}
