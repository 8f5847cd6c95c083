//! Visado: a policy language for immigration rules, and the engine that decides, explains and
//! compares them.
//!
//! | stage | takes | gives |
//! | --- | --- | --- |
//! | [`syntax`] | text | a tree, as written |
//! | [`check`] | trees | a policy without errors |
//!
//! A module uses only modules that stand above it in the list below; a test holds it to that.

pub mod source;
pub mod diagnostics;
pub mod values;
pub mod syntax;
pub mod check;
pub mod plan;
pub mod records;
pub mod evaluate;
pub mod allocate;
pub mod explain;
pub mod compare;
pub mod report;
pub mod cli;
