//! One step backwards from what is asked of an operation to a fact: which fact to change, and to
//! what, so that the operation's value comes nearer to what is asked.
//!
//! A step changes one fact. What it breaks elsewhere a later step mends; who walks takes the steps.

use super::people::Drawer;
use super::want::{Want, stepped};
use crate::check::Fact;
use crate::evaluate::Trace;
use crate::plan::{Node, NodeId, NodeKind, Plan};
use crate::source::{Arena, Id};
use crate::trial::Chance;
use crate::values::{Comparison, Date, Operation, Pattern, Possible, Table, Type, Value};

/// What a step changes.
#[derive(Clone, Debug)]
pub enum Change {
    Fact(Id<Fact>, Value),
    /// The element of the list that is gone through, so many lists deep.
    Element(usize, Value),
}

/// Operations with their values: those of the plan, or of a body for one element of a list.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub nodes: &'a Arena<Node>,
    pub trace: &'a Trace,
    pub facts: &'a [Option<Value>],
    /// The day around which the person's days lie.
    pub day: Date,
    pub inside: Option<Inside<'a>>,
}

/// The list that a body belongs to.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    pub around: &'a Scope<'a>,
    pub element: &'a Value,
}

/// Chance, and how many operations a step may still look at.
pub struct Luck<'a> {
    pub chance: &'a mut Chance,
    pub fuel: u32,
}

pub struct Solver<'p> {
    pub plan: &'p Plan,
    pub drawer: Drawer<'p>,
}

impl Scope<'_> {
    /// How many lists it is inside of.
    pub fn depth(&self) -> usize {
        self.inside.map_or(0, |inside| inside.around.depth().saturating_add(1))
    }

    pub fn value(&self, node: NodeId) -> &Possible {
        self.trace.value(node)
    }
}

