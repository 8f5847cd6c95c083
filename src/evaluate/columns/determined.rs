//! The determinations of a batch.

use std::collections::BTreeMap;

use super::column::Column;
use super::judge::{NOT_ELIGIBLE, STATUSES, UNDETERMINED, Verdicts};
use super::program::Program;
use crate::evaluate::Status;
use crate::evaluate::determine::{Determination, PathwayResult};
use crate::evaluate::standing::Standing;
use crate::records::Batch;
use crate::values::{Faults, Possible, Value};

/// What a policy says of each applicant of a batch.
pub struct Determined {
    pub rows: usize,
    /// One for each pathway of the plan.
    pub pathways: Vec<Verdicts>,
    /// One for each score of the plan.
    pub scores: Vec<Column>,
    /// The day whose law applies.
    pub as_of: Column,
    /// How those who are eligible where places are given out stand in each quota, by row.
    pub standings: BTreeMap<usize, Vec<Option<Standing>>>,
    /// What the row evaluator decided, by row.
    pub apart: BTreeMap<usize, Determination>,
}

impl Determined {
    /// What the policy says of one applicant, as the row evaluator says it.
    #[must_use]
    pub fn determination(&self, program: &Program<'_>, batch: &Batch, row: usize) -> Determination {
        if let Some(apart) = self.apart.get(&row) {
            return apart.clone();
        }
        let plan = program.plan;
        let pathways: Vec<PathwayResult> =
            self.pathways.iter().map(|verdicts| result(program, verdicts, row)).collect();
        let consider = plan.consider.iter().map(|first| self.speaking(program, row, *first)).collect();
        let scores = plan.columns.iter().zip(&self.scores);
        let scores = scores
            .map(|(score, column)| column.possible(program.kind(score.node), row).unwrap_or_else(Possible::nothing));
        Determination {
            id: if row < arrow_array::Array::len(&batch.ids) { batch.ids.value(row).to_owned() } else { String::new() },
            line: batch.lines.get(row).copied().unwrap_or_default(),
            as_of: self.day(program, row),
            pathways,
            consider,
            scores: scores.collect(),
            standings: match self.standings.get(&row) {
                Some(standings) => standings.clone(),
                None => vec![None; plan.quotas.len()],
            },
        }
    }

    /// The rows that may have a claim to a place.
    pub fn claimants(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows).filter(|row| self.standings.contains_key(row) || self.apart.contains_key(row))
    }

    /// The day whose law applies to one applicant, if it is known and matters.
    #[must_use]
    pub fn day(&self, program: &Program<'_>, row: usize) -> Option<crate::values::Date> {
        if program.plan.as_of.is_none() && !program.plan.reads_as_of {
            return None;
        }
        match self.as_of.possible(super::kinds::Kind::Date, row)?.single()? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// Words in which applicants are equal who are alike but for their scores, days and needs: for each
    /// word one for each row.
    #[must_use]
    pub fn marks(&self) -> Vec<Vec<u64>> {
        let mut words: Vec<Vec<u64>> = Vec::new();
        let mut bit = 64_u32;
        // The word in which the next bits stand, and from which of its bits.
        let mut place = |words: &mut Vec<Vec<u64>>, bits: u32| {
            if bit.saturating_add(bits) > 64 {
                words.push(vec![0; self.rows]);
                bit = 0;
            }
            let at = bit;
            bit = bit.saturating_add(bits);
            at
        };
        for verdicts in &self.pathways {
            let at = place(&mut words, 2);
            if let Some(last) = words.last_mut() {
                let each = last.iter_mut().zip(&verdicts.status);
                each.for_each(|(word, status)| *word |= u64::from(*status).wrapping_shl(at));
            }
            let flags = [&verdicts.not_in_force, &verdicts.discretion].into_iter();
            for flags in flags.chain(&verdicts.unmet).chain(&verdicts.barred) {
                // Each has its place, whether anybody has it or not.
                let at = place(&mut words, 1);
                if flags.contains(&true)
                    && let Some(last) = words.last_mut()
                {
                    let each = last.iter_mut().zip(flags);
                    each.for_each(|(word, flag)| *word |= u64::from(*flag).wrapping_shl(at));
                }
            }
        }
        words
    }

    /// Adds to such marks what one applicant needs.
    pub fn mark_needs(&self, row: usize, marks: &mut Vec<u64>) {
        for (verdicts, pathway) in self.pathways.iter().zip(1_u64..) {
            if verdicts.status.get(row).is_some_and(|status| *status < UNDETERMINED) {
                continue;
            }
            for (fact, flags) in &verdicts.needs {
                if flags.get(row) == Some(&true) {
                    marks.push(pathway.wrapping_shl(32) | u64::try_from(*fact).unwrap_or(u64::MAX));
                }
            }
        }
    }

    /// The days of [`Determined::day`] for all rows, as days since 1 January 1970.
    #[must_use]
    pub fn day_numbers(&self, program: &Program<'_>) -> Vec<Option<i32>> {
        if program.plan.as_of.is_none() && !program.plan.reads_as_of {
            return vec![None; self.rows];
        }
        let settled = |span: super::column::Span<i32>| (span.marks == 0 && span.low == span.high).then_some(span.low);
        self.as_of.spans::<i32>(0, self.rows).iter().map(settled).collect()
    }

    /// Adds the ends of all scores of one column; gives those that are no such numbers, by row.
    pub fn add_score(&self, at: usize, low: &mut Vec<i64>, high: &mut Vec<i64>) -> Vec<(usize, Possible)> {
        let mut own = Vec::new();
        match self.scores.get(at) {
            Some(Column::Numbers(spans)) => {
                low.extend_from_slice(&spans.low);
                high.extend_from_slice(spans.highs());
                if let Some(marks) = &spans.marks {
                    let marked = marks.iter().enumerate().filter(|(_, mark)| **mark != 0);
                    own.extend(marked.map(|(row, _)| (row, Possible::nothing())));
                }
            }
            Some(column) => {
                low.resize(low.len().saturating_add(self.rows), 0);
                high.resize(high.len().saturating_add(self.rows), 0);
                let value = |row: usize| column.possible(super::kinds::Kind::Other, row);
                own.extend((0..self.rows).map(|row| (row, value(row).unwrap_or_else(Possible::nothing))));
            }
            None => {}
        }
        own.extend(self.apart.iter().filter_map(|(row, apart)| Some((*row, apart.scores.get(at)?.clone()))));
        own
    }

    /// Of several declarations of one pathway that which is or may be in force, else the last.
    #[must_use]
    pub fn speaking(&self, program: &Program<'_>, row: usize, first: usize) -> usize {
        let versions = program.plan.pathways.get(first).map(|pathway| pathway.versions.as_slice()).unwrap_or_default();
        let in_force = |at: &&usize| {
            let verdicts = self.pathways.get(**at);
            verdicts.is_some_and(|verdicts| !verdicts.not_in_force.get(row).copied().unwrap_or(false))
        };
        versions.iter().find(in_force).or(versions.last()).copied().unwrap_or(first)
    }
}

