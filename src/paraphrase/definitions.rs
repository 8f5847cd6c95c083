//! Definitions and parameters: what a value is, and when.

use super::declared::{Place, label_or_name};
use super::document::{Block, Grid, Item, Section};
use super::english::{Kind, kind, raised, sentence, the};
use super::writer::{Sight, Writer};
use crate::syntax::{Case, DefineBody, DefineDecl, Expr, ParameterDecl, ParameterValue};
use crate::values::Type;

impl<'a> Writer<'a> {
    pub fn define(&self, place: Place, decl: &'a DefineDecl) -> Section {
        let sight = self.inputs(place.0, &decl.inputs);
        let subject = super::clauses::about(&sight);
        let label = self.label_words(&sight, decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        section.blocks.extend(self.asked_for(&sight, &decl.inputs));
        match &decl.body {
            DefineBody::Is(value) if self.is_condition(value) => {
                let said = if kind(&label) == Kind::Predicate && decl.label.is_some() {
                    self.said(&subject, &label)
                } else {
                    format!("{} is so", the(&label).words)
                };
                let item = self.condition(&sight, value, true).item("");
                let blocks = self.sentence_of(&raised(&format!("{said} if")), item, &mut section.footing);
                section.blocks.extend(blocks);
            }
            DefineBody::Is(value) => {
                let noun = the(&label);
                let value = self.value(&sight, value).words;
                section.blocks.push(Block::Paragraph(sentence(&format!("{} {} {value}", noun.words, noun.is()))));
            }
            DefineBody::Cases { cases, otherwise } => {
                let noun = the(&label);
                let mut items: Vec<Item> = cases.iter().map(|case| self.case(&sight, case)).collect();
                if let Some(otherwise) = otherwise {
                    let value = self.value(&sight, &otherwise.value).words;
                    let mut item = Item::of(format!("otherwise, {value}"));
                    item.footing = self.footing(&otherwise.annotations);
                    self.named_case(&mut item, otherwise.label.as_ref().map(|label| label.node.as_str()));
                    items.push(item);
                }
                let lead = format!("{} {} the first of these that applies:", noun.words, noun.is());
                section.blocks.push(Block::Paragraph(raised(&lead)));
                section.blocks.push(Block::items(items, ""));
            }
        }
        section.blocks.extend(self.gives_way(place));
        section
    }

    fn is_condition(&self, value: &Expr) -> bool {
        self.meanings.type_at(value.span).map(Type::plain) == Some(&Type::Boolean)
    }

    /// "where C, the value"
    pub fn case(&self, sight: &Sight<'a>, case: &Case) -> Item {
        let value = self.value(sight, &case.then).words;
        let condition = self.condition(sight, &case.when, true).inline();
        let time = self.in_force(sight, &case.annotations);
        let mut item = Item::of(format!("where {condition}: {value}{time}"));
        item.footing = self.footing(&case.annotations);
        self.named_case(&mut item, case.label.as_ref().map(|label| label.node.as_str()));
        item
    }

    fn named_case(&self, item: &mut Item, label: Option<&str>) {
        if let Some(label) = label {
            item.text = format!("{} ({label})", item.text);
        }
    }

    pub fn parameter(&self, place: Place, decl: &'a ParameterDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        let noun = the(&label);
        match &decl.value {
            ParameterValue::Is(value) => {
                let value = self.value(&sight, value).words;
                section.blocks.push(Block::Paragraph(sentence(&format!("{} {} {value}", noun.words, noun.is()))));
            }
            ParameterValue::Dated(values) => {
                let header = ["Value", "In force", "Source", "Remarks"].map(str::to_owned).to_vec();
                let rows = values.iter().map(|dated| {
                    let value = match &dated.value {
                        Some(value) => self.value(&sight, value).words,
                        None => "repealed: none".to_owned(),
                    };
                    let time = dated.annotations.time.as_ref().map(|time| self.time(&sight, time));
                    let footing = self.footing(&dated.annotations);
                    let label = dated.label.as_ref().map(|label| label.node.clone());
                    let remarks: Vec<String> = label.into_iter().chain(footing.notes).collect();
                    vec![
                        value,
                        time.unwrap_or_else(|| "always".to_owned()),
                        footing.sources.join("; "),
                        remarks.join("; "),
                    ]
                });
                let mut grid = Grid { header, rows: rows.collect() };
                grid.drop_empty();
                let lead = format!("{} {} one of these, each until the next begins:", noun.words, noun.is());
                section.blocks.push(Block::Paragraph(raised(&lead)));
                section.blocks.push(Block::Table(grid));
            }
        }
        section.blocks.extend(self.gives_way(place));
        section
    }
}

impl Grid {
    /// Drops the columns in which nothing stands.
    pub fn drop_empty(&mut self) {
        let full: Vec<bool> = (0..self.header.len())
            .map(|at| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty())))
            .collect();
        let keep = |row: &Vec<String>| {
            row.iter().zip(&full).filter(|(_, full)| **full).map(|(cell, _)| cell.clone()).collect::<Vec<_>>()
        };
        self.rows = self.rows.iter().map(keep).collect();
        self.header = keep(&self.header);
    }
}
