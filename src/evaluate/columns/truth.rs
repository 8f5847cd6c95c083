//! `values::logic` over truths of all rows: the same tables, several rows at a time.

use std::borrow::Cow;

use super::column::{FALSE, FAULT, NONE, STRANGE, STRANGE_TRUTH, TRUE};

const BITS: u8 = TRUE | FALSE;

/// 1 for a value that is surely false: whatever else it is joined with by `and`.
const fn surely_false(truth: u8) -> u8 {
    (truth >> 1) & !(truth | (truth >> 3) | (truth >> 5)) & 1
}

/// `FAULT` for a value that may be true or a fault: only such a one lets the other's faults through.
const fn lets_through(truth: u8) -> u8 {
    ((truth << 3) | truth) & FAULT
}

pub const fn and_one(a: u8, b: u8) -> u8 {
    let plain = (a & b & TRUE) | ((a | b) & FALSE);
    let faults = (a & lets_through(b) | b & lets_through(a)) & FAULT;
    let strange = ((a >> 5) & !surely_false(b)) | ((b >> 5) & !surely_false(a));
    // 0 or 0xFF.
    let strange = 0_u8.wrapping_sub(strange & 1);
    plain | faults | (strange & STRANGE_TRUTH)
}

/// `not`, which swaps what may be true and what may be false.
pub const fn not_one(a: u8) -> u8 {
    ((a & TRUE) << 1) | ((a & FALSE) >> 1) | (a & (FAULT | STRANGE))
}

pub fn not(a: &[u8]) -> Vec<u8> {
    a.iter().map(|a| not_one(*a)).collect()
}

pub fn and(limbs: &[Cow<'_, [u8]>], rows: usize) -> Vec<u8> {
    join(limbs, rows, TRUE, and_one)
}

pub fn or(limbs: &[Cow<'_, [u8]>], rows: usize) -> Vec<u8> {
    join(limbs, rows, FALSE, or_one)
}

pub const fn or_one(a: u8, b: u8) -> u8 {
    not_one(and_one(not_one(a), not_one(b)))
}

fn join(limbs: &[Cow<'_, [u8]>], rows: usize, start: u8, with: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    let mut limbs = limbs.iter();
    // One limb alone is joined with what changes nothing, which drops its `none`.
    let mut joined: Vec<u8> = match (limbs.next(), limbs.next()) {
        (None, _) => return vec![start; rows],
        (Some(one), None) => one.iter().map(|a| with(start, *a)).collect(),
        (Some(one), Some(other)) => one.iter().zip(other.iter()).map(|(a, b)| with(*a, *b)).collect(),
    };
    for limb in limbs {
        joined.iter_mut().zip(limb.iter()).for_each(|(a, b)| *a = with(*a, *b));
    }
    joined
}

/// `values::logic::at_least`; of what may be a fault the row evaluator is asked.
pub fn at_least(count: usize, limbs: &[Cow<'_, [u8]>], rows: usize) -> Vec<u8> {
    let mut may = vec![0_usize; rows];
    let mut must = vec![0_usize; rows];
    let mut strange = vec![0_u8; rows];
    for limb in limbs {
        for (((truth, may), must), strange) in limb.iter().zip(&mut may).zip(&mut must).zip(&mut strange) {
            *may = may.wrapping_add(usize::from(truth & TRUE));
            *must = must.wrapping_add(usize::from(truth & FALSE == 0));
            *strange |= truth & (FAULT | STRANGE);
        }
    }
    let one = |((may, must), strange): ((&usize, &usize), &u8)| match strange {
        0 => u8::from(*may >= count) | (u8::from(*must < count) << 1),
        _ => STRANGE_TRUTH,
    };
    may.iter().zip(&must).zip(&strange).map(one).collect()
}

/// What `if` gives of truths.
pub fn choose(test: &[u8], yes: &[u8], no: &[u8]) -> Vec<u8> {
    test.iter().zip(yes).zip(no).map(|((test, yes), no)| choose_one(*test, *yes, *no)).collect()
}

pub const fn choose_one(test: u8, yes: u8, no: u8) -> u8 {
    let taken = (yes & 0_u8.wrapping_sub(test & TRUE)) | (no & 0_u8.wrapping_sub((test & FALSE) >> 1));
    taken | (test & FAULT) | (0_u8.wrapping_sub(test >> 5) & STRANGE_TRUTH)
}

/// `x else y` of truths.
pub fn or_else(first: &[u8], second: &[u8]) -> Vec<u8> {
    first.iter().zip(second).map(|(first, second)| else_one(*first, *second)).collect()
}

pub const fn else_one(first: u8, second: u8) -> u8 {
    if first & NONE == 0 { first } else { (first & !NONE) | second }
}

/// Whether two truths are the same.
pub fn equal(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| equal_one(*a, *b)).collect()
}

pub const fn equal_one(a: u8, b: u8) -> u8 {
    if (a | b) & STRANGE != 0 {
        return STRANGE_TRUTH;
    }
    let swapped = not_one(b);
    let none = a & b & NONE != 0;
    let one_none = (a & NONE != 0 && b & BITS != 0) || (b & NONE != 0 && a & BITS != 0);
    let same = a & b & BITS != 0 || none;
    let differ = a & swapped & BITS != 0 || one_none;
    (same as u8) | ((differ as u8) << 1) | ((a | b) & FAULT)
}

/// Whether a truth is `none`.
pub fn is_none(a: &[u8]) -> Vec<u8> {
    a.iter().map(|a| none_one(*a)).collect()
}

pub const fn none_one(a: u8) -> u8 {
    match a & STRANGE {
        0 => ((a & NONE) >> 2) | (((a & BITS != 0) as u8) << 1) | (a & FAULT),
        _ => STRANGE_TRUTH,
    }
}

pub fn settled(a: &[u8]) -> Vec<u8> {
    a.iter().map(|a| a & !NONE).collect()
}
