//! The program as a person runs it: what it prints, what it writes, how it ends.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{printed, root, snapshot, visado};

const POLICY: &str = r#"policy entry "Entry" { }
facts applicant {
  id number : text "Number"
  age : integer 0..120 "Age"
  passport : optional date "Last day of the passport"
  applied : date "Day of application"
}
rule adult "is an adult" { source "Act s. 1" met when age >= 18 }
score points "points" { at most 10 add age when age <= 8 "age" add 5 when age >= 18 "adult" }
pathway entry "Entry" {
  requires adult
  requires passport is not none and passport > applied "holds a valid passport" source "Act s. 2"
  grants entry for 2 years
}
"#;

const PEOPLE: &str = "number,age,pasport,applied\n\
                      A-1,30,2030-01-01,2025-01-01\n\
                      A-2,17,2030-01-01,2025-01-01\n\
                      A-3,130,none,2025-01-01\n\
                      A-4,,none,2025-01-01\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("entry.visado"), POLICY).unwrap();
    std::fs::write(folder.path().join("people.csv"), PEOPLE.replace("pasport", "passport")).unwrap();
    std::fs::write(folder.path().join("slip.csv"), PEOPLE).unwrap();
    folder
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn see(name: &str, text: &str) {
    snapshot(&root().join("tests/snapshots"), name, text);
}

#[test]
fn a_run_writes_determinations_and_sets_records_aside() {
    let folder = folder();
    let run = |out: &str| visado(folder.path(), &["run", "entry.visado", "--applicants", "people.csv", "--out", out]);
    let output = run("results.csv");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    see("run", &printed(&output));
    see("results_csv", &read(folder.path(), "results.csv"));
    see("rejects_csv", &read(folder.path(), "results.rejects.csv"));
    run("results.jsonl");
    see("results_jsonl", &read(folder.path(), "results.jsonl"));
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(names.is_empty(), "nothing is left behind: {names:?}");
}

#[test]
fn a_run_tells_of_columns_that_no_fact_is_called() {
    let folder = folder();
    let output = visado(folder.path(), &["run", "entry.visado", "--applicants", "slip.csv"]);
    see("run_unknown_column", &printed(&output));
}

#[test]
fn rejected_records_fail_a_run_only_when_asked() {
    let folder = folder();
    let run = |more: &[&str]| {
        let mut arguments = vec!["run", "entry.visado", "--applicants", "people.csv"];
        arguments.extend(more);
        visado(folder.path(), &arguments).status.code()
    };
    assert_eq!(run(&[]), Some(0));
    assert_eq!(run(&["--strict"]), Some(3));
}

#[test]
fn an_explanation_is_for_people_or_for_programs() {
    let folder = folder();
    let explain = |id: &str, more: &[&str]| {
        let mut arguments = vec!["explain", "entry.visado", "--applicants", "people.csv", "--id", id];
        arguments.extend(more);
        visado(folder.path(), &arguments)
    };
    let text: String = ["A-1", "A-2", "A-3", "A-4", "A-5"].map(|id| printed(&explain(id, &[]))).join("--------\n");
    see("explain", &text);
    let json = explain("A-2", &["--format", "json"]);
    let parsed: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&parsed["schema"], &parsed["outcome"]), (&serde_json::json!(1), &serde_json::json!("refused")));
    see("explain_json", &printed(&json));
}

#[test]
fn a_comparison_writes_those_who_changed() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("new")).unwrap();
    std::fs::write(folder.path().join("new/entry.visado"), POLICY.replace(">= 18 }", ">= 16 }")).unwrap();
    let arguments = [
        "diff",
        "entry.visado",
        "new/entry.visado",
        "--applicants",
        "people.csv",
        "--by",
        "age",
        "--out",
        "changed.csv",
    ];
    let output = visado(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    see("diff", &printed(&output));
    see("changed_csv", &read(folder.path(), "changed.csv"));
}

#[test]
fn a_policy_error_ends_with_1_and_wrong_usage_with_2() {
    let folder = folder();
    std::fs::write(folder.path().join("bad.visado"), "policy bad \"B\" { }\npathway p { requires x }\n").unwrap();
    let code = |arguments: &[&str]| visado(folder.path(), arguments).status.code();
    assert_eq!(code(&["check", "entry.visado"]), Some(0));
    assert_eq!(code(&["check", "bad.visado"]), Some(1));
    assert_eq!(code(&["run", "bad.visado", "--applicants", "people.csv"]), Some(1));
    assert_eq!(code(&["check", "absent.visado"]), Some(2));
    assert_eq!(code(&["run", "entry.visado"]), Some(2));
    assert_eq!(code(&["run", "entry.visado", "--applicants", "absent.csv"]), Some(3));
    assert_eq!(code(&["run", "entry.visado", "--applicants", "people.xlsx"]), Some(3));
    assert_eq!(code(&["explain", "entry.visado", "--applicants", "people.csv", "--id", "nobody"]), Some(2));
    let over = ["run", "entry.visado", "--applicants", "people.csv", "--out", "people.csv"];
    assert_eq!(code(&over), Some(2), "never over its own input");
    assert_eq!(read(folder.path(), "people.csv"), PEOPLE.replace("pasport", "passport"));
}

