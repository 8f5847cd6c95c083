//! Comparisons in words: "on or before" for days, "at least" for numbers.

use super::english::{Noun, quoted};
use super::phrase::Phrase;
use super::values::whole_units;
use super::writer::{Sight, Writer};
use crate::syntax::{CompareOp, Expr, ExprKind};
use crate::values::Type;

impl<'a> Writer<'a> {
    pub fn compared(&self, sight: &Sight<'a>, op: CompareOp, left: &Expr, right: &Expr, truth: bool) -> Phrase {
        let op = if truth { op } else { opposite(op) };
        let (op, left, right) =
            if is_literal(left) && !is_literal(right) { (swapped(op), right, left) } else { (op, left, right) };
        if let Some(phrase) = self.compared_conditions(sight, op, left, right) {
            return phrase;
        }
        if let (ExprKind::Elapsed(unit, from, to), ExprKind::Number { .. }) = (&left.kind, &right.kind) {
            let count = self.value(sight, right).words;
            let units = whole_units(*unit);
            let (from, to) = (self.value(sight, from).words, self.value(sight, to).words);
            return Phrase::Simple(format!("{} {count} {units} lie between {from} and {to}", so_many(op)));
        }
        // Only what is written in the end may refer to other sections.
        let is_long = self.counts_days_at_length(sight, left);
        let days = if is_long { self.days_counted(sight, left) } else { None };
        let Some(days) = days else {
            let noun = self.value(sight, left);
            return Phrase::Simple(self.compared_to(sight, &noun, op, left, right));
        };
        let inline = self.quietly(|| {
            let noun = self.value(sight, left);
            self.compared_to(sight, &noun, op, left, right)
        });
        let noun = Noun { words: format!("{},", days.before_list()), plural: false };
        let text = format!("{}:", self.compared_to(sight, &noun, op, left, right));
        Phrase::Listed { inline, text, items: days.list() }
    }

    /// Two conditions, or a condition with yes or no.
    fn compared_conditions(&self, sight: &Sight<'a>, op: CompareOp, left: &Expr, right: &Expr) -> Option<Phrase> {
        if let ExprKind::Boolean(wanted) = right.kind {
            // That somebody gives no answer is neither yes nor no.
            let optional = self.meanings.type_at(left.span).is_some_and(Type::is_optional);
            if let (CompareOp::IsNot, true, Some(label)) = (op, optional, self.question(sight, left)) {
                let answer = super::named::yes(wanted);
                return Some(Phrase::Simple(format!("the record does not say {answer} to {}", quoted(&label))));
            }
            return Some(self.condition(sight, left, wanted == (op == CompareOp::Is)));
        }
        let types = [left, right].map(|side| self.meanings.type_at(side.span).map(Type::plain));
        if !types.contains(&Some(&Type::Boolean)) {
            return None;
        }
        let (one, other) = (self.condition(sight, left, true).inside(), self.condition(sight, right, true).inside());
        Some(Phrase::Simple(match op {
            CompareOp::Is => format!("{one} just where {other}"),
            CompareOp::IsNot | CompareOp::Less | CompareOp::AtMost | CompareOp::Greater | CompareOp::AtLeast => {
                format!("only one of these holds: that {one}, or that {other}")
            }
        }))
    }

    /// `noun` stands for the left side.
    pub fn compared_to(&self, sight: &Sight<'a>, noun: &Noun, op: CompareOp, left: &Expr, right: &Expr) -> String {
        let kind = self.kind_of(sight, left, right);
        let told = || self.value(sight, right).words;
        let right = match op {
            CompareOp::Is | CompareOp::IsNot => {
                if !is_small(right) {
                    self.is_a_code(sight, left);
                }
                self.as_codes(told)
            }
            CompareOp::Less | CompareOp::AtMost | CompareOp::Greater | CompareOp::AtLeast => told(),
        };
        format!("{} {} {right}", noun.words, words(op, kind, noun))
    }

    fn kind_of(&self, sight: &Sight<'a>, left: &Expr, right: &Expr) -> Kind {
        if self.is_date(sight, left) || self.is_date(sight, right) {
            return Kind::Day;
        }
        let types = [left, right].map(|side| self.meanings.type_at(side.span).map(Type::plain));
        for ty in types.into_iter().flatten() {
            match ty {
                Type::Instant => return Kind::Moment,
                Type::Enum(_) => return Kind::Rank,
                _ => {}
            }
        }
        Kind::Number
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Day,
    Moment,
    Rank,
    Number,
}

fn words(op: CompareOp, kind: Kind, noun: &Noun) -> String {
    let is = noun.is();
    let after = match (op, kind) {
        (CompareOp::Is, _) => return is.to_owned(),
        (CompareOp::IsNot, _) => "not",
        (CompareOp::Less, Kind::Day | Kind::Moment) => "before",
        (CompareOp::Greater, Kind::Day | Kind::Moment) => "after",
        (CompareOp::AtMost, Kind::Day) => "on or before",
        (CompareOp::AtLeast, Kind::Day) => "on or after",
        (CompareOp::AtMost, Kind::Moment) => "at or before",
        (CompareOp::AtLeast, Kind::Moment) => "at or after",
        (CompareOp::Less, Kind::Rank) => "below",
        (CompareOp::Greater, Kind::Rank) => "above",
        (CompareOp::Less, Kind::Number) => "less than",
        (CompareOp::Greater, Kind::Number) => "more than",
        (CompareOp::AtMost, Kind::Rank | Kind::Number) => "at most",
        (CompareOp::AtLeast, Kind::Rank | Kind::Number) => "at least",
    };
    format!("{is} {after}")
}

fn so_many(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Is => "exactly",
        CompareOp::IsNot => "not exactly",
        CompareOp::Less => "fewer than",
        CompareOp::AtMost => "at most",
        CompareOp::Greater => "more than",
        CompareOp::AtLeast => "at least",
    }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Is => CompareOp::IsNot,
        CompareOp::IsNot => CompareOp::Is,
        CompareOp::Less => CompareOp::AtLeast,
        CompareOp::AtMost => CompareOp::Greater,
        CompareOp::Greater => CompareOp::AtMost,
        CompareOp::AtLeast => CompareOp::Less,
    }
}

fn swapped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Is => CompareOp::Is,
        CompareOp::IsNot => CompareOp::IsNot,
        CompareOp::Less => CompareOp::Greater,
        CompareOp::AtMost => CompareOp::AtLeast,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::AtLeast => CompareOp::AtMost,
    }
}

/// "exactly 1": a count, no code.
fn is_small(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number { value, .. } => value.to_i64().is_some_and(|value| value < 1000),
        _ => false,
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Boolean(_)
            | ExprKind::Number { .. }
            | ExprKind::Money(..)
            | ExprKind::Date(_)
            | ExprKind::Instant(_)
            | ExprKind::Text(_)
            | ExprKind::Code(_)
    )
}
