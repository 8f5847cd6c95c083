//! Columns of numbers and of days, for formats that have types.

use super::column::Missing;
use crate::records::{Cell, ResultColumn, Results};
use crate::values::{Number, Rounding};

/// Values, one for each row: anything where one is missing.
pub struct Numbers<T> {
    pub values: Vec<T>,
    pub missing: Missing,
}

/// A column of numbers. What is not one number of the column's places has its ends.
pub struct Ends {
    pub value: Numbers<i64>,
    pub low: Numbers<i64>,
    pub high: Numbers<i64>,
}

/// The most that a decimal of 18 digits holds.
const MOST: i64 = 999_999_999_999_999_999;

pub fn days(results: &[Results], at: usize) -> Numbers<i32> {
    let rows = results.iter().map(|results| results.rows).sum();
    let (mut values, mut missing) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for results in results {
        match results.columns.get(at) {
            Some(ResultColumn::Dates(days, blank)) if days.len() == results.rows => match blank {
                None => values.extend_from_slice(days),
                // What stands where nothing is known must not show in the file.
                Some(blank) => {
                    let start = missing.len();
                    missing.extend(blank.iter().take(days.len()));
                    missing.resize(values.len().saturating_add(days.len()), false);
                    let signs = missing.iter().skip(start);
                    values.extend(days.iter().zip(signs).map(|(day, blank)| if *blank { 0 } else { *day }));
                }
            },
            column => values.extend((0..results.rows).map(|row| {
                let date = match column.map(|column| column.cell(row)) {
                    Some(Cell::Date(date)) => Some(date.day_number()),
                    _ => None,
                };
                missing.push(date.is_none());
                date.unwrap_or_default()
            })),
        }
        missing.resize(values.len(), false);
    }
    Numbers { values, missing: Missing::from_signs(missing) }
}

pub fn numbers(results: &[Results], at: usize, places: u32) -> Ends {
    let rows = results.iter().map(|results| results.rows).sum();
    let mut column = Column::new(rows, places);
    for results in results {
        match results.columns.get(at) {
            Some(ResultColumn::Numbers { low, high, places: of, blank })
                if *of == places && low.len() == results.rows && high.len() == results.rows =>
            {
                column.extend(low, high, blank.as_deref());
            }
            Some(ResultColumn::Numbers { low, high, places: of, blank })
                if low.len() == results.rows && high.len() == results.rows && fits_finer(low, high, *of, places) =>
            {
                let low: Vec<i64> = finer(low, *of, places).flatten().collect();
                let high: Vec<i64> = finer(high, *of, places).flatten().collect();
                column.extend(&low, &high, blank.as_deref());
            }
            other => (0..results.rows).for_each(|row| column.push(other.map_or(Cell::Blank, |it| it.cell(row)))),
        }
    }
    column.finish()
}

/// Units of fewer places as units of more.
fn finer(units: &[i64], of: u32, places: u32) -> impl Iterator<Item = Option<i64>> {
    let factor = places.checked_sub(of).and_then(|more| 10_i64.checked_pow(more));
    units.iter().map(move |units| units.checked_mul(factor?))
}

fn fits_finer(low: &[i64], high: &[i64], of: u32, places: u32) -> bool {
    finer(low, of, places).chain(finer(high, of, places)).all(|units| units.is_some())
}

struct Column {
    places: u32,
    least: i64,
    most: i64,
    values: Vec<i64>,
    missing: Vec<bool>,
    /// Rows that have ends, with those that fit: few, or none.
    ends: Vec<Between>,
}

/// The ends of one row, each if it fits.
struct Between {
    row: usize,
    low: Option<i64>,
    high: Option<i64>,
}

impl Column {
    fn new(rows: usize, places: u32) -> Column {
        let (least, most) = if places == 0 { (i64::MIN, i64::MAX) } else { (MOST.saturating_neg(), MOST) };
        let (values, missing) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        Column { places, least, most, values, missing, ends: Vec::new() }
    }

    fn extend(&mut self, low: &[i64], high: &[i64], blank: Option<&[bool]>) {
        let fits = |low: &i64, high: &i64| (low == high) & (*low >= self.least) & (*low <= self.most);
        if blank.is_none() && low.iter().zip(high).fold(true, |all, (low, high)| all & fits(low, high)) {
            self.values.extend_from_slice(low);
            self.missing.resize(self.values.len(), false);
            return;
        }
        let blank = blank.unwrap_or_default().iter().copied().chain(std::iter::repeat(false));
        for ((low, high), blank) in low.iter().zip(high).zip(blank) {
            if blank {
                self.push_missing();
            } else {
                self.push_between(Some(*low), Some(*high));
            }
        }
    }

    fn push(&mut self, cell: Cell) {
        match cell {
            Cell::Number(number) => self.push_numbers(number, number),
            Cell::Between(low, high) => self.push_numbers(low, high),
            _ => self.push_missing(),
        }
    }

    /// What no number of these places is equal to lies between the nearest two.
    fn push_numbers(&mut self, low: Number, high: Number) {
        self.push_between(nearest(low, self.places, Side::Below), nearest(high, self.places, Side::Above));
    }

    fn push_between(&mut self, low: Option<i64>, high: Option<i64>) {
        // An end that does not fit is the last that does, or none where that would be wrong.
        let below = low.and_then(|low| (low >= self.least).then_some(low.min(self.most)));
        let above = high.and_then(|high| (high <= self.most).then_some(high.max(self.least)));
        if let (Some(low), Some(high)) = (below, above)
            && low == high
        {
            self.values.push(low);
            self.missing.push(false);
            return;
        }
        self.ends.push(Between { row: self.values.len(), low: below, high: above });
        self.push_missing();
    }

    fn push_missing(&mut self) {
        self.values.push(0);
        self.missing.push(true);
    }

    fn finish(self) -> Ends {
        let rows = self.values.len();
        let low = ends(rows, self.ends.iter().map(|ends| (ends.row, ends.low)));
        let high = ends(rows, self.ends.iter().map(|ends| (ends.row, ends.high)));
        Ends { value: Numbers { values: self.values, missing: Missing::from_signs(self.missing) }, low, high }
    }
}

/// A column of which only these rows have a value.
fn ends(rows: usize, of_rows: impl Iterator<Item = (usize, Option<i64>)>) -> Numbers<i64> {
    let mut values = vec![0; rows];
    let mut signs = Vec::new();
    for (row, end) in of_rows {
        let Some(end) = end else { continue };
        if signs.is_empty() {
            signs.resize(rows, true);
        }
        if let (Some(value), Some(sign)) = (values.get_mut(row), signs.get_mut(row)) {
            (*value, *sign) = (end, false);
        }
    }
    let missing = if signs.is_empty() { Missing::Everywhere } else { Missing::from_signs(signs) };
    Numbers { values, missing }
}

#[derive(Clone, Copy)]
enum Side {
    Below,
    Above,
}

/// The nearest whole number of units on that side; `None` where there is none that fits.
fn nearest(number: Number, places: u32, side: Side) -> Option<i64> {
    let mode = match (side, number.is_negative()) {
        (Side::Below, false) | (Side::Above, true) => Rounding::Down,
        (Side::Below, true) | (Side::Above, false) => Rounding::Up,
    };
    let fitting = number.round(mode, places).and_then(|rounded| rounded.units(places));
    fitting.or(match (side, number.is_negative()) {
        (Side::Below, false) => Some(i64::MAX),
        (Side::Above, true) => Some(i64::MIN),
        _ => None,
    })
}
