//! Visado inside a program: a policy compiled once, applicants decided one by one or in Arrow batches.
//!
//! ```
//! use visado::embed::{Conditions, Decider, Policy};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let policy = Policy::compile(
//!     "seasonal.visado",
//!     r#"
//! policy seasonal "Seasonal work" {
//!   as of  applied_on
//!   source "an example"
//! }
//!
//! facts applicant {
//!   id number  : text     "Number"
//!   applied_on : date     "Day of the application"
//!   born       : date     "Date of birth"
//!   has_offer  : boolean  "holds an offer of work"
//! }
//!
//! define age "age" = years from born to applied_on
//!
//! pathway worker "Seasonal worker" {
//!   source   "s. 1"
//!   requires has_offer  "holds an offer of work"
//!   requires age >= 18  "is of age"
//! }
//! "#,
//!     &mut |_| None,
//! )?;
//! let prepared = policy.prepare(Conditions::default())?;
//! let mut decider = Decider::new(&prepared);
//!
//! let ana = serde_json::json!({
//!     "number": "A-1", "applied_on": "2026-03-01", "born": "2008-03-02", "has_offer": true
//! });
//! let decided = decider.decide(&ana)?;
//! assert_eq!(decided.outcome.as_str(), "refused");
//! assert_eq!(decided.reasons, ["is of age"]);
//!
//! // What is not said is unknown, never assumed.
//! let ben = serde_json::json!({ "number": "B-2", "applied_on": "2026-03-01", "has_offer": true });
//! assert_eq!(decider.decide(&ben)?.needs, ["born"]);
//! # Ok(())
//! # }
//! ```
//!
//! The outcomes, reasons and needs are those of `visado run`; what `explain`, `diff` and the other
//! commands do stands in the modules that they are named after.

mod decider;
mod policy;
mod refusal;

pub use arrow_array::RecordBatch;
pub use decider::{Decided, DecidedBatch, Decider};
pub use policy::{Conditions, Policy, Prepared};
pub use refusal::{Findings, Refusal};
