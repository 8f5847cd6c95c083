//! Results as bytes, a part of the file at a time.
//!
//! A file of results is a head, its parts in order, and a foot. A part is made of [`Results`] alone,
//! so that several are made at once on several threads; the foot is made of what the parts noted of
//! themselves ([`Note`]). In CSV and JSON Lines a part is lines, compressed each by itself where the
//! file is; in Parquet it is a row group, in Arrow IPC a record batch.
//!
//! CSV and JSON Lines are byte for byte what [`Output`](super::Output) writes for the same cells. The
//! bytes depend on the rows of each part and on nothing else: not on the numbers by which results are
//! coded, nor on how many batches a part was made of.

mod arrow;
mod column;
mod encoder;
mod format;
mod lines;
mod numbers;
mod packed;
mod parquet;
mod rejects;
mod text;
mod words;

pub use arrow::record_batch;
pub use column::{Column, Holds};
pub use encoder::{Encoder, Note, Part};
pub use format::{Compression, Packing, ResultsFormat};
pub use rejects::rejects_columns;
