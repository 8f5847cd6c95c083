//! Samples of applicants: that they reach what can be reached, that they can be read again, and
//! that the same seed gives the same people.

use std::convert::Infallible;
use std::path::Path;

use visado::plan::Plan;
use visado::records::{Applicants, Format, Record, applicant_line};
use visado::sample::{Marginals, PARTS, Sample, Wanted, sample};
use visado::trial::parts_read;
use visado::values::{Date, Value};

use crate::support::{files, gallery, plan_text, printed, read, read_bytes, root, snapshot, visado};

fn wanted(applicants: usize, on: Option<Date>) -> Wanted {
    Wanted { applicants, seed: 1, on, marginals: Marginals::default(), unknown: 0 }
}

/// The people of a sample, and what became of it.
fn draw(plan: &Plan, wanted: &Wanted) -> (Vec<Vec<Option<Value>>>, Sample) {
    let mut people = Vec::new();
    let drawn = sample(plan, wanted, |person| {
        people.push(person);
        Ok::<(), Infallible>(())
    });
    (people, drawn.unwrap())
}

fn lines(plan: &Plan, people: &[Vec<Option<Value>>]) -> String {
    people.iter().map(|person| applicant_line(plan, person) + "\n").collect()
}

/// The policies of the gallery that decide something, with a day of the law for those that need one.
fn policies() -> Vec<(String, Plan, Option<Date>)> {
    let names = files("policies", "visado").into_iter().map(|path| {
        let inside = path.strip_prefix(root().join("policies")).unwrap().with_extension("");
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join(".")
    });
    names
        .map(|name| (gallery(&name), name))
        .filter(|(plan, _)| !plan.pathways.is_empty())
        .map(|(plan, name)| {
            let on = (plan.as_of.is_none() && plan.reads_as_of).then(|| Date::new(2025, 6, 1).unwrap());
            (name, plan, on)
        })
        .collect()
}

/// The parts that a policy reads and of which something is not shown.
fn missing(plan: &Plan, drawn: &Sample) -> Vec<String> {
    let left =
        parts_read(plan, &drawn.seen).filter(|(part, seen)| !seen.held || (part.kind.is_condition() && !seen.failed));
    left.map(|(part, seen)| format!("{:?} {} of {}: {seen:?}", part.kind, part.name, part.of)).collect()
}

#[test]
fn a_sample_reaches_every_part_of_the_gallery() {
    for (name, plan, on) in policies() {
        let (people, drawn) = draw(&plan, &wanted(300, on));
        assert_eq!(people.len(), 300, "{name}");
        assert!(missing(&plan, &drawn).is_empty(), "{name}: {:#?}", missing(&plan, &drawn));
    }
}

#[test]
fn what_is_written_is_read_again_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for (name, plan, on) in policies() {
        let unknown = Wanted { unknown: PARTS / 20, ..wanted(200, on) };
        let (people, _) = draw(&plan, &unknown);
        let same = |(records, rejected): (Vec<Record>, Vec<String>)| {
            assert!(rejected.is_empty(), "{name}: {rejected:?}");
            assert_eq!(records.len(), people.len(), "{name}");
            for (record, person) in records.iter().zip(&people) {
                assert_eq!(&record.values, person, "{name}: {}", record.id);
            }
        };
        same(read(&plan, Format::JsonLines, &lines(&plan, &people)));
        let path = folder.path().join("people.csv");
        let mut file = Applicants::create(&path, &plan).unwrap();
        people.iter().for_each(|person| file.write(person).unwrap());
        file.finish().unwrap();
        same(read_bytes(&plan, Format::Csv, std::fs::read(&path).unwrap()));
    }
}

const POLICY: &str = r#"policy entry "Entry" {
  as of applied
}

enum work ordered "kind of work" {
  none_yet "none",
  simple   "simple",
  skilled  "skilled",
}

record test "language test" {
  listening : integer 0..12  "level, listening"
  taken     : date           "day of the test"
}

record stay "stay" {
  start : date     "first day"
  end   : date     "last day"
  legal : boolean  "lawful"
}

