//! Policy files to a [`CheckedPolicy`]: every name resolved, every type known, every table proved.
//!
//! Knows nothing of applicants. What it accepts has no error left for a later stage to report.

mod allowed;
mod arithmetic;
mod as_values;
mod calendars;
mod calls;
mod caps;
mod checker;
mod clauses;
mod completeness;
mod comparisons;
mod constant;
mod coverage;
mod declare;
mod exceptions;
mod expr;
mod functions;
mod gather;
mod labels;
mod load;
mod loose;
mod mistakes;
mod names;
mod narrow;
mod order;
mod parts;
mod policy;
mod quotas;
mod reaching;
mod references;
mod relations;
mod scope;
mod tables;
mod tests;
mod times;
mod told;
mod typed;
mod types;
mod ways;

use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Sources;

pub use allowed::settle;
pub use as_values::{as_asked, as_enough, undefeated};
pub use completeness::{Gap, Prover, asks};
pub use coverage::pieces;
pub use load::{Finder, Module, Project, Wanted, load};
pub use loose::Loose;
pub use parts::{Part, PartKind};
pub use policy::*;

/// Checks a loaded project.
///
/// Gives the policy if it has no error, and all that is to be said of it, in reading order. A library
/// is a policy without pathways: it decides nothing, but its tests run. The project's own mistakes, found by
/// [`load`], are not repeated, but there is no policy while there are any.
#[must_use]
pub fn check(sources: &Sources, project: &Project) -> (Option<CheckedPolicy>, Vec<Diagnostic>) {
    let (policy, mut problems) = all_findings(sources, project);
    settle(project, &mut problems);
    (policy, problems)
}

/// The same with the warnings that are allowed in place.
#[must_use]
pub fn all_findings(sources: &Sources, project: &Project) -> (Option<CheckedPolicy>, Vec<Diagnostic>) {
    let mut checker = checker::Checker::new(sources, project);
    checker.declare();
    checker.everything();
    checker.allowed();
    let header = project.modules.first().and_then(|module| module.tree.header.clone());
    let policy = header.map(|header| checker.policy(&header));
    let mut problems = checker.problems;
    problems.sort_by(|a, b| (a.place(), a.code, &a.message).cmp(&(b.place(), b.code, &b.message)));
    problems.dedup();
    let failed = problems.iter().any(|problem| problem.severity() == Severity::Error);
    (policy.filter(|_| project.complete && !failed), problems)
}
