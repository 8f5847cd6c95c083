//! The warnings that are allowed, with what each is said of.

use pest::iterators::Pair;

use super::build::Builder;
use super::grammar::{Parts, Rule};
use super::tree::Allowed;
use crate::source::{Span, Spanned};

/// Adds every `allow` of a declaration. It is said of the clause that it ends, or of the declaration
/// in whose braces it stands; in the header, of the whole file.
pub fn collect(b: &Builder, declaration: &Pair<'_, Rule>, into: &mut Vec<Allowed>) {
    let mut found = Vec::new();
    inside(b, declaration.clone(), declaration, &mut found);
    if matches!(declaration.as_rule(), Rule::policy_header | Rule::library_header) {
        found.iter_mut().for_each(|allowed| allowed.within = Span { start: 0, end: usize::MAX, ..allowed.within });
    }
    into.append(&mut found);
}

fn inside(b: &Builder, pair: Pair<'_, Rule>, said_of: &Pair<'_, Rule>, into: &mut Vec<Allowed>) {
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::allow => {
                let mut parts = part.clone().parts();
                if let (Some(code), Some(reason)) = (parts.next(), parts.next()) {
                    let code = Spanned::new(code.as_str().to_owned(), b.span(&code));
                    into.push(Allowed { code, reason: b.text(&reason), within: b.span(said_of), span: b.span(&part) });
                }
            }
            rule if only_groups(rule) => inside(b, part, said_of, into),
            Rule::expr => {}
            _ => inside(b, part.clone(), &part, into),
        }
    }
}

/// Rules that hold one entry of several kinds, and are nothing to speak of themselves.
fn only_groups(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::annotation
            | Rule::header_entry
            | Rule::library_entry
            | Rule::fact_part
            | Rule::calendar_entry
            | Rule::determination_entry
            | Rule::quota_entry
            | Rule::pool_entry
            | Rule::test_entry
            | Rule::assert_entry
            | Rule::rule_entry
            | Rule::exception_entry
            | Rule::score_entry
            | Rule::pathway_entry
            | Rule::stage_entry
    )
}
