//! Explanations of real policies: what each reader sees.

use visado::evaluate::{Evaluator, determine};
use visado::explain::explain;
use visado::plan::Plan;
use visado::records::Record;
use visado::report::{Paint, explanation};

use crate::support::{decide_all, gallery, read_file, root, snapshot};

fn explained(plan: &Plan, records: &[Record], id: &str) -> String {
    let (decided, allocation) = decide_all(plan, records);
    let at = records.iter().position(|record| record.id == id).unwrap();
    let mut evaluator = Evaluator::new(plan, None);
    let determination = determine(&mut evaluator, &records[at]);
    let found = explain(plan, evaluator.trace(), &records[at], &determination, &decided[at].1, &allocation);
    explanation(&found, Paint::Plain)
}

#[test]
fn one_of_each_outcome_is_explained() {
    let plan = gallery("usa.venezuela_parole");
    let records = read_file(&plan, "policies/usa/venezuela_parole.applicants.csv");
    let (decided, _) = decide_all(&plan, &records);
    for outcome in ["granted", "refused", "undetermined", "referred"] {
        let (determination, _) = decided.iter().find(|(_, decision)| decision.outcome.as_str() == outcome).unwrap();
        let text = explained(&plan, &records, &determination.id);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        snapshot(&root().join("tests/snapshots"), &format!("parole_{outcome}"), &text);
    }
}

#[test]
fn a_score_is_explained_line_by_line() {
    let plan = gallery("canada.express_entry");
    let records = read_file(&plan, "policies/canada/express_entry.applicants.csv");
    let text = explained(&plan, &records, "EE-000004");
    snapshot(&root().join("tests/snapshots"), "express_entry_undetermined", &text);
}

#[test]
fn elements_of_lists_and_stages_are_told() {
    for (policy, people, id) in [
        ("new_zealand.citizenship", "policies/new_zealand/citizenship.applicants.jsonl", "NZ-1"),
        ("new_zealand.citizenship", "policies/new_zealand/citizenship.applicants.jsonl", "NZ-3"),
        ("schengen.short_stay", "policies/schengen/short_stay.applicants.jsonl", "P1"),
        // Stages: what was not reached is not judged.
        ("usa.asylum", "tests/cases/asylum.jsonl", "A1"),
    ] {
        let plan = gallery(policy);
        let records = read_file(&plan, people);
        let text = explained(&plan, &records, id);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let name = format!("{}_{}", policy.replace('.', "_"), id.to_lowercase().replace('-', "_"));
        snapshot(&root().join("tests/snapshots"), &name, &text);
    }
}

/// Every clause of both policies is met by some applicant of the sample and failed by another.
#[test]
fn the_sample_applicants_reach_every_requirement_and_bar() {
    for (policy, people) in [
        ("usa.venezuela_parole", "policies/usa/venezuela_parole.applicants.csv"),
        ("canada.express_entry", "policies/canada/express_entry.applicants.csv"),
    ] {
        let plan = gallery(policy);
        let records = read_file(&plan, people);
        assert!(records.len() >= 1_000, "{policy}");
        let (decided, _) = decide_all(&plan, &records);
        for (at, pathway) in plan.pathways.iter().enumerate() {
            for (clause, requirement) in pathway.requires.iter().enumerate() {
                let failed = decided.iter().filter(|(one, _)| one.pathways[at].unmet.contains(&clause)).count();
                assert!(failed > 0 && failed < decided.len(), "{policy}: {}", requirement.key);
            }
            for (clause, bar) in pathway.bars.iter().enumerate() {
                let barred = decided.iter().filter(|(one, _)| one.pathways[at].barred.contains(&clause)).count();
                assert!(barred > 0 && barred < decided.len(), "{policy}: {}", bar.key);
            }
        }
    }
}

#[test]
fn labels_hold_the_applicants_own_values() {
    let plan = crate::support::plan_text(
        r#"policy test "Presence" { }
        record stay { kind : text  spent : integer }
        facts applicant { id n : text  spent : integer  wage : money EUR  stays : list of stay }
        parameter least "least days" = 240
        rule present "was present for {spent} of {least} days" {
          failing "was present for {spent} days only"
          met when spent >= least
        }
        rule long(least: integer, spent: integer) "has {spent} of {least} days" { met when spent >= least }
        exception child to present "is a child of {spent} days" { not met when spent is 300 }
        define twice "twice {wage}" = 2 * wage
        pathway p {
          requires present
          requires twice > 100 EUR "earns {twice}" failing "earns {100 EUR - twice} too little"
          requires long(7, spent)
          requires any(s in stays where long(7, s.spent))   "has a long stay"
          barred by spent is 0 "never came" failing "came on {spent} days"
        }"#,
    );
    let facts = |n: &str, days: &str| {
        format!(r#"{{"n":"{n}","spent":{days},"wage":30,"stays":[{{"kind":"a","spent":3}},{{"kind":"b","spent":9}}]}}"#)
    };
    let people = [("A", "200"), ("B", "250"), ("C", "300"), ("D", "0"), ("E", "null")];
    let records: Vec<Record> = people
        .iter()
        .map(|(n, days)| crate::support::record(&plan, &facts(n, days).replace("\"spent\":null,", "")))
        .collect();
    let all: Vec<String> = people.iter().map(|(n, _)| explained(&plan, &records, n)).collect();
    snapshot(&root().join("tests/snapshots"), "labels_with_values", &all.join("\n"));
}
