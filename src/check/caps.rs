//! Caps of scores: one that is never reached, and lines that a cap makes worthless.

use super::checker::Checker;
use super::mistakes;
use super::policy::{Case, Define, DefineBody, Expr, ExprKind, Points, Score, ScoreBody, ScoreLine};
use super::scope::Symbol;
use crate::source::Id;
use crate::values::{Interval, Number, Operation, Plain, Possible, Type};

impl Checker<'_> {
    /// Reports what of a score's caps and lines can make no difference to anybody.
    pub fn caps(&mut self, body: &ScoreBody) {
        let worth: Vec<Option<Interval<Number>>> = body.lines.iter().map(|line| self.worth(line)).collect();
        let cap = body.at_most.as_ref().and_then(|cap| self.bounds(cap).numbers().map(|numbers| (cap.span, numbers)));
        let cap = cap.filter(|_| !body.lines.is_empty());
        if let (Some((span, cap)), Some(sum)) = (cap, added(worth.iter().copied())) {
            if sum.high < cap.low {
                self.report(mistakes::cap_never_reached(span, &cap.low.to_string(), &sum.high.to_string()));
            }
            for (at, line) in body.lines.iter().enumerate() {
                let others = worth.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, worth)| *worth);
                let adds = worth.get(at).copied().flatten().is_some_and(|worth| worth.low < Number::ZERO);
                if !adds && added(others).is_some_and(|others| others.low >= cap.high) {
                    self.report(mistakes::worthless_line(line.span, span));
                }
            }
        }
        for line in &body.lines {
            if let Points::Group(group) = &line.points {
                self.caps(group);
            }
        }
    }

    /// What a line may add.
    fn worth(&self, line: &ScoreLine) -> Option<Interval<Number>> {
        let points = match &line.points {
            Points::Add(points) => self.bounds(points).numbers()?,
            Points::Group(body) => self.sum(body)?,
        };
        let always = line.in_force.is_none() && line.when.as_ref().is_none_or(|when| self.bounds(when).is_true());
        Some(if always { points } else { Interval::new(points.low.min(Number::ZERO), points.high.max(Number::ZERO)) })
    }

    fn sum(&self, body: &ScoreBody) -> Option<Interval<Number>> {
        let sum = added(body.lines.iter().map(|line| self.worth(line)))?;
        match &body.at_most {
            Some(cap) => {
                let cap = self.bounds(cap).numbers()?;
                Some(Interval::new(sum.low.min(cap.low), sum.high.min(cap.high)))
            }
            None => Some(sum),
        }
    }

    /// All that an expression may be, for anybody and on any day.
    fn bounds(&self, expr: &Expr) -> Possible {
        match &expr.kind {
            ExprKind::Literal(value) => Possible::from(value.clone()),
            ExprKind::Fact(id) => self.facts[*id].anything(),
            ExprKind::Parameter(id) => {
                let parameter = &self.parameters[*id];
                match parameter.exceptions.is_empty() {
                    true => self.any_of(parameter.values.iter().map(|value| &value.value)),
                    false => expr.ty.anything(),
                }
            }
            ExprKind::Define(id) => self.known_bounds(Symbol::Define(*id), expr),
            ExprKind::Score(id) => self.known_bounds(Symbol::Score(*id), expr),
            ExprKind::Versions(versions) => self.any_of(versions.iter().map(|(_, value)| value)),
            ExprKind::On(value, _) => self.bounds(value),
            ExprKind::Called(called) => self.bounds(&called.body),
            ExprKind::Watched(watched) => self.bounds(&watched.of),
            ExprKind::Apply(Operation::Settled, operands) => match operands.first() {
                Some(inner) => self.bounds(inner).without_none(),
                None => Possible::nothing(),
            },
            ExprKind::Apply(operation, operands) => {
                let operands: Vec<Possible> = operands.iter().map(|operand| self.bounds(operand)).collect();
                operation.apply(&operands.iter().collect::<Vec<_>>(), expr.span).without_faults()
            }
            ExprKind::Collect(..) => Possible::from(Plain::List(None)),
            ExprKind::Rule(_) => Type::Boolean.anything(),
            ExprKind::AsOf => Type::Date.anything(),
            ExprKind::Local(_) => expr.ty.anything(),
        }
    }

    fn known_bounds(&self, symbol: Symbol, expr: &Expr) -> Possible {
        self.bounds.get(&symbol).cloned().unwrap_or_else(|| expr.ty.anything())
    }

    /// Keeps what a definition may be, once it is worked out, for what reads it.
    pub fn keep_bounds_of_define(&mut self, id: Id<Define>) {
        let define = &self.defines[id];
        let bounds = match &define.body {
            _ if !define.exceptions.is_empty() => return,
            DefineBody::Is(value) => self.bounds(value),
            DefineBody::Cases { cases, last } => {
                let values = cases.iter().map(|Case { then, .. }| then);
                self.any_of(values.chain([last.value()]))
            }
        };
        self.bounds.insert(Symbol::Define(id), bounds);
    }

    /// The same of a score.
    pub fn keep_bounds_of_score(&mut self, id: Id<Score>) {
        if let Some(sum) = self.sum(&self.scores[id].body) {
            self.bounds.insert(Symbol::Score(id), Possible::from(Plain::Number(sum)));
        }
    }

    fn any_of<'e>(&self, values: impl Iterator<Item = &'e Expr>) -> Possible {
        values.fold(Possible::nothing(), |all, value| all.union(&self.bounds(value)))
    }
}

/// The sum of what lines may add; none if that cannot be told of one of them.
fn added(worth: impl Iterator<Item = Option<Interval<Number>>>) -> Option<Interval<Number>> {
    let zero = Interval::new(Number::ZERO, Number::ZERO);
    worth.into_iter().try_fold(zero, |sum, worth| {
        let worth = worth?;
        Some(Interval::new(sum.low.plus(worth.low)?, sum.high.plus(worth.high)?))
    })
}
