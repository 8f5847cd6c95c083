//! What tests and records reach of policies.

use std::collections::BTreeSet;
use std::path::Path;

use visado::plan::{NodeKind, PartKind};
use visado::report::{By, Paint, coverage_json, coverage_line, coverage_page, coverage_text};
use visado::trial::{Coverage, Covered, Seen, Share, run_and_cover};
use visado::values::Operation;

use crate::support::{check_text, files, printed, root, snapshot, visado};

const ENTRY: &str = r#"policy test "Entry" { as of applied }
record job "job" { wage : money EUR, start : date }
facts a { id n : text  applied : date  age : integer 0..120 "Age"  well : boolean  ill : boolean  jobs : list of job }
parameter floor { 10 EUR from 2000-01-01  12 EUR from 2020-01-01 source "Act" }
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

/// What the tests of a text reach, which stands under that name in a folder of what it uses.
fn covered(name: &str, text: &str, folder: Option<&Path>) -> Coverage {
    let checked = check_text(name, text, folder);
    let drawn = visado::report::diagnostics(&checked.sources, &checked.problems, Paint::Plain);
    let plan = visado::plan::plan(&checked.policy.unwrap_or_else(|| panic!("a policy without errors:\n{drawn}")));
    let (results, meter) = run_and_cover(&plan, "");
    for result in results {
        assert_eq!(result.failures, [], "{}", result.name);
    }
    meter.coverage(&checked.sources)
}

fn parts(coverage: &Coverage) -> Vec<&Covered> {
    coverage.files().flat_map(|(_, file)| file.parts()).collect()
}

