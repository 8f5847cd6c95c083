//! The facts of a batch as columns of what they may be.

use super::column::{Column, NONE, Span, Spans, TRUE, gather, truth_of};
use super::column::{EMPTY, FALSE};
use super::kinds::Kind;
use super::program::Program;
use super::unit::{Unit, span_of};
use crate::records::{Batch, FactColumn, Known, States};
use crate::values::{Possible, Value};

/// What the facts of many applicants may be.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub rows: usize,
    /// One for each fact of the plan.
    pub facts: Vec<Input>,
}

#[derive(Clone, Debug)]
pub struct Input {
    pub column: Column,
    /// For each row whether nobody knows the fact; left out where it is known of everybody.
    pub unknown: Option<Vec<bool>>,
}

impl Inputs {
    pub fn of(program: &Program<'_>, batch: &Batch) -> Inputs {
        let rows = batch.len();
        let plan = program.plan;
        let facts = plan.facts.iter().map(|(id, fact)| {
            let nothing = Possible::nothing();
            let anything = plan.unknown.get(id.index()).unwrap_or(&nothing);
            let read = program.reads.get(id.index()).copied().unwrap_or(false);
            match batch.facts.get(id.index()) {
                Some(column) if read => input(Kind::of_fact(fact), column, anything, rows),
                _ => all_unknown(anything, rows),
            }
        });
        Inputs { rows, facts: facts.collect() }
    }

    /// The same for these rows, in this order; a row may come several times.
    pub fn gather(&self, rows: &[u32]) -> Inputs {
        let one = |input: &Input| Input {
            column: input.column.gather(rows),
            unknown: input.unknown.as_deref().map(|unknown| gather(unknown, rows)),
        };
        Inputs { rows: rows.len(), facts: self.facts.iter().map(one).collect() }
    }

    /// Whether a fact is unknown in a row.
    pub fn is_unknown(&self, fact: usize, row: usize) -> bool {
        let unknown = self.facts.get(fact).and_then(|input| input.unknown.as_ref());
        unknown.and_then(|unknown| unknown.get(row)).copied().unwrap_or(false)
    }

    /// Takes a value for a fact in one row.
    pub fn take(&mut self, fact: usize, kind: Kind, row: usize, value: &Value) {
        let rows = self.rows;
        let Some(input) = self.facts.get_mut(fact) else { return };
        if let Some(slot) = input.unknown.as_mut().and_then(|unknown| unknown.get_mut(row)) {
            *slot = false;
        }
        if let Column::Same(same) = &input.column {
            let same = same.clone();
            input.column = Column::from_possibles(kind, rows, (0..rows).map(|_| Some(same.clone())));
        }
        input.column.put(kind, row, Some(&Possible::from(value.clone())));
    }
}

fn all_unknown(anything: &Possible, rows: usize) -> Input {
    Input { column: Column::Same(anything.clone()), unknown: Some(vec![true; rows]) }
}

fn unknown_of(states: &States) -> Option<Vec<bool>> {
    let states = states.0.as_ref()?;
    states.contains(&Known::Unknown).then(|| states.iter().map(|state| *state == Known::Unknown).collect())
}

fn input(kind: Kind, column: &FactColumn, anything: &Possible, rows: usize) -> Input {
    match (kind, column) {
        (_, FactColumn::Unknown) => all_unknown(anything, rows),
        (Kind::Truth, FactColumn::Booleans(values, states)) => {
            let plain = values.iter().map(|value| if *value { TRUE } else { FALSE });
            let truths = match &states.0 {
                None => plain.collect(),
                Some(states) => {
                    let unknown = truth_of(anything);
                    let one = |(truth, state): (u8, &Known)| match state {
                        Known::Value => truth,
                        Known::Unknown => unknown,
                        Known::None => NONE,
                    };
                    plain.zip(states).map(one).collect()
                }
            };
            Input { column: Column::Truths(truths), unknown: unknown_of(states) }
        }
        (Kind::Number(wanted), FactColumn::Numbers(values, places, states)) => {
            let column = match rescaled(values, *places, wanted) {
                Some(values) => spans(values, states, anything, wanted),
                None => return one_by_one(kind, column, anything, rows),
            };
            Input { column: Column::Numbers(column), unknown: unknown_of(states) }
        }
        (Kind::Date, FactColumn::Dates(values, states)) => {
            Input { column: Column::Dates(spans(values.clone(), states, anything, 0)), unknown: unknown_of(states) }
        }
        (Kind::Choice, FactColumn::Choices(values, states)) => {
            Input { column: Column::Choices(spans(values.clone(), states, anything, 0)), unknown: unknown_of(states) }
        }
        _ => one_by_one(kind, column, anything, rows),
    }
}

/// Numbers in other decimal places; `None` if some of them has no place there.
fn rescaled(values: &[i64], from: u32, to: u32) -> Option<Vec<i64>> {
    if from == to {
        return Some(values.to_vec());
    }
    let factor = 10_i64.checked_pow(from.abs_diff(to))?;
    if from < to {
        return values.iter().map(|value| value.checked_mul(factor)).collect();
    }
    values.iter().map(|value| (value.checked_rem(factor)? == 0).then(|| value.checked_div(factor))?).collect()
}

fn spans<T: Unit>(values: Vec<T>, states: &States, anything: &Possible, places: u32) -> Spans<T> {
    let Some(states) = &states.0 else { return Spans { low: values, high: None, marks: None } };
    let unknown: Span<T> = span_of(anything, places);
    let mut low = values;
    let mut high = None;
    let mut marks = None;
    if unknown.marks != 0 || states.contains(&Known::None) {
        let mut all = vec![0_u8; low.len()];
        for ((low, mark), state) in low.iter_mut().zip(&mut all).zip(states) {
            if *state == Known::None {
                (*low, *mark) = (T::default(), NONE | EMPTY);
            }
        }
        marks = Some(all);
    }
    if states.contains(&Known::Unknown) {
        let mut all = low.clone();
        for ((low, high), state) in low.iter_mut().zip(&mut all).zip(states) {
            if *state == Known::Unknown {
                (*low, *high) = (unknown.low, unknown.high);
            }
        }
        high = Some(all);
        if let Some(marks) = &mut marks {
            let unknowns = marks.iter_mut().zip(states).filter(|(_, state)| **state == Known::Unknown);
            unknowns.for_each(|(mark, _)| *mark = unknown.marks);
        }
    }
    let mut spans = Spans { low, high, marks };
    spans.tighten();
    spans
}

fn one_by_one(kind: Kind, column: &FactColumn, anything: &Possible, rows: usize) -> Input {
    let values: Vec<Option<Value>> = (0..rows).map(|row| column.value(row)).collect();
    let unknown: Vec<bool> = values.iter().map(Option::is_none).collect();
    let possibles = values.into_iter().map(|value| Some(value.map_or_else(|| anything.clone(), Possible::from)));
    let column = Column::from_possibles(kind, rows, possibles);
    Input { column, unknown: unknown.contains(&true).then_some(unknown) }
}
