//! What became of a sample of applicants.

use super::table::count;
use crate::plan::Plan;
use crate::sample::Sample;
use crate::source::Sources;
use crate::trial::{Coverage, parts_read};

/// How many there are, and whether they reach all of the policy.
#[must_use]
pub fn sample_text(plan: &Plan, sample: &Sample, applicants: usize) -> String {
    let number = |many: usize| count(u64::try_from(many).unwrap_or(u64::MAX));
    let rest = applicants.saturating_sub(sample.chosen);
    let parts: Vec<_> = parts_read(plan, &sample.seen).collect();
    let wanted = parts.iter().map(|(part, _)| if part.kind.is_condition() { 2_usize } else { 1 });
    let shown = parts.iter().map(|(part, seen)| {
        usize::from(seen.held).saturating_add(usize::from(seen.failed && part.kind.is_condition()))
    });
    format!(
        "{} applicants: {} chosen for what the policy turns on, {} drawn\nthey reach {} of {} outcomes of its parts\n",
        number(applicants),
        number(sample.chosen),
        number(rest),
        number(shown.fold(0, usize::saturating_add)),
        number(wanted.fold(0, usize::saturating_add)),
    )
}

/// Each part that the policy reads and nobody of the sample reaches, on a line of its own.
#[must_use]
pub fn unreached_text(plan: &Plan, sample: &Sample, sources: &Sources) -> String {
    let mut text = String::new();
    let coverage = Coverage::of(sources, parts_read(plan, &sample.seen));
    for (name, file) in coverage.files() {
        for part in file.parts() {
            if let Some(missing) = part.missing() {
                text.push_str(&format!("not reached: {name}:{}: {}, {missing}\n", part.line, part.name));
            }
        }
    }
    text
}
