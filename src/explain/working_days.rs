//! What is told of lengths of time, and of the calendars that they are counted in.

use super::readings::Case;
use super::words::value_words;
use crate::plan::{Term, What};
use crate::values::{Length, Operation, Value};

impl Case<'_> {
    /// A length that a date is moved by: one that has a name is told with what it is.
    pub fn length_words(&self, length: Option<&Term>) -> String {
        let Some(length) = length else { return String::new() };
        let words = self.describe_inside(length);
        match (&length.what, self.trace.value(length.node).single()) {
            (What::Parameter(_), Some(_)) => {
                format!("{words}, {}", value_words(&length.ty, self.trace.value(length.node)))
            }
            _ => words,
        }
    }

    /// Adds the sources of the calendars that a calculation counts in.
    pub fn add_calendars(&self, term: &Term, sources: &mut Vec<String>) {
        let mut found = match (&term.what, self.trace.value(term.node).single()) {
            (What::Apply(Operation::WorkingElapsed(calendar), _), _) => calendar.sources.clone(),
            (_, Some(Value::Duration(Length::Working(days)))) => days.calendar.sources.clone(),
            _ => Vec::new(),
        };
        found.retain(|source| !sources.contains(source));
        sources.append(&mut found);
        if let What::Apply(_, operands) = &term.what {
            operands.iter().for_each(|operand| self.add_calendars(operand, sources));
        }
    }
}
