//! The rows of a table that stand in a CSV file.

use pest::Parser;

use super::build::Builder;
use super::build_values::cell;
use super::grammar::{Grammar, Parts, Rule};
use super::parse::nested_too_deep;
use super::tree::{Cell, Row};
use crate::source::{FileId, Span, Spanned};

/// Reads a CSV file as the rows of a table, its header first. Each row is placed at its line.
///
/// # Errors
/// The place and the reason, where the text is no CSV.
pub fn csv_rows(file: FileId, text: &str) -> Result<Vec<Row>, (Span, String)> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let at = usize::try_from(reader.position().byte()).unwrap_or(0);
        let read = reader.read_record(&mut record);
        let end = usize::try_from(reader.position().byte()).unwrap_or(at);
        let span = line(file, start, body, at, end);
        match read {
            Ok(true) => {}
            Ok(false) => return Ok(rows),
            Err(error) => return Err((span, error.to_string())),
        }
        let cells = record.iter().map(|text| Spanned::new(raw(span, text.trim()), span));
        rows.push(Row { cells: cells.collect(), span });
    }
}

/// The place of a record, without the line breaks around it.
fn line(file: FileId, start: usize, body: &str, at: usize, end: usize) -> Span {
    let text = body.get(at..end).unwrap_or_default();
    let blank = text.len().saturating_sub(text.trim_start().len());
    let first = start.saturating_add(at).saturating_add(blank);
    Span { file, start: first, end: first.saturating_add(text.trim().len()) }
}

fn raw(span: Span, text: &str) -> Cell {
    let mut builder = Builder::at(span);
    let barred = format!("{text}|");
    let read = match nested_too_deep(span.file, 0, &barred) {
        Some(_) => None,
        None => Grammar::parse(Rule::csv_cell, &barred).ok(),
    };
    let found = read
        .and_then(|mut pairs| pairs.next())
        .and_then(|pair| pair.parts().find(|part| part.as_rule() == Rule::cell))
        .map(|pair| Box::new(cell(&mut builder, &pair)));
    Cell::Raw(text.to_owned(), found.filter(|_| builder.problems.is_empty()))
}
