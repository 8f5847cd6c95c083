use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub fn cell_count(span: Span, found: usize, header: Span, expected: usize) -> Diagnostic {
    let cells = |number: usize| if number == 1 { "1 cell".to_owned() } else { format!("{number} cells") };
    Diagnostic::new(Code::E0301, format!("a row of {} under a header of {expected}", cells(found)))
        .label(span, format!("{} {} needed", cells(expected), if expected == 1 { "is" } else { "are" }))
        .label(header, "the header")
        .help("give each column one cell; `-` stands for anything")
}

/// A row that does not end on its line: its last bar is missing, and the next row was read into it.
pub fn row_without_its_last_bar(first_line: Span) -> Diagnostic {
    let end = Span { start: first_line.end, ..first_line };
    Diagnostic::new(Code::E0301, "a row ends without a bar")
        .label(first_line, "goes on with the next line")
        .help("end the row with `|`")
        .fix(end, " |")
}

pub fn bad_header(span: Span, why: &str, inputs: &[&str]) -> Diagnostic {
    Diagnostic::new(Code::E0302, why).label(span, "in this header").help(format!(
        "the header names each input ({}) once, and one column of results, or several as `input: value`",
        inputs.join(", ")
    ))
}

/// The header of a table that lists least values.
pub fn bad_reaching_header(span: Span, why: &str, reached: &str) -> Diagnostic {
    Diagnostic::new(Code::E0302, why).label(span, "in this header").help(format!(
        "name one column of results, each other input once, and the least values under `{reached}` or, for several \
         columns of them, `input: value`"
    ))
}

pub fn no_constant(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0303, "the value must be known from the policy alone")
        .label(span, "depends on the applicant")
        .help("write literals and parameters only")
}

pub fn overlap(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0304, "two rows match the same input")
        .label(second, "matches some of the inputs")
        .label(first, "that this row matches too")
        .help("a table must not decide by the order of its rows: narrow one of the two")
}

/// A table over texts, of which no list of rows can name all.
pub fn no_otherwise_for_text(span: Span, table: &str, input: &str) -> Diagnostic {
    Diagnostic::new(Code::E0305, format!("table `{table}` says nothing of other texts of `{input}`"))
        .label(span, "no `otherwise`")
        .help("end the rows with `otherwise VALUE`")
}

pub fn gap(span: Span, table: &str, witness: &str) -> Diagnostic {
    Diagnostic::new(Code::E0305, format!("table `{table}` has no row for {witness}"))
        .label(span, "does not cover every input")
        .help(format!("add a row for {witness}, or `otherwise VALUE` for every input that no row covers"))
}
