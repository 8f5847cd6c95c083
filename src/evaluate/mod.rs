//! A [`Plan`](crate::plan::Plan) and a record to a [`Determination`]: every node's value, and what
//! each pathway says of the applicant. Row by row, with every value kept for the explanation.
//!
//! Knows nothing of files, and nothing of other applicants: who gets a scarce place is for
//! `allocate`.

mod columns;
mod determine;
mod family;
mod needs;
mod refine;
mod standing;
mod trace;

pub use columns::{BatchEvaluator, Determined, Marks, Program, Single};
pub use determine::{Determination, PathwayResult, Status, determine};
pub use needs::{for_an_officer, missing};
pub use standing::{SortKey, Standing};
pub use trace::{Evaluator, Trace};
