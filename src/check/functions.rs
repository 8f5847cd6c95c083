//! Definitions and rules with inputs: each call stands for what they say of what it gives.

use super::checker::{Checker, Declared};
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::narrow::tested;
use super::policy::{Called, Case, Clause, Condition, DefineBody, Expr, ExprKind, ScoreLine, Words};
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax::{self, Name, TypeRef};
use crate::values::{Operation, Type, Value};

/// How many calls a policy may come to, those inside of what is called counted each time.
const MOST: usize = 50_000;

impl<'a> Checker<'a> {
    /// The inputs of a definition or rule that has some.
    pub fn inputs_of(&self, symbol: Symbol) -> Option<&'a [(Name, TypeRef)]> {
        let inputs = match self.declared.get(&symbol)?.1 {
            Declared::Define(decl) => decl.inputs.as_slice(),
            Declared::Rule(decl) => decl.inputs.as_slice(),
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
                let met: Vec<Expr> = decl.clauses.iter().map(|clause| enough(self.clause(sight, clause))).collect();
                let defeats: Vec<Expr> = decl.unless.iter().map(|clause| enough(self.clause(sight, clause))).collect();
                Some(undefeated(apply(Operation::Or, met, Type::Boolean, decl.span), defeats, decl.span))
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
            let given = self.of_type(sight, argument, &ty, &format!("the input `{}`", input.node));
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
            _ => Words::default(),
        };
        let rule = matches!(declared, Declared::Rule(_));
        let ty = said.ty.clone();
        Some(Expr {
            kind: ExprKind::Called(Box::new(Called { name: name.node.clone(), rule, words, body: said })),
            ty,
            span,
        })
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
                        .map(move |at| literal(Value::Choice(at), Type::Enum(std::sync::Arc::clone(shape)), list.span))
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

/// The cases of a definition as one value.
fn as_value(body: DefineBody, ty: &Type, span: Span) -> Expr {
    match body {
        DefineBody::Is(value) => value,
        DefineBody::Cases { cases, otherwise } => {
            let otherwise = match otherwise {
                Some((otherwise, _)) => otherwise,
                None => apply(Operation::NoCase, Vec::new(), ty.clone(), span),
            };
            cases.into_iter().rev().fold(otherwise, |rest, Case { in_force, when, then, .. }| {
                let place = when.span;
                let when = and(in_force, when, place);
                apply(Operation::If, vec![when, then, rest], ty.clone(), span)
            })
        }
    }
}

fn and(first: Option<Expr>, then: Expr, span: Span) -> Expr {
    match first {
        Some(first) => apply(Operation::And, vec![first, then], Type::Boolean, span),
        None => then,
    }
}

/// A clause of which one is enough: it holds while it is in force.
fn enough(mut clause: Clause) -> Expr {
    let (in_force, span) = (clause.in_force.take(), clause.span);
    and(in_force, holds(clause), span)
}

/// A clause that is asked for while it is in force.
fn asked(mut clause: Clause) -> Expr {
    let span = clause.span;
    match clause.in_force.take() {
        Some(force) => {
            let absent = apply(Operation::Not, vec![force], Type::Boolean, span);
            apply(Operation::Or, vec![absent, holds(clause)], Type::Boolean, span)
        }
        None => holds(clause),
    }
}

fn holds(clause: Clause) -> Expr {
    let span = clause.span;
    let condition = match clause.condition {
        Condition::Test(test) => test,
        Condition::AllOf(limbs) => apply(Operation::And, limbs.into_iter().map(asked).collect(), Type::Boolean, span),
        Condition::AnyOf(limbs) => apply(Operation::Or, limbs.into_iter().map(enough).collect(), Type::Boolean, span),
        Condition::AtLeast(count, limbs) => {
            apply(Operation::AtLeast(count), limbs.into_iter().map(enough).collect(), Type::Boolean, span)
        }
        // Only a pathway's requirement can be another's status.
        Condition::Status { .. } => Expr::broken(span),
    };
    undefeated(condition, clause.unless.into_iter().map(enough).collect(), span)
}

fn undefeated(met: Expr, defeats: Vec<Expr>, span: Span) -> Expr {
    if defeats.is_empty() {
        return met;
    }
    let defeated = apply(Operation::Or, defeats, Type::Boolean, span);
    let stands = apply(Operation::Not, vec![defeated], Type::Boolean, span);
    apply(Operation::And, vec![met, stands], Type::Boolean, span)
}
