use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::assembly::Assembly;
use super::fingerprint::Fingerprint;
use super::journal::{Added, Entry, Journal, VERSION};
use super::lock::{Lock, Taken};
use crate::diagnostics::{Code, Diagnostic};
use crate::records::output::unwritable;
use crate::records::{Encoder, Part};

/// A file to be written.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub path: &'a Path,
    pub encoder: &'a Encoder,
}

/// The parts of a result, and of its rejects, while they are written.
pub struct Parts {
    folder: PathBuf,
    journal: Journal,
    results: Assembly,
    rejects: Option<Assembly>,
    done: u64,
    unsynced: u64,
    state: State,
    /// Let go of last.
    _lock: Lock,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Growing,
    /// All is there; files are yet to be put under their names.
    Whole,
    /// Something could not be written; what counts is in the journal.
    Failed,
    Put,
}

/// A run that goes on.
pub struct Resumed {
    pub parts: Parts,
    /// Those of each part that is done, in order.
    pub tallies: Vec<Value>,
    /// How many parts had been done and no longer hold, so that they are to be done again.
    pub damaged: usize,
    /// All parts are done, and there is nothing left but to finish.
    pub whole: bool,
}

/// Bytes after which what was written is made to last.
const SYNC_EVERY: u64 = 64 << 20;

impl Parts {
    /// Starts anew; what an earlier run left is thrown away.
    ///
    /// # Errors
    /// The folder cannot be written, or another run writes there.
    pub fn create(
        results: Target<'_>,
        rejects: Option<Target<'_>>,
        fingerprint: &Fingerprint,
    ) -> Result<Parts, Diagnostic> {
        let (folder, lock) = take(results.path)?;
        let made = Parts::anew(folder, lock, results, rejects, &with_files(fingerprint, results, rejects));
        made.map_err(|error| unwritable(results.path, &error))
    }

