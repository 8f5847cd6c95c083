//! What a fact may be while nobody knows it.

use crate::check::Fact;
use crate::values::Possible;

/// What a fact may be while nobody knows it: what is presumed, else all that it may be at all.
pub fn unknown(fact: &Fact) -> Possible {
    match (&fact.presumed, &fact.presumed_when) {
        (Some(presumed), None) => Possible::from(presumed.clone()),
        _ => fact.anything(),
    }
}
