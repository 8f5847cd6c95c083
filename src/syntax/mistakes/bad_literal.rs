use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::{Date, InvalidDate, InvalidInstant};

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

/// `2023-1-5` or `19-10-2022`: a date in another way of writing, or a calculation without spaces.
pub fn loose_date(span: Span, text: &str) -> Diagnostic {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let days = match parts.as_slice() {
        [first, second, third] => readings(first, second, third),
        _ => Vec::new(),
    };
    let sign = if text.contains('/') { '/' } else { '-' };
    let told: Vec<String> = days.iter().map(|day| format!("`{day}`")).collect();
    let help = match told.as_slice() {
        [] => format!("write year-month-day, as in 2022-10-19; or spaces around each `{sign}` if numbers are meant"),
        days => format!(
            "write year-month-day, as in {}, if that is the day; or spaces around each `{sign}`",
            days.join(" or ")
        ),
    };
    let problem =
        Diagnostic::new(Code::E0003, format!("`{text}` is not written as a date")).label(span, "a date?").help(help);
    match days.as_slice() {
        [day] => problem.fix(span, day),
        _ => problem,
    }
}

/// The days that three numbers in another order may mean, each as it is written here.
pub fn readings(first: &str, second: &str, third: &str) -> Vec<String> {
    let orders = match (first.len(), third.len()) {
        (4, 1 | 2) => vec![(first, second, third)],
        (1 | 2, 4) => vec![(third, second, first), (third, first, second)],
        _ => Vec::new(),
    };
    let written = |(year, month, day): &(&str, &str, &str)| format!("{year}-{month:0>2}-{day:0>2}");
    let mut days: Vec<String> = orders.iter().map(written).filter(|day| Date::parse(day).is_ok()).collect();
    days.dedup();
    days
}
