//! A plan to a sample of applicants: people who between them show what the policy turns on, and
//! beyond them as many as are wanted, drawn from what the facts are declared to be or from given
//! marginals.
//!
//! Works backwards over the operations of a plan, and by trying; knows nothing of files. The same
//! plan, seed and wishes give the same people on every machine.

mod goals;
mod lists;
mod marginals;
mod people;
mod reckon;
mod solve;
mod steer;
mod walk;
mod want;

pub use marginals::{Marginals, Mistake, PARTS};
pub use steer::{Sample, Wanted, sample};
