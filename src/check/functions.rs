//! Definitions, rules and scores with inputs: each call stands for what they say of what it gives.

use std::sync::Arc;

use super::as_values::{as_enough, as_value, total, undefeated};
use super::checker::{Checker, Declared};
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::narrow::{Tested, tested};
use super::policy::{Called, Expr, ExprKind, ScoreLine, Words};
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax::{self, Name, TypeRef};
use crate::values::{Operation, RecordShape, Type, Value};

/// How many calls a policy may come to, those inside of what is called counted each time.
const MOST: usize = 50_000;

impl<'a> Checker<'a> {
    /// The inputs of a definition or rule that has some.
    pub fn inputs_of(&self, symbol: Symbol) -> Option<&'a [(Name, TypeRef)]> {
        let inputs = match self.declared.get(&symbol)?.1 {
            Declared::Define(decl) => decl.inputs.as_slice(),
            Declared::Rule(decl) => decl.inputs.as_slice(),
            Declared::Score(decl) => decl.inputs.as_slice(),
            _ => return None,
        };
        Some(inputs).filter(|inputs| !inputs.is_empty())
    }

    /// Checks a provision with inputs by itself, whatever may be given.
    pub fn with_inputs(&mut self, module: usize, symbol: Symbol, inputs: &[(Name, TypeRef)]) {
        let mut sight = Sight::of(module);
        for (at, (name, ty)) in inputs.iter().enumerate() {
            if let Some((first, _)) = inputs.iter().take(at).find(|(other, _)| other.node == name.node) {
                self.report(mistakes::defined_twice(name.span, &name.node, first.span));
            }
            let ty = self.input_type(module, ty);
            sight.locals.push((name.node.clone(), ty));
        }
        self.said(&sight, symbol);
    }

    /// What a provision with inputs says where these stand for what `sight` has them stand for.
    fn said(&mut self, sight: &Sight, symbol: Symbol) -> Option<Expr> {
        match self.declared.get(&symbol)?.1 {
            Declared::Define(decl) => {
                let (body, ty) = self.define_body(sight, decl)?;
                Some(as_value(body, &ty, decl.name.span))
            }
            Declared::Rule(decl) => {
                if decl.clauses.is_empty() {
                    self.report(mistakes::empty(decl.name.span, "rule", &decl.name.node, "`met when`"));
                }
                let met: Vec<Expr> = decl.clauses.iter().map(|clause| as_enough(self.clause(sight, clause))).collect();
                let defeats: Vec<Expr> =
                    decl.unless.iter().map(|clause| as_enough(self.clause(sight, clause))).collect();
                Some(undefeated(apply(Operation::Or, met, Type::Boolean, decl.span), defeats, decl.span))
            }
            Declared::Score(decl) => {
                let (body, ty) = self.scored(sight, decl);
                Some(total(body, &ty, decl.name.span))
            }
            _ => None,
        }
    }

    /// A call of a definition or rule with inputs.
    pub fn called(
        &mut self,
        sight: &Sight,
        symbol: Symbol,
        name: &Name,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Expr {
        let found = self
            .at_its_times(symbol, &mut |checker, version| checker.called_one(sight, version, name, arguments, span));
        found.unwrap_or_else(|| Expr::broken(span))
    }

    fn called_one(
        &mut self,
        sight: &Sight,
        symbol: Symbol,
        name: &Name,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Option<Expr> {
        let inputs = self.inputs_of(symbol)?;
        let (module, declared) = self.declared.get(&symbol).copied()?;
        if self.circular.contains(&symbol) {
            return None;
        }
        if !self.ensure(symbol) {
            self.circle(symbol);
            let from = self.stack.iter().position(|(open, ..)| *open == symbol).unwrap_or(0);
            self.circular.extend(self.stack.iter().skip(from).map(|(open, ..)| *open));
            return None;
        }
        if self.circular.contains(&symbol) {
            return None;
        }
        if arguments.len() != inputs.len() {
            let names: Vec<&str> = inputs.iter().map(|(name, _)| name.node.as_str()).collect();
            let expected = format!("`{}({})`", name.node, names.join(", "));
            self.report(mistakes::arguments(span, &name.node, arguments.len(), &expected));
            return None;
        }
        self.calls = self.calls.saturating_add(1);
        if self.calls > MOST {
            self.report(mistakes::out_of_range(
                span,
                "the policy comes to too many calls",
                "let definitions with inputs call each other less",
            ));
            return None;
        }
        let mut inner = Sight::of(module);
        // The elements that the arguments may read keep their places, and are not seen by name.
        inner.locals = sight.locals.iter().map(|(_, ty)| (String::new(), ty.clone())).collect();
        for (argument, (input, ty)) in arguments.iter().zip(inputs) {
            let ty = self.input_type(module, ty);
            let given = match self.whole_record(sight, argument, &ty) {
                Some(record) => record,
                None => self.of_type(sight, argument, &ty, &format!("the input `{}`", input.node)),
            };
            if given.ty == Type::Broken {
                return None;
            }
            if given.ty.is_optional() && tested(&given).is_none() && !matches!(given.kind, ExprKind::Literal(_)) {
                let problem = mistakes::nameless_optional(given.span, &input.node);
                self.report(problem);
                return None;
            }
            // An input is of its own type, whatever is known of what is given.
            let given = if given.ty == Type::None { Expr { ty, ..given } } else { given };
            inner.inputs.push((input.node.clone(), given));
        }
        let said = self.said(&inner, symbol)?;
        let words = match declared {
            Declared::Define(decl) => self.told(&inner, decl.label.as_ref(), &decl.annotations),
            Declared::Rule(decl) => self.told(&inner, decl.label.as_ref(), &decl.annotations),
            Declared::Score(decl) => self.told(&inner, decl.label.as_ref(), &decl.body.annotations),
            _ => Words::default(),
        };
        let rule = matches!(declared, Declared::Rule(_));
        let given_by_day = inner.inputs.iter().any(|(_, given)| self.goes_by_day(given));
        let ty = said.ty.clone();
        Some(Expr {
            kind: ExprKind::Called(Box::new(Called { name: name.node.clone(), rule, words, body: said, given_by_day })),
            ty,
            span,
        })
    }

    /// The fields of a fact that is a record, taken together as the record that an input asks for.
    fn whole_record(&mut self, sight: &Sight, written: &syntax::Expr, ty: &Type) -> Option<Expr> {
        let (syntax::ExprKind::Name(name), Type::Record(shape)) = (&written.kind, ty) else { return None };
        if sight.knows(name) {
            return None;
        }
        let readings = self.readings(sight.module, name);
        let [(_, Symbol::Group(at))] = readings.as_slice() else { return None };
        let group = self.groups.get(*at)?;
        if group.record != shape.name {
            let problem = mistakes::another_record(written.span, &group.record, &shape.name);
            return Some(self.broken(problem, written.span));
        }
        if group.presence.is_some_and(|id| !sight.settled.contains(&Tested::Fact(id))) {
            return Some(self.broken(mistakes::unsettled_record(written.span, name), written.span));
        }
        self.record_of(sight, *at, shape, written.span)
    }

    fn record_of(&self, sight: &Sight, group: usize, shape: &Arc<RecordShape>, span: Span) -> Option<Expr> {
        let group = self.groups.get(group)?;
        let there = group.presence.is_none_or(|id| sight.settled.contains(&Tested::Fact(id)));
        if group.record != shape.name || !there {
            return None;
        }
        let mut fields = Vec::new();
        for field in &shape.fields {
            fields.push(match (group.fields.get(&field.name)?, &field.ty) {
                (Symbol::Fact(id), ty) if self.facts[*id].ty == *ty => {
                    Expr { kind: ExprKind::Fact(*id), ty: ty.clone(), span }
                }
                (Symbol::Group(inner), Type::Record(shape)) => self.record_of(sight, *inner, shape, span)?,
                _ => return None,
            });
        }
        Some(apply(Operation::Record, fields, Type::Record(Arc::clone(shape)), span))
    }

    /// Whether a value may differ with the day whose law applies.
    fn goes_by_day(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Fact(_) | ExprKind::Local(_) => false,
            ExprKind::Parameter(id) => {
                let parameter = &self.parameters[*id];
                parameter.values.iter().any(|value| value.in_force.is_some()) || !parameter.exceptions.is_empty()
            }
            ExprKind::Apply(_, operands) => operands.iter().any(|operand| self.goes_by_day(operand)),
            ExprKind::Collect(list, gives) => self.goes_by_day(list) || gives.iter().any(|give| self.goes_by_day(give)),
            ExprKind::Define(_)
            | ExprKind::Rule(_)
            | ExprKind::Score(_)
            | ExprKind::AsOf
            | ExprKind::Versions(_)
            | ExprKind::On(..)
            | ExprKind::Called(_) => true,
        }
    }

    /// Whether a call can be read as of another day: what it is given must be the same on both.
    pub fn can_be_read_on_another_day(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Called(called) => !called.given_by_day,
            ExprKind::Versions(versions) => {
                versions.iter().all(|(_, version)| self.can_be_read_on_another_day(version))
            }
            _ => true,
        }
    }

    /// The lines of a score that a line stands for: one, or one for each of `add for`.
    pub fn score_lines(&mut self, sight: &Sight, written: &syntax::ScoreLine) -> Vec<ScoreLine> {
        let syntax::ScoreLine::Add { each: Some((name, list)), .. } = written else {
            return vec![self.score_line(sight, written)];
        };
        if sight.knows(&name.node) {
            self.report(mistakes::element_named_twice(name.span, &name.node));
        }
        let items: Vec<Expr> = match &list.kind {
            syntax::ExprKind::Name(of) if self.enum_named(sight.module, of).is_some() => {
                let shape = self.enum_named(sight.module, of);
                let variants = shape.iter().flat_map(|shape| {
                    (0..shape.variants.len())
                        .filter_map(|at| u16::try_from(at).ok())
                        .map(move |at| literal(Value::Choice(at), Type::Enum(Arc::clone(shape)), list.span))
                });
                variants.collect()
            }
            syntax::ExprKind::List(items) => {
                let items = items.iter().map(|item| self.expr(sight, item, None));
                items.filter(|item| item.ty != Type::Broken).collect()
            }
            _ => {
                self.report(mistakes::no_given_list(list.span));
                return Vec::new();
            }
        };
        let lines = items.into_iter().map(|item| {
            let mut inner = sight.clone();
            inner.inputs.push((name.node.clone(), item));
            self.score_line(&inner, written)
        });
        lines.collect()
    }
}
