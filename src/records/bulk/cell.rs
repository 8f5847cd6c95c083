//! The usual forms of cells, read straight into columns. What is not of its usual form is left to
//! [`from_text`], which says what it is or what is wrong with it.

use super::super::value::{PLACES, from_text};
use super::column::{Column, Values};
use super::words::{Countries, Words};
use crate::check::Fact;
use crate::values::{Interval, Number, Rounding, Type};

/// How the cells of one fact are read.
#[derive(Clone, Debug)]
pub struct CellReader<'p> {
    pub fact: &'p Fact,
    form: Form,
    optional: bool,
}

#[derive(Clone, Debug)]
enum Form {
    Truth,
    /// Says only that there is such a record.
    Presence,
    /// From the least to the most that fits.
    Whole(i64, i64),
    Decimal(Bounds),
    Day,
    Words(Words),
    Country(Countries),
    Text,
    Other,
}

/// The least and the most number that fits, in units of each number of decimal places from 0.
#[derive(Clone, Debug)]
pub struct Bounds(Vec<(i64, i64)>);

impl Bounds {
    pub fn of(fact: &Fact) -> Bounds {
        let held = fact.ty.anything().numbers().unwrap_or(Interval::new(Number::ZERO, Number::ZERO));
        let range = fact.range.unwrap_or(held);
        let (low, high) = (range.low.max(held.low), range.high.min(held.high));
        Bounds((0..=PLACES).map(|places| (at_least(low, places), at_most(high, places))).collect())
    }

    #[inline]
    pub fn hold(&self, units: i64, places: u32) -> bool {
        let bounds = usize::try_from(places).ok().and_then(|places| self.0.get(places));
        bounds.is_some_and(|(low, high)| *low <= units && units <= *high)
    }

    pub fn at(&self, places: u32) -> Option<(i64, i64)> {
        self.0.get(usize::try_from(places).ok()?).copied()
    }
}

/// The least number of units that is no less.
fn at_least(number: Number, places: u32) -> i64 {
    at_most(number.negate(), places).saturating_neg()
}

/// The greatest number of units that is no more.
fn at_most(number: Number, places: u32) -> i64 {
    let down = number.round(Rounding::Down, places);
    match down.and_then(|down| Some((down.units(places)?, down))) {
        Some((units, down)) if down > number => units.saturating_sub(1),
        Some((units, _)) => units,
        None if number.is_negative() => i64::MIN,
        None => i64::MAX,
    }
}

