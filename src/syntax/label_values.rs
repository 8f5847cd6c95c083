use pest::Parser;

use super::build::Builder;
use super::build_expr::expr;
use super::grammar::{Grammar, Rule};
use super::mistakes;
use super::parse::nested_too_deep;
use super::tree::Text;
use super::tree_expr::Expr;
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// The values that stand in braces in a label, each with its braces as written, and what is wrong
/// with those that cannot be read.
#[must_use]
pub fn label_values(label: &Text) -> (Vec<(String, Expr)>, Vec<Diagnostic>) {
    let mut values = Vec::new();
    let mut problems = Vec::new();
    let mut rest = 0;
    while let Some(hole) = next_hole(&label.node, rest) {
        problems.extend(stray_brace(label, rest..hole.start));
        rest = hole.end;
        let written = label.node.get(hole.clone()).unwrap_or_default();
        let inner = written.trim_start_matches('{').trim_end_matches('}');
        let place = place(label, hole);
        match read(place, inner) {
            Ok(value) => values.push((written.to_owned(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(stray_brace(label, rest..label.node.len()));
    (values, problems)
}

/// A brace without its other, in a part of a label that is outside of braces.
fn stray_brace(label: &Text, part: std::ops::Range<usize>) -> Option<Diagnostic> {
    let at = label.node.get(part.clone())?.find(['{', '}'])?.saturating_add(part.start);
    Some(mistakes::stray_brace(place(label, at..at.saturating_add(1))))
}

/// The label with a sign in place of each value: what it is called whatever the values are.
#[must_use]
pub fn without_values(label: &str) -> String {
    let mut text = String::new();
    let mut rest = 0;
    while let Some(hole) = next_hole(label, rest) {
        text.push_str(label.get(rest..hole.start).unwrap_or_default());
        text.push('…');
        rest = hole.end;
    }
    text + label.get(rest..).unwrap_or_default()
}

fn next_hole(label: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let start = label.get(from..)?.find('{')?.saturating_add(from);
    let end = label.get(start..)?.find('}')?.saturating_add(start).saturating_add(1);
    Some(start..end)
}

/// Where the braces stand; the whole label where an escaped sign moves what follows it.
fn place(label: &Text, hole: std::ops::Range<usize>) -> Span {
    let quotes = 2;
    if label.span.end.saturating_sub(label.span.start) != label.node.len().saturating_add(quotes) {
        return label.span;
    }
    let first = label.span.start.saturating_add(1);
    Span { file: label.span.file, start: first.saturating_add(hole.start), end: first.saturating_add(hole.end) }
}

fn read(place: Span, inner: &str) -> Result<Expr, Diagnostic> {
    if nested_too_deep(place.file, place.start, inner).is_some() {
        return Err(mistakes::no_label_value(place));
    }
    let pair = Grammar::parse(Rule::label_value, inner).ok().and_then(|mut pairs| pairs.next());
    let written = pair.and_then(|pair| pair.into_inner().find(|inner| inner.as_rule() == Rule::expr));
    let written = written.ok_or_else(|| mistakes::no_label_value(place))?;
    let mut builder = Builder::at(place);
    let value = expr(&mut builder, written);
    match builder.problems.pop() {
        Some(problem) => Err(problem),
        None => Ok(value),
    }
}
