//! What an unknown counts as once the evidence is closed: whatever is worse for whoever has the
//! burden, which depends on whether its truth helps a pathway or hinders it.

use std::collections::BTreeMap;

use super::structure::{Node, NodeId, NodeKind, PathwayPlan};
use crate::source::Arena;
use crate::values::{Burden, Operation};

/// How a node's truth bears on the pathways.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Bearing {
    helps: bool,
    hinders: bool,
}

/// The truth value that each open node with a burden counts as; none where its truth both helps
/// and hinders, so that nobody can say which is worse.
pub fn closed(
    nodes: &Arena<Node>,
    burdens: &BTreeMap<NodeId, Burden>,
    pathways: &[PathwayPlan],
) -> BTreeMap<NodeId, bool> {
    let mut bearings = vec![Bearing::default(); nodes.len()];
    let mut open: Vec<(NodeId, Bearing)> =
        pathways.iter().map(|pathway| (pathway.node, Bearing { helps: true, hinders: false })).collect();
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
    burdens
        .iter()
        .filter_map(|(node, burden)| {
            let bearing = bearings.get(node.index()).copied().unwrap_or_default();
            let truth_helps = match (bearing.helps, bearing.hinders) {
                (true, false) => true,
                (false, true) => false,
                _ => return None,
            };
            // Against the applicant is what does not help; against the authority is what does.
            Some((*node, truth_helps == (*burden == Burden::Authority)))
        })
        .collect()
}

fn through(operation: &Operation, at: usize, bearing: Bearing) -> Bearing {
    match operation {
        Operation::And | Operation::Or | Operation::AtLeast(_) | Operation::Settled | Operation::Else => bearing,
        Operation::Not => Bearing { helps: bearing.hinders, hinders: bearing.helps },
        Operation::If if at > 0 => bearing,
        _ => Bearing { helps: true, hinders: true },
    }
}
