use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A literal that its type or its place does not allow.
pub fn out_of_range(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::E0209, message).label(span, "not allowed here").help(help)
}
