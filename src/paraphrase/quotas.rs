//! Quotas: how many places there are, who is served first, and what becomes of the unused.

use super::declared::{Place, label_or_name};
use super::document::{Block, Grid, Item, Section};
use super::english::{and, quoted, raised, sentence};
use super::named::{Named, PERSON};
use super::writer::{Sight, Writer};
use crate::syntax::{Clause, Condition, Expr, ExprKind, Key, PoolDecl, QuotaDecl, Size, Unused};
use crate::values::Type;

/// How pools are filled.
const STAND: &str = "The places stand in these pools. Each is filled in that order, one pool after the other, from \
                     those who have no place yet";

impl<'a> Writer<'a> {
    pub fn quota(&self, place: Place, decl: &'a QuotaDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        if let Some(places) = &decl.places {
            let text = match &places.kind {
                ExprKind::Number { .. } | ExprKind::Name(_) | ExprKind::Field(..) => {
                    format!("there are {}", self.so_many_places(&sight, places))
                }
                _ => format!("the number of places is {}", self.value(&sight, places).words),
            };
            section.blocks.push(Block::Paragraph(sentence(&text)));
        }
        section.blocks.push(Block::Paragraph("Eligible persons are served in this order:".to_owned()));
        let keys = decl.order.iter().map(|key| Item::of(self.key(&sight, key))).collect();
        section.blocks.push(Block::items(keys, "then"));
        let pools: Vec<Pool> = decl.pools.iter().map(|pool| self.pool(&sight, decl, pool)).collect();
        match alike(&pools) {
            Some(blocks) => section.blocks.extend(blocks),
            None => {
                section.blocks.push(Block::Paragraph(format!("{STAND}:")));
                let items = pools.into_iter().map(Pool::item).collect();
                section.blocks.push(Block::items(items, "then"));
            }
        }
        section
    }

    /// "24,000 places (the number of travel authorisations, see 4.5)"
    fn so_many_places(&self, sight: &Sight<'a>, places: &Expr) -> String {
        if let Some((value, name)) = self.set_value(sight, places) {
            return format!("{value} places ({name})");
        }
        let count = self.value(sight, places).words;
        match &places.kind {
            ExprKind::Number { .. } => format!("{count} places"),
            _ => format!("as many places as {count}"),
        }
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
        match said.strip_prefix("the ").filter(|told| fact || told.starts_with("record shows ")) {
            Some(told) => format!("for those whose {told}"),
            None => format!("for those of whom this is so: {said}"),
        }
    }

    fn pool(&self, sight: &Sight<'a>, quota: &QuotaDecl, pool: &PoolDecl) -> Pool {
        let label = label_or_name(pool.label.as_ref(), &pool.name.node);
        let size = match &pool.size {
            Size::Rest(_) => "the rest of the places".to_owned(),
            Size::Places(places) => match &places.kind {
                ExprKind::Number { percent: true, .. } => {
                    format!("{} of the places, rounded down", self.value(sight, places).words)
                }
                _ => self.so_many_places(sight, places),
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
        let (mut members, whom) = match &pool.members {
            Some(members) => {
                let item = self.clause(sight, PERSON, members);
                let whom = self.for_whom(sight, members, &item.text);
                (item, whom)
            }
            None => (Item::default(), "for everybody".to_owned()),
        };
        members.footing.add(&self.footing(&pool.annotations));
        Pool { label, size, unused, whom, members }
    }
}

/// A pool in words.
struct Pool {
    label: String,
    size: String,
    unused: String,
    whom: String,
    members: Item,
}

impl Pool {
    fn item(self) -> Item {
        let Pool { size, unused, whom, .. } = &self;
        let label = quoted(&self.label);
        let text = match self.members.lists.is_empty() {
            true => format!("{label}: {size}, {whom}; {unused}"),
            false => format!("{label}: {size}; {unused}; {whom}"),
        };
        Item { text, ..self.members }
    }
}

/// Pools that differ only in whom they are for are a table.
fn alike(pools: &[Pool]) -> Option<[Block; 2]> {
    let [first, others @ ..] = pools else { return None };
    let plain = |pool: &Pool| pool.members.lists.is_empty() && pool.members.footing.is_empty();
    let same = |pool: &Pool| plain(pool) && pool.size == first.size && pool.unused == first.unused;
    if others.len() < 3 || !plain(first) || !others.iter().all(same) {
        return None;
    }
    // The words that all begin with are the head of the column.
    let words: Vec<Vec<&str>> = pools.iter().map(|pool| pool.whom.split(' ').collect()).collect();
    let whole = words.first()?;
    let common = |at: usize| words.iter().all(|one| one.get(at) == whole.get(at));
    let begun = (0..words.iter().map(Vec::len).min()?.saturating_sub(1)).take_while(|at| common(*at)).count();
    let head = whole.get(..begun)?.join(" ");
    let rows = pools
        .iter()
        .zip(&words)
        .map(|(pool, words)| vec![pool.label.clone(), words.get(begun..).unwrap_or_default().join(" ")]);
    let grid = Grid { header: vec!["Pool".to_owned(), raised(&head)], rows: rows.collect() };
    let lead = format!("{STAND}. Each holds {}; {}:", first.size, first.unused);
    Some([Block::Paragraph(lead), Block::Table(grid)])
}

fn pool_label(quota: &QuotaDecl, name: &str) -> String {
    let pool = quota.pools.iter().find(|pool| pool.name.node == name);
    pool.map_or_else(|| raised(name), |pool| label_or_name(pool.label.as_ref(), name))
}
