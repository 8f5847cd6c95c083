use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Type;

/// A value of one type where another is needed. `why` says what needs it.
pub fn mismatch(span: Span, found: &Type, expected: &Type, why: &str) -> Diagnostic {
    let help = match (found, expected) {
        (Type::Fraction | Type::MoneyFraction(_), _) => {
            "a fraction becomes a decimal by `round_half_up(x, places)`, `round_half_even`, `round_down` or `round_up`"
                .to_owned()
        }
        (Type::Decimal, Type::Integer) => "round it, as in `round_down(x, 0)`, or write a whole number".to_owned(),
        (Type::Instant, Type::Date) | (Type::Date, Type::Instant) => {
            "a day begins at another moment in each place: give the day as a fact of its own".to_owned()
        }
        (Type::None, _) => {
            format!("write {}, or declare it `optional {expected}` if there may be none", article(expected))
        }
        (_, Type::Boolean) => "write a condition that is true or false, such as a comparison".to_owned(),
        (Type::Integer | Type::Decimal, Type::Money(currency)) => {
            format!("write the currency after the amount, as in `38_700 {currency}`")
        }
        (Type::Integer | Type::Decimal, Type::Duration) => "say of what: `24 months`, `2 years`".to_owned(),
        (Type::Boolean, Type::Integer | Type::Decimal) => {
            "write `if CONDITION then 1 else 0` if a count is meant".to_owned()
        }
        (found, Type::List(of)) if found == of.as_ref() => {
            "put it into brackets: a list of one is `[VALUE]`".to_owned()
        }
        (_, Type::Country) => "write the country's code of three capitals, as in `VEN`".to_owned(),
        (_, Type::Date) => "write a date: a fact, or a day such as 2022-10-19".to_owned(),
        (_, Type::Window) => "write a window: `within 5 years before DAY`".to_owned(),
        (_, Type::List(_)) => "write a list: `[FIRST, SECOND]`".to_owned(),
        (_, expected) => format!("write {}", article(expected)),
    };
    let found = match (found, expected) {
        (Type::Decimal, Type::Integer) => "a decimal".to_owned(),
        _ => article(found),
    };
    Diagnostic::new(Code::E0201, format!("{why} must be {}, not {found}", article(expected)))
        .label(span, format!("this is {found}"))
        .help(help)
}

/// A value alone where a comparison before it would have to be said again.
pub fn half_comparison(span: Span, subject: &str, first: &str, text: &str) -> Diagnostic {
    Diagnostic::new(Code::E0201, format!("`{text}` is no condition by itself"))
        .label(span, format!("compared with `{subject}`?"))
        .help(format!(
            "say it in full, as in `{subject} is {text}`, or ask for one of several with `{subject} in [{first}, {text}]`"
        ))
}

/// `expect outcome eligible`: what pathways say, where what becomes of the applicant is asked for.
pub fn no_outcome(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0209, "this is no outcome")
        .label(span, "said of a pathway, not of the applicant")
        .help("write `granted`, `waitlisted`, `undetermined`, `referred` or `refused`, or name the pathway")
}

/// A record of one kind where one of another is needed.
pub fn another_record(span: Span, found: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(Code::E0201, format!("a record `{expected}` is needed, not a `{found}`"))
        .label(span, format!("this is a `{found}`"))
        .help(format!("give it a fact or an element that is declared as `{expected}`"))
}

/// The applicant's id, which is a text or a whole number.
pub fn no_id_type(span: Span, found: &Type) -> Diagnostic {
    Diagnostic::new(Code::E0201, format!("the applicant's id must be text or an integer, not {}", article(found)))
        .label(span, format!("this is {}", article(found)))
        .help("declare the fact that names an applicant as `text`")
}

/// The type's name with `a` or `an`. Where a decimal is needed an integer fits too: a number.
pub fn article(ty: &Type) -> String {
    let name = ty.to_string();
    match ty {
        Type::Decimal => "a number".to_owned(),
        Type::Money(_) | Type::None | Type::Text => name,
        _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}
