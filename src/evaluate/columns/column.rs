//! What the nodes of a plan may be for the rows of a batch, each as compact as its kind allows.

use std::borrow::Cow;

use super::kinds::Kind;
use super::unit::{Slot, UNSAID, Unit, of_truth, possible_span, slot_of, span_of, wide};
use crate::values::{Faults, Plain, Possible};

/// It may be true.
pub const TRUE: u8 = 1;
/// It may be false.
pub const FALSE: u8 = 2;
/// It may be `none`.
pub const NONE: u8 = 4;
/// It may be a fault. Which one only the row evaluator tells, where that matters.
pub const FAULT: u8 = 8;
/// It has no plain value.
pub const EMPTY: u8 = 16;
/// What it may be has no compact form: its row is for the row evaluator, unless the value turns out
/// not to matter.
pub const STRANGE: u8 = 32;
/// A truth of which nothing is known.
pub const STRANGE_TRUTH: u8 = TRUE | FALSE | FAULT | STRANGE;

/// One node's values for all rows.
#[derive(Clone, Debug)]
pub enum Column {
    /// The same for every row.
    Same(Possible),
    /// `TRUE`, `FALSE`, `NONE`, `FAULT`, `STRANGE`.
    Truths(Vec<u8>),
    /// Whole numbers of the kind's decimal places.
    Numbers(Spans<i64>),
    /// Days since 1 January 1970.
    Dates(Spans<i32>),
    /// Variants from the least to the greatest that it may be.
    Choices(Spans<u16>),
    /// Whatever has no compact form; left out where it is strange.
    Others(Vec<Option<Possible>>),
}

/// From the least to the greatest that each value may be.
#[derive(Clone, Debug, Default)]
pub struct Spans<T: Clone> {
    pub low: Vec<T>,
    /// Left out where every value is a single one.
    pub high: Option<Vec<T>>,
    /// `NONE`, `FAULT`, `EMPTY`, `STRANGE`; left out where there is none of them.
    pub marks: Option<Vec<u8>>,
}

/// One value of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<T> {
    pub low: T,
    pub high: T,
    pub marks: u8,
}

impl<T: Copy + Ord + Default> Span<T> {
    pub const fn only(value: T) -> Span<T> {
        Span { low: value, high: value, marks: 0 }
    }

    pub fn marked(marks: u8) -> Span<T> {
        Span { low: T::default(), high: T::default(), marks }
    }

    /// The same with more marks.
    pub fn with(self, marks: u8) -> Span<T> {
        Span { marks: self.marks | marks, ..self }
    }

    pub fn is_settled(self) -> bool {
        match self.marks {
            0 => self.low == self.high,
            // One fault, or one of several: the row evaluator too asks no more of it.
            marks => marks == NONE | EMPTY || marks == FAULT | EMPTY,
        }
    }
}

impl<T: Copy + Ord + Default> Spans<T> {
    pub fn same(span: Span<T>, rows: usize) -> Spans<T> {
        Spans {
            low: vec![span.low; rows],
            high: (span.low != span.high).then(|| vec![span.high; rows]),
            marks: (span.marks != 0).then(|| vec![span.marks; rows]),
        }
    }

    /// Whether every row has one plain value.
    pub fn is_plain(&self) -> bool {
        self.high.is_none() && self.marks.is_none()
    }

    /// `spans` are as many as the rows.
    pub fn from_spans(rows: usize, spans: impl Iterator<Item = Span<T>>) -> Spans<T> {
        let mut low = vec![T::default(); rows];
        let mut high = vec![T::default(); rows];
        let mut marks = vec![0_u8; rows];
        let (mut open, mut marked) = (false, 0);
        for (((span, low), high), mark) in spans.zip(&mut low).zip(&mut high).zip(&mut marks) {
            *low = span.low;
            *high = span.high;
            *mark = span.marks;
            open |= span.low != span.high;
            marked |= span.marks;
        }
        Spans { low, high: open.then_some(high), marks: (marked != 0).then_some(marks) }
    }

    pub fn highs(&self) -> &[T] {
        self.high.as_deref().unwrap_or(&self.low)
    }

    pub fn get(&self, row: usize) -> Span<T> {
        let low = self.low.get(row).copied().unwrap_or_default();
        Span { low, high: self.highs().get(row).copied().unwrap_or_default(), marks: self.mark(row) }
    }

