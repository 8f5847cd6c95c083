//! A column of an Arrow array as a column of facts.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StringArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use super::super::batch::{FactColumn, Known, States};
use super::super::value::from_json;
use super::arrow_layout::Part;
use super::arrow_value::json_at;
use super::column::Column;
use crate::values::{Type, Value};

/// What a column reads as, and the rows that do not fit.
pub struct Read {
    pub column: FactColumn,
    pub wrong: Vec<usize>,
}

/// The words of the dictionary that was read last, as facts: most batches share one.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    of: Option<ArrayRef>,
    read: Vec<Result<Option<Value>, ()>>,
    /// If all are choices, their numbers.
    choices: Option<Vec<u16>>,
}

/// The part of a column, as far as there is a structure that it is inside of.
pub fn read(part: &Part<'_>, column: &ArrayRef, dictionary: &mut Dictionary) -> Read {
    let mut array = Arc::clone(column);
    // Rows without the structure: nothing is known of its fields.
    let mut absent: Option<NullBuffer> = None;
    for place in &part.inside {
        let Some(structure) = array.as_struct_opt() else { break };
        absent = NullBuffer::union(absent.as_ref(), structure.nulls());
        let Some(inner) = structure.columns().get(*place) else { break };
        array = Arc::clone(inner);
    }
    let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
    let missing = Missing { absent, nulls, optional: part.fact.ty.is_optional() };
    if part.presence {
        let known = (0..array.len()).map(|row| match missing.known(row) {
            Known::Value => Some(Value::Boolean(true)),
            Known::Unknown => None,
            Known::None => Some(Value::None),
        });
        let mut column = Column::new(&part.fact.ty, array.len());
        known.for_each(|value| column.push(value.as_ref()));
        return Read { column: column.finish(), wrong: Vec::new() };
    }
    let usual = match array.data_type() {
        DataType::Boolean => usual_booleans(part, &array, &missing),
        DataType::Date32 => usual_dates(part, &array, &missing),
        DataType::Dictionary(..) => Some(words(part, &array, &missing, dictionary)),
        DataType::Utf8 if *part.fact.ty.plain() == Type::Text => usual_texts(part, &array, &missing),
        _ => units(&array).and_then(|(units, places)| usual_numbers(part, units, places, &missing)),
    };
    usual.unwrap_or_else(|| unusual(part, array.as_ref(), &missing))
}

struct Missing {
    absent: Option<NullBuffer>,
    nulls: Option<NullBuffer>,
    optional: bool,
}

impl Missing {
    #[inline]
    fn known(&self, row: usize) -> Known {
        if self.absent.as_ref().is_some_and(|absent| absent.is_null(row)) {
            Known::Unknown
        } else if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            if self.optional { Known::None } else { Known::Unknown }
        } else {
            Known::Value
        }
    }

    fn any(&self) -> bool {
        self.nulls.is_some() || self.absent.as_ref().is_some_and(|absent| absent.null_count() > 0)
    }

    fn states(&self, rows: usize) -> States {
        States(self.any().then(|| match (&self.absent, &self.nulls) {
            (None, Some(nulls)) => {
                let null = if self.optional { Known::None } else { Known::Unknown };
                nulls.iter().map(|known| if known { Known::Value } else { null }).collect()
            }
            _ => (0..rows).map(|row| self.known(row)).collect(),
        }))
    }
}

/// Nobody's known is a column of its own kind.
fn finished(column: FactColumn, missing: &Missing, rows: usize) -> FactColumn {
    let unknown = |nulls: &Option<NullBuffer>| nulls.as_ref().is_some_and(|nulls| nulls.null_count() == rows);
    if unknown(&missing.absent) || (!missing.optional && unknown(&missing.nulls)) {
        FactColumn::Unknown
    } else {
        column
    }
}

fn usual_booleans(part: &Part<'_>, array: &ArrayRef, missing: &Missing) -> Option<Read> {
    (*part.fact.ty.plain() == Type::Boolean).then(|| {
        let truths = array.as_boolean().values().iter().collect();
        let column = FactColumn::Booleans(truths, missing.states(array.len()));
        Read { column: finished(column, missing, array.len()), wrong: Vec::new() }
    })
}

/// The first and the last day that there is.
const DAYS: (i32, i32) = (-719_162, 2_932_896);

fn usual_dates(part: &Part<'_>, array: &ArrayRef, missing: &Missing) -> Option<Read> {
    if *part.fact.ty.plain() != Type::Date {
        return None;
    }
    let days: Vec<i32> = array.as_primitive::<Date32Type>().values().to_vec();
    let fits = |day: i32| (DAYS.0 <= day) & (day <= DAYS.1);
    let wrong = rows_that(&days, missing, |day| !fits(day));
    let rows = days.len();
    Some(Read { column: finished(FactColumn::Dates(days, missing.states(rows)), missing, rows), wrong })
}

/// The known rows of whose values something holds.
fn rows_that<T: Copy>(values: &[T], missing: &Missing, holds: impl Fn(T) -> bool) -> Vec<usize> {
    if !values.iter().fold(false, |any, value| any | holds(*value)) {
        return Vec::new();
    }
    let rows = values.iter().enumerate().filter(|(row, value)| holds(**value) && missing.known(*row) == Known::Value);
    rows.map(|(row, _)| row).collect()
}

fn usual_numbers(part: &Part<'_>, units: Vec<i64>, places: u32, missing: &Missing) -> Option<Read> {
    let integer = *part.fact.ty.plain() == Type::Integer;
    let (low, high) = part.bounds.as_ref()?.at(places)?;
    if integer && places > 0 {
        return None;
    }
    let wrong = rows_that(&units, missing, |units| (units < low) | (high < units));
    let rows = units.len();
    Some(Read { column: finished(FactColumn::Numbers(units, places, missing.states(rows)), missing, rows), wrong })
}