/// What one pathway says of one row.
fn result(program: &Program<'_>, verdicts: &Verdicts, row: usize) -> PathwayResult {
    let at = |flags: &[bool]| flags.get(row).copied().unwrap_or(false);
    let decided = |clauses: &[Vec<bool>]| {
        clauses.iter().enumerate().filter(|(_, flags)| at(flags)).map(|(clause, _)| clause).collect()
    };
    let status = verdicts.status.get(row).copied().unwrap_or(NOT_ELIGIBLE);
    let status = STATUSES.get(usize::from(status)).copied().unwrap_or(Status::NotEligible);
    let facts = program.plan.facts.iter().map(|(id, _)| id);
    let missing =
        |id: &crate::source::Id<crate::check::Fact>| verdicts.needs.get(&id.index()).is_some_and(|flags| at(flags));
    PathwayResult {
        status,
        not_in_force: at(&verdicts.not_in_force),
        unmet: decided(&verdicts.unmet),
        barred: decided(&verdicts.barred),
        needs: if verdicts.needs.is_empty() { Default::default() } else { facts.filter(missing).collect() },
        faults: Faults::NONE,
        discretion: at(&verdicts.discretion),
        family: Vec::new(),
        refined: at(&verdicts.refined),
    }
}

/// Which law applies is not known while its day is not: nothing is decided before.
pub fn require_as_of(fact: usize, open: &[u8], pathways: &mut [Verdicts]) {
    for verdicts in pathways {
        for row in open.iter().enumerate().filter(|(_, open)| **open != 0).map(|(row, _)| row) {
            let off = |flags: &mut Vec<bool>| flags.get_mut(row).into_iter().for_each(|flag| *flag = false);
            if let Some(status) = verdicts.status.get_mut(row) {
                *status = UNDETERMINED;
            }
            verdicts.unmet.iter_mut().chain(&mut verdicts.barred).for_each(off);
            off(&mut verdicts.not_in_force);
            need(&mut verdicts.needs, fact, row, open.len());
        }
    }
}

/// Notes that a fact is missing in a row.
pub fn need(needs: &mut super::judge::Needs, fact: usize, row: usize, rows: usize) {
    let flags = needs.entry(fact).or_insert_with(|| vec![false; rows]);
    if let Some(flag) = flags.get_mut(row) {
        *flag = true;
    }
}
