//! Pathways, the determination and quotas from the parser's pairs.

use pest::iterators::Pair;

use super::build::{Builder, nowhere};
use super::build_clauses::clause;
use super::build_expr::expr;
use super::grammar::{Parts, Rule};
use super::tree::*;
use super::tree_expr::*;

pub fn pathway_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> PathwayDecl {
    let mut decl = PathwayDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        requires: Vec::new(),
        bars: Vec::new(),
        stages: Vec::new(),
        discretion: None,
        grants: Vec::new(),
        derives: Vec::new(),
        places_from: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::pathway_entry => part.parts().for_each(|entry| pathway_entry(b, entry, &mut decl)),
            _ => {}
        }
    }
    decl
}

fn pathway_entry(b: &mut Builder, entry: Pair<'_, Rule>, decl: &mut PathwayDecl) {
    match entry.as_rule() {
        Rule::requires => decl.requires.push(clause(b, entry)),
        Rule::barred_by => decl.bars.push(clause(b, entry)),
        Rule::stage => {
            let stage = stage(b, entry);
            decl.stages.push(stage);
        }
        Rule::may_grant => {
            let discretion = discretion(b, entry);
            if let Some(first) = &decl.discretion {
                b.problems.push(super::mistakes::second_discretion(discretion.status.span, first.status.span));
            }
            decl.discretion.get_or_insert(discretion);
        }
        Rule::derives => {
            let derivation = derivation(b, entry);
            decl.derives.push(derivation);
        }
        Rule::places_from => {
            let names = entry.parts().filter(|p| p.as_rule() == Rule::name);
            decl.places_from.extend(names.map(|name| b.name(&name)));
        }
        Rule::grants => {
            let mut grant = Grant { status: nowhere(b, &entry), duration: None, conditions: Vec::new() };
            let mut names = 0_usize;
            for part in entry.parts() {
                match part.as_rule() {
                    Rule::name if names == 0 => {
                        names = 1;
                        grant.status = b.name(&part);
                    }
                    Rule::name => grant.conditions.push(b.name(&part)),
                    Rule::expr => grant.duration = Some(expr(b, part)),
                    _ => {}
                }
            }
            decl.grants.push(grant);
        }
        _ => b.annotate_all(entry, &mut decl.annotations),
    }
}

fn derivation(b: &mut Builder, pair: Pair<'_, Rule>) -> Derivation {
    let span = b.span(&pair);
    let nobody = Expr { kind: ExprKind::List(Vec::new()), span };
    let mut derivation = Derivation {
        member: nowhere(b, &pair),
        list: nobody,
        when: None,
        label: None,
        annotations: Annotations::default(),
        span,
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => derivation.member = b.name(&part),
            Rule::fallback => derivation.list = expr(b, part),
            Rule::expr => derivation.when = Some(expr(b, part)),
            Rule::label => derivation.label = Some(b.text(&part)),
            _ => b.annotate(part, &mut derivation.annotations),
        }
    }
    derivation
}

fn stage(b: &mut Builder, pair: Pair<'_, Rule>) -> StageDecl {
    let mut decl = StageDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        requires: Vec::new(),
        bars: Vec::new(),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::stage_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::requires => decl.requires.push(clause(b, entry)),
                        Rule::barred_by => decl.bars.push(clause(b, entry)),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn discretion(b: &mut Builder, pair: Pair<'_, Rule>) -> Discretion {
    let place = nowhere(b, &pair);
    let (mut names, mut label, mut annotations) = (Vec::new(), None, Annotations::default());
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => names.push(b.name(&part)),
            Rule::label => label = Some(b.text(&part)),
            _ => b.annotate(part, &mut annotations),
        }
    }
    let mut names = names.into_iter();
    let status = names.next().unwrap_or(place.clone());
    Discretion { status, by: names.next().unwrap_or(place), label, annotations }
}

pub fn determination_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> DeterminationDecl {
    let mut decl = DeterminationDecl {
        label: None,
        annotations: Annotations::default(),
        consider: Vec::new(),
        every: false,
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::determination_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::consider => decl.consider.extend(entry.parts().map(|name| b.name(&name))),
                        Rule::grant => decl.every = entry.parts().any(|mode| mode.as_str().trim() == "every"),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

pub fn quota_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> QuotaDecl {
    let mut decl = QuotaDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        places: None,
        order: Vec::new(),
        pools: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::quota_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::places => decl.places = entry.parts().next().map(|places| expr(b, places)),
                        Rule::order => {
                            for pair in entry.parts().filter(|p| p.as_rule() == Rule::key) {
                                let key = key(b, pair);
                                decl.order.push(key);
                            }
                        }
                        Rule::pool => {
                            let pool = pool(b, entry);
                            decl.pools.push(pool);
                        }
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn key(b: &mut Builder, pair: Pair<'_, Rule>) -> Key {
    let mut key = Key { by: Expr { kind: ExprKind::None, span: b.span(&pair) }, descending: false };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::descending => key.descending = true,
            _ => key.by = expr(b, part),
        }
    }
    key
}

fn pool(b: &mut Builder, pair: Pair<'_, Rule>) -> PoolDecl {
    let span = b.span(&pair);
    let mut decl = PoolDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        size: Size::Rest(span),
        members: None,
        unused: None,
        span,
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::size => {
                let span = b.span(&part);
                decl.size = match part.parts().next() {
                    Some(inner) if inner.as_rule() == Rule::expr => Size::Places(expr(b, inner)),
                    _ => Size::Rest(span),
                };
            }
            Rule::pool_entry => {
                for entry in part.parts() {
                    match entry.as_rule() {
                        Rule::pool_for => decl.members = Some(clause(b, entry)),
                        Rule::unused => decl.unused = Some(unused(b, entry)),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn unused(b: &mut Builder, pair: Pair<'_, Rule>) -> Unused {
    let receivers: Vec<_> = pair.parts().filter(|p| p.as_rule() == Rule::name).map(|name| b.name(&name)).collect();
    if receivers.is_empty() { Unused::Lapses } else { Unused::To(receivers) }
}