impl<'p> CellReader<'p> {
    pub fn new(fact: &'p Fact) -> CellReader<'p> {
        let form = match fact.ty.plain() {
            Type::Boolean if fact.is_presence => Form::Presence,
            Type::Boolean => Form::Truth,
            Type::Integer => {
                // Without bounds that fit, nothing is usual.
                let (low, high) = Bounds::of(fact).at(0).unwrap_or((1, 0));
                Form::Whole(low, high)
            }
            Type::Decimal | Type::Money(_) => Form::Decimal(Bounds::of(fact)),
            Type::Date => Form::Day,
            Type::Text => Form::Text,
            Type::Country => Form::Country(Countries::new()),
            other => Words::of(other).map_or(Form::Other, Form::Words),
        };
        CellReader { fact, form, optional: fact.ty.is_optional() }
    }

    /// Reads the cell at the front into the column; gives what follows it, from the comma or the
    /// end of the line. `None` where it is not of a usual form, or lacks its end: then something may
    /// have been put in the column.
    #[inline]
    pub fn read<'b>(&self, bytes: &'b [u8], column: &mut Column) -> Option<&'b [u8]> {
        if bytes.first().is_some_and(|byte| is_end(*byte)) {
            column.push_unknown();
            return (!self.fact.is_id).then_some(bytes);
        }
        match self.usual(bytes, column) {
            Some(rest) => Some(rest),
            None => self.unusual(bytes, column),
        }
    }

    /// Puts nothing in the column unless the cell is of the usual form.
    #[inline]
    fn usual<'b>(&self, bytes: &'b [u8], column: &mut Column) -> Option<&'b [u8]> {
        let rest = match (&self.form, column.values()) {
            (Form::Whole(low, high), Values::Numbers(values, 0)) => {
                let (units, rest) = ended(whole(bytes)?)?;
                if units < *low || *high < units {
                    return None;
                }
                values.push(units);
                rest
            }
            (Form::Truth, Values::Booleans(values)) => {
                let (truth, rest) = match bytes.strip_prefix(b"true") {
                    Some(rest) => ended((true, rest))?,
                    None => ended((false, bytes.strip_prefix(b"false")?))?,
                };
                values.push(truth);
                rest
            }
            (Form::Day, Values::Dates(values)) => {
                let (day, rest) = bytes.split_first_chunk::<10>()?;
                let (day, rest) = ended((day_number(day)?, rest))?;
                values.push(day);
                rest
            }
            (Form::Country(numbers), Values::Choices(values)) => {
                let (code, rest) = bytes.split_first_chunk::<3>()?;
                let (number, rest) = ended((numbers.find(*code)?, rest))?;
                values.push(number);
                rest
            }
            (Form::Words(words), Values::Choices(values)) => {
                let (cell, rest) = bytes.split_at_checked(bytes.iter().position(|byte| is_end(*byte))?)?;
                values.push(words.find(cell)?);
                rest
            }
            (Form::Text, _) => {
                let (cell, rest) = bytes.split_at_checked(bytes.iter().position(|byte| is_end(*byte))?)?;
                // A mark may stand around the cell.
                return (cell.first() != Some(&b'"') && self.usual_whole(cell, column)).then_some(rest);
            }
            _ => {
                let (value, rest) = ended(self.value(bytes)?)?;
                value.put(column);
                return Some(rest);
            }
        };
        column.is_known();
        Some(rest)
    }

    /// The same, of a cell whose marks are taken away.
    fn usual_whole(&self, cell: &[u8], column: &mut Column) -> bool {
        match &self.form {
            Form::Words(words) => choice(words.find(cell), column),
            Form::Country(numbers) => {
                let code = cell.first_chunk::<3>().filter(|_| cell.len() == 3);
                choice(code.and_then(|code| numbers.find(*code)), column)
            }
            Form::Text => {
                let blank_or_none =
                    !cell.first().is_some_and(u8::is_ascii_graphic) || (self.optional && cell == b"none");
                match std::str::from_utf8(cell) {
                    Ok(text) if !blank_or_none => {
                        column.push_text(text);
                        true
                    }
                    _ => false,
                }
            }
            _ => match self.value(cell) {
                Some((value, [])) => {
                    value.put(column);
                    true
                }
                _ => false,
            },
        }
    }

    #[inline]
    fn value<'b>(&self, bytes: &'b [u8]) -> Option<(Usual, &'b [u8])> {
        match &self.form {
            Form::Truth | Form::Presence => match bytes {
                [b't', b'r', b'u', b'e', rest @ ..] => Some((Usual::Truth(true), rest)),
                [b'f', b'a', b'l', b's', b'e', rest @ ..] if matches!(self.form, Form::Truth) => {
                    Some((Usual::Truth(false), rest))
                }
                _ => None,
            },
            Form::Whole(low, high) => {
                let (units, rest) = whole(bytes)?;
                (*low <= units && units <= *high).then_some((Usual::Units(units, 0), rest))
            }
            Form::Decimal(bounds) => {
                let (units, places, rest) = decimal(bytes)?;
                bounds.hold(units, places).then_some((Usual::Units(units, places), rest))
            }
            Form::Day => {
                let (day, rest) = bytes.split_first_chunk::<10>()?;
                Some((Usual::Day(day_number(day)?), rest))
            }
            Form::Words(_) | Form::Country(_) | Form::Text | Form::Other => None,
        }
    }

    fn unusual<'b>(&self, bytes: &'b [u8], column: &mut Column) -> Option<&'b [u8]> {
        let (cell, rest) = match bytes.strip_prefix(b"\"") {
            Some(inside) => {
                let (cell, rest) = inside.split_at_checked(memchr::memchr(b'"', inside)?)?;
                if memchr::memchr2(b'\n', b'\r', cell).is_some() {
                    return None;
                }
                (cell, rest.get(1..)?)
            }
            None => bytes.split_at_checked(bytes.iter().position(|byte| is_end(*byte))?)?,
        };
        if !rest.first().is_some_and(|byte| is_end(*byte)) {
            return None;
        }
        if !self.usual_whole(cell, column) {
            let value = from_text(self.fact, std::str::from_utf8(cell).ok()?).ok()?;
            if self.fact.is_id && value.is_none() {
                return None;
            }
            column.push(value.as_ref());
        }
        Some(rest)
    }
}

enum Usual {
    Truth(bool),
    Units(i64, u32),
    Day(i32),
}

