//! What is reached of policies, as one page for a browser or for paper.

use std::collections::BTreeMap;

use super::coverage::{By, kind_words, outcomes, share_words};
use super::table::count;
use super::trial::escaped;
use crate::plan::PartKind;
use crate::trial::{Coverage, Covered, FileCoverage, Share};

const STYLE: &str = include_str!("coverage_page.css");

/// A page that needs nothing else: a table of the files, then the text of each with its gaps marked.
#[must_use]
pub fn coverage_page(coverage: &Coverage, by: By) -> String {
    let title = format!("What {} reach", by.words());
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    page.push_str(&format!("<p>{}.</p>\n", share_words(coverage.share())));
    page.push_str(&summary(coverage));
    page.push_str(
        "<p class=\"key\"><span class=\"yes\">✓</span> reached &ensp;\
         <span class=\"partly\">◐</span> partly: one outcome is missing &ensp;\
         <span class=\"no\">✗</span> never reached</p>\n",
    );
    for (at, (name, file)) in coverage.files().enumerate() {
        page.push_str(&section(at, name, file));
    }
    page + "</main>\n</body>\n</html>\n"
}

fn summary(coverage: &Coverage) -> String {
    let mut text = String::from(
        "<table class=\"files\">\n<thead><tr><th>file</th><th>reached</th><th>of</th><th>share</th><th></th></tr></thead>\n<tbody>\n",
    );
    for (at, (name, file)) in coverage.files().enumerate() {
        let link = format!("<a href=\"#file-{at}\">{}</a>", escaped(name));
        text.push_str(&summary_row(&link, file.share()));
    }
    text.push_str("</tbody>\n<tfoot>\n");
    text.push_str(&summary_row("all", coverage.share()));
    text + "</tfoot>\n</table>\n"
}

fn summary_row(name: &str, share: Share) -> String {
    let (shown, wanted, percent) = (count(share.shown), count(share.wanted), share.percent());
    format!(
        "<tr><td>{name}</td><td>{shown}</td><td>{wanted}</td><td>{percent}%</td>\
         <td><progress max=\"100\" value=\"{percent}\" aria-hidden=\"true\"></progress></td></tr>\n"
    )
}

fn section(at: usize, name: &str, file: &FileCoverage) -> String {
    let mut starting: BTreeMap<usize, Vec<&Covered>> = BTreeMap::new();
    for part in file.parts() {
        starting.entry(part.line).or_default().push(part);
    }
    let mut text = format!(
        "<section id=\"file-{at}\">\n<h2>{}</h2>\n<p>{}.</p>\n<table class=\"text\">\n<tbody>\n",
        escaped(name),
        share_words(file.share())
    );
    let mut begins = 0_usize;
    for (before, written) in file.text.split_inclusive('\n').enumerate() {
        let number = before.saturating_add(1);
        let parts = starting.get(&number).map(Vec::as_slice).unwrap_or_default();
        text.push_str(&line(number, begins, written.trim_end_matches(['\n', '\r']), parts));
        begins = begins.saturating_add(written.len());
    }
    text + "</tbody>\n</table>\n</section>\n"
}

/// A line of the policy's text that starts at a byte, with the parts that start on it.
fn line(number: usize, begins: usize, written: &str, parts: &[&Covered]) -> String {
    let (class, mark) = state(parts);
    let gaps: String = gaps(parts).iter().map(|gap| format!(" <span class=\"gap\">{}</span>", escaped(gap))).collect();
    let seen: Vec<String> = parts.iter().map(|part| escaped(&told(part))).collect();
    let title = if seen.is_empty() { String::new() } else { format!(" title=\"{}\"", seen.join("&#10;")) };
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!(
        "<tr{class}><td>{number}</td><td{title}>{mark}</td><td><code>{}</code>{gaps}</td></tr>\n",
        underlined(begins, written, parts)
    )
}

/// The class and the mark of a line: of what starts on it.
fn state(parts: &[&Covered]) -> (&'static str, &'static str) {
    let missing = parts.iter().any(|part| part.missing().is_some());
    let shown = parts.iter().any(|part| part.shown() > 0);
    match (parts.is_empty(), missing, shown) {
        (true, ..) => ("", ""),
        (_, false, _) => ("yes", "✓"),
        (_, true, true) => ("partly", "◐"),
        (_, true, false) => ("no", "✗"),
    }
}

/// What nobody has shown on a line. Which part lacks it is said where there are several.
fn gaps(parts: &[&Covered]) -> Vec<String> {
    let open: Vec<(&Covered, &str)> =
        parts.iter().filter_map(|part| part.missing().map(|missing| (*part, missing))).collect();
    let alike = |one: &(&Covered, &str), other: &(&Covered, &str)| {
        one.0.kind == PartKind::Row && other.0.kind == PartKind::Row && one.1 == other.1
    };
    let told = open.chunk_by(alike).filter_map(|chunk| {
        let (first, missing) = chunk.first()?;
        Some(match (parts.len(), chunk.len()) {
            (all, some) if all == some => (*missing).to_owned(),
            (all, some) if first.kind == PartKind::Row => format!("{some} of {all} {missing}"),
            _ => format!("{} {}: {missing}", kind_words(first.kind), first.name),
        })
    });
    told.collect()
}

fn told(part: &Covered) -> String {
    let outcomes = outcomes(part);
    let outcomes = if outcomes.is_empty() { "none".to_owned() } else { outcomes.join(", ") };
    format!("{} of {}: {} ({outcomes})", kind_words(part.kind), part.of, part.name)
}

/// The text of a line; of several rows that stand on it, those that nobody looked up underlined.
fn underlined(begins: usize, written: &str, parts: &[&Covered]) -> String {
    let mut text = String::new();
    let mut rest = 0_usize;
    let cells = parts.iter().filter(|part| parts.len() > 1 && part.kind == PartKind::Row && part.missing().is_some());
    for cell in cells {
        let (start, end) = (cell.bytes.start.saturating_sub(begins), cell.bytes.end.saturating_sub(begins));
        if let (Some(before), Some(inside)) = (written.get(rest..start), written.get(start..end)) {
            text.push_str(&format!("{}<u>{}</u>", escaped(before), escaped(inside)));
            rest = end;
        }
    }
    text + &escaped(written.get(rest..).unwrap_or_default())
}
