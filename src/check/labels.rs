//! What clauses say: labels with the values that stand in them.

use super::checker::{Checker, words};
use super::expr::Sight;
use super::mistakes;
use super::policy::{Expr, ExprKind, Words};
use super::scope::Symbol;
use crate::syntax::{self, Annotations, Item, ScoreBody, ScoreLine, Text};
use crate::values::{Type, Value};

impl Checker<'_> {
    /// The words of a clause, with the values in its labels as seen from there.
    pub fn told(&mut self, sight: &Sight, label: Option<&Text>, annotations: &Annotations) -> Words {
        let mut words = words(label, annotations);
        for text in label.into_iter().chain(&annotations.failing) {
            let (values, problems) = syntax::label_values(text);
            self.problems.extend(problems);
            for (written, value) in values {
                let value = self.expr(sight, &value, None);
                if value.ty == Type::Broken {
                    continue;
                }
                let told = match self.told_at_once(&value) {
                    Some(told) => told,
                    None => {
                        self.values.push(value);
                        format!("{{#{}}}", self.values.len().saturating_sub(1))
                    }
                };
                for said in words.label.iter_mut().chain(&mut words.failing) {
                    *said = said.replace(&written, &told);
                }
            }
        }
        words
    }

    /// The words of a rule or definition that was entered without the values in its labels.
    pub fn told_of(&mut self, symbol: Symbol, sight: &Sight, label: Option<&Text>, annotations: &Annotations) {
        let words = self.told(sight, label, annotations);
        match symbol {
            Symbol::Rule(id) => self.rules[id].words = words,
            Symbol::Define(id) => self.defines[id].words = words,
            Symbol::Exception(id) => self.exceptions[id].words = words,
            _ => {}
        }
    }

    /// A value that is the same for every applicant, or that each element of a list has another of.
    fn told_at_once(&self, value: &Expr) -> Option<String> {
        match (&value.kind, value.ty.plain()) {
            (ExprKind::Literal(Value::Choice(variant)), Type::Enum(shape)) => {
                shape.labels.get(usize::from(*variant)).cloned()
            }
            (ExprKind::Literal(_), _) => Some(self.source_text(value.span).trim_matches('"').to_owned()),
            _ if value.reads_an_element() => Some("…".to_owned()),
            _ => None,
        }
    }

    /// Reports `failing` on what is no condition.
    pub fn failing_in_place(&mut self) {
        let project = self.project;
        for item in project.modules.iter().flat_map(|module| &module.tree.items) {
            annotations_of_values(item).into_iter().for_each(|annotations| {
                if let Some(failing) = &annotations.failing {
                    self.report(mistakes::failing_of_no_condition(failing.span));
                }
            });
        }
    }
}

/// The annotations of what is no condition.
fn annotations_of_values(item: &Item) -> Vec<&Annotations> {
    match item {
        Item::Parameter(decl) => {
            let values = match &decl.value {
                syntax::ParameterValue::Is(_) => &[][..],
                syntax::ParameterValue::Dated(values) => values,
            };
            values.iter().map(|value| &value.annotations).chain([&decl.annotations]).collect()
        }
        Item::Table(decl) => vec![&decl.annotations],
        Item::Define(decl) => {
            let mut all = vec![&decl.annotations];
            if let syntax::DefineBody::Cases { cases, otherwise } = &decl.body {
                all.extend(cases.iter().map(|case| &case.annotations));
                all.extend(otherwise.iter().map(|otherwise| &otherwise.annotations));
            }
            all
        }
        Item::Calendar(decl) => vec![&decl.annotations],
        Item::Score(decl) => of_score(&decl.body),
        Item::Exception(decl) => {
            let cases = decl.effects.iter().filter_map(|effect| match effect {
                syntax::Effect::Value(case) => Some(&case.annotations),
                syntax::Effect::Met(_) | syntax::Effect::NotMet(_) => None,
            });
            cases.collect()
        }
        Item::Pathway(decl) => {
            let stages = decl.stages.iter().map(|stage| &stage.annotations);
            let discretion = decl.discretion.iter().map(|discretion| &discretion.annotations);
            let family = decl.derives.iter().map(|derivation| &derivation.annotations);
            stages.chain(discretion).chain(family).chain([&decl.annotations]).collect()
        }
        Item::Enum(_)
        | Item::Record(_)
        | Item::Facts(_)
        | Item::Finding(_)
        | Item::Rule(_)
        | Item::Determination(_)
        | Item::Quota(_)
        | Item::Test(_)
        | Item::Assert(_) => Vec::new(),
    }
}

fn of_score(body: &ScoreBody) -> Vec<&Annotations> {
    let lines = body.lines.iter().flat_map(|line| match line {
        ScoreLine::Group { body, .. } => of_score(body),
        ScoreLine::Add { annotations, .. } => vec![annotations],
    });
    lines.chain([&body.annotations]).collect()
}
