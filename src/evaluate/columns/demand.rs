//! The missing facts that could still matter, for many rows at once: from a node that is open down to
//! the facts that it reads, as [`missing`](crate::evaluate::missing) does for one.

use super::column::{Column, FALSE, NONE, STRANGE, TRUE};
use super::program::{Program, Step};
use crate::plan::{NodeId, NodeKind};
use crate::values::Operation;
use std::borrow::Cow;

/// How often each fact is read by what is open: for each fact, a count for each row, up to 255.
pub struct Readings {
    pub of: Vec<Option<Vec<u8>>>,
    /// The rows of which something strange would have to be known.
    pub strange: Vec<bool>,
}

/// The readings below roots, each of which counts for the rows that are marked.
pub fn readings(
    program: &Program<'_>,
    columns: &[Cow<'_, Column>],
    nodes: &[NodeId],
    roots: &[(NodeId, Vec<u8>)],
    rows: usize,
) -> Readings {
    let plan = program.plan;
    let mut counts: Vec<Option<Vec<u8>>> = vec![None; plan.nodes.len()];
    let mut readings = Readings { of: vec![None; plan.facts.len()], strange: vec![false; rows] };
    for (node, marked) in roots {
        add(&mut counts, node.index(), marked);
    }
    for node in nodes {
        let Some(mut count) = counts.get_mut(node.index()).and_then(Option::take) else { continue };
        let Some(column) = columns.get(node.index()) else { continue };
        if let Column::Same(value) = column.as_ref()
            && value.is_settled()
            && value.faults.is_empty()
        {
            continue;
        }
        // What is settled needs nothing.
        let mut any = 0;
        for ((count, open), strange) in count.iter_mut().zip(column.open(rows)).zip(&mut readings.strange) {
            *strange |= *count != 0 && open & STRANGE != 0;
            *count &= 0_u8.wrapping_sub(open & 1);
            any |= *count;
        }
        if any == 0 {
            continue;
        }
        match &plan.nodes[*node].kind {
            NodeKind::Constant(_) | NodeKind::Outer(_) | NodeKind::Element => {}
            NodeKind::Fact(fact) => add(&mut readings.of, fact.index(), &count),
            NodeKind::Presumed(fact, when) => {
                add(&mut readings.of, fact.index(), &count);
                add(&mut counts, when.index(), &count);
            }
            NodeKind::AsOf => {
                if let Some(fact) = plan.as_of {
                    add(&mut readings.of, fact.index(), &count);
                }
            }
            NodeKind::Collect(list, body) => {
                add(&mut counts, list.index(), &count);
                body.outer().for_each(|outer| add(&mut counts, outer.index(), &count));
            }
            NodeKind::Apply(operation, operands) => {
                // An operation is gone through once, whoever reads it.
                count.iter_mut().for_each(|count| *count = (*count).min(1));
                let step = program.steps.get(node.index());
                apply(program, columns, operation, operands, step, &count, &mut counts);
            }
        }
    }
    readings
}

fn add(counts: &mut [Option<Vec<u8>>], at: usize, by: &[u8]) {
    match counts.get_mut(at) {
        Some(Some(count)) => count.iter_mut().zip(by).for_each(|(count, by)| *count = count.saturating_add(*by)),
        Some(none) => *none = Some(by.to_vec()),
        None => {}
    }
}

/// Passes on to the operands that may matter.
fn apply(
    program: &Program<'_>,
    columns: &[Cow<'_, Column>],
    operation: &Operation,
    operands: &[NodeId],
    step: Option<&Step>,
    count: &[u8],
    counts: &mut [Option<Vec<u8>>],
) {
    let rows = count.len();
    let truths = |node: &NodeId| columns.get(node.index()).map(|column| column.truths(rows)).unwrap_or_default();
    let mut where_ = |at: usize, holds: &dyn Fn(usize) -> bool| {
        if let Some(node) = operands.get(at) {
            let kept = count.iter().enumerate();
            let kept: Vec<u8> = kept.map(|(row, count)| if *count != 0 && holds(row) { 1 } else { 0 }).collect();
            if kept.contains(&1) {
                add(counts, node.index(), &kept);
            }
        }
    };
    match operation {
        Operation::If => {
            let test = operands.first().map(truths).unwrap_or_default();
            let is = |row: usize, truth: u8| test.get(row) == Some(&truth);
            where_(0, &|_| true);
            where_(1, &|row| !is(row, FALSE));
            where_(2, &|row| !is(row, TRUE));
        }
        Operation::Else => {
            let first = operands.first().and_then(|node| columns.get(node.index()));
            let none = |row: usize| first.is_some_and(|column| may_be_none(column, row));
            where_(0, &|_| true);
            where_(1, &none);
        }
        Operation::Lookup(_) => {
            let bits: Vec<u8> = match step {
                Some(Step::Tabulated(table)) => table.matters(columns, rows),
                _ => (0..rows).map(|row| matters(program, columns, operation, operands, count, row)).collect(),
            };
            for at in 0..operands.len() {
                let bit = 1_u8.wrapping_shl(u32::try_from(at.min(7)).unwrap_or(0));
                where_(at, &|row| bits.get(row).is_some_and(|bits| bits & bit != 0));
            }
        }
        _ => operands.iter().for_each(|node| add(counts, node.index(), count)),
    }
}

fn may_be_none(column: &Column, row: usize) -> bool {
    match column {
        Column::Same(value) => value.none,
        Column::Truths(truths) => truths.get(row).is_some_and(|truth| truth & NONE != 0),
        Column::Numbers(spans) => spans.mark(row) & NONE != 0,
        Column::Dates(spans) => spans.mark(row) & NONE != 0,
        Column::Choices(spans) => spans.mark(row) & NONE != 0,
        Column::Others(values) => values.get(row).and_then(Option::as_ref).is_some_and(|value| value.none),
    }
}

/// Which operands of a lookup matter in one row, a bit for each; those from the eighth on share one.
fn matters(
    program: &Program<'_>,
    columns: &[Cow<'_, Column>],
    operation: &Operation,
    operands: &[NodeId],
    count: &[u8],
    row: usize,
) -> u8 {
    if count.get(row).is_none_or(|count| *count == 0) {
        return 0;
    }
    let value = |node: &NodeId| columns.get(node.index())?.borrowed(program.kind(*node), row);
    let Some(values) = operands.iter().map(value).collect::<Option<Vec<_>>>() else { return u8::MAX };
    let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
    let bit = |at: usize| {
        let bit = 1_u8.wrapping_shl(u32::try_from(at.min(7)).unwrap_or(0));
        if operation.matters(&values, at) { bit } else { 0 }
    };
    (0..values.len()).map(bit).fold(0, |all, bit| all | bit)
}
