//! Pathways that nobody can be eligible for, and bars that only repeat a requirement.

use super::about::About;
use crate::check::{Clause, Condition, Expr, ExprKind, Pathway, as_asked, as_enough, asks, undefeated};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::{Operation, Type};

/// Proves, where it can, that some requirement is missed or some bar is met whoever applies.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    for (place, (_, pathway)) in about.policy.pathways.iter().enumerate() {
        let before = found.len();
        repeated(pathway, found);
        let told = found.iter().skip(before).any(|problem| problem.message.contains("nobody"));
        let node = about.plan.pathways.get(place).map(|pathway| pathway.node);
        let never = node.is_some_and(|node| about.anybody.value(node).is_false()) || contradicts_itself(about, pathway);
        if never && !told {
            found.push(nobody(pathway));
        }
    }
}

/// Bars that ask just what a requirement asks.
fn repeated(pathway: &Pathway, found: &mut Vec<Diagnostic>) {
    let test = |clause: &Clause| match &clause.condition {
        Condition::Test(test) if clause.unless.is_empty() && clause.in_force.is_none() => Some(turned(test)),
        _ => None,
    };
    for bar in &pathway.bars {
        let Some((asks, straight)) = test(bar) else { continue };
        let same = pathway.requires.iter().find_map(|clause| {
            let (required, way) = test(clause)?;
            (required == asks).then_some((clause.span, way == straight))
        });
        match same {
            Some((required, true)) => found.push(required_and_barred(bar.span, required)),
            Some((required, false)) => found.push(repeats(bar.span, required)),
            None => {}
        }
    }
}

/// What a condition asks, and whether it asks it straight.
fn turned(test: &Expr) -> (String, bool) {
    if let ExprKind::Apply(Operation::Not, operands) = &test.kind
        && let Some(inner) = operands.first()
    {
        let (asks, straight) = turned(inner);
        return (asks, !straight);
    }
    let (asks, negated) = asks(test);
    (asks, !negated)
}

/// Whether some requirement is missed or some bar met in every combination of what they turn on.
fn contradicts_itself(about: &About<'_>, pathway: &Pathway) -> bool {
    let required = pathway.requires.iter().filter_map(|clause| {
        let asked = as_asked(expanded(about, clause.clone())?);
        let span = asked.span;
        Some(Expr { kind: ExprKind::Apply(Operation::Not, vec![asked]), ty: Type::Boolean, span })
    });
    let barred = pathway.bars.iter().filter_map(|clause| Some(as_enough(expanded(about, clause.clone())?)));
    let refused: Vec<Expr> = required.chain(barred).collect();
    !refused.is_empty() && about.prover().always_one(&refused).is_none()
}

/// A clause with the rules that it reads told out, as far as they have no exceptions; `None` if it
/// asks about another pathway.
fn expanded(about: &About<'_>, mut clause: Clause) -> Option<Clause> {
    clause.condition = match clause.condition {
        Condition::Test(test) => Condition::Test(told_out(about, test)),
        Condition::AllOf(limbs) => Condition::AllOf(all(about, limbs)?),
        Condition::AnyOf(limbs) => Condition::AnyOf(all(about, limbs)?),
        Condition::AtLeast(count, limbs) => Condition::AtLeast(count, all(about, limbs)?),
        Condition::Status { .. } => return None,
    };
    clause.unless = all(about, clause.unless)?;
    Some(clause)
}

fn all(about: &About<'_>, clauses: Vec<Clause>) -> Option<Vec<Clause>> {
    clauses.into_iter().map(|clause| expanded(about, clause)).collect()
}

fn told_out(about: &About<'_>, expr: Expr) -> Expr {
    let span = expr.span;
    match expr.kind {
        ExprKind::Rule(id) if about.policy.rules[id].exceptions.is_empty() => {
            let rule = &about.policy.rules[id];
            let told = |clauses: &[Clause]| -> Option<Vec<Expr>> {
                clauses.iter().map(|clause| Some(as_enough(expanded(about, clause.clone())?))).collect()
            };
            match (told(&rule.alternatives), told(&rule.unless)) {
                (Some(met), Some(defeats)) => {
                    let met = Expr { kind: ExprKind::Apply(Operation::Or, met), ty: Type::Boolean, span };
                    undefeated(met, defeats, span)
                }
                _ => Expr { kind: ExprKind::Rule(id), ty: expr.ty, span },
            }
        }
        ExprKind::Apply(
            operation @ (Operation::And | Operation::Or | Operation::Not | Operation::AtLeast(_)),
            operands,
        ) => {
            let operands = operands.into_iter().map(|operand| told_out(about, operand)).collect();
            Expr { kind: ExprKind::Apply(operation, operands), ty: expr.ty, span }
        }
        kind => Expr { kind, ty: expr.ty, span },
    }
}

fn nobody(pathway: &Pathway) -> Diagnostic {
    Diagnostic::new(Code::W0804, format!("nobody can be eligible for `{}`", pathway.name))
        .label(pathway.span, "its requirements and bars exclude each other, or one of them holds for nobody")
        .help(
            "look for a comparison that is the wrong way round, or for a bar that all who meet a requirement meet too",
        )
}

fn required_and_barred(bar: Span, required: Span) -> Diagnostic {
    Diagnostic::new(Code::W0805, "what this bar asks is required as well: nobody passes both")
        .label(bar, "bars those who meet it")
        .label(required, "refuses those who do not")
        .help("one of the two is the wrong way round")
}

fn repeats(bar: Span, required: Span) -> Diagnostic {
    Diagnostic::new(Code::W0805, "this bar only repeats a requirement")
        .label(bar, "bars just those who miss the requirement")
        .label(required, "the requirement")
        .help("keep the one that the law has: two reasons for one thing confuse whoever is refused")
}
