//! GOV.UK's own regression cases for "check if you need a UK visa", held against the policy.
//!
//! A case has the answers given to the service and the outcome at which it arrived. The cases of both
//! snapshots are read where `VISADO_SHARED` says they stand; a few dozen of our own are always read.

use std::path::Path;

use serde_json::{Map, Value, json};
use visado::evaluate::{Evaluator, Status, determine};

use crate::support::{gallery, read, root};
use visado::records::Format;

/// The service's names of passports, and the country and the document of each.
const PASSPORTS: &[(&str, Option<&str>, &str)] = &[
    ("afghanistan", Some("AFG"), "ordinary_passport"),
    ("andorra", Some("AND"), "ordinary_passport"),
    ("anguilla", Some("AIA"), "ordinary_passport"),
    ("austria", Some("AUT"), "ordinary_passport"),
    ("bermuda", Some("BMU"), "ordinary_passport"),
    ("bolivia", Some("BOL"), "ordinary_passport"),
    ("brazil", Some("BRA"), "ordinary_passport"),
    ("british-national-overseas", Some("GBR"), "british_national_overseas"),
    ("british-overseas-citizen", Some("GBR"), "british_overseas"),
    ("chile", Some("CHL"), "ordinary_passport"),
    ("china", Some("CHN"), "ordinary_passport"),
    ("colombia", Some("COL"), "ordinary_passport"),
    ("costa-rica", Some("CRI"), "ordinary_passport"),
    ("croatia", Some("HRV"), "ordinary_passport"),
    ("cuba", Some("CUB"), "ordinary_passport"),
    ("cyprus", Some("CYP"), "ordinary_passport"),
    ("cyprus-north", Some("CYP"), "northern_cyprus"),
    ("democratic-republic-of-the-congo", Some("COD"), "ordinary_passport"),
    ("dominican-republic", Some("DOM"), "ordinary_passport"),
    ("ecuador", Some("ECU"), "ordinary_passport"),
    ("el-salvador", Some("SLV"), "ordinary_passport"),
    ("estonia", Some("EST"), "ordinary_passport"),
    ("georgia", Some("GEO"), "ordinary_passport"),
    ("guatemala", Some("GTM"), "ordinary_passport"),
    ("haiti", Some("HTI"), "ordinary_passport"),
    ("honduras", Some("HND"), "ordinary_passport"),
    ("hong-kong", Some("HKG"), "ordinary_passport"),
    ("hong-kong-(british-national-overseas)", Some("HKG"), "british_national_overseas"),
    ("india", Some("IND"), "ordinary_passport"),
    ("israel", Some("ISR"), "ordinary_passport"),
    ("jamaica", Some("JAM"), "ordinary_passport"),
    ("japan", Some("JPN"), "ordinary_passport"),
    ("kosovo", Some("XKX"), "ordinary_passport"),
    ("kuwait", Some("KWT"), "ordinary_passport"),
    ("latvia", Some("LVA"), "ordinary_passport"),
    ("macao", Some("MAC"), "ordinary_passport"),
    ("mexico", Some("MEX"), "ordinary_passport"),
    ("nigeria", Some("NGA"), "ordinary_passport"),
    ("norway", Some("NOR"), "ordinary_passport"),
    ("oman", Some("OMN"), "ordinary_passport"),
    ("panama", Some("PAN"), "ordinary_passport"),
    ("peru", Some("PER"), "ordinary_passport"),
    ("philippines", Some("PHL"), "ordinary_passport"),
    ("qatar", Some("QAT"), "ordinary_passport"),
    ("saint-barthelemy", Some("BLM"), "ordinary_passport"),
    ("st-martin", Some("MAF"), "ordinary_passport"),
    ("stateless-or-refugee", None, "ordinary_passport"),
    ("switzerland", Some("CHE"), "ordinary_passport"),
    ("syria", Some("SYR"), "ordinary_passport"),
    ("taiwan", Some("TWN"), "ordinary_passport"),
    ("turkey", Some("TUR"), "ordinary_passport"),
    ("united-arab-emirates", Some("ARE"), "ordinary_passport"),
    ("usa", Some("USA"), "ordinary_passport"),
    ("venezuela", Some("VEN"), "ordinary_passport"),
];

