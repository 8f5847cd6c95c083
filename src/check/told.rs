//! Where what a finding is about was declared.

use super::checker::Checker;
use super::mistakes::{self, article};
use super::policy::{Expr, ExprKind};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::Row;

impl Checker<'_> {
    /// The finding with the place where the value was declared, if it is one that has a name.
    pub fn with_declaration(&self, problem: Diagnostic, expr: &Expr) -> Diagnostic {
        let (span, ty) = match expr.kind {
            ExprKind::Fact(id) => (self.facts[id].span, &self.facts[id].ty),
            ExprKind::Parameter(id) => (self.parameters[id].span, &self.parameters[id].ty),
            ExprKind::Define(id) => (self.defines[id].span, &self.defines[id].ty),
            _ => return problem,
        };
        if problem.labels.iter().any(|label| label.span == span) || self.crowds(&problem, span) {
            return problem;
        }
        problem.label(span, format!("declared here, {}", article(ty)))
    }

    /// Whether a finding that has several places in one line would be drawn with all the lines
    /// between it and the declaration.
    fn crowds(&self, problem: &Diagnostic, declared: Span) -> bool {
        const NEAR: usize = 6;
        let Some(place) = problem.place().filter(|place| place.file == declared.file) else { return false };
        let line = |span: Span| self.sources.line_and_column(span).0;
        problem.labels.len() > 1 && line(place).abs_diff(line(declared)) > NEAR
    }
}

impl Checker<'_> {
    /// Tells of a row with too few or too many cells under its header.
    pub fn wrong_cell_count(&mut self, row: &Row, header: &Row, expected: usize) {
        if !self.lacks_its_last_bar(row) {
            self.report(mistakes::cell_count(row.span, row.cells.len(), header.span, expected));
        }
    }

    /// Whether a row does not end on its line, so that the next one was read into it; this is told.
    pub fn lacks_its_last_bar(&mut self, row: &Row) -> bool {
        let mut lines = self.sources.text(row.span).lines().map(str::trim_end);
        let (Some(first), Some(next)) = (lines.next(), lines.next()) else { return false };
        let lacks = !first.ends_with('|') && next.trim_start().starts_with('|');
        if lacks {
            let end = row.span.start.saturating_add(first.len());
            self.report(mistakes::row_without_its_last_bar(Span { end, ..row.span }));
        }
        lacks
    }
}
