//! A value of an Arrow array as JSON has it: the form in which everything unusual is read.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType, Int8Type,
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_schema::{DataType, TimeUnit};

use super::super::json::Json;
use crate::values::{Date, Instant};

const MILLISECONDS_OF_DAY: i64 = 86_400_000;

/// The value in one row; null where there is none, or where its type is not read.
pub fn json_at(array: &dyn Array, row: usize) -> Json {
    if row >= array.len() || array.is_null(row) {
        return Json::Null;
    }
    match array.data_type() {
        DataType::Boolean => Json::Boolean(array.as_boolean().value(row)),
        DataType::Int8 => whole::<Int8Type>(array, row),
        DataType::Int16 => whole::<Int16Type>(array, row),
        DataType::Int32 => whole::<Int32Type>(array, row),
        DataType::Int64 => whole::<Int64Type>(array, row),
        DataType::UInt8 => whole::<UInt8Type>(array, row),
        DataType::UInt16 => whole::<UInt16Type>(array, row),
        DataType::UInt32 => whole::<UInt32Type>(array, row),
        DataType::UInt64 => whole::<UInt64Type>(array, row),
        DataType::Decimal32(..) => decimal::<Decimal32Type>(array, row),
        DataType::Decimal64(..) => decimal::<Decimal64Type>(array, row),
        DataType::Decimal128(..) => decimal::<Decimal128Type>(array, row),
        DataType::Decimal256(..) => decimal::<Decimal256Type>(array, row),
        DataType::Date32 => day(array.as_primitive::<Date32Type>().value(row)),
        DataType::Date64 => date_of_milliseconds(array.as_primitive::<Date64Type>().value(row)),
        DataType::Timestamp(unit, _) => match instant_at(array, *unit, row) {
            Some(instant) => Json::Text(instant.to_string()),
            None => Json::Text("a moment outside the years 1 to 9999".to_owned()),
        },
        DataType::Utf8 => Json::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Json::Text(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Json::Text(array.as_string_view().value(row).to_owned()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = dictionary.normalized_keys().get(row).copied().unwrap_or(usize::MAX);
            json_at(dictionary.values().as_ref(), key)
        }
        DataType::List(_) => entries(array.as_list::<i32>().value(row).as_ref()),
        DataType::LargeList(_) => entries(array.as_list::<i64>().value(row).as_ref()),
        DataType::FixedSizeList(..) => entries(array.as_fixed_size_list().value(row).as_ref()),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let named = fields.iter().zip(columns);
            Json::Object(named.map(|(field, column)| (field.name().clone(), json_at(column.as_ref(), row))).collect())
        }
        _ => Json::Null,
    }
}

fn entries(array: &dyn Array) -> Json {
    Json::List((0..array.len()).map(|row| json_at(array, row)).collect())
}

fn whole<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Json
where
    T::Native: std::fmt::Display,
{
    Json::Number(array.as_primitive::<T>().value(row).to_string())
}

/// All its digits, without those after the point that are zeros.
fn decimal<T: DecimalType>(array: &dyn Array, row: usize) -> Json {
    let text = array.as_primitive::<T>().value_as_string(row);
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Json::Number(short.to_owned())
}

fn day(days: i32) -> Json {
    let date = Date::from_day_number(days).map(|date| date.to_string());
    Json::Text(date.unwrap_or_else(|| format!("{days} days after 1970-01-01")))
}

fn date_of_milliseconds(milliseconds: i64) -> Json {
    if milliseconds.rem_euclid(MILLISECONDS_OF_DAY) == 0
        && let Ok(days) = i32::try_from(milliseconds.div_euclid(MILLISECONDS_OF_DAY))
    {
        return day(days);
    }
    Json::Text(format!("{milliseconds} ms after 1970-01-01"))
}

/// The moment in one row of an array of timestamps.
pub fn instant_at(array: &dyn Array, unit: TimeUnit, row: usize) -> Option<Instant> {
    use arrow_array::types::{
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    };
    let (value, of_day) = match unit {
        TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().value(row), 86_400_i64),
        TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().value(row), MILLISECONDS_OF_DAY),
        TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().value(row), 86_400_000_000),
        TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().value(row), 86_400_000_000_000),
    };
    let days = i32::try_from(value.div_euclid(of_day)).ok()?;
    let nanoseconds = 86_400_000_000_000_i64.div_euclid(of_day);
    Instant::after_midnight(Date::from_day_number(days)?, value.rem_euclid(of_day).checked_mul(nanoseconds)?)
}
