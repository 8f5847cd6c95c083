//! Results of tests: for a terminal, as JSON, and as JUnit XML.

use serde::Serialize;

use super::paint::Paint;
use crate::source::{Sources, Span};
use crate::trial::{Failure, TestResult, Violation};

/// The results of one file.
pub struct FileResults {
    pub file: String,
    pub sources: Sources,
    pub tests: Vec<TestResult>,
    /// Assertions, each with an applicant who violates it, if the search found one.
    pub assertions: Vec<(String, Span, Option<Violation>)>,
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
    some_text(results, true, paint)
}

/// The same of what failed alone.
#[must_use]
pub fn failures_text(results: &[FileResults], paint: Paint) -> String {
    some_text(results, false, paint)
}

fn some_text(results: &[FileResults], passed: bool, paint: Paint) -> String {
    let mut text = String::new();
    for file in results {
        let (good, bad) = file.counts();
        if bad == 0 && (good == 0 || !passed) {
            continue;
        }
        text.push_str(&format!("{}\n", paint.bold(&file.file)));
        for test in file.tests.iter().filter(|test| passed || !test.failures.is_empty()) {
            let mark = if test.failures.is_empty() { paint.good("✓") } else { paint.bad("✗") };
            text.push_str(&format!("  {mark} {}\n", test.name));
            for failure in &test.failures {
                text.push_str(&failure_text(file, failure));
            }
        }
        for (name, span, violation) in file.assertions.iter().filter(|(.., violation)| passed || violation.is_some()) {
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

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
