//! What the elements of a list had to do with what was asked of it.

use super::build::verdict;
use super::model::{MemberExplanation, Reading};
use super::pathways::status_words;
use super::readings::Case;
use super::words::{element_words, value_words};
use crate::evaluate::Status;
use crate::plan::{Collected, Term, What};
use crate::values::{Fold, Plain, Possible, Type};

/// How many elements are told one by one.
const MOST: usize = 12;

impl Case<'_> {
    /// The list, and those of its elements that decided.
    pub fn folded(&self, fold: Fold, operands: &[Term]) -> Vec<Reading> {
        let Some(What::Collect(collected)) = operands.first().map(|operand| &operand.what) else { return Vec::new() };
        let [counts, gives] = collected.gives.as_slice() else { return Vec::new() };
        let each = self.elements(collected, |element, case| {
            let counted = case.trace.value(counts.node);
            let given = case.trace.value(gives.node);
            let (value, from) = match fold {
                Fold::Any | Fold::No => (fits(counted), case.readings(counts)),
                _ if counted.is_false() => return None,
                Fold::Every => (fits(given), case.readings(gives)),
                Fold::Count => (fits(counted), case.readings(counts)),
                Fold::Sum | Fold::Max | Fold::Min => {
                    let value = value_words(&gives.ty, given);
                    (if counted.is_true() { value } else { format!("{value}, if it counts") }, Vec::new())
                }
            };
            let decides = match fold {
                Fold::Any | Fold::No => counted.is_true(),
                Fold::Every => given.is_false(),
                Fold::Count | Fold::Sum | Fold::Max | Fold::Min => false,
            };
            Some((decides, element_reading(element, value, from)))
        });
        // One that decides is told without the others.
        let told: Vec<Reading> = match each.iter().any(|(decides, _)| *decides) {
            true => each.into_iter().filter_map(|(decides, reading)| decides.then_some(reading)).collect(),
            false => each.into_iter().map(|(_, reading)| reading).collect(),
        };
        self.shortened(collected, told)
    }

    /// The periods of which the days were counted, list by list, and the window.
    pub fn covered(&self, operands: &[Term]) -> Vec<Reading> {
        let mut readings = Vec::new();
        for operand in operands.iter().skip(1) {
            match &operand.what {
                What::Collect(collected) if !self.is_inside() => {
                    let counts = collected.gives.get(2);
                    let each = self.elements(collected, |element, case| {
                        let counted = counts.map(|counts| case.trace.value(counts.node));
                        let value = match counted {
                            Some(counted) if counted.is_true() => "counts",
                            Some(counted) if counted.is_false() => "does not count",
                            _ => "not known whether it counts",
                        };
                        Some((false, element_reading(element, value.to_owned(), Vec::new())))
                    });
                    readings.extend(self.shortened(collected, each.into_iter().map(|(_, reading)| reading).collect()));
                }
                What::Collect(collected) => readings.push(self.reading(&collected.list)),
                What::Local => {}
                _ => readings.extend(self.inner_readings(operand)),
            }
        }
        readings
    }

    /// Family members with whether each may derive a status, and why.
    pub fn members(&self, counted: &Term, statuses: &[Status]) -> Vec<MemberExplanation> {
        let What::Apply(_, operands) = &counted.what else { return Vec::new() };
        let Some(What::Collect(collected)) = operands.first().map(|operand| &operand.what) else { return Vec::new() };
        let Some(may) = collected.gives.first() else { return Vec::new() };
        let each = self
            .elements(collected, |words, case| Some((words, verdict(case.trace.value(may.node)), case.readings(may))));
        let each = each.into_iter().zip(statuses);
        each.map(|((words, may_derive, readings), status)| MemberExplanation {
            words,
            may_derive,
            status: status_words(*status).to_owned(),
            readings,
        })
        .collect()
    }

    /// What is told of each element of a list.
    fn elements<T>(&self, collected: &Collected, tell: impl Fn(String, Case<'_>) -> Option<T>) -> Vec<T> {
        let Plain::List(Some(items)) = &self.trace.value(collected.list.node).plain else { return Vec::new() };
        let of = match collected.list.ty.plain() {
            Type::List(of) => of.as_ref(),
            other => other,
        };
        let each = items.iter().filter_map(|item| {
            let trace = self.trace.inside(&collected.body, item);
            tell(element_words(of, item), self.at_element(&trace))
        });
        each.collect()
    }

    /// The list with its elements under it, as many as a person reads.
    fn shortened(&self, collected: &Collected, mut elements: Vec<Reading>) -> Vec<Reading> {
        let mut list = self.reading(&collected.list);
        let more = elements.len().saturating_sub(MOST);
        elements.truncate(MOST);
        if more > 0 {
            elements.push(element_reading(format!("and {more} more"), String::new(), Vec::new()));
        }
        list.from.extend(elements);
        vec![list]
    }
}

fn fits(value: &Possible) -> String {
    let words = if value.is_true() {
        "fits"
    } else if value.is_false() {
        "does not fit"
    } else {
        "not known whether it fits"
    };
    words.to_owned()
}

fn element_reading(words: String, value: String, from: Vec<Reading>) -> Reading {
    Reading { name: String::new(), words, value, presumed: false, asked: None, fault: None, sources: Vec::new(), from }
}
