//! Expressions and literals from the parser's pairs.

use pest::iterators::Pair;

use super::build::Builder;
use super::build_calendars::{worked, working};
use super::build_values::compare_sign;
use super::grammar::{Parts, Rule};
use super::mistakes;
use super::tree_expr::{Argument, ArithmeticOp, Binder, CompareOp, Expr, ExprKind, Window};
use crate::source::Spanned;
use crate::values::{Date, Duration, Instant, Number, Unit};

/// An expression at any of the grammar's levels.
pub fn expr(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    let of = |kind| Expr { kind, span };
    match pair.as_rule() {
        Rule::expr | Rule::then_branch => chain(b, pair, ExprKind::Or),
        Rule::and_expr | Rule::then_and => chain(b, pair, ExprKind::And),
        Rule::fallback => binary(b, pair, |_, left, right| ExprKind::Else(left, right)),
        Rule::sum | Rule::product => binary(b, pair, |op, left, right| {
            let op = match op {
                "+" => ArithmeticOp::Add,
                "-" => ArithmeticOp::Subtract,
                "*" => ArithmeticOp::Multiply,
                _ => ArithmeticOp::Divide,
            };
            ExprKind::Arithmetic(op, left, right)
        }),
        Rule::not_expr | Rule::then_not => {
            let mut nots = 0_usize;
            let mut inner = None;
            for part in pair.parts() {
                if part.as_rule() == Rule::not_op {
                    nots = nots.saturating_add(1);
                } else {
                    inner = Some(expr(b, part));
                }
            }
            let inner = inner.unwrap_or(of(ExprKind::None));
            (0..nots).fold(inner, |inner, _| Expr { kind: ExprKind::Not(Box::new(inner)), span })
        }
        Rule::comparison | Rule::then_compare => comparison(b, pair),
        Rule::unary => {
            let minuses = pair.clone().parts().filter(|p| p.as_rule() == Rule::minus).count();
            let inner = pair.parts().find(|p| p.as_rule() != Rule::minus).map(|inner| expr(b, inner));
            let inner = inner.unwrap_or(of(ExprKind::None));
            (0..minuses).fold(inner, |inner, _| Expr { kind: ExprKind::Negate(Box::new(inner)), span })
        }
        Rule::access => {
            let mut parts = pair.parts();
            let first = parts.next().map(|primary| expr(b, primary)).unwrap_or(of(ExprKind::None));
            parts.fold(first, |record, field| {
                if field.as_rule() == Rule::on_tail {
                    let span = record.span.to(b.span(&field));
                    let day = field.parts().find(|part| part.as_rule() != Rule::kw_on).map(|day| expr(b, day));
                    let day = day.unwrap_or(of(ExprKind::None));
                    return Expr { kind: ExprKind::On(Box::new(record), Box::new(day)), span };
                }
                let field = b.name(&field);
                let span = record.span.to(field.span);
                Expr { kind: ExprKind::Field(Box::new(record), field), span }
            })
        }
        Rule::if_expr => {
            let mut parts = pair.parts().filter(|p| matches!(p.as_rule(), Rule::expr | Rule::then_branch));
            match (parts.next(), parts.next(), parts.next()) {
                (Some(test), Some(yes), Some(no)) => {
                    of(ExprKind::If(Box::new(expr(b, test)), Box::new(expr(b, yes)), Box::new(expr(b, no))))
                }
                _ => of(ExprKind::None),
            }
        }
        Rule::elapsed => {
            let mut unit = Unit::Days;
            let mut ends = Vec::new();
            for part in pair.parts() {
                match part.as_rule() {
                    Rule::unit => unit = unit_of(part.as_str()),
                    Rule::sum => ends.push(expr(b, part)),
                    _ => {}
                }
            }
            let mut ends = ends.into_iter();
            match (ends.next(), ends.next()) {
                (Some(from), Some(to)) => of(ExprKind::Elapsed(unit, Box::new(from), Box::new(to))),
                _ => of(ExprKind::None),
            }
        }
        Rule::worked => worked(b, pair),
        Rule::as_of => of(ExprKind::AsOf),
        Rule::list => of(ExprKind::List(pair.parts().map(|item| expr(b, item)).collect())),
        Rule::each_of => {
            let mut unit = Unit::Days;
            let mut last = None;
            for part in pair.parts() {
                match part.as_rule() {
                    Rule::unit => unit = unit_of(part.as_str()),
                    Rule::before => last = before(b, part),
                    _ => {}
                }
            }
            match last {
                Some((length, last)) => of(ExprKind::EachOf(unit, Box::new(length), Box::new(last))),
                None => of(ExprKind::None),
            }
        }
        Rule::call => call(b, pair),
        Rule::name => of(ExprKind::Name(pair.as_str().trim_end().to_owned())),
        Rule::path => {
            let mut names = pair.as_str().trim_end().split('.');
            let first = of(ExprKind::Name(names.next().unwrap_or_default().to_owned()));
            names.fold(first, |record, field| {
                of(ExprKind::Field(Box::new(record), Spanned::new(field.to_owned(), span)))
            })
        }
        _ => literal(b, pair),
    }
}

