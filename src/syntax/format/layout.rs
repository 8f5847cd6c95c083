//! A file: its declarations, and the blank lines between them.

use super::clause::Setting;
use super::columns;
use super::page::{Page, WIDTH};
use super::pieces::Entry;
use super::words::{Part, Words};
use crate::syntax::grammar::Rule;

pub fn file(words: &Words<'_>) -> String {
    let mut page = Page::new(words);
    let mut last = Last::default();
    for part in &words.root.parts {
        match part {
            Part::Node(_) => declaration(&mut page, &Entry { part, comma: None }, &mut last),
            Part::Word(end) => page.lead(*end, 0, last.rule.is_none()),
        }
    }
    last.align(&mut page);
    page.text()
}

/// The declarations before the one that is put down.
#[derive(Default)]
struct Last {
    rule: Option<Rule>,
    /// The last stands on several lines, in braces.
    tall: bool,
    /// The lines of those on one line each, without a blank line between them.
    rows: Vec<usize>,
}

impl Last {
    fn align(&mut self, page: &mut Page<'_, '_>) {
        columns::align(&mut page.lines, &self.rows, WIDTH);
        self.rows.clear();
    }
}

/// Around one that stands on several lines in braces there are blank lines; for others it is up to
/// the writer.
fn declaration(page: &mut Page<'_, '_>, entry: &Entry<'_>, last: &mut Last) {
    let above = page.row();
    let first = last.rule.is_none();
    let row = page.entry(entry, &Setting::new(Rule::file, 0), first);
    let several = page.row() > row;
    let tall = several && entry.node().is_some_and(|node| node.has_block);
    // What is new: the comments before it, and it.
    let new = if first { row } else { above.saturating_add(1) };
    let blank = page.lines.get(new..=row).unwrap_or_default().iter().any(|line| line.blank);
    let apart = tall || last.tall;
    let wanting = page.lines.get_mut(new).filter(|_| apart && !blank && !first);
    if let Some(line) = wanting {
        line.blank = true;
    }
    if blank || apart || several || new != row || last.rule != entry.rule() {
        last.align(page);
    }
    if !several {
        last.rows.push(row);
    }
    (last.rule, last.tall) = (entry.rule(), tall);
}
