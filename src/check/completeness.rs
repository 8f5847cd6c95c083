//! Whether the cases of a definition leave somebody out. Exact where each condition compares one
//! value with constants: the values are cut wherever a condition may change, as for tables. Two
//! values that are compared with each other count as one condition, true or false.

use std::collections::BTreeMap;

use super::as_values::and;
use super::checker::Checker;
use super::constant::value_of_constant;
use super::coverage;
use super::policy::{Case, Expr, ExprKind, Fact, Parameter};
use crate::source::{Arena, Sources, Span};
use crate::values::{Bounds, Comparison, Date, End, Instant, Number, Operation, Pattern, Plain, Possible, Type, Value};

/// How the day whose law applies is written in the key of a subject.
const AS_OF: &str = "as_of";

/// How many combinations are tried before the proof is given up.
const MOST: usize = 100_000;

/// What proofs over conditions look things up in.
pub struct Prover<'a> {
    pub sources: &'a Sources,
    pub facts: &'a Arena<Fact>,
    pub parameters: &'a Arena<Parameter>,
    /// First and last day on which the policy decides anything.
    pub in_force: Option<(Date, Option<Date>)>,
    /// How many combinations are tried before a proof is given up.
    pub most: usize,
}

/// What an applicant may be for whom no case is.
pub enum Gap {
    /// Such an applicant, in words.
    For(String),
    /// There are too many combinations to try.
    Unproved,
}

/// A value that conditions are about, with where they change.
struct Subject {
    words: String,
    ty: Type,
    cuts: Vec<Pattern>,
    /// What it may be at all.
    range: Option<Pattern>,
}

/// Subjects by what they are, in the order in which the conditions name them.
#[derive(Default)]
struct Subjects {
    keys: Vec<String>,
    subjects: BTreeMap<String, Subject>,
}

/// A condition over subjects, which stand in it by number.
enum Test {
    Known(Possible),
    /// A subject that is a condition itself, straight or turned round.
    Subject(usize, bool),
    Apply(Operation, Vec<Test>, Span),
}

struct Search {
    conditions: Vec<Test>,
    /// For each subject its values with their words.
    subjects: Vec<Vec<(String, Possible)>>,
    /// What each subject is taken to be just now.
    known: Vec<Possible>,
    tried: usize,
    most: usize,
    found: Option<Gap>,
}

impl Checker<'_> {
    /// An applicant for whom none of the cases is, if there is one.
    pub fn left_out(&self, cases: &[Case]) -> Option<Gap> {
        let conditions = conditions_of(cases);
        self.always_one(&conditions)
    }

    /// Whether a case is about the day whose law applies.
    pub fn turn_on_the_day(&self, cases: &[Case]) -> bool {
        let mut subjects = Subjects::default();
        let prover = self.prover();
        conditions_of(cases).iter().for_each(|condition| prover.subjects_in(condition, &mut subjects));
        subjects.keys.iter().any(|key| key.contains(AS_OF))
    }

    /// An applicant for whom none of the conditions holds, if there is one.
    pub fn always_one(&self, conditions: &[Expr]) -> Option<Gap> {
        self.prover().always_one(conditions)
    }

    fn prover(&self) -> Prover<'_> {
        let header = self.project.modules.first().and_then(|module| module.tree.header.as_ref());
        let in_force = header.and_then(|header| header.in_force.as_ref());
        Prover {
            sources: self.sources,
            facts: &self.facts,
            parameters: &self.parameters,
            in_force: in_force.map(|(from, through)| (from.node, through.as_ref().map(|through| through.node))),
            most: MOST,
        }
    }
}

