use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The parser met `found` where only `expected` could stand.
pub fn unexpected(span: Span, found: &str, expected: &[&str], keyword: Option<&str>) -> Diagnostic {
    if RESERVED.contains(&found) && expected.iter().any(|what| what.ends_with("name")) {
        return Diagnostic::new(Code::E0001, format!("`{found}` is a word of the language and cannot be a name"))
            .label(span, "expected a name")
            .help(format!("choose another, such as `{found}_given`"));
    }
    let found = if found.is_empty() { "end of the declaration".to_owned() } else { format!("`{found}`") };
    let what = keyword.map_or_else(String::new, |keyword| format!(" in this `{keyword}`"));
    let expected = one_of(expected);
    Diagnostic::new(Code::E0001, format!("unexpected {found}{what}"))
        .label(span, if expected.is_empty() { "cannot stand here".to_owned() } else { format!("expected {expected}") })
        .help(if expected.is_empty() {
            "remove it, or look at the construct's page in docs/reference".to_owned()
        } else {
            format!("write {expected} here, or remove what is not meant")
        })
}

/// Words that cannot be names.
const RESERVED: [&str; 30] = [
    "and",
    "or",
    "not",
    "is",
    "in",
    "if",
    "then",
    "else",
    "true",
    "false",
    "none",
    "when",
    "otherwise",
    "where",
    "has",
    "for",
    "from",
    "through",
    "to",
    "on",
    "by",
    "between",
    "years",
    "year",
    "months",
    "month",
    "weeks",
    "week",
    "days",
    "day",
];

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
