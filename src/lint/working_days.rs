//! A deadline that is counted in working days in one place and in calendar days in another.

use std::collections::BTreeMap;

use super::about::{About, each_part};
use crate::check::{Condition, Expr, ExprKind, asks};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::{Comparison, Length, Operation, Unit, Value};

/// What was counted between two days, each by what it reads.
type Between = (String, String);

pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let mut counted: BTreeMap<Between, (Option<Span>, Option<Span>)> = BTreeMap::new();
    for asked in about.conditions() {
        let Condition::Test(test) = &asked.clause.condition else { continue };
        each_part(test, &mut |part| {
            if let Some((between, working)) = count(part) {
                let seen = counted.entry(between).or_default();
                let slot = if working { &mut seen.0 } else { &mut seen.1 };
                slot.get_or_insert(part.span);
            }
        });
    }
    for (working, calendar) in counted.into_values() {
        if let (Some(working), Some(calendar)) = (working, calendar) {
            found.push(
                Diagnostic::new(Code::W0818, "one deadline is counted in working days here and in calendar days there")
                    .label(calendar, "every day counts")
                    .label(working, "working days alone count")
                    .help("count both in the days that the law names"),
            );
        }
    }
}

/// Between which days an expression counts days, and whether only those that are worked.
fn count(expr: &Expr) -> Option<(Between, bool)> {
    let ExprKind::Apply(operation, operands) = &expr.kind else { return None };
    let key = |expr: &Expr| asks(expr).0;
    match (operation, operands.as_slice()) {
        (Operation::Elapsed(Unit::Days | Unit::Weeks, _), [from, to]) => Some(((key(from), key(to)), false)),
        (Operation::WorkingElapsed(_), [from, to]) => Some(((key(from), key(to)), true)),
        (
            Operation::Compare(Comparison::Less | Comparison::AtMost | Comparison::Greater | Comparison::AtLeast),
            [one, other],
        ) => {
            let (from, to, working) = match (deadline(one), deadline(other)) {
                (None, Some((from, working))) => (from, one, working),
                (Some((from, working)), None) => (from, other, working),
                _ => return None,
            };
            Some(((key(from), key(to)), working))
        }
        _ => None,
    }
}

/// The day from which a deadline of so many days runs, and whether only those that are worked count.
fn deadline(expr: &Expr) -> Option<(&Expr, bool)> {
    let ExprKind::Apply(Operation::After(_), operands) = &expr.kind else { return None };
    let [from, time] = operands.as_slice() else { return None };
    match &time.kind {
        ExprKind::Literal(Value::Duration(length)) => counts_days(length).map(|working| (from, working)),
        _ => None,
    }
}

fn counts_days(length: &Length) -> Option<bool> {
    match length {
        Length::Time(time) => (time.months == 0).then_some(false),
        Length::Working(_) => Some(true),
    }
}
