//! What stands in one column on lines that follow each other.

use super::page::{Line, Segment, TEXT_WIDTH, WIDTH};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Type,
    /// When a value holds.
    Time,
    Label,
    Value,
    /// What follows a label, by its number.
    More(usize),
    /// A comment at the end of the line.
    Comment,
}

/// Aligns the columns of those lines, as far as all of it stays within the width: a line that is too
/// long for a column keeps out of it, and does not move the others.
///
/// `widest`: how far what follows a label may run.
pub fn align(lines: &mut [Line<'_>], rows: &[usize], widest: usize) {
    for (column, widest) in
        [(Column::Type, WIDTH), (Column::Time, WIDTH), (Column::Label, TEXT_WIDTH), (Column::Value, WIDTH)]
    {
        align_column(lines, rows, column, widest);
    }
    for number in 0.. {
        if !align_column(lines, rows, Column::More(number), widest) {
            break;
        }
    }
}

/// Whether any line has the column.
fn align_column(lines: &mut [Line<'_>], rows: &[usize], column: Column, widest: usize) -> bool {
    let (mut cells, mut places) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(line) = lines.get(*row) else { continue };
        let Some(at) = line.segments.iter().position(|segment| segment.column == Some(column)) else { continue };
        let width = |segment: &Segment| segment.gap.saturating_add(segment.width);
        let (before, from) = line.segments.split_at(at);
        let gap = from.first().map_or(0, |segment| segment.gap);
        places.push((*row, at));
        cells.push(Cell {
            start: before.iter().map(width).fold(line.indent, usize::saturating_add).saturating_add(gap),
            rest: from.iter().map(width).sum::<usize>().saturating_sub(gap),
        });
    }
    let start = column_start(&cells, widest);
    for (cell, (row, segment)) in cells.iter().zip(places) {
        let segment = lines.get_mut(row).and_then(|line| line.segments.get_mut(segment));
        if let Some(segment) = segment {
            segment.gap = segment.gap.saturating_add(start.saturating_sub(cell.start));
        }
    }
    !cells.is_empty()
}

/// What is to stand in a column.
pub struct Cell {
    /// Where it would stand by itself.
    pub start: usize,
    /// The width of it and of all that stays on the line with it.
    pub rest: usize,
}

/// Where a column starts: as far right as its longest line wants it that leaves room for the others.
pub fn column_start(cells: &[Cell], limit: usize) -> usize {
    // A line that is too wide by itself has no say in what the others have room for.
    let fits = |cell: &&Cell| cell.start.saturating_add(cell.rest) <= limit;
    let mut cells: Vec<(usize, usize)> = cells.iter().filter(fits).map(|cell| (cell.start, cell.rest)).collect();
    cells.sort_unstable();
    let (mut widest, mut start) = (0_usize, 0_usize);
    for (own, rest) in cells {
        widest = widest.max(rest);
        if own.saturating_add(widest) <= limit {
            start = own;
        }
    }
    start
}

/// Aligns the comments at the ends of neighbouring lines. That behind a closing brace stays there.
pub fn align_comments(lines: &mut [Line<'_>], gap: usize) {
    let mut run: Vec<usize> = Vec::new();
    let mut indent = 0_usize;
    for row in 0..=lines.len() {
        let line = lines.get(row).filter(|line| line.comment.is_some());
        if line.is_none_or(|line| line.blank || line.indent != indent || line.closes()) {
            align_column(lines, &run, Column::Comment, TEXT_WIDTH);
            run.clear();
        }
        let Some(line) = lines.get_mut(row).filter(|line| line.comment.is_some()) else { continue };
        indent = if line.closes() { usize::MAX } else { line.indent };
        line.segments.push(Segment { column: Some(Column::Comment), gap, text: String::new(), width: 0 });
        run.push(row);
    }
}
