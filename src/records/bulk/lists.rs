//! Lists whose entries stand in files of their own, each with the id of the applicant.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::batch::{FactColumn, Known};
use super::super::binding::id_text;
use super::super::mistakes;
use super::super::raw::{RawFields, RawRecord, Rejection};
use super::super::value::{field_from_json, field_from_text, from_json, from_text};
use super::Decoded;
use super::arrow_layout::{type_words, unfit};
use super::column::Column;
use super::input::inputs;
use super::kept::{keep, keep_texts, known, only};
use super::list_rows::ListRows;
use crate::check::Fact;
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::Plan;
use crate::values::{RecordShape, Type, Value};

/// A file with the entries of a list.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// The name of the fact.
    pub list: String,
    pub path: PathBuf,
}

/// Entries that were set aside.
#[derive(Clone, Debug)]
pub struct RejectedEntries {
    pub file: String,
    pub rejected: Vec<Rejection>,
}

/// Entries of nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    pub file: String,
    /// How many ids no applicant has, and the first of them.
    pub ids: u64,
    pub first: String,
}

/// All entries of one list, field by field, in the order of the file.
#[derive(Debug)]
pub struct SideList {
    file: String,
    at: usize,
    name: String,
    shape: Arc<RecordShape>,
    columns: Vec<FactColumn>,
    people: HashMap<Arc<str>, usize>,
    entries: Vec<Entries>,
    rejected: Vec<Rejection>,
    unknown: Vec<Diagnostic>,
}

/// One applicant's.
#[derive(Debug)]
struct Entries {
    id: Arc<str>,
    rows: Vec<u32>,
    /// The line of the first that was set aside: the list is not whole.
    broken: Option<u64>,
    asked: AtomicBool,
}

impl SideList {
    /// Reads all entries into memory.
    ///
    /// # Errors
    /// There is no such list of records, or the file cannot be read.
    pub fn read(plan: &Plan, file: &ListFile) -> Result<SideList, Diagnostic> {
        let lists = || plan.facts.iter().filter_map(|(id, fact)| Some((id, fact, shape_of(fact)?)));
        let found = lists().find(|(_, fact, _)| fact.path == file.list);
        let missing = || mistakes::no_such_list(&file.list, lists().map(|(_, fact, _)| fact.path.as_str()));
        let (at, _, shape) = found.ok_or_else(missing)?;
        let mut name = file.path.display().to_string();
        let mut list = SideList {
            file: name.clone(),
            at: at.index(),
            name: file.list.clone(),
            shape: Arc::clone(shape),
            columns: Vec::new(),
            people: HashMap::new(),
            entries: Vec::new(),
            rejected: Vec::new(),
            unknown: Vec::new(),
        };
        let id = plan.id_fact().map(|id| &plan.facts[id]).ok_or_else(|| mistakes::entries_without_id(&name, None))?;
        let mut building: Vec<Column> = shape.fields.iter().map(|field| Column::new(&field.ty, 0)).collect();
        let mut unknown: BTreeMap<String, ()> = BTreeMap::new();
        for input in inputs(Path::new(&file.path), None)? {
            name.clone_from(&input.name);
            let mut rows = ListRows::open(&input)?;
            list.check_columns(&rows, id, &name, &mut unknown)?;
            let columns = rows.columns().unwrap_or_default();
            while let Some(row) = rows.next_row()? {
                list.enter(row, &columns, id, &mut building, &mut unknown);
            }
        }
        let known = || shape.fields.iter().map(|field| field.name.as_str());
        list.unknown = unknown.into_keys().map(|column| mistakes::unknown_column(&name, &column, known())).collect();
        list.columns = building.into_iter().map(Column::finish).collect();
        Ok(list)
    }

