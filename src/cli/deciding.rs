//! What is made of the records of one chunk: determined, decided, and written as a part.

use std::sync::Mutex;
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::stopwatch::{Stage, Stages, Stopwatch};
use crate::allocate::{Roll, decide};
use crate::diagnostics::Diagnostic;
use crate::evaluate::{BatchEvaluator, Evaluator, Program, determine};
use crate::plan::Plan;
use crate::records::{Batch, Chunk, Decoder, Encoder, Part as Bytes, Rejection, ResultColumn, Results};
use crate::report::{self, Part, Summary, Tabulator};
use crate::trial::{self, Found, Meter, Verdict};

use super::roll::Places;

/// What all workers of a run share.
pub struct Run<'p> {
    pub program: &'p Program<'p>,
    pub decoder: Decoder<'p>,
    pub places: &'p Places,
    /// How results are written, and how rejected records are, where they are.
    pub results: Option<Encoder>,
    pub rejects: Option<Encoder>,
    /// What the records reach of the policy, where that is asked for.
    pub meter: Option<Mutex<Meter<'p>>>,
}

/// What came of one chunk.
pub struct Done {
    pub results: Bytes,
    pub rejects: Option<Bytes>,
    pub rejected: Vec<Rejection>,
    pub tally: Tally,
    pub stages: Stages,
}

/// What is counted of some records.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    pub summary: Summary,
    pub asserted: Vec<Asserted>,
}

/// How an assertion fared over a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asserted {
    pub violated: u64,
    pub open: u64,
    /// The first who violates it, with what came.
    pub first: Option<(String, String)>,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.summary.add_times(&other.summary, 1);
        self.asserted.resize(self.asserted.len().max(other.asserted.len()), Asserted::default());
        for (fared, other) in self.asserted.iter_mut().zip(other.asserted) {
            fared.violated = fared.violated.saturating_add(other.violated);
            fared.open = fared.open.saturating_add(other.open);
            fared.first = fared.first.take().or(other.first);
        }
    }
}

impl Run<'_> {
    /// Whether each record is decided by itself, since more is asked of it than its outcome.
    fn one_by_one(&self) -> bool {
        self.meter.is_some() || !self.program.plan.assertions.is_empty()
    }
}

/// One thread's share of the work.
pub struct Worker<'r, 'p> {
    run: &'r Run<'p>,
    columns: BatchEvaluator<'p>,
    one: Evaluator<'p>,
    tabulator: Tabulator<'p>,
}

impl<'r, 'p> Worker<'r, 'p> {
    pub fn new(run: &'r Run<'p>) -> Worker<'r, 'p> {
        let program = run.program;
        Worker {
            run,
            columns: BatchEvaluator::new(program),
            one: program.evaluator(),
            tabulator: Tabulator::new(program, &run.places.allocation),
        }
    }

    /// Decides the records of a chunk.
    pub fn decide(&mut self, chunk: &Chunk<'p>) -> Result<Done, Diagnostic> {
        let mut watch = Stopwatch::start();
        let mut part = Part::default();
        let mut rejected: Vec<Rejection> = Vec::new();
        let mut set_aside = 0_u64;
        let mut alone = Alone::new(self.run.program.plan);
        for decoded in self.run.decoder.decode(chunk)? {
            let mut decoded = decoded?;
            watch.lap(Stage::Read);
            set_aside = set_aside.saturating_add(decoded.set_aside);
            let shared = decoded.batch.set_aside(&self.run.places.twice);
            set_aside = set_aside.saturating_add(u64::try_from(shared.len()).unwrap_or(u64::MAX));
            decoded.rejected.extend(shared);
            decoded.rejected.sort_by_key(|rejection| rejection.line);
            rejected.append(&mut decoded.rejected);
            if self.run.one_by_one() {
                self.alone(&decoded.batch, &mut alone);
            } else {
                let determined = self.columns.determine(&decoded.batch);
                self.tabulator.add(&mut part, &decoded.batch, &determined);
            }
            watch.lap(Stage::Decide);
        }
        let (results, mut summary) = self.tabulator.finish(part);
        summary.add_times(&alone.summary, 1);
        summary.rejected = summary.rejected.saturating_add(set_aside);
        let results = if self.run.one_by_one() { alone.results() } else { results };
        watch.lap(Stage::Decide);
        let encoded = |encoder: &Encoder, results: &Results| {
            encoder.part(std::slice::from_ref(results)).map_err(|error| super::run::unencodable(&error))
        };
        let bytes = match &self.run.results {
            Some(encoder) => encoded(encoder, &results)?,
            None => Bytes::default(),
        };
        let rejects = match &self.run.rejects {
            Some(encoder) => Some(encoded(encoder, &Results::from(rejected.as_slice()))?),
            None => None,
        };
        watch.lap(Stage::Encode);
        let tally = Tally { summary, asserted: alone.asserted };
        Ok(Done { results: bytes, rejects, rejected, tally, stages: watch.stages() })
    }

