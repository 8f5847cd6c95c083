//! Names in words: facts by their labels, the rest by label and section.

use super::declared::{Declared, Place, label_or_name, name_of};
use super::english::{self, Noun, in_words, quoted, the};
use super::labels::{Saying, saying};
use super::phrase::Phrase;
use super::writer::{Local, Sight, Writer};
use crate::source::Span;
use crate::syntax::{
    BaseType, DefineDecl, Expr, ExprKind, FactDecl, Item, Name, ParameterDecl, ParameterValue, RecordDecl, RuleDecl,
    Text, TypeRef,
};

pub const PERSON: &str = "the person";

/// What a name stands for, with the fields after it.
pub enum Named<'w, 'a> {
    Local(&'w Local<'a>, Vec<String>),
    Variant(String),
    Fact(&'a FactDecl, Vec<String>),
    Finding(&'a FactDecl),
    Items(Vec<(Place, &'a Item)>),
    Unknown(String),
}

/// `a.b.c` as its parts.
fn parts(expr: &Expr) -> Option<Vec<String>> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.split('.').map(str::to_owned).collect()),
        ExprKind::Field(of, field) => {
            let mut all = parts(of)?;
            all.push(field.node.clone());
            Some(all)
        }
        _ => None,
    }
}

impl<'a> Writer<'a> {
    pub fn named<'w>(&self, sight: &'w Sight<'a>, expr: &Expr) -> Option<Named<'w, 'a>> {
        Some(self.resolved(sight, &parts(expr)?, Some(expr.span)))
    }

