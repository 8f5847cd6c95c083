//! The gallery, tested by hand against the law's own figures.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use visado::evaluate::{Evaluator, Status, determine};
use visado::explain::{ScoreLine, explain};
use visado::plan::Plan;

use crate::support::{decide_all, determine_one, files, gallery, record, root};

/// A base applicant with some facts changed.
fn with(base: &str, changes: &[(&str, &str)]) -> String {
    let mut facts: Map<String, Value> = serde_json::from_str(base).unwrap();
    for (name, value) in changes {
        facts.insert((*name).to_owned(), serde_json::from_str(value).unwrap());
    }
    Value::Object(facts).to_string()
}

// --- the parole process for Venezuelans, 87 FR 63507 ----------------------------------------------

const PAROLEE: &str = r#"{
    "application_number": "A-1", "application_date": "2022-11-02", "birth_date": "1990-05-17",
    "nationality": "VEN", "other_nationality": null, "permanent_residence": null, "refugee_status": null,
    "present_in": "COL", "relation_to_principal": null, "principal_nationality": null,
    "travels_with_principal": false, "travels_with_guardian": false,
    "supporter_in_usa": true, "supporter_approved": true, "vaccinations_complete": true,
    "passport_expiry": "2026-01-01", "arrival_port": "interior_airport", "pays_own_airfare": true,
    "last_removal_order": null, "last_irregular_crossing": null, "cleared_vetting": true }"#;

/// The status of the parole pathway, with what decided or is needed.
fn parole(changes: &[(&str, &str)]) -> (Status, Vec<String>) {
    let plan = gallery("usa.venezuela_parole");
    let determination = determine_one(&plan, &record(&plan, &with(PAROLEE, changes)), None);
    let result = &determination.pathways[0];
    let pathway = &plan.pathways[0];
    let mut why: Vec<String> = result.unmet.iter().map(|at| pathway.requires[*at].key.clone()).collect();
    why.extend(result.barred.iter().map(|at| pathway.bars[*at].key.clone()));
    why.extend(result.needs.iter().map(|id| plan.facts[*id].path.clone()));
    if result.not_in_force {
        why.push("not_in_force".to_owned());
    }
    (result.status, why)
}

