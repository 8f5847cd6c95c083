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
    let mut tree = PolicyFile {
        file,
        header: None,
        uses: Vec::new(),
        items: Vec::new(),
        places: Vec::new(),
        allowed: Vec::new(),
        broken: Vec::new(),
    };
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
    let first = text.chars().next().unwrap_or_default();
    let sign = Span { file, start: at, end: at.saturating_add(first.len_utf8()) };
    if matches!(first, ')' | ']' | '}') {
        return (broken, mistakes::stray_bracket(sign, first));
    }
    if first == ',' && keyword.len() == 3 && keyword.chars().all(|c| c.is_ascii_digit()) {
        return (broken, mistakes::thousands_comma(Span { end: at.saturating_add(4), ..sign }, keyword));
    }
    if !mistakes::is_opener(keyword) || !text.starts_with(keyword) {
        let head = if text.starts_with(keyword) { head } else { sign };
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
        Ok(_) => mistakes::unexpected(head, keyword, &["a new line before it"], None, ""),
    };
    (broken, why)
}

/// The names that a piece would have declared: so that those who use them are not blamed.
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
    let keyword = Some(keyword).filter(|word| mistakes::is_opener(word));
    mistakes::unexpected(span, found, &expected, keyword, text.get(..place).unwrap_or_default())
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

pub fn nested_too_deep(file: FileId, start: usize, text: &str) -> Option<Diagnostic> {
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
    too_many_ifs(file, start, text).or_else(|| too_many_signs(file, start, text))
}

/// `if` within `if` nests as brackets do, but ends without a sign: their number in one declaration
/// is what can be counted.
fn too_many_ifs(file: FileId, start: usize, text: &str) -> Option<Diagnostic> {
    let mut ifs = 0_usize;
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        if opens_declaration(line) {
            ifs = 0;
        }
        let mut place = at;
        for word in line.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            if word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_') == "if" {
                ifs = ifs.saturating_add(1);
                if ifs > mistakes::DEEPEST {
                    let place = start.saturating_add(place);
                    return Some(mistakes::too_many_ifs(Span { file, start: place, end: place.saturating_add(2) }));
                }
            }
            place = place.saturating_add(word.len());
        }
        at = at.saturating_add(line.len());
    }
    None
}

/// Whether a line starts with a declaration's keyword and its name. Two names never stand side by
/// side inside an expression.
fn opens_declaration(line: &str) -> bool {
    const RESERVED: [&str; 12] =
        ["and", "or", "not", "is", "in", "then", "else", "when", "otherwise", "from", "to", "between"];
    let mut words = line.split_whitespace();
    let opens = words.next().is_some_and(mistakes::is_opener) && !line.starts_with([' ', '\t']);
    let name = words.next().unwrap_or_default();
    opens && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '"') && !RESERVED.contains(&name)
}

/// A run of minus signs or of `not` nests too.
fn too_many_signs(file: FileId, start: usize, text: &str) -> Option<Diagnostic> {
    let (mut run, mut at) = (0_usize, 0_usize);
    for word in text.split_inclusive(|c: char| c.is_whitespace() || c == '-') {
        match word.trim() {
            "not" | "-" => run = run.saturating_add(1),
            "" => {}
            _ => run = 0,
        }
        if run > mistakes::DEEPEST {
            let at = start.saturating_add(at);
            return Some(mistakes::too_deep(Span { file, start: at, end: at.saturating_add(1) }));
        }
        at = at.saturating_add(word.len());
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
                (Some((opened, left_open)), _) => {
                    return Some(mistakes::unclosed_bracket(place(opened, 1), left_open, true));
                }
                (None, _) => return Some(mistakes::unclosed_bracket(place(at, 1), bracket, false)),
            },
            Scanned::UnclosedText => {
                let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
                return Some(mistakes::unclosed_text(place(at, line.trim_end().len())));
            }
        }
    }
    open.pop().map(|(at, bracket)| mistakes::unclosed_bracket(place(at, 1), bracket, true))
}
