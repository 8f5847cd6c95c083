//! What the people of a sample shall show between them: each requirement met and missed, each way,
//! case, line and row reached, each threshold met and missed by one.

use std::collections::BTreeMap;

use super::want::Want;
use crate::plan::{
    Asked as Given, Body, ClausePlan, ConditionPlan, DefineBody, EffectPlan, Node, NodeId, NodeKind, Plan, Points,
    ScoreBody, Term, Watch,
};
use crate::source::{Arena, Span};
use crate::trial::Edges;
use crate::values::{Comparison, Date, Operation, Pattern, Type, Value};

/// Something asked of an operation of the plan, or of the body of a list for one of its entries.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The lists that are gone through, from the outermost in; each node stands in the body before.
    pub path: Vec<NodeId>,
    pub node: NodeId,
    pub want: Want,
}

/// What one person shall show.
#[derive(Clone, Debug, Default)]
pub struct Goal {
    pub asks: Vec<Asked>,
    /// What makes the person tell more, and may fail: the other requirements met while one is not.
    pub wishes: Vec<Asked>,
    /// Any of these in place of `asks`: the places where one row of a table is looked up.
    pub instead: Vec<Vec<Asked>>,
    /// It is worth only a few steps.
    pub extra: bool,
}

impl Asked {
    fn truth(node: NodeId, truth: bool) -> Asked {
        Asked { path: Vec::new(), node, want: Want::truth(truth) }
    }
}

impl Goal {
    fn new(asks: Vec<Asked>, wishes: Vec<Asked>) -> Goal {
        Goal { asks, wishes, instead: Vec::new(), extra: false }
    }

    /// The ways to reach it: each all that is asked.
    pub fn ways(&self) -> impl Iterator<Item = &[Asked]> {
        let own = Some(self.asks.as_slice()).filter(|_| self.instead.is_empty());
        own.into_iter().chain(self.instead.iter().map(Vec::as_slice))
    }
}

/// All goals of a plan, those that decide most first: of what it reads.
#[must_use]
pub fn goals(plan: &Plan) -> Vec<Goal> {
    let mut goals = Vec::new();
    let is_read = |node: &NodeId| plan.read.nodes.contains(node);
    pathways(plan, &mut goals);
    for (_, rule) in plan.rules.iter().filter(|(_, rule)| !rule.inside && is_read(&rule.node)) {
        alternatives(&rule.alternatives, &[], &mut goals);
        alternatives(&rule.unless, &[], &mut goals);
        goals.push(Goal::new(vec![Asked::truth(rule.node, false)], Vec::new()));
    }
    for (_, exception) in
        plan.exceptions.iter().filter(|(_, exception)| !exception.inside && is_read(&exception.applies))
    {
        let applies = vec![Asked::truth(exception.applies, true)];
        goals.push(Goal::new(applies.clone(), Vec::new()));
        for effect in &exception.effects {
            match effect {
                EffectPlan::Rule(_, clause) => alternatives(std::slice::from_ref(clause), &[], &mut goals),
                EffectPlan::Value(case) => both(&case.when, case.in_force, &mut goals),
            }
        }
    }
    for (_, define) in plan.defines.iter().filter(|(_, define)| !define.inside && is_read(&define.node)) {
        cases(&define.body, &mut goals);
    }
    for (_, score) in plan.scores.iter().filter(|(_, score)| !score.inside && is_read(&score.body.node)) {
        lines(&score.body, &mut goals);
    }
    let mut rows = BTreeMap::new();
    parts(plan, &plan.nodes, (&plan.watches, &plan.asked), &mut Vec::new(), (&mut goals, &mut rows));
    goals.extend(rows.into_values().map(|instead| Goal { instead, ..Goal::default() }));
    facts(plan, &mut goals);
    thresholds(&plan.nodes, &|id| is_read(&id), &mut Vec::new(), &mut goals);
    goals
}

fn pathways(plan: &Plan, goals: &mut Vec<Goal>) {
    for pathway in &plan.pathways {
        goals.push(Goal::new(vec![Asked::truth(pathway.node, true)], Vec::new()));
    }
    for pathway in &plan.pathways {
        let clauses: Vec<(&ClausePlan, bool)> = pathway
            .requires
            .iter()
            .map(|clause| (clause, true))
            .chain(pathway.bars.iter().map(|bar| (bar, false)))
            .collect();
        for (at, (clause, wanted)) in clauses.iter().enumerate() {
            let others = clauses.iter().enumerate().filter(|(other, _)| *other != at);
            let mut wishes: Vec<Asked> =
                others.map(|(_, (clause, wanted))| Asked::truth(clause.node, *wanted)).collect();
            wishes.extend(pathway.in_force.map(|force| Asked::truth(force, true)));
            let mut asks = vec![Asked::truth(clause.node, !wanted)];
            asks.extend(clause.in_force.map(|force| Asked::truth(force, true)));
            goals.push(Goal::new(asks, wishes));
            alternatives(std::slice::from_ref(*clause), &[], goals);
        }
    }
}

