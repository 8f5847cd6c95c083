use std::collections::BTreeSet;

use super::Ending;
use super::arguments::CheckArguments;
use super::project::{check_file, policy_files};
use super::terminal::Terminal;
use crate::diagnostics::Severity;
use crate::report;

pub fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> Ending {
    let (mut errors, mut warnings, mut files) = (0_usize, 0_usize, 0_usize);
    // A library's findings are told once, not again for each file that uses it.
    let mut told: BTreeSet<String> = BTreeSet::new();
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
            let checked = match check_file(&file, folder) {
                Ok(checked) => checked,
                Err(why) => {
                    terminal.say(&format!("error: {why}\n"));
                    errors = errors.saturating_add(1);
                    continue;
                }
            };
            files = files.saturating_add(1);
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
