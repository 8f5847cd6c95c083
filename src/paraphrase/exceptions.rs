//! Exceptions, and what gives way to them.

use super::clauses::burden_words;
use super::declared::{Declared, Place, label_or_name, name_of};
use super::document::{Block, Section};
use super::english::{and, in_words, quoted, sentence};
use super::named::PERSON;
use super::writer::{Sight, Writer};
use crate::source::Spanned;
use crate::syntax::{Effect, ExceptionDecl, Item};

impl<'a> Writer<'a> {
    /// The exceptions that except a declaration.
    pub fn exceptions_to(&self, place: Place) -> Vec<Place> {
        let modules = 0..self.declared.project.modules.len();
        let items = modules.flat_map(|module| self.declared.items(module));
        items
            .filter(|((module, _), item)| match item {
                Item::Exception(decl) => {
                    decl.targets.iter().any(|target| self.targets(*module, &target.node).contains(&place))
                }
                _ => false,
            })
            .map(|(place, _)| place)
            .collect()
    }

    fn targets(&self, module: usize, name: &str) -> Vec<Place> {
        let found = self.declared.value(module, name);
        let parts: Vec<&str> = name.split('.').collect();
        let found = if found.is_empty() {
            self.declared.value_in_full(module, &parts).map(|(found, _)| found).unwrap_or_default()
        } else {
            found
        };
        let items = found.into_iter().filter_map(|declared| match declared {
            Declared::Item(place, _) => Some(place),
            Declared::Fact(_) | Declared::Finding(_) => None,
        });
        items.collect()
    }

    /// "The exceptions in 4.1 and 4.2 come before this."
    pub fn gives_way(&self, place: Place) -> Option<Block> {
        let exceptions = self.exceptions_to(place);
        self.reached.borrow_mut().extend(&exceptions);
        let numbers: Vec<String> = exceptions.iter().filter_map(|place| self.numbers.get(place).cloned()).collect();
        let text = match numbers.as_slice() {
            [] => return None,
            [one] => format!("This gives way to an exception: see {one}."),
            several => format!("This gives way to exceptions: see {}.", and(several)),
        };
        Some(Block::Paragraph(text))
    }

    pub fn exception(&self, place: Place, decl: &'a ExceptionDecl) -> Section {
        let sight = Sight::of(place.0);
        let nameless = Spanned::new("exception".to_owned(), decl.span);
        let name = decl.name.as_ref().unwrap_or(&nameless);
        let label = decl.label.as_ref().map(|label| self.told(&sight, label));
        let heading = label.clone().unwrap_or_else(|| in_words(&name.node));
        let mut section = self.section(place, Some(&heading), name, &decl.annotations);
        section.name = decl.name.as_ref().map(|name| name.node.clone());
        let targets: Vec<String> = decl.targets.iter().map(|target| self.target(place.0, &target.node)).collect();
        section.blocks.push(Block::Paragraph(sentence(&format!("this is an exception to {}", and(&targets)))));
        if !decl.despite.is_empty() {
            let despite: Vec<String> = decl.despite.iter().map(|other| self.target(place.0, &other.node)).collect();
            let despite = and(&despite);
            section
                .blocks
                .push(Block::Paragraph(sentence(&format!("it applies despite {despite}, which then does not"))));
        }
        section.blocks.extend(decl.burden.as_ref().map(|burden| Block::Paragraph(burden_words(burden.node))));
        for effect in &decl.effects {
            let blocks = match effect {
                Effect::Met(clause) | Effect::NotMet(clause) => {
                    let of_exceptions = decl.targets.iter().all(|target| self.is_exception(place.0, &target.node));
                    let lead = match (of_exceptions, decl.targets.len(), matches!(effect, Effect::Met(_))) {
                        (true, 1, true) => "That applies if",
                        (true, 1, false) => "That does not apply if",
                        (true, _, true) => "Each of these applies if",
                        (true, _, false) => "None of these applies if",
                        (false, 1, true) => "That holds if",
                        (false, 1, false) => "That does not hold if",
                        (false, _, true) => "Each of these holds if",
                        (false, _, false) => "None of these holds if",
                    };
                    self.sentence_of(lead, self.clause(&sight, PERSON, clause), &mut section.footing)
                }
                Effect::Value(case) => {
                    let item = self.case(&sight, case);
                    self.sentence_of("Instead,", item, &mut section.footing)
                }
            };
            section.blocks.extend(blocks);
        }
        section.blocks.extend(self.failed(&sight, &decl.annotations));
        section.blocks.extend(self.gives_way(place));
        section
    }

    fn is_exception(&self, module: usize, name: &str) -> bool {
        let places = self.targets(module, name);
        places.iter().all(|(module, at)| {
            self.declared.items(*module).any(|((_, found), item)| found == *at && matches!(item, Item::Exception(_)))
        })
    }

    /// "“applied more than a year after the last arrival” (see 2.2)"
    fn target(&self, module: usize, name: &str) -> String {
        let places = self.targets(module, name);
        let item = places.first().and_then(|(module, at)| {
            self.declared.items(*module).find(|((_, found), _)| found == at).map(|(_, item)| item)
        });
        let label = item.map(|item| self.item_label(module, item)).unwrap_or_else(|| in_words(name));
        format!("{}{}", quoted(&label), self.seen(&places))
    }

    fn item_label(&self, module: usize, item: &'a Item) -> String {
        let sight = Sight::of(module);
        let name = name_of(item).unwrap_or_default();
        match item {
            Item::Rule(decl) => self.label_words(&sight, decl.label.as_ref(), name),
            Item::Define(decl) => self.label_words(&sight, decl.label.as_ref(), name),
            Item::Exception(decl) => self.label_words(&sight, decl.label.as_ref(), name),
            Item::Parameter(decl) => label_or_name(decl.label.as_ref(), name),
            _ => in_words(name),
        }
    }
}
