//! Who writes the prose: what the policy means, the numbers of its sections, and what has been said.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::declared::{Declarations, Place};
use super::document::Footing;
use super::english::{self, Kind, Noun, and, kind, quoted};
use super::meanings::Meanings;
use crate::explain::date_words;
use crate::syntax::{self, Annotations, ExprKind, RecordDecl, Text, Time};

/// From where an expression is read: its file, and the elements and inputs that it may name.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    pub module: usize,
    pub locals: Vec<Local<'a>>,
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
        Sight { module, locals: Vec::new() }
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
}

impl<'a> Writer<'a> {
    pub fn new(
        declared: Declarations<'a>,
        meanings: &'a Meanings,
        as_of: Noun,
        numbers: BTreeMap<Place, String>,
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
        }
    }

    /// Begins a section: everything it speaks of is referred to once more.
    pub fn begin(&self, place: Option<Place>) {
        self.own.set(place);
        self.seen.borrow_mut().clear();
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

    /// Whether names stand for values, as in labels.
    pub fn is_brief(&self) -> bool {
        self.brief.get()
    }

    /// A label with what stands for its values.
    pub fn told(&self, sight: &Sight<'a>, label: &Text) -> String {
        let (values, _) = syntax::label_values(label);
        values.into_iter().fold(label.node.clone(), |told, (written, value)| {
            let before = self.brief.replace(true);
            let words = self.quietly(|| self.value(sight, &value).words);
            self.brief.set(before);
            // What is given, or the same for everybody, is no value of the person.
            let given = matches!(&value.kind, ExprKind::Name(name) if sight.local(name).is_some())
                || self.is_set(sight, &value);
            told.replace(&written, &if given { words } else { format!("‹{words}›") })
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

    /// ", in force from …" behind a clause that has a time.
    pub fn in_force(&self, sight: &Sight<'a>, annotations: &Annotations) -> String {
        annotations.time.as_ref().map(|time| format!(" (in force {})", self.time(sight, time))).unwrap_or_default()
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
        let simple = ![" or ", " and ", ","].iter().any(|word| label.contains(word));
        let (first, rest) = label.split_once(' ').unwrap_or((label, ""));
        match (kind(label), first) {
            (Kind::Predicate, "is" | "was" | "can" | "will" | "would" | "could") if simple => {
                let first = match (first, rest.strip_prefix("not ")) {
                    (first, Some(rest)) => return format!("{subject} {first} {rest}"),
                    ("can", None) => "cannot".to_owned(),
                    (first, None) => format!("{first} not"),
                };
                format!("{subject} {first} {rest}")
            }
            (Kind::Predicate, "does" | "did" | "has" | "had" | "may") if rest.starts_with("not ") => {
                format!("{subject} {first} {}", rest.trim_start_matches("not "))
            }
            (Kind::Noun, _) => format!("this does not hold: {}", quoted(label)),
            (Kind::Predicate | Kind::Sentence, _) => {
                format!("it is not so that {}", self.said(subject, label))
            }
        }
    }
}
