//! A policy's own tests and assertions: each example decided, each property held against
//! applicants, and what came where something else was expected.

mod chance;
mod coverage;
mod edges;
mod expect;
mod meter;
mod search;
mod tests;

pub use chance::Chance;
pub use coverage::{Coverage, Covered, FileCoverage, Share};
pub use edges::Edges;
pub use expect::{Found, Verdict, hold};
pub use meter::{Meter, Seen, parts_read};
pub use search::{Violation, search};
pub use tests::{Failure, TestResult, run, run_and_cover};
