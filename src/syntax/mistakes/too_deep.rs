use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// How many brackets may stand open at once.
pub const DEEPEST: usize = 100;

pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0006, format!("more than {DEEPEST} brackets stand open"))
        .label(span, "one bracket too many")
        .help("give parts of it names with `define` or `rule`")
}
