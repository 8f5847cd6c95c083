use pest::Parser;

use super::broken::{self, Piece};
use super::build::{self, Builder};
use super::grammar::{Grammar, Rule};
use super::mistakes;
use super::strange::Strange;
use super::tree::PolicyFile;
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
    let strange = Strange::find(file, start, body);
    let mut builder = Builder::new(file, start);
    let mut problems = Vec::new();
    // The declaration that ends before what is read next.
    let mut before = None;
    match Grammar::parse(Rule::file, body) {
        Ok(pairs) => {
            for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
                let piece = pair.as_span();
                match pair.as_rule() {
                    Rule::EOI => {}
                    Rule::broken => {
                        let text = piece.as_str().trim_end();
                        let end = piece.start().saturating_add(text.len());
                        let joined = before.take().and_then(|before| body.get(before..end));
                        let piece = Piece { file, at: start.saturating_add(piece.start()), text, joined };
                        tree.broken.push(piece.broken(&strange.mended(piece.at, text)));
                        if !strange.stands_in(piece.at, text) {
                            problems.push(piece.why());
                        }
                    }
                    _ => {
                        before = Some(piece.start());
                        build::item(&mut builder, pair, &mut tree);
                    }
                }
            }
        }
        Err(error) => problems.push(broken::from_pest(file, start, body, &error)),
    }
    problems.extend(strange.problems);
    problems.append(&mut builder.problems);
    problems.sort_by_key(Diagnostic::place);
    (tree, problems)
}

/// The text in pieces that matter to brackets: each with its offset, outside texts and comments.
pub fn brackets(text: &str) -> impl Iterator<Item = (usize, Scanned)> + '_ {
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

pub enum Scanned {
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
