use std::collections::BTreeMap;

use super::coverage::Coverage;
use crate::evaluate::Trace;
use crate::plan::{Asked, Body, Node, NodeId, NodeKind, Part, Plan, Watch};
use crate::source::{Arena, Sources, Span};
use crate::values::{Operation, Plain, Possible, Table};

/// What became of a part of a policy for those who were decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// It held for somebody, was taken, was looked up.
    pub held: bool,
    /// It failed for somebody.
    pub failed: bool,
    /// For somebody it was open, for want of a fact or because of a fault.
    pub open: bool,
}

impl Seen {
    pub fn add(&mut self, other: Seen) {
        self.held |= other.held;
        self.failed |= other.failed;
        self.open |= other.open;
    }
}

/// Counts what applicants reach of a plan. Made once, then fed with the evaluation of each.
pub struct Meter<'p> {
    plan: &'p Plan,
    gauges: Gauges<'p>,
    seen: Vec<Seen>,
}

/// What is watched among the nodes of the plan, or of a body.
struct Gauges<'p> {
    watches: &'p [Watch],
    lookups: Vec<Lookup<'p>>,
    /// Bodies in which something is watched, with the lists that they are for.
    inside: Vec<(NodeId, &'p Body, Gauges<'p>)>,
}

/// A table that is asked, with the parts that its rows are.
struct Lookup<'p> {
    table: &'p Table,
    inputs: &'p [NodeId],
    asked: Option<&'p Asked>,
    rows: Vec<Option<usize>>,
    otherwise: Option<usize>,
}

impl<'p> Meter<'p> {
    #[must_use]
    pub fn new(plan: &'p Plan) -> Meter<'p> {
        let gauges = Gauges::of(plan, &plan.nodes, &plan.watches, &plan.asked);
        Meter { plan, gauges, seen: vec![Seen::default(); plan.parts.len()] }
    }

    /// Adds what one applicant reaches.
    pub fn add(&mut self, trace: &Trace) {
        self.gauges.read(trace, &mut self.seen);
    }

    /// What became of each part of the plan, in their order.
    #[must_use]
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// What is reached of the policy and of all that it uses: other policies may read the rest.
    #[must_use]
    pub fn coverage(&self, sources: &Sources) -> Coverage {
        Coverage::of(sources, self.plan.parts.iter().zip(self.seen.iter().copied()))
    }

    /// What is reached of what the policy reads.
    #[must_use]
    pub fn coverage_of_read(&self, sources: &Sources) -> Coverage {
        Coverage::of(sources, parts_read(self.plan, &self.seen))
    }
}

/// Each part that the policy reads, with what became of it.
pub fn parts_read<'a>(plan: &'a Plan, seen: &'a [Seen]) -> impl Iterator<Item = (&'a Part, Seen)> {
    let parts = plan.parts.iter().zip(seen).enumerate();
    parts.filter(|(at, _)| plan.reads(*at)).map(|(_, (part, seen))| (part, *seen))
}

impl<'p> Gauges<'p> {
    fn of(
        plan: &'p Plan,
        nodes: &'p Arena<Node>,
        watches: &'p [Watch],
        asked: &'p BTreeMap<NodeId, Asked>,
    ) -> Gauges<'p> {
        let mut gauges = Gauges { watches, lookups: Vec::new(), inside: Vec::new() };
        for (id, node) in nodes.iter() {
            match &node.kind {
                NodeKind::Apply(Operation::Lookup(table), inputs) => {
                    gauges.lookups.push(Lookup::of(plan, table, inputs, asked.get(&id)))
                }
                NodeKind::Collect(list, body) => {
                    let inner = Gauges::of(plan, &body.nodes, &body.watches, &body.asked);
                    if !inner.is_empty() {
                        gauges.inside.push((*list, body, inner));
                    }
                }
                _ => {}
            }
        }
        gauges
    }

    fn is_empty(&self) -> bool {
        self.watches.is_empty() && self.lookups.is_empty() && self.inside.is_empty()
    }

    fn read(&self, trace: &Trace, seen: &mut [Seen]) {
        for watch in self.watches {
            if let Some(slot) = seen.get_mut(watch.part) {
                slot.add(watched(watch, trace));
            }
        }
        for lookup in &self.lookups {
            if let Some(slot) = lookup.part(trace).and_then(|part| seen.get_mut(part)) {
                slot.held = true;
            }
        }
        for (list, body, gauges) in &self.inside {
            if let Plain::List(Some(items)) = &trace.value(*list).plain {
                items.iter().for_each(|item| gauges.read(&trace.inside(body, item), seen));
            }
        }
    }
}

fn watched(watch: &Watch, trace: &Trace) -> Seen {
    let asked = asked(&watch.asked, trace);
    if asked.is_false() {
        return Seen::default();
    }
    let value = watch.condition.map(|node| trace.value(node));
    let held = value.is_none_or(Possible::is_true);
    let failed = value.is_some_and(Possible::is_false);
    let asked = asked.is_true();
    Seen { held: asked && held, failed: asked && failed, open: !asked || !(held || failed) }
}

/// Whether something is asked of the applicant; open where that cannot be told.
fn asked(asked: &Asked, trace: &Trace) -> Possible {
    let (mut given, mut after) =
        (asked.given.iter().map(|node| trace.value(*node)), asked.after.iter().map(|node| trace.value(*node)));
    if given.clone().any(Possible::is_false) || after.clone().any(Possible::is_true) {
        return Possible::from(false);
    }
    if given.all(Possible::is_true) && after.all(Possible::is_false) {
        Possible::from(true)
    } else {
        Possible::either()
    }
}

impl<'p> Lookup<'p> {
    fn of(plan: &Plan, table: &'p Table, inputs: &'p [NodeId], asked: Option<&'p Asked>) -> Lookup<'p> {
        let part = |span: &Span| plan.part_at(*span);
        Lookup {
            table,
            inputs,
            asked,
            rows: table.rows.iter().map(|row| part(&row.span)).collect(),
            otherwise: table.otherwise_span.as_ref().and_then(part),
        }
    }

    /// The part that is the row which surely answers, or what answers where none does.
    fn part(&self, trace: &Trace) -> Option<usize> {
        if !self.asked.is_none_or(|of| asked(of, trace).is_true()) {
            return None;
        }
        let inputs: Vec<&Possible> = self.inputs.iter().map(|node| trace.value(*node)).collect();
        if !inputs.iter().all(|input| input.is_settled() && !input.is_fault()) {
            return None;
        }
        match self.table.rows.iter().position(|row| row.fits(&inputs) == (true, false)) {
            Some(at) => self.rows.get(at).copied().flatten(),
            None => self.otherwise,
        }
    }
}
