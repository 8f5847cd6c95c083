use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A circle of definitions: `path` names them in order, each with its place.
pub fn circle(path: &[(String, Span)]) -> Diagnostic {
    let names: Vec<String> = path.iter().chain(path.first()).map(|(name, _)| format!("`{name}`")).collect();
    let mut problem = Diagnostic::new(Code::E0105, format!("a circle of definitions: {}", names.join(" → ")));
    if let [(name, span)] = path {
        return problem.label(*span, format!("`{name}` needs itself")).help("say it without itself");
    }
    for (name, span) in path {
        problem = problem.label(*span, format!("`{name}` needs the next"));
    }
    problem.help("a value cannot depend on itself; take one of them out of the circle")
}