    pub fn mark(&self, row: usize) -> u8 {
        self.marks.as_ref().and_then(|marks| marks.get(row)).copied().unwrap_or(0)
    }

    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Span<T>> + '_ {
        let marks = self.marks.as_deref();
        let mark = move |row: usize| marks.map_or(0, |marks| marks.get(row).copied().unwrap_or(0));
        let ends = self.low.iter().zip(self.highs()).enumerate();
        ends.map(move |(row, (low, high))| Span { low: *low, high: *high, marks: mark(row) })
    }

    pub fn put(&mut self, row: usize, span: Span<T>) {
        if span.low != span.high && self.high.is_none() {
            self.high = Some(self.low.clone());
        }
        if span.marks != 0 && self.marks.is_none() {
            self.marks = Some(vec![0; self.low.len()]);
        }
        if let Some(low) = self.low.get_mut(row) {
            *low = span.low;
        }
        if let Some(high) = self.high.as_mut().and_then(|high| high.get_mut(row)) {
            *high = span.high;
        }
        if let Some(marks) = self.marks.as_mut().and_then(|marks| marks.get_mut(row)) {
            *marks = span.marks;
        }
    }

    pub fn tighten(&mut self) {
        self.high.take_if(|high| *high == self.low);
        self.marks.take_if(|marks| marks.iter().fold(0, |all, mark| all | mark) == 0);
    }

    pub fn gather(&self, rows: &[u32]) -> Spans<T> {
        Spans {
            low: gather(&self.low, rows),
            high: self.high.as_deref().map(|high| gather(high, rows)),
            marks: self.marks.as_deref().map(|marks| gather(marks, rows)),
        }
    }
}

/// The values of these rows.
pub fn gather<T: Copy + Default>(values: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or_default()).collect()
}

/// A possible value as a truth.
pub fn truth_of(value: &Possible) -> u8 {
    let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
    let faults = bit(!value.faults.is_empty(), FAULT);
    faults
        | match value.plain {
            Plain::Boolean { can_be_true, can_be_false } => {
                bit(can_be_true, TRUE) | bit(can_be_false, FALSE) | bit(value.none, NONE)
            }
            Plain::Nothing => bit(value.none, NONE),
            _ => STRANGE_TRUTH,
        }
}

/// A truth as a possible value, its faults left out, if it is not strange.
pub fn possible_truth(truth: u8) -> Option<Possible> {
    if truth & STRANGE != 0 {
        return None;
    }
    let mut value = Possible::boolean(truth & TRUE != 0, truth & FALSE != 0, Faults::NONE);
    value.none = truth & NONE != 0;
    Some(value)
}

impl Column {
    /// What the node of that kind may be in one row; `None` where the column does not hold it.
    pub fn possible(&self, kind: Kind, row: usize) -> Option<Possible> {
        if self.bits(row) & FAULT != 0 { None } else { self.without_faults(kind, row) }
    }

    /// The marks of a row, or its truth; nothing of what is held as it is.
    fn bits(&self, row: usize) -> u8 {
        match self {
            Column::Truths(truths) => truths.get(row).copied().unwrap_or(STRANGE_TRUTH),
            Column::Numbers(spans) => spans.mark(row),
            Column::Dates(spans) => spans.mark(row),
            Column::Choices(spans) => spans.mark(row),
            Column::Same(_) | Column::Others(_) => 0,
        }
    }

    /// Whether a row may be a fault, or is strange.
    pub fn has_fault(&self, row: usize) -> bool {
        match self {
            Column::Same(value) => !value.faults.is_empty(),
            Column::Others(values) => {
                values.get(row).and_then(Option::as_ref).is_none_or(|value| !value.faults.is_empty())
            }
            _ => self.bits(row) & (FAULT | STRANGE) != 0,
        }
    }

    /// Whether some row may be a fault, or is strange.
    pub fn has_faults(&self) -> bool {
        // All at once: what ends early cannot go several rows at a time.
        let marked = |marks: &[u8]| marks.iter().fold(0, |all, mark| all | mark) & (FAULT | STRANGE) != 0;
        match self {
            Column::Same(value) => !value.faults.is_empty(),
            Column::Truths(truths) => marked(truths),
            Column::Numbers(spans) => spans.marks.as_deref().is_some_and(marked),
            Column::Dates(spans) => spans.marks.as_deref().is_some_and(marked),
            Column::Choices(spans) => spans.marks.as_deref().is_some_and(marked),
            Column::Others(values) => {
                values.iter().any(|value| value.as_ref().is_none_or(|value| !value.faults.is_empty()))
            }
        }
    }

    /// Notes that a row may be a fault, whatever else it may be.
    pub fn add_fault(&mut self, row: usize) {
        match self {
            Column::Truths(truths) => truths.get_mut(row).into_iter().for_each(|truth| *truth |= FAULT),
            Column::Numbers(spans) => spans.put(row, spans.get(row).with(FAULT)),
            Column::Dates(spans) => spans.put(row, spans.get(row).with(FAULT)),
            Column::Choices(spans) => spans.put(row, spans.get(row).with(FAULT)),
            // Which fault it is would have to be known.
            Column::Others(values) => values.get_mut(row).into_iter().for_each(|value| *value = None),
            Column::Same(_) => {}
        }
    }

