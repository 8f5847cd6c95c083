use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::paint::Paint;
use super::pools::pools;
use super::row::reasons;
use super::table::{count, percent, table};
use crate::allocate::{Allocation, Decision, Outcome};
use crate::evaluate::{Determination, Status};
use crate::explain::words_of;
use crate::plan::Plan;

/// How many of the most frequent reasons are shown.
const MOST_FREQUENT: usize = 10;

/// Counts over a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub determined: u64,
    pub rejected: u64,
    pub outcomes: BTreeMap<Outcome, u64>,
    /// For each pathway: how many of each status.
    #[serde(with = "pairs")]
    statuses: BTreeMap<(usize, Status), u64>,
    granted_by: BTreeMap<usize, u64>,
    reasons: BTreeMap<String, u64>,
    needs: BTreeMap<String, u64>,
}

/// Something that a summary counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    Determined,
    Outcome(Outcome),
    Status(usize, Status),
    GrantedBy(usize),
    Reason(String),
    /// A fact, by its name.
    Need(String),
}

impl Summary {
    pub fn add(&mut self, plan: &Plan, determination: &Determination, decision: &Decision) {
        increase(&mut self.determined);
        increase(self.outcomes.entry(decision.outcome).or_default());
        for (first, at) in plan.consider.iter().zip(&determination.consider) {
            let Some(result) = determination.pathways.get(*at) else { continue };
            increase(self.statuses.entry((*first, result.status)).or_default());
        }
        if decision.outcome == Outcome::Granted {
            for pathway in &decision.pathways {
                let first = plan.pathways.get(*pathway).map_or(*pathway, |pathway| pathway.first);
                increase(self.granted_by.entry(first).or_default());
            }
        }
        for reason in reasons(plan, determination, decision) {
            increase(self.reasons.entry(reason).or_default());
        }
        for fact in &decision.needs {
            increase(self.needs.entry(plan.facts[*fact].path.clone()).or_default());
        }
    }

    /// All that is counted in it.
    #[must_use]
    pub fn counted(&self) -> Vec<Counted> {
        let mut all = vec![Counted::Determined];
        all.extend(self.outcomes.keys().map(|outcome| Counted::Outcome(*outcome)));
        all.extend(self.statuses.keys().map(|(pathway, status)| Counted::Status(*pathway, *status)));
        all.extend(self.granted_by.keys().map(|pathway| Counted::GrantedBy(*pathway)));
        all.extend(self.reasons.keys().map(|reason| Counted::Reason(reason.clone())));
        all.extend(self.needs.keys().map(|fact| Counted::Need(fact.clone())));
        all
    }

    /// Counts something so many times more.
    pub fn count(&mut self, what: &Counted, times: u64) {
        let count = match what {
            Counted::Determined => &mut self.determined,
            Counted::Outcome(outcome) => self.outcomes.entry(*outcome).or_default(),
            Counted::Status(pathway, status) => self.statuses.entry((*pathway, *status)).or_default(),
            Counted::GrantedBy(pathway) => self.granted_by.entry(*pathway).or_default(),
            Counted::Reason(reason) => self.reasons.entry(reason.clone()).or_default(),
            Counted::Need(fact) => self.needs.entry(fact.clone()).or_default(),
        };
        *count = count.saturating_add(times);
    }

