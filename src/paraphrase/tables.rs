//! Tables, cell by cell.

use super::declared::{Place, label_or_name, variant_label};
use super::document::{Block, Grid, Section};
use super::english::{in_words, or, quoted, raised};
use super::writer::{Sight, Writer};
use crate::syntax::{BaseType, Cell, CompareOp, Expr, ExprKind, Pattern, TableDecl, TypeRef};

impl<'a> Writer<'a> {
    pub fn table(&self, place: Place, decl: &'a TableDecl) -> Section {
        let sight = Sight::of(place.0);
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        let mut rows = decl.rows.iter();
        let heads: Vec<&Cell> =
            rows.next().map(|row| row.cells.iter().map(|cell| &cell.node).collect()).unwrap_or_default();
        let header: Vec<String> = heads.iter().map(|head| self.head(&sight, decl, head)).collect();
        let types: Vec<Option<&TypeRef>> = heads.iter().map(|head| self.type_of(decl, head)).collect();
        let mut grid = Grid { header, rows: Vec::new() };
        let codes: Vec<bool> =
            (0..heads.len()).map(|at| is_key(decl, heads.get(at).copied()) && only_codes(decl, at)).collect();
        for row in rows {
            let cells = row.cells.iter().zip(&types).zip(&codes);
            let told = cells.map(|((cell, ty), code)| match code {
                true => self.as_codes(|| self.cell(&sight, &cell.node, *ty)),
                false => self.cell(&sight, &cell.node, *ty),
            });
            grid.rows.push(told.collect());
        }
        if let Some(otherwise) = &decl.otherwise {
            let value = self.typed(&sight, otherwise, Some(&decl.output));
            let text = match &decl.reaching {
                Some(_) => format!("Where no row is reached: {value}."),
                None => format!("In all other cases: {value}."),
            };
            section.blocks.push(Block::Paragraph(self.how_to_read(decl)));
            section.blocks.push(Block::Table(grid));
            section.blocks.push(Block::Paragraph(text));
        } else {
            section.blocks.push(Block::Paragraph(self.how_to_read(decl)));
            section.blocks.push(Block::Table(grid));
        }
        section.blocks.extend(self.gives_way(place));
        section
    }

    fn how_to_read(&self, decl: &TableDecl) -> String {
        let inputs: Vec<String> = decl.inputs.iter().map(|(name, _)| quoted(&raised(&in_words(&name.node)))).collect();
        let noun = super::english::the(&label_or_name(decl.label.as_ref(), &decl.name.node));
        let by = super::english::and(&inputs);
        let answers = matches!(&decl.output.base, BaseType::Named(name) if name.node == "boolean");
        let gives = match answers {
            true => format!("answers {}", quoted(&label_or_name(decl.label.as_ref(), &decl.name.node))),
            false => format!("gives {}", noun.words),
        };
        let from =
            decl.rows_from.as_ref().map(|path| format!(" The rows are those of {}.", path.node)).unwrap_or_default();
        match &decl.reaching {
            Some(least) => {
                let least = quoted(&raised(&in_words(&least.node)));
                format!(
                    "This table {gives} by {by}: the highest that is reached. It holds the least {least} for each.{from}"
                )
            }
            None => format!("This table {gives} by {by}.{from}"),
        }
    }

    fn head(&self, sight: &Sight<'a>, decl: &TableDecl, head: &Cell) -> String {
        match head {
            Cell::Column(name, pattern) => {
                let ty = input(decl, &name.node);
                let told = self.pattern(sight, &pattern.node, ty);
                let enumeration =
                    ty.and_then(super::named::base).and_then(|of| self.declared.enumeration(sight.module, of));
                match enumeration {
                    // The answers of a list say of what they are.
                    Some(_) => raised(&told),
                    None => format!("{}: {told}", raised(&in_words(&name.node))),
                }
            }
            other => {
                let name = head_name(other);
                match (&decl.label, input(decl, &name)) {
                    (Some(label), None) => raised(&label.node),
                    _ => raised(&in_words(&name)),
                }
            }
        }
    }

