//! A plan made ready for batches: what is constant worked out, tables written down by category.

use super::kinds::{Kind, kinds};
use super::tabulation::Tabulation;
use crate::evaluate::trace::Evaluator;
use crate::plan::{NodeId, NodeKind, Plan};
use crate::values::{Date, Operation, Possible, Type, Value};

/// What is done once for a policy, before any batch.
#[derive(Clone, Debug)]
pub struct Program<'p> {
    pub plan: &'p Plan,
    pub(super) kinds: Vec<Kind>,
    /// One for each node of the plan.
    pub(super) steps: Vec<Step>,
    /// The facts that some node reads.
    pub(super) reads: Vec<bool>,
    /// The facts whose values may be tried, with their values.
    pub(super) limited: Vec<Option<(Kind, Vec<Value>)>>,
    pub(super) on: Option<Date>,
    pub(super) closed: bool,
    /// For each node the last that reads it; nothing where its values are read off in the end.
    pub(super) last: Vec<Option<usize>>,
    /// The nodes below each pathway's own node and those of its stages, the last first.
    pub(super) below: Vec<Vec<NodeId>>,
}

/// How the values of a node are worked out.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The same for everybody.
    Same(Possible),
    Tabulated(Box<Tabulation>),
    /// As the plan says.
    Each,
}

impl<'p> Program<'p> {
    /// `on` is the run's day; `closed`: the evidence is closed.
    #[must_use]
    pub fn new(plan: &'p Plan, on: Option<Date>, closed: bool) -> Program<'p> {
        let kinds = kinds(plan);
        let mut steps: Vec<Step> = Vec::with_capacity(plan.nodes.len());
        for (id, node) in plan.nodes.iter() {
            let step = {
                let constant = |node: NodeId| match steps.get(node.index()) {
                    Some(Step::Same(value)) => Some(value.clone()),
                    _ => None,
                };
                match &node.kind {
                    NodeKind::Constant(value) => Step::Same(value.clone()),
                    NodeKind::AsOf if plan.as_of.is_none() => Step::Same(counted(plan, closed, id, as_of(on))),
                    NodeKind::Apply(operation, operands) => {
                        let values: Option<Vec<Possible>> = operands.iter().map(|operand| constant(*operand)).collect();
                        match values {
                            Some(values) => {
                                let value = operation.apply(&values.iter().collect::<Vec<_>>(), node.span);
                                Step::Same(counted(plan, closed, id, value))
                            }
                            None => {
                                let kind = kinds.get(id.index()).copied().unwrap_or(Kind::Other);
                                match Tabulation::new(plan, &kinds, &constant, id, kind) {
                                    Some(table) => Step::Tabulated(Box::new(table)),
                                    None => Step::Each,
                                }
                            }
                        }
                    }
                    _ => Step::Each,
                }
            };
            steps.push(step);
        }
        let mut reads = vec![false; plan.facts.len()];
        let mut read = |fact: usize| {
            if let Some(slot) = reads.get_mut(fact) {
                *slot = true;
            }
        };
        for (_, node) in plan.nodes.iter() {
            if let NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) = &node.kind {
                read(fact.index());
            }
        }
        plan.as_of.into_iter().for_each(|fact| read(fact.index()));
        let below = plan.pathways.iter().map(|pathway| {
            let roots = pathway.stages.iter().map(|stage| stage.node).chain([pathway.node]);
            below(plan, roots)
        });
        let below = below.collect();
        let limited = plan.facts.iter().map(|(id, fact)| {
            let limited = matches!(fact.ty.plain(), Type::Boolean | Type::Enum(_));
            let values = plan.unknown.get(id.index()).and_then(Possible::each).filter(|_| limited)?;
            Some((Kind::of_fact(fact), values))
        });
        let limited = limited.collect();
        let last = last_uses(plan);
        Program { plan, kinds, steps, reads, limited, on, closed, last, below }
    }

    pub(super) fn kind(&self, node: NodeId) -> Kind {
        self.kinds.get(node.index()).copied().unwrap_or(Kind::Other)
    }

    /// Decides one applicant after the other as this does.
    #[must_use]
    pub fn evaluator(&self) -> Evaluator<'p> {
        Evaluator::new(self.plan, self.on).with_evidence_closed(self.closed)
    }

    /// Whether the numbers of a node are held in some number of decimal places.
    #[must_use]
    pub fn is_number(&self, node: NodeId) -> bool {
        matches!(self.kind(node), Kind::Number(_))
    }

    /// The decimal places in which the numbers of a node are held.
    #[must_use]
    pub fn places(&self, node: NodeId) -> u32 {
        self.kind(node).places()
    }

    /// What an open node counts as because the evidence is closed.
    pub fn counts_as(&self, node: NodeId) -> Option<bool> {
        if self.closed { self.plan.closed.get(&node).copied() } else { None }
    }
}

