use std::collections::BTreeSet;
use std::path::Path;

use arrow_array::RecordBatch;

use super::refusal::{Findings, Refusal};
use crate::allocate::{Allocation, Roll, allocate};
use crate::check::{self, Wanted};
use crate::diagnostics::{Diagnostic, Severity};
use crate::evaluate::{BatchEvaluator, Program};
use crate::plan::{self, Plan};
use crate::records::ArrowRecords;
use crate::report::{self, Paint};
use crate::source::{SourceFile, Sources};
use crate::values::Date;

/// A policy without errors, ready to decide.
#[derive(Debug)]
pub struct Policy {
    plan: Plan,
    warnings: Vec<Diagnostic>,
}

/// Under what a policy decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions {
    /// The day whose law applies, for policies that do not say which fact it is.
    pub on: Option<Date>,
    /// No more evidence comes: who bears the burden of what is unknown loses by it.
    pub evidence_closed: bool,
}

/// A policy under conditions. Any number of [`Decider`](super::Decider)s, one a thread, decide by it.
#[derive(Debug)]
pub struct Prepared<'p> {
    pub(super) program: Program<'p>,
    pub(super) allocation: Allocation,
    /// Whether places are given out, or there are none.
    pub(super) placed: bool,
    pub(super) twice: BTreeSet<String>,
}

impl Policy {
    /// Compiles the text of a policy. `name` is the path of its file from the project's root, as errors
    /// tell it; `find` gives the text of a file that it uses, by such a path
    /// (`facts/nationality.visado`, or a table's rows beside it).
    ///
    /// # Errors
    /// All findings that `visado check` calls errors, where there is one; also of a library, which
    /// decides nothing by itself.
    pub fn compile(name: &str, text: &str, find: &mut dyn FnMut(&str) -> Option<String>) -> Result<Policy, Findings> {
        let mut sources = Sources::default();
        let main = sources.add(name.to_owned(), text.to_owned());
        let mut find = |wanted: Wanted<'_>| {
            let path = match wanted {
                Wanted::Library(name) => format!("{}.visado", name.replace('.', "/")),
                Wanted::Rows { path, beside } => match Path::new(beside).parent() {
                    Some(folder) if folder != Path::new("") => format!("{}/{path}", folder.display()),
                    _ => path.to_owned(),
                },
            };
            Some(SourceFile { text: find(&path)?, name: path })
        };
        let (project, mut found) = check::load(&mut sources, main, None, &mut find);
        let (policy, more) = check::check(&sources, &project);
        found.extend(more);
        found.sort_by_key(Diagnostic::place);
        let shown = |found: &[Diagnostic]| report::diagnostics(&sources, found, Paint::Plain);
        let plan = match policy {
            Some(policy) if found.iter().all(|found| found.severity() != Severity::Error) => plan::plan(&policy),
            _ => return Err(Findings { shown: shown(&found), diagnostics: found }),
        };
        if plan.pathways.is_empty() {
            let shown = format!("{name} is a library and decides nothing by itself: compile a policy that uses it");
            return Err(Findings { shown, diagnostics: found });
        }
        Ok(Policy { plan, warnings: found })
    }

    /// What is likely not meant so, as `visado check` warns of it, as far as compiling found it.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// What the policy was compiled to, for the other modules of this crate.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// # Errors
    /// [`Refusal::NoDay`], where the policy reads the day whose law applies and no fact says it.
    pub fn prepare(&self, conditions: Conditions) -> Result<Prepared<'_>, Refusal> {
        let plan = &self.plan;
        if plan.as_of.is_none() && plan.reads_as_of && conditions.on.is_none() {
            return Err(Refusal::NoDay);
        }
        Ok(Prepared {
            program: Program::new(plan, conditions.on, conditions.evidence_closed),
            allocation: Allocation::default(),
            placed: plan.quotas.is_empty(),
            twice: BTreeSet::new(),
        })
    }
}

impl Prepared<'_> {
    /// Gives out the places of the policy's quotas among all who apply. Who shares an id with another
    /// one gets none.
    ///
    /// # Errors
    /// The columns of a batch do not fit the facts.
    pub fn give_places<'b>(&mut self, all: impl IntoIterator<Item = &'b RecordBatch>) -> Result<(), Refusal> {
        let plan = self.program.plan;
        let mut roll = Roll::new(plan);
        let mut columns = BatchEvaluator::new(&self.program);
        let mut first = 1_u64;
        for batch in all {
            let schema = batch.schema();
            let decoded = ArrowRecords::new(plan, &schema).and_then(|records| records.decode(batch, first));
            let decoded = decoded.map_err(|why| Refusal::Columns(Box::new(why)))?.batch;
            first = first.saturating_add(u64::try_from(batch.num_rows()).unwrap_or(u64::MAX));
            let determined = columns.determine(&decoded);
            for row in determined.claimants() {
                roll.enter(plan, &determined.determination(&self.program, &decoded, row));
            }
        }
        roll.without_twice();
        drop(columns);
        self.allocation = allocate(plan, &roll);
        self.twice = roll.twice;
        self.placed = true;
        Ok(())
    }
}
