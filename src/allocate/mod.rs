//! Who gets a scarce place: eligible applicants and quotas to places, cut-offs, and the outcome of
//! each applicant.
//!
//! Takes determinations, not records: it knows of an applicant only what a [`Claim`] takes from a
//! determination.

mod claim;
mod decide;
mod fill;

pub use claim::{Claim, Roll};
pub use decide::{Asked, Decision, Given, Outcome, decide};
pub use fill::{Allocation, CutOff, Place, PoolResult, QuotaResult, allocate};
