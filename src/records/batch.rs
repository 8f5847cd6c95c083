use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{Array, StringArray};

use super::binding::Record;
use super::output::Cell;
use super::raw::Rejection;
use crate::check::Fact;
use crate::plan::Plan;
use crate::source::Id;
use crate::values::{Date, Number, Type, Value};

/// The facts of many applicants, column by column, in the order of the file.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The line on which each record starts, from 1; of a file without lines the row.
    pub lines: Vec<u64>,
    /// The id fact's values, else the lines.
    pub ids: StringArray,
    /// One for each fact of the plan, in order.
    pub facts: Vec<FactColumn>,
}

/// What is known of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    #[default]
    Value,
    Unknown,
    /// There is known to be none.
    None,
}

/// The values of one fact, each as compact as its type allows.
#[derive(Clone, Debug)]
pub enum FactColumn {
    /// Nobody's is known.
    Unknown,
    /// The value of whoever has one; anything where it is not known or none.
    Booleans(Vec<bool>, States),
    /// Whole numbers of so many decimal places: 1250 with 2 places is 12.5.
    Numbers(Vec<i64>, u32, States),
    /// Days since 1 January 1970.
    Dates(Vec<i32>, States),
    /// Variants of the fact's enum, or countries, by number.
    Choices(Vec<u16>, States),
    Texts(StringArray, States),
    /// Whatever has no compact form: instants, lists, and numbers that do not fit.
    Others(Vec<Option<Value>>),
}

/// What is known of each value of a column; nothing to say where all are.
#[derive(Clone, Debug, Default)]
pub struct States(pub Option<Vec<Known>>);

impl States {
    #[must_use]
    pub fn get(&self, row: usize) -> Known {
        self.0.as_ref().and_then(|states| states.get(row)).copied().unwrap_or_default()
    }
}

impl Batch {
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// One applicant's id.
    #[must_use]
    pub fn id(&self, row: usize) -> &str {
        if row < self.ids.len() { self.ids.value(row) } else { "" }
    }

    /// These applicants, in this order.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Batch {
        fn each<T: Clone + Default>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| values.get(*row as usize).cloned().unwrap_or_default()).collect()
        }
        let states = |states: &States| States(states.0.as_deref().map(|states| each(states, rows)));
        let column = |column: &FactColumn| match column {
            FactColumn::Unknown => FactColumn::Unknown,
            FactColumn::Booleans(values, known) => FactColumn::Booleans(each(values, rows), states(known)),
            FactColumn::Numbers(values, places, known) => {
                FactColumn::Numbers(each(values, rows), *places, states(known))
            }
            FactColumn::Dates(values, known) => FactColumn::Dates(each(values, rows), states(known)),
            FactColumn::Choices(values, known) => FactColumn::Choices(each(values, rows), states(known)),
            FactColumn::Texts(values, known) => {
                let texts = rows.iter().map(|row| values.is_valid(*row as usize).then(|| values.value(*row as usize)));
                FactColumn::Texts(texts.collect(), states(known))
            }
            FactColumn::Others(values) => FactColumn::Others(each(values, rows)),
        };
        Batch {
            lines: each(&self.lines, rows),
            ids: rows.iter().map(|row| Some(self.id(*row as usize))).collect(),
            facts: self.facts.iter().map(column).collect(),
        }
    }

    /// Takes out whoever shares an id with somebody else; gives why, in the order of the lines.
    #[must_use]
    pub fn set_aside(&mut self, shared: &BTreeSet<String>) -> Vec<Rejection> {
        if shared.is_empty() {
            return Vec::new();
        }
        let rows = 0_u32..u32::try_from(self.len()).unwrap_or(u32::MAX);
        let (gone, kept): (Vec<u32>, Vec<u32>) = rows.partition(|row| shared.contains(self.id(*row as usize)));
        if gone.is_empty() {
            return Vec::new();
        }
        let line = |row: u32| self.lines.get(row as usize).copied().unwrap_or_default();
        let why = |row: &u32| Rejection::of_shared_id(self.id(*row as usize), line(*row));
        let rejected = gone.iter().map(why).collect();
        *self = self.gather(&kept);
        rejected
    }

    /// One applicant's record.
    #[must_use]
    pub fn record(&self, row: usize) -> Record {
        let id = if row < self.ids.len() { self.ids.value(row).to_owned() } else { String::new() };
        let values = self.facts.iter().map(|column| column.value(row)).collect();
        Record { line: self.lines.get(row).copied().unwrap_or_default(), id, values }
    }
}

impl FactColumn {
    /// The value in one row; `None` is unknown.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value> {
        let (value, states) = match self {
            FactColumn::Unknown => return None,
            FactColumn::Others(values) => return values.get(row).cloned().flatten(),
            FactColumn::Booleans(values, states) => (values.get(row).map(|truth| Value::Boolean(*truth)), states),
            FactColumn::Numbers(values, places, states) => {
                (values.get(row).and_then(|value| Number::scaled(*value, *places)).map(Value::Number), states)
            }
            FactColumn::Dates(values, states) => {
                (values.get(row).and_then(|day| Date::from_day_number(*day)).map(Value::Date), states)
            }
            FactColumn::Choices(values, states) => (values.get(row).map(|at| Value::Choice(*at)), states),
            FactColumn::Texts(values, states) => {
                ((row < values.len()).then(|| Value::Text(Arc::from(values.value(row)))), states)
            }
        };
        match states.get(row) {
            Known::Value => value,
            Known::Unknown => None,
            Known::None => Some(Value::None),
        }
    }
}

