use std::io;

use serde::{Deserialize, Serialize};

use super::arrow::{self, Lengths};
use super::column::{Column, Holds};
use super::format::{Packing, ResultsFormat};
use super::lines::{self, Style};
use super::packed::packed;
use super::parquet::{self, Chunk, Group};
use crate::records::Results;

/// Makes the bytes of a file of results; shared by all threads that do.
#[derive(Clone, Debug)]
pub struct Encoder {
    format: ResultsFormat,
    columns: Vec<Column>,
}

/// Some rows of a file, as they stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub bytes: Vec<u8>,
    pub note: Note,
}

/// What the foot of the file must know of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub rows: u64,
    about: About,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum About {
    Lines,
    Group(Vec<Chunk>),
    Batch(Lengths),
    #[default]
    Nothing,
}

impl Encoder {
    #[must_use]
    pub fn new(format: ResultsFormat, columns: Vec<Column>) -> Encoder {
        let mut columns = columns;
        for column in &mut columns {
            if let Holds::Number { places } = &mut column.holds {
                *places = (*places).min(18);
            }
        }
        Encoder { format, columns }
    }

    #[must_use]
    pub fn format(&self) -> ResultsFormat {
        self.format
    }

    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows of all results, one after another, as a part.
    ///
    /// # Errors
    /// They are too large for the format: a part of a gigabyte, or the like.
    pub fn part(&self, results: &[Results]) -> io::Result<Part> {
        let rows = results.iter().fold(0_u64, |sum, results| sum.saturating_add(count(results.rows)));
        if rows == 0 {
            return Ok(Part { bytes: Vec::new(), note: Note { rows, about: About::Nothing } });
        }
        let (bytes, about) = match self.format {
            ResultsFormat::Csv(packing) => (self.lines(Style::Csv, packing, results)?, About::Lines),
            ResultsFormat::JsonLines(packing) => (self.lines(Style::Json, packing, results)?, About::Lines),
            ResultsFormat::Parquet(compression) => {
                let (bytes, chunks) = parquet::group(&self.columns, compression, results)?;
                (bytes, About::Group(chunks))
            }
            ResultsFormat::Arrow => {
                let (bytes, lengths) = arrow::batch(&self.columns, results)?;
                (bytes, About::Batch(lengths))
            }
        };
        Ok(Part { bytes, note: Note { rows, about } })
    }

    fn lines(&self, style: Style, packing: Packing, results: &[Results]) -> io::Result<Vec<u8>> {
        packed(lines::lines(style, self.names(), results), packing)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// How the file starts.
    ///
    /// # Errors
    /// The columns do not fit the format.
    pub fn head(&self) -> io::Result<Vec<u8>> {
        match self.format {
            ResultsFormat::Csv(packing) => packed(lines::header(Style::Csv, self.names()), packing),
            ResultsFormat::JsonLines(_) => Ok(Vec::new()),
            ResultsFormat::Parquet(_) => Ok(parquet::HEAD.to_vec()),
            ResultsFormat::Arrow => arrow::head(&self.columns),
        }
    }

    /// How the file ends, of which the head has so many bytes, and the parts so many each.
    ///
    /// # Errors
    /// The parts are not of this format.
    pub fn foot<'a>(&self, head: u64, parts: impl Iterator<Item = (u64, &'a Note)>) -> io::Result<Vec<u8>> {
        let mut end = head;
        let placed = parts.map(|(length, note)| {
            let start = end;
            end = end.saturating_add(length);
            (start, note)
        });
        match self.format {
            ResultsFormat::Csv(_) => Ok(Vec::new()),
            // A compressed file of nothing is not an empty file.
            ResultsFormat::JsonLines(packing) => {
                let rows = placed.fold(0, |sum: u64, (_, note)| sum.saturating_add(note.rows));
                if rows == 0 { packed(Vec::new(), packing) } else { Ok(Vec::new()) }
            }
            ResultsFormat::Parquet(_) => parquet::foot(
                &self.columns,
                placed.filter_map(|(start, note)| match &note.about {
                    About::Group(chunks) => Some(Group { start, rows: note.rows, chunks }),
                    _ => None,
                }),
            ),
            ResultsFormat::Arrow => arrow::foot(
                &self.columns,
                placed.filter_map(|(start, note)| match &note.about {
                    About::Batch(lengths) => Some((start, lengths)),
                    _ => None,
                }),
            ),
        }
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
