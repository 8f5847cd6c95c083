use super::column::{Column, Holds};
use crate::records::{Cell, Rejection, ResultColumn, Results};
use crate::values::Number;

/// The columns of a file of rejected records.
#[must_use]
pub fn rejects_columns() -> Vec<Column> {
    let texts = ["id", "column", "value", "code", "reason"].map(|name| Column::new(name, Holds::Text));
    std::iter::once(Column::new("line", Holds::Whole)).chain(texts).collect()
}

impl From<&[Rejection]> for Results {
    fn from(rejections: &[Rejection]) -> Results {
        let column = |cell: fn(&Rejection) -> Cell| ResultColumn::Cells(rejections.iter().map(cell).collect());
        Results {
            rows: rejections.len(),
            columns: vec![
                column(|it| Cell::Number(Number::integer(i64::try_from(it.line).unwrap_or(i64::MAX)))),
                column(|it| text(it.id.as_ref())),
                column(|it| text(it.column.as_ref())),
                column(|it| text(it.value.as_ref())),
                column(|it| Cell::Text(it.code.to_string())),
                column(|it| Cell::Text(it.reason.clone())),
            ],
        }
    }
}

fn text(text: Option<&String>) -> Cell {
    text.map_or(Cell::Blank, |text| Cell::Text(text.clone()))
}
