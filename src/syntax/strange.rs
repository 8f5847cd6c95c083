//! Characters that are not what they seem, found before anything is read: a name with a letter of
//! another alphabet, a space that is none, a text whose order on the screen is not that of the file.

use super::mistakes;
use crate::diagnostics::{Diagnostic, Edit};
use crate::source::{FileId, Lookalike, Span, is_invisible, lookalike};

/// All strange characters of one file.
pub struct Strange {
    pub problems: Vec<Diagnostic>,
    /// Where one stands in the language itself, outside texts and comments.
    places: Vec<usize>,
}

/// What a character stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    Text,
    Comment,
}

/// Quotes of word processors, with what closes each.
const QUOTES: [(char, &[char]); 6] =
    [('“', &['”', '“']), ('”', &['”']), ('„', &['“', '”']), ('«', &['»']), ('‘', &['’']), ('‚', &['‘', '’'])];

impl Strange {
    /// `start` is where the text starts in the file.
    pub fn find(file: FileId, start: usize, text: &str) -> Strange {
        let mut strange = Strange { problems: Vec::new(), places: Vec::new() };
        let mut within = Within::Code;
        let mut escaped = false;
        // Up to here everything is told.
        let mut told = 0;
        for (at, c) in text.char_indices() {
            within = match (within, c) {
                (Within::Comment, '\n') => Within::Code,
                (Within::Text, '\n') => Within::Code,
                (Within::Text, '"') if !escaped => Within::Code,
                (Within::Code, '"') if at >= told => Within::Text,
                (Within::Code, '#') if at >= told => Within::Comment,
                _ => within,
            };
            escaped = within == Within::Text && c == '\\' && !escaped;
            if at < told || (c.is_ascii() && !c.is_control()) || matches!(c, '\n' | '\t' | '\r') {
                continue;
            }
            let span = |from: usize, to: usize| Span {
                file,
                start: start.saturating_add(from),
                end: start.saturating_add(to),
            };
            let end = at.saturating_add(c.len_utf8());
            match within {
                Within::Code => told = strange.in_code(text, at, c, &span),
                Within::Text | Within::Comment if is_invisible(c) && !joins_letters(text, at, c) => {
                    if let Some(what) = lookalike(c) {
                        let place = if within == Within::Text { "text" } else { "comment" };
                        strange.problems.push(mistakes::strange_in_words(span(at, end), c, &what, place));
                    }
                }
                _ => {}
            }
        }
        strange
    }

    /// A strange character outside texts; how far the text is told of with it.
    fn in_code(&mut self, text: &str, at: usize, c: char, span: &dyn Fn(usize, usize) -> Span) -> usize {
        let end = at.saturating_add(c.len_utf8());
        if let Some(close) = closed_at(text, at, c)
            && let Some(what) = lookalike(c)
        {
            let after =
                close.saturating_add(text.get(close..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
            self.problems.push(mistakes::curly_quotes(span(at, end), c, &what, span(close, after)));
            self.places.push(span(at, end).start);
            return after;
        }
        let (from, to) = if is_wordlike(c) { word_around(text, at) } else { (at, end) };
        let word = text.get(from..to).unwrap_or_default();
        let problem = match lookalike(c) {
            Some(what) => mistakes::strange_in_code(span(at, end), c, &what, word),
            None if c.is_alphabetic() => mistakes::other_letter(span(at, end), c, word),
            // A sign that only cannot stand here, such as `≥`: for the parser to tell.
            None => return end,
        };
        self.places.push(span(at, end).start);
        self.problems.push(mended_word(problem, text, (at, to), span));
        to.max(end)
    }

    /// Whether one stands in the language itself in that stretch of the file.
    pub fn stands_in(&self, start: usize, text: &str) -> bool {
        let end = start.saturating_add(text.len());
        self.places.iter().any(|place| (start..=end).contains(place))
    }

    /// The text of a stretch of the file with what was meant in place of what is not what it seems.
    pub fn mended(&self, start: usize, text: &str) -> String {
        if !self.stands_in(start, text) {
            return text.to_owned();
        }
        text.chars().map(|c| lookalike(c).map_or_else(|| c.to_string(), |what| what.like)).collect()
    }
}

/// Where the text closes, on the same line, that such a quote opens.
fn closed_at(text: &str, at: usize, quote: char) -> Option<usize> {
    let (_, closing) = QUOTES.iter().find(|(open, _)| *open == quote)?;
    let after = at.saturating_add(quote.len_utf8());
    let line = text.get(after..)?.lines().next()?;
    Some(after.saturating_add(line.find(*closing)?))
}

fn is_wordlike(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (is_invisible(c) && !c.is_control())
}

/// The word around a place, with what stands in it unseen.
fn word_around(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let rest = text.get(at..).unwrap_or_default();
    let from = before.char_indices().rev().take_while(|(_, c)| is_wordlike(*c)).last().map_or(at, |(from, _)| from);
    let length = rest.find(|c: char| !is_wordlike(c)).unwrap_or(rest.len());
    (from, at.saturating_add(length))
}

/// The finding with a fix for every strange character from its first one to the end of the word, if
/// all of them look like something.
fn mended_word(
    mut problem: Diagnostic,
    text: &str,
    (from, to): (usize, usize),
    span: &dyn Fn(usize, usize) -> Span,
) -> Diagnostic {
    let mut fix = Vec::new();
    for (offset, c) in text.get(from..to).unwrap_or_default().char_indices().filter(|(_, c)| !c.is_ascii()) {
        let at = from.saturating_add(offset);
        let Some(Lookalike { like, .. }) = lookalike(c) else { return problem };
        let new = if like == ";" { String::new() } else { like };
        fix.push(Edit { span: span(at, at.saturating_add(c.len_utf8())), text: new });
    }
    problem.fix = fix;
    problem
}

/// Scripts such as those of Persian and Hindi need joiners between their letters.
fn joins_letters(text: &str, at: usize, c: char) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_invisible(c));
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at.saturating_add(c.len_utf8())..).and_then(|after| after.chars().next());
    matches!(c, '\u{200C}' | '\u{200D}') && letter(before) && letter(after)
}
