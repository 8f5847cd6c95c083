use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

pub fn unknown_type<'a>(span: Span, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let simple = ["boolean", "integer", "decimal", "date", "instant", "text", "country"];
    let help = match nearest(name, simple.into_iter().chain(known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if name == "money" => "write the currency too: `money CAD`".to_owned(),
        None => format!("the types are {}, `money CAD`, and the enums and records in sight", simple.join(", ")),
    };
    Diagnostic::new(Code::E0107, format!("no type is called `{name}`")).label(span, "not a type").help(help)
}
