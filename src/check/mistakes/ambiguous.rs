use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A word with two readings that both fit; `spellings` says each in full.
pub fn ambiguous(span: Span, name: &str, spellings: &[String]) -> Diagnostic {
    let spellings: Vec<String> = spellings.iter().map(|spelling| format!("`{spelling}`")).collect();
    let mut spellings = spellings;
    spellings.dedup();
    let help = match spellings.as_slice() {
        [_] => "two declarations of one file share the name: give one of them another".to_owned(),
        several => format!("write {}", several.join(" or ")),
    };
    Diagnostic::new(Code::E0103, format!("`{name}` can be read in more than one way"))
        .label(span, "which is meant?")
        .help(help)
}
