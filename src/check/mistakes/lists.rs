use super::mismatch::article;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// A call over something that is no list.
pub fn no_list(span: Span, found: &Type) -> Diagnostic {
    Diagnostic::new(Code::E0201, format!("what is gone through must be a list, not {}", article(found)))
        .label(span, format!("this is {}", article(found)))
        .help("name a fact that is declared `list of …`")
}

/// Two calls over lists, one inside the other, that call their elements the same.
pub fn element_named_twice(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0102, format!("`{name}` stands for an element of the outer list already"))
        .label(span, "used again")
        .help("give the inner element another name")
}
