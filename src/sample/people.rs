//! Values drawn for facts: at the edges that the policy names, over what is declared, or by given
//! marginals.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::marginals::Marginals;
use crate::check::Fact;
use crate::plan::{NodeId, NodeKind, Plan};
use crate::source::Id;
use crate::trial::{Chance, Edges};
use crate::values::{
    Comparison, Country, Date, Duration, Instant, Interval, Length, MonthEnd, Number, Operation, RecordShape, Type,
    Unit, Value,
};

/// The most entries that a drawn list has.
const ENTRIES: u64 = 3;
/// A range of numbers up to this wide is drawn from evenly.
const WIDE: i64 = 1_000;

/// Draws people for one plan.
pub struct Drawer<'p> {
    plan: &'p Plan,
    edges: Edges,
    /// The days that people's own days lie around.
    days: (Date, Date),
    /// How long before or after another day a fact's day lies: the unit, and from how many of it to
    /// how many.
    distances: BTreeMap<usize, (Unit, i64, i64)>,
    /// Facts of which the policy requires that the first is not later than the second.
    order: Vec<(usize, usize)>,
    /// The values at which the policy's conditions turn for each fact, once they are found.
    pub pools: Vec<Vec<Value>>,
    pub marginals: Marginals,
}

impl<'p> Drawer<'p> {
    #[must_use]
    pub fn new(plan: &'p Plan, on: Option<Date>, marginals: Marginals) -> Drawer<'p> {
        let edges = Edges::of(plan);
        let days = days_of(plan, &edges, on);
        let distances = distances(plan);
        let order = order(plan);
        Drawer { plan, edges, days, distances, order, pools: vec![Vec::new(); plan.facts.len()], marginals }
    }

    /// The day around which the others of one person lie: that of the law that applies to them.
    pub fn day(&self, chance: &mut Chance) -> Date {
        let (first, last) = self.days;
        first.plus_days(chance.between(0, first.days_until(last).max(0))).unwrap_or(first)
    }

    /// Whether a day is one of the law that people are drawn for, or within a year of it.
    #[must_use]
    pub fn is_near(&self, day: Date) -> bool {
        let (first, last) = self.days;
        first.plus_days(-366).is_none_or(|first| first <= day) && last.plus_days(366).is_none_or(|last| day <= last)
    }

    /// A whole person, every fact known, at edges or between them.
    pub fn person(&self, chance: &mut Chance) -> Vec<Option<Value>> {
        let day = self.day(chance);
        let mut facts: Vec<Option<Value>> = self.plan.facts.iter().map(|(id, _)| self.value(id, day, chance)).collect();
        self.settle(&mut facts, chance);
        facts
    }

    /// A person drawn by the marginals, where there are any.
    pub fn drawn(&self, chance: &mut Chance) -> Vec<Option<Value>> {
        let day = self.day(chance);
        let mut facts: Vec<Option<Value>> = (0..)
            .zip(self.plan.facts.iter())
            .map(|(at, (id, _))| match self.marginals.draw(at, chance) {
                Some(value) => value,
                None => self.value(id, day, chance),
            })
            .collect();
        self.put_in_order(&mut facts, chance);
        self.settle(&mut facts, chance);
        facts
    }

    /// Puts days that the policy wants one after the other in that order, for all but a few.
    fn put_in_order(&self, facts: &mut [Option<Value>], chance: &mut Chance) {
        for (first, second) in &self.order {
            let day = |at: &usize| match facts.get(*at) {
                Some(Some(Value::Date(day))) => Some(*day),
                _ => None,
            };
            let fixed = |at: &usize| self.marginals.names(*at);
            if day(first) > day(second)
                && day(second).is_some()
                && !fixed(first)
                && !fixed(second)
                && chance.happens(19, 20)
            {
                facts.swap(*first, *second);
            }
        }
    }

    /// A value of a fact, for a person whose day it is.
    pub fn value(&self, id: Id<Fact>, day: Date, chance: &mut Chance) -> Option<Value> {
        let fact = &self.plan.facts[id];
        if fact.is_id {
            return None;
        }
        if self.plan.as_of == Some(id) {
            return Some(Value::Date(day));
        }
        let pool = self.pools.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let days = matches!(fact.ty.plain(), Type::Date | Type::Instant | Type::List(_));
        if chance.happens(1, if days { 8 } else { 3 })
            && let Some(value) = chance.pick(pool)
        {
            return Some(value.clone());
        }
        if fact.ty.is_optional() && chance.happens(1, 5) {
            return Some(Value::None);
        }
        if fact.is_presence {
            return Some(Value::Boolean(true));
        }
        if let (Type::Date, Some((unit, low, high))) = (fact.ty.plain(), self.distances.get(&id.index())) {
            return moved(day, *unit, chance.between(*low, *high), chance).map(Value::Date);
        }
        self.of_type(&fact.ty, fact.range, pool, day, chance)
    }

    /// A value of a type, apart from `none`.
    pub fn of_type(
        &self,
        ty: &Type,
        range: Option<Interval<Number>>,
        pool: &[Value],
        day: Date,
        chance: &mut Chance,
    ) -> Option<Value> {
        let value = match ty.plain() {
            Type::Boolean => Value::Boolean(chance.happens(1, 2)),
            Type::Integer | Type::Decimal | Type::Money(_) => self.number(range, pool, chance),
            Type::Date => Value::Date(around(day, chance)),
            Type::Instant => Value::Instant(instant(around(day, chance), chance)),
            Type::Text => {
                let texts: Vec<&String> = self.edges.texts.iter().collect();
                let named = chance.happens(3, 4).then(|| chance.pick(&texts).copied()).flatten();
                Value::Text(Arc::from(named.map_or("other", String::as_str)))
            }
            Type::Country => {
                let named: Vec<u16> = self.edges.countries.iter().copied().collect();
                let named = chance.happens(1, 2).then(|| chance.pick(&named).copied()).flatten();
                let known = named.filter(|country| *country < Country::count());
                Value::Choice(known.unwrap_or(u16::try_from(chance.below(u64::from(Country::count()))).unwrap_or(0)))
            }
            Type::Enum(shape) => {
                let many = u64::try_from(shape.variants.len()).unwrap_or(1);
                Value::Choice(u16::try_from(chance.below(many)).unwrap_or(0))
            }
            Type::List(of) => {
                let many = chance.below(ENTRIES.saturating_add(1));
                Value::List((0..many).filter_map(|_| self.entry(of, day, chance)).collect())
            }
            Type::Record(shape) => self.record(shape, day, chance),
            _ => return None,
        };
        Some(value)
    }

    /// An entry of a list of that type.
    pub fn entry(&self, ty: &Type, day: Date, chance: &mut Chance) -> Option<Value> {
        self.of_type(ty, None, &[], day, chance)
    }

    /// A record whose days come in the order in which its fields are written.
    fn record(&self, shape: &Arc<RecordShape>, day: Date, chance: &mut Chance) -> Value {
        let mut from = day.plus_days(chance.between(-1_500, 0)).unwrap_or(day);
        let mut fields = Vec::with_capacity(shape.fields.len());
        for field in &shape.fields {
            let value = if field.ty.is_optional() && chance.happens(1, 5) {
                Some(Value::None)
            } else if *field.ty.plain() == Type::Date {
                let date = from;
                from = from.plus_days(chance.between(0, 400)).unwrap_or(from);
                Some(Value::Date(date))
            } else {
                self.of_type(&field.ty, field.range, &[], day, chance)
            };
            fields.push(value);
        }
        Value::Record(Arc::clone(shape), fields)
    }

    fn number(&self, range: Option<Interval<Number>>, pool: &[Value], chance: &mut Chance) -> Value {
        let whole = |number: Number| number.round(crate::values::Rounding::Down, 0).and_then(|n| n.to_i64());
        let numbers = || {
            pool.iter().filter_map(|value| match value {
                Value::Number(number) => whole(*number),
                _ => None,
            })
        };
        let (low, high) = range.map_or((None, None), |range| (whole(range.low), whole(range.high)));
        let (low, high) = (low.unwrap_or(0), high.unwrap_or(i64::MAX));
        if high.abs_diff(low) <= WIDE.unsigned_abs() {
            return Value::Number(Number::integer(chance.between(low, high)));
        }
        // Of a wide range, as far as the policy's own numbers for the fact go, and half as far again.
        let greatest = match numbers().max() {
            Some(greatest) => greatest.saturating_add(greatest.saturating_div(2)).max(1),
            None => {
                let named: Vec<i64> = self.edges.numbers.iter().filter_map(|number| whole(*number)).collect();
                let named = chance.pick(&named).copied().unwrap_or(100);
                named.saturating_add(chance.between(-1, 1))
            }
        };
        Value::Number(Number::integer(chance.between(low, greatest.clamp(low, high))))
    }

    /// Leaves the fields of a record that is not there unknown, and fills those of one that is.
    pub fn settle(&self, facts: &mut [Option<Value>], chance: &mut Chance) {
        for (presence, fact) in self.plan.facts.iter().filter(|(_, fact)| fact.is_presence) {
            let there = matches!(facts.get(presence.index()), Some(Some(Value::Boolean(true))));
            let inside = format!("{}.", fact.path);
            for (id, _) in self.plan.facts.iter().filter(|(_, fact)| fact.path.starts_with(&inside)) {
                let Some(slot) = facts.get_mut(id.index()) else { continue };
                if !there {
                    *slot = None;
                } else if slot.is_none() {
                    *slot = self.value(id, self.day(chance), chance);
                }
            }
        }
    }
}

/// The first and the last day of the law that people are drawn for: the time in force, as far as
/// the days go that the policy names. Of one that names none, the years 2024 to 2026.
fn days_of(plan: &Plan, edges: &Edges, on: Option<Date>) -> (Date, Date) {
    if let (None, Some(on)) = (plan.as_of, on) {
        return (on, on);
    }
    let years = |date: Date, years: i64| {
        date.plus(Duration { months: years.saturating_mul(12), days: 0 }, MonthEnd::Down).unwrap_or(date)
    };
    let named = Interval::new(Date::new(2024, 1, 1).unwrap_or(Date::MIN), Date::new(2026, 12, 31).unwrap_or(Date::MIN));
    let last = edges.dates.last().copied().unwrap_or(named.high);
    let first = edges.dates.range(years(last, -10)..).next().copied().unwrap_or(named.low);
    match plan.in_force {
        Some((from, Some(through))) => (from, through),
        Some((from, None)) => (from, years(last.max(from), 2)),
        None if edges.dates.is_empty() => (named.low, named.high),
        None => (years(first, -1), years(last, 2)),
    }
}

/// How far the days of facts lie from another day whose distance the policy reads: up to twice as
/// far as the farthest that it asks for.
fn distances(plan: &Plan) -> BTreeMap<usize, (Unit, i64, i64)> {
    let mut distances = BTreeMap::new();
    for (elapsed, node) in plan.nodes.iter() {
        let NodeKind::Apply(Operation::Elapsed(unit, _), operands) = &node.kind else { continue };
        let [from, to] = operands.as_slice() else { continue };
        let asked = plan.nodes.iter().filter_map(|(_, node)| match &node.kind {
            NodeKind::Apply(Operation::Compare(_), sides) => {
                let other = sides.iter().find(|side| **side != elapsed).filter(|_| sides.contains(&elapsed))?;
                match &plan.nodes[*other].kind {
                    NodeKind::Constant(value) => value.numbers()?.single()?.to_i64(),
                    _ => None,
                }
            }
            _ => None,
        });
        let far = asked.max().unwrap_or(if *unit == Unit::Years { 40 } else { 60 });
        let far = far.clamp(1, 10_000).saturating_mul(2);
        let fact = |node| match plan.nodes[node].kind {
            NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => Some(fact.index()),
            _ => None,
        };
        if let Some(fact) = fact(*from) {
            distances.entry(fact).or_insert((*unit, far.saturating_neg(), 0));
        } else if let Some(fact) = fact(*to) {
            distances.entry(fact).or_insert((*unit, 0, far));
        }
    }
    terms(plan, &mut distances);
    distances
}

/// The same for days that the policy moves by a term: a start that a term runs from lies up to two
/// of them back, and a day that is compared with the day of the law less a term likewise.
fn terms(plan: &Plan, distances: &mut BTreeMap<usize, (Unit, i64, i64)>) {
    let fact = |node: NodeId| match plan.nodes[node].kind {
        NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => Some(fact),
        _ => None,
    };
    for (moved, node) in plan.nodes.iter() {
        let NodeKind::Apply(operation @ (Operation::After(_) | Operation::Before(_)), operands) = &node.kind else {
            continue;
        };
        let [from, length] = operands.as_slice() else { continue };
        let (Some(from), NodeKind::Constant(length)) = (fact(*from), &plan.nodes[*length].kind) else { continue };
        let Some(Value::Duration(Length::Time(term))) = length.single() else { continue };
        let (unit, far) = if term.months > 0 { (Unit::Months, term.months) } else { (Unit::Days, term.days) };
        let far = far.clamp(1, 10_000).saturating_mul(2);
        let later = matches!(operation, Operation::After(_));
        if plan.as_of == Some(from) {
            let compared = plan.nodes.iter().filter_map(|(_, node)| match &node.kind {
                NodeKind::Apply(Operation::Compare(_), sides) if sides.contains(&moved) => {
                    sides.iter().find_map(|side| fact(*side))
                }
                _ => None,
            });
            for other in compared.filter(|other| *other != from) {
                let range = if later { (unit, 0, far) } else { (unit, far.saturating_neg(), 0) };
                distances.entry(other.index()).or_insert(range);
            }
        } else {
            let range = if later { (unit, far.saturating_neg(), 0) } else { (unit, 0, far) };
            distances.entry(from.index()).or_insert(range);
        }
    }
}

/// Pairs of date facts of which a pathway requires the first not to be the later one.
fn order(plan: &Plan) -> Vec<(usize, usize)> {
    let fact = |node: &NodeId| match plan.nodes[*node].kind {
        NodeKind::Fact(fact) if *plan.facts[fact].ty.plain() == Type::Date => Some(fact.index()),
        _ => None,
    };
    let asked = plan.pathways.iter().flat_map(|pathway| &pathway.requires);
    asked
        .filter_map(|clause| {
            let NodeKind::Apply(Operation::Compare(how), sides) = &plan.nodes[clause.condition_node].kind else {
                return None;
            };
            let [a, b] = sides.as_slice() else { return None };
            match how {
                Comparison::Less | Comparison::AtMost => Some((fact(a)?, fact(b)?)),
                Comparison::Greater | Comparison::AtLeast => Some((fact(b)?, fact(a)?)),
                Comparison::Is | Comparison::IsNot => None,
            }
        })
        .collect()
}

/// A day so many units off, and somewhat less than one more.
fn moved(day: Date, unit: Unit, by: i64, chance: &mut Chance) -> Option<Date> {
    let (months, days, spare) = match unit {
        Unit::Years => (by.saturating_mul(12), 0, 364),
        Unit::Months => (by, 0, 28),
        Unit::Weeks => (0, by.saturating_mul(7), 6),
        Unit::Days => (0, by, 0),
    };
    let spare = chance.between(0, spare);
    let days = days.saturating_add(if by < 0 { spare } else { spare.saturating_neg() });
    day.plus(Duration { months, days }, MonthEnd::Down)
}

/// A day within three years before or one after.
fn around(day: Date, chance: &mut Chance) -> Date {
    let by = if chance.happens(2, 3) { chance.between(-1_100, 0) } else { chance.between(0, 365) };
    day.plus_days(by).unwrap_or(day)
}

fn instant(day: Date, chance: &mut Chance) -> Instant {
    let midnight = Instant::parse(&format!("{day}T00:00:00Z")).unwrap_or(Instant::MIN);
    midnight.plus_nanoseconds(chance.between(0, 86_399).saturating_mul(1_000_000_000)).unwrap_or(midnight)
}