impl Prover<'_> {
    /// An applicant for whom none of the conditions holds, if there is one.
    #[must_use]
    pub fn always_one(&self, conditions: &[Expr]) -> Option<Gap> {
        let mut subjects = Subjects::default();
        conditions.iter().for_each(|condition| self.subjects_in(condition, &mut subjects));
        let values: Vec<Vec<(String, Possible)>> =
            subjects.keys.iter().filter_map(|key| subjects.subjects.get(key)).map(Subject::values).collect();
        let mut search = Search {
            conditions: conditions.iter().map(|condition| self.test(condition, &subjects)).collect(),
            known: values.iter().map(|values| together(values)).collect(),
            subjects: values,
            tried: 0,
            most: self.most,
            found: None,
        };
        search.visit(0, &mut Vec::new());
        search.found
    }

    fn subjects_in(&self, condition: &Expr, into: &mut Subjects) {
        match &condition.kind {
            ExprKind::Literal(_) => {}
            ExprKind::Apply(Operation::And | Operation::Or | Operation::Not | Operation::AtLeast(_), operands) => {
                operands.iter().for_each(|operand| self.subjects_in(operand, into));
            }
            _ => {
                let Some((about, cuts)) = self.about(condition) else {
                    into.enter(self, condition, Vec::new());
                    return;
                };
                into.enter(self, about, cuts);
            }
        }
    }

    /// The one value that a comparison with constants is about, and where its answer changes.
    fn about<'e>(&self, condition: &'e Expr) -> Option<(&'e Expr, Vec<Pattern>)> {
        let ExprKind::Apply(operation, operands) = &condition.kind else { return None };
        let (about, cuts) = match (operation, operands.as_slice()) {
            (Operation::IsNone, [about]) => (about, Vec::new()),
            (Operation::In, [about, list]) => {
                let Plain::List(Some(items)) = self.known_value(list)?.plain else { return None };
                let values = items.iter().map(Possible::single).collect::<Option<Vec<Value>>>()?;
                (about, values.iter().filter_map(|value| cut(Comparison::Is, value)).collect())
            }
            (Operation::Compare(how), [one, other]) => {
                let (about, value, how) = match (self.known_value(one), self.known_value(other)) {
                    (None, Some(value)) => (one, value, *how),
                    (Some(value), None) => (other, value, how.swapped()),
                    _ => return None,
                };
                (about, cut(how, &value.single()?).into_iter().collect())
            }
            _ => return None,
        };
        has_pieces(&about.ty).then_some((unsettled(about), cuts))
    }

    fn known_value(&self, expr: &Expr) -> Option<Possible> {
        value_of_constant(self.parameters, expr).filter(|value| value.single().is_some())
    }

    fn test(&self, condition: &Expr, subjects: &Subjects) -> Test {
        match &condition.kind {
            ExprKind::Literal(value) => Test::Known(Possible::from(value.clone())),
            ExprKind::Apply(
                operation @ (Operation::And | Operation::Or | Operation::Not | Operation::AtLeast(_)),
                operands,
            ) => {
                let operands = operands.iter().map(|operand| self.test(operand, subjects)).collect();
                Test::Apply(operation.clone(), operands, condition.span)
            }
            ExprKind::Apply(operation, operands) if self.about(condition).is_some() => {
                let side = |operand: &Expr| match self.known_value(operand) {
                    Some(value) => Test::Known(value),
                    None => subjects.named(&key(unsettled(operand)), false),
                };
                Test::Apply(operation.clone(), operands.iter().map(side).collect(), condition.span)
            }
            _ => {
                let (base, negated) = asks(condition);
                subjects.named(&base, negated)
            }
        }
    }

    /// What a value may be at all, as far as its declaration says.
    fn range_of(&self, expr: &Expr) -> Option<Pattern> {
        let end = |at| Some(End { at, included: true });
        match &expr.kind {
            ExprKind::Fact(id) => {
                let range = self.facts[*id].range?;
                Some(Pattern::Numbers(vec![Bounds { low: end(range.low), high: end(range.high) }]))
            }
            ExprKind::AsOf => {
                let (from, through) = self.in_force?;
                let high = through.map(|through| End { at: through, included: true });
                Some(Pattern::Dates(vec![Bounds { low: Some(End { at: from, included: true }), high }]))
            }
            _ => None,
        }
    }
}

