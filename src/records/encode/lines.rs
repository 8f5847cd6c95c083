//! Results as lines of CSV or JSON.

use std::rc::Rc;
use std::sync::Arc;

use arrow_array::{Array, StringArray};

use super::text::{plain, push_csv, push_date, push_json, push_json_text, push_units};
use crate::records::{Cell, ResultColumn, Results};
use crate::values::Date;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Csv,
    Json,
}

/// The header of a CSV file with its line end; JSON Lines have none.
pub fn header<'a>(style: Style, names: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut out = Vec::new();
    if style == Style::Json {
        return out;
    }
    for (at, name) in names.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        push_csv(&mut out, name);
    }
    end_csv_line(&mut out, 0);
    out
}

pub fn lines<'a>(style: Style, names: impl Iterator<Item = &'a str>, results: &[Results]) -> Vec<u8> {
    let leads = leads(style, names);
    let mut out = Vec::with_capacity(results.iter().map(|results| results.rows.saturating_mul(64)).sum());
    let mut before: Vec<Option<Coding<'_>>> = vec![None; leads.len()];
    for results in results {
        let mut columns: Vec<(&[u8], Prepared<'_>)> = Vec::with_capacity(leads.len());
        for (at, (lead, coding)) in leads.iter().zip(&mut before).enumerate() {
            let column = results.columns.get(at).map_or(Prepared::Cells(&[]), |it| Prepared::of(style, it, coding));
            columns.push((lead, column));
        }
        for row in 0..results.rows {
            let start = out.len();
            for (lead, column) in &mut columns {
                out.extend_from_slice(lead);
                column.push(style, row, &mut out);
            }
            match style {
                Style::Csv => end_csv_line(&mut out, start),
                Style::Json if columns.is_empty() => out.extend_from_slice(b"{}\n"),
                Style::Json => out.extend_from_slice(b"}\n"),
            }
        }
    }
    out
}

/// What stands before each cell of a row.
fn leads<'a>(style: Style, names: impl Iterator<Item = &'a str>) -> Vec<Vec<u8>> {
    let lead = |(at, name): (usize, &str)| match (style, at) {
        (Style::Csv, 0) => Vec::new(),
        (Style::Csv, _) => vec![b','],
        (Style::Json, at) => {
            let mut lead = vec![if at == 0 { b'{' } else { b',' }];
            push_json_text(&mut lead, name);
            lead.push(b':');
            lead
        }
    };
    names.enumerate().map(lead).collect()
}

/// A line of one blank cell would be an empty line, which is passed over when it is read.
fn end_csv_line(out: &mut Vec<u8>, start: usize) {
    if out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

/// The cells that the results of one column are coded by, each written once.
#[derive(Clone)]
struct Coding<'a> {
    of: &'a Arc<Vec<Cell>>,
    written: Rc<Pieces>,
}

#[derive(Default)]
struct Pieces {
    bytes: Vec<u8>,
    /// Where each starts, and where the last ends.
    starts: Vec<usize>,
}

impl Pieces {
    fn of(style: Style, cells: &[Cell]) -> Pieces {
        let mut pieces = Pieces { bytes: Vec::new(), starts: vec![0] };
        for cell in cells {
            push_cell(style, cell, &mut pieces.bytes);
            pieces.starts.push(pieces.bytes.len());
        }
        pieces
    }

    fn get(&self, code: u32) -> Option<&[u8]> {
        let at = usize::try_from(code).ok()?;
        match self.starts.get(at..=at.checked_add(1)?)? {
            [start, end] => self.bytes.get(*start..*end),
            _ => None,
        }
    }
}