impl Usual {
    #[inline]
    fn put(self, column: &mut Column) {
        match self {
            Usual::Truth(truth) => column.push_boolean(truth),
            Usual::Units(units, places) => column.push_units(units, places),
            Usual::Day(day) => column.push_day(day),
        }
    }
}

/// What was read, if the cell ends after it.
#[inline]
fn ended<T>((value, rest): (T, &[u8])) -> Option<(T, &[u8])> {
    rest.first().is_some_and(|byte| is_end(*byte)).then_some((value, rest))
}

fn choice(number: Option<u16>, column: &mut Column) -> bool {
    number.is_some_and(|number| {
        column.push_choice(number);
        true
    })
}

#[inline]
pub fn is_end(byte: u8) -> bool {
    matches!(byte, b',' | b'\n' | b'\r')
}

/// What follows a cell that no fact is read from.
#[inline]
pub fn passed_over(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.first() == Some(&b'"') {
        let inside = bytes.get(1..)?;
        let rest = inside.get(memchr::memchr3(b'"', b'\n', b'\r', inside)?..)?.strip_prefix(b"\"")?;
        return rest.first().is_some_and(|byte| is_end(*byte)).then_some(rest);
    }
    bytes.get(bytes.iter().position(|byte| is_end(*byte))?..)
}

/// So many digits that none can be lost.
const DIGITS: usize = 18;

#[inline]
fn digits(bytes: &[u8]) -> (i64, usize, &[u8]) {
    let (mut value, mut count, mut rest) = (0_i64, 0_usize, bytes);
    while let Some((byte, after)) = rest.split_first() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        count = count.wrapping_add(1);
        rest = after;
    }
    (value, count, rest)
}

#[inline]
fn signed(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    }
}

/// `65000`, `-3`.
#[inline]
pub fn whole(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, bytes) = signed(bytes);
    let (value, count, rest) = digits(bytes);
    if !(1..=DIGITS).contains(&count) {
        return None;
    }
    Some((if negative { value.wrapping_neg() } else { value }, rest))
}

/// `65000`, `38700.50`: in units of as many decimal places as are written.
#[inline]
pub fn decimal(bytes: &[u8]) -> Option<(i64, u32, &[u8])> {
    let (negative, bytes) = signed(bytes);
    let (mut value, count, mut rest) = digits(bytes);
    let mut places = 0_usize;
    if count == 0 {
        return None;
    }
    if let Some(after) = rest.strip_prefix(b".") {
        let (fraction, length, after) = digits(after);
        let scale = 10_i64.checked_pow(u32::try_from(length).ok()?)?;
        if length == 0 || length > usize::try_from(PLACES).ok()? {
            return None;
        }
        value = value.wrapping_mul(scale).wrapping_add(fraction);
        (places, rest) = (length, after);
    }
    if count.wrapping_add(places) > DIGITS {
        return None;
    }
    Some((if negative { value.wrapping_neg() } else { value }, u32::try_from(places).ok()?, rest))
}

/// `2022-10-19` as days since 1 January 1970, if there is such a day.
#[inline]
pub fn day_number(date: &[u8; 10]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let digit = |byte: &u8| byte.wrapping_sub(b'0');
    let all = [y1, y2, y3, y4, m1, m2, d1, d2].map(digit);
    if all.iter().any(|digit| *digit > 9) {
        return None;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = all.map(i32::from);
    let pair = |tens: i32, ones: i32| tens.wrapping_mul(10).wrapping_add(ones);
    let year = pair(y1, y2).wrapping_mul(100).wrapping_add(pair(y3, y4));
    let (month, day) = (pair(m1, m2), pair(d1, d2));
    let leap = year.trailing_zeros() >= 2 && (year.wrapping_rem(100) != 0 || year.wrapping_rem(400) == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if year == 0 || day == 0 || day > last {
        return None;
    }
    // Years that begin in March have their leap day at the end, and months that follow a line.
    let (year, month) =
        if month > 2 { (year, month.wrapping_sub(3)) } else { (year.wrapping_sub(1), month.wrapping_add(9)) };
    let century = year.wrapping_div(100);
    let leap_days = year.wrapping_div(4).wrapping_sub(century).wrapping_add(century.wrapping_div(4));
    let day_of_year = month.wrapping_mul(153).wrapping_add(2).wrapping_div(5).wrapping_add(day).wrapping_sub(1);
    Some(year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(day_of_year).wrapping_sub(719_468))
}
