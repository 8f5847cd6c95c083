use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `is none` or `else` on a value that is never none.
pub fn never_none(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(Code::E0208, format!("`{text}` is never none")).label(span, "always has a value here").help(
        "remove the test, or declare it `optional` if an applicant may have none (a missing fact is unknown, not none)",
    )
}
