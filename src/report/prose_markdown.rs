//! A policy as prose, in Markdown.

use crate::paraphrase::{Article, Block, Document, Footing, Grid, Item, Section};

/// The whole document, as one Markdown file.
#[must_use]
pub fn prose_markdown(document: &Document) -> String {
    let mut text = format!("# {}\n\n`{}`\n\n", document.title, document.name);
    document.front.iter().for_each(|part| block(&mut text, part));
    footing(&mut text, &document.footing);
    document.articles.iter().for_each(|part| article(&mut text, part));
    text.push_str("---\n\n");
    text.push_str(&document.closing);
    text.push('\n');
    text
}

fn article(text: &mut String, article: &Article) {
    text.push_str(&format!("## {}. {}\n\n", article.number, article.heading));
    article.sections.iter().for_each(|part| section(text, part));
}

fn section(text: &mut String, section: &Section) {
    text.push_str(&format!("### {} {}\n\n", section.number, section.heading));
    let name = section.name.as_ref().map(|name| format!("`{name}`"));
    let library = section.library.as_ref().map(|library| format!("from the library `{library}`"));
    let about: Vec<String> = name.into_iter().chain(library).collect();
    if !about.is_empty() {
        text.push_str(&format!("{}\n\n", about.join(", ")));
    }
    section.blocks.iter().for_each(|part| block(text, part));
    footing(text, &section.footing);
}

fn block(text: &mut String, block: &Block) {
    match block {
        Block::Paragraph(words) => text.push_str(words),
        Block::Items(all) => {
            all.iter().for_each(|one| item(text, one, 0));
        }
        Block::Table(all) => grid(text, all),
        Block::Footing(one) => footing(text, one),
    }
    while text.ends_with('\n') {
        text.pop();
    }
    text.push_str("\n\n");
}

fn item(text: &mut String, one: &Item, depth: usize) {
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}- {} {}\n", one.mark, one.text));
    for list in &one.lists {
        if !list.lead.is_empty() {
            text.push_str(&format!("\n{indent}  {}\n\n", list.lead));
        }
        list.items.iter().for_each(|one| item(text, one, depth.saturating_add(1)));
    }
    for line in footing_lines(&one.footing) {
        // After an item that has a footing of its own one line is empty already.
        while text.ends_with("\n\n") {
            text.pop();
        }
        text.push_str(&format!("\n{indent}  {line}\n"));
    }
    if !one.footing.is_empty() {
        text.push('\n');
    }
    if !one.then.is_empty() {
        while text.ends_with("\n\n") {
            text.pop();
        }
        text.push_str(&format!("\n{indent}  {}\n\n", one.then));
    }
}

fn footing(text: &mut String, footing: &Footing) {
    for line in footing_lines(footing) {
        text.push_str(&line);
        text.push_str("\n\n");
    }
}

fn footing_lines(footing: &Footing) -> Vec<String> {
    let mut lines = Vec::new();
    if !footing.sources.is_empty() {
        let word = if footing.sources.len() == 1 { "Source" } else { "Sources" };
        lines.push(format!("*{word}: {}*", footing.sources.join("; ")));
    }
    lines.extend(footing.notes.iter().map(|note| format!("> Note: {note}")));
    lines
}

fn grid(text: &mut String, grid: &Grid) {
    let widths: Vec<usize> = (0..grid.header.len())
        .map(|at| {
            let cells = grid.rows.iter().chain([&grid.header]).filter_map(|row| row.get(at));
            cells.map(|cell| escaped(cell).chars().count()).max().unwrap_or(0).max(3)
        })
        .collect();
    let is_wide = widths.iter().any(|width| *width > WIDEST);
    let widths = if is_wide { vec![3; widths.len()] } else { widths };
    row(text, &grid.header, &widths);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    row(text, &rule, &widths);
    grid.rows.iter().for_each(|cells| row(text, cells, &widths));
}

/// A table with a wider column is not aligned.
const WIDEST: usize = 40;

fn row(text: &mut String, cells: &[String], widths: &[usize]) {
    for (cell, width) in cells.iter().zip(widths) {
        let cell = escaped(cell);
        let room = width.saturating_sub(cell.chars().count());
        text.push_str(&format!("| {cell}{} ", " ".repeat(room)));
    }
    text.push_str("|\n");
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}
