use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::values::{InvalidDate, WEEKDAYS};

pub fn unknown_weekday(span: Span, word: &str) -> Diagnostic {
    let help = match nearest(word, WEEKDAYS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the days of the week are {}", WEEKDAYS.join(", ")),
    };
    Diagnostic::new(Code::E0101, format!("no day of the week is called `{word}`")).label(span, "not a day").help(help)
}

/// A calendar that does not say which days of the week are no working days.
pub fn no_weekend(span: Span, calendar: &str) -> Diagnostic {
    Diagnostic::new(Code::E0309, format!("the calendar `{calendar}` does not say what its weekend is"))
        .label(span, "no `weekend`")
        .help("add `weekend [saturday, sunday]`, or `weekend []` if people work on every day of the week")
}

pub fn second_weekend(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "a calendar has one weekend")
        .label(second, "a second one")
        .label(first, "the first is here")
        .help("write all its days in one list")
}

pub fn never_worked(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "a calendar without a working day")
        .label(span, "every day of the week")
        .help("leave out of the weekend the days that are worked")
}

/// A holiday or a day of the weekend.
pub fn day_twice(second: Span, day: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{day}` is listed twice"))
        .label(second, "listed again")
        .label(first, "first listed here")
        .help("remove one of the two; if another day was meant, write that")
}

/// A file of holidays without the column that it needs.
pub fn no_date_column(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0302, "the file of holidays has no column `date`")
        .label(span, "in this header")
        .help("name the column of the holidays `date`; other columns may stand beside it")
}

pub fn no_holidays(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0309, format!("`{name}` lists no holidays"))
        .label(span, "has a header only")
        .help("list them under the header, or leave `holidays` out if there are none")
}

pub fn bad_holiday(span: Span, text: &str, why: InvalidDate) -> Diagnostic {
    Diagnostic::new(Code::E0003, format!("`{text}` is no date"))
        .label(span, why.to_string())
        .help("write the holiday as year-month-day, as in 2026-01-01")
}

/// A year between two for which holidays are listed.
pub fn year_left_out(span: Span, calendar: &str, year: i16) -> Diagnostic {
    Diagnostic::new(Code::E0309, format!("the calendar `{calendar}` lists no holidays for {year}"))
        .label(span, "a year before it has some, and so has one after it")
        .help(format!("list the holidays of {year}: without them each of its weekdays would count"))
}
