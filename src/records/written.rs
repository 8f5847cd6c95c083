//! Applicants out: the records that `run` reads, written by a plan's facts.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use tempfile::NamedTempFile;

use super::format::{Compression, Encoding, Format};
use super::json::Json;
use super::mistakes;
use super::output::{temporary_beside, unwritable};
use crate::diagnostics::Diagnostic;
use crate::plan::Plan;
use crate::values::{Country, Type, Value};

/// A file of applicants: written beside its place, and put there when it is whole.
pub struct Applicants<'p> {
    path: PathBuf,
    plan: &'p Plan,
    sink: Sink,
}

enum Sink {
    Csv(Box<csv::Writer<BufWriter<NamedTempFile>>>),
    JsonLines(BufWriter<NamedTempFile>),
}

impl<'p> Applicants<'p> {
    /// # Errors
    /// The name ends with no format's ending, or its folder cannot be written.
    pub fn create(path: &Path, plan: &'p Plan) -> Result<Applicants<'p>, Diagnostic> {
        let name = path.to_string_lossy();
        let encoding = Encoding::of(&name)?;
        if encoding.compression != Compression::None {
            return Err(mistakes::not_written(&name));
        }
        let format = encoding.format;
        let file = BufWriter::new(temporary_beside(path).map_err(|error| unwritable(path, &error))?);
        let sink = match format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(file);
                let columns = plan.facts.iter().map(|(_, fact)| fact.path.as_str());
                writer.write_record(columns).map_err(|error| unwritable(path, &error.into()))?;
                Sink::Csv(Box::new(writer))
            }
            Format::JsonLines => Sink::JsonLines(file),
            _ => return Err(mistakes::not_written(&name)),
        };
        Ok(Applicants { path: path.to_owned(), plan, sink })
    }

    /// # Errors
    /// The disk is full, or the like.
    pub fn write(&mut self, values: &[Option<Value>]) -> Result<(), Diagnostic> {
        let written = match &mut self.sink {
            Sink::Csv(writer) => {
                let cells = self.plan.facts.iter().zip(values).map(|((_, fact), value)| cell(&fact.ty, value.as_ref()));
                writer.write_record(cells).map_err(std::io::Error::from)
            }
            Sink::JsonLines(writer) => writeln!(writer, "{}", applicant_line(self.plan, values)),
        };
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Puts the file under its name.
    ///
    /// # Errors
    /// What was written could not be kept.
    pub fn finish(self) -> Result<(), Diagnostic> {
        let path = self.path;
        let buffer = match self.sink {
            Sink::Csv(writer) => {
                let inner = writer.into_inner();
                inner.map_err(|error| unwritable(&path, &std::io::Error::other(error.to_string())))?
            }
            Sink::JsonLines(writer) => writer,
        };
        let file = buffer.into_inner().map_err(|error| unwritable(&path, error.error()))?;
        file.persist(&path).map_err(|error| unwritable(&path, &error.error))?;
        Ok(())
    }
}

/// An applicant as a line of JSON: facts that are unknown left out, `null` for one known to be none.
#[must_use]
pub fn applicant_line(plan: &Plan, values: &[Option<Value>]) -> String {
    let mut object: Vec<(String, Json)> = Vec::new();
    for ((_, fact), value) in plan.facts.iter().zip(values) {
        let Some(value) = value else { continue };
        let json = match value {
            // Its fields say that there is such a record.
            Value::Boolean(true) if fact.is_presence => Json::Object(Vec::new()),
            value => json(&fact.ty, value),
        };
        put(&mut object, &fact.path, json);
    }
    serde_json::to_string(&Written(&Json::Object(object))).unwrap_or_default()
}

/// Puts a value where its path says: `test.reading` into the object `test`.
fn put(object: &mut Vec<(String, Json)>, path: &str, json: Json) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let known = object.iter_mut().find(|(known, _)| known == name);
    match (known, rest) {
        (Some((_, Json::Object(fields))), Some(rest)) => put(fields, rest, json),
        (_, Some(rest)) => {
            let mut fields = Vec::new();
            put(&mut fields, rest, json);
            object.push((name.to_owned(), Json::Object(fields)));
        }
        (_, None) => object.push((name.to_owned(), json)),
    }
}

/// A cell of a CSV file; a list is in JSON.
fn cell(ty: &Type, value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::None) => "none".to_owned(),
        Some(value) => match json(ty, value) {
            Json::Text(text) => text,
            json @ (Json::List(_) | Json::Object(_)) => serde_json::to_string(&Written(&json)).unwrap_or_default(),
            other => other.to_string(),
        },
    }
}

/// A value as a record holds it.
fn json(ty: &Type, value: &Value) -> Json {
    match (value, ty.plain()) {
        (Value::None, _) => Json::Null,
        (Value::Boolean(truth), _) => Json::Boolean(*truth),
        (Value::Number(number), _) => Json::Number(number.to_string()),
        (Value::Date(date), _) => Json::Text(date.to_string()),
        (Value::Instant(instant), _) => Json::Text(instant.to_string()),
        (Value::Duration(length), _) => Json::Text(length.to_string()),
        (Value::Text(text), _) => Json::Text(text.to_string()),
        (Value::Choice(variant), Type::Enum(shape)) => {
            Json::Text(shape.variants.get(usize::from(*variant)).cloned().unwrap_or_default())
        }
        (Value::Choice(country), _) => Json::Text(Country(*country).code().to_owned()),
        (Value::List(items), Type::List(of)) => Json::List(items.iter().map(|item| json(of, item)).collect()),
        (Value::List(_), _) => Json::List(Vec::new()),
        (Value::Record(shape, fields), _) => {
            let fields = shape.fields.iter().zip(fields);
            let known =
                fields.filter_map(|(field, value)| Some((field.name.clone(), json(&field.ty, value.as_ref()?))));
            Json::Object(known.collect())
        }
    }
}

/// JSON as text, its fields in their order and its numbers as they are.
struct Written<'a>(&'a Json);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null => serializer.serialize_unit(),
            Json::Boolean(truth) => serializer.serialize_bool(*truth),
            Json::Number(digits) => match serde_json::from_str::<serde_json::Number>(digits) {
                Ok(number) => number.serialize(serializer),
                Err(_) => serializer.serialize_str(digits),
            },
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Written(item))?;
                }
                list.end()
            }
            Json::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, &Written(value))?;
                }
                map.end()
            }
        }
    }
}
