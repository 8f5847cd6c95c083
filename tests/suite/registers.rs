//! Runs over large files: the same result for any number of threads, in every format, and after an
//! interruption.

use std::path::Path;

use crate::support::{printed, root, visado};

const POLICY: &str = "policies/usa/venezuela_parole.visado";
const PEOPLE: &str = "policies/usa/venezuela_parole.applicants.csv";

fn run(out: &Path, more: &[&str]) -> String {
    let out = out.to_str().unwrap();
    let mut arguments = vec!["run", POLICY, "--applicants", PEOPLE, "--out", out];
    arguments.extend(more);
    let output = visado(&root(), &arguments);
    assert!(output.status.success(), "{}", printed(&output));
    printed(&output)
}

#[test]
fn a_result_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["csv", "jsonl", "csv.gz", "jsonl.zst", "parquet", "arrow"] {
        let written = |threads: &str, memory: &str| {
            let out = folder.path().join(format!("{threads}.{format}"));
            run(&out, &["--threads", threads, "--memory", memory, "--quiet"]);
            std::fs::read(out).unwrap()
        };
        assert!(written("1", "4G") == written("3", "1G"), "{format}");
    }
}

#[test]
fn a_run_in_numbers_is_for_programs() {
    let output = visado(&root(), &["run", POLICY, "--applicants", PEOPLE, "--stats", "json", "--quiet"]);
    let stats: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let outcomes = stats["outcomes"].as_object().unwrap();
    let sum: u64 = outcomes.values().map(|number| number.as_u64().unwrap()).sum();
    assert_eq!(stats["determined"].as_u64().unwrap(), sum);
    assert!(sum > 1000);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn records_from_the_standard_input_and_from_other_formats_are_decided_alike() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    run(&first, &[]);
    // A folder of one compressed file.
    let inside = folder.path().join("people");
    std::fs::create_dir(&inside).unwrap();
    let text = std::fs::read(root().join(PEOPLE)).unwrap();
    std::fs::write(inside.join("people.csv.zst"), zstd::encode_all(text.as_slice(), 1).unwrap()).unwrap();
    let arguments =
        ["run", POLICY, "--applicants", inside.to_str().unwrap(), "--out", second.to_str().unwrap(), "--quiet"];
    let output = visado(&root(), &arguments);
    assert!(output.status.success(), "{}", printed(&output));
    assert!(std::fs::read(first).unwrap() == std::fs::read(second).unwrap());
}

/// How often a run is killed, and after how many milliseconds at most: time for some of its parts.
const KILLS: u32 = 100;
const MILLISECONDS: u64 = 900;

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_to_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    // Large enough to be killed in the middle, with a record that is set aside.
    let text = std::fs::read_to_string(root().join(PEOPLE)).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let people = folder.path().join("people.csv");
    let mut large = format!("{header}\n");
    for copy in 0..100 {
        for row in rows.lines() {
            large.push_str(&format!("C{copy}-{row}\n"));
        }
    }
    std::fs::write(&people, large.replacen(",VEN,", ",VENZ,", 1)).unwrap();
    let start = |out: &Path, resume: bool| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_visado"));
        command.current_dir(root()).args(["run", POLICY, "--applicants", people.to_str().unwrap(), "--out"]);
        command.arg(out).args(["--quiet", "--threads", "1", "--memory", "64M"]).args(resume.then_some("--resume"));
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let written =
        |out: &Path| [out.to_owned(), out.with_extension("rejects.csv")].map(|file| std::fs::read(file).unwrap());
    let whole = folder.path().join("whole.csv");
    assert!(start(&whole, false).wait().unwrap().success());
    let expected = written(&whole);
    let out = folder.path().join("out.csv");
    let (mut state, mut finished) = (20_261_124_u64, 0);
    for kill in 0..KILLS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // One time in four it begins anew.
        let mut running = start(&out, kill % 4 != 0);
        std::thread::sleep(std::time::Duration::from_millis((state >> 33) % MILLISECONDS));
        let _ = running.kill();
        running.wait().unwrap();
        if kill % 10 == 9 {
            assert!(start(&out, true).wait().unwrap().success());
        }
        // Under its name stands a whole result or none.
        if out.exists() {
            assert!(written(&out) == expected, "after {kill} kills");
            assert!(!folder.path().join(".out.csv.parts").exists() || kill % 10 != 9);
            std::fs::remove_file(&out).unwrap();
            std::fs::remove_file(out.with_extension("rejects.csv")).unwrap();
            finished += 1;
        }
    }
    assert!(finished >= KILLS / 10, "{finished}");
}

#[test]
fn rejected_records_go_to_their_file_with_and_without_results() {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people.csv");
    let text = std::fs::read_to_string(root().join(PEOPLE)).unwrap();
    std::fs::write(&people, text.replacen(",VEN,", ",VENZ,", 1)).unwrap();
    let (alone, beside, out) =
        (folder.path().join("alone.csv"), folder.path().join("beside.csv"), folder.path().join("out.csv"));
    let arguments = ["run", POLICY, "--applicants", people.to_str().unwrap(), "--quiet", "--rejects"];
    let output = visado(&root(), &[arguments.as_slice(), &[alone.to_str().unwrap()]].concat());
    assert!(printed(&output).contains("1 record rejected"), "{}", printed(&output));
    let more = [beside.to_str().unwrap(), "--out", out.to_str().unwrap()];
    visado(&root(), &[arguments.as_slice(), &more].concat());
    let rejected = std::fs::read_to_string(alone).unwrap();
    assert!(rejected.contains("VENZ"), "{rejected}");
    assert_eq!(rejected, std::fs::read_to_string(beside).unwrap());
}

#[test]
fn what_cannot_go_together_is_refused() {
    for more in
        [["--resume"].as_slice(), &["--out", "x.csv", "--resume", "--coverage"], &["--stats", "json", "--coverage"]]
    {
        let arguments = [["run", POLICY, "--applicants", PEOPLE].as_slice(), more].concat();
        assert_eq!(visado(&root(), &arguments).status.code(), Some(2), "{more:?}");
    }
}
