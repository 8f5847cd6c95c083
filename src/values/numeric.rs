//! Exact arithmetic on intervals. What does not fit is an overflow fault, never a wrapped number.

use super::{Date, Fault, FaultKind, Faults, Interval, Number, Plain, Possible, Rounding};
use crate::source::Span;

#[must_use]
pub fn negate(a: &Possible) -> Possible {
    match a.numbers() {
        Some(n) => Possible {
            plain: Plain::Number(Interval::new(n.low.negate(), n.high.negate())),
            none: false,
            faults: a.faults.clone(),
        },
        None => a.clone(),
    }
}

#[must_use]
pub fn add(a: &Possible, b: &Possible, span: Span) -> Possible {
    combine(a, b, span, |a, b| [a.low.plus(b.low), a.high.plus(b.high)])
}

#[must_use]
pub fn subtract(a: &Possible, b: &Possible, span: Span) -> Possible {
    combine(a, b, span, |a, b| [a.low.minus(b.high), a.high.minus(b.low)])
}

#[must_use]
pub fn multiply(a: &Possible, b: &Possible, span: Span) -> Possible {
    combine(a, b, span, |a, b| {
        let products = [a.low.multiply(b.low), a.low.multiply(b.high), a.high.multiply(b.low), a.high.multiply(b.high)];
        ends(&products)
    })
}

/// `a / b`; where `b` may be zero the result may be a fault, where it must be, it is one.
#[must_use]
pub fn divide(a: &Possible, b: &Possible, span: Span) -> Possible {
    let Some(divisor) = b.numbers() else { return combine(a, b, span, |_, _| [None, None]) };
    let by_zero = Faults::one(Fault { kind: FaultKind::DivisionByZero, span });
    if divisor.single().is_some_and(|n| n.is_zero()) {
        let faults = a.faults.clone().union(&b.faults).union(&by_zero);
        return Possible { plain: Plain::Nothing, none: false, faults };
    }
    if divisor.contains(Number::ZERO) {
        let anything = Interval::new(Number::MIN, Number::MAX);
        return combine(a, b, span, |_, _| [Some(anything.low), Some(anything.high)]).with_faults(&by_zero);
    }
    combine(a, b, span, |a, b| {
        let quotients = [a.low.divide(b.low), a.low.divide(b.high), a.high.divide(b.low), a.high.divide(b.high)];
        ends(&quotients)
    })
}

#[must_use]
pub fn round(mode: Rounding, a: &Possible, places: u32, span: Span) -> Possible {
    combine(a, a, span, |a, _| [a.low.round(mode, places), a.high.round(mode, places)])
}

/// The least (`Less`) or greatest of several numbers, dates or instants.
#[must_use]
pub fn extreme(greatest: bool, a: &Possible, b: &Possible) -> Possible {
    fn pick<T: Ord + Copy>(greatest: bool, a: Interval<T>, b: Interval<T>) -> Interval<T> {
        if greatest {
            Interval { low: a.low.max(b.low), high: a.high.max(b.high) }
        } else {
            Interval { low: a.low.min(b.low), high: a.high.min(b.high) }
        }
    }
    let plain = match (&a.plain, &b.plain) {
        (Plain::Number(a), Plain::Number(b)) => Plain::Number(pick(greatest, *a, *b)),
        (Plain::Date(a), Plain::Date(b)) => Plain::Date(pick::<Date>(greatest, *a, *b)),
        (Plain::Instant(a), Plain::Instant(b)) => Plain::Instant(pick(greatest, *a, *b)),
        _ => Plain::Nothing,
    };
    Possible { plain, none: false, faults: a.faults.clone().union(&b.faults) }
}

fn ends(candidates: &[Option<Number>; 4]) -> [Option<Number>; 2] {
    if candidates.iter().any(Option::is_none) {
        // One corner does not fit; the others still bound nothing on its side.
        return [None, None];
    }
    let known = candidates.iter().flatten();
    [known.clone().min().copied(), known.max().copied()]
}

/// Applies an operation to both ends. An end that does not fit leaves the interval open on that
/// side and adds the overflow; for two single numbers the overflow is all that is left.
fn combine(
    a: &Possible,
    b: &Possible,
    span: Span,
    operation: impl Fn(Interval<Number>, Interval<Number>) -> [Option<Number>; 2],
) -> Possible {
    let faults = a.faults.clone().union(&b.faults);
    let (Some(left), Some(right)) = (a.numbers(), b.numbers()) else {
        return Possible { plain: Plain::Nothing, none: false, faults };
    };
    let overflow = || Faults::one(Fault { kind: FaultKind::Overflow, span });
    match operation(left, right) {
        [Some(low), Some(high)] => Possible { plain: Plain::Number(Interval::new(low, high)), none: false, faults },
        _ if left.single().is_some() && right.single().is_some() => {
            Possible { plain: Plain::Nothing, none: false, faults: faults.union(&overflow()) }
        }
        [low, high] => Possible {
            plain: Plain::Number(Interval::new(low.unwrap_or(Number::MIN), high.unwrap_or(Number::MAX))),
            none: false,
            faults: faults.union(&overflow()),
        },
    }
}
