//! How much a run takes of the machine, and options that are read as more than a text.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::workers::Limits;
use crate::records::{Encoding, ListFile};

/// About what a piece of work takes that is read, decided or waiting to be written, in bytes.
const PIECE: u64 = 48 << 20;
/// What a run takes beside, in bytes.
const BASE: u64 = 64 << 20;
/// The memory of a machine that does not say how much it has.
const UNSAID: u64 = 4 << 30;

/// The limits of a run; by default all cores and a quarter of the memory.
pub fn limits(threads: Option<NonZeroUsize>, memory: Option<u64>) -> Limits {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = threads.map_or(cores, NonZeroUsize::get);
    let memory = memory.unwrap_or_else(|| all_memory().unwrap_or(UNSAID) / 4);
    let pieces = usize::try_from(memory.saturating_sub(BASE) / PIECE).unwrap_or(usize::MAX).max(1);
    let threads = threads.min(pieces);
    Limits { threads, window: pieces.min(threads.saturating_mul(2)) }
}

/// Reads `512M`, `2G`, `1500K` or a number of bytes.
///
/// # Errors
/// It is no such size.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is a number with K, M or G, as in 512M or 2G".to_owned();
    let text = text.trim();
    let (digits, shift) = match text.char_indices().next_back() {
        Some((at, 'K' | 'k')) => (text.get(..at), 10),
        Some((at, 'M' | 'm')) => (text.get(..at), 20),
        Some((at, 'G' | 'g')) => (text.get(..at), 30),
        _ => (Some(text), 0),
    };
    let number: u64 = digits.unwrap_or_default().parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).filter(|bytes| *bytes > 0).ok_or_else(wrong)
}

fn all_memory() -> Option<u64> {
    kilobytes("/proc/meminfo", "MemTotal:")
}

/// The most memory that this process has held at once, in bytes, where the machine says so.
pub fn peak_memory() -> Option<u64> {
    kilobytes("/proc/self/status", "VmHWM:")
}

fn kilobytes(file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// A format by its file ending.
///
/// # Errors
/// There is none that ends so.
pub fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::of(text).map_err(|problem| problem.message)
}

/// `employment=employment.csv`
///
/// # Errors
/// It is no name and file.
pub fn list_file(text: &str) -> Result<ListFile, String> {
    match text.split_once('=') {
        Some((list, path)) if !list.is_empty() && !path.is_empty() => {
            Ok(ListFile { list: list.to_owned(), path: PathBuf::from(path) })
        }
        _ => Err("name the list and its file, as in employment=employment.csv".to_owned()),
    }
}
