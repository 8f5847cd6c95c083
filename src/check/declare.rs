//! Enters what the files of a project declare, before anything is worked out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checker::{Checker, Declared, words};
use super::mistakes;
use super::policy::*;
use super::scope::{FieldType, Group, RecordField, RecordShape, Symbol, TypeSymbol};
use super::tables::TableEntry;
use crate::source::{Id, Span};
use crate::syntax::{self, BaseType, Item, Name};
use crate::values::{EnumShape, Type, Value};

/// The names of a file's types, to tell a second declaration from the first.
enum Space {
    Types,
    Values,
    Scores,
    Pathways,
    Quotas,
    Calendars,
}

impl<'a> Checker<'a> {
    pub fn declare(&mut self) {
        let project = self.project;
        for (at, module) in project.modules.iter().enumerate() {
            if let Some(scope) = self.scopes.get_mut(at) {
                scope.broken.extend(module.tree.broken.iter().flat_map(|broken| broken.names.iter().cloned()));
            }
            self.declare_enums(at, &module.tree.items);
            self.declare_calendars(at, &module.tree.items);
        }
        for (at, module) in project.modules.iter().enumerate() {
            self.declare_records(at, &module.tree.items);
        }
        for (at, module) in project.modules.iter().enumerate() {
            for item in &module.tree.items {
                self.declare_value(at, item);
            }
        }
        self.one_id();
    }

    fn declare_enums(&mut self, module: usize, items: &[Item]) {
        for item in items {
            let Item::Enum(decl) = item else { continue };
            let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
            for (variant, _) in &decl.variants {
                if let Some(first) = seen.insert(&variant.node, variant.span) {
                    self.report(mistakes::defined_twice(variant.span, &variant.node, first));
                }
            }
            // What a record writes means one variant.
            for (at, written) in decl.written.iter().enumerate() {
                let Some(written) = written else { continue };
                let others = decl.variants.iter().enumerate().filter(|(other, _)| *other != at);
                let named = others.map(|(_, (name, _))| (&name.node, name.span));
                let before = decl.written.iter().take(at).flatten().map(|text| (&text.node, text.span));
                if let Some((_, first)) = named.chain(before).find(|(text, _)| **text == written.node) {
                    self.report(mistakes::defined_twice(written.span, &written.node, first));
                }
            }
            let shape = EnumShape {
                name: decl.name.node.clone(),
                ordered: decl.ordered,
                variants: decl.variants.iter().map(|(name, _)| name.node.clone()).collect(),
                labels: decl
                    .variants
                    .iter()
                    .map(|(name, label)| {
                        label.as_ref().map_or_else(|| name.node.replace('_', " "), |label| label.node.clone())
                    })
                    .collect(),
                written: decl
                    .written
                    .iter()
                    .map(|written| written.as_ref().map(|written| written.node.clone()))
                    .collect(),
            };
            self.enter_type(module, &decl.name, TypeSymbol::Enum(Arc::new(shape)));
        }
    }

    fn declare_calendars(&mut self, module: usize, items: &[Item]) {
        for item in items {
            let Item::Calendar(decl) = item else { continue };
            let calendar = self.calendar(decl).map(Arc::new);
            if self.free(module, &Space::Calendars, &decl.name)
                && let Some(scope) = self.scopes.get_mut(module)
            {
                scope.calendars.insert(decl.name.node.clone(), (calendar, decl.name.span));
            }
        }
    }

    /// Records may hold records that are declared later: each round adds those whose parts are known.
    fn declare_records(&mut self, module: usize, items: &[Item]) {
        let mut left: Vec<&syntax::RecordDecl> =
            items.iter().filter_map(|item| if let Item::Record(decl) = item { Some(decl) } else { None }).collect();
        while !left.is_empty() {
            let names: Vec<&str> = left.iter().map(|decl| decl.name.node.as_str()).collect();
            let waits = |decl: &&syntax::RecordDecl| {
                decl.fields.iter().any(|(_, ty, _)| match &ty.base {
                    BaseType::Named(name) => names.contains(&name.node.as_str()),
                    _ => false,
                })
            };
            let (later, now): (Vec<_>, Vec<_>) = left.iter().copied().partition(waits);
            if now.is_empty() {
                let path: Vec<_> = later.iter().map(|decl| (decl.name.node.clone(), decl.name.span)).collect();
                self.report(mistakes::circle(&path));
                for decl in later {
                    self.enter_type(module, &decl.name, TypeSymbol::Broken);
                }
                return;
            }
            for decl in now {
                let shape = self.record_shape(module, decl);
                self.enter_type(module, &decl.name, TypeSymbol::Record(Arc::new(shape)));
            }
            left = later;
        }
    }

