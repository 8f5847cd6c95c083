//! A cell or a JSON value as a fact's value. What does not fit is said, never bent until it does.

use std::sync::Arc;

use super::json::Json;
use crate::check::Fact;
use crate::values::{Country, Date, Instant, Interval, Number, RecordField, Type, Value};

/// What a value must fit: a fact, or a field of an entry of a list.
struct Wanted<'a> {
    ty: &'a Type,
    range: Option<Interval<Number>>,
    is_id: bool,
    is_presence: bool,
}

impl<'a> Wanted<'a> {
    fn of(fact: &'a Fact) -> Wanted<'a> {
        Wanted { ty: &fact.ty, range: fact.range, is_id: fact.is_id, is_presence: fact.is_presence }
    }
}

/// The value of a CSV cell; `None` if it is blank, which is unknown.
pub fn from_text(fact: &Fact, cell: &str) -> Result<Option<Value>, String> {
    text_value(&Wanted::of(fact), cell)
}

/// The value of a CSV cell as a field of an entry of a list.
pub fn field_from_text(field: &RecordField, cell: &str) -> Result<Option<Value>, String> {
    text_value(&Wanted { ty: &field.ty, range: field.range, is_id: false, is_presence: false }, cell)
}

/// The value of a JSON value as a field of an entry of a list.
pub fn field_from_json(field: &RecordField, json: &Json) -> Result<Option<Value>, String> {
    element(&field.ty, field.range, json)
}

fn text_value(fact: &Wanted<'_>, cell: &str) -> Result<Option<Value>, String> {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    if trimmed == "none" && *fact.ty.plain() != Type::Text && !writes_none(fact.ty) {
        return none_of(fact);
    }
    if cell == "none" && fact.ty.is_optional() {
        return Ok(Some(Value::None));
    }
    let value = match fact.ty.plain() {
        Type::Boolean if fact.is_presence && trimmed != "true" => {
            return Err("is neither blank, `none` (there is no such record) nor `true` (there is one)".to_owned());
        }
        Type::Boolean => match trimmed {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => return Err("is neither `true` nor `false`".to_owned()),
        },
        Type::Text => Value::Text(Arc::from(cell)),
        Type::List(of) => match serde_json::from_str::<Json>(trimmed) {
            Ok(json) => list(of, &json)?,
            Err(_) => return Err("is no list in JSON, as in [ ]".to_owned()),
        },
        _ => worded(fact, trimmed)?,
    };
    in_range(fact, value).map(Some)
}

/// Whether records write a variant of the type so, where nobody may have none of it.
fn writes_none(ty: &Type) -> bool {
    matches!(ty, Type::Enum(shape) if shape.variant("none").is_some())
}

/// A list as JSON: a list of values, or of objects whose fields that are left out are unknown.
fn list(of: &Type, json: &Json) -> Result<Value, String> {
    let Json::List(items) = json else { return Err("is no list, as in [ ]".to_owned()) };
    let mut values = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let value = element(of, None, item).map_err(|why| format!("entry {}: {why}", at.saturating_add(1)))?;
        match value {
            Some(value) => values.push(value),
            None => return Err(format!("entry {} is not known", at.saturating_add(1))),
        }
    }
    Ok(Value::List(values))
}

/// An entry of a list, or a field of one.
fn element(ty: &Type, range: Option<Interval<Number>>, json: &Json) -> Result<Option<Value>, String> {
    let Type::Record(shape) = ty.plain() else {
        return json_value(&Wanted { ty, range, is_id: false, is_presence: false }, json);
    };
    match json {
        Json::Null if ty.is_optional() => Ok(Some(Value::None)),
        Json::Null => Ok(None),
        Json::Object(fields) => {
            let mut values: Vec<Option<Value>> = vec![None; shape.fields.len()];
            for (name, json) in fields {
                let known = shape.fields.iter().enumerate().find(|(_, field)| field.name == *name);
                let Some((at, field)) = known else {
                    let near = crate::diagnostics::nearest(name, shape.fields.iter().map(|field| field.name.as_str()));
                    let help = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
                    return Err(format!("a {} has no `{name}`{help}", shape.name));
                };
                let value = element(&field.ty, field.range, json).map_err(|why| format!("{name} {why}"))?;
                if let Some(slot) = values.get_mut(at) {
                    *slot = value;
                }
            }
            Ok(Some(Value::Record(Arc::clone(shape), values)))
        }
        _ => Err(format!("is no {}, as in {{ }}", shape.name)),
    }
}

/// The value of a JSON value; `None` if it is unknown.
pub fn from_json(fact: &Fact, json: &Json) -> Result<Option<Value>, String> {
    json_value(&Wanted::of(fact), json)
}

