//! Tests and assertions that stand in policies.

use visado::report::{FileResults, Paint, tests_json, tests_junit, tests_text};
use visado::trial::{run, search};

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

#[test]
fn the_length_of_a_window_may_be_a_parameter() {
    let policy = |years: &str, days: &str| {
        format!(
            r#"
policy test "Residence" {{ as of applied_on }}
record stay {{ entry : date, exit : optional date }}
facts applicant {{ id number : text  stays : list of stay  applied_on : date }}
parameter qualifying = 5 years
parameter period = 180 days
define here = days_covered(s.entry through s.exit for s in stays, within {years} before applied_on)
define at_once = most_days_covered(s.entry through s.exit for s in stays, in any {days} before applied_on)
rule each_year {{
  met when every(y in each year of {years} before applied_on
    has days_covered(s.entry through s.exit for s in stays, within y) >= 240)
}}
pathway residence {{ requires here >= 900 and at_once >= 90 and each_year }}
test "always here" {{
  given {{ applied_on: 2020-01-01  stays: [{{ entry: 2010-01-01  exit: none }}] }}
  expect here is 1826
  expect at_once is 180
  expect each_year met
}}
"#
        )
    };
    for text in [policy("5 years", "180 days"), policy("qualifying", "period")] {
        let plan = plan_text(&text);
        assert_eq!(run(&plan, "").into_iter().flat_map(|test| test.failures).collect::<Vec<_>>(), []);
    }
}

#[test]
fn a_fault_violates_no_assertion() {
    let plan = plan_text(
        r#"
policy test "Points" {
  in force from 2020-01-01
  as of applied_on
}
facts applicant { id number : text  applied_on : date  savings : money EUR }
parameter enough {
  in force from 2022-01-01
  10 EUR from 2022-01-01
  12 EUR from 2023-01-01
}
score points { add 5 when savings >= enough }
pathway entry { requires points >= 5 in force from 2022-01-01 }
assert "few points" { points <= 5 }
assert "fewer points" { points <= 4 }
"#,
    );
    let violated: Vec<bool> = plan.assertions.iter().map(|assertion| search(&plan, assertion).is_some()).collect();
    assert_eq!(violated, [false, true]);
}

#[test]
fn what_only_an_officer_can_say_of_a_list_is_referred() {
    let plan = plan_text(
        r#"
policy test "Relatives" { }
record relative { kind : text, finding genuine : boolean }
facts applicant { id number : text  family : list of relative }
pathway join { requires any(r in family where r.kind is "spouse" and r.genuine) }
test "only the finding" {
  given { family: [{ kind: "spouse" }, { kind: "child" }] }
  expect join referred
  expect needs [family]
}
test "a fact too" {
  given { family: [{ genuine: true }, { kind: "spouse" }] }
  expect join undetermined
}
test "the whole list" {
  given { }
  expect join undetermined
}
"#,
    );
    assert_eq!(run(&plan, "").into_iter().flat_map(|test| test.failures).collect::<Vec<_>>(), []);
}

#[test]
fn an_exception_that_is_not_proved_goes_against_whoever_relies_on_it() {
    let plan = plan_text(
        r#"
policy test "Late" { }
facts applicant { id number : text  late : boolean  ill : boolean  warned : boolean  fee : integer }
rule barred_late { met when late }
exception to barred_late {
  burden applicant
  not met when ill
}
rule on_time { met when not late }
exception to on_time {
  burden authority
  not met when warned
}
define owed = 10
exception to owed {
  burden applicant
  when ill then 5
}
pathway a { requires fee >= 0  barred by barred_late }
pathway b { requires on_time }
determination { consider a, b }
test "open" {
  given { late: true  fee: 1 }
  expect a undetermined
}
test "closed" {
  evidence closed
  given { late: true  fee: 1 }
  expect a not eligible because barred_late
  expect owed is 10
}
test "closed for the authority" {
  evidence closed
  given { late: false  fee: 1 }
  expect b eligible
}
"#,
    );
    assert_eq!(run(&plan, "").into_iter().flat_map(|test| test.failures).collect::<Vec<_>>(), []);
}
