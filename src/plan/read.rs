//! What the policy reads of the libraries that it uses: parts that it does not read can be reached
//! through it by nobody, or by people for whom they decide nothing.

use std::collections::BTreeSet;

use super::structure::*;
use crate::check::{CheckedPolicy, Provision};
use crate::source::{Arena, FileId, Span};
use crate::values::{Operation, Table};

/// A provision without inputs, by its name, with the node that holds its value.
pub struct Held {
    pub name: String,
    pub span: Span,
    pub node: NodeId,
}

impl Held {
    pub fn of(policy: &CheckedPolicy, provision: Provision, node: NodeId) -> Held {
        let (name, span) = match provision {
            Provision::Parameter(id) => (&policy.parameters[id].name, policy.parameters[id].span),
            Provision::Define(id) => (&policy.defines[id].name, policy.defines[id].span),
            Provision::Rule(id) => (&policy.rules[id].name, policy.rules[id].span),
            Provision::Score(id) => (&policy.scores[id].name, policy.scores[id].span),
        };
        Held { name: name.clone(), span, node }
    }
}

impl Plan {
    /// Works out what is read: all that the policy's own file holds, and whatever of other files a
    /// result turns on.
    pub fn with_what_is_read(mut self, own: FileId, held: &[Held]) -> Plan {
        let nodes = self.worked_out(own, held);
        let mut watched: BTreeSet<usize> = self.watches.iter().map(|watch| watch.part).collect();
        self.gauged(&self.nodes, &|id| nodes.contains(&id), &mut watched);
        let is_read = |at: &usize| {
            let Some(part) = self.parts.get(*at) else { return false };
            let file = part.span.file;
            let mut of_it = held.iter().filter(|held| held.span.file == file && held.name == part.of).peekable();
            // What has inputs is read where it is called, a table where it is looked up.
            let by_name = of_it.peek().is_some();
            file == own || if by_name { of_it.any(|held| nodes.contains(&held.node)) } else { watched.contains(at) }
        };
        let parts = (0..self.parts.len()).filter(is_read).collect();
        self.read = Read { nodes, parts };
        self
    }

    /// The nodes whose values a result may turn on, or something that the policy's own file declares.
    fn worked_out(&self, own: FileId, held: &[Held]) -> BTreeSet<NodeId> {
        let mut left: Vec<NodeId> = held.iter().filter(|held| held.span.file == own).map(|held| held.node).collect();
        left.extend(self.columns.iter().map(|column| column.node));
        left.extend(self.values.iter().map(|value| value.node));
        for pathway in &self.pathways {
            left.push(pathway.node);
            left.extend(pathway.derives.iter().flat_map(|derived| [derived.counted.node, derived.members]));
            left.extend(pathway.grants.iter().filter_map(|grant| grant.duration.as_ref()).map(|term| term.node));
        }
        for quota in &self.quotas {
            left.extend(quota.keys.iter().map(|key| key.term.node));
            left.extend(quota.pools.iter().filter_map(|pool| pool.members.as_ref()).map(|members| members.node));
        }
        let mut found = BTreeSet::new();
        while let Some(id) = left.pop() {
            if !found.insert(id) {
                continue;
            }
            match &self.nodes[id].kind {
                NodeKind::Apply(_, operands) => left.extend(operands),
                NodeKind::Collect(list, body) => {
                    left.push(*list);
                    left.extend(body.outer());
                }
                NodeKind::Presumed(_, when) => left.push(*when),
                NodeKind::Constant(_) | NodeKind::Fact(_) | NodeKind::AsOf | NodeKind::Outer(_) | NodeKind::Element => {
                }
            }
        }
        found
    }

    /// The rows of tables that are looked up there, and what is watched in the bodies of lists.
    fn gauged(&self, nodes: &Arena<Node>, counts: &dyn Fn(NodeId) -> bool, found: &mut BTreeSet<usize>) {
        for (_, node) in nodes.iter().filter(|(id, _)| counts(*id)) {
            match &node.kind {
                NodeKind::Apply(Operation::Lookup(table), _) => {
                    found.extend(answers(table).filter_map(|span| self.part_at(span)));
                }
                NodeKind::Collect(_, body) => {
                    found.extend(body.watches.iter().map(|watch| watch.part));
                    self.gauged(&body.nodes, &|_| true, found);
                }
                _ => {}
            }
        }
    }

    /// The part that stands there.
    #[must_use]
    pub fn part_at(&self, span: Span) -> Option<usize> {
        self.parts.binary_search_by_key(&span, |part| part.span).ok()
    }

    /// Whether the policy reads a part, by its place among the parts.
    #[must_use]
    pub fn reads(&self, part: usize) -> bool {
        self.read.parts.contains(&part)
    }
}

/// Where a table's rows stand, and what answers where none of them does.
fn answers(table: &Table) -> impl Iterator<Item = Span> {
    table.rows.iter().map(|row| row.span).chain(table.otherwise_span)
}
