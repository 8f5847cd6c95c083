//! The meaning of operators, on sets of what a value may still be.

use visado::source::{Sources, Span};
use visado::values::{
    Comparison, Country, Date, Fault, FaultKind, Interval, LeapBirthday, MonthEnd, Number, Operation, Plain, Possible,
    Rounding, Unit, Value, country_name,
};

fn span() -> Span {
    Span { file: Sources::default().add("test", ""), start: 0, end: 0 }
}

fn fault() -> Possible {
    Possible::from(Fault { kind: FaultKind::Overflow, span: span() })
}

/// T, F, U (either), ! (a fault), ? (true or a fault).
fn truth(letter: char) -> Possible {
    match letter {
        'T' => Possible::from(true),
        'F' => Possible::from(false),
        'U' => Possible::either(),
        '!' => fault(),
        '?' => Possible::from(true).union(&fault()),
        other => panic!("{other}"),
    }
}

fn letter(value: &Possible) -> String {
    let mut letters = String::new();
    for (has, letter) in [(value.can_be_true(), 'T'), (value.can_be_false(), 'F'), (!value.faults.is_empty(), '!')] {
        if has {
            letters.push(letter);
        }
    }
    letters
}

#[test]
fn the_connectives_are_kleenes_with_faults() {
    let and = [
        ("TT", "T"),
        ("TF", "F"),
        ("TU", "TF"),
        ("FU", "F"),
        ("UU", "TF"),
        ("T!", "!"),
        ("F!", "F"),
        ("!F", "F"),
        ("U!", "F!"),
        ("!!", "!"),
        ("F?", "F"),
        ("U?", "TF!"),
    ];
    for (operands, expected) in and {
        let values: Vec<Possible> = operands.chars().map(truth).collect();
        let found = Operation::And.apply(&values.iter().collect::<Vec<_>>(), span());
        assert_eq!(letter(&found), expected, "and {operands}");
        // By De Morgan, `or` is the same with true and false exchanged.
        let inverted: Vec<Possible> = values.iter().map(|value| Operation::Not.apply(&[value], span())).collect();
        let or = Operation::Or.apply(&inverted.iter().collect::<Vec<_>>(), span());
        assert_eq!(letter(&Operation::Not.apply(&[&or], span())), expected, "or of the opposites of {operands}");
    }
}

#[test]
fn at_least_counts_what_may_be_true() {
    for (limbs, count, expected) in [
        ("TTF", 2, "T"),
        ("TFF", 2, "F"),
        ("TUF", 2, "TF"),
        ("UUU", 1, "TF"),
        ("TT!", 2, "T"),
        ("TF!", 2, "!"),
        ("FF!", 2, "F"),
    ] {
        let values: Vec<Possible> = limbs.chars().map(truth).collect();
        let found = Operation::AtLeast(count).apply(&values.iter().collect::<Vec<_>>(), span());
        assert_eq!(letter(&found), expected, "at least {count} of {limbs}");
    }
}

#[test]
fn none_equals_only_none() {
    let none = Possible::from(Value::None);
    let text = Possible::from(Value::Text("x".into()));
    let is = |a: &Possible, b: &Possible| letter(&Operation::Compare(Comparison::Is).apply(&[a, b], span()));
    assert_eq!(is(&none, &none), "T");
    assert_eq!(is(&none, &text), "F");
    let either = text.clone().union(&none);
    assert_eq!(is(&either, &text), "TF");
    assert_eq!(letter(&Operation::IsNone.apply(&[&either], span())), "TF");
}

