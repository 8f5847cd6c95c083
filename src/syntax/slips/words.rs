use super::around::{Around, Slip, is_name};
use super::signs::NOTHING;
use crate::diagnostics::{Code, nearest};
use crate::syntax::grammar::Rule;
use crate::syntax::mistakes::{RESERVED, in_small_letters};

/// Words of plain speech or of other languages, with how they are written here; the longer before
/// those that they end with.
const PHRASES: [(&[&str], &str); 42] = [
    (&["is", "greater", "than", "or", "equal", "to"], ">="),
    (&["is", "less", "than", "or", "equal", "to"], "<="),
    (&["is", "not", "equal", "to"], "is not"),
    (&["is", "not", "in"], "not in"),
    (&["is", "not", "between"], "not between"),
    (&["is", "one", "of"], "in"),
    (&["is", "at", "least"], ">="),
    (&["is", "at", "most"], "<="),
    (&["is", "greater", "than"], ">"),
    (&["is", "more", "than"], ">"),
    (&["is", "less", "than"], "<"),
    (&["is", "older", "than"], ">"),
    (&["is", "younger", "than"], "<"),
    (&["is", "later", "than"], ">"),
    (&["is", "earlier", "than"], "<"),
    (&["is", "equal", "to"], "is"),
    (&["does", "not", "equal"], "is not"),
    (&["at", "least"], ">="),
    (&["at", "most"], "<="),
    (&["greater", "than"], ">"),
    (&["more", "than"], ">"),
    (&["less", "than"], "<"),
    (&["is", "in"], "in"),
    (&["is", "between"], "between"),
    (&["is", "over"], ">"),
    (&["is", "under"], "<"),
    (&["is", "after"], ">"),
    (&["is", "before"], "<"),
    (&["is", "met", "when"], "met when"),
    (&["is", "met", "if"], "met when"),
    (&["met", "if"], "met when"),
    (&["equals"], "is"),
    (&["elseif"], "else if"),
    (&["elsif"], "else if"),
    (&["elif"], "else if"),
    (&["otherwise", "if"], "else if"),
    (&["until"], "through"),
    (&["over"], ">"),
    (&["under"], "<"),
    (&["after"], ">"),
    (&["before"], "<"),
    (&["if"], "when"),
];

pub fn words(around: &Around<'_>) -> Vec<Slip> {
    let mut found = Vec::new();
    found.extend(phrase(around));
    for offset in [0, -1] {
        found.extend(capitals(around, offset));
    }
    found.extend(name(around));
    found.extend(label_first(around));
    found.extend(call(around));
    found
}

fn phrase(around: &Around<'_>) -> Vec<Slip> {
    let mut found = Vec::new();
    for (words, new) in PHRASES {
        let length = isize::try_from(words.len()).unwrap_or(isize::MAX);
        for first in length.saturating_neg()..=0 {
            let last = first.saturating_add(length).saturating_sub(1);
            let stands = (first..=last).zip(words).all(|(offset, word)| around.word(offset) == *word);
            let at = around.between(first, last).filter(|_| stands);
            found.extend(at.map(|at| Slip::instead(around, at, new)));
        }
    }
    found
}

/// `AND`, `Not`, `True`: a word of the language with capitals, also where it was taken for a code.
fn capitals(around: &Around<'_>, offset: isize) -> Option<Slip> {
    let (word, at) = (around.word(offset), around.token(offset)?);
    let small = word.to_ascii_lowercase();
    if small == word || !is_name(word) {
        return None;
    }
    if NOTHING.contains(&word) || small == "null" {
        return Some(Slip::instead(around, at, "none"));
    }
    let known = ["true", "false", "yes"].contains(&small.as_str()) || vocabulary().contains(&small);
    known.then(|| Slip::instead(around, at, &small))
}

/// A name that starts with a capital, or that the language keeps for itself.
fn name(around: &Around<'_>) -> Option<Slip> {
    let (word, at) = (around.word(0), around.token(0)?);
    if around.expects_a_name() && RESERVED.contains(&word) {
        let other = format!("{word}_given");
        return Some(
            Slip::new(at.clone(), "expected a name", format!("choose another, such as `{other}`"))
                .headline(format!("`{word}` is a word of the language and cannot be a name"))
                .edit(at, other),
        );
    }
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if capital && (around.expects_a_name() || around.expects_a_value()) {
        let small = in_small_letters(word);
        let slip = Slip {
            code: Some(Code::E0007),
            ..Slip::new(at.clone(), "names are in small letters", format!("write `{small}`"))
                .headline(format!("`{word}` has capitals in it"))
                .edit(at, small)
        };
        return Some(slip);
    }
    None
}

/// `rule "is fit" fit`: the label before the name.
fn label_first(around: &Around<'_>) -> Option<Slip> {
    let (label, name) = (around.word(0), around.word(1));
    if !around.expects_a_name() || !label.starts_with('"') || !is_name(name) {
        return None;
    }
    let both = around.between(0, 1)?;
    let new = format!("{name} {label}");
    Some(Slip::new(around.token(0)?, "the name comes first", format!("write `{new}`")).edit(both, new))
}

/// `min (a, b)`: a call whose parenthesis does not touch its name.
fn call(around: &Around<'_>) -> Option<Slip> {
    let (name, last) = (around.word(-1), around.token(-1)?);
    if around.word(0) != "(" || !is_name(name) || around.touch(-1, 0) {
        return None;
    }
    let at = around.token(0)?;
    let space = last.end..at.start;
    Some(Slip::new(at, "stands apart from the name", format!("write `{name}(` without a space")).edit(space, ""))
}

/// A word of the language with a letter wrong.
pub fn near_words(around: &Around<'_>) -> Vec<Slip> {
    let known = vocabulary();
    let near = |offset: isize| {
        let (word, at) = (around.word(offset), around.token(offset)?);
        let slipped = is_name(word) && word.len() > 3 && !RESERVED.contains(&word);
        let near = nearest(word, known.iter().map(String::as_str)).filter(|near| slipped && *near != word)?;
        Some(Slip::new(at.clone(), "not known here", format!("did you mean `{near}`?")).word(around, at, near))
    };
    [0, -1].into_iter().filter_map(near).collect()
}

/// All words that mean something in the language, as the grammar has them.
fn vocabulary() -> Vec<String> {
    let name = |rule: &Rule| {
        let name = format!("{rule:?}");
        Some(name.strip_prefix("kw_").or_else(|| name.strip_prefix("w_"))?.to_owned())
    };
    Rule::all_rules().iter().filter_map(name).collect()
}
