//! Whether it helps or hurts an applicant that a rule is met, or that a value is higher.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{
    CheckedPolicy, Clause, Condition, DefineBody, Effect, Expr, ExprKind, Pathway, Points, Provision, ScoreBody,
};
use crate::source::Id;
use crate::values::{Comparison, Number, Operation, Value};

/// More of it, or its being met, helps or hurts; both for what is read both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    pub helps: bool,
    pub hurts: bool,
}

impl Direction {
    const HELPS: Direction = Direction { helps: true, hurts: false };
    const EITHER: Direction = Direction { helps: true, hurts: true };

    fn turned(self) -> Direction {
        Direction { helps: self.hurts, hurts: self.helps }
    }
}

/// The directions of all that pathways read.
pub struct Directions<'a> {
    policy: &'a CheckedPolicy,
    of: BTreeMap<Read, Direction>,
    pathways: BTreeSet<(Id<Pathway>, bool)>,
    /// For each condition, by its place, what its being met does.
    pub of_tests: BTreeMap<crate::source::Span, Direction>,
}

/// A provision, in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Read {
    Parameter(usize),
    Define(usize),
    Rule(usize),
    Score(usize),
}

impl<'a> Directions<'a> {
    pub fn new(policy: &'a CheckedPolicy) -> Directions<'a> {
        let mut directions =
            Directions { policy, of: BTreeMap::new(), pathways: BTreeSet::new(), of_tests: BTreeMap::new() };
        policy.pathways.ids().for_each(|id| directions.pathway(id, Direction::HELPS));
        directions
    }

    pub fn of(&self, provision: Provision) -> Direction {
        self.of.get(&read(provision)).copied().unwrap_or_default()
    }

    fn pathway(&mut self, id: Id<Pathway>, way: Direction) {
        if !self.pathways.insert((id, way.helps)) {
            return;
        }
        let pathway = &self.policy.pathways[id];
        self.clauses(&pathway.requires, way);
        self.clauses(&pathway.bars, way.turned());
    }

    fn clauses(&mut self, clauses: &'a [Clause], way: Direction) {
        for clause in clauses {
            match &clause.condition {
                Condition::Test(test) => {
                    let sofar = self.of_tests.entry(test.span).or_default();
                    *sofar = Direction { helps: sofar.helps || way.helps, hurts: sofar.hurts || way.hurts };
                    self.expr(test, way);
                }
                Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) => {
                    self.clauses(limbs, way);
                }
                Condition::Status { pathway, eligible, .. } => {
                    self.pathway(*pathway, if *eligible { way } else { way.turned() });
                }
            }
            self.clauses(&clause.unless, way.turned());
        }
    }

    fn expr(&mut self, expr: &'a Expr, way: Direction) {
        match &expr.kind {
            ExprKind::Apply(operation, operands) => self.apply(operation, operands, way),
            ExprKind::Rule(id) => self.provision(Provision::Rule(*id), way),
            ExprKind::Define(id) => self.provision(Provision::Define(*id), way),
            ExprKind::Parameter(id) => self.provision(Provision::Parameter(*id), way),
            ExprKind::Score(id) => self.provision(Provision::Score(*id), way),
            ExprKind::Called(called) => self.expr(&called.body, way),
            ExprKind::Watched(watched) => self.expr(&watched.of, way),
            ExprKind::On(value, day) => {
                self.expr(value, way);
                self.expr(day, Direction::EITHER);
            }
            ExprKind::Versions(versions) => versions.iter().for_each(|(force, value)| {
                self.expr(force, Direction::EITHER);
                self.expr(value, way);
            }),
            ExprKind::Collect(list, gives) => {
                gives.iter().chain([list.as_ref()]).for_each(|part| self.expr(part, Direction::EITHER));
            }
            ExprKind::Literal(_) | ExprKind::Fact(_) | ExprKind::AsOf | ExprKind::Local(_) => {}
        }
    }

