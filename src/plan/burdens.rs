//! What an unknown counts as once the evidence is closed: whatever is worse for whoever has the
//! burden, which depends on whether its truth helps a pathway or hinders it; of what no pathway
//! reads, whether it helps a rule.

use std::collections::{BTreeMap, BTreeSet};

use super::structure::{Node, NodeId, NodeKind, PathwayPlan};
use crate::source::Arena;
use crate::values::{Burden, Operation};

/// How a node's truth bears on the pathways, or on rules.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Bearing {
    helps: bool,
    hinders: bool,
}

/// The truth value that each open node with a burden counts as; none where its truth both helps
/// and hinders, so that nobody can say which is worse. `rules` in the order of their nodes.
pub fn closed(
    nodes: &Arena<Node>,
    (burdens, relied_on): (&BTreeMap<NodeId, Burden>, &BTreeSet<NodeId>),
    pathways: &[PathwayPlan],
    rules: &[NodeId],
) -> BTreeMap<NodeId, bool> {
    let mut on_pathways = vec![Bearing::default(); nodes.len()];
    spread(nodes, &mut on_pathways, pathways.iter().map(|pathway| pathway.node));
    // In a library no pathway says whom a rule is for: that it is met is what helps, unless another
    // rule reads it. Those that read others stand after them.
    let mut on_rules = vec![Bearing::default(); nodes.len()];
    for rule in rules.iter().rev() {
        let read = |bearings: &[Bearing]| bearings.get(rule.index()).is_some_and(|known| *known != Bearing::default());
        if !read(&on_pathways) && !read(&on_rules) {
            spread(nodes, &mut on_rules, [*rule]);
        }
    }
    burdens
        .iter()
        .filter_map(|(node, burden)| {
            let of = |bearings: &[Bearing]| bearings.get(node.index()).copied().unwrap_or_default();
            let bearing = Some(of(&on_pathways)).filter(|known| *known != Bearing::default());
            let truth_helps = match bearing.unwrap_or(of(&on_rules)) {
                Bearing { helps: true, hinders: false } => true,
                Bearing { helps: false, hinders: true } => false,
                // Nobody can say which is worse: an exception that is not proved is not used.
                _ if relied_on.contains(node) => return Some((*node, false)),
                _ => return None,
            };
            // Against the applicant is what does not help; against the authority is what does.
            Some((*node, truth_helps == (*burden == Burden::Authority)))
        })
        .collect()
}

/// How what some nodes read bears on them, whose own truth helps.
fn spread(nodes: &Arena<Node>, bearings: &mut [Bearing], from: impl IntoIterator<Item = NodeId>) {
    let mut open: Vec<(NodeId, Bearing)> =
        from.into_iter().map(|node| (node, Bearing { helps: true, hinders: false })).collect();
    while let Some((node, more)) = open.pop() {
        let Some(known) = bearings.get_mut(node.index()) else { continue };
        let sum = Bearing { helps: known.helps || more.helps, hinders: known.hinders || more.hinders };
        if *known == sum {
            continue;
        }
        *known = sum;
        match &nodes[node].kind {
            // What a presumption waits for bears on the evidence, not on the pathway.
            NodeKind::Presumed(..) => {}
            NodeKind::Constant(_) | NodeKind::Fact(_) | NodeKind::AsOf | NodeKind::Outer(_) | NodeKind::Element => {}
            NodeKind::Collect(list, body) => {
                let both = Bearing { helps: true, hinders: true };
                open.push((*list, both));
                open.extend(body.outer().map(|outer| (outer, both)));
            }
            NodeKind::Apply(operation, operands) => {
                for (at, operand) in operands.iter().enumerate() {
                    open.push((*operand, through(operation, at, sum)));
                }
            }
        }
    }
}

fn through(operation: &Operation, at: usize, bearing: Bearing) -> Bearing {
    match operation {
        Operation::And | Operation::Or | Operation::AtLeast(_) | Operation::Settled | Operation::Else => bearing,
        Operation::Not => Bearing { helps: bearing.hinders, hinders: bearing.helps },
        Operation::If if at > 0 => bearing,
        _ => Bearing { helps: true, hinders: true },
    }
}
