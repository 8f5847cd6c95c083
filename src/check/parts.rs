//! The parts of a policy that tests and records can reach: what each is, what it is called, where
//! it stands. Parts that nothing uses are among them.

use super::checker::Checker;
use crate::source::Span;
use crate::syntax::{
    self, Annotations, Clause, Condition, DefineBody, DefineDecl, Effect, ExceptionDecl, Expr, Item, ParameterDecl,
    ParameterValue, PathwayDecl, QuotaDecl, RuleDecl, ScoreBody, ScoreLine, Text,
};
use crate::values::Table;

/// A part of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    /// Its label, else its text.
    pub name: String,
    /// The declaration that it stands in.
    pub of: String,
    pub span: Span,
}

/// What a part is, and with that what there is to show of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    Requirement,
    Bar,
    Stage,
    /// A way to meet a rule, or what an exception says of one.
    Clause,
    Limb,
    Unless,
    /// Whom a pool serves.
    Pool,
    /// Who derives an applicant's status.
    Family,
    Exception,
    Case,
    Otherwise,
    /// A value with the time in which it is in force.
    Value,
    /// What a score adds.
    Line,
    Group,
    Row,
}

impl PartKind {
    /// Whether it is a condition, which both holds and fails; what else there is, is taken or not.
    #[must_use]
    pub fn is_condition(self) -> bool {
        use PartKind::{Bar, Clause, Family, Limb, Pool, Requirement, Stage, Unless};
        matches!(self, Requirement | Bar | Stage | Clause | Limb | Unless | Pool | Family)
    }
}

impl Checker<'_> {
    /// All parts of the policy and of what it uses, in reading order.
    pub fn parts(&self) -> Vec<Part> {
        let mut listing = Listing { checker: self, of: "", parts: Vec::new() };
        for item in self.project.modules.iter().flat_map(|module| &module.tree.items) {
            listing.item(item);
        }
        for table in self.tables.iter().filter_map(|entry| entry.table.as_deref()) {
            listing.table(table);
        }
        let mut parts = listing.parts;
        parts.sort_by_key(|part| part.span);
        parts.dedup_by_key(|part| part.span);
        parts
    }
}

struct Listing<'a> {
    checker: &'a Checker<'a>,
    of: &'a str,
    parts: Vec<Part>,
}

impl<'a> Listing<'a> {
    fn item(&mut self, item: &'a Item) {
        match item {
            Item::Parameter(decl) => self.parameter(decl),
            Item::Define(decl) => self.define(decl),
            Item::Rule(decl) => self.rule(decl),
            Item::Exception(decl) => self.exception(decl),
            Item::Score(decl) => {
                self.of = &decl.name.node;
                self.score(&decl.body);
            }
            Item::Pathway(decl) => self.pathway(decl),
            Item::Quota(decl) => self.quota(decl),
            // The rows of tables are listed as they were worked out.
            Item::Table(_)
            | Item::Enum(_)
            | Item::Record(_)
            | Item::Facts(_)
            | Item::Finding(_)
            | Item::Determination(_)
            | Item::Calendar(_)
            | Item::Test(_)
            | Item::Assert(_) => {}
        }
    }

    fn add(&mut self, kind: PartKind, label: Option<&Text>, text: Span, span: Span) {
        let name = match label {
            Some(label) => syntax::without_values(&label.node),
            None => self.checker.source_text(text),
        };
        self.parts.push(Part { kind, name, of: self.of.to_owned(), span });
    }

    fn clauses(&mut self, kind: PartKind, clauses: &'a [Clause]) {
        clauses.iter().for_each(|clause| self.clause(kind, clause));
    }

    fn clause(&mut self, kind: PartKind, clause: &'a Clause) {
        match &clause.condition {
            Condition::Test(test) => {
                self.add(kind, clause.label.as_ref(), test.span, clause.span);
            }
            Condition::Status { .. } => self.add(kind, clause.label.as_ref(), clause.span, clause.span),
            Condition::AllOf(limbs) => self.limbs(kind, clause, "all of", limbs),
            Condition::AnyOf(limbs) => self.limbs(kind, clause, "any of", limbs),
            Condition::AtLeast(count, limbs) => {
                self.limbs(kind, clause, &format!("at least {} of", count.node), limbs);
            }
        }
        self.clauses(PartKind::Unless, &clause.unless);
    }

