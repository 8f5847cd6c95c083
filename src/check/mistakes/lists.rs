use super::mismatch::article;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// A call over something that is no list.
pub fn no_list(span: Span, found: &Type) -> Diagnostic {
    let help = match found.plain() {
        Type::List(_) => "say what is gone through where there is none: `LIST else []`",
        _ => "name a fact that is declared `list of …`",
    };
    Diagnostic::new(Code::E0201, format!("what is gone through must be a list, not {}", article(found)))
        .label(span, format!("this is {}", article(found)))
        .help(help)
}

/// `add for` over something that is not written out in the policy.
pub fn no_given_list(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0201, "`add for` goes through an enum or a list that is written out")
        .label(span, "neither of the two")
        .help("name an enum, or write `[FIRST, SECOND]`; over the entries of a fact, `sum(POINTS for x in LIST)` adds")
}

/// An optional value given to an input, of which nobody could say that it is not none.
pub fn nameless_optional(span: Span, input: &str) -> Diagnostic {
    Diagnostic::new(Code::E0204, format!("what is given for `{input}` may be none, and has no name"))
        .label(span, "may be none")
        .help("give it a name with `define` and pass that, or say what stands in its place with `else`")
}

/// Two calls over lists, one inside the other, that call their elements the same.
pub fn element_named_twice(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{name}` stands for an element of the outer list already"))
        .label(span, "used again")
        .help("give the inner element another name")
}

/// A window whose length is named, and not one for everybody on every day.
pub fn window_of_no_one_length(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0303, format!("a window has one length, and `{written}` may have several"))
        .label(span, "depends on the day or on the applicant")
        .help("write the length out, as in `5 years before D`, or name a parameter that has one value and no time")
}

/// A window whose length is a parameter in working days.
pub fn named_window_of_working_days(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0309, "a window is not counted in working days")
        .label(span, "the length of a window")
        .help("give the parameter a length in years, months, weeks and days, as in `42 days`")
}
