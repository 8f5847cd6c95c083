//! Rows of tables: cells under each other, numbers to the right and the rest to the left.

use super::expressions::{Place, STEP};
use super::page::{Page, WIDTH};
use super::pieces::Entry;
use super::words::{Node, Part};
use crate::syntax::grammar::Rule;

/// What the cells below each other have in common.
#[derive(Default)]
pub struct Cells {
    width: usize,
    to_the_right: bool,
    /// The width of the longest fraction, if there is nothing behind any number.
    fraction: usize,
    sorts: Vec<Sort>,
    /// Something stands behind a number: a currency, or a sign for percent.
    has_units: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    /// `-` and `none`, which stand in columns of any sort.
    Neither,
    /// A comparison, a range or a list, as in a column of an input.
    Pattern,
    Other,
}

impl Page<'_, '_> {
    pub fn table_columns(&self, entries: &[Entry<'_>]) -> Vec<Cells> {
        let rows = || entries.iter().filter_map(Entry::node).filter(|node| node.rule == Rule::row);
        let mut columns: Vec<Cells> = Vec::new();
        for (number, row) in rows().enumerate() {
            for (at, cell) in cells(row).enumerate() {
                if columns.len() <= at {
                    columns.push(Cells::default());
                }
                // The head of a table follows its columns.
                let Some(column) = columns.get_mut(at).filter(|_| number > 0) else { continue };
                let sort = self.sort(cell);
                column.sorts.push(sort);
                if sort == Sort::Number {
                    column.fraction = column.fraction.max(self.fraction(cell).unwrap_or_default());
                    column.has_units |= self.fraction(cell).is_none();
                }
            }
        }
        for column in &mut columns {
            let count = |sort: Sort| column.sorts.iter().filter(|own| **own == sort).count();
            column.to_the_right = count(Sort::Number) > count(Sort::Other) && count(Sort::Pattern) == 0;
            if column.has_units || !column.to_the_right {
                column.fraction = 0;
            }
        }
        for (at, cell) in rows().flat_map(|row| cells(row).enumerate()) {
            let Some(column) = columns.get_mut(at) else { continue };
            let own = self.words.width(cell.start, cell.end).unwrap_or_default();
            let wide = own.saturating_add(self.behind(cell, column));
            column.width = column.width.max(if wide <= WIDTH { wide } else { 0 });
        }
        columns
    }

    /// The width of a number's fraction, with its point; `None` if something stands behind it.
    fn fraction(&self, cell: &Node) -> Option<usize> {
        let last = cell.end.saturating_sub(1);
        let is_number = self.words.rule(last) == Some(Rule::number);
        let text = self.words.text(last);
        is_number.then(|| text.find('.').map_or(0, |point| text.len().saturating_sub(point)))
    }

    /// The spaces behind a number that bring its point under those of the others.
    fn behind(&self, cell: &Node, column: &Cells) -> usize {
        let own = self.fraction(cell).filter(|_| self.sort(cell) == Sort::Number);
        own.map_or(0, |own| column.fraction.saturating_sub(own))
    }

    fn sort(&self, cell: &Node) -> Sort {
        let sort = |at: usize| match self.words.rule(at) {
            Some(Rule::number | Rule::percent | Rule::minus | Rule::code) => Sort::Number,
            Some(Rule::anything | Rule::kw_none) => Sort::Neither,
            Some(Rule::compare_sign | Rule::range_op | Rule::pat_list) => Sort::Pattern,
            _ => Sort::Other,
        };
        let sorts: Vec<Sort> = (cell.start..cell.end).map(sort).collect();
        let digit = |c: char| c.is_ascii_digit();
        let has_number = (cell.start..cell.end).any(|at| self.words.text(at).starts_with(digit));
        if sorts == [Sort::Neither] {
            Sort::Neither
        } else if has_number && sorts.iter().all(|sort| *sort == Sort::Number) {
            Sort::Number
        } else if sorts.contains(&Sort::Pattern) {
            Sort::Pattern
        } else {
            Sort::Other
        }
    }

    /// Puts down a row; gives the number of its first line.
    pub fn table_row(&mut self, row: &Node, columns: &[Cells], indent: usize, opens: bool) -> usize {
        self.lead(row.start, indent, opens);
        let line = self.row();
        if self.words.width(row.start, row.end).is_none() {
            // A comment stands inside.
            let parts: Vec<&Part> = row.parts.iter().collect();
            self.parts(&parts, Place { indent, hang: STEP, tail: 0 });
            return line;
        }
        self.word(row.start, indent);
        for (cell, column) in cells(row).zip(columns) {
            let width = self.words.width(cell.start, cell.end).unwrap_or_default();
            let pad = column.width.saturating_sub(width);
            let behind = self.behind(cell, column).min(pad);
            let (left, right) = if column.to_the_right { (pad.saturating_sub(behind), behind) } else { (0, pad) };
            self.gap(left.saturating_add(1));
            self.flat(cell.start, cell.end, indent);
            self.gap(right.saturating_add(1));
            self.word(cell.end, indent);
        }
        line
    }
}

fn cells(row: &Node) -> impl Iterator<Item = &Node> {
    row.parts.iter().filter_map(|part| match part {
        Part::Node(node) => Some(node),
        Part::Word(_) => None,
    })
}