    fn resolved<'w>(&self, sight: &'w Sight<'a>, parts: &[String], span: Option<Span>) -> Named<'w, 'a> {
        let (first, rest) = match parts.split_first() {
            Some((first, rest)) => (first.as_str(), rest.to_vec()),
            None => ("", Vec::new()),
        };
        if let Some(local) = sight.local(first) {
            return Named::Local(local, rest);
        }
        if let Some(label) = span.and_then(|span| self.meanings.variant_at(span)) {
            return Named::Variant(label.to_owned());
        }
        let found = self.declared.value(sight.module, first);
        if !found.is_empty() {
            self.reads(&found);
            return of_declared(&found, rest);
        }
        if let ([_, variant], Some((_, decl))) = (parts, self.declared.enumeration(sight.module, first))
            && let Some(label) = super::declared::variant_label(decl, variant)
        {
            return Named::Variant(label);
        }
        let written: Vec<&str> = parts.iter().map(String::as_str).collect();
        if let Some((found, taken)) = self.declared.value_in_full(sight.module, &written) {
            self.reads(&found);
            return of_declared(&found, parts.iter().skip(taken).cloned().collect());
        }
        match self.declared.variant(sight.module, first) {
            Some(label) => Named::Variant(label),
            None => Named::Unknown(in_words(&parts.join("."))),
        }
    }

    /// A name outside an expression as a thing.
    pub fn named_value(&self, sight: &Sight<'a>, name: &str) -> Noun {
        let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        self.noun(sight, &self.resolved(sight, &parts, None))
    }

    /// A name outside an expression as a condition.
    pub fn named_condition(&self, sight: &Sight<'a>, name: &str) -> Phrase {
        let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        self.holds(sight, &self.resolved(sight, &parts, None), true)
    }

    /// What is named, as a thing.
    pub fn noun(&self, sight: &Sight<'a>, named: &Named<'_, 'a>) -> Noun {
        match named {
            Named::Local(local, fields) if fields.is_empty() => match local.record {
                None if sight.is_it(local) && local.noun.words.starts_with("the ") => Noun::one("it"),
                _ => local.noun.clone(),
            },
            Named::Local(local, fields) => {
                let label = self.field_label(sight, local.record, fields);
                let label = without_own(&label, &local.noun.words);
                if sight.is_it(local) {
                    Noun { words: format!("its {}", bare(&label)), plural: english::is_plural(&label) }
                } else {
                    let noun = the(&label);
                    Noun { words: format!("{} of {}", noun.words, local.noun.words), ..noun }
                }
            }
            Named::Variant(label) => Noun::one(quoted(label)),
            Named::Fact(fact, fields) => self.fact(sight, fact, fields),
            Named::Finding(fact) => self.fact(sight, fact, &[]),
            Named::Items(items) => self.item_noun(sight, items),
            Named::Unknown(words) => the(words),
        }
    }

    fn fact(&self, sight: &Sight<'a>, fact: &'a FactDecl, fields: &[String]) -> Noun {
        let label = label_or_name(fact.label.as_ref(), &fact.name.node);
        if fields.is_empty() {
            return the(&label);
        }
        let field = self.field_label(sight, self.declared.record_of(sight.module, &fact.type_ref), fields);
        Noun { words: format!("{} of {}", the(&field).words, the(&label).words), plural: english::is_plural(&field) }
    }

    fn item_noun(&self, sight: &Sight<'a>, items: &[(Place, &'a Item)]) -> Noun {
        let places: Vec<Place> = items.iter().map(|(place, _)| *place).collect();
        let Some((_, item)) = items.first() else { return Noun::one("nothing") };
        if self.is_brief() {
            self.reached.borrow_mut().extend(&places);
            let value = match item {
                Item::Parameter(decl) if items.len() == 1 => self.single_value(sight, decl),
                _ => None,
            };
            return Noun::one(value.unwrap_or_else(|| self.in_brief(item)));
        }
        match item {
            Item::Parameter(decl) => {
                let noun = the(&label_or_name(decl.label.as_ref(), &decl.name.node));
                let value = if items.len() == 1 { self.single_value(sight, decl) } else { None };
                let notes: Vec<String> = value.into_iter().chain(self.see(&places)).collect();
                let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
                Noun { words: format!("{}{notes}", noun.words), ..noun }
            }
            Item::Define(decl) => {
                let noun = the(&self.own_label(sight, decl.label.as_ref(), &decl.name));
                Noun { words: format!("{}{}", noun.words, self.seen(&places)), ..noun }
            }
            Item::Score(decl) => {
                let label = self.own_label(sight, decl.label.as_ref(), &decl.name);
                Noun::one(format!("the score {}{}", quoted(&label), self.seen(&places)))
            }
            Item::Rule(decl) => {
                let label = self.own_label(sight, decl.label.as_ref(), &decl.name);
                Noun::one(format!("whether {}{}", self.said(PERSON, &label), self.seen(&places)))
            }
            Item::Table(decl) => {
                let noun = the(&label_or_name(decl.label.as_ref(), &decl.name.node));
                Noun { words: format!("{}{}", noun.words, self.seen(&places)), ..noun }
            }
            other => {
                Noun::one(format!("{}{}", quoted(&in_words(name_of(other).unwrap_or_default())), self.seen(&places)))
            }
        }
    }

    /// What stands for a value in a label: its own label where it is alone and short, else its name.
    fn in_brief(&self, item: &Item) -> String {
        let label = match item {
            Item::Parameter(ParameterDecl { label, .. }) | Item::Define(DefineDecl { label, .. }) => label.as_ref(),
            _ => None,
        };
        match label {
            Some(label) if self.is_alone() && !label.node.contains('{') => {
                let head = label.node.split([',', ';', ':', '(']).next().unwrap_or_default().trim();
                if head.len() < 60 { english::thing(head) } else { in_words(name_of(item).unwrap_or_default()) }
            }
            _ => in_words(name_of(item).unwrap_or_default()),
        }
    }

    /// Whether a name is that of a parameter with one short value.
    pub fn is_set(&self, sight: &Sight<'a>, expr: &Expr) -> bool {
        match self.named(sight, expr) {
            Some(Named::Items(items)) => match items.as_slice() {
                [(_, Item::Parameter(decl))] => self.single_value(sight, decl).is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    /// The value of a parameter that has one, if it is short.
    pub fn single_value(&self, sight: &Sight<'a>, decl: &'a ParameterDecl) -> Option<String> {
        let value = match &decl.value {
            ParameterValue::Is(value) if decl.annotations.time.is_none() => value,
            ParameterValue::Is(_) | ParameterValue::Dated(_) => return None,
        };
        let short = matches!(
            value.kind,
            ExprKind::Number { .. }
                | ExprKind::Money(..)
                | ExprKind::Date(_)
                | ExprKind::Duration(_)
                | ExprKind::Working(..)
                | ExprKind::Code(_)
        );
        short.then(|| self.quietly(|| self.value(sight, value).words))
    }

    /// What is named, as a condition that holds or does not.
    pub fn holds(&self, sight: &Sight<'a>, named: &Named<'_, 'a>, truth: bool) -> Phrase {
        Phrase::Simple(match named {
            Named::Local(local, fields) if fields.is_empty() => {
                let words = in_words(&local.name);
                if let (Some(who), english::Kind::Predicate) = (&sight.subject, english::kind(&words)) {
                    let said = if truth { self.said(who, &words) } else { self.denied(who, &words) };
                    return Phrase::Simple(said);
                }
                format!("the answer to {} is {}", local.noun.words, yes(truth))
            }
            Named::Local(local, fields) => {
                let label = self.field_label(sight, local.record, fields);
                let it = if sight.is_it(local) { "it".to_owned() } else { local.noun.words.clone() };
                self.marked(&it, &label, truth)
            }
            Named::Fact(fact, fields) => {
                if fields.is_empty() {
                    return Phrase::Simple(self.fact_holds(fact, truth));
                }
                let record = self.declared.record_of(sight.module, &fact.type_ref);
                let label = self.field_label(sight, record, fields);
                let of = self.fact(sight, fact, &[]).words;
                self.marked(&of, &label, truth)
            }
            Named::Finding(fact) => match self.fact_holds(fact, truth) {
                // "it is not so that … is not": the officer finds the contrary.
                said if !truth && says_no_twice(&said) => {
                    format!("an officer finds that this is not so: {}", self.fact_holds(fact, true))
                }
                said => format!("{said} ({})", by_an_officer(fact, truth)),
            },
            Named::Items(items) => return self.item_holds(sight, items, truth),
            Named::Variant(label) | Named::Unknown(label) => format!("{} is {}", quoted(label), yes(truth)),
        })
    }

    /// A field of an element that is yes or no: what its label says of the element.
    fn marked(&self, it: &str, label: &str, truth: bool) -> String {
        let not = if truth { "" } else { "not " };
        match saying(label) {
            Saying::Verb if truth => self.said(it, label),
            Saying::Verb => self.denied(it, label),
            Saying::Quality => format!("{it} is {not}{}", english::lowered(label)),
            Saying::Thing => format!("{it} is {not}{}", english::a(label)),
            Saying::Sentence => {
                let own = if it == "it" { "its".to_owned() } else { format!("for {it}, the") };
                let said = format!("{own} {}", english::lowered(label));
                if truth { said } else { format!("it is not so that {said}") }
            }
            Saying::Other => format!("{it} is {not}marked {}", quoted(label)),
        }
    }

    /// "it is for a year or more", of a field that is yes or no of the fact that there is.
    pub fn marked_of_it(&self, sight: &Sight<'a>, there: &Expr, told: &Expr) -> Option<String> {
        let (told, truth) = match &told.kind {
            ExprKind::Not(inner) => (inner.as_ref(), false),
            _ => (told, true),
        };
        let (Named::Fact(there, own), Named::Fact(fact, fields)) =
            (self.named(sight, there)?, self.named(sight, told)?)
        else {
            return None;
        };
        if !own.is_empty() || fields.is_empty() || there.name.node != fact.name.node {
            return None;
        }
        let record = self.declared.record_of(sight.module, &fact.type_ref);
        Some(self.marked("it", &self.field_label(sight, record, &fields), truth))
    }

    fn fact_holds(&self, fact: &FactDecl, truth: bool) -> String {
        let label = label_or_name(fact.label.as_ref(), &fact.name.node);
        let first = label.split(' ').next().unwrap_or_default();
        // "Has a passport": says something of the person, also with a great letter.
        let says = english::kind(&label) == english::Kind::Predicate && first.to_lowercase() != first;
        if says || (fact.label.is_some() && first.to_lowercase() == first && label.contains(' ')) {
            let label = english::lowered(&label);
            return if truth { self.said(PERSON, &label) } else { self.denied(PERSON, &label) };
        }
        match super::shown::shown(&label, truth).filter(|_| !fact.type_ref.optional) {
            Some(shown) => shown,
            None => answered(&label, yes(truth)),
        }
    }

    /// The label of a fact that is yes, no or none: that there is no answer is no "no".
    pub fn question(&self, sight: &Sight<'a>, expr: &Expr) -> Option<String> {
        let fact = match self.named(sight, expr)? {
            Named::Fact(fact, fields) if fields.is_empty() => fact,
            Named::Finding(fact) => fact,
            _ => return None,
        };
        let is_condition = base(&fact.type_ref) == Some("boolean");
        is_condition.then(|| label_or_name(fact.label.as_ref(), &fact.name.node))
    }

    /// "an officer has found whether the person is able to settle, or not"
    pub fn found_either_way(&self, sight: &Sight<'a>, expr: &Expr, found: bool) -> Option<String> {
        let Named::Finding(fact) = self.named(sight, expr)? else { return None };
        let label = label_or_name(fact.label.as_ref(), &fact.name.node);
        if base(&fact.type_ref) != Some("boolean") || english::kind(&label) != english::Kind::Predicate {
            return None;
        }
        let who = if found { "an officer has found, one way or the other," } else { "no officer has found" };
        Some(format!("{who} whether {}", self.said(PERSON, &label)))
    }

    fn item_holds(&self, sight: &Sight<'a>, items: &[(Place, &'a Item)], truth: bool) -> Phrase {
        let places: Vec<Place> = items.iter().map(|(place, _)| *place).collect();
        let said = |label: &str| if truth { self.said(PERSON, label) } else { self.denied(PERSON, label) };
        Phrase::Simple(match items.first().map(|(_, item)| item) {
            Some(Item::Rule(RuleDecl { label, name, .. }) | Item::Define(DefineDecl { label, name, .. })) => {
                let words = match label {
                    Some(_) => said(&self.own_label(sight, label.as_ref(), name)),
                    None => unlabelled(&name.node, truth),
                };
                format!("{words}{}", self.seen(&places))
            }
            Some(_) => format!("{} is {}", self.item_noun(sight, items).words, yes(truth)),
            None => "this is so".to_owned(),
        })
    }

    /// The label of a declaration with inputs or values in it.
    pub fn own_label(&self, sight: &Sight<'a>, label: Option<&Text>, name: &Name) -> String {
        label.map_or_else(|| in_words(&name.node), |label| self.told(sight, label))
    }

    /// The label of a field of a record, however deep.
    fn field_label(&self, sight: &Sight<'a>, record: Option<&'a RecordDecl>, fields: &[String]) -> String {
        let mut record = record;
        let mut labels: Vec<String> = Vec::new();
        for field in fields {
            let found = record.and_then(|record| record.fields.iter().find(|(name, ..)| name.node == *field));
            labels.push(label_or_name(found.and_then(|(_, _, label)| label.as_ref()), field));
            record = found.and_then(|(_, ty, _)| self.declared.record_of(sight.module, ty));
        }
        labels.reverse();
        labels.join(" of the ")
    }

    /// The inputs of a declaration, as its own clauses speak of them.
    pub fn inputs(&self, module: usize, inputs: &'a [(Name, TypeRef)]) -> Sight<'a> {
        let mut sight = Sight::of(module);
        for (name, ty) in inputs {
            let record = self.declared.record_of(module, ty);
            let noun = self.input_noun(module, inputs, (name, ty));
            sight.locals.push(Local { name: name.node.clone(), noun, record, is_element: false });
        }
        sight
    }

    /// What an input is called: as its type, where its own name says no more, else by its name.
    pub fn input_noun(&self, module: usize, inputs: &[(Name, TypeRef)], (name, ty): (&Name, &TypeRef)) -> Noun {
        let alike = inputs.iter().filter(|(_, other)| base(other) == base(ty)).count() > 1;
        let of_type = base(ty).is_some_and(|base| base.split('_').any(|part| part == name.node));
        let says_more = name.node.len() > 2 && !of_type && !["who", "what", "which", "one"].contains(&&*name.node);
        let words = if says_more || alike { None } else { self.type_label(module, ty) };
        words.map_or_else(|| Noun::one(format!("‹{}›", in_words(&name.node))), |label| the(&label))
    }

    /// Where a type of the policy's own stands.
    pub fn type_place(&self, module: usize, ty: &TypeRef) -> Vec<Place> {
        let record = base(ty).and_then(|name| self.declared.record(module, name)).map(|(place, _)| place);
        let enumeration = || base(ty).and_then(|name| self.declared.enumeration(module, name)).map(|(place, _)| place);
        record.or_else(enumeration).into_iter().collect()
    }

    /// What a type of the policy's own is called.
    pub fn type_label(&self, module: usize, ty: &TypeRef) -> Option<String> {
        let BaseType::Named(name) = &ty.base else { return None };
        if let Some((_, decl)) = self.declared.record(module, &name.node) {
            return Some(label_or_name(decl.label.as_ref(), &name.node));
        }
        let (_, decl) = self.declared.enumeration(module, &name.node)?;
        Some(label_or_name(decl.label.as_ref(), &name.node))
    }
}

/// What it takes of an officer: nothing, where it is presumed so.
fn by_an_officer(fact: &FactDecl, truth: bool) -> &'static str {
    let presumed =
        fact.presumed.as_ref().is_some_and(|value| matches!(value.kind, ExprKind::Boolean(so) if so == truth));
    match (presumed, fact.presumed_when.is_some()) {
        (true, false) => "unless an officer finds otherwise",
        (true, true) => "as an officer finds, or as is presumed",
        (false, _) => "as an officer finds",
    }
}

