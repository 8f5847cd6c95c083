use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A call with the wrong number of arguments, or one that must be written out.
pub fn arguments(span: Span, name: &str, found: usize, expected: &str) -> Diagnostic {
    let help = match expected.strip_prefix(&format!("`{name}(")) {
        Some(_) => format!("write {expected}"),
        None => format!("write `{name}(…)` with {expected}"),
    };
    let headline = match expected.strip_prefix(&format!("`{name}(")) {
        Some(_) => format!("`{name}` is called as {expected}"),
        None => format!("`{name}` takes {expected}"),
    };
    Diagnostic::new(Code::E0205, headline).label(span, format!("{found} given")).help(help)
}

/// A table named without its inputs, or something called that is no table.
pub fn not_called_so(span: Span, name: &str, kind: &str) -> Diagnostic {
    let (message, help) = if kind == "table" {
        (format!("`{name}` is a table and needs its inputs"), format!("write `{name}(…)`"))
    } else {
        (format!("`{name}` is a {kind} and takes no arguments"), format!("write `{name}` without parentheses"))
    };
    Diagnostic::new(Code::E0205, message).label(span, "written so").help(help)
}
