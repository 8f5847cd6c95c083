//! Applicants in and out: CSV and JSON Lines, read one record at a time and never guessed at.
//!
//! What a record may hold is said for others too: as a schema, a header, an example.
//!
//! Knows a plan's facts, nothing of rules. A record that does not fit is a [`Rejection`] with its
//! place; the others go on.

mod binding;
mod csv_lines;
mod example;
mod json;
mod json_lines;
mod json_text;
mod mistakes;
mod output;
mod raw;
mod schema;
mod shape;
mod value;
mod written;

pub use binding::{Binding, ColumnNotes, Record};
pub use example::{example_listing, example_record};
pub use mistakes::unreadable;
pub use output::{Cell, Output, RejectsFile, exact, temporary_beside};
pub use raw::{Format, RawFields, RawRecord, Reader, Rejection};
pub use schema::{csv_header, json_schema};
pub use value::from_text as fact_value;
pub use written::{Applicants, applicant_line};
