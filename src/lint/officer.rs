//! Bars that no file of records can settle: everybody waits for an officer.

use std::collections::BTreeSet;

use super::about::{About, each_part};
use crate::check::{Clause, Condition, DefineBody, Effect, Expr, ExprKind, Fact, Pathway, Points, ScoreBody};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Id;

/// A pathway whose requirements ask for findings is an officer's anyway; one whose bar alone turns
/// on a finding that nothing presumes leaves everybody undecided.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    for (_, pathway) in about.policy.pathways.iter() {
        let facts_of = |clauses: &[Clause]| {
            let mut reading = Reading { about, facts: BTreeSet::new(), seen: BTreeSet::new() };
            clauses.iter().for_each(|clause| reading.clause(clause));
            reading.facts
        };
        let open = |fact: &Id<Fact>| {
            let fact = &about.policy.facts[*fact];
            fact.is_finding && fact.presumed.is_none()
        };
        let by_an_officer = pathway.discretion.is_some() || facts_of(&pathway.requires).iter().any(open);
        if by_an_officer {
            continue;
        }
        for bar in &pathway.bars {
            let facts = facts_of(std::slice::from_ref(bar));
            if let Some(first) = facts.iter().find(|_| facts.iter().all(open)) {
                found.push(everybody(about, pathway, bar, *first));
            }
        }
    }
}

struct Reading<'a> {
    about: &'a About<'a>,
    facts: BTreeSet<Id<Fact>>,
    /// What was gone through, by the place where it is declared.
    seen: BTreeSet<crate::source::Span>,
}

impl Reading<'_> {
    fn clause(&mut self, clause: &Clause) {
        match &clause.condition {
            Condition::Test(test) => self.expr(test),
            Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) => {
                limbs.iter().for_each(|limb| self.clause(limb));
            }
            Condition::Status { .. } => {}
        }
        clause.unless.iter().for_each(|unless| self.clause(unless));
    }

    fn expr(&mut self, expr: &Expr) {
        let policy = self.about.policy;
        let mut inner = Vec::new();
        each_part(expr, &mut |part| match &part.kind {
            ExprKind::Fact(id) => inner.push(Read::Fact(*id)),
            ExprKind::Rule(id) => inner.push(Read::Rule(*id)),
            ExprKind::Define(id) => inner.push(Read::Define(*id)),
            ExprKind::Score(id) => inner.push(Read::Score(*id)),
            _ => {}
        });
        for read in inner {
            match read {
                Read::Fact(id) => {
                    self.facts.insert(id);
                }
                Read::Rule(id) if self.seen.insert(policy.rules[id].span) => {
                    let rule = &policy.rules[id];
                    rule.alternatives.iter().chain(&rule.unless).for_each(|clause| self.clause(clause));
                    self.exceptions(&rule.exceptions);
                }
                Read::Define(id) if self.seen.insert(policy.defines[id].span) => {
                    let define = &policy.defines[id];
                    match &define.body {
                        DefineBody::Is(value) => self.expr(value),
                        DefineBody::Cases { cases, last } => {
                            for case in cases {
                                self.expr(&case.when);
                                self.expr(&case.then);
                            }
                            self.expr(last.value());
                        }
                    }
                    self.exceptions(&define.exceptions);
                }
                Read::Score(id) if self.seen.insert(policy.scores[id].span) => self.score(&policy.scores[id].body),
                Read::Rule(_) | Read::Define(_) | Read::Score(_) => {}
            }
        }
    }

    fn score(&mut self, body: &ScoreBody) {
        body.at_most.iter().for_each(|cap| self.expr(cap));
        for line in &body.lines {
            line.when.iter().for_each(|when| self.expr(when));
            match &line.points {
                Points::Add(points) => self.expr(points),
                Points::Group(body) => self.score(body),
            }
        }
    }

    fn exceptions(&mut self, exceptions: &[Id<crate::check::Exception>]) {
        for exception in exceptions {
            for effect in &self.about.policy.exceptions[*exception].effects {
                match effect {
                    Effect::Rule(_, clause) => self.clause(clause),
                    Effect::Value(case) => [&case.when, &case.then].into_iter().for_each(|part| self.expr(part)),
                }
            }
        }
    }
}

enum Read {
    Fact(Id<Fact>),
    Rule(Id<crate::check::Rule>),
    Define(Id<crate::check::Define>),
    Score(Id<crate::check::Score>),
}

fn everybody(about: &About<'_>, pathway: &Pathway, bar: &Clause, finding: Id<Fact>) -> Diagnostic {
    let finding = &about.policy.facts[finding].path;
    Diagnostic::new(Code::W0814, format!("the bar `{}` sends everybody to an officer", bar.key))
        .label(bar.span, format!("`{}` is decided for nobody before `{finding}` is found", pathway.name))
        .help(format!(
            "if the law takes it that nobody is barred until somebody finds so, write `presumed false` at `finding {finding}`; else allow it with the reason"
        ))
}
