use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a run was begun with, by name: the policy, the input, the options. Names are the words in
/// which a user is told what differs, values anything that tells two of them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(BTreeMap<String, String>);

impl Fingerprint {
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Fingerprint {
        self.0.insert(name.into(), value.into());
        self
    }

    /// The names of what differs, or is only in one of the two.
    #[must_use]
    pub fn differences(&self, other: &Fingerprint) -> Vec<String> {
        let differs = |name: &&String| self.0.get(*name) != other.0.get(*name);
        let mut names: Vec<&String> = self.0.keys().chain(other.0.keys()).filter(differs).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().cloned().collect()
    }
}