    fn record_shape(&mut self, module: usize, decl: &syntax::RecordDecl) -> RecordShape {
        let mut fields: Vec<RecordField> = Vec::new();
        for (name, ty, label) in &decl.fields {
            if let Some(first) = fields.iter().find(|field| field.name == name.node) {
                let first = first.span;
                self.report(mistakes::defined_twice(name.span, &name.node, first));
                continue;
            }
            let ty = self.field_type(module, ty);
            let label = label.as_ref().map(|label| label.node.clone());
            let is_finding = decl.findings.contains(&name.node);
            fields.push(RecordField { name: name.node.clone(), ty, is_finding, label, span: name.span });
        }
        let shown = decl.shown.as_ref().map(|shown| self.shown_as(shown, decl));
        RecordShape { name: decl.name.node.clone(), shown, fields }
    }

    /// The words of a record with its fields in braces, as `{field}`.
    fn shown_as(&mut self, shown: &syntax::Text, decl: &syntax::RecordDecl) -> String {
        let (values, problems) = syntax::label_values(shown);
        self.problems.extend(problems);
        let known = || decl.fields.iter().map(|(name, ..)| name.node.as_str());
        let mut words = shown.node.clone();
        for (written, value) in values {
            match &value.kind {
                syntax::ExprKind::Name(field) if known().any(|known| known == field) => {
                    words = words.replace(&written, &format!("{{{field}}}"));
                }
                _ => {
                    let field = self.source_text(value.span);
                    let field = field.trim_matches(['{', '}']);
                    let problem = mistakes::unknown_field(value.span, field, &decl.name.node, known());
                    self.report(problem);
                }
            }
        }
        words
    }

    fn enter_type(&mut self, module: usize, name: &Name, symbol: TypeSymbol) {
        if self.free(module, &Space::Types, name)
            && let Some(scope) = self.scopes.get_mut(module)
        {
            scope.types.insert(name.node.clone(), (symbol, name.span));
        }
    }

    /// Whether the name is still free in its name space; reports the second declaration if not.
    fn free(&mut self, module: usize, space: &Space, name: &Name) -> bool {
        let first = self.scopes.get(module).and_then(|scope| match space {
            Space::Types => scope.types.get(&name.node).map(|(_, span)| *span),
            Space::Values => scope.values.get(&name.node).map(|(_, span)| *span),
            Space::Scores => scope.scores.get(&name.node).map(|(_, span)| *span),
            Space::Pathways => scope.pathways.get(&name.node).map(|(_, span)| *span),
            Space::Quotas => scope.quotas.get(&name.node).map(|(_, span)| *span),
            Space::Calendars => scope.calendars.get(&name.node).map(|(_, span)| *span),
        });
        if let Some(first) = first {
            self.report(mistakes::defined_twice(name.span, &name.node, first));
        }
        first.is_none()
    }

    fn enter(&mut self, module: usize, name: &Name, symbol: Symbol) {
        if let Some(scope) = self.scopes.get_mut(module) {
            let space = if matches!(symbol, Symbol::Score(_)) { &mut scope.scores } else { &mut scope.values };
            space.entry(name.node.clone()).or_insert((symbol, name.span));
        }
    }

