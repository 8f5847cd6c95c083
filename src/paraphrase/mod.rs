//! A checked policy as numbered prose: what a lawyer reads and signs.
//!
//! The order and the wording are read off the policy as it was written; what its names mean is read
//! off the [`CheckedPolicy`](crate::check::CheckedPolicy). Nothing is left out but tests and assertions, which are counted. Draws
//! nothing: see `report`.

mod articles;
mod calendars;
mod clauses;
mod compared;
mod conditions;
mod days;
mod declared;
mod definitions;
mod document;
mod english;
mod exceptions;
mod facts;
mod front;
mod gathered;
mod labels;
mod meanings;
mod named;
mod pathways;
mod phrase;
mod provided;
mod quotas;
mod relatives;
mod scores;
mod shown;
mod sums;
mod tables;
mod values;
mod writer;

pub use articles::paraphrase;
pub use document::{Article, Block, Document, Footing, Grid, Item, List, Section};
