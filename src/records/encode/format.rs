use crate::diagnostics::{Code, Diagnostic};

/// How a file of results is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultsFormat {
    Csv(Packing),
    JsonLines(Packing),
    Parquet(Compression),
    /// Arrow IPC, the file format.
    Arrow,
}

/// How the whole of a text file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// How the pages of a Parquet file are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    None,
    #[default]
    Snappy,
    Zstd,
}

impl ResultsFormat {
    /// The format that a file's name ends with.
    ///
    /// # Errors
    /// The name ends with no format's ending.
    pub fn of(name: &str) -> Result<ResultsFormat, Diagnostic> {
        let name = name.to_ascii_lowercase();
        let (inner, packing) = match name.rsplit_once('.') {
            Some((inner, "gz")) => (inner, Packing::Gzip),
            Some((inner, "zst")) => (inner, Packing::Zstd),
            _ => (name.as_str(), Packing::Plain),
        };
        match (inner.rsplit_once('.').map_or("", |(_, ending)| ending), packing) {
            ("csv", packing) => Ok(ResultsFormat::Csv(packing)),
            ("jsonl" | "ndjson", packing) => Ok(ResultsFormat::JsonLines(packing)),
            ("parquet", Packing::Plain) => Ok(ResultsFormat::Parquet(Compression::default())),
            ("arrow", Packing::Plain) => Ok(ResultsFormat::Arrow),
            _ => Err(Diagnostic::new(Code::E0501, format!("`{name}` is in no format that can be written"))
                .help("end the name with .csv, .jsonl (either also with .gz or .zst after it), .parquet or .arrow")),
        }
    }

    /// The same format with its pages compressed otherwise; only Parquet has such.
    #[must_use]
    pub fn with_compression(self, compression: Compression) -> ResultsFormat {
        match self {
            ResultsFormat::Parquet(_) => ResultsFormat::Parquet(compression),
            other => other,
        }
    }
}
