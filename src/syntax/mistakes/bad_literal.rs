use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::InvalidDate;

pub fn bad_date(span: Span, text: &str, why: InvalidDate) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is no date"))
        .label(span, why.to_string())
        .help("write a day of the years 1 to 9999 as year-month-day")
}

pub fn bad_number(span: Span, text: &str, limit: &str) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is too large a number"))
        .label(span, format!("{limit} at most"))
        .help("a number that large is surely a slip; check its digits")
}