/// Clauses of which one is enough, or limbs: each held alone, and each failed alone.
fn alternatives(clauses: &[ClausePlan], context: &[Asked], goals: &mut Vec<Goal>) {
    for (at, clause) in clauses.iter().enumerate() {
        let others = |truth: bool| {
            let others = clauses.iter().enumerate().filter(move |(other, _)| *other != at);
            others.map(move |(_, other)| Asked::truth(other.node, truth)).chain(context.iter().cloned()).collect()
        };
        let force: Vec<Asked> = clause.in_force.map(|force| Asked::truth(force, true)).into_iter().collect();
        let held = [vec![Asked::truth(clause.node, true)], force.clone()].concat();
        goals.push(Goal::new(held, others(false)));
        let failed = [vec![Asked::truth(clause.condition_node, false)], force].concat();
        goals.push(Goal::new(failed, others(true)));
        match &clause.condition {
            ConditionPlan::AllOf(limbs) | ConditionPlan::AnyOf(limbs) | ConditionPlan::AtLeast(_, limbs) => {
                alternatives(limbs, &[], goals);
            }
            ConditionPlan::Test(_) | ConditionPlan::Status { .. } => {}
        }
        alternatives(&clause.unless, &[Asked::truth(clause.condition_node, true)], goals);
    }
}

fn both(term: &Term, in_force: Option<NodeId>, goals: &mut Vec<Goal>) {
    for truth in [true, false] {
        let mut asks = vec![Asked::truth(term.node, truth)];
        asks.extend(in_force.map(|force| Asked::truth(force, true)));
        goals.push(Goal::new(asks, Vec::new()));
    }
}

fn cases(body: &DefineBody, goals: &mut Vec<Goal>) {
    let DefineBody::Cases { cases, otherwise } = body else { return };
    let mut before: Vec<Asked> = Vec::new();
    for case in cases {
        let mut asks = vec![Asked::truth(case.when.node, true)];
        asks.extend(case.in_force.map(|force| Asked::truth(force, true)));
        asks.extend(before.iter().cloned());
        goals.push(Goal::new(asks, Vec::new()));
        before.push(Asked::truth(case.when.node, false));
    }
    if otherwise.is_some() {
        goals.push(Goal::new(before, Vec::new()));
    }
}

fn lines(body: &ScoreBody, goals: &mut Vec<Goal>) {
    for line in &body.lines {
        match (&line.when, line.in_force) {
            (Some(when), force) => both(when, force, goals),
            (None, Some(force)) => goals.push(Goal::new(vec![Asked::truth(force, true)], Vec::new())),
            (None, None) => {}
        }
        if let Points::Group(body) = &line.points {
            lines(body, goals);
        }
    }
}

type Rows = BTreeMap<Span, Vec<Vec<Asked>>>;

/// Each part that the policy reads and that is watched, held and failed; each row of a table, wherever it is
/// looked up.
fn parts(
    plan: &Plan,
    nodes: &Arena<Node>,
    (watches, tables): (&[Watch], &BTreeMap<NodeId, Given>),
    path: &mut Vec<NodeId>,
    (goals, rows): (&mut Vec<Goal>, &mut Rows),
) {
    for watch in watches.iter().filter(|watch| plan.reads(watch.part)) {
        let is_condition = plan.parts.get(watch.part).is_some_and(|part| part.kind.is_condition());
        for truth in if is_condition { &[true, false][..] } else { &[true] } {
            let mut asks = given(&watch.asked, path);
            asks.extend(watch.condition.map(|node| Asked { path: path.clone(), node, want: Want::truth(*truth) }));
            goals.push(Goal::new(asks, Vec::new()));
        }
    }
    for (id, node) in nodes.iter() {
        match &node.kind {
            NodeKind::Apply(Operation::Lookup(table), inputs) => {
                for row in table.rows.iter().filter(|row| plan.part_at(row.span).is_none_or(|part| plan.reads(part))) {
                    let cells = row.patterns.iter().zip(inputs).filter(|(pattern, _)| **pattern != Pattern::Anything);
                    let cells = cells.map(|(pattern, input)| Asked {
                        path: path.clone(),
                        node: *input,
                        want: Want::Fits(pattern.clone()),
                    });
                    let asked = tables.get(&id).map(|asked| given(asked, path)).unwrap_or_default();
                    rows.entry(row.span).or_default().push(cells.chain(asked).collect());
                }
            }
            NodeKind::Collect(_, body) => inside(id, body, path, |nodes, path| {
                parts(plan, nodes, (&body.watches, &body.asked), path, (goals, rows));
            }),
            _ => {}
        }
    }
}

