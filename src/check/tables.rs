//! Tables: what their headers and cells mean, and that exactly one row answers every input.

use std::sync::Arc;

use super::checker::{Checker, words};
use super::coverage::{self, Finding};
use super::mistakes;
use super::relations::has_order;
use crate::source::{Span, Spanned};
use crate::syntax::{self, Cell, CompareOp, Row, TableDecl};
use crate::values::{Bounds, Choices, Date, End, Instant, Number, Pattern, Table, TableRow, Type, Value};

/// A table as far as it is known: its inputs from its declaration, its rows once worked out.
#[derive(Clone, Debug)]
pub struct TableEntry {
    pub inputs: Vec<(String, Type)>,
    pub output: Type,
    pub table: Option<Arc<Table>>,
}

impl TableEntry {
    pub fn new() -> TableEntry {
        TableEntry { inputs: Vec::new(), output: Type::Broken, table: None }
    }
}

/// One result of a row: where its column is for some values of an input only, for which.
struct Cut {
    only: Option<(usize, Pattern)>,
    value: Value,
    span: Span,
}

/// What a column of the header is.
pub enum Column {
    Input(usize),
    /// Results where the input of that number fits the pattern.
    ResultFor(usize, Pattern),
    Result,
}

impl Checker<'_> {
    pub fn table(&mut self, module: usize, at: usize, decl: &TableDecl) {
        let mut inputs: Vec<(String, Type)> = Vec::new();
        for (name, ty) in &decl.inputs {
            if inputs.iter().any(|(other, _)| *other == name.node) {
                let first = decl.inputs.iter().find(|(other, _)| other.node == name.node);
                let first = first.map_or(name.span, |(other, _)| other.span);
                self.report(mistakes::defined_twice(name.span, &name.node, first));
            }
            let ty = self.value_type(module, ty);
            inputs.push((name.node.clone(), ty));
        }
        let output = self.value_type(module, &decl.output);
        if let Some(entry) = self.tables.get_mut(at) {
            entry.inputs.clone_from(&inputs);
            entry.output = output.clone();
        }
        if decl.rows_from.is_some() && decl.rows.is_empty() {
            // That the file cannot be read was said when it was looked for.
            return;
        }
        let before = self.problems.len();
        let rows = self.rows(module, decl, &inputs, &output);
        let otherwise =
            decl.otherwise.as_ref().and_then(|value| self.constant(module, value, &output, "the table's value"));
        if self.problems.len() > before {
            return;
        }
        if decl.otherwise.is_none()
            && let Some((name, _)) = inputs.iter().find(|(_, ty)| *ty.plain() == Type::Text)
        {
            self.report(mistakes::no_otherwise_for_text(decl.name.span, &decl.name.node, name));
            return;
        }
        let patterns: Vec<&[Pattern]> = rows.iter().map(|row| row.patterns.as_slice()).collect();
        for finding in coverage::analyse(&inputs, &patterns) {
            match finding {
                Finding::Overlap(one, other) => {
                    if let (Some(one), Some(other)) = (rows.get(one), rows.get(other)) {
                        self.report(mistakes::overlap(other.span, one.span));
                    }
                }
                Finding::Gap(witness) if decl.otherwise.is_none() => {
                    self.report(mistakes::gap(decl.name.span, &decl.name.node, &witness));
                }
                Finding::Gap(_) => {}
            }
        }
        if self.problems.len() > before {
            return;
        }
        let words = words(decl.label.as_ref(), &decl.annotations);
        let table = Table {
            name: decl.name.node.clone(),
            label: words.label,
            sources: words.sources,
            inputs: inputs.into_iter().map(|(name, _)| name).collect(),
            rows,
            otherwise,
            otherwise_span: decl.otherwise.as_ref().map(|value| value.span),
        };
        if let Some(entry) = self.tables.get_mut(at) {
            entry.table = Some(Arc::new(table));
        }
    }

    fn rows(&mut self, module: usize, decl: &TableDecl, inputs: &[(String, Type)], output: &Type) -> Vec<TableRow> {
        if let Some(reached) = &decl.reaching {
            return self.reaching_rows(module, decl, reached, inputs, output);
        }
        let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
        let [header, rows @ ..] = decl.rows.as_slice() else {
            self.report(mistakes::bad_header(decl.name.span, "the table has no header", &names));
            return Vec::new();
        };
        if self.lacks_its_last_bar(header) {
            return Vec::new();
        }
        let Some(columns) = self.columns(module, header, inputs) else { return Vec::new() };
        let mut table_rows = Vec::new();
        for row in rows {
            if row.cells.len() != columns.len() {
                self.wrong_cell_count(row, header, columns.len());
                continue;
            }
            let mut patterns = vec![Pattern::Anything; inputs.len()];
            let mut results: Vec<Cut> = Vec::new();
            for (cell, column) in row.cells.iter().zip(&columns) {
                match column {
                    Column::Input(at) => {
                        let ty = inputs.get(*at).map_or(Type::Broken, |(_, ty)| ty.clone());
                        if let Some(pattern) = self.cell_pattern(module, cell, &ty)
                            && let Some(slot) = patterns.get_mut(*at)
                        {
                            *slot = pattern;
                        }
                    }
                    Column::ResultFor(at, pattern) => {
                        if let Some(value) = self.cell_value(module, cell, output) {
                            results.push(Cut { only: Some((*at, pattern.clone())), value, span: cell.span });
                        }
                    }
                    Column::Result => {
                        if let Some(value) = self.cell_value(module, cell, output) {
                            results.push(Cut { only: None, value, span: row.span });
                        }
                    }
                }
            }
            for Cut { only, value: result, span } in results {
                let mut patterns = patterns.clone();
                if let Some((at, pattern)) = only
                    && let Some(slot) = patterns.get_mut(at)
                {
                    *slot = pattern;
                }
                table_rows.push(TableRow { patterns, result, span });
            }
        }
        table_rows
    }

    /// What each cell of a header is.
    pub fn columns_of(&mut self, module: usize, header: &Row, inputs: &[(String, Type)]) -> Option<Vec<Column>> {
        let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
        let input = |name: &str| names.iter().position(|known| *known == name);
        let mut columns = Vec::new();
        for cell in &header.cells {
            let written = match &cell.node {
                Cell::Raw(_, Some(read)) => read.as_ref(),
                other => other,
            };
            let column = match written {
                Cell::Raw(..) => {
                    self.report(mistakes::bad_header(cell.span, "a header cell is a name", &names));
                    return None;
                }
                Cell::Column(name, pattern) => {
                    let Some(at) = input(&name.node) else {
                        let problem = mistakes::bad_header(name.span, "this column is for no input", &names);
                        self.report(problem);
                        return None;
                    };
                    let ty = inputs.get(at).map_or(Type::Broken, |(_, ty)| ty.clone());
                    Column::ResultFor(at, self.pattern(module, &pattern.node, pattern.span, &ty)?)
                }
                Cell::Pattern(syntax::Pattern::Literal(expr)) | Cell::Expr(expr) => match &expr.kind {
                    syntax::ExprKind::Name(name) => input(name).map_or(Column::Result, Column::Input),
                    _ => {
                        self.report(mistakes::bad_header(cell.span, "a header cell is a name", &names));
                        return None;
                    }
                },
                Cell::Pattern(_) => {
                    self.report(mistakes::bad_header(cell.span, "a header cell is a name", &names));
                    return None;
                }
            };
            columns.push(column);
        }
        Some(columns)
    }

    fn columns(&mut self, module: usize, header: &Row, inputs: &[(String, Type)]) -> Option<Vec<Column>> {
        let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
        let columns = self.columns_of(module, header, inputs)?;
        let results = columns.iter().filter(|column| matches!(column, Column::Result)).count();
        let split: Vec<usize> = columns
            .iter()
            .filter_map(|column| if let Column::ResultFor(at, _) = column { Some(*at) } else { None })
            .collect();
        let why = if results.saturating_add(usize::from(!split.is_empty())) != 1 {
            Some("the header has no column of results, or more than one".to_owned())
        } else if split.iter().any(|at| Some(at) != split.first()) {
            Some("the columns of results are for different inputs".to_owned())
        } else {
            let lacking = names.iter().enumerate().find(|(at, _)| {
                let as_input = columns.iter().filter(|column| matches!(column, Column::Input(of) if of == at)).count();
                as_input.saturating_add(usize::from(split.contains(at))) != 1
            });
            lacking.map(|(_, name)| format!("the header does not name the input `{name}` just once"))
        };
        match why {
            Some(why) => {
                self.report(mistakes::bad_header(header.span, &why, &names));
                None
            }
            None => Some(columns),
        }
    }

    pub fn cell_value(&mut self, module: usize, cell: &Spanned<Cell>, ty: &Type) -> Option<Value> {
        match &cell.node {
            Cell::Raw(text, read) => {
                let read = self.raw(cell.span, text, read.as_deref(), ty)?;
                self.cell_value(module, &read, ty)
            }
            Cell::Pattern(syntax::Pattern::Literal(expr)) | Cell::Expr(expr) => {
                self.constant(module, expr, ty, "the table's value")
            }
            _ => {
                self.report(mistakes::out_of_range(cell.span, "a result is one value", "write the value alone"));
                None
            }
        }
    }

    /// The cell of a file, as a cell of a policy: texts stand there without quotes.
    fn raw(&mut self, span: Span, text: &str, read: Option<&Cell>, ty: &Type) -> Option<Spanned<Cell>> {
        let as_written = |cell: &Cell| Spanned::new(cell.clone(), span);
        let special = matches!(text, "-" | "none") || text.starts_with(['[', '"']);
        match read {
            Some(read) if *ty.plain() != Type::Text || special => Some(as_written(read)),
            _ if *ty.plain() == Type::Text => {
                let kind = syntax::ExprKind::Text(text.to_owned());
                Some(Spanned::new(Cell::Expr(syntax::Expr { kind, span }), span))
            }
            _ => {
                self.report(mistakes::unreadable_cell(span, text, ty));
                None
            }
        }
    }

    pub fn cell_pattern(&mut self, module: usize, cell: &Spanned<Cell>, ty: &Type) -> Option<Pattern> {
        match &cell.node {
            Cell::Raw(text, read) => {
                let read = self.raw(cell.span, text, read.as_deref(), ty)?;
                self.cell_pattern(module, &read, ty)
            }
            Cell::Pattern(pattern) => self.pattern(module, pattern, cell.span, ty),
            Cell::Expr(expr) => self.constant(module, expr, ty, "the cell").map(|value| one(&value)),
            Cell::Column(..) => {
                self.report(mistakes::out_of_range(
                    cell.span,
                    "a cell with a colon stands only in the header",
                    "write the value alone",
                ));
                None
            }
        }
    }

    fn pattern(&mut self, module: usize, written: &syntax::Pattern, span: Span, ty: &Type) -> Option<Pattern> {
        let plain = ty.plain().clone();
        match written {
            syntax::Pattern::Anything => Some(Pattern::Anything),
            syntax::Pattern::Literal(expr) => {
                if matches!(expr.kind, syntax::ExprKind::None) && !ty.is_optional() {
                    self.report(mistakes::row_for_none(span));
                    return None;
                }
                self.constant(module, expr, ty, "the cell").map(|value| one(&value))
            }
            syntax::Pattern::List(items) => {
                let mut pattern: Option<Pattern> = None;
                for item in items {
                    let value = self.constant(module, item, &plain, "the cell")?;
                    pattern = Some(match pattern {
                        None => one(&value),
                        Some(sofar) => either(sofar, one(&value)),
                    });
                }
                pattern
            }
            syntax::Pattern::Compare(op, value) => {
                let value = self.ordered_constant(module, value, &plain)?;
                let end = |included| End { at: value.clone(), included };
                match op {
                    CompareOp::Less => self.stretch(None, Some(end(false)), &plain, span),
                    CompareOp::AtMost => self.stretch(None, Some(end(true)), &plain, span),
                    CompareOp::Greater => self.stretch(Some(end(false)), None, &plain, span),
                    _ => self.stretch(Some(end(true)), None, &plain, span),
                }
            }
            syntax::Pattern::Range { low, high, closed } => {
                let low = self.ordered_constant(module, low, &plain)?;
                let high = self.ordered_constant(module, high, &plain)?;
                let (low, high) = (End { at: low, included: true }, End { at: high, included: *closed });
                self.stretch(Some(low), Some(high), &plain, span)
            }
        }
    }

    fn ordered_constant(&mut self, module: usize, value: &syntax::Expr, ty: &Type) -> Option<Value> {
        if !has_order(ty) {
            self.report(mistakes::unordered(value.span, ty));
            return None;
        }
        self.constant(module, value, ty, "the cell")
    }

    /// The values between two ends; reports a stretch that holds none.
    fn stretch(&mut self, low: Option<End<Value>>, high: Option<End<Value>>, ty: &Type, span: Span) -> Option<Pattern> {
        let pattern = ordered_stretch(low, high, ty);
        if pattern.is_none() {
            self.report(mistakes::out_of_range(span, "this stretch is empty", "write the lower end first"));
        }
        pattern
    }
}

