//! Steps backwards through lists: entries are changed, added and taken away.

use std::sync::Arc;

use super::solve::{Change, Inside, Luck, Scope, Solver, holds};
use super::want::Want;
use crate::plan::{Body, NodeId, NodeKind};
use crate::values::{Coverage, Date, Fold, HistorySpan, Operation, Plain, Possible, RecordShape, Type, Value};

/// The most entries that a list is given.
const ENTRIES: usize = 12;
/// The most steps to bring one entry to what is asked of it.
const STEPS: usize = 6;

/// A list that is gone through, where it stands.
struct Gone<'a> {
    scope: Scope<'a>,
    list: NodeId,
    body: &'a Body,
    of: Type,
    entries: Vec<Value>,
}

impl Solver<'_> {
    /// The list that a node goes through, as far as its entries are facts.
    fn gone_through<'a>(&self, scope: &'a Scope<'a>, node: NodeId) -> Option<Gone<'a>> {
        match &scope.nodes[node].kind {
            NodeKind::Outer(outer) => self.gone_through(scope.inside?.around, *outer),
            NodeKind::Collect(list, body) => {
                let of = self.type_of(scope, *list).and_then(|ty| match ty.plain() {
                    Type::List(of) => Some((**of).clone()),
                    _ => None,
                })?;
                let entries = match self.value_of(scope, *list) {
                    Some(Value::List(entries)) => entries,
                    _ => Vec::new(),
                };
                Some(Gone { scope: *scope, list: *list, body, of, entries })
            }
            _ => None,
        }
    }

    fn type_of(&self, scope: &Scope<'_>, node: NodeId) -> Option<Type> {
        match &scope.nodes[node].kind {
            NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => Some(self.plan.facts[*fact].ty.clone()),
            NodeKind::Outer(outer) => self.type_of(scope.inside?.around, *outer),
            NodeKind::Element => match scope.inside?.element {
                Value::Record(shape, _) => Some(Type::Record(Arc::clone(shape))),
                _ => None,
            },
            NodeKind::Apply(Operation::Field(at), operands) => match self.type_of(scope, *operands.first()?)?.plain() {
                Type::Record(shape) => shape.fields.get(*at).map(|field| field.ty.clone()),
                _ => None,
            },
            NodeKind::Apply(Operation::Settled | Operation::Else, operands) => self.type_of(scope, *operands.first()?),
            _ => None,
        }
    }

    /// The value of a fact, of an element, or of a field of one, as it would be written.
    fn value_of(&self, scope: &Scope<'_>, node: NodeId) -> Option<Value> {
        match &scope.nodes[node].kind {
            NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => scope.facts.get(fact.index())?.clone(),
            NodeKind::Outer(outer) => self.value_of(scope.inside?.around, *outer),
            NodeKind::Element => Some(scope.inside?.element.clone()),
            NodeKind::Apply(Operation::Field(at), operands) => match self.value_of(scope, *operands.first()?)? {
                Value::Record(_, fields) => fields.get(*at)?.clone(),
                _ => None,
            },
            NodeKind::Apply(Operation::Settled | Operation::Else, operands) => self.value_of(scope, *operands.first()?),
            _ => scope.value(node).single(),
        }
    }

    /// A field of a record: the record with another value there.
    pub fn field(
        &self,
        scope: &Scope<'_>,
        at: usize,
        record: NodeId,
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        if let NodeKind::Apply(Operation::Record, fields) = &scope.nodes[record].kind {
            return self.toward(scope, *fields.get(at)?, want, luck);
        }
        let Some(Value::Record(shape, mut fields)) = self.value_of(scope, record) else { return None };
        let value = self.field_value(scope, &shape, at, want, luck)?;
        *fields.get_mut(at)? = Some(value);
        self.toward(scope, record, &Want::is(Value::Record(shape, fields)), luck)
    }

    fn field_value(
        &self,
        scope: &Scope<'_>,
        shape: &RecordShape,
        at: usize,
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Value> {
        let field = shape.fields.get(at)?;
        let fits = |value: &Value| {
            let in_range = match (value, field.range) {
                (Value::Number(number), Some(range)) => range.contains(*number),
                _ => true,
            };
            let whole = !matches!(value, Value::Number(number)
                if *field.ty.plain() == Type::Integer && !number.is_integer());
            in_range && whole && (*value != Value::None || field.ty.is_optional())
        };
        if let Want::Compare(crate::values::Comparison::Is, value) = want {
            return Some(value.clone()).filter(fits);
        }
        (0..8).find_map(|_| {
            let value = match want.target(luck.chance) {
                Some(value) => value,
                None => self.drawer.of_type(&field.ty, field.range, &[], scope.day, luck.chance)?,
            };
            (fits(&value) && want.allows(&value)).then_some(value)
        })
    }

    /// Changes an entry until what is asked of operations of the body is so; a change of something
    /// outside the list, if that is what it takes.
    fn shaped(
        &self,
        gone: &Gone<'_>,
        mut element: Value,
        wants: &[(NodeId, Want)],
        luck: &mut Luck<'_>,
    ) -> Result<Value, Option<Change>> {
        for _ in 0..STEPS {
            let trace = gone.scope.trace.inside(gone.body, &Possible::from(element.clone()));
            let inside = Some(Inside { around: &gone.scope, element: &element });
            let scope = Scope { nodes: &gone.body.nodes, trace: &trace, inside, ..gone.scope };
            let Some((node, want)) = wants.iter().find(|(node, want)| !holds(scope.nodes, &trace, *node, want)) else {
                return Ok(element);
            };
            match self.toward(&scope, *node, want, luck) {
                Some(Change::Element(depth, changed)) if depth == scope.depth() => element = changed,
                other => return Err(other),
            }
        }
        Ok(element)
    }

    /// The list with other entries.
    fn listed(&self, gone: &Gone<'_>, entries: Vec<Value>, luck: &mut Luck<'_>) -> Option<Change> {
        self.toward(&gone.scope, gone.list, &Want::is(Value::List(entries)), luck)
    }

    /// The list with one entry brought to what is asked: one that is there, or a new one.
    fn with_entry(
        &self,
        gone: &Gone<'_>,
        at: Option<usize>,
        wants: &[(NodeId, Want)],
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let mut entries = gone.entries.clone();
        let element = match at.and_then(|at| entries.get(at)) {
            Some(element) => element.clone(),
            None => self.drawer.entry(&gone.of, gone.scope.day, luck.chance)?,
        };
        let element = match self.shaped(gone, element, wants, luck) {
            Ok(element) => element,
            Err(change) => return change,
        };
        match at.and_then(|at| entries.get_mut(at)) {
            Some(slot) => *slot = element,
            None => entries.push(element),
        }
        let more = entries.len().saturating_sub(ENTRIES);
        entries.drain(..more);
        self.listed(gone, entries, luck)
    }

    /// A list with some entry of which that is so.
    pub fn some_entry(
        &self,
        scope: &Scope<'_>,
        collect: NodeId,
        wants: &[(NodeId, Want)],
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let gone = self.gone_through(scope, collect)?;
        let places: Vec<usize> = (0..gone.entries.len()).collect();
        let at = luck.chance.pick(&places).copied().filter(|_| luck.chance.happens(1, 2));
        self.with_entry(&gone, at, wants, luck)
    }

    /// What entries give under a body, in the order of the list.
    fn given(&self, scope: &Scope<'_>, collect: NodeId) -> Vec<Vec<Possible>> {
        let Plain::List(Some(items)) = &scope.value(collect).plain else { return Vec::new() };
        let fields = items.iter().map(|item| match &item.plain {
            Plain::Record(fields) => fields.clone(),
            _ => Vec::new(),
        });
        fields.collect()
    }

    /// What is asked of a list taken together, asked of its entries.
    pub fn fold(
        &self,
        scope: &Scope<'_>,
        fold: Fold,
        collect: NodeId,
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let Some(gone) = self.gone_through(scope, collect) else {
            return self.windows(scope, fold, collect, want, luck);
        };
        let (counts, gives) = (*gone.body.gives.first()?, *gone.body.gives.get(1)?);
        let given = self.given(scope, collect);
        let counting: Vec<usize> = (0..)
            .zip(&given)
            .filter(|(_, fields)| fields.first().is_some_and(|counts| !counts.is_false()))
            .map(|(at, _)| at)
            .collect();
        let some = luck.chance.pick(&counting).copied();
        let any = luck.chance.pick(&(0..gone.entries.len()).collect::<Vec<_>>()).copied();
        let fresh = luck.chance.happens(1, 2);
        let (yes, no) = (Want::truth(true), Want::truth(false));
        match (fold, want.wants_truth()) {
            (Fold::Any, Some(true)) | (Fold::No, Some(false)) => {
                self.with_entry(&gone, any.filter(|_| !fresh), &[(counts, yes)], luck)
            }
            (Fold::Any, _) | (Fold::No, _) => {
                let at = some?;
                let change = if fresh { None } else { self.with_entry(&gone, Some(at), &[(counts, no)], luck) };
                change.or_else(|| self.without(&gone, at, luck))
            }
            (Fold::Every, Some(true)) => {
                let bad = (0..).zip(&given).find(|(_, fields)| match fields.as_slice() {
                    [counts, gives] => !counts.is_false() && !gives.is_true(),
                    _ => false,
                });
                let (at, _) = bad?;
                let change = if fresh { None } else { self.with_entry(&gone, Some(at), &[(gives, yes)], luck) };
                change.or_else(|| self.without(&gone, at, luck))
            }
            (Fold::Every, _) => self.with_entry(&gone, any.filter(|_| !fresh), &[(counts, yes), (gives, no)], luck),
            (Fold::Count, _) => {
                let Some(Value::Number(wanted)) = want.target(luck.chance) else { return None };
                let wanted = usize::try_from(wanted.to_i64()?).ok()?;
                match some {
                    Some(at) if counting.len() > wanted => self.without(&gone, at, luck),
                    _ => self.with_entry(
                        &gone,
                        any.filter(|_| gone.entries.len() >= wanted && !fresh),
                        &[(counts, yes)],
                        luck,
                    ),
                }
            }
            (Fold::Sum | Fold::Max | Fold::Min, _) => {
                if want.holds(&Possible::from(Value::None)) && !matches!(want, Want::Compare(..)) {
                    return self.listed(&gone, Vec::new(), luck);
                }
                let at = some.filter(|_| !fresh);
                let wanted = match (fold, want.target(luck.chance)?) {
                    (_, Value::None) => return self.listed(&gone, Vec::new(), luck),
                    (Fold::Sum, Value::Number(wanted)) => {
                        let all = scope.value(collect);
                        let sum = fold.of(all, &Type::Decimal, scope.nodes[collect].span).numbers()?.single()?;
                        let own = at.and_then(|at| given.get(at)?.get(1)?.numbers()?.single());
                        let others = own.map_or(Some(sum), |own| sum.minus(own))?;
                        Value::Number(wanted.minus(others)?)
                    }
                    (_, wanted) => wanted,
                };
                self.with_entry(&gone, at, &[(counts, yes), (gives, Want::is(wanted))], luck)
            }
        }
    }

    fn without(&self, gone: &Gone<'_>, at: usize, luck: &mut Luck<'_>) -> Option<Change> {
        let mut entries = gone.entries.clone();
        if at < entries.len() {
            entries.remove(at);
        }
        self.listed(gone, entries, luck)
    }

    /// A list that is no fact, such as the windows of `each year`: what its body reads is changed.
    fn windows(
        &self,
        scope: &Scope<'_>,
        fold: Fold,
        collect: NodeId,
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let NodeKind::Collect(list, body) = &scope.nodes[collect].kind else { return None };
        let Plain::List(Some(items)) = &scope.value(*list).plain else {
            return None;
        };
        let (counts, gives) = (*body.gives.first()?, *body.gives.get(1)?);
        let node = if fold == Fold::Every { gives } else { counts };
        let truth = match fold {
            Fold::Any | Fold::Every => want.wants_truth()?,
            Fold::No => !want.wants_truth()?,
            _ => true,
        };
        let order = luck.chance.order(items.len());
        order.into_iter().filter_map(|at| items.get(at)).find_map(|item| {
            let trace = scope.trace.inside(body, item);
            let element = Value::None;
            let inside = Some(Inside { around: scope, element: &element });
            let inner = Scope { nodes: &body.nodes, trace: &trace, inside, ..*scope };
            let want = Want::truth(truth);
            let change = if want.holds(trace.value(node)) { None } else { self.toward(&inner, node, &want, luck) };
            // A window itself is not to be changed.
            change.filter(|change| !matches!(change, Change::Element(depth, _) if *depth == inner.depth()))
        })
    }

    /// Days that periods cover: one period that has so many of them, or one more or fewer.
    pub fn days_covered(
        &self,
        scope: &Scope<'_>,
        coverage: &Coverage,
        operands: &[NodeId],
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let lists = operands.get(1..)?.get(..coverage.through.len())?;
        let bound = operands.get(coverage.through.len().saturating_add(1)).map(|bound| scope.value(*bound));
        let last = last_day(coverage.span, bound).unwrap_or(scope.day);
        let Some(Value::Number(wanted)) = want.target(luck.chance) else { return None };
        let wanted = wanted.round(crate::values::Rounding::Up, 0)?.to_i64()?;
        // The lists that days must be in too are made to hold all of them.
        let at = if lists.len() > 1 { luck.chance.pick(&(0..lists.len()).collect::<Vec<_>>()).copied()? } else { 0 };
        let gone = self.gone_through(scope, *lists.get(at)?)?;
        let through = coverage.through.get(at).copied().unwrap_or(true);
        if at > 0 {
            let first = last.plus_days(luck.chance.between(-9_000, -4_000))?;
            return self.period(&gone, None, (first, last.plus_days(400)?), luck);
        }
        if wanted <= 0 || (wanted < 30 && luck.chance.happens(1, 4)) {
            return self.listed(&gone, Vec::new(), luck);
        }
        let end = if through { last } else { last.plus_days(1)? };
        let first = last.plus_days(1_i64.saturating_sub(wanted))?;
        let keep = luck.chance.happens(1, 3) && gone.entries.len() < ENTRIES;
        // Longer stretches are asked for than one window holds: further back counts no more there.
        let first = if luck.chance.happens(1, 6) { first.plus_days(-3_000)? } else { first };
        let gone = if keep { gone } else { Gone { entries: Vec::new(), ..gone } };
        self.period(&gone, None, (first, end), luck)
    }

    /// The list with a period of these days that counts.
    fn period(
        &self,
        gone: &Gone<'_>,
        at: Option<usize>,
        (first, end): (Date, Date),
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let [start_node, end_node, counts, ..] = gone.body.gives.as_slice() else { return None };
        let wants = [
            (*start_node, Want::is(Value::Date(first))),
            (*end_node, Want::is(Value::Date(end))),
            (*counts, Want::truth(true)),
        ];
        self.with_entry(gone, at, &wants, luck)
    }
}

fn last_day(span: HistorySpan, bound: Option<&Possible>) -> Option<Date> {
    let date = |value: &Possible| match value.single() {
        Some(Value::Date(date)) => Some(date),
        _ => None,
    };
    match (span, &bound?.plain) {
        (HistorySpan::Within, Plain::Record(ends)) => date(ends.get(1)?),
        _ => date(bound?),
    }
}
