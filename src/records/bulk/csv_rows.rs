use super::super::binding::Binding;
use super::super::csv_cells::{self, line_ends};
use super::super::csv_lines::{damaged, raw_record};
use super::super::raw::Rejection;
use super::cell::{CellReader, passed_over};
use super::growing::Growing;
use super::text::{TextPiece, too_long};
use super::{BATCH, Decoded, RECORD};

/// How the records of one CSV file are read.
#[derive(Clone, Debug)]
pub struct CsvLayout<'p> {
    pub binding: Binding<'p>,
    columns: Vec<String>,
    /// For each column of the file how its cells are read; `None` of one that no fact is called.
    readers: Vec<Option<CellReader<'p>>>,
    empty: Growing,
    /// No column holds the applicants' ids.
    without_ids: bool,
}

impl<'p> CsvLayout<'p> {
    pub fn new(binding: Binding<'p>, columns: Vec<String>) -> CsvLayout<'p> {
        let readers = binding.bound().iter().map(|id| id.map(|id| CellReader::new(&binding.facts()[id]))).collect();
        let facts = binding.bound().iter().flatten().map(|id| id.index()).collect();
        let empty = Growing::new(&binding, facts);
        let without_ids = binding.id_fact().is_some_and(|id| !binding.bound().contains(&Some(id)));
        CsvLayout { binding, columns, readers, empty, without_ids }
    }

    pub fn rows<'c>(&'c self, piece: &'c TextPiece, file: &'c str) -> CsvRows<'c, 'p> {
        CsvRows {
            layout: self,
            binding: self.binding.clone(),
            growing: self.empty.fresh(),
            file,
            rest: &piece.bytes,
            line: piece.line,
            unfinished: piece.unfinished,
            valid: std::str::from_utf8(&piece.bytes).is_ok(),
        }
    }

    /// Reads a record whose cells are all of a usual form; gives what follows it.
    #[inline]
    fn usual<'b>(&self, bytes: &'b [u8], growing: &mut Growing) -> Option<&'b [u8]> {
        if self.without_ids {
            return None;
        }
        let mut rest = bytes;
        let mut columns = growing.columns.iter_mut();
        let mut readers = self.readers.iter();
        let mut read = |rest, reader: &Option<CellReader<'p>>| match reader {
            Some(reader) => reader.read(rest, columns.next()?),
            None => passed_over(rest),
        };
        if let Some(reader) = readers.next() {
            rest = read(rest, reader)?;
        }
        for reader in readers {
            let (comma, after) = rest.split_first()?;
            if *comma != b',' {
                return None;
            }
            rest = read(after, reader)?;
        }
        rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n"))
    }
}

/// The records of a piece of a CSV file, batch by batch.
pub struct CsvRows<'c, 'p> {
    layout: &'c CsvLayout<'p>,
    binding: Binding<'p>,
    growing: Growing,
    file: &'c str,
    rest: &'c [u8],
    line: u64,
    /// Why the last record is not whole.
    unfinished: Option<&'static str>,
    valid: bool,
}

impl CsvRows<'_, '_> {
    pub fn next_batch(&mut self) -> Option<Decoded> {
        let filled = self.layout.readers.iter().flatten().count();
        let mut rejected = Vec::new();
        let (mut records, mut set_aside) = (0_usize, 0_u64);
        while records < BATCH {
            match self.rest {
                [] => break,
                // Blank lines, and what is left of a line end.
                [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] | [b'\r', rest @ ..] => {
                    self.rest = rest;
                    self.line = self.line.saturating_add(1);
                    continue;
                }
                _ => {}
            }
            records = records.wrapping_add(1);
            if let Some(rest) = self.layout.usual(self.rest, &mut self.growing)
                && (self.valid || is_text(self.rest, rest))
                && self.rest.len().wrapping_sub(rest.len()) <= RECORD
                && self.growing.end_row(self.line, filled)
            {
                self.rest = rest;
                self.line = self.line.wrapping_add(1);
                continue;
            }
            self.growing.take_back();
            if let Err(rejections) = self.unusual() {
                rejected.extend(rejections);
                set_aside = set_aside.saturating_add(1);
            }
        }
        (records > 0).then(|| Decoded { batch: self.growing.take(), rejected, set_aside, file: self.file.into() })
    }

    /// Reads a record as one of any form.
    fn unusual(&mut self) -> Result<(), Vec<Rejection>> {
        let (line, before) = (self.line, self.rest);
        let (cells, end, rest) = csv_cells::record(before);
        let length = before.len().saturating_sub(rest.len());
        self.rest = rest;
        self.line = line.saturating_add(line_ends(before.get(..length).unwrap_or_default()));
        if length > RECORD {
            return Err(vec![too_long(line)]);
        }
        if let (None, Some(reason)) = (end, self.unfinished) {
            return Err(vec![damaged(line, None, None, reason.to_owned())]);
        }
        let cells = raw_record(line, cells.len(), cells.iter().map(Vec::as_slice), &self.layout.columns);
        let record = cells.map_err(|rejection| vec![rejection]).and_then(|raw| self.binding.read(&raw))?;
        self.growing.push(&record);
        Ok(())
    }
}

fn is_text(bytes: &[u8], rest: &[u8]) -> bool {
    let record = bytes.get(..bytes.len().saturating_sub(rest.len())).unwrap_or_default();
    std::str::from_utf8(record).is_ok()
}
