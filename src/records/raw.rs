use std::io::Read;

use super::csv_lines::CsvLines;
use super::format::Format;
use super::json::Json;
use super::json_lines::JsonLines;
use super::mistakes;
use crate::diagnostics::{Code, Diagnostic};

/// One record as it was written, before its values are read as facts.
#[derive(Clone, Debug)]
pub struct RawRecord {
    /// The line on which it starts, from 1.
    pub line: u64,
    pub fields: RawFields,
}

#[derive(Clone, Debug)]
pub enum RawFields {
    /// In the order of the header.
    Cells(Vec<String>),
    Object(Vec<(String, Json)>),
}

/// Why a record, or one value of it, was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The line on which the record starts, from 1.
    pub line: u64,
    pub id: Option<String>,
    pub column: Option<String>,
    pub value: Option<String>,
    pub reason: String,
    pub code: Code,
}

impl Rejection {
    /// Where places are given out in an order, one of two with the same id cannot be told from the other.
    #[must_use]
    pub fn of_shared_id(id: &str, line: u64) -> Rejection {
        Rejection {
            line,
            id: Some(id.to_owned()),
            column: None,
            value: None,
            reason: "another applicant has the same id, so that their order for a place cannot be told".to_owned(),
            code: Code::E0504,
        }
    }
}

/// Reads a file of records one at a time.
pub struct Reader {
    lines: Lines,
}

enum Lines {
    Csv(Box<CsvLines>),
    Json(Box<JsonLines>),
}

impl Reader {
    /// # Errors
    /// The file has no header, or one with a column twice, or is no text in UTF-8.
    pub fn new(name: &str, format: Format, input: Box<dyn Read>) -> Result<Reader, Diagnostic> {
        let lines = match format {
            Format::Csv => Lines::Csv(Box::new(CsvLines::new(name, input)?)),
            Format::JsonLines => Lines::Json(Box::new(JsonLines::new(name, input)?)),
            Format::Parquet | Format::Arrow | Format::ArrowStream => return Err(mistakes::not_by_lines(name)),
        };
        Ok(Reader { lines })
    }

    /// The columns of a CSV file; JSON Lines name theirs in each record.
    #[must_use]
    pub fn columns(&self) -> Option<&[String]> {
        match &self.lines {
            Lines::Csv(lines) => Some(lines.columns()),
            Lines::Json(_) => None,
        }
    }

    /// The next record, or why it was set aside; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub fn next_record(&mut self) -> Result<Option<Result<RawRecord, Rejection>>, Diagnostic> {
        match &mut self.lines {
            Lines::Csv(lines) => lines.next_record(),
            Lines::Json(lines) => lines.next_record(),
        }
    }
}

/// The input without a byte order mark of UTF-8.
///
/// # Errors
/// The file opens with the mark of another encoding, or cannot be read.
pub fn without_mark(name: &str, mut input: Box<dyn Read>) -> Result<Box<dyn Read>, Diagnostic> {
    let start = start_without_mark(name, &mut input)?;
    Ok(if start.is_empty() { input } else { Box::new(std::io::Cursor::new(start).chain(input)) })
}

/// The first bytes of the input, without a byte order mark of UTF-8.
///
/// # Errors
/// The file opens with the mark of another encoding, or cannot be read.
pub fn start_without_mark(name: &str, input: &mut dyn Read) -> Result<Vec<u8>, Diagnostic> {
    let mut start = Vec::new();
    let read = input.take(3).read_to_end(&mut start);
    read.map_err(|error| mistakes::unreadable(name, &error.to_string()))?;
    if start == [0xEF, 0xBB, 0xBF] {
        return Ok(Vec::new());
    }
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(mistakes::not_utf8(name));
    }
    Ok(start)
}
