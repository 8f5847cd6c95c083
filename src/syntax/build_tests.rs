//! Tests and assertions from the parser's pairs.

use pest::iterators::Pair;

use super::build::{Builder, nowhere};
use super::build_expr::expr;
use super::grammar::{Parts, Rule};
use super::tree::*;
use super::tree_expr::*;
use super::tree_tests::*;
use crate::source::Spanned;
use crate::values::Number;

pub fn test_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> TestDecl {
    let mut decl = TestDecl {
        name: nowhere(b, &pair),
        annotations: Annotations::default(),
        on: None,
        closed: false,
        like: None,
        given: Vec::new(),
        expect: Vec::new(),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::string => decl.name = b.text(&part),
            Rule::test_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::on_day => {
                            decl.on = entry.parts().find(|p| p.as_rule() == Rule::date).map(|date| b.date(&date));
                        }
                        Rule::closed => decl.closed = true,
                        Rule::given => {
                            for inner in entry.parts() {
                                match inner.as_rule() {
                                    Rule::string => decl.like = Some(b.text(&inner)),
                                    _ => decl.given.extend(given_fact(b, inner)),
                                }
                            }
                        }
                        Rule::expect => decl.expect.extend(entry.parts().map(|inner| expectation(b, inner))),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn given_fact(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<(Name, Given)> {
    let mut parts = pair.parts();
    let name = parts.next().map(|name| b.name(&name))?;
    let value = parts.next()?;
    let given = match value.as_rule() {
        Rule::not_given => Given::Unknown,
        Rule::given_record => Given::Record(value.parts().filter_map(|inner| given_fact(b, inner)).collect()),
        Rule::given_list => {
            let span = b.span(&value);
            let records = value.parts().map(|record| record.parts().filter_map(|inner| given_fact(b, inner)).collect());
            Given::List(records.collect(), span)
        }
        _ => Given::Value(expr(b, value)),
    };
    Some((name, given))
}

pub fn assert_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> AssertDecl {
    let mut decl = AssertDecl { name: nowhere(b, &pair), annotations: Annotations::default(), expect: Vec::new() };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::string => decl.name = b.text(&part),
            Rule::assert_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::expectation => decl.expect.push(expectation(b, entry)),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn expectation(b: &mut Builder, pair: Pair<'_, Rule>) -> Spanned<Expectation> {
    let span = b.span(&pair);
    let fallback = Expectation::Holds(Expr { kind: ExprKind::None, span });
    let Some(inner) = pair.parts().next() else { return Spanned::new(fallback, span) };
    let expectation = match inner.as_rule() {
        Rule::outcome_is => {
            let mut outcome = nowhere(b, &inner);
            let mut by = None;
            for part in inner.parts() {
                match part.as_rule() {
                    Rule::outcome_word => outcome = b.name(&part),
                    Rule::name => by = Some(b.name(&part)),
                    _ => {}
                }
            }
            Expectation::Outcome { outcome, by }
        }
        Rule::needs_are => Expectation::Needs(inner.parts().map(|name| b.name(&name)).collect()),
        Rule::standing => standing(b, inner),
        Rule::derives_to => derives_to(b, inner),
        _ => Expectation::Holds(expr(b, inner)),
    };
    Spanned::new(expectation, span)
}

fn derives_to(b: &mut Builder, pair: Pair<'_, Rule>) -> Expectation {
    let mut pathway = nowhere(b, &pair);
    let mut count = Spanned::new(Number::ZERO, b.span(&pair));
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => pathway = b.name(&part),
            Rule::number => count = b.number(&part),
            _ => {}
        }
    }
    Expectation::Derives { pathway, count }
}

fn standing(b: &mut Builder, pair: Pair<'_, Rule>) -> Expectation {
    let mut names = Vec::new();
    let (mut negated, mut standing) = (false, Standing::Met);
    let place = nowhere(b, &pair);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => names.push(b.name(&part)),
            Rule::not_op => negated = true,
            Rule::standing_word => {
                standing = match part.as_str().trim() {
                    "eligible" => Standing::Eligible,
                    "undetermined" => Standing::Undetermined,
                    "referred" => Standing::Referred,
                    "unknown" => Standing::Unknown,
                    _ => Standing::Met,
                };
            }
            _ => {}
        }
    }
    let mut names = names.into_iter();
    Expectation::Standing { of: names.next().unwrap_or(place), negated, standing, because: names.next() }
}
