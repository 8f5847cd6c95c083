//! Conditions in words, put together so that what belongs together cannot be misread.

use super::document::{Item, List, join};
use super::english::{Noun, and};

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    Simple(String),
    /// Two sentences that read as one: "there is a removal order, and it is after …".
    Joined(String),
    All(Vec<Phrase>),
    Any(Vec<Phrase>),
    /// A long sentence, and the same with a list behind it.
    Listed {
        inline: String,
        text: String,
        items: Vec<String>,
    },
}

impl Phrase {
    pub fn all(phrases: Vec<Phrase>) -> Phrase {
        Phrase::flat(phrases, true)
    }

    pub fn any(phrases: Vec<Phrase>) -> Phrase {
        Phrase::flat(phrases, false)
    }

    /// "the record says none or yes to “X”": two answers to one question.
    fn answers(one: &Phrase, other: &Phrase) -> Option<Phrase> {
        let (Phrase::Simple(one), Phrase::Simple(other)) = (one, other) else { return None };
        let parts = |text: &str| {
            let (answer, question) = text.strip_prefix("the record says ")?.split_once(" to ")?;
            Some((answer.to_owned(), question.to_owned()))
        };
        let ((first, asked), (second, again)) = (parts(one)?, parts(other)?);
        let (first, second) = if first == "none" { (second, first) } else { (first, second) };
        (asked == again).then(|| Phrase::Simple(format!("the record says {first} or {second} to {asked}")))
    }

    fn flat(phrases: Vec<Phrase>, all: bool) -> Phrase {
        let mut flat = Vec::new();
        for phrase in phrases {
            match phrase {
                Phrase::All(inner) if all => flat.extend(inner),
                Phrase::Any(inner) if !all => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if let (false, [one, other]) = (all, flat.as_slice())
            && let Some(both) = Phrase::answers(one, other)
        {
            return both;
        }
        match (flat.len(), all) {
            (1, _) => flat.pop().unwrap_or_else(|| Phrase::Simple(String::new())),
            (_, true) => Phrase::All(flat),
            (_, false) => Phrase::Any(flat),
        }
    }

    /// On one line. What is inside another stands in brackets.
    pub fn inline(&self) -> String {
        match self {
            Phrase::Simple(text) | Phrase::Joined(text) | Phrase::Listed { inline: text, .. } => text.clone(),
            Phrase::All(phrases) => match phrases.as_slice() {
                [one, other] if shows_both(one, other, "both", "and").is_some() => {
                    shows_both(one, other, "both", "and").unwrap_or_default()
                }
                // "both no officer has found …" is no English.
                [one, other] if opens_apart(&one.inside()) => {
                    format!("{}, and {}", one.inside(), other.inside())
                }
                [one, other] => format!("both {} and {}", super::english::closed(&one.inside()), other.inside()),
                all => format!("all of this holds: {}", and(&insides(all))),
            },
            Phrase::Any(phrases) => match phrases.as_slice() {
                [one, other] if shows_both(one, other, "either", "or").is_some() => {
                    shows_both(one, other, "either", "or").unwrap_or_default()
                }
                [one, other] => format!("either {} or {}", super::english::closed(&one.inside()), other.inside()),
                any => format!("any of this holds: {}", super::english::or(&insides(any))),
            },
        }
    }

    pub fn inside(&self) -> String {
        match self {
            Phrase::Simple(text) | Phrase::Listed { inline: text, .. } => text.clone(),
            Phrase::Joined(_) | Phrase::All(_) | Phrase::Any(_) => format!("({})", self.inline()),
        }
    }

    /// Whether it is better set as a list.
    fn is_long(&self) -> bool {
        match self {
            Phrase::Simple(_) | Phrase::Joined(_) => false,
            Phrase::Listed { .. } => true,
            Phrase::All(inner) | Phrase::Any(inner) => {
                let runs_on = match inner.as_slice() {
                    [one, _] if opens_apart(&one.inside()) => false,
                    _ => self.inline().chars().count() > LONG,
                };
                runs_on || inner.len() > 2 || inner.iter().any(|phrase| !matches!(phrase, Phrase::Simple(_)))
            }
        }
    }

    /// As an item of a list, after words that lead in; a list of its own where it is long.
    pub fn item(&self, before: &str) -> Item {
        if !self.is_long() {
            return Item::of(format!("{before}{}", self.inline()));
        }
        match self {
            Phrase::All(inner) => listed(format!("{before}all of the following hold:"), inner, "and"),
            Phrase::Any(inner) => listed(format!("{before}any of the following holds:"), inner, "or"),
            Phrase::Listed { text, items, .. } => {
                let mut items: Vec<Item> = items.iter().map(Item::of).collect();
                join(&mut items, "and");
                let text = format!("{before}{text}");
                Item { text, lists: vec![List { lead: String::new(), items }], ..Item::default() }
            }
            Phrase::Simple(_) | Phrase::Joined(_) => Item::of(format!("{before}{}", self.inline())),
        }
    }
}

/// Whether "both" before it would be read as a part of it.
fn opens_apart(text: &str) -> bool {
    [
        "there is ",
        "there are ",
        "no ",
        "none ",
        "at least ",
        "at most ",
        "more than ",
        "fewer than ",
        "exactly ",
        "not ",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

/// "the record shows both a licence and an offer"
fn shows_both(one: &Phrase, other: &Phrase, before: &str, between: &str) -> Option<String> {
    let (Phrase::Simple(one), Phrase::Simple(other)) = (one, other) else { return None };
    let shown = |text: &str| text.strip_prefix(SHOWS).filter(|shown| !shown.starts_with("no ")).map(str::to_owned);
    let (one, other) = (shown(one)?, shown(other)?);
    Some(format!("{SHOWS}{before} {} {between} {other}", super::english::closed(&one)))
}

/// Two conditions of more letters are better read one below the other.
const LONG: usize = 230;

const SHOWS: &str = "the record shows ";

fn insides(phrases: &[Phrase]) -> Vec<String> {
    phrases.iter().map(Phrase::inside).collect()
}

fn listed(text: String, phrases: &[Phrase], word: &str) -> Item {
    let mut items: Vec<Item> = phrases.iter().map(|phrase| phrase.item("")).collect();
    join(&mut items, word);
    Item { text, lists: vec![List { lead: String::new(), items }], ..Item::default() }
}

/// "there is a passport", "there are no stays"
pub fn there_is(noun: &Noun, label: &str, there: bool) -> String {
    if label.starts_with("what ") {
        let label = super::english::quoted(label);
        return format!("{label} {}", if there { "is not none" } else { "is none" });
    }
    if label.starts_with('“') {
        return format!("{label} {}", if there { "is not none" } else { "is none" });
    }
    if let Some(own) = label.strip_prefix("its ") {
        return match there {
            true => format!("it has {}", super::english::a(own)),
            false => format!("it has no {own}"),
        };
    }
    let label = super::english::lowered(label.trim_start_matches("the "));
    match (there, noun.plural) {
        (true, false) => format!("there is {}", super::english::a(&label)),
        (true, true) => format!("there are {label}"),
        (false, false) => format!("there is no {label}"),
        (false, true) => format!("there are no {label}"),
    }
}
