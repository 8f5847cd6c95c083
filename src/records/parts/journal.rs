use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Crc;
use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use crate::records::Note;

/// What was done, line by line. A line that was torn, and whatever follows it, does not count.
pub struct Journal {
    file: File,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Entry {
    /// The first line.
    Run {
        version: u32,
        fingerprint: Fingerprint,
    },
    Part {
        results: Added,
        rejects: Option<Added>,
        tallies: serde_json::Value,
    },
    /// All parts are done, and the files are so long, each with its foot. Without rejected records
    /// there is no file of them.
    Whole {
        results: u64,
        rejects: Option<u64>,
    },
}

/// What a part added to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    pub length: u64,
    pub checksum: u32,
    pub note: Note,
}

/// Another number for every change of what stands in the folder.
pub const VERSION: u32 = 1;

impl Journal {
    pub fn create(path: &Path) -> io::Result<Journal> {
        Ok(Journal { file: File::create(path)? })
    }

    /// All entries that count, each with the place where its line ends.
    pub fn read(path: &Path) -> io::Result<Vec<(Entry, u64)>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut end: u64 = 0;
        let mut entries = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(entry) = entry(line) else { break };
            end = end.saturating_add(u64::try_from(line.len()).unwrap_or(u64::MAX));
            entries.push((entry, end));
        }
        Ok(entries)
    }

    /// To be written on from a place.
    pub fn open_at(path: &Path, place: u64) -> io::Result<Journal> {
        let mut file = File::options().write(true).open(path)?;
        file.set_len(place)?;
        file.seek(SeekFrom::Start(place))?;
        Ok(Journal { file })
    }

    pub fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let text = serde_json::to_string(entry)?;
        self.file.write_all(format!("{:08x} {text}\n", checksum(text.as_bytes())).as_bytes())
    }

    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

fn entry(line: &[u8]) -> Option<Entry> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (sum, json) = text.split_once(' ')?;
    if u32::from_str_radix(sum, 16).ok()? != checksum(json.as_bytes()) {
        return None;
    }
    serde_json::from_str(json).ok()
}

pub fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
