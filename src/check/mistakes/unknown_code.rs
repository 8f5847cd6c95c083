use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::values::Country;

pub fn unknown_country(span: Span, code: &str) -> Diagnostic {
    let help = match nearest(code, Country::codes()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "three capitals are a country of ISO 3166-1, as in VEN".to_owned(),
    };
    Diagnostic::new(Code::E0108, format!("no country has the code `{code}`")).label(span, "not a country").help(help)
}

pub fn unknown_currency(span: Span, code: &str) -> Diagnostic {
    Diagnostic::new(Code::E0108, format!("no currency has the code `{code}`"))
        .label(span, "not a currency")
        .help("a currency is three capitals of ISO 4217, as in CAD")
}