/// Conditions joined by `and` or `or`: one stands for itself.
fn chain(b: &mut Builder, pair: Pair<'_, Rule>, join: impl Fn(Vec<Expr>) -> ExprKind) -> Expr {
    let span = b.span(&pair);
    let operands = pair.parts().filter(|part| !matches!(part.as_rule(), Rule::kw_and | Rule::kw_or));
    let mut operands: Vec<Expr> = operands.map(|operand| expr(b, operand)).collect();
    match operands.len() {
        0 => Expr { kind: ExprKind::None, span },
        1 => operands.remove(0),
        _ => Expr { kind: join(operands), span },
    }
}

/// How many operands of arithmetic or `else` may stand in a row.
const MOST_OPERANDS: usize = 100;

fn binary(b: &mut Builder, pair: Pair<'_, Rule>, combine: impl Fn(&str, Box<Expr>, Box<Expr>) -> ExprKind) -> Expr {
    let span = b.span(&pair);
    if pair.clone().parts().count() > MOST_OPERANDS.saturating_mul(2) {
        b.problems.push(mistakes::too_long(span, MOST_OPERANDS));
        return Expr { kind: ExprKind::None, span };
    }
    if is_a_date_with_slashes(pair.as_str().trim_end()) {
        b.problems.push(mistakes::loose_date(span, pair.as_str().trim_end()));
        return Expr { kind: ExprKind::Date(Date::MIN), span };
    }
    let mut left: Option<Expr> = None;
    let mut op = "";
    for part in pair.parts() {
        match part.as_rule() {
            Rule::kw_else | Rule::sum_op | Rule::product_op => op = part.as_str().trim(),
            _ => {
                let right = expr(b, part);
                left = Some(match left {
                    None => right,
                    Some(left) => {
                        let span = left.span.to(right.span);
                        Expr { kind: combine(op, Box::new(left), Box::new(right)), span }
                    }
                });
            }
        }
    }
    left.unwrap_or(Expr { kind: ExprKind::None, span })
}

/// `10/19/2022`: three numbers without a space, the first or last a year.
fn is_a_date_with_slashes(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let digits = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    matches!(parts.as_slice(), [first, second, third] if matches!((first.len(), second.len(), third.len()), (4, 1 | 2, 1 | 2) | (1 | 2, 1 | 2, 4)))
        && parts.iter().all(digits)
}

fn call(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    const GATHERING: [&str; 6] = ["any", "no", "every", "count", "days_covered", "most_days_covered"];
    let span = b.span(&pair);
    let mut parts = pair.parts();
    let name = parts.next().and_then(|head| head.parts().next()).map(|name| b.name(&name));
    let Some(name) = name else { return Expr { kind: ExprKind::None, span } };
    let arguments: Vec<Argument> = parts.filter_map(|part| argument(b, part)).collect();
    let plain = |argument: &Argument| matches!(argument, Argument::Of { condition: None, has: None, .. });
    if GATHERING.contains(&name.node.as_str()) || !arguments.iter().all(plain) {
        return Expr { kind: ExprKind::Gather(name, arguments), span };
    }
    let exprs = arguments.into_iter().filter_map(|argument| match argument {
        Argument::Of { expr, .. } => Some(expr),
        _ => None,
    });
    Expr { kind: ExprKind::Call(name, exprs.collect()), span }
}

