//! Which column of an Arrow schema is which fact, and whether it can be.

use arrow_schema::{DataType, Field, Schema};

use super::super::binding::Binding;
use super::super::mistakes;
use super::cell::Bounds;
use super::words::Words;
use crate::check::Fact;
use crate::diagnostics::Diagnostic;
use crate::values::Type;

/// How the records of one Parquet or Arrow file are read.
#[derive(Clone, Debug)]
pub struct ArrowLayout<'p> {
    pub binding: Binding<'p>,
    /// The columns of the file that are read, by their places, in order.
    pub projection: Vec<usize>,
    /// What is read from each of them.
    pub roots: Vec<Root<'p>>,
}

/// A column of the file.
#[derive(Clone, Debug)]
pub struct Root<'p> {
    pub name: String,
    pub parts: Vec<Part<'p>>,
}

/// A fact that is read from a column, or from a field inside it.
#[derive(Clone, Debug)]
pub struct Part<'p> {
    pub fact: &'p Fact,
    /// Its place among the plan's.
    pub at: usize,
    /// The places of the fields, from the outermost.
    pub inside: Vec<usize>,
    /// It says only whether the structure is there.
    pub presence: bool,
    pub words: Option<Words>,
    pub bounds: Option<Bounds>,
}

impl<'p> ArrowLayout<'p> {
    /// # Errors
    /// A column has a type that its fact cannot have.
    pub fn new(mut binding: Binding<'p>, schema: &Schema, file: &str) -> Result<ArrowLayout<'p>, Diagnostic> {
        let (mut projection, mut roots) = (Vec::new(), Vec::new());
        let mut names: Vec<&str> = Vec::new();
        for (place, field) in schema.fields().iter().enumerate() {
            if names.contains(&field.name().as_str()) && binding.fact_named(field.name()).is_some() {
                return Err(mistakes::column_twice(file, field.name()));
            }
            names.push(field.name());
            let mut parts = Vec::new();
            bind(&mut binding, field.name(), field.data_type(), &[], file, &mut parts)?;
            if !parts.is_empty() {
                projection.push(place);
                roots.push(Root { name: field.name().clone(), parts });
            }
        }
        Ok(ArrowLayout { binding, projection, roots })
    }

    /// The schema in which columns of words are wanted: each word once, and its number in each row.
    pub fn wanted(&self, schema: &Schema) -> Schema {
        let words = |name: &str| {
            let parts = self.roots.iter().filter(|root| root.name == name).flat_map(|root| &root.parts);
            parts.map(|part| part.fact).any(|fact| *fact.ty.plain() != Type::Text)
        };
        let field = |field: &Field| match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if words(field.name()) => {
                let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                field.clone().with_data_type(dictionary)
            }
            DataType::LargeUtf8 | DataType::Utf8View => field.clone().with_data_type(DataType::Utf8),
            _ => field.clone(),
        };
        Schema::new(schema.fields().iter().map(|column| field(column)).collect::<Vec<Field>>())
    }
}

fn bind<'p>(
    binding: &mut Binding<'p>,
    name: &str,
    found: &DataType,
    inside: &[usize],
    file: &str,
    parts: &mut Vec<Part<'p>>,
) -> Result<(), Diagnostic> {
    let id = binding.fact_named(name);
    let facts = binding.facts();
    let fact = id.map(|id| (id.index(), &facts[id]));
    if let Some(id) = id {
        binding.saw(id);
    }
    match (found, fact) {
        (DataType::Struct(fields), fact) if fact.is_none_or(|(_, fact)| fact.is_presence) => {
            if let Some((at, fact)) = fact {
                let inside = inside.to_vec();
                parts.push(Part { fact, at, inside, presence: true, words: None, bounds: None });
            }
            for (place, field) in fields.iter().enumerate() {
                let mut inside = inside.to_vec();
                inside.push(place);
                bind(binding, &format!("{name}.{}", field.name()), field.data_type(), &inside, file, parts)?;
            }
        }
        (_, None) => binding.saw_column(name),
        (found, Some((at, fact))) => {
            if let Some(mend) = unfit(&fact.ty, found, fact.is_id, fact.is_presence) {
                let wanted = if fact.is_presence { "record".to_owned() } else { fact.ty.plain().to_string() };
                return Err(mistakes::column_type(file, name, &type_words(found), &wanted, &mend));
            }
            let number = matches!(fact.ty.plain(), Type::Integer | Type::Decimal | Type::Money(_));
            parts.push(Part {
                fact,
                at,
                inside: inside.to_vec(),
                presence: false,
                words: Words::of(&fact.ty),
                bounds: number.then(|| Bounds::of(fact)),
            });
        }
    }
    Ok(())
}