/// The values between two ends; none if there are none.
pub fn ordered_stretch(low: Option<End<Value>>, high: Option<End<Value>>, ty: &Type) -> Option<Pattern> {
    match ty {
        Type::Enum(shape) => {
            let count = u16::try_from(shape.variants.len()).unwrap_or(u16::MAX);
            let within = |variant: &u16| {
                let above = match &low {
                    Some(End { at: Value::Choice(low), included }) => low < variant || (*included && low == variant),
                    _ => true,
                };
                let below = match &high {
                    Some(End { at: Value::Choice(high), included }) => variant < high || (*included && high == variant),
                    _ => true,
                };
                above && below
            };
            Choices::from_members((0..count).filter(within)).map(Pattern::Choices)
        }
        Type::Instant => {
            let instant = |end: &Option<End<Value>>| match end {
                Some(End { at: Value::Instant(at), included }) => Some(End::<Instant> { at: *at, included: *included }),
                _ => None,
            };
            bounds(instant(&low), instant(&high)).map(|bounds| Pattern::Instants(vec![bounds]))
        }
        Type::Date => {
            let date = |end: &Option<End<Value>>| match end {
                Some(End { at: Value::Date(at), included }) => Some(End::<Date> { at: *at, included: *included }),
                _ => None,
            };
            bounds(date(&low), date(&high)).map(|bounds| Pattern::Dates(vec![bounds]))
        }
        _ => {
            let number = |end: &Option<End<Value>>| match end {
                Some(End { at: Value::Number(at), included }) => Some(End::<Number> { at: *at, included: *included }),
                _ => None,
            };
            bounds(number(&low), number(&high)).map(|bounds| Pattern::Numbers(vec![bounds]))
        }
    }
}

