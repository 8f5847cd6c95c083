use arrow_array::{ArrayRef, RecordBatch};

use super::super::batch::{Batch, FactColumn, Known, States};
use super::super::binding::{Binding, Record};
use super::super::json::Json;
use super::super::raw::{RawFields, RawRecord, Rejection};
use super::Decoded;
use super::arrow_column::{Dictionary, read};
use super::arrow_layout::ArrowLayout;
use super::arrow_value::json_at;
use super::growing::ids_of;
use super::kept::{keep, known, only};
use crate::source::Id;

/// The records of Arrow batches of one file.
pub struct ArrowRows<'c, 'p> {
    layout: &'c ArrowLayout<'p>,
    binding: Binding<'p>,
    dictionaries: Vec<Dictionary>,
    file: &'c str,
}

impl<'c, 'p> ArrowRows<'c, 'p> {
    pub fn new(layout: &'c ArrowLayout<'p>, file: &'c str) -> ArrowRows<'c, 'p> {
        let parts = layout.roots.iter().map(|root| root.parts.len()).sum();
        ArrowRows { layout, binding: layout.binding.clone(), dictionaries: vec![Dictionary::default(); parts], file }
    }

    /// The columns are those that the layout wants; `first` is the number of the first row, from 1.
    pub fn decoded(&mut self, columns: &RecordBatch, first: u64) -> Decoded {
        let rows = columns.num_rows();
        let last = first.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        let lines: Vec<u64> = (first..last).collect();
        let mut facts = vec![FactColumn::Unknown; self.binding.facts().len()];
        let mut wrong: Vec<usize> = Vec::new();
        let mut dictionaries = self.dictionaries.iter_mut();
        for (root, column) in self.layout.roots.iter().zip(columns.columns()) {
            for part in &root.parts {
                let Some(dictionary) = dictionaries.next() else { continue };
                let found = read(part, column, dictionary);
                wrong.extend(found.wrong);
                if let Some(slot) = facts.get_mut(part.at) {
                    *slot = found.column;
                }
            }
        }
        wrong.extend(presences(&self.binding, &mut facts, rows));
        let id = self.binding.id_fact().map(Id::index);
        if let Some(id) = id {
            wrong.extend(without_value(facts.get(id).unwrap_or(&FactColumn::Unknown), rows));
        }
        wrong.sort_unstable();
        wrong.dedup();
        let (mut rejected, mut set_aside) = (Vec::new(), 0_u64);
        let mut kept = vec![true; rows];
        for row in wrong {
            if let Err(rejections) = self.record(columns.columns(), row, &lines) {
                rejected.extend(rejections);
                set_aside = set_aside.saturating_add(1);
                if let Some(kept) = kept.get_mut(row) {
                    *kept = false;
                }
            }
        }
        let (lines, facts) = match set_aside {
            0 => (lines, facts),
            _ => (keep(lines, &kept), facts.into_iter().map(|column| only(column, &kept)).collect()),
        };
        let ids = ids_of(id.map(|id| facts.get(id).unwrap_or(&FactColumn::Unknown)), &lines);
        Decoded { batch: Batch { lines, ids, facts }, rejected, set_aside, file: self.file.into() }
    }

    /// One row as a record of any form.
    fn record(&mut self, columns: &[ArrayRef], row: usize, lines: &[u64]) -> Result<Record, Vec<Rejection>> {
        let field = |(root, column): (&super::arrow_layout::Root<'_>, &ArrayRef)| {
            (root.name.clone(), json_at(column.as_ref(), row))
        };
        let fields: Vec<(String, Json)> = self.layout.roots.iter().zip(columns).map(field).collect();
        let line = lines.get(row).copied().unwrap_or(0);
        self.binding.read(&RawRecord { line, fields: RawFields::Object(fields) })
    }
}

/// Where a field of a record is known, there is such a record; gives the rows that say there is none.
fn presences(binding: &Binding<'_>, facts: &mut [FactColumn], rows: usize) -> Vec<usize> {
    let mut wrong = Vec::new();
    for (presence, fields) in binding.groups() {
        let fields: Vec<&FactColumn> = fields.iter().filter_map(|field| facts.get(field.index())).collect();
        if fields.iter().all(|column| matches!(column, FactColumn::Unknown)) {
            continue;
        }
        let filled: Vec<bool> =
            (0..rows).map(|row| fields.iter().any(|column| known(column, row) != Known::Unknown)).collect();
        let Some(presence) = facts.get_mut(presence.index()) else { continue };
        let mut states = Vec::with_capacity(rows);
        for (row, filled) in filled.into_iter().enumerate() {
            let state = known(presence, row);
            if filled && state == Known::None {
                wrong.push(row);
            }
            states.push(if filled && state == Known::Unknown { Known::Value } else { state });
        }
        // It is true of whom there is one.
        *presence = FactColumn::Booleans(vec![true; rows], States(Some(states)));
    }
    wrong
}

/// The rows in which nothing is known.
fn without_value(column: &FactColumn, rows: usize) -> Vec<usize> {
    match column {
        FactColumn::Booleans(_, States(None))
        | FactColumn::Numbers(_, _, States(None))
        | FactColumn::Dates(_, States(None))
        | FactColumn::Choices(_, States(None))
        | FactColumn::Texts(_, States(None)) => Vec::new(),
        column => (0..rows).filter(|row| known(column, *row) == Known::Unknown).collect(),
    }
}
