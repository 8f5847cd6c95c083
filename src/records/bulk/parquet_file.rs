use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use super::super::binding::Binding;
use super::super::mistakes;
use super::arrow_layout::ArrowLayout;
use super::arrow_rows::ArrowRows;
use super::input::Input;
use super::{BATCH, Decoded};
use crate::diagnostics::Diagnostic;

/// A Parquet file, of which every group of rows can be read by itself.
pub struct ParquetFile<'p> {
    pub input: Input,
    pub layout: ArrowLayout<'p>,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    /// Of each group how many rows stand before it, and how many are in it.
    pub groups: Vec<(u64, u64)>,
}

/// So many rows are read at a time; those of several batches, as each time costs something.
const READ: usize = 4 * BATCH;

impl<'p> ParquetFile<'p> {
    /// # Errors
    /// It is no whole Parquet file, or a column's type cannot be its fact's.
    pub fn open(input: Input, binding: Binding<'p>) -> Result<ParquetFile<'p>, Diagnostic> {
        let file = input.file()?;
        let at_end = format!("byte {}, where it ends", input.bytes);
        let damaged = |error: parquet::errors::ParquetError| {
            mistakes::damaged_at(&input.name, &at_end, &plain(&error.to_string()))
        };
        let broken = |why: &str| mistakes::damaged_at(&input.name, &at_end, why);
        let found = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())).map_err(broken)?;
        let found = found.map_err(damaged)?;
        let layout = ArrowLayout::new(binding, found.schema(), &input.name)?;
        let wanted = Arc::new(layout.wanted(found.schema()));
        let options = ArrowReaderOptions::new().with_schema(wanted);
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options).map_err(damaged)?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), layout.projection.iter().copied());
        let mut groups = Vec::new();
        let mut before = 0_u64;
        for group in metadata.metadata().row_groups() {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            groups.push((before, rows));
            before = before.saturating_add(rows);
        }
        Ok(ParquetFile { input, layout, metadata, mask, groups })
    }

    /// # Errors
    /// The file cannot be opened again, or the group not be read.
    pub fn rows(&self, group: usize) -> Result<ParquetRows<'_, 'p>, Diagnostic> {
        let (before, rows) = self.groups.get(group).copied().unwrap_or_default();
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.input.file()?, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(self.mask.clone())
            .with_batch_size(READ);
        let reader = guarded(|| builder.build()).map_err(|why| self.damaged(group, why))?;
        let reader = reader.map_err(|error| self.damaged(group, &error.to_string()))?;
        Ok(ParquetRows {
            file: self,
            group,
            reader,
            rows: ArrowRows::new(&self.layout, &self.input.name),
            read: None,
            next: before.saturating_add(1),
            missing: rows,
        })
    }

    fn damaged(&self, group: usize, why: &str) -> Diagnostic {
        let (before, rows) = self.groups.get(group).copied().unwrap_or_default();
        let (first, last) = (before.saturating_add(1), before.saturating_add(rows));
        let place = format!("row group {}, rows {first} to {last}", group.saturating_add(1));
        mistakes::damaged_at(&self.input.name, &place, &plain(why))
    }
}

/// Reads what may be damaged in a way that the reader of the format takes for its own mistake.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, &'static str> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| "its bytes are not what they are said to be")
}

/// What went wrong, without the name of the format's own kind of error.
pub fn plain(why: &str) -> String {
    why.split_once(": ").map_or(why, |(_, why)| why).to_owned()
}

/// The records of one group of rows, batch by batch.
pub struct ParquetRows<'c, 'p> {
    file: &'c ParquetFile<'p>,
    group: usize,
    reader: ParquetRecordBatchReader,
    rows: ArrowRows<'c, 'p>,
    /// What was read, and how much of it was given.
    read: Option<(RecordBatch, usize)>,
    /// The number of the next row, from 1.
    next: u64,
    missing: u64,
}

impl ParquetRows<'_, '_> {
    /// # Errors
    /// The group cannot be read on.
    pub fn next_batch(&mut self) -> Result<Option<Decoded>, Diagnostic> {
        let (columns, given) = match self.read.take() {
            Some(read) => read,
            None => match guarded(|| self.reader.next()) {
                Err(why) => return Err(self.file.damaged(self.group, why)),
                Ok(Some(Ok(columns))) => (columns, 0),
                Ok(Some(Err(error))) => return Err(self.file.damaged(self.group, &error.to_string())),
                Ok(None) if self.missing > 0 => {
                    return Err(self.file.damaged(self.group, &format!(": {} rows are missing", self.missing)));
                }
                Ok(None) => return Ok(None),
            },
        };
        let length = columns.num_rows().saturating_sub(given).min(BATCH);
        let decoded = self.rows.decoded(&columns.slice(given, length), self.next);
        let rows = u64::try_from(length).unwrap_or(0);
        self.next = self.next.saturating_add(rows);
        self.missing = self.missing.saturating_sub(rows);
        let given = given.saturating_add(length);
        self.read = (given < columns.num_rows()).then_some((columns, given));
        Ok(Some(decoded))
    }
}