    /// The type of what stands under a head.
    fn type_of<'d>(&self, decl: &'d TableDecl, head: &Cell) -> Option<&'d TypeRef> {
        match (head, &decl.reaching) {
            (Cell::Column(..), Some(least)) => input(decl, &least.node),
            (Cell::Column(..), None) => Some(&decl.output),
            (Cell::Raw(_, Some(cell)), _) => self.type_of(decl, cell),
            (other, _) => input(decl, &head_name(other)).or(Some(&decl.output)),
        }
    }

    fn cell(&self, sight: &Sight<'a>, cell: &Cell, ty: Option<&TypeRef>) -> String {
        match cell {
            Cell::Column(name, pattern) => {
                format!("{}: {}", in_words(&name.node), self.pattern(sight, &pattern.node, ty))
            }
            // A text stands in a file as it is.
            Cell::Raw(text, Some(inner)) if !is_text(ty) || text == "none" || text == "-" => {
                self.cell(sight, inner, ty)
            }
            Cell::Raw(text, _) => text.clone(),
            Cell::Pattern(pattern) => self.pattern(sight, pattern, ty),
            Cell::Expr(expr) => self.typed(sight, expr, ty),
        }
    }

    fn pattern(&self, sight: &Sight<'a>, pattern: &Pattern, ty: Option<&TypeRef>) -> String {
        let words = |expr: &Expr| self.typed(sight, expr, ty);
        match pattern {
            Pattern::Anything => "any".to_owned(),
            Pattern::Literal(value) => words(value),
            Pattern::Range { low, high, closed: true } => format!("{} to {}", words(low), words(high)),
            Pattern::Range { low, high, closed: false } => format!("{} to less than {}", words(low), words(high)),
            Pattern::Compare(op, value) => {
                let value_words = words(value);
                let date = matches!(value.kind, ExprKind::Date(_) | ExprKind::Instant(_));
                match (op, date) {
                    (CompareOp::Is, _) => value_words,
                    (CompareOp::IsNot, _) => format!("not {value_words}"),
                    (CompareOp::Less, false) => format!("less than {value_words}"),
                    (CompareOp::Less, true) => format!("before {value_words}"),
                    (CompareOp::Greater, false) => format!("more than {value_words}"),
                    (CompareOp::Greater, true) => format!("after {value_words}"),
                    (CompareOp::AtMost, false) => format!("{value_words} or less"),
                    (CompareOp::AtMost, true) => format!("{value_words} or before"),
                    (CompareOp::AtLeast, false) => format!("{value_words} or more"),
                    (CompareOp::AtLeast, true) => format!("{value_words} or after"),
                }
            }
            Pattern::List(items) => or(&items.iter().map(words).collect::<Vec<_>>()),
        }
    }

    /// A value of that type: a bare word is a variant of its enum.
    pub fn typed(&self, sight: &Sight<'a>, expr: &Expr, ty: Option<&TypeRef>) -> String {
        if let (ExprKind::Name(name), Some(TypeRef { base: BaseType::Named(of), .. })) = (&expr.kind, ty)
            && let Some((_, decl)) = self.declared.enumeration(sight.module, &of.node)
            && let Some(label) = variant_label(decl, name)
        {
            return label;
        }
        self.value(sight, expr).words
    }
}

/// Whether a head is that of an input. Under one answer of an input stands what the table gives.
fn is_key(decl: &TableDecl, head: Option<&Cell>) -> bool {
    head.is_some_and(|head| !matches!(head, Cell::Column(..)) && input(decl, &head_name(head)).is_some())
}

/// Whether the numbers of a column are asked for one by one and never by more and less.
fn only_codes(decl: &TableDecl, at: usize) -> bool {
    let cells = decl.rows.iter().skip(1).filter_map(|row| row.cells.get(at));
    cells.map(|cell| &cell.node).all(|cell| match cell {
        Cell::Pattern(pattern) => matches!(pattern, Pattern::Anything | Pattern::Literal(_) | Pattern::List(_)),
        Cell::Raw(_, Some(inner)) => {
            matches!(
                inner.as_ref(),
                Cell::Pattern(Pattern::Anything | Pattern::Literal(_) | Pattern::List(_)) | Cell::Expr(_)
            )
        }
        Cell::Raw(_, None) | Cell::Expr(_) => true,
        Cell::Column(..) => false,
    }) && decl.reaching.is_none()
}

fn is_text(ty: Option<&TypeRef>) -> bool {
    matches!(ty.map(|ty| &ty.base), Some(BaseType::Named(name)) if name.node == "text")
}

fn input<'d>(decl: &'d TableDecl, name: &str) -> Option<&'d TypeRef> {
    decl.inputs.iter().find(|(input, _)| input.node == name).map(|(_, ty)| ty)
}

fn head_name(cell: &Cell) -> String {
    match cell {
        Cell::Column(name, _) => name.node.clone(),
        Cell::Raw(text, _) => text.clone(),
        Cell::Pattern(Pattern::Literal(expr)) | Cell::Expr(expr) => match &expr.kind {
            ExprKind::Name(name) => name.clone(),
            _ => String::new(),
        },
        Cell::Pattern(_) => String::new(),
    }
}
