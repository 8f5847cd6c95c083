//! Runs that die at any moment and go on: the same files as if nothing had happened.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use visado::diagnostics::{Code, Diagnostic};
use visado::records::{
    Cell, Encoder, Fingerprint, Part, Parts, Rejection, ResultColumn, Results, Resumed, Target, rejects_columns,
};
use visado::values::{Date, Number};

use crate::result_files::{columns, encoder};

const ENDINGS: [&str; 8] = ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst", "parquet", "arrow"];
const PARTS: usize = 4;

/// A run with its folder, its parts, and what it was begun with.
struct Run {
    folder: TempDir,
    ending: &'static str,
    results: Encoder,
    rejects: Encoder,
    parts: Vec<(Part, Part, Value)>,
    fingerprint: Fingerprint,
}

impl Run {
    fn new(ending: &'static str) -> Run {
        let results = encoder(ending, columns());
        let rejects = encoder(ending, rejects_columns());
        let part = |at: usize| {
            let (rows, rejected) = rows(at);
            (results.part(&[rows]).unwrap(), rejects.part(&[rejected]).unwrap(), json!({ "part": at, "rows": 1.5 }))
        };
        Run {
            folder: tempfile::tempdir().unwrap(),
            ending,
            parts: (0..PARTS).map(part).collect(),
            results,
            rejects,
            fingerprint: Fingerprint::default().with("policy", "a1").with("input", "b2"),
        }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join(format!("results.{}", self.ending))
    }

    fn rejects_out(&self) -> PathBuf {
        self.folder.path().join(format!("results.rejects.{}", self.ending))
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join(format!(".results.{}.parts", self.ending))
    }

    fn create(&self) -> Result<Parts, Diagnostic> {
        let (out, rejects) = (self.out(), self.rejects_out());
        let rejects = Target { path: &rejects, encoder: &self.rejects };
        Parts::create(Target { path: &out, encoder: &self.results }, Some(rejects), &self.fingerprint)
    }

    fn resume(&self) -> Result<Resumed, Diagnostic> {
        let (out, rejects) = (self.out(), self.rejects_out());
        let rejects = Target { path: &rejects, encoder: &self.rejects };
        Parts::resume(Target { path: &out, encoder: &self.results }, Some(rejects), &self.fingerprint)
    }

    fn append(&self, parts: &mut Parts, from: usize, to: usize) {
        for (results, rejects, tallies) in &self.parts[from..to] {
            parts.append(results, Some(rejects), tallies.clone()).unwrap();
        }
    }

    /// What both files are if nothing happens.
    fn undisturbed(&self) -> [Vec<u8>; 2] {
        let mut parts = self.create().unwrap();
        self.append(&mut parts, 0, PARTS);
        parts.finish().unwrap();
        self.written()
    }

    fn written(&self) -> [Vec<u8>; 2] {
        assert!(!self.kept().exists(), "the folder of a finished run is still there");
        [fs::read(self.out()).unwrap(), fs::read(self.rejects_out()).unwrap()]
    }

    /// The run as another process finds it, if this one dies now.
    fn died(&self) -> Run {
        let mut other = Run::new(self.ending);
        other.fingerprint = self.fingerprint.clone();
        copy(self.folder.path(), other.folder.path());
        other
    }

