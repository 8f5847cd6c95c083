use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::{InvalidDate, InvalidInstant};

pub fn bad_date(span: Span, text: &str, why: InvalidDate) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is no date"))
        .label(span, why.to_string())
        .help("write a day of the years 1 to 9999 as year-month-day")
}

pub fn bad_instant(span: Span, text: &str, why: InvalidInstant) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is no instant"))
        .label(span, why.to_string())
        .help("write the day, `T`, the time to the second, and `Z` for UTC or an offset such as `+01:00`")
}

pub fn bad_number(span: Span, text: &str, limit: &str) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is too large a number"))
        .label(span, format!("{limit} at most"))
        .help("a number that large is surely a slip; check its digits")
}

/// `2023-1-5` or `19-10-2022`: a date in another way of writing, or a subtraction without spaces.
pub fn loose_date(span: Span, text: &str) -> Diagnostic {
    let mut parts: Vec<&str> = text.split('-').collect();
    if parts.first().is_some_and(|first| first.len() < 4) {
        parts.reverse();
    }
    let help = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            format!(
                "write year-month-day, as in `{year}-{month:0>2}-{day:0>2}`, if that is the day; or spaces around each `-`"
            )
        }
        _ => "write year-month-day, as in 2022-10-19; or spaces around each `-` if numbers are subtracted".to_owned(),
    };
    Diagnostic::new(Code::E0003, format!("`{text}` is not written as a date")).label(span, "a date?").help(help)
}
