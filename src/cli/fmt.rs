use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use super::arguments::FmtArguments;
use super::project::{policy_files, read, utf8};
use super::terminal::Terminal;
use crate::records::temporary_beside;
use crate::report::{self, Paint};
use crate::source::Sources;
use crate::syntax::{self, Unformatted};

/// The path that stands for the standard input.
const STANDARD_INPUT: &str = "-";

pub fn fmt(arguments: &FmtArguments, terminal: &mut Terminal) -> Ending {
    if arguments.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
        if arguments.paths.len() > 1 {
            terminal.say("error: `-` is the standard input, which is formatted alone\n");
            return Ending::WrongUsage;
        }
        return standard_input(arguments.check, terminal);
    }
    // A file that is named in two ways is formatted once.
    let mut files: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for path in &arguments.paths {
        match policy_files(path) {
            Ok(found) if found.is_empty() => {
                terminal.say(&format!("error: there is no .visado file in {}\n", path.display()));
                return Ending::WrongUsage;
            }
            Ok(found) => {
                let known = |file: &PathBuf| fs::canonicalize(file).unwrap_or_else(|_| file.clone());
                files.extend(found.into_iter().map(|file| (known(&file), file)));
            }
            Err(why) => {
                terminal.say(&format!("error: {why}\n"));
                return Ending::WrongUsage;
            }
        }
    }
    let mut count = Count::default();
    for file in files.values() {
        count.file(file, arguments.check, terminal);
    }
    count.tell(arguments.check, terminal)
}

/// An editor's buffer: what it should be goes to the standard output, or nothing does.
fn standard_input(check: bool, terminal: &mut Terminal) -> Ending {
    const NAME: &str = "standard input";
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("cannot read {NAME}: {error}"));
    let formatted = read.and_then(|_| utf8(NAME, bytes)).and_then(|text| {
        let formatted = formatted(NAME, &text, terminal.err)?;
        Ok((text, formatted))
    });
    match formatted {
        Err(why) => {
            terminal.say(&why);
            Ending::Findings
        }
        Ok((text, formatted)) if check => {
            terminal.print(&difference(NAME, &text, &formatted, terminal.out));
            if text == formatted { Ending::Done } else { Ending::Findings }
        }
        Ok((_, formatted)) => {
            terminal.print(&formatted);
            Ending::Done
        }
    }
}

#[derive(Default)]
struct Count {
    changed: usize,
    same: usize,
    failed: usize,
}

impl Count {
    fn file(&mut self, file: &Path, check: bool, terminal: &mut Terminal) {
        let name = file.display().to_string();
        let text = read(file).map_err(|why| format!("error: {why}\n"));
        let done = text.and_then(|text| {
            let formatted = formatted(&name, &text, terminal.out)?;
            if formatted == text {
                return Ok(false);
            }
            if check {
                terminal.print(&difference(&name, &text, &formatted, terminal.out));
            } else {
                replace(file, &formatted).map_err(|why| format!("error: cannot write {name}: {why}\n"))?;
                terminal.print(&format!("formatted {name}\n"));
            }
            Ok(true)
        });
        let number = match done {
            Ok(true) => &mut self.changed,
            Ok(false) => &mut self.same,
            Err(why) => {
                terminal.print(&why);
                &mut self.failed
            }
        };
        *number = number.saturating_add(1);
    }

    fn tell(&self, check: bool, terminal: &mut Terminal) -> Ending {
        let all = self.changed.saturating_add(self.same).saturating_add(self.failed);
        let (changed, same) = if check { ("to be formatted", "laid out already") } else { ("formatted", "unchanged") };
        let parts = [(self.changed, changed), (self.same, same), (self.failed, "not readable")];
        let parts: Vec<String> =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
        let parts = parts.join(", ");
        let bad = self.failed > 0 || (check && self.changed > 0);
        let parts = if bad { terminal.out.bad(&parts) } else { terminal.out.good(&parts) };
        terminal.print(&format!("{all} {}: {parts}\n", if all == 1 { "file" } else { "files" }));
        if bad { Ending::Findings } else { Ending::Done }
    }
}

/// The text in its layout, or what to print if it has none.
fn formatted(name: &str, text: &str, paint: Paint) -> Result<String, String> {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    syntax::format(file, text).map_err(|why| match why {
        Unformatted::Unreadable(problems) => report::diagnostics(&sources, &problems, paint),
        Unformatted::Altered => format!(
            "error: {name} is left as it is: laid out, it would say something else\n  \
             help: this is a fault of the formatter; please report it with the file\n"
        ),
    })
}

/// Puts a text in the place of a file, whole or not at all.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    // The file that a link leads to, not the link.
    let file: PathBuf = fs::canonicalize(file)?;
    let permissions = fs::metadata(&file)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may not be written"));
    }
    let mut temporary = temporary_beside(&file)?;
    temporary.write_all(text.as_bytes())?;
    fs::set_permissions(temporary.path(), permissions)?;
    temporary.persist(&file)?;
    Ok(())
}

/// The first place where a text is not as it should be; nothing if it is.
fn difference(name: &str, is: &str, should_be: &str, paint: Paint) -> String {
    let (mut is, mut should_be) = (is.split('\n'), should_be.split('\n'));
    for number in 1_usize.. {
        let (is, should_be) = match (is.next(), should_be.next()) {
            (None, None) => break,
            (is, should_be) if is == should_be => continue,
            different => different,
        };
        let what = match (is, should_be) {
            (Some(is), Some(should_be)) => {
                let seen = |line: &str| if line.is_empty() { "(a blank line)".to_owned() } else { line.to_owned() };
                let why = unseen(is, should_be).map(|why| format!("  ({why})")).unwrap_or_default();
                format!("  is         {}{why}\n  should be  {}\n", paint.bad(&seen(is)), paint.good(&seen(should_be)))
            }
            _ => "  it should end with one line end\n".to_owned(),
        };
        return format!("{name}:{number} is not in its layout\n{what}");
    }
    String::new()
}

/// What is different about two lines that look the same.
fn unseen(is: &str, should_be: &str) -> Option<&'static str> {
    if is.trim_end_matches('\r') == should_be {
        Some("a carriage return before the line end")
    } else if is.trim_start_matches('\u{feff}') == should_be {
        Some("a byte order mark before it")
    } else if is.trim_end() == should_be {
        Some("spaces at the end")
    } else if is.replace('\t', "    ").trim() == should_be.trim() && is.contains('\t') {
        Some("tabs")
    } else {
        None
    }
}
