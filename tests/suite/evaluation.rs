//! What evaluation means: unknown, none, presumed, findings and faults.

use visado::evaluate::Status;
use visado::plan::Plan;

use crate::support::{decide_all, determine_one, plan_text, record};

/// A policy of one pathway that requires the condition, over some facts.
fn policy(condition: &str) -> Plan {
    plan_text(&format!(
        r#"policy test "Test" {{ }}
        enum level ordered {{ low, middle, high }}
        facts applicant {{
          id n : text
          a : boolean   b : boolean   c : boolean presumed true
          x : integer 0..10   y : integer   o : optional integer   d : date   e : optional date
          l : level   k : country   t : text   s : money CAD
        }}
        finding f : boolean
        table grid(v: integer) : integer {{ | v | points | | <= 3 | 1 | | 4 .. 6 | 2 | | >= 7 | 3 | }}
        define sized "sized" {{ when a then 1 when b then 2 otherwise 3 }}
        rule inner {{ met when a {{ unless b }} }}
        pathway p {{ requires {condition} }}"#
    ))
}

fn status(condition: &str, facts: &str) -> (Status, Vec<String>) {
    let plan = policy(condition);
    let determination = determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\",{facts}}}")), None);
    let result = &determination.pathways[0];
    (result.status, result.needs.iter().map(|id| plan.facts[*id].path.clone()).collect())
}