#[test]
fn exceptions_in_a_file_that_no_policy_uses_are_told() {
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join("laws").join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("laws")).unwrap();
    write(
        "rules.visado",
        "library rules\nfacts a { id n : text  paid : boolean  ill : boolean }\nrule late { met when paid }\n",
    );
    write("excuses.visado", "library excuses\nuse rules\nexception illness to late { not met when ill }\n");
    let policy = "policy entry { }\nuse rules\npathway p { requires ill  barred by late }\n";
    write("entry.visado", policy);
    let told = |output: &Output| String::from_utf8_lossy(&output.stdout).contains("act nowhere");
    let output = visado(folder.path(), &["check", "laws"]);
    assert!(told(&output) && output.status.code() == Some(0), "{}", printed(&output));
    write("entry.visado", &policy.replace("use rules", "use rules\nuse excuses"));
    assert!(!told(&visado(folder.path(), &["check", "laws"])));
}

#[test]
fn records_that_cannot_be_read_are_told_with_a_code() {
    let folder = folder();
    std::fs::write(folder.path().join("twice.csv"), "number,age,age\n").unwrap();
    std::fs::write(folder.path().join("damaged.csv"), "number,age\nA-1\nA-2,\"17\n").unwrap();
    let mut text = String::new();
    for file in ["people.xlsx", "twice.csv", "damaged.csv"] {
        text.push_str(&printed(&visado(folder.path(), &["run", "entry.visado", "--applicants", file])));
        text.push_str("--------\n");
    }
    see("unreadable_records", &text);
}

