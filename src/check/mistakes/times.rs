use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::values::Date;

/// Two versions of one thing that are in force on the same day.
pub fn times_overlap(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0307, "two times in force overlap")
        .label(second, "includes days")
        .label(first, "that this includes too")
        .help("end the earlier one with `through`, on the day before the later one begins")
}

/// Values of one thing that go by different days, so that nobody can say which follows which.
pub fn two_days(second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0307, "the values of one name go by different days")
        .label(second, "goes by one day")
        .label(first, "goes by another")
        .help("write the same `by FACT` for all of them, or none")
}

/// A time on something that is always in force.
pub fn no_time_here(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0307, format!("{what} has no time in force of its own"))
        .label(span, "not possible here")
        .help("put the time on the pathway, or on its requirements and bars")
}

/// A day of the policy's own time on which a value is not in force.
pub fn not_in_force(span: Span, name: &str, from: Date, through: Option<Date>) -> Diagnostic {
    let days = match through {
        Some(through) if through == from => format!("on {from}"),
        Some(through) => format!("from {from} through {through}"),
        None => format!("from {from} on"),
    };
    Diagnostic::new(Code::E0308, format!("`{name}` has no value {days}"))
        .label(span, "not in force on every day of the policy")
        .help("add a value for those days, or `repealed from DATE` if the end is meant")
}

/// A value without a time among others that have one.
pub fn no_time(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0307, format!("a value of `{name}` has no time"))
        .label(span, "in force from when?")
        .help("add `from DATE`")
}

/// `f(x) on D` where x goes by the law of a day itself.
pub fn given_by_day(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0205, "it is not clear as of which day this call reads what it is given")
        .label(span, "given something that goes by the law of a day")
        .help("give it facts and literals only, or put the `on` inside what it calls")
}

/// `E on D` where E is not something declared.
pub fn not_dated(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0205, "only a declared value can be read as of another day")
        .label(span, "not a parameter, table, definition, rule or score")
        .help("give the expression a name with `define`, and write `NAME on DATE`")
}
