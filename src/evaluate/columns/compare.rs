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
        Comparison::Is => rows(a, b, equal, |a, b| a == b, equal_one),
        Comparison::IsNot => rows(a, b, |a, b| not_one(equal(a, b)), |a, b| a != b, |a, b| not_one(equal_one(a, b))),
        Comparison::Less => rows(a, b, less, |a, b| a < b, less_one),
        Comparison::Greater => rows(a, b, |a, b| less(b, a), |a, b| a > b, |a, b| less_one(b, a)),
        Comparison::AtMost => rows(a, b, |a, b| not_one(less(b, a)), |a, b| a <= b, |a, b| not_one(less_one(b, a))),
        Comparison::AtLeast => rows(a, b, |a, b| not_one(less(a, b)), |a, b| a >= b, |a, b| not_one(less_one(a, b))),
    }
}

/// How two values stand to each other.
pub fn compare_one<T: Unit>(how: Comparison, a: Span<T>, b: Span<T>) -> u8 {
    match how {
        Comparison::Is => equal_one(a, b),
        Comparison::IsNot => not_one(equal_one(a, b)),
        Comparison::Less => less_one(a, b),
        Comparison::Greater => less_one(b, a),
        Comparison::AtMost => not_one(less_one(b, a)),
        Comparison::AtLeast => not_one(less_one(a, b)),
    }
}

/// From the least to the greatest of a value without marks.
type Ends<T> = (T, T);

/// `span` says how two values stand to each other, `ends` the same of two without marks, `plain` of two
/// single ones.
fn rows<T: Unit>(
    a: &Spans<T>,
    b: Against<'_, T>,
    ends: impl Fn(Ends<T>, Ends<T>) -> u8,
    plain: impl Fn(T, T) -> bool,
    span: impl Fn(Span<T>, Span<T>) -> u8,
) -> Vec<u8> {
    match b {
        Against::One(b) if b.marks == 0 => match (&a.high, &a.marks) {
            (None, None) if b.low == b.high => a.low.iter().map(|a| truth(plain(*a, b.low))).collect(),
            (_, None) => a.low.iter().zip(a.highs()).map(|(low, high)| ends((*low, *high), (b.low, b.high))).collect(),
            _ => a.iter().map(|a| span(a, b)).collect(),
        },
        Against::One(b) => a.iter().map(|a| span(a, b)).collect(),
        Against::Each(b) if a.is_plain() && b.is_plain() => {
            a.low.iter().zip(&b.low).map(|(a, b)| truth(plain(*a, *b))).collect()
        }
        Against::Each(b) if a.marks.is_none() && b.marks.is_none() => {
            let (a, b) = (a.low.iter().zip(a.highs()), b.low.iter().zip(b.highs()));
            a.zip(b).map(|(a, b)| ends((*a.0, *a.1), (*b.0, *b.1))).collect()
        }
        Against::Each(b) => a.iter().zip(b.iter()).map(|(a, b)| span(a, b)).collect(),
    }
}

const fn truth(holds: bool) -> u8 {
    // 1 if it holds, 2 if not.
    2_u8.wrapping_sub(holds as u8)
}

/// Whether it may be true, and whether it may be false.
const fn either(may_hold: bool, may_fail: bool) -> u8 {
    (may_hold as u8) | ((may_fail as u8) << 1)
}

fn equal<T: Unit>(a: Ends<T>, b: Ends<T>) -> u8 {
    either(a.0 <= b.1 && b.0 <= a.1, a.0 != a.1 || a.0 != b.0 || a.1 != b.1)
}

fn less<T: Unit>(a: Ends<T>, b: Ends<T>) -> u8 {
    either(a.0 < b.1, a.1 >= b.0)
}

fn equal_one<T: Unit>(a: Span<T>, b: Span<T>) -> u8 {
    let marks = a.marks | b.marks;
    if marks & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    let plain = if marks & EMPTY == 0 { equal((a.low, a.high), (b.low, b.high)) } else { 0 };
    let none = |span: Span<T>| span.marks & NONE != 0;
    let has = |span: Span<T>| span.marks & EMPTY == 0;
    plain | either(none(a) && none(b), (none(a) && has(b)) || (none(b) && has(a))) | (marks & FAULT)
}

fn less_one<T: Unit>(a: Span<T>, b: Span<T>) -> u8 {
    let marks = a.marks | b.marks;
    if marks & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    if marks & EMPTY != 0 {
        return marks & FAULT;
    }
    less((a.low, a.high), (b.low, b.high)) | (marks & FAULT)
}

pub fn is_none<T: Unit>(a: &Spans<T>) -> Vec<u8> {
    a.iter().map(none_one).collect()
}

/// Whether a value is `none`.
pub fn none_one<T: Unit>(a: Span<T>) -> u8 {
    if a.marks & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    let none = if a.marks & NONE != 0 { TRUE } else { 0 };
    none | (if a.marks & EMPTY == 0 { FALSE } else { 0 }) | (a.marks & FAULT)
}
