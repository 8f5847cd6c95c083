//! Definitions whose cases leave nobody out: what `check` accepts without `otherwise`, held against
//! trying every applicant.

use proptest::prelude::*;
use visado::evaluate::Status;

use crate::drawn::Draw;
use crate::generated::config;
use crate::support::{check_text, codes, determine_one, plan_text, record};

fn policy(cases: &[String]) -> String {
    let cases: String = cases.iter().enumerate().map(|(at, case)| format!("  when {case} then {at}\n")).collect();
    format!(
        "policy test \"Test\" {{ in force from 2020-01-01 through 2029-12-31 }}\n\
         enum level ordered {{ low, middle, high }}\n\
         facts applicant {{ id n : text  a : boolean  b : boolean  x : integer 0..3  y : integer 0..3\n\
           o : optional level  k : country  d : date }}\n\
         define value \"value\" {{\n{cases}}}\n\
         pathway p {{ requires value >= 0 }}\n"
    )
}

fn complete(cases: &[&str]) -> bool {
    let found = codes("test", &policy(&cases.iter().map(|case| (*case).to_owned()).collect::<Vec<_>>()));
    assert!(found.iter().all(|code| code == "E0306"), "{cases:?}: {found:?}");
    found.is_empty()
}

#[test]
fn cases_that_leave_nobody_out_need_no_otherwise() {
    for cases in [
        &["a", "not a"][..],
        &["a and b", "not a", "not b"],
        &["x < 2", "x >= 2"],
        &["2 > x", "x in [2, 3]"],
        &["x <= 3"],
        &["x < y", "x >= y"],
        &["x + y is 3", "x + y is not 3"],
        &["o is none", "o is low", "o is not none and o > low"],
        &["o is not none and o <= middle", "o is high or o is none"],
        &["k is VEN", "k in [COL, BRA]", "k not in [VEN, COL, BRA]"],
        &["d <= 2024-02-29", "d >= 2024-03-01"],
        &["as_of < 2025-01-01", "as_of between 2025-01-01 and 2029-12-31"],
        &["a is b", "a is not b"],
    ] {
        assert!(complete(cases), "{cases:?} leave nobody out");
    }
    for cases in [
        &["a", "b"][..],
        &["x < 2", "x > 2"],
        &["x < y", "x > y"],
        &["o is low", "o is not none and o > low"],
        &["k is VEN", "k is COL"],
        &["d < 2024-02-29", "d > 2024-02-29"],
        &["as_of < 2025-01-01", "as_of between 2025-01-01 and 2029-12-30"],
        &["a is b", "a"],
    ] {
        assert!(!complete(cases), "{cases:?} leave somebody out");
    }
}

#[test]
fn who_is_left_out_is_named() {
    let text = policy(&["x < 2 and a".to_owned(), "not a".to_owned()]);
    let found = check_text("test", &text, None);
    let said: Vec<String> = found.problems.iter().map(|problem| problem.message.clone()).collect();
    assert_eq!(said, ["`value` has no case for x 2 to 3, a: true"]);
}

#[test]
fn the_last_case_is_asked_too() {
    let plan = plan_text(&policy(&["x < 2".to_owned(), "x >= 2".to_owned()]).replace("value >= 0", "value is 1"));
    let status = |facts: &str| determine_one(&plan, &record(&plan, facts), Some("2024-01-01")).pathways[0].status;
    assert_eq!(status(r#"{"n":"1","x":3}"#), Status::Eligible);
    assert_eq!(status(r#"{"n":"1","x":1}"#), Status::NotEligible);
    assert_eq!(status(r#"{"n":"1"}"#), Status::Undetermined);
}

#[test]
fn cases_of_the_policys_own_time_are_a_fault_on_another_day() {
    let plan = plan_text(
        r#"policy test "Test" { in force from 2020-01-01  as of applied }
        facts applicant { id n : text  applied : date  x : integer }
        define least { when as_of >= 2020-01-01 then 5 }
        define given(n: integer) { when as_of >= 2020-01-01 then n }
        pathway p { requires x >= least }
        pathway q { requires x >= least on 2019-12-31 }
        pathway r { requires x >= given(5) on 2019-12-31 }"#,
    );
    let found = determine_one(&plan, &record(&plan, r#"{"n":"1","applied":"2021-01-01","x":7}"#), None);
    let said: Vec<_> = found.pathways.iter().map(|result| (result.status, result.faults.is_empty())).collect();
    assert_eq!(said, [(Status::Eligible, true), (Status::Referred, false), (Status::Referred, false)]);
}

fn condition(draw: &mut Draw<'_>, depth: usize) -> String {
    if depth > 0 && draw.one_in(2) {
        let (one, other) = (condition(draw, depth - 1), condition(draw, depth - 1));
        return match draw.pick(3) {
            0 => format!("({one} and {other})"),
            1 => format!("({one} or {other})"),
            _ => format!("(not {one})"),
        };
    }
    let sign = ["<", "<=", ">", ">=", "is", "is not"][draw.pick(6)];
    match draw.pick(5) {
        0 => "a".to_owned(),
        1 => "b".to_owned(),
        2 => format!("x {sign} {}", draw.pick(4)),
        3 => format!("x {sign} y"),
        _ => format!("(o {} none)", if draw.one_in(2) { "is" } else { "is not" }),
    }
}

proptest! {
    #![proptest_config(config(200))]

    /// What is accepted has a value for everybody; what is refused over facts alone has none for somebody.
    #[test]
    fn agrees_with_every_applicant(seed in prop::collection::vec(any::<u8>(), 200)) {
        let mut draw = Draw(seed.iter());
        let count = 1 + draw.pick(4);
        let cases: Vec<String> = (0..count).map(|_| condition(&mut draw, 2)).collect();
        let accepted = complete(&cases.iter().map(String::as_str).collect::<Vec<_>>());
        let any_case = cases.join(" or ");
        let text = policy(&["true".to_owned()]).replace("value >= 0", &any_case);
        let plan = plan_text(&text);
        let mut left_out = Vec::new();
        for at in 0..(2 * 2 * 4 * 4 * 2) {
            let (a, b, x, y, o) = (at % 2 == 0, at / 2 % 2 == 0, at / 4 % 4, at / 16 % 4, at / 64 % 2 == 0);
            let facts = format!(
                r#"{{"n":"1","a":{a},"b":{b},"x":{x},"y":{y},"o":{},"k":"VEN","d":"2024-01-01"}}"#,
                if o { "null" } else { "\"low\"" }
            );
            let found = determine_one(&plan, &record(&plan, &facts), Some("2024-01-01"));
            if found.pathways[0].status == Status::NotEligible {
                left_out.push(facts);
            }
        }
        // Comparisons of two facts count as conditions of their own, so more may be refused.
        if accepted {
            prop_assert!(left_out.is_empty(), "{cases:?}: {left_out:?}");
        } else if cases.iter().all(|case| !case.contains("x < y") && !case.contains(" y")) {
            prop_assert!(!left_out.is_empty(), "{cases:?} leave nobody out");
        }
    }
}
