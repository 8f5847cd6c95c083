//! Sums, products and days that lie some time from others.

use super::english::{Noun, the};
use super::named::{Named, base};
use super::writer::{Sight, Writer};
use crate::syntax::{ArithmeticOp, Expr, ExprKind, Item, ParameterDecl, ParameterValue};
use crate::values::{Duration, Type};

/// Functions of the language, whose words run on.
const BUILT_IN: [&str; 7] = ["min", "max", "first_of", "round_half_up", "round_half_even", "round_down", "round_up"];

impl<'a> Writer<'a> {
    /// A value inside another: in brackets where it could be torn apart.
    pub fn operand(&self, sight: &Sight<'a>, expr: &Expr) -> String {
        let words = self.value(sight, expr).words;
        match &expr.kind {
            ExprKind::Arithmetic(_, _, by) if self.is_day_from_another(sight, expr, by) => words,
            // "the scale of the test (see 3.1)": a name that is given nothing more.
            ExprKind::Call(name, _)
                if !BUILT_IN.contains(&name.node.as_str())
                    && ![" with ", " for ", " by "].iter().any(|word| words.contains(word)) =>
            {
                words
            }
            ExprKind::Arithmetic(..)
            | ExprKind::If(..)
            | ExprKind::On(..)
            | ExprKind::Call(..)
            | ExprKind::Gather(..)
            | ExprKind::Elapsed(..)
            | ExprKind::Worked(..) => format!("({words})"),
            ExprKind::Negate(inner) if !matches!(inner.kind, ExprKind::Number { .. } | ExprKind::Money(..)) => {
                format!("({words})")
            }
            _ => words,
        }
    }