    fn declare_value(&mut self, module: usize, item: &'a Item) {
        match item {
            Item::Enum(_)
            | Item::Record(_)
            | Item::Calendar(_)
            | Item::Determination(_)
            | Item::Test(_)
            | Item::Assert(_) => {}
            Item::Facts(decl) => decl.facts.iter().for_each(|fact| self.declare_fact(module, fact, false)),
            Item::Finding(fact) => self.declare_fact(module, fact, true),
            Item::Parameter(decl) => {
                let words = words(decl.label.as_ref(), &decl.annotations);
                let id = self.parameters.push(Parameter {
                    name: decl.name.node.clone(),
                    words,
                    ty: Type::Broken,
                    in_force: None,
                    exceptions: Vec::new(),
                    values: Vec::new(),
                    span: decl.name.span,
                });
                self.declared_as(
                    module,
                    &decl.name,
                    &decl.annotations,
                    Symbol::Parameter(id),
                    Declared::Parameter(decl),
                );
            }
            Item::Table(decl) => {
                let at = self.tables.len();
                self.tables.push(TableEntry::new());
                self.declared_as(module, &decl.name, &decl.annotations, Symbol::Table(at), Declared::Table(decl));
            }
            Item::Define(decl) => {
                let id = self.defines.push(Define {
                    name: decl.name.node.clone(),
                    words: words(decl.label.as_ref(), &decl.annotations),
                    body: DefineBody::Is(Expr::broken(decl.name.span)),
                    in_force: None,
                    exceptions: Vec::new(),
                    ty: Type::Broken,
                    span: decl.name.span,
                });
                self.declared_as(module, &decl.name, &decl.annotations, Symbol::Define(id), Declared::Define(decl));
            }
            Item::Rule(decl) => {
                let id = self.rules.push(Rule {
                    name: decl.name.node.clone(),
                    words: words(decl.label.as_ref(), &decl.annotations),
                    alternatives: Vec::new(),
                    unless: Vec::new(),
                    in_force: None,
                    exceptions: Vec::new(),
                    burden: decl.burden.as_ref().map(|burden| burden.node),
                    span: decl.name.span,
                });
                self.declared_as(module, &decl.name, &decl.annotations, Symbol::Rule(id), Declared::Rule(decl));
            }
            Item::Score(decl) => {
                let id = self.scores.push(Score {
                    name: decl.name.node.clone(),
                    words: words(decl.label.as_ref(), &decl.body.annotations),
                    has_inputs: !decl.inputs.is_empty(),
                    in_force: None,
                    body: ScoreBody { at_most: None, lines: Vec::new() },
                    ty: Type::Integer,
                    span: decl.name.span,
                });
                self.declared_as(module, &decl.name, &decl.body.annotations, Symbol::Score(id), Declared::Score(decl));
            }
            Item::Exception(decl) => {
                let name = decl.name.as_ref().or(decl.targets.first());
                let id = self.exceptions.push(Exception {
                    name: name.map(|name| name.node.clone()).unwrap_or_default(),
                    words: words(decl.label.as_ref(), &decl.annotations),
                    in_force: None,
                    burden: decl.burden.as_ref().map(|burden| burden.node),
                    despite: Vec::new(),
                    exceptions: Vec::new(),
                    effects: Vec::new(),
                    span: name.map_or(decl.span, |name| name.span),
                });
                self.declared.insert(Symbol::Exception(id), (module, Declared::Exception(decl)));
            }
            Item::Pathway(decl) => {
                self.declare_pathway(module, decl);
            }
            Item::Quota(decl) => {
                if self.free(module, &Space::Quotas, &decl.name) {
                    let id = self.quotas.push(Quota {
                        name: decl.name.node.clone(),
                        words: words(decl.label.as_ref(), &decl.annotations),
                        places: 0,
                        order: Vec::new(),
                        order_text: String::new(),
                        pools: Vec::new(),
                        span: decl.name.span,
                    });
                    if let Some(scope) = self.scopes.get_mut(module) {
                        scope.quotas.insert(decl.name.node.clone(), (id, decl.name.span));
                    }
                }
            }
        }
    }

    /// Enters a declaration. A name may be declared again for another time.
    fn declared_as(
        &mut self,
        module: usize,
        name: &Name,
        annotations: &syntax::Annotations,
        symbol: Symbol,
        declared: Declared<'a>,
    ) {
        self.declared.insert(symbol, (module, declared));
        if let Some(time) = &annotations.time {
            self.times.insert(symbol, (module, time.clone()));
        }
        let score = matches!(symbol, Symbol::Score(_));
        let scope = self.scopes.get(module);
        let first = scope.and_then(|scope| if score { &scope.scores } else { &scope.values }.get(&name.node));
        if let Some((first, _)) = first.copied()
            && first.kind() == symbol.kind()
            && self.times.contains_key(&first)
            && annotations.time.is_some()
        {
            self.versions.entry(first).or_insert_with(|| vec![first]).push(symbol);
            return;
        }
        if self.free(module, if score { &Space::Scores } else { &Space::Values }, name) {
            self.enter(module, name, symbol);
        }
    }

    fn declare_pathway(&mut self, module: usize, decl: &syntax::PathwayDecl) {
        let first = self.scopes.get(module).and_then(|scope| scope.pathways.get(&decl.name.node)).map(|(id, _)| *id);
        let first = first.filter(|first| decl.annotations.time.is_some() && self.pathway_times.contains_key(first));
        if first.is_none() && !self.free(module, &Space::Pathways, &decl.name) {
            return;
        }
        let id = self.pathways.push(Pathway {
            name: decl.name.node.clone(),
            words: words(decl.label.as_ref(), &decl.annotations),
            requires: Vec::new(),
            bars: Vec::new(),
            stages: Vec::new(),
            discretion: None,
            derives: Vec::new(),
            grants: Vec::new(),
            in_force: None,
            quotas: Vec::new(),
            span: decl.name.span,
        });
        self.pathway_times.extend(decl.annotations.time.clone().map(|time| (id, time)));
        match first {
            Some(first) => self.pathway_versions.entry(first).or_insert_with(|| vec![first]).push(id),
            None => {
                if let Some(scope) = self.scopes.get_mut(module) {
                    scope.pathways.insert(decl.name.node.clone(), (id, decl.name.span));
                }
            }
        }
    }

