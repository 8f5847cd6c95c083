//! An input of a table as one of few categories, within which every cell of the table says the
//! same.

use super::column::{Column, EMPTY, FAULT, NONE, STRANGE, Span, Spans};
use super::kinds::Kind;
use super::unit::{Slot, Unit};
use crate::values::{Bounds, Choices, Date, Faults, Number, Pattern, Plain, Possible, Value};

/// The categories of one input.
#[derive(Clone, Debug)]
pub enum Axis {
    /// By what is left of true, false and `none`.
    Truth,
    /// Each variant; then `none`, any variant, and any or `none`.
    Choice(u16),
    /// The points at which a cell begins or ends, and what lies between them.
    Number(Points<i64>, u32),
    Date(Points<i32>),
}

/// Points in order. Category 0 is before the first, 1 the first itself, 2 between it and the
/// second, and so on; then `none`, anything, and anything or `none`.
#[derive(Clone, Debug)]
pub struct Points<T> {
    points: Vec<T>,
    /// What an unknown fact may be, if the input is one.
    anything: Option<Span<T>>,
    /// For points close together: the category of each value from the one before the first point to
    /// the one after the last.
    near: Vec<u32>,
    /// These two.
    ends: (i64, i64),
}

/// A row that is in no category: so much that it is left, whatever the other inputs add.
pub const NOWHERE: u32 = 1 << 28;
/// How far apart points may be for each value between to have its category written down.
const NEAR: i64 = 4096;

impl<T: Unit + TryInto<i64> + Copy> Points<T> {
    fn new(mut points: Vec<T>, anything: Option<Span<T>>) -> Points<T> {
        points.sort_unstable();
        points.dedup();
        let mut all = Points { points, anything, near: Vec::new(), ends: (0, 0) };
        let wide = |value: &T| (*value).try_into().ok();
        let ends: (Option<i64>, Option<i64>) = (all.points.first().and_then(wide), all.points.last().and_then(wide));
        if let (Some(first), Some(last)) = ends
            && last.checked_sub(first).is_some_and(|apart| apart < NEAR)
        {
            let wides: Vec<i64> = all.points.iter().filter_map(wide).collect();
            all.ends = (first.saturating_sub(1), last.saturating_add(1));
            all.near = (all.ends.0..=all.ends.1).map(|value| category(&wides, value)).collect();
        }
        all
    }

    fn count(&self) -> u32 {
        let regions = self.points.len().saturating_mul(2).saturating_add(1);
        u32::try_from(regions).unwrap_or(NOWHERE).saturating_add(3)
    }

    fn regions(&self) -> u32 {
        self.count().saturating_sub(3)
    }

    #[inline]
    fn of_one(&self, value: T) -> u32 {
        let wide = |value: T| value.try_into().unwrap_or(0_i64);
        let at = wide(value).clamp(self.ends.0, self.ends.1).wrapping_sub(self.ends.0);
        match self.near.get(usize::try_from(at).unwrap_or(usize::MAX)) {
            Some(category) => *category,
            None => category(&self.points, value),
        }
    }

    fn of_span(&self, span: Span<T>) -> u32 {
        if span.marks & STRANGE != 0 {
            return NOWHERE;
        }
        let none = span.marks & NONE != 0;
        if span.marks & EMPTY != 0 {
            return if none { self.regions() } else { NOWHERE };
        }
        if let Some(anything) = self.anything
            && (anything.low, anything.high) == (span.low, span.high)
            && span.low != span.high
        {
            return self.regions().saturating_add(1).saturating_add(u32::from(none));
        }
        let at = self.of_one(span.low);
        // Between two points everything is one to the table.
        if none || self.of_one(span.high) != at { NOWHERE } else { at }
    }

    fn add(&self, spans: &Spans<T>, stride: u32, index: &mut Vec<u32>) {
        if spans.is_plain() {
            return add(index, spans.low.iter().map(|value| self.of_one(*value)), stride);
        }
        if spans.marks.is_none() {
            let one = |(low, high): (&T, &T)| match low == high {
                true => self.of_one(*low),
                false => self.of_span(Span { low: *low, high: *high, marks: 0 }),
            };
            return add(index, spans.low.iter().zip(spans.highs()).map(one), stride);
        }
        add(index, spans.iter().map(|span| self.of_any(span)), stride);
    }

    #[inline]
    fn of_any(&self, span: Span<T>) -> u32 {
        if span.marks == 0 && span.low == span.high { self.of_one(span.low) } else { self.of_span(span) }
    }
}

