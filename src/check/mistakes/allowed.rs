use crate::diagnostics::{Code, Diagnostic, PAGES, Severity, nearest};
use crate::source::Span;

/// `allow` of a code that no warning has.
pub fn no_warning(span: Span, code: &str, is_error: bool) -> Diagnostic {
    let message = match is_error {
        true => format!("{code} is an error, which cannot be allowed"),
        false => format!("no warning has the code {code}"),
    };
    let warnings: Vec<String> = PAGES
        .iter()
        .filter(|(code, _)| code.severity() == Severity::Warning)
        .map(|(code, _)| code.to_string())
        .collect();
    let near = nearest(&code.to_ascii_uppercase(), warnings.iter().map(String::as_str));
    let help = match near.filter(|_| !is_error) {
        Some(near) => format!("write the code that `visado check` shows, maybe {near}"),
        None => "write the code of a warning, as `visado check` shows it".to_owned(),
    };
    Diagnostic::new(Code::E0111, message).label(span, "is no warning").help(help)
}

/// An empty text in place of the reason.
pub fn no_reason(span: Span, code: Code) -> Diagnostic {
    Diagnostic::new(Code::E0111, format!("{code} is allowed without a reason"))
        .label(span, "no reason")
        .help("say why it is right as it stands: whoever reads the policy later asks")
}
