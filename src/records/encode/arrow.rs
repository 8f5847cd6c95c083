//! Results as Arrow IPC, the file format: a part is a record batch.
//!
//! Texts stand as they are, not as dictionaries: such a file may have but one dictionary for each
//! column, and parts are made without knowing of each other.

use std::io;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_buffer::NullBuffer;
use arrow_ipc::convert::IpcSchemaEncoder;
use arrow_ipc::writer::{DictionaryTracker, IpcDataGenerator, IpcWriteContext, IpcWriteOptions, write_message};
use arrow_ipc::{Block, FooterBuilder, MetadataVersion};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use flatbuffers::FlatBufferBuilder;
use serde::{Deserialize, Serialize};

use super::column::{Column, Holds, Missing};
use super::numbers::{Numbers, days, numbers};
use super::words::{Words, ids, lists, texts};
use crate::records::Results;

/// The lengths of a record batch's header and body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    head: u64,
    body: u64,
}

const MAGIC: &[u8] = b"ARROW1";

fn options() -> Result<IpcWriteOptions, ArrowError> {
    IpcWriteOptions::try_new(64, false, MetadataVersion::V5)
}

fn schema(columns: &[Column]) -> Schema {
    let mut fields = Vec::new();
    for Column { name, holds } in columns {
        let field = |ty| Field::new(name, ty, true);
        match *holds {
            Holds::Id => fields.push(Field::new(name, DataType::Utf8, false)),
            Holds::Text => fields.push(field(DataType::Utf8)),
            Holds::Texts => fields.push(field(DataType::List(item()))),
            Holds::Date => fields.push(field(DataType::Date32)),
            Holds::Whole => fields.push(field(DataType::Int64)),
            Holds::Number { places } => {
                let ty = match i8::try_from(places) {
                    Ok(scale) if places > 0 => DataType::Decimal128(18, scale),
                    _ => DataType::Int64,
                };
                let names = [name.clone(), format!("{name}.low"), format!("{name}.high")];
                fields.extend(names.map(|name| Field::new(name, ty.clone(), true)));
            }
        }
    }
    Schema::new(fields)
}

fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Utf8, false))
}

/// The magic and the schema, filled up to where batches may start.
pub fn head(columns: &[Column]) -> io::Result<Vec<u8>> {
    let written = || -> Result<Vec<u8>, ArrowError> {
        let options = options()?;
        let mut out = MAGIC.to_vec();
        out.resize(64, 0);
        let mut tracker = DictionaryTracker::new(true);
        let schema = schema(columns);
        let message = IpcDataGenerator {}.schema_to_bytes_with_dictionary_tracker(&schema, &mut tracker, &options);
        write_message(&mut out, message, &options)?;
        Ok(out)
    };
    written().map_err(io::Error::other)
}

/// Results as an Arrow batch.
///
/// # Errors
/// Some number does not fit its column.
pub fn record_batch(columns: &[Column], results: &Results) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_new(Arc::new(schema(columns)), arrays(columns, std::slice::from_ref(results))?)
}

pub fn batch(columns: &[Column], results: &[Results]) -> io::Result<(Vec<u8>, Lengths)> {
    let written = || -> Result<_, ArrowError> {
        let options = options()?;
        let schema = Arc::new(schema(columns));
        let batch = RecordBatch::try_new(schema, arrays(columns, results)?)?;
        let mut tracker = DictionaryTracker::new(true);
        let mut context = IpcWriteContext::default();
        let (_, message) = IpcDataGenerator {}.encode(&batch, &mut tracker, &options, &mut context)?;
        let mut out = Vec::new();
        let (head, body) = write_message(&mut out, message, &options)?;
        Ok((out, Lengths { head: count(head), body: count(body) }))
    };
    written().map_err(io::Error::other)
}