    pub fn arithmetic(&self, sight: &Sight<'a>, op: ArithmeticOp, left: &Expr, right: &Expr) -> Noun {
        if self.is_date(sight, left) || (self.is_duration(sight, right) && !self.is_duration(sight, left)) {
            return Noun::one(self.shifted(sight, op, left, right));
        }
        let sum = matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract);
        let (one, comma) = if sum { self.first_of_sum(sight, left) } else { (self.operand(sight, left), "") };
        // A product of several needs no brackets.
        let one = match (op, &left.kind) {
            (ArithmeticOp::Multiply, ExprKind::Arithmetic(ArithmeticOp::Multiply, ..)) => self.value(sight, left).words,
            _ => one,
        };
        let other = self.operand(sight, right);
        let words = match op {
            ArithmeticOp::Add => format!("{one}{comma} plus {other}"),
            ArithmeticOp::Subtract => format!("{one}{comma} minus {other}"),
            ArithmeticOp::Multiply => format!("{one} times {other}"),
            ArithmeticOp::Divide => format!("{one} divided by {other}"),
        };
        Noun { words, plural: sum && self.quietly(|| self.value(sight, left)).plural }
    }

    /// What a sum begins with, and the sign after it: read from left to right it needs no brackets.
    fn first_of_sum(&self, sight: &Sight<'a>, left: &Expr) -> (String, &'static str) {
        match &left.kind {
            ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract, first, _) => {
                (self.value(sight, left).words, if self.runs_on(first) { "," } else { "" })
            }
            _ if self.runs_on(left) => (self.value(sight, left).words, ","),
            _ => (self.operand(sight, left), ""),
        }
    }

    /// Whether words would run into what follows: "the number of days from A to B".
    fn runs_on(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Elapsed(..) | ExprKind::Worked(..) => true,
            ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract, first, _) => self.runs_on(first),
            _ => false,
        }
    }

    /// "the day 5 years before the date of application"
    fn shifted(&self, sight: &Sight<'a>, op: ArithmeticOp, day: &Expr, by: &Expr) -> String {
        if let Some(words) = self.next_worked(sight, op, day, by) {
            return words;
        }
        let back = op == ArithmeticOp::Subtract;
        let word = if back { "before" } else { "after" };
        match &by.kind {
            ExprKind::Duration(Duration { months: 0, days: 1 }) => {
                format!("the day {word} {}", self.operand(sight, day))
            }
            ExprKind::Duration(_) => {
                let length = self.value(sight, by).words;
                format!("the day {length} {word} {}", self.operand(sight, day))
            }
            ExprKind::Working(count, calendar) => {
                let calendar = self.by_calendar(sight, calendar);
                format!("the {} working day{calendar} {word} {}", ordinal(*count), self.operand(sight, day))
            }
            _ => match self.set_length(sight, by) {
                Some(length) => format!("the day {length} {word} {}", self.operand(sight, day)),
                None => {
                    let length = self.operand(sight, by);
                    format!("the day that lies {length} {word} {}", self.operand(sight, day))
                }
            },
        }
    }

    /// A day, or the next that is worked if it is not: `DAY - 1 day + 1 working days in CALENDAR`.
    fn next_worked(&self, sight: &Sight<'a>, op: ArithmeticOp, day: &Expr, by: &Expr) -> Option<String> {
        let ExprKind::Working(1, calendar) = &by.kind else { return None };
        let ExprKind::Arithmetic(ArithmeticOp::Subtract, first, before) = &day.kind else { return None };
        let a_day = matches!(before.kind, ExprKind::Duration(Duration { months: 0, days: 1 }));
        (op == ArithmeticOp::Add && a_day).then(|| {
            let first = self.value(sight, first).words;
            let calendar = self.by_calendar(sight, calendar);
            format!("{first} or, if that is no working day{calendar}, the next day that is one")
        })
    }

    /// "3 years (the longest stay, see 4.3)", of a length of time that has a name and one value.
    fn set_length(&self, sight: &Sight<'a>, by: &Expr) -> Option<String> {
        let (value, name) = self.set_value(sight, by)?;
        Some(format!("{value} ({name})"))
    }

    /// "3 years" and "the longest stay, see 4.3", of what has a name and one value.
    pub fn set_value(&self, sight: &Sight<'a>, by: &Expr) -> Option<(String, String)> {
        let Named::Items(items) = self.named(sight, by)? else { return None };
        let [(place, Item::Parameter(decl))] = items.as_slice() else { return None };
        let value = self.single_value(sight, decl)?;
        // By which calendar stands where the length is set.
        let value = value.split(" by the calendar ").next().unwrap_or(&value);
        let label = the(&super::declared::label_or_name(decl.label.as_ref(), &decl.name.node)).words;
        let see = self.see(&[*place]).map(|see| format!(", {see}")).unwrap_or_default();
        Some((value.to_owned(), format!("{label}{see}")))
    }

    /// Whether an expression is told as "the day … after …", which cannot be torn apart.
    fn is_day_from_another(&self, sight: &Sight<'a>, expr: &Expr, by: &Expr) -> bool {
        let ExprKind::Arithmetic(_, day, _) = &expr.kind else { return false };
        if !self.is_date(sight, day) && !self.is_duration(sight, by) {
            return false;
        }
        match &by.kind {
            ExprKind::Duration(_) => true,
            ExprKind::Working(count, _) => *count != 1,
            _ => self.quietly(|| self.set_length(sight, by)).is_some(),
        }
    }

    pub fn is_date(&self, sight: &Sight<'a>, expr: &Expr) -> bool {
        match self.meanings.type_at(expr.span).map(Type::plain) {
            Some(ty) => ty == &Type::Date,
            // What a library declares and nobody calls is checked by its text only.
            None => match &expr.kind {
                ExprKind::Date(_) | ExprKind::AsOf => true,
                ExprKind::Arithmetic(_, day, by) => self.is_date(sight, day) || self.is_duration(sight, by),
                ExprKind::Else(value, _) => self.is_date(sight, value),
                _ => self.names_a_day(sight, expr),
            },
        }
    }

    fn names_a_day(&self, sight: &Sight<'a>, expr: &Expr) -> bool {
        match self.named(sight, expr) {
            Some(Named::Items(items)) => items.iter().any(|(_, item)| match item {
                Item::Parameter(ParameterDecl { value: ParameterValue::Is(value), .. }) => {
                    matches!(value.kind, ExprKind::Date(_))
                }
                _ => false,
            }),
            Some(Named::Fact(fact, fields)) => fields.is_empty() && base(&fact.type_ref) == Some("date"),
            _ => false,
        }
    }

    fn is_duration(&self, sight: &Sight<'a>, expr: &Expr) -> bool {
        let is_length = |expr: &Expr| matches!(expr.kind, ExprKind::Duration(_) | ExprKind::Working(..));
        if self.meanings.type_at(expr.span).map(Type::plain) == Some(&Type::Duration) || is_length(expr) {
            return true;
        }
        match self.named(sight, expr) {
            Some(Named::Items(items)) => items.iter().any(|(_, item)| match item {
                Item::Parameter(ParameterDecl { value: ParameterValue::Is(value), .. }) => is_length(value),
                _ => false,
            }),
            _ => false,
        }
    }
}

/// "1st", "22nd"
fn ordinal(count: i64) -> String {
    let last = |by: i64| count.checked_rem(by).unwrap_or(0);
    let end = match (last(100), last(10)) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{count}{end}")
}
