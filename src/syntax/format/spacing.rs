//! How many spaces stand between two words of one line.

use super::words::Word;
use crate::syntax::grammar::Rule;

/// Between clauses, their labels and what follows them, and between facts of an example.
pub const WIDE: usize = 3;

pub fn space(before: &Word<'_>, word: &Word<'_>) -> usize {
    if touches_next(before) || touches_last(word) {
        return 0;
    }
    let begins_fact = word.parent == Rule::given_fact && word.rule == Rule::path;
    if begins_fact && before.rule != Rule::open { WIDE } else { 1 }
}

fn touches_next(word: &Word<'_>) -> bool {
    match word.text {
        "(" | "[" => true,
        "." => word.parent == Rule::access,
        ".." => word.parent == Rule::ranged_type,
        _ => matches!(word.rule, Rule::call_name | Rule::minus),
    }
}

fn touches_last(word: &Word<'_>) -> bool {
    match word.text {
        ")" | "]" | "," => true,
        "." => word.parent == Rule::access,
        ".." => word.parent == Rule::ranged_type,
        "(" => matches!(word.parent, Rule::table_decl | Rule::inputs),
        ":" => !matches!(word.parent, Rule::fact | Rule::field | Rule::finding_decl | Rule::table_decl),
        _ => false,
    }
}
