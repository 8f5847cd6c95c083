use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::ser::{Serialize, SerializeMap, Serializer};
use tempfile::NamedTempFile;

use super::format::{Compression, Encoding, Format};
use super::mistakes;
use super::raw::Rejection;
use crate::diagnostics::{Code, Diagnostic};
use crate::values::{Date, Number};

/// One cell of a result row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    Blank,
    Text(String),
    Date(Date),
    Number(Number),
    /// A number of which only the ends are known.
    Between(Number, Number),
    List(Vec<String>),
}

/// A file of results: written beside its place under another name, and put there when it is whole.
pub struct Output {
    path: PathBuf,
    columns: Vec<String>,
    sink: Sink,
}

enum Sink {
    Csv(Box<csv::Writer<BufWriter<NamedTempFile>>>),
    JsonLines(BufWriter<NamedTempFile>),
}

impl Output {
    /// # Errors
    /// The name ends with no format's ending, or its folder cannot be written.
    pub fn create(path: &Path, columns: &[&str]) -> Result<Output, Diagnostic> {
        let name = path.to_string_lossy();
        let encoding = Encoding::of(&name)?;
        if encoding.compression != Compression::None {
            return Err(mistakes::not_written(&name));
        }
        let format = encoding.format;
        let file = temporary_beside(path).map_err(|error| unwritable(path, &error))?;
        let file = BufWriter::new(file);
        let sink = match format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(file);
                writer.write_record(columns).map_err(|error| unwritable(path, &error.into()))?;
                Sink::Csv(Box::new(writer))
            }
            Format::JsonLines => Sink::JsonLines(file),
            _ => return Err(mistakes::not_written(&name)),
        };
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Ok(Output { path: path.to_owned(), columns, sink })
    }

    /// # Errors
    /// The disk is full, or the like.
    pub fn write(&mut self, cells: &[Cell]) -> Result<(), Diagnostic> {
        let written = match &mut self.sink {
            Sink::Csv(writer) => writer.write_record(cells.iter().map(csv_text)).map_err(io::Error::from),
            Sink::JsonLines(writer) => {
                let object = Object { columns: &self.columns, cells };
                serde_json::to_writer(&mut *writer, &object)
                    .map_err(io::Error::from)
                    .and_then(|()| writer.write_all(b"\n"))
            }
        };
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Puts the file under its name.
    ///
    /// # Errors
    /// What was written could not be kept.
    pub fn finish(self) -> Result<(), Diagnostic> {
        let path = self.path;
        let buffer = match self.sink {
            Sink::Csv(writer) => {
                writer.into_inner().map_err(|error| unwritable(&path, &io::Error::other(error.to_string())))?
            }
            Sink::JsonLines(writer) => writer,
        };
        let file = buffer.into_inner().map_err(|error| unwritable(&path, error.error()))?;
        file.persist(&path).map_err(|error| unwritable(&path, &error.error))?;
        Ok(())
    }
}

/// A file in the same folder, to be written and then put in the place of the one that is named.
///
/// # Errors
/// The folder is not there, or cannot be written.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".visado-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

pub fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{}` cannot be written: {}", path.display(), error.kind()))
        .help("check that the folder is there, may be written and has room")
}

fn csv_text(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Date(date) => date.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Between(low, high) => format!("{low}..{high}"),
        Cell::List(items) => items.join(";"),
    }
}

struct Object<'a> {
    columns: &'a [String],
    cells: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Cell::Blank => map.serialize_entry(column, &())?,
                Cell::Text(text) => map.serialize_entry(column, text)?,
                Cell::Date(date) => map.serialize_entry(column, &date.to_string())?,
                Cell::Number(number) => map.serialize_entry(column, &exact(*number))?,
                Cell::Between(low, high) => {
                    map.serialize_entry(column, &[exact(*low), exact(*high)])?;
                }
                Cell::List(items) => map.serialize_entry(column, items)?,
            }
        }
        map.end()
    }
}

/// A number with all its digits; a fraction that no decimal is equal to as a text.
#[must_use]
pub fn exact(number: Number) -> serde_json::Value {
    let text = number.to_string();
    match serde_json::from_str::<serde_json::Number>(&text) {
        Ok(number) => serde_json::Value::Number(number),
        Err(_) => serde_json::Value::String(text),
    }
}

/// The file of the records that were set aside, made when the first one is.
pub struct RejectsFile {
    path: PathBuf,
    output: Option<Output>,
}

impl RejectsFile {
    #[must_use]
    pub fn new(path: PathBuf) -> RejectsFile {
        RejectsFile { path, output: None }
    }

    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, rejection: &Rejection) -> Result<(), Diagnostic> {
        let output = match &mut self.output {
            Some(output) => output,
            none => none.insert(Output::create(&self.path, &["line", "id", "column", "value", "code", "reason"])?),
        };
        let text = |text: &Option<String>| text.clone().map_or(Cell::Blank, Cell::Text);
        output.write(&[
            Cell::Number(Number::integer(i64::try_from(rejection.line).unwrap_or(i64::MAX))),
            text(&rejection.id),
            text(&rejection.column),
            text(&rejection.value),
            Cell::Text(rejection.code.to_string()),
            Cell::Text(rejection.reason.clone()),
        ])
    }

    /// Puts the file under its name; without rejections there is none, nor one of an earlier run.
    ///
    /// # Errors
    /// What was written could not be kept.
    pub fn finish(self) -> Result<(), Diagnostic> {
        match self.output {
            Some(output) => output.finish(),
            None => match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(&self.path, &error)),
                _ => Ok(()),
            },
        }
    }
}