/// `true false open` of the part of that name, as far as they were shown.
fn seen(coverage: &Coverage, kind: PartKind, name: &str) -> String {
    let found: Vec<&Covered> =
        parts(coverage).into_iter().filter(|part| part.kind == kind && part.name == name).collect();
    let [part] = found.as_slice() else { panic!("{name} stands there {} times", found.len()) };
    let Seen { held, failed, open } = part.seen;
    let words = [(held, "true"), (failed, "false"), (open, "open")];
    words.into_iter().filter(|(shown, _)| *shown).map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

fn see(name: &str, text: &str) {
    snapshot(&root().join("tests/snapshots"), name, text);
}

#[test]
fn what_no_test_reaches_is_listed() {
    let coverage = covered("test", ENTRY, None);
    let listed =
        coverage_text(&coverage, By::Tests, Paint::Plain) + &coverage_line(&coverage, By::Tests, true, Paint::Plain);
    see("coverage", &listed);
    see("coverage_json", &coverage_json(&coverage, By::Tests));
}

#[test]
fn a_condition_is_true_false_or_open() {
    let text = r#"policy test "Entry" { }
facts a { id n : text  age : integer 0..120  paid : boolean }
rule adult { met when age >= 18 { unless age > 90 "is old" } }
pathway entry "Entry" { requires adult requires paid "has paid" }
test "one" { given { age: 30 paid: true } expect entry eligible }
"#;
    let second = "test \"two\" { given { age: 17 } expect entry not eligible }\n";
    let third = "test \"three\" { given { age: unknown paid: false } expect adult unknown }\n";
    let see = |text: &str| {
        let coverage = covered("test", text, None);
        let one = |kind, name| seen(&coverage, kind, name);
        let names =
            [(PartKind::Clause, "age >= 18"), (PartKind::Unless, "is old"), (PartKind::Requirement, "has paid")];
        names.map(|(kind, name)| one(kind, name))
    };
    assert_eq!(see(text), ["true", "false", "true"]);
    assert_eq!(see(&format!("{text}{second}")), ["true false", "false", "true open"]);
    assert_eq!(see(&format!("{text}{second}{third}")), ["true false open", "false open", "true false open"]);
}

#[test]
fn what_is_not_in_force_or_not_asked_for_is_not_reached() {
    let text = r#"policy test "Entry" { as of on_day }
facts a { id n : text  on_day : date  age : integer 0..120  paid : boolean }
rule adult { met when age >= 18 "is of age" through 2019-12-31 met when age >= 21 "is 21" from 2020-01-01 }
define fee { when age < 18 then 1 when age < 65 then 2 "works" otherwise 3 }
score points { group extra when paid { add 1 "always" } add 2 "new" from 2020-01-01 }
pathway entry "Entry" {
  requires paid "has paid"
  stage second "the second" { requires adult "is an adult" }
  stage third "the third" { requires age < 90 "is young" }
}
test "a child who has not paid" { given { on_day: 2021-01-01 age: 17 paid: false } expect entry not eligible }
"#;
    let coverage = covered("test", text, None);
    let one = |kind, name| seen(&coverage, kind, name);
    assert_eq!(one(PartKind::Clause, "is of age"), "", "not in force any more");
    assert_eq!(one(PartKind::Clause, "is 21"), "false");
    assert_eq!(one(PartKind::Case, "age < 18"), "true");
    assert_eq!(one(PartKind::Case, "works"), "", "the case before it is");
    assert_eq!(one(PartKind::Otherwise, "3"), "");
    assert_eq!(one(PartKind::Requirement, "has paid"), "false");
    assert_eq!(one(PartKind::Stage, "the second"), "", "the stage before is not passed");
    assert_eq!(one(PartKind::Requirement, "is young"), "");
    assert_eq!(one(PartKind::Group, "extra"), "false");
    assert_eq!(one(PartKind::Line, "always"), "", "its group does not count");
    assert_eq!(one(PartKind::Line, "new"), "true");
}

#[test]
fn provisions_with_inputs_and_bodies_of_lists_are_reached_through_their_calls() {
    let text = r#"policy test "Entry" { }
record child "child" { age : integer 0..30, ill : boolean, kind : text }
facts a { id n : text  children : list of child }
table share(kind: text) : integer "share" { | kind | share | | "half" | 1 | otherwise 2 }
define weight(age: integer, ill: boolean) {
  when ill then 3 "is ill"
  when age < 5 then 2 "is small"
  otherwise 1
}
rule counts(age: integer, ill: boolean) { met when ill met when age < 18 "is a minor" { unless age < 1 "is a baby" } }
score total(age: integer) { add 1 add 2 when age > 10 "is big" }
pathway entry "Entry" {
  requires sum(weight(c.age, c.ill) * share(c.kind) for c in children where counts(c.age, c.ill)) >= 2 "weighs enough"
  requires any(c in children where total(c.age) >= 1) "has one"
  derives to c in children when c.age < 18 "minors"
}
test "one" {
  given { children: [{ age: 4 ill: false kind: "half" }, { age: 20 ill: false kind: "whole" }] }
  expect entry eligible
}
"#;
    let coverage = covered("test", text, None);
    let one = |kind, name| seen(&coverage, kind, name);
    assert_eq!(one(PartKind::Case, "is ill"), "false");
    assert_eq!(one(PartKind::Case, "is small"), "true false");
    assert_eq!(one(PartKind::Otherwise, "1"), "true");
    assert_eq!(one(PartKind::Clause, "ill"), "false", "an input is not what is given for it");
    assert_eq!(one(PartKind::Clause, "is a minor"), "true false");
    assert_eq!(one(PartKind::Unless, "is a baby"), "false");
    assert_eq!(one(PartKind::Line, "1"), "true");
    assert_eq!(one(PartKind::Line, "is big"), "true false");
    assert_eq!(one(PartKind::Row, "share"), "true");
    assert_eq!(one(PartKind::Otherwise, "share"), "true");
    assert_eq!(one(PartKind::Family, "minors"), "true false");
}

#[test]
fn a_declaration_that_is_not_in_force_is_not_reached() {
    let text = r#"policy test "Entry" { as of applied }
facts a { id n : text  applied : date  age : integer 0..120 }
rule adult "is of age" { in force through 2019-12-31 met when age >= 18 "is 18" }
rule adult "is of age" { in force from 2020-01-01 met when age >= 21 "is 21" }
rule older(least: integer) { in force through 2019-12-31 met when age > least "was older" }
rule older(least: integer) { in force from 2020-01-01 met when age >= least "is older" }
table fee(age: integer) : integer "old fee" { in force through 2019-12-31 | age | fee | | < 18 | 1 | | >= 18 | 2 | }
table fee(age: integer) : integer "new fee" { in force from 2020-01-01 | age | fee | | < 30 | 3 | | >= 30 | 4 | }
define share { in force through 2019-12-31 when age < 18 then 1 "had one" otherwise 2 }
define share { in force from 2020-01-01 when age < 18 then 3 "has three" otherwise 4 }
pathway entry "Entry" { requires adult requires older(20) "older" requires fee(age) + share >= 4 "pays" }
test "of 22" { given { applied: 2021-01-01 age: 22 } expect entry eligible }
"#;
    let coverage = covered("test", text, None);
    let one = |kind, name| seen(&coverage, kind, name);
    assert_eq!((one(PartKind::Clause, "is 18"), one(PartKind::Clause, "is 21")), ("".to_owned(), "true".to_owned()));
    assert_eq!(
        (one(PartKind::Clause, "was older"), one(PartKind::Clause, "is older")),
        (String::new(), "true".to_owned())
    );
    assert_eq!((one(PartKind::Case, "had one"), one(PartKind::Case, "has three")), (String::new(), "false".to_owned()));
    let rows = |name: &str| {
        let rows = parts(&coverage).into_iter().filter(|part| part.kind == PartKind::Row && part.name == name);
        rows.map(|row| row.seen.held).collect::<Vec<_>>()
    };
    assert_eq!((rows("old fee"), rows("new fee")), (vec![false, false], vec![true, false]));
}

/// A part that nothing could ever feed would be a gap that nobody can close. What a library's provision
/// with inputs says is fed by the policies that call it.
#[test]
fn every_part_of_the_gallery_is_watched() {
    let folder = root().join("policies");
    let mut kinds = BTreeSet::new();
    let (mut parts, mut fed) = (BTreeSet::new(), BTreeSet::new());
    for file in files("policies", "visado") {
        let name = file.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().replace('/', ".");
        let checked = check_text(&name, &std::fs::read_to_string(&file).unwrap(), Some(&folder));
        let plan = visado::plan::plan(&checked.policy.unwrap());
        let mut watched: BTreeSet<usize> = plan.watches.iter().map(|watch| watch.part).collect();
        let mut bodies: Vec<_> = plan.nodes.iter().map(|(_, node)| node).collect();
        let mut of_tables = BTreeSet::new();
        while let Some(node) = bodies.pop() {
            match &node.kind {
                NodeKind::Collect(_, body) => {
                    watched.extend(body.watches.iter().map(|watch| watch.part));
                    bodies.extend(body.nodes.iter().map(|(_, node)| node));
                }
                NodeKind::Apply(Operation::Lookup(table), _) => of_tables.extend(table.otherwise_span),
                _ => {}
            }
        }
        for (at, part) in plan.parts.iter().enumerate() {
            kinds.insert(part.kind);
            let row = part.kind == PartKind::Row || of_tables.contains(&part.span);
            let place = (checked.sources.get(part.span.file).unwrap().name.clone(), part.span.start, part.of.clone());
            if row || watched.contains(&at) {
                fed.insert(place);
            } else {
                parts.insert(place);
            }
        }
    }
    let never: Vec<_> = parts.difference(&fed).collect();
    assert!(never.is_empty(), "{never:?}");
    assert!(kinds.len() >= 12, "{kinds:?}");
}

const FEES: &str = r#"library fees "Fees" { }
facts person { age : integer 0..120 }
define fee { when age < 18 then 1 otherwise 2 }
rule adult { met when age >= 18 }
"#;

fn two_policies(folder: &Path) -> (String, String) {
    let policy = |name: &str, age: u8, status: &str| {
        format!(
            "policy {name} \"{name}\" {{ }}\nuse fees\npathway entry \"Entry\" {{ requires adult }}\n\
             test \"<{name}> & co\" {{ given {{ age: {age} }} expect entry {status} }}\n"
        )
    };
    std::fs::write(folder.join("fees.visado"), FEES).unwrap();
    let (one, other) = (policy("one", 17, "not eligible"), policy("other", 30, "eligible"));
    std::fs::write(folder.join("one.visado"), &one).unwrap();
    std::fs::write(folder.join("other.visado"), &other).unwrap();
    (one, other)
}

#[test]
fn a_library_counts_once_for_all_policies_that_use_it() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = two_policies(folder.path());
    let first = covered("one", &one, Some(folder.path()));
    let second = covered("other", &other, Some(folder.path()));
    let share = |coverage: &Coverage, name: &str| {
        let file = coverage.files().find(|(known, _)| *known == name).unwrap().1;
        (file.share().shown, file.share().wanted)
    };
    assert_eq!((share(&first, "fees.visado"), share(&second, "fees.visado")), ((2, 4), (2, 4)));
    let mut both = first.clone();
    both.add(second.clone());
    assert_eq!(share(&both, "fees.visado"), (4, 4));
    assert_eq!(share(&both, "one.visado"), (1, 2));
    assert_eq!(both.files().count(), 3);
    let mut again = second;
    again.add(first.clone());
    assert_eq!(again, both, "the order does not matter");
    again.add(first);
    assert_eq!(again, both, "nor that it is said twice");
}

