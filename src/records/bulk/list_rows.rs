//! The rows of a side file, one by one, as they were written.

use std::io::Read;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::super::format::Format;
use super::super::mistakes;
use super::super::raw::{RawFields, RawRecord, Reader, Rejection};
use super::arrow_value::json_at;
use super::input::Input;
use super::parquet_file::{guarded, plain};
use crate::diagnostics::Diagnostic;

pub struct ListRows {
    name: String,
    rows: Rows,
}

enum Rows {
    Lines(Box<Reader>),
    Columns(Columns),
}

struct Columns {
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
    schema: SchemaRef,
    batch: Option<RecordBatch>,
    /// The place of the next row in the batch, and its number among all, from 1.
    next: usize,
    line: u64,
}

impl ListRows {
    /// # Errors
    /// The file cannot be read as what its name says.
    pub fn open(input: &Input) -> Result<ListRows, Diagnostic> {
        let damaged = |why: &str| mistakes::damaged_at(&input.name, "its schema", why);
        let of_arrow = |error: ArrowError| damaged(&plain(&error.to_string()));
        let columns =
            |schema: SchemaRef, batches| Rows::Columns(Columns { batches, schema, batch: None, next: 0, line: 1 });
        let rows = match input.encoding.format {
            format @ (Format::Csv | Format::JsonLines) => {
                Rows::Lines(Box::new(Reader::new(&input.name, format, input.open(&Arc::default())?)?))
            }
            Format::Parquet => {
                let file = input.file()?;
                let reader = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file)?.build()).map_err(damaged)?;
                let reader = reader.map_err(|error| damaged(&plain(&error.to_string())))?;
                columns(reader.schema(), Box::new(reader))
            }
            Format::Arrow => {
                let file = input.file()?;
                let reader = guarded(|| FileReader::try_new(file, None)).map_err(damaged)?.map_err(of_arrow)?;
                columns(reader.schema(), Box::new(reader))
            }
            Format::ArrowStream => {
                let stream: Box<dyn Read + Send> = input.open(&Arc::default())?;
                let reader = guarded(|| StreamReader::try_new(stream, None)).map_err(damaged)?.map_err(of_arrow)?;
                columns(reader.schema(), Box::new(reader))
            }
        };
        Ok(ListRows { name: input.name.clone(), rows })
    }

    /// The columns, where each record does not name its own.
    pub fn columns(&self) -> Option<Vec<String>> {
        match &self.rows {
            Rows::Lines(reader) => reader.columns().map(<[String]>::to_vec),
            Rows::Columns(columns) => Some(columns.schema.fields().iter().map(|field| field.name().clone()).collect()),
        }
    }

    pub fn schema(&self) -> Option<&SchemaRef> {
        match &self.rows {
            Rows::Lines(_) => None,
            Rows::Columns(columns) => Some(&columns.schema),
        }
    }

    /// # Errors
    /// The file cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<Result<RawRecord, Rejection>>, Diagnostic> {
        match &mut self.rows {
            Rows::Lines(reader) => reader.next_record(),
            Rows::Columns(columns) => {
                let row = columns.next_row();
                row.map_err(|(row, why)| mistakes::damaged_at(&self.name, &format!("row {row}"), &why))
            }
        }
    }
}

impl Columns {
    fn next_row(&mut self) -> Result<Option<Result<RawRecord, Rejection>>, (u64, String)> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.next < batch.num_rows()) {
                let named = self.schema.fields().iter().zip(batch.columns());
                let fields =
                    named.map(|(field, column)| (field.name().clone(), json_at(column.as_ref(), self.next))).collect();
                let record = RawRecord { line: self.line, fields: RawFields::Object(fields) };
                self.next = self.next.saturating_add(1);
                self.line = self.line.saturating_add(1);
                return Ok(Some(Ok(record)));
            }
            let next = guarded(|| self.batches.next()).map_err(|why| (self.line, why.to_owned()))?;
            match next {
                None => return Ok(None),
                Some(batch) => {
                    self.batch = Some(batch.map_err(|error| (self.line, plain(&error.to_string())))?);
                    self.next = 0;
                }
            }
        }
    }
}
