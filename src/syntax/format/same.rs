//! Whether a text says after formatting what it said before.

use super::words::Words;

pub fn says_the_same(before: &Words<'_>, formatted: &str) -> bool {
    let Some(after) = Words::read(formatted) else { return false };
    before.rules == after.rules
        && before.words.len() == after.words.len()
        && before.words.iter().zip(&after.words).all(|(one, other)| {
            let comments = one.before.iter().map(|comment| comment.text);
            one.text == other.text
                && one.after == other.after
                && comments.eq(other.before.iter().map(|comment| comment.text))
        })
}