#[test]
fn parole_is_decided_as_the_notice_says() {
    use Status::{Eligible, NotEligible, Referred, Undetermined};
    type Case<'a> = (&'a [(&'a str, &'a str)], Status, &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (&[], Eligible, &[]),
        (&[("nationality", "\"COL\"")], NotEligible, &["venezuelan"]),
        (
            &[
                ("nationality", "\"COL\""),
                ("relation_to_principal", "\"spouse\""),
                ("principal_nationality", "\"VEN\""),
                ("travels_with_principal", "true"),
            ],
            Eligible,
            &[],
        ),
        (&[("present_in", "\"USA\"")], NotEligible, &["outside"]),
        (&[("supporter_approved", "false")], NotEligible, &["supported"]),
        (&[("vaccinations_complete", "false")], NotEligible, &["vaccinations_complete"]),
        (&[("passport_expiry", "null")], NotEligible, &["valid_passport"]),
        (&[("passport_expiry", "\"2022-11-02\"")], Eligible, &[]),
        (&[("passport_expiry", "\"2022-11-01\"")], NotEligible, &["valid_passport"]),
        (&[("arrival_port", "\"land_port\"")], NotEligible, &["flies_inland"]),
        // Five years before 2 November 2022 is 2 November 2017: that day still bars.
        (&[("last_removal_order", "\"2017-11-02\"")], NotEligible, &["recent_removal"]),
        (&[("last_removal_order", "\"2017-11-01\"")], Eligible, &[]),
        // The day of the announcement itself does not bar, the day after does.
        (&[("last_irregular_crossing", "\"2022-10-19\"")], Eligible, &[]),
        (&[("last_irregular_crossing", "\"2022-10-20\"")], NotEligible, &["crossed_irregularly"]),
        (&[("permanent_residence", "\"ESP\"")], NotEligible, &["settled_elsewhere"]),
        (&[("other_nationality", "\"COL\"")], NotEligible, &["settled_elsewhere"]),
        (&[("refugee_status", "\"COL\"")], NotEligible, &["settled_elsewhere"]),
        // Born on 3 November 2004: eighteen a day after the application.
        (&[("birth_date", "\"2004-11-03\"")], NotEligible, &["unaccompanied_minor"]),
        (&[("birth_date", "\"2004-11-02\"")], Eligible, &[]),
        (&[("birth_date", "\"2004-11-03\""), ("travels_with_guardian", "true")], Eligible, &[]),
        (&[("application_date", "\"2022-10-18\"")], NotEligible, &["not_in_force"]),
        (&[("application_date", "\"2022-10-19\"")], Eligible, &[]),
        // Silence on the air fare is taken as the notice does; silence on vetting is for an officer.
        (&[("pays_own_airfare", "\"\"")], Eligible, &[]),
        (&[("cleared_vetting", "\"\"")], Referred, &["cleared_vetting"]),
        (&[("supporter_approved", "\"\"")], Undetermined, &["supporter_approved"]),
        (
            &[("supporter_approved", "\"\""), ("cleared_vetting", "\"\"")],
            Undetermined,
            &["supporter_approved", "cleared_vetting"],
        ),
        // What is definite decides, whatever else is missing.
        (&[("supporter_approved", "\"\""), ("present_in", "\"USA\"")], NotEligible, &["outside"]),
        // A missing second nationality is not none.
        (&[("other_nationality", "\"\"")], Undetermined, &["other_nationality"]),
        (&[("application_date", "\"\"")], Undetermined, &["application_date"]),
    ];
    for (changes, status, why) in cases {
        let found = parole(changes);
        let why: Vec<String> = why.iter().map(|name| (*name).to_owned()).collect();
        if changes.iter().any(|(name, value)| *name == "application_date" && *value == "\"\"") {
            // Which law applies is not known: every pathway needs the day.
            assert!(found.0 == *status && found.1.contains(&why[0]), "{changes:?}: {found:?}");
        } else {
            assert_eq!(found, (*status, why), "{changes:?}");
        }
    }
}

// --- Express Entry ----------------------------------------------------------------------------------

/// Single, 30, master's degree, level 9 in all four abilities, three years of work abroad.
const CANDIDATE: &str = r#"{
    "profile_number": "E-1", "application_date": "2025-06-01", "birth_date": "1995-01-01",
    "education": "masters", "canadian_credential": null, "credential_assessment_date": "2024-03-01",
    "first_official_language": "english", "language_test_date": "2024-09-01",
    "first_listening": 9, "first_speaking": 9, "first_reading": 9, "first_writing": 9,
    "second_listening": null, "second_speaking": null, "second_reading": null, "second_writing": null,
    "canadian_work_years": 0, "foreign_work_years": 3, "continuous_skilled_year": true, "occupation_teer": 1,
    "trade_certificate": false, "arranged_employment": null,
    "spouse_accompanies": false, "spouse_is_canadian": false, "spouse_education": null,
    "spouse_listening": null, "spouse_speaking": null, "spouse_reading": null, "spouse_writing": null,
    "spouse_canadian_work_years": null, "spouse_studied_in_canada": false, "studied_in_canada": false,
    "sibling_in_canada": false, "relative_in_canada": false, "provincial_nomination": false,
    "intends_outside_quebec": true, "has_settlement_funds": true, "substituted_evaluation": null,
    "offered_occupation": null, "occupation_skill_level": "level_a" }"#;

fn score(plan: &Plan, name: &str, changes: &[(&str, &str)]) -> String {
    let determination = determine_one(plan, &record(plan, &with(CANDIDATE, changes)), None);
    let at = plan.columns.iter().position(|column| column.name == name).unwrap();
    determination.scores[at].numbers().and_then(|points| points.single()).unwrap().to_string()
}

