//! What a declaration says twice where only one of the two could count.

use pest::iterators::Pair;

use super::build::Builder;
use super::grammar::Rule;
use super::mistakes;
use crate::source::Span;

/// Reports each second entry of a kind of which there can be one.
pub fn only_once(b: &mut Builder, pair: &Pair<'_, Rule>) {
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for part in pair.clone().into_inner() {
        let entry = if wraps_an_entry(part.as_rule()) { part.clone().into_inner().next() } else { Some(part.clone()) };
        if let Some((what, entry)) = entry.and_then(|entry| Some((single(entry.as_rule())?, entry))) {
            let span = b.span(&entry);
            match seen.iter().find(|(known, _)| *known == what) {
                Some((_, first)) => b.problems.push(mistakes::second_entry(what, span, *first)),
                None => seen.push((what, span)),
            }
        }
        if !matches!(part.as_rule(), Rule::expr | Rule::condition) {
            only_once(b, &part);
        }
    }
}

fn wraps_an_entry(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::header_entry
            | Rule::fact_part
            | Rule::rule_entry
            | Rule::exception_entry
            | Rule::score_entry
            | Rule::determination_entry
            | Rule::quota_entry
            | Rule::pool_entry
            | Rule::test_entry
    )
}

/// What there can be one of.
fn single(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::jurisdiction => "`jurisdiction`",
        Rule::in_force => "`in force`",
        Rule::as_of_entry => "`as of`",
        Rule::leap_rule => "`leap birthdays`",
        Rule::round_rule => "`dates round`",
        Rule::label => "a label",
        Rule::presumed => "`presumed`",
        Rule::burden => "`burden`",
        Rule::at_most => "`at most`",
        Rule::group_when => "`when`",
        Rule::grant => "`grant`",
        Rule::places => "`places`",
        Rule::order => "`in order of`",
        Rule::pool_for => "`for`",
        Rule::unused => "`unused`",
        Rule::on_day => "`on`",
        Rule::given => "`given`",
        _ => return None,
    })
}
