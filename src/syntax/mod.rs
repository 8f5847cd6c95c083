//! Text to [`PolicyFile`]: the grammar, the tree as written, and what a reader may have meant.
//!
//! The only place that knows the parser generator. Knows nothing of names, types or meaning.

mod allowed;
mod broken;
mod build;
mod build_calendars;
mod build_clauses;
mod build_expr;
mod build_tests;
mod build_values;
mod build_ways;
mod csv_rows;
mod format;
mod grammar;
mod label_values;
mod mistakes;
mod once;
mod parse;
mod slips;
mod strange;
mod tree;
mod tree_expr;
mod tree_tests;
mod words_read;

pub use csv_rows::csv_rows;
pub use format::{Unformatted, format};
pub use label_values::{label_values, without_values};
pub use parse::parse;
pub use tree::*;
pub use tree_expr::*;
pub use tree_tests::*;
pub use words_read::words_read;
