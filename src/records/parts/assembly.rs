use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::Crc;

use super::journal::{Added, checksum};
use super::run::Target;
use crate::records::output::temporary_beside;
use crate::records::{Encoder, Note, Part};

/// A file that grows in the folder, until it is put under its name.
pub struct Assembly {
    /// Its name when it is whole.
    pub path: PathBuf,
    encoder: Encoder,
    within: PathBuf,
    /// Gone if it has been put under its name.
    file: Option<File>,
    head: u64,
    parts: Vec<(u64, Note)>,
}

impl Assembly {
    pub fn create(within: PathBuf, target: &Target<'_>) -> io::Result<Assembly> {
        let head = target.encoder.head()?;
        let mut file = File::options().read(true).write(true).create_new(true).open(&within)?;
        file.write_all(&head)?;
        Ok(Assembly::with(within, target, Some(file), &head))
    }

    /// What an earlier run left: with its head, if that is there.
    pub fn open(within: PathBuf, target: &Target<'_>) -> io::Result<Assembly> {
        let head = target.encoder.head()?;
        let file = match File::options().read(true).write(true).open(&within) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Assembly::with(within, target, file, &head))
    }

    fn with(within: PathBuf, target: &Target<'_>, file: Option<File>, head: &[u8]) -> Assembly {
        let (path, encoder) = (target.path.to_owned(), target.encoder.clone());
        Assembly { path, encoder, within, file, head: length(head), parts: Vec::new() }
    }

    /// How long the file is; `None` if it is not there.
    pub fn length(&self) -> io::Result<Option<u64>> {
        self.file.as_ref().map(|file| file.metadata().map(|about| about.len())).transpose()
    }

    /// How many parts in a row are as they were written.
    pub fn whole_parts<'a>(&mut self, parts: impl Iterator<Item = &'a Added>) -> io::Result<usize> {
        let head = self.encoder.head()?;
        let Some(file) = &mut self.file else { return Ok(0) };
        file.seek(SeekFrom::Start(0))?;
        let mut input = BufReader::with_capacity(1 << 18, file);
        let mut found = Vec::new();
        input.by_ref().take(length(&head)).read_to_end(&mut found)?;
        if found != head {
            return Ok(0);
        }
        let mut whole: usize = 0;
        for part in parts {
            if read_checksum(&mut input, part.length)? != Some(part.checksum) {
                break;
            }
            whole = whole.saturating_add(1);
        }
        Ok(whole)
    }

    /// These are the parts that it has.
    pub fn has<'a>(&mut self, parts: impl Iterator<Item = &'a Added>) {
        self.parts = parts.map(|part| (part.length, part.note.clone())).collect();
    }

    /// Goes on after these parts, whatever stands there.
    pub fn go_on_after<'a>(&mut self, parts: impl Iterator<Item = &'a Added>) -> io::Result<()> {
        self.has(parts);
        let end = self.end();
        let head = self.encoder.head()?;
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::options().read(true).write(true).create_new(true).open(&self.within)?),
        };
        if self.parts.is_empty() {
            cut(file, 0)?;
            return file.write_all(&head);
        }
        cut(file, end)
    }

    fn end(&self) -> u64 {
        self.parts.iter().fold(self.head, |end, (length, _)| end.saturating_add(*length))
    }

    pub fn append(&mut self, part: &Part) -> io::Result<Added> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.write_all(&part.bytes)?;
        let added = Added { length: length(&part.bytes), checksum: checksum(&part.bytes), note: part.note.clone() };
        self.parts.push((added.length, added.note.clone()));
        Ok(added)
    }

    pub fn sync(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    /// The rows of all parts.
    pub fn rows(&self) -> u64 {
        self.parts.iter().fold(0, |rows, (_, note)| rows.saturating_add(note.rows))
    }

    /// Adds the foot and syncs; gives the length of the whole.
    pub fn complete(&mut self) -> io::Result<u64> {
        let foot = self.encoder.foot(self.head, self.parts.iter().map(|(length, note)| (*length, note)))?;
        let whole = self.end().saturating_add(length(&foot));
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.write_all(&foot)?;
        file.sync_all()?;
        Ok(whole)
    }

    /// Puts the file under its name, if that is still to be done.
    pub fn put(&mut self) -> io::Result<()> {
        if self.file.take().is_none() {
            return Ok(());
        }
        match fs::rename(&self.within, &self.path) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let mut there = temporary_beside(&self.path)?;
                io::copy(&mut File::open(&self.within)?, &mut there)?;
                there.as_file().sync_all()?;
                there.persist(&self.path).map_err(|error| error.error)?;
            }
            moved => moved?,
        }
        sync_folder(self.path.parent());
        Ok(())
    }

    /// There is to be no such file, nor one of an earlier run.
    pub fn remove(&mut self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Takes away what stands from a place on, to be written on from there.
fn cut(file: &mut File, place: u64) -> io::Result<()> {
    if file.metadata()?.len() > place {
        file.set_len(place)?;
    }
    file.seek(SeekFrom::Start(place)).map(|_| ())
}

/// The checksum of so many bytes; `None` if there are fewer.
fn read_checksum(input: &mut impl Read, length: u64) -> io::Result<Option<u32>> {
    let mut crc = Crc::new();
    let mut left = length;
    let mut buffer = vec![0; 1 << 16];
    while left > 0 {
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = input.read(buffer.get_mut(..want).unwrap_or_default())?;
        if read == 0 {
            return Ok(None);
        }
        crc.update(buffer.get(..read).unwrap_or_default());
        left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
    }
    Ok(Some(crc.sum()))
}

/// Makes a new name last. Not every system can, and then the file lasts all the same.
fn sync_folder(folder: Option<&Path>) {
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