#[test]
fn the_worked_totals_of_the_ranking_system_come_out() {
    let plan = gallery("canada.express_entry");
    let crs = |changes: &[(&str, &str)]| score(&plan, "crs", changes);
    assert_eq!(crs(&[]), "464");
    assert_eq!(crs(&[("birth_date", "\"1995-07-01\"")]), "469", "29 years old");
    assert_eq!(crs(&[("provincial_nomination", "true")]), "1064");
    assert_eq!(crs(&[("sibling_in_canada", "true")]), "479");
    // A spouse who comes along but is a citizen or permanent resident does not count as one.
    assert_eq!(crs(&[("spouse_accompanies", "true"), ("spouse_is_canadian", "true")]), "464");
    // 95 + 126 + 4 × 29 + 100: the columns for candidates with a spouse.
    assert_eq!(crs(&[("spouse_accompanies", "true")]), "437");
}

#[test]
fn points_on_top_follow_the_day() {
    let plan = gallery("canada.express_entry");
    let on = |day: &str, changes: &[(&str, &str)]| {
        let day = format!("\"{day}\"");
        // 20 to 29 years old on each of the days.
        let mut all = vec![("application_date", day.as_str()), ("birth_date", "\"1996-06-01\"")];
        all.extend(changes);
        score(&plan, "crs", &all).parse::<i64>().unwrap() - 469
    };
    let senior = [("offered_occupation", "\"senior_management\"")];
    let other = [("offered_occupation", "\"other_skilled\"")];
    let french = ["second_listening", "second_speaking", "second_reading", "second_writing"].map(|name| (name, "7"));
    for (day, senior_offer, other_offer, sibling, study, bilingual) in [
        ("2016-11-18", 600, 600, 0, 0, 0),
        ("2016-11-19", 200, 50, 0, 30, 0),
        ("2017-06-05", 200, 50, 0, 30, 0),
        ("2017-06-06", 200, 50, 15, 30, 30),
        ("2020-10-19", 200, 50, 15, 30, 30),
        ("2020-10-20", 200, 50, 15, 30, 50),
        ("2025-03-24", 200, 50, 15, 30, 50),
        ("2025-03-25", 0, 0, 15, 30, 50),
    ] {
        assert_eq!(on(day, &senior), senior_offer, "{day}");
        assert_eq!(on(day, &other), other_offer, "{day}");
        assert_eq!(on(day, &[("sibling_in_canada", "true")]), sibling, "{day}");
        assert_eq!(on(day, &[("canadian_credential", "\"three_years_or_longer\"")]), study, "{day}");
        // Four times 3 points for the second language itself.
        assert_eq!(on(day, &french), bilingual + 12, "{day}");
    }
}

#[test]
fn a_single_bachelors_degree_is_in_the_middle_row() {
    let plan = gallery("canada.express_entry");
    let crs = |changes: &[(&str, &str)]| score(&plan, "crs", changes);
    // 105 + 120 + 124 + 25 (not 50) + 50.
    assert_eq!(crs(&[("education", "\"bachelors\"")]), "424");
    // With two years in Canada: 105 + 120 + 124 + 53 + min(50, 25 + 25) + min(50, 50 + 50).
    assert_eq!(crs(&[("education", "\"bachelors\""), ("canadian_work_years", "2")]), "502");
    // At level 7: 105 + 120 + 4 × 17 + 13 (not 25) + 25.
    let sevens = ["first_listening", "first_speaking", "first_reading", "first_writing"].map(|name| (name, "7"));
    let mut changes = vec![("education", "\"bachelors\"")];
    changes.extend(sevens);
    assert_eq!(crs(&changes), "331");
    // Two credentials are in the last row: 105 + 128 + 124 + 50 + 50.
    assert_eq!(crs(&[("education", "\"two_or_more\"")]), "457");
}

