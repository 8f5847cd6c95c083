//! What applicants reach of a policy: which of its conditions hold and fail for somebody, which of
//! its cases, exceptions, values, lines and rows are taken by somebody.

use std::collections::BTreeMap;
use std::ops::Range;

use super::meter::Seen;
use crate::plan::{Part, PartKind};
use crate::source::{FileId, Sources, Span};

/// A part of a policy with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    pub kind: PartKind,
    /// Its label, else its text.
    pub name: String,
    /// The declaration that it stands in.
    pub of: String,
    /// Line and column of its start, both from 1.
    pub line: usize,
    pub column: usize,
    /// The bytes of the file's text that it is.
    pub bytes: Range<usize>,
    pub seen: Seen,
}

impl Covered {
    /// How many outcomes there are to show: that a condition holds and that it fails, that anything
    /// else is taken.
    #[must_use]
    pub fn wanted(&self) -> u64 {
        if self.kind.is_condition() { 2 } else { 1 }
    }

    /// How many of them somebody has shown.
    #[must_use]
    pub fn shown(&self) -> u64 {
        u64::from(self.seen.held).saturating_add(u64::from(self.seen.failed && self.kind.is_condition()))
    }

    /// What nobody has shown of it; none if it is reached.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        use PartKind::{Bar, Case, Exception, Family, Group, Line, Otherwise, Pool, Requirement, Row, Stage, Value};
        Some(match (self.kind, self.seen.held, self.seen.failed) {
            (Line | Group, false, _) => "never adds points",
            (Row, false, _) => "never looked up",
            (Value, false, _) => "never in force",
            (Exception, false, _) => "never applies",
            (Case | Otherwise, false, _) => "never the case",
            (kind, _, _) if !kind.is_condition() => return None,
            (_, true, true) => return None,
            (_, false, false) if self.seen.open => "only ever open",
            (_, false, false) => "never judged",
            (Requirement, false, true) => "never met",
            (Requirement, true, false) => "never failed",
            (Stage, false, true) => "never passed",
            (Stage, true, false) => "never failed",
            (Bar, false, true) => "never bars",
            (Bar, true, false) => "always bars",
            (Pool | Family, false, true) => "never for anybody",
            (Pool | Family, true, false) => "never against anybody",
            (_, false, true) => "never true",
            (_, true, false) => "never false",
        })
    }
}

/// How many outcomes were shown, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub shown: u64,
    pub wanted: u64,
}

impl Share {
    /// In whole percent, rounded down: 100 is all of them. Of nothing all is shown.
    #[must_use]
    pub fn percent(self) -> u64 {
        let hundred = u128::from(self.shown).saturating_mul(100);
        hundred.checked_div(u128::from(self.wanted)).and_then(|percent| u64::try_from(percent).ok()).unwrap_or(100)
    }

    #[must_use]
    pub fn and(self, other: Share) -> Share {
        Share { shown: self.shown.saturating_add(other.shown), wanted: self.wanted.saturating_add(other.wanted) }
    }
}

/// The parts of one file, by the bytes at which they start and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCoverage {
    pub text: String,
    parts: BTreeMap<(usize, usize), Covered>,
}

impl FileCoverage {
    /// In reading order.
    pub fn parts(&self) -> impl Iterator<Item = &Covered> {
        self.parts.values()
    }

    #[must_use]
    pub fn share(&self) -> Share {
        self.parts().fold(Share::default(), |sum, part| sum.and(Share { shown: part.shown(), wanted: part.wanted() }))
    }
}

/// What is reached of one policy or of several, file by file. A file that several use counts once,
/// with what is reached of it through any of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    files: BTreeMap<String, FileCoverage>,
}

impl Coverage {
    /// The parts of a policy, each with what became of it.
    #[must_use]
    pub fn of<'a>(sources: &Sources, parts: impl Iterator<Item = (&'a Part, Seen)>) -> Coverage {
        let mut coverage = Coverage::default();
        let mut lines: BTreeMap<FileId, Lines> = BTreeMap::new();
        for (part, seen) in parts {
            let Some(source) = sources.get(part.span.file) else { continue };
            let file = coverage.files.entry(source.name.clone()).or_default();
            let lines = lines.entry(part.span.file).or_insert_with(|| {
                file.text.clone_from(&source.text);
                Lines::of(&source.text)
            });
            file.parts.insert((part.span.start, part.span.end), lines.covered(&source.text, part, seen));
        }
        coverage
    }

    /// Adds what others reach, of the same files or of others.
    pub fn add(&mut self, other: Coverage) {
        for (name, theirs) in other.files {
            match self.files.get_mut(&name) {
                Some(ours) => {
                    for (place, part) in theirs.parts {
                        let seen = part.seen;
                        ours.parts.entry(place).or_insert(part).seen.add(seen);
                    }
                }
                None => {
                    self.files.insert(name, theirs);
                }
            }
        }
    }

    /// The files with their names, in order of these.
    pub fn files(&self) -> impl Iterator<Item = (&str, &FileCoverage)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    #[must_use]
    pub fn share(&self) -> Share {
        self.files.values().fold(Share::default(), |sum, file| sum.and(file.share()))
    }
}

/// Where the lines of a text start.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let behind = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        Lines { starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The number of the line on which a byte stands, from 1.
    fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    fn covered(&self, text: &str, part: &Part, seen: Seen) -> Covered {
        let Span { start, end, .. } = part.span;
        let line = self.line(start);
        let begins = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = text.get(begins..start).unwrap_or_default().chars().count();
        Covered {
            kind: part.kind,
            name: part.name.clone(),
            of: part.of.clone(),
            line,
            column: before.saturating_add(1),
            bytes: start..end,
            seen,
        }
    }
}
