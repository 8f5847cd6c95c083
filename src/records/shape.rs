//! The facts of a policy as the fields of a record: those of one record type together.

use crate::check::{CheckedPolicy, Fact};
use crate::values::{Burden, Country, Type, Value};

/// A field of a JSON record.
pub struct Field<'p> {
    pub name: String,
    pub kind: Kind<'p>,
}

pub enum Kind<'p> {
    Fact(&'p Fact),
    /// Facts that stand together in an object; with the fact that says whether there is one.
    Record {
        presence: Option<&'p Fact>,
        fields: Vec<Field<'p>>,
    },
}

/// The fields of a record, in the order of the policy.
pub fn fields_of(policy: &CheckedPolicy) -> Vec<Field<'_>> {
    let facts: Vec<&Fact> = policy.facts.iter().map(|(_, fact)| fact).collect();
    fields_under(&facts, "")
}

fn fields_under<'p>(facts: &[&'p Fact], before: &str) -> Vec<Field<'p>> {
    let mut fields: Vec<Field<'p>> = Vec::new();
    for fact in facts {
        let Some(rest) = fact.path.strip_prefix(before) else { continue };
        let name = rest.split('.').next().unwrap_or(rest);
        if fields.iter().any(|field| field.name == name) {
            continue;
        }
        let inside = format!("{before}{name}.");
        let kind = if facts.iter().any(|fact| fact.path.starts_with(&inside)) {
            let presence =
                facts.iter().copied().find(|fact| fact.is_presence && fact.path == format!("{before}{name}"));
            Kind::Record { presence, fields: fields_under(facts, &inside) }
        } else {
            Kind::Fact(fact)
        };
        fields.push(Field { name: name.to_owned(), kind });
    }
    fields
}

/// What is to be known of a fact besides its label and type.
pub fn purpose(fact: &Fact) -> String {
    let mut said = Vec::new();
    if fact.is_id {
        said.push("Names the applicant.".to_owned());
    }
    if fact.is_finding {
        said.push("Found by an officer only.".to_owned());
    }
    if fact.fixed {
        said.push("The person cannot change it.".to_owned());
    }
    if let Some(presumed) = &fact.presumed {
        let when = if fact.presumed_when.is_some() { ", where the policy says so" } else { "" };
        said.push(format!("Presumed {} while it is not known{when}.", in_record(&fact.ty, presumed)));
    }
    match fact.burden {
        Some(Burden::Applicant) => said.push("The burden of proof is on the applicant.".to_owned()),
        Some(Burden::Authority) => said.push("The burden of proof is on the authority.".to_owned()),
        None => {}
    }
    if !fact.words.sources.is_empty() {
        said.push(format!("Source: {}.", fact.words.sources.join("; ").trim_end_matches('.')));
    }
    said.extend(fact.words.notes.iter().cloned());
    said.join(" ")
}

/// A value as a record has it.
fn in_record(ty: &Type, value: &Value) -> String {
    match (ty.plain(), value) {
        (_, Value::None) => "none".to_owned(),
        (_, Value::Boolean(truth)) => truth.to_string(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Date(date)) => date.to_string(),
        (_, Value::Instant(instant)) => instant.to_string(),
        (_, Value::Duration(length)) => length.to_string(),
        (_, Value::Text(text)) => format!("`{text}`"),
        (Type::Enum(shape), Value::Choice(variant)) => {
            shape.variants.get(usize::from(*variant)).cloned().unwrap_or_default()
        }
        (_, Value::Choice(country)) => Country(*country).code().to_owned(),
        // Neither can be presumed.
        (_, Value::List(_) | Value::Record(..)) => String::new(),
    }
}
