//! Definitions and parameters: what a value is, and when.

use super::declared::{Place, label_or_name};
use super::document::{Block, Grid, Item, Section};
use super::english::{Kind, kind, raised, sentence, the};
use super::writer::{Sight, Writer};
use crate::syntax::{Case, DatedValue, DefineBody, DefineDecl, Expr, ExprKind, ParameterDecl, ParameterValue, Time};
use crate::values::Type;

impl<'a> Writer<'a> {
    pub fn define(&self, place: Place, decl: &'a DefineDecl) -> Section {
        let mut sight = self.inputs(place.0, &decl.inputs);
        sight.subject = self.somebody_else(place).filter(|_| sight.locals.iter().all(|local| local.record.is_none()));
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
            DefineBody::Is(value) if self.counts_days_at_length(&sight, value) => {
                let noun = the(&label);
                if let Some(days) = self.days_counted(&sight, value) {
                    let lead = format!("{} {} {}:", noun.words, noun.is(), days.before_list().trim_end_matches(','));
                    section.blocks.push(Block::Paragraph(raised(&lead)));
                    section.blocks.push(Block::items(days.list().into_iter().map(Item::of).collect(), "and"));
                }
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

    pub fn counts_days_at_length(&self, sight: &Sight<'a>, value: &Expr) -> bool {
        self.quietly(|| self.days_counted(sight, value)).is_some_and(|days| days.is_long())
    }

    fn is_condition(&self, value: &Expr) -> bool {
        self.meanings.type_at(value.span).map(Type::plain) == Some(&Type::Boolean)
    }

    /// "where C, the value"
    pub fn case(&self, sight: &Sight<'a>, case: &Case) -> Item {
        let value = self.value(sight, &case.then).words;
        let condition = self.condition(sight, &case.when, true).inline();
        // "where there is a day on which it was approved: that day"
        let value = match self.named_as_there(sight, &case.when, true) {
            Some((noun, that)) => super::conditions::named_again(&value, &noun, that),
            None => value,
        };
        let time = self.in_force(sight, &value, &case.annotations);
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

    /// The numbers of a list are asked for one by one: they are codes.
    fn listed_value(&self, sight: &Sight<'a>, value: &Expr) -> String {
        match value.kind {
            ExprKind::List(_) => self.as_codes(|| self.value(sight, value).words),
            _ => self.value(sight, value).words,
        }
    }

    pub fn parameter(&self, place: Place, decl: &'a ParameterDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        let noun = the(&label);
        match &decl.value {
            ParameterValue::Is(value) => {
                let noun = of_many(noun, value);
                let value = self.listed_value(&sight, value);
                section.blocks.push(Block::Paragraph(sentence(&format!("{} {} {value}", noun.words, noun.is()))));
            }
            ParameterValue::Dated(values) if from_one_day(values).is_some() => {
                if let Some((value, time)) = from_one_day(values) {
                    let (noun, time) = (of_many(noun, value), self.time(&sight, time));
                    let value = self.listed_value(&sight, value);
                    let text = format!("{time}, {} {} {value}", noun.words, noun.is());
                    section.blocks.push(Block::Paragraph(sentence(&text)));
                }
                for dated in values {
                    section.footing.add(&self.footing(&dated.annotations));
                }
            }
            ParameterValue::Dated(values) => {
                let many = values.iter().filter_map(|dated| dated.value.as_ref()).any(is_list);
                let noun = super::english::Noun { plural: noun.plural || many, ..noun };
                let header = ["Value", "In force", "Source", "Remarks"].map(str::to_owned).to_vec();
                let rows = values.iter().map(|dated| {
                    let value = match &dated.value {
                        Some(value) => self.listed_value(&sight, value),
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
                let these = if noun.plural { "these" } else { "one of these" };
                let lead = format!("{} {} {these}, each until the next begins:", noun.words, noun.is());
                section.blocks.push(Block::Paragraph(raised(&lead)));
                section.blocks.push(Block::Table(grid));
            }
        }
        section.blocks.extend(self.gives_way(place));
        section
    }
}

/// A value that is in force from one day on, without a label of its own.
fn from_one_day(values: &[DatedValue]) -> Option<(&Expr, &Time)> {
    let [only] = values else { return None };
    let (value, time) = (only.value.as_ref()?, only.annotations.time.as_ref()?);
    only.label.is_none().then_some((value, time))
}

fn is_list(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::List(items) if items.len() > 1)
}

/// A list of several is many, whatever it is called.
fn of_many(noun: super::english::Noun, value: &Expr) -> super::english::Noun {
    super::english::Noun { plural: noun.plural || is_list(value), ..noun }
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
