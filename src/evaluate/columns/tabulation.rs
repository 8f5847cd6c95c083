//! An operation whose results for all categories of its inputs are written down once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::axis::{Axis, NOWHERE, cells_of_list};
use super::column::{Column, FAULT};
use super::kinds::Kind;
use super::marks::Marks;
use super::unit::{Slot, UNSAID};
use crate::plan::{NodeId, NodeKind, Plan};
use crate::source;
use crate::values::{Operation, Pattern, Possible};

/// The results of an operation by the categories of those of its operands that are not constant.
#[derive(Clone, Debug)]
pub struct Tabulation {
    operation: Operation,
    span: source::Span,
    pub kind: Kind,
    /// All operands: those that are constant with their value.
    operands: Vec<Result<Possible, (NodeId, Kind)>>,
    axes: Vec<(NodeId, Axis, u32)>,
    /// One result for each category of the first axis, for each of the second, and so on.
    results: Column,
    /// For the same, whether the result is anything but one plain value.
    special: Vec<bool>,
    /// For the same, which operands matter where some are open, a bit for each.
    matters: Vec<u8>,
}

/// The most results that are written down for one operation, and the most cells looked at for it.
const MOST: u32 = 1 << 14;
/// The most results that are kept beyond a batch.
const MOST_KEPT: usize = 1 << 15;
const MOST_CELLS: usize = 1 << 21;

/// What was worked out for rows that are in no category.
#[derive(Debug)]
pub struct Memo {
    /// For what tells them apart, where their result stands.
    places: HashMap<Vec<u64>, u32, BuildHasherDefault<Marks>>,
    /// The results of all categories, and then theirs.
    results: Option<Column>,
    key: Vec<u64>,
}

impl Memo {
    pub fn new() -> Memo {
        Memo { places: HashMap::default(), results: None, key: Vec::new() }
    }
}

impl Tabulation {
    /// `None` if its operands have no such categories, or too many.
    pub fn new(
        plan: &Plan,
        kinds: &[Kind],
        constants: &dyn Fn(NodeId) -> Option<Possible>,
        node: NodeId,
        kind: Kind,
    ) -> Option<Tabulation> {
        let span = plan.nodes[node].span;
        let NodeKind::Apply(operation, operands) = &plan.nodes[node].kind else { return None };
        if operands.len() > 8 || matches!(kind, Kind::Other) {
            return None;
        }
        let cells: Vec<Vec<Pattern>> = match operation {
            Operation::Lookup(table) => (0..operands.len())
                .map(|at| table.rows.iter().filter_map(|row| row.patterns.get(at)).cloned().collect())
                .collect(),
            Operation::In => vec![cells_of_list(&constants(*operands.get(1)?)?)?, Vec::new()],
            _ => return None,
        };
        let mut axes = Vec::new();
        let mut stride = 1_u32;
        let mut inputs = Vec::new();
        for (operand, cells) in operands.iter().zip(&cells) {
            if let Some(value) = constants(*operand) {
                inputs.push(Ok(value));
                continue;
            }
            let kind = kinds.get(operand.index()).copied()?;
            let unknown = match &plan.nodes[*operand].kind {
                NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => plan.unknown.get(fact.index()),
                _ => None,
            };
            let variants = super::program::variants(plan, *operand)?;
            let axis = Axis::new(kind, &cells.iter().collect::<Vec<_>>(), unknown, variants)?;
            let count = axis.count();
            axes.push((*operand, axis, stride));
            inputs.push(Err((*operand, kind)));
            stride = stride.checked_mul(count).filter(|count| *count <= MOST)?;
        }
        let rows = if let Operation::Lookup(table) = operation { table.rows.len() } else { 1 };
        if axes.is_empty() || rows.saturating_mul(stride as usize) > MOST_CELLS {
            return None;
        }
        let mut table = Tabulation {
            operation: operation.clone(),
            span,
            kind,
            operands: inputs,
            axes,
            results: Column::Same(Possible::nothing()),
            special: Vec::new(),
            matters: Vec::new(),
        };
        let results: Vec<Option<Possible>> = (0..stride)
            .map(|index| Some(operation.apply(&table.examples(index)?.iter().collect::<Vec<_>>(), span)))
            .collect();
        table.matters = (0..stride)
            .map(|index| match table.examples(index) {
                Some(values) => matters(operation, &values.iter().collect::<Vec<_>>()),
                None => u8::MAX,
            })
            .collect();
        table.results = Column::from_possibles(kind, results.len(), results.into_iter());
        table.special = (0..stride as usize).map(|index| !table.results.is_plain_at(index)).collect();
        Some(table)
    }

    /// A value of each operand's category.
    fn examples(&self, index: u32) -> Option<Vec<Possible>> {
        let mut left = index;
        let mut axes = self.axes.iter();
        let example = |operand: &Result<Possible, (NodeId, Kind)>| match operand {
            Ok(value) => Some(value.clone()),
            Err(_) => {
                let (_, axis, _) = axes.next()?;
                let category = left.checked_rem(axis.count())?;
                left = left.checked_div(axis.count())?;
                axis.example(category)
            }
        };
        self.operands.iter().map(example).collect()
    }

