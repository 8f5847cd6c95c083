//! Types of expressions. Each function takes what was written and gives it back with its type, or
//! reports what is wrong with it and gives a broken expression, which fits everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::checker::Checker;
use super::mistakes;
use super::narrow::{Tested, not_none_if};
use super::policy::{Expr, ExprKind};
use super::relations::{fits, unified};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::{self, CompareOp};
use crate::values::{Comparison, Country, Currency, LeapBirthday, Length, MonthEnd, Operation, Type, Value};

/// From where an expression looks: its file, and the optional values known not to be none there.
#[derive(Clone, Debug)]
pub struct Sight {
    pub module: usize,
    pub settled: BTreeSet<Tested>,
    /// The elements of the calls over lists that it stands in, the outermost first.
    pub locals: Vec<(String, Type)>,
    /// The inputs of the provision that it stands in, with what is given for them.
    pub inputs: Vec<(String, Expr)>,
}

impl Sight {
    pub fn of(module: usize) -> Sight {
        Sight { module, settled: BTreeSet::new(), locals: Vec::new(), inputs: Vec::new() }
    }

    /// Whether the name is that of an element of a list or of an input.
    pub fn knows(&self, name: &str) -> bool {
        self.locals.iter().any(|(known, _)| known == name) || self.inputs.iter().any(|(known, _)| known == name)
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
            Written::Instant(instant) => literal(Value::Instant(*instant), Type::Instant, span),
            Written::Duration(duration) => literal(Value::Duration(Length::Time(*duration)), Type::Duration, span),
            Written::Working(count, calendar) => self.working(sight, *count, calendar, span),
            Written::Text(text) => literal(Value::Text(Arc::from(text.as_str())), Type::Text, span),
            Written::None => literal(Value::None, Type::None, span),
            Written::Code(code) => match Country::from_code(code) {
                Some(country) => literal(country.into(), Type::Country, span),
                None => self.broken(mistakes::unknown_country(span, code), span),
            },
            Written::Name(name) => self.name(sight, name, span, expected),
            Written::Field(..) => self.field(sight, written),
            Written::Call(name, arguments) => self.call(sight, name, arguments, span),
            Written::Gather(name, arguments) => self.gather(sight, name, arguments, span),
            Written::EachOf(unit, length, last) => self.each_of(sight, *unit, length, last, span),
            Written::List(items) => self.list(sight, items, span, expected),
            Written::AsOf => Expr { kind: ExprKind::AsOf, ty: Type::Date, span },
            Written::Not(inner) => {
                let inner = self.boolean(sight, inner, "the operand of `not`");
                apply(Operation::Not, vec![inner], Type::Boolean, span)
            }
            Written::And(operands) => self.joined(sight, operands, true, span),
            Written::Or(operands) => self.joined(sight, operands, false, span),
            Written::Compare(op, left, right) => self.compare(sight, *op, left, right, span),
            Written::In { item, list, negated } => {
                let found = self.member(sight, item, list, span);
                if *negated { apply(Operation::Not, vec![found], Type::Boolean, span) } else { found }
            }
            Written::Between { item, low, high, negated } => {
                let above = self.compare(sight, CompareOp::AtLeast, item, low, span);
                let below = self.compare(sight, CompareOp::AtMost, item, high, span);
                self.upside_down(&above, &below, span);
                let between = apply(Operation::And, vec![above, below], Type::Boolean, span);
                if *negated { apply(Operation::Not, vec![between], Type::Boolean, span) } else { between }
            }
            Written::IsNone { item, negated } => {
                let item = self.tested_for_none(sight, item);
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
            Written::On(value, day) => {
                // What was tested for none was tested as of the day before.
                let mut then = sight.clone();
                then.settled.retain(|tested| !matches!(tested, Tested::Define(_) | Tested::Parameter(_)));
                let value = self.expr(&then, value, expected);
                let day = self.of_type(sight, day, &Type::Date, "the day after `on`");
                if !self.can_be_read_on_another_day(&value) {
                    return self.broken(mistakes::given_by_day(value.span), span);
                }
                match &value.kind {
                    ExprKind::Parameter(_)
                    | ExprKind::Define(_)
                    | ExprKind::Rule(_)
                    | ExprKind::Score(_)
                    | ExprKind::Versions(_)
                    | ExprKind::Called(_)
                    | ExprKind::Apply(Operation::Lookup(_), _) => {
                        let ty = value.ty.clone();
                        Expr { kind: ExprKind::On(Box::new(value), Box::new(day)), ty, span }
                    }
                    _ if matches!(value.ty, Type::Broken) => value,
                    _ => self.broken(mistakes::not_dated(value.span), span),
                }
            }
            Written::Elapsed(unit, from, to) => {
                let from = self.of_type(sight, from, &Type::Date, "the start of the time");
                let to = self.of_type(sight, to, &Type::Date, "the end of the time");
                apply(Operation::Elapsed(*unit, self.leap()), vec![from, to], Type::Integer, span)
            }
            Written::Worked(from, to, calendar) => self.worked(sight, from, to, calendar, span),
        }
    }

