//! What spans are made of, and how possible values are held as spans.

use super::column::{Column, EMPTY, FAULT, NONE, STRANGE, STRANGE_TRUTH, Span, Spans, truth_of};
use super::kinds::Kind;
use crate::values::{Choices, Date, Faults, Interval, Number, Plain, Possible};

/// What spans hold, and how one of them is a possible value.
pub trait Unit: Copy + Ord + Default {
    /// The span of a possible value, if it has one.
    fn span(value: &Possible, places: u32) -> Option<Span<Self>>;
    fn plain(low: Self, high: Self, places: u32) -> Option<Plain>;
    fn of(column: &Column) -> Option<&Spans<Self>>;
}

impl Unit for i64 {
    fn span(value: &Possible, places: u32) -> Option<Span<i64>> {
        match &value.plain {
            Plain::Number(numbers) => {
                Some(Span { low: numbers.low.units(places)?, high: numbers.high.units(places)?, marks: 0 })
            }
            _ => None,
        }
    }

    fn plain(low: i64, high: i64, places: u32) -> Option<Plain> {
        let (low, high) = (Number::scaled(low, places)?, Number::scaled(high, places)?);
        Some(Plain::Number(Interval { low, high }))
    }

    fn of(column: &Column) -> Option<&Spans<i64>> {
        if let Column::Numbers(spans) = column { Some(spans) } else { None }
    }
}

impl Unit for i32 {
    fn span(value: &Possible, _: u32) -> Option<Span<i32>> {
        match &value.plain {
            Plain::Date(dates) => Some(Span { low: dates.low.day_number(), high: dates.high.day_number(), marks: 0 }),
            _ => None,
        }
    }

    fn plain(low: i32, high: i32, _: u32) -> Option<Plain> {
        let (low, high) = (Date::from_day_number(low)?, Date::from_day_number(high)?);
        Some(Plain::Date(Interval { low, high }))
    }

    fn of(column: &Column) -> Option<&Spans<i32>> {
        if let Column::Dates(spans) = column { Some(spans) } else { None }
    }
}

impl Unit for u16 {
    fn span(value: &Possible, _: u32) -> Option<Span<u16>> {
        let Plain::Choice(choices) = &value.plain else { return None };
        let (low, high) = (choices.least(), choices.greatest());
        let count = usize::from(high.saturating_sub(low)).saturating_add(1);
        (choices.single().is_some() || choices.members().count() == count).then_some(Span { low, high, marks: 0 })
    }

    fn plain(low: u16, high: u16, _: u32) -> Option<Plain> {
        let choices = if low == high { Choices::one(low) } else { Choices::from_members(low..=high)? };
        Some(Plain::Choice(choices))
    }

    fn of(column: &Column) -> Option<&Spans<u16>> {
        if let Column::Choices(spans) = column { Some(spans) } else { None }
    }
}

/// A possible value as a span; what has none is strange.
pub fn span_of<T: Unit>(value: &Possible, places: u32) -> Span<T> {
    let none = if value.none { NONE } else { 0 } | if value.faults.is_empty() { 0 } else { FAULT };
    if value.plain == Plain::Nothing {
        return Span::marked(EMPTY | none);
    }
    match T::span(value, places) {
        Some(span) => Span { marks: none, ..span },
        None => Span::marked(STRANGE),
    }
}

/// A span as a possible value, its faults left out, if it is not strange.
pub fn possible_span<T: Unit>(span: Span<T>, places: u32) -> Option<Possible> {
    if span.marks & STRANGE != 0 {
        return None;
    }
    let none = span.marks & NONE != 0;
    if span.marks & EMPTY != 0 {
        return Some(Possible { plain: Plain::Nothing, none, faults: Faults::NONE });
    }
    Some(Possible { plain: T::plain(span.low, span.high, places)?, none, faults: Faults::NONE })
}

/// What a node may be: the ends of a number, of a day's number or of a variant's, with marks; of a truth
/// the marks alone.
pub type Slot = Span<i64>;

pub const UNSAID: Slot = Span { low: 0, high: 0, marks: STRANGE_TRUTH };

pub const fn of_truth(marks: u8) -> Slot {
    Span { low: 0, high: 0, marks }
}

/// A possible value as a slot.
pub fn slot_of(value: &Possible, kind: Kind) -> Slot {
    match kind {
        Kind::Truth => of_truth(truth_of(value)),
        Kind::Number(places) => span_of::<i64>(value, places),
        Kind::Date => wide(span_of::<i32>(value, 0)),
        Kind::Choice => wide(span_of::<u16>(value, 0)),
        Kind::Void if value.plain == Plain::Nothing => span_of::<i64>(value, 0),
        Kind::Void | Kind::Other => UNSAID,
    }
}

pub fn wide<T: Into<i64>>(span: Span<T>) -> Slot {
    Span { low: span.low.into(), high: span.high.into(), marks: span.marks }
}
