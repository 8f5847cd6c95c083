use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file opens with one header.
pub fn second_header(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0004, "a file has one header")
        .label(second, "a second header")
        .label(first, "the first is here")
        .help("put the second policy or library into a file of its own")
}
