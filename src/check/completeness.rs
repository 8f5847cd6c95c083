//! Whether the cases of a definition leave somebody out. Exact where each condition compares one
//! value with constants: the values are cut wherever a condition may change, as for tables. Two
//! values that are compared with each other count as one condition, true or false.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::coverage;
use super::policy::{Case, Expr, ExprKind};
use crate::values::{Bounds, Comparison, Date, End, Instant, Number, Operation, Pattern, Plain, Possible, Type, Value};

/// How many combinations are tried before the proof is given up.
const MOST: usize = 100_000;

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

type Known = BTreeMap<String, Possible>;

struct Search<'c, 'a> {
    checker: &'c Checker<'a>,
    conditions: &'c [Expr],
    /// For each subject: its key, and its values with their words.
    subjects: Vec<(String, Vec<(String, Possible)>)>,
    tried: usize,
    found: Option<Gap>,
}

impl Checker<'_> {
    /// An applicant for whom none of the cases is, if there is one.
    pub fn left_out(&self, cases: &[Case]) -> Option<Gap> {
        let conditions: Vec<Expr> = cases
            .iter()
            .map(|case| match &case.in_force {
                Some(force) => Expr {
                    kind: ExprKind::Apply(Operation::And, vec![force.clone(), case.when.clone()]),
                    ty: Type::Boolean,
                    span: case.when.span,
                },
                None => case.when.clone(),
            })
            .collect();
        self.always_one(&conditions)
    }

    /// An applicant for whom none of the conditions holds, if there is one.
    pub fn always_one(&self, conditions: &[Expr]) -> Option<Gap> {
        let mut subjects = Subjects::default();
        conditions.iter().for_each(|condition| self.subjects_in(condition, &mut subjects));
        let mut search = Search { checker: self, conditions, subjects: Vec::new(), tried: 0, found: None };
        let mut known = Known::new();
        for key in subjects.keys {
            let Some(subject) = subjects.subjects.get(&key) else { continue };
            let values = subject.values();
            known.insert(key.clone(), together(&values));
            search.subjects.push((key, values));
        }
        search.visit(0, &mut known, &mut Vec::new());
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
        self.value_of_constant(expr).filter(|value| value.single().is_some())
    }

    fn holds(&self, condition: &Expr, known: &Known) -> Possible {
        match &condition.kind {
            ExprKind::Literal(value) => Possible::from(value.clone()),
            ExprKind::Apply(
                operation @ (Operation::And | Operation::Or | Operation::Not | Operation::AtLeast(_)),
                operands,
            ) => {
                let operands: Vec<Possible> = operands.iter().map(|operand| self.holds(operand, known)).collect();
                operation.apply(&operands.iter().collect::<Vec<_>>(), condition.span)
            }
            ExprKind::Apply(operation, operands) if self.about(condition).is_some() => {
                let value = |operand: &Expr| match self.known_value(operand) {
                    Some(value) => value,
                    None => known.get(&key(unsettled(operand))).cloned().unwrap_or_else(Possible::nothing),
                };
                let operands: Vec<Possible> = operands.iter().map(value).collect();
                operation.apply(&operands.iter().collect::<Vec<_>>(), condition.span)
            }
            _ => {
                let (base, negated) = base(condition);
                let value = known.get(&base).cloned().unwrap_or_else(Possible::nothing);
                if negated { Operation::Not.apply(&[&value], condition.span) } else { value }
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
                let header = self.project.modules.first()?.tree.header.as_ref()?;
                let (from, through) = header.in_force.as_ref()?;
                let high = through.as_ref().map(|through| End { at: through.node, included: true });
                Some(Pattern::Dates(vec![Bounds { low: Some(End { at: from.node, included: true }), high }]))
            }
            _ => None,
        }
    }
}

impl Subjects {
    fn enter(&mut self, checker: &Checker<'_>, about: &Expr, cuts: Vec<Pattern>) {
        let key = base(about).0;
        let subject = self.subjects.entry(key.clone()).or_insert_with(|| {
            self.keys.push(key);
            let range = checker.range_of(about);
            // What a time in force goes by is not written where it stands.
            let words = match &about.kind {
                ExprKind::AsOf => "as_of".to_owned(),
                ExprKind::Fact(id) => checker.facts[*id].path.clone(),
                _ => checker.source_text(about.span),
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

impl Search<'_, '_> {
    fn visit(&mut self, depth: usize, known: &mut Known, path: &mut Vec<usize>) {
        self.tried = self.tried.saturating_add(1);
        if self.tried > MOST {
            self.found = Some(Gap::Unproved);
        }
        if self.found.is_some() {
            return;
        }
        let values: Vec<Possible> =
            self.conditions.iter().map(|condition| self.checker.holds(condition, known)).collect();
        if values.iter().any(Possible::is_true) {
            return;
        }
        let Some((key, pieces)) = self.subjects.get(depth).cloned() else {
            self.found = Some(Gap::For(self.witness(known, path)));
            return;
        };
        let anything = known.get(&key).cloned();
        for (at, (_, value)) in pieces.into_iter().enumerate() {
            known.insert(key.clone(), value);
            path.push(at);
            self.visit(depth.saturating_add(1), known, path);
            path.pop();
        }
        known.extend(anything.map(|anything| (key, anything)));
    }

    /// The parts of such an applicant without which some case might be theirs.
    fn witness(&self, known: &Known, path: &[usize]) -> String {
        let mut known = known.clone();
        let mut words = Vec::new();
        for ((key, pieces), at) in self.subjects.iter().zip(path) {
            let value = known.insert(key.clone(), together(pieces));
            if self.conditions.iter().all(|condition| self.checker.holds(condition, &known).is_false()) {
                continue;
            }
            known.extend(value.map(|value| (key.clone(), value)));
            words.extend(pieces.get(*at).map(|(words, _)| words.clone()).filter(|words| !words.is_empty()));
        }
        words.join(", ")
    }
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
fn base(condition: &Expr) -> (String, bool) {
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
        ExprKind::AsOf => "as_of".to_owned(),
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