#[test]
fn percentages_are_rounded_down() {
    let percent = |shown, wanted| Share { shown, wanted }.percent();
    assert_eq!([percent(999, 1000), percent(1, 3), percent(0, 7), percent(7, 7), percent(0, 0)], [99, 33, 0, 100, 100]);
}

#[test]
fn the_page_marks_every_gap_and_escapes_what_it_shows() {
    let text = ENTRY.replace("\"is a child\"", "\"is <b>a child</b> & no more\"");
    let coverage = covered("test", &text, None);
    let page = coverage_page(&coverage, By::Tests);
    assert!(!page.contains("<b>") && page.contains("&lt;b&gt;a child&lt;/b&gt; &amp; no more"));
    for outside in ["http:", "https:", "src=", "<script", "<link", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("<tr") && line.contains("<code>")).collect();
    assert_eq!(lines.len(), text.lines().count(), "each line of the policy stands there once");
    for (number, line) in lines.iter().enumerate() {
        let here: Vec<&Covered> = parts(&coverage).into_iter().filter(|part| part.line == number + 1).collect();
        let gaps: Vec<&str> = here.iter().filter_map(|part| part.missing()).collect();
        let class = match (here.is_empty(), gaps.is_empty(), here.iter().any(|part| part.shown() > 0)) {
            (true, ..) => "<tr>",
            (_, true, _) => "<tr class=\"yes\">",
            (_, _, true) => "<tr class=\"partly\">",
            (_, _, false) => "<tr class=\"no\">",
        };
        assert!(line.starts_with(class), "{line}");
        for gap in gaps {
            assert!(line.contains(gap), "{gap}: {line}");
        }
    }
}

