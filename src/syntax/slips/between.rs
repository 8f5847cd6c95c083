use pest::Parser;

use super::around::Slip;
use super::comments::comment_at;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::mistakes::OPENERS;

/// What other languages open a declaration with.
const OPENINGS: [(&str, &str); 14] = [
    ("let", "define"),
    ("def", "define"),
    ("fn", "define"),
    ("fun", "define"),
    ("function", "define"),
    ("const", "parameter"),
    ("var", "parameter"),
    ("import", "use"),
    ("include", "use"),
    ("struct", "record"),
    ("type", "record"),
    ("fact", "facts"),
    ("module", "library"),
    ("condition", "rule"),
];

/// The slip with which a piece opens that is no declaration.
pub fn before_a_declaration(text: &str, word: &str) -> Option<Slip> {
    if let Some(comment) = comment_at(text, 0) {
        return Some(comment);
    }
    let at = 0..word.len();
    let small = word.to_ascii_lowercase();
    let known = OPENERS.into_iter().find(|opener| *opener == small);
    let other = OPENINGS.iter().find(|(other, _)| *other == small).map(|(_, opener)| *opener);
    let opener = known.or(other)?;
    let slip = Slip::new(at.clone(), "not a keyword", format!("write `{opener}`"))
        .headline(format!("`{word}` does not open a declaration"))
        .edit(at, opener);
    Grammar::parse(Rule::single, &slip.apply(text).0).is_ok().then_some(slip)
}
