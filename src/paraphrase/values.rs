//! Values in words: what an expression that is no condition stands for.

use super::declared::Place;
use super::english::{Noun, and, in_words, quoted};
use super::named::{Named, yes};
use super::writer::{Sight, Writer};
use crate::explain::{date_words, money_words, number_words};
use crate::syntax::{Expr, ExprKind, Item, Name};
use crate::values::{Country, Number, Type, Unit, country_name};

impl<'a> Writer<'a> {
    /// What an expression stands for.
    pub fn value(&self, sight: &Sight<'a>, expr: &Expr) -> Noun {
        let words = |expr: &Expr| self.value(sight, expr).words;
        Noun::one(match &expr.kind {
            ExprKind::Boolean(truth) => yes(*truth).to_owned(),
            ExprKind::Number { value, percent, .. } => self.counted(*value, *percent),
            ExprKind::Money(amount, currency) => format!("{} {}", money_words(*amount), currency.node),
            ExprKind::Date(date) => date_words(*date),
            ExprKind::Instant(instant) => format!("{}, {} UTC", date_words(instant.day()), instant.time()),
            ExprKind::Duration(duration) => duration.to_string(),
            ExprKind::Working(count, calendar) => {
                let days = if *count == 1 { "working day" } else { "working days" };
                format!("{count} {days}{}", self.by_calendar(sight, calendar))
            }
            ExprKind::Text(text) if is_code(text) => text.clone(),
            ExprKind::Text(text) => quoted(text),
            ExprKind::None => "none".to_owned(),
            ExprKind::Code(code) => Country::from_code(code)
                .map_or_else(|| code.clone(), |country| super::english::with_the(country_name(country))),
            ExprKind::Name(_) | ExprKind::Field(..) => return self.read(sight, expr),
            ExprKind::Call(name, arguments) => return self.called(sight, name, arguments),
            ExprKind::Gather(name, arguments) => return self.gathered(sight, expr, name, arguments),
            ExprKind::EachOf(unit, length, last) => {
                let stretch = self.stretch(sight, length, &words(last));
                format!("each {} of {stretch}", one_unit(*unit))
            }
            ExprKind::List(items) => and(&items.iter().map(words).collect::<Vec<_>>()),
            ExprKind::AsOf => return self.as_of.clone(),
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::Between { .. }
            | ExprKind::IsNone { .. } => format!("whether {}", self.condition(sight, expr, true).inline()),
            ExprKind::Negate(inner) if matches!(inner.kind, ExprKind::Number { .. } | ExprKind::Money(..)) => {
                format!("−{}", words(inner))
            }
            ExprKind::Negate(inner) => format!("minus {}", self.operand(sight, inner)),
            ExprKind::Else(value, fallback) => {
                let noun = self.value(sight, value);
                let fallback = words(fallback);
                return Noun { words: format!("{} (or {fallback}, if there is none)", noun.words), ..noun };
            }
            ExprKind::Arithmetic(op, left, right) => return self.arithmetic(sight, *op, left, right),
            ExprKind::If(test, yes, no) => {
                format!("{} if {}, otherwise {}", words(yes), self.condition(sight, test, true).inline(), words(no))
            }
            ExprKind::Elapsed(unit, from, to) => {
                format!("the number of {} from {} to {}", whole_units(*unit), words(from), words(to))
            }
            ExprKind::Worked(from, to, calendar) => format!(
                "the number of working days from {} to {}{}",
                words(from),
                words(to),
                self.by_calendar(sight, calendar)
            ),
            ExprKind::On(value, day) => format!("{}, as of {}", words(value), words(day)),
        })
    }

    fn counted(&self, value: Number, percent: bool) -> String {
        let hundredfold = if percent { value.multiply(Number::integer(100)) } else { None };
        hundredfold.map_or_else(|| self.figure(value), |value| format!("{}%", grouped(value)))
    }

    /// A number as it is read: thousands are set apart, but not in codes and years.
    pub fn figure(&self, value: Number) -> String {
        let is_year = value.to_i64().is_some_and(|year| (1900..=2100).contains(&year));
        if is_year || self.is_in_codes() { value.to_string().replacen('-', "−", 1) } else { grouped(value) }
    }

