use std::collections::{BTreeMap, BTreeSet};

use super::claim::{Claim, Roll, filling_order};
use crate::evaluate::SortKey;
use crate::plan::{Plan, QuotaPlan};

/// A place that an applicant was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub pool: usize,
    /// The applicant's place in the quota's order among all who claim one, from 1.
    pub rank: u64,
}

/// The last applicant placed in a pool: whoever came after got none there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    pub keys: Vec<SortKey>,
    pub id: String,
}

/// What became of one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolResult {
    /// Its own places.
    pub size: u64,
    /// Places that it used of those that earlier pools left.
    pub taken_over: u64,
    /// Applicants of its class who claimed a place of the quota and had none yet.
    pub eligible: u64,
    pub placed: u64,
    /// Own places that it left, and what later pools used of them.
    pub unused: u64,
    pub passed_on: Vec<(usize, u64)>,
    /// `None` if nobody was placed.
    pub cut_off: Option<CutOff>,
}

/// What became of one quota.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuotaResult {
    pub claims: u64,
    pub pools: Vec<PoolResult>,
    /// By applicant's id.
    pub places: BTreeMap<String, Place>,
    /// The ranks of those who got none.
    pub waiting: BTreeMap<String, u64>,
}

/// What became of all quotas of a plan, one result for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    pub quotas: Vec<QuotaResult>,
}

/// Gives out the places of every quota, in the order of the determination. Whoever has a place
/// leaves the later quotas, unless every pathway is granted.
#[must_use]
pub fn allocate(plan: &Plan, roll: &Roll) -> Allocation {
    let mut quotas = vec![QuotaResult::default(); plan.quotas.len()];
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for at in filling_order(plan) {
        let (Some(quota), Some(claims)) = (plan.quotas.get(at), roll.claims.get(at)) else { continue };
        let left: Vec<&Claim> =
            claims.iter().filter(|claim| plan.grant_every || !placed.contains(claim.id.as_str())).collect();
        let result = fill(quota, left);
        placed.extend(claims.iter().map(|claim| claim.id.as_str()).filter(|id| result.places.contains_key(*id)));
        if let Some(slot) = quotas.get_mut(at) {
            *slot = result;
        }
    }
    Allocation { quotas }
}

/// Places that an earlier pool left, on their way to the pools that it names.
struct Offer {
    from: usize,
    places: u64,
    to: Vec<usize>,
}

/// Fills the pools of a quota in the order in which they are written, each by priority from those
/// of its class who have no place yet.
fn fill(quota: &QuotaPlan, mut claims: Vec<&Claim>) -> QuotaResult {
    claims.sort_unstable_by(|a, b| (&a.keys, &a.id).cmp(&(&b.keys, &b.id)));
    let mut result = QuotaResult { claims: count(claims.len()), ..QuotaResult::default() };
    let mut has_place = vec![false; claims.len()];
    let mut offers: Vec<Offer> = Vec::new();
    for (at, pool) in quota.pools.iter().enumerate() {
        let offered: u64 = offers
            .iter()
            .filter(|offer| offer.to.first() == Some(&at))
            .fold(0, |sum: u64, offer| sum.saturating_add(offer.places));
        let capacity = pool.size.saturating_add(offered);
        let (mut eligible, mut placed) = (0_u64, 0_u64);
        let mut cut_off = None;
        for ((claim, taken), rank) in claims.iter().zip(&mut has_place).zip(1_u64..) {
            if *taken || !claim.pools.contains(&at) {
                continue;
            }
            eligible = eligible.saturating_add(1);
            if placed < capacity {
                placed = placed.saturating_add(1);
                *taken = true;
                cut_off = Some(CutOff { keys: claim.keys.clone(), id: claim.id.clone() });
                result.places.insert(claim.id.clone(), Place { pool: at, rank });
            }
        }
        let taken_over = placed.saturating_sub(pool.size);
        settle(&mut offers, at, taken_over, &mut result.pools);
        let unused = pool.size.saturating_sub(placed);
        if unused > 0 && !pool.unused_to.is_empty() {
            offers.push(Offer { from: at, places: unused, to: pool.unused_to.clone() });
        }
        result.pools.push(PoolResult {
            size: pool.size,
            taken_over,
            eligible,
            placed,
            unused,
            passed_on: Vec::new(),
            cut_off,
        });
    }
    let without = claims.iter().zip(&has_place).zip(1_u64..).filter(|((_, taken), _)| !**taken);
    result.waiting = without.map(|((claim, _), rank)| (claim.id.clone(), rank)).collect();
    result
}

/// Takes what a pool used from the places offered to it, the earliest offer first; what it left
/// goes on to the next pool that the offer names.
fn settle(offers: &mut Vec<Offer>, pool: usize, mut used: u64, results: &mut [PoolResult]) {
    for offer in offers.iter_mut().filter(|offer| offer.to.first() == Some(&pool)) {
        let taken = used.min(offer.places);
        used = used.saturating_sub(taken);
        offer.places = offer.places.saturating_sub(taken);
        offer.to.remove(0);
        if let (true, Some(from)) = (taken > 0, results.get_mut(offer.from)) {
            from.passed_on.push((pool, taken));
        }
    }
    offers.retain(|offer| offer.places > 0 && !offer.to.is_empty());
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
