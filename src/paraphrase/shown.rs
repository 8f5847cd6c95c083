//! Facts that are yes or no and whose labels are things: "the record shows a valid passport".

use super::english::{a, is_mass, is_somebody, lowered, raised};
use super::labels::{Saying, in_one, saying};

/// What the record shows, or shows none of. None of a label that is no thing, or more than one of which
/// "no" would not reach all.
#[must_use]
pub fn shown(label: &str, truth: bool) -> Option<String> {
    // "No guardian who can take care", to which the answer is yes.
    if let Some(other) = label.strip_prefix("No ") {
        return shown(&raised(other), !truth);
    }
    let first = label.split(' ').next().unwrap_or_default();
    let is_name = first.chars().next().is_some_and(char::is_uppercase);
    let open = label.contains([';', ':', '“']) || label.ends_with(" is") || label.ends_with(" are");
    // "Refusal of the claim", "Arrival from a country": no qualities.
    let mut words = label.split(' ');
    let is_act = words.next().is_some_and(|first| first.ends_with("al"))
        && words.next().is_some_and(|next| ["of", "from", "after"].contains(&next));
    let is_thing = is_act || saying(label) == Saying::Thing || is_mass(&lowered(label));
    if !is_name || open || !is_thing {
        return None;
    }
    if truth {
        return Some(format!("the record shows {}", article(label)));
    }
    // "no mother, father or guardian" denies each, "no claim there, and wait for the decision" does not.
    let several = label.contains(" and ") || in_one(label) != label;
    (!several).then(|| format!("the record shows no {}", lowered(label)))
}

/// "a valid visa", "the employer's attestation", "the same job", "transit through Canada"
fn article(label: &str) -> String {
    let label = lowered(label);
    let first = label.split(' ').next().unwrap_or_default();
    let of_somebody = first.strip_suffix("'s").is_some_and(is_somebody);
    if of_somebody || first == "same" { format!("the {label}") } else { a(&label) }
}