impl Batch {
    /// Records as a batch, each fact in the form of its type.
    #[must_use]
    pub fn of(plan: &Plan, records: &[Record]) -> Batch {
        let column = |(id, fact): (Id<Fact>, &Fact)| {
            let values: Vec<Option<Value>> =
                records.iter().map(|record| record.values.get(id.index()).cloned().flatten()).collect();
            compact(&fact.ty, &values).unwrap_or(FactColumn::Others(values))
        };
        Batch {
            lines: records.iter().map(|record| record.line).collect(),
            ids: records.iter().map(|record| Some(record.id.as_str())).collect(),
            facts: plan.facts.iter().map(column).collect(),
        }
    }
}

/// Values in the form of their type; `None` if it has none, or some value does not fit it.
fn compact(ty: &Type, values: &[Option<Value>]) -> Option<FactColumn> {
    let state = |value: &Option<Value>| match value {
        None => Known::Unknown,
        Some(Value::None) => Known::None,
        Some(_) => Known::Value,
    };
    let states: Vec<Known> = values.iter().map(state).collect();
    if !states.is_empty() && states.iter().all(|state| *state == Known::Unknown) {
        return Some(FactColumn::Unknown);
    }
    let known = states.iter().all(|state| *state == Known::Value);
    let states = States((!known).then_some(states));
    fn each<T: Default>(values: &[Option<Value>], of: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
        let one = |value: &Option<Value>| match value {
            None | Some(Value::None) => Some(T::default()),
            Some(value) => of(value),
        };
        values.iter().map(one).collect()
    }
    Some(match ty.plain() {
        Type::Boolean => FactColumn::Booleans(
            each(values, |value| if let Value::Boolean(truth) = value { Some(*truth) } else { None })?,
            states,
        ),
        Type::Integer | Type::Money(_) | Type::Decimal => {
            let places = match ty.plain() {
                Type::Integer => 0,
                Type::Money(_) => MONEY_PLACES,
                _ => DECIMAL_PLACES,
            };
            let units = |value: &Value| if let Value::Number(number) = value { number.units(places) } else { None };
            FactColumn::Numbers(each(values, units)?, places, states)
        }
        Type::Date => FactColumn::Dates(
            each(values, |value| if let Value::Date(date) = value { Some(date.day_number()) } else { None })?,
            states,
        ),
        Type::Country | Type::Enum(_) => FactColumn::Choices(
            each(values, |value| if let Value::Choice(at) = value { Some(*at) } else { None })?,
            states,
        ),
        _ => return None,
    })
}

/// The decimal places in which amounts of money are held, and other decimals: what needs more has no
/// compact form.
pub const MONEY_PLACES: u32 = 2;
pub const DECIMAL_PLACES: u32 = 3;

/// Results of many applicants, column by column.
#[derive(Clone, Debug)]
pub struct Results {
    pub rows: usize,
    pub columns: Vec<ResultColumn>,
}

/// One column of results.
#[derive(Clone, Debug)]
pub enum ResultColumn {
    Ids(StringArray),
    /// Each row is one of a few cells, by number: outcomes, reasons.
    Coded(Vec<u32>, Arc<Vec<Cell>>),
    /// Numbers of so many decimal places of which the least and the most are known: the same where
    /// the number is. `None` where there is no number.
    Numbers {
        low: Vec<i64>,
        high: Vec<i64>,
        places: u32,
        blank: Option<Vec<bool>>,
    },
    /// Days since 1 January 1970, blank where unknown.
    Dates(Vec<i32>, Option<Vec<bool>>),
    Cells(Vec<Cell>),
}

impl Results {
    /// One row, cell by cell.
    #[must_use]
    pub fn row(&self, row: usize) -> Vec<Cell> {
        self.columns.iter().map(|column| column.cell(row)).collect()
    }
}

impl ResultColumn {
    /// The cell in one row; blank where there is none.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell {
        let cell = match self {
            ResultColumn::Ids(ids) => {
                (row < ids.len() && ids.is_valid(row)).then(|| Cell::Text(ids.value(row).to_owned()))
            }
            ResultColumn::Coded(codes, cells) => {
                codes.get(row).and_then(|code| cells.get(usize::try_from(*code).ok()?)).cloned()
            }
            ResultColumn::Numbers { low, high, places, blank } => {
                if is_blank(blank.as_deref(), row) {
                    return Cell::Blank;
                }
                let number = |units: &Vec<i64>| Number::scaled(*units.get(row)?, *places);
                number(low).zip(number(high)).map(|(low, high)| match low == high {
                    true => Cell::Number(low),
                    false => Cell::Between(low, high),
                })
            }
            ResultColumn::Dates(days, blank) => {
                if is_blank(blank.as_deref(), row) {
                    return Cell::Blank;
                }
                days.get(row).and_then(|day| Date::from_day_number(*day)).map(Cell::Date)
            }
            ResultColumn::Cells(cells) => cells.get(row).cloned(),
        };
        cell.unwrap_or(Cell::Blank)
    }
}

fn is_blank(blank: Option<&[bool]>, row: usize) -> bool {
    blank.and_then(|blank| blank.get(row)).copied().unwrap_or_default()
}
