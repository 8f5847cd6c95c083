//! How far a long run is: a bar for a person, a line a minute for a log.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::stopwatch::now;
use super::terminal::Terminal;
use crate::report::count;

/// How often a log is told.
const EVERY: Duration = Duration::from_secs(60);

pub struct Progress {
    bar: ProgressBar,
    what: &'static str,
    bytes: u64,
    quiet: bool,
    start: Instant,
    told: Cell<Instant>,
}

impl Progress {
    /// `bytes` is how much there is to read; 0 where nobody knows.
    pub fn new(terminal: &Terminal, quiet: bool, what: &'static str, bytes: u64) -> Progress {
        let bar = if quiet { ProgressBar::hidden() } else { terminal.progress(bytes, what) };
        let start = now();
        Progress { bar, what, bytes, quiet, start, told: Cell::new(start) }
    }

    /// So many bytes are read, of so many records.
    pub fn at(&self, bytes: u64, records: u64, terminal: &mut Terminal) {
        let now = now();
        let passed = now.saturating_duration_since(self.start);
        let rate = u128::from(records).saturating_mul(1000).checked_div(passed.as_millis()).unwrap_or(0);
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        if !self.bar.is_hidden() {
            self.bar.set_position(bytes);
            self.bar.set_message(format!("{} {} ({} a second)", self.what, count(records), count(rate)));
            return;
        }
        if self.quiet || now.saturating_duration_since(self.told.get()) < EVERY {
            return;
        }
        self.told.set(now);
        let share = bytes.saturating_mul(100).checked_div(self.bytes).map_or(String::new(), |share| {
            let left = passed.as_secs().saturating_mul(self.bytes.saturating_sub(bytes)).checked_div(bytes.max(1));
            format!(", {share}%, about {} minutes left", left.unwrap_or(0).div_ceil(60))
        });
        terminal.say(&format!("{}: {} applicants, {} a second{share}\n", self.what, count(records), count(rate)));
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
