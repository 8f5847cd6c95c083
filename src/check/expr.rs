//! Types of expressions. Each function takes what was written and gives it back with its type, or
//! reports what is wrong with it and gives a broken expression, which fits everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::checker::Checker;
use super::mistakes;
use super::narrow::{Tested, not_none_if, tested};
use super::policy::{Expr, ExprKind};
use super::scope::Symbol;
use crate::source::{Span, Spanned};
use crate::syntax::{self, ArithmeticOp, CompareOp, Name};
use crate::values::{
    Comparison, Country, Currency, EnumShape, LeapBirthday, MonthEnd, Operation,
    Rounding, Type, Value,
};

/// From where an expression looks: its file, and the optional values known not to be none there.
#[derive(Clone, Debug)]
pub struct Sight {
    pub module: usize,
    settled: BTreeSet<Tested>,
}

impl Sight {
    pub fn of(module: usize) -> Sight {
        Sight { module, settled: BTreeSet::new() }
    }

    /// What is seen where the condition has that truth value.
    #[must_use]
    pub fn where_holds(&self, condition: &Expr, truth: bool) -> Sight {
        let mut sight = self.clone();
        sight.settled.extend(not_none_if(condition, truth));
        sight
    }
}

impl Checker<'_> {
    /// An expression with its type. `expected` is the type that a bare word takes.
    pub fn expr(&mut self, sight: &Sight, written: &syntax::Expr, expected: Option<&Type>) -> Expr {
        use syntax::ExprKind as Written;
        let span = written.span;
        match &written.kind {
            Written::Boolean(truth) => literal(Value::Boolean(*truth), Type::Boolean, span),
            Written::Number { value, decimal, .. } => {
                literal(Value::Number(*value), if *decimal { Type::Decimal } else { Type::Integer }, span)
            }
            Written::Money(amount, code) => match Currency::from_code(&code.node) {
                Some(currency) => literal(Value::Number(*amount), Type::Money(currency), span),
                None => self.broken(mistakes::unknown_currency(code.span, &code.node), span),
            },
            Written::Date(date) => literal(Value::Date(*date), Type::Date, span),
            Written::Duration(duration) => literal(Value::Duration(*duration), Type::Duration, span),
            Written::Text(text) => literal(Value::Text(Arc::from(text.as_str())), Type::Text, span),
            Written::None => literal(Value::None, Type::None, span),
            Written::Code(code) => match Country::from_code(code) {
                Some(country) => literal(country.into(), Type::Country, span),
                None => self.broken(mistakes::unknown_country(span, code), span),
            },
            Written::Name(name) => self.name(sight, name, span, expected),
            Written::Field(..) => self.field(sight, written),
            Written::Call(name, arguments) => self.call(sight, name, arguments, span),
            Written::List(items) => self.list(sight, items, span, expected),
            Written::AsOf => Expr { kind: ExprKind::AsOf, ty: Type::Date, span },
            Written::Not(inner) => {
                let inner = self.boolean(sight, inner, "the operand of `not`");
                apply(Operation::Not, vec![inner], Type::Boolean, span)
            }
            Written::And(left, right) => {
                let left = self.boolean(sight, left, "the left of `and`");
                let right = self.boolean(&sight.where_holds(&left, true), right, "the right of `and`");
                apply(Operation::And, vec![left, right], Type::Boolean, span)
            }
            Written::Or(left, right) => {
                let left = self.boolean(sight, left, "the left of `or`");
                let right = self.boolean(&sight.where_holds(&left, false), right, "the right of `or`");
                apply(Operation::Or, vec![left, right], Type::Boolean, span)
            }
            Written::Compare(op, left, right) => self.compare(sight, *op, left, right, span),
            Written::In { item, list, negated } => {
                let found = self.member(sight, item, list, span);
                if *negated { apply(Operation::Not, vec![found], Type::Boolean, span) } else { found }
            }
            Written::Between { item, low, high, negated } => {
                let above = self.compare(sight, CompareOp::AtLeast, item, low, span);
                let below = self.compare(sight, CompareOp::AtMost, item, high, span);
                let between = apply(Operation::And, vec![above, below], Type::Boolean, span);
                if *negated { apply(Operation::Not, vec![between], Type::Boolean, span) } else { between }
            }
            Written::IsNone { item, negated } => {
                let item = self.maybe_none(sight, item);
                let test = apply(Operation::IsNone, vec![item], Type::Boolean, span);
                if *negated { apply(Operation::Not, vec![test], Type::Boolean, span) } else { test }
            }
            Written::Else(left, right) => self.fallback(sight, left, right, span, expected),
            Written::Arithmetic(op, left, right) => self.arithmetic(sight, *op, left, right, span),
            Written::Negate(inner) => self.negation(sight, inner, span),
            Written::If(test, yes, no) => {
                let test = self.boolean(sight, test, "the condition of `if`");
                let yes = self.expr(&sight.where_holds(&test, true), yes, expected);
                let no = self.expr(&sight.where_holds(&test, false), no, expected);
                let ty = self.common((yes.span, &yes.ty), (no.span, &no.ty));
                apply(Operation::If, vec![test, yes, no], ty, span)
            }
            Written::Elapsed(unit, from, to) => {
                let from = self.of_type(sight, from, &Type::Date, "the start of the time");
                let to = self.of_type(sight, to, &Type::Date, "the end of the time");
                apply(Operation::Elapsed(*unit, self.leap()), vec![from, to], Type::Integer, span)
            }
        }
    }

    /// A condition.
    pub fn boolean(&mut self, sight: &Sight, written: &syntax::Expr, why: &str) -> Expr {
        self.of_type(sight, written, &Type::Boolean, why)
    }

    /// An expression that must be of that type. `why` says what needs it.
    pub fn of_type(&mut self, sight: &Sight, written: &syntax::Expr, ty: &Type, why: &str) -> Expr {
        let expr = self.expr(sight, written, Some(ty));
        self.fitting(expr, ty, why)
    }

    /// The same expression if its type fits, else a broken one.
    pub fn fitting(&mut self, expr: Expr, ty: &Type, why: &str) -> Expr {
        if fits(&expr.ty, ty) {
            return expr;
        }
        let problem = if expr.ty.is_optional() && fits(expr.ty.plain(), ty) && expr.ty != Type::None {
            mistakes::unsettled(expr.span, &self.source_text(expr.span), &expr.ty)
        } else {
            mistakes::mismatch(expr.span, &expr.ty, ty, why)
        };
        self.broken(problem, expr.span)
    }

    fn broken(&mut self, problem: crate::diagnostics::Diagnostic, span: Span) -> Expr {
        self.report(problem);
        Expr::broken(span)
    }

    /// The policy's own rule for birthdays on 29 February, and for months that are too short: the
    /// file that is run decides for the libraries it uses.
    fn leap(&self) -> LeapBirthday {
        self.main_header().map(|header| header.leap).unwrap_or_default()
    }

    fn month_end(&self) -> MonthEnd {
        self.main_header().map(|header| header.month_end).unwrap_or_default()
    }

    fn main_header(&self) -> Option<&syntax::Header> {
        self.project.modules.first().and_then(|module| module.tree.header.as_ref())
    }

    // --- names ---------------------------------------------------------------------------------

    fn name(&mut self, sight: &Sight, name: &str, span: Span, expected: Option<&Type>) -> Expr {
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
        if let (Some((shape, variant)), [rest @ ..]) = (&variant, fitting.as_slice()) {
            if rest.is_empty() {
                return literal(Value::Choice(*variant), Type::Enum(Arc::clone(shape)), span);
            }
            let mut spellings = vec![format!("{}.{name}", shape.name)];
            spellings.extend(rest.iter().map(|(at, _)| format!("{}.{name}", self.module_name(*at))));
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

    fn never_an_enum(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Rule(_) | Symbol::Score(_) | Symbol::Group(_) | Symbol::Table(_) => true,
            Symbol::Fact(id) => !matches!(self.facts[id].ty.plain(), Type::Enum(_) | Type::Broken),
            // A definition or parameter that is being worked out and would need itself.
            Symbol::Define(_) | Symbol::Parameter(_) => self.stack.iter().any(|(open, ..)| *open == symbol),
            Symbol::Broken => true,
        }
    }

    fn unknown(&mut self, sight: &Sight, name: &str, span: Span, expected: Option<&Type>) -> Expr {
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
    fn reference(&mut self, sight: &Sight, symbol: Symbol, span: Span) -> Option<Expr> {
        if !self.ensure(symbol) {
            self.circle(symbol);
            return None;
        }
        let expr = match symbol {
            Symbol::Fact(id) => Expr { kind: ExprKind::Fact(id), ty: self.facts[id].ty.clone(), span },
            Symbol::Parameter(id) => {
                Expr { kind: ExprKind::Parameter(id), ty: self.parameters[id].value.ty.clone(), span }
            }
            Symbol::Define(id) => Expr { kind: ExprKind::Define(id), ty: self.defines[id].ty.clone(), span },
            Symbol::Rule(id) => Expr { kind: ExprKind::Rule(id), ty: Type::Boolean, span },
            Symbol::Score(id) => Expr { kind: ExprKind::Score(id), ty: self.scores[id].ty.clone(), span },
            Symbol::Broken => Expr::broken(span),
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
        };
        let known = tested(&expr).is_some_and(|tested| sight.settled.contains(&tested));
        if known && expr.ty.is_optional() {
            let plain = expr.ty.plain().clone();
            return Some(apply(Operation::Settled, vec![expr], plain, span));
        }
        Some(expr)
    }

    /// `job.start`, `ground.nationality`, or a name in full: `facts.applicant.age`.
    fn field(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
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

    fn fields<'p>(
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
                    let problem = mistakes::unknown_field(field.span, &field.node, "the record", known);
                    return self.broken(problem, span);
                }
            }
        }
        self.reference(sight, symbol, span).unwrap_or_else(|| Expr::broken(span))
    }

    // --- comparisons ---------------------------------------------------------------------------

    /// Whether the word has no reading as a value, so that the other side must say what it is.
    fn is_bare(&self, sight: &Sight, written: &syntax::Expr) -> bool {
        matches!(&written.kind, syntax::ExprKind::Name(name) if self.readings(sight.module, name).is_empty())
    }

    fn two(&mut self, sight: &Sight, left: &syntax::Expr, right: &syntax::Expr) -> (Expr, Expr) {
        if self.is_bare(sight, left) {
            let right = self.expr(sight, right, None);
            (self.expr(sight, left, Some(&right.ty)), right)
        } else {
            let left = self.expr(sight, left, None);
            let right = self.expr(sight, right, Some(&left.ty));
            (left, right)
        }
    }

    fn compare(
        &mut self,
        sight: &Sight,
        op: CompareOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Expr {
        let (left, right) = self.two(sight, left, right);
        let how = comparison(op);
        if matches!(left.ty, Type::Broken) || matches!(right.ty, Type::Broken) {
            return Expr { kind: Expr::broken(span).kind, ty: Type::Boolean, span };
        }
        if !comparable(left.ty.plain(), right.ty.plain()) {
            let problem = mistakes::incomparable(span, (left.span, &left.ty), (right.span, &right.ty));
            return self.broken(problem, span);
        }
        let ordered = !matches!(how, Comparison::Is | Comparison::IsNot);
        if matches!(left.ty.plain(), Type::Duration) || (ordered && !has_order(left.ty.plain())) {
            return self.broken(mistakes::unordered(span, &left.ty), span);
        }
        if ordered {
            for side in [&left, &right] {
                if side.ty.is_optional() {
                    let problem = mistakes::unsettled(side.span, &self.source_text(side.span), &side.ty);
                    return self.broken(problem, span);
                }
            }
        }
        apply(Operation::Compare(how), vec![left, right], Type::Boolean, span)
    }

    fn member(&mut self, sight: &Sight, item: &syntax::Expr, list: &syntax::Expr, span: Span) -> Expr {
        let item = self.expr(sight, item, None);
        let wanted = Type::List(Box::new(item.ty.plain().clone()));
        let list = self.expr(sight, list, Some(&wanted));
        match (&item.ty, &list.ty) {
            (Type::Broken, _) | (_, Type::Broken) => Expr::broken(span),
            (_, Type::List(of)) if comparable(item.ty.plain(), of.plain()) => {
                apply(Operation::In, vec![item, list], Type::Boolean, span)
            }
            (_, Type::List(of)) => {
                let of = of.as_ref().clone();
                self.broken(mistakes::incomparable(span, (item.span, &item.ty), (list.span, &of)), span)
            }
            _ => self.broken(mistakes::mismatch(list.span, &list.ty, &wanted, "the right of `in`"), span),
        }
    }

    fn maybe_none(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let item = self.expr(sight, written, None);
        if matches!(item.ty, Type::Broken) || item.ty.is_optional() {
            return item;
        }
        let problem = mistakes::never_none(written.span, &self.source_text(written.span));
        self.broken(problem, written.span)
    }

    fn fallback(
        &mut self,
        sight: &Sight,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
        expected: Option<&Type>,
    ) -> Expr {
        let left = self.maybe_none_as(sight, left, expected);
        let plain = left.ty.plain().clone();
        let right = self.expr(sight, right, Some(&plain));
        let ty = self.common((left.span, &plain), (right.span, &right.ty));
        apply(Operation::Else, vec![left, right], ty, span)
    }

    fn maybe_none_as(&mut self, sight: &Sight, written: &syntax::Expr, expected: Option<&Type>) -> Expr {
        if expected.is_some() && self.is_bare(sight, written) {
            return self.expr(sight, written, expected);
        }
        self.maybe_none(sight, written)
    }

    // --- lists, branches, calls ------------------------------------------------------------------

    fn list(&mut self, sight: &Sight, items: &[syntax::Expr], span: Span, expected: Option<&Type>) -> Expr {
        let of = match expected.map(Type::plain) {
            Some(Type::List(of)) => Some(of.as_ref().clone()),
            _ => None,
        };
        let mut checked = Vec::new();
        let mut ty: Option<(Span, Type)> = None;
        for item in items {
            let wanted = of.clone().or_else(|| ty.as_ref().map(|(_, ty)| ty.clone()));
            let item = self.expr(sight, item, wanted.as_ref());
            ty = Some(match ty {
                None => (item.span, item.ty.clone()),
                Some((first, sofar)) => (first, self.common((first, &sofar), (item.span, &item.ty))),
            });
            checked.push(item);
        }
        let ty = ty.map(|(_, ty)| ty).or(of).unwrap_or(Type::Broken);
        apply(Operation::List, checked, Type::List(Box::new(ty)), span)
    }

    /// The type that two branches share; reports it if there is none.
    pub fn common(&mut self, first: (Span, &Type), other: (Span, &Type)) -> Type {
        match unified(first.1, other.1) {
            Some(ty) => ty,
            None => {
                self.report(mistakes::branches(first, other));
                Type::Broken
            }
        }
    }

    fn call(&mut self, sight: &Sight, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
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
        let readings = self.readings(sight.module, &name.node);
        match readings.as_slice() {
            [(_, Symbol::Table(at))] => self.look_up(sight, *at, name, arguments, span),
            [(_, Symbol::Broken)] => Expr::broken(span),
            [(_, symbol)] => {
                let problem = mistakes::not_called_so(name.span, &name.node, symbol.kind());
                self.broken(problem, span)
            }
            [] => {
                let functions = ["min", "max", "first_of", "round_half_up", "round_half_even", "round_down", "round_up"];
                let mut known = self.known_values(sight.module);
                known.extend(functions.map(str::to_owned));
                let known = known.iter().map(String::as_str);
                self.broken(mistakes::unknown_name(name.span, &name.node, "table or function", known), span)
            }
            several => {
                let spellings: Vec<String> =
                    several.iter().map(|(at, _)| format!("{}.{}", self.module_name(*at), name.node)).collect();
                self.broken(mistakes::ambiguous(name.span, &name.node, &spellings), span)
            }
        }
    }

    fn look_up(&mut self, sight: &Sight, at: usize, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        let symbol = Symbol::Table(at);
        if !self.ensure(symbol) {
            self.circle(symbol);
            return Expr::broken(span);
        }
        let Some(entry) = self.tables.get(at).cloned() else { return Expr::broken(span) };
        if arguments.len() != entry.inputs.len() {
            let inputs: Vec<&str> = entry.inputs.iter().map(|(name, _)| name.as_str()).collect();
            let expected = format!("{} ({})", counted(inputs.len(), "input"), inputs.join(", "));
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

    fn extreme(
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
                return self.broken(problem, span);
            }
            if !matches!(value.ty, Type::Broken | Type::Date | Type::Money(_) | Type::MoneyFraction(_))
                && !value.ty.is_number()
            {
                let why = format!("a value of `{}`", name.node);
                return self.broken(mistakes::mismatch(value.span, &value.ty, &Type::Decimal, &why), span);
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

    fn first_of(&mut self, sight: &Sight, name: &Name, arguments: &[syntax::Expr], span: Span) -> Expr {
        let [first, rest @ ..] = arguments else {
            return self.broken(mistakes::arguments(span, &name.node, 0, "two values or more"), span);
        };
        if rest.is_empty() {
            return self.broken(mistakes::arguments(span, &name.node, 1, "two values or more"), span);
        }
        let mut sofar = self.expr(sight, first, None);
        for next in rest {
            if !sofar.ty.is_optional() && !matches!(sofar.ty, Type::Broken) {
                let problem = mistakes::never_none(sofar.span, &self.source_text(sofar.span));
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

    fn round(
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

    // --- arithmetic --------------------------------------------------------------------------------

    fn arithmetic(
        &mut self,
        sight: &Sight,
        op: ArithmeticOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Expr {
        let left = self.expr(sight, left, None);
        let right = self.expr(sight, right, None);
        if matches!(left.ty, Type::Broken) || matches!(right.ty, Type::Broken) {
            return Expr::broken(span);
        }
        for side in [&left, &right] {
            if side.ty.is_optional() {
                let problem = mistakes::unsettled(side.span, &self.source_text(side.span), &side.ty);
                return self.broken(problem, span);
            }
        }
        let end = self.month_end();
        match (op, &left.ty, &right.ty) {
            (ArithmeticOp::Add, Type::Date, Type::Duration) => {
                return apply(Operation::After(end), vec![left, right], Type::Date, span);
            }
            (ArithmeticOp::Add, Type::Duration, Type::Date) => {
                return apply(Operation::After(end), vec![right, left], Type::Date, span);
            }
            (ArithmeticOp::Subtract, Type::Date, Type::Duration) => {
                return apply(Operation::Before(end), vec![left, right], Type::Date, span);
            }
            _ => {}
        }
        match result_type(op, &left.ty, &right.ty) {
            Some(ty) => {
                let operation = match op {
                    ArithmeticOp::Add => Operation::Add,
                    ArithmeticOp::Subtract => Operation::Subtract,
                    ArithmeticOp::Multiply => Operation::Multiply,
                    ArithmeticOp::Divide => Operation::Divide,
                };
                apply(operation, vec![left, right], ty, span)
            }
            None => {
                let doing = match op {
                    ArithmeticOp::Add => "added",
                    ArithmeticOp::Subtract => "subtracted",
                    ArithmeticOp::Multiply => "multiplied",
                    ArithmeticOp::Divide => "divided",
                };
                let problem = mistakes::arithmetic(span, doing, (left.span, &left.ty), (right.span, &right.ty));
                self.broken(problem, span)
            }
        }
    }

    fn negation(&mut self, sight: &Sight, inner: &syntax::Expr, span: Span) -> Expr {
        let inner = self.expr(sight, inner, None);
        match &inner.ty {
            Type::Broken => Expr::broken(span),
            Type::Duration => match inner.kind {
                ExprKind::Literal(Value::Duration(duration)) => {
                    literal(Value::Duration(duration.negate()), Type::Duration, span)
                }
                _ => self.broken(
                    mistakes::out_of_range(span, "only a written duration can be negative", "subtract it instead"),
                    span,
                ),
            },
            ty if ty.is_number() || matches!(ty, Type::Money(_) | Type::MoneyFraction(_)) => {
                let ty = ty.clone();
                if let ExprKind::Literal(Value::Number(number)) = &inner.kind {
                    return literal(Value::Number(number.negate()), ty, span);
                }
                apply(Operation::Negate, vec![inner], ty, span)
            }
            ty if ty.is_optional() => {
                let problem = mistakes::unsettled(inner.span, &self.source_text(inner.span), ty);
                self.broken(problem, span)
            }
            ty => {
                let problem = mistakes::mismatch(inner.span, ty, &Type::Decimal, "what follows a minus sign");
                self.broken(problem, span)
            }
        }
    }
}

fn literal(value: Value, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(value), ty, span }
}

fn apply(operation: Operation, operands: Vec<Expr>, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Apply(operation, operands), ty, span }
}

fn comparison(op: CompareOp) -> Comparison {
    match op {
        CompareOp::Is => Comparison::Is,
        CompareOp::IsNot => Comparison::IsNot,
        CompareOp::Less => Comparison::Less,
        CompareOp::AtMost => Comparison::AtMost,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::AtLeast => Comparison::AtLeast,
    }
}

/// Whether a value of the first type may stand where one of the second is needed.
fn fits(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Broken, _) | (_, Type::Broken) => true,
        (Type::None, Type::Optional(_)) => true,
        (Type::Optional(found), Type::Optional(wanted)) => fits(found, wanted),
        (Type::Optional(_), _) => false,
        (found, Type::Optional(wanted)) => fits(found, wanted),
        (Type::List(found), Type::List(wanted)) => fits(found, wanted),
        (Type::Integer, Type::Decimal) => true,
        (found, wanted) => found == wanted,
    }
}

fn comparable(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Broken | Type::None, _) | (_, Type::Broken | Type::None) => true,
        (Type::Money(a) | Type::MoneyFraction(a), Type::Money(b) | Type::MoneyFraction(b)) => a == b,
        (Type::List(a), Type::List(b)) => comparable(a.plain(), b.plain()),
        (a, b) if a.is_number() && b.is_number() => true,
        (a, b) => a == b,
    }
}

pub fn has_order(ty: &Type) -> bool {
    match ty {
        Type::Enum(shape) => shape.ordered,
        Type::Date | Type::Money(_) | Type::MoneyFraction(_) | Type::Broken => true,
        other => other.is_number(),
    }
}

/// The narrowest type that holds values of both.
fn unified(a: &Type, b: &Type) -> Option<Type> {
    if a.is_optional() || b.is_optional() {
        return match (a, b) {
            (Type::None, other) | (other, Type::None) => Some(other.clone().optional()),
            _ => unified(a.plain(), b.plain()).map(Type::optional),
        };
    }
    match (a, b) {
        (Type::Broken, other) | (other, Type::Broken) => Some(other.clone()),
        (Type::List(a), Type::List(b)) => unified(a, b).map(|of| Type::List(Box::new(of))),
        (Type::Money(x) | Type::MoneyFraction(x), Type::Money(y) | Type::MoneyFraction(y)) if x == y => {
            Some(if a == b { a.clone() } else { Type::MoneyFraction(*x) })
        }
        (a, b) if a == b => Some(a.clone()),
        (Type::Fraction, other) | (other, Type::Fraction) if other.is_number() => Some(Type::Fraction),
        (a, b) if a.is_number() && b.is_number() => Some(Type::Decimal),
        _ => None,
    }
}

fn result_type(op: ArithmeticOp, left: &Type, right: &Type) -> Option<Type> {
    let money = |ty: &Type| match ty {
        Type::Money(currency) | Type::MoneyFraction(currency) => Some(*currency),
        _ => None,
    };
    match (op, money(left), money(right)) {
        (ArithmeticOp::Divide, None, None) if left.is_number() && right.is_number() => Some(Type::Fraction),
        (_, None, None) if left.is_number() && right.is_number() => unified(left, right),
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Some(a), Some(b)) if a == b => unified(left, right),
        (ArithmeticOp::Divide, Some(a), Some(b)) if a == b => Some(Type::Fraction),
        (ArithmeticOp::Divide, Some(a), None) if right.is_number() => Some(Type::MoneyFraction(a)),
        (ArithmeticOp::Multiply, Some(a), None) => scaled(a, left, right),
        (ArithmeticOp::Multiply, None, Some(b)) => scaled(b, right, left),
        _ => None,
    }
}

fn scaled(currency: Currency, money: &Type, by: &Type) -> Option<Type> {
    match by {
        Type::Fraction => Some(Type::MoneyFraction(currency)),
        by if by.is_number() => Some(money.clone()),
        _ => None,
    }
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

/// `1 input`, `3 inputs`.
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}
