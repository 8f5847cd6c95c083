//! Two versions of a policy on the same applicants: who is decided otherwise, from what to what,
//! and what was said before and after.
//!
//! Takes decisions, not records; what it knows of an applicant is in a [`Side`].

mod transitions;

pub use transitions::{Change, Comparison, Group, Side};
