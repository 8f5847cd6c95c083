//! Names in expressions: facts, rules, values, variants, fields, and names in full.

use std::sync::Arc;

use super::checker::Checker;
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::narrow::{Tested, tested};
use super::policy::{Expr, ExprKind};
use super::relations::fits;
use super::scope::Symbol;
use crate::source::Span;
use crate::source::Spanned;
use crate::syntax;
use crate::values::{EnumShape, Operation, Type, Value};

impl Checker<'_> {
    pub fn name(&mut self, sight: &Sight, name: &str, span: Span, expected: Option<&Type>) -> Expr {
        if let Some(expr) = local(sight, name, span) {
            return settled(sight, expr);
        }
        let readings = self.readings(sight.module, name);
        let variant = expected.and_then(|ty| variant_of(ty.plain(), name));
        let mut fitting = Vec::new();
        for (at, symbol) in &readings {
            // A rule or a number cannot be meant where a variant of the enum can.
            if variant.is_some() && self.never_an_enum(*symbol) {
                continue;
            }
            if let Some(expr) = self.reference(sight, *symbol, span)
                && (variant.is_none() || expected.is_none_or(|ty| fits(expr.ty.plain(), ty.plain())))
            {
                fitting.push((*at, expr));
            }
        }
        if let Some((shape, variant)) = &variant {
            if fitting.is_empty() {
                return literal(Value::Choice(*variant), Type::Enum(Arc::clone(shape)), span);
            }
            let mut spellings = vec![format!("{}.{name}", shape.name)];
            spellings.extend(fitting.iter().map(|(at, _)| format!("{}.{name}", self.module_name(*at))));
            return self.broken(mistakes::ambiguous(span, name, &spellings), span);
        }
        match fitting.len() {
            1 => fitting.pop().map(|(_, expr)| expr).unwrap_or_else(|| Expr::broken(span)),
            0 if readings.is_empty() => self.unknown(sight, name, span, expected),
            0 => Expr::broken(span),
            _ => {
                let spellings: Vec<String> =
                    fitting.iter().map(|(at, _)| format!("{}.{name}", self.module_name(*at))).collect();
                self.broken(mistakes::ambiguous(span, name, &spellings), span)
            }
        }
    }

    pub fn never_an_enum(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Rule(_) | Symbol::Score(_) | Symbol::Group(_) | Symbol::Table(_) | Symbol::Exception(_) => true,
            Symbol::Fact(id) => !matches!(self.facts[id].ty.plain(), Type::Enum(_) | Type::Broken),
            // A definition or parameter that is being worked out and would need itself.
            Symbol::Define(_) | Symbol::Parameter(_) => self.stack.iter().any(|(open, ..)| *open == symbol),
            Symbol::Broken => true,
        }
    }

    pub fn unknown(&mut self, sight: &Sight, name: &str, span: Span, expected: Option<&Type>) -> Expr {
        if self.may_be_elsewhere(sight.module) {
            return Expr::broken(span);
        }
        let mut known = self.known_values(sight.module);
        let kind = match expected.map(Type::plain) {
            Some(Type::Enum(shape)) => {
                known.extend(shape.variants.iter().cloned());
                format!("value or variant of `{}`", shape.name)
            }
            _ => "fact, rule or value".to_owned(),
        };
        self.broken(mistakes::unknown_name(span, name, &kind, known.iter().map(String::as_str)), span)
    }

    /// A value read by its symbol; `None` if that cannot be, which is then reported.
    pub fn reference(&mut self, sight: &Sight, symbol: Symbol, span: Span) -> Option<Expr> {
        let expr = self.at_its_times(symbol, &mut |checker, version| checker.plain_reference(version, span))?;
        Some(settled(sight, expr))
    }

    fn plain_reference(&mut self, symbol: Symbol, span: Span) -> Option<Expr> {
        if let Some(inputs) = self.inputs_of(symbol) {
            let inputs: Vec<&str> = inputs.iter().map(|(name, _)| name.node.as_str()).collect();
            let name = self.source_text(span);
            let expected = format!("`{name}({})`", inputs.join(", "));
            self.report(mistakes::arguments(span, &name, 0, &expected));
            return None;
        }
        if !self.ensure(symbol) {
            self.circle(symbol);
            return None;
        }
        Some(match symbol {
            Symbol::Fact(id) => Expr { kind: ExprKind::Fact(id), ty: self.facts[id].ty.clone(), span },
            Symbol::Parameter(id) => Expr { kind: ExprKind::Parameter(id), ty: self.parameters[id].ty.clone(), span },
            Symbol::Define(id) => Expr { kind: ExprKind::Define(id), ty: self.defines[id].ty.clone(), span },
            Symbol::Rule(id) => Expr { kind: ExprKind::Rule(id), ty: Type::Boolean, span },
            Symbol::Score(id) => Expr { kind: ExprKind::Score(id), ty: self.scores[id].ty.clone(), span },
            Symbol::Broken | Symbol::Exception(_) => Expr::broken(span),
            Symbol::Group(at) => match self.groups.get(at).and_then(|group| group.presence) {
                Some(id) => Expr { kind: ExprKind::Fact(id), ty: self.facts[id].ty.clone(), span },
                None => {
                    let name = self.source_text(span);
                    let fields: Vec<String> =
                        self.groups.get(at).map(|group| group.fields.keys().cloned().collect()).unwrap_or_default();
                    self.report(mistakes::whole_record(span, &name, &fields));
                    return None;
                }
            },
            Symbol::Table(_) => {
                let name = self.source_text(span);
                self.report(mistakes::not_called_so(span, &name, "table"));
                return None;
            }
        })
    }

    /// `job.start`, `ground.nationality`, or a name in full: `facts.applicant.age`.
    pub fn field(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let span = written.span;
        let Some(parts) = dotted(written) else {
            // A field of something that is no name: there is no record value to take it from.
            if let syntax::ExprKind::Field(of, field) = &written.kind {
                let of = self.source_text(of.span);
                self.report(mistakes::unknown_field(field.span, &field.node, &of, []));
            }
            return Expr::broken(span);
        };
        let names: Vec<&str> = parts.iter().map(|part| part.node.as_str()).collect();
        let (Some(first), Some(second)) = (parts.first(), parts.get(1)) else { return Expr::broken(span) };
        if let Some(expr) = local(sight, &first.node, first.span) {
            return parts.iter().skip(1).fold(expr, |record, field| self.element_field(sight, record, field, span));
        }
        let readings = self.readings(sight.module, &first.node);
        if let [(_, symbol)] = readings.as_slice()
            && matches!(symbol, Symbol::Group(_) | Symbol::Broken)
        {
            return self.fields(sight, *symbol, parts.iter().skip(1), span);
        }
        if let Some(shape) = self.enum_named(sight.module, &first.node)
            && parts.len() == 2
        {
            return match variant_number(&shape, &second.node) {
                Some(variant) => literal(Value::Choice(variant), Type::Enum(shape), span),
                None => {
                    let known: Vec<&str> = shape.variants.iter().map(String::as_str).collect();
                    self.report(mistakes::unknown_field(second.span, &second.node, &shape.name, known));
                    Expr::broken(span)
                }
            };
        }
        if let Some((symbol, taken)) = self.in_full(sight.module, &names) {
            return self.fields(sight, symbol, parts.iter().skip(taken), span);
        }
        match readings.first() {
            Some((_, symbol)) => {
                let problem = mistakes::no_fields(second.span, &first.node, symbol.kind());
                self.broken(problem, span)
            }
            None => self.unknown(sight, &first.node, first.span, None),
        }
    }

    /// A field of an element of a list.
    fn element_field(&mut self, sight: &Sight, record: Expr, field: &Spanned<String>, span: Span) -> Expr {
        match &record.ty {
            Type::Record(shape) => {
                let shape = Arc::clone(shape);
                match shape.fields.iter().position(|known| known.name == field.node) {
                    // Of a record put together from facts, the fact itself.
                    Some(at) if matches!(&record.kind, ExprKind::Apply(Operation::Record, _)) => {
                        let ExprKind::Apply(_, fields) = record.kind else { return Expr::broken(span) };
                        fields.into_iter().nth(at).map_or_else(|| Expr::broken(span), |field| settled(sight, field))
                    }
                    Some(at) => {
                        let ty = shape.fields.get(at).map_or(Type::Broken, |field| field.ty.clone());
                        settled(sight, apply(Operation::Field(at), vec![record], ty, span))
                    }
                    None => {
                        let known: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
                        let problem = mistakes::unknown_field(field.span, &field.node, &shape.name, known);
                        self.broken(problem, span)
                    }
                }
            }
            Type::Window => match field.node.as_str() {
                "first" => apply(Operation::Field(0), vec![record], Type::Date, span),
                "last" => apply(Operation::Field(1), vec![record], Type::Date, span),
                other => {
                    let problem = mistakes::unknown_field(field.span, other, "a window of days", ["first", "last"]);
                    self.broken(problem, span)
                }
            },
            Type::Broken => record,
            Type::Optional(_) => {
                let problem = mistakes::unsettled(record.span, &self.source_text(record.span), &record.ty);
                self.broken(problem, span)
            }
            other => {
                let problem = mistakes::no_fields(field.span, &self.source_text(record.span), &other.to_string());
                self.broken(problem, span)
            }
        }
    }

    pub fn fields<'p>(
        &mut self,
        sight: &Sight,
        mut symbol: Symbol,
        fields: impl Iterator<Item = &'p Spanned<String>>,
        span: Span,
    ) -> Expr {
        for field in fields {
            let group = match symbol {
                Symbol::Group(at) => self.groups.get(at).cloned(),
                Symbol::Broken => return Expr::broken(span),
                other => {
                    let problem = mistakes::no_fields(field.span, &self.source_text(span), other.kind());
                    return self.broken(problem, span);
                }
            };
            let Some(group) = group else { return Expr::broken(span) };
            if let Some(presence) = group.presence
                && !sight.settled.contains(&Tested::Fact(presence))
            {
                let whole = self.facts[presence].path.clone();
                return self.broken(mistakes::unsettled_record(span, &whole), span);
            }
            match group.fields.get(&field.node) {
                Some(found) => symbol = *found,
                None => {
                    let known: Vec<&str> = group.fields.keys().map(String::as_str).collect();
                    let problem = mistakes::unknown_field(field.span, &field.node, &group.name, known);
                    return self.broken(problem, span);
                }
            }
        }
        self.reference(sight, symbol, span).unwrap_or_else(|| Expr::broken(span))
    }
}