    fn apply(&mut self, operation: &Operation, operands: &'a [Expr], way: Direction) {
        let turned = way.turned();
        let ways: &[Direction] = match operation {
            Operation::And
            | Operation::Or
            | Operation::AtLeast(_)
            | Operation::Add
            | Operation::Least
            | Operation::Greatest
            | Operation::Round(..)
            | Operation::Else
            | Operation::Settled => &[way],
            Operation::Not | Operation::Negate => &[turned],
            Operation::Compare(Comparison::AtLeast | Comparison::Greater) | Operation::Subtract => &[way, turned],
            Operation::Compare(Comparison::AtMost | Comparison::Less) => &[turned, way],
            Operation::Multiply if operands.iter().any(is_positive) => &[way],
            Operation::Divide if operands.get(1).is_some_and(is_positive) => &[way, Direction::EITHER],
            Operation::If => &[Direction::EITHER, way],
            Operation::Elapsed(..) => &[turned, way],
            Operation::After(_) => &[way],
            Operation::Before(_) => &[way, turned],
            _ => &[Direction::EITHER],
        };
        for (at, operand) in operands.iter().enumerate() {
            let way = ways.get(at).or(ways.last()).copied().unwrap_or(Direction::EITHER);
            self.expr(operand, way);
        }
    }

    fn provision(&mut self, provision: Provision, way: Direction) {
        let sofar = self.of(provision);
        let all = Direction { helps: sofar.helps || way.helps, hurts: sofar.hurts || way.hurts };
        if all == sofar {
            return;
        }
        self.of.insert(read(provision), all);
        let policy = self.policy;
        match provision {
            Provision::Rule(id) => {
                let rule = &policy.rules[id];
                self.clauses(&rule.alternatives, way);
                self.clauses(&rule.unless, way.turned());
                for exception in &rule.exceptions {
                    self.effects(&policy.exceptions[*exception].effects, way);
                }
            }
            Provision::Define(id) => {
                let define = &policy.defines[id];
                match &define.body {
                    DefineBody::Is(value) => self.expr(value, way),
                    DefineBody::Cases { cases, last } => {
                        for case in cases {
                            self.expr(&case.when, Direction::EITHER);
                            self.expr(&case.then, way);
                        }
                        self.expr(last.value(), way);
                    }
                }
                for exception in &define.exceptions {
                    self.effects(&policy.exceptions[*exception].effects, way);
                }
            }
            Provision::Parameter(id) => {
                for exception in &policy.parameters[id].exceptions {
                    self.effects(&policy.exceptions[*exception].effects, way);
                }
            }
            Provision::Score(id) => self.lines(&policy.scores[id].body, way),
        }
    }

    fn effects(&mut self, effects: &'a [Effect], way: Direction) {
        for effect in effects {
            match effect {
                Effect::Rule(met, clause) => {
                    self.clauses(std::slice::from_ref(clause), if *met { way } else { way.turned() });
                }
                Effect::Value(case) => {
                    self.expr(&case.when, Direction::EITHER);
                    self.expr(&case.then, way);
                }
            }
        }
    }

    fn lines(&mut self, body: &'a ScoreBody, way: Direction) {
        for line in &body.lines {
            let worth = match &line.points {
                Points::Add(points) => {
                    self.expr(points, way);
                    is_positive(points)
                }
                Points::Group(body) => {
                    self.lines(body, way);
                    false
                }
            };
            if let Some(when) = &line.when {
                self.expr(when, if worth { way } else { Direction::EITHER });
            }
        }
        if let Some(cap) = &body.at_most {
            self.expr(cap, way);
        }
    }
}

fn read(provision: Provision) -> Read {
    match provision {
        Provision::Parameter(id) => Read::Parameter(id.index()),
        Provision::Define(id) => Read::Define(id.index()),
        Provision::Rule(id) => Read::Rule(id.index()),
        Provision::Score(id) => Read::Score(id.index()),
    }
}

fn is_positive(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(Value::Number(number)) if *number > Number::ZERO)
}
