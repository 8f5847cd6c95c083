use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file opens with one header.
pub fn second_header(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0004, "a file has one header")
        .label(second, "a second header")
        .label(first, "the first is here")
        .help("put the second policy or library into a file of its own")
}

/// A library that says which law applies: that is for the policy that uses it.
pub fn law_in_a_library(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0404, "a library does not say which law applies")
        .label(span, "belongs in a policy")
        .help("move it into the header of the policy that uses the library")
}

/// A clause with two times in force.
pub fn second_time(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0307, "a clause has one time in force")
        .label(second, "a second time")
        .label(first, "the first is here")
        .help("write the clause once for each time")
}

/// An entry of which there can be one, written twice.
pub fn second_entry(what: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0004, format!("{what} stands here twice"))
        .label(second, "a second one")
        .label(first, "the first is here")
        .help("keep one of the two")
}

/// A time in the braces of a declaration that stands behind no clause.
pub fn time_by_itself(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0307, "a time that belongs to no clause").label(span, "what is in force then?").help(
        "write `in force` before it if the whole declaration is meant; else put it behind the clause that it is for",
    )
}

/// Two texts for where one condition does not hold.
pub fn second_failing(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0407, "a clause has one `failing`")
        .label(second, "a second one")
        .label(first, "the first is here")
        .help("keep one of the two")
}

pub fn ends_before_it_begins(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0307, "a time that ends before it begins")
        .label(span, "holds no day")
        .help("write the first day after `from`, the last after `through`")
}

/// A pathway that may grant two things at somebody's discretion.
pub fn second_discretion(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0004, "a pathway has one `may grant`")
        .label(second, "a second one")
        .label(first, "the first is here")
        .help("make two pathways of it")
}
