//! Exceptions: what each one excepts, and whether two of them may disagree.

use std::collections::BTreeMap;

use super::checker::{Checker, Declared};
use super::expr::Sight;
use super::mistakes;
use super::policy::{Case, Clause, Condition, Effect, Exception, Expr, ExprKind};
use super::scope::Symbol;
use crate::source::Id;
use crate::syntax::{self, ExceptionDecl, Name};
use crate::values::{Comparison, Operation, Type, Value};

impl Checker<'_> {
    /// Finds what each exception excepts, before anything is worked out.
    pub fn exceptions_to(&mut self) {
        let declared: Vec<(Id<Exception>, usize, &ExceptionDecl)> = self
            .declared
            .iter()
            .filter_map(|(symbol, (module, declared))| match (symbol, declared) {
                (Symbol::Exception(id), Declared::Exception(decl)) => Some((*id, *module, *decl)),
                _ => None,
            })
            .collect();
        let mut named: BTreeMap<&str, (Id<Exception>, crate::source::Span)> = BTreeMap::new();
        for (id, _, decl) in &declared {
            if let Some(name) = &decl.name
                && let Some((_, first)) = named.insert(&name.node, (*id, name.span))
            {
                self.report(mistakes::defined_twice(name.span, &name.node, first));
            }
        }
        let named: BTreeMap<&str, Id<Exception>> = named.into_iter().map(|(name, (id, _))| (name, id)).collect();
        for (id, module, decl) in &declared {
            for target in &decl.targets {
                for symbol in self.target(*module, target, &named) {
                    let excepting = self.excepted.entry(symbol).or_default();
                    if !excepting.contains(id) {
                        excepting.push(*id);
                    }
                }
            }
            let mut despite = Vec::new();
            for other in &decl.despite {
                match named.get(other.node.as_str()) {
                    Some(other) => despite.push(*other),
                    None => {
                        let known = named.keys().copied();
                        self.report(mistakes::unknown_name(other.span, &other.node, "exception", known));
                    }
                }
            }
            self.exceptions[*id].despite = despite;
            if decl.effects.is_empty() {
                let name = decl.name.as_ref().or(decl.targets.first());
                let (name, span) = name.map_or(("", decl.span), |name| (name.node.as_str(), name.span));
                self.report(mistakes::empty(span, "exception", name, "`met when`, `not met when` or `when`"));
            }
        }
        self.despite_in_a_circle(&declared.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
    }

    /// The provisions of a name, for every time; an exception may itself be excepted.
    fn target(&mut self, module: usize, name: &Name, named: &BTreeMap<&str, Id<Exception>>) -> Vec<Symbol> {
        let parts: Vec<&str> = name.node.split('.').collect();
        let everywhere: Vec<usize> = (0..self.project.modules.len()).collect();
        let found = match parts.as_slice() {
            [only] => {
                let mut found: Vec<Symbol> =
                    self.readings(module, only).into_iter().map(|(_, symbol)| symbol).collect();
                found.extend(named.get(only).map(|id| Symbol::Exception(*id)));
                found
            }
            _ => self
                .in_full_among(&everywhere, &parts)
                .filter(|(_, taken)| *taken == parts.len())
                .map(|(s, _)| s)
                .into_iter()
                .collect(),
        };
        match found.as_slice() {
            [Symbol::Broken] => Vec::new(),
            [symbol] if self.inputs_of(*symbol).is_some() => {
                self.report(mistakes::not_excepted(name.span, &name.node, "provision with inputs"));
                Vec::new()
            }
            [symbol @ (Symbol::Rule(_) | Symbol::Define(_) | Symbol::Parameter(_) | Symbol::Exception(_))] => {
                self.versions.get(symbol).cloned().unwrap_or_else(|| vec![*symbol])
            }
            [other] => {
                self.report(mistakes::not_excepted(name.span, &name.node, other.kind()));
                Vec::new()
            }
            [] if self.may_be_elsewhere(module) => Vec::new(),
            [] => {
                let mut known = self.known_values(module);
                known.extend(named.keys().map(|name| (*name).to_owned()));
                let known = known.iter().map(String::as_str);
                self.report(mistakes::unknown_name(name.span, &name.node, "rule, definition or exception", known));
                Vec::new()
            }
            _ => {
                let spellings = [format!("FILE.{}", name.node), name.node.clone()];
                self.report(mistakes::ambiguous(name.span, &name.node, &spellings));
                Vec::new()
            }
        }
    }

    /// Rankings that come back to themselves, each told once, at its first member.
    fn despite_in_a_circle(&mut self, ids: &[Id<Exception>]) {
        for start in ids {
            if let Some(path) = self.way_back(*start)
                && path.iter().min() == Some(start)
            {
                let path: Vec<_> =
                    path.iter().map(|id| (self.exceptions[*id].name.clone(), self.exceptions[*id].span)).collect();
                self.report(mistakes::circle(&path));
            }
        }
    }

    /// The shortest way from an exception over those that it ranks above, back to it.
    fn way_back(&self, start: Id<Exception>) -> Option<Vec<Id<Exception>>> {
        let mut from: BTreeMap<Id<Exception>, Id<Exception>> = BTreeMap::new();
        let mut open = std::collections::VecDeque::from([start]);
        while let Some(id) = open.pop_front() {
            for next in &self.exceptions[id].despite {
                if *next == start {
                    let mut path = vec![id];
                    let mut at = id;
                    while let Some(before) = from.get(&at).filter(|_| at != start) {
                        path.push(*before);
                        at = *before;
                    }
                    path.reverse();
                    return Some(path);
                }
                if !from.contains_key(next) {
                    from.insert(*next, id);
                    open.push_back(*next);
                }
            }
        }
        None
    }

    pub fn exception(&mut self, module: usize, id: Id<Exception>, decl: &ExceptionDecl) {
        let sight = Sight::of(module);
        let effects = decl
            .effects
            .iter()
            .map(|effect| match effect {
                syntax::Effect::Met(clause) => Effect::Rule(true, self.clause(&sight, clause)),
                syntax::Effect::NotMet(clause) => Effect::Rule(false, self.clause(&sight, clause)),
                syntax::Effect::Value(case) => {
                    let when = self.boolean(&sight, &case.when, "the condition of a case");
                    let then = self.expr(&sight.where_holds(&when, true), &case.then, None);
                    let in_force = self.in_force(&sight, &case.annotations);
                    let words = super::checker::words(case.label.as_ref(), &case.annotations);
                    Effect::Value(Case { in_force, when, then, words })
                }
            })
            .collect();
        self.told_of(Symbol::Exception(id), &sight, decl.label.as_ref(), &decl.annotations);
        let in_force = self.in_force(&sight, &decl.annotations);
        let exceptions = self.excepting(Symbol::Exception(id), &Type::Boolean);
        let exception = &mut self.exceptions[id];
        exception.effects = effects;
        exception.in_force = in_force;
        exception.exceptions = exceptions;
    }

    /// The exceptions to a provision of that type, worked out.
    pub fn excepting(&mut self, symbol: Symbol, ty: &Type) -> Vec<Id<Exception>> {
        let ids = self.excepted.get(&symbol).cloned().unwrap_or_default();
        let rule = matches!(symbol, Symbol::Rule(_) | Symbol::Exception(_));
        let mut excepting = Vec::new();
        for id in ids {
            if !self.ensure(Symbol::Exception(id)) {
                self.circle(Symbol::Exception(id));
                continue;
            }
            let exception = self.exceptions[id].clone();
            let mut fits = true;
            for effect in &exception.effects {
                match effect {
                    Effect::Rule(_, clause) if !rule => {
                        self.report(mistakes::met_of_a_value(clause.span));
                        fits = false;
                    }
                    Effect::Rule(true, clause) if matches!(symbol, Symbol::Exception(_)) => {
                        self.report(mistakes::met_of_an_exception(clause.span));
                        fits = false;
                    }
                    Effect::Value(case) if rule => {
                        self.report(mistakes::value_of_a_rule(case.then.span));
                        fits = false;
                    }
                    Effect::Value(case) => {
                        let fitted = self.fitting(case.then.clone(), ty, "the exception's value");
                        fits &= !matches!(fitted.ty, Type::Broken) || matches!(case.then.ty, Type::Broken);
                    }
                    Effect::Rule(..) => {}
                }
            }
            if fits {
                excepting.push(id);
            }
        }
        self.may_disagree(symbol, &excepting);
        excepting
    }

    /// Warns of two exceptions that may both apply and say different things.
    fn may_disagree(&mut self, symbol: Symbol, ids: &[Id<Exception>]) {
        for (at, one) in ids.iter().enumerate() {
            for other in ids.iter().skip(at.saturating_add(1)) {
                let (first, second) = (&self.exceptions[*one], &self.exceptions[*other]);
                let ranked = first.despite.contains(other) || second.despite.contains(one);
                let clash =
                    first.effects.iter().any(|a| second.effects.iter().any(|b| disagree(a, b) && !exclude(a, b)));
                if clash && !ranked {
                    let problem = mistakes::exceptions_disagree(
                        second.span,
                        &second.name,
                        first.span,
                        &first.name,
                        symbol.kind(),
                    );
                    self.report(problem);
                }
            }
        }
    }
}

