//! What is reached of policies: for a terminal, and as JSON.

use serde::Serialize;

use super::paint::Paint;
use super::table::count;
use crate::plan::PartKind;
use crate::trial::{Coverage, Covered, FileCoverage, Share};

/// Who reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Tests,
    Records,
}

impl By {
    pub fn words(self) -> &'static str {
        match self {
            By::Tests => "tests",
            By::Records => "records",
        }
    }
}

/// What a part is called.
pub fn kind_words(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Requirement => "requirement",
        PartKind::Bar => "bar",
        PartKind::Stage => "stage",
        PartKind::Clause => "clause",
        PartKind::Limb => "limb",
        PartKind::Unless => "unless",
        PartKind::Pool => "pool",
        PartKind::Family => "derives",
        PartKind::Exception => "exception",
        PartKind::Case => "case",
        PartKind::Otherwise => "otherwise",
        PartKind::Value => "value",
        PartKind::Line => "line",
        PartKind::Group => "group",
        PartKind::Row => "row",
    }
}

/// How much is reached of all files together, in one line; `hint` where more can be listed.
#[must_use]
pub fn coverage_line(coverage: &Coverage, by: By, hint: bool, paint: Paint) -> String {
    let share = coverage.share();
    if share.wanted == 0 {
        return String::new();
    }
    let hint = if hint && share.shown < share.wanted { " (the rest: --coverage)" } else { "" };
    let line = format!("{} reach {}{hint}", by.words(), share_words(share));
    format!("{}\n", paint.dim(&line))
}

/// `31 of 40 outcomes, 77%`.
pub fn share_words(share: Share) -> String {
    format!("{} of {} outcomes, {}%", count(share.shown), count(share.wanted), share.percent())
}

/// Every part that is not reached, file by file, for a terminal of 80 columns; then the sum.
#[must_use]
pub fn coverage_text(coverage: &Coverage, by: By, paint: Paint) -> String {
    let mut text = String::new();
    for (name, file) in coverage.files() {
        text.push_str(&format!("{}: {}\n", paint.bold(name), share_words(file.share())));
        text.push_str(&gaps(file));
    }
    text + &coverage_line(coverage, by, false, paint)
}

fn gaps(file: &FileCoverage) -> String {
    let left: Vec<&Covered> = file.parts().filter(|part| part.missing().is_some()).collect();
    let alike = |one: &&Covered, other: &&Covered| {
        (one.kind, &one.of, &one.name, one.missing()) == (other.kind, &other.of, &other.name, other.missing())
    };
    left.chunk_by(alike).map(gap).collect()
}

/// Parts one after the other of which the same is to be said, with their lines.
fn gap(parts: &[&Covered]) -> String {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    let lines = match (first.line, last.line) {
        (one, other) if one == other => one.to_string(),
        (one, other) => format!("{one}-{other}"),
    };
    let what = kind_words(first.kind);
    let what = if parts.len() == 1 { what.to_owned() } else { format!("{} {what}s", parts.len()) };
    // The name of a row is that of its table already.
    let of = if first.kind == PartKind::Row { String::new() } else { format!(" of {}", first.of) };
    let words = format!("{what}{of}: {}, {}", first.name, first.missing().unwrap_or_default());
    let options = textwrap::Options::new(80)
        .initial_indent("  ")
        .subsequent_indent("               ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(&format!("{lines:>9}  {words}"), options))
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    by: &'static str,
    shown: u64,
    wanted: u64,
    percent: u64,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    shown: u64,
    wanted: u64,
    percent: u64,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    kind: &'static str,
    name: &'a str,
    of: &'a str,
    line: usize,
    column: usize,
    reached: bool,
    outcomes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'static str>,
}

/// Every part with what was shown of it: the page `docs/reference/results.md` describes the fields.
#[must_use]
pub fn coverage_json(coverage: &Coverage, by: By) -> String {
    let Share { shown, wanted } = coverage.share();
    let files = coverage.files().map(|(name, file)| {
        let share = file.share();
        File {
            file: name,
            shown: share.shown,
            wanted: share.wanted,
            percent: share.percent(),
            parts: file.parts().map(part).collect(),
        }
    });
    let whole =
        Whole { schema: 1, by: by.words(), shown, wanted, percent: coverage.share().percent(), files: files.collect() };
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn part(part: &Covered) -> Part<'_> {
    Part {
        kind: kind_words(part.kind),
        name: &part.name,
        of: &part.of,
        line: part.line,
        column: part.column,
        reached: part.missing().is_none(),
        outcomes: outcomes(part),
        missing: part.missing(),
    }
}

/// `true`, `false` and `open` of a condition, `taken` and `open` of what is none: as they were shown.
pub fn outcomes(part: &Covered) -> Vec<&'static str> {
    let condition = part.kind.is_condition();
    let mut outcomes = Vec::new();
    if part.seen.held {
        outcomes.push(if condition { "true" } else { "taken" });
    }
    if part.seen.failed && condition {
        outcomes.push("false");
    }
    if part.seen.open {
        outcomes.push("open");
    }
    outcomes
}
