//! What a fact may be while nobody knows it.

use crate::check::Fact;
use crate::values::{Plain, Possible};

/// What a fact may be while nobody knows it.
pub fn unknown(fact: &Fact) -> Possible {
    if let (Some(presumed), None) = (&fact.presumed, &fact.presumed_when) {
        return Possible::from(presumed.clone());
    }
    let mut anything = match fact.range {
        Some(range) => Possible::from(Plain::Number(range)),
        None if fact.is_presence => Possible::from(true),
        None => fact.ty.anything(),
    };
    anything.none = fact.ty.is_optional();
    anything
}
