//! Days that periods cover, held against counting them one by one.

use std::collections::BTreeMap;

use proptest::prelude::*;
use visado::source::{Sources, Span};
use visado::values::{Coverage, Date, Duration, HistorySpan, Interval, MonthEnd, Number, Operation, Plain, Possible};

const FIRST: Date = Date::MIN;

fn day(at: i64) -> Date {
    // From 1 January 2023, so that 29 February 2024 is among them.
    FIRST.plus_days(738_520 + at).unwrap()
}

/// Start, days after it, quarters of full time, and whether each is known.
type Stay = (i64, i64, i64, bool);

fn stay() -> impl Strategy<Value = Stay> {
    (0_i64..700, 0_i64..120, 1_i64..=4, prop::bool::weighted(0.8))
}

fn possible(date: Date) -> Possible {
    Possible::from(Plain::Date(Interval::new(date, date)))
}

fn periods(stays: &[Stay], known: bool) -> Possible {
    let items = stays.iter().map(|(start, length, quarters, settled)| {
        let end = match known || *settled {
            true => possible(day(start + length)),
            // It ended some time within the days that follow.
            false => Possible::from(Plain::Date(Interval::new(day(*start), day(start + length + 50)))),
        };
        let counts = if known || *settled { Possible::from(true) } else { Possible::either() };
        let weight = Number::integer(*quarters).divide(Number::integer(4)).unwrap();
        let weight = Possible::from(Plain::Number(Interval::new(weight, weight)));
        Possible::from(Plain::Record(vec![possible(day(*start)), end, counts, weight]))
    });
    Possible::from(Plain::List(Some(items.collect())))
}

fn quarters_by_day(stays: &[Stay], through: bool) -> BTreeMap<Date, i64> {
    let mut days = BTreeMap::new();
    for (start, length, quarters, _) in stays {
        for at in 0..(length + i64::from(through)) {
            *days.entry(day(start + at)).or_insert(0) += quarters;
        }
    }
    days.into_iter().map(|(day, quarters)| (day, quarters.min(4))).collect()
}

/// The first day of the stretch of that length which ends on a day.
fn first_of(last: Date, length: Duration) -> Date {
    last.plus(length.negate(), MonthEnd::Down).unwrap().plus_days(1).unwrap()
}

fn covered(stays: &Possible, through: bool, span: HistorySpan, bound: Option<Possible>) -> Interval<Number> {
    let at = Span { file: Sources::default().add("test", ""), start: 0, end: 0 };
    let coverage = Coverage { through: vec![through], span, end: MonthEnd::Down };
    let today = possible(day(800));
    let operands: Vec<&Possible> = [&today, stays].into_iter().chain(bound.as_ref()).collect();
    Operation::DaysCovered(coverage).apply(&operands, at).numbers().unwrap()
}

proptest! {
    #![proptest_config(crate::generated::config(256))]

    #[test]
    fn covered_days_are_those_counted_one_by_one(
        stays in prop::collection::vec(stay(), 0..6),
        through: bool,
        last in 0_i64..900,
        months in 0_i64..14,
        extra in 1_i64..200,
    ) {
        let counted = quarters_by_day(&stays, through);
        let sum = |first: Date, last: Date| -> i64 {
            if first > last { 0 } else { counted.range(first..=last).map(|(_, quarters)| quarters).sum() }
        };
        let four = |quarters: i64| Number::integer(quarters).divide(Number::integer(4)).unwrap();
        let whole = periods(&stays, true);
        let all = covered(&whole, through, HistorySpan::Always, None);
        prop_assert_eq!((all.low, all.high), (four(sum(FIRST, Date::MAX)), four(sum(FIRST, Date::MAX))));
        let length = if months == 0 { Duration { months: 0, days: extra } } else { Duration { months, days: 0 } };
        let window = Possible::from(Plain::Record(vec![possible(first_of(day(last), length)), possible(day(last))]));
        let within = covered(&whole, through, HistorySpan::Within, Some(window.clone()));
        prop_assert_eq!(within.low, four(sum(first_of(day(last), length), day(last))));
        prop_assert_eq!(within.low, within.high);
        let most = (-1..=last).map(|at| sum(first_of(day(at), length), day(at))).max().unwrap();
        let any = covered(&whole, through, HistorySpan::Any(length), Some(possible(day(last))));
        prop_assert_eq!((any.low, any.high), (four(most), four(most)), "{:?} before {}", length, day(last));
        // What is not yet known holds what it turns out to be.
        let open = periods(&stays, false);
        let spans =
            [(HistorySpan::Always, None), (HistorySpan::Within, Some(window)), (HistorySpan::Any(length), Some(possible(day(last))))];
        for ((span, bound), exact) in spans.into_iter().zip([all, within, any]) {
            let found = covered(&open, through, span, bound);
            prop_assert!(found.low <= exact.low && exact.high <= found.high);
        }
    }
}
