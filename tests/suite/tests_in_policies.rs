//! Tests and assertions that stand in policies.

use visado::report::{FileResults, Paint, coverage_text, tests_json, tests_junit, tests_text};
use visado::trial::{run, run_and_cover, search};

use crate::support::{check_text, files, plan_text, root, snapshot};

const POLICY: &str = r#"policy test "Entry" { }
record level { listening: integer 0..12, reading: integer 0..12 }
facts a {
  id n : text
  age : integer 0..120 "Age"
  passport : optional date "Passport"
  english : optional level "English"
}
finding safe : boolean "is safe"
rule adult "is an adult" { met when age >= 18 }
rule speaks "speaks English" { met when english is not none and english.listening >= 5 }
score points "points" { add age when age <= 8 add 5 when age >= 18 "adult" }
pathway entry "Entry" { requires adult requires safe requires speaks }

test "an adult" {
  given { age: 30  safe: true  english: { listening: 7  reading: 5 }  passport: none }
  expect entry eligible
  expect outcome granted by entry
  expect points is 5
  expect adult met
  expect needs []
}
test "a child" {
  given like "an adult" { age: 17 }
  expect entry not eligible because adult
  expect adult not met
}
test "an adult of whom nobody knows" {
  given like "an adult" { safe: unknown  english.listening: unknown }
  expect entry undetermined
  expect needs [safe, english.listening]
  expect speaks unknown
}
test "fails" {
  given like "an adult" { age: 17  english: none }
  expect entry eligible
  expect entry not eligible because safe
  expect outcome granted
  expect points is 9
  expect adult met
  expect needs [age]
  expect adult unknown
}
assert "nobody has more than eight points" { points <= 8 }
assert "nobody has more than seven points" { points <= 7 }
"#;

#[test]
fn what_was_expected_is_held_against_what_came() {
    let checked = check_text("test", POLICY, None);
    let plan = plan_text(POLICY);
    let results = FileResults {
        file: "test.visado".to_owned(),
        tests: run(&plan, ""),
        assertions: plan
            .assertions
            .iter()
            .map(|assertion| (assertion.name.clone(), assertion.span, search(&plan, assertion)))
            .collect(),
        sources: checked.sources,
        parts: Vec::new(),
    };
    assert_eq!(results.counts(), (4, 2));
    let folder = root().join("tests/snapshots");
    let results = [results];
    snapshot(&folder, "tests", &tests_text(&results, Paint::Plain));
    snapshot(&folder, "tests_json", &tests_json(&results));
    snapshot(&folder, "tests_junit", &tests_junit(&results));
    assert_eq!(run(&plan, "child").len(), 1, "a filter");
}

#[test]
fn the_gallerys_own_tests_pass() {
    let folder = root().join("policies");
    for file in files("policies", "visado") {
        let name = file.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().replace('/', ".");
        let checked = check_text(&name, &std::fs::read_to_string(&file).unwrap(), Some(&folder));
        let plan = visado::plan::plan(&checked.policy.unwrap());
        for result in run(&plan, "") {
            assert!(result.failures.is_empty(), "{name}: {result:#?}");
        }
        for assertion in &plan.assertions {
            assert_eq!(search(&plan, assertion), None, "{name}: {}", assertion.name);
        }
    }
}

#[test]
fn what_no_test_reaches_is_listed() {
    let text = r#"policy test "Entry" { as of applied }
record job "job" { wage : money EUR, start : date }
facts a { id n : text  applied : date  age : integer 0..120 "Age"  well : boolean  ill : boolean  jobs : list of job }
parameter floor { 10 EUR from 2000-01-01  12 EUR from 2020-01-01 }
table points_for(age: integer) : integer "points for age" {
  | age       | points |
  | < 18      |      0 |
  | 18 .. 30  |      9 |
  | 31 .. 40  |      5 |
  | > 40      |      1 |
}
table grade(wage: money EUR) : integer "grade" { | wage | grade | | < 20 EUR | 1 | | >= 20 EUR | 2 | }
define fee { when age < 18 then 0 EUR when ill then 5 EUR otherwise 80 EUR }
rule paid "is paid" { met when every(j in jobs has j.wage >= floor on j.start and grade(j.wage) >= 1) }
rule strict "is strict" {
  met when age > 90
  met when all of { well "is well" age < 50 "is not old" { unless ill "is ill" } }
}
exception old to strict { not met when age > 100 }
score points { add points_for(age) add 3 when ill "ill" add 4 when well "well" }
pathway entry "Entry" { requires strict requires paid barred by age < 18 "is a child" barred by points > 100 }
test "one" { given { n: "1" applied: 2024-01-01 age: 35 well: true ill: false jobs: [{ wage: 15 EUR start: 2001-01-01 }] }
  expect entry eligible expect fee is 80 EUR }
test "two" { given like "one" { age: 17 } expect entry not eligible }
"#;
    let checked = check_text("test", text, None);
    let policy = checked.policy.unwrap();
    let plan = visado::plan::plan(&policy);
    let (tests, coverage) = run_and_cover(&plan, "");
    let parts = coverage.parts(policy.header.span.file).cloned().collect();
    let results = [FileResults {
        file: "entry.visado".to_owned(),
        sources: checked.sources,
        tests,
        assertions: Vec::new(),
        parts,
    }];
    let listed = coverage_text(&results, true, Paint::Plain) + &coverage_text(&results, false, Paint::Plain);
    snapshot(&root().join("tests/snapshots"), "coverage", &listed);
}

/// Policies whose tests say what was worked out by hand, construct by construct.
#[test]
fn what_was_worked_out_by_hand_comes_out() {
    for file in files("tests/cases/worked", "visado") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let checked = check_text(&name, &std::fs::read_to_string(&file).unwrap(), file.parent());
        assert!(checked.problems.is_empty(), "{}: {:?}", file.display(), checked.problems);
        let results = run(&visado::plan::plan(&checked.policy.unwrap()), "");
        assert!(results.len() >= 4, "{name} has tests");
        for result in results {
            assert!(result.failures.is_empty(), "{name}, {}: {:?}", result.name, result.failures);
        }
    }
}
