use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `use a.b` where no file `a/b.visado` could be read.
pub fn unknown_file(span: Span, name: &str) -> Diagnostic {
    let file = name.replace('.', "/");
    Diagnostic::new(Code::E0104, format!("there is no file for `use {name}`"))
        .label(span, format!("looked for {file}.visado"))
        .help("the dotted name is the file's path under the project's root: the nearest folder upwards with a visado.toml, else the folder named on the command line")
}
