use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The parser met `found` where only `expected` could stand, after the text `before`.
pub fn unexpected(span: Span, found: &str, expected: &[&str], keyword: Option<&str>, before: &str) -> Diagnostic {
    if RESERVED.contains(&found) && expected.iter().any(|what| what.ends_with("name")) {
        return Diagnostic::new(Code::E0001, format!("`{found}` is a word of the language and cannot be a name"))
            .label(span, "expected a name")
            .help(format!("choose another, such as `{found}_given`"));
    }
    let meant = meant(found, expected, keyword, before);
    let found = if found.is_empty() { "end of the declaration".to_owned() } else { format!("`{found}`") };
    let what = keyword.map_or_else(String::new, |keyword| format!(" in this `{keyword}`"));
    let headline = format!("unexpected {found}{what}");
    if let Some((label, help)) = meant {
        return Diagnostic::new(Code::E0001, headline).label(span, label).help(help);
    }
    let expected = one_of(expected);
    Diagnostic::new(Code::E0001, headline)
        .label(span, if expected.is_empty() { "cannot stand here".to_owned() } else { format!("expected {expected}") })
        .help(if expected.is_empty() {
            "remove it, or look at the construct's page in docs/reference".to_owned()
        } else {
            format!("write {expected} here, or remove what is not meant")
        })
}

/// What a drafter means by what stands in the wrong place, where that can be told.
fn meant(found: &str, expected: &[&str], keyword: Option<&str>, before: &str) -> Option<(String, String)> {
    let operator = expected.contains(&"an operator");
    let last = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let is_amount = found.starts_with(|c: char| c.is_ascii_digit());
    let is_code = last.len() == 3 && last.chars().all(|c| c.is_ascii_uppercase());
    if let Some((_, word)) = SIGNS.iter().find(|(sign, _)| operator && *sign == found) {
        return Some((format!("here this is written `{word}`"), format!("write `{word}`")));
    }
    if is_code && is_amount {
        return Some(("the amount comes first".to_owned(), format!("write `{found} {last}`")));
    }
    let (label, help) = match found {
        "€" | "$" | "£" | "¥" => ("money is written with a code", "write the amount, then the code: `500 EUR`"),
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

/// Signs of other languages, with what stands in their place.
const SIGNS: [(&str, &str); 4] = [("=", "is"), ("!", "is not"), ("&", "and"), ("|", "or")];

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
