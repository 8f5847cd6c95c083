use super::mismatch::article;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// Arithmetic on values that cannot be combined so.
pub fn arithmetic(doing: &str, left: (Span, &Type), right: (Span, &Type)) -> Diagnostic {
    let help = match (left.1, right.1) {
        (Type::Date, Type::Date) => "for the time between two dates write `days from A to B`".to_owned(),
        (Type::Duration, Type::Duration) => "add one after the other to a date: `d + 1 month + 10 days`".to_owned(),
        (Type::Instant, _) | (_, Type::Instant) => {
            "instants are only compared and put in order: for time that passes, use dates".to_owned()
        }
        (Type::Date, number) if number.is_number() => "say of what: `d + 90 days`".to_owned(),
        (Type::Money(a), Type::Money(b)) if a != b => {
            format!("convert one of them by a parameter: {a} and {b} are different money")
        }
        _ => "numbers go with numbers, money with money of the same currency, dates with durations".to_owned(),
    };
    let what = if left.1 == right.1 {
        format!("two values of type {}", left.1)
    } else {
        format!("{} and {}", article(left.1), article(right.1))
    };
    Diagnostic::new(Code::E0203, format!("{what} cannot be {doing}"))
        .label(left.0, article(left.1))
        .label(right.0, article(right.1))
        .help(help)
}
