//! Why an applicant's outcome is what it is: a trace to an [`Explanation`], clause by clause, down
//! to the values, the limits they were held to, and the sources in law.
//!
//! Read off the evaluation, never written beside it. Draws nothing: see `report`.

mod build;
mod elements;
mod model;
mod pathways;
mod readings;
mod scores;
mod words;
mod working_days;

pub use build::{cut_off_words, explain, readings_of};
pub use model::*;
pub use pathways::status_words;
pub use words::{date_words, fault_words, money_words, number_words, value_words, words_of};
