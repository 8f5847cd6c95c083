//! What the layout knows of the grammar's rules. One that is not named here is laid out as a clause.

use super::words::{Node, Part, Words};
use crate::syntax::grammar::Rule;

/// What has a title: its label follows after one space, and what it holds stands in braces below.
pub fn is_titled(rule: Rule) -> bool {
    is_declaration(rule) || matches!(rule, Rule::group | Rule::stage | Rule::pool)
}

pub fn is_declaration(rule: Rule) -> bool {
    named(rule).ends_with("_decl") || named(rule).ends_with("_header")
}

/// What says more of a clause or a fact, wherever it stands.
pub fn is_annotation(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::annotation
            | Rule::source
            | Rule::note
            | Rule::allow
            | Rule::force
            | Rule::time
            | Rule::fact_part
            | Rule::fixed
            | Rule::presumed
            | Rule::burden
    )
}

/// A source, a note, or the like: a word and a text, with the code of a warning between if it allows one.
pub fn is_citation(words: &Words<'_>, node: &Node) -> bool {
    match node.parts.as_slice() {
        [Part::Word(word), Part::Word(text)] | [Part::Word(word), Part::Word(_), Part::Word(text)] => {
            words.rule(*word).is_some_and(is_word) && words.rule(*text) == Some(Rule::string)
        }
        _ => false,
    }
}

/// What has a name, a type and a label.
pub fn is_typed(rule: Rule) -> bool {
    matches!(rule, Rule::fact | Rule::field | Rule::finding_decl)
}

/// Whether the entries of a block have their first words padded to one width with those beside them.
pub fn is_padded(words: &Words<'_>, parent: Rule, entry: &Node) -> bool {
    match parent {
        Rule::rule_decl
        | Rule::exception_decl
        | Rule::score_decl
        | Rule::group
        | Rule::test_decl
        | Rule::assert_decl
        | Rule::define_decl
        | Rule::parameter_decl
        | Rule::table_decl => is_citation(words, entry) || entry.rule == Rule::force,
        Rule::all_of
        | Rule::any_of
        | Rule::at_least
        | Rule::defeats
        | Rule::enum_decl
        | Rule::record_decl
        | Rule::facts_decl
        | Rule::file => false,
        _ => !entry.has_block && entry.rule != Rule::may_grant,
    }
}

/// How many words an entry begins with that say what it is: `requires`, `barred by`, `in force`.
pub fn keywords(words: &Words<'_>, entry: &Node) -> usize {
    let leading = entry.parts.iter().map_while(|part| match part {
        Part::Word(at) => words.rule(*at).filter(|rule| is_word(*rule)),
        Part::Node(_) => None,
    });
    let leading: Vec<Rule> = leading.collect();
    let opens_rest = matches!(leading.last(), Some(Rule::kw_from | Rule::kw_to)) && leading.len() > 1;
    leading.len().saturating_sub(usize::from(opens_rest))
}

fn is_word(rule: Rule) -> bool {
    named(rule).starts_with("w_") || named(rule).starts_with("kw_")
}

/// Whether a piece that follows a label tells more of the clause, as a source does.
pub fn begins_with_word(words: &Words<'_>, node: &Node) -> bool {
    words.rule(node.start).is_some_and(is_word)
}

/// The entry itself, without the rules that only group such entries.
pub fn inner(node: &Node) -> &Node {
    match node.parts.as_slice() {
        [Part::Node(only)] if named(node.rule).ends_with("_entry") => inner(only),
        [Part::Node(only)] if matches!(node.rule, Rule::annotation | Rule::fact_part) => inner(only),
        _ => node,
    }
}

fn named(rule: Rule) -> String {
    std::format!("{rule:?}")
}
