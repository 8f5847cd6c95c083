//! What is said of the elements of lists, and of the days that periods cover.

use super::declared::label_or_name;
use super::english::{Noun, in_words, stretch, the};
use super::phrase::Phrase;
use super::relatives::{Of, of_people, relative};
use super::values::{extreme, one_unit};
use super::writer::{Local, Sight, Writer};
use crate::syntax::{Argument, BaseType, Binder, Expr, ExprKind, Name, RecordDecl};
use crate::values::Type;

/// The elements of a list that count.
pub struct Elements<'e, 'a> {
    pub list: &'e Expr,
    /// What is seen where one of them is spoken of.
    pub sight: Sight<'a>,
    condition: Option<&'e Expr>,
}

/// Whether a verb behind it is read with "each".
fn reads_on(each: &str) -> bool {
    each.len() < 140 && ![" and ", " or ", ", "].iter().any(|apart| each.contains(apart))
}

/// What two sentences say of "it".
fn of_it(parts: &[Phrase]) -> Option<[String; 2]> {
    let told = |part: &Phrase| match part {
        Phrase::Simple(said) => {
            said.strip_prefix("it ").filter(|said| !said.starts_with("is not so that")).map(str::to_owned)
        }
        _ => None,
    };
    let [one, other] = parts else { return None };
    Some([told(one)?, told(other)?])
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
            return self.every(sight, &elements, has, truth);
        }
        let list = self.value(sight, elements.list);
        let found = (name.node == "any") == truth;
        let Some(condition) = elements.condition else {
            let (words, bare) = (&list.words, list.words.strip_prefix("the ").unwrap_or(&list.words));
            return Phrase::Simple(match (list.plural, found) {
                (true, true) => format!("the record lists at least one of {words}"),
                (true, false) => format!("the record lists no {bare}"),
                (false, true) => format!("there is at least one among {words}"),
                (false, false) => format!("there is none among {words}"),
            });
        };
        let said = self.condition(&elements.sight, condition, true);
        if let Phrase::Simple(text) = &said
            && let Some(told) = text.strip_prefix("it ").filter(|told| !told.starts_with("is not so that"))
        {
            let of = self.many(sight, elements.list);
            let some = if found { "at least one of" } else { "none of" };
            return Phrase::Simple(format!("{some} {of} {told}"));
        }
        let some = if found { "at least one" } else { "none" };
        let people = self.is_of_people(&elements.sight, elements.list);
        let who = relative(&said, Of { many: false, people });
        Phrase::Simple(format!("among {} there is {some} {who}", list.words))
    }

    /// "each of the absences whose day of return is after D was brief"
    fn every(&self, sight: &Sight<'a>, elements: &Elements<'_, 'a>, has: &Expr, truth: bool) -> Phrase {
        let each = self.each(sight, elements);
        let each = if truth { each } else { each.replacen("each", "at least one", 1) };
        match self.condition(&elements.sight, has, truth) {
            Phrase::Simple(said) => match said.strip_prefix("it ").filter(|said| !said.starts_with("is not so that")) {
                Some(told) if reads_on(&each) => Phrase::Simple(format!("{each} {told}")),
                _ if self.is_of_people(&elements.sight, elements.list) => {
                    Phrase::Simple(format!("for {each}, {}", of_people(&said)))
                }
                _ => Phrase::Simple(format!("for {each}, {said}")),
            },
            Phrase::Listed { inline, text, items } => {
                Phrase::Listed { inline: format!("for {each}, {inline}"), text: format!("for {each}, {text}"), items }
            }
            Phrase::Any(parts) if reads_on(&each) && of_it(&parts).is_some() => {
                let [one, other] = of_it(&parts).unwrap_or_default();
                Phrase::Simple(format!("{each} either {} or {other}", super::english::closed(&one)))
            }
            phrase => Phrase::Joined(format!("for {each}, {}", phrase.inline())),
        }
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

    pub fn elements<'e>(
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

    /// "each of the stays that …"
    fn each(&self, sight: &Sight<'a>, elements: &Elements<'_, 'a>) -> String {
        if let ExprKind::EachOf(..) = &elements.list.kind {
            return format!("{}{}", self.value(sight, elements.list).words, self.restricted(elements, false));
        }
        self.each_one(sight, elements)
    }

    /// "each of the stays that …", "each member of the family who …"
    pub fn each_one(&self, sight: &Sight<'a>, elements: &Elements<'_, 'a>) -> String {
        let many = self.quietly(|| self.value(sight, elements.list)).plural;
        let list = self.many(sight, elements.list);
        let each = match list.strip_prefix("the members of ") {
            Some(rest) if !many => format!("each member of {rest}"),
            _ => match list.strip_prefix("the entries of ") {
                Some(rest) if !many => format!("each entry of {rest}"),
                _ => format!("each of {list}"),
            },
        };
        format!("{each}{}", self.restricted(elements, many))
    }

    /// What a list holds, as many: "the stays", "the members of the family".
    pub fn many(&self, sight: &Sight<'a>, list: &Expr) -> String {
        let noun = self.value(sight, list);
        if noun.plural {
            return noun.words;
        }
        let what = if self.is_of_people(sight, list) { "members" } else { "entries" };
        format!("the {what} of {}", noun.words)
    }

    fn is_of_people(&self, sight: &Sight<'a>, list: &Expr) -> bool {
        let label = self.record_in(sight, list).map(|record| label_or_name(record.label.as_ref(), &record.name.node));
        label.is_some_and(|label| super::english::is_somebody(&label))
    }

    /// What the elements that count have of their own: " that are open".
    pub fn restricted(&self, elements: &Elements<'_, 'a>, many: bool) -> String {
        let Some(condition) = elements.condition else { return String::new() };
        let of = Of { many, people: self.is_of_people(&elements.sight, elements.list) };
        format!(" {}", relative(&self.condition(&elements.sight, condition, true), of))
    }

    /// A call over lists as a value.
    pub fn gathered(&self, sight: &Sight<'a>, expr: &Expr, name: &Name, arguments: &[Argument]) -> Noun {
        match (name.node.as_str(), arguments) {
            ("any" | "no" | "every", _) => Noun::one(format!("whether {}", self.condition(sight, expr, true).inline())),
            ("count", [Argument::Of { expr, condition, .. }]) => {
                let Some(elements) = self.elements_in(sight, expr, condition.as_ref()) else {
                    return Noun::one("the count");
                };
                let list = self.many(sight, elements.list);
                let of = match &elements.list.kind {
                    ExprKind::EachOf(unit, length, last) => {
                        let last = self.value(sight, last).words;
                        format!("{}s, of {},", one_unit(*unit), self.stretch(sight, length, &last))
                    }
                    _ => list.strip_prefix("the ").unwrap_or(&list).to_owned(),
                };
                Noun::one(format!("the number of {of}{}", self.restricted(&elements, true)))
            }
            (_, [Argument::For { value, binder }]) => {
                let elements = self.bound(sight, binder);
                let list = match &elements.list.kind {
                    ExprKind::EachOf(..) => self.value(sight, elements.list).words,
                    _ => self.many(sight, elements.list),
                };
                let days = self.is_date(&elements.sight, value);
                let greatest = match name.node.as_str() {
                    "sum" => "the sum".to_owned(),
                    most => format!("the {}", extreme(most == "max", days, false)),
                };
                if matches!(&value.kind, ExprKind::Name(own) if *own == binder.name.node) {
                    return Noun::one(format!("{greatest} of {list}{}", self.restricted(&elements, true)));
                }
                let value = self.value(&elements.sight, value);
                if let ExprKind::EachOf(..) = &elements.list.kind {
                    let over = format!("over {list}{}", self.restricted(&elements, true));
                    return Noun::one(format!("{greatest}, {over}, of {}", value.words));
                }
                let over = format!("of each of {list}{}", self.restricted(&elements, true));
                if let (true, Some(field)) = (days, value.words.strip_prefix("its ")) {
                    return Noun::one(format!("{greatest} {field} {over}"));
                }
                let value = value.words.strip_prefix("its ").map_or(value.words.clone(), |rest| format!("the {rest}"));
                let of = if greatest == "the sum" { "of" } else { "value of" };
                Noun::one(format!("{greatest} {of} {value} {over}"))
            }
            (most, _) => self.days_noun(sight, most == "most_days_covered", arguments),
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

    pub fn bound<'e>(&self, sight: &Sight<'a>, binder: &'e Binder) -> Elements<'e, 'a> {
        self.elements(sight, &binder.name.node, &binder.list, binder.condition.as_ref())
    }
}
