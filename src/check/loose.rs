//! Exceptions that act nowhere: an exception acts only where its file is used.

use std::collections::BTreeSet;

use super::load::Project;
use super::mistakes;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{HeaderKind, Item};

/// Libraries with exceptions, and what policies load, gathered over all files of one check.
#[derive(Default)]
pub struct Loose {
    loaded: BTreeSet<String>,
    libraries: Vec<Library>,
}

struct Library {
    /// Which of the files it was that were seen.
    file: usize,
    name: String,
    uses: Vec<String>,
    /// What its exceptions are to.
    targets: BTreeSet<String>,
    places: Vec<Span>,
}

impl Loose {
    /// Takes note of a file; `file` is the number by which its finding is told.
    pub fn see(&mut self, file: usize, project: &Project) {
        let Some(main) = project.modules.first() else { return };
        if main.tree.header.as_ref().is_some_and(|header| header.kind == HeaderKind::Policy) {
            self.loaded.extend(project.modules.iter().map(|module| module.name.clone()));
            return;
        }
        let mut library = Library {
            file,
            name: main.name.clone(),
            uses: main.tree.uses.iter().map(|used| used.node.clone()).collect(),
            targets: BTreeSet::new(),
            places: Vec::new(),
        };
        for item in &main.tree.items {
            if let Item::Exception(decl) = item {
                // Each may be allowed where it stands.
                let allowed = main.tree.allowed.iter().any(|allowed| {
                    let place = decl.targets.first().map(|target| target.span);
                    allowed.code.node.eq_ignore_ascii_case(&Code::W0410.to_string())
                        && place.is_some_and(|place| allowed.holds_at(place))
                });
                if allowed {
                    continue;
                }
                library.targets.extend(decl.targets.iter().map(|target| target.node.clone()));
                library.places.extend(decl.targets.first().map(|target| target.span));
            }
        }
        self.libraries.push(library);
    }

    /// What is to be said of exceptions to what policies use, in files that no policy uses, with
    /// the number of each file.
    #[must_use]
    pub fn findings(&self) -> Vec<(usize, Diagnostic)> {
        let acts_nowhere = |library: &&Library| {
            !library.targets.is_empty()
                && !self.loaded.contains(&library.name)
                && library.uses.iter().any(|used| self.loaded.contains(used))
        };
        let finding = |library: &Library| {
            (library.file, mistakes::exceptions_act_nowhere(&library.places, &library.name, &library.targets))
        };
        self.libraries.iter().filter(acts_nowhere).map(finding).collect()
    }
}
