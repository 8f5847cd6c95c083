use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// The keywords that open a declaration today.
const OPENERS: [&str; 19] = [
    "policy",
    "library",
    "use",
    "enum",
    "record",
    "facts",
    "finding",
    "parameter",
    "table",
    "define",
    "rule",
    "score",
    "pathway",
    "determination",
    "quota",
    "calendar",
    "exception",
    "test",
    "assert",
];

/// What a drafter meant by a word that stands where a declaration has ended, or before one.
const ELSEWHERE: [(&str, &str); 5] = [
    ("/", "a comment starts with `#`"),
    ("%", "write the sign right behind the number: `7%`"),
    ("burden", "write `burden applicant` or `burden authority`"),
    ("presumed", "write `presumed` and one value that is written out: `presumed false`"),
    ("unless", "put it into the braces of a rule, or behind a `met when` in braces of its own"),
];

/// A piece of the file that opens with no keyword.
pub fn not_a_declaration(span: Span, word: &str) -> Diagnostic {
    let help = match (ELSEWHERE.iter().find(|(known, _)| *known == word), nearest(word, OPENERS)) {
        (Some((_, help)), _) => (*help).to_owned(),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("a declaration starts with one of {}", OPENERS.join(", ")),
    };
    Diagnostic::new(Code::E0002, format!("`{word}` does not open a declaration"))
        .label(span, "not a keyword")
        .help(help)
}

pub fn is_opener(word: &str) -> bool {
    OPENERS.contains(&word)
}

/// `24,000`: the comma ends the number.
pub fn thousands_comma(span: Span, digits: &str) -> Diagnostic {
    Diagnostic::new(Code::E0002, "a comma cannot stand inside a number")
        .label(span, "the number ends before this")
        .help(format!("set thousands apart with `_`: `24_{digits}`"))
}

/// A closing bracket between two declarations.
pub fn stray_bracket(span: Span, bracket: char) -> Diagnostic {
    Diagnostic::new(Code::E0005, format!("`{bracket}` closes nothing"))
        .label(span, "the declaration before it has ended")
        .help("remove it, or open it before")
}
