use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lower::Lowering;
use super::structure::*;
use crate::check::{Expr, Provision};
use crate::source::{Arena, Span};
use crate::values::{Operation, Possible, Type};

/// The body of a call over a list, being lowered.
#[derive(Default)]
pub struct Building {
    nodes: Arena<Node>,
    known: BTreeMap<String, NodeId>,
    pub watches: BTreeSet<Watch>,
    pub asked: BTreeMap<NodeId, Asked>,
    /// Tells it from every other body; the plan itself is 0.
    serial: usize,
}

/// The day whose law applies, in what is lowered just now: a node of the plan, or of a body where
/// each element has a day of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub node: NodeId,
    /// How many bodies stand around the node.
    pub level: usize,
    serial: usize,
}

impl Day {
    pub fn of_the_plan(node: NodeId) -> Day {
        Day { node, level: 0, serial: 0 }
    }
}

impl Lowering<'_> {
    /// A node where things are lowered just now: in the innermost body, else in the plan.
    pub fn push(&mut self, key: String, kind: NodeKind, span: Span) -> NodeId {
        let (nodes, known) = match self.bodies.last_mut() {
            Some(body) => (&mut body.nodes, &mut body.known),
            None => (&mut self.nodes, &mut self.known),
        };
        if let Some(known) = known.get(&key) {
            return *known;
        }
        let id = nodes.push(Node { kind, span });
        known.insert(key, id);
        id
    }

    fn node_kind(&self, id: NodeId) -> &NodeKind {
        match self.bodies.last() {
            Some(body) => &body.nodes[id].kind,
            None => &self.nodes[id].kind,
        }
    }

    /// Lowers in the plan itself, and brings the node into the bodies being lowered.
    pub fn at_root<T>(&mut self, lower: impl FnOnce(&mut Self) -> (T, NodeId), span: Span) -> (T, NodeId) {
        self.at_level(0, lower, span)
    }

    /// Lowers in the body of a level, and brings the node into the bodies inside it.
    fn at_level<T>(&mut self, level: usize, lower: impl FnOnce(&mut Self) -> (T, NodeId), span: Span) -> (T, NodeId) {
        let mut inner = self.bodies.split_off(level.min(self.bodies.len()));
        let within = std::mem::take(&mut self.within);
        let (what, node) = lower(self);
        self.within = within;
        self.bodies.append(&mut inner);
        (what, self.bring(node, level, span))
    }

    /// Lowers a provision where its day is. In a body it is told as a call is, with its day: what
    /// it reads stands in that body, and not in the plan.
    pub fn at_its_day(&mut self, provision: Provision, span: Span) -> (What, NodeId) {
        let day = self.as_of;
        let (what, node) = self.at_level(day.level, |outer| outer.provision(provision), span);
        if day.level == 0 {
            return (what, node);
        }
        let policy = self.policy;
        let (name, words) = match provision {
            Provision::Parameter(id) => (&policy.parameters[id].name, &policy.parameters[id].words),
            Provision::Define(id) => (&policy.defines[id].name, &policy.defines[id].words),
            Provision::Rule(id) => (&policy.rules[id].name, &policy.rules[id].words),
            Provision::Score(id) => (&policy.scores[id].name, &policy.scores[id].words),
        };
        let body = Term { node: self.bring(day.node, day.level, span), what: What::AsOf, ty: Type::Date, span };
        let told = What::Called {
            name: name.clone(),
            rule: matches!(provision, Provision::Rule(_)),
            words: words.clone(),
            body: Box::new(body),
        };
        (told, node)
    }

    /// A day for provisions to be read as of, lowered as far out as it can be.
    pub fn day(&mut self, written: &Expr) -> (Day, Term) {
        let level = written.innermost().map_or(0, |local| local.saturating_add(1));
        let mut lowered = None;
        let (day, node) = self.at_level(
            level,
            |outer| {
                let term = outer.term(written);
                let serial = outer.bodies.last().map_or(0, |body| body.serial);
                let node = term.node;
                lowered = Some(term);
                (Day { node, level, serial }, node)
            },
            written.span,
        );
        let what = match lowered.map(|term| term.what) {
            // What it is made of stands further out, and is not told.
            Some(What::Apply(..) | What::Collect(_) | What::Versions(_)) | None if level < self.bodies.len() => {
                What::Literal
            }
            Some(what) => what,
            None => What::Literal,
        };
        (day, Term { node, what, ty: written.ty.clone(), span: written.span })
    }

    /// A node of the plan, or of the body of a level, as seen from the innermost body.
    pub fn bring(&mut self, node: NodeId, from: usize, span: Span) -> NodeId {
        let mut inner = self.bodies.split_off(from);
        let mut node = node;
        for body in inner.drain(..) {
            self.bodies.push(body);
            node = self.push(format!("outer {node:?}"), NodeKind::Outer(node), span);
        }
        node
    }

    /// What the elements of a list give.
    pub fn collect(&mut self, list: &Expr, gives: &[Expr], span: Span) -> (What, NodeId) {
        let list = self.term(list);
        self.serial = self.serial.saturating_add(1);
        self.bodies.push(Building { serial: self.serial, ..Building::default() });
        let within = std::mem::take(&mut self.within);
        let gives: Vec<Term> = gives.iter().map(|give| self.term(give)).collect();
        self.within = within;
        let body = self.bodies.pop().unwrap_or_default();
        let unknown = match list.ty.plain() {
            Type::List(of) => of.anything(),
            _ => Possible::nothing(),
        };
        let gives_nodes = gives.iter().map(|give| give.node).collect();
        let watches = body.watches.into_iter().collect();
        let (nodes, asked) = (body.nodes, body.asked);
        let body = Arc::new(Body { unknown, nodes, gives: gives_nodes, watches, asked });
        let key = format!("collect {:?} {body:?}", list.node);
        let node = self.push(key, NodeKind::Collect(list.node, Arc::clone(&body)), span);
        (What::Collect(Box::new(Collected { list, gives, body })), node)
    }

    pub fn constant(&mut self, value: impl Into<Possible>, span: Span) -> NodeId {
        let value = value.into();
        self.push(format!("constant {value:?}"), NodeKind::Constant(value), span)
    }

    /// The value of a node that is the same for everybody.
    pub fn known_constant(&self, id: NodeId) -> Option<Possible> {
        match self.node_kind(id) {
            NodeKind::Constant(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// The node of an operation; operations on constants are done here.
    pub fn apply(&mut self, operation: Operation, operands: Vec<NodeId>, span: Span) -> NodeId {
        let constants: Option<Vec<&Possible>> = operands
            .iter()
            .map(|operand| match self.node_kind(*operand) {
                NodeKind::Constant(value) => Some(value),
                _ => None,
            })
            .collect();
        if let Some(constants) = constants {
            let value = operation.apply(&constants, span);
            return self.constant(value, span);
        }
        let what = match &operation {
            Operation::Lookup(table) => format!("table {:p}", Arc::as_ptr(table)),
            other => format!("{other:?}"),
        };
        // Operations that can fail keep their own places, for the fault to name.
        let place = if may_fail(&operation) { format!("{span:?}") } else { String::new() };
        let key = format!("{what} {operands:?} {place}");
        self.push(key, NodeKind::Apply(operation, operands), span)
    }

    pub fn all(&mut self, mut limbs: Vec<NodeId>, span: Span) -> NodeId {
        match limbs.len() {
            1 => limbs.pop().unwrap_or_else(|| self.constant(true, span)),
            _ => self.apply(Operation::And, limbs, span),
        }
    }

    pub fn any(&mut self, mut limbs: Vec<NodeId>, span: Span) -> NodeId {
        match limbs.len() {
            1 => limbs.pop().unwrap_or_else(|| self.constant(false, span)),
            _ => self.apply(Operation::Or, limbs, span),
        }
    }

    pub fn not(&mut self, inner: NodeId, span: Span) -> NodeId {
        self.apply(Operation::Not, vec![inner], span)
    }
}

fn may_fail(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Add
            | Operation::Subtract
            | Operation::Multiply
            | Operation::Divide
            | Operation::Round(..)
            | Operation::After(_)
            | Operation::Before(_)
            | Operation::WorkingElapsed(_)
            | Operation::Lookup(_)
    )
}
