use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// A field, variant or member that its record, enum or file does not have.
pub fn unknown_field<'a>(
    span: Span,
    name: &str,
    of: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let near = nearest(name, known.clone());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => match known.into_iter().collect::<Vec<_>>().as_slice() {
            [] => "a dot takes a field of a record, a variant of an enum, or a name of a used file".to_owned(),
            known => format!("`{of}` has {}", known.join(", ")),
        },
    };
    let problem = Diagnostic::new(Code::E0110, format!("`{of}` has no `{name}`")).label(span, "not there").help(help);
    match near {
        Some(near) => problem.fix(span, near),
        None => problem,
    }
}

/// `age.start` where `age` is no record.
pub fn no_fields(span: Span, name: &str, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::E0110, format!("`{name}` is a {kind} and has no fields"))
        .label(span, "not a field")
        .help("a dot takes a field of a record, a variant of an enum, or a name of a used file")
}

/// A record where one of its fields is needed.
pub fn whole_record(span: Span, name: &str, fields: &[String]) -> Diagnostic {
    let first = fields.first().map_or("field", String::as_str);
    Diagnostic::new(Code::E0110, format!("`{name}` is a record, not a value"))
        .label(span, "which field?")
        .help(format!("take one of its fields ({}), as in `{name}.{first}`", fields.join(", ")))
}