/// A column that is ready to be written row by row.
enum Prepared<'a> {
    Ids(&'a StringArray),
    Coded(&'a [u32], Rc<Pieces>),
    Numbers {
        low: &'a [i64],
        high: &'a [i64],
        places: u32,
        blank: Option<&'a [bool]>,
    },
    /// With the last one written: most of a column are of one day.
    Dates {
        days: &'a [i32],
        blank: Option<&'a [bool]>,
        last: Option<i32>,
        written: Vec<u8>,
    },
    Cells(&'a [Cell]),
}

impl<'a> Prepared<'a> {
    fn of(style: Style, column: &'a ResultColumn, before: &mut Option<Coding<'a>>) -> Prepared<'a> {
        match column {
            ResultColumn::Ids(ids) => Prepared::Ids(ids),
            ResultColumn::Coded(codes, cells) => {
                let written = match before {
                    Some(coding) if Arc::ptr_eq(coding.of, cells) => Rc::clone(&coding.written),
                    _ => Rc::new(Pieces::of(style, cells)),
                };
                *before = Some(Coding { of: cells, written: Rc::clone(&written) });
                Prepared::Coded(codes, written)
            }
            ResultColumn::Numbers { low, high, places, blank } => {
                Prepared::Numbers { low, high, places: *places, blank: blank.as_deref() }
            }
            ResultColumn::Dates(days, blank) => {
                Prepared::Dates { days, blank: blank.as_deref(), last: None, written: Vec::new() }
            }
            ResultColumn::Cells(cells) => Prepared::Cells(cells),
        }
    }

    fn push(&mut self, style: Style, row: usize, out: &mut Vec<u8>) {
        match self {
            Prepared::Ids(ids) if row < ids.len() && ids.is_valid(row) => push_text(style, ids.value(row), out),
            Prepared::Coded(codes, pieces) => match codes.get(row).and_then(|code| pieces.get(*code)) {
                Some(piece) => out.extend_from_slice(piece),
                None => push_cell(style, &Cell::Blank, out),
            },
            Prepared::Numbers { low, high, places, blank } if !signed(*blank, row) => {
                match low.get(row).zip(high.get(row)) {
                    Some((low, high)) => push_numbers(style, *low, *high, *places, out),
                    None => push_cell(style, &Cell::Blank, out),
                }
            }
            Prepared::Dates { days, blank, last, written } if !signed(*blank, row) => {
                let day = days.get(row).copied();
                if day.is_none() || day != *last {
                    written.clear();
                    let date = day.and_then(Date::from_day_number);
                    push_cell(style, &date.map_or(Cell::Blank, Cell::Date), written);
                    *last = day;
                }
                out.extend_from_slice(written);
            }
            Prepared::Cells(cells) => push_cell(style, cells.get(row).unwrap_or(&Cell::Blank), out),
            Prepared::Ids(_) | Prepared::Numbers { .. } | Prepared::Dates { .. } => {
                push_cell(style, &Cell::Blank, out);
            }
        }
    }
}

fn signed(signs: Option<&[bool]>, row: usize) -> bool {
    signs.and_then(|signs| signs.get(row)).copied().unwrap_or_default()
}

fn push_text(style: Style, text: &str, out: &mut Vec<u8>) {
    match style {
        Style::Csv => push_csv(out, text),
        Style::Json => push_json_text(out, text),
    }
}

fn push_numbers(style: Style, low: i64, high: i64, places: u32, out: &mut Vec<u8>) {
    if low == high {
        return push_units(out, low, places);
    }
    let [before, between, after]: [&[u8]; 3] = match style {
        Style::Csv => [b"", b"..", b""],
        Style::Json => [b"[", b",", b"]"],
    };
    out.extend_from_slice(before);
    push_units(out, low, places);
    out.extend_from_slice(between);
    push_units(out, high, places);
    out.extend_from_slice(after);
}

fn push_cell(style: Style, cell: &Cell, out: &mut Vec<u8>) {
    match (style, cell) {
        (Style::Csv, Cell::Date(date)) => push_date(out, *date),
        (Style::Csv, cell) => push_csv(out, &plain(cell)),
        (Style::Json, cell) => push_json(out, cell),
    }
}
