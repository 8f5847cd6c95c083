//! Every input that the fuzzer started from or once stumbled over, through the same functions.

use std::path::PathBuf;

use crate::drive;
use crate::support::root;

fn corpus(name: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Runs all files and names those that stop the program.
fn run(name: &str, drive: fn(&[u8])) {
    let stopped: Vec<PathBuf> = corpus(name)
        .into_iter()
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap();
            std::panic::catch_unwind(|| drive(&bytes)).is_err()
        })
        .collect();
    assert!(stopped.is_empty(), "{stopped:#?}");
}

#[test]
fn no_policy_stops_the_program() {
    run("policy", drive::policy);
}

#[test]
fn no_file_of_records_stops_the_program() {
    run("records", drive::records);
}

#[test]
fn every_text_that_can_be_read_can_be_formatted() {
    run("format", drive::format);
}
