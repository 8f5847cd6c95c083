//! Schemas of records: what they take is what the program takes.

use serde_json::Value as Json;

use visado::plan::{self, Plan};
use visado::records::{Format, csv_header, example_listing, example_record, json_schema};

use crate::support::{Checked, check_text, files, read, root, snapshot};

/// All policies and libraries of the gallery that have facts, and the one with every construct.
fn all() -> Vec<(String, Checked)> {
    let folder = root().join("policies");
    let gallery = files("policies", "visado").into_iter().map(|path| {
        let name = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string().replace('/', ".");
        let checked = check_text(&name, &std::fs::read_to_string(&path).unwrap(), Some(&folder));
        (name, checked)
    });
    let every = std::fs::read_to_string(root().join("tests/cases/prose.visado")).unwrap();
    let every = ("prose".to_owned(), check_text("prose", &every, None));
    gallery.chain([every]).filter(|(_, checked)| !checked.policy.as_ref().unwrap().facts.is_empty()).collect()
}

fn schema_of(checked: &Checked) -> Json {
    serde_json::from_str(&json_schema(checked.policy.as_ref().unwrap())).unwrap()
}

fn plan_of(checked: &Checked) -> Plan {
    plan::plan(checked.policy.as_ref().unwrap())
}

#[test]
fn the_example_of_every_policy_is_read_and_fits_its_schema() {
    for (name, checked) in all() {
        let example = example_record(checked.policy.as_ref().unwrap());
        assert_eq!(example.lines().count(), 1, "{name}");
        let (records, rejected) = read(&plan_of(&checked), Format::JsonLines, &example);
        assert!(rejected.is_empty(), "{name}: {rejected:?}");
        assert!(records[0].values.iter().all(Option::is_some), "{name}: {example}");
        let schema = schema_of(&checked);
        let problem = misfit(&schema, &schema, &serde_json::from_str(&example).unwrap());
        assert_eq!(problem, None, "{name}: {example}");
    }
}

#[test]
fn the_header_holds_every_fact_and_nothing_else() {
    for (name, checked) in all() {
        let header = csv_header(checked.policy.as_ref().unwrap());
        let blank = ",".repeat(header.matches(',').count());
        let (_, rejected) = read(&plan_of(&checked), Format::Csv, &format!("{header}{blank}\n"));
        // The blank record lacks its id, if one is asked for, and nothing else.
        assert!(rejected.iter().all(|reason| reason.ends_with("the applicant has no id")), "{name}: {rejected:?}");
        let columns = header.trim_end().split(',').count();
        assert_eq!(columns, checked.policy.as_ref().unwrap().facts.len(), "{name}");
    }
}

#[test]
fn the_listing_tells_of_each_fact_in_lines_that_a_terminal_shows_whole() {
    for (name, checked) in all() {
        let policy = checked.policy.as_ref().unwrap();
        let listing = example_listing(policy);
        for (_, fact) in policy.facts.iter() {
            let start = format!("{} = ", fact.path);
            let mut lines = listing.lines().skip_while(|line| !line.starts_with(&start));
            let first = lines.next().unwrap_or_else(|| panic!("{name}: {}", fact.path));
            let told: Vec<&str> = [first].into_iter().chain(lines.take_while(|line| line.starts_with(' '))).collect();
            let told = told.join(" ").split_whitespace().filter(|word| *word != "#").collect::<Vec<_>>().join(" ");
            assert!(fact.words.label.as_ref().is_none_or(|label| told.contains(label.as_str())), "{name}: {told}");
        }
        let long = listing.lines().find(|line| line.contains("# ") && line.chars().count() > 80);
        assert!(long.is_none(), "{name}: {long:?}");
    }
}

