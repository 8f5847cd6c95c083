use super::determine::{PathwayResult, Status, open_status};
use super::needs::missing;
use super::trace::Trace;
use crate::plan::{PathwayPlan, Plan};
use crate::values::{Plain, Possible, Value};

/// The statuses that family members derive from a pathway, for each `derives` of it: one for each
/// member, `None` while nobody knows who they are.
///
/// A member has the status of the applicant, if they are of those who may derive it.
#[must_use]
pub fn family(
    plan: &Plan,
    trace: &Trace,
    facts: &[Option<Value>],
    pathway: &PathwayPlan,
    result: &PathwayResult,
) -> Vec<Option<Vec<Status>>> {
    let derivations = pathway.derives.iter();
    derivations
        .map(|derivation| {
            let Plain::List(Some(members)) = &trace.value(derivation.members).plain else { return None };
            let open = || {
                let needs = missing(plan, trace, derivation.counted.node).into_keys().collect();
                open_status(plan, facts, &needs)
            };
            let status = |member: &Possible| {
                let may = match &member.plain {
                    Plain::Record(gives) => gives.first().cloned().unwrap_or_else(Possible::nothing),
                    _ => Possible::nothing(),
                };
                match result.status {
                    Status::NotEligible => Status::NotEligible,
                    _ if may.is_false() => Status::NotEligible,
                    Status::Eligible if may.is_true() => Status::Eligible,
                    Status::Eligible if may.is_fault() => Status::Referred,
                    Status::Eligible => open(),
                    still_open => still_open,
                }
            };
            Some(members.iter().map(status).collect())
        })
        .collect()
}
