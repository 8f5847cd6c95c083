//! Columns with some of their rows.

use arrow_array::StringArray;

use super::super::batch::{FactColumn, Known, States};
use crate::values::Value;

/// What is known in one row.
pub fn known(column: &FactColumn, row: usize) -> Known {
    match column {
        FactColumn::Unknown => Known::Unknown,
        FactColumn::Booleans(_, states)
        | FactColumn::Numbers(_, _, states)
        | FactColumn::Dates(_, states)
        | FactColumn::Choices(_, states)
        | FactColumn::Texts(_, states) => states.get(row),
        FactColumn::Others(values) => match values.get(row) {
            Some(Some(Value::None)) => Known::None,
            Some(Some(_)) => Known::Value,
            _ => Known::Unknown,
        },
    }
}

/// The rows of a column that are kept.
pub fn only(column: FactColumn, kept: &[bool]) -> FactColumn {
    if kept.iter().all(|kept| *kept) {
        return column;
    }
    let states = |states: States| States(states.0.map(|known| keep(known, kept)));
    match column {
        FactColumn::Unknown => FactColumn::Unknown,
        FactColumn::Booleans(values, known) => FactColumn::Booleans(keep(values, kept), states(known)),
        FactColumn::Numbers(values, places, known) => FactColumn::Numbers(keep(values, kept), places, states(known)),
        FactColumn::Dates(values, known) => FactColumn::Dates(keep(values, kept), states(known)),
        FactColumn::Choices(values, known) => FactColumn::Choices(keep(values, kept), states(known)),
        FactColumn::Texts(values, known) => FactColumn::Texts(keep_texts(&values, kept), states(known)),
        FactColumn::Others(values) => FactColumn::Others(keep(values, kept)),
    }
}

pub fn keep<T>(values: Vec<T>, kept: &[bool]) -> Vec<T> {
    if kept.iter().all(|kept| *kept) {
        return values;
    }
    values.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| value).collect()
}

pub fn keep_texts(texts: &StringArray, kept: &[bool]) -> StringArray {
    if kept.iter().all(|kept| *kept) {
        return texts.clone();
    }
    texts.iter().zip(kept).filter(|(_, kept)| **kept).map(|(text, _)| text).collect()
}
