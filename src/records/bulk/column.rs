use std::sync::Arc;

use arrow_array::StringArray;
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};

use super::super::batch::{FactColumn, Known, States};
use crate::values::{Date, Number, Type, Value};

/// A column of a batch while it grows, one value for each row.
#[derive(Clone, Debug)]
pub struct Column {
    values: Values,
    states: Option<Vec<Known>>,
    rows: usize,
    capacity: usize,
}

#[derive(Clone, Debug)]
pub enum Values {
    Booleans(Vec<bool>),
    Numbers(Vec<i64>, u32),
    Dates(Vec<i32>),
    Choices(Vec<u16>),
    Texts(Texts),
    Others(Vec<Option<Value>>),
}

/// As many bytes of texts as their ends can be told of.
const TEXTS: usize = i32::MAX as usize;

/// Texts one after the other, and where each ends.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<i32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.end();
    }

    fn end(&mut self) {
        self.ends.push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        let length = self.ends.last().copied().unwrap_or(0);
        self.bytes.truncate(usize::try_from(length).unwrap_or(0));
    }

    fn array(self) -> StringArray {
        let offsets: ScalarBuffer<i32> = std::iter::once(0).chain(self.ends.iter().copied()).collect();
        let built = StringArray::try_new(OffsetBuffer::new(offsets), Buffer::from_vec(self.bytes), None);
        // Whole texts were put in, so that it cannot fail.
        built.unwrap_or_else(|_| self.ends.iter().map(|_| Some("")).collect())
    }
}

impl Column {
    /// For values of a type, in the most compact form that it has.
    pub fn new(ty: &Type, capacity: usize) -> Column {
        let values = match ty.plain() {
            Type::Boolean => Values::Booleans(Vec::with_capacity(capacity)),
            Type::Integer | Type::Decimal | Type::Money(_) => Values::Numbers(Vec::with_capacity(capacity), 0),
            Type::Date => Values::Dates(Vec::with_capacity(capacity)),
            Type::Country | Type::Enum(_) => Values::Choices(Vec::with_capacity(capacity)),
            Type::Text => Values::Texts(Texts::default()),
            _ => Values::Others(Vec::new()),
        };
        Column { values, states: None, rows: 0, capacity }
    }

    /// An empty column of the same form, with room for as many rows.
    pub fn fresh(&self) -> Column {
        let capacity = self.capacity;
        let values = match &self.values {
            Values::Booleans(_) => Values::Booleans(Vec::with_capacity(capacity)),
            Values::Numbers(..) => Values::Numbers(Vec::with_capacity(capacity), 0),
            Values::Dates(_) => Values::Dates(Vec::with_capacity(capacity)),
            Values::Choices(_) => Values::Choices(Vec::with_capacity(capacity)),
            Values::Texts(_) => {
                let ends = Vec::with_capacity(capacity);
                Values::Texts(Texts { bytes: Vec::with_capacity(capacity.saturating_mul(8)), ends })
            }
            Values::Others(_) => Values::Others(Vec::new()),
        };
        Column { values, states: None, rows: 0, capacity }
    }

    /// The values, for one to be put in that is known; then [`Column::is_known`] is to be called.
    #[inline]
    pub fn values(&mut self) -> &mut Values {
        &mut self.values
    }

    #[inline]
    pub fn is_known(&mut self) {
        if let Some(states) = &mut self.states {
            states.push(Known::Value);
        }
        self.rows = self.rows.wrapping_add(1);
    }

    pub fn push_boolean(&mut self, truth: bool) {
        match &mut self.values {
            Values::Booleans(values) => {
                values.push(truth);
                self.is_known();
            }
            _ => self.push_other(Some(Value::Boolean(truth))),
        }
    }

    /// A whole number of units of so many decimal places.
    pub fn push_units(&mut self, units: i64, places: u32) {
        if let Values::Numbers(values, held) = &mut self.values {
            if places == *held {
                values.push(units);
                self.is_known();
                return;
            }
            if self.fits(places)
                && let Values::Numbers(values, held) = &mut self.values
                && let Some(units) = rescaled(units, places, *held)
            {
                values.push(units);
                self.is_known();
                return;
            }
        }
        self.push_other(Number::scaled(units, places).map(Value::Number));
    }

    /// Widens the column to so many decimal places, if all that it holds can be held so.
    fn fits(&mut self, places: u32) -> bool {
        let Values::Numbers(values, held) = &mut self.values else { return false };
        if places > *held {
            let wider: Option<Vec<i64>> = values.iter().map(|units| rescaled(*units, *held, places)).collect();
            let Some(wider) = wider else { return false };
            *values = wider;
            *held = places;
        }
        true
    }

    pub fn push_day(&mut self, day: i32) {
        match &mut self.values {
            Values::Dates(values) => {
                values.push(day);
                self.is_known();
            }
            _ => self.push_other(Date::from_day_number(day).map(Value::Date)),
        }
    }

    pub fn push_choice(&mut self, choice: u16) {
        match &mut self.values {
            Values::Choices(values) => {
                values.push(choice);
                self.is_known();
            }
            _ => self.push_other(Some(Value::Choice(choice))),
        }
    }

    pub fn push_text(&mut self, text: &str) {
        match &mut self.values {
            Values::Texts(texts) if texts.bytes.len().saturating_add(text.len()) <= TEXTS => {
                texts.push(text);
                self.is_known();
            }
            _ => self.push_other(Some(Value::Text(Arc::from(text)))),
        }
    }

