use std::collections::VecDeque;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;

use super::super::binding::Binding;
use super::super::csv_lines::CsvLines;
use super::super::format::{Encoding, Format};
use super::chunk::{Chunk, Part};
use super::csv_rows::CsvLayout;
use super::decoder::Decoder;
use super::input::{Input, inputs};
use super::ipc::ArrowBatches;
use super::lists::{ListFile, SideList};
use super::parquet_file::ParquetFile;
use super::text::{Lines, TextPieces};
use crate::diagnostics::Diagnostic;
use crate::plan::Plan;

/// How records are to be read.
#[derive(Clone, Debug)]
pub struct SourceOptions {
    /// The format, where the name does not say it.
    pub encoding: Option<Encoding>,
    /// About how many bytes of lines a chunk has.
    pub bytes: usize,
    /// The most rows of a chunk of an Arrow file.
    pub rows: usize,
    /// Files with the entries of lists.
    pub lists: Vec<ListFile>,
}

impl Default for SourceOptions {
    fn default() -> SourceOptions {
        SourceOptions { encoding: None, bytes: 4 << 20, rows: 1 << 16, lists: Vec::new() }
    }
}

/// Records in chunks: of a file, of all files of a folder, or of standard input. The chunks depend
/// on the records and the options alone.
pub struct Source<'p> {
    decoder: Decoder<'p>,
    options: SourceOptions,
    waiting: VecDeque<Input>,
    open: Option<Open<'p>>,
    next: u64,
    read: Arc<AtomicU64>,
    /// How many bytes the files have that were read to their ends.
    ended: u64,
    bytes: u64,
}

struct Open<'p> {
    file: Arc<str>,
    bytes: u64,
    records: Records<'p>,
}

enum Records<'p> {
    Csv(TextPieces, Arc<CsvLayout<'p>>),
    Json(TextPieces),
    /// With the place of the next group.
    Parquet(Arc<ParquetFile<'p>>, usize),
    /// With the batch of which a part was given, the number of its next row from 1, and its place.
    Arrow(Box<ArrowBatches<'p>>, Option<(RecordBatch, u64, usize)>),
}

impl<'p> Source<'p> {
    /// `path` is a file, a folder, or `-` for standard input.
    ///
    /// # Errors
    /// The first file cannot be read, or what its header says cannot be used.
    pub fn open(plan: &'p Plan, path: &std::path::Path, options: SourceOptions) -> Result<Source<'p>, Diagnostic> {
        let inputs = inputs(path, options.encoding)?;
        let bytes = inputs.iter().map(|input| input.bytes).fold(0, u64::saturating_add);
        let lists = options.lists.iter().map(|file| SideList::read(plan, file)).collect::<Result<_, _>>()?;
        let mut source = Source {
            decoder: Decoder::new(plan, lists),
            options,
            waiting: inputs.into(),
            open: None,
            next: 0,
            read: Arc::default(),
            ended: 0,
            bytes,
        };
        source.open_next()?;
        Ok(source)
    }

    #[must_use]
    pub fn decoder(&self) -> Decoder<'p> {
        self.decoder.clone()
    }

    /// How many bytes of the files were read, and how many there are; 0 where that is not known.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.bytes)
    }

    /// The files that are still to be read after this one.
    #[must_use]
    pub fn waiting(&self) -> Vec<PathBuf> {
        self.waiting.iter().filter_map(|input| input.path.clone()).collect()
    }

    fn open_next(&mut self) -> Result<bool, Diagnostic> {
        let Some(input) = self.waiting.pop_front() else { return Ok(false) };
        let binding = self.decoder.plain();
        let file: Arc<str> = Arc::from(input.name.as_str());
        let bytes = input.bytes;
        let records = match input.encoding.format {
            Format::Csv => self.open_csv(&input)?,
            Format::JsonLines => Records::Json(self.pieces(&input, Lines::Json)?),
            Format::Parquet => {
                let file = ParquetFile::open(input, binding)?;
                self.decoder.saw(&file.layout.binding);
                Records::Parquet(Arc::new(file), 0)
            }
            Format::Arrow | Format::ArrowStream => {
                let batches = match input.encoding.format {
                    Format::Arrow => ArrowBatches::file(&input, binding)?,
                    _ => ArrowBatches::stream(&input, binding, &self.read)?,
                };
                self.decoder.saw(&batches.layout.binding);
                Records::Arrow(Box::new(batches), None)
            }
        };
        self.open = Some(Open { file, bytes, records });
        Ok(true)
    }

    fn pieces(&self, input: &Input, lines: Lines) -> Result<TextPieces, Diagnostic> {
        TextPieces::new(&input.name, input.open(&self.read)?, lines, self.options.bytes)
    }

    fn open_csv(&self, input: &Input) -> Result<Records<'p>, Diagnostic> {
        let mut pieces = self.pieces(input, Lines::Csv)?;
        let header = pieces.header()?;
        let columns = CsvLines::new(&input.name, Box::new(Cursor::new(header)))?.columns().to_vec();
        let binding = Binding::new(self.decoder.plan(), Some(&columns));
        self.decoder.saw(&binding);
        Ok(Records::Csv(pieces, Arc::new(CsvLayout::new(binding, columns))))
    }

    /// The next records, not yet read; `None` after the last.
    ///
    /// # Errors
    /// A file cannot be opened or read on.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk<'p>>, Diagnostic> {
        loop {
            let Some(open) = &mut self.open else { return Ok(None) };
            if let Some(part) = open.next_part(self.options.rows)? {
                let number = self.next;
                self.next = number.saturating_add(1);
                let chunk = Chunk { number, file: Arc::clone(&open.file), part };
                if let Some(read) = open.read() {
                    self.read.store(self.ended.saturating_add(read), Ordering::Relaxed);
                }
                return Ok(Some(chunk));
            }
            self.ended = self.ended.saturating_add(open.bytes);
            self.read.fetch_max(self.ended, Ordering::Relaxed);
            self.open = None;
            if !self.open_next()? {
                return Ok(None);
            }
        }
    }
}

