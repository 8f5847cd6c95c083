use super::around::{Around, Slip, is_name, is_number};

/// Signs of other languages between two values, with what stands in their place.
const BETWEEN: [(&str, &str); 20] = [
    ("===", "is"),
    ("==", "is"),
    ("=", "is"),
    ("!==", "is not"),
    ("!=", "is not"),
    ("<>", "is not"),
    ("≠", "is not"),
    ("&&", "and"),
    ("&", "and"),
    ("∧", "and"),
    ("||", "or"),
    ("|", "or"),
    ("∨", "or"),
    ("=>", ">="),
    ("≥", ">="),
    ("=<", "<="),
    ("≤", "<="),
    ("×", "*"),
    ("÷", "/"),
    ("·", "*"),
];

/// What other languages call a value that is not there.
pub const NOTHING: [&str; 5] = ["null", "nil", "NULL", "Null", "None"];

pub fn signs(around: &Around<'_>) -> Vec<Slip> {
    let mut found = Vec::new();
    let sign = around.word(0);
    let Some(at) = around.token(0) else { return found };
    if ["=>", "->", ":", "="].contains(&sign) && around.expects("`then`") {
        found.push(Slip::instead(around, at.clone(), "then"));
    }
    for (_, new) in BETWEEN.iter().filter(|(other, _)| *other == sign) {
        let none = new.starts_with("is") && NOTHING.contains(&around.word(1));
        match around.between(0, 1).filter(|_| none) {
            Some(both) => found.push(Slip::instead(around, both, &format!("{new} none"))),
            None => found.push(Slip::instead(around, at.clone(), new)),
        }
    }
    match sign {
        "!" | "¬" => found.push(Slip::instead(around, at.clone(), "not")),
        ":=" => found.push(Slip::instead(around, at.clone(), "=")),
        "=" if [">", "<"].contains(&around.word(-1)) => {
            let both = around.between(-1, 0).unwrap_or(at.clone());
            found.push(Slip::instead(around, both, &format!("{}=", around.word(-1))));
        }
        "=" if around.expects("`:`") => found.push(Slip::instead(around, at.clone(), ":")),
        ":" if around.expects("`=`") => found.push(Slip::instead(around, at.clone(), "=")),
        "'" => found.extend(quotes(around)),
        _ => {}
    }
    found
}

/// `'is fit'`: a text in single quotes.
fn quotes(around: &Around<'_>) -> Option<Slip> {
    let at = around.token(0)?;
    let inside = around.text.get(at.end..)?;
    let line = inside.lines().next().unwrap_or_default();
    // An apostrophe stands between two letters.
    let closes = line.char_indices().filter(|(_, c)| *c == '\'').map(|(place, _)| place).find(|place| {
        let next = line.get(place.saturating_add(1)..).and_then(|after| after.chars().next());
        !next.is_some_and(char::is_alphanumeric)
    })?;
    let words = line.get(..closes)?;
    let all = at.start..at.end.saturating_add(closes).saturating_add(1);
    let new = format!("\"{}\"", words.replace('"', "\\\""));
    Some(
        Slip::new(all.clone(), "a text stands in double quotes", format!("write `{new}`"))
            .headline("a text in single quotes")
            .edit(all, new),
    )
}

/// Signs that hold nothing together here, and those without which the rest does not hold.
pub fn too_many_or_few(around: &Around<'_>) -> Vec<Slip> {
    let mut found = Vec::new();
    for offset in [0, -1] {
        let what = match around.word(offset) {
            ":" => "no colon stands here",
            ";" => "nothing ends a clause but the next one",
            "," => "a comma too many",
            ")" | "]" if offset == 0 => "closes nothing",
            "+" if around.expects_a_value() => "a number has no plus sign",
            _ => continue,
        };
        found.extend(around.token(offset).map(|at| Slip::removed(around, at, what)));
    }
    let side_by_side = |word: &str| is_name(word) || is_number(word) || word.starts_with('"');
    if side_by_side(around.word(0)) && side_by_side(around.word(-1)) {
        found.extend(around.token(-1).map(|last| {
            let at = around.token(0).unwrap_or(last.end..last.end);
            let help = format!("write a comma before `{}`", around.word(0));
            Slip::new(at, "a comma is missing before this", help).edit(last.end..last.end, ",")
        }));
    }
    found.extend(left_out(around));
    found
}

/// The one word or sign that could have stood here.
fn left_out(around: &Around<'_>) -> Option<Slip> {
    const FILLED_IN: [&str; 12] = ["when", "then", ":", "=", "from", "to", "by", "of", "for", "in", "as", "is"];
    let mut words = around.expected.iter().filter_map(|what| {
        let word = what.strip_prefix('`')?.strip_suffix('`')?;
        FILLED_IN.contains(&word).then_some(word)
    });
    let alone = around.expected.len() == 1;
    let word = words.find(|word| alone || ["when", "then", ":", "="].contains(word))?;
    let at = around.token(0)?;
    let after_last = around.token(-1).map_or(at.start, |last| last.end);
    let help = format!("write `{word}` before `{}`", around.word(0));
    let (start, new) = if word == ":" { (after_last, ":".to_owned()) } else { (at.start, format!("{word} ")) };
    Some(Slip::new(at, format!("`{word}` is missing before this"), help).edit(start..start, new))
}
