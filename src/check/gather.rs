//! Calls over the elements of lists, and over the days that periods cover.

use super::checker::Checker;
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::policy::{Expr, ExprKind, How};
use crate::source::Span;
use crate::syntax::{self, Argument, Binder, Name, Window};
use crate::values::{Coverage, Duration, Fold, HistorySpan, Length, Number, Operation, Type, Unit, Value};

const WHERE: &str = "`x in LIST where CONDITION`";
const FOR: &str = "`VALUE for x in LIST where CONDITION`";

/// The functions over lists, and what they take.
pub const GATHERINGS: [(&str, &str); 9] = [
    ("any", WHERE),
    ("no", WHERE),
    ("every", "`x in LIST has CONDITION`"),
    ("count", WHERE),
    ("sum", FOR),
    ("max", FOR),
    ("min", FOR),
    ("days_covered", "`START through END for p in LIST`"),
    ("most_days_covered", "`START through END for p in LIST, in any LENGTH before DAY`"),
];

const WHERE_HOLDS: &str = "the condition after `where`";

impl Checker<'_> {
    pub fn gather(&mut self, sight: &Sight, name: &Name, arguments: &[Argument], span: Span) -> Expr {
        match name.node.as_str() {
            "any" => self.quantified(sight, Fold::Any, name, arguments, span),
            "no" => self.quantified(sight, Fold::No, name, arguments, span),
            "every" => self.quantified(sight, Fold::Every, name, arguments, span),
            "count" => self.quantified(sight, Fold::Count, name, arguments, span),
            "sum" => self.folded(sight, Fold::Sum, name, arguments, span),
            "max" => self.folded(sight, Fold::Max, name, arguments, span),
            "min" => self.folded(sight, Fold::Min, name, arguments, span),
            "days_covered" | "most_days_covered" => self.covered(sight, name, arguments, span),
            other => {
                let known = GATHERINGS.map(|(name, _)| name);
                let problem = mistakes::unknown_name(name.span, other, "function over lists", known);
                self.broken(problem, span)
            }
        }
    }

    /// A list to go through, and what is seen of each element.
    fn bound(&mut self, sight: &Sight, name: &Name, list: &syntax::Expr) -> Option<(Expr, Sight)> {
        let list = self.expr(sight, list, None);
        let of = match &list.ty {
            Type::List(of) => of.as_ref().clone(),
            Type::Broken => Type::Broken,
            other => {
                let problem = mistakes::no_list(list.span, other);
                self.report(problem);
                return None;
            }
        };
        let mut inner = sight.clone();
        if sight.locals.iter().any(|(known, _)| *known == name.node) {
            self.report(mistakes::element_named_twice(name.span, &name.node));
        }
        inner.locals.push((name.node.clone(), of));
        Some((list, inner))
    }

    fn quantified(&mut self, sight: &Sight, fold: Fold, name: &Name, arguments: &[Argument], span: Span) -> Expr {
        let shape = if fold == Fold::Every { "`x in LIST has CONDITION`" } else { WHERE };
        let [Argument::Of { expr, condition, has }] = arguments else {
            return self.broken(mistakes::arguments(span, &name.node, arguments.len(), shape), span);
        };
        let syntax::ExprKind::In { item, list, negated: false } = &expr.kind else {
            return self.broken(mistakes::arguments(expr.span, &name.node, 1, shape), span);
        };
        let syntax::ExprKind::Name(element) = &item.kind else {
            return self.broken(mistakes::arguments(item.span, &name.node, 1, shape), span);
        };
        if has.is_some() != (fold == Fold::Every) {
            return self.broken(mistakes::arguments(span, &name.node, 1, shape), span);
        }
        let element = crate::source::Spanned::new(element.clone(), item.span);
        let Some((list, inner)) = self.bound(sight, &element, list) else { return Expr::broken(span) };
        let counts = self.condition(&inner, condition.as_ref(), WHERE_HOLDS, span);
        let gives = match has {
            Some(has) => self.boolean(&inner.where_holds(&counts, true), has, "what every element must have"),
            None => literal(Value::Boolean(true), Type::Boolean, span),
        };
        let ty = if fold == Fold::Count { Type::Integer } else { Type::Boolean };
        fold_of(fold, list, counts, gives, ty, span)
    }

    /// A list of family members with whether each may derive the applicant's status.
    pub fn derivation(&mut self, sight: &Sight, written: &syntax::Derivation) -> Option<Expr> {
        let (list, inner) = self.bound(sight, &written.member, &written.list)?;
        let may = self.condition(&inner, written.when.as_ref(), "the condition after `when`", written.span);
        let may = match self.in_force(sight, &written.annotations) {
            Some(force) => apply(Operation::And, vec![force, may], Type::Boolean, written.span),
            None => may,
        };
        let may = may.watched(written.span, None, How::Holds);
        let always = literal(Value::Boolean(true), Type::Boolean, written.span);
        Some(fold_of(Fold::Count, list, may, always, Type::Integer, written.span))
    }

    fn condition(&mut self, sight: &Sight, written: Option<&syntax::Expr>, why: &str, span: Span) -> Expr {
        match written {
            Some(written) => self.boolean(sight, written, why),
            None => literal(Value::Boolean(true), Type::Boolean, span),
        }
    }

    fn folded(&mut self, sight: &Sight, fold: Fold, name: &Name, arguments: &[Argument], span: Span) -> Expr {
        let [Argument::For { value, binder }] = arguments else {
            return self.broken(mistakes::arguments(span, &name.node, arguments.len(), FOR), span);
        };
        let Some((list, inner)) = self.bound(sight, &binder.name, &binder.list) else { return Expr::broken(span) };
        let counts = self.condition(&inner, binder.condition.as_ref(), WHERE_HOLDS, span);
        let gives = self.expr(&inner.where_holds(&counts, true), value, None);
        if gives.ty.is_optional() {
            let problem = mistakes::unsettled(gives.span, &self.source_text(gives.span), &gives.ty);
            return self.broken(problem, span);
        }
        let number = gives.ty.is_number() || matches!(gives.ty, Type::Money(_) | Type::MoneyFraction(_) | Type::Broken);
        if !number && (fold == Fold::Sum || !matches!(gives.ty, Type::Date | Type::Instant)) {
            let why = format!("a value of `{}`", name.node);
            return self.broken(mistakes::mismatch(gives.span, &gives.ty, &Type::Decimal, &why), span);
        }
        let plain = gives.ty.clone();
        let ty = if fold == Fold::Sum { plain } else { plain.optional() };
        fold_of(fold, list, counts, gives, ty, span)
    }

    pub fn each_of(
        &mut self,
        sight: &Sight,
        unit: Unit,
        length: &syntax::Expr,
        last: &syntax::Expr,
        span: Span,
    ) -> Expr {
        let length = self.window_length(sight, length);
        let last = self.of_type(sight, last, &Type::Date, "the day after `before`");
        let Some(length) = length else { return Expr::broken(span) };
        let one = match unit {
            Unit::Years => Duration { months: 12, days: 0 },
            Unit::Months => Duration { months: 1, days: 0 },
            Unit::Weeks => Duration { months: 0, days: 7 },
            Unit::Days => Duration { months: 0, days: 1 },
        };
        let times = |whole: i64, part: i64| (part > 0 && whole.rem_euclid(part) == 0).then(|| whole.div_euclid(part));
        let count = match (times(length.months, one.months), times(length.days, one.days)) {
            (Some(count), _) if length.days == 0 => Some(count),
            (_, Some(count)) if length.months == 0 => Some(count),
            _ => None,
        };
        const MOST: i64 = 1_000;
        let Some(count) = count.filter(|count| (1..=MOST).contains(count)).and_then(|count| u32::try_from(count).ok())
        else {
            let problem = mistakes::out_of_range(
                span,
                "the length is not made up of whole such units, or of too many",
                "write, for example, `each year of 5 years before D`",
            );
            return self.broken(problem, span);
        };
        let end = self.month_end();
        apply(Operation::EachWindow(one, count, end), vec![last], Type::List(Box::new(Type::Window)), span)
    }

    fn covered(&mut self, sight: &Sight, name: &Name, arguments: &[Argument], span: Span) -> Expr {
        let most = name.node == "most_days_covered";
        let mut weights = arguments.iter().filter_map(|argument| match argument {
            Argument::Weight(weight) => Some(weight),
            _ => None,
        });
        let weight = weights.next();
        if let Some(second) = weights.next() {
            return self.broken(mistakes::arguments(second.span, &name.node, 2, "`weight` at most once"), span);
        }
        let mut operands = vec![Expr { kind: ExprKind::AsOf, ty: Type::Date, span }];
        let mut through = Vec::new();
        let mut bound: Option<(HistorySpan, Expr)> = None;
        for argument in arguments {
            match argument {
                Argument::Periods { also, start, end, through: closed, binder } => {
                    if *also == through.is_empty() {
                        let shape = "periods first, then those with `also in`";
                        return self.broken(mistakes::arguments(start.span, &name.node, through.len(), shape), span);
                    }
                    let weight = weight.filter(|_| through.is_empty());
                    let Some(periods) = self.periods(sight, start, end, binder, weight, span) else {
                        return Expr::broken(span);
                    };
                    operands.push(periods);
                    through.push(*closed);
                }
                Argument::Weight(_) => {}
                Argument::Within(window) if !most && bound.is_none() => {
                    bound = Some((HistorySpan::Within, self.window(sight, window, span)));
                }
                Argument::InAny(length, last) if most && bound.is_none() => {
                    let length = self.window_length(sight, length);
                    let last = self.of_type(sight, last, &Type::Date, "the day after `before`");
                    let Some(length) = length else { return Expr::broken(span) };
                    bound = Some((HistorySpan::Any(length), last));
                }
                _ => {
                    let shape = if most {
                        "periods, each `also in START through END for q in LIST`, and `in any LENGTH before DAY` once"
                    } else {
                        "periods, each `also in START through END for q in LIST`, and `within WINDOW` at most once"
                    };
                    return self.broken(mistakes::arguments(span, &name.node, arguments.len(), shape), span);
                }
            }
        }
        if through.is_empty() || (most && bound.is_none()) {
            let shape = if most {
                "`START through END for p in LIST, in any LENGTH before DAY`"
            } else {
                "`START through END for p in LIST`"
            };
            return self.broken(mistakes::arguments(span, &name.node, arguments.len(), shape), span);
        }
        let (kind, bound) = match bound {
            Some((kind, bound)) => (kind, Some(bound)),
            None => (HistorySpan::Always, None),
        };
        operands.extend(bound);
        let coverage = Coverage { through, span: kind, end: self.month_end() };
        let ty = if weight.is_some() { Type::Fraction } else { Type::Integer };
        apply(Operation::DaysCovered(coverage), operands, ty, span)
    }

    fn window(&mut self, sight: &Sight, window: &Window, span: Span) -> Expr {
        match window {
            Window::Is(window) => self.of_type(sight, window, &Type::Window, "what follows `within`"),
            Window::Before(length, last) => {
                let length = self.window_length(sight, length);
                let last = self.of_type(sight, last, &Type::Date, "the day after `before`");
                match length {
                    Some(length) => apply(Operation::Window(length, self.month_end()), vec![last], Type::Window, span),
                    None => Expr::broken(span),
                }
            }
        }
    }

    /// How long a window is, which the policy alone must say; `None` if it does not, which is reported.
    fn window_length(&mut self, sight: &Sight, written: &syntax::Expr) -> Option<Duration> {
        if let syntax::ExprKind::Duration(length) = written.kind {
            return Some(length);
        }
        let length = self.of_type(sight, written, &Type::Duration, "the length of a window");
        if length.ty == Type::Broken {
            return None;
        }
        match self.value_of_constant(&length).and_then(|value| value.single()) {
            Some(Value::Duration(Length::Time(length))) => Some(length),
            Some(Value::Duration(Length::Working(_))) => {
                self.report(mistakes::named_window_of_working_days(written.span));
                None
            }
            _ => {
                self.report(mistakes::window_of_no_one_length(written.span, &self.source_text(written.span)));
                None
            }
        }
    }

    /// The periods of a list: for each its start, its end, whether it counts, and its weight.
    fn periods(
        &mut self,
        sight: &Sight,
        start: &syntax::Expr,
        end: &syntax::Expr,
        binder: &Binder,
        weight: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let (list, inner) = self.bound(sight, &binder.name, &binder.list)?;
        let counts = self.condition(&inner, binder.condition.as_ref(), WHERE_HOLDS, span);
        let inner = inner.where_holds(&counts, true);
        let start = self.of_type(&inner, start, &Type::Date, "the first day of a period");
        let end = self.of_type(&inner, end, &Type::Date.optional(), "the last day of a period");
        let weight = match weight {
            Some(weight) => {
                let weight = self.expr(&inner, weight, Some(&Type::Decimal));
                if weight.ty == Type::Fraction { weight } else { self.fitting(weight, &Type::Decimal, "a weight") }
            }
            None => literal(Value::Number(Number::ONE), Type::Integer, span),
        };
        let ty = Type::List(Box::new(Type::Broken));
        Some(Expr { kind: ExprKind::Collect(Box::new(list), vec![start, end, counts, weight]), ty, span })
    }
}

fn fold_of(fold: Fold, list: Expr, counts: Expr, gives: Expr, ty: Type, span: Span) -> Expr {
    let plain = gives.ty.clone();
    let collected = Expr {
        kind: ExprKind::Collect(Box::new(list), vec![counts, gives]),
        ty: Type::List(Box::new(Type::Broken)),
        span,
    };
    apply(Operation::Fold(fold, plain), vec![collected], ty, span)
}
