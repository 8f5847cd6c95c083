use super::{Fault, FaultKind, Faults, Pattern, Possible, Value, logic};
use crate::source::Span;

/// A grid of a statute: rows of patterns over the inputs, each with a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub rows: Vec<TableRow>,
    /// What every input gives that no row covers.
    pub otherwise: Option<Value>,
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
    /// An input that no row covers is a fault at `span`, and so are two rows that surely match and
    /// differ (the check refuses such tables; a table must not decide by the order of its rows).
    #[must_use]
    pub fn look_up(&self, inputs: &[&Possible], span: Span) -> Possible {
        let faults = inputs.iter().fold(Faults::NONE, |sofar, input| sofar.union(&input.faults));
        let mut result = Possible::nothing();
        let mut certain: Option<&TableRow> = None;
        for row in &self.rows {
            let fits = row.fits(inputs);
            if fits.is_true() {
                if certain.is_some_and(|other| other.result != row.result) {
                    return Possible::from(Fault { kind: FaultKind::Conflict, span }).with_faults(&faults);
                }
                certain = Some(row);
            }
            if fits.can_be_true() {
                result = result.union(&Possible::from(row.result.clone()));
            }
        }
        let reachable = inputs.iter().all(|input| input.none || input.plain != super::Plain::Nothing);
        if certain.is_none() && reachable && !self.surely_covers(inputs) {
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
        self.rows.iter().find(|row| row.fits(inputs).is_true())
    }

    /// Whether the rows cover all that the inputs may be. Exact where at most one input is open
    /// and it is a boolean or a choice; otherwise the answer may be `false` too often.
    fn surely_covers(&self, inputs: &[&Possible]) -> bool {
        if self.otherwise.is_none() {
            // The check has proved that the rows cover every input.
            return self.rows.iter().any(|row| row.fits(inputs).can_be_true());
        }
        let open: Vec<usize> =
            inputs.iter().enumerate().filter(|(_, input)| !input.is_settled()).map(|(at, _)| at).collect();
        let [only] = open.as_slice() else { return false };
        let Some(values) = inputs.get(*only).and_then(|input| input.each()) else { return false };
        values.into_iter().all(|value| {
            let value = Possible::from(value);
            let trial: Vec<&Possible> =
                inputs.iter().enumerate().map(|(at, input)| if at == *only { &value } else { *input }).collect();
            self.rows.iter().any(|row| row.fits(&trial).is_true())
        })
    }
}

impl TableRow {
    #[must_use]
    pub fn fits(&self, inputs: &[&Possible]) -> Possible {
        let cells: Vec<Possible> =
            self.patterns.iter().zip(inputs).map(|(pattern, input)| pattern.fits(input)).collect();
        logic::all(&cells)
    }
}