/// The facts of one case: what was not asked is unknown.
fn facts(case: &Value) -> Value {
    let mut facts = Map::new();
    facts.insert("case_number".to_owned(), case["id"].clone());
    // A version is a day, or a day and a revision.
    facts.insert("asked_on".to_owned(), json!(&case["version"].as_str().unwrap()[..10]));
    for (question, answer) in case["answers"].as_object().unwrap() {
        let answer = answer.as_str().unwrap();
        let (fact, value) = match (question.as_str(), answer) {
            ("what_passport_do_you_have", slug) => {
                let row = PASSPORTS.iter().find(|row| row.0 == slug);
                let (_, country, document) = row.unwrap_or_else(|| panic!("{slug} is no passport that we know"));
                facts.insert("passport_country".to_owned(), json!(country));
                facts.entry("document").or_insert_with(|| json!(document));
                continue;
            }
            // The answer of a later question, whichever comes first in the file.
            ("what_sort_of_passport", "alien") => ("document", json!("alien_passport")),
            ("israeli_document_type", "provisional-passport") => ("document", json!("provisional_passport")),
            ("what_sort_of_travel_document", "travel_document") => ("document", json!("travel_document")),
            ("what_sort_of_passport", "citizen")
            | ("israeli_document_type", "full-passport")
            | ("what_sort_of_travel_document", "passport") => continue,
            ("purpose_of_visit", _) => ("purpose", json!(answer)),
            ("channel_islands_or_isle_of_man", _) => ("purpose_on_islands", json!(answer)),
            ("staying_for_how_long", _) => ("staying", json!(answer)),
            ("travelling_to_cta", _) => ("travelling_to", json!(answer)),
            ("passing_through_uk_border_control", "yes") => ("through_border_control", json!(true)),
            ("passing_through_uk_border_control", "no") => ("through_border_control", json!(false)),
            other => panic!("no such question and answer: {other:?}"),
        };
        facts.insert(fact.to_owned(), value);
    }
    Value::Object(facts)
}

/// Holds every case of a file against the policy; gives how many there were.
fn agree(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let people: String = cases.iter().map(|case| format!("{}\n", facts(case))).collect();
    let plan = gallery("uk.check_uk_visa");
    let (records, rejected) = read(&plan, Format::JsonLines, &people);
    assert!(rejected.is_empty(), "{rejected:?}");
    assert_eq!(records.len(), cases.len());
    let mut evaluator = Evaluator::new(&plan, None);
    for (case, record) in cases.iter().zip(&records) {
        let determination = determine(&mut evaluator, record);
        let answers: Vec<(String, Status)> = plan
            .pathways
            .iter()
            .zip(&determination.pathways)
            .filter(|(_, result)| result.status != Status::NotEligible)
            .map(|(pathway, result)| (format!("outcome_{}", pathway.name), result.status))
            .collect();
        let expected = case["expected_outcome"].as_str().unwrap();
        assert_eq!(answers, [(expected.to_owned(), Status::Eligible)], "{case}");
    }
    cases.len()
}

#[test]
fn our_own_cases_get_the_answer_of_the_service() {
    assert!(agree(&root().join("tests/cases/govuk.jsonl")) >= 36);
}

/// Without `VISADO_SHARED` there is nothing to read, and our own cases stand alone.
#[test]
fn the_cases_of_both_snapshots_of_the_service_agree() {
    let Some(shared) = std::env::var_os("VISADO_SHARED") else { return };
    let folder = Path::new(&shared).join("cases/govuk");
    for (snapshot, least) in [("cases_2017-03-23_8ebe81bc47.jsonl", 371), ("cases_2018-02-07_dc836d9d98.jsonl", 483)] {
        assert!(agree(&folder.join(snapshot)) >= least, "{snapshot}");
    }
}