fn bounds<T: Ord + Copy>(low: Option<End<T>>, high: Option<End<T>>) -> Option<Bounds<T>> {
    if let (Some(low), Some(high)) = (&low, &high)
        && (low.at > high.at || (low.at == high.at && !(low.included && high.included)))
    {
        return None;
    }
    Some(Bounds { low, high })
}

/// The pattern that only this value fits.
fn one(value: &Value) -> Pattern {
    fn only<T: Copy>(at: T) -> Bounds<T> {
        Bounds { low: Some(End { at, included: true }), high: Some(End { at, included: true }) }
    }
    match value {
        Value::Boolean(truth) => Pattern::Boolean(*truth),
        Value::Number(number) => Pattern::Numbers(vec![only(*number)]),
        Value::Date(date) => Pattern::Dates(vec![only(*date)]),
        Value::Instant(instant) => Pattern::Instants(vec![only(*instant)]),
        Value::Text(text) => Pattern::Texts(vec![Arc::clone(text)]),
        Value::Choice(variant) => Pattern::Choices(Choices::one(*variant)),
        Value::None => Pattern::None,
        Value::Duration(_) | Value::List(_) | Value::Record(..) => Pattern::Anything,
    }
}

fn either(one: Pattern, other: Pattern) -> Pattern {
    match (one, other) {
        (Pattern::Numbers(mut a), Pattern::Numbers(b)) => {
            a.extend(b);
            Pattern::Numbers(a)
        }
        (Pattern::Dates(mut a), Pattern::Dates(b)) => {
            a.extend(b);
            Pattern::Dates(a)
        }
        (Pattern::Instants(mut a), Pattern::Instants(b)) => {
            a.extend(b);
            Pattern::Instants(a)
        }
        (Pattern::Texts(mut a), Pattern::Texts(b)) => {
            a.extend(b);
            Pattern::Texts(a)
        }
        (Pattern::Choices(a), Pattern::Choices(b)) => Pattern::Choices(a.union(&b)),
        (Pattern::Boolean(a), Pattern::Boolean(b)) if a == b => Pattern::Boolean(a),
        _ => Pattern::Anything,
    }
}
