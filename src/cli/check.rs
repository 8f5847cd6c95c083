use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::Ending;
use super::arguments::{CheckArguments, CheckFormat};
use super::project::{policy_files, review_file};
use super::terminal::Terminal;
use crate::check::Loose;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::report::{self, CheckResults, FileFindings};
use crate::source::Sources;

pub fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> Ending {
    let files = match files_of(&arguments.paths) {
        Ok(files) => files,
        Err(why) => {
            terminal.say(&format!("error: {why}\n"));
            return Ending::WrongUsage;
        }
    };
    let text = arguments.format == CheckFormat::Text;
    let mut results = CheckResults::default();
    // A library's findings are told once, not again for each file that uses it.
    let mut told = Told::default();
    let mut loose = Loose::default();
    for (path, folder) in files {
        let checked = match review_file(&path, folder.as_deref()) {
            Ok(checked) => checked,
            Err(why) => {
                terminal.say(&format!("error: {why}\n"));
                results.unread.push((path.display().to_string(), why));
                continue;
            }
        };
        loose.see(results.files.len(), &checked.project);
        let (sources, mut problems) = (checked.sources, checked.problems);
        problems.retain(|problem| told.is_new(&sources, problem));
        if text && !problems.is_empty() {
            terminal.print(&report::diagnostics(&sources, &problems, terminal.out));
        }
        results.files.push(FileFindings { sources, problems });
    }
    for (file, problem) in loose.findings() {
        if let Some(of) = results.files.get_mut(file) {
            if text {
                terminal.print(&report::diagnostics(&of.sources, std::slice::from_ref(&problem), terminal.out));
            }
            of.problems.push(problem);
        }
    }
    match arguments.format {
        CheckFormat::Text => terminal.print(&report::check_counts(&results, terminal.out)),
        CheckFormat::Json => terminal.print(&report::check_json(&results)),
        CheckFormat::Sarif => terminal.print(&report::check_sarif(&results, &uri)),
    }
    if results.count(Severity::Error) > 0 { Ending::Findings } else { Ending::Done }
}

/// All files of all paths, each with the folder that was named, if one was.
fn files_of(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Option<PathBuf>)>, String> {
    let mut files = Vec::new();
    for path in paths {
        let found = policy_files(path)?;
        if found.is_empty() {
            return Err(format!("there is no .visado file in {}", path.display()));
        }
        let folder = path.is_dir().then(|| path.clone());
        files.extend(found.into_iter().map(|file| (file, folder.clone())));
    }
    Ok(files)
}

/// Findings that were told: each is known by its kind, its words and its place.
#[derive(Default)]
struct Told(BTreeSet<Mark>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    code: Code,
    message: String,
    place: Option<(String, usize)>,
}

impl Told {
    fn is_new(&mut self, sources: &Sources, problem: &Diagnostic) -> bool {
        let place = problem.place().and_then(|span| Some((sources.get(span.file)?.name.clone(), span.start)));
        self.0.insert(Mark { code: problem.code, message: problem.message.clone(), place })
    }
}

/// A file's path as code hosts want it: relative to the working folder where it lies below it.
fn uri(name: &str) -> String {
    let path = Path::new(name);
    let here = std::env::current_dir().ok();
    let inside = here.as_ref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    let mut steps = Vec::new();
    for part in inside.components() {
        match part {
            Component::Normal(step) => steps.push(step.to_string_lossy().into_owned()),
            Component::ParentDir => steps.push("..".to_owned()),
            Component::Prefix(drive) => steps.push(drive.as_os_str().to_string_lossy().into_owned()),
            Component::RootDir | Component::CurDir => {}
        }
    }
    let joined = escaped(&steps.join("/"));
    if inside.is_absolute() { format!("file:///{joined}") } else { joined }
}

/// A path without the characters that mean something else in a URI.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@:".contains(&byte);
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
