use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// An optional value where none must be settled first.
pub fn unsettled(span: Span, text: &str, ty: &Type) -> Diagnostic {
    let plain = ty.plain();
    Diagnostic::new(Code::E0204, format!("`{text}` may be none here"))
        .label(span, format!("this is an {ty}"))
        .help(format!(
            "say what holds when there is none: `{text} is not none and …`, or give another {plain} in its place with `{text} else …`"
        ))
}

/// A field of a record that an applicant may not have.
pub fn unsettled_record(span: Span, record: &str) -> Diagnostic {
    Diagnostic::new(Code::E0204, format!("there may be no `{record}` here"))
        .label(span, "an applicant may have none")
        .help(format!("say what holds when there is none: `{record} is not none and …`"))
}