    fn anew(
        folder: PathBuf,
        lock: Lock,
        results: Target<'_>,
        rejects: Option<Target<'_>>,
        fingerprint: &Fingerprint,
    ) -> io::Result<Parts> {
        for name in ["journal", "results", "rejects"] {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let mut journal = Journal::create(&folder.join("journal"))?;
        journal.write(&Entry::Run { version: VERSION, fingerprint: fingerprint.clone() })?;
        let rejects = rejects.map(|rejects| Assembly::create(folder.join("rejects"), &rejects)).transpose()?;
        let results = Assembly::create(folder.join("results"), &results)?;
        Ok(Parts { folder, journal, results, rejects, done: 0, unsynced: 0, state: State::Growing, _lock: lock })
    }

    /// How many parts an interrupted run has left there.
    #[must_use]
    pub fn left(out: &Path) -> usize {
        let entries = Journal::read(&folder_of(out).join("journal")).unwrap_or_default();
        entries.iter().filter(|(entry, _)| matches!(entry, Entry::Part { .. })).count()
    }

    /// Goes on where an earlier run stopped; starts anew if there is none.
    ///
    /// # Errors
    /// The earlier run was begun with something else; the folder cannot be read or written; or
    /// another run writes there.
    pub fn resume(
        results: Target<'_>,
        rejects: Option<Target<'_>>,
        fingerprint: &Fingerprint,
    ) -> Result<Resumed, Diagnostic> {
        let (folder, lock) = take(results.path)?;
        let unwritable = |error: io::Error| unwritable(results.path, &error);
        let entries = Journal::read(&folder.join("journal")).map_err(unwritable)?;
        let fingerprint = with_files(fingerprint, results, rejects);
        let Some(left) = Left::of(entries) else {
            let parts = Parts::anew(folder, lock, results, rejects, &fingerprint).map_err(unwritable)?;
            return Ok(Resumed { parts, tallies: Vec::new(), damaged: 0, whole: false });
        };
        left.same_run(results.path, &fingerprint)?;
        Parts::from_left(folder, lock, results, rejects, left).map_err(unwritable)
    }

    fn from_left(
        folder: PathBuf,
        lock: Lock,
        results: Target<'_>,
        rejects: Option<Target<'_>>,
        left: Left,
    ) -> io::Result<Resumed> {
        let mut results = Assembly::open(folder.join("results"), &results)?;
        let mut rejects = rejects.map(|rejects| Assembly::open(folder.join("rejects"), &rejects)).transpose()?;
        let whole = left.is_whole(&results, rejects.as_ref())?;
        let mut done = left.parts.len();
        let mut end = left.end;
        if whole {
            results.has(left.results());
            rejects.iter_mut().for_each(|rejects| rejects.has(left.rejects()));
        } else {
            done = done.min(results.whole_parts(left.results())?);
            if let Some(rejects) = &mut rejects {
                done = done.min(rejects.whole_parts(left.rejects())?);
            }
            end = left.end_after(done);
            results.go_on_after(left.results().take(done))?;
            if let Some(rejects) = &mut rejects {
                rejects.go_on_after(left.rejects().take(done))?;
            }
        }
        let journal = Journal::open_at(&folder.join("journal"), end)?;
        let damaged = left.parts.len().saturating_sub(done);
        let tallies = left.parts.into_iter().take(done).map(|part| part.tallies).collect();
        let state = if whole { State::Whole } else { State::Growing };
        let done = u64::try_from(done).unwrap_or(u64::MAX);
        let parts = Parts { folder, journal, results, rejects, done, unsynced: 0, state, _lock: lock };
        Ok(Resumed { parts, tallies, damaged, whole })
    }

    /// How many parts are done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Adds the next part. Without an error it will not have to be done again.
    ///
    /// # Errors
    /// The disk is full, or the like. The parts before this one stand.
    pub fn append(&mut self, results: &Part, rejects: Option<&Part>, tallies: Value) -> Result<(), Diagnostic> {
        if self.state != State::Growing {
            return Err(unwritable(&self.results.path, &io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let written = self.write(results, rejects, tallies);
        if written.is_err() {
            self.state = State::Failed;
        }
        written
    }

    fn write(&mut self, results: &Part, rejects: Option<&Part>, tallies: Value) -> Result<(), Diagnostic> {
        let added = self.results.append(results).map_err(|error| unwritable(&self.results.path, &error))?;
        let mut bytes = added.length;
        let mut set_aside = None;
        if let (Some(file), Some(part)) = (&mut self.rejects, rejects) {
            let added = file.append(part).map_err(|error| unwritable(&file.path, &error))?;
            bytes = bytes.saturating_add(added.length);
            set_aside = Some(added);
        }
        let entry = Entry::Part { results: added, rejects: set_aside, tallies };
        let mut kept = self.journal.write(&entry);
        self.unsynced = self.unsynced.saturating_add(bytes);
        if kept.is_ok() && self.unsynced >= SYNC_EVERY {
            self.unsynced = 0;
            kept = self.sync();
        }
        kept.map_err(|error| unwritable(&self.results.path, &error))?;
        self.done = self.done.saturating_add(1);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        self.results.sync()?;
        self.rejects.as_ref().map_or(Ok(()), Assembly::sync)?;
        self.journal.sync()
    }

    /// Makes the files whole and puts them under their names: that of the rejects only if there are
    /// any.
    ///
    /// # Errors
    /// The disk is full, or the folder is gone. What was written stands, if it is still there.
    pub fn finish(mut self) -> Result<(), Diagnostic> {
        let path = self.results.path.clone();
        if self.state == State::Failed {
            return Err(unwritable(&path, &io::Error::from(io::ErrorKind::InvalidInput)));
        }
        self.put().map_err(|error| unwritable(&path, &error))
    }

    fn put(&mut self) -> io::Result<()> {
        if self.state == State::Growing {
            let rejects = match &mut self.rejects {
                Some(rejects) if rejects.rows() > 0 => Some(rejects.complete()?),
                _ => None,
            };
            let results = self.results.complete()?;
            self.journal.write(&Entry::Whole { results, rejects })?;
            self.journal.sync()?;
            self.state = State::Whole;
        }
        if let Some(rejects) = &mut self.rejects {
            if rejects.rows() > 0 { rejects.put()? } else { rejects.remove()? }
        }
        self.results.put()?;
        self.state = State::Put;
        Ok(())
    }
}

impl Drop for Parts {
    /// Takes the folder away if it is of no more use; another run may not take it meanwhile, so it
    /// goes while it is still locked.
    fn drop(&mut self) {
        if self.state == State::Put || (self.done == 0 && self.state != State::Whole) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// What the journal of an earlier run tells.
struct Left {
    version: u32,
    fingerprint: Fingerprint,
    /// Where the first line ends.
    start: u64,
    parts: Vec<Done>,
    whole: Option<(u64, Option<u64>)>,
    end: u64,
}

struct Done {
    results: Added,
    rejects: Added,
    tallies: Value,
    /// Where its line ends.
    end: u64,
}

impl Left {
    fn of(entries: Vec<(Entry, u64)>) -> Option<Left> {
        let mut entries = entries.into_iter();
        let Some((Entry::Run { version, fingerprint }, start)) = entries.next() else { return None };
        let mut left = Left { version, fingerprint, start, parts: Vec::new(), whole: None, end: start };
        for (entry, end) in entries {
            match entry {
                Entry::Part { results, rejects, tallies } if left.whole.is_none() => {
                    let rejects = rejects.unwrap_or_default();
                    left.parts.push(Done { results, rejects, tallies, end });
                }
                Entry::Whole { results, rejects } if left.whole.is_none() => left.whole = Some((results, rejects)),
                _ => break,
            }
            left.end = end;
        }
        Some(left)
    }

    fn same_run(&self, path: &Path, fingerprint: &Fingerprint) -> Result<(), Diagnostic> {
        let mut differs = self.fingerprint.differences(fingerprint);
        if self.version != VERSION {
            differs.push("version of visado".to_owned());
        }
        if differs.is_empty() {
            return Ok(());
        }
        let differs = differs.join(" and ");
        Err(Diagnostic::new(
            Code::E0501,
            format!("the run for `{}` was begun with a different {differs}", path.display()),
        )
        .help("run it as it was begun, or begin anew"))
    }

    fn results(&self) -> impl Iterator<Item = &Added> {
        self.parts.iter().map(|part| &part.results)
    }

    fn rejects(&self) -> impl Iterator<Item = &Added> {
        self.parts.iter().map(|part| &part.rejects)
    }

    /// Where the line of the last of so many parts ends.
    fn end_after(&self, parts: usize) -> u64 {
        parts.checked_sub(1).and_then(|last| self.parts.get(last)).map_or(self.start, |part| part.end)
    }

    /// Whether all is there, or already under its name.
    fn is_whole(&self, results: &Assembly, rejects: Option<&Assembly>) -> io::Result<bool> {
        let Some((length, of_rejects)) = self.whole else { return Ok(false) };
        let there = |file: &Assembly, length| Ok::<_, io::Error>(file.length()?.is_none_or(|found| found == length));
        let rejects = match (rejects, of_rejects) {
            (Some(file), Some(length)) => there(file, length)?,
            _ => true,
        };
        Ok(rejects && there(results, length)?)
    }
}

/// What is written belongs to what a run was begun with.
fn with_files(fingerprint: &Fingerprint, results: Target<'_>, rejects: Option<Target<'_>>) -> Fingerprint {
    let form = |target: Target<'_>| format!("{:?} {:?}", target.encoder.format(), target.encoder.columns());
    fingerprint
        .clone()
        .with("set of result columns", form(results))
        .with("file of rejects", rejects.map_or_else(|| "none".to_owned(), form))
}

fn folder_of(out: &Path) -> PathBuf {
    let name = out.file_name().map_or_else(|| "results".into(), |name| name.to_string_lossy());
    out.with_file_name(format!(".{name}.parts"))
}

fn take(out: &Path) -> Result<(PathBuf, Lock), Diagnostic> {
    let folder = folder_of(out);
    match Lock::take(&folder) {
        Ok(lock) => Ok((folder, lock)),
        Err(Taken::Failed(error)) => Err(unwritable(out, &error)),
        Err(Taken::By(process)) => {
            let whose = process.map_or_else(String::new, |process| format!(" (process {process})"));
            Err(Diagnostic::new(Code::E0501, format!("another run{whose} is writing `{}`", out.display()))
                .help("wait until it is done, or name another file to write"))
        }
    }
}
