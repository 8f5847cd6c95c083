use pest::Parser;

use super::around::Slip;
use crate::syntax::grammar::{Grammar, Rule};

/// The bracket that a declaration leaves open, closed at its end if that is all that is wrong.
pub fn missing_bracket(text: &str, opened: usize, bracket: char) -> Option<Slip> {
    let close = match bracket {
        '(' => ")",
        '[' => "]",
        _ => "}",
    };
    let at = opened..opened.saturating_add(bracket.len_utf8());
    let help = format!("close it with `{close}` at the end of the declaration, or where it was to end");
    let several = text.contains('\n');
    let ends: Vec<usize> = ends_of(text, opened, bracket);
    ends.into_iter().find_map(|end| {
        let new = if bracket == '{' && end == text.len() {
            if several { "\n}".to_owned() } else { " }".to_owned() }
        } else {
            close.to_owned()
        };
        let slip = Slip::new(at.clone(), "opens here", help.clone()).edit(end..end, new);
        Grammar::parse(Rule::single, &slip.apply(text).0).is_ok().then_some(slip)
    })
}

/// Where a bracket may be closed: a brace at the end of the declaration; the others at the end of
/// their line, or before the brace that ends it.
fn ends_of(text: &str, opened: usize, bracket: char) -> Vec<usize> {
    if bracket == '{' {
        return vec![text.len()];
    }
    let rest = text.get(opened..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let inside = line.trim_end().trim_end_matches(['}', ' ']);
    vec![opened.saturating_add(inside.len())]
}

/// The text that is not closed, closed where the rest of the declaration then makes sense.
pub fn missing_quote(text: &str, opened: usize, line: &str) -> Option<Slip> {
    let at = opened..opened.saturating_add(line.len());
    let inside = line.trim_end();
    let words = [" {", " source \"", " failing \"", " note \""];
    let places = words.into_iter().filter_map(|word| inside.find(word)).chain([inside.len()]);
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places.into_iter().find_map(|place| {
        let end = opened.saturating_add(place);
        let help = format!("close it with `\"`: `{}\"`", inside.get(..place).unwrap_or_default());
        let slip = Slip::new(at.clone(), "opens here and runs to the end of the line", help).edit(end..end, "\"");
        Grammar::parse(Rule::single, &slip.apply(text).0).is_ok().then_some(slip)
    })
}
