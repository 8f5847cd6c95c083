//! The walk from one person to another who shows what is asked: step by step, the best so far kept.

use super::goals::{Asked, Goal};
use super::solve::{Change, Inside, Luck, Scope, Solver, holds};
use crate::evaluate::{Evaluator, Trace};
use crate::plan::{Body, Node, NodeId, NodeKind};
use crate::source::Arena;
use crate::trial::Chance;
use crate::values::{Plain, Possible, Value};

/// A person, every fact that there is known.
pub type Facts = Vec<Option<Value>>;

/// How many operations one step may look at.
const FUEL: u32 = 4_000;

impl Solver<'_> {
    /// Walks from a person; gives one who shows the goal, as many of its wishes granted as were
    /// found within so many steps.
    pub fn walk(
        &self,
        evaluator: &mut Evaluator<'_>,
        from: &Facts,
        goal: &Goal,
        steps: usize,
        chance: &mut Chance,
    ) -> Option<Facts> {
        let ways: Vec<&[Asked]> = goal.ways().collect();
        let way = chance.pick(&ways).copied()?;
        let mut facts = from.clone();
        let mut best: Option<(usize, Facts)> = None;
        for _ in 0..steps {
            let trace = evaluator.evaluate_values(&facts);
            let open: Vec<&Asked> = way.iter().filter(|asked| !shown(&self.plan.nodes, trace, asked)).collect();
            let wishes: Vec<&Asked> =
                goal.wishes.iter().filter(|asked| !shown(&self.plan.nodes, trace, asked)).collect();
            if open.is_empty() {
                if wishes.is_empty() {
                    return Some(facts);
                }
                if best.as_ref().is_none_or(|(failed, _)| wishes.len() < *failed) {
                    best = Some((wishes.len(), facts.clone()));
                }
            }
            let next = if open.is_empty() || chance.happens(1, 4) { &wishes } else { &open };
            let Some(asked) = chance.pick(next).or(open.first()).copied() else { break };
            let day = self.drawer.day(chance);
            let scope = Scope { nodes: &self.plan.nodes, trace, facts: &facts, day, inside: None };
            let mut luck = Luck { chance, fuel: FUEL };
            let change = self.toward_asked(&scope, asked, &asked.path, &mut luck);
            match change {
                Some(Change::Fact(id, value)) => {
                    self.put(&mut facts, id.index(), value, chance);
                }
                // Nothing to be seen from here: another place to see from.
                _ => self.elsewhere(&mut facts, chance),
            }
        }
        best.map(|(_, facts)| facts)
    }

    fn put(&self, facts: &mut Facts, at: usize, value: Value, chance: &mut Chance) {
        if let Some(slot) = facts.get_mut(at) {
            *slot = Some(value);
        }
        // A field that is known is one of a record that is there.
        let path = self.plan.facts.iter().nth(at).map(|(_, fact)| fact.path.clone()).unwrap_or_default();
        for (presence, fact) in self.plan.facts.iter().filter(|(_, fact)| fact.is_presence) {
            if path.starts_with(&format!("{}.", fact.path))
                && let Some(slot) = facts.get_mut(presence.index())
            {
                *slot = Some(Value::Boolean(true));
            }
        }
        self.drawer.settle(facts, chance);
    }

    fn elsewhere(&self, facts: &mut Facts, chance: &mut Chance) {
        let day = self.drawer.day(chance);
        let ids: Vec<_> = self.plan.facts.ids().collect();
        if let Some(id) = chance.pick(&ids)
            && let Some(value) = self.drawer.value(*id, day, chance)
        {
            self.put(facts, id.index(), value, chance);
        }
    }

    /// A step toward what is asked of one entry of a list, or of the plan.
    fn toward_asked(&self, scope: &Scope<'_>, asked: &Asked, path: &[NodeId], luck: &mut Luck<'_>) -> Option<Change> {
        match path.split_first() {
            None => self.toward(scope, asked.node, &asked.want, luck),
            Some((collect, [])) => self.some_entry(scope, *collect, &[(asked.node, asked.want.clone())], luck),
            Some((collect, rest)) => {
                let NodeKind::Collect(list, body) = &scope.nodes[*collect].kind else { return None };
                let Plain::List(Some(items)) = &scope.value(*list).plain else { return None };
                let item = luck.chance.pick(items)?;
                let trace = scope.trace.inside(body, item);
                let element = Value::None;
                let inside = Some(Inside { around: scope, element: &element });
                let inner = Scope { nodes: &body.nodes, trace: &trace, inside, ..*scope };
                let change = self.toward_asked(&inner, asked, rest, luck);
                change.filter(|change| matches!(change, Change::Fact(..)))
            }
        }
    }
}

/// Whether what is asked is so for a person.
pub fn shown(nodes: &Arena<Node>, trace: &Trace, asked: &Asked) -> bool {
    shown_in(nodes, trace, &asked.path, asked)
}

fn shown_in(nodes: &Arena<Node>, trace: &Trace, path: &[NodeId], asked: &Asked) -> bool {
    match path.split_first() {
        None => holds(nodes, trace, asked.node, &asked.want),
        Some((collect, rest)) => {
            let NodeKind::Collect(list, body) = &nodes[*collect].kind else { return false };
            let Plain::List(Some(items)) = &trace.value(*list).plain else { return false };
            items.iter().any(|item| shown_in_body(body, trace, item, rest, asked))
        }
    }
}

fn shown_in_body(body: &Body, trace: &Trace, item: &Possible, path: &[NodeId], asked: &Asked) -> bool {
    shown_in(&body.nodes, &trace.inside(body, item), path, asked)
}
