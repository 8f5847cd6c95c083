//! Batch in, determinations out: one pass over the columns, a second over what is left open, a third
//! that tries the values of what is unknown, and the row evaluator for what is strange.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::column::{Column, STRANGE};
use super::demand::{Readings, readings};
use super::determined::{Determined, require_as_of};
use super::inputs::Inputs;
use super::judge::{ELIGIBLE, REFERRED, UNDETERMINED, Verdicts, judge};
use super::kinds::Kind;
use super::program::Program;
use super::tried::{Trial, trials, unite};
use super::worker::Worker;
use crate::evaluate::determine::determine;
use crate::evaluate::standing::standing_by;
use crate::evaluate::trace::Evaluator;
use crate::plan::NodeId;
use crate::records::Batch;
use crate::values::Possible;

/// The most rows that are tried at once.
const TRIED: usize = 4096;

/// Decides batches of applicants.
pub struct BatchEvaluator<'p> {
    program: &'p Program<'p>,
    worker: Worker<'p>,
    one: Evaluator<'p>,
}

/// What one evaluation of all rows gives.
struct Pass<'i> {
    columns: Vec<Cow<'i, Column>>,
    pathways: Vec<Verdicts>,
    strange: Vec<bool>,
    /// The rows of which something is open.
    rows: Vec<u32>,
    /// For these, how often what is open of a pathway reads each fact; for each pathway that is open.
    readings: Vec<Readings>,
}

