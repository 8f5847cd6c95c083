use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file of rows that could not be read. `what` says which rows: "the rows of the table".
pub fn unknown_rows(span: Span, path: &str, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0104, format!("{what} cannot be read from `{path}`"))
        .label(span, "no such file, or it is not UTF-8")
        .help("write the path from the folder of this file, as in `from \"rates/going_rates.csv\"`")
}

/// Rows beside a file of rows.
pub fn rows_twice(span: Span, from: Span) -> Diagnostic {
    Diagnostic::new(Code::E0102, "the rows of the table stand in a file already")
        .label(span, "written here again")
        .label(from, "in this file")
        .help("move the rows into the file, or leave out `from`")
}

/// A table's file that is no CSV.
pub fn no_csv(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0301, format!("`{name}` cannot be read as CSV: {why}"))
        .label(span, "read here")
        .help("write cells apart by commas, and put a cell that holds a comma into double quotes")
}

/// A cell of a file that is no cell of a table.
pub fn unreadable_cell(span: Span, text: &str, ty: &crate::values::Type) -> Diagnostic {
    Diagnostic::new(Code::E0201, format!("`{text}` is not {}", super::mismatch::article(ty)))
        .label(span, "in this row")
        .help("write cells as in a table of the policy: a value, `>= 10`, `20 .. 29`, `[A, B]`, `none` or `-`")
}

/// `use a.b` where no file `a/b.visado` could be read.
pub fn unknown_file(span: Span, name: &str) -> Diagnostic {
    let file = name.replace('.', "/");
    Diagnostic::new(Code::E0104, format!("there is no file for `use {name}`"))
        .label(span, format!("looked for {file}.visado"))
        .help("the dotted name is the file's path under the project's root: the nearest folder upwards with a visado.toml, else the folder named on the command line")
}
