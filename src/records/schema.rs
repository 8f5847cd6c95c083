//! What a record may hold, said for other programs: a JSON Schema, and the header of a CSV file.

use super::example::COUNTRY;
use super::json::Json;
use super::shape::{Field, Kind, fields_of, purpose};
use crate::check::{CheckedPolicy, Fact};
use crate::values::{Country, EnumShape, Interval, Number, RecordShape, Type};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

const TOLD: &str = "One applicant, as a line of a .jsonl file. A field that is left out is not known, which is no \
                    error. A field that no fact is called is not read.";

/// The schema of one record, as JSON Lines has it: JSON Schema, draft 2020-12.
#[must_use]
pub fn json_schema(policy: &CheckedPolicy) -> String {
    let fields = fields_of(policy);
    let ids: Vec<Json> = policy.facts.iter().filter(|(_, fact)| fact.is_id).map(|(_, fact)| text(&fact.path)).collect();
    let mut kinds = Kinds::default();
    let properties = fields.iter().map(|field| (field.name.clone(), kinds.field(field))).collect();
    let title = policy.header.label.clone().unwrap_or_else(|| policy.header.name.clone());
    let mut schema = vec![
        ("$schema", text(DRAFT)),
        ("title", text(&title)),
        ("description", text(TOLD)),
        ("type", text("object")),
        ("properties", Json::Object(properties)),
    ];
    if !ids.is_empty() {
        schema.push(("required", Json::List(ids)));
    }
    schema.push(("additionalProperties", Json::Boolean(true)));
    schema.push(("$defs", Json::Object(kinds.defined)));
    format!("{}\n", object(schema).pretty())
}

/// The header of a CSV file that holds every fact.
#[must_use]
pub fn csv_header(policy: &CheckedPolicy) -> String {
    let columns: Vec<String> = policy.facts.iter().map(|(_, fact)| fact.path.clone()).collect();
    format!("{}\n", columns.join(","))
}

/// The kinds of values that the fields refer to, each defined once.
#[derive(Default)]
struct Kinds {
    defined: Vec<(String, Json)>,
}

impl Kinds {
    fn field(&mut self, field: &Field<'_>) -> Json {
        let about = |title: Option<&str>, description: String| {
            let mut about = Vec::new();
            about.extend(title.map(|title| ("title", text(title))));
            if !description.is_empty() {
                about.push(("description", text(&description)));
            }
            about
        };
        match &field.kind {
            Kind::Fact(fact) => {
                let mut all = about(fact.words.label.as_deref(), purpose(fact));
                all.push(("anyOf", Json::List(self.fact(fact))));
                object(all)
            }
            Kind::Record { presence, fields } => {
                let inner = fields.iter().map(|field| (field.name.clone(), self.field(field))).collect();
                let record = object(vec![("type", text("object")), ("properties", Json::Object(inner))]);
                let Some(presence) = presence else { return record };
                let mut all = about(presence.words.label.as_deref(), purpose(presence));
                all.push(("anyOf", Json::List(vec![record, self.none(), self.blank()])));
                object(all)
            }
        }
    }

    /// What a fact may be in a record.
    fn fact(&mut self, fact: &Fact) -> Vec<Json> {
        match fact.ty.plain() {
            // An id is never blank, and taken as it is written.
            Type::Text if fact.is_id => {
                let id = vec![("type", text("string")), ("pattern", text(r"\S"))];
                vec![object(id), of_type("number")]
            }
            plain if fact.is_id => self.plain(plain, fact.range),
            _ => self.forms(&fact.ty, fact.range),
        }
    }

    fn forms(&mut self, ty: &Type, range: Option<Interval<Number>>) -> Vec<Json> {
        let mut forms = self.plain(ty.plain(), range);
        if ty.is_optional() {
            forms.push(self.none());
            forms.push(self.blank());
        } else {
            forms.push(self.unknown());
        }
        forms
    }

