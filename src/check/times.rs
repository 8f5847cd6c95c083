//! Times in force: of clauses, of values, of whole declarations.

use super::checker::Checker;
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::policy::{Expr, ExprKind};
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax::{Annotations, Time};
use crate::values::{Comparison, Date, Operation, Type, Value};

/// The days from a first to a last, both included; open where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub through: Option<Date>,
}

impl Days {
    pub fn of(time: &Time) -> Days {
        Days { from: time.from.as_ref().map(|date| date.node), through: time.through.as_ref().map(|date| date.node) }
    }

    fn first(self) -> Date {
        self.from.unwrap_or(Date::MIN)
    }

    fn last(self) -> Date {
        self.through.unwrap_or(Date::MAX)
    }

    pub fn overlaps(self, other: Days) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }
}

/// Whether there is a value on every day there is, so that the last need not ask whether it is in
/// force: on a day that nobody knows, one of them is.
pub fn are_complete(times: &[(Time, Days)]) -> bool {
    let by = |time: &Time| time.by.as_ref().map(|name| name.node.clone());
    if times.iter().any(|(time, _)| times.first().is_some_and(|(first, _)| by(first) != by(time))) {
        return false;
    }
    let mut days: Vec<Days> = times.iter().map(|(_, days)| *days).collect();
    days.sort_by_key(|days| days.from);
    let meet = days.windows(2).all(|pair| match pair {
        [one, other] => one.through.and_then(|through| through.plus_days(1)) == other.from,
        _ => true,
    });
    let open = |first: Option<&Days>, last: Option<&Days>| {
        first.is_some_and(|days| days.from.is_none()) && last.is_some_and(|days| days.through.is_none())
    };
    meet && open(days.first(), days.last())
}

