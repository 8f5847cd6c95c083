use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// What other languages call the types.
const ELSEWHERE: [(&str, &str); 11] = [
    ("bool", "boolean"),
    ("int", "integer"),
    ("number", "integer"),
    ("float", "decimal"),
    ("double", "decimal"),
    ("real", "decimal"),
    ("string", "text"),
    ("str", "text"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("time", "instant"),
];

pub fn unknown_type<'a>(span: Span, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let simple = ["boolean", "integer", "decimal", "date", "instant", "text", "country"];
    let problem = Diagnostic::new(Code::E0107, format!("no type is called `{name}`")).label(span, "not a type");
    if let Some((_, meant)) = ELSEWHERE.iter().find(|(word, _)| *word == name) {
        return problem.help(format!("here this is written `{meant}`")).fix(span, *meant);
    }
    match nearest(name, simple.into_iter().chain(known)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")).fix(span, near),
        None if name == "money" => problem.help("write the currency too: `money CAD`"),
        None => problem
            .help(format!("the types are {}, `money CAD`, and the enums and records in sight", simple.join(", "))),
    }
}