    /// Goes on to the end; gives how many parts were done.
    fn go_on(&self) -> usize {
        let Resumed { mut parts, tallies, .. } = self.resume().unwrap();
        let done = tallies.len();
        assert_eq!(parts.done(), done as u64);
        for (at, tallies) in tallies.iter().enumerate() {
            assert_eq!(tallies, &self.parts[at].2);
        }
        self.append(&mut parts, done, PARTS);
        parts.finish().unwrap();
        done
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&place).unwrap();
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// The rows of a part and its rejected records; the second part has none.
fn rows(part: usize) -> (Results, Results) {
    let rows = 20 + part * 7;
    let of = |cell: &dyn Fn(usize) -> Cell| ResultColumn::Cells((0..rows).map(cell).collect());
    let number = |row: usize| Number::integer(row as i64);
    let list = |row: usize| Cell::List((0..row % 3).map(|item| format!("reason {item}, of {part}")).collect());
    let results = Results {
        rows,
        columns: vec![
            of(&|row| Cell::Text(format!("P{part}-{row}"))),
            of(&|row| Date::from_day_number(20_000 + row as i32).map_or(Cell::Blank, Cell::Date)),
            of(&|row| Cell::Text(["granted", "refused"][row % 2].to_owned())),
            of(&list),
            of(&|row| {
                if row % 5 == 0 { Cell::Between(number(row), number(row + 9)) } else { Cell::Number(number(row)) }
            }),
            of(&|row| Cell::Number(Number::scaled(row as i64 * 25, 2).unwrap())),
            of(&list),
            of(&|row| if row % 4 == 0 { Cell::Blank } else { Cell::Number(number(row)) }),
        ],
    };
    let rejection = |at: u64| Rejection {
        line: at + 2,
        id: None,
        column: Some("funds".to_owned()),
        value: Some(format!("{at},{part}")),
        reason: "is no number".to_owned(),
        code: Code::E0503,
    };
    let rejected: Vec<Rejection> = if part == 1 { Vec::new() } else { (0..5).map(rejection).collect() };
    (results, Results::from(rejected.as_slice()))
}

#[test]
fn a_run_that_dies_after_any_part_goes_on_to_the_same_files() {
    for ending in ENDINGS {
        let expected = Run::new(ending).undisturbed();
        let run = Run::new(ending);
        let mut parts = run.create().unwrap();
        for done in 0..=PARTS {
            let died = run.died();
            assert!(!died.out().exists());
            assert_eq!(Parts::left(&died.out()), done);
            assert_eq!(died.go_on(), done, "{ending}");
            assert!(died.written() == expected, "{ending}, after {done} parts");
            if done < PARTS {
                run.append(&mut parts, done, done + 1);
            }
        }
        // Twice in one run.
        let run = Run::new(ending);
        let mut parts = run.create().unwrap();
        run.append(&mut parts, 0, 1);
        let died = run.died();
        let mut resumed = died.resume().unwrap();
        died.append(&mut resumed.parts, 1, 3);
        let again = died.died();
        assert_eq!(again.go_on(), 3, "{ending}");
        assert!(again.written() == expected, "{ending}, died twice");
    }
}

/// Every file cut at many places, with more at its end, or with another byte in it.
#[test]
fn torn_and_damaged_parts_are_done_again() {
    for ending in ENDINGS {
        let expected = Run::new(ending).undisturbed();
        let run = Run::new(ending);
        let mut parts = run.create().unwrap();
        run.append(&mut parts, 0, 3);
        for file in ["results", "rejects", "journal"] {
            let whole = fs::read(run.kept().join(file)).unwrap();
            let step = (whole.len() / 9).max(1);
            for place in (0..whole.len()).step_by(step) {
                let mut flipped = whole.clone();
                flipped[place] ^= 0x10;
                for (what, bytes) in [("cut", whole[..place].to_vec()), ("flipped", flipped)] {
                    let died = run.died();
                    fs::write(died.kept().join(file), bytes).unwrap();
                    let resumed = died.resume().unwrap_or_else(|problem| {
                        panic!("{ending}, {file} {what} at {place}: {problem:?}");
                    });
                    let done = resumed.tallies.len();
                    assert!(done < 3, "{ending}, {file} {what} at {place}: {done} parts");
                    assert!(file == "journal" || done + resumed.damaged == 3);
                    drop(resumed);
                    let found = died.go_on();
                    assert_eq!(found, done);
                    assert!(died.written() == expected, "{ending}, {file} {what} at {place}");
                }
            }
            let died = run.died();
            fs::write(died.kept().join(file), [whole.as_slice(), b"half a line"].concat()).unwrap();
            assert_eq!(died.go_on(), 3, "{ending}, {file} with more at its end");
            assert!(died.written() == expected);
        }
        let died = run.died();
        fs::remove_file(died.kept().join("results")).unwrap();
        assert_eq!(died.go_on(), 0);
        assert!(died.written() == expected, "{ending}, without its results");
    }
}

/// The files are put under their names one after the other; a run may die between.
#[test]
fn a_run_that_dies_while_it_ends_is_whole() {
    for ending in ENDINGS {
        let expected = Run::new(ending).undisturbed();
        let run = Run::new(ending);
        let mut parts = run.create().unwrap();
        run.append(&mut parts, 0, PARTS);
        // A folder of that name is in the way of the results, not of the rejects.
        fs::create_dir_all(run.out().join("in the way")).unwrap();
        assert_eq!(parts.finish().unwrap_err().code, Code::E0501);
        fs::remove_dir_all(run.out()).unwrap();
        assert!(run.rejects_out().exists());
        let late = run.died();

        let resumed = run.resume().unwrap();
        assert!(resumed.whole);
        assert_eq!(resumed.tallies.len(), PARTS);
        resumed.parts.finish().unwrap();
        assert!(run.written() == expected, "{ending}");

        // All is in its place, only the folder is still there.
        fs::rename(late.kept().join("results"), late.out()).unwrap();
        let mut resumed = late.resume().unwrap();
        assert!(resumed.whole);
        let (part, rejects, tallies) = &late.parts[0];
        assert!(resumed.parts.append(part, Some(rejects), tallies.clone()).is_err(), "nothing more can come");
        resumed.parts.finish().unwrap();
        assert!(late.written() == expected, "{ending}");
    }
}

#[test]
fn two_runs_do_not_write_one_file() {
    let run = Run::new("csv");
    let mut parts = run.create().unwrap();
    run.append(&mut parts, 0, 2);
    for second in [run.create().err(), run.resume().err()] {
        let problem = second.unwrap();
        assert_eq!(problem.code, Code::E0501);
        assert!(problem.message.contains(&format!("process {}", std::process::id())), "{}", problem.message);
    }
    drop(parts);
    // The lock file of one that died holds nobody up.
    fs::write(run.kept().join("lock"), "4194304").unwrap();
    assert_eq!(run.go_on(), 2);
}

#[test]
fn a_run_goes_on_only_with_what_it_was_begun_with() {
    let mut run = Run::new("csv");
    let mut parts = run.create().unwrap();
    run.append(&mut parts, 0, 2);
    drop(parts);
    let begun = run.fingerprint.clone();
    run.fingerprint = begun.clone().with("policy", "other").with("day", "2026-01-01");
    let problem = run.resume().err().unwrap();
    assert!(problem.message.ends_with("was begun with a different day and policy"), "{}", problem.message);
    run.fingerprint = begun;
    let columns = std::mem::replace(&mut run.results, encoder("csv", columns()[..3].to_vec()));
    let problem = run.resume().err().unwrap();
    assert!(problem.message.ends_with("a different set of result columns"), "{}", problem.message);
    run.results = columns;
    assert_eq!(run.go_on(), 2, "nothing was lost");
}

#[test]
fn a_run_leaves_no_more_than_it_has_done() {
    let run = Run::new("csv");
    drop(run.create().unwrap());
    assert_eq!(fs::read_dir(run.folder.path()).unwrap().count(), 0, "nothing was done, nothing is left");
    let resumed = run.resume().unwrap();
    assert!(resumed.tallies.is_empty() && !resumed.whole);
    drop(resumed);

    let mut parts = run.create().unwrap();
    run.append(&mut parts, 0, 2);
    drop(parts);
    assert!(!run.out().exists());
    assert_eq!(Parts::left(&run.out()), 2);
    let expected = Run::new("csv").undisturbed();
    assert!(run.undisturbed() == expected, "a run that begins anew throws away what was left");
}

#[test]
fn without_rejected_records_there_is_no_file_of_them() {
    let run = Run::new("csv");
    fs::write(run.rejects_out(), "of an earlier run").unwrap();
    let mut parts = run.create().unwrap();
    let (part, rejects, tallies) = &run.parts[1];
    parts.append(part, Some(rejects), tallies.clone()).unwrap();
    assert!(run.rejects_out().exists(), "until this one is done");
    parts.finish().unwrap();
    assert!(!run.rejects_out().exists());
    assert!(run.out().exists());
}

#[test]
fn a_folder_that_is_gone_is_told() {
    let run = Run::new("parquet");
    let mut parts = run.create().unwrap();
    run.append(&mut parts, 0, PARTS);
    fs::remove_dir_all(run.kept()).unwrap();
    let problem = parts.finish().unwrap_err();
    assert_eq!(problem.code, Code::E0501);
    assert!(problem.message.contains("results.parquet"), "{}", problem.message);
    assert!(!run.out().exists());

    let folder = run.folder.path().to_owned();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.create().err().unwrap().code, Code::E0501);
    assert_eq!(run.resume().err().unwrap().code, Code::E0501);
    fs::create_dir(&folder).unwrap();
}

/// A device that is always full stands in for a disk that is.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let expected = Run::new("jsonl").undisturbed();
    for file in ["results", "rejects"] {
        let run = Run::new("jsonl");
        let mut parts = run.create().unwrap();
        run.append(&mut parts, 0, 2);
        let full = run.died();
        fs::remove_file(full.kept().join(file)).unwrap();
        std::os::unix::fs::symlink("/dev/full", full.kept().join(file)).unwrap();
        let Resumed { mut parts, tallies, damaged, .. } = full.resume().unwrap();
        assert_eq!((tallies.len(), damaged), (0, 2));
        let (part, rejects, tallies) = &full.parts[0];
        let problem = parts.append(part, Some(rejects), tallies.clone()).unwrap_err();
        assert_eq!(problem.code, Code::E0501);
        assert!(problem.message.ends_with("cannot be written: no storage space"), "{}", problem.message);
        assert!(
            parts.append(part, Some(rejects), tallies.clone()).is_err(),
            "a part that is missing is not passed over"
        );
        assert!(parts.finish().is_err());
        assert!(!full.out().exists());

        // What was done before the disk was full stands.
        let died = run.died();
        assert_eq!(died.go_on(), 2);
        assert!(died.written() == expected);
    }
}
