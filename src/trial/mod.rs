//! A policy's own tests and assertions: each example decided, each property held against
//! applicants, and what came where something else was expected.

mod expect;
mod search;
mod tests;

pub use expect::{Found, Verdict, hold};
pub use search::{Violation, search};
pub use tests::{Failure, TestResult, run};
