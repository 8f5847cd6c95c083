//! The ways in: what is asked for, what bars, what is granted, and in which order they count.

use super::clauses::any_of;
use super::declared::{Place, label_or_name, name_of};
use super::document::{Block, Footing, Item as Entry, Section};
use super::english::{STOPS, and, in_words, lowered, quoted, raised, sentence};
use super::named::PERSON;
use super::writer::{Sight, Writer};
use crate::source::Spanned;
use crate::syntax::{Clause, Derivation, DeterminationDecl, Discretion, Grant, Item, Name, PathwayDecl, StageDecl};

impl<'a> Writer<'a> {
    pub fn pathway(&self, place: Place, decl: &'a PathwayDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        let is_answer = says_by_itself(&label);
        let is = match is_answer {
            true => format!("the answer is {}", quoted(&label)),
            false => format!("{PERSON} is eligible for {}", quoted(&label)),
        };
        let mut parts = vec![self.asked_of_all(&sight, &is, &decl.requires, !decl.stages.is_empty())];
        parts.extend(decl.stages.iter().enumerate().map(|(at, stage)| self.stage(&sight, at, stage)));
        if decl.stages.is_empty() {
            let not_so = if is_answer { "But that is not the answer" } else { "But the person is not eligible" };
            parts.push(self.barred(&sight, not_so, &decl.bars));
        } else {
            parts.insert(1, self.barred(&sight, "The person is not eligible", &decl.bars));
        }
        for (blocks, footing) in parts {
            section.blocks.extend(blocks);
            section.blocks.extend(sources(footing));
        }
        section.blocks.extend(decl.grants.iter().map(|grant| self.grant(&sight, grant)));
        if let Some(discretion) = &decl.discretion {
            let (block, footing) = self.discretion(discretion);
            section.blocks.push(block);
            section.blocks.extend(sources(footing));
        }
        for derivation in &decl.derives {
            section.blocks.push(self.derivation(&sight, derivation));
            section.blocks.extend(sources(self.footing(&derivation.annotations)));
        }
        section.blocks.extend(self.places_from(&sight, &decl.places_from));
        section
    }

    fn asked_of_all(&self, sight: &Sight<'a>, is: &str, requires: &[Clause], staged: bool) -> (Vec<Block>, Footing) {
        let mut footing = Footing::default();
        let stages = " every stage below is passed, one after the other";
        let blocks = match (requires, staged) {
            ([], true) => vec![Block::Paragraph(sentence(&raised(&format!("{is} if{stages}"))))],
            ([], false) => vec![Block::Paragraph(sentence(&raised(&format!("{is}, whoever it is"))))],
            ([only], false) => {
                let item = self.clause(sight, PERSON, only);
                self.sentence_of(&raised(&format!("{is} if")), item, &mut footing)
            }
            (several, _) => {
                let stages = if staged { format!(" and{stages}") } else { String::new() };
                let items = several.iter().map(|clause| self.clause(sight, PERSON, clause)).collect();
                let lead = raised(&format!("{is} if all of the following hold{stages}:"));
                vec![Block::Paragraph(lead), Block::items(items, "and")]
            }
        };
        (blocks, footing)
    }

    fn barred(&self, sight: &Sight<'a>, lead: &str, bars: &[Clause]) -> (Vec<Block>, Footing) {
        let mut footing = Footing::default();
        let blocks = match bars {
            [] => Vec::new(),
            [only] => self.sentence_of(&format!("{lead} if"), self.clause(sight, PERSON, only), &mut footing),
            several => {
                let items: Vec<Entry> = several.iter().map(|clause| self.clause(sight, PERSON, clause)).collect();
                vec![Block::Paragraph(format!("{lead} if {}:", any_of(items.len()))), Block::items(items, "or")]
            }
        };
        (blocks, footing)
    }

    /// A stage; one that another way in has too is told there.
    fn stage(&self, sight: &Sight<'a>, at: usize, stage: &StageDecl) -> (Vec<Block>, Footing) {
        let words = self.quietly(|| format!("{:?}", self.stage_in_full(sight, at, stage)));
        let Some(before) = self.told_before(words) else { return self.stage_in_full(sight, at, stage) };
        let label = quoted(&label_or_name(stage.label.as_ref(), &stage.name.node));
        let text = format!("Stage {}, {label}, is the same as in {before}.", at.saturating_add(1));
        (vec![Block::Paragraph(text)], Footing::default())
    }

