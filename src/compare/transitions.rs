use std::collections::BTreeMap;

use crate::allocate::Outcome;

/// What one version says of an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub outcome: Outcome,
    /// The pathways that grant, or the one that the outcome is about.
    pub pathways: Vec<String>,
    /// The pool of the place, if there is one.
    pub pool: Option<String>,
    /// Why, by the names of clauses.
    pub reasons: Vec<String>,
    pub needs: Vec<String>,
}

/// An applicant whom the two versions decide otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: String,
    pub before: Side,
    pub after: Side,
}

impl Change {
    /// Whether the versions decide the applicant otherwise: another outcome, or another way to it.
    #[must_use]
    pub fn between(id: &str, before: Side, after: Side) -> Option<Change> {
        let same = before.outcome == after.outcome && before.pathways == after.pathways;
        (!same).then(|| Change { id: id.to_owned(), before, after })
    }
}

/// Applicants of one value of a fact, and how many of them each version grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub applicants: u64,
    pub granted_before: u64,
    pub granted_after: u64,
    pub changed: u64,
}

/// Two versions on a whole roll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub applicants: u64,
    pub changed: u64,
    /// How many go from which outcome to which.
    pub transitions: BTreeMap<(Outcome, Outcome), u64>,
    /// How many changed between the same reasons: those before and those after.
    pub causes: BTreeMap<(Vec<String>, Vec<String>), u64>,
    /// For each fact asked for, in order: its values in words.
    pub groups: Vec<(String, BTreeMap<String, Group>)>,
    /// The first changed applicants, as many as were asked for.
    pub samples: Vec<Change>,
    samples_wanted: usize,
}

impl Comparison {
    /// `facts` are those by whose values the changes are counted, `samples` how many changed
    /// applicants are kept.
    #[must_use]
    pub fn new(facts: &[String], samples: usize) -> Comparison {
        let groups = facts.iter().map(|fact| (fact.clone(), BTreeMap::new())).collect();
        Comparison { groups, samples_wanted: samples, ..Comparison::default() }
    }

    /// Counts an applicant. `values` are those of the facts by which changes are counted.
    pub fn add(&mut self, id: &str, before: Side, after: Side, values: &[String]) -> Option<Change> {
        self.applicants = self.applicants.saturating_add(1);
        increase(self.transitions.entry((before.outcome, after.outcome)).or_default());
        let granted = [before.outcome, after.outcome].map(|outcome| outcome == Outcome::Granted);
        let change = Change::between(id, before, after);
        for ((_, groups), value) in self.groups.iter_mut().zip(values) {
            let group = groups.entry(value.clone()).or_default();
            increase(&mut group.applicants);
            if granted[0] {
                increase(&mut group.granted_before);
            }
            if granted[1] {
                increase(&mut group.granted_after);
            }
            if change.is_some() {
                increase(&mut group.changed);
            }
        }
        if let Some(change) = &change {
            increase(&mut self.changed);
            let cause = (change.before.reasons.clone(), change.after.reasons.clone());
            increase(self.causes.entry(cause).or_default());
            if self.samples.len() < self.samples_wanted {
                self.samples.push(change.clone());
            }
        }
        change
    }
}

fn increase(count: &mut u64) {
    *count = count.saturating_add(1);
}
