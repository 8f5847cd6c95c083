use super::around::{Around, Slip, is_name, is_number};

/// Entries of declarations that are written in another way.
pub fn entries(around: &Around<'_>) -> Vec<Slip> {
    [met, type_first, optional, bounds, typed, list_of, entry_colon]
        .map(|of| of(around))
        .into_iter()
        .flatten()
        .collect()
}

/// `rule r { when … }`
fn met(around: &Around<'_>) -> Option<Slip> {
    let at = around.token(0).filter(|_| ["when", "if"].contains(&around.word(0)))?;
    around.text.starts_with("rule").then(|| Slip::instead(around, at, "met when"))
}

/// `text number` for `number : text`
fn type_first(around: &Around<'_>) -> Option<Slip> {
    const TYPES: [&str; 7] = ["boolean", "integer", "decimal", "date", "instant", "text", "country"];
    let (ty, name) = (around.word(-1), around.word(0));
    if !around.expects("`:`") || !TYPES.contains(&ty) || !is_name(name) || TYPES.contains(&name) {
        return None;
    }
    let both = around.between(-1, 0)?;
    let new = format!("{name} : {ty}");
    Some(Slip::new(both.clone(), "the name comes first", format!("write `{new}`")).edit(both, new))
}

/// `passport : date?`
fn optional(around: &Around<'_>) -> Option<Slip> {
    let (ty, at) = (around.word(-1), around.token(0).filter(|_| around.word(0) == "?")?);
    let start = around.token(-1)?.start;
    let help = format!("write `optional {ty}`");
    Some(Slip::new(at.clone(), "no sign for what may be none", help).edit(start..start, "optional ").edit(at, ""))
}

/// `integer 0-12`, `integer 0 to 12`
fn bounds(around: &Around<'_>) -> Option<Slip> {
    let numeric = [0_isize, -1, -2].into_iter().find(|offset| {
        ["integer", "decimal"].contains(&around.word(offset.saturating_sub(1))) && is_number(around.word(*offset))
    })?;
    let sign = numeric.saturating_add(1);
    if !["-", "to", ",", "and", "..", "..<"].contains(&around.word(sign)) {
        return None;
    }
    let all = around.between(numeric, sign.saturating_add(1))?;
    let (low, high) = (around.word(numeric), around.word(sign.saturating_add(1)));
    is_number(high).then(|| Slip::instead(around, all, &format!("{low} .. {high}")))
}

/// `define age : integer = …`
fn typed(around: &Around<'_>) -> Option<Slip> {
    let assigned = around.word(0) == ":" && is_name(around.word(1));
    let equals = [2, 3].into_iter().find(|offset| around.word(*offset) == "=").filter(|_| assigned)?;
    let all = around.between(0, equals.saturating_sub(1))?;
    Some(Slip::removed(around, all, "the type is that of the value"))
}

/// `list text`
fn list_of(around: &Around<'_>) -> Option<Slip> {
    let list = around.back_to(0, &["list"]).filter(|list| *list >= -3)?;
    let (at, next) = (around.token(list)?, list.saturating_add(1));
    let help = format!("write `list of {}`", around.word(next));
    let ty = is_name(around.word(next)) && around.word(next) != "of";
    ty.then(|| Slip::new(at.clone(), "a list of what?", help).edit(at.end..at.end, " of"))
}

/// `met when: …`, `requires: …`
fn entry_colon(around: &Around<'_>) -> Option<Slip> {
    let at = around.token(0).filter(|_| around.word(0) == ":" && is_name(around.word(-1)))?;
    let word = around.word(-1);
    around.expects_a_value().then(|| Slip::removed(around, at, format!("no colon stands after `{word}`")))
}
