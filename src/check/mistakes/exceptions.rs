use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// An exception to something that cannot have one.
pub fn not_excepted(span: Span, name: &str, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::E0405, format!("`{name}` is a {kind} and cannot have exceptions"))
        .label(span, "excepted here")
        .help("except a rule, a definition, a parameter or another exception")
}

/// `met when` in an exception to a value.
pub fn met_of_a_value(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0405, "only a rule is met or not met")
        .label(span, "what is excepted is a value")
        .help("write `when CONDITION then VALUE`")
}

/// `met when` in an exception to an exception.
pub fn met_of_an_exception(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0405, "an exception can only be kept from applying")
        .label(span, "what is excepted is an exception")
        .help("write `not met when CONDITION`, or add the case to the exception itself")
}

/// `when … then` in an exception to a rule.
pub fn value_of_a_rule(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0405, "a rule has no value")
        .label(span, "what is excepted is a rule")
        .help("write `met when CONDITION` or `not met when CONDITION`")
}

/// Two exceptions that may both apply to one person and say different things.
pub fn exceptions_disagree(second: Span, name: &str, first: Span, other: &str, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::W0406, format!("`{other}` and `{name}` may both apply and disagree"))
        .label(second, format!("says one thing of the {kind}"))
        .label(first, "says another")
        .help(format!("rank them: `despite {other}` in the one that goes before, or narrow one of the two"))
}

/// Two effects of one exception that may both apply and say different things.
pub fn exception_disagrees(second: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::W0406, format!("two clauses of the exception `{name}` may both apply and disagree"))
        .label(second, "says one thing")
        .label(first, "says another, perhaps for the same applicant")
        .help("let their conditions exclude each other")
}

/// Exceptions in a library that no policy of the project uses.
pub fn exceptions_act_nowhere(places: &[Span], library: &str, targets: &BTreeSet<String>) -> Diagnostic {
    let targets: Vec<String> = targets.iter().map(|target| format!("`{target}`")).collect();
    let headline = format!("no policy uses `{library}`: its exceptions to {} act nowhere", targets.join(", "));
    let mut problem = Diagnostic::new(Code::W0410, headline);
    for place in places {
        problem = problem.label(*place, "is not excepted for anybody");
    }
    problem.help(format!("write `use {library}` in the policy"))
}
