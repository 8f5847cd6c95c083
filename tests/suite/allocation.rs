//! Places: position, order, and what becomes of the unused.

use serde_json::Value;
use visado::plan::Plan;
use visado::records::Record;

use crate::support::{decide_all, gallery, outcomes, plan_text, read_file, record, root};

fn people(plan: &Plan, lines: &[(&str, i64, bool)]) -> Vec<Record> {
    lines
        .iter()
        .map(|(id, key, member)| record(plan, &format!("{{\"id\":\"{id}\",\"rank\":{key},\"member\":{member}}}")))
        .collect()
}

fn quota(pools: &str, places: u64) -> Plan {
    plan_text(&format!(
        r#"policy test "Test" {{ }}
        facts applicant {{ id id : text  rank : integer  member : boolean }}
        pathway way {{ requires rank >= 0 places from places }}
        quota places {{
          places {places}
          in order of rank, id
          {pools}
        }}"#
    ))
}

/// Who is placed in which pool, in order of ids.
fn placed(plan: &Plan, records: &[Record]) -> Vec<String> {
    let (_, allocation) = decide_all(plan, records);
    let quota = &allocation.quotas[0];
    quota.places.iter().map(|(id, place)| format!("{id} {}", plan.quotas[0].pools[place.pool].name)).collect()
}

/// Eight places of which four are for a group: how many of the group are placed depends on nothing
/// but where the group's pool stands (Dur, Kominers, Pathak and Sönmez, "Reserve design").
#[test]
fn the_position_of_a_reserve_decides_what_it_is_worth() {
    let text = std::fs::read_to_string(root().join("tests/cases/precedence.json")).unwrap();
    let case: Value = serde_json::from_str(&text).unwrap();
    let lines: Vec<(String, i64, bool)> = case["applicants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = one["id"].as_str().unwrap().to_owned();
            (text, one["rank"].as_i64().unwrap(), one["member"].as_bool().unwrap())
        })
        .collect();
    let pools = [
        ("no_reserve", "pool open rest { unused lapses }"),
        ("reserve_first", "pool reserved 4 { for member unused lapses } pool open rest { unused lapses }"),
        ("open_first", "pool open rest { unused lapses } pool reserved 4 { for member unused lapses }"),
    ];
    for (name, pools) in pools {
        let plan = quota(pools, 8);
        let lines: Vec<(&str, i64, bool)> =
            lines.iter().map(|(id, rank, member)| (id.as_str(), *rank, *member)).collect();
        let placed = placed(&plan, &people(&plan, &lines));
        let members = placed.iter().filter(|line| line.starts_with('W')).count();
        assert_eq!(members as i64, case["members_placed"][name].as_i64().unwrap(), "{name}: {placed:?}");
    }
}

#[test]
fn what_a_pool_leaves_lapses_or_goes_where_it_says() {
    let everybody = [("a", 1, true), ("b", 2, false), ("c", 3, false), ("d", 4, false)];
    let lapses = quota("pool reserved 2 { for member unused lapses } pool open rest { unused lapses }", 3);
    assert_eq!(placed(&lapses, &people(&lapses, &everybody)), ["a reserved", "b open"]);
    let flows = quota("pool reserved 2 { for member unused to open } pool open rest { unused lapses }", 3);
    assert_eq!(placed(&flows, &people(&flows, &everybody)), ["a reserved", "b open", "c open"]);
    let (_, allocation) = decide_all(&flows, &people(&flows, &everybody));
    let pools = &allocation.quotas[0].pools;
    assert_eq!((pools[0].unused, pools[0].passed_on.clone(), pools[1].taken_over), (1, vec![(1, 1)], 1));
    let cut_off = pools[1].cut_off.as_ref().unwrap();
    assert_eq!(cut_off.id, "c", "the last one placed");
}

#[test]
fn unused_places_go_to_the_pools_named_in_their_order() {
    let pools = "pool one 3 { for rank > 100 unused to two, three }
                 pool two 1 { for member unused lapses }
                 pool three rest { unused lapses }";
    let plan = quota(pools, 5);
    // Nobody for `one`: `two` takes one of its three places, `three` what is left of them.
    let lines = [("a", 1, true), ("b", 2, true), ("c", 3, false), ("d", 4, false), ("e", 5, false), ("f", 6, false)];
    assert_eq!(placed(&plan, &people(&plan, &lines)), ["a two", "b two", "c three", "d three", "e three"]);
    let (_, allocation) = decide_all(&plan, &people(&plan, &lines));
    assert_eq!(allocation.quotas[0].pools[0].passed_on, [(1, 1), (2, 2)]);
}

