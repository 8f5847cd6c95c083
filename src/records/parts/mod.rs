//! A file of results that is written for hours, safely.
//!
//! While a run goes on, what it has done stands in a folder beside the result, `.NAME.parts`:
//!
//! | file | holds |
//! | --- | --- |
//! | `results` | the head of the result and its parts, in order, as they will stand in it |
//! | `rejects` | the same of the file of rejected records, if the run has one |
//! | `journal` | a line for the run and one for each part, each with a checksum |
//! | `lock` | the process that writes here, locked while it lives |
//!
//! A part counts once its line is in the journal; the line tells the length and the checksum of what
//! it added to the files, and the tallies of its records, which are the caller's. So whatever moment
//! a process dies at, what counts is whole: what stands after it is cut off by the next one. The
//! files are synced now and then, and what a crash of the machine took of them shows in the
//! checksums. At the end the foot is added, all is synced, the journal says that it is whole, and the
//! files are put under their names. Nothing is ever written twice.
//!
//! The way of a run:
//!
//! 1. [`Parts::create`], or [`Parts::resume`], which gives the tallies of the parts that are done.
//! 2. [`Encoder::part`](super::Encoder::part) on any thread makes the bytes of a part.
//! 3. [`Parts::append`] in order, on one thread, with the part of its rejects and its tallies.
//! 4. [`Parts::finish`]. A run that stops before it leaves the folder, for `resume`; one that stops
//!    before its first part leaves nothing.
//!
//! A run may be resumed only with what it was begun with: the [`Fingerprint`]. The parts of a resumed
//! run must be cut as they would have been; then its result is the same, byte for byte.

mod assembly;
mod fingerprint;
mod journal;
mod lock;
mod run;

pub use fingerprint::Fingerprint;
pub use run::{Parts, Resumed, Target};
