//! A policy's text in its one layout.
//!
//! The layout follows from the words of the text and not from how its lines were broken. Two things
//! stay the writer's: single blank lines, and which facts of an example share a line. Words, texts
//! and comments are never changed, added, left out or put elsewhere: the result is read again and
//! compared before it is given out.

mod clause;
mod columns;
mod entries;
mod expressions;
mod kinds;
mod layout;
mod page;
mod pieces;
mod same;
mod spacing;
mod tables;
mod words;

use super::parse;
use crate::diagnostics::Diagnostic;
use crate::source::FileId;
use words::Words;

/// Why a text has no layout.
#[derive(Debug)]
pub enum Unformatted {
    /// It cannot be read.
    Unreadable(Vec<Diagnostic>),
    /// It would have said something else afterwards: a fault of the formatter.
    Altered,
}

/// The text in its one layout.
///
/// # Errors
/// The text cannot be read, or the formatter is at fault; see [`Unformatted`].
pub fn format(file: FileId, text: &str) -> Result<String, Unformatted> {
    let (_, problems) = parse(file, text);
    if !problems.is_empty() {
        return Err(Unformatted::Unreadable(problems));
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let words = Words::read(body).ok_or(Unformatted::Altered)?;
    let formatted = layout::file(&words);
    if same::says_the_same(&words, &formatted) { Ok(formatted) } else { Err(Unformatted::Altered) }
}
