use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::super::binding::Binding;
use super::super::mistakes;
use super::Decoded;
use super::arrow_layout::ArrowLayout;
use super::arrow_rows::ArrowRows;
use crate::diagnostics::Diagnostic;
use crate::plan::Plan;

/// What errors call a batch that is in no file.
const NAME: &str = "the batch";

/// The records of Arrow batches that are in memory.
#[derive(Clone, Debug)]
pub struct ArrowRecords<'p> {
    layout: ArrowLayout<'p>,
}

impl<'p> ArrowRecords<'p> {
    /// # Errors
    /// A column has a type that its fact cannot have, or comes twice.
    pub fn new(plan: &'p Plan, schema: &Schema) -> Result<ArrowRecords<'p>, Diagnostic> {
        Ok(ArrowRecords { layout: ArrowLayout::new(Binding::new(plan, None), schema, NAME)? })
    }

    /// The records of a batch of that schema; `first` is the number of its first row, from 1.
    ///
    /// # Errors
    /// The batch has other columns than the schema.
    pub fn decode(&self, batch: &RecordBatch, first: u64) -> Result<Decoded, Diagnostic> {
        let columns = batch
            .project(&self.layout.projection)
            .map_err(|error| mistakes::damaged_at(NAME, "its columns", &error.to_string()))?;
        Ok(ArrowRows::new(&self.layout, NAME).decoded(&columns, first))
    }
}
