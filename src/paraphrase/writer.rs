//! Who writes the prose: what the policy means, the numbers of its sections, and what has been said.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::declared::{Declarations, Declared, Place};
use super::document::Footing;
use super::english::{self, Kind, Noun, and, kind, quoted};
use super::meanings::Meanings;
use super::named::Named;
use crate::explain::date_words;
use crate::syntax::{self, Annotations, Expr, ExprKind, RecordDecl, Text, Time};

/// From where an expression is read: its file, and the elements and inputs that it may name.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    pub module: usize,
    pub locals: Vec<Local<'a>>,
    /// Of whom a provision speaks that is given something of somebody other than the person.
    pub subject: Option<String>,
}

/// An element of a list or an input, as the prose calls it.
#[derive(Clone, Debug)]
pub struct Local<'a> {
    pub name: String,
    pub noun: Noun,
    pub record: Option<&'a RecordDecl>,
    /// An element, which "it" and "its" can mean.
    pub is_element: bool,
}

impl<'a> Sight<'a> {
    pub fn of(module: usize) -> Sight<'a> {
        Sight { module, locals: Vec::new(), subject: None }
    }

    #[must_use]
    pub fn with(&self, local: Local<'a>) -> Sight<'a> {
        let mut sight = self.clone();
        sight.locals.push(local);
        sight
    }

    pub fn local(&self, name: &str) -> Option<&Local<'a>> {
        self.locals.iter().rev().find(|local| local.name == name)
    }

    /// Whether "it" can mean only this element.
    pub fn is_it(&self, local: &Local<'a>) -> bool {
        local.is_element && self.locals.iter().filter(|other| other.is_element).count() == 1
    }
}

/// Of whom a provision speaks that is asked of several.
pub const THAT_PERSON: &str = "that person";

/// Writes one policy.
pub struct Writer<'a> {
    pub declared: Declarations<'a>,
    pub meanings: &'a Meanings,
    /// The day whose law applies, as the policy calls it.
    pub as_of: Noun,
    /// The numbers of the sections.
    pub numbers: BTreeMap<Place, String>,
    /// What has been spoken of.
    pub reached: RefCell<BTreeSet<Place>>,
    /// What this section has referred to, which need not be said again.
    seen: RefCell<BTreeSet<Place>>,
    own: Cell<Option<Place>>,
    /// Inside words that are quoted, where no reference stands.
    quiet: Cell<bool>,
    /// Inside a label, where names stand for values.
    brief: Cell<bool>,
    /// The value in a label is one name.
    alone: Cell<bool>,
    /// Numbers are codes, which have no thousands.
    codes: Cell<bool>,
    /// The facts whose numbers are codes, by name.
    coded: RefCell<BTreeSet<String>>,
    /// The facts and findings that have been read, by name.
    pub read: RefCell<BTreeSet<String>>,
    /// Those of the libraries that are told.
    pub told_of: BTreeSet<String>,
    /// Of whom the provisions with inputs are asked, as the others ask them.
    pub asked_of: RefCell<Asked>,
    /// The same of the draft before.
    known: Asked,
    /// Clauses that this section has told in full.
    told_clauses: RefCell<BTreeSet<String>>,
    /// Stages, and the sections that have told them.
    told_stages: RefCell<BTreeMap<String, String>>,
}

/// Of whom each provision is asked.
pub type Asked = BTreeMap<Place, BTreeSet<String>>;

