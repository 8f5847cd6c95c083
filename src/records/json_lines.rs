use std::io::{BufRead, BufReader, Read};

use super::binding::{Binding, Record};
use super::json::Json;
use super::mistakes;
use super::raw::{RawFields, RawRecord, Rejection, without_mark};
use crate::diagnostics::{Code, Diagnostic};

/// One JSON object a line (<https://jsonlines.org>); blank lines are passed over.
pub struct JsonLines {
    name: String,
    input: BufReader<Box<dyn Read>>,
    line: u64,
}

impl JsonLines {
    pub fn new(name: &str, input: Box<dyn Read>) -> Result<JsonLines, Diagnostic> {
        Ok(JsonLines { name: name.to_owned(), input: BufReader::new(without_mark(name, input)?), line: 0 })
    }

    pub fn next_record(&mut self) -> Result<Option<Result<RawRecord, Rejection>>, Diagnostic> {
        loop {
            let mut bytes = Vec::new();
            let read = self.input.read_until(b'\n', &mut bytes);
            if read.map_err(|error| mistakes::unreadable(&self.name, &error.to_string()))? == 0 {
                return Ok(None);
            }
            self.line = self.line.saturating_add(1);
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(object(self.line, &bytes)));
            }
        }
    }
}

/// The applicant of one JSON object.
///
/// # Errors
/// It is none, or does not fit the facts: each reason by itself.
pub fn record(binding: &mut Binding<'_>, line: u64, bytes: &[u8]) -> Result<Record, Vec<Rejection>> {
    binding.read(&object(line, bytes).map_err(|rejection| vec![rejection])?)
}

/// The record of one line.
pub fn object(line: u64, bytes: &[u8]) -> Result<RawRecord, Rejection> {
    let damaged = |reason: String| Rejection { line, id: None, column: None, value: None, reason, code: Code::E0504 };
    let text = std::str::from_utf8(bytes)
        .map_err(|error| damaged(format!("byte {} of the line is not UTF-8", error.valid_up_to().saturating_add(1))))?;
    match serde_json::from_str(text) {
        Ok(Json::Object(fields)) => Ok(RawRecord { line, fields: RawFields::Object(fields) }),
        Ok(_) => Err(damaged("the line is not a JSON object".to_owned())),
        Err(error) => {
            if error.is_eof() {
                return Err(damaged("the line ends before its JSON object does".to_owned()));
            }
            // The position that serde_json adds is of the line alone.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Err(damaged(format!("the line is not JSON at column {}: {message}", error.column())))
        }
    }
}
