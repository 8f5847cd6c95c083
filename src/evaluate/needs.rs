//! The missing facts that could still matter: those that open parts of a pathway read.

use std::collections::BTreeMap;

use super::trace::Trace;
use crate::check::Fact;
use crate::plan::{NodeId, NodeKind, Plan};
use crate::source::Id;

/// The unknown facts below an open node, each with how many of its readings are open.
///
/// A part that is settled needs nothing; of an open part only those operands count that the result
/// may depend on, as far as the others are known.
#[must_use]
pub fn missing(plan: &Plan, trace: &Trace, node: NodeId) -> BTreeMap<Id<Fact>, usize> {
    let mut search = Search { plan, trace, seen: vec![false; plan.nodes.len()], found: BTreeMap::new() };
    search.visit(node);
    search.found
}

struct Search<'a> {
    plan: &'a Plan,
    trace: &'a Trace,
    seen: Vec<bool>,
    found: BTreeMap<Id<Fact>, usize>,
}

impl Search<'_> {
    fn visit(&mut self, node: NodeId) {
        if self.trace.value(node).is_settled() {
            return;
        }
        match &self.plan.nodes[node].kind {
            NodeKind::Constant(_) => {}
            NodeKind::Fact(fact) => self.read(*fact),
            NodeKind::AsOf => {
                if let Some(fact) = self.plan.as_of {
                    self.read(fact);
                }
            }
            NodeKind::Apply(operation, operands) => {
                match self.seen.get_mut(node.index()) {
                    Some(seen) if !*seen => *seen = true,
                    _ => return,
                }
                let values: Vec<_> = operands.iter().map(|operand| self.trace.value(*operand)).collect();
                for (at, operand) in operands.iter().enumerate() {
                    if operation.matters(&values, at) {
                        self.visit(*operand);
                    }
                }
            }
        }
    }

    fn read(&mut self, fact: Id<Fact>) {
        let count = self.found.entry(fact).or_insert(0);
        *count = count.saturating_add(1);
    }
}
