//! The document put together: which declarations stand in which article, and their numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::{Declarations, Place};
use super::document::{Article, Block, Document, Section, mark, one_bracket};
use super::front::{as_of, closing};
use super::meanings::Meanings;
use super::writer::{Asked, Writer};
use crate::check::{CheckedPolicy, Project};
use crate::syntax::Item;

/// The articles, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Ways,
    Places,
    Conditions,
    Exceptions,
    Scores,
    Definitions,
    Parameters,
    Tables,
    Calendars,
    Known,
    Kinds,
}

impl Topic {
    fn heading(self) -> &'static str {
        match self {
            Topic::Ways => "Ways in",
            Topic::Places => "Places",
            Topic::Conditions => "Conditions",
            Topic::Exceptions => "Exceptions",
            Topic::Scores => "Scores",
            Topic::Definitions => "Definitions",
            Topic::Parameters => "Numbers, days and lists that the law sets",
            Topic::Tables => "Tables",
            Topic::Calendars => "Calendars",
            Topic::Known => "What is known of a person",
            Topic::Kinds => "Kinds of answers",
        }
    }

    /// None for tests and assertions, which are no law.
    fn of(item: &Item) -> Option<Topic> {
        Some(match item {
            Item::Pathway(_) | Item::Determination(_) => Topic::Ways,
            Item::Quota(_) => Topic::Places,
            Item::Rule(_) => Topic::Conditions,
            Item::Exception(_) => Topic::Exceptions,
            Item::Score(_) => Topic::Scores,
            Item::Define(_) => Topic::Definitions,
            Item::Parameter(_) => Topic::Parameters,
            Item::Table(_) => Topic::Tables,
            Item::Calendar(_) => Topic::Calendars,
            Item::Facts(_) | Item::Finding(_) => Topic::Known,
            Item::Enum(_) | Item::Record(_) => Topic::Kinds,
            Item::Test(_) | Item::Assert(_) => return None,
        })
    }
}

/// The policy as prose. `project` is the one that it was checked from.
#[must_use]
pub fn paraphrase(project: &Project, policy: &CheckedPolicy) -> Document {
    let meanings = Meanings::of(policy);
    let declared = Declarations { project };
    let day = as_of(policy);
    let writer = |numbers, told_of, asked_of| Writer::new(declared, &meanings, day.clone(), numbers, told_of, asked_of);
    // What is read of the libraries shows only as it is written: write until nothing new is spoken of.
    let mut places = own_places(declared);
    let mut told_of: BTreeSet<String> =
        policy.header.as_of.map(|id| policy.facts[id].path.clone()).into_iter().collect();
    let mut asked_of = Asked::new();
    loop {
        let draft = writer(BTreeMap::new(), told_of.clone(), asked_of.clone());
        let _ = sections(&draft, &places);
        let reached: BTreeSet<Place> = places.union(&draft.reached.borrow()).copied().collect();
        let read: BTreeSet<String> = told_of.union(&draft.read.borrow()).cloned().collect();
        let asked = draft.asked_of.take();
        if reached == places && read == told_of && asked == asked_of {
            break;
        }
        (places, told_of, asked_of) = (reached, read, asked);
    }
    let order = in_order(declared, &places, &told_of);
    let fair = writer(numbers(&order), told_of, asked_of);
    let name = policy.header.name.clone();
    let articles: Vec<Article> =
        order.iter().enumerate().map(|(at, (topic, groups))| article(&fair, at, *topic, groups)).collect();
    let mut front = fair.front(policy, &words_of(&articles));
    mark(&mut front);
    Document {
        title: policy.header.label.clone().unwrap_or_else(|| super::english::in_words(&name)),
        name,
        front,
        footing: fair.header_footing(),
        articles,
        closing: closing(project),
    }
}

/// All that the articles say.
fn words_of(articles: &[Article]) -> String {
    fn item(words: &mut Vec<String>, one: &super::document::Item) {
        words.push(one.text.clone());
        for list in &one.lists {
            words.push(list.lead.clone());
            list.items.iter().for_each(|inner| item(words, inner));
        }
    }
    let mut words = Vec::new();
    for section in articles.iter().flat_map(|article| &article.sections) {
        for block in &section.blocks {
            match block {
                Block::Paragraph(text) => words.push(text.clone()),
                Block::Items(items) => items.iter().for_each(|one| item(&mut words, one)),
                Block::Table(grid) => words.extend(grid.rows.iter().flatten().cloned()),
                Block::Footing(_) => {}
            }
        }
    }
    words.join(" ")
}

/// All of the file itself; of the others what every record holds.
fn own_places(declared: Declarations<'_>) -> BTreeSet<Place> {
    let modules = 0..declared.project.modules.len();
    let items = modules.flat_map(|module| declared.items(module));
    items
        .filter(|((module, _), item)| *module == 0 || matches!(item, Item::Facts(_) | Item::Finding(_)))
        .map(|(place, _)| place)
        .collect()
}

