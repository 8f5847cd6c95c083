use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file without `policy` or `library` at its head.
pub fn no_header(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0109, "the file has no header")
        .label(span, "starts here")
        .help("open it with `policy NAME \"label\" { … }`, or `library NAME` for what other files use")
}

/// A header whose name is not the file's path.
pub fn misnamed(span: Span, written: &str, path: &str) -> Diagnostic {
    Diagnostic::new(Code::E0109, format!("the file is `{path}`, but its header says `{written}`"))
        .label(span, "does not match the file's path under the project's root")
        .help(format!("write `{path}` here, or move the file"))
}
