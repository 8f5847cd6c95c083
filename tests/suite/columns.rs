//! Evaluating by column gives just what evaluating row by row gives: on the gallery, on generated
//! policies, with blanks and closed evidence, in batches of any size.

use proptest::prelude::*;
use visado::evaluate::{BatchEvaluator, Determination, Evaluator, Program, Single, determine};
use visado::plan::Plan;
use visado::records::{Batch, Record};
use visado::values::Date;

use crate::drawn::{Draw, FACTS, person, policy};
use crate::generated::{blank, config};
use crate::support::{files, gallery, plan_text, read_file, record, root};

fn by_rows(plan: &Plan, records: &[Record], on: Option<Date>, closed: bool) -> Vec<Determination> {
    let mut evaluator = Evaluator::new(plan, on).with_evidence_closed(closed);
    records.iter().map(|record| determine(&mut evaluator, record)).collect()
}

/// The determinations by column, and how many rows the row evaluator had to decide.
fn by_columns(
    plan: &Plan,
    records: &[Record],
    on: Option<Date>,
    closed: bool,
    size: usize,
) -> (Vec<Determination>, usize) {
    let program = Program::new(plan, on, closed);
    let mut evaluator = BatchEvaluator::new(&program);
    let mut all = Vec::new();
    let mut apart = 0;
    for records in records.chunks(size) {
        let batch = Batch::of(plan, records);
        let determined = evaluator.determine(&batch);
        apart += determined.apart.len();
        all.extend((0..batch.len()).map(|row| determined.determination(&program, &batch, row)));
    }
    (all, apart)
}

fn difference(plan: &Plan, record: &Record, row: &Determination, column: &Determination) -> String {
    let facts = plan.facts.iter().zip(&record.values).map(|((_, fact), value)| format!("{} = {value:?}", fact.path));
    format!("{}\nby row    {row:#?}\nby column {column:#?}", facts.collect::<Vec<_>>().join("\n"))
}

/// Checks that all agree on every record; gives how many rows were decided apart.
fn agree(plan: &Plan, records: &[Record], on: Option<Date>, closed: bool, size: usize) -> Result<usize, String> {
    let rows = by_rows(plan, records, on, closed);
    let program = Program::new(plan, on, closed);
    let mut single = Single::new(&program);
    for (record, row) in records.iter().zip(&rows) {
        let alone = single.determine(record);
        if *row != alone {
            return Err(format!("without a trace\n{}", difference(plan, record, row, &alone)));
        }
    }
    let (columns, apart) = by_columns(plan, records, on, closed, size);
    for ((record, row), column) in records.iter().zip(&rows).zip(&columns) {
        if row != column {
            return Err(difference(plan, record, row, column));
        }
    }
    if rows.len() == columns.len() { Ok(apart) } else { Err("not as many".to_owned()) }
}

/// Leaves out some facts, others for each record.
fn with_blanks(plan: &Plan, records: &[Record]) -> Vec<Record> {
    let id = plan.id_fact().map(|id| id.index());
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let blank = |record: &Record| {
        let mut record = record.clone();
        for _ in 0..1 + next() % 4 {
            let at = next() % record.values.len();
            if Some(at) != id {
                record.values[at] = None;
            }
        }
        record
    };
    records.iter().map(blank).collect()
}

