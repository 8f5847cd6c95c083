use std::collections::BTreeSet;
use std::path::Path;

use super::Ending;
use super::arguments::CheckArguments;
use super::project::{policy_files, review_file};
use super::terminal::Terminal;
use crate::check::Project;
use crate::diagnostics::Severity;
use crate::report;
use crate::syntax::{HeaderKind, Item};

pub fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> Ending {
    let (mut errors, mut warnings, mut files) = (0_usize, 0_usize, 0_usize);
    // A library's findings are told once, not again for each file that uses it.
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut loose = Loose::default();
    for path in &arguments.paths {
        let found = match policy_files(path) {
            Ok(found) => found,
            Err(why) => {
                terminal.say(&format!("error: {why}\n"));
                return Ending::WrongUsage;
            }
        };
        if found.is_empty() {
            terminal.say(&format!("error: there is no .visado file in {}\n", path.display()));
            return Ending::WrongUsage;
        }
        let folder = path.is_dir().then_some(path.as_path());
        for file in found {
            let checked = match review_file(&file, folder) {
                Ok(checked) => checked,
                Err(why) => {
                    terminal.say(&format!("error: {why}\n"));
                    errors = errors.saturating_add(1);
                    continue;
                }
            };
            files = files.saturating_add(1);
            loose.see(&file, &checked.project);
            for problem in checked.problems {
                let drawn = report::diagnostics(&checked.sources, std::slice::from_ref(&problem), terminal.out);
                if !told.insert(drawn.clone()) {
                    continue;
                }
                match problem.severity() {
                    Severity::Error => errors = errors.saturating_add(1),
                    Severity::Warning => warnings = warnings.saturating_add(1),
                }
                terminal.print(&drawn);
            }
        }
    }
    loose.notes().iter().for_each(|note| terminal.say(note));
    let count = |number: usize, what: &str| match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    };
    let found = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    let found = if errors > 0 { terminal.out.bad(&found) } else { terminal.out.good(&found) };
    terminal.print(&format!("{} checked: {found}\n", count(files, "file")));
    if errors > 0 { Ending::Findings } else { Ending::Done }
}

/// Libraries with exceptions, and what policies load: an exception acts only where its file is used.
#[derive(Default)]
struct Loose {
    loaded: BTreeSet<String>,
    libraries: Vec<Library>,
}

struct Library {
    path: String,
    name: String,
    uses: Vec<String>,
    /// What its exceptions are to.
    targets: BTreeSet<String>,
}

impl Loose {
    fn see(&mut self, path: &Path, project: &Project) {
        let Some(main) = project.modules.first() else { return };
        if main.tree.header.as_ref().is_some_and(|header| header.kind == HeaderKind::Policy) {
            self.loaded.extend(project.modules.iter().map(|module| module.name.clone()));
            return;
        }
        let exceptions = main.tree.items.iter().filter_map(|item| match item {
            Item::Exception(decl) => Some(decl),
            _ => None,
        });
        self.libraries.push(Library {
            path: path.display().to_string(),
            name: main.name.clone(),
            uses: main.tree.uses.iter().map(|used| used.node.clone()).collect(),
            targets: exceptions.flat_map(|decl| decl.targets.iter().map(|target| target.node.clone())).collect(),
        });
    }

    /// What is to be said of exceptions to what policies use, in files that no policy uses.
    fn notes(&self) -> Vec<String> {
        let acts_nowhere = |library: &&Library| {
            !library.targets.is_empty()
                && !self.loaded.contains(&library.name)
                && library.uses.iter().any(|used| self.loaded.contains(used))
        };
        let note = |library: &Library| {
            let targets: Vec<String> = library.targets.iter().map(|target| format!("`{target}`")).collect();
            let (path, name) = (&library.path, &library.name);
            let what = targets.join(", ");
            format!(
                "note: no policy uses {path}: its exceptions to {what} act nowhere\n  help: `use {name}` in the policy\n"
            )
        };
        self.libraries.iter().filter(acts_nowhere).map(note).collect()
    }
}