#[test]
fn the_selection_grid_adds_up() {
    let plan = gallery("canada.express_entry");
    let points = |changes: &[(&str, &str)]| score(&plan, "fsw_points", changes);
    // 23 + 4 × 6 + 0 + 11 + 12.
    assert_eq!(points(&[]), "70");
    assert_eq!(
        points(&[("canadian_work_years", "1"), ("foreign_work_years", "0")]),
        "78",
        "9 for one year, 10 to adapt"
    );
    assert_eq!(points(&[("birth_date", "\"1978-06-02\"")]), "59", "46 years old");
    assert_eq!(points(&[("birth_date", "\"1978-06-01\"")]), "58", "47 years old");
    let adaptable =
        [("studied_in_canada", "true"), ("relative_in_canada", "true"), ("arranged_employment", "\"under_a\"")];
    assert_eq!(points(&adaptable), "90", "adaptability is capped at 10");
    // An ability at the threshold gives 4, one above it 5, two above it 6.
    assert_eq!(points(&[("first_listening", "7"), ("first_speaking", "8")]), "67");
}

#[test]
fn a_skilled_worker_must_pass_the_gate_before_points_count() {
    let plan = gallery("canada.express_entry");
    let outcome = |changes: &[(&str, &str)]| {
        let record = record(&plan, &with(CANDIDATE, changes));
        let (decided, _) = decide_all(&plan, &[record]);
        (decided[0].1.outcome.to_string(), visado::report::reasons(&plan, &decided[0].0, &decided[0].1))
    };
    assert_eq!(outcome(&[]), ("granted".to_owned(), vec![]));
    let refused = |why: &[&str]| ("refused".to_owned(), why.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(outcome(&[("occupation_teer", "4")]), refused(&["minimal_requirements"]));
    assert_eq!(outcome(&[("first_writing", "6")]), refused(&["minimal_requirements", "selected"]));
    assert_eq!(outcome(&[("language_test_date", "\"2023-06-02\"")]).0, "granted", "less than two years old");
    assert_eq!(outcome(&[("language_test_date", "\"2023-06-01\"")]), refused(&["minimal_requirements"]));
    assert_eq!(outcome(&[("credential_assessment_date", "\"2020-06-01\"")]), refused(&["minimal_requirements"]));
    assert_eq!(outcome(&[("intends_outside_quebec", "false")]), refused(&["minimal_requirements"]));
    assert_eq!(outcome(&[("education", "\"secondary\"")]), refused(&["selected"]));
    assert_eq!(
        outcome(&[("education", "\"secondary\""), ("substituted_evaluation", "\"favourable\"")]).0,
        "granted",
        "two officers may evaluate in place of the points"
    );
    assert_eq!(outcome(&[("substituted_evaluation", "\"unfavourable\"")]), refused(&["selected"]));
    assert_eq!(outcome(&[("has_settlement_funds", "false")]), refused(&["supports_itself"]));
    let funded = [("has_settlement_funds", "false"), ("arranged_employment", "\"under_a\"")];
    assert_eq!(outcome(&funded).0, "granted");
    let not_freed = [("has_settlement_funds", "false"), ("arranged_employment", "\"under_c\"")];
    assert_eq!(outcome(&not_freed), refused(&["supports_itself"]), "paragraph (c) does not free from the proof");
    let early = [
        ("application_date", "\"2014-12-31\""),
        ("birth_date", "\"1984-01-01\""),
        ("language_test_date", "\"2014-01-01\""),
        ("credential_assessment_date", "\"2014-01-01\""),
    ];
    assert_eq!(outcome(&early).1, ["not_in_force"]);
}

#[test]
fn unknown_facts_leave_a_score_open_no_wider_than_they_must() {
    let plan = gallery("canada.express_entry");
    let determination = determine_one(&plan, &record(&plan, &with(CANDIDATE, &[("first_writing", "\"\"")])), None);
    let at = plan.columns.iter().position(|column| column.name == "crs").unwrap();
    let points = determination.scores[at].numbers().unwrap();
    // 464 with level 9; level 10 gives 3 more; level 3 or less costs 31 and both transfers of 50.
    assert_eq!((points.low.to_string().as_str(), points.high.to_string().as_str()), ("333", "467"));
    // Whether a spouse comes along is read in many places: each answer is tried as a whole.
    let open = determine_one(&plan, &record(&plan, &with(CANDIDATE, &[("spouse_accompanies", "\"\"")])), None);
    assert_eq!(open.pathways[0].status, Status::Eligible, "the points suffice either way");
}

/// Cases of published calculators: each names some parts of a score.
#[test]
fn the_parts_of_the_ranking_system_agree_with_published_cases() {
    let plan = gallery("canada.express_entry");
    let text = std::fs::read_to_string(root().join("tests/cases/crs_points.jsonl")).unwrap();
    let (mut cases, mut compared) = (0, 0);
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let record = record(&plan, &case["applicant"].to_string());
        cases += 1;
        let mut evaluator = Evaluator::new(&plan, None);
        let determination = determine(&mut evaluator, &record);
        let (decided, allocation) = decide_all(&plan, std::slice::from_ref(&record));
        let explanation = explain(&plan, evaluator.trace(), &record, &determination, &decided[0].1, &allocation);
        let crs = explanation.scores.iter().find(|score| score.name == "crs").unwrap();
        let points = parts(&crs.lines);
        for (part, expected) in case["points"].as_object().unwrap() {
            // A line that is not in force on the day of the case is left out of the breakdown.
            let found: i64 = names_of(part).iter().map(|name| points.get(*name).copied().unwrap_or(0)).sum();
            assert_eq!(found, expected.as_i64().unwrap(), "{}: {part} in {points:#?}", case["case"]);
            compared += 1;
        }
    }
    assert!(cases == 163 && compared > 150, "{cases} cases, {compared} parts");
}

