//! What is said of the elements of lists, and of the days that periods cover.

use super::declared::label_or_name;
use super::english::{Noun, in_words, stretch, the};
use super::phrase::Phrase;
use super::values::{extreme, one_unit};
use super::writer::{Local, Sight, Writer};
use crate::syntax::{Argument, BaseType, Binder, Expr, ExprKind, Name, RecordDecl, Window};
use crate::values::Type;

/// The elements of a list that count.
struct Elements<'e, 'a> {
    list: &'e Expr,
    /// What is seen where one of them is spoken of.
    sight: Sight<'a>,
    condition: Option<&'e Expr>,
}

impl<'a> Writer<'a> {
    /// `any`, `no` and `every` as conditions.
    pub fn quantified(&self, sight: &Sight<'a>, name: &Name, arguments: &[Argument], truth: bool) -> Phrase {
        let [Argument::Of { expr, condition, has }] = arguments else {
            return Phrase::Simple(in_words(&name.node));
        };
        let Some(elements) = self.elements_in(sight, expr, condition.as_ref()) else {
            return Phrase::Simple(in_words(&name.node));
        };
        if let Some(has) = has {
            let each = self.each(sight, &elements);
            let has_it = self.condition(&elements.sight, has, truth).inside();
            return Phrase::Simple(if truth {
                format!("for {each}, {has_it}")
            } else {
                format!("for {}, {has_it}", each.replacen("each", "at least one", 1))
            });
        }
        let list = self.value(sight, elements.list).words;
        let found = (name.node == "any") == truth;
        Phrase::Simple(match (elements.condition, found) {
            (Some(condition), true) => {
                format!("among {list} there is at least one for which {}", self.which(&elements.sight, condition))
            }
            (Some(condition), false) => {
                format!("among {list} there is none for which {}", self.which(&elements.sight, condition))
            }
            (None, true) => format!("there is at least one among {list}"),
            (None, false) => format!("there is none among {list}"),
        })
    }

    fn which(&self, sight: &Sight<'a>, condition: &Expr) -> String {
        self.condition(sight, condition, true).inside()
    }

