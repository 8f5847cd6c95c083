use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A text that has no closing quote on its line.
pub fn unclosed_text(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0005, "a text is not closed")
        .label(span, "opens here and runs to the end of the line")
        .help("close it with `\"` on the same line")
}

/// A bracket that the declaration ends without closing, or closes without opening.
pub fn unclosed_bracket(span: Span, bracket: char, opens: bool) -> Diagnostic {
    if opens {
        Diagnostic::new(Code::E0005, format!("`{bracket}` is not closed"))
            .label(span, "opens here")
            .help("close it before the next declaration starts")
    } else {
        Diagnostic::new(Code::E0005, format!("`{bracket}` closes nothing"))
            .label(span, "nothing is open here")
            .help("remove it, or open it before")
    }
}