fn argument(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<Argument> {
    let mut parts = pair.parts();
    let first = parts.next()?;
    let tail = parts.next();
    Some(match first.as_rule() {
        Rule::weight => Argument::Weight(expr(b, first.parts().next()?)),
        Rule::within => {
            let inner = first.parts().next()?;
            Argument::Within(match inner.as_rule() {
                Rule::before => {
                    let (length, last) = before(b, inner)?;
                    Window::Before(length, last)
                }
                _ => Window::Is(expr(b, inner)),
            })
        }
        Rule::in_any => {
            let inner = first.parts().find(|part| part.as_rule() == Rule::before)?;
            let (length, last) = before(b, inner)?;
            Argument::InAny(length, last)
        }
        Rule::also_in => {
            let mut inner = first.parts().filter(|part| part.as_rule() != Rule::kw_in);
            let start = expr(b, inner.next()?);
            let (end, through, binder) = span_tail(b, inner.next()?)?;
            Argument::Periods { also: true, start, end, through, binder: Box::new(binder) }
        }
        _ => {
            let value = expr(b, first);
            let Some(tail) = tail else { return Some(Argument::Of { expr: value, condition: None, has: None }) };
            match tail.as_rule() {
                Rule::span_tail => {
                    let (end, through, binder) = span_tail(b, tail)?;
                    Argument::Periods { also: false, start: value, end, through, binder: Box::new(binder) }
                }
                Rule::binder => Argument::For { value, binder: Box::new(binder(b, tail)?) },
                Rule::where_tail => {
                    let mut inner = tail.parts().filter(|part| part.as_rule() == Rule::expr);
                    let condition = inner.next().map(|part| expr(b, part));
                    let has = inner.next().map(|part| expr(b, part));
                    Argument::Of { expr: value, condition, has }
                }
                _ => {
                    let has = tail.parts().find(|part| part.as_rule() == Rule::expr).map(|part| expr(b, part));
                    Argument::Of { expr: value, condition: None, has }
                }
            }
        }
    })
}

fn span_tail(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<(Expr, bool, Binder)> {
    let (mut through, mut end, mut bound) = (false, None, None);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::kw_through => through = true,
            Rule::sum => end = Some(expr(b, part)),
            Rule::binder => bound = binder(b, part),
            _ => {}
        }
    }
    Some((end?, through, bound?))
}

fn binder(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<Binder> {
    let (mut name, mut list, mut condition) = (None, None, None);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => name = Some(b.name(&part)),
            Rule::fallback => list = Some(expr(b, part)),
            Rule::expr => condition = Some(expr(b, part)),
            _ => {}
        }
    }
    Some(Binder { name: name?, list: list?, condition })
}

/// The length of a window, and the day that it ends on.
fn before(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<(Expr, Expr)> {
    let (mut length, mut last) = (None, None);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::duration | Rule::path => length = Some(expr(b, part)),
            Rule::working => {
                let span = b.span(&part);
                b.problems.push(mistakes::window_of_working_days(span));
                length = Some(Expr { kind: ExprKind::Duration(Duration { months: 0, days: 0 }), span });
            }
            Rule::sum => last = Some(expr(b, part)),
            _ => {}
        }
    }
    Some((length?, last?))
}

fn comparison(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    let mut parts = pair.parts();
    let Some(left) = parts.next().map(|left| expr(b, left)) else {
        return Expr { kind: ExprKind::None, span };
    };
    let Some(tail) = parts.next() else { return left };
    let item = Box::new(left);
    let kind = match tail.as_rule() {
        Rule::none_tail => {
            let negated = tail.parts().any(|p| p.as_rule() == Rule::not_op);
            ExprKind::IsNone { item, negated }
        }
        Rule::between_tail | Rule::then_between => {
            let negated = tail.clone().parts().any(|p| p.as_rule() == Rule::not_op);
            let mut ends = tail.parts().filter(|p| matches!(p.as_rule(), Rule::fallback | Rule::sum));
            match (ends.next(), ends.next()) {
                (Some(low), Some(high)) => {
                    ExprKind::Between { item, low: Box::new(expr(b, low)), high: Box::new(expr(b, high)), negated }
                }
                _ => ExprKind::None,
            }
        }
        _ => {
            let operator = tail.parts().next();
            let right = parts.next().map(|right| expr(b, right)).unwrap_or(Expr { kind: ExprKind::None, span });
            let right = Box::new(right);
            match operator.as_ref().map(Pair::as_rule) {
                Some(Rule::op_is) => ExprKind::Compare(CompareOp::Is, item, right),
                Some(Rule::op_is_not) => ExprKind::Compare(CompareOp::IsNot, item, right),
                Some(Rule::op_in) => ExprKind::In { item, list: right, negated: false },
                Some(Rule::op_not_in) => ExprKind::In { item, list: right, negated: true },
                _ => {
                    let sign = operator.map_or_else(String::new, |sign| sign.as_str().to_owned());
                    ExprKind::Compare(compare_sign(&sign), item, right)
                }
            }
        }
    };
    Expr { kind, span }
}