impl Checker<'_> {
    /// Whether a clause is in force, where it says when.
    pub fn in_force(&mut self, sight: &Sight, annotations: &Annotations) -> Option<Expr> {
        annotations.time.as_ref().map(|time| self.time(sight, time, Days::of(time)))
    }

    /// Whether a declaration is in force, where it says when.
    pub fn declared_time(&mut self, symbol: Symbol) -> Option<Expr> {
        let (module, time) = self.times.get(&symbol).cloned()?;
        Some(self.time(&Sight::of(module), &time, Days::of(&time)))
    }

    /// The condition that the day held to a time is one of its days.
    pub fn time(&mut self, sight: &Sight, time: &Time, days: Days) -> Expr {
        let span = time.span;
        let day = match &time.by {
            None => Expr { kind: ExprKind::AsOf, ty: Type::Date, span },
            Some(name) => {
                let written =
                    crate::syntax::Expr { kind: crate::syntax::ExprKind::Name(name.node.clone()), span: name.span };
                self.of_type(sight, &written, &Type::Date, "the day that a time goes by")
            }
        };
        let end = |how, date: Option<Date>, day: &Expr| {
            let date = literal(Value::Date(date?), Type::Date, span);
            Some(apply(Operation::Compare(how), vec![day.clone(), date], Type::Boolean, span))
        };
        let ends: Vec<Expr> = [end(Comparison::AtLeast, days.from, &day), end(Comparison::AtMost, days.through, &day)]
            .into_iter()
            .flatten()
            .collect();
        apply(Operation::And, ends, Type::Boolean, span)
    }

    /// A declared value at each of its times: the reference itself where it has none.
    pub fn at_its_times(
        &mut self,
        symbol: Symbol,
        refer: &mut dyn FnMut(&mut Self, Symbol) -> Option<Expr>,
    ) -> Option<Expr> {
        let versions = self.versions.get(&symbol).cloned().unwrap_or_else(|| vec![symbol]);
        let timed = versions.iter().any(|version| self.times.contains_key(version));
        if !timed {
            return refer(self, symbol);
        }
        let mut cases: Vec<(Expr, Expr)> = Vec::new();
        let mut ty: Option<(Span, Type)> = None;
        for version in &versions {
            let version = *version;
            let value = refer(self, version)?;
            ty = Some(match ty {
                None => (value.span, value.ty.clone()),
                Some((first, sofar)) => (first, self.common((first, &sofar), (value.span, &value.ty))),
            });
            let (module, time) = self.times.get(&version).cloned()?;
            let force = self.time(&Sight::of(module), &time, Days::of(&time));
            cases.push((force, value));
        }
        let (span, ty) = ty?;
        if !matches!(symbol, Symbol::Rule(_)) {
            let times: Vec<(Time, Days)> = versions
                .iter()
                .filter_map(|version| self.times.get(version))
                .map(|(_, time)| (time.clone(), Days::of(time)))
                .collect();
            if let (true, Some((force, _))) = (are_complete(&times), cases.last_mut()) {
                *force = literal(Value::Boolean(true), Type::Boolean, force.span);
            }
        }
        Some(Expr { kind: ExprKind::Versions(cases), ty, span })
    }

    /// The times of one name must not overlap, nor leave days between them on which a value is not in force.
    pub fn separate_times(&mut self) {
        let versions: Vec<Vec<Symbol>> = self.versions.values().cloned().collect();
        for pathways in self.pathway_versions.values().cloned().collect::<Vec<_>>() {
            let times: Vec<Time> = pathways.iter().filter_map(|id| self.pathway_times.get(id)).cloned().collect();
            self.none_overlap(&times);
        }
        for versions in versions {
            let value = versions.first().is_some_and(|first| !matches!(first, Symbol::Rule(_)));
            if value {
                self.days_between(&versions);
            }
            let times: Vec<Time> =
                versions.iter().filter_map(|version| self.times.get(version)).map(|(_, time)| time.clone()).collect();
            self.none_overlap(&times);
        }
    }

    fn none_overlap(&mut self, times: &[Time]) {
        let by = |time: &Time| time.by.as_ref().map(|name| name.node.clone());
        for time in times {
            if let Some(first) = times.first().filter(|first| by(first) != by(time)) {
                self.report(mistakes::two_days(time.span, first.span));
                return;
            }
        }
        for (at, one) in times.iter().enumerate() {
            for other in times.iter().skip(at.saturating_add(1)) {
                if Days::of(one).overlaps(Days::of(other)) {
                    self.report(mistakes::times_overlap(other.span, one.span));
                }
            }
        }
    }

    /// Days of the policy's own time between two declarations of one value: it would be a fault there.
    fn days_between(&mut self, versions: &[Symbol]) {
        let times = versions.iter().filter_map(|version| self.times.get(version));
        let mut times: Vec<Time> = times.map(|(_, time)| time.clone()).collect();
        if times.iter().any(|time| time.by.is_some()) {
            return;
        }
        times.sort_by_key(|time| Days::of(time).from);
        let header = self.project.modules.first().and_then(|module| module.tree.header.as_ref());
        let policy = header.and_then(|header| header.in_force.clone());
        let first = policy.as_ref().map(|(from, _)| from.node);
        let last = policy.and_then(|(_, through)| through).map(|through| through.node);
        for pair in times.windows(2) {
            let [one, next] = pair else { continue };
            let (Some(end), Some(start)) = (Days::of(one).through, Days::of(next).from) else { continue };
            let (Some(from), Some(through)) = (end.plus_days(1), start.plus_days(-1)) else { continue };
            let from = first.map_or(from, |first| from.max(first));
            let through = last.map_or(through, |last| through.min(last));
            if from <= through {
                let name = self.name_of(versions);
                self.report(mistakes::not_in_force(next.span, &name, from, Some(through)));
            }
        }
    }

    fn name_of(&self, versions: &[Symbol]) -> String {
        let declared = versions.first().and_then(|first| self.declared.get(first));
        let name = declared.and_then(|(_, declared)| declared.name());
        name.map(|name| name.node.clone()).unwrap_or_default()
    }
}
