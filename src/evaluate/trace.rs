use crate::plan::{Body, Fact, NodeId, NodeKind, Plan};
use crate::records::Record;
use crate::source::Id;
use crate::values::{Date, Plain, Possible, Value};

/// The value of every node for one applicant.
#[derive(Clone, Debug)]
pub struct Trace {
    values: Vec<Possible>,
}

impl Trace {
    /// The value of a node of the plan that the trace was made with.
    #[must_use]
    pub fn value(&self, node: NodeId) -> &Possible {
        static NOTHING: Possible = Possible { plain: Plain::Nothing, none: false, faults: crate::values::Faults::NONE };
        self.values.get(node.index()).unwrap_or(&NOTHING)
    }

    /// The values of a body's nodes for one element of a list.
    #[must_use]
    pub fn inside(&self, body: &Body, element: &Possible) -> Trace {
        Trace { values: inside(body, element, &|node| self.value(node).clone()) }
    }
}

/// Evaluates a plan for one applicant after the other, on one set of nodes.
pub struct Evaluator<'p> {
    plan: &'p Plan,
    on: Option<Date>,
    closed: bool,
    trace: Trace,
}

impl<'p> Evaluator<'p> {
    /// `on` is the run's day: the one whose law applies where the policy names no fact for it.
    #[must_use]
    pub fn new(plan: &'p Plan, on: Option<Date>) -> Evaluator<'p> {
        let values = plan
            .nodes
            .iter()
            .map(|(_, node)| match &node.kind {
                NodeKind::Constant(value) => value.clone(),
                _ => Possible::nothing(),
            })
            .collect();
        Evaluator { plan, on, closed: false, trace: Trace { values } }
    }

    /// Another day of the run.
    pub fn set_day(&mut self, on: Option<Date>) {
        self.on = on;
    }

    /// The evidence is closed: what is still unknown counts against whoever has the burden.
    #[must_use]
    pub fn with_evidence_closed(mut self, closed: bool) -> Self {
        self.closed = closed;
        self
    }

    /// Whether an open node counts as something because the evidence is closed.
    #[must_use]
    pub fn counts_as(&self, node: NodeId) -> Option<bool> {
        if self.closed { self.plan.closed.get(&node).copied() } else { None }
    }

    #[must_use]
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// What each node may be for this applicant.
    pub fn evaluate(&mut self, record: &Record) -> &Trace {
        self.evaluate_values(&record.values)
    }

    /// The same for values of the facts in order, `None` where unknown.
    pub fn evaluate_values(&mut self, facts: &[Option<Value>]) -> &Trace {
        for (id, node) in self.plan.nodes.iter() {
            let mut value = match &node.kind {
                NodeKind::Constant(_) => continue,
                NodeKind::Fact(fact) => self.fact(facts, fact.index()),
                NodeKind::Presumed(fact, when) => self.presumed(facts, *fact, self.trace.value(*when)),
                NodeKind::AsOf => self.as_of(facts),
                NodeKind::Collect(list, body) => {
                    collect(self.trace.value(*list), body, &|node| self.trace.value(node).clone())
                }
                // These stand only inside bodies.
                NodeKind::Outer(_) | NodeKind::Element => Possible::nothing(),
                NodeKind::Apply(operation, operands) => {
                    let of = |node: &NodeId| self.trace.value(*node);
                    match operands.as_slice() {
                        [a] => operation.apply(&[of(a)], node.span),
                        [a, b] => operation.apply(&[of(a), of(b)], node.span),
                        [a, b, c] => operation.apply(&[of(a), of(b), of(c)], node.span),
                        many => operation.apply(&many.iter().map(of).collect::<Vec<_>>(), node.span),
                    }
                }
            };
            if let (false, Some(counts)) = (value.is_settled(), self.counts_as(id)) {
                value = Possible::from(counts);
            }
            if let Some(slot) = self.trace.values.get_mut(id.index()) {
                *slot = value;
            }
        }
        &self.trace
    }

    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The day whose law applies.
    #[must_use]
    pub fn as_of(&self, facts: &[Option<Value>]) -> Possible {
        match (self.plan.as_of, self.on) {
            (Some(fact), _) => self.fact(facts, fact.index()),
            (None, Some(on)) => Possible::from(Value::Date(on)),
            (None, None) => crate::values::Type::Date.anything(),
        }
    }

    /// A fact that is presumed where a condition holds, while nobody knows it.
    fn presumed(&self, facts: &[Option<Value>], id: Id<Fact>, when: &Possible) -> Possible {
        let unknown = !matches!(facts.get(id.index()), Some(Some(_)));
        match &self.plan.facts[id].presumed {
            Some(presumed) if unknown && when.is_true() => Possible::from(presumed.clone()),
            _ => self.fact(facts, id.index()),
        }
    }

    fn fact(&self, facts: &[Option<Value>], at: usize) -> Possible {
        match facts.get(at) {
            Some(Some(value)) => Possible::from(value.clone()),
            _ => self.plan.unknown.get(at).cloned().unwrap_or_else(Possible::nothing),
        }
    }
}

/// What each element of a list gives: a list of records without names.
pub fn collect(list: &Possible, body: &Body, outer: &dyn Fn(NodeId) -> Possible) -> Possible {
    let mut faults = list.faults.clone();
    let plain = match &list.plain {
        Plain::List(Some(items)) => {
            let each = items.iter().map(|item| {
                let values = inside(body, item, outer);
                let gives =
                    body.gives.iter().map(|node| values.get(node.index()).cloned().unwrap_or_else(Possible::nothing));
                Possible::from(Plain::Record(gives.collect()))
            });
            Plain::List(Some(each.collect()))
        }
        Plain::List(None) => {
            // Whatever may go wrong with an element may go wrong with a list that nobody knows.
            let values = inside(body, &body.unknown, outer);
            for give in body.gives.iter().filter_map(|node| values.get(node.index())) {
                faults = faults.union(&give.faults);
            }
            Plain::List(None)
        }
        _ => Plain::Nothing,
    };
    Possible { plain, none: false, faults }
}

/// The values of a body's nodes for one element.
fn inside(body: &Body, element: &Possible, outer: &dyn Fn(NodeId) -> Possible) -> Vec<Possible> {
    let mut values: Vec<Possible> = Vec::with_capacity(body.nodes.len());
    for (_, node) in body.nodes.iter() {
        let of = |node: &NodeId| values.get(node.index());
        let value = match &node.kind {
            NodeKind::Constant(value) => value.clone(),
            NodeKind::Element => element.clone(),
            NodeKind::Outer(node) => outer(*node),
            NodeKind::Apply(operation, operands) => {
                let operands: Vec<&Possible> = operands.iter().filter_map(of).collect();
                operation.apply(&operands, node.span)
            }
            NodeKind::Collect(list, inner) => match of(list) {
                Some(list) => {
                    let outer = |node: NodeId| values.get(node.index()).cloned().unwrap_or_else(Possible::nothing);
                    collect(list, inner, &outer)
                }
                None => Possible::nothing(),
            },
            // Facts and the day are read from outside.
            NodeKind::Fact(_) | NodeKind::Presumed(..) | NodeKind::AsOf => Possible::nothing(),
        };
        values.push(value);
    }
    values
}
