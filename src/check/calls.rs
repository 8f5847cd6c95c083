//! Tables looked up, and the functions of the language.

use super::checker::Checker;
use super::expr::{Sight, apply};
use super::gather::GATHERINGS;
use super::mistakes;
use super::policy::Expr;
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Name;
use crate::values::{Operation, Rounding, Type, Value};

impl Checker<'_> {
    pub fn call(&mut self, sight: &Sight, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        match name.node.as_str() {
            "min" => return self.extreme(sight, Operation::Least, name, arguments, span),
            "max" => return self.extreme(sight, Operation::Greatest, name, arguments, span),
            "first_of" => return self.first_of(sight, name, arguments, span),
            "round_half_up" => return self.round(sight, Rounding::HalfUp, name, arguments, span),
            "round_half_even" => return self.round(sight, Rounding::HalfEven, name, arguments, span),
            "round_down" => return self.round(sight, Rounding::Down, name, arguments, span),
            "round_up" => return self.round(sight, Rounding::Up, name, arguments, span),
            _ => {}
        }
        let parts: Vec<&str> = name.node.split('.').collect();
        let readings = match self.in_full(sight.module, &parts) {
            Some((symbol, taken)) if taken == parts.len() => vec![(sight.module, symbol)],
            _ => self.readings(sight.module, &name.node),
        };
        match readings.as_slice() {
            [(_, Symbol::Table(at))] => self.look_up(sight, *at, name, arguments, span),
            [(_, Symbol::Broken)] => Expr::broken(span),
            [(_, symbol)] if self.inputs_of(*symbol).is_some() => self.called(sight, *symbol, name, arguments, span),
            [(_, symbol)] => {
                let problem = mistakes::not_called_so(name.span, &name.node, symbol.kind());
                self.broken(problem, span)
            }
            [] if self.may_be_elsewhere(sight.module) => Expr::broken(span),
            [] => {
                if let Some((_, shape)) = GATHERINGS.iter().find(|(gathering, _)| *gathering == name.node) {
                    return self.broken(mistakes::arguments(span, &name.node, arguments.len(), shape), span);
                }
                let functions =
                    ["min", "max", "first_of", "round_half_up", "round_half_even", "round_down", "round_up"];
                let mut known = self.known_values(sight.module);
                known.extend(functions.map(str::to_owned));
                known.extend(GATHERINGS.iter().map(|(gathering, _)| (*gathering).to_owned()));
                let known = known.iter().map(String::as_str);
                self.broken(mistakes::unknown_name(name.span, &name.node, "table, definition or function", known), span)
            }
            several => {
                let spellings: Vec<String> =
                    several.iter().map(|(at, _)| format!("{}.{}", self.module_name(*at), name.node)).collect();
                self.broken(mistakes::ambiguous(name.span, &name.node, &spellings), span)
            }
        }
    }

    pub fn look_up(&mut self, sight: &Sight, at: usize, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        let found = self.at_its_times(Symbol::Table(at), &mut |checker, version| match version {
            Symbol::Table(at) => Some(checker.look_up_one(sight, at, name, arguments, span)),
            _ => None,
        });
        found.unwrap_or_else(|| Expr::broken(span))
    }

    fn look_up_one(&mut self, sight: &Sight, at: usize, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        let symbol = Symbol::Table(at);
        if !self.ensure(symbol) {
            self.circle(symbol);
            return Expr::broken(span);
        }
        let Some(entry) = self.tables.get(at).cloned() else { return Expr::broken(span) };
        if arguments.len() != entry.inputs.len() {
            let inputs: Vec<&str> = entry.inputs.iter().map(|(name, _)| name.as_str()).collect();
            let expected = format!("`{}({})`", name.node, inputs.join(", "));
            return self.broken(mistakes::arguments(span, &name.node, arguments.len(), &expected), span);
        }
        let mut inputs = Vec::new();
        for (argument, (input, ty)) in arguments.iter().zip(&entry.inputs) {
            inputs.push(self.of_type(sight, argument, ty, &format!("the input `{input}`")));
        }
        match entry.table {
            Some(table) => apply(Operation::Lookup(table), inputs, entry.output, span),
            None => Expr::broken(span),
        }
    }

    pub fn extreme(
        &mut self,
        sight: &Sight,
        operation: Operation,
        name: &Name,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Expr {
        if arguments.is_empty() {
            return self.broken(mistakes::arguments(span, &name.node, 0, "one value or more"), span);
        }
        let mut values: Vec<Expr> = Vec::new();
        let mut ty: Option<(Span, Type)> = None;
        for argument in arguments {
            let value = self.expr(sight, argument, None);
            if value.ty.is_optional() {
                let problem = mistakes::unsettled(value.span, &self.source_text(value.span), &value.ty);
                let problem = self.with_declaration(problem, &value);
                return self.broken(problem, span);
            }
            if !matches!(value.ty, Type::Broken | Type::Date | Type::Instant | Type::Money(_) | Type::MoneyFraction(_))
                && !value.ty.is_number()
            {
                let why = format!("a value of `{}`", name.node);
                let problem = mistakes::mismatch(value.span, &value.ty, &Type::Decimal, &why);
                let problem = self.with_declaration(problem, &value);
                return self.broken(problem, span);
            }
            ty = Some(match ty {
                None => (value.span, value.ty.clone()),
                Some((first, sofar)) => (first, self.common((first, &sofar), (value.span, &value.ty))),
            });
            values.push(value);
        }
        let ty = ty.map_or(Type::Broken, |(_, ty)| ty);
        apply(operation, values, ty, span)
    }

    pub fn first_of(&mut self, sight: &Sight, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        let [first, rest @ ..] = arguments else {
            return self.broken(mistakes::arguments(span, &name.node, 0, "two values or more"), span);
        };
        if rest.is_empty() {
            return self.broken(mistakes::arguments(span, &name.node, 1, "two values or more"), span);
        }
        let mut sofar = self.expr(sight, first, None);
        for next in rest {
            if !sofar.ty.is_optional() && !matches!(sofar.ty, Type::Broken) {
                let text = self.source_text(sofar.span);
                let problem = mistakes::never_none(sofar.span, &text, "leave out what stands behind it");
                let problem = self.with_declaration(problem, &sofar);
                return self.broken(problem, span);
            }
            let plain = sofar.ty.plain().clone();
            let next = self.expr(sight, next, Some(&plain));
            let ty = self.common((sofar.span, &plain), (next.span, &next.ty));
            let place = sofar.span.to(next.span);
            sofar = apply(Operation::Else, vec![sofar, next], ty, place);
        }
        Expr { span, ..sofar }
    }

    pub fn round(
        &mut self,
        sight: &Sight,
        mode: Rounding,
        name: &Name,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Expr {
        let [value, places] = arguments else {
            let problem = mistakes::arguments(span, &name.node, arguments.len(), "a number and its decimal places");
            return self.broken(problem, span);
        };
        let value = self.expr(sight, value, None);
        let places_at = places.span;
        let places = match self.constant(sight.module, places, &Type::Integer, "the number of decimal places") {
            Some(Value::Number(places)) => places.to_i64().and_then(|places| u32::try_from(places).ok()),
            _ => return Expr::broken(span),
        };
        let Some(places) = places.filter(|places| *places <= 18) else {
            let problem =
                mistakes::out_of_range(places_at, "a number has 0 to 18 decimal places", "write 0 for a whole number");
            return self.broken(problem, span);
        };
        let ty = match &value.ty {
            Type::Broken => Type::Broken,
            Type::Integer | Type::Decimal | Type::Fraction if places == 0 => Type::Integer,
            Type::Integer | Type::Decimal | Type::Fraction => Type::Decimal,
            Type::Money(currency) | Type::MoneyFraction(currency) => Type::Money(*currency),
            other => {
                let why = format!("the first value of `{}`", name.node);
                let problem = mistakes::mismatch(value.span, other, &Type::Decimal, &why);
                return self.broken(problem, span);
            }
        };
        apply(Operation::Round(mode, places), vec![value], ty, span)
    }
}