/// The sections of each article, each by the declarations that it is of.
type Order = Vec<(Topic, Vec<Vec<Place>>)>;

fn in_order(declared: Declarations<'_>, places: &BTreeSet<Place>, told_of: &BTreeSet<String>) -> Order {
    let mut topics: BTreeMap<Topic, Vec<Place>> = BTreeMap::new();
    for module in 0..declared.project.modules.len() {
        for (place, item) in declared.items(module).filter(|(place, _)| places.contains(place)) {
            let Some(topic) = Topic::of(item) else { continue };
            if module != 0 && is_unread(item, told_of) {
                continue;
            }
            topics.entry(topic).or_default().push(place);
        }
    }
    let alone = |places: Vec<Place>| places.into_iter().map(|place| vec![place]).collect();
    let sections = topics.into_iter().map(|(topic, places)| match topic {
        Topic::Known => (topic, known(declared, places)),
        _ => (topic, alone(places)),
    });
    sections.collect()
}

/// What is known of a person: the file's own facts, then what it shares with others, then what an officer finds.
fn known(declared: Declarations<'_>, places: Vec<Place>) -> Vec<Vec<Place>> {
    let is_finding = |place: &Place| {
        declared.items(place.0).any(|(found, item)| found == *place && matches!(item, Item::Finding(_)))
    };
    let (findings, facts): (Vec<Place>, Vec<Place>) = places.into_iter().partition(is_finding);
    let (own, shared): (Vec<Place>, Vec<Place>) = facts.into_iter().partition(|(module, _)| *module == 0);
    own.into_iter().map(|place| vec![place]).chain([shared, findings]).filter(|places| !places.is_empty()).collect()
}

/// Facts of a library of which the policy reads none.
fn is_unread(item: &Item, told_of: &BTreeSet<String>) -> bool {
    match item {
        Item::Facts(decl) => !decl.facts.iter().any(|fact| fact.id || told_of.contains(&fact.name.node)),
        Item::Finding(decl) => !told_of.contains(&decl.name.node),
        _ => false,
    }
}

fn numbers(order: &Order) -> BTreeMap<Place, String> {
    let mut numbers = BTreeMap::new();
    for (article, (_, sections)) in order.iter().enumerate() {
        for (section, places) in sections.iter().enumerate() {
            let number = format!("{}.{}", article.saturating_add(1), section.saturating_add(1));
            numbers.extend(places.iter().map(|place| (*place, number.clone())));
        }
    }
    numbers
}

fn sections(writer: &Writer<'_>, places: &BTreeSet<Place>) -> Vec<Section> {
    places.iter().filter_map(|place| section(writer, *place)).collect()
}

fn article(writer: &Writer<'_>, at: usize, topic: Topic, groups: &[Vec<Place>]) -> Article {
    let told = |places: &Vec<Place>| match (places.as_slice(), topic) {
        ([only], _) => section(writer, *only),
        (several, Topic::Known) => known_together(writer, several),
        _ => None,
    };
    let sections = groups.iter().filter_map(told).map(|mut section| {
        mark(&mut section.blocks);
        one_bracket(&mut section.blocks);
        section
    });
    Article { number: at.saturating_add(1), heading: topic.heading().to_owned(), sections: sections.collect() }
}

fn section(writer: &Writer<'_>, place: Place) -> Option<Section> {
    let (_, item) = writer.declared.items(place.0).find(|(found, _)| *found == place)?;
    Some(match item {
        Item::Enum(decl) => writer.enumeration(place, decl),
        Item::Record(decl) => writer.record(place, decl),
        Item::Facts(decl) => writer.facts(place, decl),
        Item::Finding(decl) => writer.findings(&[(place, decl)]),
        Item::Parameter(decl) => writer.parameter(place, decl),
        Item::Table(decl) => writer.table(place, decl),
        Item::Define(decl) => writer.define(place, decl),
        Item::Rule(decl) => writer.rule(place, decl),
        Item::Score(decl) => writer.score(place, decl),
        Item::Pathway(decl) => writer.pathway(place, decl),
        Item::Determination(decl) => writer.determination(place, decl),
        Item::Quota(decl) => writer.quota(place, decl),
        Item::Calendar(decl) => writer.calendar(place, decl),
        Item::Exception(decl) => writer.exception(place, decl),
        Item::Test(_) | Item::Assert(_) => return None,
    })
}

/// Facts or findings of several declarations as one section.
fn known_together(writer: &Writer<'_>, places: &[Place]) -> Option<Section> {
    let (mut facts, mut findings) = (Vec::new(), Vec::new());
    for place in places {
        match writer.declared.items(place.0).find(|(found, _)| found == place)?.1 {
            Item::Facts(decl) => facts.push((*place, decl)),
            Item::Finding(decl) => findings.push((*place, decl)),
            _ => {}
        }
    }
    Some(if findings.is_empty() { writer.shared_facts(&facts) } else { writer.findings(&findings) })
}
