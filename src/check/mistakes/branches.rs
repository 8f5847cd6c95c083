use super::mismatch::article;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// Branches, cases or list items that must be of one type.
pub fn branches(first: (Span, &Type), other: (Span, &Type)) -> Diagnostic {
    Diagnostic::new(Code::E0207, format!("one is {}, the other {}", article(first.1), article(other.1)))
        .label(other.0, article(other.1))
        .label(first.0, article(first.1))
        .help("make all of them values of one type")
}
