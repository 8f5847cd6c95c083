//! An example of a record: one value that fits for each fact.

use super::json::Json;
use super::shape::{Field, Kind, fields_of, purpose};
use crate::check::{CheckedPolicy, Fact};
use crate::values::{Date, Interval, Number, Type};

/// The day of the examples, where the policy is in force on no other.
const DAY: (i16, i8, i8) = (2026, 1, 15);
/// The country of the examples.
pub const COUNTRY: &str = "VEN";

/// One record that fits, as a line of JSON.
#[must_use]
pub fn example_record(policy: &CheckedPolicy) -> String {
    let record = object_of(&fields_of(policy), day_of(policy));
    format!("{}\n", record.line())
}

fn object_of(fields: &[Field<'_>], day: Date) -> Json {
    let fields = fields.iter().map(|field| {
        let value = match &field.kind {
            Kind::Fact(fact) => of_fact(fact, day),
            Kind::Record { fields, .. } => object_of(fields, day),
        };
        (field.name.clone(), value)
    });
    Json::Object(fields.collect())
}

/// The same fact by fact, each with what it is, for those who fill in a form: a listing, no JSON.
#[must_use]
pub fn example_listing(policy: &CheckedPolicy) -> String {
    let day = day_of(policy);
    let facts: Vec<&Fact> = policy.facts.iter().map(|(_, fact)| fact).collect();
    let lines: Vec<(String, &Fact)> = facts
        .iter()
        .map(|fact| {
            let value = if fact.is_presence { "true".to_owned() } else { cell(&of_fact(fact, day)) };
            (format!("{} = {value}", fact.path), *fact)
        })
        .collect();
    let widest = lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let mut text = HEAD.to_owned();
    let column = widest.saturating_add(2);
    for (line, fact) in lines {
        let mut comment = wrapped(&about(fact), PAGE.saturating_sub(column).saturating_sub(2)).into_iter();
        text.push_str(&line);
        let long = line.chars().count();
        if long <= widest
            && let Some(first) = comment.next()
        {
            text.push_str(&format!("{}# {first}", " ".repeat(column.saturating_sub(long))));
        }
        text.push('\n');
        comment.for_each(|more| text.push_str(&format!("{}# {more}\n", " ".repeat(column))));
    }
    text
}

/// Words in lines of at most so many characters; a longer word has its own.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count().saturating_add(word.chars().count()) < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Characters in a line that a terminal shows whole.
const PAGE: usize = 80;

const HEAD: &str = "\
# One applicant, fact by fact. What is left out or blank is not known; `none`
# says that the person is known to have none.
";

/// A value beyond this has its comment below it.
const WIDEST: usize = 44;

fn about(fact: &Fact) -> String {
    let label = fact.words.label.clone().unwrap_or_else(|| fact.path.replace(['_', '.'], " "));
    let purpose = purpose(fact);
    let purpose = if purpose.is_empty() { purpose } else { format!(". {purpose}") };
    format!("{label}; {}{}", kind(fact), purpose.trim_end_matches('.'))
}

/// What may stand there.
fn kind(fact: &Fact) -> String {
    if fact.is_presence {
        return "true if there is one, or none".to_owned();
    }
    let range = fact.range.map(|range| format!(" from {} to {}", range.low, range.high)).unwrap_or_default();
    let words = match fact.ty.plain() {
        Type::Boolean => "true or false".to_owned(),
        Type::Enum(shape) => shape.variants.join(", "),
        Type::Country => "three capitals".to_owned(),
        Type::List(of) => match of.plain() {
            Type::Record(shape) => {
                let fields: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
                format!("list in JSON, each entry with {}", fields.join(", "))
            }
            of => format!("list of {of} in JSON"),
        },
        plain => format!("{plain}{range}"),
    };
    if fact.ty.is_optional() { format!("{words}, or none") } else { words }
}

fn cell(value: &Json) -> String {
    match value {
        Json::Text(text) => text.clone(),
        other => other.line(),
    }
}

fn of_fact(fact: &Fact, day: Date) -> Json {
    match fact.ty.plain() {
        Type::Text if fact.is_id => Json::Text("A-1".to_owned()),
        _ => value_of(&fact.ty, fact.range, day),
    }
}

fn value_of(ty: &Type, range: Option<Interval<Number>>, day: Date) -> Json {
    let least = |kind: &str| Json::Number(range.map_or_else(|| kind.to_owned(), |range| range.low.to_string()));
    match ty {
        Type::Optional(inner) if matches!(**inner, Type::Text) => Json::Null,
        Type::Optional(inner) => value_of(inner, range, day),
        Type::Boolean => Json::Boolean(true),
        Type::Integer => least("1"),
        Type::Decimal | Type::Fraction => least("1.5"),
        Type::Money(_) | Type::MoneyFraction(_) => least("1000"),
        Type::Date => Json::Text(day.to_string()),
        Type::Instant => Json::Text(format!("{day}T12:00:00Z")),
        Type::Text => Json::Text("some words".to_owned()),
        Type::Country => Json::Text(COUNTRY.to_owned()),
        Type::Enum(shape) => shape.variants.first().map_or(Json::Null, |variant| Json::Text(variant.clone())),
        Type::Record(shape) => Json::Object(
            shape.fields.iter().map(|field| (field.name.clone(), value_of(&field.ty, field.range, day))).collect(),
        ),
        Type::List(of) => Json::List(vec![value_of(of, None, day)]),
        Type::Duration | Type::Window | Type::None | Type::Broken => Json::Null,
    }
}

/// A day on which the policy is in force.
fn day_of(policy: &CheckedPolicy) -> Date {
    let usual = Date::new(DAY.0, DAY.1, DAY.2).unwrap_or(Date::MIN);
    match policy.header.in_force {
        Some((from, through)) if usual < from || through.is_some_and(|last| last < usual) => from,
        _ => usual,
    }
}