/// A literal: a value, a number with its sign, a bare word.
pub fn literal(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    let of = |kind| Expr { kind, span };
    match pair.as_rule() {
        Rule::literal | Rule::literal_value => {
            let negative = pair.clone().parts().any(|p| p.as_rule() == Rule::minus);
            let inner = pair.parts().find(|p| p.as_rule() != Rule::minus).map(|inner| literal(b, inner));
            let value = inner.unwrap_or(of(ExprKind::None));
            if negative { of(ExprKind::Negate(Box::new(value))) } else { value }
        }
        Rule::date => of(ExprKind::Date(b.date(&pair).node)),
        Rule::instant => of(ExprKind::Instant(Instant::parse(pair.as_str()).unwrap_or_else(|why| {
            b.problems.push(mistakes::bad_instant(span, pair.as_str(), why));
            Instant::MIN
        }))),
        Rule::loose_date => {
            b.problems.push(mistakes::loose_date(span, pair.as_str()));
            of(ExprKind::Date(Date::MIN))
        }
        Rule::duration => of(ExprKind::Duration(duration(b, pair))),
        Rule::working => working(b, pair),
        Rule::money => {
            let mut parts = pair.parts();
            match (parts.next(), parts.next()) {
                (Some(amount), Some(code)) => of(ExprKind::Money(b.number(&amount).node, b.name(&code))),
                _ => of(ExprKind::None),
            }
        }
        Rule::percent => {
            let number = pair.parts().next().map(|digits| b.number(&digits).node);
            let value = number.and_then(|n| n.divide(Number::integer(100))).unwrap_or(Number::ZERO);
            of(ExprKind::Number { value, decimal: true, percent: true })
        }
        Rule::number => {
            let decimal = pair.as_str().contains('.');
            let value = b.number(&pair).node;
            if !decimal && value.to_i64().is_none() {
                b.problems.push(mistakes::bad_number(span, pair.as_str().trim_end(), "9_223_372_036_854_775_807"));
            }
            of(ExprKind::Number { value, decimal, percent: false })
        }
        Rule::string => of(ExprKind::Text(unquoted(pair.as_str()))),
        Rule::boolean => of(ExprKind::Boolean(pair.as_str().trim() == "true")),
        Rule::code => of(ExprKind::Code(pair.as_str().trim_end().to_owned())),
        Rule::name => of(ExprKind::Name(pair.as_str().trim_end().to_owned())),
        Rule::kw_none => of(ExprKind::None),
        _ => expr_inside(b, pair),
    }
}

/// A grouping rule that holds one expression.
fn expr_inside(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    match pair.parts().next() {
        Some(inner) => expr(b, inner),
        None => Expr { kind: ExprKind::None, span },
    }
}

fn duration(b: &mut Builder, pair: Pair<'_, Rule>) -> Duration {
    let span = b.span(&pair);
    let text = pair.as_str().trim_end().to_owned();
    let mut total = Some(Duration { months: 0, days: 0 });
    let mut count = Some(0_i64);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::whole => count = part.as_str().trim().replace('_', "").parse().ok(),
            _ => {
                total = total.zip(count).and_then(|(sum, count)| {
                    let (months, days) = match unit_of(part.as_str()) {
                        Unit::Years => (count.checked_mul(12)?, 0),
                        Unit::Months => (count, 0),
                        Unit::Weeks => (0, count.checked_mul(7)?),
                        Unit::Days => (0, count),
                    };
                    Some(Duration { months: sum.months.checked_add(months)?, days: sum.days.checked_add(days)? })
                });
            }
        }
    }
    // Ten thousand years.
    const MOST_MONTHS: i64 = 120_000;
    const MOST_DAYS: i64 = 3_652_500;
    match total.filter(|sum| sum.months <= MOST_MONTHS && sum.days <= MOST_DAYS) {
        Some(sum) => sum,
        None => {
            b.problems.push(mistakes::bad_number(span, &text, "ten thousand years"));
            Duration { months: 0, days: 0 }
        }
    }
}

fn unit_of(word: &str) -> Unit {
    match word.trim() {
        "year" | "years" => Unit::Years,
        "month" | "months" => Unit::Months,
        "week" | "weeks" => Unit::Weeks,
        _ => Unit::Days,
    }
}

/// A string's text without its quotes and escapes.
pub fn unquoted(quoted: &str) -> String {
    let inner = quoted.trim_end().trim_start_matches('"');
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    text
}
