use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// A name that nothing in sight declares. `kind` is what was looked for: "fact, rule or value".
pub fn unknown_name<'a>(span: Span, name: &str, kind: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let help = match nearest(name, known) {
        _ if ["today", "now"].contains(&name) => "the day whose law applies is `as_of`".to_owned(),
        _ if name == "unknown" => {
            "a policy cannot ask whether a fact is known; `presumed` and `burden` say what silence means".to_owned()
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare a {kind} of that name, or `use` the file that does"),
    };
    Diagnostic::new(Code::E0101, format!("no {kind} is called `{name}`")).label(span, "not declared").help(help)
}
