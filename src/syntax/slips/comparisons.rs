use std::ops::Range;

use super::around::{Around, Slip, is_name, is_number};

const COMPARED: [&str; 9] = ["<=", ">=", "<", ">", "is", "=", "==", "in", "between"];
const ORDERED: [&str; 4] = ["<=", ">=", "<", ">"];

pub fn comparisons(around: &Around<'_>) -> Vec<Slip> {
    [half, chained, to_for_and, minus_for_and, range, from_to, parentheses, bare_list]
        .map(|of| of(around))
        .into_iter()
        .flatten()
        .collect()
}

/// The operand that ends with that token: a number, or names joined by dots.
fn operand(around: &Around<'_>, last: isize) -> Option<Range<usize>> {
    let mut first = last;
    while around.word(first.saturating_sub(1)) == "." && is_name(around.word(first.saturating_sub(2))) {
        first = first.saturating_sub(2);
    }
    let known = is_name(around.word(last)) || is_number(around.word(last));
    around.between(first, last).filter(|_| known)
}

/// The value that starts with that token, as far as it is one word or number.
fn value<'a>(around: &Around<'a>, first: isize) -> &'a str {
    match around.word(first) {
        "" | "(" | "[" | "-" => "…",
        word => word,
    }
}

/// `age >= 18 and <= 30`
fn half(around: &Around<'_>) -> Option<Slip> {
    if !["and", "or"].contains(&around.word(-1)) || !COMPARED.contains(&around.word(0)) {
        return None;
    }
    let sign = around.back_to(-1, &COMPARED)?;
    let at = around.token(0)?;
    let again = around.text.get(operand(around, sign.saturating_sub(1))?)?;
    let help = format!("name it again: `{again} {} {}`", around.word(0), value(around, 1));
    Some(Slip::new(at.clone(), "what is compared here?", help).edit(at.start..at.start, format!("{again} ")))
}

/// `18 <= age <= 30`
fn chained(around: &Around<'_>) -> Option<Slip> {
    let middle = operand(around, -1).filter(|_| ORDERED.contains(&around.word(0)))?;
    let sign = around.back_to(0, &ORDERED)?;
    let (at, middle) = (around.token(0)?, around.text.get(middle)?);
    let first = around.text.get(operand(around, sign.saturating_sub(1))?)?;
    let (low, high, last) = (around.word(sign), around.word(0), value(around, 1));
    let both =
        if low == "<=" && high == "<=" { format!(", or `{middle} between {first} and {last}`") } else { String::new() };
    let help = format!("write `{first} {low} {middle} and {middle} {high} {last}`{both}");
    Some(Slip::new(at.clone(), "comparisons do not chain", help).edit(at.start..at.start, format!("and {middle} ")))
}

/// `between 18 to 30`
fn to_for_and(around: &Around<'_>) -> Option<Slip> {
    let at = around.token(0).filter(|_| ["to", "through", ",", "..", "&"].contains(&around.word(0)))?;
    around.back_to(0, &["between"])?;
    around.expects("`and`").then(|| Slip::instead(around, at, "and"))
}

/// `between 18 - 30`
fn minus_for_and(around: &Around<'_>) -> Option<Slip> {
    let minus = around.back_to(0, &["-"])?;
    around.back_to(minus, &["between"])?;
    let at = around.token(minus)?;
    around.expects("`and`").then(|| Slip::instead(around, at, "and"))
}

/// `in 18 .. 30`
fn range(around: &Around<'_>) -> Option<Slip> {
    let sign = around.token(0).filter(|_| around.word(0) == "..")?;
    let word = around.back_to(0, &["in", "is"]).filter(|word| *word >= -3)?;
    let negated = around.word(word.saturating_sub(1)) == "not";
    let not = if negated { "not " } else { "" };
    let help = format!("write `{not}between {} and {}`, which includes both", around.word(-1), value(around, 1));
    Some(
        Slip::new(sign.clone(), "a range stands in tables only", help)
            .word(around, around.token(word)?, "between")
            .word(around, sign, " and "),
    )
}

/// `age from 18 to 30`
fn from_to(around: &Around<'_>) -> Option<Slip> {
    if around.word(-1) != "from" || !is_number(around.word(0)) || around.word(1) != "to" {
        return None;
    }
    let all = around.between(-1, 2)?;
    let new = format!("between {} and {}", around.word(0), around.word(2));
    Some(Slip::instead(around, all, &new))
}

/// `in (VEN, COL)` and `in {VEN, COL}`: a list in other brackets.
fn parentheses(around: &Around<'_>) -> Option<Slip> {
    let opens = [0, -1, -2].into_iter().find(|offset| ["(", "{"].contains(&around.word(*offset)))?;
    let (open, close) = if around.word(opens) == "(" { ("(", ")") } else { ("{", "}") };
    if around.word(opens.saturating_sub(1)) != "in" {
        return None;
    }
    let mut last = opens.saturating_add(1);
    while !around.word(last).is_empty() && ![close, open].contains(&around.word(last)) {
        last = last.saturating_add(1);
    }
    let (first, last) = (around.token(opens)?, around.token(last).filter(|_| around.word(last) == close)?);
    let inside = around.text.get(first.end..last.start)?.trim();
    let help = format!("write `[{inside}]`");
    Some(Slip::new(first.start..last.end, "a list stands in square brackets", help).edit(first, "[").edit(last, "]"))
}

/// `in VEN, COL`
fn bare_list(around: &Around<'_>) -> Option<Slip> {
    if around.word(0) != "," || around.word(-2) != "in" {
        return None;
    }
    let mut last = 1_isize;
    while around.word(last.saturating_add(1)) == "," {
        last = last.saturating_add(2);
    }
    let all = around.between(-1, last)?;
    let new = format!("[{}]", around.text.get(all.clone())?);
    Some(Slip::new(all.clone(), "a list stands in square brackets", format!("write `{new}`")).edit(all, new))
}
