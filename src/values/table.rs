use super::{Fault, FaultKind, Faults, Pattern, Possible, Value};
use crate::source::Span;

/// A grid of a statute: rows of patterns over the inputs, each with a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub label: Option<String>,
    pub sources: Vec<String>,
    /// The inputs' names, in the order of the patterns.
    pub inputs: Vec<String>,
    pub rows: Vec<TableRow>,
    /// What every input gives that no row covers.
    pub otherwise: Option<Value>,
    pub otherwise_span: Option<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// One for each input.
    pub patterns: Vec<Pattern>,
    pub result: Value,
    pub span: Span,
}

impl Table {
    /// The union of the results of the rows that may match.
    ///
    /// An input that no row covers is a fault at `span`. The rows must not overlap: the check refuses
    /// such tables, since a table must not decide by the order of its rows.
    #[must_use]
    pub fn look_up(&self, inputs: &[&Possible], span: Span) -> Possible {
        let faults = inputs.iter().fold(Faults::NONE, |sofar, input| sofar.union(&input.faults));
        let mut result = Possible::nothing();
        for row in &self.rows {
            let (can_fit, can_miss) = row.fits(inputs);
            if can_fit && !can_miss {
                // The check has proved that no two rows overlap: no other can fit as well.
                return Possible::from(row.result.clone()).with_faults(&faults);
            }
            if can_fit {
                result = result.union(&Possible::from(row.result.clone()));
            }
        }
        let reachable = inputs.iter().all(|input| input.none || input.plain != super::Plain::Nothing);
        if reachable && !self.surely_covers(inputs) {
            result = match &self.otherwise {
                Some(value) => result.union(&Possible::from(value.clone())),
                None => result.with_faults(&Faults::one(Fault { kind: FaultKind::Uncovered, span })),
            };
        }
        result.with_faults(&faults)
    }

    /// The row that surely matches, for explanations.
    #[must_use]
    pub fn matching_row(&self, inputs: &[&Possible]) -> Option<&TableRow> {
        self.rows.iter().find(|row| row.fits(inputs) == (true, false))
    }

    /// Whether the rows cover all that the inputs may be. Exact where at most one input is open
    /// and it is a boolean or a choice; otherwise the answer may be `false` too often.
    fn surely_covers(&self, inputs: &[&Possible]) -> bool {
        if self.otherwise.is_none() {
            // The check has proved that the rows cover every input.
            return self.rows.iter().any(|row| row.fits(inputs).0);
        }
        let open: Vec<usize> =
            inputs.iter().enumerate().filter(|(_, input)| !input.is_settled()).map(|(at, _)| at).collect();
        let [only] = open.as_slice() else { return false };
        let Some(values) = inputs.get(*only).and_then(|input| input.each()) else { return false };
        values.into_iter().all(|value| {
            let value = Possible::from(value);
            let trial: Vec<&Possible> =
                inputs.iter().enumerate().map(|(at, input)| if at == *only { &value } else { *input }).collect();
            self.rows.iter().any(|row| row.fits(&trial) == (true, false))
        })
    }
}

impl TableRow {
    /// Whether the inputs may fit the row, and whether they may not.
    #[must_use]
    pub fn fits(&self, inputs: &[&Possible]) -> (bool, bool) {
        self.patterns.iter().zip(inputs).fold((true, false), |(fit, miss), (pattern, input)| {
            let (can_fit, can_miss) = pattern.can_fit_or_miss(input);
            (fit && can_fit, miss || can_miss)
        })
    }
}
