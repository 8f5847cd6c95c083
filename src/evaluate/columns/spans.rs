//! What operations give of spans: choices between them, arithmetic, least and greatest.

use std::ops::RangeInclusive;

use super::column::{EMPTY, FALSE, FAULT, NONE, STRANGE, Span, Spans, TRUE};
use super::unit::Unit;

/// The least span that holds both, if its kind can say it.
fn union<T: Unit>(a: Span<T>, b: Span<T>, gaps: bool) -> Span<T> {
    if (a.marks | b.marks) & STRANGE != 0 {
        return Span::marked(STRANGE);
    }
    let none = (a.marks | b.marks) & (NONE | FAULT);
    if a.marks & EMPTY != 0 {
        return Span { marks: (b.marks & EMPTY) | none, ..b };
    }
    if b.marks & EMPTY != 0 {
        return Span { marks: none, ..a };
    }
    // Of variants, all between the least and the greatest would be let in.
    if gaps && (a.high < b.low || b.high < a.low) {
        return Span::marked(STRANGE);
    }
    Span { low: a.low.min(b.low), high: a.high.max(b.high), marks: none }
}

pub fn choose_one<T: Unit>(test: u8, yes: Span<T>, no: Span<T>, gaps: bool) -> Span<T> {
    if test & STRANGE != 0 {
        return Span::marked(STRANGE);
    }
    let chosen = match test & (TRUE | FALSE) {
        TRUE => yes,
        FALSE => no,
        0 => Span::marked(EMPTY),
        _ => union(yes, no, gaps),
    };
    if test & FAULT != 0 { chosen.with(FAULT) } else { chosen }
}

/// What `if` gives. `gaps`: the values between two values are others than these.
pub fn choose<T: Unit>(test: &[u8], yes: &Spans<T>, no: &Spans<T>, gaps: bool) -> Spans<T> {
    if yes.is_plain() && no.is_plain() && test.iter().all(|test| matches!(*test, TRUE | FALSE)) {
        let low = test.iter().zip(&yes.low).zip(&no.low);
        let low = low.map(|((test, yes), no)| if *test == TRUE { *yes } else { *no }).collect();
        return Spans { low, high: None, marks: None };
    }
    if !gaps && yes.marks.is_none() && no.marks.is_none() && test.iter().all(|test| DECIDES.contains(test)) {
        let of = |yes: &[T], no: &[T], both: fn(T, T) -> T| -> Vec<T> {
            let one = |((test, yes), no): ((&u8, &T), &T)| match *test {
                TRUE => *yes,
                FALSE => *no,
                _ => both(*yes, *no),
            };
            test.iter().zip(yes).zip(no).map(one).collect()
        };
        return Spans {
            low: of(&yes.low, &no.low, T::min),
            high: Some(of(yes.highs(), no.highs(), T::max)),
            marks: None,
        };
    }
    let each = test.iter().zip(yes.iter()).zip(no.iter());
    Spans::from_spans(test.len(), each.map(|((test, yes), no)| choose_one(*test, yes, no, gaps)))
}

/// The tests that are true, false, or either, and nothing else.
const DECIDES: RangeInclusive<u8> = TRUE..=(TRUE | FALSE);

/// `if` between two values that are the same for all rows.
pub fn choose_of<T: Unit>(test: &[u8], yes: Span<T>, no: Span<T>, gaps: bool) -> Spans<T> {
    if yes.marks | no.marks == 0 && !gaps && test.iter().all(|test| DECIDES.contains(test)) {
        // By what is left of true and false.
        let low = [yes.low, yes.low, no.low, yes.low.min(no.low)];
        let high = [yes.high, yes.high, no.high, yes.high.max(no.high)];
        let of = |ends: [T; 4]| -> Vec<T> {
            let [_, yes, no, both] = ends;
            let one = |test: &u8| match *test {
                TRUE => yes,
                FALSE => no,
                _ => both,
            };
            test.iter().map(one).collect()
        };
        let open = yes.low != yes.high || no.low != no.high || test.contains(&(TRUE | FALSE));
        return Spans { low: of(low), high: open.then(|| of(high)), marks: None };
    }
    Spans::from_spans(test.len(), test.iter().map(|test| choose_one(*test, yes, no, gaps)))
}

/// `x else y`.
pub fn or_else<T: Unit>(first: &Spans<T>, second: &Spans<T>, gaps: bool) -> Spans<T> {
    if first.marks.is_none() {
        return first.clone();
    }
    let each = first.iter().zip(second.iter()).map(|(first, second)| else_one(first, second, gaps));
    Spans::from_spans(first.low.len(), each)
}