fn disagree(one: &Effect, other: &Effect) -> bool {
    match (one, other) {
        (Effect::Rule(one, _), Effect::Rule(other, _)) => one != other,
        (Effect::Value(one), Effect::Value(other)) => match (&one.then.kind, &other.then.kind) {
            (ExprKind::Literal(one), ExprKind::Literal(other)) => one != other,
            (ExprKind::Parameter(one), ExprKind::Parameter(other)) => one != other,
            _ => true,
        },
        _ => false,
    }
}

/// Whether two effects surely cannot both apply: one fact is asked for two different values, or to
/// hold and not to hold.
fn exclude(one: &Effect, other: &Effect) -> bool {
    let (one, other) = (demands(one), demands(other));
    one.iter().any(|(a, x)| other.iter().any(|(b, y)| a == b && x != y))
}

/// What an effect's condition asks of facts: each with the value it must have.
fn demands(effect: &Effect) -> Vec<(String, Value)> {
    fn of(expr: &Expr, truth: bool, found: &mut Vec<(String, Value)>) {
        match &expr.kind {
            ExprKind::Fact(_) | ExprKind::Rule(_) | ExprKind::Define(_) => {
                found.push((format!("{:?}", expr.kind), Value::Boolean(truth)));
            }
            ExprKind::Apply(Operation::Not, operands) => operands.iter().for_each(|inner| of(inner, !truth, found)),
            ExprKind::Apply(Operation::And, operands) if truth => {
                operands.iter().for_each(|inner| of(inner, true, found));
            }
            ExprKind::Apply(Operation::Compare(Comparison::Is), operands) if truth => {
                if let [a, b] = operands.as_slice()
                    && let (ExprKind::Fact(_) | ExprKind::Define(_), ExprKind::Literal(value)) = (&a.kind, &b.kind)
                {
                    found.push((format!("{:?}", a.kind), value.clone()));
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    match effect {
        Effect::Rule(_, Clause { condition: Condition::Test(test), .. }) => of(test, true, &mut found),
        Effect::Rule(_, Clause { condition: Condition::AllOf(limbs), .. }) => {
            for limb in limbs {
                if let Condition::Test(test) = &limb.condition {
                    of(test, true, &mut found);
                }
            }
        }
        Effect::Rule(..) => {}
        Effect::Value(case) => of(&case.when, true, &mut found),
    }
    found
}
