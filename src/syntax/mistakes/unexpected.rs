use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The parser met `found` where only `expected` could stand, after the text `before`.
pub fn unexpected(span: Span, found: &str, expected: &[&str], keyword: Option<&str>, before: &str) -> Diagnostic {
    let headline = unexpected_headline(found, keyword);
    if let Some((label, help)) = meant(found, expected, keyword, before) {
        return Diagnostic::new(Code::E0001, headline).label(span, label).help(help);
    }
    let expected = one_of(&after_a_value(expected, keyword));
    Diagnostic::new(Code::E0001, headline)
        .label(span, if expected.is_empty() { "cannot stand here".to_owned() } else { format!("expected {expected}") })
        .help(if expected.is_empty() {
            "remove it, or look at the construct's page in docs/reference".to_owned()
        } else {
            format!("write {expected} here, or remove what is not meant")
        })
}

pub fn unexpected_headline(found: &str, keyword: Option<&str>) -> String {
    let found = if found.is_empty() { "end of the declaration".to_owned() } else { format!("`{found}`") };
    let what = keyword.map_or_else(String::new, |keyword| format!(" in this `{keyword}`"));
    format!("unexpected {found}{what}")
}

/// Two declarations on one line.
pub fn new_line_before(span: Span, keyword: &str) -> Diagnostic {
    Diagnostic::new(Code::E0001, format!("a declaration starts on a line of its own, also this `{keyword}`"))
        .label(span, "a new line before it")
        .help(format!("put `{keyword}` at the start of a new line"))
        .fix(Span { end: span.start, ..span }, "\n")
}

/// What a drafter means by what stands in the wrong place, where that can be told.
fn meant(found: &str, expected: &[&str], keyword: Option<&str>, before: &str) -> Option<(String, String)> {
    let operator = expected.contains(&"an operator");
    let last = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let (label, help) = match found {
        "" if expected.contains(&"`else`") && has_if(before) => {
            ("an `if` has two branches", "end it with `else` and what counts where the condition does not hold")
        }
        "to" if keyword == Some("table") => ("a range has another sign", "write `FIRST .. LAST`, as in `0 .. 17`"),
        "unless" if keyword == Some("pathway") => {
            ("stands in rules only", "make a rule of the requirement, with its `unless`, and require that")
        }
        "and" | "or" if !operator => (
            "joins values only",
            "put both into `all of { … }` or `any of { … }`; a pathway's status has a `requires` of its own",
        ),
        _ if RESERVED.contains(&last) && expected == ["`from`"] && !found.starts_with(char::is_alphabetic) => {
            return Some((
                format!("after `{last}`, which is a word of the language"),
                format!("give what is called `{last}` another name"),
            ));
        }
        _ => return None,
    };
    Some((label.to_owned(), help.to_owned()))
}

/// Words that cannot be names.
pub const RESERVED: [&str; 30] = [
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

/// What could have stood there. Where a value could go on, not every way in which it could.
fn after_a_value<'a>(expected: &[&'a str], keyword: Option<&str>) -> Vec<&'a str> {
    const GOING_ON: [&str; 7] = [
        "`else`",
        "`is`",
        "`or`",
        "`working`",
        "`years`, `months`, `weeks` or `days`",
        "a code of three capitals",
        "a comparison",
    ];
    if !expected.contains(&"an operator") {
        return expected.to_vec();
    }
    let between = !expected.contains(&"`or`");
    let goes_on = |what: &str| GOING_ON.contains(&what) || (what == "`and`" && !between);
    // The first branch of an `if` cannot end without the second.
    let branch = keyword.is_some()
        && expected.contains(&"`else`")
        && !expected.iter().any(|what| ["`}`", "`then`"].contains(what));
    expected.iter().copied().filter(|what| !goes_on(what) || (branch && *what == "`else`")).collect()
}

/// Whether an `if` is among the words.
fn has_if(before: &str) -> bool {
    before.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "if")
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
