//! Source texts, places in them, and the typed tables that later stages keep their items in.
//!
//! Knows nothing of the language: a file here is a name and a text.

mod arena;
mod characters;
mod files;
mod span;

pub use arena::{Arena, Id};
pub use characters::{Lookalike, is_invisible, lookalike, made_visible};
pub use files::{FileId, SourceFile, Sources};
pub use span::{Span, Spanned};
