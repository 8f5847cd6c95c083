//! What each file of a project declares, and what a name means from inside one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::policy::{Define, Exception, Fact, Parameter, Pathway, Quota, Rule, Score};
use crate::source::{Id, Span};
use crate::values::{Calendar, EnumShape, Type};

/// What a name of a value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Fact(Id<Fact>),
    /// A fact that is a record: its fields are facts of their own.
    Group(usize),
    Parameter(Id<Parameter>),
    Table(usize),
    Define(Id<Define>),
    Rule(Id<Rule>),
    Score(Id<Score>),
    Exception(Id<Exception>),
    /// A declaration that could not be read: no error of those that name it.
    Broken,
}

impl Symbol {
    /// What a drafter calls it.
    pub fn kind(self) -> &'static str {
        match self {
            Symbol::Fact(_) => "fact",
            Symbol::Group(_) => "record",
            Symbol::Parameter(_) => "parameter",
            Symbol::Table(_) => "table",
            Symbol::Define(_) => "definition",
            Symbol::Rule(_) => "rule",
            Symbol::Score(_) => "score",
            Symbol::Exception(_) => "exception",
            Symbol::Broken => "declaration with an error",
        }
    }
}

/// A record-typed fact, flattened.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    /// The record that it is of.
    pub record: String,
    /// The fact that says whether there is such a record, where it is optional.
    pub presence: Option<Id<Fact>>,
    pub fields: BTreeMap<String, Symbol>,
}

#[derive(Clone, Debug)]
pub enum TypeSymbol {
    Enum(Arc<EnumShape>),
    Record(Arc<RecordShape>),
    Broken,
}

#[derive(Clone, Debug)]
pub struct RecordShape {
    pub name: String,
    pub shown: Option<String>,
    pub fields: Vec<RecordField>,
}

#[derive(Clone, Debug)]
pub struct RecordField {
    pub name: String,
    pub ty: FieldType,
    /// A judgement that only an officer makes.
    pub is_finding: bool,
    pub label: Option<String>,
    pub span: Span,
}

/// A plain type, or a record of its own, optional or not.
#[derive(Clone, Debug)]
pub enum FieldType {
    Plain(Type, Option<crate::values::Interval<crate::values::Number>>),
    Record { shape: Arc<RecordShape>, optional: bool },
}

/// The names that one file declares, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub types: BTreeMap<String, (TypeSymbol, Span)>,
    pub values: BTreeMap<String, (Symbol, Span)>,
    pub scores: BTreeMap<String, (Symbol, Span)>,
    pub pathways: BTreeMap<String, (Id<Pathway>, Span)>,
    pub quotas: BTreeMap<String, (Id<Quota>, Span)>,
    /// None where the calendar has an error.
    pub calendars: BTreeMap<String, (Option<Arc<Calendar>>, Span)>,
    /// Names of declarations that could not be read.
    pub broken: Vec<String>,
}

impl Scope {
    /// All readings of a name as a value that this file gives it.
    pub fn readings(&self, name: &str) -> Vec<Symbol> {
        let found = self.values.get(name).into_iter().chain(self.scores.get(name)).map(|(symbol, _)| *symbol);
        let found: Vec<Symbol> = found.collect();
        if found.is_empty() && self.broken.iter().any(|broken| broken == name) { vec![Symbol::Broken] } else { found }
    }
}