/// Adds the rows' categories in one input to those in the inputs before, if there are any. There are at
/// most eight inputs, so that their places and `NOWHERE`s add up to what fits.
#[inline]
fn add(index: &mut Vec<u32>, categories: impl Iterator<Item = u32>, stride: u32) {
    let place = |at: u32| if at == NOWHERE { NOWHERE } else { at.wrapping_mul(stride) };
    if index.is_empty() {
        index.extend(categories.map(place));
    } else {
        index.iter_mut().zip(categories).for_each(|(index, at)| *index = index.wrapping_add(place(at)));
    }
}

fn category<T: Ord>(points: &[T], value: T) -> u32 {
    let before = points.partition_point(|point| *point < value);
    let is_point = points.get(before).is_some_and(|point| *point == value);
    u32::try_from(before.saturating_mul(2)).unwrap_or(NOWHERE).saturating_add(u32::from(is_point))
}

impl Axis {
    /// The axis of an input of that kind, which may be anything of `unknown` while it is not known.
    /// `None` if its cells cannot be told apart so.
    pub fn new(kind: Kind, cells: &[&Pattern], unknown: Option<&Possible>, variants: u16) -> Option<Axis> {
        match kind {
            Kind::Truth => Some(Axis::Truth),
            Kind::Choice => Some(Axis::Choice(variants)),
            Kind::Number(places) => {
                let mut points = Vec::new();
                for cell in cells {
                    let Pattern::Numbers(stretches) = cell else { continue };
                    for end in ends(stretches) {
                        points.push(end.units(places)?);
                    }
                }
                Some(Axis::Number(Points::new(points, unknown.and_then(|value| i64::span(value, places))), places))
            }
            Kind::Date => {
                let dates = cells.iter().filter_map(|cell| match cell {
                    Pattern::Dates(stretches) => Some(ends(stretches)),
                    _ => None,
                });
                let points = dates.flatten().map(Date::day_number).collect();
                Some(Axis::Date(Points::new(points, unknown.and_then(|value| i32::span(value, 0)))))
            }
            Kind::Other | Kind::Void => None,
        }
    }

    /// What tells a value that is in no category from others, as far as the cells do: the stretches in
    /// which its ends are. `None` of what is strange, which nothing tells.
    pub fn code(&self, slot: Slot) -> Option<u64> {
        fn code(low: u32, high: u32, marks: u8) -> u64 {
            (u64::from(low) << 36) | (u64::from(high) << 8) | u64::from(marks & !FAULT)
        }
        fn of<T: Unit + TryInto<i64>>(points: &Points<T>, low: T, high: T, marks: u8) -> u64 {
            match marks & EMPTY {
                0 => code(points.of_one(low), points.of_one(high), marks),
                _ => code(0, 0, marks),
            }
        }
        let Span { low, high, marks } = slot;
        if marks & STRANGE != 0 {
            return None;
        }
        Some(match self {
            Axis::Truth => code(0, 0, marks),
            Axis::Choice(_) => code(u32::try_from(low).ok()?, u32::try_from(high).ok()?, marks),
            Axis::Number(points, _) => of(points, low, high, marks),
            Axis::Date(points) => of(points, i32::try_from(low).ok()?, i32::try_from(high).ok()?, marks),
        })
    }

    /// The category of one value.
    pub fn of_slot(&self, slot: Slot) -> u32 {
        match self {
            Axis::Truth if slot.marks & STRANGE != 0 => NOWHERE,
            Axis::Truth => u32::from(slot.marks & 7),
            Axis::Choice(count) => match (u16::try_from(slot.low), u16::try_from(slot.high)) {
                (Ok(low), Ok(high)) => choice_category(Span { low, high, marks: slot.marks }, *count),
                _ => NOWHERE,
            },
            Axis::Number(points, _) => points.of_any(slot),
            Axis::Date(points) => match (i32::try_from(slot.low), i32::try_from(slot.high)) {
                (Ok(low), Ok(high)) => points.of_any(Span { low, high, marks: slot.marks }),
                _ => NOWHERE,
            },
        }
    }

    /// How many categories there are.
    pub fn count(&self) -> u32 {
        match self {
            Axis::Truth => 8,
            Axis::Choice(count) => u32::from(*count).saturating_add(3),
            Axis::Number(points, _) => points.count(),
            Axis::Date(points) => points.count(),
        }
    }

    /// Adds the category of each row, times the stride, to the categories in the inputs before.
    pub fn add(&self, column: &Column, rows: usize, stride: u32, index: &mut Vec<u32>) {
        match self {
            Axis::Truth => {
                let truths = column.truths(rows);
                let one = |truth: &u8| if truth & STRANGE != 0 { NOWHERE } else { u32::from(truth & 7) };
                add(index, truths.iter().map(one), stride);
            }
            Axis::Choice(count) => {
                let spans = column.spans::<u16>(0, rows);
                if spans.is_plain() {
                    add(index, spans.low.iter().map(|code| u32::from(*code)), stride);
                } else {
                    add(index, spans.iter().map(|span| choice_category(span, *count)), stride);
                }
            }
            Axis::Number(points, places) => points.add(&column.spans(*places, rows), stride, index),
            Axis::Date(points) => points.add(&column.spans(0, rows), stride, index),
        }
    }

