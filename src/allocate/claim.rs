use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::{Determination, SortKey, Standing, Status};
use crate::plan::Plan;

/// An applicant's claim to a place of one quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: String,
    /// In the order of the quota, the lowest first; the id breaks what ties they leave.
    pub keys: Vec<SortKey>,
    /// The pools of the quota whose class the applicant is of.
    pub pools: Vec<usize>,
}

/// All claims of a run, quota by quota.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    /// One list for each quota of the plan.
    pub claims: Vec<Vec<Claim>>,
    seen: BTreeSet<String>,
    /// Ids that two claimants share: none of them can be placed in order.
    pub twice: BTreeSet<String>,
}

impl Roll {
    #[must_use]
    pub fn new(plan: &Plan) -> Roll {
        Roll { claims: vec![Vec::new(); plan.quotas.len()], ..Roll::default() }
    }

    /// Enters the claims that a determination gives.
    pub fn enter(&mut self, plan: &Plan, determination: &Determination) {
        let chances = chances(plan, determination);
        if chances.is_empty() {
            return;
        }
        if !self.seen.insert(determination.id.clone()) {
            self.twice.insert(determination.id.clone());
        }
        for quota in chances {
            if let (Some(Some(Standing::Candidate { keys, pools })), Some(claims)) =
                (determination.standings.get(quota), self.claims.get_mut(quota))
            {
                claims.push(Claim { id: determination.id.clone(), keys: keys.clone(), pools: pools.clone() });
            }
        }
    }

    /// Enters all claims of another part of the applicants.
    pub fn join(&mut self, other: Roll) {
        for (claims, more) in self.claims.iter_mut().zip(other.claims) {
            claims.extend(more);
        }
        for id in other.seen {
            if let Some(known) = self.seen.replace(id) {
                self.twice.insert(known);
            }
        }
        self.twice.extend(other.twice);
    }

    /// Leaves out the claims of ids that occur twice.
    pub fn without_twice(&mut self) {
        for claims in &mut self.claims {
            claims.retain(|claim| !self.twice.contains(&claim.id));
        }
    }
}

/// The quotas in which the applicant asks for a place, in the order of the determination. A way
/// that needs no place ends the list: whoever has it leaves the later quotas.
fn chances(plan: &Plan, determination: &Determination) -> Vec<usize> {
    let mut quotas = Vec::new();
    for (pathway, result) in considered(determination) {
        if result.status != Status::Eligible {
            continue;
        }
        match plan.pathways.get(pathway).and_then(|pathway| pathway.quota) {
            Some(quota) if !quotas.contains(&quota) => quotas.push(quota),
            Some(_) => {}
            None if plan.grant_every => {}
            None => break,
        }
    }
    quotas
}

/// The pathways with their results in the order in which they count.
pub fn considered(determination: &Determination) -> impl Iterator<Item = (usize, &crate::evaluate::PathwayResult)> {
    determination.consider.iter().filter_map(|at| determination.pathways.get(*at).map(|result| (*at, result)))
}

/// The quotas in the order in which they are filled: that of the first pathway that each serves.
pub fn filling_order(plan: &Plan) -> Vec<usize> {
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, pathway) in plan.consider.iter().enumerate() {
        let versions = plan.pathways.get(*pathway).map(|pathway| pathway.versions.as_slice()).unwrap_or_default();
        for quota in versions.iter().filter_map(|at| plan.pathways.get(*at)?.quota) {
            first.entry(quota).or_insert(place);
        }
    }
    let mut order: Vec<(usize, usize)> = first.into_iter().map(|(quota, place)| (place, quota)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, quota)| quota).collect()
}