    fn check_columns(
        &self,
        rows: &ListRows,
        id: &Fact,
        name: &str,
        unknown: &mut BTreeMap<String, ()>,
    ) -> Result<(), Diagnostic> {
        let Some(columns) = rows.columns() else { return Ok(()) };
        if !columns.contains(&id.path) {
            return Err(mistakes::entries_without_id(name, Some(&id.path)));
        }
        for column in columns.iter().filter(|column| **column != id.path && self.field(column).is_none()) {
            unknown.insert(column.clone(), ());
        }
        let Some(schema) = rows.schema() else { return Ok(()) };
        for column in schema.fields() {
            let wanted = if *column.name() == id.path {
                Some((&id.ty, true))
            } else {
                self.field(column.name()).and_then(|at| self.shape.fields.get(at)).map(|field| (&field.ty, false))
            };
            let Some((ty, is_id)) = wanted else { continue };
            if let Some(mend) = unfit(ty, column.data_type(), is_id, false) {
                let found = type_words(column.data_type());
                return Err(mistakes::column_type(name, column.name(), &found, &ty.plain().to_string(), &mend));
            }
        }
        Ok(())
    }

    fn field(&self, name: &str) -> Option<usize> {
        self.shape.fields.iter().position(|field| field.name == name)
    }

    fn enter(
        &mut self,
        row: Result<RawRecord, Rejection>,
        columns: &[String],
        id: &Fact,
        building: &mut [Column],
        unknown: &mut BTreeMap<String, ()>,
    ) {
        let raw = match row {
            Ok(raw) => raw,
            Err(rejection) => return self.rejected.push(rejection),
        };
        let line = raw.line;
        let mut read = Entry { values: vec![None; self.shape.fields.len()], wrong: Vec::new(), id: None };
        match &raw.fields {
            RawFields::Cells(cells) => {
                for (column, cell) in columns.iter().zip(cells) {
                    let field = self.field(column).and_then(|at| Some((at, self.shape.fields.get(at)?)));
                    match field {
                        _ if *column == id.path => read.name(column, cell, from_text(id, cell)),
                        Some((at, field)) => read.put(at, column, cell, field_from_text(field, cell)),
                        None => {}
                    }
                }
            }
            RawFields::Object(fields) => {
                for (column, json) in fields {
                    let field = self.field(column).and_then(|at| Some((at, self.shape.fields.get(at)?)));
                    match field {
                        _ if *column == id.path => read.name(column, &json.to_string(), from_json(id, json)),
                        Some((at, field)) => read.put(at, column, &json.to_string(), field_from_json(field, json)),
                        None => {
                            unknown.insert(column.clone(), ());
                        }
                    }
                }
            }
        }
        self.keep(line, read, id, building);
    }

    fn keep(&mut self, line: u64, read: Entry, id: &Fact, building: &mut [Column]) {
        let name = read.id;
        for (column, value, reason) in &read.wrong {
            self.rejected.push(Rejection {
                line,
                id: name.clone(),
                column: Some(column.clone()),
                value: Some(value.clone()),
                reason: reason.clone(),
                code: Code::E0503,
            });
        }
        let Some(name) = name else {
            if !read.wrong.iter().any(|(column, _, _)| *column == id.path) {
                let (column, reason) = (Some(id.path.clone()), "the entry has no applicant's id".to_owned());
                self.rejected.push(Rejection { line, id: None, column, value: None, reason, code: Code::E0504 });
            }
            return;
        };
        let name: Arc<str> = Arc::from(name);
        let next = self.entries.len();
        let place = *self.people.entry(Arc::clone(&name)).or_insert(next);
        if place == next {
            self.entries.push(Entries { id: name, rows: Vec::new(), broken: None, asked: AtomicBool::new(false) });
        }
        let Some(entries) = self.entries.get_mut(place) else { return };
        if !read.wrong.is_empty() {
            entries.broken.get_or_insert(line);
            return;
        }
        let row = building.first().map_or(0, Column::rows);
        match u32::try_from(row) {
            Ok(row) => entries.rows.push(row),
            Err(_) => {
                entries.broken.get_or_insert(line);
                return;
            }
        }
        for (column, value) in building.iter_mut().zip(&read.values) {
            column.push(value.as_ref());
        }
    }

