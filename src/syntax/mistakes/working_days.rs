use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `30 working days` of nobody's.
pub fn no_calendar(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "working days are those of a calendar")
        .label(span, "of which calendar?")
        .help("write `in NAME` after them, and declare `calendar NAME { weekend [saturday, sunday] holidays from \"FILE.csv\" }`")
}

/// `2 working weeks in comar`.
pub fn not_days(span: Span, unit: &str) -> Diagnostic {
    Diagnostic::new(Code::E0309, "only days are working or not")
        .label(span, format!("`working {unit}`"))
        .help("write `working days`, as many as are meant")
}

/// `1 month 10 working days in comar`: which of the two is counted first?
pub fn mixed_days(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "working days stand alone in a duration")
        .label(span, "other units beside them")
        .help("say what comes first: `d + 1 month + 10 working days in NAME`")
}

/// `within 30 working days in comar before D`.
pub fn window_of_working_days(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "a window is not counted in working days")
        .label(span, "the length of a window")
        .help("write it in years, months, weeks and days, as in `42 days before D`")
}