    /// Decides each record by itself, for those who ask more of it.
    fn alone(&mut self, batch: &Batch, alone: &mut Alone) {
        let plan = self.run.program.plan;
        for row in 0..batch.len() {
            let record = batch.record(row);
            let determination = determine(&mut self.one, &record);
            let decision = decide(plan, &determination, &self.run.places.allocation);
            alone.summary.add(plan, &determination, &decision);
            if let Some(meter) = &self.run.meter {
                meter.lock().unwrap_or_else(PoisonError::into_inner).add(self.one.trace());
            }
            let found = Found {
                plan,
                record: &record,
                trace: self.one.trace(),
                determination: &determination,
                decision: &decision,
            };
            hold(&found, &mut alone.asserted);
            alone.rows.push(report::cells(plan, &determination, &decision));
        }
    }

    /// The claims to places of the applicants of a chunk, and ids that occur twice among them.
    pub fn claims(&mut self, chunk: &Chunk<'p>) -> Result<Roll, Diagnostic> {
        let plan = self.run.program.plan;
        let mut roll = Roll::new(plan);
        for decoded in self.run.decoder.decode(chunk)? {
            let batch = decoded?.batch;
            let determined = self.columns.determine(&batch);
            for row in determined.claimants() {
                roll.enter(plan, &determined.determination(self.run.program, &batch, row));
            }
        }
        Ok(roll)
    }
}

/// What comes of records that are decided by themselves.
struct Alone {
    summary: Summary,
    asserted: Vec<Asserted>,
    rows: Vec<Vec<crate::records::Cell>>,
    width: usize,
}

impl Alone {
    fn new(plan: &Plan) -> Alone {
        Alone {
            summary: Summary::default(),
            asserted: vec![Asserted::default(); plan.assertions.len()],
            rows: Vec::new(),
            width: report::columns(plan).len(),
        }
    }

    fn results(self: &mut Alone) -> Results {
        let rows = self.rows.len();
        let mut columns: Vec<Vec<crate::records::Cell>> = vec![Vec::with_capacity(rows); self.width];
        for row in self.rows.drain(..) {
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
        }
        Results { rows, columns: columns.into_iter().map(ResultColumn::Cells).collect() }
    }
}

/// How a record fares with the policy's assertions: it counts once for each, whatever number of
/// properties it violates.
fn hold(found: &Found<'_>, asserted: &mut [Asserted]) {
    for (assertion, fared) in found.plan.assertions.iter().zip(asserted) {
        let (mut open, mut violated) = (false, None);
        for expected in &assertion.expect {
            match trial::hold(found, expected) {
                Verdict::Holds => {}
                Verdict::Open { .. } => open = true,
                Verdict::Violated { found: came, .. } => violated = violated.or(Some(came)),
            }
        }
        if let Some(came) = violated {
            fared.violated = fared.violated.saturating_add(1);
            fared.first.get_or_insert((found.record.id.clone(), came));
        } else if open {
            fared.open = fared.open.saturating_add(1);
        }
    }
}