impl Solver<'_> {
    /// A change that brings the node nearer to what is asked of it; `None` if none is seen.
    pub fn toward(&self, scope: &Scope<'_>, node: NodeId, want: &Want, luck: &mut Luck<'_>) -> Option<Change> {
        luck.fuel = luck.fuel.checked_sub(1)?;
        match &scope.nodes[node].kind {
            NodeKind::Constant(_) | NodeKind::Collect(..) => None,
            NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => self.fact(scope, *fact, want, luck.chance),
            NodeKind::AsOf => self.fact(scope, self.plan.as_of?, want, luck.chance),
            NodeKind::Outer(outer) => {
                let around = scope.inside?.around;
                self.toward(around, *outer, want, luck)
            }
            NodeKind::Element => match want {
                Want::Compare(Comparison::Is, value) => Some(Change::Element(scope.depth(), value.clone())),
                _ => want.target(luck.chance).map(|value| Change::Element(scope.depth(), value)),
            },
            NodeKind::Apply(operation, operands) => self.operation(scope, operation, operands, want, luck),
        }
    }

    fn fact(&self, scope: &Scope<'_>, id: Id<Fact>, want: &Want, chance: &mut Chance) -> Option<Change> {
        let fact = &self.plan.facts[id];
        if fact.is_id {
            return None;
        }
        let fits = |value: &Value| {
            let wanted = matches!(value, Value::List(_) | Value::Record(..)) || want.allows(value);
            wanted && may_be(fact, value)
        };
        // The day of the law stays about where it is drawn, where something else can change.
        let stays = self.plan.as_of == Some(id) && chance.happens(9, 10);
        let fits = |value: &Value| {
            let near = !matches!(value, Value::Date(day) if stays && !self.drawer.is_near(*day));
            near && fits(value)
        };
        if let Want::Compare(Comparison::Is, value) = want {
            return fits(value).then(|| Change::Fact(id, value.clone()));
        }
        (0..12).find_map(|attempt| {
            let value = match attempt % 3 {
                2 => self.drawer.value(id, scope.day, chance)?,
                _ => match want.target(chance) {
                    Some(value) => value,
                    None => self.drawer.value(id, scope.day, chance)?,
                },
            };
            fits(&value).then_some(Change::Fact(id, value))
        })
    }

    fn operation(
        &self,
        scope: &Scope<'_>,
        operation: &Operation,
        operands: &[NodeId],
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        match (operation, operands) {
            (Operation::Not, [a]) => self.toward(scope, *a, &Want::truth(!want.wants_truth()?), luck),
            (Operation::And, _) => self.limbs(scope, operands, want.wants_truth()?, true, luck),
            (Operation::Or, _) => self.limbs(scope, operands, want.wants_truth()?, false, luck),
            (Operation::AtLeast(_), _) => {
                let truth = want.wants_truth()?;
                self.one_of(scope, operands, &Want::truth(truth), luck)
            }
            (Operation::Compare(how), [a, b]) => match want {
                Want::Apart(steps) => self.apart(scope, *a, *b, *steps, luck),
                _ => {
                    let how = if want.wants_truth()? { *how } else { how.negated() };
                    self.compare(scope, *a, *b, how, luck)
                }
            },
            (Operation::In, [item, list]) => self.member(scope, *item, *list, want.wants_truth()?, luck),
            (Operation::IsNone, [a]) => {
                let want = if want.wants_truth()? { Want::is(Value::None) } else { Want::There };
                self.toward(scope, *a, &want, luck)
            }
            (Operation::Else, [a, b]) => {
                let (first, second) = if scope.value(*a).none { (b, a) } else { (a, b) };
                self.toward(scope, *first, want, luck).or_else(|| self.toward(scope, *second, want, luck))
            }
            (Operation::Settled, [a]) => self.toward(scope, *a, want, luck),
            (Operation::If, [test, yes, no]) => self.branch(scope, [*test, *yes, *no], want, luck),
            (Operation::Lookup(table), _) => self.row(scope, table, operands, want, luck),
            (Operation::Fold(fold, _), [list]) => self.fold(scope, *fold, *list, want, luck),
            (Operation::DaysCovered(coverage), _) => self.days_covered(scope, coverage, operands, want, luck),
            (Operation::Field(at), [record]) => self.field(scope, *at, *record, want, luck),
            (Operation::List | Operation::Record, _) => None,
            _ => self.reckoned(scope, operation, operands, want, luck),
        }
    }

    /// Of several conditions: all of them for one truth, one of them for the other.
    fn limbs(
        &self,
        scope: &Scope<'_>,
        operands: &[NodeId],
        truth: bool,
        all_for: bool,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let want = Want::truth(truth);
        if truth == all_for {
            let open: Vec<NodeId> = operands.iter().copied().filter(|limb| !want.holds(scope.value(*limb))).collect();
            // What is not to be known of one limb may follow from another: any of them is a start.
            return self.one_of(scope, &open, &want, luck);
        }
        self.one_of(scope, operands, &want, luck)
    }

    /// The first of these, in a drawn order, for which a change is seen.
    fn one_of(&self, scope: &Scope<'_>, nodes: &[NodeId], want: &Want, luck: &mut Luck<'_>) -> Option<Change> {
        let order = luck.chance.order(nodes.len());
        order.into_iter().filter_map(|at| nodes.get(at)).find_map(|node| self.toward(scope, *node, want, luck))
    }

    fn compare(&self, scope: &Scope<'_>, a: NodeId, b: NodeId, how: Comparison, luck: &mut Luck<'_>) -> Option<Change> {
        self.either_side(scope, a, b, luck, |other, left, _| {
            Some(Want::Compare(if left { how } else { how.swapped() }, other.clone()))
        })
    }

    fn apart(&self, scope: &Scope<'_>, a: NodeId, b: NodeId, steps: i64, luck: &mut Luck<'_>) -> Option<Change> {
        self.either_side(scope, a, b, luck, |other, left, _| {
            stepped(other, if left { steps } else { steps.saturating_neg() }).map(Want::is)
        })
    }

    /// Changes one side so that it answers the other one's value.
    fn either_side(
        &self,
        scope: &Scope<'_>,
        a: NodeId,
        b: NodeId,
        luck: &mut Luck<'_>,
        asked: impl Fn(&Value, bool, &mut Chance) -> Option<Want>,
    ) -> Option<Change> {
        let left_first = luck.chance.happens(2, 3);
        [left_first, !left_first].into_iter().find_map(|left| {
            let (side, other) = if left { (a, b) } else { (b, a) };
            match scope.value(other).single() {
                Some(value) => {
                    let want = asked(&value, left, luck.chance)?;
                    self.toward(scope, side, &want, luck)
                }
                None => self.toward(scope, other, &Want::There, luck),
            }
        })
    }

    fn member(
        &self,
        scope: &Scope<'_>,
        item: NodeId,
        list: NodeId,
        inside: bool,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let Some(Value::List(members)) = scope.value(list).single() else { return None };
        self.toward(scope, item, &Want::Among(members.clone(), inside), luck).or_else(|| {
            // The item is fixed: the list may be a fact.
            let item = scope.value(item).single()?;
            let mut members = members;
            members.retain(|member| *member != item);
            if inside {
                members.push(item);
            }
            self.toward(scope, list, &Want::is(Value::List(members)), luck)
        })
    }

    /// Changes what the branch that is taken gives, or takes the other one.
    fn branch(
        &self,
        scope: &Scope<'_>,
        [test, yes, no]: [NodeId; 3],
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let taken = scope.value(test).is_true();
        let (here, there) = if taken { (yes, no) } else { (no, yes) };
        let turn = |luck: &mut Luck<'_>| self.toward(scope, test, &Want::truth(!taken), luck);
        if want.holds(scope.value(there)) && luck.chance.happens(3, 4) {
            return turn(luck).or_else(|| self.toward(scope, here, want, luck));
        }
        if luck.chance.happens(1, 3) {
            return turn(luck).or_else(|| self.toward(scope, here, want, luck));
        }
        self.toward(scope, here, want, luck).or_else(|| turn(luck))
    }

    fn row(
        &self,
        scope: &Scope<'_>,
        table: &Table,
        inputs: &[NodeId],
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let rows: Vec<&[Pattern]> =
            table.rows.iter().filter(|row| want.allows(&row.result)).map(|row| row.patterns.as_slice()).collect();
        let order = luck.chance.order(rows.len());
        let mut wanted = order.into_iter().filter_map(|at| rows.get(at)).take(4);
        wanted.find_map(|patterns| self.cells(scope, patterns, inputs, luck))
    }

    /// Brings one input nearer to the cell of a row that it does not fit.
    pub fn cells(
        &self,
        scope: &Scope<'_>,
        patterns: &[Pattern],
        inputs: &[NodeId],
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        patterns.iter().zip(inputs).find_map(|(pattern, input)| {
            let want = Want::Fits(pattern.clone());
            if want.holds(scope.value(*input)) { None } else { self.toward(scope, *input, &want, luck) }
        })
    }
}

