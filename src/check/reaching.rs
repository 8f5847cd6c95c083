//! Tables turned round: grids that list, for each result, the least value that earns it.

use super::checker::Checker;
use super::mistakes;
use super::tables::{Column, ordered_stretch};
use crate::source::{Span, Spanned};
use crate::syntax::{self, Cell, Name, TableDecl};
use crate::values::{End, Pattern, TableRow, Type, Value};

/// A least value in a cell; where its column is for some values of an input only, for which.
struct Least {
    only: Option<(usize, Pattern)>,
    value: Value,
    span: Span,
}

/// A least value with what it earns, for those whose other inputs fit.
struct Rung {
    patterns: Vec<Pattern>,
    least: Value,
    result: Value,
    span: Span,
}

impl Checker<'_> {
    /// The rows of a table that reaches: each runs from its least value to the next higher one of
    /// those for the same other inputs.
    pub fn reaching_rows(
        &mut self,
        module: usize,
        decl: &TableDecl,
        reached: &Name,
        inputs: &[(String, Type)],
        output: &Type,
    ) -> Vec<TableRow> {
        let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
        let Some(at) = names.iter().position(|name| *name == reached.node) else {
            let problem = mistakes::unknown_field(reached.span, &reached.node, &decl.name.node, names.iter().copied());
            self.report(problem);
            return Vec::new();
        };
        let ty = inputs.get(at).map_or(Type::Broken, |(_, ty)| ty.plain().clone());
        if !super::relations::has_order(&ty) {
            self.report(mistakes::unordered(reached.span, &ty));
            return Vec::new();
        }
        let [header, rows @ ..] = decl.rows.as_slice() else {
            self.report(mistakes::bad_header(decl.name.span, "the table has no header", &names));
            return Vec::new();
        };
        if self.lacks_its_last_bar(header) {
            return Vec::new();
        }
        let Some(columns) = self.columns_of(module, header, inputs) else { return Vec::new() };
        if let Some(why) = misfit(&columns, at, &names) {
            self.report(mistakes::bad_reaching_header(header.span, &why, &reached.node));
            return Vec::new();
        }
        let mut rungs: Vec<Rung> = Vec::new();
        for row in rows {
            if row.cells.len() != columns.len() {
                self.wrong_cell_count(row, header, columns.len());
                continue;
            }
            let mut patterns = vec![Pattern::Anything; inputs.len()];
            let mut result = None;
            let mut least: Vec<Least> = Vec::new();
            for (cell, column) in row.cells.iter().zip(&columns) {
                match column {
                    Column::Input(of) if *of == at => {
                        least.extend(self.least(module, cell, &ty).map(|value| Least {
                            only: None,
                            value,
                            span: cell.span,
                        }));
                    }
                    Column::Input(of) => {
                        let ty = inputs.get(*of).map_or(Type::Broken, |(_, ty)| ty.clone());
                        if let (Some(pattern), Some(slot)) =
                            (self.cell_pattern(module, cell, &ty), patterns.get_mut(*of))
                        {
                            *slot = pattern;
                        }
                    }
                    Column::ResultFor(of, pattern) => {
                        let only = Some((*of, pattern.clone()));
                        least.extend(self.least(module, cell, &ty).map(|value| Least { only, value, span: cell.span }));
                    }
                    Column::Result => result = self.cell_value(module, cell, output),
                }
            }
            let Some(result) = result else { continue };
            for Least { only, value, span } in least {
                let mut patterns = patterns.clone();
                if let Some((of, pattern)) = only
                    && let Some(slot) = patterns.get_mut(of)
                {
                    *slot = pattern;
                }
                rungs.push(Rung { patterns, least: value, result: result.clone(), span });
            }
        }
        rungs.iter().map(|rung| stretched(rung, &rungs, at, &ty)).collect()
    }

    /// The least value in a cell; `None` for `-`, which says that nothing earns the result there.
    fn least(&mut self, module: usize, cell: &Spanned<Cell>, ty: &Type) -> Option<Value> {
        let written = match &cell.node {
            Cell::Raw(_, Some(read)) => read.as_ref(),
            other => other,
        };
        if matches!(written, Cell::Pattern(syntax::Pattern::Anything)) {
            return None;
        }
        self.cell_value(module, cell, ty)
    }
}

/// What is wrong with the columns of a table that reaches the input of that number.
fn misfit(columns: &[Column], at: usize, names: &[&str]) -> Option<String> {
    let count = |wanted: &dyn Fn(&Column) -> bool| columns.iter().filter(|column| wanted(column)).count();
    if count(&|column| matches!(column, Column::Result)) != 1 {
        return Some("the header has no column of results, or more than one".to_owned());
    }
    let split: Vec<usize> = columns
        .iter()
        .filter_map(|column| if let Column::ResultFor(of, _) = column { Some(*of) } else { None })
        .collect();
    if split.iter().any(|of| Some(of) != split.first() || *of == at) {
        return Some("the columns of least values are for different inputs".to_owned());
    }
    let listed = count(&|column| matches!(column, Column::Input(of) if *of == at));
    if listed.saturating_add(usize::from(!split.is_empty())) != 1 {
        return Some("the header has no column of least values, or too many".to_owned());
    }
    let lacking = names.iter().enumerate().filter(|(of, _)| *of != at).find(|(of, _)| {
        let as_input = count(&|column| matches!(column, Column::Input(input) if input == of));
        as_input.saturating_add(usize::from(split.contains(of))) != 1
    });
    lacking.map(|(_, name)| format!("the header does not name the input `{name}` just once"))
}

fn stretched(rung: &Rung, rungs: &[Rung], at: usize, ty: &Type) -> TableRow {
    let beside = rungs.iter().filter(|other| other.patterns == rung.patterns);
    let next = beside
        .map(|other| &other.least)
        .filter(|least| above(least, &rung.least))
        .min_by(|a, b| if above(a, b) { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less });
    let low = Some(End { at: rung.least.clone(), included: true });
    let high = next.map(|next| End { at: next.clone(), included: false });
    let mut patterns = rung.patterns.clone();
    if let (Some(slot), Some(stretch)) = (patterns.get_mut(at), ordered_stretch(low, high, ty)) {
        *slot = stretch;
    }
    TableRow { patterns, result: rung.result.clone(), span: rung.span }
}

fn above(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one > other,
        (Value::Date(one), Value::Date(other)) => one > other,
        (Value::Instant(one), Value::Instant(other)) => one > other,
        (Value::Choice(one), Value::Choice(other)) => one > other,
        _ => false,
    }
}
