//! What stands before the articles: where and when the policy is law, and how it is to be read.

use super::document::{Block, Footing};
use super::english::{Noun, and, counted, quoted, sentence};
use super::writer::Writer;
use crate::check::{CheckedPolicy, Project};
use crate::explain::date_words;
use crate::syntax::{HeaderKind, Item};
use crate::values::{LeapBirthday, MonthEnd, country_name};

impl<'a> Writer<'a> {
    /// `told` is what the articles say: no convention is told that they do not need.
    pub fn front(&self, policy: &CheckedPolicy, told: &str) -> Vec<Block> {
        self.begin(None);
        let mut blocks = vec![Block::Paragraph(self.standing(policy))];
        blocks.extend(self.libraries());
        if !policy.pathways.is_empty() || !policy.facts.is_empty() {
            blocks.push(Block::Paragraph(reading(policy, told)));
        }
        blocks
    }

    /// Whose law it is, and when.
    fn standing(&self, policy: &CheckedPolicy) -> String {
        let header = &policy.header;
        let library = self.declared.project.modules.first().and_then(|module| module.tree.header.as_ref());
        let kind = match library.map(|header| header.kind) {
            Some(HeaderKind::Library) => "library of provisions",
            Some(HeaderKind::Policy) | None => "policy",
        };
        let mut sentences = Vec::new();
        sentences.push(match header.jurisdiction {
            None if policy.pathways.is_empty() => format!("This is a {kind}."),
            Some(country) => format!("This is a {kind} of {}.", super::english::with_the(country_name(country))),
            None => format!("This is a {kind}; it names no country."),
        });
        match header.in_force {
            Some((from, Some(through))) => sentences.push(format!(
                "It is in force from {} through {}, both days included.",
                date_words(from),
                date_words(through)
            )),
            Some((from, None)) => {
                sentences.push(format!("It is in force from {}, that day included.", date_words(from)));
            }
            None if policy.pathways.is_empty() => {}
            None => sentences.push("It names no first and no last day: it is in force on every day.".to_owned()),
        }
        if header.as_of.is_some() {
            let words = &self.as_of.words;
            sentences.push(format!("The law that applies to a person is that of {words}."));
        } else if !policy.pathways.is_empty() {
            sentences.push("The law that applies is that of the day for which it is asked.".to_owned());
        }
        let ordered = self.declared.items(0).any(|(_, item)| matches!(item, Item::Determination(_)));
        if policy.pathways.len() > 1 && !ordered {
            let granted = "Of several ways in, the first for which the person is eligible is granted, in the order of \
                           this text.";
            sentences.push(granted.to_owned());
        }
        sentences.join(" ")
    }

    /// The libraries: first those of which there is no more to say than their name, then each of the
    /// others with its sources and notes.
    fn libraries(&self) -> Vec<Block> {
        let mut plain = Vec::new();
        let mut told = Vec::new();
        for module in self.declared.project.modules.iter().skip(1) {
            let Some(header) = &module.tree.header else { continue };
            let footing = self.footing(&header.annotations);
            let label = header.label.as_ref().map(|label| quoted(&label.node));
            if footing.sources.is_empty() && footing.notes.is_empty() {
                let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
                plain.push(format!("{}{label}", quoted(&module.name)));
                continue;
            }
            let label = label.map(|label| format!(", {label}")).unwrap_or_default();
            let mut text = format!("It uses the library {}{label}.", quoted(&module.name));
            if !footing.sources.is_empty() {
                text = format!("{text} Source: {}.", footing.sources.join("; ").trim_end_matches('.'));
            }
            for note in &footing.notes {
                text = format!("{text} Note: {}", sentence(note));
            }
            told.push(Block::Paragraph(text));
        }
        let noun = if plain.len() == 1 { "library" } else { "libraries" };
        let first = (!plain.is_empty()).then(|| Block::Paragraph(format!("It uses the {noun} {}.", and(&plain))));
        first.into_iter().chain(told).collect()
    }

    pub fn header_footing(&self) -> Footing {
        let header = self.declared.project.modules.first().and_then(|module| module.tree.header.as_ref());
        header.map(|header| self.footing(&header.annotations)).unwrap_or_default()
    }
}

/// The conventions without which the prose could be misread.
fn reading(policy: &CheckedPolicy, told: &str) -> String {
    let stand_ins = if told.contains('‹') {
        "; words in ‹ › stand for values, the person's own or those that a provision is given"
    } else {
        ""
    };
    let mut sentences = vec![
        "“The person” is whoever the record is about.".to_owned(),
        format!("Words in “ ” are those of the policy, or an answer that the record may give{stand_ins}."),
        "What a record does not say is unknown, neither yes nor no: while it could matter the case stays open."
            .to_owned(),
    ];
    if told.contains("the record shows no ") {
        sentences.push("“Shows no” is said where the record says so, not where it says nothing.".to_owned());
    }
    let burdens = policy.facts.iter().any(|(_, fact)| fact.burden.is_some());
    if burdens
        || policy.rules.iter().any(|(_, rule)| rule.burden.is_some())
        || policy.exceptions.iter().any(|(_, exception)| exception.burden.is_some())
    {
        sentences.push(
            "Once the evidence is closed, what is unknown counts against whoever has the burden of proof.".to_owned(),
        );
    }
    sentences.extend(years_and_months(policy, told));
    sentences.join(" ")
}

/// What becomes of 29 February and of the ends of months, where years or months are counted or added.
fn years_and_months(policy: &CheckedPolicy, told: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    if told.contains("whole years") {
        let full = match policy.header.leap {
            LeapBirthday::FirstOfMarch => "1 March",
            LeapBirthday::LastOfFebruary => "28 February",
        };
        sentences.push(format!("Whole years from 29 February are full on {full} in a year without that day."));
    }
    let words: Vec<&str> = told.split([' ', '(']).collect();
    let added = words.windows(2).any(|pair| match pair {
        [count, unit] => count.parse::<u32>().is_ok() && (unit.starts_with("year") || unit.starts_with("month")),
        _ => false,
    });
    if added {
        let day = match policy.header.month_end {
            MonthEnd::Down => "the last day of that month",
            MonthEnd::Up => "the first day of the next month",
        };
        sentences.push(format!("Where months or years lead to a day that its month lacks, it is {day}."));
    }
    sentences
}

/// The day whose law applies, as the policy calls it.
pub fn as_of(policy: &CheckedPolicy) -> Noun {
    let fact = policy.header.as_of.map(|id| &policy.facts[id]);
    match fact {
        Some(fact) => super::english::the(fact.words.label.as_deref().unwrap_or(&fact.path)),
        None => Noun::one("the day whose law applies"),
    }
}

/// The tests and assertions of the file itself, which are no part of the prose.
pub fn closing(project: &Project) -> String {
    let items = project.modules.first().map(|module| module.tree.items.as_slice()).unwrap_or_default();
    let tests = items.iter().filter(|item| matches!(item, Item::Test(_))).count();
    let assertions = items.iter().filter(|item| matches!(item, Item::Assert(_))).count();
    let counts: Vec<String> = [(tests, "test"), (assertions, "assertion")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| counted(count, what))
        .collect();
    match counts.as_slice() {
        [] => format!("The {} holds no tests.", kind_of(project)),
        counts => format!("Not part of this text, but held to by the program: {}.", and(counts)),
    }
}

fn kind_of(project: &Project) -> &'static str {
    let header = project.modules.first().and_then(|module| module.tree.header.as_ref());
    match header.map(|header| header.kind) {
        Some(HeaderKind::Library) => "library",
        Some(HeaderKind::Policy) | None => "policy",
    }
}