/// Whether a record may hold the value for the fact.
fn may_be(fact: &Fact, value: &Value) -> bool {
    match (value, fact.ty.plain()) {
        (Value::None, _) => fact.ty.is_optional(),
        (Value::Number(number), ty) => {
            let places = if *ty == Type::Integer { 0 } else { 9 };
            fact.range.is_none_or(|range| range.contains(*number))
                && number.decimal_places().is_some_and(|needed| needed <= places)
                && ty.anything().numbers().is_none_or(|numbers| numbers.contains(*number))
        }
        (Value::Choice(choice), ty) => {
            matches!(ty.anything().plain, crate::values::Plain::Choice(known) if known.contains(*choice))
        }
        (Value::Boolean(truth), _) => !fact.is_presence || *truth,
        _ => true,
    }
}

/// Whether the value of a node is as wanted.
pub fn holds(nodes: &Arena<Node>, trace: &Trace, node: NodeId, want: &Want) -> bool {
    let NodeKind::Apply(operation, operands) = &nodes[node].kind else { return want.holds(trace.value(node)) };
    let [a, b] = operands.as_slice() else { return want.holds(trace.value(node)) };
    let sides = (trace.value(*a).single(), trace.value(*b).single());
    match (want, operation, sides) {
        (Want::Apart(steps), Operation::Compare(_), (Some(a), Some(b))) => {
            stepped(&b, *steps).is_some_and(|wanted| wanted == a)
        }
        (Want::Just(wanted), Operation::Elapsed(unit, leap), (Some(Value::Date(from)), Some(Value::Date(to)))) => {
            let units = |to: Option<Date>| to.map(|to| unit.between(from, to, *leap));
            units(Some(to)) == Some(*wanted) && units(to.plus_days(-1)) < Some(*wanted)
        }
        (Want::Short(wanted), Operation::Elapsed(unit, leap), (Some(Value::Date(from)), Some(Value::Date(to)))) => {
            let units = |to: Option<Date>| to.map(|to| unit.between(from, to, *leap));
            units(Some(to)) < Some(*wanted) && units(to.plus_days(1)) == Some(*wanted)
        }
        _ => want.holds(trace.value(node)),
    }
}