/// The element that a name stands for, if it is that of a call over a list.
fn local(sight: &Sight, name: &str, span: Span) -> Option<Expr> {
    if let Some((_, given)) = sight.inputs.iter().rev().find(|(known, _)| known == name) {
        return Some(given.clone());
    }
    let level = sight.locals.iter().rposition(|(known, _)| known == name)?;
    let (_, ty) = sight.locals.get(level)?;
    Some(Expr { kind: ExprKind::Local(level), ty: ty.clone(), span })
}

/// The same value, plain where it was tested not to be none.
fn settled(sight: &Sight, expr: Expr) -> Expr {
    let known = tested(&expr).is_some_and(|tested| sight.settled.contains(&tested));
    if known && expr.ty.is_optional() {
        let (plain, span) = (expr.ty.plain().clone(), expr.span);
        return apply(Operation::Settled, vec![expr], plain, span);
    }
    expr
}

fn variant_of(ty: &Type, name: &str) -> Option<(Arc<EnumShape>, u16)> {
    match ty {
        Type::Enum(shape) => variant_number(shape, name).map(|variant| (Arc::clone(shape), variant)),
        _ => None,
    }
}

fn variant_number(shape: &EnumShape, name: &str) -> Option<u16> {
    shape.variants.iter().position(|variant| variant == name).and_then(|at| u16::try_from(at).ok())
}

/// The names of `a.b.c`, if names are all that it is made of.
fn dotted(written: &syntax::Expr) -> Option<Vec<Spanned<String>>> {
    match &written.kind {
        syntax::ExprKind::Name(name) => Some(vec![Spanned::new(name.clone(), written.span)]),
        syntax::ExprKind::Field(of, field) => {
            let mut parts = dotted(of)?;
            parts.push(field.clone());
            Some(parts)
        }
        _ => None,
    }
}
