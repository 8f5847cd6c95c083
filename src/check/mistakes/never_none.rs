use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `is none` or `else` on a value that is never none; `instead` says what to do about it.
pub fn never_none(span: Span, text: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(Code::E0208, format!("`{text}` is never none")).label(span, "always has a value here").help(
        format!(
            "{instead}, or declare it `optional` if an applicant may have none (a missing fact is unknown, not none)"
        ),
    )
}

/// A row for none under an input that always has a value.
pub fn row_for_none(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0208, "a row for none, whose input is never none")
        .label(span, "matches nobody")
        .help("remove the row, or declare the input `optional` if there may be none")
}
