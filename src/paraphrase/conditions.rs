//! Conditions in words, also where they must not hold.

use super::english::{Noun, and, or};
use super::named::{answered, yes};
use super::phrase::{Phrase, there_is};
use super::writer::{Sight, Writer};
use crate::syntax::{CompareOp, Expr, ExprKind};
use crate::values::Type;

impl<'a> Writer<'a> {
    /// A condition, or that it does not hold.
    pub fn condition(&self, sight: &Sight<'a>, expr: &Expr, truth: bool) -> Phrase {
        let simple = |text: String| Phrase::Simple(text);
        match &expr.kind {
            ExprKind::Boolean(always) if *always == truth => simple("every case".to_owned()),
            ExprKind::Boolean(_) => simple("no case".to_owned()),
            ExprKind::Name(_) | ExprKind::Field(..) => match self.named(sight, expr) {
                Some(named) => self.holds(sight, &named, truth),
                None => simple(format!("{} is {}", self.value(sight, expr).words, yes(truth))),
            },
            ExprKind::Call(name, arguments) => self.provided_holds(sight, name, arguments, truth),
            ExprKind::Gather(name, arguments) => self.quantified(sight, name, arguments, truth),
            ExprKind::Not(inner) => self.condition(sight, inner, !truth),
            ExprKind::And(operands) => self.joined(sight, operands, truth, true),
            ExprKind::Or(operands) => self.joined(sight, operands, truth, false),
            ExprKind::Compare(op, left, right) => self.compared(sight, *op, left, right, truth),
            ExprKind::In { item, list, negated } => simple(self.member(sight, item, list, *negated != truth)),
            ExprKind::Between { item, low, high, negated } => {
                simple(self.between(sight, item, (low, high), *negated != truth))
            }
            ExprKind::IsNone { item, negated } => {
                if let Some(found) = self.found_either_way(sight, item, *negated == truth) {
                    return simple(found);
                }
                if let Some(label) = self.question(sight, item) {
                    let answer = if *negated == truth { "yes or no" } else { "none" };
                    return simple(answered(&label, answer));
                }
                let noun = self.thing(sight, item);
                simple(there_is(&noun, &noun.words, *negated == truth))
            }
            ExprKind::If(test, yes, no) => Phrase::any(vec![
                Phrase::all(vec![self.condition(sight, test, true), self.condition(sight, yes, truth)]),
                Phrase::all(vec![self.condition(sight, test, false), self.condition(sight, no, truth)]),
            ]),
            ExprKind::On(value, day) => {
                let said = self.condition(sight, value, truth).inside();
                Phrase::Joined(format!("{said}, as of {}", self.value(sight, day).words))
            }
            ExprKind::Else(..)
            | ExprKind::Number { .. }
            | ExprKind::Money(..)
            | ExprKind::Date(_)
            | ExprKind::Instant(_)
            | ExprKind::Duration(_)
            | ExprKind::Working(..)
            | ExprKind::Text(_)
            | ExprKind::None
            | ExprKind::Code(_)
            | ExprKind::EachOf(..)
            | ExprKind::List(_)
            | ExprKind::AsOf
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Elapsed(..)
            | ExprKind::Worked(..) => simple(format!("{} is {}", self.value(sight, expr).words, yes(truth))),
        }
    }

    /// Conditions joined by `and` or `or`; where they must not hold, the other way round.
    fn joined(&self, sight: &Sight<'a>, operands: &[Expr], truth: bool, and: bool) -> Phrase {
        let mut phrases = Vec::new();
        let mut left = operands.iter().peekable();
        while let Some(operand) = left.next() {
            if and
                && truth
                && let Some(second) = left.peek()
                && let Some(told) = self.told_of_it(sight, operand, second)
            {
                left.next();
                phrases.push(told);
                continue;
            }
            phrases.push(self.condition(sight, operand, truth));
            if and == truth
                && let Some(second) = left.peek()
                && let Some(told) = self.told_of_that(sight, operand, second, truth)
            {
                left.next();
                phrases.push(told);
            }
        }
        if and == truth { Phrase::all(phrases) } else { Phrase::any(phrases) }
    }

    /// "and the day of receipt is on or after that day", behind "there is a day of the rule".
    fn told_of_that(&self, sight: &Sight<'a>, first: &Expr, second: &Expr, truth: bool) -> Option<Phrase> {
        let (noun, that) = self.named_as_there(sight, first, truth)?;
        match self.condition(sight, second, truth) {
            Phrase::Simple(said) => Some(Phrase::Simple(named_again(&said, &noun, that))),
            _ => None,
        }
    }

    /// What a condition says that there is, and how it is called the second time: "that day".
    pub fn named_as_there(&self, sight: &Sight<'a>, there: &Expr, truth: bool) -> Option<(String, &'static str)> {
        let ExprKind::IsNone { item, negated } = &there.kind else { return None };
        let that = match self.meanings.type_at(item.span).map(Type::plain)? {
            Type::Date => "that day",
            Type::Integer | Type::Decimal | Type::Money(_) => "that number",
            _ => return None,
        };
        let noun = self.quietly(|| self.value(sight, item)).words;
        if *negated != truth || noun.split(' ').count() < 3 || !noun.starts_with("the ") {
            return None;
        }
        Some((noun, that))
    }