#[test]
fn a_command_ends_with_findings_where_too_little_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    two_policies(folder.path());
    let test = |arguments: &[&str]| {
        let mut all = vec!["test"];
        all.extend(arguments);
        visado(folder.path(), &all)
    };
    let ended = |arguments: &[&str]| test(arguments).status.code();
    assert_eq!(ended(&["one.visado", "other.visado", "--min-coverage", "50"]), Some(0));
    let short = test(&["one.visado", "other.visado", "--min-coverage", "75"]);
    assert_eq!(short.status.code(), Some(1));
    see("coverage_too_little", &printed(&short));
    assert_eq!(ended(&[".", "--min-coverage", "101"]), Some(2));
    assert_eq!(ended(&["one.visado", "--coverage", "json", "--format", "json"]), Some(2), "both to standard output");
    assert_eq!(ended(&["one.visado", "--coverage-out", "page.html"]), Some(2), "of what there is no format");
    assert_eq!(ended(&["one.visado", "--coverage", "--coverage-out", "fees.visado"]), Some(2), "an input");
    assert_eq!(ended(&["one.visado", "--coverage", "html", "--coverage-out", "no/page.html"]), Some(3));
}

#[test]
fn reports_go_where_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let (_, other) = two_policies(folder.path());
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let page =
        visado(folder.path(), &["test", ".", "--coverage", "html", "--coverage-out", "page.html", "--format", "junit"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&page.stdout).starts_with("<?xml"));
    assert!(read("page.html").starts_with("<!DOCTYPE html>"));
    let json = visado(folder.path(), &["test", ".", "--coverage", "json"]);
    let parsed: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(parsed["files"].as_array().map(Vec::len), Some(3));
    // Tests that fail are told beside the report, and in the exit code.
    std::fs::write(folder.path().join("other.visado"), other.replace("entry eligible", "entry not eligible")).unwrap();
    let failed = visado(folder.path(), &["test", "other.visado", "--coverage", "html"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stdout).starts_with("<!DOCTYPE html>"));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("0 passed, 1 failed"));
}

#[test]
fn a_run_tells_what_its_records_reach() {
    let folder = tempfile::tempdir().unwrap();
    two_policies(folder.path());
    std::fs::write(folder.path().join("people.jsonl"), "{\"age\": 17}\n{\"age\": 18}\n{}\n").unwrap();
    let policy =
        "policy one \"One\" { }\nuse fees\nfacts x { id n : text }\npathway entry \"Entry\" { requires adult }\n";
    std::fs::write(folder.path().join("one.visado"), policy).unwrap();
    let people = "{\"n\": \"1\", \"age\": 17}\n{\"n\": \"2\", \"age\": 18}\n{\"n\": \"3\"}\n";
    std::fs::write(folder.path().join("people.jsonl"), people).unwrap();
    let run = |more: &[&str]| {
        let mut arguments = vec!["run", "one.visado", "--applicants", "people.jsonl"];
        arguments.extend(more);
        visado(folder.path(), &arguments)
    };
    let full = run(&["--coverage", "--min-coverage", "100"]);
    assert_eq!(full.status.code(), Some(0), "{}", printed(&full));
    assert!(String::from_utf8_lossy(&full.stdout).ends_with("records reach 4 of 4 outcomes, 100%\n"));
    let json = run(&["--coverage", "json"]);
    let parsed: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(parsed["files"][0]["parts"][0]["outcomes"], serde_json::json!(["true", "false", "open"]));
    std::fs::write(folder.path().join("people.jsonl"), "{\"n\": \"1\", \"age\": 17}\n").unwrap();
    assert_eq!(run(&["--min-coverage", "100"]).status.code(), Some(1));
}
