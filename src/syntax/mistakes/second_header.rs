use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file opens with one header.
pub fn second_header(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0004, "a file has one header")
        .label(second, "a second header")
        .label(first, "the first is here")
        .help("put the second policy or library into a file of its own")
}

/// A library that says which law applies: that is for the policy that uses it.
pub fn law_in_a_library(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0404, "a library does not say which law applies")
        .label(span, "belongs in a policy")
        .help("move it into the header of the policy that uses the library")
}
