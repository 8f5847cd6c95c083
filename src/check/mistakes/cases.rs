use crate::check::completeness::Gap;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A definition by cases without `otherwise` that leaves somebody out.
pub fn no_otherwise(span: Span, name: &str, gap: &Gap) -> Diagnostic {
    let (headline, label) = match gap {
        Gap::For(who) if who.is_empty() => {
            (format!("`{name}` has no value when no case holds"), "no case always holds")
        }
        Gap::For(who) => (format!("`{name}` has no case for {who}"), "the cases may all be false"),
        Gap::Unproved => {
            (format!("the cases of `{name}` cannot be shown to leave nobody out"), "too many combinations to try")
        }
    };
    Diagnostic::new(Code::E0306, headline).label(span, label).help(match gap {
        Gap::For(who) if !who.is_empty() => format!("add a case for {who}, or end with `otherwise VALUE`"),
        _ => "end it with `otherwise VALUE`".to_owned(),
    })
}
