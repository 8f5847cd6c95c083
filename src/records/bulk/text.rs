//! Files of lines, cut into pieces that hold whole records.

use std::io::Read;

use super::super::csv_cells::{self, Cells, line_ends};
use super::super::mistakes;
use super::super::raw::{Rejection, start_without_mark};
use super::RECORD;
use crate::diagnostics::{Code, Diagnostic};

/// Whole records, as they stand in the file.
#[derive(Clone, Debug)]
pub struct TextPiece {
    pub bytes: Vec<u8>,
    /// The number of its first line, from 1.
    pub line: u64,
    /// Why the last record is not whole.
    pub unfinished: Option<&'static str>,
    /// In place of the bytes: a record that is too long to be read.
    pub too_long: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    Csv,
    Json,
}

pub struct TextPieces {
    name: String,
    input: Box<dyn Read + Send>,
    lines: Lines,
    size: usize,
    /// What was read and not yet given.
    carry: Vec<u8>,
    line: u64,
    done: bool,
}

impl TextPieces {
    /// Pieces are about `size` bytes long.
    ///
    /// # Errors
    /// The file is not in UTF-8, or cannot be read.
    pub fn new(
        name: &str,
        mut input: Box<dyn Read + Send>,
        lines: Lines,
        size: usize,
    ) -> Result<TextPieces, Diagnostic> {
        let carry = start_without_mark(name, &mut input)?;
        Ok(TextPieces { name: name.to_owned(), input, lines, size: size.max(16), carry, line: 1, done: false })
    }

    /// The first record with the blank lines before it: a header. What stands after it comes next.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn header(&mut self) -> Result<Vec<u8>, Diagnostic> {
        while let Some(piece) = self.next_piece()? {
            let mut bytes = piece.bytes;
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            if blank == bytes.len() && !piece.too_long {
                continue;
            }
            let (_, _, rest) = csv_cells::record(bytes.get(blank..).unwrap_or_default());
            let mut after = bytes.split_off(bytes.len().saturating_sub(rest.len()));
            self.line = piece.line.saturating_add(line_ends(&bytes));
            after.append(&mut self.carry);
            self.carry = after;
            return Ok(bytes);
        }
        Ok(Vec::new())
    }

    /// # Errors
    /// The file cannot be read on.
    pub fn next_piece(&mut self) -> Result<Option<TextPiece>, Diagnostic> {
        let mut bytes = std::mem::take(&mut self.carry);
        let mut wanted = self.size;
        loop {
            let whole = self.fill(&mut bytes, wanted)?;
            let end = match self.lines {
                Lines::Csv => csv_cells::last_end(&bytes),
                Lines::Json => memchr::memrchr(b'\n', &bytes).map(|place| place.saturating_add(1)),
            };
            if whole {
                return Ok(self.last(bytes, end));
            }
            if let Some(end) = end {
                self.carry = bytes.split_off(end);
                return Ok(Some(self.piece(bytes, None)));
            }
            if bytes.len() > RECORD {
                return self.without_record(bytes).map(Some);
            }
            wanted = bytes.len().saturating_mul(2).min(RECORD.saturating_add(1));
        }
    }

    fn piece(&mut self, bytes: Vec<u8>, unfinished: Option<&'static str>) -> TextPiece {
        let line = self.line;
        self.line = line.saturating_add(self.ends(&bytes));
        TextPiece { bytes, line, unfinished, too_long: false }
    }

    /// How many lines end in the bytes.
    fn ends(&self, bytes: &[u8]) -> u64 {
        match self.lines {
            Lines::Csv => line_ends(bytes),
            Lines::Json => u64::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u64::MAX),
        }
    }

    /// Reads until there are so many bytes; whether the file ended before.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<bool, Diagnostic> {
        let missing = wanted.saturating_sub(bytes.len());
        if self.done || missing == 0 {
            return Ok(self.done);
        }
        bytes.reserve(missing);
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        let read = self.input.by_ref().take(limit).read_to_end(bytes);
        let read = read.map_err(|error| {
            let line = self.line.saturating_add(self.ends(bytes));
            mistakes::damaged_at(&self.name, &format!("line {line}"), &error.to_string())
        })?;
        self.done = read < missing;
        Ok(self.done)
    }

    fn last(&mut self, bytes: Vec<u8>, end: Option<usize>) -> Option<TextPiece> {
        if bytes.is_empty() {
            return None;
        }
        let mut state = Cells::Line;
        if self.lines == Lines::Csv {
            bytes.get(end.unwrap_or(0)..).unwrap_or_default().iter().for_each(|byte| state.see(*byte));
        }
        Some(self.piece(bytes, state.unfinished()))
    }

    /// Passes over a record of which the bytes are the start.
    fn without_record(&mut self, start: Vec<u8>) -> Result<TextPiece, Diagnostic> {
        let line = self.line;
        let mut state = Cells::Line;
        let mut bytes = start;
        loop {
            let ended = bytes.iter().position(|byte| match self.lines {
                Lines::Json => *byte == b'\n',
                Lines::Csv => {
                    state.see(*byte);
                    state == Cells::Line
                }
            });
            if let Some(place) = ended {
                let after = bytes.split_off(place.saturating_add(1));
                self.line = self.line.saturating_add(self.ends(&bytes));
                self.carry = after;
                break;
            }
            self.line = self.line.saturating_add(self.ends(&bytes));
            bytes.clear();
            if self.fill(&mut bytes, self.size)? && bytes.is_empty() {
                break;
            }
        }
        Ok(TextPiece { bytes: Vec::new(), line, unfinished: None, too_long: true })
    }
}

/// Why a record is set aside of which no more than its start was read.
pub fn too_long(line: u64) -> Rejection {
    let reason = format!("the record is longer than {} MB", RECORD >> 20_u32);
    Rejection { line, id: None, column: None, value: None, reason, code: Code::E0504 }
}
