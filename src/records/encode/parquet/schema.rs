//! What stands around the row groups.

use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::statistics::Statistics;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type, TypePtr};

use super::chunk::{Bound, Chunk, Packed};
use crate::records::encode::column::{Column, Holds};

/// How every file starts.
pub const HEAD: &[u8] = b"PAR1";

/// What a row group is to the footer: where it starts, its rows, its columns.
pub struct Group<'a> {
    pub start: u64,
    pub rows: u64,
    pub chunks: &'a [Chunk],
}

/// The footer of a file with these row groups.
pub fn foot<'a>(columns: &[Column], groups: impl Iterator<Item = Group<'a>>) -> io::Result<Vec<u8>> {
    written(columns, groups).map_err(io::Error::other)
}

fn written<'a>(columns: &[Column], groups: impl Iterator<Item = Group<'a>>) -> Result<Vec<u8>, ParquetError> {
    let schema = Arc::new(SchemaDescriptor::new(schema(columns)?));
    let mut rows: i64 = 0;
    let mut row_groups = Vec::new();
    for group in groups {
        rows = rows.saturating_add(signed(group.rows));
        let of_columns = schema.columns().iter().zip(group.chunks);
        let chunks = of_columns.map(|(column, chunk)| of_chunk(column, chunk, group.start));
        let chunks = chunks.collect::<Result<Vec<_>, _>>()?;
        let bytes = group.chunks.iter().fold(0, |sum: u64, chunk| sum.saturating_add(chunk.unpacked));
        let built = RowGroupMetaData::builder(Arc::clone(&schema))
            .set_num_rows(signed(group.rows))
            .set_total_byte_size(signed(bytes))
            .set_file_offset(signed(group.start))
            .set_column_metadata(chunks);
        row_groups.push(built.build()?);
    }
    let maker = format!("visado version {}", env!("CARGO_PKG_VERSION"));
    let file = FileMetaData::new(1, rows, Some(maker), None, schema, None);
    let mut out = Vec::new();
    ParquetMetaDataWriter::new(&mut out, &ParquetMetaData::new(file, row_groups)).finish()?;
    Ok(out)
}

fn of_chunk(column: &ColumnDescPtr, chunk: &Chunk, start: u64) -> Result<ColumnChunkMetaData, ParquetError> {
    let place = |within: u64| signed(start.saturating_add(within));
    let compression = match chunk.compression {
        Packed::None => Compression::UNCOMPRESSED,
        Packed::Snappy => Compression::SNAPPY,
        Packed::Zstd => Compression::ZSTD(ZstdLevel::default()),
    };
    let encodings = match chunk.dictionary {
        true => vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY],
        false => vec![Encoding::PLAIN, Encoding::RLE],
    };
    ColumnChunkMetaData::builder(Arc::clone(column))
        .set_encodings(encodings)
        .set_compression(compression)
        .set_num_values(signed(chunk.values))
        .set_total_compressed_size(signed(chunk.packed))
        .set_total_uncompressed_size(signed(chunk.unpacked))
        .set_dictionary_page_offset(chunk.dictionary.then(|| place(chunk.start)))
        .set_data_page_offset(place(chunk.data))
        .set_statistics(statistics(column, chunk))
        .build()
}

fn statistics(column: &ColumnDescPtr, chunk: &Chunk) -> Statistics {
    let nulls = Some(chunk.nulls);
    let (least, most) = chunk.ends.as_ref().map_or((None, None), |(least, most)| (Some(least), Some(most)));
    match column.physical_type() {
        Physical::INT64 => Statistics::int64(least.and_then(number), most.and_then(number), None, nulls, false),
        Physical::INT32 => Statistics::int32(least.and_then(day), most.and_then(day), None, nulls, false),
        _ => Statistics::byte_array(least.and_then(text), most.and_then(text), None, nulls, false),
    }
}

fn number(bound: &Bound) -> Option<i64> {
    if let Bound::Number(number) = bound { Some(*number) } else { None }
}

fn day(bound: &Bound) -> Option<i32> {
    if let Bound::Day(day) = bound { Some(*day) } else { None }
}

fn text(bound: &Bound) -> Option<ByteArray> {
    if let Bound::Text(text) = bound { Some(ByteArray::from(text.as_str())) } else { None }
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for Column { name, holds } in columns {
        match *holds {
            Holds::Id => fields.push(words(name, Repetition::REQUIRED)?),
            Holds::Text => fields.push(words(name, Repetition::OPTIONAL)?),
            Holds::Texts => fields.push(list(name)?),
            Holds::Whole => fields.push(decimal(name, 0)?),
            Holds::Number { places } => {
                for name in [name.clone(), format!("{name}.low"), format!("{name}.high")] {
                    fields.push(decimal(&name, places)?);
                }
            }
            Holds::Date => {
                let date = Type::primitive_type_builder(name, Physical::INT32).with_repetition(Repetition::OPTIONAL);
                fields.push(Arc::new(date.with_logical_type(Some(LogicalType::Date)).build()?));
            }
        }
    }
    Ok(Arc::new(Type::group_type_builder("results").with_fields(fields).build()?))
}

fn words(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let text = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(repetition);
    text.with_logical_type(Some(LogicalType::String)).build().map(Arc::new)
}

fn list(name: &str) -> Result<TypePtr, ParquetError> {
    let items = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![words("element", Repetition::REQUIRED)?])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(ConvertedType::LIST)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(items)])
        .build()
        .map(Arc::new)
}

fn decimal(name: &str, places: u32) -> Result<TypePtr, ParquetError> {
    let number = Type::primitive_type_builder(name, Physical::INT64).with_repetition(Repetition::OPTIONAL);
    let number = match i32::try_from(places) {
        Ok(0) => number,
        Ok(scale) => {
            let kind = LogicalType::decimal(scale, 18);
            number.with_logical_type(Some(kind)).with_precision(18).with_scale(scale)
        }
        Err(_) => return Err(ParquetError::General(format!("{name} has too many places"))),
    };
    number.build().map(Arc::new)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