    /// What the node may be in one row apart from faults that the column does not name.
    pub fn without_faults(&self, kind: Kind, row: usize) -> Option<Possible> {
        match self {
            Column::Same(value) => Some(value.clone()),
            Column::Truths(truths) => possible_truth(truths.get(row).copied()?),
            Column::Numbers(spans) => possible_span(spans.get(row), kind.places()),
            Column::Dates(spans) => possible_span(spans.get(row), 0),
            Column::Choices(spans) => possible_span(spans.get(row), 0),
            Column::Others(values) => values.get(row).cloned().flatten(),
        }
    }

    /// The same without a copy where the column holds it as it is.
    pub fn borrowed(&self, kind: Kind, row: usize) -> Option<Cow<'_, Possible>> {
        match self {
            Column::Same(value) => Some(Cow::Borrowed(value)),
            Column::Others(values) => values.get(row)?.as_ref().map(Cow::Borrowed),
            _ => self.possible(kind, row).map(Cow::Owned),
        }
    }

    /// As possible values, strange ones marked so.
    pub fn from_possibles(kind: Kind, rows: usize, values: impl Iterator<Item = Option<Possible>>) -> Column {
        fn spans<T: Unit>(rows: usize, places: u32, values: impl Iterator<Item = Option<Possible>>) -> Spans<T> {
            let span = |value: Option<Possible>| match value {
                Some(value) => span_of(&value, places),
                None => Span::marked(STRANGE),
            };
            Spans::from_spans(rows, values.map(span))
        }
        match kind {
            Kind::Truth => Column::Truths(values.map(|value| value.as_ref().map_or(STRANGE_TRUTH, truth_of)).collect()),
            Kind::Number(places) => Column::Numbers(spans(rows, places, values)),
            Kind::Date => Column::Dates(spans(rows, 0, values)),
            Kind::Choice => Column::Choices(spans(rows, 0, values)),
            Kind::Other | Kind::Void => Column::Others(values.collect()),
        }
    }

    /// The rows' truths.
    pub fn truths(&self, rows: usize) -> Cow<'_, [u8]> {
        match self {
            Column::Truths(truths) => Cow::Borrowed(truths),
            Column::Same(value) => Cow::Owned(vec![truth_of(value); rows]),
            Column::Others(values) => {
                Cow::Owned(values.iter().map(|value| value.as_ref().map_or(STRANGE_TRUTH, truth_of)).collect())
            }
            _ => Cow::Owned(vec![STRANGE_TRUTH; rows]),
        }
    }

    /// The rows' spans.
    pub fn spans<T: Unit>(&self, places: u32, rows: usize) -> Cow<'_, Spans<T>> {
        if let Some(spans) = T::of(self) {
            return Cow::Borrowed(spans);
        }
        Cow::Owned(match self {
            Column::Same(value) => Spans::same(span_of(value, places), rows),
            Column::Others(values) => {
                let span = |value: &Option<Possible>| match value {
                    Some(value) => span_of(value, places),
                    None => Span::marked(STRANGE),
                };
                Spans::from_spans(rows, values.iter().map(span))
            }
            _ => Spans::same(Span::marked(STRANGE), rows),
        })
    }

    /// For each row `STRANGE`, or whether it is open: 1, or not: 0.
    pub fn open(&self, rows: usize) -> Vec<u8> {
        fn spans<T: Unit>(spans: &Spans<T>, rows: usize) -> Vec<u8> {
            if spans.is_plain() {
                return vec![0; rows];
            }
            spans
                .iter()
                .map(|span| if span.marks & STRANGE != 0 { STRANGE } else { u8::from(!span.is_settled()) })
                .collect()
        }
        match self {
            Column::Same(value) => vec![open_possible(value); rows],
            Column::Truths(truths) => truths.iter().map(|truth| open_truth(*truth)).collect(),
            Column::Numbers(all) => spans(all, rows),
            Column::Dates(all) => spans(all, rows),
            Column::Choices(all) => spans(all, rows),
            Column::Others(values) => {
                values.iter().map(|value| value.as_ref().map_or(STRANGE, open_possible)).collect()
            }
        }
    }

    /// Whether a row has one plain value and no marks.
    pub fn is_plain_at(&self, row: usize) -> bool {
        fn plain<T: Unit>(span: Span<T>) -> bool {
            span.marks == 0 && span.low == span.high
        }
        match self {
            Column::Truths(_) => true,
            Column::Numbers(spans) => plain(spans.get(row)),
            Column::Dates(spans) => plain(spans.get(row)),
            Column::Choices(spans) => plain(spans.get(row)),
            Column::Same(_) | Column::Others(_) => false,
        }
    }

    /// The values of these rows, all of which are plain.
    pub fn gather_plain(&self, rows: &[u32]) -> Column {
        fn plain<T: Unit>(spans: &Spans<T>, rows: &[u32]) -> Spans<T> {
            Spans { low: gather(&spans.low, rows), high: None, marks: None }
        }
        match self {
            Column::Numbers(spans) => Column::Numbers(plain(spans, rows)),
            Column::Dates(spans) => Column::Dates(plain(spans, rows)),
            Column::Choices(spans) => Column::Choices(plain(spans, rows)),
            Column::Same(_) | Column::Truths(_) | Column::Others(_) => self.gather(rows),
        }
    }

    /// One row as ends with marks, of a truth the marks alone.
    pub fn slot(&self, kind: Kind, row: usize) -> Slot {
        match self {
            Column::Same(value) => slot_of(value, kind),
            Column::Truths(truths) => of_truth(truths.get(row).copied().unwrap_or(STRANGE_TRUTH)),
            Column::Numbers(spans) => spans.get(row),
            Column::Dates(spans) => wide(spans.get(row)),
            Column::Choices(spans) => wide(spans.get(row)),
            Column::Others(values) => {
                values.get(row).and_then(Option::as_ref).map_or(UNSAID, |value| slot_of(value, kind))
            }
        }
    }

    /// How many rows are held; none of what is the same for all.
    pub fn rows(&self) -> usize {
        match self {
            Column::Same(_) => 0,
            Column::Truths(truths) => truths.len(),
            Column::Numbers(spans) => spans.low.len(),
            Column::Dates(spans) => spans.low.len(),
            Column::Choices(spans) => spans.low.len(),
            Column::Others(values) => values.len(),
        }
    }

    /// The same with one more row; one left out is strange.
    pub fn push(&mut self, kind: Kind, value: Option<&Possible>) {
        fn push<T: Unit>(spans: &mut Spans<T>, value: Option<&Possible>, places: u32) {
            let span = value.map_or_else(|| Span::marked(STRANGE), |value| span_of(value, places));
            let row = spans.low.len();
            spans.low.push(span.low);
            spans.high.iter_mut().for_each(|high| high.push(span.high));
            spans.marks.iter_mut().for_each(|marks| marks.push(span.marks));
            spans.put(row, span);
        }
        match self {
            Column::Truths(truths) => truths.push(value.map_or(STRANGE_TRUTH, truth_of)),
            Column::Numbers(spans) => push(spans, value, kind.places()),
            Column::Dates(spans) => push(spans, value, 0),
            Column::Choices(spans) => push(spans, value, 0),
            Column::Others(values) => values.push(value.cloned()),
            Column::Same(_) => {}
        }
    }

    /// Puts a value of the kind in a row; one left out is strange.
    pub fn put(&mut self, kind: Kind, row: usize, value: Option<&Possible>) {
        fn span<T: Unit>(value: Option<&Possible>, places: u32) -> Span<T> {
            value.map_or_else(|| Span::marked(STRANGE), |value| span_of(value, places))
        }
        match self {
            Column::Truths(truths) => {
                if let Some(slot) = truths.get_mut(row) {
                    *slot = value.map_or(STRANGE_TRUTH, truth_of);
                }
            }
            Column::Numbers(spans) => spans.put(row, span(value, kind.places())),
            Column::Dates(spans) => spans.put(row, span(value, 0)),
            Column::Choices(spans) => spans.put(row, span(value, 0)),
            Column::Others(values) => {
                if let Some(slot) = values.get_mut(row) {
                    *slot = value.cloned();
                }
            }
            Column::Same(_) => {}
        }
    }

    /// Forgets ends and marks that say nothing.
    pub fn tighten(&mut self) {
        match self {
            Column::Numbers(spans) => spans.tighten(),
            Column::Dates(spans) => spans.tighten(),
            Column::Choices(spans) => spans.tighten(),
            Column::Same(_) | Column::Truths(_) | Column::Others(_) => {}
        }
    }

    pub fn gather(&self, rows: &[u32]) -> Column {
        match self {
            Column::Same(value) => Column::Same(value.clone()),
            Column::Truths(truths) => Column::Truths(gather(truths, rows)),
            Column::Numbers(spans) => Column::Numbers(spans.gather(rows)),
            Column::Dates(spans) => Column::Dates(spans.gather(rows)),
            Column::Choices(spans) => Column::Choices(spans.gather(rows)),
            Column::Others(values) => {
                Column::Others(rows.iter().map(|row| values.get(*row as usize).cloned().flatten()).collect())
            }
        }
    }
}

/// `STRANGE`, 1 if open, 0 if settled.
pub const fn open_truth(truth: u8) -> u8 {
    match truth {
        TRUE | FALSE | NONE | FAULT => 0,
        truth if truth & STRANGE != 0 => STRANGE,
        _ => 1,
    }
}

fn open_possible(value: &Possible) -> u8 {
    u8::from(!value.is_settled())
}
