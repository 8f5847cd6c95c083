use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use super::mistakes;
use super::raw::{RawFields, RawRecord, Rejection};
use super::value::{from_json, from_text};
use crate::check::Fact;
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::Plan;
use crate::source::{Arena, Id};
use crate::values::Value;

/// One applicant: a value for each fact of the plan, in order; `None` is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// The id fact's value, else the line on which the record starts.
    pub id: String,
    pub values: Vec<Option<Value>>,
}

/// Which column is which fact.
#[derive(Clone, Debug)]
pub struct Binding<'p> {
    facts: &'p Arena<Fact>,
    id: Option<Id<Fact>>,
    by_name: BTreeMap<&'p str, Id<Fact>>,
    /// The facts that are read from each column, for files with a header.
    columns: Vec<Option<Id<Fact>>>,
    column_names: Vec<String>,
    /// Optional records: the fact that says whether there is one, and the facts of its fields.
    groups: Vec<(Id<Fact>, Vec<Id<Fact>>)>,
    seen: Vec<bool>,
    unknown: BTreeSet<String>,
}

/// What the columns of a file leave to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnNotes {
    /// Columns that no fact is called.
    pub unknown: Vec<Diagnostic>,
    /// Facts that no column holds, and that are not presumed: unknown for everybody.
    pub missing: Vec<String>,
}

impl<'p> Binding<'p> {
    /// `columns` is the header of a CSV file; JSON Lines name theirs in each record.
    #[must_use]
    pub fn new(plan: &'p Plan, columns: Option<&[String]>) -> Binding<'p> {
        let by_name: BTreeMap<&str, Id<Fact>> = plan.facts.iter().map(|(id, fact)| (fact.path.as_str(), id)).collect();
        let groups = plan
            .facts
            .iter()
            .filter(|(_, fact)| fact.is_presence)
            .map(|(presence, group)| {
                let inside = format!("{}.", group.path);
                let fields = plan.facts.iter().filter(|(_, fact)| fact.path.starts_with(&inside));
                (presence, fields.map(|(id, _)| id).collect())
            })
            .collect();
        let mut binding = Binding {
            facts: &plan.facts,
            id: plan.id_fact(),
            by_name,
            columns: Vec::new(),
            column_names: Vec::new(),
            groups,
            seen: vec![false; plan.facts.len()],
            unknown: BTreeSet::new(),
        };
        for column in columns.unwrap_or_default() {
            let fact = binding.by_name.get(column.as_str()).copied();
            match fact {
                Some(id) => binding.saw(id),
                None => {
                    binding.unknown.insert(column.clone());
                }
            }
            binding.columns.push(fact);
            binding.column_names.push(column.clone());
        }
        binding
    }

    /// The fact that is read from each column of the header.
    pub(super) fn bound(&self) -> &[Option<Id<Fact>>] {
        &self.columns
    }

    /// Facts that say whether there is a record, each with the facts of its fields.
    pub(super) fn groups(&self) -> &[(Id<Fact>, Vec<Id<Fact>>)] {
        &self.groups
    }

    pub(super) fn facts(&self) -> &'p Arena<Fact> {
        self.facts
    }

    pub(super) fn id_fact(&self) -> Option<Id<Fact>> {
        self.id
    }

    pub(super) fn fact_named(&self, path: &str) -> Option<Id<Fact>> {
        self.by_name.get(path).copied()
    }

    /// Takes a column for seen, whether a fact is called so or not.
    pub(super) fn saw_column(&mut self, column: &str) {
        match self.fact_named(column) {
            Some(id) => self.saw(id),
            None => {
                self.unknown.insert(column.to_owned());
            }
        }
    }

    /// What was seen of columns: facts first, then those that no fact is called.
    pub(super) fn seen_columns(&self) -> (Vec<String>, Vec<String>) {
        let seen = self.facts.iter().filter(|(id, _)| self.was_seen(*id)).map(|(_, fact)| fact.path.clone());
        (seen.collect(), self.unknown.iter().cloned().collect())
    }

    /// Takes what another part of the same records has seen for seen too.
    pub(super) fn join(&mut self, other: &Binding<'_>) {
        for (seen, also) in self.seen.iter_mut().zip(&other.seen) {
            *seen |= also;
        }
        for column in &other.unknown {
            if !self.unknown.contains(column) {
                self.unknown.insert(column.clone());
            }
        }
    }

    pub(super) fn saw(&mut self, id: Id<Fact>) {
        if let Some(seen) = self.seen.get_mut(id.index()) {
            *seen = true;
        }
    }