#[test]
fn the_gallery_is_decided_alike_by_row_and_by_column() {
    let (mut seen, mut by_column, mut by_row) = (0, 0, 0);
    let people = files("policies", "csv").into_iter().chain(files("policies", "jsonl"));
    for path in people.filter(|path| path.to_str().unwrap().contains(".applicants.")) {
        let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        let name = path.trim_start_matches("policies/").split(".applicants").next().unwrap().replace('/', ".");
        let plan = gallery(&name);
        let mut records = read_file(&plan, &path);
        records.truncate(150);
        let on = if plan.as_of.is_none() { Date::new(2024, 6, 1) } else { None };
        let blanks = with_blanks(&plan, &records);
        for (records, closed, size) in [(&records, false, 64), (&blanks, false, 1000), (&blanks, true, 7)] {
            let apart = agree(&plan, records, on, closed, size)
                .unwrap_or_else(|difference| panic!("{name}, evidence closed: {closed}\n{difference}"));
            // It is no agreement if the row evaluator decided them all. Families are its own.
            if plan.pathways.iter().all(|pathway| pathway.derives.is_empty()) {
                by_column += records.len() - apart;
                by_row += apart;
            }
        }
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
    assert!(by_column > 4 * by_row, "{by_column} by column, {by_row} by row");
}

/// Dates moved and counted between, amounts with decimals, optional facts of each kind.
const EDGES: &str = r#"
policy test "Edges" {
  source "law"
  dates  round up
}

enum size { small, medium, large }

facts person {
  id number : integer          "Number"
  a      : date                "One day"
  b      : optional date       "Another day"
  amount : money USD           "Amount"
  times  : integer 0..9        "Times"
  share  : decimal             "Share"
  yes    : optional boolean    "Yes"
  size   : optional size       "Size"
  land   : optional country    "Country"
  many   : optional integer    "Many"
}

define moved "moved day" {
  when times is 1 then a + 1 month
  when times is 2 then a - 13 months
  when times is 3 then a + 4 years + 2 days
  when times is 4 then a - 400 days
  when times is 5 then a + 1 month
  otherwise       a + 6 months
}

table steps(n: integer) : integer reaching n {
  | steps | n |
  |     3 | 9 |
  |     1 | 0 |
  otherwise -1
}

define later  "later day"   = max(moved, b else 2000-02-29)
define rate   "rate"        = round_half_up(share / 3, 2)
define worth  "worth"       = amount * 1.5 + 0.25 USD * times

score points "Points" {
  add (years from a to later) * share   "years"
  add months from later to a            "months"
  add rate  when yes is none            "rate"
  add (many else 3) * 2                 "many"
  add steps((if times is 1 then many else 3) else 0)  "steps"
  add weeks from a to moved  when size in [small, large]  "weeks"
}

pathway one "One" {
  source  "law"
  requires worth >= 100 USD                    "is worth enough"
  requires later > 2004-02-29                  "is late enough"
  requires land is none or land in [VEN, HTI]  "is of one of the countries"
  requires not (yes else false)                "does not say yes"
  barred by size is large and many is none      "is large and not many"
}
"#;

/// A person of [`EDGES`] by numbers.
fn edge(number: usize, picks: &[usize]) -> String {
    const DAYS: [&str; 10] = [
        "2004-02-29",
        "2024-02-29",
        "2023-02-28",
        "2023-03-01",
        "2022-12-31",
        "2023-01-31",
        "0001-01-01",
        "9999-12-31",
        "2003-08-31",
        "null",
    ];
    let mut picks = picks.iter().cycle();
    let mut pick = |of: &[&str]| of[picks.next().unwrap() % of.len()].to_owned();
    let quoted = |text: String| if text == "null" { text } else { format!("\"{text}\"") };
    let (a, b) = (quoted(pick(&DAYS)), quoted(pick(&DAYS)));
    let amount = pick(&["0", "66.66", "66.67", "66.5", "999999999999999", "0.001", "null"]);
    let times = pick(&["0", "1", "2", "3", "4", "5", "6", "null"]);
    let share = pick(&["0.5", "1", "0.001", "0.0001", "-3", "null", "123456789.5"]);
    let yes = pick(&["true", "false", "null", "\"\""]);
    let size = quoted(pick(&["small", "medium", "large", "null", ""]));
    let land = quoted(pick(&["VEN", "HTI", "USA", "null", ""]));
    let many = pick(&["1", "9223372036854775807", "null", "\"\"", "-4"]);
    format!(
        "{{\"number\": {number}, \"a\": {a}, \"b\": {b}, \"amount\": {amount}, \"times\": {times}, \"share\": {share}, \
         \"yes\": {yes}, \"size\": {size}, \"land\": {land}, \"many\": {many}}}"
    )
}

/// What was worked out for a batch in which nobody has some fact says nothing of the next batch.
#[test]
fn a_batch_does_not_remember_what_another_did_not_know() {
    let plan = plan_text(
        r#"
policy test "Batches" { source "law" }
facts person {
  id number : integer       "Number"
  a         : integer       "One"
  b         : integer 0..9  "Other"
  yes       : boolean       "Yes"
}
table level(a: integer, b: integer) : integer {
  |    a | b: <= 3 | b: >= 4 |
  | <= 0 |       1 |       2 |
  | 1..3 |       5 |       6 |
  | >= 4 |       3 |       4 |
}
score points "Points" { add level(a, if yes then b else 2) }
pathway one "One" { source "law" requires points >= 3 "has points" }
"#,
    );
    let people = [
        r#"{"number": 1, "b": 5}"#,
        r#"{"number": 2, "b": 6}"#,
        r#"{"number": 3, "a": -5, "b": 5}"#,
        r#"{"number": 4, "a": 7, "b": 5}"#,
        r#"{"number": 5, "a": 2, "b": 5}"#,
    ];
    let people: Vec<Record> = people.iter().map(|json| record(&plan, json)).collect();
    for size in [1, 2, 5] {
        agree(&plan, &people, None, false, size).unwrap();
    }
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn generated_policies_are_decided_alike_by_row_and_by_column(
        policy_bytes in prop::collection::vec(any::<u8>(), 0..900),
        people_bytes in prop::collection::vec(any::<u8>(), 400..700),
    ) {
        let text = policy(&policy_bytes);
        let plan = plan_text(&text);
        let mut draw = Draw(people_bytes.iter());
        let mut people: Vec<Record> = (0..9).map(|_| record(&plan, &person(&mut draw))).collect();
        let blanks: Vec<Record> = people.iter().map(|whole| blank(&plan, whole, &mut draw)).collect();
        people.extend(blanks);
        for (closed, size) in [(false, 18), (true, 5)] {
            agree(&plan, &people, Date::new(2024, 2, 29), closed, size).map_err(|difference| {
                TestCaseError::fail(format!("{}\n{difference}", &text[FACTS.len()..]))
            })?;
        }
    }

    #[test]
    fn days_amounts_and_what_is_none_are_decided_alike(
        picks in prop::collection::vec(prop::collection::vec(0_usize..1000, 9), 30),
    ) {
        let plan = plan_text(EDGES);
        let people: Vec<Record> =
            picks.iter().enumerate().map(|(at, picks)| record(&plan, &edge(at, picks))).collect();
        agree(&plan, &people, None, false, 30).map_err(TestCaseError::fail)?;
    }
}
