use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::build::{self, Builder};
use super::grammar::{Grammar, Rule, in_words};
use super::mistakes;
use super::tree::{Broken, PolicyFile};
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span};

/// Reads one file.
///
/// Every declaration that can be read is in the tree, whatever is wrong with the others; the
/// diagnostics are all that is wrong with the text as text, in reading order.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (PolicyFile, Vec<Diagnostic>) {
    let mut tree = PolicyFile { file, header: None, uses: Vec::new(), items: Vec::new(), broken: Vec::new() };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    if let Some(problem) = nested_too_deep(file, start, body) {
        return (tree, vec![problem]);
    }
    let mut builder = Builder::new(file, start);
    let mut problems = Vec::new();
    match Grammar::parse(Rule::file, body) {
        Ok(pairs) => {
            for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
                match pair.as_rule() {
                    Rule::EOI => {}
                    Rule::broken => {
                        let piece = pair.as_span();
                        let at = start.saturating_add(piece.start());
                        let (broken, why) = read_broken(file, at, piece.as_str());
                        tree.broken.push(broken);
                        problems.push(why);
                    }
                    _ => build::item(&mut builder, pair, &mut tree),
                }
            }
        }
        Err(error) => problems.push(from_pest(file, start, body, &error)),
    }
    problems.append(&mut builder.problems);
    problems.sort_by_key(Diagnostic::place);
    (tree, problems)
}

/// Reads a piece that is no declaration again, alone, to say what stopped it.
fn read_broken(file: FileId, at: usize, piece: &str) -> (Broken, Diagnostic) {
    let text = piece.trim_end();
    let span = Span { file, start: at, end: at.saturating_add(text.len()) };
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let keyword = words.next().unwrap_or_default();
    let broken = Broken { span, names: names_in(keyword, words.next(), text) };
    let head = Span { file, start: at, end: at.saturating_add(keyword.len().max(1)) };
    if !mistakes::is_opener(keyword) || !text.starts_with(keyword) {
        let word = if text.starts_with(keyword) && !keyword.is_empty() {
            keyword.to_owned()
        } else {
            text.chars().next().map(String::from).unwrap_or_default()
        };
        return (broken, mistakes::not_a_declaration(head, &word));
    }
    if let Some(problem) = unfinished(file, at, text) {
        return (broken, problem);
    }
    let why = match Grammar::parse(Rule::single, text) {
        Err(error) => from_pest(file, at, text, &error),
        // Two declarations on one line: the second does not start a line.
        Ok(_) => mistakes::unexpected(head, keyword, &["a new line before it"], None),
    };
    (broken, why)
}

/// The names that a piece would have declared: so that those who use them are not blamed.
fn names_in(keyword: &str, name: Option<&str>, text: &str) -> Vec<String> {
    let mut names: Vec<String> = name.map(str::to_owned).into_iter().collect();
    let body = text.find('{').and_then(|at| text.get(at..)).unwrap_or_default();
    let lines = body.lines().map(|line| line.split(['#', '"']).next().unwrap_or_default());
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match keyword {
        "facts" | "record" => {
            let before_colon = lines.filter_map(|line| line.split_once(':')).map(|(before, _)| before.trim());
            names.extend(before_colon.filter_map(|before| before.rsplit(|c| !is_word(c)).next()).map(str::to_owned));
        }
        "enum" => names.extend(lines.flat_map(|line| line.split(|c| !is_word(c))).map(str::to_owned)),
        _ => {}
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What the parser generator says, in the words of a drafter.
fn from_pest(file: FileId, at: usize, text: &str, error: &pest::error::Error<Rule>) -> Diagnostic {
    let place = match error.location {
        InputLocation::Pos(start) | InputLocation::Span((start, _)) => start,
    };
    let rest = text.get(place..).unwrap_or_default();
    let found = first_token(rest);
    let span = Span {
        file,
        start: at.saturating_add(place),
        end: at.saturating_add(place).saturating_add(found.len().max(1)),
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            let mut words: Vec<_> = positives.iter().filter_map(|rule| in_words(*rule)).collect();
            words.sort_unstable();
            words.dedup();
            words
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    let keyword = first_token(text);
    mistakes::unexpected(span, found, &expected, Some(keyword).filter(|word| mistakes::is_opener(word)))
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

/// The text in pieces that matter to brackets: each with its offset, outside texts and comments.
fn brackets(text: &str) -> impl Iterator<Item = (usize, Scanned)> + '_ {
    let mut chars = text.char_indices();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            match c {
                '#' => {
                    for (_, c) in chars.by_ref() {
                        if c == '\n' {
                            break;
                        }
                    }
                }
                '"' => {
                    let mut escaped = false;
                    let mut closed = false;
                    for (_, c) in chars.by_ref() {
                        match c {
                            _ if escaped => escaped = false,
                            '\\' => escaped = true,
                            '"' => {
                                closed = true;
                                break;
                            }
                            '\n' => break,
                            _ => {}
                        }
                    }
                    if !closed {
                        return Some((at, Scanned::UnclosedText));
                    }
                }
                '(' | '[' | '{' => return Some((at, Scanned::Open(c))),
                ')' | ']' | '}' => return Some((at, Scanned::Close(c))),
                _ => {}
            }
        }
    })
}

enum Scanned {
    Open(char),
    Close(char),
    UnclosedText,
}

fn nested_too_deep(file: FileId, start: usize, text: &str) -> Option<Diagnostic> {
    let mut depth = 0_usize;
    for (at, what) in brackets(text) {
        match what {
            Scanned::Open(_) => depth = depth.saturating_add(1),
            Scanned::Close(_) => depth = depth.saturating_sub(1),
            Scanned::UnclosedText => {}
        }
        if depth > mistakes::DEEPEST {
            let at = start.saturating_add(at);
            return Some(mistakes::too_deep(Span { file, start: at, end: at.saturating_add(1) }));
        }
    }
    None
}

fn unfinished(file: FileId, start: usize, text: &str) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let place = |at: usize, length: usize| {
        let at = start.saturating_add(at);
        Span { file, start: at, end: at.saturating_add(length) }
    };
    for (at, what) in brackets(text) {
        match what {
            Scanned::Open(bracket) => open.push((at, bracket)),
            Scanned::Close(bracket) => match (open.pop(), bracket) {
                (Some((_, '(')), ')') | (Some((_, '[')), ']') | (Some((_, '{')), '}') => {}
                _ => return Some(mistakes::unclosed_bracket(place(at, 1), bracket, false)),
            },
            Scanned::UnclosedText => {
                let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
                return Some(mistakes::unclosed_text(place(at, line.trim_end().len())));
            }
        }
    }
    open.pop().map(|(at, bracket)| mistakes::unclosed_bracket(place(at, 1), bracket, true))
}
