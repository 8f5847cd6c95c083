//! What several tests use.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use visado::allocate::{Allocation, Decision, Roll, allocate, decide};
use visado::check::{self, CheckedPolicy, Project, Wanted};
use visado::diagnostics::Diagnostic;
use visado::evaluate::{Determination, Evaluator, determine};
use visado::lint;
use visado::plan::{self, Plan};
use visado::records::{Binding, Format, Reader, Record};
use visado::source::{SourceFile, Sources};
use visado::values::Date;

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and below with that ending, in order.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} is there", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub struct Checked {
    pub sources: Sources,
    pub project: Project,
    pub policy: Option<CheckedPolicy>,
    pub problems: Vec<Diagnostic>,
}

/// Checks a text as a file of that dotted name; files that it uses are found under `folder`.
pub fn check_text(name: &str, text: &str, folder: Option<&Path>) -> Checked {
    checked_by(check::check, name, text, folder)
}

/// The same with lints.
pub fn review_text(name: &str, text: &str, folder: Option<&Path>) -> Checked {
    checked_by(lint::review, name, text, folder)
}

type Check = fn(&Sources, &Project) -> (Option<CheckedPolicy>, Vec<Diagnostic>);

fn checked_by(check: Check, name: &str, text: &str, folder: Option<&Path>) -> Checked {
    let mut sources = Sources::default();
    let file = sources.add(format!("{}.visado", name.replace('.', "/")), text);
    let mut find = |wanted: Wanted<'_>| {
        let inside = match wanted {
            Wanted::Library(name) => format!("{}.visado", name.replace('.', "/")),
            Wanted::Rows { path, beside } => Path::new(beside).parent()?.join(path).display().to_string(),
        };
        Some(SourceFile { text: std::fs::read_to_string(folder?.join(&inside)).ok()?, name: inside })
    };
    let (project, mut problems) = check::load(&mut sources, file, Some(name), &mut find);
    let (policy, more) = check(&sources, &project);
    problems.extend(more);
    problems.sort_by_key(Diagnostic::place);
    Checked { sources, project, policy, problems }
}

/// The codes of a text's diagnostics, in order of their places.
pub fn codes(name: &str, text: &str) -> Vec<String> {
    check_text(name, text, None).problems.iter().map(|problem| problem.code.to_string()).collect()
}

/// The plan of a text that must be without errors.
pub fn plan_text(text: &str) -> Plan {
    let checked = check_text("test", text, None);
    let drawn = visado::report::diagnostics(&checked.sources, &checked.problems, visado::report::Paint::Plain);
    plan::plan(&checked.policy.unwrap_or_else(|| panic!("a policy without errors:\n{drawn}")))
}

/// The plan of a policy of the gallery, by its dotted name.
pub fn gallery(name: &str) -> Plan {
    let folder = root().join("policies");
    let path = folder.join(format!("{}.visado", name.replace('.', "/")));
    let checked = check_text(name, &std::fs::read_to_string(path).unwrap(), Some(&folder));
    let drawn = visado::report::diagnostics(&checked.sources, &checked.problems, visado::report::Paint::Plain);
    plan::plan(&checked.policy.unwrap_or_else(|| panic!("a policy without errors:\n{drawn}")))
}

/// One applicant from JSON.
pub fn record(plan: &Plan, json: &str) -> Record {
    let (records, rejected) = read(plan, Format::JsonLines, json);
    assert!(rejected.is_empty(), "{rejected:?}");
    records.into_iter().next().unwrap()
}

/// All records of a text, and the reasons for which others were rejected, as `line: column: reason`.
pub fn read(plan: &Plan, format: Format, text: &str) -> (Vec<Record>, Vec<String>) {
    read_bytes(plan, format, text.as_bytes().to_vec())
}

pub fn read_bytes(plan: &Plan, format: Format, bytes: Vec<u8>) -> (Vec<Record>, Vec<String>) {
    let mut reader = Reader::new("people", format, Box::new(std::io::Cursor::new(bytes))).unwrap();
    let mut binding = Binding::new(plan, reader.columns());
    let (mut records, mut rejected) = (Vec::new(), Vec::new());
    while let Some(raw) = reader.next_record().unwrap() {
        match raw.map_err(|rejection| vec![rejection]).and_then(|raw| binding.read(&raw)) {
            Ok(record) => records.push(record),
            Err(rejections) => rejected.extend(rejections.into_iter().map(|rejection| {
                let column = rejection.column.map(|column| format!("{column}: ")).unwrap_or_default();
                format!("{}: {column}{}", rejection.line, rejection.reason)
            })),
        }
    }
    (records, rejected)
}

/// All records of a file of the repository.
pub fn read_file(plan: &Plan, path: &str) -> Vec<Record> {
    let (records, rejected) = read_bytes(plan, Format::of(path).unwrap(), std::fs::read(root().join(path)).unwrap());
    assert!(rejected.is_empty(), "{rejected:?}");
    records
}

pub fn determine_one(plan: &Plan, record: &Record, on: Option<&str>) -> Determination {
    let on = on.map(|date| Date::parse(date).unwrap());
    determine(&mut Evaluator::new(plan, on), record)
}

/// Determines all, gives out places, decides all.
pub fn decide_all(plan: &Plan, records: &[Record]) -> (Vec<(Determination, Decision)>, Allocation) {
    let mut evaluator = Evaluator::new(plan, None);
    let determinations: Vec<Determination> = records.iter().map(|record| determine(&mut evaluator, record)).collect();
    let mut roll = Roll::new(plan);
    determinations.iter().for_each(|determination| roll.enter(plan, determination));
    roll.without_twice();
    let allocation = allocate(plan, &roll);
    let decided = determinations
        .into_iter()
        .map(|determination| {
            let decision = decide(plan, &determination, &allocation);
            (determination, decision)
        })
        .collect();
    (decided, allocation)
}

/// The outcomes by id.
pub fn outcomes(plan: &Plan, records: &[Record]) -> BTreeMap<String, String> {
    let (decided, _) = decide_all(plan, records);
    decided
        .into_iter()
        .map(|(determination, decision)| {
            let cells = visado::report::cells(plan, &determination, &decision);
            (determination.id, format!("{cells:?}"))
        })
        .collect()
}

/// Runs the program in a folder.
pub fn visado(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_visado"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// What a command printed: the standard output, then the standard error.
pub fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Compares a text with the snapshot of that name beside its input.
pub fn snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
