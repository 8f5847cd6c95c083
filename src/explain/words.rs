//! Values in plain English.

use crate::evaluate::SortKey;
use crate::plan::{Plan, Words};
use crate::values::{
    Country, Date, Duration, Fault, FaultKind, Number, Plain, Possible, RecordShape, Rounding, Type, Value,
    country_name,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A value as a person reads it; "not known" where it may be anything.
#[must_use]
pub fn value_words(ty: &Type, value: &Possible) -> String {
    if let Some(single) = value.single() {
        return single_words(ty, &single);
    }
    if let Some(fault) = value.faults.iter().next() {
        return if value.is_fault() { format!("no value: {}", fault.kind) } else { "not known".to_owned() };
    }
    match &value.plain {
        Plain::List(Some(items)) => match items.len() {
            0 => "none".to_owned(),
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        },
        Plain::Number(numbers) if !value.none && numbers.high == Number::MAX && is_bounded(ty, value) => {
            format!("{} or more", number_words(numbers.low))
        }
        Plain::Number(numbers) if !value.none && is_bounded(ty, value) => {
            format!("{} to {}", number_words(numbers.low), number_words(numbers.high))
        }
        _ => "not known".to_owned(),
    }
}

/// An element of a list: its days, or what is known of it.
#[must_use]
pub fn element_words(ty: &Type, value: &Possible) -> String {
    match (ty.plain(), &value.plain) {
        (Type::Window, Plain::Record(ends)) => {
            ends.iter().map(|end| value_words(&Type::Date, end)).collect::<Vec<_>>().join(" to ")
        }
        (Type::Record(shape), Plain::Record(fields)) => {
            let named = shape.fields.iter().zip(fields);
            if let Some(shown) = &shape.shown {
                let told = fields.iter().map(|value| value.single().is_some());
                let told = named.zip(told).map(|((field, value), known)| known.then(|| value_words(&field.ty, value)));
                return shown_as(shown, shape, told);
            }
            named
                .map(|(field, value)| format!("{} {}", field.label, value_words(&field.ty, value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => value_words(ty, value),
    }
}

/// The words of a record's declaration, with those of its fields; a sign for those not known.
fn shown_as(shown: &str, shape: &RecordShape, fields: impl Iterator<Item = Option<String>>) -> String {
    shape.fields.iter().zip(fields).fold(shown.to_owned(), |words, (field, told)| {
        words.replace(&format!("{{{}}}", field.name), told.as_deref().unwrap_or("…"))
    })
}

/// Whether an interval says more than its type.
fn is_bounded(ty: &Type, value: &Possible) -> bool {
    match (ty.plain().anything().numbers(), value.numbers()) {
        (Some(all), Some(some)) => some.low > all.low || some.high < all.high,
        _ => false,
    }
}

fn single_words(ty: &Type, value: &Value) -> String {
    match (ty.plain(), value) {
        (_, Value::None) => "none".to_owned(),
        (_, Value::Boolean(true)) => "yes".to_owned(),
        (_, Value::Boolean(false)) => "no".to_owned(),
        (Type::Money(currency) | Type::MoneyFraction(currency), Value::Number(amount)) => {
            format!("{} {currency}", money_words(*amount))
        }
        (_, Value::Number(number)) => number_words(*number),
        (_, Value::Date(date)) => date_words(*date),
        // By the clock of UTC, wherever it was told.
        (_, Value::Instant(instant)) => format!("{}, {} UTC", date_words(instant.day()), instant.time()),
        (_, Value::Duration(length)) => length.to_string(),
        (_, Value::Text(text)) => text.to_string(),
        (Type::Country, Value::Choice(country)) => country_name(Country(*country)).to_owned(),
        (Type::Enum(shape), Value::Choice(variant)) => {
            shape.labels.get(usize::from(*variant)).cloned().unwrap_or_default()
        }
        (_, Value::Choice(variant)) => variant.to_string(),
        (Type::List(of), Value::List(items)) => {
            items.iter().map(|item| single_words(of, item)).collect::<Vec<_>>().join(", ")
        }
        (_, Value::List(_)) => String::new(),
        (_, Value::Record(shape, fields)) => {
            if let Some(shown) = &shape.shown {
                let named = shape.fields.iter().zip(fields);
                let told = named.map(|(field, value)| Some(single_words(&field.ty, value.as_ref()?)));
                return shown_as(shown, shape, told);
            }
            let fields = shape.fields.iter().zip(fields).filter_map(|(field, value)| {
                Some(format!("{} {}", field.label, single_words(&field.ty, value.as_ref()?)))
            });
            fields.collect::<Vec<_>>().join(", ")
        }
    }
}

/// `19 October 2022`
#[must_use]
pub fn date_words(date: Date) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.saturating_sub(1)));
    format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
}

pub fn duration_words(duration: Duration) -> String {
    duration.to_string()
}

/// `1,234.50`, with the thousands set apart.
#[must_use]
pub fn number_words(number: Number) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, rest) = match digits.find(['.', '/']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    format!("{sign}{}{rest}", grouped(whole))
}

/// `1,234.50`: an amount of money, with cents if any; "about" where no amount of cents is exactly it.
#[must_use]
pub fn money_words(amount: Number) -> String {
    let exact = amount.decimal_places().is_some();
    let told = if exact { amount } else { amount.round(Rounding::HalfUp, 2).unwrap_or(amount) };
    let words = number_words(told);
    let (whole, rest) = match words.find(['.', '/']) {
        Some(at) => words.split_at(at),
        None => (words.as_str(), ""),
    };
    let digits = whole.trim_start_matches('−');
    let sign = if digits.len() < whole.len() { "−" } else { "" };
    let whole = match digits.split_at_checked(1) {
        Some((first, others)) if digits.len() == 4 => format!("{first},{others}"),
        _ => digits.to_owned(),
    };
    let tens = if rest.len() == 2 { "0" } else { "" };
    format!("{}{sign}{whole}{rest}{tens}", if exact { "" } else { "about " })
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at) % 3 == 0 && digits.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What a clause says: its label, else its name in words.
#[must_use]
pub fn words_of(words: &Words, name: &str) -> String {
    crate::plan::in_words(words, name)
}

/// What went wrong with an applicant's data, with the exception that it is about.
#[must_use]
pub fn fault_words(plan: &Plan, fault: &Fault) -> String {
    let exception = plan.exceptions.iter().find(|(_, exception)| exception.span == fault.span);
    match (&fault.kind, exception) {
        (FaultKind::Conflict, Some((_, exception))) => {
            let words = words_of(&exception.words, &exception.name);
            format!("the exception \"{words}\" applies, and another that applies disagrees with it")
        }
        (kind, _) => kind.to_string(),
    }
}

/// The keys of an applicant in a quota's order, as a person reads them.
pub fn key_words(keys: &[SortKey], types: &[Type]) -> Vec<String> {
    keys.iter()
        .zip(types)
        .map(|(key, ty)| {
            let value = match key {
                SortKey::Number(number) => Value::Number(*number),
                SortKey::DescendingNumber(number) => Value::Number(number.0),
                SortKey::Date(date) => Value::Date(*date),
                SortKey::DescendingDate(date) => Value::Date(date.0),
                SortKey::Instant(instant) => Value::Instant(*instant),
                SortKey::DescendingInstant(instant) => Value::Instant(instant.0),
                SortKey::Variant(variant) => Value::Choice(*variant),
                SortKey::DescendingVariant(variant) => Value::Choice(variant.0),
            };
            single_words(ty, &value)
        })
        .collect()
}