    fn read(&self, sight: &Sight<'a>, expr: &Expr) -> Noun {
        let Some(named) = self.named(sight, expr) else {
            // A field of what is no name.
            let ExprKind::Field(of, field) = &expr.kind else { return Noun::one("") };
            let of = self.value(sight, of);
            return Noun::one(format!("the {} of {}", in_words(&field.node), of.words));
        };
        let is_condition = self.meanings.type_at(expr.span).map(Type::plain) == Some(&Type::Boolean);
        match &named {
            Named::Fact(..) | Named::Finding(_) | Named::Items(_) if is_condition => {
                Noun::one(format!("whether {}", self.holds(sight, &named, true).inline()))
            }
            Named::Local(_, fields) if is_condition && !fields.is_empty() => {
                Noun::one(format!("whether {}", self.holds(sight, &named, true).inline()))
            }
            _ => self.noun(sight, &named),
        }
    }

    /// What an expression names, also where it is yes or no whether there is one.
    pub fn thing(&self, sight: &Sight<'a>, expr: &Expr) -> Noun {
        match self.named(sight, expr) {
            Some(named) => self.noun(sight, &named),
            None => self.value(sight, expr),
        }
    }

    /// " of the calendar “working days of the court” (see 6.1)"
    pub fn by_calendar(&self, sight: &Sight<'a>, name: &Name) -> String {
        let found = self.declared.named(sight.module, &name.node, |item| matches!(item, Item::Calendar(_)));
        let label = found.iter().find_map(|(_, item)| match item {
            Item::Calendar(decl) => Some(super::declared::label_or_name(decl.label.as_ref(), &name.node)),
            _ => None,
        });
        let places: Vec<Place> = found.iter().map(|(place, _)| *place).collect();
        let label = label.unwrap_or_else(|| in_words(&name.node));
        format!(" by the calendar {}{}", quoted(&label), self.seen(&places))
    }

    /// A call of a function of the language, a table, or a declaration with inputs.
    pub fn called(&self, sight: &Sight<'a>, name: &Name, arguments: &[Expr]) -> Noun {
        let all = || arguments.iter().map(|argument| self.value(sight, argument).words).collect::<Vec<_>>();
        let round = |how: &str| {
            let value = arguments.first().map(|value| self.value(sight, value).words).unwrap_or_default();
            Noun::one(format!("{value}, rounded {how}{}", places(arguments.get(1))))
        };
        match name.node.as_str() {
            "min" | "max" => {
                let days = arguments.iter().any(|argument| self.is_date(sight, argument));
                let one = extreme(name.node == "max", days, arguments.len() == 2);
                Noun::one(format!("the {one} of {}", and(&all())))
            }
            "first_of" => Noun::one(format!("the first that there is of {}", and(&all()))),
            "round_half_up" => round("to the nearest (halves away from zero)"),
            "round_half_even" => round("to the nearest (halves to the even digit)"),
            "round_down" => round("toward zero"),
            "round_up" => round("away from zero"),
            _ => self.provided(sight, name, arguments),
        }
    }
}

/// "greater", "latest"
pub fn extreme(most: bool, days: bool, two: bool) -> &'static str {
    match (most, days, two) {
        (true, true, true) => "later",
        (true, true, false) => "latest",
        (true, false, true) => "greater",
        (true, false, false) => "greatest",
        (false, true, true) => "earlier",
        (false, true, false) => "earliest",
        (false, false, true) => "lesser",
        (false, false, false) => "least",
    }
}

/// A text that is a number of something: "1171", "62.02".
fn is_code(text: &str) -> bool {
    text.chars().any(|sign| sign.is_ascii_digit())
        && text.chars().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase() || ".-/".contains(sign))
}

/// With thousands set apart, from 1,000 on.
fn grouped(value: Number) -> String {
    let words = number_words(value);
    let whole = words.trim_start_matches('−').split(['.', '/']).next().unwrap_or_default();
    match (whole.len(), words.find(whole)) {
        (4, Some(at)) if !whole.contains(',') => {
            let (before, after) = words.split_at(at.saturating_add(1));
            format!("{before},{after}")
        }
        _ => words,
    }
}

/// " to 2 decimal places"
fn places(places: Option<&Expr>) -> String {
    match places.map(|places| &places.kind) {
        Some(ExprKind::Number { value, .. }) if value.is_zero() => " to a whole number".to_owned(),
        Some(ExprKind::Number { value, .. }) => format!(" to {} decimal places", number_words(*value)),
        _ => String::new(),
    }
}

pub fn one_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Years => "year",
        Unit::Months => "month",
        Unit::Weeks => "week",
        Unit::Days => "day",
    }
}

/// Days are whole anyway.
pub fn whole_units(unit: Unit) -> &'static str {
    match unit {
        Unit::Years => "whole years",
        Unit::Months => "whole months",
        Unit::Weeks => "whole weeks",
        Unit::Days => "days",
    }
}
