//! A [`CheckedPolicy`] to a [`Plan`]: one flat list of operations, each after what it reads, with
//! the clauses of the policy pointing into it.
//!
//! Lowering cannot fail: what could be wrong with a policy was said by `check`. Knows nothing of
//! files; what can still go wrong when a plan runs is the applicant's data.

mod building;
mod burdens;
mod clauses;
mod exceptions;
mod labels;
mod lower;
mod read;
mod scores;
mod structure;
mod unknown;
mod watches;
mod ways;

use crate::check::CheckedPolicy;

pub use crate::check::{Discretion, ExpectedStatus, Fact, Part, PartKind, Words};
pub use labels::{fill, in_words};
pub use structure::*;

/// The plan that decides as the policy says.
#[must_use]
pub fn plan(policy: &CheckedPolicy) -> Plan {
    lower::lower(policy)
}
