use arrow_array::StringArray;

use super::super::batch::{Batch, FactColumn, Known};
use super::super::binding::{Binding, Record, id_text};
use super::BATCH;
use super::column::Column;
use crate::source::Id;

/// A batch while records are put into it.
#[derive(Clone, Debug)]
pub struct Growing {
    /// Of the facts that are read, each with its place among the plan's.
    pub columns: Vec<Column>,
    facts: Vec<usize>,
    pub lines: Vec<u64>,
    groups: Vec<(usize, Vec<usize>)>,
    empty: Vec<Column>,
    width: usize,
    id: Option<usize>,
}

impl Growing {
    /// A column for each of the facts, and for those that say whether there is a record that one of
    /// them is a field of: after the others.
    pub fn new(binding: &Binding<'_>, mut facts: Vec<usize>) -> Growing {
        for (presence, fields) in binding.groups() {
            if !facts.contains(&presence.index()) && fields.iter().any(|field| facts.contains(&field.index())) {
                facts.push(presence.index());
            }
        }
        let place = |fact: usize| facts.iter().position(|known| *known == fact);
        let groups = binding.groups().iter().filter_map(|(presence, fields)| {
            let fields = fields.iter().filter_map(|field| place(field.index())).collect();
            Some((place(presence.index())?, fields))
        });
        let groups = groups.collect();
        let column = |at: &usize| {
            let fact = binding.facts().iter().nth(*at).map(|(_, fact)| &fact.ty);
            fact.map_or_else(|| Column::new(&crate::values::Type::Broken, 0), |ty| Column::new(ty, BATCH))
        };
        let empty: Vec<Column> = facts.iter().map(column).collect();
        Growing {
            columns: empty.clone(),
            empty,
            facts,
            lines: Vec::new(),
            groups,
            width: binding.facts().len(),
            id: binding.id_fact().map(Id::index),
        }
    }

    /// An empty one of the same columns.
    pub fn fresh(&self) -> Growing {
        let columns = self.empty.iter().map(Column::fresh).collect();
        Growing { columns, lines: Vec::with_capacity(BATCH), ..self.clone() }
    }

    /// Ends a record whose cells stand in the first columns. `false` if it says that there is no
    /// such record as one of which it has a value; then nothing is to be kept of it.
    #[inline]
    pub fn end_row(&mut self, line: u64, filled: usize) -> bool {
        for column in self.columns.iter_mut().skip(filled) {
            column.push_unknown();
        }
        for (presence, fields) in &self.groups {
            let known = |at: &usize| self.columns.get(*at).is_some_and(|column| column.last() != Known::Unknown);
            if !fields.iter().any(known) {
                continue;
            }
            let rows = self.lines.len();
            let Some(presence) = self.columns.get_mut(*presence) else { continue };
            match presence.last() {
                Known::Value => {}
                Known::None => return false,
                Known::Unknown => {
                    presence.truncate(rows);
                    presence.push_boolean(true);
                }
            }
        }
        self.lines.push(line);
        true
    }

    /// Drops what was put in of a record that was not ended.
    pub fn take_back(&mut self) {
        let rows = self.lines.len();
        self.columns.iter_mut().for_each(|column| column.truncate(rows));
    }

    pub fn push(&mut self, record: &Record) {
        for (column, fact) in self.columns.iter_mut().zip(&self.facts) {
            column.push(record.values.get(*fact).and_then(Option::as_ref));
        }
        self.lines.push(record.line);
    }

    /// What was put in since the last time.
    pub fn take(&mut self) -> Batch {
        let columns = std::mem::replace(&mut self.columns, self.empty.iter().map(Column::fresh).collect());
        let lines = std::mem::replace(&mut self.lines, Vec::with_capacity(BATCH));
        let mut facts = vec![FactColumn::Unknown; self.width];
        for (column, fact) in columns.into_iter().zip(&self.facts) {
            if let Some(slot) = facts.get_mut(*fact) {
                *slot = column.finish();
            }
        }
        let ids = ids_of(self.id.map(|id| facts.get(id).unwrap_or(&FactColumn::Unknown)), &lines);
        Batch { lines, ids, facts }
    }
}

/// The id of each record: the value of the id fact, else its line.
pub fn ids_of(column: Option<&FactColumn>, lines: &[u64]) -> StringArray {
    match column {
        None => lines.iter().map(|line| Some(line.to_string())).collect(),
        Some(FactColumn::Texts(texts, _)) => texts.clone(),
        Some(FactColumn::Numbers(units, 0, _)) => units.iter().map(|units| Some(units.to_string())).collect(),
        Some(column) => {
            let text = |row: usize| column.value(row).as_ref().map(id_text).unwrap_or_default();
            (0..lines.len()).map(|row| Some(text(row))).collect()
        }
    }
}