impl<'a> Writer<'a> {
    pub fn new(
        declared: Declarations<'a>,
        meanings: &'a Meanings,
        as_of: Noun,
        numbers: BTreeMap<Place, String>,
        told_of: BTreeSet<String>,
        known: Asked,
    ) -> Writer<'a> {
        Writer {
            declared,
            meanings,
            as_of,
            numbers,
            reached: RefCell::default(),
            seen: RefCell::default(),
            own: Cell::new(None),
            quiet: Cell::new(false),
            brief: Cell::new(false),
            alone: Cell::new(false),
            codes: Cell::new(false),
            coded: RefCell::default(),
            read: RefCell::default(),
            told_of,
            asked_of: RefCell::default(),
            known,
            told_clauses: RefCell::default(),
            told_stages: RefCell::default(),
        }
    }

    /// Of whom a provision is asked, where it is never the person.
    pub fn somebody_else(&self, place: Place) -> Option<String> {
        match self.known.get(&place)?.iter().collect::<Vec<_>>().as_slice() {
            [only] if *only != super::named::PERSON => Some((*only).clone()),
            [_] | [] => None,
            _ => Some(THAT_PERSON.to_owned()),
        }
    }

    /// "the person and the relative": of whom this provision is asked, where they are several.
    pub fn asked_of_several(&self) -> Option<String> {
        let all = self.known.get(&self.own.get()?)?;
        let all: Vec<String> = all.iter().filter(|who| *who != THAT_PERSON).cloned().collect();
        (all.len() > 1).then(|| and(&all))
    }

    /// The section that tells the same in the same words; that it is this one is noted.
    pub fn told_before(&self, words: String) -> Option<String> {
        let own = self.own.get().and_then(|place| self.numbers.get(&place).cloned()).unwrap_or_default();
        let mut told = self.told_stages.borrow_mut();
        let before = told.get(&words).filter(|before| **before != own).cloned();
        told.entry(words).or_insert(own);
        before
    }

    /// Whether this section tells a clause once more.
    pub fn is_told_again(&self, clause: &str) -> bool {
        !self.quiet.get() && !self.told_clauses.borrow_mut().insert(clause.to_owned())
    }

    /// Begins a section: everything it speaks of is referred to once more.
    pub fn begin(&self, place: Option<Place>) {
        self.own.set(place);
        self.seen.borrow_mut().clear();
        self.told_clauses.borrow_mut().clear();
    }

    /// "see 3.2", the first time that a section speaks of it.
    pub fn see(&self, places: &[Place]) -> Option<String> {
        self.reached.borrow_mut().extend(places);
        let own = self.own.get();
        if self.quiet.get() || places.iter().any(|place| own == Some(*place)) {
            return None;
        }
        let mut seen = self.seen.borrow_mut();
        let new: Vec<&Place> = places.iter().filter(|place| !seen.contains(place)).collect();
        let numbers: Vec<String> = new.iter().filter_map(|place| self.numbers.get(place).cloned()).collect();
        seen.extend(places);
        (!numbers.is_empty()).then(|| format!("see {}", and(&numbers)))
    }

    /// The same in brackets after a name.
    pub fn seen(&self, places: &[Place]) -> String {
        self.see(places).map(|see| format!(" ({see})")).unwrap_or_default()
    }

    /// Writes words in which no reference stands.
    pub fn quietly<T>(&self, write: impl FnOnce() -> T) -> T {
        let before = self.quiet.replace(true);
        let written = write();
        self.quiet.set(before);
        written
    }

    /// Notes which facts are read.
    pub fn reads(&self, found: &[Declared<'_>]) {
        let names = found.iter().filter_map(|declared| match declared {
            Declared::Fact(fact) | Declared::Finding(fact) => Some(fact.name.node.clone()),
            Declared::Item(..) => None,
        });
        self.read.borrow_mut().extend(names);
    }

    /// Writes numbers that are codes.
    pub fn as_codes<T>(&self, write: impl FnOnce() -> T) -> T {
        let before = self.codes.replace(true);
        let written = write();
        self.codes.set(before);
        written
    }

    pub fn is_in_codes(&self) -> bool {
        self.codes.get()
    }

    /// Notes that the numbers of a fact are compared as codes.
    pub fn is_a_code(&self, sight: &Sight<'a>, expr: &Expr) {
        if let Some(Named::Fact(fact, _)) = self.named(sight, expr) {
            self.coded.borrow_mut().insert(fact.name.node.clone());
        }
    }

    pub fn is_coded(&self, name: &str) -> bool {
        self.coded.borrow().contains(name)
    }

    /// Whether the value in a label is one name.
    pub fn is_alone(&self) -> bool {
        self.alone.get()
    }

    /// Whether names stand for values, as in labels.
    pub fn is_brief(&self) -> bool {
        self.brief.get()
    }

    /// A label with what stands for its values.
    pub fn told(&self, sight: &Sight<'a>, label: &Text) -> String {
        let (values, _) = syntax::label_values(label);
        values.into_iter().fold(label.node.clone(), |told, (written, value)| {
            let before = self.brief.replace(true);
            let alone = self.alone.replace(matches!(value.kind, ExprKind::Name(_)));
            let words = self.quietly(|| self.value(sight, &value).words);
            self.brief.set(before);
            self.alone.set(alone);
            // What is given, or the same for everybody, is no value of the person.
            let given = matches!(&value.kind, ExprKind::Name(name) if sight.local(name).is_some())
                || self.is_set(sight, &value);
            told.replace(
                &written,
                &if given { words } else { format!("‹{}›", words.strip_prefix("the ").unwrap_or(&words)) },
            )
        })
    }

    pub fn footing(&self, annotations: &Annotations) -> Footing {
        let texts = |texts: &[Text]| texts.iter().map(|text| text.node.clone()).collect();
        Footing { sources: texts(&annotations.sources), notes: texts(&annotations.notes) }
    }

    /// "from 1 March 2026 through 31 May 2026, both days included, by the date of entry"
    pub fn time(&self, sight: &Sight<'a>, time: &Time) -> String {
        let from = time.from.as_ref().map(|day| format!("from {}", date_words(day.node)));
        let through = time.through.as_ref().map(|day| format!("through {}", date_words(day.node)));
        let days: Vec<String> = [from, through].into_iter().flatten().collect();
        let both = if days.len() == 2 { ", both days included" } else { ", that day included" };
        let by = time.by.as_ref().map(|fact| format!(", by {}", self.named_value(sight, &fact.node).words));
        format!("{}{both}{}", days.join(" "), by.unwrap_or_default())
    }

    /// ", in force from …" behind what is said, where it has a time.
    pub fn in_force(&self, sight: &Sight<'a>, said: &str, annotations: &Annotations) -> String {
        let time = annotations.time.as_ref().map(|time| self.time(sight, time));
        time.map(|time| super::clauses::in_force(said, &time)).unwrap_or_default()
    }

    /// What a label says of the person, or of another subject: a sentence.
    pub fn said(&self, subject: &str, label: &str) -> String {
        match kind(label) {
            Kind::Predicate => format!("{subject} {}", english::lowered(label)),
            Kind::Sentence => label.strip_prefix("and ").unwrap_or(label).to_owned(),
            Kind::Noun => format!("this holds: {}", quoted(label)),
        }
    }

    /// The same where it does not hold.
    pub fn denied(&self, subject: &str, label: &str) -> String {
        match kind(label) {
            Kind::Noun => format!("this does not hold: {}", quoted(label)),
            Kind::Predicate => match super::labels::negated(&english::lowered(label)) {
                Some(not) => format!("{subject} {not}"),
                None => match super::labels::both_of(&english::lowered(label)) {
                    Some((one, other)) => format!("it is not so that {subject} both {one} and {other}"),
                    None => format!("it is not so that {}", self.said(subject, label)),
                },
            },
            Kind::Sentence => format!("it is not so that {}", self.said(subject, label)),
        }
    }
}
