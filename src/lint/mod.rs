//! A checked policy to what is likely not meant so: warnings about the file that was asked for.
//!
//! Each lint is a file of its own and gives findings that stand in that file; libraries that it uses
//! are linted when they are checked themselves. What a finding may rest on is in `About`: the trees
//! as written, the policy, and what each of its values may be for anybody at all.

mod about;
mod always;
mod direction;
mod division;
mod grids;
mod halves;
mod labels;
mod leap_days;
mod nationality;
mod near_copies;
mod never_read;
mod nobody;
mod officer;
mod paragraphs;
mod repeated;
mod sources;
mod working_days;
mod worse_off;

use crate::check::{self, CheckedPolicy, Project};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Sources;

use about::About;

/// Checks a loaded project, and lints its first file if there is no error in any.
///
/// Gives what [`check::check`] gives, with the lints' findings that are not allowed in place, in
/// reading order, and the `allow`s of that file that allow nothing.
#[must_use]
pub fn review(sources: &Sources, project: &Project) -> (Option<CheckedPolicy>, Vec<Diagnostic>) {
    let (policy, mut problems) = check::all_findings(sources, project);
    if let Some(policy) = &policy {
        problems.extend(lint(sources, project, policy));
    }
    let unused = check::settle(project, &mut problems);
    if policy.is_some() {
        problems.extend(unused.into_iter().map(allows_nothing));
    }
    problems.sort_by(|a, b| (a.place(), a.code, &a.message).cmp(&(b.place(), b.code, &b.message)));
    (policy, problems)
}

fn lint(sources: &Sources, project: &Project, policy: &CheckedPolicy) -> Vec<Diagnostic> {
    let Some(about) = About::new(sources, project, policy) else { return Vec::new() };
    let mut found = Vec::new();
    for lint in LINTS {
        lint(&about, &mut found);
    }
    found.retain(|problem| problem.place().is_some_and(|place| place.file == about.main.file));
    found.sort_by_key(Diagnostic::place);
    found.dedup();
    found
}

type Lint = fn(&About<'_>, &mut Vec<Diagnostic>);

const LINTS: &[Lint] = &[
    never_read::lint,
    always::lint,
    nobody::lint,
    officer::lint,
    nationality::lint,
    working_days::lint,
    labels::lint,
    sources::lint,
    division::lint,
    paragraphs::lint,
    grids::lint,
    worse_off::lint,
    halves::lint,
    leap_days::lint,
    repeated::lint,
    near_copies::lint,
];

fn allows_nothing(allowed: &crate::syntax::Allowed) -> Diagnostic {
    Diagnostic::new(Code::W0821, format!("there is no {} here to be allowed", allowed.code.node))
        .label(allowed.span, "allows nothing")
        .help("take it away")
}
