//! The days that periods cover, as a sentence or as a list of what is asked of a day.

use super::english::Noun;
use super::gathered::Elements;
use super::writer::{Sight, Writer};
use crate::syntax::{Argument, Expr, ExprKind, Window};
use crate::values::Type;

/// Days that are counted.
pub struct Days {
    /// "the number of days, each counted once,"
    pub lead: String,
    /// What is asked of a day: "in one of the stays, from its first day through its last day".
    pub asked: Vec<String>,
}

impl Days {
    /// On one line.
    #[must_use]
    pub fn inline(&self) -> String {
        format!("{} that lie {}", self.lead, self.asked.join(", and "))
    }

    /// Before the list of what is asked.
    #[must_use]
    pub fn before_list(&self) -> String {
        format!("{} that meet all of the following", self.lead)
    }

    #[must_use]
    pub fn list(&self) -> Vec<String> {
        self.asked.iter().map(|asked| format!("the day lies {asked}")).collect()
    }

    /// Whether it is better set as a list.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.asked.len() > 1 && self.inline().len() > 240
    }
}

impl<'a> Writer<'a> {
    /// The days that an expression counts, if it does.
    pub fn days_counted(&self, sight: &Sight<'a>, expr: &Expr) -> Option<Days> {
        match &expr.kind {
            ExprKind::Gather(name, arguments) if name.node.ends_with("days_covered") => {
                Some(self.days(sight, name.node == "most_days_covered", arguments))
            }
            _ => None,
        }
    }

    pub fn days_noun(&self, sight: &Sight<'a>, most: bool, arguments: &[Argument]) -> Noun {
        Noun::one(self.days(sight, most, arguments).inline())
    }

    fn days(&self, sight: &Sight<'a>, most: bool, arguments: &[Argument]) -> Days {
        let weight = arguments.iter().find_map(|argument| match argument {
            Argument::Weight(by) => Some(by),
            _ => None,
        });
        let (mut asked, mut window, mut stretches) = (Vec::new(), None, String::new());
        for argument in arguments {
            match argument {
                Argument::Periods { also, start, end, through, binder } => {
                    let elements = self.bound(sight, binder);
                    let weight = weight.filter(|_| !*also);
                    asked.push(self.period(sight, &elements, (start, end, *through), weight));
                }
                Argument::Within(Window::Before(length, day)) => {
                    let stretch = self.stretch(sight, length, &self.value(sight, day).words);
                    window = Some(format!("within {stretch}"));
                }
                Argument::Within(Window::Is(one)) => window = Some(format!("within {}", self.value(sight, one).words)),
                Argument::InAny(length, day) => {
                    let (words, day) = (self.value(sight, length).words, self.value(sight, day).words);
                    stretches = match length.kind {
                        ExprKind::Duration(_) => format!(" within any {words} that end on or before {day}"),
                        _ => format!(" within any stretch as long as {words} that ends on or before {day}"),
                    };
                }
                Argument::Weight(_) | Argument::Of { .. } | Argument::For { .. } => {}
            }
        }
        asked.extend(window);
        let number = if most { "the greatest number of days" } else { "the number of days" };
        Days { lead: format!("{number}{stretches}, each counted once,"), asked }
    }

    /// "in one of the stays that are marked, from its day of entry through its day of exit (both days included)"
    fn period(
        &self,
        sight: &Sight<'a>,
        elements: &Elements<'_, 'a>,
        (start, end, through): (&Expr, &Expr, bool),
        weight: Option<&Expr>,
    ) -> String {
        let list = self.many(sight, elements.list);
        let seen = &elements.sight;
        let (from, to) = (self.value(seen, start).words, self.value(seen, end).words);
        let (until, last) = if through { ("through", "both days included") } else { ("until", "that day left out") };
        let open = match self.meanings.type_at(end.span).is_some_and(Type::is_optional) {
            true => format!("; without an end, through {}", self.as_of.words),
            false => String::new(),
        };
        let restricted = self.restricted(elements, true);
        let weight = weight.map(|by| format!(", where each day counts as {}", self.value(seen, by).words));
        let weight = weight.unwrap_or_default();
        format!("in one of {list}{restricted}, from {from} {until} {to} ({last}{open}){weight}")
    }
}
