//! Rules, conditions and scores from the parser's pairs.

use pest::iterators::Pair;

use super::build::{Builder, nowhere};
use super::build_expr::expr;
use super::build_values::{case, exprs_and_words, inputs};
use super::grammar::{Parts, Rule};
use super::tree::*;
use super::tree_expr::*;
use crate::source::Spanned;
use crate::values::Number;

pub fn rule_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> RuleDecl {
    let mut decl = RuleDecl {
        name: nowhere(b, &pair),
        inputs: Vec::new(),
        label: None,
        annotations: Annotations::default(),
        clauses: Vec::new(),
        unless: Vec::new(),
        burden: None,
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::inputs => decl.inputs = inputs(b, part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::rule_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::met_when => {
                            let clause = clause(b, entry);
                            decl.clauses.push(clause);
                        }
                        Rule::unless => {
                            let clause = clause(b, entry);
                            decl.unless.push(clause);
                        }
                        Rule::burden => decl.burden = Some(b.burden(&entry)),
                        _ => b.annotate_all(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

/// A `met when`, `unless`, limb, `requires`, `barred by` or `for`: all one shape.
pub fn clause(b: &mut Builder, pair: Pair<'_, Rule>) -> Clause {
    let span = b.span(&pair);
    let mut clause = Clause {
        condition: Condition::Test(Expr { kind: ExprKind::None, span }),
        label: None,
        annotations: Annotations::default(),
        unless: Vec::new(),
        span,
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::condition => clause.condition = condition(b, part),
            Rule::status_is => clause.condition = status(b, part),
            Rule::label => clause.label = Some(b.text(&part)),
            Rule::defeats => {
                for inner in part.parts() {
                    let defeat = self::clause(b, inner);
                    clause.unless.push(defeat);
                }
            }
            _ => b.annotate(part, &mut clause.annotations),
        }
    }
    clause
}

fn status(b: &mut Builder, pair: Pair<'_, Rule>) -> Condition {
    let place = nowhere(b, &pair);
    let mut names = Vec::new();
    let mut eligible = true;
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => names.push(b.name(&part)),
            Rule::not_op => eligible = false,
            _ => {}
        }
    }
    let mut names = names.into_iter();
    Condition::Status { pathway: names.next().unwrap_or(place), eligible, because: names.next() }
}

fn condition(b: &mut Builder, pair: Pair<'_, Rule>) -> Condition {
    let span = b.span(&pair);
    let Some(inner) = pair.parts().next() else {
        return Condition::Test(Expr { kind: ExprKind::None, span });
    };
    let rule = inner.as_rule();
    if rule == Rule::expr {
        return Condition::Test(expr(b, inner));
    }
    let mut limbs = Vec::new();
    let mut count = Spanned::new(Number::ONE, span);
    for part in inner.parts() {
        match part.as_rule() {
            Rule::number => count = b.number(&part),
            _ => limbs.push(clause(b, part)),
        }
    }
    match rule {
        Rule::all_of => Condition::AllOf(limbs),
        Rule::any_of => Condition::AnyOf(limbs),
        _ => Condition::AtLeast(count, limbs),
    }
}

pub fn score_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> ScoreDecl {
    let span = b.span(&pair);
    let (mut name, mut label, mut body) = (nowhere(b, &pair), None, ScoreBody::default());
    let mut given = Vec::new();
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::inputs => given = inputs(b, part),
            Rule::label => label = Some(b.text(&part)),
            Rule::score_entry => score_entry(b, part, &mut body),
            _ => {}
        }
    }
    ScoreDecl { name, inputs: given, label, body, span }
}

fn add_for(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<(Name, Expr)> {
    let name = pair.clone().parts().find(|part| part.as_rule() == Rule::name)?;
    let list = pair.parts().find(|part| part.as_rule() == Rule::fallback)?;
    Some((b.name(&name), expr(b, list)))
}

fn score_entry(b: &mut Builder, pair: Pair<'_, Rule>, body: &mut ScoreBody) {
    for entry in pair.parts() {
        match entry.as_rule() {
            Rule::at_most => body.at_most = entry.parts().next().map(|cap| expr(b, cap)),
            Rule::group => {
                let line = group(b, entry);
                body.lines.push(line);
            }
            Rule::add => {
                let span = b.span(&entry);
                let none = Expr { kind: ExprKind::None, span };
                let each = entry.clone().parts().find(|part| part.as_rule() == Rule::add_for);
                let each = each.and_then(|each| add_for(b, each));
                let parts = exprs_and_words(b, entry);
                let mut values = parts.exprs.into_iter();
                body.lines.push(ScoreLine::Add {
                    each,
                    points: values.next().unwrap_or(none),
                    when: values.next(),
                    label: parts.label,
                    annotations: parts.annotations,
                    span,
                });
            }
            _ => b.annotate_all(entry, &mut body.annotations),
        }
    }
}

fn group(b: &mut Builder, pair: Pair<'_, Rule>) -> ScoreLine {
    let span = b.span(&pair);
    let (mut name, mut label, mut when, mut body) = (nowhere(b, &pair), None, None, ScoreBody::default());
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::label => label = Some(b.text(&part)),
            Rule::group_when => when = part.parts().find(|p| p.as_rule() == Rule::expr).map(|c| expr(b, c)),
            Rule::at_most => body.at_most = part.parts().next().map(|cap| expr(b, cap)),
            Rule::score_entry => score_entry(b, part, &mut body),
            _ => {}
        }
    }
    ScoreLine::Group { name, label, when, body, span }
}

pub fn exception_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> ExceptionDecl {
    let mut decl = ExceptionDecl {
        name: None,
        targets: Vec::new(),
        label: None,
        annotations: Annotations::default(),
        despite: Vec::new(),
        burden: None,
        effects: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = Some(b.name(&part)),
            Rule::path => decl.targets.push(b.name(&part)),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::exception_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::burden => decl.burden = Some(b.burden(&entry)),
                        Rule::despite => decl.despite.extend(entry.parts().map(|name| b.name(&name))),
                        Rule::met_when => decl.effects.push(Effect::Met(clause(b, entry))),
                        Rule::not_met_when => decl.effects.push(Effect::NotMet(clause(b, entry))),
                        Rule::case => decl.effects.push(Effect::Value(case(b, entry))),
                        _ => b.annotate_all(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}