    /// The results of all categories, for [`Tabulation::one`].
    pub fn slots(&self) -> Vec<Slot> {
        (0..self.special.len()).map(|at| self.results.slot(self.kind, at)).collect()
    }

    /// One row's result; strange where it is in no category.
    pub fn one(&self, results: &[Slot], operand: &dyn Fn(usize) -> Slot) -> Slot {
        let (mut index, mut faults) = (0_u32, 0);
        for (node, axis, stride) in &self.axes {
            let slot = operand(node.index());
            faults |= slot.marks & FAULT;
            match axis.of_slot(slot) {
                NOWHERE => return UNSAID,
                at => index = index.wrapping_add(at.wrapping_mul(*stride)),
            }
        }
        results.get(index as usize).map_or(UNSAID, |result| result.with(faults))
    }

    fn index(&self, columns: &[Cow<'_, Column>], rows: usize) -> Vec<u32> {
        let mut index = Vec::with_capacity(rows);
        for (node, axis, stride) in &self.axes {
            if let Some(column) = columns.get(node.index()) {
                axis.add(column, rows, *stride, &mut index);
            }
        }
        index
    }

    /// One row's operands, if none of them is strange.
    fn row(&self, columns: &[Cow<'_, Column>], row: usize) -> Option<Vec<Possible>> {
        let value = |operand: &Result<Possible, (NodeId, Kind)>| match operand {
            Ok(value) => Some(value.clone()),
            Err((node, kind)) => columns.get(node.index())?.without_faults(*kind, row),
        };
        self.operands.iter().map(value).collect()
    }

    /// The results for all rows.
    pub fn results(&self, columns: &[Cow<'_, Column>], rows: usize, memo: &mut Memo) -> Column {
        let mut index = self.index(columns, rows);
        // A row that is in no category is worked out below.
        let special = index.iter().fold(false, |any, at| any | self.special.get(*at as usize).copied().unwrap_or(true));
        let faulty: Vec<&Column> = self
            .axes
            .iter()
            .filter_map(|(node, ..)| columns.get(node.index()).map(AsRef::as_ref))
            .filter(|column| column.has_faults())
            .collect();
        if !special && faulty.is_empty() {
            return self.results.gather_plain(&index);
        }
        let mut results = if index.iter().any(|at| *at >= NOWHERE) {
            self.place_others(columns, &mut index, memo);
            memo.results.as_ref().unwrap_or(&self.results).gather(&index)
        } else {
            self.results.gather(&index)
        };
        // What an input may be of faults, the result may be.
        for column in faulty {
            (0..rows).filter(|row| column.has_fault(*row)).for_each(|row| results.add_fault(row));
        }
        results.tighten();
        results
    }

    /// Works out the results of the rows that are in no category, and where they stand.
    fn place_others(&self, columns: &[Cow<'_, Column>], index: &mut [u32], memo: &mut Memo) {
        if memo.results.as_ref().is_some_and(|results| results.rows() > MOST_KEPT) {
            memo.places.clear();
            memo.results = None;
        }
        let results = memo.results.get_or_insert_with(|| self.results.clone());
        for (row, at) in index.iter_mut().enumerate().filter(|(_, at)| **at >= NOWHERE) {
            let slot =
                |node: NodeId, kind: Kind| columns.get(node.index()).map_or(UNSAID, |column| column.slot(kind, row));
            let kinds = self.operands.iter().filter_map(|operand| operand.as_ref().err());
            let codes = self.axes.iter().zip(kinds).map(|((_, axis, _), (node, kind))| axis.code(slot(*node, *kind)));
            memo.key.clear();
            memo.key.extend(codes.flatten());
            // What is strange is like nothing else.
            let known = memo.key.len() == self.axes.len();
            if known && let Some(place) = memo.places.get(memo.key.as_slice()) {
                *at = *place;
                continue;
            }
            let values = self.row(columns, row);
            let value = values.map(|values| self.operation.apply(&values.iter().collect::<Vec<_>>(), self.span));
            let place = u32::try_from(results.rows()).unwrap_or(0);
            results.push(self.kind, value.as_ref());
            if known {
                memo.places.insert(memo.key.clone(), place);
            }
            *at = place;
        }
    }

    /// For each row, which operands matter: a bit for each.
    pub fn matters(&self, columns: &[Cow<'_, Column>], rows: usize) -> Vec<u8> {
        let index = self.index(columns, rows);
        let one = |(row, at): (usize, &u32)| match self.matters.get(*at as usize) {
            Some(bits) => *bits,
            None => match self.row(columns, row) {
                Some(values) => matters(&self.operation, &values.iter().collect::<Vec<_>>()),
                None => u8::MAX,
            },
        };
        index.iter().enumerate().map(one).collect()
    }
}

fn matters(operation: &Operation, values: &[&Possible]) -> u8 {
    let bit = |at: usize| {
        let bit = 1_u8.wrapping_shl(u32::try_from(at).unwrap_or(0));
        if operation.matters(values, at) { bit } else { 0 }
    };
    (0..values.len()).map(bit).fold(0, |all, bit| all | bit)
}
