use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read;
use std::rc::Rc;

use csv::ByteRecord;

use super::csv_cells::Cells;
use super::mistakes;
use super::raw::{RawFields, RawRecord, Rejection, without_mark};
use crate::diagnostics::{Code, Diagnostic};

type Parsed = Result<Option<Result<RawRecord, Rejection>>, Diagnostic>;

/// A CSV file (RFC 4180) with a header.
pub struct CsvLines {
    name: String,
    reader: csv::Reader<Counted>,
    columns: Vec<String>,
    passed: Rc<RefCell<Passed>>,
    /// Read one ahead, so that the last record is known to be the last.
    ahead: Option<(u64, ByteRecord)>,
}

/// What was seen of the bytes that passed.
#[derive(Default)]
struct Passed {
    cells: Cells,
    bytes: u64,
    lines: u64,
    /// Where lines start that are not blank, each with its number from 1; those of records already
    /// read are taken out.
    starts: VecDeque<(u64, u64)>,
    at_start: bool,
    /// The last byte was a carriage return, which ends its line with a line feed or without.
    after_return: bool,
}

impl Passed {
    fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.at_start && !matches!(byte, b'\n' | b'\r') {
                self.starts.push_back((self.bytes, self.lines.saturating_add(1)));
                self.at_start = false;
            }
            if *byte == b'\r' || (*byte == b'\n' && !self.after_return) {
                self.lines = self.lines.saturating_add(1);
                self.at_start = true;
            }
            self.after_return = *byte == b'\r';
            self.cells.see(*byte);
            self.bytes = self.bytes.saturating_add(1);
        }
    }

    /// The number of the first line that starts there or after, blank ones left out.
    fn line_from(&mut self, place: u64) -> u64 {
        while self.starts.front().is_some_and(|(start, _)| *start < place) {
            self.starts.pop_front();
        }
        self.starts.front().map_or(0, |(_, line)| *line)
    }
}

struct Counted {
    inner: Box<dyn Read>,
    passed: Rc<RefCell<Passed>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.passed.borrow_mut().see(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl CsvLines {
    pub fn new(name: &str, input: Box<dyn Read>) -> Result<CsvLines, Diagnostic> {
        let passed = Rc::new(RefCell::new(Passed { at_start: true, ..Passed::default() }));
        let input = Counted { inner: without_mark(name, input)?, passed: Rc::clone(&passed) };
        let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(input);
        let header = reader.byte_headers().map_err(|error| mistakes::unreadable(name, &error.to_string()))?;
        let columns = columns(name, header)?;
        let mut lines = CsvLines { name: name.to_owned(), reader, columns, passed, ahead: None };
        lines.ahead = lines.read()?;
        if lines.ahead.is_none() && lines.passed.borrow().cells.unfinished().is_some() {
            return Err(mistakes::header_without_end(name));
        }
        Ok(lines)
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next record with its line. The reader's own count of lines is of the line ends that it
    /// has seen, which after CRLF is one too few.
    fn read(&mut self) -> Result<Option<(u64, ByteRecord)>, Diagnostic> {
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => {
                let place = record.position().map_or(0, csv::Position::byte);
                Ok(Some((self.passed.borrow_mut().line_from(place), record)))
            }
            Ok(false) => Ok(None),
            Err(error) => Err(mistakes::unreadable(&self.name, &error.to_string())),
        }
    }

    pub fn next_record(&mut self) -> Parsed {
        let Some((line, record)) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.read()?;
        if self.ahead.is_none()
            && let Some(reason) = self.passed.borrow().cells.unfinished()
        {
            return Ok(Some(Err(damaged(line, None, None, reason.to_owned()))));
        }
        Ok(Some(self.cells(line, &record)))
    }

    fn cells(&self, line: u64, record: &ByteRecord) -> Result<RawRecord, Rejection> {
        raw_record(line, record.len(), record.iter(), &self.columns)
    }
}

/// The cells of a record as text, if it has one for each column.
pub fn raw_record<'c>(
    line: u64,
    number: usize,
    record: impl Iterator<Item = &'c [u8]>,
    columns: &[String],
) -> Result<RawRecord, Rejection> {
    if number != columns.len() {
        let reason = format!("the record has {}, the header {}", cells(number), columns.len());
        return Err(damaged(line, None, None, reason));
    }
    let mut cells = Vec::with_capacity(number);
    for (cell, column) in record.zip(columns) {
        match std::str::from_utf8(cell) {
            Ok(text) => cells.push(text.to_owned()),
            Err(error) => {
                let at = error.valid_up_to().saturating_add(1);
                let reason = format!("byte {at} of the cell is not UTF-8");
                let value = String::from_utf8_lossy(cell).into_owned();
                return Err(damaged(line, Some(column.clone()), Some(value), reason));
            }
        }
    }
    Ok(RawRecord { line, fields: RawFields::Cells(cells) })
}

/// The columns that a header names.
///
/// # Errors
/// There is none, or one stands twice, or it is no header of commas.
fn columns(name: &str, header: &ByteRecord) -> Result<Vec<String>, Diagnostic> {
    let mut columns: Vec<String> = Vec::new();
    for column in header {
        let column = std::str::from_utf8(column).map_err(|_| mistakes::not_utf8(name))?.trim().to_owned();
        if !column.is_empty() && columns.contains(&column) {
            return Err(mistakes::column_twice(name, &column));
        }
        columns.push(column);
    }
    match columns.as_slice() {
        [] => Err(mistakes::no_header(name)),
        [only] if only.is_empty() => Err(mistakes::no_header(name)),
        [only] if only.contains([';', '\t']) => Err(mistakes::semicolons(name)),
        _ => Ok(columns),
    }
}

pub fn damaged(line: u64, column: Option<String>, value: Option<String>, reason: String) -> Rejection {
    Rejection { line, id: None, column, value, reason, code: Code::E0504 }
}

fn cells(number: usize) -> String {
    if number == 1 { "1 cell".to_owned() } else { format!("{number} cells") }
}