impl Subjects {
    fn named(&self, key: &str, negated: bool) -> Test {
        match self.keys.iter().position(|known| known == key) {
            Some(at) => Test::Subject(at, negated),
            None => Test::Known(Possible::nothing()),
        }
    }

    fn enter(&mut self, prover: &Prover<'_>, about: &Expr, cuts: Vec<Pattern>) {
        let key = asks(about).0;
        let subject = self.subjects.entry(key.clone()).or_insert_with(|| {
            self.keys.push(key);
            let range = prover.range_of(about);
            // What a time in force goes by is not written where it stands.
            let words = match &about.kind {
                ExprKind::AsOf => AS_OF.to_owned(),
                ExprKind::Fact(id) => prover.facts[*id].path.clone(),
                _ => prover.sources.line(about.span),
            };
            Subject { words, ty: about.ty.clone(), cuts: range.iter().cloned().collect(), range }
        });
        subject.cuts.extend(cuts);
    }
}

impl Subject {
    /// One value of each piece in which no condition changes, with words for the piece.
    fn values(&self) -> Vec<(String, Possible)> {
        let cuts: Vec<&Pattern> = self.cuts.iter().collect();
        let possible = |value: &Possible| {
            self.range.as_ref().is_none_or(|range| value.none || range.can_fit_or_miss(value) == (true, false))
        };
        let pieces = coverage::pieces(&self.words, &self.ty, &cuts);
        pieces.into_iter().map(|(words, value)| (words, Possible::from(value))).filter(|(_, v)| possible(v)).collect()
    }
}

impl Search {
    fn visit(&mut self, depth: usize, path: &mut Vec<usize>) {
        self.tried = self.tried.saturating_add(1);
        if self.tried > self.most {
            self.found = Some(Gap::Unproved);
        }
        if self.found.is_some() || self.conditions.iter().any(|condition| condition.value(&self.known).is_true()) {
            return;
        }
        let Some(pieces) = self.subjects.get(depth).cloned() else {
            self.found = Some(Gap::For(self.witness(path)));
            return;
        };
        let anything = self.known.get(depth).cloned();
        for (at, (_, value)) in pieces.into_iter().enumerate() {
            self.take(depth, value);
            path.push(at);
            self.visit(depth.saturating_add(1), path);
            path.pop();
        }
        if let Some(anything) = anything {
            self.take(depth, anything);
        }
    }

    fn take(&mut self, subject: usize, value: Possible) {
        if let Some(slot) = self.known.get_mut(subject) {
            *slot = value;
        }
    }

    /// The parts of such an applicant without which some case might be theirs.
    fn witness(&self, path: &[usize]) -> String {
        let mut known = self.known.clone();
        let mut words = Vec::new();
        for (subject, (pieces, at)) in self.subjects.iter().zip(path).enumerate() {
            let Some(slot) = known.get_mut(subject) else { continue };
            let value = std::mem::replace(slot, together(pieces));
            if self.conditions.iter().all(|condition| condition.value(&known).is_false()) {
                continue;
            }
            if let Some(slot) = known.get_mut(subject) {
                *slot = value;
            }
            words.extend(pieces.get(*at).map(|(words, _)| words.clone()).filter(|words| !words.is_empty()));
        }
        words.join(", ")
    }
}

impl Test {
    fn value(&self, known: &[Possible]) -> Possible {
        match self {
            Test::Known(value) => value.clone(),
            Test::Subject(at, negated) => {
                let value = known.get(*at).cloned().unwrap_or_else(Possible::nothing);
                match negated {
                    true => Possible::boolean(value.can_be_false(), value.can_be_true(), value.faults),
                    false => value,
                }
            }
            Test::Apply(operation, operands, span) => {
                let operands: Vec<Possible> = operands.iter().map(|operand| operand.value(known)).collect();
                operation.apply(&operands.iter().collect::<Vec<_>>(), *span)
            }
        }
    }
}

/// When each case applies, where the ones before it do not.
fn conditions_of(cases: &[Case]) -> Vec<Expr> {
    cases.iter().map(|case| and(case.in_force.clone(), case.when.clone(), case.when.span)).collect()
}

