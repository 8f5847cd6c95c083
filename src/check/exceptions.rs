//! Exceptions: what each one excepts, and whether two of them may disagree.

use std::collections::BTreeMap;

use super::as_values::{and, as_enough};
use super::checker::{Checker, Declared};
use super::expr::{Sight, apply};
use super::mistakes;
use super::policy::{Case, Effect, Exception, Expr, ExprKind};
use super::scope::Symbol;
use crate::source::Id;
use crate::syntax::{self, ExceptionDecl, Name};
use crate::values::{Operation, Type};

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

    /// Warns of what may apply together and says different things: of two exceptions, or of one.
    fn may_disagree(&mut self, symbol: Symbol, ids: &[Id<Exception>]) {
        let says: Vec<(Id<Exception>, Effect)> = ids
            .iter()
            .flat_map(|id| self.exceptions[*id].effects.iter().map(move |effect| (*id, effect.clone())))
            .collect();
        let mut told: Vec<(Id<Exception>, Id<Exception>)> = Vec::new();
        for (at, (one, effect)) in says.iter().enumerate() {
            for (other, against) in says.iter().skip(at.saturating_add(1)) {
                let (first, second) = (&self.exceptions[*one], &self.exceptions[*other]);
                let ranked = first.despite.contains(other) || second.despite.contains(one);
                if ranked || told.contains(&(*one, *other)) || !disagree(effect, against) {
                    continue;
                }
                if self.exclude((first, effect), (second, against)) {
                    continue;
                }
                told.push((*one, *other));
                let problem = if one == other {
                    mistakes::exception_disagrees(against.span(), effect.span(), &first.name)
                } else {
                    let kind = symbol.kind();
                    mistakes::exceptions_disagree(second.span, &second.name, first.span, &first.name, kind)
                };
                self.report(problem);
            }
        }
    }

    /// Whether there is nobody for whom both apply.
    fn exclude(&self, one: (&Exception, &Effect), other: (&Exception, &Effect)) -> bool {
        let (one, other) = (applies(one), applies(other));
        let span = one.span;
        let both = apply(Operation::And, vec![one, other], Type::Boolean, span);
        self.always_one(&[apply(Operation::Not, vec![both], Type::Boolean, span)]).is_none()
    }
}

/// The condition under which an effect of an exception applies.
fn applies((exception, effect): (&Exception, &Effect)) -> Expr {
    let holds = match effect {
        Effect::Rule(_, clause) => as_enough(clause.clone()),
        Effect::Value(case) => and(case.in_force.clone(), case.when.clone(), case.when.span),
    };
    let span = holds.span;
    and(exception.in_force.clone(), holds, span)
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
