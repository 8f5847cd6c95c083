//! What follows from trying the values of unknown facts, for one row of a batch: the rules are those of
//! `evaluate::refine`, which the tests compare.

use std::collections::BTreeSet;
use std::ops::Range;

use super::batches::Asked;
use super::demand::Readings;
use super::determined::need;
use super::judge::{ELIGIBLE, NOT_ELIGIBLE, REFERRED, UNDETERMINED, Verdicts};
use super::kinds::Kind;
use super::program::Program;
use crate::evaluate::refine::COMBINATIONS;
use crate::values::Value;

/// A fact to try, with its values.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'p> {
    pub fact: usize,
    pub kind: Kind,
    pub values: &'p [Value],
}

/// The rows in which something is to be tried, with what.
pub fn trials<'p>(
    program: &'p Program<'p>,
    rows: &[u32],
    readings: &[Readings],
    strange: &[bool],
) -> Vec<(usize, Vec<Trial<'p>>)> {
    // The facts with few values that some row reads more than once, by row.
    let mut by_row: std::collections::BTreeMap<u32, BTreeSet<usize>> = std::collections::BTreeMap::new();
    for read in readings {
        for (fact, counts) in read.of.iter().enumerate() {
            let (Some(counts), Some(Some(_))) = (counts, program.limited.get(fact)) else { continue };
            for (row, count) in rows.iter().zip(counts) {
                if *count > 1 {
                    by_row.entry(*row).or_default().insert(fact);
                }
            }
        }
    }
    let chosen = |(row, facts): (u32, BTreeSet<usize>)| {
        if strange.get(row as usize).copied().unwrap_or(true) {
            return None;
        }
        let mut candidates: Vec<Trial<'p>> = facts
            .into_iter()
            .filter_map(|fact| {
                let (kind, values) = program.limited.get(fact)?.as_ref()?;
                Some(Trial { fact, kind: *kind, values })
            })
            .collect();
        candidates.sort_by_key(|trial| (trial.values.len(), trial.fact));
        let mut combinations = 1_usize;
        candidates.retain(|trial| {
            let more = combinations.saturating_mul(trial.values.len());
            let fits = more <= COMBINATIONS;
            if fits {
                combinations = more;
            }
            fits
        });
        (!candidates.is_empty()).then_some((row as usize, candidates))
    };
    by_row.into_iter().filter_map(chosen).collect()
}

/// Narrows what a pathway says of a row by what it says where values are tried. Gives whether that
/// could be told.
pub fn unite(
    before: &mut Verdicts,
    row: usize,
    tried: &Verdicts,
    range: Range<usize>,
    trials: &[Trial<'_>],
    asked: impl Fn(usize) -> Asked,
) -> bool {
    let statuses = tried.status.get(range.clone()).unwrap_or_default();
    let Some(first) = statuses.first().copied() else { return true };
    let agree = statuses.iter().all(|status| *status == first);
    let discretion = tried.discretion.get(range.clone()).is_some_and(|all| all.iter().all(|yes| *yes));
    let set = |flags: &mut [bool], value: bool| flags.get_mut(row).into_iter().for_each(|flag| *flag = value);
    let any = |flags: &[bool]| flags.get(range.clone()).is_some_and(|flags| flags.contains(&true));
    let forget_needs = |before: &mut Verdicts| before.needs.values_mut().for_each(|flags| set(flags, false));
    match first {
        ELIGIBLE if agree => take_first(before, row, tried, range.start),
        REFERRED if discretion => take_first(before, row, tried, range.start),
        NOT_ELIGIBLE if agree => {
            before.status.get_mut(row).into_iter().for_each(|status| *status = NOT_ELIGIBLE);
            set(&mut before.not_in_force, any(&tried.not_in_force));
            // Which requirement fails may depend on the answer: all that may are named.
            for (before, tried) in
                before.unmet.iter_mut().chain(&mut before.barred).zip(tried.unmet.iter().chain(&tried.barred))
            {
                set(before, any(tried));
            }
            forget_needs(before);
            set(&mut before.refined, true);
        }
        _ => {
            forget_needs(before);
            let rows = before.status.len();
            let mut needs: BTreeSet<usize> =
                tried.needs.iter().filter(|(_, flags)| any(flags)).map(|(fact, _)| *fact).collect();
            needs.extend(decisive(tried, range, trials));
            let mut status = REFERRED;
            for fact in needs {
                need(&mut before.needs, fact, row, rows);
                match asked(fact) {
                    Asked::Applicant => status = UNDETERMINED,
                    Asked::Officer => {}
                    Asked::Strange => return false,
                }
            }
            before.status.get_mut(row).into_iter().for_each(|slot| *slot = status);
        }
    }
    true
}

/// What a pathway says in one of the rows tried is what it says at all.
fn take_first(before: &mut Verdicts, row: usize, tried: &Verdicts, at: usize) {
    let copy = |into: &mut [bool], from: &[bool]| {
        if let (Some(slot), Some(flag)) = (into.get_mut(row), from.get(at)) {
            *slot = *flag;
        }
    };
    if let (Some(slot), Some(status)) = (before.status.get_mut(row), tried.status.get(at)) {
        *slot = *status;
    }
    copy(&mut before.not_in_force, &tried.not_in_force);
    copy(&mut before.discretion, &tried.discretion);
    before.unmet.iter_mut().zip(&tried.unmet).for_each(|(into, from)| copy(into, from));
    before.barred.iter_mut().zip(&tried.barred).for_each(|(into, from)| copy(into, from));
    before.needs.values_mut().for_each(|flags| flags.get_mut(row).into_iter().for_each(|flag| *flag = false));
    before.refined.get_mut(row).into_iter().for_each(|flag| *flag = true);
}

/// The tried facts of which some answer makes a difference, the others being equal.
fn decisive(tried: &Verdicts, range: Range<usize>, trials: &[Trial<'_>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut step = 1_usize;
    let same = |a: usize, b: usize| {
        tried.status.get(a) == tried.status.get(b) && tried.needs.values().all(|flags| flags.get(a) == flags.get(b))
    };
    for trial in trials.iter().rev() {
        let round = step.saturating_mul(trial.values.len());
        let differs = range.clone().zip(0_usize..).any(|(at, inside)| {
            // The result of the fact's first value, all other facts being equal.
            let of_round = inside.checked_rem(round).unwrap_or(0);
            let back = of_round.saturating_sub(of_round.checked_rem(step).unwrap_or(0));
            !same(at, at.saturating_sub(back))
        });
        if differs {
            found.insert(trial.fact);
        }
        step = round;
    }
    found
}
