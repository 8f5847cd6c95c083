//! Applicants in and out: CSV and JSON Lines, read one record at a time and never guessed at.
//!
//! What a record may hold is said for others too: as a schema, a header, an example.
//!
//! Knows a plan's facts, nothing of rules. A record that does not fit is a [`Rejection`] with its
//! place; the others go on.

mod batch;
mod binding;
mod bulk;
mod csv_cells;
mod csv_lines;
mod encode;
mod example;
mod format;
mod json;
mod json_lines;
mod json_text;
mod mistakes;
mod output;
mod parts;
mod raw;
mod schema;
mod shape;
mod value;
mod written;

pub use batch::{Batch, DECIMAL_PLACES, FactColumn, Known, MONEY_PLACES, ResultColumn, Results, States};
pub use binding::{Binding, ColumnNotes, Record};
pub use bulk::{
    ArrowRecords, BATCH, Chunk, Decoded, Decoder, Decoding, ListFile, RECORD, RejectedEntries, SeenColumns, Source,
    SourceOptions, Unmatched,
};
pub use encode::{
    Column, Compression as PageCompression, Encoder, Holds, Note, Packing, Part, ResultsFormat, record_batch,
    rejects_columns,
};
pub use example::{example_listing, example_record};
pub use format::{Compression, Encoding, Format};
pub use json_lines::record as json_record;
pub use mistakes::unreadable;
pub use output::{Cell, Output, RejectsFile, exact, temporary_beside};
pub use parts::{Fingerprint, Parts, Resumed, Target};
pub use raw::{RawFields, RawRecord, Reader, Rejection};
pub use schema::{csv_header, json_schema};
pub use value::from_text as fact_value;
pub use written::{Applicants, applicant_line};
