//! The same determinations as [`determine`](super::determine) gives, for many applicants at once:
//! the nodes of the plan are worked out one after the other, each for all rows of a batch.
//!
//! What a row may be is held as compactly as its kind allows: truths as bits of what is possible,
//! numbers and dates as the ends of an interval, variants as a stretch of codes. That a value may be a
//! fault is held too, not which; what has no such form is *strange*. Where either matters for an
//! applicant, the row evaluator decides: so every row gets just what it gives.

mod axis;
mod batches;
mod column;
mod compare;
mod days;
mod demand;
mod determined;
mod inputs;
mod judge;
mod kinds;
mod marks;
mod program;
mod single;
mod spans;
mod tabulation;
mod tried;
mod truth;
mod unit;
mod worker;

pub use batches::BatchEvaluator;
pub use determined::Determined;
pub use marks::Marks;
pub use program::Program;
pub use single::Single;
