//! Pathways that nobody can be eligible for, and bars that only repeat a requirement.

use super::about::About;
use crate::check::{Clause, Condition, Expr, ExprKind, Pathway, Rule, as_asked, as_enough, asks, undefeated};
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::{ClausePlan, PathwayPlan};
use crate::source::{Id, Span};
use crate::values::{Operation, Type};

/// Proves, where it can, that some requirement is missed or some bar is met whoever applies.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    for (place, (_, pathway)) in about.policy.pathways.iter().enumerate() {
        let before = found.len();
        repeated(pathway, found);
        let told = found.iter().skip(before).any(|problem| problem.message.contains("nobody"));
        let plan = about.plan.pathways.get(place);
        let never = plan.is_some_and(|plan| about.anybody.value(plan.node).is_false());
        if !told && (never || contradicts_itself(about, pathway)) {
            found.push(nobody(pathway, plan.and_then(|plan| refuses_all(about, plan))));
        }
    }
}

/// The requirement that nobody meets, or the bar that all do, if it takes only one.
fn refuses_all(about: &About<'_>, pathway: &PathwayPlan) -> Option<Span> {
    let value = |clause: &ClausePlan| about.anybody.value(clause.node);
    let missed = pathway.requires.iter().find(|clause| value(clause).is_false());
    missed.or_else(|| pathway.bars.iter().find(|clause| value(clause).is_true())).map(|clause| clause.span)
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
    let mut telling = Telling { about, rules: MOST_RULES };
    let mut refused: Vec<Expr> = Vec::new();
    for clause in &pathway.requires {
        let Some(clause) = telling.clause(clause.clone()) else { continue };
        let asked = as_asked(clause);
        let span = asked.span;
        refused.push(Expr { kind: ExprKind::Apply(Operation::Not, vec![asked]), ty: Type::Boolean, span });
    }
    refused.extend(pathway.bars.iter().filter_map(|clause| telling.clause(clause.clone())).map(as_enough));
    !refused.is_empty() && about.prover(&refused).always_one(&refused).is_none()
}

/// How many rules are told out for one pathway.
const MOST_RULES: usize = 300;

/// Tells out the rules that clauses read, as far as they have no exceptions.
struct Telling<'a> {
    about: &'a About<'a>,
    /// How many more there may be.
    rules: usize,
}

impl Telling<'_> {
    /// `None` if the clause asks about another pathway.
    fn clause(&mut self, mut clause: Clause) -> Option<Clause> {
        clause.condition = match clause.condition {
            Condition::Test(test) => Condition::Test(self.expr(test)),
            Condition::AllOf(limbs) => Condition::AllOf(self.all(limbs)?),
            Condition::AnyOf(limbs) => Condition::AnyOf(self.all(limbs)?),
            Condition::AtLeast(count, limbs) => Condition::AtLeast(count, self.all(limbs)?),
            Condition::Status { .. } => return None,
        };
        clause.unless = self.all(clause.unless)?;
        Some(clause)
    }

    fn all(&mut self, clauses: Vec<Clause>) -> Option<Vec<Clause>> {
        clauses.into_iter().map(|clause| self.clause(clause)).collect()
    }

    fn expr(&mut self, expr: Expr) -> Expr {
        let span = expr.span;
        match expr.kind {
            ExprKind::Rule(id) => self.rule(id, span).unwrap_or(Expr { kind: ExprKind::Rule(id), ty: expr.ty, span }),
            ExprKind::Watched(watched) => self.expr(watched.of),
            ExprKind::Apply(
                operation @ (Operation::And | Operation::Or | Operation::Not | Operation::AtLeast(_)),
                operands,
            ) => {
                let operands = operands.into_iter().map(|operand| self.expr(operand)).collect();
                Expr { kind: ExprKind::Apply(operation, operands), ty: expr.ty, span }
            }
            kind => Expr { kind, ty: expr.ty, span },
        }
    }

    fn rule(&mut self, id: Id<Rule>, span: Span) -> Option<Expr> {
        let rule = &self.about.policy.rules[id];
        if !rule.exceptions.is_empty() {
            return None;
        }
        self.rules = self.rules.checked_sub(1)?;
        let met = self.all(rule.alternatives.clone())?.into_iter().map(as_enough).collect();
        let defeats = self.all(rule.unless.clone())?.into_iter().map(as_enough).collect();
        let met = Expr { kind: ExprKind::Apply(Operation::Or, met), ty: Type::Boolean, span };
        Some(undefeated(met, defeats, span))
    }
}

fn nobody(pathway: &Pathway, by: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::new(Code::W0804, format!("nobody can be eligible for `{}`", pathway.name));
    let problem = match by {
        Some(clause) => problem.label(pathway.span, "grants nothing to anybody").label(clause, "refuses everybody"),
        None => problem.label(pathway.span, "its requirements and bars exclude each other"),
    };
    problem.help(
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
