use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// How many brackets may stand open at once.
pub const DEEPEST: usize = 100;

pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0006, format!("more than {DEEPEST} brackets stand open"))
        .label(span, "one bracket too many")
        .help("give parts of it names with `define` or `rule`")
}

/// More of one operator in a row than can be followed.
pub fn too_long(span: Span, most: usize) -> Diagnostic {
    Diagnostic::new(Code::E0006, format!("more than {most} operands in one expression"))
        .label(span, "too long to follow")
        .help("give parts of it names with `define` or `rule`")
}

pub fn too_many_ifs(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0006, format!("more than {DEEPEST} `if` in one declaration"))
        .label(span, "one too many")
        .help("use `define` with cases, or a table")
}