/// Numbers as units of decimal places, if all of them can be.
fn units(array: &ArrayRef) -> Option<(Vec<i64>, u32)> {
    let places = |scale: i8| u32::try_from(scale).ok();
    Some(match array.data_type() {
        DataType::Int8 => (widened::<Int8Type>(array), 0),
        DataType::Int16 => (widened::<Int16Type>(array), 0),
        DataType::Int32 => (widened::<Int32Type>(array), 0),
        DataType::Int64 => (array.as_primitive::<Int64Type>().values().to_vec(), 0),
        DataType::UInt8 => (widened::<UInt8Type>(array), 0),
        DataType::UInt16 => (widened::<UInt16Type>(array), 0),
        DataType::UInt32 => (widened::<UInt32Type>(array), 0),
        DataType::UInt64 => (narrowed::<UInt64Type>(array)?, 0),
        DataType::Decimal32(_, scale) => (widened::<Decimal32Type>(array), places(*scale)?),
        DataType::Decimal64(_, scale) => (array.as_primitive::<Decimal64Type>().values().to_vec(), places(*scale)?),
        DataType::Decimal128(_, scale) => (narrowed::<Decimal128Type>(array)?, places(*scale)?),
        _ => return None,
    })
}

fn widened<T: ArrowPrimitiveType>(array: &ArrayRef) -> Vec<i64>
where
    i64: From<T::Native>,
{
    array.as_primitive::<T>().values().iter().map(|value| i64::from(*value)).collect()
}

fn narrowed<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<Vec<i64>>
where
    i64: TryFrom<T::Native>,
{
    array.as_primitive::<T>().values().iter().map(|value| i64::try_from(*value).ok()).collect()
}

/// Texts as they stand, if none is blank or says that there is none.
fn usual_texts(part: &Part<'_>, array: &ArrayRef, missing: &Missing) -> Option<Read> {
    let texts: &StringArray = array.as_string::<i32>();
    let usual = |text: &str| {
        text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && !(part.fact.ty.is_optional() && text == "none")
    };
    let all = match &missing.nulls {
        None => (0..texts.len()).all(|row| usual(texts.value(row))),
        Some(nulls) => nulls.valid_indices().all(|row| usual(texts.value(row))),
    };
    all.then(|| {
        let rows = texts.len();
        // What is known is said beside the texts.
        let values = if missing.nulls.is_none() {
            texts.clone()
        } else {
            texts.iter().map(|text| Some(text.unwrap_or_default())).collect()
        };
        let column = FactColumn::Texts(values, missing.states(rows));
        Read { column: finished(column, missing, rows), wrong: Vec::new() }
    })
}

/// A column in which each word stands once, and its number in each row.
fn words(part: &Part<'_>, array: &ArrayRef, missing: &Missing, known: &mut Dictionary) -> Read {
    let dictionary = array.as_any_dictionary();
    let values = dictionary.values();
    if !known.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, values)) {
        known.read = (0..values.len()).map(|at| word(part, values.as_ref(), at)).collect();
        let choice = |read: &Result<Option<Value>, ()>| match read {
            Ok(Some(Value::Choice(number))) => Some(*number),
            _ => None,
        };
        known.choices = known.read.iter().map(choice).collect();
        known.of = Some(Arc::clone(values));
    }
    let rows = array.len();
    if let (Some(choices), DataType::Int32) = (&known.choices, dictionary.keys().data_type()) {
        let keys = dictionary.keys().as_primitive::<Int32Type>().values();
        let choice = |key: &i32| usize::try_from(*key).ok().and_then(|key| choices.get(key)).copied().unwrap_or(0);
        let column = FactColumn::Choices(keys.iter().map(choice).collect(), missing.states(rows));
        return Read { column: finished(column, missing, rows), wrong: Vec::new() };
    }
    let keys = dictionary.normalized_keys();
    let mut column = Column::new(&part.fact.ty, rows);
    let mut wrong = Vec::new();
    for (row, key) in keys.iter().enumerate() {
        match (missing.known(row), known.read.get(*key)) {
            (Known::None, _) => column.push(Some(&Value::None)),
            (Known::Value, Some(Ok(value))) => column.push(value.as_ref()),
            (Known::Value, Some(Err(()))) => {
                wrong.push(row);
                column.push_unknown();
            }
            (Known::Unknown, _) | (_, None) => column.push_unknown(),
        }
    }
    Read { column: column.finish(), wrong }
}

fn word(part: &Part<'_>, values: &dyn Array, at: usize) -> Result<Option<Value>, ()> {
    if let (Some(words), DataType::Utf8) = (&part.words, values.data_type())
        && !values.is_null(at)
        && let Some(number) = words.find(values.as_string::<i32>().value(at).as_bytes())
    {
        return Ok(Some(Value::Choice(number)));
    }
    from_json(part.fact, &json_at(values, at)).map_err(|_| ())
}

/// Values of any form, one by one.
fn unusual(part: &Part<'_>, array: &dyn Array, missing: &Missing) -> Read {
    let mut column = Column::new(&part.fact.ty, array.len());
    let mut wrong = Vec::new();
    for row in 0..array.len() {
        match missing.known(row) {
            Known::Unknown => column.push_unknown(),
            Known::None => column.push(Some(&Value::None)),
            Known::Value => match word(part, array, row) {
                Ok(value) => column.push(value.as_ref()),
                Err(()) => {
                    wrong.push(row);
                    column.push_unknown();
                }
            },
        }
    }
    Read { column: column.finish(), wrong }
}
