use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub fn defined_twice(second: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{name}` is declared twice"))
        .label(second, "declared again")
        .label(first, "first declared here")
        .help("give one of the two another name, or remove it")
}

/// Two facts that both are the applicant's id.
pub fn second_id(second: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{name}` is a second id"))
        .label(second, "also declared `id`")
        .label(first, "the id is declared here")
        .help("an applicant has one id: remove `id` from one of the two")
}