facts person {
  id number : text                "Number"
  applied   : date                "Day of application"
  born      : date                "Date of birth"
  salary    : money GBP           "Salary"
  work      : work                "Work"
  language  : optional test       "Language test"
  stays     : list of stay        "Stays"
  nation    : country             "Nationality"
}

parameter least_salary "least salary" {
  26_200 GBP from 2023-04-12
  38_700 GBP from 2024-04-04
}

table hours(kind: work, old: boolean) : integer "hours" {
  | kind              | old: true | old: false |
  | none_yet          |         0 |          0 |
  | [simple, skilled] |        10 |         20 |
}

define age "age" = years from born to applied

pathway entry "Entry" {
  requires age >= 18                                         "is of age"
  requires salary >= least_salary                            "is paid enough"
  requires language is not none and language.listening >= 5  "speaks"
  requires hours(work, age >= 60) >= 10                      "works enough"
  requires count(s in stays where s.legal and s.end >= s.start) >= 2  "was here twice"
  requires days_covered(s.start through s.end for s in stays, within 1 year before applied) >= 100  "was here for long"
  barred by nation in [GBR, IRL]                             "needs no permit"
  grants   entry
}
"#;

/// A value as a record holds it.
fn cell(plan: &Plan, person: &[Option<Value>], fact: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(&applicant_line(plan, person)).unwrap();
    line[fact].to_string().trim_matches('"').to_owned()
}

#[test]
fn thresholds_are_met_and_missed_by_one() {
    let plan = plan_text(&POLICY.replace("policy entry", "policy test"));
    let (people, drawn) = draw(&plan, &wanted(500, None));
    assert_eq!(missing(&plan, &drawn), Vec::<String>::new());
    let (chosen, _) = people.split_at(drawn.chosen);
    let seen = |fact: &str, value: &str| chosen.iter().any(|person| cell(&plan, person, fact) == value);
    for salary in ["38699", "38700", "38701"] {
        assert!(seen("salary", salary), "nobody is paid {salary}");
    }
    for work in ["none_yet", "simple", "skilled"] {
        assert!(seen("work", work), "nobody works {work}");
    }
    for country in ["GBR", "IRL"] {
        assert!(seen("nation", country), "nobody is from {country}");
    }
    assert!(seen("language", "null"), "everybody has a language test");
    assert!(seen("born", "2024-02-29") && seen("applied", "2024-02-29"), "nobody has a 29 February");
    let date = |person: &[Option<Value>], fact: &str| Date::parse(&cell(&plan, person, fact)).unwrap();
    let birthday = |person: &[Option<Value>]| {
        let (born, applied) = (date(person, "born"), date(person, "applied"));
        (applied.year() - born.year() == 18).then(|| (applied.month(), applied.day()) >= (born.month(), born.day()))
    };
    let of_age: Vec<bool> = chosen.iter().filter_map(|person| birthday(person)).collect();
    assert!(of_age.contains(&true) && of_age.contains(&false), "nobody is just 18, or just 17: {of_age:?}");
}

#[test]
fn the_same_seed_gives_the_same_people() {
    let plan = plan_text(&POLICY.replace("policy entry", "policy test"));
    let (people, _) = draw(&plan, &wanted(60, None));
    let (again, _) = draw(&plan, &wanted(60, None));
    assert_eq!(people, again);
    let (others, _) = draw(&plan, &Wanted { seed: 2, ..wanted(60, None) });
    assert_ne!(people, others);
    let few: Vec<_> = people.iter().take(2).chain(people.iter().rev().take(2)).cloned().collect();
    snapshot(&root().join("tests/snapshots"), "sample", &lines(&plan, &few));
}