    /// Adds what so many applicants add of whom each adds the same.
    pub fn add_times(&mut self, each: &Summary, times: u64) {
        fn all<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, each: &BTreeMap<K, u64>, times: u64) {
            for (key, number) in each {
                let count = counts.entry(key.clone()).or_default();
                *count = count.saturating_add(number.saturating_mul(times));
            }
        }
        self.determined = self.determined.saturating_add(each.determined.saturating_mul(times));
        self.rejected = self.rejected.saturating_add(each.rejected.saturating_mul(times));
        all(&mut self.outcomes, &each.outcomes, times);
        all(&mut self.statuses, &each.statuses, times);
        all(&mut self.granted_by, &each.granted_by, times);
        all(&mut self.reasons, &each.reasons, times);
        all(&mut self.needs, &each.needs, times);
    }

    /// The summary for a terminal of 80 columns. `missing` are facts that no column holds.
    #[must_use]
    pub fn text(&self, plan: &Plan, allocation: &Allocation, missing: &[String], paint: Paint) -> String {
        let mut text = format!("{}\n", paint.bold(plan.title()));
        let rejected = if self.rejected == 0 {
            String::new()
        } else {
            format!(", {} {} rejected", count(self.rejected), if self.rejected == 1 { "record" } else { "records" })
        };
        let applicants = if self.determined == 1 { "applicant" } else { "applicants" };
        text.push_str(&format!("{} {applicants} determined{rejected}\n\n", count(self.determined)));
        text.push_str(&self.outcome_table());
        text.push('\n');
        text.push_str(&self.pathway_table(plan));
        text.push('\n');
        if !plan.quotas.is_empty() {
            text.push_str(&pools(plan, allocation, paint));
        }
        text.push_str(&self.frequent("the most frequent reasons", &self.reasons));
        text.push_str(&self.frequent("what is most often missing", &self.needs));
        if !missing.is_empty() {
            let names = format!("no column holds {}: unknown for everybody", missing.join(", "));
            text.push_str(&textwrap::fill(&names, 80));
            text.push('\n');
        }
        text
    }

    fn outcome_table(&self) -> String {
        let rows = Outcome::ALL
            .into_iter()
            .filter_map(|outcome| self.outcomes.get(&outcome).map(|number| (outcome, *number)))
            .map(|(outcome, number)| vec![outcome.to_string(), count(number), percent(number, self.determined)]);
        table(&["outcome", "applicants", "share"], rows.collect(), 1)
    }

    fn pathway_table(&self, plan: &Plan) -> String {
        let of = |at: usize, status: Status| count(self.statuses.get(&(at, status)).copied().unwrap_or(0));
        let rows = plan.consider.iter().filter_map(|at| plan.pathways.get(*at).map(|pathway| (*at, pathway))).map(
            |(at, pathway)| {
                vec![
                    words_of(&pathway.words, &pathway.name),
                    of(at, Status::Eligible),
                    of(at, Status::NotEligible),
                    of(at, Status::Undetermined),
                    of(at, Status::Referred),
                    count(self.granted_by.get(&at).copied().unwrap_or(0)),
                ]
            },
        );
        let heading = ["pathway", "eligible", "not eligible", "undetermined", "referred", "granted"];
        table(&heading, rows.collect(), 1)
    }

    fn frequent(&self, heading: &str, counts: &BTreeMap<String, u64>) -> String {
        if counts.is_empty() {
            return String::new();
        }
        let mut frequent: Vec<(&String, u64)> = counts.iter().map(|(what, number)| (what, *number)).collect();
        frequent.sort_by_key(|(what, number)| (std::cmp::Reverse(*number), *what));
        let left = frequent.len().saturating_sub(MOST_FREQUENT);
        let mut rows: Vec<Vec<String>> = frequent
            .into_iter()
            .take(MOST_FREQUENT)
            .map(|(what, number)| vec![what.clone(), count(number), percent(number, self.determined)])
            .collect();
        if left > 0 {
            rows.push(vec![format!("… and {left} more"), String::new(), String::new()]);
        }
        format!("{}\n", table(&[heading, "applicants", "share"], rows, 1))
    }
}

/// A map of which the keys are no texts, as a list of pairs.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::evaluate::Status;

    type Map = BTreeMap<(usize, Status), u64>;

    pub fn serialize<S: Serializer>(map: &Map, serializer: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map, D::Error> {
        Ok(Vec::<((usize, Status), u64)>::deserialize(deserializer)?.into_iter().collect())
    }
}

fn increase(count: &mut u64) {
    *count = count.saturating_add(1);
}
