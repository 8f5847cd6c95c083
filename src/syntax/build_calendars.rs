//! Calendars, and what is counted in their working days, from the parser's pairs.

use pest::iterators::Pair;

use super::build::{Builder, nowhere};
use super::build_expr::{expr, literal};
use super::grammar::{Parts, Rule};
use super::mistakes;
use super::tree::*;
use super::tree_expr::{Expr, ExprKind};
use crate::source::Spanned;
use crate::values::{Date, Duration, Number};

pub fn calendar_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> CalendarDecl {
    let mut decl = CalendarDecl {
        name: nowhere(b, &pair),
        label: None,
        weekends: Vec::new(),
        holidays: Vec::new(),
        annotations: Annotations::default(),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            _ => part.parts().for_each(|entry| calendar_entry(b, entry, &mut decl)),
        }
    }
    decl
}

fn calendar_entry(b: &mut Builder, entry: Pair<'_, Rule>, decl: &mut CalendarDecl) {
    match entry.as_rule() {
        Rule::weekend => {
            let span = b.span(&entry);
            let days = entry.parts().map(|day| b.name(&day)).collect();
            decl.weekends.push(Spanned::new(days, span));
        }
        Rule::holidays => {
            let mut listed = Vec::new();
            for part in entry.parts() {
                match part.as_rule() {
                    Rule::rows_from => {
                        let path = part.parts().find(|inner| inner.as_rule() == Rule::string);
                        decl.holidays.extend(path.map(|path| Holidays::File(b.text(&path), Vec::new())));
                    }
                    _ => listed.extend(part.parts().next().and_then(|day| date(b, day))),
                }
            }
            if !listed.is_empty() {
                decl.holidays.push(Holidays::Listed(listed));
            }
        }
        _ => b.annotate(entry, &mut decl.annotations),
    }
}

fn date(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<Spanned<Date>> {
    let before = b.problems.len();
    let written = literal(b, pair);
    match written.kind {
        ExprKind::Date(date) if b.problems.len() == before => Some(Spanned::new(date, written.span)),
        _ => None,
    }
}

/// `30 working days in comar`
pub fn working(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    let (mut count, mut calendar, mut units, mut counted) = (None, None, 0_usize, false);
    // Known only by its word: the count is the number before it, the unit the one after.
    let mut whole = None;
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::whole => whole = Some(part),
            Rule::w_working => {
                count = whole.take();
                counted = true;
            }
            Rule::unit => {
                units = units.saturating_add(1);
                if counted {
                    days_only(b, &part);
                }
                counted = false;
            }
            Rule::in_calendar => calendar = named(b, part),
            _ => {}
        }
    }
    if units > 1 {
        b.problems.push(mistakes::mixed_days(span));
    }
    let digits = count.map(|count| count.as_str().trim().to_owned()).unwrap_or_default();
    const MOST: i64 = 1_000_000;
    let count = digits.replace('_', "").parse().ok().filter(|count| *count <= MOST).unwrap_or_else(|| {
        b.problems.push(mistakes::bad_number(span, &digits, "1_000_000 working days"));
        0
    });
    match calendar {
        Some(calendar) => Expr { kind: ExprKind::Working(count, calendar), span },
        None => {
            b.problems.push(mistakes::no_calendar(span));
            Expr { kind: ExprKind::Duration(Duration { months: 0, days: 0 }), span }
        }
    }
}

/// `working days from A to B in comar`
pub fn worked(b: &mut Builder, pair: Pair<'_, Rule>) -> Expr {
    let span = b.span(&pair);
    let (mut ends, mut calendar) = (Vec::new(), None);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::unit => days_only(b, &part),
            Rule::sum => ends.push(expr(b, part)),
            Rule::in_calendar => calendar = named(b, part),
            _ => {}
        }
    }
    let mut ends = ends.into_iter();
    match (ends.next(), ends.next(), calendar) {
        (Some(from), Some(to), Some(calendar)) => {
            Expr { kind: ExprKind::Worked(Box::new(from), Box::new(to), calendar), span }
        }
        _ => {
            b.problems.push(mistakes::no_calendar(span));
            Expr { kind: ExprKind::Number { value: Number::ZERO, decimal: false, percent: false }, span }
        }
    }
}

fn days_only(b: &mut Builder, unit: &Pair<'_, Rule>) {
    let word = unit.as_str().trim();
    if !matches!(word, "day" | "days") {
        let span = b.span(unit);
        b.problems.push(mistakes::not_days(span, word));
    }
}

fn named(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<Name> {
    let path = pair.parts().find(|part| part.as_rule() == Rule::path)?;
    Some(b.name(&path))
}
