//! A new project: files that a person changes into their own.

use std::fs;
use std::io;
use std::path::Path;

use super::Ending;
use super::arguments::NewArguments;
use super::project::plan_of;
use super::roll::unread;
use super::terminal::Terminal;
use crate::records::Applicants;
use crate::sample::{Marginals, Wanted, sample};

/// The files of a project, by their paths in it.
const FILES: [(&str, &str); 4] = [
    ("visado.toml", include_str!("starter/visado.toml")),
    (POLICY, include_str!("starter/short_stay.visado")),
    (".github/workflows/visado.yml", include_str!("starter/workflow.yml")),
    ("README.md", include_str!("starter/README.md")),
];
const POLICY: &str = "schengen/short_stay.visado";
const APPLICANTS: &str = "schengen/people.jsonl";
/// How many applicants its sample has.
const SAMPLE: usize = 100;

pub fn new(arguments: &NewArguments, terminal: &mut Terminal) -> Ending {
    let folder = arguments.folder.as_path();
    let own = std::path::absolute(folder).ok();
    let own = own.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let name = arguments.name.clone().or(own).unwrap_or_else(|| "policies".to_owned());
    match try_new(folder, &name, terminal) {
        Ok(()) => Ending::Done,
        Err(ending) => ending,
    }
}

fn try_new(folder: &Path, name: &str, terminal: &mut Terminal) -> Result<(), Ending> {
    match is_empty(folder) {
        Ok(true) => {}
        Ok(false) => {
            let path = folder.display();
            terminal.say(&format!(
                "error: {path} is not empty, and nothing in it is written over\n  help: name a folder that is not there yet\n"
            ));
            return Err(Ending::WrongUsage);
        }
        Err(error) => return Err(unwritten(folder, &error, terminal)),
    }
    for (path, text) in FILES {
        let text = text.replace("{name}", name).replace("{version}", env!("CARGO_PKG_VERSION"));
        let path = folder.join(path);
        write(&path, &text).map_err(|error| unwritten(&path, &error, terminal))?;
    }
    applicants(folder, terminal)?;
    terminal.print(&format!("{} is ready:\n", folder.display()));
    for path in FILES.iter().map(|(path, _)| *path).chain([APPLICANTS]) {
        terminal.print(&format!("  {path}\n"));
    }
    terminal.print(&format!(
        "next:\n  cd {}\n  visado check .\n  visado test . --coverage\n  visado run {POLICY} --applicants {APPLICANTS}\n",
        quoted(folder)
    ));
    Ok(())
}

/// Whether there is nothing in the folder, or no such folder.
fn is_empty(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Invented applicants for the policy, as `visado sample` draws them.
fn applicants(folder: &Path, terminal: &mut Terminal) -> Result<(), Ending> {
    let plan = plan_of(&folder.join(POLICY), terminal)?;
    let wanted = Wanted { applicants: SAMPLE, seed: 1, on: None, marginals: Marginals::default(), unknown: 0 };
    let mut file = Applicants::create(&folder.join(APPLICANTS), &plan).map_err(|problem| unread(&problem, terminal))?;
    sample(&plan, &wanted, |person| file.write(&person)).map_err(|problem| unread(&problem, terminal))?;
    file.finish().map_err(|problem| unread(&problem, terminal))
}

fn unwritten(path: &Path, error: &io::Error, terminal: &mut Terminal) -> Ending {
    terminal.say(&format!(
        "error: {} cannot be written: {}\n  help: check that the folder may be written and has room\n",
        path.display(),
        error.kind()
    ));
    Ending::Unreadable
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