/// What must be so for a part to be asked about at all.
fn given(asked: &Given, path: &[NodeId]) -> Vec<Asked> {
    let truth = |truth: bool| move |node: &NodeId| Asked { path: path.to_vec(), node: *node, want: Want::truth(truth) };
    asked.given.iter().map(truth(true)).chain(asked.after.iter().map(truth(false))).collect()
}

fn inside(id: NodeId, body: &Body, path: &mut Vec<NodeId>, each: impl FnOnce(&Arena<Node>, &mut Vec<NodeId>)) {
    path.push(id);
    each(&body.nodes, path);
    path.pop();
}

/// Each value of an enum, each truth, `none`, each country that is named, a 29 February.
fn facts(plan: &Plan, goals: &mut Vec<Goal>) {
    let edges = Edges::of(plan);
    for (id, node) in plan.nodes.iter() {
        let NodeKind::Fact(fact) = node.kind else { continue };
        let fact = &plan.facts[fact];
        let mut values: Vec<Value> = match fact.ty.plain() {
            _ if fact.is_id => continue,
            Type::Boolean => {
                [true, false].into_iter().filter(|truth| *truth || !fact.is_presence).map(Value::Boolean).collect()
            }
            Type::Enum(_) | Type::Country => edges.values(fact),
            Type::Date => Date::new(2024, 2, 29).into_iter().map(Value::Date).collect(),
            _ => Vec::new(),
        };
        if fact.ty.is_optional() && !values.contains(&Value::None) {
            values.push(Value::None);
        }
        for value in values {
            let asks = vec![Asked { path: Vec::new(), node: id, want: Want::is(value) }];
            goals.push(Goal { extra: true, ..Goal::new(asks, Vec::new()) });
        }
    }
}

/// Each comparison with its sides equal, one below and one above.
fn thresholds(nodes: &Arena<Node>, counts: &dyn Fn(NodeId) -> bool, path: &mut Vec<NodeId>, goals: &mut Vec<Goal>) {
    for (id, node) in nodes.iter().filter(|(id, _)| counts(*id)) {
        match &node.kind {
            NodeKind::Apply(Operation::Compare(how), sides) => {
                let steps: &[i64] = match how {
                    Comparison::Is | Comparison::IsNot => &[0],
                    _ => &[-1, 0, 1],
                };
                birthdays(nodes, *how, sides, path, goals);
                let ask = |node: NodeId, want: Want| Asked { path: path.clone(), node, want };
                // A side that changes with time, or from case to case, has a threshold each time.
                let mut values = vec![Vec::new()];
                for side in sides {
                    let mut known = Vec::new();
                    constants(nodes, *side, &mut known);
                    values.extend(known.into_iter().map(|value| vec![ask(*side, Want::is(value))]));
                }
                for value in if values.len() > 2 { values.get(1..).unwrap_or_default() } else { &values } {
                    for steps in steps {
                        let asks = [value.clone(), vec![ask(id, Want::Apart(*steps))]].concat();
                        goals.push(Goal { extra: true, ..Goal::new(asks, Vec::new()) });
                    }
                }
            }
            NodeKind::Collect(_, body) => {
                inside(id, body, path, |nodes, path| thresholds(nodes, &|_| true, path, goals));
            }
            _ => {}
        }
    }
}

/// Time between two days that is asked to reach so many units: just reached, and a day short.
fn birthdays(nodes: &Arena<Node>, how: Comparison, sides: &[NodeId], path: &[NodeId], goals: &mut Vec<Goal>) {
    let [a, b] = sides else { return };
    let elapsed = |node: &NodeId| matches!(nodes[*node].kind, NodeKind::Apply(Operation::Elapsed(..), _));
    let (node, other, how) = if elapsed(a) { (*a, *b, how) } else { (*b, *a, how.swapped()) };
    if !elapsed(&node) {
        return;
    }
    let mut known = Vec::new();
    constants(nodes, other, &mut known);
    for value in known {
        let Value::Number(number) = value else { continue };
        let beyond = i64::from(matches!(how, Comparison::Greater | Comparison::AtMost));
        let Some(wanted) = number.to_i64().map(|number| number.saturating_add(beyond)) else { continue };
        for want in [Want::Just(wanted), Want::Short(wanted)] {
            let asks = vec![Asked { path: path.to_vec(), node, want }];
            goals.push(Goal { extra: true, ..Goal::new(asks, Vec::new()) });
        }
    }
}

/// The constants that a node may give, whichever of its cases is taken.
fn constants(nodes: &Arena<Node>, id: NodeId, found: &mut Vec<Value>) {
    match &nodes[id].kind {
        NodeKind::Constant(value) => found.extend(value.single().filter(|value| !found.contains(value))),
        NodeKind::Apply(Operation::If, operands) => {
            operands.iter().skip(1).for_each(|operand| constants(nodes, *operand, found));
        }
        NodeKind::Apply(Operation::Settled, operands) => {
            operands.iter().for_each(|operand| constants(nodes, *operand, found));
        }
        _ => {}
    }
}
