//! What can be wrong with a text before any name is looked up. One mistake, one file.

mod bad_literal;
mod not_a_declaration;
mod second_header;
mod too_deep;
mod unexpected;
mod unfinished;

pub use bad_literal::{bad_date, bad_number};
pub use not_a_declaration::{is_opener, not_a_declaration};
pub use second_header::second_header;
pub use too_deep::{DEEPEST, too_deep};
pub use unexpected::unexpected;
pub use unfinished::{unclosed_bracket, unclosed_text};
