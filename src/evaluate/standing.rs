use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::needs::missing;
use super::trace::Trace;
use crate::check::Fact;
use crate::plan::{NodeId, Plan, QuotaPlan};
use crate::source::Id;
use crate::values::{Date, Instant, Number, Possible, Type, Value};

/// One key of an applicant's place in a quota's order; the lowest comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortKey {
    Number(Number),
    Date(Date),
    Instant(Instant),
    Variant(u16),
    DescendingNumber(Reverse<Number>),
    DescendingDate(Reverse<Date>),
    DescendingInstant(Reverse<Instant>),
    DescendingVariant(Reverse<u16>),
}

/// How an eligible applicant stands in a quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In order for the pools, by their places in the quota, whose class they are of.
    Candidate { keys: Vec<SortKey>, pools: Vec<usize> },
    /// Of no pool's class.
    OutsideEveryPool,
    /// The order or a class is open: these facts would settle it, unless a fault keeps it open.
    Open { needs: BTreeSet<Id<Fact>> },
}

/// How the applicant whose trace this is stands in a quota.
pub fn standing(plan: &Plan, trace: &Trace, facts: &[Option<Value>], quota: &QuotaPlan) -> Standing {
    let mut needs = BTreeSet::new();
    let mut open = false;
    let mut keys = Vec::new();
    for key in &quota.keys {
        match trace.value(key.term.node).single().and_then(|value| sort_key(&value, key.descending)) {
            Some(key) => keys.push(key),
            None => {
                open = true;
                needs.extend(missing(plan, trace, key.term.node).into_keys());
            }
        }
    }
    // Ids that are numbers come in the order of numbers: 9 before 10.
    if let Some(id) = plan.id_fact().filter(|id| plan.facts[*id].ty == Type::Integer) {
        let number = facts.get(id.index()).and_then(Option::as_ref);
        keys.extend(number.and_then(|number| sort_key(number, false)));
    }
    let mut pools = Vec::new();
    for (at, pool) in quota.pools.iter().enumerate() {
        match &pool.members {
            None => pools.push(at),
            Some(class) => {
                let member = trace.value(class.node);
                if member.is_true() {
                    pools.push(at);
                } else if !member.is_false() {
                    open = true;
                    needs.extend(missing(plan, trace, class.node).into_keys());
                }
            }
        }
    }
    if open {
        Standing::Open { needs }
    } else if pools.is_empty() {
        Standing::OutsideEveryPool
    } else {
        Standing::Candidate { keys, pools }
    }
}

/// The same by the values of nodes, where all of them are settled; `None` where one is open. `id` is the
/// applicant's.
pub fn standing_by(
    plan: &Plan,
    value: &dyn Fn(NodeId) -> Option<Possible>,
    id: Option<&Value>,
    quota: &QuotaPlan,
) -> Option<Standing> {
    let mut keys = Vec::new();
    for key in &quota.keys {
        keys.push(sort_key(&value(key.term.node)?.single()?, key.descending)?);
    }
    if plan.id_fact().is_some_and(|id| plan.facts[id].ty == Type::Integer) {
        keys.extend(id.and_then(|number| sort_key(number, false)));
    }
    let mut pools = Vec::new();
    for (at, pool) in quota.pools.iter().enumerate() {
        let member = match &pool.members {
            None => true,
            Some(class) => {
                let member = value(class.node)?;
                if !member.is_true() && !member.is_false() {
                    return None;
                }
                member.is_true()
            }
        };
        if member {
            pools.push(at);
        }
    }
    Some(if pools.is_empty() { Standing::OutsideEveryPool } else { Standing::Candidate { keys, pools } })
}

fn sort_key(value: &Value, descending: bool) -> Option<SortKey> {
    Some(match (value, descending) {
        (Value::Number(number), false) => SortKey::Number(*number),
        (Value::Number(number), true) => SortKey::DescendingNumber(Reverse(*number)),
        (Value::Date(date), false) => SortKey::Date(*date),
        (Value::Date(date), true) => SortKey::DescendingDate(Reverse(*date)),
        (Value::Instant(instant), false) => SortKey::Instant(*instant),
        (Value::Instant(instant), true) => SortKey::DescendingInstant(Reverse(*instant)),
        (Value::Choice(variant), false) => SortKey::Variant(*variant),
        (Value::Choice(variant), true) => SortKey::DescendingVariant(Reverse(*variant)),
        _ => return None,
    })
}
