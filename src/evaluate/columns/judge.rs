//! What each pathway says of each row, read off the columns of its clauses.

use super::column::{Column, FALSE, FAULT, STRANGE, TRUE};
use crate::evaluate::Status;
use crate::plan::{ClausePlan, NodeId, PathwayPlan};
use std::borrow::Cow;

/// Nothing is said yet of whether facts or an officer are missing.
const OPEN: u8 = 2;

/// What one pathway says of the rows.
#[derive(Clone, Debug)]
pub struct Verdicts {
    /// By number of [`Status`]; `Undetermined` while it is only known to be open.
    pub status: Vec<u8>,
    /// The stage at which it is decided or open.
    pub stage: Vec<u8>,
    pub not_in_force: Vec<bool>,
    /// For each requirement, whether it is definitely not met.
    pub unmet: Vec<Vec<bool>>,
    /// For each bar, whether it is definitely met.
    pub barred: Vec<Vec<bool>>,
    pub discretion: Vec<bool>,
    /// For each fact that is missing in some row, whether it is.
    pub needs: Needs,
    pub refined: Vec<bool>,
}

/// The missing facts of the rows, each with the rows that need it.
pub type Needs = std::collections::BTreeMap<usize, Vec<bool>>;

pub const STATUSES: [Status; 4] = [Status::Eligible, Status::NotEligible, Status::Undetermined, Status::Referred];
pub const ELIGIBLE: u8 = 0;
pub const NOT_ELIGIBLE: u8 = 1;
pub const UNDETERMINED: u8 = OPEN;
pub const REFERRED: u8 = 3;

impl Verdicts {
    pub fn is_open(&self, row: usize) -> bool {
        let status = self.status.get(row).copied().unwrap_or(ELIGIBLE);
        status >= OPEN && !self.discretion.get(row).copied().unwrap_or(false)
    }
}

/// What a pathway says of the rows; marks those that are strange.
pub fn judge(pathway: &PathwayPlan, columns: &[Cow<'_, Column>], strange: &mut [bool]) -> Verdicts {
    let rows = strange.len();
    let truths = |node: NodeId| columns.get(node.index()).map(|column| column.truths(rows)).unwrap_or_default();
    let mut verdicts = Verdicts {
        status: vec![ELIGIBLE; rows],
        stage: vec![0; rows],
        not_in_force: vec![false; rows],
        unmet: vec![Vec::new(); pathway.requires.len()],
        barred: vec![Vec::new(); pathway.bars.len()],
        discretion: vec![false; rows],
        needs: Needs::new(),
        refined: vec![false; rows],
    };
    if let Some(node) = pathway.in_force {
        let force = truths(node);
        for ((out, force), strange) in verdicts.not_in_force.iter_mut().zip(force.iter()).zip(strange.iter_mut()) {
            *out = *force == FALSE;
            *strange |= force & STRANGE != 0;
        }
    }
    // The rows that have passed all stages so far.
    let mut reached = vec![true; rows];
    for (at, stage) in pathway.stages.iter().enumerate() {
        for clause in stage.requires.clone() {
            if let (Some(plan), Some(out)) = (pathway.requires.get(clause), verdicts.unmet.get_mut(clause)) {
                *out = decided(plan, FALSE, &truths, &reached, strange);
            }
        }
        for clause in stage.bars.clone() {
            if let (Some(plan), Some(out)) = (pathway.bars.get(clause), verdicts.barred.get_mut(clause)) {
                *out = decided(plan, TRUE, &truths, &reached, strange);
            }
        }
        let value = truths(stage.node);
        let at = u8::try_from(at).unwrap_or(u8::MAX);
        let rows = value.iter().zip(&mut reached).zip(&mut verdicts.status).zip(&mut verdicts.stage);
        for ((((value, reached), status), stage), strange) in rows.zip(strange.iter_mut()) {
            if !*reached || *value == TRUE {
                continue;
            }
            *reached = false;
            *stage = at;
            *status = if *value == FALSE { NOT_ELIGIBLE } else { OPEN };
            // Where it is open through a fault, which one is told.
            *strange |= value & (STRANGE | FAULT) != 0;
        }
    }
    if pathway.discretion.is_some() {
        // Whoever meets the rest is for the one who may grant it.
        for (status, discretion) in verdicts.status.iter_mut().zip(&mut verdicts.discretion) {
            if *status == ELIGIBLE {
                *status = REFERRED;
                *discretion = true;
            }
        }
    }
    verdicts
}

/// The rows that a clause decides: of those reached where it is in force, and its truth the decisive one.
fn decided<'c>(
    clause: &ClausePlan,
    decisive: u8,
    truths: &dyn Fn(NodeId) -> Cow<'c, [u8]>,
    reached: &[bool],
    strange: &mut [bool],
) -> Vec<bool> {
    let mut decided = reached.to_vec();
    let mut only = |node: NodeId, wanted: u8| {
        let truths = truths(node);
        for (((decided, truth), reached), strange) in
            decided.iter_mut().zip(truths.iter()).zip(reached).zip(strange.iter_mut())
        {
            *decided &= *truth == wanted;
            *strange |= truth & STRANGE != 0 && *reached;
        }
    };
    only(clause.node, decisive);
    // A clause that may not be in force has decided nothing.
    clause.in_force.into_iter().for_each(|node| only(node, TRUE));
    decided
}