#[test]
fn numbers_are_exact_or_a_fault() {
    let number = |text: &str| Number::parse(text).unwrap();
    assert_eq!(number("1").divide(number("3")).unwrap().multiply(number("3")).unwrap(), number("1"));
    assert_eq!(number("0.1").plus(number("0.2")).unwrap(), number("0.3"));
    assert_eq!(Number::MAX.plus(Number::ONE), None);
    assert_eq!(number("1_000.50").to_string(), "1000.5");
    assert_eq!(number("1").divide(number("3")).unwrap().to_string(), "1/3");
    for (mode, places, from, to) in [
        (Rounding::HalfUp, 0, "2.5", "3"),
        (Rounding::HalfUp, 0, "-2.5", "-3"),
        (Rounding::HalfEven, 0, "2.5", "2"),
        (Rounding::HalfEven, 0, "3.5", "4"),
        (Rounding::Down, 1, "-2.59", "-2.5"),
        (Rounding::Up, 1, "2.51", "2.6"),
        (Rounding::HalfUp, 2, "0.005", "0.01"),
    ] {
        assert_eq!(number(from).round(mode, places), Some(number(to)), "{mode:?} {from} to {places} places");
    }
    let biggest = Possible::from(Value::Number(Number::MAX));
    let one = Possible::from(Value::Number(Number::ONE));
    assert!(Operation::Add.apply(&[&biggest, &one], span()).is_fault());
    let zero = Possible::from(Value::Number(Number::ZERO));
    assert!(Operation::Divide.apply(&[&one, &zero], span()).is_fault());
    let perhaps_zero = Possible::from(Plain::Number(Interval::new(Number::ZERO, Number::ONE)));
    let quotient = Operation::Divide.apply(&[&one, &perhaps_zero], span());
    assert!(!quotient.is_fault() && !quotient.faults.is_empty());
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn elapsed_time_and_added_time_differ_on_29_february() {
    let leapling = date("2004-02-29");
    let march = LeapBirthday::FirstOfMarch;
    let february = LeapBirthday::LastOfFebruary;
    for (to, leap, years) in [
        ("2022-02-28", march, 17),
        ("2022-03-01", march, 18),
        ("2022-02-28", february, 18),
        ("2022-02-27", february, 17),
        ("2024-02-28", february, 19),
        ("2024-02-29", march, 20),
    ] {
        assert_eq!(Unit::Years.between(leapling, date(to), leap), years, "{to} {leap:?}");
    }
    let eighteen = visado::values::Duration { months: 216, days: 0 };
    assert_eq!(leapling.plus(eighteen, MonthEnd::Down), Some(date("2022-02-28")));
    assert_eq!(leapling.plus(eighteen, MonthEnd::Up), Some(date("2022-03-01")));
}

#[test]
fn months_are_added_as_one_number_and_clipped_once() {
    let plus = |from: &str, months: i64, days: i64| {
        date(from).plus(visado::values::Duration { months, days }, MonthEnd::Down).unwrap().to_string()
    };
    assert_eq!(plus("2023-01-31", 1, 0), "2023-02-28");
    assert_eq!(plus("2024-01-31", 1, 0), "2024-02-29");
    assert_eq!(plus("2023-01-31", 2, 0), "2023-03-31", "not clipped on the way");
    assert_eq!(plus("2023-01-31", 1, 1), "2023-03-01");
    assert_eq!(plus("2024-02-29", -12, 0), "2023-02-28");
    let between = |unit: Unit, from: &str, to: &str| unit.between(date(from), date(to), LeapBirthday::FirstOfMarch);
    assert_eq!(between(Unit::Months, "2023-01-31", "2023-02-28"), 0, "the day number is not reached");
    assert_eq!(between(Unit::Months, "2023-01-31", "2023-03-01"), 1);
    assert_eq!(between(Unit::Weeks, "2023-01-01", "2023-01-14"), 1);
    assert_eq!(between(Unit::Days, "2024-02-28", "2024-03-01"), 2);
    assert_eq!(between(Unit::Years, "2024-03-01", "2022-03-01"), -2, "negative where the end is before");
}

#[test]
fn no_two_countries_share_a_name() {
    let mut names: Vec<&str> = Country::codes().map(|code| country_name(Country::from_code(code).unwrap())).collect();
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
