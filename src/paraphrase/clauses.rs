//! Clauses as items of lists, and rules as sections of them.

use super::declared::Place;
use super::document::{Block, Footing, Item, List, Section, join};
use super::english::{and, lowered, number_name, quoted, raised, sentence};
use super::named::PERSON;
use super::writer::{Sight, THAT_PERSON, Writer};
use crate::explain::number_words;
use crate::source::Spanned;
use crate::syntax::{self, Annotations, Clause, Condition, Name, RuleDecl, Text, TypeRef};
use crate::values::Burden;

impl<'a> Writer<'a> {
    /// A clause as an item: what its label says, and just what that is.
    pub fn clause(&self, sight: &Sight<'a>, subject: &str, clause: &Clause) -> Item {
        let mut item = self.asked(sight, subject, clause);
        if let Some(time) = &clause.annotations.time {
            let time = self.time(sight, time);
            item.text = match item.lists.is_empty() {
                true => format!("{}{}", item.text, in_force(&item.text, &time)),
                false => format!("{IN_FORCE}{time}: {}", item.text),
            };
        }
        item.footing = self.footing(&clause.annotations);
        self.defeated(sight, subject, &clause.unless, &mut item);
        item
    }

    /// Without what defeats it.
    fn asked(&self, sight: &Sight<'a>, subject: &str, clause: &Clause) -> Item {
        let label = clause.label.as_ref().map(|label| self.said(subject, &self.told(sight, label)));
        let failing = self.failing(sight, &clause.annotations);
        let before = label.as_ref().map(|label| format!("{label}{failing}, that is, ")).unwrap_or_default();
        match &clause.condition {
            Condition::Test(test) => {
                if let Some(label) = &label
                    && let exact = self.quietly(|| self.condition(sight, test, true).inline())
                    && exact.len() > 60
                    && self.is_told_again(&format!("{label}: {exact}"))
                {
                    return Item::of(format!("{label}{failing}, as defined above"));
                }
                let phrase = self.condition(sight, test, true);
                let exact = phrase.inline();
                let alike = label.as_ref().is_some_and(|label| {
                    // The clause says what the rule says that it names.
                    exact.strip_prefix(label.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
                });
                if label.as_ref().is_some_and(|label| says_the_same(label, &exact)) {
                    return Item::of(before.trim_end_matches(", that is, "));
                }
                if alike { phrase.item("") } else { phrase.item(&before) }
            }
            Condition::AllOf(limbs) => {
                self.limbs(sight, subject, limbs, format!("{before}all of the following hold:"), "and")
            }
            Condition::AnyOf(limbs) => {
                self.limbs(sight, subject, limbs, format!("{before}any of the following holds:"), "or")
            }
            Condition::AtLeast(count, limbs) => {
                let lead = format!("{before}at least {} of the following hold:", count_words(count));
                self.limbs(sight, subject, limbs, lead, "")
            }
            Condition::Status { pathway, eligible, because } => {
                let status = self.status(sight, pathway, *eligible, because.as_ref());
                Item::of(format!("{before}{status}"))
            }
        }
    }

    fn limbs(&self, sight: &Sight<'a>, subject: &str, limbs: &[Clause], text: String, word: &str) -> Item {
        let mut items: Vec<Item> = limbs.iter().map(|limb| self.clause(sight, subject, limb)).collect();
        join(&mut items, word);
        Item { text, lists: vec![List { lead: String::new(), items }], ..Item::default() }
    }

    fn defeated(&self, sight: &Sight<'a>, subject: &str, unless: &[Clause], item: &mut Item) {
        if unless.is_empty() {
            return;
        }
        item.end(",");
        let mut items: Vec<Item> = unless.iter().map(|clause| self.clause(sight, subject, clause)).collect();
        if let ([only], true) = (items.as_slice(), item.lists.is_empty())
            && is_one_sentence(only)
        {
            item.text = format!("{} but not where {}", item.text, only.text);
            return;
        }
        join(&mut items, "or");
        item.lists.push(List { lead: format!("but not where {}:", any_of(unless.len())), items });
    }

    /// The same as a paragraph of its own.
    pub fn failed(&self, sight: &Sight<'a>, annotations: &Annotations) -> Option<Block> {
        let failing = annotations.failing.as_ref().map(|failing| self.told(sight, failing));
        failing.map(|failing| Block::Paragraph(format!("If not, the explanation says: {}.", quoted(&failing))))
    }

    /// What is said where it does not hold.
    pub fn failing(&self, sight: &Sight<'a>, annotations: &Annotations) -> String {
        let failing = annotations.failing.as_ref().map(|failing| self.told(sight, failing));
        failing.map(|failing| format!(" (if not: {})", quoted(&failing))).unwrap_or_default()
    }

    /// Another pathway's status.
    fn status(&self, sight: &Sight<'a>, pathway: &Name, eligible: bool, because: Option<&Name>) -> String {
        let found = self.declared.named(sight.module, &pathway.node, |item| matches!(item, syntax::Item::Pathway(_)));
        let places: Vec<Place> = found.iter().map(|(place, _)| *place).collect();
        let label = found.iter().find_map(|(_, item)| match item {
            syntax::Item::Pathway(decl) => Some(super::declared::label_or_name(decl.label.as_ref(), &pathway.node)),
            _ => None,
        });
        let is = if eligible { "is eligible" } else { "is not eligible" };
        let label = quoted(&label.unwrap_or_else(|| pathway.node.clone()));
        let because = because.map(|name| {
            let named = self.named_condition(sight, &name.node).inline();
            format!(", and what decides it is whether {named}")
        });
        format!("{PERSON} {is} for {label}{}{}", self.seen(&places), because.unwrap_or_default())
    }

    /// "X if …": the alternatives of a rule, as sentences and lists.
    pub fn alternatives(
        &self,
        sight: &Sight<'a>,
        subject: &str,
        lead: &str,
        clauses: &[Clause],
        footing: &mut Footing,
    ) -> Vec<Block> {
        match clauses {
            [only] => self.sentence_of(lead, found_so(lead, self.clause(sight, subject, only)), footing),
            several => {
                let items = several.iter().map(|clause| self.clause(sight, subject, clause)).collect();
                vec![Block::Paragraph(format!("{lead} any of the following holds:")), Block::items(items, "or")]
            }
        }
    }

    /// An item as a sentence of its own, with its lists after it.
    pub fn sentence_of(&self, lead: &str, item: Item, footing: &mut Footing) -> Vec<Block> {
        let mut item = item;
        footing.add(&item.footing);
        item.end(".");
        let mut blocks = Vec::new();
        // The time of a list stands in a sentence of its own.
        let timed = Some(&item.text).filter(|text| text.starts_with(IN_FORCE));
        if let Some((time, text)) = timed.and_then(|text| text.split_once(": ")) {
            blocks.push(Block::Paragraph(sentence(time)));
            item.text = text.to_owned();
        }
        blocks.push(Block::Paragraph(format!("{lead} {}", item.text)));
        for list in item.lists {
            if !list.lead.is_empty() {
                blocks.push(Block::Paragraph(list.lead));
            }
            blocks.push(Block::Items(list.items));
        }
        blocks
    }

    pub fn rule(&self, place: Place, decl: &'a RuleDecl) -> Section {
        let mut sight = self.inputs(place.0, &decl.inputs);
        sight.subject = self.somebody_else(place).filter(|_| sight.locals.iter().all(|local| local.record.is_none()));
        let subject = about(&sight);
        let label = decl.label.as_ref().map(|label| self.told(&sight, label));
        let said = match &label {
            Some(label) if subject == THAT_PERSON => self.said("whoever this is asked of", label),
            Some(label) => self.said(&subject, label),
            None => super::named::unlabelled(&decl.name.node, true),
        };
        let mut section = self.section(place, label.as_deref(), &decl.name, &decl.annotations);
        section.blocks.extend(self.asked_for(&sight, &decl.inputs));
        let lead = raised(&format!("{} if", super::english::closed(&said)));
        let alternatives = self.alternatives(&sight, &subject, &lead, &decl.clauses, &mut section.footing);
        section.blocks.extend(alternatives);
        let unless: Vec<Item> = decl.unless.iter().map(|clause| self.clause(&sight, &subject, clause)).collect();
        section.blocks.extend(not_so_where(unless));
        section.blocks.extend(self.failed(&sight, &decl.annotations));
        if let Some(burden) = &decl.burden {
            section.blocks.push(Block::Paragraph(burden_words(burden.node)));
        }
        section.blocks.extend(self.gives_way(place));
        section
    }

    /// A section without its text.
    pub fn section(&self, place: Place, label: Option<&str>, name: &Name, annotations: &Annotations) -> Section {
        self.begin(Some(place));
        let label = label.map(without_values);
        let heading = raised(&label.unwrap_or_else(|| super::english::in_words(&name.node)));
        let mut blocks = Vec::new();
        if let Some(time) = &annotations.time {
            blocks.push(Block::Paragraph(sentence(&format!("in force {}", self.time(&Sight::of(place.0), time)))));
        }
        Section {
            number: self.numbers.get(&place).cloned().unwrap_or_default(),
            heading,
            name: Some(name.node.clone()),
            library: self.library(place.0),
            blocks,
            footing: self.footing(annotations),
        }
    }

    /// The library that a file is, where another file is written of.
    pub fn library(&self, module: usize) -> Option<String> {
        (module != 0).then(|| self.declared.project.modules.get(module).map(|module| module.name.clone())).flatten()
    }

    /// What a declaration with inputs is asked for.
    pub fn asked_for(&self, sight: &Sight<'a>, inputs: &'a [(Name, TypeRef)]) -> Option<Block> {
        let given: Vec<String> = inputs
            .iter()
            .zip(&sight.locals)
            .map(|((_, ty), local)| {
                let noun = local.noun.words.trim_start_matches("the ");
                let kind = self.type_words(sight.module, ty);
                if self.type_label(sight.module, ty).is_some_and(|label| lowered(&label) == noun) {
                    return format!("{noun}{}", self.seen(&self.type_place(sight.module, ty)));
                }
                // One bracket is enough: "a language test, see 5.3".
                let kind = kind.replace(" (one of those in ", ", see ").replace(" (see ", ", see ").replace(')', "");
                let kind = if kind == "yes or no" { kind } else { super::english::a(&kind) };
                format!("{noun} ({kind})")
            })
            .collect();
        let of = self.asked_of_several().map(|all| format!(" of {all},")).unwrap_or_default();
        (!given.is_empty()).then(|| Block::Paragraph(format!("This is asked{of} for a given {}.", and(&given))))
    }

    /// Words that nobody may misread: a label of its own or the name.
    pub fn label_words(&self, sight: &Sight<'a>, label: Option<&Text>, name: &str) -> String {
        label.map_or_else(|| super::english::in_words(name), |label| self.told(sight, label))
    }
}

const IN_FORCE: &str = "in force ";

/// When it holds, behind what is said: after a bracket without one of its own.
pub fn in_force(said: &str, time: &str) -> String {
    if said.ends_with(')') { format!(", {IN_FORCE}{time}") } else { format!(" ({IN_FORCE}{time})") }
}

fn is_one_sentence(item: &Item) -> bool {
    item.lists.is_empty() && item.footing.is_empty()
}

/// "the person has an offer of seasonal work, that is, the record shows an offer of seasonal work": once is enough.
fn says_the_same(label: &str, exact: &str) -> bool {
    let bare = |text: &str| {
        let words = text.split(' ').filter(|word| !["a", "an", "the"].contains(word));
        words.collect::<Vec<_>>().join(" ")
    };
    let had = label.split_once(" has ").map(|(_, had)| had);
    let there = ["the record shows ", "there is ", "there are "].iter().find_map(|start| exact.strip_prefix(start));
    had.zip(there).is_some_and(|(had, there)| bare(had) == bare(there))
}

/// What defeats a whole rule.
fn not_so_where(unless: Vec<Item>) -> Vec<Block> {
    match unless.as_slice() {
        [] => Vec::new(),
        [only] if is_one_sentence(only) => {
            vec![Block::Paragraph(format!("But this is not so where {}.", only.text))]
        }
        several => {
            let lead = format!("But this is not so where {}:", any_of(several.len()));
            vec![Block::Paragraph(lead), Block::items(unless, "or")]
        }
    }
}

/// A rule that says just what an officer finds, in the same words.
fn found_so(lead: &str, item: Item) -> Item {
    let said = lead.strip_suffix(" if").unwrap_or(lead).trim_end_matches(',');
    let text = raised(&item.text);
    let Some(rest) = text.strip_prefix(said) else { return item };
    let found = [
        (" (as an officer finds)", "an officer finds so"),
        (" (as an officer finds, or as is presumed)", "an officer finds so, or it is presumed"),
    ];
    let text = found.iter().find_map(|(found, told)| Some(format!("{told}{}", rest.strip_prefix(found)?)));
    match text {
        Some(text) => Item { text, ..item },
        None => item,
    }
}

/// Of what a provision with inputs speaks.
pub fn about(sight: &Sight<'_>) -> String {
    let record = sight.locals.iter().find(|local| local.record.is_some());
    let somebody = record.map(|local| local.noun.words.clone()).or_else(|| sight.subject.clone());
    somebody.unwrap_or_else(|| PERSON.to_owned())
}

/// A heading is the same for everybody.
fn without_values(label: &str) -> String {
    let mut parts = label.split('‹');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}…{}", part.split_once('›').map_or("", |(_, rest)| rest)))
}

pub fn any_of(count: usize) -> &'static str {
    if count == 1 { "the following holds" } else { "any of the following holds" }
}

fn count_words(count: &Spanned<crate::values::Number>) -> String {
    let small = count.node.to_i64().and_then(|count| usize::try_from(count).ok());
    small.map_or_else(|| number_words(count.node), number_name)
}

pub fn burden_words(burden: Burden) -> String {
    let who = match burden {
        Burden::Applicant => "the applicant",
        Burden::Authority => "the authority",
    };
    format!("The burden of proof is on {who}.")
}

impl Footing {
    /// Adds what is not there yet.
    pub fn add(&mut self, other: &Footing) {
        for (mine, others) in [(&mut self.sources, &other.sources), (&mut self.notes, &other.notes)] {
            for text in others {
                if !mine.contains(text) {
                    mine.push(text.clone());
                }
            }
        }
    }
}
