use super::mismatch::article;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// Two values of types that have nothing in common.
pub fn incomparable(left: (Span, &Type), right: (Span, &Type)) -> Diagnostic {
    let help = match (left.1.plain(), right.1.plain()) {
        (Type::Money(a), Type::Money(b)) => {
            format!("convert one of them by a parameter: {a} and {b} are different money")
        }
        (Type::Money(currency), other) | (other, Type::Money(currency)) if other.is_number() => {
            format!("write the currency after the amount: `100 {currency}`")
        }
        (Type::Date, Type::Duration) | (Type::Duration, Type::Date) => {
            "compare two dates: `d >= as_of - 5 years`".to_owned()
        }
        (Type::Date, Type::Instant) | (Type::Instant, Type::Date) => {
            "a day begins at another moment in each place: give the day as a fact of its own, or write an instant such as 2024-03-10T00:00:00Z"
                .to_owned()
        }
        (Type::Country, Type::Text) | (Type::Text, Type::Country) => {
            "write the country's code of three capitals, as in `VEN`".to_owned()
        }
        (Type::Enum(_), _) | (_, Type::Enum(_)) => "compare an enum with one of its variants".to_owned(),
        _ => "compare values of one type".to_owned(),
    };
    Diagnostic::new(Code::E0202, format!("{} cannot be compared with {}", article(left.1), article(right.1)))
        .label(left.0, article(left.1))
        .label(right.0, article(right.1))
        .help(help)
}

/// A literal of another type than what it is compared with, that is meant as `meant`.
pub fn literal_of_another_type(literal: (Span, &Type), other: (Span, &Type), meant: &str) -> Diagnostic {
    incomparable(literal, other).help(format!("write `{meant}`")).fix(literal.0, meant)
}

/// Order asked of values that have none.
pub fn unordered(span: Span, ty: &Type) -> Diagnostic {
    let (message, help) = match ty.plain() {
        Type::Duration => (
            "two durations cannot be compared".to_owned(),
            "is a month more than 30 days? Write it with dates: `start + 6 months <= end`".to_owned(),
        ),
        Type::Enum(shape) => (
            format!("`{}` has no order", shape.name),
            format!("declare it `enum {} ordered {{ … }}`, the least first, or use `in [ … ]`", shape.name),
        ),
        other => (format!("{} has no order", article(other)), "use `is`, `is not` or `in`".to_owned()),
    };
    Diagnostic::new(Code::E0206, message).label(span, "needs an order").help(help)
}
