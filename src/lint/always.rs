//! Conditions that are the same for everybody, and rows that nobody falls into.

use std::collections::BTreeMap;

use super::about::{About, each_part};
use crate::check::{Condition, Expr, ExprKind};
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::{ClausePlan, ConditionPlan, DefineBody, EffectPlan, NodeKind, Points, ScoreBody, Term, What};
use crate::source::Span;
use crate::values::{Operation, Possible, Type};

/// What follows from the ranges of the facts, from tables and parameters, one comparison at a time;
/// then, of conditions with `and` and `or`, what follows from their comparisons together.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    terms(about).into_iter().for_each(|term| one_answer(about, term, found));
    together(about, found);
    rows(about, found);
}

/// Every condition that is tested in the policy.
pub(super) fn terms<'a>(about: &'a About<'_>) -> Vec<&'a Term> {
    let plan = &about.plan;
    let mut terms = Vec::new();
    for (_, rule) in plan.rules.iter().filter(|(_, rule)| !rule.inside) {
        in_clauses(&rule.alternatives, &mut terms);
        in_clauses(&rule.unless, &mut terms);
    }
    for (_, exception) in plan.exceptions.iter().filter(|(_, exception)| !exception.inside) {
        for effect in &exception.effects {
            match effect {
                EffectPlan::Rule(_, clause) => in_clauses(std::slice::from_ref(clause), &mut terms),
                EffectPlan::Value(case) => terms.push(&case.when),
            }
        }
    }
    for (_, define) in plan.defines.iter().filter(|(_, define)| !define.inside) {
        if let DefineBody::Cases { cases, .. } = &define.body {
            terms.extend(cases.iter().map(|case| &case.when));
        }
    }
    for (_, score) in plan.scores.iter().filter(|(_, score)| !score.inside) {
        in_lines(&score.body, &mut terms);
    }
    for pathway in &plan.pathways {
        in_clauses(&pathway.requires, &mut terms);
        in_clauses(&pathway.bars, &mut terms);
    }
    terms
}

fn in_clauses<'a>(clauses: &'a [ClausePlan], into: &mut Vec<&'a Term>) {
    for clause in clauses {
        match &clause.condition {
            ConditionPlan::Test(term) => into.push(term),
            ConditionPlan::AllOf(limbs) | ConditionPlan::AnyOf(limbs) | ConditionPlan::AtLeast(_, limbs) => {
                in_clauses(limbs, into);
            }
            ConditionPlan::Status { .. } => {}
        }
        in_clauses(&clause.unless, into);
    }
}

fn in_lines<'a>(body: &'a ScoreBody, into: &mut Vec<&'a Term>) {
    for line in &body.lines {
        into.extend(&line.when);
        if let Points::Group(body) = &line.points {
            in_lines(body, into);
        }
    }
}

/// Reports the outermost part of a condition that has one answer, though it asks about somebody.
fn one_answer(about: &About<'_>, term: &Term, found: &mut Vec<Diagnostic>) {
    let value = about.anybody.value(term.node);
    if let Some(answer) = known(value)
        && asks_about_somebody(term)
    {
        // A rule that is read has its own finding.
        if !matches!(term.what, What::Rule(_) | What::Called { .. } | What::Define(_)) {
            found.push(always(about, term.span, answer));
        }
        return;
    }
    if let What::Apply(Operation::And | Operation::Or | Operation::Not, operands) = &term.what {
        operands.iter().for_each(|operand| one_answer(about, operand, found));
    }
}

fn known(value: &Possible) -> Option<bool> {
    match (value.is_true(), value.is_false()) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Whether a condition turns on a fact, not only on what the policy says itself.
fn asks_about_somebody(term: &Term) -> bool {
    match &term.what {
        What::Fact(_) | What::AsOf | What::Define(_) | What::Rule(_) | What::Score(_) => true,
        What::Apply(_, operands) => operands.iter().any(asks_about_somebody),
        What::Literal | What::Parameter(_) | What::Versions(_) | What::Local => false,
        What::Collect(_) | What::On(..) | What::Called { .. } => true,
    }
}

/// Conditions of several comparisons that contradict each other, or leave nobody out.
fn together(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let known: Vec<Span> = found.iter().filter_map(Diagnostic::place).collect();
    for asked in about.conditions() {
        let Condition::Test(test) = &asked.clause.condition else { continue };
        let ExprKind::Apply(Operation::And | Operation::Or, _) = &test.kind else { continue };
        let told = known.iter().any(|place| place.start >= test.span.start && place.end <= test.span.end);
        if told || !about.is_here(test.span) || !reads_a_fact(test) {
            continue;
        }
        let prover = about.prover([test]);
        let not =
            Expr { kind: ExprKind::Apply(Operation::Not, vec![test.clone()]), ty: Type::Boolean, span: test.span };
        if prover.always_one(std::slice::from_ref(test)).is_none() {
            found.push(always(about, test.span, true));
        } else if prover.always_one(&[not]).is_none() {
            found.push(always(about, test.span, false));
        }
    }
}

fn reads_a_fact(expr: &Expr) -> bool {
    let mut reads = false;
    each_part(expr, &mut |part| reads |= matches!(part.kind, ExprKind::Fact(_) | ExprKind::AsOf));
    reads
}

/// Rows of a table that none of its readers can come to.
fn rows(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let mut reached: BTreeMap<Span, bool> = BTreeMap::new();
    for (_, node) in about.plan.nodes.iter() {
        match &node.kind {
            NodeKind::Apply(Operation::Lookup(table), operands) => {
                let inputs: Vec<&Possible> = operands.iter().map(|operand| about.anybody.value(*operand)).collect();
                for row in &table.rows {
                    *reached.entry(row.span).or_default() |= row.fits(&inputs).0;
                }
            }
            // What elements of lists come to is not followed.
            NodeKind::Collect(_, body) => {
                for (_, node) in body.nodes.iter() {
                    if let NodeKind::Apply(Operation::Lookup(table), _) = &node.kind {
                        reached.extend(table.rows.iter().map(|row| (row.span, true)));
                    }
                }
            }
            _ => {}
        }
    }
    let never = reached.into_iter().filter(|(span, reached)| !reached && about.is_here(*span));
    found.extend(never.map(|(span, _)| {
        Diagnostic::new(Code::W0803, "nobody comes to this row of the table")
            .label(span, "what is looked up is never this")
            .help("take the row away, or widen the range of the fact that is looked up")
    }));
}

fn always(about: &About<'_>, span: Span, answer: bool) -> Diagnostic {
    let (is, then) = match answer {
        true => ("true", "nobody fails it"),
        false => ("false", "nobody meets it"),
    };
    Diagnostic::new(Code::W0803, format!("`{}` is {is} for everybody", about.sources.line(span)))
        .label(span, then)
        .help("compare it with the law, and with the ranges of the facts that it reads; what holds for all need not be asked")
}
