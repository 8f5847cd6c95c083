use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Files that `use` each other in a circle.
pub fn circular_use(span: Span, path: &[String]) -> Diagnostic {
    let names: Vec<String> = path.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::new(Code::E0106, format!("a circle of `use`: {}", names.join(" → ")))
        .label(span, "closes the circle")
        .help("move what both need into a library that uses neither")
}
