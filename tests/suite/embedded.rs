//! The crate inside a program: policies compiled from texts, applicants decided from JSON, from types
//! of the program's own, and from Arrow batches.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Date32Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field, Schema};
use serde::Serialize;
use visado::embed::{Conditions, Decided, Decider, Policy, RecordBatch, Refusal};

use crate::support::{decide_all, read_file, root};

const SEASONAL: &str = r#"
policy seasonal "Seasonal work" {
  as of  applied_on
  source "an example"
}

use facts.birth

facts applicant {
  id number  : text                "Number"
  applied_on : date                "Day of the application"
  offer      : optional money USD  "Offer of work"
}

score points "Points" {
  source "s. 2"
  add 10 when offer is not none and offer > 500 USD  "well paid"
}

pathway worker "Seasonal worker" {
  source   "s. 1"
  requires offer is not none                            "holds an offer of work"
  requires (years from birth_date to applied_on) >= 18  "is of age"
}
"#;

const BIRTH: &str = r#"
library facts.birth "Birth"

facts birth {
  birth_date : date  "Date of birth"
}
"#;

fn read_text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn seasonal() -> Policy {
    let mut asked = Vec::new();
    let policy = Policy::compile("seasonal.visado", SEASONAL, &mut |path| {
        asked.push(path.to_owned());
        (path == "facts/birth.visado").then(|| BIRTH.to_owned())
    });
    assert_eq!(asked, ["facts/birth.visado"]);
    policy.unwrap()
}

#[test]
fn what_is_wrong_with_a_text_is_shown_as_check_shows_it() {
    let text = SEASONAL.replace("offer is not none  ", "ofer is not none  ");
    let findings = Policy::compile("seasonal.visado", &text, &mut |_| Some(BIRTH.to_owned())).unwrap_err();
    let shown = findings.to_string();
    assert!(shown.contains("seasonal.visado") && shown.contains("`offer`"), "{shown}");
    assert!(!findings.diagnostics.is_empty());
    let findings = Policy::compile("seasonal.visado", SEASONAL, &mut |_| None).unwrap_err();
    assert!(findings.to_string().contains("facts.birth"), "{findings}");
    let findings = Policy::compile("facts/birth.visado", BIRTH, &mut |_| None).unwrap_err();
    assert!(findings.to_string().contains("is a library"), "{findings}");
}

#[derive(Serialize)]
struct Applicant {
    number: &'static str,
    applied_on: &'static str,
    birth_date: Option<&'static str>,
    offer: Option<u32>,
}

#[test]
fn types_of_the_program_are_decided_as_their_json_is() {
    let policy = seasonal();
    let prepared = policy.prepare(Conditions::default()).unwrap();
    let mut decider = Decider::new(&prepared);
    let mut ana =
        Applicant { number: "A-1", applied_on: "2026-03-01", birth_date: Some("2008-03-01"), offer: Some(501) };
    let decided = decider.decide(&ana).unwrap();
    assert_eq!((decided.id.as_str(), decided.outcome.as_str()), ("A-1", "granted"));
    assert_eq!(decided.pathways, ["worker"]);
    let points = decided.scores["points"].unwrap();
    assert_eq!((points.low.to_string(), points.high.to_string()), ("10".to_owned(), "10".to_owned()));
    assert_eq!(decider.decide(&serde_json::to_value(&ana).unwrap()).unwrap(), decided_again(&decided));
    ana.birth_date = None;
    ana.offer = None;
    let decided = decider.decide(&ana).unwrap();
    assert_eq!((decided.outcome.as_str(), decided.reasons), ("refused", vec!["holds an offer of work".to_owned()]));

    let wrong = serde_json::json!({ "number": "C-3", "applied_on": "soon", "offer": "much" });
    let Err(Refusal::Record(rejections)) = decider.decide(&wrong) else { panic!("it fits") };
    let columns: Vec<_> = rejections.iter().filter_map(|rejection| rejection.column.as_deref()).collect();
    assert_eq!(columns, ["applied_on", "offer"]);
    assert!(matches!(decider.decide(&7), Err(Refusal::Record(_))));
}

/// The same applicant, who comes as the second.
fn decided_again(decided: &Decided) -> Decided {
    let mut again = decided.clone();
    again.determination.line = 2;
    again
}

#[test]
fn the_day_of_the_law_has_to_be_there() {
    let text = SEASONAL.replace("  as of  applied_on\n", "").replace("to applied_on", "to as_of");
    let policy = Policy::compile("seasonal.visado", &text, &mut |_| Some(BIRTH.to_owned())).unwrap();
    assert!(matches!(policy.prepare(Conditions::default()), Err(Refusal::NoDay)));
    let on = visado::values::Date::new(2026, 3, 1);
    assert!(policy.prepare(Conditions { on, ..Conditions::default() }).is_ok());
}

/// Arrow batches with everything as texts, but for what is left out.
fn batches(path: &str, rows: usize) -> Vec<RecordBatch> {
    let text = read_text(path);
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = |rows: &[Vec<&str>]| {
        let column = |at: usize| -> ArrayRef {
            let cells = rows.iter().map(|row| Some(row[at]).filter(|cell| !cell.is_empty()));
            Arc::new(cells.collect::<StringArray>())
        };
        RecordBatch::try_new(Arc::clone(&schema), (0..names.len()).map(column).collect()).unwrap()
    };
    cells.chunks(rows).map(batch).collect()
}

