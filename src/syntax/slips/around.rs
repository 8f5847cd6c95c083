use std::ops::Range;

use crate::diagnostics::Code;

/// A mending: the text of each stretch is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What is wrong, in bytes of the declaration.
    pub at: Range<usize>,
    /// The headline, where it is not what stands there unexpectedly.
    pub headline: Option<String>,
    /// The kind of finding, where it is not that of a word that cannot stand there.
    pub code: Option<Code>,
    pub label: String,
    pub help: String,
    /// In order, none touching another.
    pub edits: Vec<(Range<usize>, String)>,
    /// There are other mendings too, so that this one only shows that the finding is right.
    pub one_of_several: bool,
}

impl Slip {
    pub fn new(at: Range<usize>, label: impl Into<String>, help: impl Into<String>) -> Slip {
        Slip {
            at,
            headline: None,
            code: None,
            label: label.into(),
            help: help.into(),
            edits: Vec::new(),
            one_of_several: false,
        }
    }

    /// Something that is written otherwise here.
    pub fn instead(around: &Around<'_>, at: Range<usize>, new: &str) -> Slip {
        Slip::new(at.clone(), format!("here this is written `{new}`"), format!("write `{new}`")).word(around, at, new)
    }

    pub fn removed(around: &Around<'_>, at: Range<usize>, label: impl Into<String>) -> Slip {
        let what = around.text.get(at.clone()).unwrap_or_default().trim().to_owned();
        Slip::new(at.clone(), label, format!("remove `{what}`")).edit(at, "")
    }

    pub fn headline(mut self, headline: impl Into<String>) -> Slip {
        self.headline = Some(headline.into());
        self
    }

    pub fn edit(mut self, at: Range<usize>, new: impl Into<String>) -> Slip {
        self.edits.push((at, new.into()));
        self
    }

    /// An edit that keeps a space between words.
    pub fn word(self, around: &Around<'_>, at: Range<usize>, new: &str) -> Slip {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        let letters = |c: Option<char>| c.is_some_and(is_word);
        let before = around.text.get(..at.start).and_then(|text| text.chars().next_back());
        let after = around.text.get(at.end..).and_then(|text| text.chars().next());
        let left = if letters(before) && letters(new.chars().next()) { " " } else { "" };
        let right = if letters(after) && letters(new.chars().next_back()) { " " } else { "" };
        self.edit(at, format!("{left}{new}{right}"))
    }

    /// The mended text, and where in it the last edit ends.
    pub fn apply(&self, text: &str) -> (String, usize) {
        let (mut mended, mut from, mut after) = (String::with_capacity(text.len()), 0, 0);
        for (at, new) in &self.edits {
            mended.push_str(text.get(from..at.start).unwrap_or_default());
            mended.push_str(new);
            from = at.end;
            after = mended.trim_end().len();
        }
        mended.push_str(text.get(from..).unwrap_or_default());
        (mended, after)
    }
}

/// The words and signs around the place where a declaration stopped making sense.
pub struct Around<'a> {
    pub text: &'a str,
    pub place: usize,
    /// What could have stood there, in the words of a drafter.
    pub expected: &'a [&'a str],
    tokens: Vec<Range<usize>>,
    /// The token at the place.
    at: usize,
}

impl<'a> Around<'a> {
    pub fn new(text: &'a str, place: usize, expected: &'a [&'a str]) -> Around<'a> {
        let tokens = tokens(text);
        let at = tokens.partition_point(|token| token.end <= place);
        Around { text, place, expected, tokens, at }
    }

    /// Where the token stands that is so many after the unexpected one, or before it if negative.
    pub fn token(&self, offset: isize) -> Option<Range<usize>> {
        self.tokens.get(self.at.checked_add_signed(offset)?).cloned()
    }

    /// That token's text; empty where there is none.
    pub fn word(&self, offset: isize) -> &'a str {
        self.token(offset).and_then(|token| self.text.get(token)).unwrap_or_default()
    }

    /// From the start of one token to the end of another.
    pub fn between(&self, first: isize, last: isize) -> Option<Range<usize>> {
        Some(self.token(first)?.start..self.token(last)?.end)
    }

    /// Whether two tokens stand side by side without a space.
    pub fn touch(&self, first: isize, second: isize) -> bool {
        matches!((self.token(first), self.token(second)), (Some(first), Some(second)) if first.end == second.start)
    }

    pub fn expects(&self, what: &str) -> bool {
        self.expected.contains(&what)
    }

    pub fn expects_a_value(&self) -> bool {
        self.expects("a value") || self.expects("a condition")
    }

    pub fn expects_a_name(&self) -> bool {
        self.expected.iter().any(|what| what.ends_with("name"))
    }

    /// The nearest token before the place that is one of these words, as an offset.
    pub fn back_to(&self, from: isize, words: &[&str]) -> Option<isize> {
        const FARTHEST: isize = 24;
        (1..=FARTHEST).map(|steps| from.saturating_sub(steps)).find(|offset| words.contains(&self.word(*offset)))
    }
}

pub fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

pub fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

pub fn is_code(word: &str) -> bool {
    word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase())
}

/// Signs of two or three characters, the longer before those that they start with.
const SIGNS: [&str; 19] = [
    "===", "!==", "..<", "==", "!=", "<>", "=>", "=<", "<=", ">=", "&&", "||", ":=", "->", "..", "//", "/*", "*/", "--",
];

/// The stretches of words, numbers, texts and signs, without comments.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let length = match c {
            _ if c.is_whitespace() => 0,
            '#' => {
                at = at.saturating_add(rest.find('\n').unwrap_or(rest.len()));
                continue;
            }
            '"' => text_length(rest),
            _ if c.is_ascii_digit() => number_length(rest),
            _ if c.is_alphabetic() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(c.len_utf8(), |sign| sign.len()),
        };
        if length > 0 {
            found.push(at..at.saturating_add(length));
        }
        at = at.saturating_add(length.max(c.len_utf8()));
    }
    found
}

/// The length of a text in quotes; one that is not closed runs to the end of the line.
fn text_length(rest: &str) -> usize {
    let mut escaped = true;
    for (at, c) in rest.char_indices() {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at.saturating_add(1),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a number, or of numbers joined as a date is.
fn number_length(rest: &str) -> usize {
    let date = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    let is_date = |text: &str| text.split('-').count() == 3 && text.split('-').all(|part| !part.is_empty());
    if rest.get(..date).is_some_and(is_date) {
        return date;
    }
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let whole = digits(rest);
    let fraction = rest.get(whole..).and_then(|after| after.strip_prefix('.')).map_or(0, digits);
    if fraction == 0 { whole } else { whole.saturating_add(1).saturating_add(fraction) }
}