pub fn else_one<T: Unit>(first: Span<T>, second: Span<T>, gaps: bool) -> Span<T> {
    if first.marks & STRANGE != 0 || first.marks & NONE == 0 {
        return first;
    }
    union(Span { marks: first.marks & !NONE, ..first }, second, gaps)
}

/// The value where it has been tested not to be `none`.
pub fn settled<T: Unit>(mut all: Spans<T>) -> Spans<T> {
    if let Some(marks) = &mut all.marks {
        marks.iter_mut().for_each(|mark| *mark &= !NONE);
        if marks.iter().all(|mark| *mark == 0) {
            all.marks = None;
        }
    }
    all
}

/// The marks of what is made of two values: no value where one has none, and never `none`.
fn joined_marks(a: u8, b: u8) -> u8 {
    if (a | b) & STRANGE != 0 { STRANGE } else { (a | b) & (EMPTY | FAULT) }
}

pub fn extreme<T: Unit>(greatest: bool, a: &Spans<T>, b: &Spans<T>) -> Spans<T> {
    let pick = |a: T, b: T| if greatest { a.max(b) } else { a.min(b) };
    if a.is_plain() && b.is_plain() {
        let low = a.low.iter().zip(&b.low).map(|(a, b)| pick(*a, *b)).collect();
        return Spans { low, high: None, marks: None };
    }
    let both = |a: &[T], b: &[T]| a.iter().zip(b).map(|(a, b)| pick(*a, *b)).collect();
    Spans { low: both(&a.low, &b.low), high: Some(both(a.highs(), b.highs())), marks: joined(a, b) }
}

/// The marks of what is made of two values, row by row.
fn joined<T: Unit>(a: &Spans<T>, b: &Spans<T>) -> Option<Vec<u8>> {
    match (&a.marks, &b.marks) {
        (None, None) => None,
        (Some(marks), None) | (None, Some(marks)) => Some(marks.iter().map(|mark| joined_marks(*mark, 0)).collect()),
        (Some(a), Some(b)) => Some(a.iter().zip(b).map(|(a, b)| joined_marks(*a, *b)).collect()),
    }
}

/// The least or greatest of each value and one that is the same for all rows.
pub fn extreme_with<T: Unit>(greatest: bool, a: &Spans<T>, b: T) -> Spans<T> {
    let pick = |a: &T| if greatest { (*a).max(b) } else { (*a).min(b) };
    let low = a.low.iter().map(pick).collect();
    let high = a.high.as_ref().map(|high| high.iter().map(pick).collect());
    let marks = a.marks.as_ref().map(|marks| marks.iter().map(|mark| joined_marks(*mark, 0)).collect());
    Spans { low, high, marks }
}

/// Both ends of each row by a function of two spans; what does not fit is strange.
fn ends<T: Unit>(a: &Spans<T>, b: &Spans<T>, of: impl Fn(Span<T>, Span<T>) -> Option<(T, T)>) -> Spans<T> {
    Spans::from_spans(a.low.len(), a.iter().zip(b.iter()).map(|(a, b)| ends_one(a, b, &of)))
}

fn ends_one<T: Unit>(a: Span<T>, b: Span<T>, of: impl Fn(Span<T>, Span<T>) -> Option<(T, T)>) -> Span<T> {
    let marks = joined_marks(a.marks, b.marks);
    if marks & (EMPTY | STRANGE) != 0 {
        return Span::marked(marks);
    }
    match of(a, b) {
        Some((low, high)) => Span { low: low.min(high), high: low.max(high), marks },
        None => Span::marked(STRANGE),
    }
}

pub fn add_one(a: Span<i64>, b: Span<i64>) -> Span<i64> {
    ends_one(a, b, sums)
}

fn sums(a: Span<i64>, b: Span<i64>) -> Option<(i64, i64)> {
    Some((a.low.checked_add(b.low)?, a.high.checked_add(b.high)?))
}

pub fn subtract_one(a: Span<i64>, b: Span<i64>) -> Span<i64> {
    ends_one(a, b, differences)
}

fn differences(a: Span<i64>, b: Span<i64>) -> Option<(i64, i64)> {
    Some((a.low.checked_sub(b.high)?, a.high.checked_sub(b.low)?))
}

pub fn multiply_one(a: Span<i64>, b: Span<i64>) -> Span<i64> {
    ends_one(a, b, products)
}

