use super::around::{Around, Slip, is_code, is_number};

pub fn numbers(around: &Around<'_>) -> Vec<Slip> {
    [thousands, decimal_comma, percent, no_zero, code_first, currency_sign, years_old]
        .map(|of| of(around))
        .into_iter()
        .flatten()
        .collect()
}

/// How many groups of three digits follow, each after that sign or space.
fn groups(around: &Around<'_>, first: isize, step: isize) -> Option<isize> {
    let is_group = |word: &str| word.len() == 3 && word.chars().all(|c| c.is_ascii_digit());
    let mut last = None;
    let mut at = first;
    while is_group(around.word(at)) && (step == 1 || around.word(at.saturating_sub(1)) == ",") {
        last = Some(at);
        at = at.saturating_add(step);
    }
    last
}

/// `65,000` and `65 000`.
fn thousands(around: &Around<'_>) -> Option<Slip> {
    let head = around.word(-1);
    if head.is_empty() || head.len() > 3 || !head.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (last, touching) = match around.word(0) {
        "," => (groups(around, 1, 2)?, around.touch(-1, 0) && around.touch(0, 1)),
        _ => (groups(around, 0, 1)?, true),
    };
    let all = around.between(-1, last).filter(|_| touching)?;
    let digits: Vec<&str> =
        around.text.get(all.clone())?.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let new = digits.join("_");
    Some(
        Slip::new(
            around.token(-1)?.end..all.end,
            "the number ends before this",
            format!("set thousands apart with `_`: `{new}`"),
        )
        .headline(if around.word(0) == "," {
            "a comma cannot stand inside a number"
        } else {
            "a space cannot stand inside a number"
        })
        .edit(all, new),
    )
}

/// `1,5`
fn decimal_comma(around: &Around<'_>) -> Option<Slip> {
    let at = around.token(0).filter(|_| around.word(0) == "," && around.touch(-1, 0) && around.touch(0, 1))?;
    if !is_number(around.word(-1)) || !is_number(around.word(1)) {
        return None;
    }
    let new = format!("{}.{}", around.word(-1), around.word(1));
    Some(Slip::new(at.clone(), "a point stands before decimals", format!("write `{new}`")).edit(at, "."))
}

/// `7 percent`, `7 per cent`, `7 %`.
fn percent(around: &Around<'_>) -> Option<Slip> {
    let last = match (around.word(0), around.word(1)) {
        ("percent" | "pct" | "%", _) => 0,
        ("per", "cent") => 1,
        _ => return None,
    };
    let number = around.word(-1);
    let all = around.between(0, last).filter(|_| is_number(number))?;
    let space = around.token(-1)?.end..all.end;
    Some(Slip::new(all, "the sign stands right behind the number", format!("write `{number}%`")).edit(space, "%"))
}

/// `.5`
fn no_zero(around: &Around<'_>) -> Option<Slip> {
    let all = around.between(0, 1).filter(|_| around.word(0) == "." && around.touch(0, 1))?;
    let digits = around.word(1);
    (is_number(digits) && around.expects_a_value()).then(|| Slip::instead(around, all, &format!("0.{digits}")))
}

/// `CAD 155`
fn code_first(around: &Around<'_>) -> Option<Slip> {
    let (code, amount) = (around.word(-1), around.word(0));
    let both = around.between(-1, 0).filter(|_| is_code(code) && is_number(amount))?;
    let new = format!("{amount} {code}");
    Some(Slip::new(both.clone(), "the amount comes first", format!("write `{new}`")).edit(both, new))
}

/// `€155`, `155 €`, `$155`: a sign in place of a code. Some signs are those of many currencies.
fn currency_sign(around: &Around<'_>) -> Option<Slip> {
    let codes: &[&str] = match around.word(0) {
        "€" => &["EUR"],
        "£" => &["GBP"],
        "$" => &["CAD", "USD", "AUD"],
        "¥" => &["JPY", "CNY"],
        _ => return None,
    };
    let (all, amount) = if is_number(around.word(1)) {
        (around.between(0, 1)?, around.word(1))
    } else {
        (around.between(-1, 0)?, around.word(-1))
    };
    let told: Vec<String> = codes.iter().map(|code| format!("`{amount} {code}`")).collect();
    let help = format!("write the amount, then the code of its currency: {}", told.join(", "));
    let slip =
        Slip::new(all.clone(), "money is written with a code", help).edit(all, format!("{amount} {}", codes.first()?));
    is_number(amount).then_some(Slip { one_of_several: codes.len() > 1, ..slip })
}

/// `18 years old`
fn years_old(around: &Around<'_>) -> Option<Slip> {
    let unit = ["years", "year", "months", "month"].contains(&around.word(-1));
    let both = around.between(-1, 0).filter(|_| unit && ["old", "of"].contains(&around.word(0)))?;
    let last = if around.word(0) == "of" { around.token(1).filter(|_| around.word(1) == "age")?.end } else { both.end };
    let (number, from) = (around.word(-2), around.token(-2)?.end);
    Some(
        Slip::new(both.start..last, "an age in whole years is a number", format!("write `{number}`"))
            .edit(from..last, ""),
    )
}