    /// The forms of a value that is there.
    fn plain(&mut self, ty: &Type, range: Option<Interval<Number>>) -> Vec<Json> {
        match ty {
            Type::Boolean => vec![self.refer(
                "boolean",
                vec![(
                    "anyOf",
                    Json::List(vec![of_type("boolean"), object(vec![("enum", texts(&["true", "false"]))])]),
                )],
            )],
            Type::Integer => vec![number("integer", range), self.digits("integer", r"^\s*-?[0-9_]+\s*$")],
            Type::Decimal | Type::Fraction => {
                vec![number("number", range), self.digits("decimal", r"^\s*-?[0-9][0-9_]*(\.[0-9_]+)?\s*$")]
            }
            Type::Money(currency) | Type::MoneyFraction(currency) => {
                let pattern = format!(r"^\s*-?[0-9][0-9_]*(\.[0-9_]+)?( *{currency})?\s*$");
                vec![number("number", range), self.digits(&format!("money_{currency}"), &pattern)]
            }
            Type::Date => vec![self.refer(
                "date",
                vec![
                    ("type", text("string")),
                    ("format", text("date")),
                    ("pattern", text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
                ],
            )],
            Type::Instant => {
                vec![self.refer("instant", vec![("type", text("string")), ("format", text("date-time"))])]
            }
            Type::Text => vec![of_type("string")],
            Type::Country => {
                let codes: Vec<&str> = Country::codes().collect();
                vec![self.refer(
                    "country",
                    vec![
                        ("description", text(&format!("A country by its three capitals, as in {}.", COUNTRY))),
                        ("enum", texts(&codes)),
                    ],
                )]
            }
            Type::Enum(shape) => vec![self.enumeration(shape)],
            Type::Record(shape) => vec![self.record(shape)],
            Type::List(of) => {
                let items = alternatives(self.plain(of.plain(), None));
                vec![object(vec![("type", text("array")), ("items", items)])]
            }
            Type::Duration | Type::Window | Type::Optional(_) | Type::None | Type::Broken => Vec::new(),
        }
    }

    fn enumeration(&mut self, shape: &EnumShape) -> Json {
        let variants = shape
            .variants
            .iter()
            .zip(&shape.labels)
            .map(|(name, label)| object(vec![("const", text(name)), ("title", text(label))]));
        let written = shape.written.iter().zip(&shape.labels);
        let written = written.filter_map(|(written, label)| Some((written.as_ref()?, label)));
        let written = written.map(|(name, label)| object(vec![("const", text(name)), ("title", text(label))]));
        let variants = Json::List(variants.chain(written).collect());
        self.refer(&shape.name, vec![("oneOf", variants)])
    }

    /// An entry of a list: a field that it does not have is an error.
    fn record(&mut self, shape: &RecordShape) -> Json {
        let fields = shape.fields.iter().map(|field| {
            let forms = self.forms(&field.ty, field.range);
            (field.name.clone(), object(vec![("title", text(&field.label)), ("anyOf", Json::List(forms))]))
        });
        let fields = Json::Object(fields.collect());
        self.refer(
            &shape.name,
            vec![("type", text("object")), ("properties", fields), ("additionalProperties", Json::Boolean(false))],
        )
    }

    /// A number in a text, as in CSV.
    fn digits(&mut self, name: &str, pattern: &str) -> Json {
        self.refer(&format!("{name}_as_text"), vec![("type", text("string")), ("pattern", text(pattern))])
    }

    fn none(&mut self) -> Json {
        let none = Json::List(vec![of_type("null"), object(vec![("const", text("none"))])]);
        self.refer("none", vec![("description", text("Known to have none.")), ("anyOf", none)])
    }

    fn unknown(&mut self) -> Json {
        let unknown = Json::List(vec![of_type("null"), blank_text()]);
        self.refer("unknown", vec![("description", text("Not known.")), ("anyOf", unknown)])
    }

    fn blank(&mut self) -> Json {
        let Json::Object(blank) = blank_text() else { return blank_text() };
        let mut all = vec![("description".to_owned(), text("Not known."))];
        all.extend(blank);
        self.define("blank", Json::Object(all))
    }

    fn refer(&mut self, name: &str, schema: Vec<(&str, Json)>) -> Json {
        self.define(name, object(schema))
    }

    fn define(&mut self, name: &str, schema: Json) -> Json {
        // A kind of the policy's own may be called as one of these.
        let same = |known: &(String, Json)| known.0 == name && known.1 == schema;
        let mut unique = name.to_owned();
        if !self.defined.iter().any(same) {
            while self.defined.iter().any(|(known, _)| *known == unique) {
                unique.push('_');
            }
            self.defined.push((unique.clone(), schema));
        }
        object(vec![("$ref", text(&format!("#/$defs/{unique}")))])
    }
}

fn blank_text() -> Json {
    object(vec![("type", text("string")), ("pattern", text(r"^\s*$"))])
}

fn number(kind: &str, range: Option<Interval<Number>>) -> Json {
    let mut all = vec![("type", text(kind))];
    if let Some(range) = range {
        all.push(("minimum", Json::Number(range.low.to_string())));
        all.push(("maximum", Json::Number(range.high.to_string())));
    }
    object(all)
}

fn alternatives(mut forms: Vec<Json>) -> Json {
    if forms.len() == 1 {
        return forms.pop().unwrap_or(Json::Null);
    }
    object(vec![("anyOf", Json::List(forms))])
}

fn of_type(kind: &str) -> Json {
    object(vec![("type", text(kind))])
}

fn object(fields: Vec<(&str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn texts(all: &[&str]) -> Json {
    Json::List(all.iter().map(|one| text(one)).collect())
}
