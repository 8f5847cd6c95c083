use crate::check::Words;

/// A label with words for its values, by their places in the plan.
#[must_use]
pub fn fill(label: &str, value: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut rest = label;
    while let Some((before, after)) = rest.split_once("{#") {
        text.push_str(before);
        let (at, behind) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&at.parse().map_or_else(|_| "…".to_owned(), &value));
        rest = behind;
    }
    text + rest
}

/// What people read for a clause: its label, else its name in words. Its values are left open.
#[must_use]
pub fn in_words(words: &Words, name: &str) -> String {
    match &words.label {
        Some(label) => fill(label, |_| "…".to_owned()),
        None => name.replace('_', " "),
    }
}
