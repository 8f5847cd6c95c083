use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A cap above all that its lines can add up to.
pub fn cap_never_reached(span: Span, cap: &str, most: &str) -> Diagnostic {
    Diagnostic::new(Code::W0408, format!("a cap of {cap} is never reached: the lines add up to {most} at most"))
        .label(span, "makes no difference to anybody")
        .help("compare the cap and the points with the law: one of them is not what it says")
}

/// A line whose points a cap always takes away.
pub fn worthless_line(line: Span, cap: Span) -> Diagnostic {
    Diagnostic::new(Code::W0408, "this line adds nothing: the others reach the cap without it")
        .label(line, "makes no difference to anybody")
        .label(cap, "the cap")
        .help("compare the cap and the points with the law: one of them is not what it says")
}
