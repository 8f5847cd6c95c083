use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::batch::{Batch, FactColumn};
use super::super::binding::{Binding, ColumnNotes};
use super::arrow_rows::ArrowRows;
use super::chunk::{Chunk, Part};
use super::csv_rows::CsvRows;
use super::json_rows::JsonRows;
use super::lists::{RejectedEntries, SideList, Unmatched};
use super::parquet_file::ParquetRows;
use super::text::too_long;
use super::{BATCH, Decoded};
use crate::diagnostics::Diagnostic;
use crate::plan::Plan;

/// Reads the records of chunks, on as many threads as there are.
#[derive(Clone, Debug)]
pub struct Decoder<'p> {
    plan: &'p Plan,
    /// Without columns, for files in which each record names its own.
    plain: Arc<Binding<'p>>,
    /// What was seen of columns in all that was read.
    seen: Arc<Mutex<Binding<'p>>>,
    lists: Arc<Vec<SideList>>,
}

/// What was seen of the columns of some chunks: for whoever goes on where these were read before.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SeenColumns {
    pub facts: Vec<String>,
    /// Those that no fact is called.
    pub unknown: Vec<String>,
}

impl<'p> Decoder<'p> {
    pub(super) fn new(plan: &'p Plan, lists: Vec<SideList>) -> Decoder<'p> {
        let plain = Binding::new(plan, None);
        let mut seen = plain.clone();
        lists.iter().for_each(|list| seen.saw_column(list.list()));
        Decoder { plan, seen: Arc::new(Mutex::new(seen)), plain: Arc::new(plain), lists: Arc::new(lists) }
    }

    /// Entries of lists in files of their own that were set aside.
    #[must_use]
    pub fn rejected_entries(&self) -> Vec<RejectedEntries> {
        let rejected = self.lists.iter().map(SideList::rejected);
        rejected.filter(|entries| !entries.rejected.is_empty()).collect()
    }

    /// Entries of nobody among the applicants of all chunks, once they were read. Where chunks were
    /// passed over it is not known whose entries theirs are.
    #[must_use]
    pub fn unmatched_entries(&self) -> Vec<Unmatched> {
        self.lists.iter().filter_map(SideList::unmatched).collect()
    }

    #[must_use]
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    pub(super) fn plain(&self) -> Binding<'p> {
        self.plain.as_ref().clone()
    }

    fn all_seen(&self) -> MutexGuard<'_, Binding<'p>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn saw(&self, binding: &Binding<'_>) {
        self.all_seen().join(binding);
    }

    /// What is to be said of the columns, once all chunks were read.
    #[must_use]
    pub fn notes(&self, file: &str) -> ColumnNotes {
        let mut notes = self.all_seen().notes(file);
        notes.unknown.extend(self.lists.iter().flat_map(SideList::unknown).cloned());
        notes
    }

    /// What was seen of columns until now.
    #[must_use]
    pub fn seen(&self) -> SeenColumns {
        let (facts, unknown) = self.all_seen().seen_columns();
        SeenColumns { facts, unknown }
    }

    /// Takes for seen what was, in chunks that are not read again.
    pub fn saw_before(&self, columns: &SeenColumns) {
        let mut seen = self.all_seen();
        columns.facts.iter().chain(&columns.unknown).for_each(|column| seen.saw_column(column));
    }

    /// The records of a chunk.
    ///
    /// # Errors
    /// The chunk cannot be read.
    pub fn decode<'c>(&'c self, chunk: &'c Chunk<'p>) -> Result<Decoding<'c, 'p>, Diagnostic> {
        let rows = match &chunk.part {
            Part::Csv(piece, _) | Part::Json(piece) if piece.too_long => Rows::TooLong(Some(piece.line)),
            Part::Csv(piece, layout) => Rows::Csv(Box::new(layout.rows(piece, &chunk.file))),
            Part::Json(piece) => Rows::Json(Box::new(JsonRows::new(&self.plain, piece, &chunk.file))),
            Part::RowGroup(file, group) => Rows::Parquet(Box::new(file.rows(*group)?)),
            Part::Arrow(_, layout, _) => Rows::Arrow(Box::new(ArrowRows::new(layout, &chunk.file)), 0),
        };
        Ok(Decoding { decoder: self, chunk, rows })
    }
}

/// The batches of one chunk, each read when it is asked for.
pub struct Decoding<'c, 'p> {
    decoder: &'c Decoder<'p>,
    chunk: &'c Chunk<'p>,
    rows: Rows<'c, 'p>,
}

enum Rows<'c, 'p> {
    TooLong(Option<u64>),
    Csv(Box<CsvRows<'c, 'p>>),
    Json(Box<JsonRows<'c, 'p>>),
    Parquet(Box<ParquetRows<'c, 'p>>),
    /// With how many rows were given.
    Arrow(Box<ArrowRows<'c, 'p>>, usize),
}

impl Decoding<'_, '_> {
    fn next_batch(&mut self) -> Result<Option<Decoded>, Diagnostic> {
        match &mut self.rows {
            Rows::TooLong(line) => Ok(line.take().map(|line| Decoded {
                batch: Batch {
                    lines: Vec::new(),
                    ids: Vec::<&str>::new().into(),
                    facts: vec![FactColumn::Unknown; self.decoder.plan.facts.len()],
                },
                rejected: vec![too_long(line)],
                set_aside: 1,
                file: Arc::clone(&self.chunk.file),
            })),
            Rows::Csv(rows) => Ok(rows.next_batch()),
            Rows::Json(rows) => {
                let batch = rows.next_batch();
                if batch.is_none() {
                    self.decoder.saw(&rows.binding);
                }
                Ok(batch)
            }
            Rows::Parquet(rows) => rows.next_batch(),
            Rows::Arrow(rows, given) => {
                let Part::Arrow(columns, _, first) = &self.chunk.part else { return Ok(None) };
                let length = columns.num_rows().saturating_sub(*given).min(BATCH);
                if length == 0 {
                    return Ok(None);
                }
                let first = first.saturating_add(u64::try_from(*given).unwrap_or(0));
                let decoded = rows.decoded(&columns.slice(*given, length), first);
                *given = given.saturating_add(length);
                Ok(Some(decoded))
            }
        }
    }
}

impl Iterator for Decoding<'_, '_> {
    type Item = Result<Decoded, Diagnostic>;

    fn next(&mut self) -> Option<Result<Decoded, Diagnostic>> {
        let mut decoded = self.next_batch().transpose()?;
        if let Ok(decoded) = &mut decoded {
            self.decoder.lists.iter().for_each(|list| list.join(decoded));
        }
        Some(decoded)
    }
}