#[test]
fn what_is_printed_of_every_construct() {
    let (_, checked) = all().into_iter().find(|(name, _)| name == "prose").unwrap();
    let policy = checked.policy.as_ref().unwrap();
    let text = format!(
        "{}\n{}\n{}\n{}",
        json_schema(policy),
        csv_header(policy),
        example_listing(policy),
        example_record(policy)
    );
    snapshot(&root().join("tests/snapshots"), "schema_prose", &text);
}

/// What the program reads, the schema takes; what it rejects, the schema refuses.
#[test]
fn the_schema_and_the_program_agree() {
    let text = "policy forms \"Forms\" { }
record job \"job\" { start : date \"first day\"  wage : money CAD \"wage\" }
record stay \"stay\" { entry : date \"entry\"  exit : optional date \"exit\" }
enum level { low, high }
facts applicant {
  id number : text \"Number\"
  ready : boolean \"Ready\"
  count : integer 0..12 \"Count\"
  share : decimal \"Share\"
  fee : optional money CAD \"Fee\"
  since : date \"Since\"
  until : optional date \"Until\"
  country : country \"Country\"
  level : optional level \"Level\"
  job : optional job \"Job\"
  first : job \"First job\"
  stays : list of stay \"Stays\"
}
pathway entry \"Entry\" { requires ready }";
    let checked = check_text("forms", text, None);
    let (schema, plan) = (schema_of(&checked), plan_of(&checked));
    let cases = [
        (r#"{}"#, false),
        (r#"{"number": "A"}"#, true),
        (r#"{"number": 17}"#, true),
        (r#"{"number": ["A"]}"#, false),
        (r#"{"number": " "}"#, false),
        (r#"{"number": null}"#, false),
        (r#"{"number": "A", "nobody": 1}"#, true),
        (r#"{"number": "A", "ready": "true"}"#, true),
        (r#"{"number": "A", "ready": null}"#, true),
        (r#"{"number": "A", "ready": " "}"#, true),
        (r#"{"number": "A", "ready": "yes"}"#, false),
        (r#"{"number": "A", "ready": "none"}"#, false),
        (r#"{"number": "A", "ready": 1}"#, false),
        (r#"{"number": "A", "count": 12}"#, true),
        (r#"{"number": "A", "count": "7"}"#, true),
        (r#"{"number": "A", "count": 13}"#, false),
        (r#"{"number": "A", "count": 1.5}"#, false),
        (r#"{"number": "A", "share": 0.5}"#, true),
        (r#"{"number": "A", "share": "0.5"}"#, true),
        (r#"{"number": "A", "share": ".5"}"#, false),
        (r#"{"number": "A", "fee": "38700.50 CAD"}"#, true),
        (r#"{"number": "A", "fee": "100 USD"}"#, false),
        (r#"{"number": "A", "fee": "1,000"}"#, false),
        (r#"{"number": "A", "fee": "none"}"#, true),
        (r#"{"number": "A", "since": "2026-01-31"}"#, true),
        (r#"{"number": "A", "since": "31.01.2026"}"#, false),
        (r#"{"number": "A", "since": "none"}"#, false),
        (r#"{"number": "A", "until": null}"#, true),
        (r#"{"number": "A", "country": "VEN"}"#, true),
        (r#"{"number": "A", "country": "ven"}"#, false),
        (r#"{"number": "A", "level": "high"}"#, true),
        (r#"{"number": "A", "level": "High"}"#, false),
        (r#"{"number": "A", "job": null}"#, true),
        (r#"{"number": "A", "job": {"start": "2026-01-05", "wage": 25}}"#, true),
        (r#"{"number": "A", "job": {"start": "soon"}}"#, false),
        (r#"{"number": "A", "job": 5}"#, false),
        (r#"{"number": "A", "first": {"wage": "25 CAD"}}"#, true),
        (r#"{"number": "A", "stays": []}"#, true),
        (r#"{"number": "A", "stays": [{"entry": "2026-01-05", "exit": null}, {}]}"#, true),
        (r#"{"number": "A", "stays": [{"entry": "2026-01-05", "exits": null}]}"#, false),
        (r#"{"number": "A", "stays": [null]}"#, false),
    ];
    for (json, fits) in cases {
        let (_, rejected) = read(&plan, Format::JsonLines, json);
        assert_eq!(rejected.is_empty(), fits, "the program on {json}: {rejected:?}");
        let problem = misfit(&schema, &schema, &serde_json::from_str(json).unwrap());
        assert_eq!(problem.is_none(), fits, "the schema on {json}: {problem:?}");
    }
}

#[test]
fn every_sample_in_json_lines_fits_its_schema() {
    for (name, checked) in all() {
        let beside = root().join(format!("policies/{}.applicants.jsonl", name.replace('.', "/")));
        let Ok(text) = std::fs::read_to_string(beside) else { continue };
        let schema = schema_of(&checked);
        for line in text.lines() {
            assert_eq!(misfit(&schema, &schema, &serde_json::from_str(line).unwrap()), None, "{name}: {line}");
        }
    }
}

/// Why a value does not fit a schema, for as much of JSON Schema as is written here. A keyword that
/// is not known fails the test.
fn misfit(root: &Json, schema: &Json, value: &Json) -> Option<String> {
    for (keyword, asked) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "format" => value.is_string(),
            "$ref" => {
                let at = asked.as_str().unwrap().strip_prefix('#').unwrap();
                misfit(root, root.pointer(at).unwrap(), value).is_none()
            }
            "type" => match asked.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                "number" => value.is_number(),
                "integer" => value.is_number() && !value.to_string().contains('.'),
                other => panic!("{other}"),
            },
            "anyOf" => asked.as_array().unwrap().iter().any(|one| misfit(root, one, value).is_none()),
            "oneOf" => asked.as_array().unwrap().iter().filter(|one| misfit(root, one, value).is_none()).count() == 1,
            "enum" => asked.as_array().unwrap().contains(value),
            "const" => asked == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= asked.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= asked.as_f64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| matches(asked.as_str().unwrap(), text)),
            "required" => asked.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "properties" => asked
                .as_object()
                .unwrap()
                .iter()
                .all(|(name, one)| value.get(name).is_none_or(|inner| misfit(root, one, inner).is_none())),
            "additionalProperties" if asked == false => {
                let known = schema["properties"].as_object().unwrap();
                value.as_object().is_none_or(|fields| fields.keys().all(|name| known.contains_key(name)))
            }
            "additionalProperties" => true,
            "items" => value.as_array().is_none_or(|items| items.iter().all(|one| misfit(root, asked, one).is_none())),
            other => panic!("a keyword that nobody checks: {other}"),
        };
        if !fits {
            return Some(format!("{keyword}: {asked} on {value}"));
        }
    }
    None
}

/// The few patterns that a schema holds.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit() || sign == '_');
    let decimal = |text: &str| {
        let text = text.strip_prefix('-').unwrap_or(text);
        match text.split_once('.') {
            Some((whole, rest)) => digits(whole) && digits(rest),
            None => digits(text),
        }
    };
    match pattern {
        r"\S" => !text.trim().is_empty(),
        r"^\s*$" => text.trim().is_empty(),
        r"^\s*-?[0-9_]+\s*$" => digits(text.trim().trim_start_matches('-')),
        r"^\s*-?[0-9][0-9_]*(\.[0-9_]+)?\s*$" => decimal(text.trim()),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            text.len() == 10
                && text.split('-').map(str::len).eq([4, 2, 2])
                && text.replace('-', "").parse::<u32>().is_ok()
        }
        money => {
            let currency = &money[money.len() - 9..money.len() - 6];
            assert_eq!(money, format!(r"^\s*-?[0-9][0-9_]*(\.[0-9_]+)?( *{currency})?\s*$"));
            decimal(text.trim().trim_end_matches(currency).trim_end())
        }
    }
}
