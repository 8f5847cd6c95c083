//! A determination as a row: id, as_of, outcome, pathway, a column for each score, reasons, needs,
//! pending, and, where there are quotas, the place.

use crate::allocate::{Decision, Given, Outcome};
use crate::evaluate::Determination;
use crate::explain::{fault_words, status_words};
use crate::plan::Plan;
use crate::records::{Cell, Column, Holds};
use crate::values::{Number, Possible, Type};

/// The columns, with what each holds.
#[must_use]
pub fn typed_columns(plan: &Plan) -> Vec<Column> {
    let holds = |name: &str| match name {
        "id" => Holds::Id,
        "as_of" => Holds::Date,
        "outcome" | "quota" | "pool" => Holds::Text,
        "rank" => Holds::Whole,
        _ => Holds::Texts,
    };
    let scores = 4..4_usize.saturating_add(plan.columns.len());
    let column = |(at, name): (usize, String)| {
        let score = scores.contains(&at).then(|| plan.columns.get(at.saturating_sub(scores.start))).flatten();
        let holds = score.map_or_else(|| holds(&name), |score| Holds::Number { places: places(&score.ty) });
        Column { name, holds }
    };
    columns(plan).into_iter().enumerate().map(column).collect()
}

/// How many decimal places the numbers of a type have where a format asks for it.
fn places(ty: &Type) -> u32 {
    match ty.plain() {
        Type::Integer => 0,
        Type::Money(_) | Type::MoneyFraction(_) => 4,
        _ => 9,
    }
}

/// The names of the columns.
#[must_use]
pub fn columns(plan: &Plan) -> Vec<String> {
    let mut columns: Vec<String> = ["id", "as_of", "outcome", "pathway"].map(str::to_owned).to_vec();
    columns.extend(plan.columns.iter().map(|column| column.name.clone()));
    columns.extend(["reasons", "needs", "pending"].map(str::to_owned));
    if has_family(plan) {
        columns.push("family".to_owned());
    }
    if !plan.quotas.is_empty() {
        columns.extend(["quota", "pool", "rank"].map(str::to_owned));
    }
    columns
}

/// The cells of one determination, in the order of the columns.
#[must_use]
pub fn cells(plan: &Plan, determination: &Determination, decision: &Decision) -> Vec<Cell> {
    let names = |pathways: &[usize]| {
        Cell::List(pathways.iter().filter_map(|at| plan.pathways.get(*at)).map(|p| p.name.clone()).collect())
    };
    let mut cells = vec![
        Cell::Text(determination.id.clone()),
        determination.as_of.map_or(Cell::Blank, Cell::Date),
        Cell::Text(decision.outcome.to_string()),
        names(&decision.pathways),
    ];
    cells.extend(determination.scores.iter().map(score));
    cells.push(Cell::List(reasons(plan, determination, decision)));
    cells.push(Cell::List(decision.needs.iter().map(|id| plan.facts[*id].path.clone()).collect()));
    cells.push(names(&decision.pending));
    if has_family(plan) {
        cells.push(Cell::List(family(plan, determination)));
    }
    if !plan.quotas.is_empty() {
        cells.extend(place(plan, decision));
    }
    cells
}

fn has_family(plan: &Plan) -> bool {
    plan.pathways.iter().any(|pathway| !pathway.derives.is_empty())
}

/// Family members by number, each with the pathway and the status that they derive from it.
fn family(plan: &Plan, determination: &Determination) -> Vec<String> {
    let mut members = Vec::new();
    for at in &determination.consider {
        let (Some(pathway), Some(result)) = (plan.pathways.get(*at), determination.pathways.get(*at)) else {
            continue;
        };
        for (at, status) in result.family.iter().flatten().flatten().enumerate() {
            members.push(format!("{} {}: {}", pathway.name, at.saturating_add(1), status_words(*status)));
        }
    }
    members
}

pub fn score(points: &Possible) -> Cell {
    match points.numbers() {
        Some(points) => match points.single() {
            Some(points) => Cell::Number(points),
            None => Cell::Between(points.low, points.high),
        },
        None => Cell::Blank,
    }
}

/// Requirements not met and bars met, by the names of their rules, and what else decided: each
/// once, in the order of the pathways. Nothing where the applicant is granted.
#[must_use]
pub fn reasons(plan: &Plan, determination: &Determination, decision: &Decision) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    if decision.outcome == Outcome::Granted {
        return reasons;
    }
    let mut add = |reason: &str| {
        if !reasons.iter().any(|known| known == reason) {
            reasons.push(reason.to_owned());
        }
    };
    for at in &determination.consider {
        let (Some(pathway), Some(result)) = (plan.pathways.get(*at), determination.pathways.get(*at)) else {
            continue;
        };
        if result.not_in_force {
            add("not_in_force");
        }
        result.unmet.iter().filter_map(|at| pathway.requires.get(*at)).for_each(|clause| add(&clause.key));
        result.barred.iter().filter_map(|at| pathway.bars.get(*at)).for_each(|clause| add(&clause.key));
        for fault in result.faults.iter() {
            add(&format!("fault: {}", fault_words(plan, fault)));
        }
    }
    for asked in &decision.places {
        let Some(quota) = plan.quotas.get(asked.quota) else { continue };
        match asked.given {
            Given::Waiting(_) => add(&format!("{}: no place", quota.name)),
            Given::OutsideEveryPool => add(&format!("{}: of no pool's class", quota.name)),
            Given::Place(_) | Given::Open => {}
        }
    }
    reasons
}

fn place(plan: &Plan, decision: &Decision) -> [Cell; 3] {
    let asked = decision
        .places
        .iter()
        .find(|asked| matches!(asked.given, Given::Place(_)))
        .or_else(|| decision.places.iter().find(|asked| matches!(asked.given, Given::Waiting(_))));
    let Some((asked, quota)) = asked.and_then(|asked| Some((asked, plan.quotas.get(asked.quota)?))) else {
        return [Cell::Blank, Cell::Blank, Cell::Blank];
    };
    let rank = |rank: u64| Cell::Number(Number::integer(i64::try_from(rank).unwrap_or(i64::MAX)));
    let name = Cell::Text(quota.name.clone());
    match &asked.given {
        Given::Place(place) => {
            let pool = quota.pools.get(place.pool).map(|pool| pool.name.clone()).unwrap_or_default();
            [name, Cell::Text(pool), rank(place.rank)]
        }
        Given::Waiting(at) => [name, Cell::Blank, rank(*at)],
        Given::OutsideEveryPool | Given::Open => [name, Cell::Blank, Cell::Blank],
    }
}
