//! What of a policy its own tests reach: clauses, cases, lines of scores, rows of tables.

use std::collections::BTreeMap;

use crate::evaluate::Trace;
use crate::plan::{
    Body, ClausePlan, ConditionPlan, DefineBody, EffectPlan, Node, NodeKind, Plan, Points, ScoreBody, in_words,
};
use crate::source::{Arena, FileId, Span};
use crate::values::{Operation, Plain, Possible};

/// What a part of a policy is, and with that what a test must show of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// To be met by somebody, and failed by somebody.
    Requirement,
    Bar,
    /// A way to meet a rule, a limb, an `unless`, or what an exception says.
    Clause,
    Case,
    Line,
    Row,
}

/// A part of a policy with what became of it in tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    pub part: Part,
    pub words: String,
    pub span: Span,
    /// Some test met it, took it, or looked it up.
    pub held: bool,
    /// Some test failed it.
    pub failed: bool,
    /// It was open in some test.
    pub open: bool,
}

impl Covered {
    /// What no test shows of it; none if it is reached.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        match (self.part, self.held, self.failed) {
            (Part::Requirement, false, false) => Some("never judged"),
            (Part::Requirement, false, true) => Some("never met"),
            (Part::Requirement, true, false) => Some("never failed"),
            (Part::Bar, false, _) => Some("never bars"),
            (Part::Clause, false, _) => Some("never holds"),
            (Part::Case, false, _) => Some("never the case"),
            (Part::Line, false, _) => Some("never adds points"),
            (Part::Row, false, _) => Some("never looked up"),
            _ => None,
        }
    }
}

/// What the tests of one file reach of it.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    parts: BTreeMap<(Span, Part), Covered>,
}

impl Coverage {
    /// Every part that stands in that file, in reading order.
    pub fn parts(&self, file: FileId) -> impl Iterator<Item = &Covered> {
        self.parts.values().filter(move |part| part.span.file == file)
    }

    /// The parts of which something is not shown, in reading order.
    pub fn missing(&self) -> impl Iterator<Item = &Covered> {
        self.parts.values().filter(|part| part.missing().is_some())
    }

    /// How much is shown: each part held and each part failed counts.
    #[must_use]
    pub fn reached(&self) -> usize {
        self.parts.values().flat_map(|part| [part.held, part.failed]).filter(|shown| *shown).count()
    }

    /// Adds what one applicant reached.
    pub fn add(&mut self, plan: &Plan, trace: &Trace) {
        for pathway in &plan.pathways {
            self.clauses(trace, &pathway.requires, Part::Requirement);
            self.clauses(trace, &pathway.bars, Part::Bar);
        }
        for (_, rule) in plan.rules.iter().filter(|(_, rule)| !rule.inside) {
            self.clauses(trace, &rule.alternatives, Part::Clause);
            self.clauses(trace, &rule.unless, Part::Clause);
        }
        for (_, exception) in plan.exceptions.iter().filter(|(_, exception)| !exception.inside) {
            for effect in &exception.effects {
                match effect {
                    EffectPlan::Rule(_, clause) => self.clauses(trace, std::slice::from_ref(clause), Part::Clause),
                    EffectPlan::Value(case) => {
                        let words = in_words(&case.words, &exception.name);
                        self.see(Part::Case, words, case.when.span, trace.value(case.when.node));
                    }
                }
            }
        }
        for (_, define) in plan.defines.iter().filter(|(_, define)| !define.inside) {
            self.cases(trace, &define.name, &define.body);
        }
        for (_, score) in plan.scores.iter().filter(|(_, score)| !score.inside) {
            self.lines(trace, &score.body);
        }
        self.tables(&plan.nodes, trace);
    }

    fn see(&mut self, part: Part, words: String, span: Span, value: &Possible) {
        let new = Covered { part, words, span, held: false, failed: false, open: false };
        let known = self.parts.entry((span, part)).or_insert(new);
        known.held |= value.is_true();
        known.failed |= value.is_false();
        known.open |= !value.is_true() && !value.is_false();
    }

    fn clauses(&mut self, trace: &Trace, clauses: &[ClausePlan], part: Part) {
        for clause in clauses {
            let in_force = clause.in_force.is_none_or(|force| !trace.value(force).is_false());
            let nothing = Possible::from(false);
            let value = if in_force { trace.value(clause.node) } else { &nothing };
            self.see(part, in_words(&clause.words, &clause.key), clause.span, value);
            match &clause.condition {
                ConditionPlan::AllOf(limbs) | ConditionPlan::AnyOf(limbs) | ConditionPlan::AtLeast(_, limbs) => {
                    self.clauses(trace, limbs, Part::Clause);
                }
                ConditionPlan::Test(_) | ConditionPlan::Status { .. } => {}
            }
            self.clauses(trace, &clause.unless, Part::Clause);
        }
    }

    fn cases(&mut self, trace: &Trace, name: &str, body: &DefineBody) {
        let DefineBody::Cases { cases, otherwise } = body else { return };
        let mut before = Possible::from(true);
        for case in cases {
            let when = trace.value(case.when.node);
            let force = case.in_force.map_or_else(|| Possible::from(true), |force| trace.value(force).clone());
            let applies = Operation::And.apply(&[&force, when], case.when.span);
            let taken = Operation::And.apply(&[&before, &applies], case.when.span);
            self.see(Part::Case, in_words(&case.words, name), case.when.span, &taken);
            let not = Operation::Not.apply(&[&applies], case.when.span);
            before = Operation::And.apply(&[&before, &not], case.when.span);
        }
        if let Some((value, words)) = otherwise {
            self.see(Part::Case, format!("{}: otherwise", in_words(words, name)), value.span, &before);
        }
    }

    fn lines(&mut self, trace: &Trace, body: &ScoreBody) {
        for line in &body.lines {
            let counts = match (&line.when, line.in_force) {
                (Some(when), _) => trace.value(when.node).clone(),
                (None, Some(force)) => trace.value(force).clone(),
                (None, None) => Possible::from(true),
            };
            if line.when.is_some() || line.in_force.is_some() {
                self.see(Part::Line, in_words(&line.words, &line.key), line.span, &counts);
            }
            if let Points::Group(body) = &line.points {
                self.lines(trace, body);
            }
        }
    }

    fn tables(&mut self, nodes: &Arena<Node>, trace: &Trace) {
        for (_, node) in nodes.iter() {
            match &node.kind {
                NodeKind::Apply(Operation::Lookup(table), operands) => {
                    let inputs: Vec<&Possible> = operands.iter().map(|operand| trace.value(*operand)).collect();
                    let known = inputs.iter().all(|input| input.single().is_some());
                    for row in &table.rows {
                        let fits = Possible::from(known && row.fits(&inputs) == (true, false));
                        let words = table.label.clone().unwrap_or_else(|| table.name.replace('_', " "));
                        self.see(Part::Row, words, row.span, &fits);
                    }
                }
                NodeKind::Collect(list, body) => {
                    if let Plain::List(Some(items)) = &trace.value(*list).plain {
                        items.iter().for_each(|item| self.tables_in(body, trace, item));
                    }
                }
                _ => {}
            }
        }
    }

    fn tables_in(&mut self, body: &Body, trace: &Trace, item: &Possible) {
        self.tables(&body.nodes, &trace.inside(body, item));
    }
}