fn parts(lines: &[ScoreLine]) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    for line in lines {
        found.extend(parts(&line.lines));
        found.insert(line.name.clone(), line.points.parse().unwrap_or(0));
        if line.name == "by_education" || line.name == "human_capital" {
            // "education" is also the name of a line within.
            let inner = line.lines.iter().find(|inner| inner.name == "education");
            found.extend(inner.map(|inner| ("education".to_owned(), inner.points.parse().unwrap_or(0))));
        }
    }
    found
}

/// The lines and groups of the policy's score that make up a part.
fn names_of(part: &str) -> Vec<&'static str> {
    match part {
        "age" => vec!["age"],
        "education" => vec!["education"],
        "first_language" => vec![
            "first official language, listening",
            "first official language, speaking",
            "first official language, reading",
            "first official language, writing",
        ],
        "second_language" => vec!["second_language"],
        "canadian_work" => vec!["work in Canada"],
        "core" => vec!["human_capital"],
        "spouse" => vec!["spouse"],
        "spouse_education" => vec!["spouse's education"],
        "transfer" => vec!["transferability"],
        "transfer_education" => vec!["by_education"],
        "transfer_foreign_language" => vec!["work abroad with language"],
        "transfer_foreign_canadian_work" => vec!["work abroad with work in Canada"],
        "additional" => vec!["additional"],
        "additional_french" => vec!["French"],
        "additional_canadian_education" => vec!["study in Canada"],
        "additional_nomination" => vec!["provincial nomination"],
        "additional_sibling" => vec!["sibling in Canada"],
        "additional_job_offer" => vec!["job offer"],
        other => panic!("the part `{other}`"),
    }
}

#[test]
fn the_list_of_the_gallery_names_every_policy() {
    let folder = root().join("policies");
    let list = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for file in files("policies", "visado") {
        let path = file.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        assert!(list.contains(&format!("({path})")), "{path} is not in policies/README.md");
    }
}