    pub fn push_unknown(&mut self) {
        self.push_without(Known::Unknown);
    }

    fn push_without(&mut self, known: Known) {
        match &mut self.values {
            Values::Booleans(values) => values.push(false),
            Values::Numbers(values, _) => values.push(0),
            Values::Dates(values) => values.push(0),
            Values::Choices(values) => values.push(0),
            Values::Texts(texts) => texts.end(),
            Values::Others(values) => {
                values.push((known == Known::None).then_some(Value::None));
            }
        }
        match &mut self.states {
            Some(states) => states.push(known),
            None => {
                let mut states = Vec::with_capacity(self.capacity.max(self.rows.saturating_add(1)));
                states.resize(self.rows, Known::Value);
                states.push(known);
                self.states = Some(states);
            }
        }
        self.rows = self.rows.wrapping_add(1);
    }

    pub fn push(&mut self, value: Option<&Value>) {
        match value {
            None => self.push_without(Known::Unknown),
            Some(Value::None) => self.push_without(Known::None),
            Some(Value::Boolean(truth)) => self.push_boolean(*truth),
            Some(Value::Number(number)) => {
                let units = number.decimal_places().and_then(|places| Some((number.units(places)?, places)));
                match units {
                    Some((units, places)) => self.push_units(units, places),
                    None => self.push_other(value.cloned()),
                }
            }
            Some(Value::Date(date)) => self.push_day(date.day_number()),
            Some(Value::Choice(choice)) => self.push_choice(*choice),
            Some(Value::Text(text)) => self.push_text(text),
            Some(other) => self.push_other(Some(other.clone())),
        }
    }

    /// A value that the compact form cannot hold: the column becomes one of any values.
    fn push_other(&mut self, value: Option<Value>) {
        if !matches!(self.values, Values::Others(_)) {
            let values = (0..self.rows).map(|row| self.value(row)).collect();
            self.values = Values::Others(values);
        }
        if let Values::Others(values) = &mut self.values {
            values.push(value);
            self.is_known();
        }
    }

    fn value(&self, row: usize) -> Option<Value> {
        match self.known(row) {
            Known::Unknown => return None,
            Known::None => return Some(Value::None),
            Known::Value => {}
        }
        match &self.values {
            Values::Booleans(values) => values.get(row).map(|truth| Value::Boolean(*truth)),
            Values::Numbers(values, places) => Number::scaled(*values.get(row)?, *places).map(Value::Number),
            Values::Dates(values) => Date::from_day_number(*values.get(row)?).map(Value::Date),
            Values::Choices(values) => values.get(row).map(|choice| Value::Choice(*choice)),
            Values::Texts(texts) => {
                let from = row.checked_sub(1).and_then(|before| texts.ends.get(before)).copied().unwrap_or(0);
                let range = usize::try_from(from).ok()?..usize::try_from(*texts.ends.get(row)?).ok()?;
                let text = std::str::from_utf8(texts.bytes.get(range)?).ok()?;
                Some(Value::Text(Arc::from(text)))
            }
            Values::Others(values) => values.get(row).cloned().flatten(),
        }
    }

    fn known(&self, row: usize) -> Known {
        self.states.as_ref().and_then(|states| states.get(row)).copied().unwrap_or_default()
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What is known of the last value.
    pub fn last(&self) -> Known {
        self.rows.checked_sub(1).map_or(Known::Unknown, |row| self.known(row))
    }

    /// Drops all rows after so many.
    pub fn truncate(&mut self, rows: usize) {
        match &mut self.values {
            Values::Booleans(values) => values.truncate(rows),
            Values::Numbers(values, _) => values.truncate(rows),
            Values::Dates(values) => values.truncate(rows),
            Values::Choices(values) => values.truncate(rows),
            Values::Texts(texts) => texts.truncate(rows),
            Values::Others(values) => values.truncate(rows),
        }
        if let Some(states) = &mut self.states {
            states.truncate(rows);
        }
        self.rows = self.rows.min(rows);
    }

    /// The column as it is passed on.
    pub fn finish(self) -> FactColumn {
        if let Some(known) = &self.states
            && known.iter().all(|known| *known == Known::Unknown)
        {
            return FactColumn::Unknown;
        }
        let all_known = |known: &Vec<Known>| known.iter().all(|known| *known == Known::Value);
        let states = States(self.states.filter(|known| !all_known(known)));
        match self.values {
            Values::Booleans(values) => FactColumn::Booleans(values, states),
            Values::Numbers(values, places) => FactColumn::Numbers(values, places, states),
            Values::Dates(values) => FactColumn::Dates(values, states),
            Values::Choices(values) => FactColumn::Choices(values, states),
            Values::Texts(texts) => FactColumn::Texts(texts.array(), states),
            Values::Others(values) => FactColumn::Others(values),
        }
    }
}

/// The same number in units of so many decimal places, `None` if they cannot hold it.
pub fn rescaled(units: i64, from: u32, to: u32) -> Option<i64> {
    match to.checked_sub(from) {
        Some(0) => Some(units),
        Some(more) => units.checked_mul(10_i64.checked_pow(more)?),
        None => {
            let scale = 10_i64.checked_pow(from.checked_sub(to)?)?;
            (units.checked_rem(scale)? == 0).then(|| units.checked_div(scale)).flatten()
        }
    }
}
