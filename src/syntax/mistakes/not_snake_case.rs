use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A name with capitals in it: one name, one spelling.
pub fn not_snake_case(span: Span, name: &str) -> Diagnostic {
    let mended = in_small_letters(name);
    Diagnostic::new(Code::E0007, format!("`{name}` has capitals in it"))
        .label(span, "names are in small letters")
        .help(format!("write `{mended}`"))
        .fix(span, mended)
}

pub fn in_small_letters(name: &str) -> String {
    let mut mended = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !mended.is_empty() && !mended.ends_with('_') {
            mended.push('_');
        }
        mended.push(c.to_ascii_lowercase());
    }
    mended
}
