//! One deadline that falls on two days for whoever it begins for on 29 February.

use std::collections::BTreeMap;

use super::about::{About, each_part};
use crate::check::{Condition, DefineBody, Expr, ExprKind, asks};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::{Comparison, Date, Duration, LeapBirthday, Length, MonthEnd, Operation, Unit, Value};

/// How a term of so many months is counted from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    /// `years from A to B >= n`
    Elapsed(Unit, LeapBirthday),
    /// `A + n years <= B`
    After(MonthEnd),
    /// `A <= B - n years`
    Before(MonthEnd),
}

struct Term {
    from: String,
    from_words: String,
    to: String,
    months: i64,
    how: Counted,
    span: Span,
}

impl Term {
    fn is_age(&self) -> bool {
        self.from_words.contains("birth")
    }
}

/// Compares how one term from one day is counted, wherever a condition asks whether it is over. Tells
/// of it only if the header's `leap birthdays` and `dates round` leave a day on which it differs.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let mut terms: BTreeMap<(String, String, i64), Vec<Term>> = BTreeMap::new();
    for asked in about.conditions() {
        let Condition::Test(test) = &asked.clause.condition else { continue };
        each_part(test, &mut |part| {
            if let Some(term) = term(about, part) {
                // An age is an age, whatever the day on which it is asked.
                let to = if term.is_age() { String::new() } else { term.to.clone() };
                terms.entry((term.from.clone(), to, term.months)).or_default().push(term);
            }
        });
    }
    for same in terms.into_values() {
        let Some(first) = same.first() else { continue };
        let differing = same.iter().find_map(|term| Some((term, differ(first, term)?)));
        if let Some((other, witness)) = differing {
            found.push(two_days(first, other, &witness));
        }
    }
}

/// A comparison that asks whether a term of months or years is over.
fn term(about: &About<'_>, expr: &Expr) -> Option<Term> {
    let ExprKind::Apply(Operation::Compare(how), operands) = &expr.kind else { return None };
    let [one, other] = operands.as_slice() else { return None };
    elapsed(about, one, *how, other, expr.span)
        .or_else(|| elapsed(about, other, how.swapped(), one, expr.span))
        .or_else(|| moved(about, one, *how, other, expr.span))
        .or_else(|| moved(about, other, how.swapped(), one, expr.span))
}

/// `years from A to B >= n`, or that it is not.
fn elapsed(about: &About<'_>, time: &Expr, how: Comparison, count: &Expr, span: Span) -> Option<Term> {
    let ExprKind::Apply(Operation::Elapsed(unit @ (Unit::Years | Unit::Months), leap), ends) =
        &told_out(about, time).kind
    else {
        return None;
    };
    let [from, to] = ends.as_slice() else { return None };
    let Value::Number(count) = constant(about, count)? else { return None };
    let least = match how {
        Comparison::AtLeast | Comparison::Less => count.to_i64()?,
        Comparison::Greater | Comparison::AtMost => count.to_i64()?.checked_add(1)?,
        Comparison::Is | Comparison::IsNot => return None,
    };
    let months = least.checked_mul(if *unit == Unit::Years { 12 } else { 1 })?;
    Some(of(about, from, to, months, Counted::Elapsed(*unit, *leap), span))
}

/// `B >= A + n`, `A <= B - n`, or that it is not.
fn moved(about: &About<'_>, day: &Expr, how: Comparison, deadline: &Expr, span: Span) -> Option<Term> {
    let ExprKind::Apply(operation, operands) = &told_out(about, deadline).kind else { return None };
    let [start, length] = operands.as_slice() else { return None };
    let Value::Duration(Length::Time(Duration { months, days: 0 })) = constant(about, length)? else { return None };
    match (operation, how) {
        (Operation::After(end), Comparison::AtLeast | Comparison::Less) => {
            Some(of(about, start, day, months, Counted::After(*end), span))
        }
        (Operation::Before(end), Comparison::AtMost | Comparison::Greater) => {
            Some(of(about, day, start, months, Counted::Before(*end), span))
        }
        _ => None,
    }
}

fn of(about: &About<'_>, from: &Expr, to: &Expr, months: i64, how: Counted, span: Span) -> Term {
    let from_words = about.sources.line(from.span);
    Term { from: asks(from).0, from_words, to: asks(to).0, months, how, span }
}

/// What a definition stands for, where it is one expression.
fn told_out<'e>(about: &'e About<'_>, expr: &'e Expr) -> &'e Expr {
    match &expr.kind {
        ExprKind::Define(id) => match &about.policy.defines[*id] {
            define if !define.exceptions.is_empty() => expr,
            define => match &define.body {
                DefineBody::Is(value) => told_out(about, value),
                DefineBody::Cases { .. } => expr,
            },
        },
        ExprKind::Apply(Operation::Settled, operands) => operands.first().map_or(expr, |inner| told_out(about, inner)),
        ExprKind::Called(called) => told_out(about, &called.body),
        _ => expr,
    }
}

/// The value of a literal, or of a parameter that has one value only.
fn constant(about: &About<'_>, expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::Parameter(id) => match about.policy.parameters[*id].values.as_slice() {
            [only] => constant(about, &only.value),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the term from a day is over on another.
fn over(counted: Counted, from: Date, to: Date, months: i64) -> Option<bool> {
    let length = Duration { months, days: 0 };
    match counted {
        Counted::Elapsed(unit, leap) => {
            let least = if unit == Unit::Years { months.checked_div(12)? } else { months };
            Some(unit.between(from, to, leap) >= least)
        }
        Counted::After(end) => Some(to >= from.plus(length, end)?),
        Counted::Before(end) => Some(from <= to.plus(length.negate(), end)?),
    }
}

/// A day from which the two terms end on different days, and those days.
struct Witness {
    from: Date,
    one: Date,
    other: Date,
}

/// Tries 29 February, then every other day of a year.
fn differ(one: &Term, other: &Term) -> Option<Witness> {
    let leap_day = Date::new(2004, 2, 29)?;
    let first = Date::new(2023, 1, 1)?;
    let days = (0..365).filter_map(|day| first.plus_days(day));
    [leap_day].into_iter().chain(days).find_map(|from| {
        let (here, there) = (ends(one, from)?, ends(other, from)?);
        (here != there).then_some(Witness { from, one: here, other: there })
    })
}

/// The first day on which a term is over: near where the months end.
fn ends(term: &Term, from: Date) -> Option<Date> {
    let about = from.plus(Duration { months: term.months, days: -5 }, MonthEnd::Down)?;
    (0..12).filter_map(|day| about.plus_days(day)).find(|to| over(term.how, from, *to, term.months).unwrap_or_default())
}

fn two_days(one: &Term, other: &Term, witness: &Witness) -> Diagnostic {
    let (here, there) = if one.span > other.span { (one, other) } else { (other, one) };
    let (here_day, there_day) =
        if one.span > other.span { (witness.one, witness.other) } else { (witness.other, witness.one) };
    let words = &here.from_words;
    let length = Duration { months: one.months, days: 0 };
    let from = witness.from;
    let message = match one.is_age() {
        true => format!("whoever is born on {from} reaches {length} on two days"),
        false => format!("the term of {length} from `{words}` ends on two days if that is {from}"),
    };
    Diagnostic::new(Code::W0808, message)
        .label(here.span, format!("by this on {here_day}"))
        .label(there.span, format!("by this on {there_day}"))
        .help("ask it the same way in both places: in the way of the law, if it says when such a day comes round")
}
