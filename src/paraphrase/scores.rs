//! Scores: sums of lines, with their groups and caps.

use super::declared::{Place, label_or_name};
use super::document::{Block, Item, List, Section, join};
use super::english::{is_plural, quoted, raised};
use super::phrase::Phrase;
use super::writer::{Local, Sight, Writer};
use crate::syntax::{Annotations, Expr, ExprKind, Name, ScoreBody, ScoreDecl, ScoreLine, Text};

impl<'a> Writer<'a> {
    pub fn score(&self, place: Place, decl: &'a ScoreDecl) -> Section {
        let sight = self.inputs(place.0, &decl.inputs);
        let label = self.label_words(&sight, decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.body.annotations);
        section.blocks.extend(self.asked_for(&sight, &decl.inputs));
        let cap = self.cap(&sight, &decl.body);
        let lead = format!("the score {} is the sum of the following points{cap}:", quoted(&label));
        section.blocks.push(Block::Paragraph(raised(&lead)));
        section.blocks.push(Block::items(self.lines(&sight, &decl.body), "and"));
        section.blocks.extend(self.gives_way(place));
        section
    }

    /// ", but at most 1,200"
    fn cap(&self, sight: &Sight<'a>, body: &ScoreBody) -> String {
        let cap = body.at_most.as_ref().map(|cap| self.value(sight, cap).words);
        cap.map(|cap| format!(", but at most {cap}")).unwrap_or_default()
    }

    fn lines(&self, sight: &Sight<'a>, body: &ScoreBody) -> Vec<Item> {
        body.lines.iter().map(|line| self.line(sight, line)).collect()
    }

    fn line(&self, sight: &Sight<'a>, line: &ScoreLine) -> Item {
        match line {
            ScoreLine::Group { name, label, when, body, .. } => {
                let label = label_or_name(label.as_ref(), &name.node);
                let time = self.in_force(sight, &label, &body.annotations);
                let only = when.as_ref().map(|when| self.only(sight, when)).unwrap_or_default();
                let cap = self.cap(sight, body);
                let text = format!("{label} (`{}`){time}: the sum of the following points{cap}{only}:", name.node);
                let mut items = self.lines(sight, body);
                join(&mut items, "and");
                let lists = vec![List { lead: String::new(), items }];
                Item { text, lists, footing: self.footing(&body.annotations), ..Item::default() }
            }
            ScoreLine::Add { each, points, when, label, annotations, .. } => {
                self.added(sight, each.as_ref(), (points, when.as_ref()), label.as_ref(), annotations)
            }
        }
    }

    fn added(
        &self,
        sight: &Sight<'a>,
        each: Option<&(Name, Expr)>,
        (points, when): (&Expr, Option<&Expr>),
        label: Option<&Text>,
        annotations: &Annotations,
    ) -> Item {
        let (sight, each) = match each {
            Some((name, list)) => self.each_of_list(sight, name, list),
            None => (sight.clone(), String::new()),
        };
        let label = label.map(|label| format!("{}: ", self.told(&sight, label))).unwrap_or_default();
        let value = match &points.kind {
            ExprKind::Number { .. } => format!("{} points", self.value(&sight, points).words),
            ExprKind::Negate(inner) if matches!(inner.kind, ExprKind::Number { .. }) => {
                format!("{} points", self.value(&sight, points).words)
            }
            _ => self.value(&sight, points).words,
        };
        let when = when.map(|when| self.only(&sight, when)).unwrap_or_default();
        let said = format!("{label}{each}{value}{when}");
        let time = self.in_force(&sight, &said, annotations);
        let mut item = Item::of(format!("{said}{time}"));
        item.footing = self.footing(annotations);
        item
    }

    /// "for each ability, "
    fn each_of_list(&self, sight: &Sight<'a>, name: &Name, list: &Expr) -> (Sight<'a>, String) {
        let enumeration = match &list.kind {
            ExprKind::Name(of) => self.declared.enumeration(sight.module, of),
            _ => None,
        };
        let (noun, each) = match enumeration {
            Some((place, decl)) => {
                let label = label_or_name(decl.label.as_ref(), &decl.name.node);
                (format!("that {label}"), format!("for each {label}{}, ", self.seen(&[place])))
            }
            None => {
                let element = self.element(sight, &name.node, list);
                let each = format!("for each of {}, ", self.value(sight, list).words);
                (element.noun.words.replacen("the ", "that ", 1), each)
            }
        };
        let noun = super::english::Noun { plural: is_plural(&noun), words: noun };
        let local = Local { name: name.node.clone(), noun, record: None, is_element: true };
        (sight.with(local), each)
    }

    fn only(&self, sight: &Sight<'a>, when: &Expr) -> String {
        match self.condition(sight, when, true) {
            Phrase::Simple(text) | Phrase::Joined(text) => format!(", where {text}"),
            phrase => format!(", where {}", phrase.inline()),
        }
    }
}
