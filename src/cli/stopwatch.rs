//! How long the stages of a run take. What is told of it decides nothing.

use std::time::{Duration, Instant};

/// What a run does with a piece of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Read,
    Decide,
    Encode,
    Write,
}

/// The time that each stage took, summed over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    pub read: Duration,
    pub decide: Duration,
    pub encode: Duration,
    pub write: Duration,
}

impl Stages {
    fn of(&mut self, stage: Stage) -> &mut Duration {
        match stage {
            Stage::Read => &mut self.read,
            Stage::Decide => &mut self.decide,
            Stage::Encode => &mut self.encode,
            Stage::Write => &mut self.write,
        }
    }

    pub fn add(&mut self, other: Stages) {
        self.read = self.read.saturating_add(other.read);
        self.decide = self.decide.saturating_add(other.decide);
        self.encode = self.encode.saturating_add(other.encode);
        self.write = self.write.saturating_add(other.write);
    }
}

/// Tells the stages of one piece apart.
pub struct Stopwatch {
    last: Instant,
    stages: Stages,
}

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch { last: now(), stages: Stages::default() }
    }

    /// What passed since the last lap was this stage.
    pub fn lap(&mut self, stage: Stage) {
        let now = now();
        let passed = now.saturating_duration_since(self.last);
        let total = self.stages.of(stage);
        *total = total.saturating_add(passed);
        self.last = now;
    }

    pub fn stages(&self) -> Stages {
        self.stages
    }
}

/// The clock, for what is told of a run's speed.
#[expect(clippy::disallowed_methods, reason = "how long a run takes is told; nothing is decided by it")]
pub fn now() -> Instant {
    Instant::now()
}
