//! The missing facts that could still matter: those that open parts of a pathway read.

use std::collections::BTreeMap;

use super::trace::Trace;
use crate::check::Fact;
use crate::plan::{NodeId, NodeKind, Plan};
use crate::source::Id;
use crate::values::Value;

/// The unknown facts below an open node, each with how many of its readings are open.
///
/// A part that is settled needs nothing; of an open part only those operands count that the result
/// may depend on, as far as the others are known.
#[must_use]
pub fn missing(plan: &Plan, trace: &Trace, node: NodeId) -> BTreeMap<Id<Fact>, usize> {
    let mut seen = vec![false; plan.nodes.len()];
    let mut found: BTreeMap<Id<Fact>, usize> = BTreeMap::new();
    let mut read = |fact: Id<Fact>| {
        let count = found.entry(fact).or_insert(0);
        *count = count.saturating_add(1);
    };
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if trace.value(node).is_settled() {
            continue;
        }
        match &plan.nodes[node].kind {
            NodeKind::Constant(_) | NodeKind::Outer(_) | NodeKind::Element => {}
            NodeKind::Collect(list, body) => {
                open.push(*list);
                open.extend(body.outer());
            }
            NodeKind::Fact(fact) => read(*fact),
            NodeKind::Presumed(fact, when) => {
                read(*fact);
                open.push(*when);
            }
            NodeKind::AsOf => plan.as_of.into_iter().for_each(&mut read),
            NodeKind::Apply(operation, operands) => {
                match seen.get_mut(node.index()) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                let values: Vec<_> = operands.iter().map(|operand| trace.value(*operand)).collect();
                let matters = |(at, _): &(usize, &NodeId)| operation.matters(&values, *at);
                open.extend(operands.iter().enumerate().filter(matters).map(|(_, operand)| *operand));
            }
        }
    }
    found
}

/// Whether an officer is asked for a missing fact, and not the applicant: for a finding, and for a
/// list of which nothing but findings is missing.
#[must_use]
pub fn for_an_officer(plan: &Plan, facts: &[Option<Value>], fact: Id<Fact>) -> bool {
    plan.facts[fact].is_finding || facts.get(fact.index()).and_then(Option::as_ref).is_some_and(lacks_only_findings)
}

fn lacks_only_findings(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().all(lacks_only_findings),
        Value::Record(shape, values) => shape
            .fields
            .iter()
            .zip(values)
            .all(|(field, value)| field.is_finding || value.as_ref().is_some_and(lacks_only_findings)),
        _ => true,
    }
}
