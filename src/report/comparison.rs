use super::paint::Paint;
use super::row::reasons;
use super::table::{count, table};
use crate::allocate::{Decision, Given, Outcome};
use crate::compare::{Change, Comparison, Group, Side};
use crate::evaluate::Determination;
use crate::plan::Plan;
use crate::records::Cell;

/// How many groups of a fact, and how many causes, are shown.
const SHOWN: usize = 12;

/// One version's decision as a side of a comparison.
#[must_use]
pub fn side(plan: &Plan, determination: &Determination, decision: &Decision) -> Side {
    let pool = decision.places.iter().find_map(|asked| match &asked.given {
        Given::Place(place) => plan.quotas.get(asked.quota)?.pools.get(place.pool).map(|pool| pool.name.clone()),
        _ => None,
    });
    Side {
        outcome: decision.outcome,
        pathways: decision
            .pathways
            .iter()
            .filter_map(|at| plan.pathways.get(*at))
            .map(|pathway| pathway.name.clone())
            .collect(),
        pool,
        reasons: reasons(plan, determination, decision),
        needs: decision.needs.iter().map(|id| plan.facts[*id].path.clone()).collect(),
    }
}

/// The comparison for a terminal of 80 columns.
#[must_use]
pub fn comparison(old: &Plan, new: &Plan, comparison: &Comparison, paint: Paint) -> String {
    let mut text = format!("{} → {}\n", paint.bold(old.title()), paint.bold(new.title()));
    text.push_str(&format!(
        "{} applicants, {} decided otherwise\n\n",
        count(comparison.applicants),
        count(comparison.changed)
    ));
    text.push_str(&matrix(comparison));
    text.push('\n');
    for (fact, groups) in &comparison.groups {
        let groups: Vec<(&String, &Group)> = groups.iter().collect();
        text.push_str(&group_table(fact, groups));
        text.push('\n');
    }
    text.push_str(&causes(comparison));
    if !comparison.samples.is_empty() {
        text.push_str(&format!("{}\n", paint.bold("Some of those decided otherwise")));
        for change in &comparison.samples {
            text.push_str(&sample(change, paint));
        }
    }
    text
}

/// Outcomes before in rows, after in columns.
fn matrix(comparison: &Comparison) -> String {
    let number = |before: Outcome, after: Outcome| comparison.transitions.get(&(before, after)).copied().unwrap_or(0);
    let occurs =
        |outcome: &Outcome| comparison.transitions.keys().any(|(before, after)| before == outcome || after == outcome);
    let outcomes: Vec<Outcome> = Outcome::ALL.into_iter().filter(occurs).collect();
    let mut heading = vec!["before ╲ after".to_owned()];
    heading.extend(outcomes.iter().map(ToString::to_string));
    let rows = outcomes.iter().map(|before| {
        let mut row = vec![before.to_string()];
        row.extend(outcomes.iter().map(|after| {
            let number = number(*before, *after);
            if number == 0 { "·".to_owned() } else { count(number) }
        }));
        row
    });
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    table(&heading, rows.collect(), 1)
}

fn group_table(fact: &str, mut groups: Vec<(&String, &Group)>) -> String {
    groups.sort_by_key(|(value, group)| {
        (
            std::cmp::Reverse(group.granted_before.abs_diff(group.granted_after)),
            std::cmp::Reverse(group.changed),
            *value,
        )
    });
    let left = groups.len().saturating_sub(SHOWN);
    let mut rows: Vec<Vec<String>> = groups
        .into_iter()
        .take(SHOWN)
        .map(|(value, group)| {
            vec![
                value.clone(),
                count(group.applicants),
                count(group.granted_before),
                count(group.granted_after),
                difference(group.granted_before, group.granted_after),
                count(group.changed),
            ]
        })
        .collect();
    if left > 0 {
        rows.push(vec![format!("… and {left} more")]);
    }
    table(&[fact, "applicants", "granted before", "after", "difference", "changed"], rows, 1)
}

fn difference(before: u64, after: u64) -> String {
    match before.cmp(&after) {
        std::cmp::Ordering::Less => format!("+{}", count(after.saturating_sub(before))),
        std::cmp::Ordering::Greater => format!("−{}", count(before.saturating_sub(after))),
        std::cmp::Ordering::Equal => "0".to_owned(),
    }
}

fn causes(comparison: &Comparison) -> String {
    if comparison.causes.is_empty() {
        return String::new();
    }
    let mut causes: Vec<_> = comparison.causes.iter().collect();
    causes.sort_by_key(|(reasons, number)| (std::cmp::Reverse(**number), *reasons));
    let left = causes.len().saturating_sub(SHOWN);
    let words = |reasons: &[String]| if reasons.is_empty() { "–".to_owned() } else { reasons.join("; ") };
    let mut rows: Vec<Vec<String>> = causes
        .into_iter()
        .take(SHOWN)
        .map(|((before, after), number)| vec![words(before), words(after), count(*number)])
        .collect();
    if left > 0 {
        rows.push(vec![format!("… and {left} more")]);
    }
    format!("{}\n", table(&["reasons before", "reasons after", "applicants"], rows, 2))
}

fn sample(change: &Change, paint: Paint) -> String {
    let words = |side: &Side| {
        let mut words = side.outcome.to_string();
        if side.outcome == Outcome::Granted && !side.pathways.is_empty() {
            words.push_str(&format!(" by {}", side.pathways.join(", ")));
        }
        if let Some(pool) = &side.pool {
            words.push_str(&format!(" in pool {pool}"));
        }
        if !side.reasons.is_empty() {
            words.push_str(&format!(" ({})", side.reasons.join("; ")));
        }
        if !side.needs.is_empty() {
            words.push_str(&format!(" needs {}", side.needs.join(", ")));
        }
        words
    };
    let line = format!("{} → {}", words(&change.before), words(&change.after));
    let indent = textwrap::Options::new(80).initial_indent("    ").subsequent_indent("      ");
    format!("  {}\n{}\n", paint.bold(&change.id), textwrap::fill(&line, indent))
}

/// The columns of a file of changed applicants.
#[must_use]
pub fn change_columns() -> [&'static str; 11] {
    [
        "id",
        "outcome_before",
        "outcome_after",
        "pathway_before",
        "pathway_after",
        "pool_before",
        "pool_after",
        "reasons_before",
        "reasons_after",
        "needs_before",
        "needs_after",
    ]
}

#[must_use]
pub fn change_cells(change: &Change) -> Vec<Cell> {
    let (before, after) = (&change.before, &change.after);
    let pool = |side: &Side| side.pool.clone().map_or(Cell::Blank, Cell::Text);
    vec![
        Cell::Text(change.id.clone()),
        Cell::Text(before.outcome.to_string()),
        Cell::Text(after.outcome.to_string()),
        Cell::List(before.pathways.clone()),
        Cell::List(after.pathways.clone()),
        pool(before),
        pool(after),
        Cell::List(before.reasons.clone()),
        Cell::List(after.reasons.clone()),
        Cell::List(before.needs.clone()),
        Cell::List(after.needs.clone()),
    ]
}