#[test]
fn facts_are_left_unknown_at_the_rate_that_is_asked() {
    let plan = plan_text(&POLICY.replace("policy entry", "policy test"));
    let (people, drawn) = draw(&plan, &Wanted { unknown: PARTS / 5, ..wanted(2_000, None) });
    assert_eq!(missing(&plan, &drawn), Vec::<String>::new(), "what people are chosen for is not taken from them");
    let salary = plan.fact_named("salary").unwrap().index();
    let unknown = people.iter().filter(|person| person[salary].is_none()).count();
    assert!((300..500).contains(&unknown), "{unknown} of 2,000 salaries are unknown");
    let id = plan.id_fact().unwrap().index();
    assert!(people.iter().all(|person| person[id].is_some()));
}

#[test]
fn values_are_drawn_as_often_as_the_marginals_say() {
    let plan = plan_text(&POLICY.replace("policy entry", "policy test"));
    let mut marginals = Marginals::default();
    for (fact, value, weight) in
        [("nation", "VEN", "3"), ("nation", "COL", "0.5"), ("nation", "", "0.5"), ("salary", "20000 .. 20009", "1")]
    {
        marginals.add(&plan, fact, value, weight).unwrap();
    }
    let (people, drawn) = draw(&plan, &Wanted { marginals, ..wanted(4_100, None) });
    let (_, people) = people.split_at(drawn.chosen);
    let many = |fact: &str, value: &str| people.iter().filter(|person| cell(&plan, person, fact) == value).count();
    let (venezuelans, all) = (many("nation", "VEN"), people.len());
    assert!((all * 72 / 100..all * 78 / 100).contains(&venezuelans), "{venezuelans} of {all}");
    assert_eq!(
        venezuelans + many("nation", "COL") + people.iter().filter(|p| cell(&plan, p, "nation") == "null").count(),
        all
    );
    let paid: usize = (20_000..=20_009).map(|salary| many("salary", &salary.to_string())).sum();
    assert_eq!(paid, all);
    assert!((20_000..=20_009).all(|salary| many("salary", &salary.to_string()) > 0));
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("entry.visado"), POLICY).unwrap();
    folder
}

#[test]
fn what_is_wrong_with_marginals_is_told_with_its_line() {
    let folder = folder();
    let mut text = String::new();
    for rows in [
        "fact,value,weight\nnaton,VEN,1\n",
        "fact,value,weight\nnation,VEN,1\nnation,VENZ,1\n",
        "fact,value,weight\nnation,VEN,-1\n",
        "fact,value,weight\nsalary,40000 .. 30000,1\n",
        "fact,value,weight\nnumber,A-1,1\n",
        "fact,value,weight\nnation,VEN,0\n",
        "fact,value,share\nnation,VEN,1\n",
        "fact,value,weight\nnation,VEN,1,2\n",
    ] {
        std::fs::write(folder.path().join("marginals.csv"), rows).unwrap();
        let output = visado(folder.path(), &["sample", "entry.visado", "--marginals", "marginals.csv"]);
        assert_eq!(output.status.code(), Some(3), "{rows}{}", printed(&output));
        assert!(output.stdout.is_empty());
        text.push_str(&printed(&output));
    }
    snapshot(&root().join("tests/snapshots"), "marginals", &text);
}

