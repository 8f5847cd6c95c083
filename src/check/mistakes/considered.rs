use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A pathway that a determination leaves out, or names twice.
pub fn not_considered(pathway: Span, name: &str, determination: Span) -> Diagnostic {
    Diagnostic::new(Code::E0403, format!("pathway `{name}` is never considered"))
        .label(pathway, "declared here")
        .label(determination, "not named here")
        .help(format!("add `{name}` to `consider`, or remove the pathway"))
}

pub fn considered_twice(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0403, format!("pathway `{name}` is considered twice"))
        .label(span, "named again")
        .help("name each pathway once, in the order in which they count")
}

/// More than one determination, or one in a library.
pub fn extra_determination(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0403, "a policy has one determination")
        .label(span, "one too many")
        .label(first, "the first is here")
        .help("merge the two")
}