#[test]
fn arrow_batches_are_decided_as_their_rows_are() {
    let policy = seasonal();
    let prepared = policy.prepare(Conditions::default()).unwrap();
    let days = |days: &[Option<i32>]| -> ArrayRef { Arc::new(Date32Array::from(days.to_vec())) };
    let batch = |numbers: Vec<&str>, offers: Vec<Option<i64>>, born: &[Option<i32>]| {
        let rows = numbers.len();
        RecordBatch::try_from_iter_with_nullable([
            ("number", Arc::new(StringArray::from(numbers)) as ArrayRef, false),
            ("something_else", Arc::new(Int64Array::from(vec![7; rows])) as ArrayRef, true),
            ("offer", Arc::new(Int64Array::from(offers)) as ArrayRef, true),
            ("birth_date", days(born), true),
            ("applied_on", days(&vec![Some(20_513); rows]), true),
        ])
        .unwrap()
    };
    let mut decider = Decider::new(&prepared);
    let first = batch(vec!["A", "B", "C"], vec![Some(501), Some(500), None], &[Some(1), None, None]);
    let decided = decider.decide_batch(&first).unwrap();
    assert!(decided.rejected.is_empty());
    let texts = |batch: &RecordBatch, name: &str| -> Vec<String> {
        let column = batch.column_by_name(name).unwrap().as_string::<i32>();
        column.iter().map(|text| text.unwrap_or("").to_owned()).collect()
    };
    assert_eq!(texts(&decided.results, "outcome"), ["granted", "undetermined", "refused"]);
    let points = decided.results.column_by_name("points").unwrap().as_primitive::<Int64Type>();
    assert_eq!(points.values().to_vec(), [10, 0, 0]);

    // A day that is none: set aside, with its row; the others go on.
    let second = batch(vec!["D", "E"], vec![Some(501), Some(501)], &[Some(i32::MAX), Some(1)]);
    let decided = decider.decide_batch(&second).unwrap();
    assert_eq!(texts(&decided.results, "id"), ["E"]);
    let rejected: Vec<_> = decided.rejected.iter().map(|why| (why.line, why.column.as_deref())).collect();
    assert_eq!(rejected, [(4, Some("birth_date"))]);

    let wrong = RecordBatch::try_from_iter([("birth_date", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]);
    let Err(refusal) = decider.decide_batch(&wrong.unwrap()) else { panic!("it fits") };
    assert!(matches!(refusal, Refusal::Columns(_)) && refusal.to_string().contains("birth_date"), "{refusal}");
}

#[test]
fn places_are_given_out_among_all_before_anybody_is_decided() {
    let text = read_text("policies/usa/h2b_2022.visado");
    let find = |path: &str| std::fs::read_to_string(root().join("policies").join(path)).ok();
    let policy = Policy::compile("usa/h2b_2022.visado", &text, &mut { find }).unwrap();
    let mut prepared = policy.prepare(Conditions::default()).unwrap();
    let batches = batches("policies/usa/h2b_2022.applicants.csv", 64);
    assert!(matches!(Decider::new(&prepared).decide_batch(&batches[0]), Err(Refusal::NoPlaces)));
    prepared.give_places(&batches).unwrap();
    let mut decider = Decider::new(&prepared);
    let mut outcomes = Vec::new();
    for batch in &batches {
        let decided = decider.decide_batch(batch).unwrap();
        assert!(decided.rejected.is_empty(), "{:?}", decided.rejected);
        let column = decided.results.column_by_name("outcome").unwrap().as_string::<i32>();
        outcomes.extend(column.iter().map(|text| text.unwrap().to_owned()));
    }
    // As the command has it, which is held to the row evaluator.
    let records = read_file(policy.plan(), "policies/usa/h2b_2022.applicants.csv");
    let (decided, _) = decide_all(policy.plan(), &records);
    let expected: Vec<String> = decided.iter().map(|(_, decision)| decision.outcome.to_string()).collect();
    assert_eq!(outcomes, expected);
    assert!(outcomes.contains(&"granted".to_owned()));
}

#[test]
fn who_shares_an_id_is_set_aside_and_the_rest_goes_on() {
    let text = read_text("policies/usa/h2b_2022.visado");
    let find = |path: &str| std::fs::read_to_string(root().join("policies").join(path)).ok();
    let policy = Policy::compile("usa/h2b_2022.visado", &text, &mut { find }).unwrap();
    let mut prepared = policy.prepare(Conditions::default()).unwrap();
    let all = batches("policies/usa/h2b_2022.applicants.csv", 64);
    // All come twice, but only those have to be told apart who claim a place.
    prepared.give_places(all.iter().chain(&all)).unwrap();
    let mut decider = Decider::new(&prepared);
    let (mut rejected, mut decided, mut rows) = (Vec::new(), 0, 0);
    for batch in &all {
        let result = decider.decide_batch(batch).unwrap();
        let outcomes = result.results.column_by_name("outcome").unwrap().as_string::<i32>();
        assert!(outcomes.iter().all(|outcome| outcome != Some("granted")));
        rejected.extend(result.rejected);
        decided += result.results.num_rows();
        rows += batch.num_rows();
    }
    assert!(!rejected.is_empty() && decided > 0, "{} rejected, {decided} decided", rejected.len());
    assert_eq!(rejected.len() + decided, rows);
    assert!(rejected.iter().all(|why| why.reason.contains("the same id")), "{rejected:?}");
}