    /// What is to be said of the columns; for JSON Lines only once all records were read.
    #[must_use]
    pub fn notes(&self, file: &str) -> ColumnNotes {
        let facts = || self.by_name.keys().copied();
        let unknown = self.unknown.iter().map(|column| mistakes::unknown_column(file, column, facts())).collect();
        let inside_group = |id: Id<Fact>| {
            self.groups
                .iter()
                .any(|(presence, fields)| *presence == id && fields.iter().any(|field| self.was_seen(*field)))
        };
        let missing = self
            .facts
            .iter()
            .filter(|(id, fact)| !self.was_seen(*id) && fact.presumed.is_none() && !inside_group(*id))
            .map(|(_, fact)| fact.path.clone())
            .collect();
        ColumnNotes { unknown, missing }
    }

    fn was_seen(&self, id: Id<Fact>) -> bool {
        self.seen.get(id.index()).copied().unwrap_or(false)
    }

    /// The record's values as facts.
    ///
    /// # Errors
    /// Every value that does not fit its fact's type or range.
    pub fn read(&mut self, raw: &RawRecord) -> Result<Record, Vec<Rejection>> {
        let mut values: Vec<Option<Value>> = vec![None; self.facts.len()];
        let mut wrong: Vec<(String, String, String)> = Vec::new();
        match &raw.fields {
            RawFields::Cells(cells) => {
                for ((cell, column), name) in cells.iter().zip(&self.columns).zip(&self.column_names) {
                    let Some(id) = column else { continue };
                    put(&mut values, *id, from_text(&self.facts[*id], cell), name, cell, &mut wrong);
                }
            }
            RawFields::Object(fields) => {
                for (name, json) in fields {
                    self.field(name, json, &mut values, &mut wrong);
                }
            }
        }
        self.presences(&mut values, &mut wrong);
        let id = match self.id {
            None => Some(raw.line.to_string()),
            Some(fact) => values.get(fact.index()).and_then(Option::as_ref).map(id_text),
        };
        let rejected = |column: Option<String>, value: Option<String>, reason: String, code: Code| Rejection {
            line: raw.line,
            id: id.clone(),
            column,
            value,
            reason,
            code,
        };
        let mut rejections: Vec<Rejection> = wrong
            .into_iter()
            .map(|(column, value, reason)| rejected(Some(column), Some(value), reason, Code::E0503))
            .collect();
        let Some(known) = id.clone() else {
            let column = self.id.map(|id| self.facts[id].path.clone());
            if !rejections.iter().any(|rejection| rejection.column == column) {
                rejections.push(rejected(column, None, "the applicant has no id".to_owned(), Code::E0504));
            }
            return Err(rejections);
        };
        if rejections.is_empty() { Ok(Record { line: raw.line, id: known, values }) } else { Err(rejections) }
    }

    fn field(
        &mut self,
        name: &str,
        json: &Json,
        values: &mut [Option<Value>],
        wrong: &mut Vec<(String, String, String)>,
    ) {
        let fact = self.by_name.get(name).copied();
        if let Some(id) = fact {
            self.saw(id);
        }
        match (json, fact) {
            (Json::Object(fields), _) if fact.is_none_or(|id| self.facts[id].is_presence) => {
                if let Some(id) = fact
                    && let Some(slot) = values.get_mut(id.index())
                {
                    *slot = Some(Value::Boolean(true));
                }
                for (field, json) in fields {
                    self.field(&format!("{name}.{field}"), json, values, wrong);
                }
            }
            (_, Some(id)) => {
                let value = from_json(&self.facts[id], json);
                put(values, id, value, name, &json.to_string(), wrong);
            }
            (_, None) => {
                self.unknown.insert(name.to_owned());
            }
        }
    }

    /// A record of which some field is known is there.
    fn presences(&self, values: &mut [Option<Value>], wrong: &mut Vec<(String, String, String)>) {
        for (presence, fields) in &self.groups {
            let filled = fields.iter().find(|id| values.get(id.index()).is_some_and(Option::is_some));
            if let (Some(Some(Value::None)), Some(field)) = (values.get(presence.index()), filled) {
                let reason = format!("there is no such record, but `{}` has a value", self.facts[*field].path);
                wrong.push((self.facts[*presence].path.clone(), "none".to_owned(), reason));
            }
            let known = |id: &Id<Fact>| values.get(id.index()).is_some_and(Option::is_some);
            if !known(presence)
                && fields.iter().any(known)
                && let Some(slot) = values.get_mut(presence.index())
            {
                *slot = Some(Value::Boolean(true));
            }
        }
    }
}

fn put(
    values: &mut [Option<Value>],
    id: Id<Fact>,
    value: Result<Option<Value>, String>,
    column: &str,
    text: &str,
    wrong: &mut Vec<(String, String, String)>,
) {
    match value {
        Ok(value) => {
            if let Some(slot) = values.get_mut(id.index()) {
                *slot = value;
            }
        }
        Err(reason) => wrong.push((column.to_owned(), text.to_owned(), reason)),
    }
}

pub(super) fn id_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}
