//! Arrow IPC, as a file and as a stream.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;

use super::super::binding::Binding;
use super::super::mistakes;
use super::arrow_layout::ArrowLayout;
use super::input::Input;
use super::parquet_file::{guarded, plain};
use crate::diagnostics::Diagnostic;

/// The batches of an Arrow file, with only the columns that are read.
pub struct ArrowBatches<'p> {
    name: String,
    pub layout: Arc<ArrowLayout<'p>>,
    batches: Batches,
    /// How many batches were read, and how many rows in them.
    pub read: u64,
    pub rows: u64,
}

enum Batches {
    File(Box<FileReader<File>>),
    Stream(Box<StreamReader<Ending<Box<dyn Read + Send>>>>),
}

impl<'p> ArrowBatches<'p> {
    /// # Errors
    /// It is no whole Arrow file, or a column's type cannot be its fact's.
    pub fn file(input: &Input, binding: Binding<'p>) -> Result<ArrowBatches<'p>, Diagnostic> {
        let at_end = format!("byte {}, where it ends", input.bytes);
        let damaged = |error: ArrowError| mistakes::damaged_at(&input.name, &at_end, &plain(&error.to_string()));
        let broken = |why: &str| mistakes::damaged_at(&input.name, &at_end, why);
        let file = input.file()?;
        let schema = guarded(|| FileReader::try_new(file, None)).map_err(broken)?.map_err(damaged)?.schema();
        let layout = Arc::new(ArrowLayout::new(binding, &schema, &input.name)?);
        let reader = FileReader::try_new(input.file()?, Some(layout.projection.clone())).map_err(damaged)?;
        let batches = Batches::File(Box::new(reader));
        Ok(ArrowBatches { name: input.name.clone(), layout, batches, read: 0, rows: 0 })
    }

    /// # Errors
    /// It does not begin as an Arrow stream, or a column's type cannot be its fact's.
    pub fn stream(input: &Input, binding: Binding<'p>, read: &Arc<AtomicU64>) -> Result<ArrowBatches<'p>, Diagnostic> {
        let damaged = |error: ArrowError| mistakes::damaged_at(&input.name, "its schema", &plain(&error.to_string()));
        let mut start = Seen { inner: input.open(read)?, seen: Vec::new() };
        let broken = |why: &str| mistakes::damaged_at(&input.name, "its schema", why);
        let schema = guarded(|| StreamReader::try_new(&mut start, None)).map_err(broken)?.map_err(damaged)?.schema();
        let layout = Arc::new(ArrowLayout::new(binding, &schema, &input.name)?);
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(start.seen).chain(start.inner));
        let whole = Ending { inner: whole, ended: false };
        let reader = StreamReader::try_new(whole, Some(layout.projection.clone())).map_err(damaged)?;
        let batches = Batches::Stream(Box::new(reader));
        Ok(ArrowBatches { name: input.name.clone(), layout, batches, read: 0, rows: 0 })
    }

    /// How many batches there are, if that is known.
    pub fn number(&self) -> Option<usize> {
        match &self.batches {
            Batches::File(reader) => Some(reader.num_batches()),
            Batches::Stream(_) => None,
        }
    }

    /// The next batch, and how many rows stand before it.
    ///
    /// # Errors
    /// It is damaged, or the stream ends without its mark.
    pub fn next_batch(&mut self) -> Result<Option<(RecordBatch, u64)>, Diagnostic> {
        let batch = guarded(|| match &mut self.batches {
            Batches::File(reader) => reader.next(),
            Batches::Stream(reader) => reader.next(),
        });
        let place = || format!("batch {}, after row {}", self.read.saturating_add(1), self.rows);
        match batch.map_err(|why| mistakes::damaged_at(&self.name, &place(), why))? {
            Some(Ok(batch)) => {
                let before = self.rows;
                self.read = self.read.saturating_add(1);
                self.rows = before.saturating_add(u64::try_from(batch.num_rows()).unwrap_or(0));
                Ok(Some((batch, before)))
            }
            Some(Err(error)) => Err(mistakes::damaged_at(&self.name, &place(), &plain(&error.to_string()))),
            None => match &self.batches {
                Batches::Stream(reader) if reader.get_ref().ended => {
                    Err(mistakes::damaged_at(&self.name, &place(), "the stream ends without the mark of its end"))
                }
                _ => Ok(None),
            },
        }
    }
}

/// Keeps what was read, so that it can be read again.
struct Seen<R> {
    inner: R,
    seen: Vec<u8>,
}

impl<R: Read> Read for Seen<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.seen.extend_from_slice(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Notices that somebody wanted to read on where there was nothing.
struct Ending<R> {
    inner: R,
    ended: bool,
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.ended |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}