#[test]
fn what_is_definite_decides_whatever_else_is_open() {
    use Status::{Eligible, NotEligible, Referred, Undetermined};
    let cases: &[(&str, &str, Status, &[&str])] = &[
        ("a and b", r#""a":false"#, NotEligible, &[]),
        ("b and a", r#""a":false"#, NotEligible, &[]),
        ("a or b", r#""a":true"#, Eligible, &[]),
        ("a and b", r#""a":true"#, Undetermined, &["b"]),
        ("a and b", "\"y\":1", Undetermined, &["a", "b"]),
        ("not a", "\"y\":1", Undetermined, &["a"]),
        ("c", "\"y\":1", Eligible, &[]),
        ("c", r#""c":false"#, NotEligible, &[]),
        ("f", "\"y\":1", Referred, &["f"]),
        ("f and a", "\"y\":1", Undetermined, &["a", "f"]),
        ("f and a", r#""a":false"#, NotEligible, &[]),
        ("x <= 10", "\"y\":1", Eligible, &[]),
        ("x >= 5", "\"y\":1", Undetermined, &["x"]),
        ("x + 5 >= 4", "\"y\":1", Eligible, &[]),
        ("grid(x) >= 1", "\"y\":1", Eligible, &[]),
        ("grid(x) >= 2", "\"y\":1", Undetermined, &["x"]),
        ("l in [low, middle, high]", "\"y\":1", Eligible, &[]),
        ("l >= low", "\"y\":1", Eligible, &[]),
        ("l > middle", r#""l":"high""#, Eligible, &[]),
        ("k is VEN or k is not VEN", "\"y\":1", Undetermined, &["k"]),
        ("k in [VEN, COL]", r#""k":"COL""#, Eligible, &[]),
        ("t in [\"x\", \"y\"]", r#""t":"y""#, Eligible, &[]),
        ("s >= 100 CAD", r#""s":99.99"#, NotEligible, &[]),
        ("y between 3 and 5", r#""y":5"#, Eligible, &[]),
        ("y not between 3 and 5", r#""y":5"#, NotEligible, &[]),
        ("sized <= 3", "\"y\":1", Eligible, &[]),
        ("sized is 2", r#""a":false"#, Undetermined, &["b"]),
        ("inner", r#""a":true,"b":true"#, NotEligible, &[]),
        ("inner", r#""b":true"#, NotEligible, &[]),
        ("inner", r#""a":false"#, NotEligible, &[]),
        ("inner", r#""b":false"#, Undetermined, &["a"]),
        ("all of { a b }", r#""a":true"#, Undetermined, &["b"]),
        ("any of { a b }", r#""b":true"#, Eligible, &[]),
        ("at least 2 of { a b c }", r#""a":true"#, Eligible, &[]),
        ("at least 2 of { a b c }", r#""a":false"#, Undetermined, &["b"]),
        ("at least 2 of { a b f }", r#""a":false,"b":false"#, NotEligible, &[]),
        ("min(x, y) <= 3", r#""y":3"#, Eligible, &[]),
        ("if a then x < 20 else b", "\"y\":1", Undetermined, &["a", "b"]),
        ("if a then x < 20 else b", r#""a":true"#, Eligible, &[]),
    ];
    for (condition, facts, expected, needs) in cases {
        let found = status(condition, facts);
        assert_eq!(found.0, *expected, "{condition} with {facts}: {found:?}");
        assert_eq!(found.1, *needs, "{condition} with {facts}");
    }
}

#[test]
fn none_is_a_value_and_not_unknown() {
    use Status::{Eligible, NotEligible, Undetermined};
    let cases: &[(&str, &str, Status)] = &[
        ("o is none", r#""o":null"#, Eligible),
        ("o is none", "\"y\":1", Undetermined),
        ("o is 5", r#""o":null"#, NotEligible),
        ("o is not 5", r#""o":null"#, Eligible),
        ("o is not none and o > 3", r#""o":null"#, NotEligible),
        ("o is none or o > 3", r#""o":null"#, Eligible),
        ("o is none or o > 3", r#""o":3"#, NotEligible),
        ("(o else 7) > 3", r#""o":null"#, Eligible),
        ("(o else 7) > 3", r#""o":1"#, NotEligible),
        ("first_of(o, x) is 2", r#""o":null,"x":2"#, Eligible),
        ("o in [1, 2]", r#""o":null"#, NotEligible),
        ("o not in [1, 2]", r#""o":null"#, Eligible),
        ("if o is none then true else o > 3", r#""o":null"#, Eligible),
        ("e is not none and e >= d - 1 year", r#""e":"2022-02-28","d":"2023-02-28""#, Eligible),
        ("e is not none and e >= d - 1 year", r#""e":"2022-02-27","d":"2023-02-28""#, NotEligible),
    ];
    for (condition, facts, expected) in cases {
        assert_eq!(status(condition, facts).0, *expected, "{condition} with {facts}");
    }
}

#[test]
fn two_readings_of_one_fact_are_tried_together() {
    // Read off one evaluation both limbs are open; whichever the answer, one of them fails.
    assert_eq!(status("a and not a", "\"y\":1").0, Status::NotEligible);
    assert_eq!(status("a or not a", "\"y\":1").0, Status::Eligible);
    assert_eq!(status("l is low or l > low", "\"y\":1").0, Status::Eligible);
    assert_eq!(status("(a and b) or (not a and b)", "\"y\":1"), (Status::Undetermined, vec!["b".to_owned()]));
    assert_eq!(status("(a and b) or (not a and b)", r#""b":true"#).0, Status::Eligible);
}

#[test]
fn a_fault_is_for_an_officer_and_for_that_applicant_alone() {
    assert_eq!(status("1 / y > 0", r#""y":0"#), (Status::Referred, vec![]));
    assert_eq!(status("1 / y > 0", r#""y":2"#).0, Status::Eligible);
    assert_eq!(status("1 / y > 0 and a", r#""y":0,"a":false"#).0, Status::NotEligible, "false and a fault is false");
    assert_eq!(status("1 / y > 0 or a", r#""y":0,"a":true"#).0, Status::Eligible);
    assert_eq!(status("1 / y > 0", "\"a\":true"), (Status::Undetermined, vec!["y".to_owned()]));
    assert_eq!(
        status("y * 4000000000 * 4000000000 * 4000000000 > 0", r#""y":9000000000000000000"#).0,
        Status::Referred
    );
    assert_eq!(status("d + 9000 years > d", r#""d":"2022-01-01""#).0, Status::Referred, "no such day");
}

#[test]
fn the_outcome_follows_the_order_of_the_pathways() {
    let text = |grant: &str| {
        format!(
            r#"policy test "Test" {{ }}
            facts applicant {{ id n : text  a : boolean  b : boolean  c : boolean }}
            finding f : boolean
            pathway first  {{ requires a }}
            pathway second {{ requires b barred by c }}
            pathway third  {{ requires f }}
            determination {{ consider second, first, third grant {grant} }}"#
        )
    };
    let outcome = |grant: &str, facts: &str| {
        let plan = plan_text(&text(grant));
        let (decided, _) = decide_all(&plan, &[record(&plan, &format!("{{\"n\":\"1\",{facts}}}"))]);
        let name = |at: &usize| plan.pathways[*at].name.clone();
        let decision = &decided[0].1;
        let names = |all: &[usize]| all.iter().map(name).collect::<Vec<_>>().join(" ");
        format!("{} {} | {}", decision.outcome, names(&decision.pathways), names(&decision.pending))
    };
    assert_eq!(outcome("first", r#""a":true,"b":true,"c":false,"f":true"#), "granted second | ");
    assert_eq!(outcome("every", r#""a":true,"b":true,"c":false,"f":true"#), "granted second first third | ");
    assert_eq!(outcome("first", r#""a":true,"c":false,"f":true"#), "granted first | second", "the open one is pending");
    assert_eq!(outcome("first", r#""a":true,"b":true,"c":true,"f":true"#), "granted first | ");
    assert_eq!(outcome("first", r#""a":false,"b":false,"f":false"#), "refused  | ");
    assert_eq!(outcome("first", r#""a":false,"b":false"#), "referred third | ");
    assert_eq!(outcome("first", r#""a":false,"b":true"#), "undetermined second | third");
}

#[test]
fn the_policy_decides_only_while_it_is_in_force() {
    let plan = plan_text(
        r#"policy test "Test" { in force from 2022-01-01 through 2022-12-31 }
        facts applicant { id n : text  a : boolean }
        pathway p { requires a }"#,
    );
    let record = record(&plan, r#"{"n":"1","a":true}"#);
    let on = |date: &str| {
        let result = determine_one(&plan, &record, Some(date)).pathways[0].clone();
        (result.status, result.not_in_force)
    };
    assert_eq!(on("2021-12-31"), (Status::NotEligible, true));
    assert_eq!(on("2022-01-01"), (Status::Eligible, false));
    assert_eq!(on("2022-12-31"), (Status::Eligible, false));
    assert_eq!(on("2023-01-01"), (Status::NotEligible, true));
}

#[test]
fn money_and_fractions_lose_nothing() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant { id n : text  salary : money GBP  hours : decimal }
        parameter going_rate = 38_700 GBP
        define pro_rata = going_rate * (hours / 37.5)
        pathway exact   { requires salary >= pro_rata }
        pathway rounded { requires salary >= round_up(pro_rata, 2) }"#,
    );
    let both = |salary: &str| {
        let facts = format!("{{\"n\":\"1\",\"salary\":{salary},\"hours\":20}}");
        let determination = determine_one(&plan, &record(&plan, &facts), None);
        determination.pathways.iter().map(|pathway| pathway.status == Status::Eligible).collect::<Vec<_>>()
    };
    assert_eq!(both("20640"), [true, true], "38 700 × 20 ÷ 37.5 is 20 640 exactly");
    assert_eq!(both("20639.99"), [false, false]);
}

#[test]
fn law_changes_with_the_day_and_is_read_as_of_it() {
    let plan = plan_text(
        r#"policy test "Test" { in force from 2022-01-01  as of applied }
        facts applicant {
          id n : text  applied : date  first_grant : date  entered : date  age : integer  salary : money GBP
          points : integer
        }
        parameter threshold "salary" {
          26_200 GBP from 2022-01-01
          38_700 GBP from 2024-04-04
        }
        parameter offer_points "points for an offer" {
          50 from 2020-01-01
          repealed from 2025-03-25
        }
        table grid(v: integer) : integer { in force from 2022-01-01 through 2022-12-31  | v | r | | <= 9 | 1 | | >= 10 | 2 | }
        table grid(v: integer) : integer { in force from 2023-01-01  | v | r | | <= 9 | 3 | | >= 10 | 4 | }
        define base "base" { when age >= 21 then 10 from 2023-01-01 when age >= 18 then 5 otherwise 0 }
        rule adult "is of age" { in force from 2022-01-01 through 2023-06-30  met when age >= 18 }
        rule adult "is of age" { in force from 2023-07-01  met when age >= 21 }
        rule treaty "is under the treaty" {
          met when age >= 16 from 2023-03-25 by entered
          met when age >= 40 through 2023-03-24 by entered
        }
        score total "total" { add offer_points add 7 from 2024-01-01 add grid(points) }
        pathway paid     { requires salary >= threshold }
        pathway old_paid { requires salary >= threshold on first_grant }
        pathway grown    { requires adult }
        pathway treated  { requires treaty }
        pathway dated    { requires age >= 60 from 2024-01-01  barred by age < 10 through 2022-12-31 }
        pathway then_due { in force from 2024-01-01  requires age >= 0 }"#,
    );
    let base = r#""first_grant":"2023-01-01","entered":"2023-03-25","age":20,"salary":30000,"points":10"#;
    let on = |applied: &str, changes: &str| {
        let facts = format!("{{\"n\":\"1\",\"applied\":\"{applied}\",{base}}}");
        let mut facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&facts).unwrap();
        facts.extend(serde_json::from_str::<serde_json::Map<_, _>>(changes).unwrap());
        let facts = serde_json::Value::Object(facts).to_string();
        let determination = determine_one(&plan, &record(&plan, &facts), None);
        let eligible: Vec<&str> = plan
            .pathways
            .iter()
            .zip(&determination.pathways)
            .filter(|(_, result)| result.status == Status::Eligible)
            .map(|(pathway, _)| pathway.name.as_str())
            .collect();
        let points = determination.scores[0].numbers().map(|points| format!("{}..{}", points.low, points.high));
        (eligible.join(" "), points.unwrap_or_default())
    };
    assert_eq!(on("2022-06-01", "{}"), ("paid old_paid grown treated dated".to_owned(), "52..52".to_owned()));
    assert_eq!(on("2024-04-03", "{}").0, "paid old_paid treated then_due", "the old salary to the last day");
    assert_eq!(on("2024-04-04", "{}").0, "old_paid treated then_due", "the new one from its first");
    assert_eq!(on("2024-04-04", r#"{"first_grant":"2024-04-04"}"#).0, "treated then_due");
    assert_eq!(on("2023-06-30", "{}").0, "paid old_paid grown treated dated");
    assert_eq!(on("2023-07-01", "{}").0, "paid old_paid treated dated", "another rule of the same name");
    assert_eq!(on("2023-07-01", r#"{"entered":"2023-03-24"}"#).0, "paid old_paid dated", "by another date");
    assert_eq!(on("2025-03-24", "{}").1, "61..61", "50 + 7 + 4");
    assert_eq!(on("2025-03-25", "{}").1, "11..11", "a repealed value adds nothing");
    // Which law applies is not known: every pathway needs the day.
    let unknown = determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\",{base}}}")), None);
    assert!(unknown.pathways.iter().all(|result| result.status == Status::Undetermined));
}

#[test]
fn a_value_read_outside_its_time_is_a_fault() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant { id n : text  paid_on : date  amount : integer }
        parameter limit "limit" { 10 from 2022-01-01 through 2022-12-31 by paid_on }
        pathway p { requires amount <= limit }"#,
    );
    let status = |day: &str| {
        let facts = format!("{{\"n\":\"1\",\"paid_on\":\"{day}\",\"amount\":5}}");
        determine_one(&plan, &record(&plan, &facts), None).pathways[0].status
    };
    assert_eq!(status("2022-12-31"), Status::Eligible);
    assert_eq!(status("2023-01-01"), Status::Referred);
}

#[test]
fn a_field_may_be_a_finding() {
    let plan = plan_text(
        r#"policy test "Test" { }
        record interview { held : boolean  finding credible : boolean "is credible"  finding : integer }
        facts applicant { id n : text  talk : interview }
        pathway p { requires talk.held  requires talk.credible  requires talk.finding > 0 }"#,
    );
    let status = |talk: &str| {
        let facts = format!("{{\"n\":\"1\",\"talk\":{{{talk}}}}}");
        determine_one(&plan, &record(&plan, &facts), None).pathways[0].status
    };
    assert_eq!(status(r#""held":true,"credible":true,"finding":1"#), Status::Eligible);
    assert_eq!(status(r#""held":true,"finding":1"#), Status::Referred);
    assert_eq!(status(r#""credible":true,"finding":1"#), Status::Undetermined);
}

#[test]
fn a_repealed_parameter_can_be_tested_for_none() {
    let plan = plan_text(
        r#"policy test "Test" { in force from 2016-11-19  as of applied }
        facts applicant { id n : text  applied : date  x : integer }
        parameter p { 5 from 2016-11-19  repealed from 2025-03-25 }
        pathway w { requires p is none or x >= p }
        pathway v { requires p is not none and x >= (p on 2020-01-01 else 0) }"#,
    );
    let statuses = |day: &str, x: u32| {
        let facts = format!("{{\"n\":\"1\",\"applied\":\"{day}\",\"x\":{x}}}");
        let found = determine_one(&plan, &record(&plan, &facts), None);
        found.pathways.iter().map(|result| result.status == Status::Eligible).collect::<Vec<_>>()
    };
    assert_eq!(statuses("2020-01-01", 5), [true, true]);
    assert_eq!(statuses("2020-01-01", 4), [false, false]);
    assert_eq!(statuses("2025-03-25", 4), [true, false]);
}

#[test]
fn of_a_pathway_for_several_times_the_one_in_force_speaks() {
    let plan = plan_text(
        r#"policy test "Test" { as of applied }
        facts applicant { id n : text  applied : date  a : boolean  b : boolean }
        pathway work "Work" { in force from 2020-01-01 through 2021-12-31  requires a }
        pathway work "Work" { in force from 2022-01-01 through 2023-12-31  requires b  barred by a }
        pathway other { requires work not eligible because a }
        pathway both { requires work eligible }
        determination { consider work, other, both  grant every }
        test "old law" { given { n: "1"  applied: 2021-05-05  a: true  b: false }
          expect work eligible  expect both eligible  expect other not eligible  expect outcome granted by work }
        test "new law" { given { n: "1"  applied: 2022-05-05  a: true  b: true }
          expect work not eligible because a  expect other eligible  expect outcome granted by other }
        test "what only the new law asks for" { given { n: "1"  applied: 2022-05-05  a: false  b: false }
          expect work not eligible because b  expect other not eligible }"#,
    );
    let decided = |day: &str, a: bool| {
        let facts = format!("{{\"n\":\"1\",\"applied\":\"{day}\",\"a\":{a},\"b\":true}}");
        let (decided, _) = decide_all(&plan, &[record(&plan, &facts)]);
        let (determination, decision) = &decided[0];
        let granted: Vec<String> = decision.pathways.iter().map(|at| plan.pathways[*at].name.clone()).collect();
        (granted, visado::report::reasons(&plan, determination, decision))
    };
    assert_eq!(decided("2021-12-31", true).0, ["work", "both"]);
    assert_eq!(decided("2022-01-01", false).0, ["work", "both"]);
    assert_eq!(decided("2021-12-31", false).0, ["other"]);
    // Whoever is refused hears of the law of the day alone; after the last of them, that it has ended.
    let (granted, reasons) = decided("2024-01-01", true);
    assert_eq!((granted, reasons), (vec![], ["not_in_force", "a", "not work", "work"].map(str::to_owned).to_vec()));
    for found in visado::trial::run(&plan, "") {
        assert!(found.failures.is_empty(), "{}: {:?}", found.name, found.failures);
    }
}

#[test]
fn scores_and_records_are_given_as_values_are() {
    let plan = plan_text(
        r#"policy test "Test" { as of applied }
        enum ability { reading, writing }
        record level { least : integer  most : integer }
        record result { reading : integer  writing : integer  level : level }
        facts applicant { id n : text  applied : date  first : result  second : optional result
                          others : list of result }
        parameter bonus { 1 from 2020-01-01  5 from 2022-01-01 }
        define part(t: result, a: ability) = if a is reading then t.reading else t.writing
        score points(t: result, weight: integer) {
          at most 20
          add for a in ability: weight * part(t, a)
          group extra when t.level.most > 3 at most 2 { add t.level.least  add 1 when t.reading > 3 }
          add bonus when t.writing > t.reading
        }
        score shown { add points(first, 2) }
        pathway p { requires shown is 13 }
        pathway q { requires second is not none and points(second, 1) >= 4 }
        pathway r { requires any(t in others where points(t, 1) is 7) }
        pathway s { requires points(first, 2) on 2021-05-05 is 11 }"#,
    );
    let of = |reading: u32, writing: u32| {
        format!("{{\"reading\":{reading},\"writing\":{writing},\"level\":{{\"least\":0,\"most\":4}}}}")
    };
    let statuses = |facts: &str| {
        let found = determine_one(&plan, &record(&plan, facts), None);
        assert!(found.scores.len() == 1, "a score with inputs is no column");
        found.pathways.iter().map(|result| result.status).collect::<Vec<_>>()
    };
    let facts = |first: &str, second: &str| {
        format!(
            "{{\"n\":\"1\",\"applied\":\"2022-05-05\",\"first\":{first},\"second\":{second},\"others\":[{}]}}",
            of(0, 2)
        )
    };
    use Status::{Eligible, NotEligible, Undetermined};
    // 2 × (1 + 3), and 5 since more was reached in writing: 13.
    assert_eq!(statuses(&facts(&of(2, 2), "null"))[..2], [NotEligible, NotEligible]);
    assert_eq!(statuses(&facts(&of(1, 3), &of(2, 2))), [Eligible, Eligible, Eligible, NotEligible]);
    assert_eq!(statuses(&facts(&of(2, 3), &of(1, 1)))[1..], [NotEligible, Eligible, Eligible]);
    let open = facts(&of(1, 3), &of(2, 2)).replacen("\"writing\":3,", "", 1);
    assert_eq!(statuses(&open)[0], Undetermined);
}

#[test]
fn each_element_may_be_held_to_the_law_of_its_own_day() {
    let plan = plan_text(
        r#"policy test "Test" { as of applied }
        record job { start : date  wage : money EUR  hours : list of integer }
        facts applicant { id n : text  applied : date  jobs : list of job }
        parameter floor { 10 EUR from 2020-01-01  12 EUR from 2022-01-01 }
        define doubled { when floor > 11 EUR then 2 * floor otherwise floor }
        rule dear { met when floor >= 12 EUR }
        exception to dear { not met when as_of is 2023-03-03 }
        table grid(wage: money EUR) : integer { | wage | points | | <= 11 EUR | 1 | | > 11 EUR | 2 | }
        pathway p { requires every(j in jobs has j.wage >= floor on j.start) }
        pathway q { requires every(j in jobs has j.wage >= doubled on (j.start + 1 day)) }
        pathway r { requires any(j in jobs where dear on j.start) }
        pathway s { requires any(j in jobs where any(h in j.hours where h >= 3 and dear on j.start)) }
        pathway t { requires any(j in jobs where j.wage >= floor on applied) }
        pathway u { requires any(j in jobs where j.wage >= floor on 2020-06-01) }
        pathway v { requires any(j in jobs where grid(j.wage) on j.start is 2) }"#,
    );
    let statuses = |jobs: &str| {
        let facts = format!("{{\"n\":\"1\",\"applied\":\"2022-06-01\",\"jobs\":[{jobs}]}}");
        let found = determine_one(&plan, &record(&plan, &facts), None);
        found.pathways.iter().map(|result| result.status == Status::Eligible).collect::<Vec<_>>()
    };
    let job = |start: &str, wage: u32| format!("{{\"start\":\"{start}\",\"wage\":{wage},\"hours\":[1,4]}}");
    let (t, f) = (true, false);
    assert_eq!(statuses(&job("2021-12-31", 10)), [t, f, f, f, f, t, f]);
    assert_eq!(statuses(&job("2021-12-30", 10)), [t, t, f, f, f, t, f]);
    assert_eq!(statuses(&job("2022-01-01", 12)), [t, f, t, t, t, t, t]);
    assert_eq!(statuses(&job("2023-03-03", 24)), [t, t, f, f, t, t, t]);
    assert_eq!(statuses(&format!("{},{}", job("2021-12-31", 10), job("2022-01-01", 11)))[..3], [f, f, t]);
}

#[test]
fn exceptions_are_used_instead_of_what_they_except() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant {
          id n : text  late_filing : boolean  child : boolean  changed : boolean  adult_again : boolean
          salary : money GBP  first : date  warned : boolean  asked : boolean
        }
        rule late "filed late" { met when late_filing }
        rule denied "was denied" { met when warned }
        exception children to late { not met when child }
        exception changed_law to late, denied { not met when changed }
        exception grown to children { not met when adult_again }
        define threshold { when warned then 200 GBP otherwise 100 GBP }
        exception to threshold { when first < 2020-01-01 then 50 GBP }
        rule strict { met when asked }
        exception yes to strict { met when child }
        exception no to strict { despite yes  not met when warned }
        pathway entry { requires salary >= threshold barred by late barred by denied }
        pathway other { requires strict }"#,
    );
    let status = |facts: &str| {
        let base = r#"{"n":"1","late_filing":false,"child":false,"changed":false,"adult_again":false,"salary":150,
            "first":"2022-01-01","warned":false,"asked":false}"#;
        let mut all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(base).unwrap();
        all.extend(serde_json::from_str::<serde_json::Map<_, _>>(facts).unwrap());
        let text = serde_json::Value::Object(all).to_string();
        let determination = determine_one(&plan, &record(&plan, &text), None);
        let of = |at: usize| determination.pathways[at].status == Status::Eligible;
        (of(0), of(1))
    };
    assert!(status("{}").0);
    assert!(!status(r#"{"late_filing":true}"#).0);
    assert!(status(r#"{"late_filing":true,"child":true}"#).0, "an exception defeats the rule");
    assert!(!status(r#"{"late_filing":true,"child":true,"adult_again":true}"#).0, "and may be excepted itself");
    assert!(status(r#"{"late_filing":true,"changed":true}"#).0);
    assert!(!status(r#"{"warned":true,"salary":300}"#).0);
    assert!(status(r#"{"warned":true,"salary":300,"changed":true}"#).0, "one exception to two rules");
    assert!(!status(r#"{"salary":60}"#).0);
    assert!(status(r#"{"salary":60,"first":"2019-12-31"}"#).0, "an exception to a value");
    assert!(status(r#"{"child":true}"#).1, "an exception may make a rule met");
    assert!(!status(r#"{"child":true,"warned":true}"#).1, "and one ranks above another");
}

#[test]
fn two_exceptions_that_disagree_are_a_conflict() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant { id n : text  a : boolean  b : boolean  c : boolean }
        rule r { met when c }
        exception yes to r { met when a }
        exception no to r { not met when b }
        pathway p { requires r }"#,
    );
    let result = |facts: &str| {
        determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\",{facts}}}")), None).pathways[0].clone()
    };
    assert_eq!(result(r#""a":true,"b":false,"c":false"#).status, Status::Eligible);
    assert_eq!(result(r#""a":false,"b":true,"c":true"#).status, Status::NotEligible);
    let conflict = result(r#""a":true,"b":true,"c":true"#);
    assert_eq!(conflict.status, Status::Referred);
    assert_eq!(conflict.faults.iter().count(), 2, "the places of both");
    assert_eq!(result(r#""a":true,"c":true"#).status, Status::Undetermined);
}

#[test]
fn presumptions_and_burdens_say_what_an_unknown_is() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant {
          id n : text  past : boolean  changed : boolean presumed false when past
          late_filing : boolean burden applicant   criminal : boolean burden authority
        }
        finding fear : boolean burden applicant
        rule feared { met when past { unless changed } met when fear }
        rule shown { burden applicant met when past and not late_filing }
        pathway asylum { requires feared barred by late_filing barred by criminal }
        pathway other { requires shown }"#,
    );
    let status = |facts: &str, closed: bool| {
        let record = record(&plan, &format!("{{\"n\":\"1\"{facts}}}"));
        let mut evaluator = visado::evaluate::Evaluator::new(&plan, None).with_evidence_closed(closed);
        let determination = visado::evaluate::determine(&mut evaluator, &record);
        let needs: Vec<&str> = determination.pathways[0].needs.iter().map(|id| plan.facts[*id].path.as_str()).collect();
        (determination.pathways[0].status, needs.join(" "), determination.pathways[1].status)
    };
    use Status::{Eligible, NotEligible, Undetermined};
    let known = r#","late_filing":false,"criminal":false"#;
    // Past persecution is known: no change of conditions is presumed.
    assert_eq!(status(&format!("{known},\"past\":true"), false).0, Eligible);
    // Without it the change is simply unknown, but does not matter where there is a fear.
    let open = status(&format!("{known},\"past\":false"), false);
    assert_eq!((open.0, open.1.as_str()), (Status::Referred, "fear"), "a finding is left");
    assert_eq!(status(&format!("{known},\"past\":false"), true).0, NotEligible, "the applicant had to show it");
    // Whether the filing was late is the applicant's to show, a crime the authority's.
    assert_eq!(status(r#","past":true,"late_filing":false"#, false).0, Undetermined);
    assert_eq!(status(r#","past":true,"late_filing":false"#, true).0, Eligible);
    assert_eq!(status(r#","past":true,"criminal":false"#, true).0, NotEligible);
    // A rule has a burden of its own.
    assert_eq!(status(r#","past":true"#, false).2, Undetermined);
    assert_eq!(status("", true).2, NotEligible);
}

#[test]
fn stages_are_judged_one_after_the_other() {
    let plan = plan_text(
        r#"policy test "Test" { }
        facts applicant { id n : text  a : boolean  b : boolean  c : boolean }
        pathway p {
          requires a
          stage merits "the merits" { requires b }
          stage last { barred by c }
          may grant status by officer "in the public interest"
        }
        pathway q { requires p not eligible because a  requires b }
        pathway r { requires p eligible }"#,
    );
    let result = |facts: &str| {
        let determination = determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\"{facts}}}")), None);
        let first = &determination.pathways[0];
        let needs: Vec<&str> = first.needs.iter().map(|id| plan.facts[*id].path.as_str()).collect();
        let unmet: Vec<&str> = first.unmet.iter().map(|at| plan.pathways[0].requires[*at].key.as_str()).collect();
        let others = [determination.pathways[1].status, determination.pathways[2].status];
        (first.status, unmet.join(" "), needs.join(" "), first.discretion, others)
    };
    use Status::{Eligible, NotEligible, Referred, Undetermined};
    let found = result(r#","a":false,"b":false"#);
    assert_eq!((found.0, found.1.as_str()), (NotEligible, "a"), "what comes later is not judged");
    let found = result(r#","b":false"#);
    assert_eq!((found.0, found.2.as_str()), (Undetermined, "a"), "nor asked for");
    let found = result(r#","a":true,"b":true,"c":false"#);
    assert_eq!((found.0, found.3), (Referred, true), "whoever meets the rest is for the officer");
    assert_eq!(found.4, [NotEligible, Eligible], "the statutory requirements are met");
    assert_eq!(result(r#","a":false,"b":true"#).4, [Eligible, NotEligible]);
    assert_eq!(result(r#","a":true,"b":false"#).4[0], NotEligible);
    assert_eq!(result(r#","a":true,"b":true,"c":true"#).4[0], NotEligible, "barred by c, not because of a");
}

/// A policy over lists, and the status of each of its pathways for a record.
#[test]
fn a_clause_that_is_not_in_force_is_not_what_another_pathway_is_lost_for() {
    let plan = plan_text(
        r#"policy test "Test" { as of decided }
        facts applicant { id n : text  decided : date  a : boolean  b : boolean }
        pathway p { requires a from 2025-01-01  requires b }
        pathway q { requires p not eligible because a }"#,
    );
    let status = |decided: &str| {
        let facts = format!(r#"{{"n":"1","decided":"{decided}","a":false,"b":false}}"#);
        determine_one(&plan, &record(&plan, &facts), None).pathways[1].status
    };
    assert_eq!(status("2024-12-31"), Status::NotEligible, "`a` was not asked for");
    assert_eq!(status("2025-01-01"), Status::Eligible);
}

#[test]
fn what_is_looked_for_in_an_empty_list_may_be_a_fault() {
    let pathway = "pathway p { barred by 10 / count(s in supporters) in numbers  requires applied >= 2020-01-01 }";
    let status = |supporters: &str| over_lists(pathway, &format!(r#""numbers":[]{supporters}"#))[0].0;
    assert_eq!(status(r#","supporters":[]"#), Status::Referred);
    assert_eq!(status(""), Status::Undetermined, "there may be no supporters");
}

fn over_lists(pathways: &str, facts: &str) -> Vec<(Status, String)> {
    let plan = plan_text(&format!(
        r#"policy test "Test" {{ as of applied }}
        enum kind {{ relative, friend, employer }}
        record supporter {{ approved: boolean, country: country, kind: kind, income: money USD, since: optional date }}
        record stay {{ entry: date, exit: optional date, hours: decimal }}
        record right {{ start: date, end: date }}
        facts applicant {{
          id n : text  applied : date  supporters : list of supporter  stays : list of stay  rights : list of right
          least : money USD  numbers : list of integer
        }}
        {pathways}"#
    ));
    let record = record(&plan, &format!("{{\"n\":\"1\",\"applied\":\"2024-03-01\",{}}}", facts.replace('\n', " ")));
    let determination = determine_one(&plan, &record, None);
    let needs = |at: usize| {
        let needs = determination.pathways[at].needs.iter().map(|id| plan.facts[*id].path.clone());
        needs.collect::<Vec<_>>().join(" ")
    };
    determination.pathways.iter().enumerate().map(|(at, result)| (result.status, needs(at))).collect()
}

#[test]
fn the_elements_of_lists_are_asked_about() {
    use Status::{Eligible, NotEligible, Undetermined};
    let supporters = r#""supporters":[
        {"approved":true,"country":"USA","kind":"relative","income":30000,"since":"2020-01-01"},
        {"approved":false,"country":"USA","kind":"friend","income":50000,"since":null},
        {"approved":true,"country":"CAN","kind":"employer","income":20000,"since":"2022-01-01"}],"numbers":[3,5],
        "least":40000"#;
    let cases: &[(&str, Status)] = &[
        ("any(s in supporters where s.approved and s.country is USA)", Eligible),
        ("any(s in supporters where s.approved and s.kind is friend)", NotEligible),
        ("no(s in supporters where s.country is MEX)", Eligible),
        ("every(s in supporters has s.income >= 20_000 USD)", Eligible),
        ("every(s in supporters where s.approved has s.income >= 30_000 USD)", NotEligible),
        ("count(s in supporters) is 3", Eligible),
        ("count(s in supporters where s.approved) is 2", Eligible),
        ("sum(s.income for s in supporters) is 100_000 USD", Eligible),
        ("sum(s.income for s in supporters where s.approved) >= least", Eligible),
        ("(max(s.income for s in supporters) else 0 USD) is 50_000 USD", Eligible),
        ("(min(s.income for s in supporters where s.kind is friend) else 0 USD) is 50_000 USD", Eligible),
        ("max(s.income for s in supporters where s.country is MEX) is none", Eligible),
        ("any(s in supporters where s.since is not none and s.since > 2021-01-01)", Eligible),
        ("any(n in numbers where n > 4)", Eligible),
        ("3 in numbers", Eligible),
        ("any(s in supporters where any(t in supporters where t.income > s.income and not t.approved))", Eligible),
        ("every(s in supporters has s.income <= least + least)", Eligible),
    ];
    for (condition, expected) in cases {
        let found = over_lists(&format!("pathway p {{ requires {condition} }}"), supporters);
        assert_eq!(found[0].0, *expected, "{condition}");
    }
    // What is unknown of an entry is open; what is known decides.
    let open = r#""supporters":[{"approved":true,"country":"USA"},{"country":"CAN","income":9}]"#;
    let cases: &[(&str, Status)] = &[
        ("any(s in supporters where s.approved and s.country is USA)", Eligible),
        ("any(s in supporters where s.approved and s.country is CAN)", Undetermined),
        ("every(s in supporters has s.country in [USA, CAN])", Eligible),
        ("count(s in supporters where s.approved) >= 1", Eligible),
        ("count(s in supporters where s.approved) >= 3", NotEligible),
        ("count(s in supporters where s.approved) >= 2", Undetermined),
        ("sum(s.income for s in supporters where s.country is CAN) is 9 USD", Eligible),
        ("count(s in stays) >= 0", Eligible),
        ("count(s in stays) >= 1", Undetermined),
    ];
    for (condition, expected) in cases {
        let found = over_lists(&format!("pathway p {{ requires {condition} }}"), open);
        assert_eq!(found[0].0, *expected, "{condition}: {found:?}");
    }
    assert_eq!(over_lists("pathway p { requires count(s in stays) >= 1 }", open)[0].1, "stays");
    let empty = r#""supporters":[]"#;
    let cases: &[(&str, Status)] = &[
        ("any(s in supporters)", NotEligible),
        ("no(s in supporters)", Eligible),
        ("every(s in supporters has s.approved)", Eligible),
        ("sum(s.income for s in supporters) is 0 USD", Eligible),
        ("max(s.income for s in supporters) is none", Eligible),
    ];
    for (condition, expected) in cases {
        assert_eq!(over_lists(&format!("pathway p {{ requires {condition} }}"), empty)[0].0, *expected, "{condition}");
    }
}

#[test]
fn days_that_periods_cover_count_once() {
    use Status::{Eligible, NotEligible, Undetermined};
    let days = |periods: &str, call: &str, expected: &str| {
        let text = format!("pathway p {{ requires {call} is {expected} }}");
        let found = over_lists(
            &text,
            &format!("\"stays\":[{periods}],\"rights\":[{{\"start\":\"2023-01-05\",\"end\":\"2023-01-20\"}}]"),
        );
        assert_eq!(found[0].0, Eligible, "{call} is {expected}");
    };
    let two = r#"{"entry":"2023-01-01","exit":"2023-01-10","hours":20},{"entry":"2023-01-08","exit":"2023-01-15","hours":30}"#;
    days(two, "days_covered(s.entry through s.exit for s in stays)", "15");
    days(two, "days_covered(s.entry to s.exit for s in stays)", "14");
    let touching = r#"{"entry":"2023-01-01","exit":"2023-01-10"},{"entry":"2023-01-11","exit":"2023-01-15"}"#;
    days(touching, "days_covered(s.entry through s.exit for s in stays)", "15");
    days(touching, "days_covered(s.entry to s.exit for s in stays)", "13");
    days(two, "days_covered(s.entry through s.exit for s in stays where s.hours > 25)", "8");
    days(
        two,
        "days_covered(s.entry through s.exit for s in stays, also in r.start through r.end for r in rights)",
        "11",
    );
    // A share of full time on each day, which together is never more than all of it.
    days(two, "days_covered(s.entry through s.exit for s in stays, weight s.hours / 40)", "10.25");
    let leap = r#"{"entry":"2024-02-27","exit":"2024-03-01"}"#;
    days(leap, "days_covered(s.entry through s.exit for s in stays)", "4");
    days(leap, "days_covered(s.entry through s.exit for s in stays, within 1 month before 2024-03-01)", "4");
    days(leap, "days_covered(s.entry through s.exit for s in stays, within 2 days before 2024-02-29)", "2");
    // Still there: the stay runs to the day whose law applies, 1 March 2024.
    let open = r#"{"entry":"2024-02-28","exit":null}"#;
    days(open, "days_covered(s.entry through s.exit for s in stays)", "3");
    let scattered = r#"{"entry":"2023-01-01","exit":"2023-01-20"},{"entry":"2023-06-01","exit":"2023-06-25"},{"entry":"2023-07-01","exit":"2023-07-10"}"#;
    days(
        scattered,
        "most_days_covered(s.entry through s.exit for s in stays, in any 180 days before 2024-03-01)",
        "45",
    );
    days(scattered, "most_days_covered(s.entry through s.exit for s in stays, in any 30 days before 2024-03-01)", "25");
    days(
        scattered,
        "most_days_covered(s.entry through s.exit for s in stays, in any 12 months before 2023-06-10)",
        "30",
    );
    let year = "every(y in each year of 2 years before 2024-01-20 has days_covered(s.entry through s.exit for s in stays, within y) >= 0)";
    let found = over_lists(&format!("pathway p {{ requires {year} }}"), &format!("\"stays\":[{scattered}]"));
    assert_eq!(found[0].0, Eligible);
    let count = "count(y in each year of 2 years before 2024-01-20 where days_covered(s.entry through s.exit for s in stays, within y) >= 20)";
    // The first window ends on 20 January 2023, so that the first stay is wholly in it.
    let found = over_lists(&format!("pathway p {{ requires {count} is 2 }}"), &format!("\"stays\":[{scattered}]"));
    assert_eq!(found[0].0, Eligible);
    // A stay that is over or not, nobody knows which: 28 February alone, or through 1 March.
    let either = r#"{"entry":"2024-02-28","exit":"2024-02-29","hours":40},{"entry":"2024-03-01"}"#;
    let over = "days_covered(s.entry to (if s.hours > 30 then s.exit else none) for s in stays, within 1 month before 2024-03-01)";
    let found = over_lists(
        &format!(
            "pathway p {{ requires {over} <= 1 }} pathway q {{ requires {over} >= 1 }} pathway r {{ requires {over} > 3 }}"
        ),
        &format!("\"stays\":[{either}]"),
    );
    assert_eq!(found.iter().map(|one| one.0).collect::<Vec<_>>(), [Undetermined, Eligible, NotEligible]);
    // A weight below 0 takes nothing from what another covers.
    let negative = r#"{"entry":"2023-01-01","exit":"2023-01-01","hours":40},{"entry":"2023-01-01","exit":"2023-01-01","hours":-40}"#;
    days(negative, "days_covered(s.entry through s.exit for s in stays, weight s.hours / 40)", "1");
    // Of a list that nobody knows, no more days than the window has.
    let found = over_lists(
        "pathway p { requires days_covered(s.entry through s.exit for s in stays, within 180 days before 2024-03-01) <= 180 }\n\
         pathway q { requires most_days_covered(s.entry through s.exit for s in stays, in any 12 months before 2024-03-01) <= 366 }\n\
         pathway r { requires days_covered(r.start through r.end for r in rights, also in s.entry through s.exit for s in stays) is 0 }\n\
         pathway s { requires days_covered(s.entry through s.exit for s in stays, within 180 days before 2024-03-01) <= 179 }",
        "\"rights\":[]",
    );
    assert_eq!(found.iter().map(|one| one.0).collect::<Vec<_>>(), [Eligible, Eligible, Eligible, Undetermined]);
    // An unknown end leaves the number open, but no wider than it must be.
    let unknown = r#"{"entry":"2023-01-01","exit":"2023-01-10"},{"entry":"2023-01-08"}"#;
    let found = over_lists(
        "pathway p { requires days_covered(s.entry through s.exit for s in stays, within 1 year before 2023-01-20) >= 10 }\n\
         pathway q { requires days_covered(s.entry through s.exit for s in stays, within 1 year before 2023-01-20) >= 15 }\n\
         pathway r { requires days_covered(s.entry through s.exit for s in stays, within 1 year before 2023-01-20) >= 21 }",
        &format!("\"stays\":[{unknown}]"),
    );
    let statuses: Vec<Status> = found.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [Eligible, Undetermined, NotEligible]);
}

#[test]
fn a_value_for_every_day_is_no_fault_on_a_day_that_nobody_knows() {
    let plan = plan_text(
        r#"policy test "Test" { as of applied }
        facts applicant { id n : text  applied : date  heard : date  age : integer }
        parameter least "least age" {
          18 through 2019-12-31 by heard  21 from 2020-01-01 through 2022-12-31 by heard  25 from 2023-01-01 by heard
        }
        parameter gap "with a gap" { 18 through 2019-12-31 by heard  21 from 2021-01-01 by heard }
        define limit = 18  through 2019-12-31 by heard
        define limit = 21  from 2020-01-01 by heard
        pathway p { requires age >= least }
        pathway q { requires age >= limit }
        pathway r { requires age >= gap }
        "#,
    );
    let statuses = |age: u32| {
        let record = record(&plan, &format!("{{\"n\":\"1\",\"applied\":\"2024-01-01\",\"age\":{age}}}"));
        let determination = determine_one(&plan, &record, None);
        determination.pathways.iter().map(|found| (found.status, found.faults.is_empty())).collect::<Vec<_>>()
    };
    use Status::{Eligible, NotEligible, Undetermined};
    assert_eq!(statuses(17), [(NotEligible, true), (NotEligible, true), (Undetermined, false)]);
    assert_eq!(statuses(20), [(Undetermined, true), (Undetermined, true), (Undetermined, false)]);
    // The gap keeps open what every value that there is would allow.
    assert_eq!(statuses(25), [(Eligible, true), (Eligible, true), (Undetermined, false)]);
}

#[test]
fn calls_stand_for_what_they_say_of_what_they_are_given() {
    let text = std::fs::read_to_string(crate::support::root().join("tests/cases/inputs.visado")).unwrap();
    let checked = crate::support::check_text("inputs", &text, None);
    let plan = visado::plan::plan(&checked.policy.unwrap());
    assert!(visado::trial::run(&plan, "").iter().all(|result| result.failures.is_empty()));
    let records = crate::support::read_file(&plan, "tests/cases/inputs.jsonl");
    let determination = determine_one(&plan, &records[0], None);
    let unmet: Vec<&str> =
        determination.pathways[0].unmet.iter().map(|at| plan.pathways[0].requires[*at].key.as_str()).collect();
    assert_eq!(unmet, ["reads well"]);
}

#[test]
fn a_rule_with_inputs_is_not_met_where_it_is_not_in_force() {
    let plan = plan_text(
        r#"policy test "Test" { as of applied }
        facts applicant { id n : text  applied : date  age : integer }
        rule old(least: integer) "is at least {least}" { in force from 2020-01-01  met when age >= least }
        rule young(most: integer) "is at most {most}" { in force through 2019-12-31  met when age <= most }
        rule young(most: integer) "is below {most}" { in force from 2020-01-01  met when age < most }
        define fee(rate: integer) = age * rate  through 2019-12-31
        pathway p { requires old(3) }
        pathway q { requires young(3) }
        pathway r { requires fee(2) >= 0 }
        "#,
    );
    let statuses = |applied: &str, age: u32| {
        let record = record(&plan, &format!("{{\"n\":\"1\",\"applied\":\"{applied}\",\"age\":{age}}}"));
        let determination = determine_one(&plan, &record, None);
        determination.pathways.iter().map(|found| (found.status, found.faults.is_empty())).collect::<Vec<_>>()
    };
    use Status::{Eligible, NotEligible, Referred};
    assert_eq!(statuses("2019-01-01", 3), [(NotEligible, true), (Eligible, true), (Eligible, true)]);
    assert_eq!(statuses("2021-01-01", 3), [(Eligible, true), (NotEligible, true), (Referred, false)]);
}
