use std::sync::Arc;

use arrow_array::RecordBatch;

use super::arrow_layout::ArrowLayout;
use super::csv_rows::CsvLayout;
use super::parquet_file::ParquetFile;
use super::text::TextPiece;

/// Some records that follow each other in a file, not yet read.
pub struct Chunk<'p> {
    /// Its number among all chunks, from 0.
    pub number: u64,
    pub(super) file: Arc<str>,
    pub(super) part: Part<'p>,
}

pub(super) enum Part<'p> {
    Csv(TextPiece, Arc<CsvLayout<'p>>),
    Json(TextPiece),
    RowGroup(Arc<ParquetFile<'p>>, usize),
    /// With the number of its first row, from 1.
    Arrow(RecordBatch, Arc<ArrowLayout<'p>>, u64),
}

impl Chunk<'_> {
    /// How many records it holds, where that is known before they are read.
    #[must_use]
    pub fn rows(&self) -> Option<u64> {
        match &self.part {
            Part::Csv(..) | Part::Json(_) => None,
            Part::RowGroup(file, group) => file.groups.get(*group).map(|(_, rows)| *rows),
            Part::Arrow(batch, ..) => u64::try_from(batch.num_rows()).ok(),
        }
    }

    /// About how much memory it takes while it waits to be read.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.part {
            Part::Csv(piece, _) | Part::Json(piece) => piece.bytes.capacity(),
            Part::RowGroup(..) => 0,
            Part::Arrow(batch, ..) => batch.get_array_memory_size(),
        }
    }
}
