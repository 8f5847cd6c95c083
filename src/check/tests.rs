//! Tests and assertions: the facts that a test gives, and what it expects of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checker::{Checker, words};
use super::expr::Sight;
use super::mistakes;
use super::policy::*;
use super::scope::Symbol;
use crate::source::{Id, Span, Spanned};
use crate::syntax::{self, Expectation, Given, Item, Name, Standing, TestDecl};
use crate::values::{Interval, Number, RecordShape, Type, Value};

type Facts = BTreeMap<Id<Fact>, Option<Value>>;

impl Checker<'_> {
    /// The tests and assertions of the file that was asked for.
    pub fn tests(&mut self) -> (Vec<Test>, Vec<Assertion>) {
        let project = self.project;
        let items = project.modules.first().map(|module| module.tree.items.as_slice()).unwrap_or_default();
        let mut decls: BTreeMap<&str, &TestDecl> = BTreeMap::new();
        for item in items {
            if let Item::Test(decl) = item
                && let Some(first) = decls.insert(&decl.name.node, decl)
            {
                self.report(mistakes::defined_twice(decl.name.span, &decl.name.node, first.name.span));
            }
        }
        let (mut tests, mut assertions) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Item::Test(decl) => {
                    if decl.expect.is_empty() {
                        self.report(mistakes::empty(decl.name.span, "test", &decl.name.node, "`expect`"));
                    }
                    if let Some(on) = &decl.on
                        && items_as_of(project)
                    {
                        self.report(mistakes::out_of_range(
                            on.span,
                            "the day whose law applies is a fact of this policy",
                            "give that fact instead of `on`",
                        ));
                    }
                    let facts = self.given(decl, &decls, &mut Vec::new());
                    let expect = decl.expect.iter().filter_map(|expected| self.expected(expected)).collect();
                    tests.push(Test {
                        name: decl.name.node.clone(),
                        words: words(None, &decl.annotations),
                        on: self.day_of(decl, &decls, 0),
                        closed: decl.closed,
                        facts: self.facts.ids().map(|id| facts.get(&id).cloned().flatten()).collect(),
                        expect,
                        span: decl.name.span,
                    });
                }
                Item::Assert(decl) => {
                    if decl.expect.is_empty() {
                        self.report(mistakes::empty(decl.name.span, "assert", &decl.name.node, "property"));
                    }
                    assertions.push(Assertion {
                        name: decl.name.node.clone(),
                        words: words(None, &decl.annotations),
                        expect: decl.expect.iter().filter_map(|expected| self.expected(expected)).collect(),
                        span: decl.name.span,
                    });
                }
                _ => {}
            }
        }
        (tests, assertions)
    }

    /// A test's own day, else that of the test it is like.
    fn day_of(&self, decl: &TestDecl, decls: &BTreeMap<&str, &TestDecl>, depth: usize) -> Option<crate::values::Date> {
        let like = || decls.get(decl.like.as_ref()?.node.as_str()).filter(|_| depth < decls.len());
        match &decl.on {
            Some(on) => Some(on.node),
            None => self.day_of(like()?, decls, depth.saturating_add(1)),
        }
    }

    /// The facts of a test: those of the test it is like, then its own.
    fn given(&mut self, decl: &TestDecl, decls: &BTreeMap<&str, &TestDecl>, path: &mut Vec<(String, Span)>) -> Facts {
        let mut facts = Facts::new();
        if let Some(like) = &decl.like {
            path.push((decl.name.node.clone(), decl.name.span));
            match decls.get(like.node.as_str()) {
                Some(other) if path.iter().any(|(name, _)| *name == other.name.node) => {
                    let mut path = path.clone();
                    // The same circle is entered at each of its members: let it start at its first.
                    if let Some(first) = path.iter().enumerate().min_by_key(|(_, (_, span))| *span).map(|(at, _)| at) {
                        path.rotate_left(first);
                    }
                    self.report(mistakes::circle(&path));
                }
                Some(other) => facts = self.given_quietly(other, decls, path),
                None => {
                    let known = decls.keys().copied();
                    self.report(mistakes::unknown_name(like.span, &like.node, "test", known));
                }
            }
            path.pop();
        }
        let mut own: BTreeMap<Id<Fact>, Span> = BTreeMap::new();
        for (name, given) in &decl.given {
            let parts: Vec<Name> = split(name);
            self.give(&parts, given, &mut facts, &mut own);
        }
        facts
    }

    /// The same without telling the other test's mistakes again, which are told where it stands.
    fn given_quietly(
        &mut self,
        decl: &TestDecl,
        decls: &BTreeMap<&str, &TestDecl>,
        path: &mut Vec<(String, Span)>,
    ) -> Facts {
        let before = self.problems.len();
        let facts = self.given(decl, decls, path);
        let keep = |problem: &crate::diagnostics::Diagnostic| problem.code == crate::diagnostics::Code::E0105;
        let told: Vec<_> = self.problems.split_off(before).into_iter().filter(keep).collect();
        self.problems.extend(told);
        facts
    }

    fn give(&mut self, parts: &[Name], given: &Given, facts: &mut Facts, own: &mut BTreeMap<Id<Fact>, Span>) {
        let Some(first) = parts.first() else { return };
        let readings = self.readings(0, &first.node);
        let symbol = readings
            .iter()
            .map(|(_, symbol)| *symbol)
            .find(|symbol| matches!(symbol, Symbol::Fact(_) | Symbol::Group(_) | Symbol::Broken));
        match symbol {
            Some(symbol) => self.give_symbol(symbol, parts, given, facts, own),
            None if self.may_be_elsewhere(0) => {}
            None => {
                let known: Vec<String> = self.facts.iter().map(|(_, fact)| fact.path.clone()).collect();
                let known = known.iter().map(String::as_str);
                self.report(mistakes::unknown_name(first.span, &first.node, "fact", known));
            }
        }
    }

    fn give_symbol(
        &mut self,
        symbol: Symbol,
        parts: &[Name],
        given: &Given,
        facts: &mut Facts,
        own: &mut BTreeMap<Id<Fact>, Span>,
    ) {
        let Some((name, rest)) = parts.split_first() else { return };
        match symbol {
            Symbol::Fact(id) => match (rest.first(), given) {
                (Some(field), _) => self.report(mistakes::no_fields(field.span, &name.node, "fact")),
                (None, Given::Record(_)) => self.report(mistakes::no_fields(name.span, &name.node, "fact")),
                (None, Given::Unknown) => self.put(id, None, name.span, facts, own),
                (None, Given::List(records, span)) => {
                    let ty = self.facts[id].ty.clone();
                    let value = self.given_list(&ty, records, *span);
                    self.put(id, value, name.span, facts, own);
                }
                (None, Given::Value(value)) => {
                    let ty = self.facts[id].ty.clone();
                    let value = self.constant(0, value, &ty, &format!("`{}`", name.node));
                    self.put(id, value, name.span, facts, own);
                }
            },
            Symbol::Group(at) => {
                let Some(group) = self.groups.get(at).cloned() else { return };
                if let Some(field) = rest.first() {
                    self.give_field(&group, field, rest, given, facts, own);
                    self.present(&group, facts);
                    return;
                }
                match given {
                    Given::Record(fields) => {
                        for (field, value) in fields {
                            self.give_field(&group, field, &split(field), value, facts, own);
                        }
                        self.present(&group, facts);
                    }
                    Given::Value(syntax::Expr { kind: syntax::ExprKind::None, .. }) if group.presence.is_some() => {
                        if let Some(presence) = group.presence {
                            self.put(presence, Some(Value::None), name.span, facts, own);
                        }
                    }
                    Given::Unknown => {
                        if let Some(presence) = group.presence {
                            self.put(presence, None, name.span, facts, own);
                        }
                    }
                    Given::List(_, span) => self.report(mistakes::no_fields(*span, &name.node, "record, not a list,")),
                    Given::Value(value) => {
                        let fields: Vec<String> = group.fields.keys().cloned().collect();
                        self.report(mistakes::whole_record(value.span, &name.node, &fields));
                    }
                }
            }
            _ => {}
        }
    }

    /// The records of a list fact.
    fn given_list(&mut self, ty: &Type, records: &[Vec<(Name, Given)>], span: Span) -> Option<Value> {
        let Type::List(of) = ty.plain() else {
            self.report(mistakes::mismatch(span, &Type::List(Box::new(Type::Broken)), ty, "the value"));
            return None;
        };
        let Type::Record(shape) = of.as_ref() else {
            self.report(mistakes::mismatch(span, &Type::List(Box::new(Type::Broken)), ty, "the value"));
            return None;
        };
        records.iter().map(|fields| self.given_record(shape, fields)).collect::<Option<Vec<_>>>().map(Value::List)
    }

    fn given_record(&mut self, shape: &Arc<RecordShape>, fields: &[(Name, Given)]) -> Option<Value> {
        let mut values: Vec<Option<Value>> = vec![None; shape.fields.len()];
        let mut own: BTreeMap<usize, Span> = BTreeMap::new();
        for (name, given) in fields {
            let Some(at) = shape.fields.iter().position(|field| field.name == name.node) else {
                let known: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
                self.report(mistakes::unknown_field(name.span, &name.node, &shape.name, known));
                return None;
            };
            if let Some(first) = own.insert(at, name.span) {
                self.report(mistakes::defined_twice(name.span, &name.node, first));
            }
            let ty = shape.fields.get(at).map_or(Type::Broken, |field| field.ty.clone());
            let range = shape.fields.get(at).and_then(|field| field.range);
            let value = match (given, ty.plain()) {
                (Given::Unknown, _) => None,
                (Given::Value(value), _) => Some(self.constant(0, value, &ty, &format!("`{}`", name.node))?),
                (Given::Record(fields), Type::Record(inner)) => Some(self.given_record(inner, fields)?),
                (Given::List(records, span), _) => Some(self.given_list(&ty, records, *span)?),
                (Given::Record(_), _) => {
                    self.report(mistakes::no_fields(name.span, &name.node, "field"));
                    return None;
                }
            };
            if let (Some(Value::Number(number)), Some(range)) = (&value, range) {
                self.within(*number, range, name.span);
            }
            if let Some(slot) = values.get_mut(at) {
                *slot = value;
            }
        }
        Some(Value::Record(Arc::clone(shape), values))
    }

    fn give_field(
        &mut self,
        group: &super::scope::Group,
        field: &Name,
        parts: &[Name],
        given: &Given,
        facts: &mut Facts,
        own: &mut BTreeMap<Id<Fact>, Span>,
    ) {
        match group.fields.get(&field.node) {
            Some(symbol) => self.give_symbol(*symbol, parts, given, facts, own),
            None => {
                let known: Vec<&str> = group.fields.keys().map(String::as_str).collect();
                self.report(mistakes::unknown_field(field.span, &field.node, &group.name, known));
            }
        }
    }

    /// A record with a field is there.
    fn present(&self, group: &super::scope::Group, facts: &mut Facts) {
        if let Some(presence) = group.presence {
            facts.insert(presence, Some(Value::Boolean(true)));
        }
    }

    fn put(
        &mut self,
        id: Id<Fact>,
        value: Option<Value>,
        span: Span,
        facts: &mut Facts,
        own: &mut BTreeMap<Id<Fact>, Span>,
    ) {
        if let Some(first) = own.insert(id, span) {
            let name = self.facts[id].path.clone();
            self.report(mistakes::defined_twice(span, &name, first));
        }
        if let (Some(Value::Number(number)), Some(range)) = (&value, self.facts[id].range) {
            self.within(*number, range, span);
        }
        facts.insert(id, value);
    }

    fn within(&mut self, number: Number, range: Interval<Number>, span: Span) {
        if !range.contains(number) {
            self.report(mistakes::out_of_range(
                span,
                format!("{number} is not from {} to {}", range.low, range.high),
                "give a value that the fact may have",
            ));
        }
    }

    fn expected(&mut self, written: &Spanned<Expectation>) -> Option<Expected> {
        let kind = match &written.node {
            Expectation::Outcome { outcome, by } => ExpectedKind::Outcome {
                outcome: outcome.node.clone(),
                by: match by {
                    Some(name) => Some(self.pathway_in(0, name)?),
                    None => None,
                },
            },
            Expectation::Needs(names) => {
                let mut needs = Vec::new();
                for name in names {
                    needs.push(self.needed(name)?);
                }
                ExpectedKind::Needs(needs)
            }
            Expectation::Standing { of, negated, standing, because } => {
                self.standing_of(of, *negated, *standing, because.as_ref(), written.span)?
            }
            Expectation::Derives { pathway, count } => {
                let written = count.node.to_i64().and_then(|count| usize::try_from(count).ok());
                let Some(number) = written else {
                    let help = "write a whole number";
                    self.report(mistakes::out_of_range(count.span, "family members are counted", help));
                    return None;
                };
                ExpectedKind::Derives { pathway: self.pathway_in(0, pathway)?, count: number }
            }
            Expectation::Holds(expr) => ExpectedKind::Holds(self.boolean(&Sight::of(0), expr, "an expectation")),
        };
        let text = self.source_text(written.span);
        Some(Expected { kind, text, span: written.span })
    }

    fn needed(&mut self, name: &Name) -> Option<Id<Fact>> {
        let found = self.facts.iter().find(|(_, fact)| fact.path == name.node).map(|(id, _)| id);
        if found.is_none() {
            let known: Vec<String> = self.facts.iter().map(|(_, fact)| fact.path.clone()).collect();
            let known = known.iter().map(String::as_str);
            self.report(mistakes::unknown_name(name.span, &name.node, "fact", known));
        }
        found
    }

    fn standing_of(
        &mut self,
        of: &Name,
        negated: bool,
        standing: Standing,
        because: Option<&Name>,
        span: Span,
    ) -> Option<ExpectedKind> {
        let status = match (standing, negated) {
            (Standing::Eligible, false) => ExpectedStatus::Eligible,
            (Standing::Eligible, true) => ExpectedStatus::NotEligible,
            (Standing::Undetermined, false) => ExpectedStatus::Undetermined,
            (Standing::Referred, false) => ExpectedStatus::Referred,
            (Standing::Met | Standing::Unknown, _) => return self.value_standing(of, negated, standing, because, span),
            (_, true) => {
                self.report(mistakes::out_of_range(
                    span,
                    "only `met` and `eligible` can be expected not to be",
                    "say which status is expected instead",
                ));
                return None;
            }
        };
        if of.node == "outcome" && !self.scopes.first().is_some_and(|scope| scope.pathways.contains_key("outcome")) {
            self.report(mistakes::no_outcome(span));
            return None;
        }
        let pathway = self.pathway_in(0, of)?;
        let because = match because {
            Some(name) if status != ExpectedStatus::NotEligible => {
                self.report(mistakes::out_of_range(
                    name.span,
                    "`because` goes with `not eligible`",
                    "leave it out, or write `PATHWAY not eligible because RULE`",
                ));
                return None;
            }
            Some(name) => {
                let mut known = self.clauses_of(pathway);
                known.push("not_in_force".to_owned());
                if !known.contains(&name.node) {
                    let known = known.iter().map(String::as_str);
                    self.report(mistakes::unknown_name(name.span, &name.node, "requirement or bar", known));
                    return None;
                }
                Some(name.node.clone())
            }
            None => None,
        };
        Some(ExpectedKind::Pathway { pathway, status, because })
    }

    fn value_standing(
        &mut self,
        of: &Name,
        negated: bool,
        standing: Standing,
        because: Option<&Name>,
        span: Span,
    ) -> Option<ExpectedKind> {
        if let Some(because) = because {
            self.report(mistakes::out_of_range(
                because.span,
                "`because` goes with a pathway's status",
                "write `PATHWAY not eligible because RULE`",
            ));
            return None;
        }
        let written = syntax::Expr { kind: syntax::ExprKind::Name(of.node.clone()), span: of.span };
        let sight = Sight::of(0);
        if standing == Standing::Unknown {
            if negated {
                self.report(mistakes::out_of_range(
                    span,
                    "`not unknown` does not say what is expected",
                    "write `met`, `not met`, or the value",
                ));
                return None;
            }
            return Some(ExpectedKind::Unknown(self.expr(&sight, &written, None)));
        }
        let value = self.of_type(&sight, &written, &Type::Boolean, "what is `met`");
        Some(if negated { ExpectedKind::NotMet(value) } else { ExpectedKind::Holds(value) })
    }
}

/// Whether the policy names a fact for the day whose law applies.
fn items_as_of(project: &super::load::Project) -> bool {
    let header = project.modules.first().and_then(|module| module.tree.header.as_ref());
    header.is_some_and(|header| header.as_of.is_some())
}

/// `english.listening` in its parts, each with the place of the whole.
fn split(name: &Name) -> Vec<Name> {
    name.node.split('.').map(|part| Spanned::new(part.to_owned(), name.span)).collect()
}