    /// The elements of `x in LIST`.
    fn elements_in<'e>(
        &self,
        sight: &Sight<'a>,
        expr: &'e Expr,
        condition: Option<&'e Expr>,
    ) -> Option<Elements<'e, 'a>> {
        let ExprKind::In { item, list, .. } = &expr.kind else { return None };
        let ExprKind::Name(name) = &item.kind else { return None };
        Some(self.elements(sight, name, list, condition))
    }

    fn elements<'e>(
        &self,
        sight: &Sight<'a>,
        name: &str,
        list: &'e Expr,
        condition: Option<&'e Expr>,
    ) -> Elements<'e, 'a> {
        let sight = sight.with(self.element(sight, name, list));
        Elements { list, sight, condition }
    }

    /// One element, as the prose calls it: "the stay".
    pub fn element(&self, sight: &Sight<'a>, name: &str, list: &Expr) -> Local<'a> {
        let record = self.record_in(sight, list);
        let noun = match (record, &list.kind) {
            (Some(record), _) => the(&label_or_name(record.label.as_ref(), &record.name.node)).words,
            (None, ExprKind::EachOf(unit, ..)) => format!("that {}", one_unit(*unit)),
            (None, _) => match self.meanings.type_at(list.span).map(Type::plain) {
                Some(Type::List(of)) if *of.plain() == Type::Country => "the country".to_owned(),
                _ => "the value".to_owned(),
            },
        };
        let taken = sight.locals.iter().any(|local| local.noun.words == noun);
        let noun = if taken { format!("{noun} “{name}”") } else { noun };
        // A stretch of days has no fields: "its" is said of what is in it.
        let is_element = !matches!(list.kind, ExprKind::EachOf(..));
        Local { name: name.to_owned(), noun: Noun::one(noun), record, is_element }
    }

    /// The record that a list is of.
    fn record_in(&self, sight: &Sight<'a>, list: &Expr) -> Option<&'a RecordDecl> {
        let by_type = match self.meanings.type_at(list.span).map(Type::plain) {
            Some(Type::List(of)) => match of.plain() {
                Type::Record(shape) => self.declared.record(sight.module, &shape.name),
                _ => None,
            },
            _ => None,
        };
        if let Some((_, decl)) = by_type {
            return Some(decl);
        }
        match self.named(sight, list)? {
            super::named::Named::Fact(fact, _) => match &fact.type_ref.base {
                BaseType::List(_) => self.declared.record_of(sight.module, &fact.type_ref),
                BaseType::Named(_) | BaseType::Money(_) | BaseType::Ranged { .. } => None,
            },
            _ => None,
        }
    }

    /// "each of the stays for which …"
    fn each(&self, sight: &Sight<'a>, elements: &Elements<'_, 'a>) -> String {
        let list = self.value(sight, elements.list);
        let each = match &elements.list.kind {
            ExprKind::EachOf(..) => list.words,
            _ => format!("each of {}", list.words),
        };
        format!("{each}{}", self.restricted(elements))
    }

    fn restricted(&self, elements: &Elements<'_, 'a>) -> String {
        let condition = elements.condition.map(|condition| self.which(&elements.sight, condition));
        condition.map(|condition| format!(" for which {condition}")).unwrap_or_default()
    }

    /// A call over lists as a value.
    pub fn gathered(&self, sight: &Sight<'a>, expr: &Expr, name: &Name, arguments: &[Argument]) -> Noun {
        match (name.node.as_str(), arguments) {
            ("any" | "no" | "every", _) => Noun::one(format!("whether {}", self.condition(sight, expr, true).inline())),
            ("count", [Argument::Of { expr, condition, .. }]) => {
                let Some(elements) = self.elements_in(sight, expr, condition.as_ref()) else {
                    return Noun::one("the count");
                };
                let list = self.value(sight, elements.list);
                let of = match &elements.list.kind {
                    ExprKind::EachOf(unit, length, last) => {
                        let last = self.value(sight, last).words;
                        format!("{}s, of {},", one_unit(*unit), self.stretch(sight, length, &last))
                    }
                    _ => list.words.strip_prefix("the ").unwrap_or(&list.words).to_owned(),
                };
                Noun::one(format!("the number of {of}{}", self.restricted(&elements)))
            }
            (_, [Argument::For { value, binder }]) => {
                let elements = self.bound(sight, binder);
                let list = self.value(sight, elements.list).words;
                let days = self.is_date(&elements.sight, value);
                let greatest = match name.node.as_str() {
                    "sum" => "the sum".to_owned(),
                    most => format!("the {}", extreme(most == "max", days, false)),
                };
                if matches!(&value.kind, ExprKind::Name(own) if *own == binder.name.node) {
                    return Noun::one(format!("{greatest} of {list}{}", self.restricted(&elements)));
                }
                let value = self.value(&elements.sight, value);
                if let ExprKind::EachOf(..) = &elements.list.kind {
                    let over = format!("over {list}{}", self.restricted(&elements));
                    return Noun::one(format!("{greatest}, {over}, of {}", value.words));
                }
                let over = format!("of each of {list}{}", self.restricted(&elements));
                if let (true, Some(field)) = (days, value.words.strip_prefix("its ")) {
                    return Noun::one(format!("{greatest} {field} {over}"));
                }
                let value = value.words.strip_prefix("its ").map_or(value.words.clone(), |rest| format!("the {rest}"));
                let of = if greatest == "the sum" { "of" } else { "value of" };
                Noun::one(format!("{greatest} {of} {value} {over}"))
            }
            (most, _) => Noun::one(self.days(sight, most == "most_days_covered", arguments)),
        }
    }

    /// "the 5 years that end on …", "the qualifying period (5 years, see 4.1) that ends on …"
    pub fn stretch(&self, sight: &Sight<'a>, length: &Expr, last: &str) -> String {
        let words = self.value(sight, length).words;
        match length.kind {
            ExprKind::Duration(_) => stretch(&words, last),
            _ => format!("{words} that ends on {last}"),
        }
    }

    fn bound<'e>(&self, sight: &Sight<'a>, binder: &'e Binder) -> Elements<'e, 'a> {
        self.elements(sight, &binder.name.node, &binder.list, binder.condition.as_ref())
    }

    /// The days that periods cover, each counted once.
    fn days(&self, sight: &Sight<'a>, most: bool, arguments: &[Argument]) -> String {
        let mut parts = Vec::new();
        let (mut window, mut weight) = (String::new(), String::new());
        for argument in arguments {
            match argument {
                Argument::Periods { also, start, end, through, binder } => {
                    let elements = self.bound(sight, binder);
                    let list = self.value(sight, elements.list).words;
                    let seen = &elements.sight;
                    let (from, to) = (self.value(seen, start).words, self.value(seen, end).words);
                    let last = if *through { "both days included" } else { "the last day left out" };
                    let open = self.meanings.type_at(end.span).is_some_and(Type::is_optional);
                    let open = if open {
                        format!("; one that has no end runs through {}", self.as_of.words)
                    } else {
                        String::new()
                    };
                    let covered = if *also { "and also covered by" } else { "covered by" };
                    let restricted = self.restricted(&elements);
                    parts.push(format!("{covered} {list}{restricted} (each from {from} through {to}, {last}{open})"));
                }
                Argument::Weight(by) => {
                    let by = self.weight(sight, arguments, by);
                    weight = format!(" and each as {by} of a day");
                }
                Argument::Within(Window::Before(length, day)) => {
                    let stretch = self.stretch(sight, length, &self.value(sight, day).words);
                    window = format!(" within {stretch}");
                }
                Argument::Within(Window::Is(one)) => {
                    window = format!(" within {}", self.value(sight, one).words);
                }
                Argument::InAny(length, day) => {
                    let (words, day) = (self.value(sight, length).words, self.value(sight, day).words);
                    window = match length.kind {
                        ExprKind::Duration(_) => format!(" within any {words} that end on or before {day}"),
                        _ => format!(" within any stretch as long as {words} that ends on or before {day}"),
                    };
                }
                Argument::Of { .. } | Argument::For { .. } => {}
            }
        }
        let number = if most { "the greatest number of days" } else { "the number of days" };
        format!("{number}, each counted once{weight}, {}{window}", parts.join(" "))
    }

    /// The weight of a day is said of the periods that come first.
    fn weight(&self, sight: &Sight<'a>, arguments: &[Argument], by: &Expr) -> String {
        let first = arguments.iter().find_map(|argument| match argument {
            Argument::Periods { also: false, binder, .. } => Some(binder),
            _ => None,
        });
        match first {
            Some(binder) => self.value(&self.bound(sight, binder).sight, by).words,
            None => self.value(sight, by).words,
        }
    }
}
