use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A pathway, quota or determination in a library, or a policy without any pathway.
pub fn misplaced(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0404, format!("a library has no {what}"))
        .label(span, "belongs in a policy")
        .help("open the file with `policy NAME`, or move this into the policy that uses the library")
}

pub fn no_pathway(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0404, "the policy has no pathway")
        .label(span, "decides about nobody")
        .help("add a `pathway`, or open the file with `library` if others are to use it")
}

/// `failing` on a value, a group or a pathway.
pub fn failing_of_no_condition(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0407, "`failing` stands on something that is no condition")
        .label(span, "nothing here can fail")
        .help("give it to a rule, a requirement, a bar, or a clause of one of them")
}

/// Braces in the label of what is called the same for everybody.
pub fn no_values_in_this_label(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0008, "this label cannot hold the values of an applicant")
        .label(span, "the braces would be printed as they are")
        .help("say it in words; rules, exceptions, definitions, conditions and lines of scores may hold values")
}

/// A policy that another file `use`s.
pub fn used_policy(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0404, format!("`{name}` is a policy and cannot be used"))
        .label(span, "used here")
        .help("move what both need into a library")
}
