//! Warnings that are allowed in place.

use super::checker::Checker;
use super::load::Project;
use super::mistakes;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::syntax::Allowed;

impl Checker<'_> {
    /// Reports each `allow` of something that is no warning.
    pub fn allowed(&mut self) {
        let project = self.project;
        for allowed in project.modules.iter().flat_map(|module| &module.tree.allowed) {
            match Code::parse(&allowed.code.node) {
                Some(code) if code.severity() == Severity::Warning => {
                    if allowed.reason.node.trim().is_empty() {
                        self.report(mistakes::no_reason(allowed.reason.span, code));
                    }
                }
                found => self.report(mistakes::no_warning(allowed.code.span, &allowed.code.node, found.is_some())),
            }
        }
    }
}

/// Takes away the warnings that are allowed where they stand; gives the `allow`s of the first file
/// that allowed none.
pub fn settle<'a>(project: &'a Project, problems: &mut Vec<Diagnostic>) -> Vec<&'a Allowed> {
    let allowed: Vec<&Allowed> = project.modules.iter().flat_map(|module| &module.tree.allowed).collect();
    let mut unused: Vec<bool> = vec![true; allowed.len()];
    problems.retain(|problem| {
        let allows = |allowed: &Allowed| {
            problem.severity() == Severity::Warning
                && allowed.code.node.eq_ignore_ascii_case(&problem.code.to_string())
                && problem.place().is_some_and(|place| allowed.holds_at(place))
        };
        let mut told = true;
        for (allowed, unused) in allowed.iter().zip(&mut unused) {
            if allows(allowed) {
                *unused = false;
                told = false;
            }
        }
        told
    });
    let first = project.modules.first().map(|module| module.tree.file);
    let unused = allowed.into_iter().zip(unused).filter(|(_, unused)| *unused).map(|(allowed, _)| allowed);
    // Whether exceptions act nowhere shows only once all files are checked.
    let judged = |allowed: &&Allowed| !allowed.code.node.eq_ignore_ascii_case(&Code::W0410.to_string());
    unused.filter(|allowed| Some(allowed.span.file) == first).filter(judged).collect()
}