/// All that a subject may be.
fn together(values: &[(String, Possible)]) -> Possible {
    values.iter().fold(Possible::nothing(), |all, (_, value)| all.union(value))
}

/// Whether values of a type can be told apart piece by piece.
fn has_pieces(ty: &Type) -> bool {
    !matches!(ty.plain(), Type::Broken | Type::None | Type::Duration | Type::List(_) | Type::Record(_))
}

/// The stretch at whose ends a comparison with that value changes.
fn cut(how: Comparison, value: &Value) -> Option<Pattern> {
    fn stretch<T: Copy>(how: Comparison, at: T) -> Vec<Bounds<T>> {
        let end = |included| Some(End { at, included });
        let (low, high) = match how {
            Comparison::Is | Comparison::IsNot => (end(true), end(true)),
            Comparison::Less => (None, end(false)),
            Comparison::AtMost => (None, end(true)),
            Comparison::Greater => (end(false), None),
            Comparison::AtLeast => (end(true), None),
        };
        vec![Bounds { low, high }]
    }
    match value {
        Value::Number(number) => Some(Pattern::Numbers(stretch::<Number>(how, *number))),
        Value::Date(date) => Some(Pattern::Dates(stretch::<Date>(how, *date))),
        Value::Instant(instant) => Some(Pattern::Instants(stretch::<Instant>(how, *instant))),
        Value::Text(text) => Some(Pattern::Texts(vec![std::sync::Arc::clone(text)])),
        Value::Choice(choice) => Some(Pattern::Choices(crate::values::Choices::one(*choice))),
        Value::Boolean(_) | Value::None | Value::Duration(_) | Value::List(_) | Value::Record(..) => None,
    }
}

/// A value without the mark that it was tested not to be none.
fn unsettled(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Apply(Operation::Settled, operands) => operands.first().map_or(expr, unsettled),
        _ => expr,
    }
}

/// What a condition is whether it is asked straight or turned round, and which of the two it is.
#[must_use]
pub fn asks(condition: &Expr) -> (String, bool) {
    let ExprKind::Apply(Operation::Compare(how), operands) = &condition.kind else { return (key(condition), false) };
    let (how, negated) = match how {
        Comparison::IsNot => (Comparison::Is, true),
        Comparison::AtLeast => (Comparison::Less, true),
        Comparison::Greater => (Comparison::AtMost, true),
        straight => (*straight, false),
    };
    (format!("{how:?}({})", keys(operands)), negated)
}

fn keys(operands: &[Expr]) -> String {
    operands.iter().map(key).collect::<Vec<_>>().join(", ")
}

/// The same for two expressions that read the same, wherever they stand.
fn key(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(value) => format!("{value:?}"),
        ExprKind::Fact(id) => format!("fact {}", id.index()),
        ExprKind::Parameter(id) => format!("parameter {}", id.index()),
        ExprKind::Define(id) => format!("define {}", id.index()),
        ExprKind::Rule(id) => format!("rule {}", id.index()),
        ExprKind::Score(id) => format!("score {}", id.index()),
        ExprKind::AsOf => AS_OF.to_owned(),
        ExprKind::Local(level) => format!("local {level}"),
        ExprKind::Apply(Operation::Settled, _) => key(unsettled(expr)),
        // Two tables of one name, for different times, are not the same.
        ExprKind::Apply(Operation::Lookup(table), inputs) => {
            format!("table {:p}({})", std::sync::Arc::as_ptr(table), keys(inputs))
        }
        ExprKind::Apply(operation, operands) => format!("{operation:?}({})", keys(operands)),
        ExprKind::Collect(list, gives) => format!("each of {}: {}", key(list), keys(gives)),
        ExprKind::On(value, day) => format!("{} on {}", key(value), key(day)),
        ExprKind::Called(called) => key(&called.body),
        ExprKind::Versions(versions) => {
            let each = |(force, value): &(Expr, Expr)| format!("{}: {}", key(force), key(value));
            versions.iter().map(each).collect::<Vec<_>>().join("; ")
        }
    }
}