fn json_value(fact: &Wanted<'_>, json: &Json) -> Result<Option<Value>, String> {
    let value = match (fact.ty.plain(), json) {
        (_, Json::Null) if fact.ty.is_optional() => return Ok(Some(Value::None)),
        (_, Json::Null) => return Ok(None),
        (_, Json::Text(text)) if text.trim().is_empty() => return Ok(None),
        (_, Json::Text(text)) if text == "none" && fact.ty.is_optional() => return Ok(Some(Value::None)),
        (Type::List(of), json) => list(of, json)?,
        (_, _) if fact.is_presence => return Err("is neither an object nor null".to_owned()),
        (Type::Boolean, Json::Boolean(truth)) => Value::Boolean(*truth),
        (Type::Boolean, Json::Text(text)) if text == "true" || text == "false" => Value::Boolean(text == "true"),
        (Type::Boolean, _) => return Err("is neither `true` nor `false`".to_owned()),
        (Type::Text, Json::Text(text)) => Value::Text(Arc::from(text.as_str())),
        (Type::Text, Json::Number(digits)) if fact.is_id => Value::Text(Arc::from(digits.as_str())),
        (Type::Text, _) => return Err("is no text".to_owned()),
        (Type::Integer | Type::Decimal | Type::Money(_), Json::Number(digits)) => worded(fact, digits)?,
        (_, Json::Text(text)) => worded(fact, text.trim())?,
        (_, _) => return Err(format!("is no {}", fact.ty.plain())),
    };
    in_range(fact, value).map(Some)
}

fn none_of(fact: &Wanted<'_>) -> Result<Option<Value>, String> {
    if fact.ty.is_optional() {
        Ok(Some(Value::None))
    } else {
        Err("may not be none; leave the cell blank if it is not known".to_owned())
    }
}

fn worded(fact: &Wanted<'_>, text: &str) -> Result<Value, String> {
    match fact.ty.plain() {
        Type::Integer => {
            let number = number(text)?;
            if number.to_i64().is_none() {
                return Err("is no whole number of at most 64 bits".to_owned());
            }
            Ok(Value::Number(number))
        }
        Type::Decimal => amount(text),
        Type::Money(currency) => match text.split_once(' ') {
            Some((digits, code)) if code.trim() == currency.to_string() => amount(digits),
            Some((_, code)) => Err(format!("is in `{}`, not in {currency}", code.trim())),
            None => amount(text),
        },
        Type::Date => Date::parse(text).map(Value::Date).map_err(|why| why.to_string()),
        Type::Instant => Instant::parse(text).map(Value::Instant).map_err(|why| why.to_string()),
        Type::Country => match Country::from_code(text) {
            Some(country) => Ok(country.into()),
            None => Err("is no country of ISO 3166-1 in three capitals, as in VEN".to_owned()),
        },
        Type::Enum(shape) => match shape.variant(text) {
            Some(at) => Ok(Value::Choice(at)),
            None => {
                let known = shape.variants.iter().map(String::as_str);
                let near = crate::diagnostics::nearest(text, known.clone());
                Err(match near {
                    Some(near) => format!("is no {}: did you mean `{near}`?", shape.name),
                    None => {
                        format!("is no {}: {}", shape.name, known.collect::<Vec<_>>().join(", "))
                    }
                })
            }
        },
        other => Err(format!("cannot be read as a {other}")),
    }
}

fn number(text: &str) -> Result<Number, String> {
    let plain = text.strip_prefix('-').unwrap_or(text);
    if plain.contains(',') {
        return Err("is no plain number: write it without commas, with a point before decimals".to_owned());
    }
    if plain.contains(['e', 'E']) && plain.chars().all(|c| c.is_ascii_digit() || "eE.+-".contains(c)) {
        return Err("is no plain number: write all its digits, without an exponent".to_owned());
    }
    Number::parse(text).ok_or_else(|| "is no number".to_owned())
}

/// The most decimal places that an amount may have; more would be silently worthless precision.
pub const PLACES: u32 = 9;

fn amount(text: &str) -> Result<Value, String> {
    let number = number(text)?;
    if number.decimal_places().is_none_or(|places| places > PLACES) {
        return Err(format!("has more than {PLACES} decimal places"));
    }
    Ok(Value::Number(number))
}

fn in_range(fact: &Wanted<'_>, value: Value) -> Result<Value, String> {
    let Value::Number(number) = &value else { return Ok(value) };
    if let Some(range) = fact.range
        && !range.contains(*number)
    {
        return Err(format!("is not from {} to {}", range.low, range.high));
    }
    let held = fact.ty.anything().numbers();
    if held.is_some_and(|held| !held.contains(*number)) {
        return Err("is too large".to_owned());
    }
    Ok(value)
}
