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

    /// Reports values in labels where nothing would put the applicant's own in their place.
    pub fn values_in_place(&mut self) {
        let project = self.project;
        for item in project.modules.iter().flat_map(|module| &module.tree.items) {
            for label in labels_without_values(item) {
                if label.node.contains(['{', '}']) {
                    self.report(mistakes::no_values_in_this_label(label.span));
                }
            }
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

/// The labels of what is called the same for every applicant.
fn labels_without_values(item: &Item) -> Vec<&Text> {
    let mut labels: Vec<&Text> = Vec::new();
    match item {
        Item::Enum(decl) => {
            labels.extend(&decl.label);
            labels.extend(decl.variants.iter().filter_map(|(_, label)| label.as_ref()));
        }
        Item::Record(decl) => {
            labels.extend(&decl.label);
            labels.extend(decl.fields.iter().filter_map(|(_, _, label)| label.as_ref()));
        }
        Item::Facts(decl) => {
            labels.extend(&decl.label);
            labels.extend(decl.facts.iter().filter_map(|fact| fact.label.as_ref()));
        }
        Item::Finding(decl) => labels.extend(&decl.label),
        Item::Parameter(decl) => {
            labels.extend(&decl.label);
            if let syntax::ParameterValue::Dated(values) = &decl.value {
                labels.extend(values.iter().filter_map(|value| value.label.as_ref()));
            }
        }
        Item::Table(decl) => labels.extend(&decl.label),
        Item::Define(decl) => {
            if let syntax::DefineBody::Cases { cases, otherwise } = &decl.body {
                labels.extend(cases.iter().filter_map(|case| case.label.as_ref()));
                labels.extend(otherwise.iter().filter_map(|otherwise| otherwise.label.as_ref()));
            }
        }
        Item::Score(decl) => {
            // Called with inputs, it is told with what is given.
            labels.extend(decl.label.as_ref().filter(|_| decl.inputs.is_empty()));
            groups(&decl.body, &mut labels);
        }
        Item::Pathway(decl) => {
            labels.extend(&decl.label);
            labels.extend(decl.stages.iter().filter_map(|stage| stage.label.as_ref()));
            labels.extend(decl.discretion.iter().filter_map(|discretion| discretion.label.as_ref()));
            labels.extend(decl.derives.iter().filter_map(|derivation| derivation.label.as_ref()));
        }
        Item::Determination(decl) => labels.extend(&decl.label),
        Item::Quota(decl) => {
            labels.extend(&decl.label);
            labels.extend(decl.pools.iter().filter_map(|pool| pool.label.as_ref()));
        }
        Item::Calendar(decl) => labels.extend(&decl.label),
        Item::Exception(decl) => {
            labels.extend(decl.effects.iter().filter_map(|effect| match effect {
                syntax::Effect::Value(case) => case.label.as_ref(),
                syntax::Effect::Met(_) | syntax::Effect::NotMet(_) => None,
            }));
        }
        Item::Rule(_) | Item::Test(_) | Item::Assert(_) => {}
    }
    labels
}

fn groups<'t>(body: &'t ScoreBody, into: &mut Vec<&'t Text>) {
    for line in &body.lines {
        if let ScoreLine::Group { label, body, .. } = line {
            into.extend(label);
            groups(body, into);
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
