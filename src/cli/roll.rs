//! A file of applicants, gone through as often as a command needs it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::Ending;
use super::arguments::{ApplicantsArguments, InputArguments};
use super::deciding::{Run, Worker};
use super::terminal::Terminal;
use super::workers::{Limits, in_order};
use crate::allocate::{Allocation, Roll, allocate};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Evaluator, Program};
use crate::plan::Plan;
use crate::records::{ColumnNotes, Encoding, ListFile, Reader, Source, SourceOptions, unreadable};
use crate::report;
use crate::values::Date;

/// The file, and the day of the run.
pub struct Applicants<'a> {
    pub path: &'a Path,
    pub on: Option<Date>,
    pub close: bool,
    /// How the records are written, where the file's name does not say it.
    pub encoding: Option<Encoding>,
    /// Files with the entries of lists.
    pub lists: &'a [ListFile],
}

impl<'a> Applicants<'a> {
    pub fn of(arguments: &'a ApplicantsArguments) -> Applicants<'a> {
        Applicants { path: &arguments.applicants, on: arguments.on, close: arguments.close, encoding: None, lists: &[] }
    }

    /// The same, read as these options say.
    pub fn read_as(self, input: &'a InputArguments) -> Applicants<'a> {
        Applicants { encoding: input.input_format, lists: &input.lists, ..self }
    }

    /// An evaluator as the run is to be.
    pub fn evaluator<'p>(&self, plan: &'p Plan) -> Evaluator<'p> {
        Evaluator::new(plan, self.on).with_evidence_closed(self.close)
    }

    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Opens the file; `what` is said beside the progress bar.
    pub fn open(&self, terminal: &Terminal, what: &str) -> Result<(Reader, ProgressBar), Diagnostic> {
        let name = self.name();
        let encoding = Encoding::of(&name)?;
        let file = File::open(self.path).map_err(|error| unreadable(&name, &error.to_string()))?;
        let bytes = file.metadata().map(|about| about.len()).unwrap_or(0);
        let bar = terminal.progress(bytes, what);
        let input = bar.wrap_read(BufReader::with_capacity(1 << 16, file));
        let input = encoding.compression.undone(&name, Box::new(input))?;
        Ok((Reader::new(&name, encoding.format, input)?, bar))
    }

    /// The records in chunks.
    pub fn source<'p>(&self, plan: &'p Plan) -> Result<Source<'p>, Diagnostic> {
        Source::open(
            plan,
            self.path,
            SourceOptions { encoding: self.encoding, lists: self.lists.to_vec(), ..SourceOptions::default() },
        )
    }

    /// Gives out the places of the plan's quotas among all applicants of the file: nothing to do,
    /// and no file to read, where it has none.
    pub fn places(&self, program: &Program<'_>, limits: Limits, terminal: &Terminal) -> Result<Places, Diagnostic> {
        let plan = program.plan;
        if plan.quotas.is_empty() {
            return Ok(Places::default());
        }
        if self.path == Path::new("-") {
            return Err(read_twice());
        }
        let mut source = self.source(plan)?;
        let places = Places::default();
        let run =
            Run { program, decoder: source.decoder(), places: &places, results: None, rejects: None, meter: None };
        let bar = terminal.progress(source.progress().1, "determining");
        let mut roll = Roll::new(plan);
        let next = || {
            let chunk = source.next_chunk()?;
            bar.set_position(source.progress().0);
            Ok::<_, Diagnostic>(chunk)
        };
        let worker = || {
            let mut worker = Worker::new(&run);
            move |chunk| worker.claims(&chunk)
        };
        in_order(limits, next, worker, |claims| {
            roll.join(claims);
            Ok(())
        })?;
        bar.finish_and_clear();
        roll.without_twice();
        let allocation = allocate(plan, &roll);
        Ok(Places { allocation, twice: roll.twice })
    }
}

fn read_twice() -> Diagnostic {
    Diagnostic::new(
        Code::E0501,
        "the standard input can be read only once, and places are given out only when all applicants are known"
            .to_owned(),
    )
    .help("write the applicants to a file and name it")
}

/// The places given out, and the ids that two applicants share, who therefore got none.
#[derive(Default)]
pub struct Places {
    pub allocation: Allocation,
    pub twice: BTreeSet<String>,
}

/// Prints warnings on the columns; gives the facts that no column holds.
pub fn tell_columns(notes: ColumnNotes, terminal: &mut Terminal) -> Vec<String> {
    for problem in &notes.unknown {
        terminal.say(&report::short(problem, terminal.err));
    }
    notes.missing
}

/// Whether the day of the run is there where the policy needs it.
pub fn day_given(plan: &Plan, on: Option<Date>, terminal: &mut Terminal) -> Result<(), Ending> {
    if plan.as_of.is_none() && plan.reads_as_of && on.is_none() {
        terminal.say(&format!(
            "error: {} needs the day whose law applies\n  help: add `--on` with a date, as in `--on 2025-04-01`\n",
            plan.name
        ));
        return Err(Ending::WrongUsage);
    }
    if let (Some(fact), Some(_)) = (plan.as_of, on) {
        terminal.say(&format!(
            "note: {} goes by the day in `{}` of each record; `--on` is not used\n",
            plan.name, plan.facts[fact].path
        ));
    }
    Ok(())
}

/// `results.rejects.csv` for `results.csv`, `results.rejects.csv.gz` for `results.csv.gz`.
pub fn rejects_beside(out: &Path) -> PathBuf {
    let ending = |path: &Path| path.extension().map(|ending| ending.to_string_lossy().into_owned());
    let (inner, last) = match ending(out) {
        Some(packed) if packed == "gz" || packed == "zst" => (out.with_extension(""), format!(".{packed}")),
        _ => (out.to_owned(), String::new()),
    };
    let format = ending(&inner).unwrap_or_else(|| "csv".to_owned());
    inner.with_extension(format!("rejects.{format}{last}"))
}

/// Refuses to write over a file that is read.
pub fn not_over_input(outputs: &[Option<&Path>], inputs: &[&Path], terminal: &mut Terminal) -> Result<(), Ending> {
    let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    for output in outputs.iter().flatten() {
        if inputs.iter().any(|input| place(input) == place(output)) {
            terminal.say(&format!(
                "error: {} would be written over what is read from it\n  help: name another file to write\n",
                output.display()
            ));
            return Err(Ending::WrongUsage);
        }
    }
    Ok(())
}

/// Prints why data could not be read or written.
pub fn unread(problem: &Diagnostic, terminal: &mut Terminal) -> Ending {
    terminal.say(&report::short(problem, terminal.err));
    Ending::Unreadable
}
