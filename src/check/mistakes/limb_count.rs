use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `at least 4 of` three limbs.
pub fn limb_count(span: Span, wanted: &str, limbs: usize) -> Diagnostic {
    Diagnostic::new(Code::E0402, format!("`at least {wanted} of` {limbs} limbs"))
        .label(span, "no such number of them")
        .help(format!("write a whole number from 1 to {limbs}"))
}