    fn declare_fact(&mut self, module: usize, decl: &'a syntax::FactDecl, is_finding: bool) {
        let other = self.facts.iter().find(|(_, fact)| fact.path == decl.name.node).map(|(_, fact)| fact.span);
        if let Some(first) = other {
            // Columns are matched by name alone, so that two files may not share one either.
            self.report(mistakes::defined_twice(decl.name.span, &decl.name.node, first));
            return;
        }
        if !self.free(module, &Space::Values, &decl.name) {
            return;
        }
        let words = words(decl.label.as_ref(), &decl.annotations);
        let ty = self.field_type(module, &decl.type_ref);
        let fact = Fact {
            path: decl.name.node.clone(),
            ty: Type::Broken,
            range: None,
            words,
            is_id: decl.id,
            is_finding,
            fixed: decl.fixed,
            presumed: None,
            presumed_when: None,
            burden: decl.burden.as_ref().map(|burden| burden.node),
            is_presence: false,
            span: decl.name.span,
        };
        let symbol = self.flatten(fact, &ty);
        self.enter(module, &decl.name, symbol);
        if let Some(burden) = &decl.burden
            && !matches!(symbol, Symbol::Fact(id) if matches!(self.facts[id].ty, Type::Boolean | Type::Broken))
        {
            self.report(mistakes::out_of_range(
                burden.span,
                "only what is true or false has a burden",
                "put the burden on the rule that reads it",
            ));
        }
        match (symbol, &decl.presumed) {
            (Symbol::Fact(id), Some(presumed)) => {
                self.presume(module, id, presumed);
                if decl.presumed_when.is_some() {
                    self.declared.insert(symbol, (module, Declared::Fact(decl)));
                }
            }
            (Symbol::Group(_), Some(presumed)) => {
                self.report(mistakes::out_of_range(
                    presumed.span,
                    "a record cannot be presumed as a whole",
                    "say what is presumed of its fields in facts of their own",
                ));
            }
            _ => {}
        }
        if let (true, Symbol::Fact(id)) = (decl.id, symbol)
            && !matches!(self.facts[id].ty, Type::Text | Type::Integer | Type::Broken)
        {
            let ty = self.facts[id].ty.clone();
            self.report(mistakes::no_id_type(decl.type_ref.span, &ty));
        }
    }

    fn flatten(&mut self, template: Fact, ty: &FieldType) -> Symbol {
        match ty {
            FieldType::Plain(ty, range) => {
                let id = self.facts.push(Fact { ty: ty.clone(), range: *range, ..template });
                Symbol::Fact(id)
            }
            FieldType::Record { shape, optional } => {
                let presence = optional.then(|| {
                    let ty = Type::Boolean.optional();
                    self.facts.push(Fact { ty, is_presence: true, is_id: false, ..template.clone() })
                });
                let mut fields = BTreeMap::new();
                for field in &shape.fields {
                    let path = format!("{}.{}", template.path, field.name);
                    let label = field.label.clone().unwrap_or_else(|| field.name.replace('_', " "));
                    let of = template.words.label.clone().unwrap_or_else(|| template.path.replace('_', " "));
                    let words = Words { label: Some(format!("{of}: {label}")), ..template.words.clone() };
                    let is_finding = template.is_finding || field.is_finding;
                    let fact = Fact { path, words, is_finding, is_id: false, ..template.clone() };
                    let symbol = self.flatten(fact, &field.ty);
                    fields.insert(field.name.clone(), symbol);
                }
                let record = shape.name.clone();
                self.groups.push(Group { name: template.path.clone(), record, presence, fields });
                Symbol::Group(self.groups.len().saturating_sub(1))
            }
        }
    }

    fn presume(&mut self, module: usize, id: Id<Fact>, presumed: &syntax::Expr) {
        let ty = self.facts[id].ty.clone();
        let value = self.constant(module, presumed, &ty, "the presumed value");
        if let (Some(Value::Number(number)), Some(range)) = (&value, self.facts[id].range)
            && !range.contains(*number)
        {
            self.report(mistakes::out_of_range(
                presumed.span,
                format!("{number} is not from {} to {}", range.low, range.high),
                "presume a value that the fact may have",
            ));
        }
        self.facts[id].presumed = value;
    }

    /// The condition under which a fact is presumed.
    pub fn presumption(&mut self, module: usize, id: Id<Fact>, decl: &syntax::FactDecl) {
        if let Some(when) = &decl.presumed_when {
            let when = self.boolean(&super::expr::Sight::of(module), when, "the condition of `presumed`");
            self.facts[id].presumed_when = Some(when);
        }
    }

    fn one_id(&mut self) {
        let ids: Vec<(String, Span)> =
            self.facts.iter().filter(|(_, fact)| fact.is_id).map(|(_, fact)| (fact.path.clone(), fact.span)).collect();
        if let [(_, first), others @ ..] = ids.as_slice() {
            for (name, span) in others {
                self.report(mistakes::second_id(*span, name, *first));
            }
        }
    }
}