fn products(a: Span<i64>, b: Span<i64>) -> Option<(i64, i64)> {
    let corners = [
        a.low.checked_mul(b.low)?,
        a.low.checked_mul(b.high)?,
        a.high.checked_mul(b.low)?,
        a.high.checked_mul(b.high)?,
    ];
    Some((corners.into_iter().min()?, corners.into_iter().max()?))
}

/// The least or greatest of two values.
pub fn extreme_one<T: Unit>(greatest: bool, a: Span<T>, b: Span<T>) -> Span<T> {
    let pick = |a: T, b: T| if greatest { a.max(b) } else { a.min(b) };
    Span { low: pick(a.low, b.low), high: pick(a.high, b.high), marks: joined_marks(a.marks, b.marks) }
}

/// `a + b`.
pub fn add(a: &Spans<i64>, b: &Spans<i64>) -> Spans<i64> {
    // Overflown is what has another sign than both.
    let quick = |a: i64, b: i64| (a.wrapping_add(b), (a ^ a.wrapping_add(b)) & (b ^ a.wrapping_add(b)));
    sum([&a.low, &b.low], [a.highs(), b.highs()], (a, b), quick, sums)
}

/// `a - b`.
pub fn subtract(a: &Spans<i64>, b: &Spans<i64>) -> Spans<i64> {
    let quick = |a: i64, b: i64| (a.wrapping_sub(b), (a ^ b) & (a ^ a.wrapping_sub(b)));
    sum([&a.low, b.highs()], [a.highs(), &b.low], (a, b), quick, differences)
}

/// `low` and `high` are what the ends are made of; `quick` gives the result, and something below 0 if
/// it has overflown.
fn sum(
    low: [&[i64]; 2],
    high: [&[i64]; 2],
    (a, b): (&Spans<i64>, &Spans<i64>),
    quick: impl Fn(i64, i64) -> (i64, i64),
    exact: impl Fn(Span<i64>, Span<i64>) -> Option<(i64, i64)>,
) -> Spans<i64> {
    let mut overflow = 0_i64;
    let mut each = |[a, b]: [&[i64]; 2]| -> Vec<i64> {
        let one = |(a, b): (&i64, &i64)| {
            let (sum, over) = quick(*a, *b);
            overflow |= over;
            sum
        };
        a.iter().zip(b).map(one).collect()
    };
    let low = each(low);
    let high = (a.high.is_some() || b.high.is_some()).then(|| each(high));
    if overflow < 0 {
        // Of a row without a value it may be the leftovers that overflow; of another it is strange.
        return ends(a, b, exact);
    }
    Spans { low, high, marks: joined(a, b) }
}

/// `a * b`.
pub fn multiply(a: &Spans<i64>, b: &Spans<i64>) -> Spans<i64> {
    let small = |all: &Spans<i64>| all.low.iter().all(|value| i32::try_from(*value).is_ok());
    if a.is_plain() && b.is_plain() && small(a) && small(b) {
        let low = a.low.iter().zip(&b.low).map(|(a, b)| a.wrapping_mul(*b)).collect();
        return Spans { low, high: None, marks: None };
    }
    ends(a, b, products)
}

/// Each value times a power of ten: in more decimal places.
pub fn rescaled(a: &Spans<i64>, from: u32, to: u32) -> Spans<i64> {
    let factor = factor(from, to);
    Spans::from_spans(a.low.len(), a.iter().map(|a| rescaled_one(a, factor)))
}

/// By what a number is multiplied to be held in more decimal places.
pub fn factor(from: u32, to: u32) -> i64 {
    10_i64.checked_pow(to.saturating_sub(from)).unwrap_or(i64::MAX)
}

pub fn rescaled_one(a: Span<i64>, factor: i64) -> Span<i64> {
    if a.marks & (STRANGE | EMPTY) != 0 {
        return a;
    }
    match (a.low.checked_mul(factor), a.high.checked_mul(factor)) {
        (Some(low), Some(high)) => Span { low, high, ..a },
        _ => Span::marked(STRANGE),
    }
}

/// `-a`, of which `none` stays `none`.
pub fn negate(a: &Spans<i64>) -> Spans<i64> {
    Spans::from_spans(a.low.len(), a.iter().map(negate_one))
}

pub fn negate_one(a: Span<i64>) -> Span<i64> {
    if a.marks & (STRANGE | EMPTY) != 0 {
        return a;
    }
    match (a.high.checked_neg(), a.low.checked_neg()) {
        (Some(low), Some(high)) => Span { low, high, marks: a.marks & FAULT },
        _ => Span::marked(STRANGE),
    }
}