/// How to mend a column whose type cannot be that of a fact; `None` if it can.
pub fn unfit(wanted: &Type, found: &DataType, is_id: bool, is_presence: bool) -> Option<String> {
    if let DataType::Dictionary(_, values) = found {
        return unfit(wanted, values, is_id, is_presence);
    }
    let is_text = matches!(found, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    if is_text && !matches!(wanted.plain(), Type::List(_) | Type::Record(_)) || *found == DataType::Null {
        return None;
    }
    if is_presence {
        return Some("write it as a structure with a field for each fact, null where there is none".to_owned());
    }
    let mend = match (wanted.plain(), found) {
        (Type::Boolean, DataType::Boolean) => return None,
        (Type::Integer | Type::Decimal | Type::Money(_), found) => match found {
            found if found.is_integer() || is_decimal(found) => return None,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => match wanted.plain() {
                Type::Integer => "a floating-point number is not exact: write the column as 64-bit integers",
                _ => "a floating-point number is not exact: write the column as decimals, as in decimal(18, 2)",
            },
            _ => "write the column as integers or decimals",
        },
        (Type::Date, DataType::Date32 | DataType::Date64) => return None,
        (Type::Date, DataType::Timestamp(..)) => {
            "which day it is depends on the place: write the column as dates, as in a cast to date"
        }
        (Type::Date, _) => "write the column as dates, or as texts as in 2022-10-19",
        (Type::Instant, DataType::Timestamp(_, Some(_))) => return None,
        (Type::Instant, DataType::Timestamp(_, None)) => {
            "the moments have no time zone: write the column as timestamps in UTC"
        }
        (Type::Instant, _) => "write the column as timestamps in UTC",
        (Type::Text, found) if is_id && found.is_integer() => return None,
        (Type::Text | Type::Country | Type::Enum(_), _) => "write the column as texts",
        (Type::Boolean, _) => "write the column as booleans",
        (Type::List(of), DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _)) => {
            return unfit(of, field.data_type(), false, false);
        }
        (Type::List(_), _) => "write the column as a list, or give the entries in a file of their own with `--list`",
        (Type::Record(shape), DataType::Struct(fields)) => {
            for field in fields {
                let known = shape.fields.iter().find(|known| known.name == *field.name());
                let Some(known) = known else {
                    return Some(format!("a {} has no `{}`: remove the field, or rename it", shape.name, field.name()));
                };
                if let Some(mend) = unfit(&known.ty, field.data_type(), false, false) {
                    return Some(format!("in the field `{}`: {mend}", field.name()));
                }
            }
            return None;
        }
        (Type::Record(_), _) => "write the column as structures, with a field for each of the record's",
        _ => "remove the column",
    };
    Some(mend.to_owned())
}

fn is_decimal(found: &DataType) -> bool {
    matches!(
        found,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..)
    )
}

/// A type in words, where the format's own name would not be understood.
pub fn type_words(found: &DataType) -> String {
    match found {
        DataType::Dictionary(_, values) => type_words(values),
        DataType::Timestamp(_, None) => "timestamps without a time zone".to_owned(),
        DataType::Timestamp(_, Some(_)) => "timestamps".to_owned(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "texts".to_owned(),
        DataType::Boolean => "booleans".to_owned(),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => "floating-point numbers".to_owned(),
        found if found.is_integer() => "integers".to_owned(),
        found if is_decimal(found) => "decimals".to_owned(),
        DataType::Date32 | DataType::Date64 => "dates".to_owned(),
        DataType::List(of) | DataType::LargeList(of) | DataType::FixedSizeList(of, _) => {
            format!("lists of {}", type_words(of.data_type()))
        }
        DataType::Struct(_) => "structures".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "bytes".to_owned()
        }
        other => other.to_string(),
    }
}