    /// A clause that is made of others: its text would be all of theirs.
    fn limbs(&mut self, kind: PartKind, clause: &'a Clause, how: &str, limbs: &'a [Clause]) {
        let label = clause.label.as_ref().map(|label| syntax::without_values(&label.node));
        let name = label.unwrap_or_else(|| format!("{how} {}", limbs.len()));
        self.parts.push(Part { kind, name, of: self.of.to_owned(), span: clause.span });
        self.clauses(PartKind::Limb, limbs);
    }

    fn parameter(&mut self, decl: &'a ParameterDecl) {
        self.of = &decl.name.node;
        let ParameterValue::Dated(values) = &decl.value else { return };
        for value in values {
            self.add(PartKind::Value, value.label.as_ref(), without_notes(value.span, &value.annotations), value.span);
        }
    }

    fn define(&mut self, decl: &'a DefineDecl) {
        self.of = &decl.name.node;
        let DefineBody::Cases { cases, otherwise } = &decl.body else { return };
        for case in cases {
            self.case(case.label.as_ref(), &case.when);
        }
        if let Some(otherwise) = otherwise {
            self.add(PartKind::Otherwise, otherwise.label.as_ref(), otherwise.value.span, otherwise.value.span);
        }
    }

    fn case(&mut self, label: Option<&Text>, when: &Expr) {
        self.add(PartKind::Case, label, when.span, when.span);
    }

    fn rule(&mut self, decl: &'a RuleDecl) {
        self.of = &decl.name.node;
        self.clauses(PartKind::Clause, &decl.clauses);
        self.clauses(PartKind::Unless, &decl.unless);
    }

    fn exception(&mut self, decl: &'a ExceptionDecl) {
        let Some(name) = decl.name.as_ref().or(decl.targets.first()) else { return };
        self.of = &name.node;
        self.add(PartKind::Exception, decl.label.as_ref(), name.span, name.span);
        for effect in &decl.effects {
            match effect {
                Effect::Met(clause) | Effect::NotMet(clause) => self.clause(PartKind::Clause, clause),
                Effect::Value(case) => self.case(case.label.as_ref(), &case.when),
            }
        }
    }

    fn score(&mut self, body: &'a ScoreBody) {
        for line in &body.lines {
            match line {
                ScoreLine::Add { points, label, span, .. } => {
                    self.add(PartKind::Line, label.as_ref(), points.span, *span);
                }
                ScoreLine::Group { name, label, body, span, .. } => {
                    self.add(PartKind::Group, label.as_ref(), name.span, *span);
                    self.score(body);
                }
            }
        }
    }

    fn pathway(&mut self, decl: &'a PathwayDecl) {
        self.of = &decl.name.node;
        self.clauses(PartKind::Requirement, &decl.requires);
        self.clauses(PartKind::Bar, &decl.bars);
        for stage in &decl.stages {
            self.add(PartKind::Stage, stage.label.as_ref(), stage.name.span, stage.name.span);
            self.clauses(PartKind::Requirement, &stage.requires);
            self.clauses(PartKind::Bar, &stage.bars);
        }
        for derivation in &decl.derives {
            let text = derivation.when.as_ref().map_or(derivation.list.span, |when| when.span);
            self.add(PartKind::Family, derivation.label.as_ref(), text, derivation.span);
        }
    }

    fn quota(&mut self, decl: &'a QuotaDecl) {
        self.of = &decl.name.node;
        for members in decl.pools.iter().filter_map(|pool| pool.members.as_ref()) {
            self.clause(PartKind::Pool, members);
        }
    }

    fn table(&mut self, table: &Table) {
        let name = table.label.clone().unwrap_or_else(|| table.name.replace('_', " "));
        let part = |kind, span| Part { kind, name: name.clone(), of: table.name.clone(), span };
        self.parts.extend(table.rows.iter().map(|row| part(PartKind::Row, row.span)));
        self.parts.extend(table.otherwise_span.map(|span| part(PartKind::Otherwise, span)));
    }
}

/// The part of a dated value that says what it is and when: what stands before its sources.
fn without_notes(span: Span, annotations: &Annotations) -> Span {
    let notes = annotations.sources.iter().chain(&annotations.notes).map(|text| text.span.start).min();
    let end = annotations.time.as_ref().map(|time| time.span.end).filter(|end| notes.is_none_or(|note| *end < note));
    Span { end: end.unwrap_or(span.end), ..span }
}
