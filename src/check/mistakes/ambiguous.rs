use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A word with two readings that both fit; `spellings` says each in full.
pub fn ambiguous(span: Span, name: &str, spellings: &[String]) -> Diagnostic {
    let spellings: Vec<String> = spellings.iter().map(|spelling| format!("`{spelling}`")).collect();
    Diagnostic::new(Code::E0103, format!("`{name}` can be read in more than one way"))
        .label(span, "which is meant?")
        .help(format!("write {}", spellings.join(" or ")))
}