#[test]
fn a_sample_is_written_whole_and_run_without_rejects() {
    let folder = folder();
    for out in ["people.csv", "people.jsonl"] {
        let output = visado(folder.path(), &["sample", "entry.visado", "-n", "300", "--unknown", "5%", "--out", out]);
        assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
        let output = visado(folder.path(), &["run", "entry.visado", "--applicants", out, "--strict"]);
        assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
        assert!(printed(&output).contains("300 applicants determined"), "{}", printed(&output));
    }
    let output = visado(folder.path(), &["sample", "entry.visado", "-n", "3"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{text}");
    let output = visado(folder.path(), &["sample", "entry.visado", "--out", "entry.visado"]);
    assert_eq!(output.status.code(), Some(2), "a policy is not written over");
    let output = visado(folder.path(), &["sample", "entry.visado", "--unknown", "120%"]);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
}

#[test]
fn what_nobody_can_reach_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let policy = "policy odd \"Odd\" { }\nfacts a { age : integer 0..120 \"Age\" }\n\
                  rule old \"is old\" {\n  met when age > 90\n  met when age > 90 and age < 20 \"is both\"\n}\n\
                  pathway entry \"Entry\" { requires old }\n";
    std::fs::write(folder.path().join("odd.visado"), policy).unwrap();
    let output = visado(folder.path(), &["sample", "odd.visado", "--out", "people.csv"]);
    snapshot(&root().join("tests/snapshots"), "sample_not_reached", &printed(&output));
}

const LIBRARY: &str = r#"library common "What several policies share" { }
facts person {
  id number : text  "Number"
  born      : date  "Date of birth"
  applied   : date  "Day of application"
  ill       : boolean  "Illness"
}
define age "age" = years from born to applied
rule of_age(least: integer) "is {least}" {
  met when age >= least "is old enough"
  met when ill          "is excused"
}
rule elsewhere(least: integer) "is {least} or well" {
  met when age < least "is young"
  met when not ill     "is well"
}
rule unread "is read by others" {
  met when age > 200 "is older than people are"
}
table fee(age: integer) : integer "fee" {
  | age   | fee |
  | < 18  |   0 |
  | >= 18 |  50 |
}
"#;

#[test]
fn what_a_policy_does_not_read_of_a_library_is_not_aimed_at() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("common.visado"), LIBRARY).unwrap();
    let policy = "policy odd \"Odd\" { as of applied }\nuse common\n\
                  pathway entry \"Entry\" { requires of_age(18)  requires age < 150 \"is alive\" }\n";
    std::fs::write(folder.path().join("odd.visado"), policy).unwrap();
    let mut text = String::new();
    for command in [
        "sample odd.visado -n 60 --out people.csv",
        "run odd.visado --applicants people.csv --min-coverage 100",
        "test odd.visado --coverage",
    ] {
        let output = visado(folder.path(), &command.split_whitespace().collect::<Vec<_>>());
        text.push_str(&format!("$ visado {command}\n{}", printed(&output)));
    }
    snapshot(&root().join("tests/snapshots"), "what_is_read", &text);
}

/// The words of a command line, with its `cd` taken.
fn run(folder: &Path, command: &str) {
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words.first(), Some(&"visado"), "{command}");
    let output = visado(folder, &words[1..]);
    assert_eq!(output.status.code(), Some(0), "{command}: {}", printed(&output));
    if words.get(1) == Some(&"check") {
        assert!(printed(&output).contains("no errors, no warnings"), "{command}: {}", printed(&output));
    }
}

#[test]
fn a_new_project_is_ready_for_every_command_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let output = visado(folder.path(), &["new", "borders"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    snapshot(&root().join("tests/snapshots"), "new", &printed(&output));
    let project = folder.path().join("borders");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let next = text.lines().skip_while(|line| *line != "next:").skip(1);
    let mut commands: Vec<String> = next.map(|line| line.trim().to_owned()).collect();
    assert_eq!(commands.remove(0), "cd borders");
    let workflow = std::fs::read_to_string(project.join(".github/workflows/visado.yml")).unwrap();
    let steps = workflow.lines().filter_map(|line| line.trim().strip_prefix("run: "));
    let (install, steps): (Vec<&str>, Vec<&str>) = steps.partition(|step| step.starts_with("cargo install visado"));
    assert_eq!(install, [format!("cargo install visado --version {} --locked", env!("CARGO_PKG_VERSION"))]);
    assert_eq!(steps.len(), 3, "{steps:?}");
    commands.extend(steps.into_iter().map(str::to_owned));
    let readme = std::fs::read_to_string(project.join("README.md")).unwrap();
    assert!(readme.starts_with("# borders\n"), "{readme}");
    commands.extend(readme.lines().filter(|line| line.starts_with("visado ")).map(str::to_owned));
    assert!(commands.len() > 9, "{commands:?}");
    commands.iter().for_each(|command| run(&project, command));

    let again = visado(folder.path(), &["new", "borders"]);
    assert_eq!(again.status.code(), Some(2), "{}", printed(&again));
    assert!(printed(&again).contains("is not empty"), "{}", printed(&again));
}