    /// A value of the category; `None` if there is none.
    pub fn example(&self, category: u32) -> Option<Possible> {
        match self {
            Axis::Truth => super::column::possible_truth(u8::try_from(category).ok()?),
            Axis::Choice(count) => {
                let code = u16::try_from(category).ok()?;
                if code < *count {
                    return Some(Possible::from(Value::Choice(code)));
                }
                let any = || Choices::all(*count).map(Plain::Choice);
                special(code.saturating_sub(*count).into(), any())
            }
            Axis::Number(points, places) => {
                let number = |units: i64| Number::scaled(units, *places);
                if category >= points.regions() {
                    let any = points.anything.and_then(|span| i64::plain(span.low, span.high, *places));
                    return special(category.saturating_sub(points.regions()), any);
                }
                let (before, after) = around(&points.points, category);
                let value = match (before.and_then(number), after.and_then(number)) {
                    (Some(low), Some(high)) => low.plus(high)?.divide(Number::integer(2))?,
                    (Some(low), None) => low.plus(Number::ONE)?,
                    (None, Some(high)) => high.minus(Number::ONE)?,
                    (None, None) => Number::ZERO,
                };
                Some(Possible::from(Value::Number(value)))
            }
            Axis::Date(points) => {
                if category >= points.regions() {
                    let any = points.anything.and_then(|span| i32::plain(span.low, span.high, 0));
                    return special(category.saturating_sub(points.regions()), any);
                }
                let day = match around(&points.points, category) {
                    (Some(low), Some(high)) if low == high => low,
                    (Some(low), after) => {
                        let next = low.saturating_add(1);
                        if after.is_some_and(|after| after <= next) {
                            return None;
                        }
                        next
                    }
                    (None, Some(high)) => high.saturating_sub(1),
                    (None, None) => 0,
                };
                Date::from_day_number(day).map(|date| Possible::from(Value::Date(date)))
            }
        }
    }
}

fn choice_category(span: Span<u16>, count: u16) -> u32 {
    let special = |at: u32| u32::from(count).saturating_add(at);
    if span.marks == 0 && span.low == span.high {
        return u32::from(span.low);
    }
    match span.marks & !FAULT {
        0 if span.low == span.high => u32::from(span.low),
        marks if marks == NONE | EMPTY => special(0),
        0 if span.low == 0 && span.high.saturating_add(1) == count => special(1),
        NONE if span.low == 0 && span.high.saturating_add(1) == count && count > 1 => special(2),
        _ => NOWHERE,
    }
}

/// `none`, anything, and anything or `none`.
fn special(at: u32, any: Option<Plain>) -> Option<Possible> {
    match at {
        0 => Some(Possible { plain: Plain::Nothing, none: true, faults: Faults::NONE }),
        1 => any.map(Possible::from),
        _ => any.map(|plain| Possible { plain, none: true, faults: Faults::NONE }),
    }
}

/// The points before and after a category; both the same for a point itself.
fn around<T: Copy>(points: &[T], category: u32) -> (Option<T>, Option<T>) {
    let before = (category / 2) as usize;
    if category % 2 == 1 {
        let point = points.get(before).copied();
        return (point, point);
    }
    (before.checked_sub(1).and_then(|at| points.get(at)).copied(), points.get(before).copied())
}

fn ends<T: Copy>(stretches: &[Bounds<T>]) -> Vec<T> {
    stretches.iter().flat_map(|bounds| [bounds.low, bounds.high]).flatten().map(|end| end.at).collect()
}

/// The cells that tell the members of a list apart.
pub fn cells_of_list(list: &Possible) -> Option<Vec<Pattern>> {
    let Plain::List(Some(members)) = &list.plain else { return None };
    if !list.faults.is_empty() {
        return None;
    }
    let cell = |member: &Possible| -> Option<Pattern> {
        Some(match member.single()? {
            Value::Number(number) => Pattern::Numbers(vec![point(number)]),
            Value::Date(date) => Pattern::Dates(vec![point(date)]),
            Value::Choice(_) | Value::Boolean(_) | Value::None => Pattern::Anything,
            _ => return None,
        })
    };
    members.iter().map(cell).collect()
}

fn point<T: Copy>(at: T) -> Bounds<T> {
    let end = crate::values::End { at, included: true };
    Bounds { low: Some(end), high: Some(end) }
}
