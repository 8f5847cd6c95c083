//! Results of tests: for a terminal, as JSON, and as JUnit XML.

use serde::Serialize;

use super::paint::Paint;
use crate::source::{Sources, Span};
use crate::trial::{Covered, Failure, Part, TestResult, Violation};

/// The results of one file.
pub struct FileResults {
    pub file: String,
    pub sources: Sources,
    pub tests: Vec<TestResult>,
    /// Assertions, each with an applicant who violates it, if the search found one.
    pub assertions: Vec<(String, Span, Option<Violation>)>,
    /// The parts of the file with what the tests show of them.
    pub parts: Vec<Covered>,
}

impl FileResults {
    /// How many tests and assertions passed and failed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let failed = self.tests.iter().filter(|test| !test.failures.is_empty()).count();
        let violated = self.assertions.iter().filter(|(_, _, violation)| violation.is_some()).count();
        let all = self.tests.len().saturating_add(self.assertions.len());
        let bad = failed.saturating_add(violated);
        (all.saturating_sub(bad), bad)
    }

    fn place(&self, span: Span) -> String {
        let (line, _) = self.sources.line_and_column(span);
        let file = self.sources.get(span.file).map_or(self.file.as_str(), |file| file.name.as_str());
        format!("{file}:{line}")
    }
}

/// The results for a terminal of 80 columns.
#[must_use]
pub fn tests_text(results: &[FileResults], paint: Paint) -> String {
    let mut text = String::new();
    for file in results {
        if file.tests.is_empty() && file.assertions.is_empty() {
            continue;
        }
        text.push_str(&format!("{}\n", paint.bold(&file.file)));
        for test in &file.tests {
            let mark = if test.failures.is_empty() { paint.good("✓") } else { paint.bad("✗") };
            text.push_str(&format!("  {mark} {}\n", test.name));
            for failure in &test.failures {
                text.push_str(&failure_text(file, failure));
            }
        }
        for (name, span, violation) in &file.assertions {
            let mark = if violation.is_none() { paint.good("✓") } else { paint.bad("✗") };
            text.push_str(&format!("  {mark} assert: {name}\n"));
            if let Some(violation) = violation {
                let failure =
                    Failure { span: *span, expected: violation.expected.clone(), found: violation.found.clone() };
                text.push_str(&failure_text(file, &failure));
                text.push_str(&wrapped("for example an applicant with", &violation.applicant.join("; ")));
            }
        }
    }
    text
}

/// How much of each file its tests reach, for a terminal; with every part that they do not if it is
/// to be listed.
#[must_use]
pub fn coverage_text(results: &[FileResults], listed: bool, paint: Paint) -> String {
    let mut text = String::new();
    let (mut reached, mut all) = (0_usize, 0_usize);
    for file in results.iter().filter(|file| !file.tests.is_empty()) {
        let left: Vec<&Covered> = file.parts.iter().filter(|part| part.missing().is_some()).collect();
        all = all.saturating_add(file.parts.len());
        reached = reached.saturating_add(file.parts.len().saturating_sub(left.len()));
        if listed && !left.is_empty() {
            text.push_str(&format!("{}, not reached:\n", paint.bold(&file.file)));
            let alike = |one: &&Covered, other: &&Covered| {
                one.part == other.part && one.words == other.words && one.missing() == other.missing()
            };
            for parts in left.chunk_by(alike) {
                text.push_str(&unreached(file, parts));
            }
        }
    }
    if all > 0 {
        let others = if listed || reached == all { "" } else { " (others: --coverage)" };
        text.push_str(&paint.dim(&format!("tests reach {reached} of {all} clauses, cases, lines, rows{others}")));
        text.push('\n');
    }
    text
}

/// Parts one after the other of which the same is to be said, with their lines.
fn unreached(file: &FileResults, parts: &[&Covered]) -> String {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    let what = match first.part {
        Part::Requirement => "requirement",
        Part::Bar => "bar",
        Part::Clause => "clause",
        Part::Case => "case",
        Part::Line => "line",
        Part::Row => "row",
    };
    let line = |part: &Covered| file.sources.line_and_column(part.span).0;
    let lines = match (line(first), line(last)) {
        (one, other) if one == other => one.to_string(),
        (one, other) => format!("{one}-{other}"),
    };
    let what = if parts.len() == 1 { what.to_owned() } else { format!("{} {what}s", parts.len()) };
    let words = format!("{what}: {}, {}", first.words, first.missing().unwrap_or_default());
    let options = textwrap::Options::new(80)
        .initial_indent("  ")
        .subsequent_indent("               ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(&format!("{lines:>9}  {words}"), options))
}

fn failure_text(file: &FileResults, failure: &Failure) -> String {
    let mut text = format!("      {}\n", file.place(failure.span));
    text.push_str(&wrapped("expected", &failure.expected));
    text.push_str(&wrapped("found", &failure.found));
    text
}

fn wrapped(what: &str, words: &str) -> String {
    let options = textwrap::Options::new(80)
        .initial_indent("        ")
        .subsequent_indent("          ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(&format!("{what}: {words}"), options))
}

#[derive(Serialize)]
struct Case<'a> {
    file: &'a str,
    kind: &'static str,
    name: &'a str,
    line: usize,
    passed: bool,
    failures: Vec<CaseFailure<'a>>,
}

#[derive(Serialize)]
struct CaseFailure<'a> {
    line: usize,
    expected: &'a str,
    found: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    applicant: Vec<&'a str>,
}

fn cases(results: &[FileResults]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for file in results {
        let line = |span: Span| file.sources.line_and_column(span).0;
        for test in &file.tests {
            let failures = test.failures.iter().map(|failure| CaseFailure {
                line: line(failure.span),
                expected: &failure.expected,
                found: &failure.found,
                applicant: Vec::new(),
            });
            cases.push(Case {
                file: &file.file,
                kind: "test",
                name: &test.name,
                line: line(test.span),
                passed: test.failures.is_empty(),
                failures: failures.collect(),
            });
        }
        for (name, span, violation) in &file.assertions {
            let failures = violation.iter().map(|violation| CaseFailure {
                line: line(*span),
                expected: &violation.expected,
                found: &violation.found,
                applicant: violation.applicant.iter().map(String::as_str).collect(),
            });
            cases.push(Case {
                file: &file.file,
                kind: "assert",
                name,
                line: line(*span),
                passed: violation.is_none(),
                failures: failures.collect(),
            });
        }
    }
    cases
}

/// The results as one JSON array: `file`, `kind`, `name`, `line`, `passed`, `failures`.
#[must_use]
pub fn tests_json(results: &[FileResults]) -> String {
    serde_json::to_string_pretty(&cases(results)).unwrap_or_default() + "\n"
}

/// The results as JUnit XML, for build servers.
#[must_use]
pub fn tests_junit(results: &[FileResults]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for file in results {
        let (passed, failed) = file.counts();
        let all = passed.saturating_add(failed);
        text.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{all}\" failures=\"{failed}\">\n",
            escaped(&file.file)
        ));
        for case in cases(std::slice::from_ref(file)) {
            let (name, class) = (escaped(case.name), escaped(case.file));
            text.push_str(&format!("    <testcase name=\"{name}\" classname=\"{class}\" line=\"{}\"", case.line));
            if case.passed {
                text.push_str("/>\n");
                continue;
            }
            text.push_str(">\n");
            for failure in &case.failures {
                let message = format!("expected {}; found {}", failure.expected, failure.found);
                text.push_str(&format!("      <failure message=\"{}\"/>\n", escaped(&message)));
            }
            text.push_str("    </testcase>\n");
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