#[test]
fn percentages_are_rounded_down_and_the_rest_takes_the_remainder() {
    let plan = quota("pool a 33.3% { for member unused lapses } pool b rest { unused lapses }", 10);
    assert_eq!(plan.quotas[0].pools.iter().map(|pool| pool.size).collect::<Vec<_>>(), [3, 7]);
}

#[test]
fn an_open_claim_is_undetermined_and_one_of_no_class_is_refused() {
    let plan = quota("pool reserved rest { for member unused lapses }", 1);
    let open = record(&plan, r#"{"id":"a","rank":1}"#);
    let outside = record(&plan, r#"{"id":"b","rank":2,"member":false}"#);
    let inside = record(&plan, r#"{"id":"c","rank":3,"member":true}"#);
    let late = record(&plan, r#"{"id":"d","rank":4,"member":true}"#);
    let (decided, _) = decide_all(&plan, &[open, outside, inside, late]);
    let outcomes: Vec<String> = decided.iter().map(|(_, decision)| decision.outcome.to_string()).collect();
    assert_eq!(outcomes, ["undetermined", "refused", "granted", "waitlisted"]);
    let needs: Vec<&str> = decided[0].1.needs.iter().map(|id| plan.facts[*id].path.as_str()).collect();
    assert_eq!(needs, ["member"]);
    let reasons = visado::report::reasons(&plan, &decided[1].0, &decided[1].1);
    assert_eq!(reasons, ["places: of no pool's class"]);
}

#[test]
fn whoever_has_a_place_leaves_the_later_quotas() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant { id id : text  rank : integer }
        pathway one { requires rank >= 0 places from first }
        pathway two { requires rank >= 0 places from second }
        pathway three { requires rank is 3 }
        quota first  { places 1 in order of rank, id pool all rest { unused lapses } }
        quota second { places 1 in order of rank descending, id pool all rest { unused lapses } }"#,
    );
    let records: Vec<Record> =
        (1..=4).map(|at| record(&plan, &format!("{{\"id\":\"p{at}\",\"rank\":{at}}}"))).collect();
    let (decided, _) = decide_all(&plan, &records);
    let outcomes: Vec<String> = decided
        .iter()
        .map(|(_, decision)| {
            let names: Vec<&str> = decision.pathways.iter().map(|at| plan.pathways[*at].name.as_str()).collect();
            format!("{} {}", decision.outcome, names.join(" "))
        })
        .collect();
    assert_eq!(outcomes, ["granted one", "waitlisted one", "granted three", "granted two"]);
}

#[test]
fn two_applicants_of_one_id_are_not_put_in_order() {
    let plan = quota("pool all rest { unused lapses }", 2);
    let mut roll = visado::allocate::Roll::new(&plan);
    for rank in [1, 2] {
        let record = record(&plan, &format!("{{\"id\":\"same\",\"rank\":{rank},\"member\":true}}"));
        roll.enter(&plan, &crate::support::determine_one(&plan, &record, None));
    }
    roll.without_twice();
    assert!(roll.twice.contains("same") && roll.claims[0].is_empty());
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let plan = gallery("usa.venezuela_parole");
    let mut records = read_file(&plan, "policies/usa/venezuela_parole.applicants.csv");
    let before = outcomes(&plan, &records);
    records.reverse();
    records.rotate_left(397);
    assert_eq!(outcomes(&plan, &records), before);
}

#[test]
fn the_two_versions_of_the_h2b_deal_differ_in_nothing_but_the_order_of_the_pools() {
    let (reserved_first, open_first) = (gallery("usa.h2b_2022"), gallery("usa.h2b_2022_open_first"));
    let pools = |plan: &Plan| {
        let pools = plan.quotas[0].pools.iter();
        pools.map(|pool| (pool.name.clone(), pool.size, pool.members.is_some())).collect::<Vec<_>>()
    };
    let (mut first, second) = (pools(&reserved_first), pools(&open_first));
    assert_eq!(first, [("reserved".to_owned(), 25_000, true), ("open".to_owned(), 40_000, false)]);
    first.reverse();
    assert_eq!(first, second);
}
