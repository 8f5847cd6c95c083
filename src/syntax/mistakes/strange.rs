use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Lookalike, Span, made_visible};

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The character's name with `a` or `an`, and its number.
fn named(c: char, what: &Lookalike) -> String {
    let article = if what.name.starts_with(['A', 'E', 'I', 'O', 'i']) { "an" } else { "a" };
    format!("{article} {} ({})", what.name, code_point(c))
}

/// Characters in the language itself that are not what they seem: the first of `word`, which may
/// hold more of them.
pub fn strange_in_code(span: Span, c: char, what: &Lookalike, word: &str) -> Diagnostic {
    let word = made_visible(word);
    let within = if word.chars().count() > 1 { format!(" in `{word}`") } else { String::new() };
    let (seems, label, help) = match what.like.as_str() {
        "" => ("it cannot be seen".to_owned(), "stands here unseen".to_owned(), "remove it".to_owned()),
        " " => ("it looks like a space".to_owned(), "no space".to_owned(), "replace it with a space".to_owned()),
        ";" => (
            "it looks like `;`".to_owned(),
            "no sign of the language".to_owned(),
            "remove it: nothing ends a clause but the next one".to_owned(),
        ),
        like => (format!("it looks like `{like}`"), format!("not `{like}`"), format!("replace it with `{like}`")),
    };
    Diagnostic::new(Code::E0009, format!("there is {}{within}; {seems}", named(c, what))).label(span, label).help(help)
}

/// A character in a text or comment that cannot be seen.
pub fn strange_in_words(span: Span, c: char, what: &Lookalike, where_it_is: &str) -> Diagnostic {
    Diagnostic::new(Code::E0009, format!("there is {} in this {where_it_is}; it cannot be seen", named(c, what)))
        .label(span, "stands here unseen")
        .help("remove it: a text shows all that it says, in the order in which it stands in the file")
        .fix(span, "")
}

/// A text in the quotes of a word processor.
pub fn curly_quotes(open: Span, open_sign: char, what: &Lookalike, close: Span) -> Diagnostic {
    Diagnostic::new(Code::E0009, format!("there is {}; it looks like `\"`", named(open_sign, what)))
        .label(open.to(close), "not in straight quotes")
        .help("put the text between two `\"`")
        .fix(open, "\"")
        .fix(close, "\"")
}

/// A letter outside texts that is no letter of the language.
pub fn other_letter(span: Span, c: char, word: &str) -> Diagnostic {
    Diagnostic::new(Code::E0009, format!("there is the letter `{c}` ({}) in `{word}`", code_point(c)))
        .label(span, "not one of `a` to `z`")
        .help("write names with the letters `a` to `z`, digits and `_`; labels may hold any letters")
}
