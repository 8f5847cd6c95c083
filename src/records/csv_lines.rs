use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use csv::ByteRecord;

use super::mistakes;
use super::raw::{RawFields, RawRecord, Rejection, without_mark};
use crate::diagnostics::{Code, Diagnostic};

type Parsed = Result<Option<Result<RawRecord, Rejection>>, Diagnostic>;

/// A CSV file (RFC 4180) with a header.
pub struct CsvLines {
    name: String,
    reader: csv::Reader<Counted>,
    columns: Vec<String>,
    quotes: Rc<Cell<u64>>,
    /// Read one ahead, so that the last record is known to be the last.
    ahead: Option<ByteRecord>,
}

/// Counts quotation marks as they pass: an odd number of them in a file is a cell left open.
struct Counted {
    inner: Box<dyn Read>,
    quotes: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let quotes = buffer.iter().take(read).filter(|byte| **byte == b'"').count();
        self.quotes.set(self.quotes.get().saturating_add(u64::try_from(quotes).unwrap_or(u64::MAX)));
        Ok(read)
    }
}

impl CsvLines {
    pub fn new(name: &str, input: Box<dyn Read>) -> Result<CsvLines, Diagnostic> {
        let quotes = Rc::new(Cell::new(0));
        let input = Counted { inner: without_mark(name, input)?, quotes: Rc::clone(&quotes) };
        let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(input);
        let header = reader.byte_headers().map_err(|error| mistakes::unreadable(name, &error.to_string()))?;
        let mut columns: Vec<String> = Vec::new();
        for column in header {
            let column = std::str::from_utf8(column).map_err(|_| mistakes::not_utf8(name))?.trim().to_owned();
            if !column.is_empty() && columns.contains(&column) {
                return Err(mistakes::column_twice(name, &column));
            }
            columns.push(column);
        }
        match columns.as_slice() {
            [] => return Err(mistakes::no_header(name)),
            [only] if only.is_empty() => return Err(mistakes::no_header(name)),
            [only] if only.contains([';', '\t']) => return Err(mistakes::semicolons(name)),
            _ => {}
        }
        let mut lines = CsvLines { name: name.to_owned(), reader, columns, quotes, ahead: None };
        lines.ahead = lines.read()?;
        Ok(lines)
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    fn read(&mut self) -> Result<Option<ByteRecord>, Diagnostic> {
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => Ok(Some(record)),
            Ok(false) => Ok(None),
            Err(error) => Err(mistakes::unreadable(&self.name, &error.to_string())),
        }
    }

    pub fn next_record(&mut self) -> Parsed {
        let Some(record) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.read()?;
        let line = record.position().map_or(0, csv::Position::line);
        if self.ahead.is_none() && self.quotes.get() % 2 == 1 {
            let reason = "a quotation mark opens a cell that is never closed".to_owned();
            return Ok(Some(Err(damaged(line, None, None, reason))));
        }
        Ok(Some(self.cells(line, &record)))
    }

    fn cells(&self, line: u64, record: &ByteRecord) -> Result<RawRecord, Rejection> {
        if record.len() != self.columns.len() {
            let reason = format!("the record has {} cells, the header {}", record.len(), self.columns.len());
            return Err(damaged(line, None, None, reason));
        }
        let mut cells = Vec::with_capacity(record.len());
        for (cell, column) in record.iter().zip(&self.columns) {
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
}

fn damaged(line: u64, column: Option<String>, value: Option<String>, reason: String) -> Rejection {
    Rejection { line, id: None, column, value, reason, code: Code::E0504 }
}