impl<'p> Open<'p> {
    fn next_part(&mut self, rows: usize) -> Result<Option<Part<'p>>, Diagnostic> {
        Ok(match &mut self.records {
            Records::Csv(pieces, layout) => pieces.next_piece()?.map(|piece| Part::Csv(piece, Arc::clone(layout))),
            Records::Json(pieces) => pieces.next_piece()?.map(Part::Json),
            Records::Parquet(file, next) => {
                let group = *next;
                *next = group.saturating_add(1);
                (group < file.groups.len()).then(|| Part::RowGroup(Arc::clone(file), group))
            }
            Records::Arrow(batches, rest) => {
                let (batch, first, from) = match rest.take() {
                    Some(rest) => rest,
                    None => match batches.next_batch()? {
                        Some((batch, before)) => (batch, before.saturating_add(1), 0),
                        None => return Ok(None),
                    },
                };
                let length = batch.num_rows().saturating_sub(from).min(rows.max(1));
                let part = batch.slice(from, length);
                let (to, next) =
                    (from.saturating_add(length), first.saturating_add(u64::try_from(length).unwrap_or(0)));
                if to < batch.num_rows() {
                    *rest = Some((batch, next, to));
                }
                Some(Part::Arrow(part, Arc::clone(&batches.layout), first))
            }
        })
    }

    /// How much of the file was given, where the bytes that are read do not say it.
    fn read(&self) -> Option<u64> {
        let (given, all) = match &self.records {
            Records::Csv(..) | Records::Json(_) => return None,
            Records::Parquet(file, next) => (*next, file.groups.len()),
            Records::Arrow(batches, _) => (usize::try_from(batches.read).ok()?, batches.number()?),
        };
        self.bytes.checked_mul(u64::try_from(given).ok()?)?.checked_div(u64::try_from(all).ok()?)
    }
}
