use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// A field, variant or member that its record, enum or file does not have.
pub fn unknown_field<'a>(
    span: Span,
    name: &str,
    of: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{of}` has {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::E0110, format!("`{of}` has no `{name}`")).label(span, "not there").help(help)
}