impl<'p> BatchEvaluator<'p> {
    #[must_use]
    pub fn new(program: &'p Program<'p>) -> BatchEvaluator<'p> {
        let one = program.evaluator();
        BatchEvaluator { program, worker: Worker::new(program), one }
    }

    /// What the policy says of each applicant: the same as
    /// [`determine`](crate::evaluate::determine) says of each alone.
    pub fn determine(&mut self, batch: &Batch) -> Determined {
        let plan = self.program.plan;
        let inputs = Inputs::of(self.program, batch);
        let rows = inputs.rows;
        let mut pass = self.pass(&inputs, true);
        if plan.pathways.iter().any(|pathway| !pathway.derives.is_empty()) {
            // Each member of a family is judged for itself.
            pass.strange = vec![true; rows];
        }
        let mut scores: Vec<Column> = plan.columns.iter().map(|score| self.score(&pass, score.node, rows)).collect();
        self.refine(&inputs, &mut pass, &mut scores);
        let as_of = match plan.as_of {
            Some(fact) => inputs.facts.get(fact.index()).map(|input| input.column.clone()),
            None => self.program.on.map(|on| Column::Same(Possible::from(crate::values::Value::Date(on)))),
        };
        let as_of = as_of.unwrap_or_else(|| Column::Same(crate::values::Type::Date.anything()));
        if let Some(fact) = plan.as_of {
            let open = as_of.open(rows);
            pass.strange.iter_mut().zip(&open).for_each(|(strange, open)| *strange |= open & STRANGE != 0);
            require_as_of(fact.index(), &open, &mut pass.pathways);
        }
        let standings = self.standings(batch, &mut pass);
        let mut apart = BTreeMap::new();
        for row in pass.strange.iter().enumerate().filter(|(_, strange)| **strange).map(|(row, _)| row) {
            apart.insert(row, determine(&mut self.one, &batch.record(row)));
        }
        Determined { rows, pathways: pass.pathways, scores, as_of, standings, apart }
    }

    fn score(&self, pass: &Pass<'_>, node: NodeId, rows: usize) -> Column {
        match pass.columns.get(node.index()) {
            Some(column) if let Column::Same(value) = column.as_ref() => {
                let each = (0..rows).map(|_| Some(value.clone()));
                Column::from_possibles(self.program.kind(node), rows, each)
            }
            Some(column) => column.as_ref().clone(),
            None => Column::Same(Possible::nothing()),
        }
    }

    fn pass<'i>(&mut self, inputs: &'i Inputs, for_trials: bool) -> Pass<'i> {
        let program = self.program;
        let plan = program.plan;
        let columns = self.worker.evaluate(inputs, false);
        let mut strange = vec![false; inputs.rows];
        for score in &plan.columns {
            if let Some(column) = columns.get(score.node.index()) {
                note_strange(column, &mut strange);
            }
        }
        let mut pathways: Vec<Verdicts> =
            plan.pathways.iter().map(|pathway| judge(pathway, &columns, &mut strange)).collect();
        // What is open in some pathway is gone through once more, every node of it.
        let is_open = |row: usize| pathways.iter().any(|verdicts| verdicts.is_open(row));
        let rows: Vec<u32> = (0_u32..)
            .zip(&strange)
            .filter(|(row, strange)| !**strange && is_open(*row as usize))
            .map(|(row, _)| row)
            .collect();
        let mut readings = Vec::new();
        if !rows.is_empty() {
            let open = inputs.gather(&rows);
            let open = self.worker.evaluate(&open, true);
            for at in 0..plan.pathways.len() {
                if let Some(verdicts) = pathways.get_mut(at) {
                    let read = self.missing(at, inputs, &open, &rows, verdicts, &mut strange, for_trials);
                    readings.extend(read);
                }
            }
        }
        Pass { columns, pathways, strange, rows, readings }
    }

    /// What the open rows of a pathway need; gives how often what is open of it reads each fact, if that
    /// is asked for.
    #[expect(clippy::too_many_arguments, reason = "what is open of a batch, and of one pathway")]
    fn missing(
        &self,
        at: usize,
        inputs: &Inputs,
        open: &[Cow<'_, Column>],
        rows: &[u32],
        verdicts: &mut Verdicts,
        strange: &mut [bool],
        for_trials: bool,
    ) -> Option<Readings> {
        let program = self.program;
        let (pathway, below) = (program.plan.pathways.get(at)?, program.below.get(at)?);
        let is_open: Vec<bool> = rows.iter().map(|row| verdicts.is_open(*row as usize)).collect();
        if !is_open.contains(&true) {
            return None;
        }
        let stages: Vec<(NodeId, Vec<u8>)> = pathway
            .stages
            .iter()
            .zip(0_u8..)
            .map(|(stage, at)| {
                let here =
                    |(row, open): (&u32, &bool)| u8::from(*open && verdicts.stage.get(*row as usize) == Some(&at));
                (stage.node, rows.iter().zip(&is_open).map(here).collect::<Vec<u8>>())
            })
            .filter(|(_, here)| here.contains(&1))
            .collect();
        let needed = readings(program, open, below, &stages, rows.len());
        self.settle(inputs, rows, &is_open, &needed, verdicts, strange);
        if !for_trials {
            return None;
        }
        if matches!(stages.as_slice(), [(only, _)] if *only == pathway.node) {
            return Some(needed);
        }
        let root = [(pathway.node, is_open.iter().map(|open| u8::from(*open)).collect())];
        let read = readings(program, open, below, &root, rows.len());
        mark(rows, &read.strange, strange);
        Some(read)
    }

    /// What open rows need, and whether that is for the applicant or for an officer.
    fn settle(
        &self,
        inputs: &Inputs,
        rows: &[u32],
        is_open: &[bool],
        needed: &Readings,
        verdicts: &mut Verdicts,
        strange: &mut [bool],
    ) {
        mark(rows, &needed.strange, strange);
        let mut for_applicant = vec![false; rows.len()];
        for (fact, counts) in needed.of.iter().enumerate() {
            let Some(counts) = counts else { continue };
            let flags = verdicts.needs.entry(fact).or_insert_with(|| vec![false; inputs.rows]);
            for ((row, count), for_applicant) in rows.iter().zip(counts).zip(&mut for_applicant) {
                if *count == 0 {
                    continue;
                }
                if let Some(flag) = flags.get_mut(*row as usize) {
                    *flag = true;
                }
                match self.asked(inputs, fact, *row as usize) {
                    Asked::Applicant => *for_applicant = true,
                    Asked::Officer => {}
                    Asked::Strange => mark(&[*row], &[true], strange),
                }
            }
        }
        for ((row, for_applicant), open) in rows.iter().zip(for_applicant).zip(is_open) {
            if *open && let Some(status) = verdicts.status.get_mut(*row as usize) {
                *status = if for_applicant { UNDETERMINED } else { REFERRED };
            }
        }
    }

    /// Who is asked for a fact that is missing.
    pub fn asked(&self, inputs: &Inputs, fact: usize, row: usize) -> Asked {
        let plan = self.program.plan;
        match plan.facts.iter().nth(fact) {
            Some((_, about)) if about.is_finding => Asked::Officer,
            // Of a list whose entries are known in part it takes a look at each.
            Some((_, about)) if Kind::of_fact(about) == Kind::Other && !inputs.is_unknown(fact, row) => Asked::Strange,
            _ => Asked::Applicant,
        }
    }

    /// Tries the values of unknown facts that are read more than once, where something is open.
    fn refine(&mut self, inputs: &Inputs, pass: &mut Pass<'_>, scores: &mut [Column]) {
        let tries = trials(self.program, &pass.rows, &pass.readings, &pass.strange);
        let mut waiting: Vec<(usize, Vec<Trial<'p>>)> = Vec::new();
        let mut size = 0_usize;
        for (row, trial) in tries {
            let combinations = trial.iter().fold(1_usize, |all, trial| all.saturating_mul(trial.values.len()));
            if size.saturating_add(combinations) > TRIED && !waiting.is_empty() {
                self.try_rows(inputs, pass, scores, &waiting);
                waiting.clear();
                size = 0;
            }
            size = size.saturating_add(combinations);
            waiting.push((row, trial));
        }
        if !waiting.is_empty() {
            self.try_rows(inputs, pass, scores, &waiting);
        }
    }

    fn try_rows(
        &mut self,
        inputs: &Inputs,
        pass: &mut Pass<'_>,
        scores: &mut [Column],
        waiting: &[(usize, Vec<Trial<'p>>)],
    ) {
        let mut rows: Vec<u32> = Vec::new();
        for (row, trial) in waiting {
            let combinations = trial.iter().fold(1_usize, |all, trial| all.saturating_mul(trial.values.len()));
            let row = u32::try_from(*row).unwrap_or(u32::MAX);
            rows.extend(std::iter::repeat_n(row, combinations));
        }
        let mut trying = inputs.gather(&rows);
        let mut start = 0_usize;
        for (_, trial) in waiting {
            let combinations = trial.iter().fold(1_usize, |all, trial| all.saturating_mul(trial.values.len()));
            // The last fact changes fastest from one combination to the next.
            let mut step = combinations;
            for trial in trial {
                step = step.checked_div(trial.values.len()).unwrap_or(1).max(1);
                for at in 0..combinations {
                    let value = at.checked_div(step).and_then(|at| at.checked_rem(trial.values.len()));
                    if let Some(value) = value.and_then(|at| trial.values.get(at)) {
                        trying.take(trial.fact, trial.kind, start.saturating_add(at), value);
                    }
                }
            }
            start = start.saturating_add(combinations);
        }
        let tried = self.pass(&trying, false);
        let mut start = 0_usize;
        for (row, trial) in waiting {
            let combinations = trial.iter().fold(1_usize, |all, trial| all.saturating_mul(trial.values.len()));
            let range = start..start.saturating_add(combinations);
            start = range.end;
            if tried.strange.get(range.clone()).is_none_or(|strange| strange.contains(&true)) {
                mark(&[u32::try_from(*row).unwrap_or(u32::MAX)], &[true], &mut pass.strange);
                continue;
            }
            for (before, tried) in pass.pathways.iter_mut().zip(&tried.pathways) {
                if before.is_open(*row) {
                    let sure = unite(before, *row, tried, range.clone(), trial, |fact| self.asked(inputs, fact, *row));
                    if !sure {
                        mark(&[u32::try_from(*row).unwrap_or(u32::MAX)], &[true], &mut pass.strange);
                    }
                }
            }
            for (score, plan) in scores.iter_mut().zip(&self.program.plan.columns) {
                let kind = self.program.kind(plan.node);
                let Some(column) = tried.columns.get(plan.node.index()) else { continue };
                let mut narrowed: Option<Possible> = None;
                for at in range.clone() {
                    let Some(value) = column.possible(kind, at) else { continue };
                    narrowed = Some(match narrowed {
                        None => value,
                        Some(sofar) => sofar.union(&value),
                    });
                }
                if let Some(narrowed) = narrowed {
                    score.put(kind, *row, Some(&narrowed));
                }
            }
        }
    }

    /// How those stand who are eligible where places are given out.
    fn standings(
        &self,
        batch: &Batch,
        pass: &mut Pass<'_>,
    ) -> BTreeMap<usize, Vec<Option<crate::evaluate::standing::Standing>>> {
        let plan = self.program.plan;
        let mut standings = BTreeMap::new();
        if plan.quotas.is_empty() {
            return standings;
        }
        for row in 0..pass.strange.len() {
            if pass.strange.get(row).copied().unwrap_or(true) {
                continue;
            }
            let eligible = |quota: usize| {
                plan.pathways.iter().zip(&pass.pathways).any(|(pathway, verdicts)| {
                    pathway.quota == Some(quota) && verdicts.status.get(row) == Some(&ELIGIBLE)
                })
            };
            let asked: Vec<bool> = (0..plan.quotas.len()).map(eligible).collect();
            if !asked.contains(&true) {
                continue;
            }
            let value = |node: NodeId| pass.columns.get(node.index())?.possible(self.program.kind(node), row);
            let id = plan.id_fact().and_then(|id| batch.facts.get(id.index())).and_then(|column| column.value(row));
            let each = plan.quotas.iter().zip(&asked).map(|(quota, asked)| match asked {
                true => standing_by(plan, &value, id.as_ref(), quota).map(Some),
                false => Some(None),
            });
            match each.collect::<Option<Vec<_>>>() {
                Some(each) => {
                    standings.insert(row, each);
                }
                // An order or a class that is open.
                None => {
                    if let Some(strange) = pass.strange.get_mut(row) {
                        *strange = true;
                    }
                }
            }
        }
        standings
    }
}

/// Who is asked for a missing fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Applicant,
    Officer,
    /// It takes a look at its parts.
    Strange,
}

/// Notes which of the rows are strange.
fn mark(rows: &[u32], marks: &[bool], strange: &mut [bool]) {
    for (row, mark) in rows.iter().zip(marks) {
        if *mark && let Some(strange) = strange.get_mut(*row as usize) {
            *strange = true;
        }
    }
}

fn note_strange(column: &Column, strange: &mut [bool]) {
    if column.has_faults() {
        strange.iter_mut().enumerate().for_each(|(row, strange)| *strange |= column.has_fault(row));
    }
}
