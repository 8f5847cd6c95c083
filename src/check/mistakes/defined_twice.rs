use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub fn defined_twice(second: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{name}` is declared twice"))
        .label(second, "declared again")
        .label(first, "first declared here")
        .help("give one of the two another name, or remove it")
}
