//! What `visado check` tells programs: as JSON, and as SARIF for code hosts.

use std::path::Path;

use serde_json::{Value, json};

use crate::slips::mended_by;
use crate::support::{printed, root, snapshot, visado};

const RULES: &str = "library laws.rules \"Rules\"

facts applicant {
  id number : text     \"Number\"
  âge       : integer  \"Âge\"
  paid      : boolean  \"Has paid\"
}
";

const ENTRY: &str = "policy laws.entry \"Entrée\" { }

facts applicant {
  id number : text     \"Number\"
  paid      : boolean  \"Has paid\"
  paid      : boolean  \"Has paid twice\"
}

rule settled \"é\" { met when paid && true }

pathway entry \"Entry\" {
  requires settled
  requires payd
}
";

const EXCUSES: &str = "library laws.excuses

use laws.used

exception illness to late { not met when ill }
";

const USED: &str = "library laws.used

facts applicant {
  id number : text
  ill       : boolean
  slow      : boolean
}

rule late { met when slow }
";

const LAST: &str = "policy laws.last { }

use laws.used

pathway last { requires slow barred by late }
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("laws")).unwrap();
    std::fs::write(folder.path().join("visado.toml"), "").unwrap();
    let texts = [("entry", ENTRY), ("excuses", EXCUSES), ("last", LAST), ("rules", RULES), ("used", USED)];
    for (name, text) in texts {
        std::fs::write(folder.path().join(format!("laws/{name}.visado")), text).unwrap();
    }
    std::fs::write(folder.path().join("laws/latin.visado"), b"policy laws.latin \"\xe9\" { }\n").unwrap();
    folder
}

fn found(folder: &Path, format: &str, path: &str) -> Value {
    let output = visado(folder, &["check", path, "--format", format]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn see(name: &str, value: &Value) {
    let text = serde_json::to_string_pretty(value).unwrap();
    snapshot(&root().join("tests/snapshots"), name, &text);
}

#[test]
fn findings_are_told_as_json() {
    let folder = folder();
    let found = found(folder.path(), "json", "laws");
    see("check_json", &found);
    let list = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let of = |severity: &str| list(&found, "findings").iter().filter(|one| one["severity"] == severity).count();
    assert_eq!(found["errors"], json!(of("error") + list(&found, "unread").len()));
    assert_eq!(found["warnings"], json!(of("warning")));
    for finding in list(&found, "findings") {
        assert!(root().join(finding["page"].as_str().unwrap()).is_file());
        assert!(!list(&finding, "labels").is_empty());
        for place in list(&finding, "labels").iter().chain(&list(&finding, "fix")) {
            let number = |key: &str| place[key].as_u64().unwrap();
            assert!(number("line") >= 1 && number("column") >= 1);
            assert!((number("line"), number("column")) <= (number("end_line"), number("end_column")));
        }
    }
}

#[test]
fn a_fix_in_the_json_mends_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = "library é # é\nparameter least = 1,265,000\n".replace("é #", "l #");
    let path = folder.path().join("l.visado");
    std::fs::write(&path, &text).unwrap();
    let found = found(folder.path(), "json", "l.visado");
    std::fs::write(&path, mended_by(&text, found["findings"][0]["fix"].as_array().unwrap())).unwrap();
    let output = visado(folder.path(), &["check", "l.visado", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let nothing = json!({"schema": 1, "files": 1, "errors": 0, "warnings": 0, "findings": [], "unread": []});
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), nothing);
}

/// An object of SARIF with the properties that the standard requires of its kind.
fn requires(value: &Value, properties: &[&str]) {
    for property in properties {
        assert!(!value[property].is_null(), "{property} is missing in {value:#}");
    }
}

fn all(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// What sections 3.28 to 3.30 of the standard ask of a place.
fn place(location: &Value) {
    requires(location, &["physicalLocation"]);
    let physical = &location["physicalLocation"];
    requires(physical, &["artifactLocation"]);
    uri(&physical["artifactLocation"]);
    region(&physical["region"]);
}

fn uri(artifact: &Value) {
    let uri = artifact["uri"].as_str().unwrap();
    assert!(!uri.contains(['\\', ' ']) && !uri.starts_with('/') && uri.starts_with("laws/"), "{uri}");
}

fn region(region: &Value) {
    let number = |key: &str| region[key].as_u64().unwrap_or_else(|| panic!("{key} in {region}"));
    assert!(number("startLine") >= 1 && number("startColumn") >= 1);
    assert!((number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")));
}

#[test]
fn findings_are_told_as_sarif() {
    let folder = folder();
    let absolute = folder.path().join("laws");
    let mut sarif = found(folder.path(), "sarif", "laws");
    let from_absolute = found(folder.path(), "sarif", &absolute.display().to_string());
    assert_eq!(sarif["runs"][0]["results"], from_absolute["runs"][0]["results"]);

    // 3.13, 3.14, 3.18, 3.19
    requires(&sarif, &["version", "runs"]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    requires(run, &["tool", "results"]);
    requires(&run["tool"], &["driver"]);
    requires(&run["tool"]["driver"], &["name"]);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    // 3.20: a notification has a message.
    requires(&run["invocations"][0], &["executionSuccessful"]);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    for notification in all(&run["invocations"][0]["toolExecutionNotifications"]) {
        requires(&notification["message"], &["text"]);
    }
    // 3.49: a rule has an id; a text in Markdown has one without too (3.12).
    let rules = all(&run["tool"]["driver"]["rules"]);
    for rule in &rules {
        requires(rule, &["id", "shortDescription", "help"]);
        requires(&rule["help"], &["text", "markdown"]);
        assert!(["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    // 3.27: a result has a message; 3.52: the index of its rule is that of its id.
    let results = all(&run["results"]);
    let (mut fixes, mut related) = (0, 0);
    for result in &results {
        requires(result, &["message", "ruleId", "ruleIndex", "level", "locations"]);
        requires(&result["message"], &["text"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        all(&result["locations"]).iter().for_each(place);
        assert_eq!(all(&result["locations"]).len(), 1);
        for location in all(&result["relatedLocations"]) {
            place(&location);
            requires(&location["message"], &["text"]);
            related += 1;
        }
        // 3.55 to 3.57
        for fix in all(&result["fixes"]) {
            requires(&fix, &["artifactChanges"]);
            for change in all(&fix["artifactChanges"]) {
                requires(&change, &["artifactLocation", "replacements"]);
                uri(&change["artifactLocation"]);
                for replacement in all(&change["replacements"]) {
                    requires(&replacement, &["deletedRegion"]);
                    requires(&replacement["insertedContent"], &["text"]);
                    region(&replacement["deletedRegion"]);
                    fixes += 1;
                }
            }
        }
    }
    assert!(results.len() >= 4 && fixes > 0 && related > 0, "{results:#?}");
    // The pages have snapshots of their own: they are files.
    for rule in sarif["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        rule["help"]["markdown"] = json!("the page");
    }
    see("check_sarif", &sarif);
}

#[test]
fn the_text_form_counts_what_it_draws() {
    let folder = folder();
    let output = visado(folder.path(), &["check", "laws"]);
    assert_eq!(output.status.code(), Some(1));
    snapshot(&root().join("tests/snapshots"), "check_text", &printed(&output));
}