    /// "there is a removal order, and it is on or after …"
    fn told_of_it(&self, sight: &Sight<'a>, first: &Expr, second: &Expr) -> Option<Phrase> {
        let ExprKind::IsNone { item, negated: true } = &first.kind else { return None };
        if let Some(marked) = self.marked_of_it(sight, item, second) {
            let noun = self.thing(sight, item);
            return Some(Phrase::Joined(format!("{}, and {marked}", there_is(&noun, &noun.words, true))));
        }
        let (subject, told) = match &second.kind {
            ExprKind::Compare(op, left, right) => (left, Told::Compared(*op, right)),
            ExprKind::Between { item, low, high, negated } => (item, Told::Between(low, high, !negated)),
            ExprKind::In { item, list, negated } => (item, Told::In(list, !negated)),
            _ => return None,
        };
        if self.quietly(|| self.value(sight, item)) != self.quietly(|| self.value(sight, subject)) {
            return None;
        }
        let noun = self.value(sight, item);
        // "it has a day of return that is on or after …"
        let own = noun.words.starts_with("its ");
        let it = match (own, noun.plural) {
            (true, _) => "that",
            (false, true) => "they",
            (false, false) => "it",
        };
        let it = Noun { words: it.to_owned(), plural: noun.plural };
        let there = there_is(&noun, &noun.words, true);
        let told = match told {
            Told::Compared(op, right) => self.compared_to(sight, &it, op, subject, right),
            Told::Between(low, high, truth) => self.lies(sight, &it, (low, high), subject, truth),
            Told::In(list, truth) => self.is_of(sight, &it, list, truth),
        };
        Some(if own {
            Phrase::Simple(format!("{there} {told}"))
        } else {
            Phrase::Joined(format!("{there}, and {told}"))
        })
    }

    fn member(&self, sight: &Sight<'a>, item: &Expr, list: &Expr, truth: bool) -> String {
        self.is_a_code(sight, item);
        let noun = self.value(sight, item);
        self.is_of(sight, &noun, list, truth)
    }

    fn is_of(&self, sight: &Sight<'a>, noun: &Noun, list: &Expr, truth: bool) -> String {
        let (words, is) = (&noun.words, noun.is());
        let ExprKind::List(items) = &list.kind else {
            let not = if truth { "" } else { " not" };
            return format!("{words} {is}{not} among {}", self.value(sight, list).words);
        };
        let items: Vec<String> = self.as_codes(|| items.iter().map(|item| self.value(sight, item).words).collect());
        match (truth, items.as_slice()) {
            (true, _) => format!("{words} {is} {}", or(&items)),
            (false, [one]) => format!("{words} {is} not {one}"),
            (false, [one, other]) => format!("{words} {is} neither {one} nor {other}"),
            (false, _) => format!("{words} {is} none of {}", and(&items)),
        }
    }

    fn between(&self, sight: &Sight<'a>, item: &Expr, ends: (&Expr, &Expr), truth: bool) -> String {
        let noun = self.value(sight, item);
        self.lies(sight, &noun, ends, item, truth)
    }

    fn lies(&self, sight: &Sight<'a>, noun: &Noun, ends: (&Expr, &Expr), item: &Expr, truth: bool) -> String {
        let (low, high) = (self.value(sight, ends.0).words, self.value(sight, ends.1).words);
        // "between A and B and C": where the first end stops would not be seen.
        if low.contains(" and ") || high.contains(" and ") {
            let is = noun.is();
            let (least, most) =
                if self.is_date(sight, item) { ("before", "after") } else { ("less than", "more than") };
            return match truth {
                true => format!("{} {is} not {least} {low}, and not {most} {high}", noun.words),
                false => format!("{} {is} {least} {low}, or {most} {high}", noun.words),
            };
        }
        let lie = match (truth, noun.plural) {
            (true, false) => "lies",
            (true, true) => "lie",
            (false, false) => "does not lie",
            (false, true) => "do not lie",
        };
        let both = if self.is_date(sight, item) { "both days included" } else { "both included" };
        format!("{} {lie} between {low} and {high}, {both}", noun.words)
    }
}

/// What is named once more is "that day"; what only begins with the same words is not.
pub fn named_again(said: &str, noun: &str, that: &str) -> String {
    let mut parts = said.split(noun);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |told, rest| {
        let ends = rest.is_empty() || rest.starts_with([',', ';', ')']);
        let goes_on = [" is ", " are ", " to ", " lies ", " and ", " or ", " plus ", " minus "]
            .iter()
            .any(|word| rest.starts_with(word));
        format!("{told}{}{rest}", if ends || goes_on { that } else { noun })
    })
}

/// What is told of a value that there is.
enum Told<'e> {
    Compared(CompareOp, &'e Expr),
    Between(&'e Expr, &'e Expr, bool),
    In(&'e Expr, bool),
}