fn counted(plan: &Plan, closed: bool, node: NodeId, value: Possible) -> Possible {
    match plan.closed.get(&node) {
        Some(counts) if closed && !value.is_settled() => Possible::from(*counts),
        _ => value,
    }
}

fn as_of(on: Option<Date>) -> Possible {
    on.map_or_else(|| Type::Date.anything(), |on| Possible::from(Value::Date(on)))
}

/// For each node the last that reads it; nothing for those that results are read off.
fn last_uses(plan: &Plan) -> Vec<Option<usize>> {
    let mut last: Vec<Option<usize>> = (0..plan.nodes.len()).map(Some).collect();
    let mut uses = |node: NodeId, by: Option<usize>| {
        if let Some(slot) = last.get_mut(node.index())
            && slot.is_some()
        {
            *slot = by;
        }
    };
    for (id, node) in plan.nodes.iter() {
        let by = Some(id.index());
        match &node.kind {
            NodeKind::Presumed(_, when) => uses(*when, by),
            NodeKind::Apply(_, operands) => operands.iter().for_each(|operand| uses(*operand, by)),
            NodeKind::Collect(list, body) => {
                uses(*list, by);
                body.outer().for_each(|outer| uses(outer, by));
            }
            _ => {}
        }
    }
    for pathway in &plan.pathways {
        let clauses = pathway.requires.iter().chain(&pathway.bars);
        let clauses = clauses.flat_map(|clause| [Some(clause.node), clause.in_force]);
        let own = [Some(pathway.node), pathway.in_force].into_iter().chain(clauses);
        let stages = pathway.stages.iter().map(|stage| Some(stage.node));
        own.chain(stages).flatten().for_each(|node| uses(node, None));
    }
    plan.columns.iter().for_each(|score| uses(score.node, None));
    for quota in &plan.quotas {
        quota.keys.iter().for_each(|key| uses(key.term.node, None));
        quota.pools.iter().flat_map(|pool| &pool.members).for_each(|class| uses(class.node, None));
    }
    last
}

/// All nodes that these read, themselves too, the last first.
fn below(plan: &Plan, roots: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut found = vec![false; plan.nodes.len()];
    let mut open: Vec<NodeId> = roots.collect();
    let mut all = Vec::new();
    while let Some(node) = open.pop() {
        match found.get_mut(node.index()) {
            Some(found) if !*found => *found = true,
            _ => continue,
        }
        all.push(node);
        match &plan.nodes[node].kind {
            NodeKind::Constant(_) | NodeKind::Fact(_) | NodeKind::AsOf | NodeKind::Outer(_) | NodeKind::Element => {}
            NodeKind::Presumed(_, when) => open.push(*when),
            NodeKind::Apply(_, operands) => open.extend(operands),
            NodeKind::Collect(list, body) => {
                open.push(*list);
                open.extend(body.outer());
            }
        }
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

/// One more than the greatest variant that a node may give; 0 where it gives none. `None` if that
/// cannot be told.
pub fn variants(plan: &Plan, node: NodeId) -> Option<u16> {
    let of_value = |value: &Possible| match &value.plain {
        crate::values::Plain::Choice(choices) => choices.greatest().saturating_add(1),
        _ => 0,
    };
    match &plan.nodes[node].kind {
        NodeKind::Constant(value) => Some(of_value(value)),
        NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => plan.unknown.get(fact.index()).map(of_value),
        NodeKind::Apply(operation, operands) => match operation {
            Operation::If | Operation::Else | Operation::Settled | Operation::Least | Operation::Greatest => {
                let mut each = operands.iter().map(|operand| variants(plan, *operand));
                each.try_fold(0, |most, variants| variants.map(|variants| most.max(variants)))
            }
            Operation::Lookup(table) => {
                let results = table.rows.iter().map(|row| &row.result).chain(&table.otherwise);
                results.map(|value| of_value(&Possible::from(value.clone()))).max()
            }
            Operation::Field(_) | Operation::Fold(..) => None,
            _ => Some(0),
        },
        NodeKind::AsOf => Some(0),
        NodeKind::Collect(..) | NodeKind::Outer(_) | NodeKind::Element => None,
    }
}
