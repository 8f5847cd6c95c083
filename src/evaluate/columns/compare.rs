//! `values::compare` over spans of all rows.

use super::column::{EMPTY, FALSE, FAULT, NONE, STRANGE, STRANGE_TRUTH, Span, Spans, TRUE};
use super::truth::not_one;
use super::unit::Unit;
use crate::values::Comparison;

/// What the rows' values are held against.
#[derive(Clone, Copy)]
pub enum Against<'a, T: Clone> {
    Each(&'a Spans<T>),
    /// The same for all rows.
    One(Span<T>),
}

/// How the rows' values stand to others.
pub fn compare<T: Unit>(how: Comparison, a: &Spans<T>, b: Against<'_, T>) -> Vec<u8> {
    match how {
        Comparison::Is => rows(a, b, |a, b| a == b, equal_one),
        Comparison::IsNot => rows(a, b, |a, b| a != b, |a, b| not_one(equal_one(a, b))),
        Comparison::Less => rows(a, b, |a, b| a < b, less_one),
        Comparison::Greater => rows(a, b, |a, b| a > b, |a, b| less_one(b, a)),
        Comparison::AtMost => rows(a, b, |a, b| a <= b, |a, b| not_one(less_one(b, a))),
        Comparison::AtLeast => rows(a, b, |a, b| a >= b, |a, b| not_one(less_one(a, b))),
    }
}

fn rows<T: Unit>(
    a: &Spans<T>,
    b: Against<'_, T>,
    plain: impl Fn(T, T) -> bool,
    span: impl Fn(Span<T>, Span<T>) -> u8,
) -> Vec<u8> {
    match b {
        Against::Each(b) => each(a, b, plain, span),
        Against::One(b) => each_with(a, b, plain, span),
    }
}

const fn truth(holds: bool) -> u8 {
    // 1 if it holds, 2 if not.
    2_u8.wrapping_sub(holds as u8)
}

fn each<T: Unit>(
    a: &Spans<T>,
    b: &Spans<T>,
    plain: impl Fn(T, T) -> bool,
    span: impl Fn(Span<T>, Span<T>) -> u8,
) -> Vec<u8> {
    if a.is_plain() && b.is_plain() {
        return a.low.iter().zip(&b.low).map(|(a, b)| truth(plain(*a, *b))).collect();
    }
    a.iter().zip(b.iter()).map(|(a, b)| span(a, b)).collect()
}

fn each_with<T: Unit>(
    a: &Spans<T>,
    b: Span<T>,
    plain: impl Fn(T, T) -> bool,
    span: impl Fn(Span<T>, Span<T>) -> u8,
) -> Vec<u8> {
    if b.marks == 0 && b.low == b.high {
        let mut truths: Vec<u8> = a.low.iter().map(|a| truth(plain(*a, b.low))).collect();
        // Where more than one value is left, or none, once more.
        if !a.is_plain() {
            for (truth, a) in truths.iter_mut().zip(a.iter()) {
                if a.marks != 0 || a.low != a.high {
                    *truth = span(a, b);
                }
            }
        }
        return truths;
    }
    a.iter().map(|a| span(a, b)).collect()
}

pub fn equal_one<T: Unit>(a: Span<T>, b: Span<T>) -> u8 {
    let marks = a.marks | b.marks;
    if marks & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    let (mut same, mut differ) = (false, false);
    if marks & EMPTY == 0 {
        same = a.low <= b.high && b.low <= a.high;
        differ = a.low != a.high || a.low != b.low || a.high != b.high;
    }
    let none = |span: Span<T>| span.marks & NONE != 0;
    let plain = |span: Span<T>| span.marks & EMPTY == 0;
    same |= none(a) && none(b);
    differ |= (none(a) && plain(b)) || (none(b) && plain(a));
    (if same { TRUE } else { 0 }) | (if differ { FALSE } else { 0 }) | (marks & FAULT)
}

fn less_one<T: Unit>(a: Span<T>, b: Span<T>) -> u8 {
    let marks = a.marks | b.marks;
    if marks & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    if marks & EMPTY != 0 {
        return marks & FAULT;
    }
    (if a.low < b.high { TRUE } else { 0 }) | (if a.high >= b.low { FALSE } else { 0 }) | (marks & FAULT)
}

pub fn is_none<T: Unit>(a: &Spans<T>) -> Vec<u8> {
    let one = |a: Span<T>| {
        if a.marks & STRANGE != 0 {
            return STRANGE_TRUTH;
        }
        let none = if a.marks & NONE != 0 { TRUE } else { 0 };
        none | (if a.marks & EMPTY == 0 { FALSE } else { 0 }) | (a.marks & FAULT)
    };
    a.iter().map(one).collect()
}
