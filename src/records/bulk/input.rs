//! Where records come from: a file, a folder of files, standard input.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::format::{Encoding, Format};
use super::super::mistakes;
use crate::diagnostics::Diagnostic;

/// One file, or standard input.
#[derive(Clone, Debug)]
pub struct Input {
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    pub name: String,
    pub encoding: Encoding,
    pub bytes: u64,
}

/// The files that a path stands for, in the order in which they are read.
///
/// # Errors
/// There is no such file, its format is not known, or a folder's files have several.
pub fn inputs(path: &Path, encoding: Option<Encoding>) -> Result<Vec<Input>, Diagnostic> {
    if path == Path::new("-") {
        let name = "standard input".to_owned();
        let encoding = encoding.ok_or_else(|| mistakes::no_format(&name))?;
        if matches!(encoding.format, Format::Parquet | Format::Arrow) {
            return Err(mistakes::seeks(&name));
        }
        return Ok(vec![Input { path: None, name, encoding, bytes: 0 }]);
    }
    let name = path.display().to_string();
    let about = fs::metadata(path).map_err(|error| mistakes::unreadable(&name, &error.to_string()))?;
    if about.is_dir() { folder(path, &name, encoding) } else { Ok(vec![file(path, encoding, about.len())?]) }
}

fn file(path: &Path, encoding: Option<Encoding>, bytes: u64) -> Result<Input, Diagnostic> {
    let name = path.display().to_string();
    let encoding = match encoding {
        Some(encoding) => encoding,
        None => Encoding::of(&name)?,
    };
    Ok(Input { path: Some(path.to_owned()), name, encoding, bytes })
}

/// Files whose names begin with a dot or an underscore are other programs' own.
fn folder(path: &Path, name: &str, encoding: Option<Encoding>) -> Result<Vec<Input>, Diagnostic> {
    let unreadable = |error: io::Error| mistakes::unreadable(name, &error.to_string());
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".")
            && !entry.file_name().as_encoded_bytes().starts_with(b"_")
        {
            paths.push(entry.path());
        }
    }
    paths.sort();
    let mut inputs: Vec<Input> = Vec::new();
    for path in paths {
        let about = fs::metadata(&path).map_err(unreadable)?;
        let input = file(&path, encoding, about.len())?;
        if let Some(first) = inputs.first()
            && first.encoding.format != input.encoding.format
        {
            return Err(mistakes::mixed_folder(name, &first.name, &input.name));
        }
        inputs.push(input);
    }
    if inputs.is_empty() { Err(mistakes::empty_folder(name)) } else { Ok(inputs) }
}

impl Input {
    /// The bytes as they were before they were compressed; those that are read count.
    ///
    /// # Errors
    /// It cannot be opened, or is not compressed as its name says.
    pub fn open(&self, read: &Arc<AtomicU64>) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let inner: Box<dyn Read + Send> = match &self.path {
            None => Box::new(io::stdin()),
            Some(_) => Box::new(self.file()?),
        };
        let counted = Counted { inner, read: Arc::clone(read) };
        self.encoding.compression.undone(&self.name, Box::new(BufReader::with_capacity(1 << 17, counted)))
    }

    /// The file itself, which can be read at any place.
    ///
    /// # Errors
    /// It cannot be opened, or is standard input.
    pub fn file(&self) -> Result<File, Diagnostic> {
        let path = self.path.as_ref().ok_or_else(|| mistakes::seeks(&self.name))?;
        File::open(path).map_err(|error| mistakes::unreadable(&self.name, &error.to_string()))
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
        Ok(read)
    }
}
