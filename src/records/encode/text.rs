//! Cells as text: in CSV as the `csv` crate writes them, in JSON as `serde_json` does.

use std::borrow::Cow;
use std::io::Write;

use crate::records::Cell;
use crate::records::output::exact;
use crate::values::{Date, Number};

/// The cell as one text, as it stands in CSV before it is quoted.
pub fn plain(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Blank => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Date(date) => Cow::Owned(date.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Between(low, high) => Cow::Owned(format!("{low}..{high}")),
        Cell::List(items) => match items.as_slice() {
            [only] => Cow::Borrowed(only),
            items => Cow::Owned(items.join(";")),
        },
    }
}

pub fn push_csv(out: &mut Vec<u8>, text: &str) {
    let special = |found: bool, byte: &u8| found | matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if !text.as_bytes().iter().fold(false, special) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for piece in text.split_inclusive('"') {
        out.extend_from_slice(piece.as_bytes());
        if piece.ends_with('"') {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

pub fn push_json_text(out: &mut Vec<u8>, text: &str) {
    let special = |found: bool, byte: &u8| found | matches!(byte, b'"' | b'\\' | 0..0x20);
    if !text.as_bytes().iter().fold(false, special) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

pub fn push_json(out: &mut Vec<u8>, cell: &Cell) {
    match cell {
        Cell::Blank => out.extend_from_slice(b"null"),
        Cell::Text(text) => push_json_text(out, text),
        Cell::Date(date) => {
            out.push(b'"');
            push_date(out, *date);
            out.push(b'"');
        }
        Cell::Number(number) => push_json_number(out, *number),
        Cell::Between(low, high) => {
            out.push(b'[');
            push_json_number(out, *low);
            out.push(b',');
            push_json_number(out, *high);
            out.push(b']');
        }
        Cell::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                push_json_text(out, item);
            }
            out.push(b']');
        }
    }
}

fn push_json_number(out: &mut Vec<u8>, number: Number) {
    out.extend_from_slice(exact(number).to_string().as_bytes());
}

pub fn push_date(out: &mut Vec<u8>, date: Date) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{date}");
}

/// A number of so many decimal places, without zeros at the end of its decimals.
pub fn push_units(out: &mut Vec<u8>, units: i64, places: u32) {
    let (mut digits, mut places) = (units.unsigned_abs(), places);
    if places > 18 {
        out.extend_from_slice(Number::scaled(units, places).map_or_else(String::new, |it| it.to_string()).as_bytes());
        return;
    }
    while places > 0 && digits % 10 == 0 {
        digits /= 10;
        places = places.saturating_sub(1);
    }
    if units < 0 {
        out.push(b'-');
    }
    let start = out.len();
    let mut written: u32 = 0;
    loop {
        if written == places && places > 0 {
            out.push(b'.');
        }
        out.push(b'0'.saturating_add(u8::try_from(digits % 10).unwrap_or_default()));
        digits /= 10;
        written = written.saturating_add(1);
        if digits == 0 && written > places {
            break;
        }
    }
    if let Some(reversed) = out.get_mut(start..) {
        reversed.reverse();
    }
}