#[test]
fn a_policy_that_needs_a_day_says_so() {
    let folder = folder();
    let text = "policy dated \"D\" { in force from 2022-01-01 }\nfacts a { id n : text  ok : boolean }\n\
                pathway p { requires ok }\n";
    std::fs::write(folder.path().join("dated.visado"), text).unwrap();
    std::fs::write(folder.path().join("p.csv"), "n,ok\n1,true\n").unwrap();
    let without = visado(folder.path(), &["run", "dated.visado", "--applicants", "p.csv"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(printed(&without).contains("--on"));
    let with = visado(
        folder.path(),
        &["run", "dated.visado", "--applicants", "p.csv", "--on", "2022-06-01", "--out", "r.csv"],
    );
    assert_eq!(with.status.code(), Some(0));
    assert_eq!(
        read(folder.path(), "r.csv"),
        "id,as_of,outcome,pathway,reasons,needs,pending\n1,2022-06-01,granted,p,,,\n"
    );
}

/// Runs the program with a text on its standard input.
fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_visado"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

const UNFORMATTED: &str = "library shared\nparameter  a=1 # one\n";
const FORMATTED: &str = "library shared\nparameter a = 1  # one\n";

#[test]
fn files_are_formatted_in_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("below")).unwrap();
    std::fs::write(path("shared.visado"), UNFORMATTED).unwrap();
    std::fs::write(path("below/done.visado"), "library below.done\n").unwrap();
    std::fs::write(path("below/windows.visado"), "library below.windows\r\n").unwrap();
    std::fs::write(path("below/bad.visado"), "library below.bad\nrule x { met wehn true }\n").unwrap();
    std::fs::write(path("below/notes.txt"), "not a  policy\n").unwrap();
    let check = visado(folder.path(), &["fmt", "--check", "."]);
    assert_eq!(check.status.code(), Some(1));
    see("fmt_check", &printed(&check));
    assert_eq!(read(folder.path(), "shared.visado"), UNFORMATTED, "nothing is written");
    let output = visado(folder.path(), &["fmt", ".", "shared.visado"]);
    assert_eq!(output.status.code(), Some(1), "one file cannot be read");
    see("fmt", &printed(&output));
    assert_eq!(read(folder.path(), "shared.visado"), FORMATTED);
    assert_eq!(read(folder.path(), "below/windows.visado"), "library below.windows\n");
    assert_eq!(read(folder.path(), "below/bad.visado"), "library below.bad\nrule x { met wehn true }\n");
    assert_eq!(read(folder.path(), "below/notes.txt"), "not a  policy\n");
    std::fs::remove_file(path("below/bad.visado")).unwrap();
    for arguments in [&["fmt", "."][..], &["fmt", "--check", ".", "below"]] {
        let again = visado(folder.path(), arguments);
        assert_eq!(again.status.code(), Some(0), "{}", printed(&again));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    assert_eq!(visado(folder.path(), &["fmt", "absent.visado"]).status.code(), Some(2));
    assert_eq!(visado(folder.path(), &["fmt"]).status.code(), Some(2));
    assert_eq!(visado(folder.path(), &["fmt", "-", "."]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_formatted_file_keeps_its_rights_and_its_links() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let rights = |name: &str| std::fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
    std::fs::write(path("real.visado"), UNFORMATTED).unwrap();
    std::fs::set_permissions(path("real.visado"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.visado", path("link.visado")).unwrap();
    assert_eq!(visado(folder.path(), &["fmt", "link.visado"]).status.code(), Some(0));
    assert!(path("link.visado").is_symlink());
    assert_eq!((read(folder.path(), "real.visado").as_str(), rights("real.visado")), (FORMATTED, 0o640));
    std::fs::write(path("real.visado"), UNFORMATTED).unwrap();
    std::fs::set_permissions(path("real.visado"), std::fs::Permissions::from_mode(0o440)).unwrap();
    let refused = visado(folder.path(), &["fmt", "real.visado"]);
    assert_eq!(refused.status.code(), Some(1), "{}", printed(&refused));
    assert_eq!(read(folder.path(), "real.visado"), UNFORMATTED);
}

#[test]
fn an_editor_formats_its_text_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &[u8]| {
        let output = with_input(folder.path(), arguments, input);
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["fmt", "-"], UNFORMATTED.as_bytes()), (Some(0), FORMATTED.to_owned(), String::new()));
    assert_eq!(run(&["fmt", "--check", "-"], FORMATTED.as_bytes()), (Some(0), String::new(), String::new()));
    assert_eq!(run(&["fmt", "--check", "-"], UNFORMATTED.as_bytes()).0, Some(1));
    let (code, out, error) = run(&["fmt", "-"], b"rule x {");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(error.contains("E0005"), "{error}");
    let (code, out, error) = run(&["fmt", "-"], b"# \xff");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(error.contains("UTF-8"), "{error}");
}

#[test]
fn help_texts_are_for_newcomers() {
    let folder = folder();
    let mut text = String::new();
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["fmt", "--help"],
        &["run", "--help"],
        &["explain", "--help"],
        &["diff", "--help"],
        &["error", "--help"],
    ] {
        text.push_str(&printed(&visado(folder.path(), arguments)));
        text.push_str("--------\n");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "no line is wider than a terminal");
    see("help", &text);
    let completions = visado(folder.path(), &["completions", "bash"]);
    assert!(printed(&completions).contains("_visado()"));
}

#[test]
fn error_pages_are_printed() {
    let folder = folder();
    assert!(printed(&visado(folder.path(), &["error", "e0201"])).starts_with("# E0201: "));
    let unknown = visado(folder.path(), &["error", "E0299"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert_eq!(printed(&visado(folder.path(), &["error"])).lines().count(), visado::diagnostics::PAGES.len());
}

#[test]
fn colour_is_only_where_it_is_wanted() {
    let folder = folder();
    let arguments = ["explain", "entry.visado", "--applicants", "people.csv", "--id", "A-2"];
    let plain = visado(folder.path(), &arguments);
    assert!(!printed(&plain).contains('\u{1b}'));
    let forced = Command::new(env!("CARGO_BIN_EXE_visado"))
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(printed(&forced).contains("\u{1b}[31m"));
}

#[test]
fn a_file_is_found_by_its_name_from_wherever_it_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("laws/usa");
    std::fs::create_dir_all(&inside).unwrap();
    std::fs::write(folder.path().join("laws/shared.visado"), "library shared\nfacts a { id n : text  ok : boolean }\n")
        .unwrap();
    let text = "policy usa.entry \"E\" { }\nuse shared\npathway p { requires ok }\n";
    std::fs::write(inside.join("entry.visado"), text).unwrap();
    for (from, path) in
        [(folder.path(), "laws/usa/entry.visado"), (inside.as_path(), "entry.visado"), (folder.path(), "laws")]
    {
        let output = visado(from, &["check", path]);
        assert_eq!(output.status.code(), Some(0), "{path}: {}", printed(&output));
    }
}