    /// Conditions joined by `and` or `or`. Each is read only where those before it leave the result
    /// open, and sees what follows from that.
    fn joined(&mut self, sight: &Sight, operands: &[syntax::Expr], and: bool, span: Span) -> Expr {
        let mut sight = sight.clone();
        let mut checked = Vec::with_capacity(operands.len());
        for operand in operands {
            let operand = self.expr(&sight, operand, Some(&Type::Boolean));
            let operand = match self.half_comparison(checked.last(), &operand) {
                Some(problem) => self.broken(problem, operand.span),
                None if and => self.fitting(operand, &Type::Boolean, "an operand of `and`"),
                None => self.fitting(operand, &Type::Boolean, "an operand of `or`"),
            };
            sight = sight.where_holds(&operand, and);
            checked.push(operand);
        }
        apply(if and { Operation::And } else { Operation::Or }, checked, Type::Boolean, span)
    }

    /// `between 18 and 8`: nothing is.
    fn upside_down(&mut self, above: &Expr, below: &Expr, span: Span) {
        let end = |comparison: &Expr| match &comparison.kind {
            ExprKind::Apply(Operation::Compare(_), compared) => self.value_of_constant(compared.get(1)?),
            _ => None,
        };
        if let (Some(low), Some(high)) = (end(above), end(below))
            && Operation::Compare(Comparison::Greater).apply(&[&low, &high], span).is_true()
        {
            self.report(mistakes::out_of_range(span, "this stretch is empty", "write the lower end first"));
        }
    }

    /// `x is A or B`: what comes after `or` would be compared too.
    fn half_comparison(&self, before: Option<&Expr>, operand: &Expr) -> Option<Diagnostic> {
        let ExprKind::Apply(Operation::Compare(_), compared) = &before?.kind else { return None };
        let subject = compared.first()?;
        let alike = operand.ty == *subject.ty.plain() && !matches!(operand.ty, Type::Boolean | Type::Broken);
        alike.then(|| {
            let first = compared.get(1).map_or_else(|| "FIRST".to_owned(), |first| self.source_text(first.span));
            let (subject, text) = (self.source_text(subject.span), self.source_text(operand.span));
            mistakes::half_comparison(operand.span, &subject, &first, &text)
        })
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
        let problem = self.with_declaration(problem, &expr);
        self.broken(problem, expr.span)
    }

    pub fn broken(&mut self, problem: Diagnostic, span: Span) -> Expr {
        self.report(problem);
        Expr::broken(span)
    }

    /// The policy's own rule for birthdays on 29 February, and for months that are too short: the
    /// file that is run decides for the libraries it uses.
    fn leap(&self) -> LeapBirthday {
        self.main_header().map(|header| header.leap).unwrap_or_default()
    }

    pub fn month_end(&self) -> MonthEnd {
        self.main_header().map(|header| header.month_end).unwrap_or_default()
    }

    fn main_header(&self) -> Option<&syntax::Header> {
        self.project.modules.first().and_then(|module| module.tree.header.as_ref())
    }

    pub fn list(&mut self, sight: &Sight, items: &[syntax::Expr], span: Span, expected: Option<&Type>) -> Expr {
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
}

pub fn literal(value: Value, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(value), ty, span }
}

pub fn apply(operation: Operation, operands: Vec<Expr>, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Apply(operation, operands), ty, span }
}
