//! What can be wrong with a text before any name is looked up. One mistake, one file.

mod bad_literal;
mod label_value;
mod not_a_declaration;
mod not_snake_case;
mod second_header;
mod strange;
mod too_deep;
mod unexpected;
mod unfinished;
mod working_days;

pub use bad_literal::{bad_date, bad_instant, bad_number, loose_date, readings};
pub use label_value::{no_label_value, stray_brace};
pub use not_a_declaration::{OPENERS, is_opener, not_a_declaration, stray_bracket};
pub use not_snake_case::{in_small_letters, not_snake_case};
pub use second_header::{ends_before_it_begins, law_in_a_library, second_discretion, second_failing};
pub use second_header::{second_entry, second_header, second_time, time_by_itself};
pub use strange::{curly_quotes, other_letter, strange_in_code, strange_in_words};
pub use too_deep::{DEEPEST, too_deep, too_long, too_many_ifs};
pub use unexpected::{RESERVED, new_line_before, unexpected, unexpected_headline};
pub use unfinished::{unclosed_bracket, unclosed_text};
pub use working_days::{mixed_days, no_calendar, not_days, window_of_working_days};
