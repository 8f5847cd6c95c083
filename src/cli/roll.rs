//! A file of applicants, gone through as often as a command needs it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::Ending;
use super::arguments::ApplicantsArguments;
use super::terminal::Terminal;
use crate::allocate::{Allocation, Roll, allocate};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Evaluator, determine};
use crate::plan::Plan;
use crate::records::{Binding, ColumnNotes, Format, RawRecord, Reader, Rejection, unreadable};
use crate::report;
use crate::values::Date;

/// The file, and the day of the run.
pub struct Applicants<'a> {
    pub path: &'a Path,
    pub on: Option<Date>,
    pub close: bool,
}

impl<'a> Applicants<'a> {
    pub fn of(arguments: &'a ApplicantsArguments) -> Applicants<'a> {
        Applicants { path: &arguments.applicants, on: arguments.on, close: arguments.close }
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
        let format = Format::of(&name)?;
        let file = File::open(self.path).map_err(|error| unreadable(&name, &error.to_string()))?;
        let bytes = file.metadata().map(|about| about.len()).unwrap_or(0);
        let bar = terminal.progress(bytes, what);
        let input = bar.wrap_read(BufReader::with_capacity(1 << 16, file));
        Ok((Reader::new(&name, format, Box::new(input))?, bar))
    }

    /// Goes through all records. `each` gets a record, or why it was set aside.
    pub fn each(
        &self,
        terminal: &Terminal,
        what: &str,
        mut each: impl FnMut(&Reader, Result<RawRecord, Rejection>) -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let (mut reader, bar) = self.open(terminal, what)?;
        while let Some(record) = reader.next_record()? {
            each(&reader, record)?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Gives out the places of the plan's quotas among all applicants of the file: nothing to do,
    /// and no file to read, where it has none.
    pub fn places(&self, plan: &Plan, terminal: &Terminal) -> Result<Places, Diagnostic> {
        if plan.quotas.is_empty() {
            return Ok(Places::default());
        }
        let mut roll = Roll::new(plan);
        let mut evaluator = self.evaluator(plan);
        let mut binding: Option<Binding<'_>> = None;
        self.each(terminal, "determining", |reader, record| {
            let binding = binding.get_or_insert_with(|| Binding::new(plan, reader.columns()));
            if let Ok(raw) = record
                && let Ok(record) = binding.read(&raw)
            {
                roll.enter(plan, &determine(&mut evaluator, &record));
            }
            Ok(())
        })?;
        roll.without_twice();
        let allocation = allocate(plan, &roll);
        Ok(Places { allocation, twice: roll.twice })
    }
}

/// The places given out, and the ids that two applicants share, who therefore got none.
#[derive(Default)]
pub struct Places {
    pub allocation: Allocation,
    pub twice: BTreeSet<String>,
}

impl Places {
    /// Why a record is set aside whose id another one has too.
    pub fn shared_id(&self, id: &str, line: u64) -> Option<Rejection> {
        self.twice.contains(id).then(|| Rejection {
            line,
            id: Some(id.to_owned()),
            column: None,
            value: None,
            reason: "another applicant has the same id, so that their order for a place cannot be told".to_owned(),
            code: Code::E0504,
        })
    }
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

/// `results.rejects.csv` for `results.csv`.
pub fn rejects_beside(out: &Path) -> PathBuf {
    let ending = out.extension().map_or_else(|| "csv".to_owned(), |ending| ending.to_string_lossy().into_owned());
    out.with_extension(format!("rejects.{ending}"))
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
