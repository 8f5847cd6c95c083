//! Pieces of a file that are no declaration, read again to say what stopped them.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::grammar::{Grammar, Rule, in_words};
use super::mistakes;
use super::parse::{Scanned, brackets};
use super::slips::{self, Around, Slip};
use super::tree::Broken;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A piece that could not be read.
pub struct Piece<'a> {
    pub file: FileId,
    /// Where it starts in the file.
    pub at: usize,
    pub text: &'a str,
    /// The declaration before it, if that ends right before it, and the piece.
    pub joined: Option<&'a str>,
}

impl Piece<'_> {
    fn span(&self, start: usize, length: usize) -> Span {
        let start = self.at.saturating_add(start);
        Span { file: self.file, start, end: start.saturating_add(length) }
    }

    /// What would have been declared: names that others use are not to be blamed on them.
    pub fn broken(&self, text: &str) -> Broken {
        let (keyword, name) = first_words(text);
        Broken { span: self.span(0, self.text.len()), names: names_in(keyword, name, text) }
    }

    /// What stopped it.
    pub fn why(&self) -> Diagnostic {
        let (keyword, _) = first_words(self.text);
        let opens = self.text.starts_with(keyword) && !keyword.is_empty();
        if opens && mistakes::is_opener(keyword) {
            return self.in_a_declaration(keyword);
        }
        let first = self.text.chars().next().unwrap_or_default();
        if let Some(slip) = slips::before_a_declaration(self.text, if opens { keyword } else { "" }) {
            return told(&slip, self.file, self.at, Code::E0002, String::new());
        }
        if let Some(problem) = self.joined.and_then(|joined| self.in_the_one_before(joined)) {
            return problem;
        }
        if matches!(first, ')' | ']' | '}') {
            return mistakes::stray_bracket(self.span(0, first.len_utf8()), first);
        }
        if opens {
            mistakes::not_a_declaration(self.span(0, keyword.len()), keyword)
        } else {
            mistakes::not_a_declaration(self.span(0, first.len_utf8()), &first.to_string())
        }
    }

    fn in_a_declaration(&self, keyword: &str) -> Diagnostic {
        if let Some(problem) = self.unfinished() {
            return problem;
        }
        match Grammar::parse(Rule::single, self.text) {
            Err(error) => from_pest(self.file, self.at, self.text, &error),
            // Two declarations on one line: the second does not start a line.
            Ok(_) => mistakes::new_line_before(self.span(0, keyword.len()), keyword),
        }
    }

    /// A slip that ended the declaration before this piece too early.
    fn in_the_one_before(&self, joined: &str) -> Option<Diagnostic> {
        let error = Grammar::parse(Rule::single, joined).err()?;
        let at = self.at.saturating_add(self.text.len()).saturating_sub(joined.len());
        slip_of(self.file, at, joined, &error)
    }

    fn unfinished(&self) -> Option<Diagnostic> {
        let text = self.text;
        let mut open: Vec<(usize, char)> = Vec::new();
        let not_closed = |opened: usize, bracket: char| {
            let mending = slips::missing_bracket(text, opened, bracket);
            self.with(mending, mistakes::unclosed_bracket(self.span(opened, 1), bracket, true))
        };
        for (at, what) in brackets(text) {
            match what {
                Scanned::Open(bracket) => open.push((at, bracket)),
                Scanned::Close(bracket) => match (open.pop(), bracket) {
                    (Some((_, '(')), ')') | (Some((_, '[')), ']') | (Some((_, '{')), '}') => {}
                    (Some((opened, left_open)), _) => return Some(not_closed(opened, left_open)),
                    (None, _) => return Some(mistakes::unclosed_bracket(self.span(at, 1), bracket, false)),
                },
                Scanned::UnclosedText => {
                    let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default().trim_end();
                    let problem = mistakes::unclosed_text(self.span(at, line.len()));
                    return Some(self.with(slips::missing_quote(text, at, line), problem));
                }
            }
        }
        open.pop().map(|(at, bracket)| not_closed(at, bracket))
    }

    /// A finding with the mending of a slip, if there is one.
    fn with(&self, slip: Option<Slip>, problem: Diagnostic) -> Diagnostic {
        match slip {
            Some(slip) => told(&slip, self.file, self.at, problem.code, problem.message),
            None => problem,
        }
    }
}

/// The word that a piece opens with, and the one after it.
fn first_words(text: &str) -> (&str, Option<&str>) {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    (words.next().unwrap_or_default(), words.next())
}

/// The names that a piece would have declared.
fn names_in(keyword: &str, name: Option<&str>, text: &str) -> Vec<String> {
    let mut names: Vec<String> = name.map(str::to_owned).into_iter().collect();
    let body = text.find('{').and_then(|at| text.get(at..)).unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match keyword {
        "facts" | "record" => {
            let mut before_colons: Vec<&str> = body.split(':').collect();
            before_colons.pop();
            let last_words = before_colons.iter().filter_map(|before| before.trim_end().rsplit(|c| !is_word(c)).next());
            names.extend(last_words.map(str::to_owned));
        }
        "enum" => names.extend(body.split(|c| !is_word(c)).map(str::to_owned)),
        _ => {}
    }
    names.retain(|name| !name.is_empty());
    names
}

fn place_of(error: &pest::error::Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(start) | InputLocation::Span((start, _)) => start,
    }
}

fn expected_by(error: &pest::error::Error<Rule>) -> Vec<&'static str> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return Vec::new() };
    let mut words: Vec<_> = positives.iter().filter_map(|rule| in_words(*rule)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What the parser generator says, in the words of a drafter.
pub fn from_pest(file: FileId, at: usize, text: &str, error: &pest::error::Error<Rule>) -> Diagnostic {
    if let Some(problem) = slip_of(file, at, text, error) {
        return problem;
    }
    let place = place_of(error);
    let found = first_token(text.get(place..).unwrap_or_default());
    let start = at.saturating_add(place);
    let span = Span { file, start, end: start.saturating_add(found.len().max(1)) };
    mistakes::unexpected(span, found, &expected_by(error), keyword_of(text), text.get(..place).unwrap_or_default())
}

fn keyword_of(text: &str) -> Option<&str> {
    Some(first_token(text)).filter(|word| mistakes::is_opener(word))
}

fn slip_of(file: FileId, at: usize, text: &str, error: &pest::error::Error<Rule>) -> Option<Diagnostic> {
    let (place, expected) = (place_of(error), expected_by(error));
    let slip = slips::slip(&Around::new(text, place, &expected))?;
    let found = text.get(slip.at.clone()).unwrap_or_default().trim();
    let headline = mistakes::unexpected_headline(found, keyword_of(text));
    Some(told(&slip, file, at, Code::E0001, headline))
}

/// A slip as a finding; `at` is where the text starts in which it was found.
fn told(slip: &Slip, file: FileId, at: usize, code: Code, headline: String) -> Diagnostic {
    let span = |range: &std::ops::Range<usize>| Span {
        file,
        start: at.saturating_add(range.start),
        end: at.saturating_add(range.end),
    };
    let headline = slip.headline.clone().unwrap_or(headline);
    let problem =
        Diagnostic::new(slip.code.unwrap_or(code), headline).label(span(&slip.at), &*slip.label).help(&*slip.help);
    let edits = slip.edits.iter().filter(|_| !slip.one_of_several);
    edits.fold(problem, |problem, (range, text)| problem.fix(span(range), &**text))
}

fn first_token(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = match text.chars().next() {
        Some(first) if is_word(first) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        Some(first) => first.len_utf8(),
        None => 0,
    };
    text.get(..end).unwrap_or_default()
}
