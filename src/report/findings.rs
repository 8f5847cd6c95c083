//! What a check found, for programs: as JSON, and as SARIF 2.1.0 for code hosts.

use serde::Serialize;
use serde_json::{Value, json};

use super::paint::Paint;
use crate::diagnostics::{Code, Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// What a check found in all its files.
#[derive(Default)]
pub struct CheckResults {
    pub files: Vec<FileFindings>,
    /// Files that could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

/// What a check found in one file and those that it uses, if it was not told of another file.
pub struct FileFindings {
    pub sources: Sources,
    pub problems: Vec<Diagnostic>,
}

impl CheckResults {
    /// How many errors or warnings there are; a file that could not be read is an error.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let found = self.findings().filter(|(_, problem)| problem.severity() == severity).count();
        let unread = if severity == Severity::Error { self.unread.len() } else { 0 };
        found.saturating_add(unread)
    }

    fn findings(&self) -> impl Iterator<Item = (&Sources, &Diagnostic)> {
        self.files.iter().flat_map(|file| file.problems.iter().map(|problem| (&file.sources, problem)))
    }
}

/// How much was found, in one line.
#[must_use]
pub fn check_counts(results: &CheckResults, paint: Paint) -> String {
    let count = |number: usize, what: &str| match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    };
    let (errors, warnings) = (results.count(Severity::Error), results.count(Severity::Warning));
    let found = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    let found = if errors > 0 { paint.bad(&found) } else { paint.good(&found) };
    format!("{} checked: {found}\n", count(results.files.len(), "file"))
}

/// A place as programs are told of it: lines and columns from 1, columns in characters.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Place<'a> {
    fn new(sources: &'a Sources, span: Span) -> Place<'a> {
        let (line, column) = sources.line_and_column(span);
        let (end_line, end_column) = sources.line_and_column_after(span);
        let file = sources.get(span.file).map_or("", |file| file.name.as_str());
        Place { file, line, column, end_line, end_column }
    }
}

#[derive(Serialize)]
struct Worded<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: String,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    page: String,
    labels: Vec<Worded<'a>>,
    fix: Vec<Worded<'a>>,
}

#[derive(Serialize)]
struct Unread<'a> {
    file: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Found<'a> {
    schema: u8,
    files: usize,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding<'a>>,
    unread: Vec<Unread<'a>>,
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What a check found as one JSON object.
#[must_use]
pub fn check_json(results: &CheckResults) -> String {
    let findings = results.findings().map(|(sources, problem)| told(sources, problem)).collect();
    let unread = results.unread.iter().map(|(file, message)| Unread { file, message }).collect();
    let found = Found {
        schema: 1,
        files: results.files.len(),
        errors: results.count(Severity::Error),
        warnings: results.count(Severity::Warning),
        findings,
        unread,
    };
    serde_json::to_string_pretty(&found).unwrap_or_default() + "\n"
}

fn told<'a>(sources: &'a Sources, problem: &'a Diagnostic) -> Finding<'a> {
    let worded = |span: Span, text: &'a str| Worded { place: Place::new(sources, span), text };
    Finding {
        code: problem.code.to_string(),
        severity: severity(problem.code),
        message: &problem.message,
        help: problem.help.as_deref(),
        page: page(problem.code),
        labels: problem.labels.iter().map(|label| worded(label.span, &label.words)).collect(),
        fix: problem.fix.iter().map(|edit| worded(edit.span, &edit.text)).collect(),
    }
}

/// Where the page of a code stands in the documentation.
fn page(code: Code) -> String {
    format!("docs/reference/errors/{code}.md")
}

/// What a check found as SARIF 2.1.0; `uri` turns the name of a file into a URI.
#[must_use]
pub fn check_sarif(results: &CheckResults, uri: &dyn Fn(&str) -> String) -> String {
    let mut codes: Vec<Code> = results.findings().map(|(_, problem)| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let found: Vec<Value> =
        results.findings().map(|(sources, problem)| result(&codes, &Located { sources, uri }, problem)).collect();
    let unread = |(file, why): &(String, String)| {
        let place = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } });
        json!({ "level": "error", "message": { "text": why }, "locations": [place] })
    };
    let driver = json!({
        "name": "visado",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": results.unread.is_empty(),
            "toolExecutionNotifications": results.unread.iter().map(unread).collect::<Vec<_>>(),
        }],
        "results": found,
    });
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    serde_json::to_string_pretty(&sarif).unwrap_or_default() + "\n"
}

/// A kind of finding with its page.
fn rule(code: Code) -> Value {
    let page = code.page();
    let title = page.lines().next().unwrap_or_default();
    let title = title.strip_prefix(&format!("# {code}: ")).unwrap_or(title);
    let first = page.split("\n\n").nth(1).unwrap_or(title).replace('\n', " ");
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": title },
        "fullDescription": { "text": first },
        "help": { "text": first, "markdown": page },
        "defaultConfiguration": { "level": severity(code) },
    })
}

/// The texts in which findings stand, and how their files are called.
struct Located<'a> {
    sources: &'a Sources,
    uri: &'a dyn Fn(&str) -> String,
}

impl Located<'_> {
    fn artifact(&self, span: Span) -> Value {
        let name = self.sources.get(span.file).map_or("", |file| file.name.as_str());
        json!({ "uri": (self.uri)(name) })
    }

    fn region(&self, span: Span) -> Value {
        let Place { line, column, end_line, end_column, .. } = Place::new(self.sources, span);
        json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
    }

    fn location(&self, label: &Label) -> Value {
        json!({
            "physicalLocation": { "artifactLocation": self.artifact(label.span), "region": self.region(label.span) },
            "message": { "text": label.words },
        })
    }
}

fn result(codes: &[Code], located: &Located<'_>, problem: &Diagnostic) -> Value {
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
    let locations: Vec<Value> = problem.labels.iter().take(1).map(|label| located.location(label)).collect();
    let mut result = json!({
        "ruleId": problem.code.to_string(),
        "ruleIndex": codes.iter().position(|code| *code == problem.code),
        "level": severity(problem.code),
        "message": { "text": format!("{}{help}", problem.message) },
        "locations": locations,
    });
    let related = problem.labels.iter().enumerate().skip(1).map(|(id, label)| {
        let mut location = located.location(label);
        insert(&mut location, "id", json!(id));
        location
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        insert(&mut result, "relatedLocations", json!(related));
    }
    if let Some(first) = problem.fix.first() {
        let replacement = |edit: &crate::diagnostics::Edit| json!({ "deletedRegion": located.region(edit.span), "insertedContent": { "text": edit.text } });
        let change = json!({
            "artifactLocation": located.artifact(first.span),
            "replacements": problem.fix.iter().map(replacement).collect::<Vec<_>>(),
        });
        let words = problem.help.as_deref().unwrap_or(&problem.message);
        insert(&mut result, "fixes", json!([{ "description": { "text": words }, "artifactChanges": [change] }]));
    }
    result
}

fn insert(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(key.to_owned(), value);
    }
}
