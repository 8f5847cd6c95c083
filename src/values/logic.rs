//! Kleene's `and`, `or` and `not`, over sets of truth values and faults: `false and F` is false and
//! `true or F` is true, in either order (S. C. Kleene, Introduction to Metamathematics, §64).

use super::{Faults, Possible};

#[must_use]
pub fn not(a: &Possible) -> Possible {
    Possible::boolean(a.can_be_false(), a.can_be_true(), a.faults.clone())
}

/// `a and b`. Where `a` can only be false, `b` does not matter, even if it has no value at all.
#[must_use]
pub fn and(a: &Possible, b: &Possible) -> Possible {
    let mut faults = Faults::NONE;
    if b.can_be_true() || !b.faults.is_empty() {
        faults = faults.union(&a.faults);
    }
    if a.can_be_true() || !a.faults.is_empty() {
        faults = faults.union(&b.faults);
    }
    Possible::boolean(a.can_be_true() && b.can_be_true(), a.can_be_false() || b.can_be_false(), faults)
}

#[must_use]
pub fn or(a: &Possible, b: &Possible) -> Possible {
    not(&and(&not(a), &not(b)))
}

#[must_use]
pub fn all<'a>(limbs: impl IntoIterator<Item = &'a Possible>) -> Possible {
    limbs.into_iter().fold(Possible::from(true), |sofar, limb| and(&sofar, limb))
}

#[must_use]
pub fn any<'a>(limbs: impl IntoIterator<Item = &'a Possible>) -> Possible {
    limbs.into_iter().fold(Possible::from(false), |sofar, limb| or(&sofar, limb))
}

/// Whether at least `count` of the limbs are true: the `or` of the `and`s of all choices of `count`.
///
/// With `t` limbs true and `x` faulty it is true if `t >= count`, false if `t + x < count`, else a
/// fault.
#[must_use]
pub fn at_least(count: usize, limbs: &[&Possible]) -> Possible {
    let number = |holds: &dyn Fn(&Possible) -> bool| limbs.iter().filter(|limb| holds(limb)).count();
    let can_be_true = number(&Possible::can_be_true) >= count;
    let can_be_false = number(&|limb| !limb.can_be_false()) < count;
    let faulty = number(&|limb| !limb.faults.is_empty());
    let surely_true = number(&Possible::is_true);
    let perhaps_true = number(&|limb| limb.can_be_true() && limb.faults.is_empty());
    let can_fault = faulty > 0 && surely_true < count && perhaps_true.saturating_add(faulty) >= count;
    let faults =
        if can_fault { limbs.iter().fold(Faults::NONE, |sofar, limb| sofar.union(&limb.faults)) } else { Faults::NONE };
    Possible::boolean(can_be_true, can_be_false, faults)
}