/// Whether what is denied holds a "not" of its own.
fn says_no_twice(denied: &str) -> bool {
    denied.starts_with("it is not so that ") || denied.matches(" not ").count() > 1
}

pub fn base(ty: &TypeRef) -> Option<&str> {
    match &ty.base {
        BaseType::Named(name) => Some(&name.node),
        BaseType::Money(_) | BaseType::List(_) | BaseType::Ranged { .. } => None,
    }
}

/// A rule that has a name only.
pub fn unlabelled(name: &str, truth: bool) -> String {
    let words = quoted(&in_words(name));
    if truth { format!("{words} holds") } else { format!("{words} does not hold") }
}

pub fn yes(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

/// What a record says to a question that is no sentence.
pub fn answered(label: &str, answer: &str) -> String {
    format!("the record says {answer} to {}", quoted(label))
}

/// "first day of the entitlement" of an entitlement: its first day.
fn without_own(label: &str, owner: &str) -> String {
    let own = owner.strip_prefix("the ").and_then(|owner| owner.split(' ').next());
    let short = own.and_then(|own| label.strip_suffix(&format!(" of the {own}")));
    short.unwrap_or(label).to_owned()
}

/// A label after "its": without an article.
fn bare(label: &str) -> String {
    let label = english::thing(label);
    label.strip_prefix("the ").map(str::to_owned).unwrap_or(label)
}

fn of_declared<'w, 'a>(found: &[Declared<'a>], rest: Vec<String>) -> Named<'w, 'a> {
    match found.first() {
        Some(Declared::Fact(fact)) => Named::Fact(fact, rest),
        Some(Declared::Finding(fact)) => Named::Finding(fact),
        _ => Named::Items(
            found
                .iter()
                .filter_map(|declared| match declared {
                    Declared::Item(place, item) => Some((*place, *item)),
                    Declared::Fact(_) | Declared::Finding(_) => None,
                })
                .collect(),
        ),
    }
}