/// The end of the stream, and the footer: the schema again, and where each batch starts.
pub fn foot<'a>(columns: &[Column], batches: impl Iterator<Item = (u64, &'a Lengths)>) -> io::Result<Vec<u8>> {
    let mut out = vec![0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    let blocks: Vec<Block> = batches
        .map(|(start, lengths)| {
            let head = i32::try_from(lengths.head).unwrap_or(i32::MAX);
            Block::new(signed(start), head, signed(lengths.body))
        })
        .collect();
    let mut builder = FlatBufferBuilder::new();
    let dictionaries = builder.create_vector::<Block>(&[]);
    let blocks = builder.create_vector(&blocks);
    let schema = IpcSchemaEncoder::new().schema_to_fb_offset(&mut builder, &schema(columns));
    let root = {
        let mut footer = FooterBuilder::new(&mut builder);
        footer.add_version(MetadataVersion::V5);
        footer.add_schema(schema);
        footer.add_dictionaries(dictionaries);
        footer.add_recordBatches(blocks);
        footer.finish()
    };
    builder.finish(root, None);
    let footer = builder.finished_data();
    out.extend_from_slice(footer);
    let length = i32::try_from(footer.len()).map_err(io::Error::other)?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(MAGIC);
    Ok(out)
}

fn arrays(columns: &[Column], results: &[Results]) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        match column.holds {
            Holds::Id => arrays.push(Arc::new(match ids(results, at) {
                Some(ids) => joined(&ids),
                None => required(&texts(results, at)),
            })),
            Holds::Text => {
                let texts = texts(results, at);
                let word = |number: &u32| word(&texts.words, *number);
                arrays.push(Arc::new(texts.rows.iter().map(word).collect::<StringArray>()));
            }
            Holds::Texts => arrays.push(Arc::new(list_array(results, at))),
            Holds::Date => {
                let Numbers { values, missing } = days(results, at);
                let nulls = nulls(&missing, values.len());
                arrays.push(Arc::new(Date32Array::new(values.into(), nulls)));
            }
            Holds::Whole => arrays.push(number_array(numbers(results, at, 0).value, 0)?),
            Holds::Number { places } => {
                let ends = numbers(results, at, places);
                for numbers in [ends.value, ends.low, ends.high] {
                    arrays.push(number_array(numbers, places)?);
                }
            }
        }
    }
    Ok(arrays)
}

fn joined(ids: &[&StringArray]) -> StringArray {
    if let [only] = ids
        && only.null_count() == 0
    {
        return (*only).clone();
    }
    let rows = ids.iter().map(|ids| ids.len()).sum();
    let bytes = ids.iter().map(|ids| ids.values().len()).sum();
    let mut builder = StringBuilder::with_capacity(rows, bytes);
    for id in ids.iter().flat_map(|ids| ids.iter()) {
        builder.append_value(id.unwrap_or_default());
    }
    builder.finish()
}

fn required(texts: &super::words::Texts<'_>) -> StringArray {
    texts.rows.iter().map(|number| Some(word(&texts.words, *number).unwrap_or_default())).collect()
}

fn list_array(results: &[Results], at: usize) -> arrow_array::ListArray {
    let lists = lists(results, at);
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(item());
    for row in &lists.rows {
        let items = lists.get(*row);
        for number in items.unwrap_or_default() {
            builder.values().append_value(word(&lists.words, *number).unwrap_or_default());
        }
        builder.append(items.is_some());
    }
    builder.finish()
}

fn number_array(numbers: Numbers<i64>, places: u32) -> Result<ArrayRef, ArrowError> {
    let nulls = nulls(&numbers.missing, numbers.values.len());
    Ok(match i8::try_from(places) {
        Ok(scale) if places > 0 => {
            let wide: Vec<i128> = numbers.values.iter().map(|value| i128::from(*value)).collect();
            Arc::new(Decimal128Array::new(wide.into(), nulls).with_precision_and_scale(18, scale)?)
        }
        _ => Arc::new(Int64Array::new(numbers.values.into(), nulls)),
    })
}

fn nulls(missing: &Missing, rows: usize) -> Option<NullBuffer> {
    match missing {
        Missing::Nowhere => None,
        Missing::Everywhere => Some(NullBuffer::new_null(rows)),
        Missing::Where(signs) => Some(signs.iter().map(|sign| !sign).collect()),
    }
}

fn word<'a>(words: &'a Words<'_>, number: u32) -> Option<&'a str> {
    usize::try_from(number).ok().and_then(|number| words.get(number)).map(AsRef::as_ref)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
