use std::collections::{BTreeMap, BTreeSet};

use super::load::Project;
use super::mistakes;
use super::order::order;
use super::policy::*;
use super::scope::{Group, Scope, Symbol};
use super::tables::TableEntry;
use crate::diagnostics::Diagnostic;
use crate::source::{Arena, Id, Sources, Span};
use crate::syntax::{self, Annotations, Name, Text, Time};
use crate::values::Possible;

/// A declaration with the file that it stands in.
#[derive(Clone, Copy)]
pub enum Declared<'a> {
    Parameter(&'a syntax::ParameterDecl),
    Define(&'a syntax::DefineDecl),
    Rule(&'a syntax::RuleDecl),
    Score(&'a syntax::ScoreDecl),
    Table(&'a syntax::TableDecl),
    Exception(&'a syntax::ExceptionDecl),
    /// A fact that is presumed under a condition.
    Fact(&'a syntax::FactDecl),
}

impl<'a> Declared<'a> {
    /// What it is called; an exception without a name, by what it excepts.
    pub fn name(self) -> Option<&'a Name> {
        Some(match self {
            Declared::Parameter(decl) => &decl.name,
            Declared::Define(decl) => &decl.name,
            Declared::Rule(decl) => &decl.name,
            Declared::Score(decl) => &decl.name,
            Declared::Table(decl) => &decl.name,
            Declared::Fact(decl) => &decl.name,
            Declared::Exception(decl) => return decl.name.as_ref().or(decl.targets.first()),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Done,
}

/// What a check knows so far. Declarations are entered first and worked out on demand, so that
/// they may stand in any order; `stack` holds those being worked out, which is how circles show.
pub struct Checker<'a> {
    pub sources: &'a Sources,
    pub project: &'a Project,
    pub scopes: Vec<Scope>,
    pub groups: Vec<Group>,
    pub tables: Vec<TableEntry>,
    pub facts: Arena<Fact>,
    pub parameters: Arena<Parameter>,
    pub defines: Arena<Define>,
    pub rules: Arena<Rule>,
    pub exceptions: Arena<Exception>,
    /// The exceptions to each provision.
    pub excepted: BTreeMap<Symbol, Vec<Id<Exception>>>,
    pub scores: Arena<Score>,
    pub pathways: Arena<Pathway>,
    /// The declarations of one pathway for several times, by the first.
    pub pathway_versions: BTreeMap<Id<Pathway>, Vec<Id<Pathway>>>,
    pub pathway_times: BTreeMap<Id<Pathway>, Time>,
    pub quotas: Arena<Quota>,
    pub declared: BTreeMap<Symbol, (usize, Declared<'a>)>,
    /// The declarations of one name for several times, by the first.
    pub versions: BTreeMap<Symbol, Vec<Symbol>>,
    /// The times of declarations that say when they are in force, with their files.
    pub times: BTreeMap<Symbol, (usize, Time)>,
    pub states: BTreeMap<Symbol, State>,
    pub stack: Vec<(Symbol, String, Span)>,
    /// How many calls of provisions with inputs there were.
    pub calls: usize,
    /// Provisions with inputs that call themselves in a circle, which was reported.
    pub circular: BTreeSet<Symbol>,
    /// Declarations in an order in which each stands after what it reads.
    pub order: Vec<Provision>,
    /// What definitions and scores may be, for anybody and on any day.
    pub bounds: BTreeMap<Symbol, Possible>,
    /// The values in labels, by number.
    pub values: Vec<Expr>,
    pub problems: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    pub fn new(sources: &'a Sources, project: &'a Project) -> Self {
        Checker {
            sources,
            project,
            scopes: vec![Scope::default(); project.modules.len()],
            groups: Vec::new(),
            tables: Vec::new(),
            facts: Arena::default(),
            parameters: Arena::default(),
            defines: Arena::default(),
            rules: Arena::default(),
            exceptions: Arena::default(),
            excepted: BTreeMap::new(),
            scores: Arena::default(),
            pathways: Arena::default(),
            pathway_versions: BTreeMap::new(),
            pathway_times: BTreeMap::new(),
            quotas: Arena::default(),
            declared: BTreeMap::new(),
            versions: BTreeMap::new(),
            times: BTreeMap::new(),
            states: BTreeMap::new(),
            stack: Vec::new(),
            calls: 0,
            circular: BTreeSet::new(),
            order: Vec::new(),
            bounds: BTreeMap::new(),
            values: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Works out every declaration, then the pathways and quotas that stand on them.
    pub fn everything(&mut self) {
        self.separate_times();
        self.failing_in_place();
        self.values_in_place();
        self.exceptions_to();
        for symbol in order(self) {
            self.ensure(symbol);
        }
        self.pathways_and_quotas();
    }

    /// Works out a declaration unless that was done; `false` if it is being worked out just now,
    /// which is a circle.
    pub fn ensure(&mut self, symbol: Symbol) -> bool {
        match self.states.get(&symbol) {
            Some(State::Done) => return true,
            Some(State::Open) => return false,
            None => {}
        }
        let Some((module, declared)) = self.declared.get(&symbol).copied() else { return true };
        self.states.insert(symbol, State::Open);
        let Some(name) = declared.name() else { return true };
        self.stack.push((symbol, name.node.clone(), name.span));
        match (symbol, declared) {
            (Symbol::Parameter(id), Declared::Parameter(decl)) => {
                self.parameter(module, id, decl);
                self.order.push(Provision::Parameter(id));
            }
            (Symbol::Define(id), Declared::Define(decl)) => {
                if decl.inputs.is_empty() {
                    self.define(module, id, decl);
                    self.order.push(Provision::Define(id));
                } else {
                    self.with_inputs(module, symbol, &decl.inputs);
                }
            }
            (Symbol::Rule(id), Declared::Rule(decl)) => {
                if decl.inputs.is_empty() {
                    self.rule(module, id, decl);
                    self.order.push(Provision::Rule(id));
                } else {
                    self.with_inputs(module, symbol, &decl.inputs);
                }
            }
            (Symbol::Score(id), Declared::Score(decl)) => {
                if decl.inputs.is_empty() {
                    self.score(module, id, decl);
                    self.order.push(Provision::Score(id));
                } else {
                    self.with_inputs(module, symbol, &decl.inputs);
                }
            }
            (Symbol::Fact(id), Declared::Fact(decl)) => self.presumption(module, id, decl),
            (Symbol::Table(at), Declared::Table(decl)) => self.table(module, at, decl),
            (Symbol::Exception(id), Declared::Exception(decl)) => self.exception(module, id, decl),
            _ => {}
        }
        self.stack.pop();
        self.states.insert(symbol, State::Done);
        true
    }

    /// Reports the circle that ends at `symbol`, once.
    pub fn circle(&mut self, symbol: Symbol) {
        let at = self.stack.iter().position(|(open, ..)| *open == symbol).unwrap_or(0);
        let mut path: Vec<(String, Span)> =
            self.stack.iter().skip(at).map(|(_, name, span)| (name.clone(), *span)).collect();
        // The same circle may be entered at each of its members: let it start at its first.
        if let Some(first) = path.iter().enumerate().min_by_key(|(_, (_, span))| *span).map(|(at, _)| at) {
            path.rotate_left(first);
        }
        self.report(mistakes::circle(&path));
    }

    pub fn source_text(&self, span: Span) -> String {
        self.sources.line(span)
    }
}

pub fn words(label: Option<&Text>, annotations: &Annotations) -> Words {
    let texts = |texts: &[Text]| texts.iter().map(|text| text.node.clone()).collect();
    Words {
        label: label.map(|label| label.node.clone()),
        failing: annotations.failing.as_ref().map(|failing| failing.node.clone()),
        sources: texts(&annotations.sources),
        notes: texts(&annotations.notes),
    }
}
