use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub fn unknown_country(span: Span, code: &str) -> Diagnostic {
    Diagnostic::new(Code::E0108, format!("no country has the code `{code}`"))
        .label(span, "not a country")
        .help("three capitals are a country of ISO 3166-1 alpha-3, as in VEN for Venezuela or DEU for Germany")
}

pub fn unknown_currency(span: Span, code: &str) -> Diagnostic {
    Diagnostic::new(Code::E0108, format!("no currency has the code `{code}`"))
        .label(span, "not a currency")
        .help("a currency is three capitals of ISO 4217, as in CAD")
}
