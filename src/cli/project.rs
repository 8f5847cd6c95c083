//! Policy files on disk: the root of a project, and the dotted names of the files under it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Ending;
use super::terminal::Terminal;
use crate::check::{self, CheckedPolicy, Project, Wanted};
use crate::diagnostics::Diagnostic;
use crate::lint;
use crate::plan::{self, Plan};
use crate::report;
use crate::source::{SourceFile, Sources};

/// The ending of policy files.
const ENDING: &str = "visado";
/// The file that marks the root of a project.
const MARK: &str = "visado.toml";

/// What a check of one file found.
pub struct Checked {
    pub policy: Option<CheckedPolicy>,
    pub sources: Sources,
    pub problems: Vec<Diagnostic>,
    /// The file and all that it uses, directly or not.
    pub project: Project,
}

/// Checks one file with all that it uses. `named` is the folder named on the command line, if one
/// was: the root where no folder upwards is marked as one.
pub fn check_file(path: &Path, named: Option<&Path>) -> Result<Checked, String> {
    checked_by(path, named, check::check)
}

/// The same, with what is likely not meant so.
pub fn review_file(path: &Path, named: Option<&Path>) -> Result<Checked, String> {
    checked_by(path, named, lint::review)
}

/// How a loaded project is checked.
type Check = fn(&Sources, &Project) -> (Option<CheckedPolicy>, Vec<Diagnostic>);

fn checked_by(path: &Path, named: Option<&Path>, check: Check) -> Result<Checked, String> {
    let text = read(path)?;
    let mut sources = Sources::default();
    let main = sources.add(path.display().to_string(), text.clone());
    let root = root_of(path, named, &text);
    let name = dotted_name(&root, path);
    let mut find = |wanted: Wanted<'_>| {
        let file = match wanted {
            Wanted::Library(name) => {
                let mut file = root.clone();
                file.extend(name.split('.'));
                file.set_extension(ENDING);
                file
            }
            Wanted::Rows { path, beside } => Path::new(beside).parent()?.join(path),
        };
        let text = fs::read_to_string(&file).ok()?;
        Some(SourceFile { name: file.display().to_string(), text })
    };
    let (project, mut problems) = check::load(&mut sources, main, name.as_deref(), &mut find);
    let (policy, more) = check(&sources, &project);
    problems.extend(more);
    problems.sort_by_key(Diagnostic::place);
    Ok(Checked { policy, sources, problems, project })
}

/// The plan of a policy that must be without errors; prints them if it is not.
pub fn plan_of(path: &Path, terminal: &mut Terminal) -> Result<Plan, Ending> {
    let checked = check_file(path, None).map_err(|why| {
        terminal.say(&format!("error: {why}\n"));
        Ending::WrongUsage
    })?;
    if !checked.problems.is_empty() {
        terminal.say(&report::diagnostics(&checked.sources, &checked.problems, terminal.err));
    }
    let plan = checked.policy.map(|policy| plan::plan(&policy)).ok_or(Ending::Findings)?;
    if plan.pathways.is_empty() {
        terminal.say(&format!(
            "error: {} is a library and decides nothing by itself\n  help: run a policy that uses it\n",
            path.display()
        ));
        return Err(Ending::WrongUsage);
    }
    Ok(plan)
}

/// All policy files of a path: itself, or those in the folder and below, in order.
pub fn policy_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let about = fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if !about.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = BTreeSet::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("cannot read {}: {error}", folder.display()))?.path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == ENDING) {
                files.insert(path);
            }
        }
    }
    Ok(files.into_iter().collect())
}

/// The text of a policy file.
pub fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    utf8(&path.display().to_string(), bytes)
}

/// The text of what was read under that name.
pub fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        format!("{name} is not in UTF-8 (line {line}): save it as UTF-8")
    })
}

/// The nearest folder upwards that is marked as a root, else the folder named on the command line,
/// else the folder under which the file's path is what its header says, else the file's own folder.
fn root_of(path: &Path, named: Option<&Path>, text: &str) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Some(marked) = absolute.ancestors().skip(1).find(|folder| folder.join(MARK).is_file()) {
        return as_given(path, &absolute, marked);
    }
    if let Some(named) = named {
        return named.to_owned();
    }
    let own = path.parent().unwrap_or(Path::new("")).to_owned();
    match header_name(text) {
        Some(name) => {
            let parts = name.split('.').count();
            let root = absolute.ancestors().nth(parts).map(Path::to_owned);
            match root.filter(|root| dotted_name(root, &absolute).as_deref() == Some(name.as_str())) {
                Some(root) => as_given(path, &absolute, &root),
                None => own,
            }
        }
        None => own,
    }
}

/// A folder above a file, written as the file's path was.
fn as_given(path: &Path, absolute: &Path, folder: &Path) -> PathBuf {
    let steps = absolute.strip_prefix(folder).map_or(0, |inside| inside.components().count());
    path.ancestors().nth(steps).filter(|_| !path.is_absolute()).map_or_else(|| folder.to_owned(), Path::to_owned)
}

/// The dotted name that the header gives, read without parsing the file.
fn header_name(text: &str) -> Option<String> {
    let lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).find_map(|line| {
        let rest = line.strip_prefix("policy ").or_else(|| line.strip_prefix("library "))?;
        Some(rest.split(|c: char| c.is_whitespace() || c == '{' || c == '"').find(|word| !word.is_empty())?.to_owned())
    })
}

/// `usa.venezuela_parole` for `usa/venezuela_parole.visado` under the root.
fn dotted_name(root: &Path, path: &Path) -> Option<String> {
    let absolute = |path: &Path| std::path::absolute(path).ok();
    let (root, path) = (absolute(if root.as_os_str().is_empty() { Path::new(".") } else { root })?, absolute(path)?);
    let inside = path.strip_prefix(root).ok()?.with_extension("");
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("."))
}