    /// The list of an applicant, or why it is not whole.
    fn of(&self, id: &str) -> Result<Value, String> {
        let Some(entries) = self.people.get(id).and_then(|place| self.entries.get(*place)) else {
            return Ok(Value::List(Vec::new()));
        };
        entries.asked.store(true, Ordering::Relaxed);
        if let Some(line) = entries.broken {
            return Err(format!("an entry does not fit, in `{}` on line {line}", self.file));
        }
        let record = |row: &u32| {
            let row = usize::try_from(*row).unwrap_or(usize::MAX);
            Value::Record(Arc::clone(&self.shape), self.columns.iter().map(|column| column.value(row)).collect())
        };
        Ok(Value::List(entries.rows.iter().map(record).collect()))
    }

    /// Puts everybody's list in its column; who has none that is whole, or two, is set aside.
    pub fn join(&self, decoded: &mut Decoded) {
        let batch = &mut decoded.batch;
        let Some(column) = batch.facts.get_mut(self.at) else { return };
        let mut lists = Vec::with_capacity(batch.lines.len());
        let mut kept = Vec::with_capacity(batch.lines.len());
        for (row, (line, id)) in batch.lines.iter().zip(&batch.ids).enumerate() {
            let id = id.unwrap_or_default();
            let list = match self.of(id) {
                Ok(_) if known(column, row) != Known::Unknown => {
                    Err(format!("the record has entries, and `{}` is to have them", self.file))
                }
                list => list,
            };
            kept.push(list.is_ok());
            match list {
                Ok(list) => lists.push(Some(list)),
                Err(reason) => {
                    lists.push(None);
                    decoded.set_aside = decoded.set_aside.saturating_add(1);
                    decoded.rejected.push(Rejection {
                        line: *line,
                        id: Some(id.to_owned()),
                        column: Some(self.name.clone()),
                        value: None,
                        reason,
                        code: Code::E0503,
                    });
                }
            }
        }
        *column = FactColumn::Others(lists);
        if kept.iter().all(|kept| *kept) {
            return;
        }
        batch.lines = keep(std::mem::take(&mut batch.lines), &kept);
        batch.ids = keep_texts(&batch.ids, &kept);
        batch.facts = std::mem::take(&mut batch.facts).into_iter().map(|column| only(column, &kept)).collect();
        decoded.rejected.sort_by_key(|rejection| rejection.line);
    }

    pub fn list(&self) -> &str {
        &self.name
    }

    pub fn rejected(&self) -> RejectedEntries {
        RejectedEntries { file: self.file.clone(), rejected: self.rejected.clone() }
    }

    /// What is to be said of its columns.
    pub fn unknown(&self) -> &[Diagnostic] {
        &self.unknown
    }

    /// Ids that no applicant had, of all who were read.
    pub fn unmatched(&self) -> Option<Unmatched> {
        let mut nobody = self.entries.iter().filter(|entries| !entries.asked.load(Ordering::Relaxed));
        let first = nobody.next()?.id.to_string();
        let ids = u64::try_from(nobody.count()).unwrap_or(u64::MAX).saturating_add(1);
        Some(Unmatched { file: self.file.clone(), ids, first })
    }
}

fn shape_of(fact: &Fact) -> Option<&Arc<RecordShape>> {
    match fact.ty.plain() {
        Type::List(of) => match of.plain() {
            Type::Record(shape) => Some(shape),
            _ => None,
        },
        _ => None,
    }
}

/// One row while it is read.
struct Entry {
    values: Vec<Option<Value>>,
    wrong: Vec<(String, String, String)>,
    id: Option<String>,
}

impl Entry {
    fn name(&mut self, column: &str, written: &str, value: Result<Option<Value>, String>) {
        match value {
            Ok(value) => self.id = value.as_ref().map(id_text),
            Err(reason) => self.wrong.push((column.to_owned(), written.to_owned(), reason)),
        }
    }

    fn put(&mut self, at: usize, column: &str, written: &str, value: Result<Option<Value>, String>) {
        match (value, self.values.get_mut(at)) {
            (Ok(value), Some(slot)) => *slot = value,
            (Ok(_), None) => {}
            (Err(reason), _) => self.wrong.push((column.to_owned(), written.to_owned(), reason)),
        }
    }
}
