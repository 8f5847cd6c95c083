use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

use super::claim::considered;
use super::fill::{Allocation, Place};
use crate::check::Fact;
use crate::evaluate::{Determination, Standing, Status};
use crate::plan::Plan;
use crate::source::Id;

/// What a policy decides for an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    Granted,
    /// Eligible, but there was no place.
    Waitlisted,
    Undetermined,
    Referred,
    Refused,
}

impl Outcome {
    pub const ALL: [Outcome; 5] =
        [Outcome::Granted, Outcome::Waitlisted, Outcome::Undetermined, Outcome::Referred, Outcome::Refused];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Granted => "granted",
            Outcome::Waitlisted => "waitlisted",
            Outcome::Undetermined => "undetermined",
            Outcome::Referred => "referred",
            Outcome::Refused => "refused",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The outcome for one applicant, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    /// The pathways that grant, or the one that the outcome is about; none if refused.
    pub pathways: Vec<usize>,
    /// Pathways still open that could matter beside the outcome.
    pub pending: Vec<usize>,
    /// The quotas in which a place was asked for, with the place or the rank without one.
    pub places: Vec<Asked>,
    /// Missing facts that could still matter.
    pub needs: BTreeSet<Id<Fact>>,
}

/// What became of a claim to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub quota: usize,
    pub pathway: usize,
    pub given: Given,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Place(Place),
    /// Rank in the order of all who claimed a place.
    Waiting(u64),
    /// Eligible, but of no pool's class.
    OutsideEveryPool,
    /// The claim itself is open.
    Open,
}

/// The outcome of a determination, once places are given out.
#[must_use]
pub fn decide(plan: &Plan, determination: &Determination, allocation: &Allocation) -> Decision {
    let mut granted = Vec::new();
    let mut waiting = Vec::new();
    let mut open: Vec<(usize, Outcome)> = Vec::new();
    let mut places = Vec::new();
    let mut needs = BTreeSet::new();
    for (pathway, result) in considered(determination) {
        if !granted.is_empty() && !plan.grant_every {
            break;
        }
        match result.status {
            Status::NotEligible => {}
            Status::Undetermined | Status::Referred => {
                let undetermined = result.status == Status::Undetermined;
                open.push((pathway, if undetermined { Outcome::Undetermined } else { Outcome::Referred }));
                needs.extend(result.needs.iter().copied());
            }
            Status::Eligible => {
                let Some(quota) = plan.pathways.get(pathway).and_then(|pathway| pathway.quota) else {
                    granted.push(pathway);
                    continue;
                };
                let given = given(determination, allocation, quota);
                match &given {
                    Given::Place(_) => granted.push(pathway),
                    Given::Waiting(_) => waiting.push(pathway),
                    Given::OutsideEveryPool => {}
                    Given::Open => {
                        open.push((pathway, Outcome::Undetermined));
                        if let Some(Some(Standing::Open { needs: keys })) = determination.standings.get(quota) {
                            needs.extend(keys.iter().copied());
                        }
                    }
                }
                places.push(Asked { quota, pathway, given });
            }
        }
    }
    let pending = |but: Option<usize>| open.iter().map(|(at, _)| *at).filter(|at| Some(*at) != but).collect();
    let (outcome, pathways, pending) = if !granted.is_empty() {
        (Outcome::Granted, granted, pending(None))
    } else if let Some(first) = waiting.first() {
        (Outcome::Waitlisted, vec![*first], pending(None))
    } else if let Some((pathway, outcome)) = open.first() {
        (*outcome, vec![*pathway], pending(Some(*pathway)))
    } else {
        (Outcome::Refused, Vec::new(), Vec::new())
    };
    Decision { outcome, pathways, pending, places, needs }
}

fn given(determination: &Determination, allocation: &Allocation, quota: usize) -> Given {
    match determination.standings.get(quota) {
        Some(Some(Standing::Candidate { .. })) => {
            let result = allocation.quotas.get(quota);
            if let Some(place) = result.and_then(|result| result.places.get(&determination.id)) {
                return Given::Place(place.clone());
            }
            Given::Waiting(result.and_then(|result| result.waiting.get(&determination.id)).copied().unwrap_or(0))
        }
        Some(Some(Standing::OutsideEveryPool)) => Given::OutsideEveryPool,
        _ => Given::Open,
    }
}
