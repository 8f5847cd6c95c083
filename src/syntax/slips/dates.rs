use super::around::{Around, Slip, is_number};
use crate::syntax::mistakes::readings;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub fn dates(around: &Around<'_>) -> Vec<Slip> {
    [dotted, day_then_month, month_then_day].map(|of| of(around)).into_iter().flatten().collect()
}

fn told(at: std::ops::Range<usize>, written: &str, days: &[String]) -> Option<Slip> {
    let help = days.iter().map(|day| format!("`{day}`")).collect::<Vec<_>>().join(" or ");
    let slip = Slip::new(at.clone(), "a date?", format!("write year-month-day: {help}"))
        .headline(format!("`{written}` is not written as a date"));
    match days {
        [] => None,
        [day] => Some(slip.edit(at, day)),
        [day, ..] => Some(Slip { one_of_several: true, ..slip.edit(at, day) }),
    }
}

/// `19.10.2022`: read as a number, a point and another number.
fn dotted(around: &Around<'_>) -> Option<Slip> {
    let (first, second) = around.word(-2).split_once('.')?;
    let all = around.between(-2, 0).filter(|_| around.word(-1) == "." && is_number(around.word(0)))?;
    told(all.clone(), around.text.get(all)?, &readings(first, second, around.word(0)))
}

fn month(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let known = |month: &str| month == word || (word.len() >= 3 && month.starts_with(&word));
    let at = MONTHS.iter().position(|month| known(month))?;
    Some(at.saturating_add(1).to_string())
}

/// `19 October 2022`
fn day_then_month(around: &Around<'_>) -> Option<Slip> {
    let (month, all) = (month(around.word(0))?, around.between(-1, 1)?);
    told(all.clone(), around.text.get(all)?, &readings(around.word(1), &month, around.word(-1)))
}

/// `October 19, 2022`
fn month_then_day(around: &Around<'_>) -> Option<Slip> {
    let first = [0, -1]
        .into_iter()
        .find(|offset| month(around.word(*offset)).is_some() && is_number(around.word(offset.saturating_add(1))))?;
    let (month, day) = (month(around.word(first))?, around.word(first.saturating_add(1)));
    let comma = around.word(first.saturating_add(2)) == ",";
    let year = first.saturating_add(if comma { 3 } else { 2 });
    let all = around.between(first, year)?;
    told(all.clone(), around.text.get(all)?, &readings(around.word(year), &month, day))
}
