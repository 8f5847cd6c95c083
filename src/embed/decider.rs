use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use serde::Serialize;

use super::policy::Prepared;
use super::refusal::Refusal;
use crate::allocate::{Outcome, decide};
use crate::evaluate::{BatchEvaluator, Determination, Single};
use crate::records::{ArrowRecords, Binding, Rejection, json_record, record_batch};
use crate::report::{self, Part, Tabulator};
use crate::values::Interval;

/// Decides applicants by a prepared policy, one after the other or a batch at a time.
pub struct Decider<'d> {
    prepared: &'d Prepared<'d>,
    one: Single<'d>,
    columns: BatchEvaluator<'d>,
    tabulator: Tabulator<'d>,
    binding: Binding<'d>,
    /// How many applicants came before.
    before: u64,
}

/// What comes of one applicant, by the names that the policy gives its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// Whoever has no id fact is called by number, from 1.
    pub id: String,
    pub outcome: Outcome,
    /// The pathways that grant, or those that the outcome is about.
    pub pathways: Vec<String>,
    /// Pathways still open that could matter beside the outcome.
    pub pending: Vec<String>,
    /// From the least to the greatest that each score may be, the same where it is known; `None` where
    /// it is no number.
    pub scores: BTreeMap<String, Option<Interval<crate::values::Number>>>,
    /// Why it is not granted: requirements not met and bars met.
    pub reasons: Vec<String>,
    /// Missing facts that could still matter.
    pub needs: Vec<String>,
    /// All of it, as the other modules take it.
    pub determination: Determination,
}

/// What comes of a batch.
#[derive(Clone, Debug)]
pub struct DecidedBatch {
    /// A row for each applicant who could be read, in their order, with the columns of `visado run`.
    pub results: RecordBatch,
    /// The records set aside, with the reasons; their lines are the rows of all batches, from 1.
    pub rejected: Vec<Rejection>,
}

impl<'d> Decider<'d> {
    #[must_use]
    pub fn new(prepared: &'d Prepared<'d>) -> Decider<'d> {
        let program = &prepared.program;
        Decider {
            prepared,
            one: Single::new(program),
            columns: BatchEvaluator::new(program),
            tabulator: Tabulator::new(program, &prepared.allocation),
            binding: Binding::new(program.plan, None),
            before: 0,
        }
    }

    /// Decides one applicant: a [`serde_json::Value`] or anything else that is written as a JSON object,
    /// with the names and forms of a JSON Lines file of applicants. Where places are given out, one of
    /// those among whom they were.
    ///
    /// # Errors
    /// What does not fit the facts, each with its reason; also where places are to be given out first.
    pub fn decide(&mut self, applicant: &impl Serialize) -> Result<Decided, Refusal> {
        self.is_placed()?;
        self.before = self.before.saturating_add(1);
        let bytes = serde_json::to_vec(applicant).map_err(|error| Refusal::NoObject(error.to_string()))?;
        let record = json_record(&mut self.binding, self.before, &bytes).map_err(Refusal::Record)?;
        if self.prepared.twice.contains(&record.id) {
            return Err(Refusal::Record(vec![Rejection::of_shared_id(&record.id, record.line)]));
        }
        let determination = self.one.determine(&record);
        let plan = self.prepared.program.plan;
        let decision = decide(plan, &determination, &self.prepared.allocation);
        let names = |pathways: &[usize]| {
            pathways.iter().filter_map(|at| plan.pathways.get(*at)).map(|pathway| pathway.name.clone()).collect()
        };
        let scores = plan.columns.iter().zip(&determination.scores);
        Ok(Decided {
            id: determination.id.clone(),
            outcome: decision.outcome,
            pathways: names(&decision.pathways),
            pending: names(&decision.pending),
            scores: scores.map(|(column, score)| (column.name.clone(), score.numbers())).collect(),
            reasons: report::reasons(plan, &determination, &decision),
            needs: decision.needs.iter().map(|fact| plan.facts[*fact].path.clone()).collect(),
            determination,
        })
    }

    /// Decides the applicants of an Arrow batch, whose columns are called as the facts are. Of more
    /// threads each has its own decider; the results do not depend on how applicants are batched.
    ///
    /// # Errors
    /// A column has a type that its fact cannot have; also where places are to be given out first.
    pub fn decide_batch(&mut self, applicants: &RecordBatch) -> Result<DecidedBatch, Refusal> {
        self.is_placed()?;
        let plan = self.prepared.program.plan;
        let schema = applicants.schema();
        let first = self.before.saturating_add(1);
        let decoded = ArrowRecords::new(plan, &schema).and_then(|records| records.decode(applicants, first));
        let decoded = decoded.map_err(|why| Refusal::Columns(Box::new(why)))?;
        self.before = self.before.saturating_add(u64::try_from(applicants.num_rows()).unwrap_or(u64::MAX));
        let (mut batch, mut rejected) = (decoded.batch, decoded.rejected);
        rejected.extend(batch.set_aside(&self.prepared.twice));
        rejected.sort_by_key(|rejection| rejection.line);
        let mut part = Part::default();
        let determined = self.columns.determine(&batch);
        self.tabulator.add(&mut part, &batch, &determined);
        let (results, _) = self.tabulator.finish(part);
        let results = record_batch(&report::typed_columns(plan), &results)
            .map_err(|error| Refusal::Results(error.to_string()))?;
        Ok(DecidedBatch { results, rejected })
    }

    fn is_placed(&self) -> Result<(), Refusal> {
        if self.prepared.placed { Ok(()) } else { Err(Refusal::NoPlaces) }
    }
}
