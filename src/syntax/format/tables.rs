//! Rows of tables: cells under each other, numbers to the right and the rest to the left.

use super::expressions::{Place, STEP};
use super::page::{Page, WIDTH};
use super::pieces::Entry;
use super::words::{Node, Part};
use crate::syntax::grammar::Rule;

/// What the cells below each other have in common.
pub struct Cells {
    width: usize,
    to_the_right: bool,
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
        let mut columns: Vec<(usize, Vec<Sort>)> = Vec::new();
        for (number, row) in rows().enumerate() {
            for (at, cell) in cells(row).enumerate() {
                if columns.len() <= at {
                    columns.push((0, Vec::new()));
                }
                let Some((width, sorts)) = columns.get_mut(at) else { continue };
                let own = self.words.width(cell.start, cell.end).filter(|own| *own <= WIDTH);
                *width = (*width).max(own.unwrap_or_default());
                // The head of a table follows its columns.
                if number > 0 {
                    sorts.push(self.sort(cell));
                }
            }
        }
        let right = |sorts: &[Sort]| {
            let count = |sort: Sort| sorts.iter().filter(|own| **own == sort).count();
            count(Sort::Number) > count(Sort::Other) && count(Sort::Pattern) == 0
        };
        columns.into_iter().map(|(width, sorts)| Cells { width, to_the_right: right(&sorts) }).collect()
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
            let (left, right) = if column.to_the_right { (pad, 0) } else { (0, pad) };
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
