use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// The keywords that open a declaration today.
pub const OPENERS: [&str; 19] = [
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
const ELSEWHERE: [(&str, &str); 3] = [
    ("burden", "write `burden applicant` or `burden authority`"),
    ("presumed", "write `presumed` and one value that is written out: `presumed false`"),
    ("unless", "put it into the braces of a rule, or behind a `met when` in braces of its own"),
];

/// A piece of the file that opens with no keyword.
pub fn not_a_declaration(span: Span, word: &str) -> Diagnostic {
    let near = nearest(word, OPENERS);
    let help = match (ELSEWHERE.iter().find(|(known, _)| *known == word), near) {
        (Some((_, help)), _) => (*help).to_owned(),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("a declaration starts with one of {}", OPENERS.join(", ")),
    };
    let problem = Diagnostic::new(Code::E0002, format!("`{word}` does not open a declaration"))
        .label(span, "not a keyword")
        .help(help);
    match near.filter(|_| ELSEWHERE.iter().all(|(known, _)| *known != word)) {
        Some(near) => problem.fix(span, near),
        None => problem,
    }
}

pub fn is_opener(word: &str) -> bool {
    OPENERS.contains(&word)
}

/// A closing bracket between two declarations.
pub fn stray_bracket(span: Span, bracket: char) -> Diagnostic {
    Diagnostic::new(Code::E0005, format!("`{bracket}` closes nothing"))
        .label(span, "the declaration before it has ended")
        .help("remove it, or open it before")
}
