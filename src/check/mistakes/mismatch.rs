use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// A value of one type where another is needed. `why` says what needs it.
pub fn mismatch(span: Span, found: &Type, expected: &Type, why: &str) -> Diagnostic {
    let help = match (found, expected) {
        (Type::Fraction | Type::MoneyFraction(_), _) => "a fraction becomes a decimal by `round_half_up(x, places)`, `round_half_even`, `round_down` or `round_up`".to_owned(),
        (_, Type::Boolean) => "write a condition that is true or false, such as a comparison".to_owned(),
        (Type::Integer | Type::Decimal, Type::Money(currency)) => format!("write the currency after the amount: `38_700 {currency}`"),
        (Type::Boolean, Type::Integer | Type::Decimal) => "write `if CONDITION then 1 else 0` if a count is meant".to_owned(),
        (_, expected) => format!("write a value of type {expected}"),
    };
    Diagnostic::new(Code::E0201, format!("{why} must be {}, not {}", article(expected), article(found)))
        .label(span, format!("this is {}", article(found)))
        .help(help)
}

/// The type's name with `a` or `an`.
pub fn article(ty: &Type) -> String {
    let name = ty.to_string();
    match ty {
        Type::Money(_) | Type::None | Type::Text => name,
        _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}
