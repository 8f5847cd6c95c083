//! All tests of the crate, in one program: they build once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

#[path = "suite/allocation.rs"]
mod allocation;
#[path = "suite/architecture.rs"]
mod architecture;
#[path = "suite/bulk_records.rs"]
mod bulk_records;
#[path = "suite/calendars.rs"]
mod calendars;
#[path = "suite/check_results.rs"]
mod check_results;
#[path = "suite/codes.rs"]
mod codes;
#[path = "suite/columnar_files.rs"]
mod columnar_files;
#[path = "suite/columns.rs"]
mod columns;
#[path = "suite/commands.rs"]
mod commands;
#[path = "suite/comparison.rs"]
mod comparison;
#[path = "suite/complete_cases.rs"]
mod complete_cases;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/coverage.rs"]
mod coverage;
#[path = "suite/documents.rs"]
mod documents;
#[path = "suite/drawn.rs"]
mod drawn;
#[path = "fuzz/drive.rs"]
mod drive;
#[path = "suite/embedded.rs"]
mod embedded;
#[path = "suite/evaluation.rs"]
mod evaluation;
#[path = "suite/explanations.rs"]
mod explanations;
#[path = "suite/formatting.rs"]
mod formatting;
#[path = "suite/generated.rs"]
mod generated;
#[path = "suite/govuk.rs"]
mod govuk;
#[path = "suite/histories.rs"]
mod histories;
#[path = "suite/instants.rs"]
mod instants;
#[path = "suite/libraries.rs"]
mod libraries;
#[path = "suite/long_runs.rs"]
mod long_runs;
#[path = "suite/paraphrase.rs"]
mod paraphrase;
#[path = "suite/policies.rs"]
mod policies;
#[path = "suite/populations.rs"]
mod populations;
#[path = "suite/prefixes.rs"]
mod prefixes;
#[path = "suite/properties.rs"]
mod properties;
#[path = "suite/records.rs"]
mod records;
#[path = "suite/registers.rs"]
mod registers;
#[path = "suite/schemas.rs"]
mod schemas;
#[path = "suite/result_files.rs"]
mod result_files;
#[path = "suite/samples.rs"]
mod samples;
#[path = "suite/sentences.rs"]
mod sentences;
#[path = "suite/side_lists.rs"]
mod side_lists;
#[path = "suite/slips.rs"]
mod slips;
#[path = "suite/support.rs"]
mod support;
#[path = "suite/syntax.rs"]
mod syntax;
#[path = "suite/table_analysis.rs"]
mod table_analysis;
#[path = "suite/tests_in_policies.rs"]
mod tests_in_policies;
#[path = "suite/ui.rs"]
mod ui;
#[path = "suite/values.rs"]
mod values;

/// A test file that is not named above would never run.
#[test]
fn every_file_of_the_suite_is_in_it() {
    let listed = std::fs::read_to_string(support::root().join("tests/suite.rs")).unwrap();
    for file in support::files("tests/suite", "rs") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(listed.contains(&format!("suite/{name}\"")), "tests/suite.rs does not name {name}");
    }
}
