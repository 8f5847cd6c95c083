use std::io::Read;

use super::mistakes;
use crate::diagnostics::Diagnostic;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    JsonLines,
    Parquet,
    /// Arrow IPC as a file, with its batches listed at the end.
    Arrow,
    /// Arrow IPC as a stream, one batch after the other.
    ArrowStream,
}

impl Format {
    /// The format that a file's name ends with, whether compressed or not.
    ///
    /// # Errors
    /// The name ends with no format's ending.
    pub fn of(name: &str) -> Result<Format, Diagnostic> {
        Encoding::of(name).map(|encoding| encoding.format)
    }
}

/// How a file as a whole is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    #[default]
    None,
    Gzip,
    Zstd,
}

/// A format, and how the file is compressed around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub format: Format,
    pub compression: Compression,
}

impl Encoding {
    /// What a file's name ends with: `people.csv.gz`. Also an ending by itself: `csv.gz`.
    ///
    /// # Errors
    /// The name ends with no format's ending, or with one that is not compressed as a whole.
    pub fn of(name: &str) -> Result<Encoding, Diagnostic> {
        let lower = name.to_ascii_lowercase();
        let (inner, compression) = match lower.rsplit_once('.') {
            Some((inner, "gz")) => (inner, Compression::Gzip),
            Some((inner, "zst")) => (inner, Compression::Zstd),
            _ => (lower.as_str(), Compression::None),
        };
        let format = match inner.rsplit('.').next().unwrap_or_default() {
            "csv" => Format::Csv,
            "jsonl" | "ndjson" => Format::JsonLines,
            "parquet" => Format::Parquet,
            "arrow" | "feather" => Format::Arrow,
            "arrows" => Format::ArrowStream,
            _ => return Err(mistakes::unknown_format(name)),
        };
        if compression != Compression::None && matches!(format, Format::Parquet | Format::Arrow) {
            return Err(mistakes::compressed_twice(name));
        }
        Ok(Encoding { format, compression })
    }
}

impl Compression {
    /// The bytes as they were before they were compressed.
    ///
    /// # Errors
    /// The input does not begin as what it is to be, or cannot be read.
    pub fn undone(self, name: &str, mut input: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let magic: &[u8] = match self {
            Compression::None => return Ok(input),
            Compression::Gzip => &[0x1F, 0x8B],
            Compression::Zstd => &[0x28, 0xB5, 0x2F, 0xFD],
        };
        let mut start = Vec::new();
        let length = u64::try_from(magic.len()).unwrap_or(u64::MAX);
        let read = input.by_ref().take(length).read_to_end(&mut start);
        read.map_err(|error| mistakes::unreadable(name, &error.to_string()))?;
        if start != magic {
            return Err(mistakes::not_compressed(name));
        }
        let whole = std::io::Cursor::new(start).chain(input);
        Ok(match self {
            Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(whole)),
            _ => {
                let decoder = zstd::stream::read::Decoder::new(whole);
                Box::new(decoder.map_err(|error| mistakes::unreadable(name, &error.to_string()))?)
            }
        })
    }
}
