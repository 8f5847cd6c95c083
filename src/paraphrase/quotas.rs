//! Quotas: how many places there are, who is served first, and what becomes of the unused.

use super::declared::{Place, label_or_name};
use super::document::{Block, Item, Section};
use super::english::{and, quoted, raised, sentence};
use super::named::{Named, PERSON};
use super::writer::{Sight, Writer};
use crate::syntax::{Clause, Condition, ExprKind, Key, PoolDecl, QuotaDecl, Size, Unused};
use crate::values::Type;

impl<'a> Writer<'a> {
    pub fn quota(&self, place: Place, decl: &'a QuotaDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        if let Some(places) = &decl.places {
            let count = self.value(&sight, places).words;
            let text = match &places.kind {
                ExprKind::Number { .. } => format!("there are {count} places"),
                ExprKind::Name(_) | ExprKind::Field(..) => format!("there are as many places as {count}"),
                _ => format!("the number of places is {count}"),
            };
            section.blocks.push(Block::Paragraph(sentence(&text)));
        }
        section.blocks.push(Block::Paragraph("Eligible persons are served in this order:".to_owned()));
        let keys = decl.order.iter().map(|key| Item::of(self.key(&sight, key))).collect();
        section.blocks.push(Block::items(keys, "then"));
        section.blocks.push(Block::Paragraph(
            "The places stand in these pools. Each is filled in that order, one pool after the other, from those who \
             have no place yet:"
                .to_owned(),
        ));
        let pools = decl.pools.iter().map(|pool| self.pool(&sight, decl, pool)).collect();
        section.blocks.push(Block::items(pools, "then"));
        section
    }

    fn key(&self, sight: &Sight<'a>, key: &Key) -> String {
        let words = self.value(sight, &key.by).words;
        let ty = self.meanings.type_at(key.by.span).map(Type::plain);
        let first = match (ty, key.descending) {
            (Some(Type::Date | Type::Instant), false) => "the earliest first",
            (Some(Type::Date | Type::Instant), true) => "the latest first",
            (_, true) => "the highest first",
            (Some(Type::Text), false) => "in the order of its signs",
            (None, false) if matches!(key.by.kind, ExprKind::Name(_)) => "in rising order",
            (_, false) => "the lowest first",
        };
        format!("by {words}, {first}")
    }

    /// "for whoever is a national of Haiti", "for those whose nationality is Haiti"
    fn for_whom(&self, sight: &Sight<'a>, members: &Clause, said: &str) -> String {
        if let Some(told) = said.strip_prefix("the person ") {
            return format!("for whoever {told}");
        }
        let fact = match &members.condition {
            Condition::Test(test) => match &test.kind {
                ExprKind::Compare(_, left, _)
                | ExprKind::In { item: left, .. }
                | ExprKind::Between { item: left, .. } => {
                    matches!(self.named(sight, left), Some(Named::Fact(..)))
                }
                _ => false,
            },
            _ => false,
        };
        match said.strip_prefix("the ").filter(|_| fact) {
            Some(told) => format!("for those whose {told}"),
            None => format!("for those of whom this is so: {said}"),
        }
    }

    fn pool(&self, sight: &Sight<'a>, quota: &QuotaDecl, pool: &PoolDecl) -> Item {
        let label = label_or_name(pool.label.as_ref(), &pool.name.node);
        let size = match &pool.size {
            Size::Rest(_) => "the rest of the places".to_owned(),
            Size::Places(places) => match &places.kind {
                ExprKind::Number { percent: true, .. } => {
                    format!("{} of the places, rounded down", self.value(sight, places).words)
                }
                ExprKind::Number { .. } => format!("{} places", self.value(sight, places).words),
                _ => format!("as many places as {}", self.value(sight, places).words),
            },
        };
        let unused = match &pool.unused {
            Some(Unused::To(pools)) => {
                let names: Vec<String> = pools.iter().map(|name| quoted(&pool_label(quota, &name.node))).collect();
                let one = if names.len() == 1 { "" } else { ", to the first that can use them" };
                format!("what is not used goes to {}{one}", and(&names))
            }
            Some(Unused::Lapses) | None => "what is not used lapses".to_owned(),
        };
        let mut item = match &pool.members {
            Some(members) => {
                let mut item = self.clause(sight, PERSON, members);
                let whom = self.for_whom(sight, members, &item.text);
                let label = quoted(&label);
                item.text = match item.lists.is_empty() {
                    true => format!("{label}: {size}, {whom}; {unused}"),
                    false => format!("{label}: {size}; {unused}; {whom}"),
                };
                item
            }
            None => Item::of(format!("{}: {size}, for everybody; {unused}", quoted(&label))),
        };
        item.footing.add(&self.footing(&pool.annotations));
        item
    }
}

fn pool_label(quota: &QuotaDecl, name: &str) -> String {
    let pool = quota.pools.iter().find(|pool| pool.name.node == name);
    pool.map_or_else(|| raised(name), |pool| label_or_name(pool.label.as_ref(), name))
}
