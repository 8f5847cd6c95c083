//! What became of a sample of applicants.

use super::table::count;
use crate::sample::Sample;
use crate::source::Sources;
use crate::trial::Part;

/// How many there are, and whether they reach all of the policy.
#[must_use]
pub fn sample_text(sample: &Sample, applicants: usize) -> String {
    let number = |many: usize| count(u64::try_from(many).unwrap_or(u64::MAX));
    let rest = applicants.saturating_sub(sample.chosen);
    let mut text = format!(
        "{} applicants: {} chosen for what the policy turns on, {} drawn\n",
        number(applicants),
        number(sample.chosen),
        number(rest)
    );
    let left = sample.coverage.missing().count();
    if left == 0 {
        text.push_str("they reach every clause, case, line and row\n");
    } else {
        text.push_str(&format!("{} clauses, cases, lines or rows are not reached\n", number(left)));
    }
    text
}

/// Each part of the policy that nobody of the sample reaches, on a line of its own.
#[must_use]
pub fn unreached_text(sample: &Sample, sources: &Sources) -> String {
    let mut text = String::new();
    for part in sample.coverage.missing() {
        let what = match part.part {
            Part::Requirement => "requirement",
            Part::Bar => "bar",
            Part::Clause => "clause",
            Part::Case => "case",
            Part::Line => "line of a score",
            Part::Row => "row",
        };
        let file = sources.get(part.span.file).map_or("", |file| file.name.as_str());
        let line = sources.line_and_column(part.span).0;
        let missing = part.missing().unwrap_or_default();
        text.push_str(&format!("not reached: {what} {}, {missing}, {file}:{line}\n", part.words));
    }
    text
}
