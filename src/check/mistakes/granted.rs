use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Two granted words that differ by one letter.
pub fn nearly_the_same(span: Span, word: &str, first: Span, other: &str) -> Diagnostic {
    Diagnostic::new(Code::W0409, format!("`{word}` is granted here, and `{other}` elsewhere"))
        .label(span, "differs by one letter")
        .label(first, "from this")
        .help(format!("write `{other}` in both places, or a word that differs by more"))
}