    fn stage_in_full(&self, sight: &Sight<'a>, at: usize, stage: &StageDecl) -> (Vec<Block>, Footing) {
        let label = label_or_name(stage.label.as_ref(), &stage.name.node);
        let number = at.saturating_add(1);
        let order = if at == 0 { "" } else { ", which is judged only once all before it is passed" };
        let head = format!("stage {number}, {}{order}, is passed", quoted(&label));
        let mut footing = self.footing(&stage.annotations);
        let mut blocks = match stage.requires.as_slice() {
            [] => vec![Block::Paragraph(sentence(&raised(&format!("{head} unless a bar of it applies"))))],
            [only] => {
                let item = self.clause(sight, PERSON, only);
                self.sentence_of(&raised(&format!("{head} if")), item, &mut footing)
            }
            several => {
                let items = several.iter().map(|clause| self.clause(sight, PERSON, clause)).collect();
                let lead = raised(&format!("{head} if all of the following hold:"));
                vec![Block::Paragraph(lead), Block::items(items, "and")]
            }
        };
        let (bars, more) = self.barred(sight, &format!("But stage {number} is not passed"), &stage.bars);
        if !bars.is_empty() {
            blocks.extend(sources(std::mem::take(&mut footing)));
        }
        blocks.extend(bars);
        footing.add(&more);
        (blocks, footing)
    }

    fn grant(&self, sight: &Sight<'a>, grant: &Grant) -> Block {
        let status = quoted(&in_words(&grant.status.node));
        let duration = grant.duration.as_ref().map(|duration| format!(" for {}", self.value(sight, duration).words));
        let conditions: Vec<String> = grant.conditions.iter().map(|name| quoted(&in_words(&name.node))).collect();
        let with = if conditions.is_empty() { String::new() } else { format!(", with {}", and(&conditions)) };
        Block::Paragraph(format!("Whoever is eligible is granted {status}{}{with}.", duration.unwrap_or_default()))
    }

    fn discretion(&self, discretion: &Discretion) -> (Block, Footing) {
        let (status, by) = (quoted(&in_words(&discretion.status.node)), in_words(&discretion.by.node));
        let label = discretion.label.as_ref().map(|label| format!(" {}", label.node)).unwrap_or_default();
        let text = format!(
            "Nobody has a right to it: whoever meets all of this may be granted {status} by the {by}{label}, and is \
             referred to the {by} until then."
        );
        (Block::Paragraph(text), self.footing(&discretion.annotations))
    }

    fn derivation(&self, sight: &Sight<'a>, derivation: &Derivation) -> Block {
        let label = derivation.label.as_ref().map(|label| format!(" ({})", label.node)).unwrap_or_default();
        let elements = self.elements(sight, &derivation.member.node, &derivation.list, derivation.when.as_ref());
        let each = self.each_one(sight, &elements);
        let time = self.in_force(sight, &each, &derivation.annotations);
        Block::Paragraph(format!("Family members derive the status of the person{label}: {each}{time}."))
    }

    fn places_from(&self, sight: &Sight<'a>, quotas: &[Name]) -> Option<Block> {
        let mut places = Vec::new();
        for quota in quotas {
            let found = self.declared.named(sight.module, &quota.node, |item| matches!(item, Item::Quota(_)));
            places.extend(found.iter().map(|(place, _)| *place));
        }
        let see = self.see(&places)?;
        Some(Block::Paragraph(format!("Places are limited: who is eligible needs a place too ({see}).")))
    }

    /// The order in which the ways in count; said also where the policy leaves it to their order.
    pub fn determination(&self, place: Place, decl: &'a DeterminationDecl) -> Section {
        let name = Spanned::new("determination".to_owned(), decl.span);
        let label = label_or_name(decl.label.as_ref(), "order of the ways in");
        let mut section = self.section(place, Some(&label), &name, &decl.annotations);
        section.name = None;
        section.blocks.push(Block::Paragraph("The ways in are considered in this order:".to_owned()));
        let items = decl.consider.iter().map(|name| Entry::of(self.way(place.0, &name.node))).collect();
        section.blocks.push(Block::items(items, "then"));
        let granted = if decl.every {
            "Every one of them for which the person is eligible is granted."
        } else {
            "The first of them for which the person is eligible is granted, even while one before it is still open."
        };
        section.blocks.push(Block::Paragraph(granted.to_owned()));
        section
    }

    fn way(&self, module: usize, name: &str) -> String {
        let found = self.declared.named(module, name, |item| matches!(item, Item::Pathway(_)));
        let places: Vec<Place> = found.iter().map(|(place, _)| *place).collect();
        let label = found.iter().find_map(|(_, item)| match item {
            Item::Pathway(decl) => Some(label_or_name(decl.label.as_ref(), name_of(item).unwrap_or(name))),
            _ => None,
        });
        format!("{}{}", label.map_or_else(|| lowered(name), |label| quoted(&label)), self.seen(&places))
    }
}

/// Sources stand under what they are the sources of.
fn sources(footing: Footing) -> Option<Block> {
    (!footing.is_empty()).then_some(Block::Footing(footing))
}

/// "No visa is needed": a sentence, for which nobody is eligible.
fn says_by_itself(label: &str) -> bool {
    let head: Vec<&str> = label.split(' ').take_while(|word| !STOPS.contains(word)).collect();
    head.iter().skip(1).any(|word| ["is", "are", "may", "was", "were"].contains(word)) && head.len() > 2
}
