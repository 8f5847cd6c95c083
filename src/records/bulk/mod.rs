//! Whole files of records, in pieces that are cheap to come by and are read at the same time.
//!
//! A [`Source`] gives [`Chunk`]s one after the other, the same ones whatever reads them; a
//! [`Decoder`] makes [`Batch`]es of a chunk, on any thread. What is read and what is set aside is just
//! what [`Binding`](super::Binding) says of each record by itself: the readers here know the usual
//! forms of values, and leave every other to it.

mod arrow_column;
mod arrow_layout;
mod arrow_records;
mod arrow_rows;
mod arrow_value;
mod cell;
mod chunk;
mod column;
mod csv_rows;
mod decoder;
mod growing;
mod input;
mod ipc;
mod json_rows;
mod kept;
mod list_rows;
mod lists;
mod parquet_file;
mod source;
mod text;
mod words;

use std::sync::Arc;

use super::batch::Batch;
use super::raw::Rejection;

pub use arrow_records::ArrowRecords;
pub use chunk::Chunk;
pub use decoder::{Decoder, Decoding, SeenColumns};
pub use lists::{ListFile, RejectedEntries, Unmatched};
pub use source::{Source, SourceOptions};

/// The most records of a batch.
pub const BATCH: usize = 4096;

/// The most bytes of a record in a file of lines.
pub const RECORD: usize = 16 << 20;

/// What was made of some records that follow each other in a file.
#[derive(Clone, Debug)]
pub struct Decoded {
    pub batch: Batch,
    /// In the order of the lines; several may be of one record.
    pub rejected: Vec<Rejection>,
    /// How many records they are of.
    pub set_aside: u64,
    /// The file in which the lines are.
    pub file: Arc<str>,
}
