//! Working days: what is counted, and what is not known well enough to be counted.

use std::sync::Arc;

use proptest::prelude::*;
use visado::evaluate::Status;
use visado::evaluate::{Evaluator, determine};
use visado::explain::explain;
use visado::report::{Paint, explanation};
use visado::source::{Sources, Span};
use visado::values::{
    Calendar, Date, FaultKind, Interval, Length, MonthEnd, Number, Operation, Plain, Possible, Value, WorkingDays,
};

use crate::support::{decide_all, determine_one, plan_text, record, root, snapshot};

const SATURDAY_AND_SUNDAY: [bool; 7] = [false, false, false, false, false, true, true];

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn span() -> Span {
    Span { file: Sources::default().add("test", ""), start: 0, end: 0 }
}

/// 1 January 2026 is a Thursday, 2 February a Monday, 25 December a Friday.
fn of_2026() -> Calendar {
    let holidays = ["2026-01-01", "2026-02-02", "2026-12-25"].map(day);
    Calendar::new("c", SATURDAY_AND_SUNDAY, &holidays)
}

#[test]
fn working_days_leave_out_the_weekend_the_holidays_and_the_day_itself() {
    let calendar = of_2026();
    for (from, count, to) in [
        // Over the weekend, and over the Monday after it, a holiday.
        ("2026-01-22", 1, "2026-01-23"),
        ("2026-01-23", 1, "2026-01-26"),
        ("2026-01-30", 1, "2026-02-03"),
        // From a day that is no working day itself.
        ("2026-01-31", 1, "2026-02-03"),
        ("2026-02-02", 1, "2026-02-03"),
        // Friday 2, Monday 5, Tuesday, Wednesday, Thursday 8.
        ("2026-01-01", 5, "2026-01-08"),
        ("2026-12-24", 4, "2026-12-31"),
        // None: the date itself, whatever day it is and whether or not its year is listed.
        ("2026-01-31", 0, "2026-01-31"),
        ("1999-01-01", 0, "1999-01-01"),
        // Backwards.
        ("2026-02-03", -1, "2026-01-30"),
        ("2026-02-02", -1, "2026-01-30"),
        ("2026-02-01", -1, "2026-01-30"),
        ("2026-01-08", -4, "2026-01-02"),
        // The days counted are those of the year, though the date itself is not.
        ("2025-12-31", 1, "2026-01-02"),
        ("2027-01-01", -1, "2026-12-31"),
    ] {
        assert_eq!(calendar.moved(day(from), count), Ok(day(to)), "{from} and {count}");
    }
}

#[test]
fn elapsed_working_days_are_those_after_the_first_date_up_to_and_with_the_second() {
    let calendar = of_2026();
    for (from, to, count) in [
        ("2026-01-30", "2026-02-03", 1),
        ("2026-01-30", "2026-02-02", 0),
        ("2026-01-29", "2026-01-30", 1),
        ("2026-02-03", "2026-01-30", -1),
        ("2026-02-02", "2026-01-30", 0),
        ("2031-05-05", "2031-05-05", 0),
        // 52 weeks of five days and the Thursday at the end, less three holidays.
        ("2025-12-31", "2026-12-31", 258),
    ] {
        assert_eq!(calendar.between(day(from), day(to)), Ok(count), "{from} to {to}");
    }
}

#[test]
fn a_year_without_listed_holidays_is_a_fault_unless_there_are_none_at_all() {
    let calendar = of_2026();
    let before = FaultKind::NoHolidaysBefore { calendar: Arc::from("c"), year: 2026 };
    let after = FaultKind::NoHolidaysAfter { calendar: Arc::from("c"), year: 2026 };
    for (from, count, fault) in [
        ("2026-12-24", 5, &after),
        ("2031-07-01", 5, &after),
        ("2025-12-30", 1, &before),
        ("2026-01-05", -2, &before),
        ("2027-01-02", -1, &after),
    ] {
        assert_eq!(calendar.moved(day(from), count).as_ref(), Err(fault), "{from} and {count}");
    }
    assert_eq!(calendar.between(day("2025-12-30"), day("2026-03-01")).as_ref(), Err(&before));
    assert_eq!(calendar.between(day("2026-03-01"), day("2027-01-01")).as_ref(), Err(&after));
    assert_eq!(before.to_string(), "the calendar `c` lists no holidays before 2026");
    assert_eq!(after.to_string(), "the calendar `c` lists no holidays after 2026");

    let none = Calendar::new("n", SATURDAY_AND_SUNDAY, &[]);
    assert_eq!(none.moved(day("2031-07-01"), 5), Ok(day("2031-07-08")));
    // A million days are not walked through one by one.
    assert_eq!(none.moved(day("2026-01-02"), 1_000_000), Ok(day("2026-01-02").plus_days(1_400_000).unwrap()));
    assert_eq!(none.moved(day("9999-12-31"), 1), Err(FaultKind::Overflow));
    assert_eq!(none.moved(day("0001-01-01"), -1), Err(FaultKind::Overflow));
    assert_eq!(none.moved(day("0001-01-01"), 1), Ok(day("0001-01-02")));
}

/// A calendar, and the days that it leaves out, told one by one.
#[derive(Clone, Debug)]
struct Drawn {
    calendar: Calendar,
    weekend: [bool; 7],
    holidays: Vec<Date>,
}

impl Drawn {
    /// Whether the day is worked; `None` if its year has no list.
    fn is_worked(&self, day: Date) -> Option<bool> {
        let years = self.holidays.iter().map(|holiday| holiday.year());
        if let (Some(first), Some(last)) = (years.clone().min(), years.max())
            && !(first..=last).contains(&day.year())
        {
            return None;
        }
        // 5 January 2026 is a Monday.
        let weekday = Date::new(2026, 1, 5).unwrap().days_until(day).rem_euclid(7);
        Some(!self.weekend[usize::try_from(weekday).unwrap()] && !self.holidays.contains(&day))
    }

    fn moved(&self, from: Date, count: i64) -> Option<Date> {
        let (mut day, mut left) = (from, count.abs());
        while left > 0 {
            day = day.plus_days(count.signum())?;
            left -= i64::from(self.is_worked(day)?);
        }
        Some(day)
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        let (mut day, last) = (from.min(to), from.max(to));
        let mut count = 0;
        while day < last {
            day = day.plus_days(1)?;
            count += i64::from(self.is_worked(day)?);
        }
        Some(if from <= to { count } else { -count })
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let weekend = prop::collection::vec(any::<bool>(), 7);
    (weekend, prop::collection::vec(0_i64..500, 0..40), 0_usize..7).prop_map(|(weekend, holidays, worked)| {
        let mut weekend: [bool; 7] = weekend.try_into().unwrap();
        weekend[worked] = false;
        let holidays: Vec<Date> =
            holidays.into_iter().map(|at| Date::new(2024, 1, 1).unwrap().plus_days(at).unwrap()).collect();
        Drawn { calendar: Calendar::new("c", weekend, &holidays), weekend, holidays }
    })
}

fn dates(low: Date, high: Date) -> Possible {
    Possible::from(Plain::Date(Interval { low, high }))
}

proptest! {
    #![proptest_config(crate::generated::config(100))]

    #[test]
    fn arithmetic_agrees_with_counting_day_by_day(
        drawn in drawn(), from in -40_i64..800, to in -40_i64..800, count in -60_i64..60
    ) {
        let start = Date::new(2023, 12, 1).unwrap();
        let (from, to) = (start.plus_days(from).unwrap(), start.plus_days(to).unwrap());
        prop_assert_eq!(drawn.calendar.moved(from, count).ok(), drawn.moved(from, count));
        prop_assert_eq!(drawn.calendar.between(from, to).ok(), drawn.between(from, to));
        if let (Some(after), Some(between), 1..) = (drawn.moved(from, count), drawn.between(from, to), count) {
            prop_assert_eq!(after <= to, count <= between);
        }
    }

    /// Of dates that are not known, the result holds what each of them comes to, and no more: a fault
    /// if one of them comes to it, and the ends only where some date comes to them or a list ends.
    #[test]
    fn an_unknown_date_holds_what_each_date_comes_to(
        drawn in drawn(), from in -40_i64..600, length in 0_i64..12, to in -40_i64..600, width in 0_i64..12,
        count in -60_i64..60
    ) {
        let start = Date::new(2023, 12, 1).unwrap();
        let from: Vec<Date> = (from..=from + length).map(|at| start.plus_days(at).unwrap()).collect();
        let to: Vec<Date> = (to..=to + width).map(|at| start.plus_days(at).unwrap()).collect();
        let ends = |days: &[Date]| dates(*days.first().unwrap(), *days.last().unwrap());

        let working = WorkingDays { count, calendar: Arc::new(drawn.calendar.clone()) };
        let length = Possible::from(Value::Duration(Length::Working(working)));
        let found = Operation::After(MonthEnd::Down).apply(&[&ends(&from), &length], span());
        let each: Vec<Option<Date>> = from.iter().map(|day| drawn.moved(*day, count)).collect();
        prop_assert_eq!(each.contains(&None), !found.faults.is_empty());
        match &found.plain {
            Plain::Date(all) => {
                prop_assert!(each.iter().flatten().all(|day| all.contains(*day)));
                if !each.contains(&None) {
                    prop_assert_eq!(Some(&Some(all.low)), each.first());
                    prop_assert_eq!(Some(&Some(all.high)), each.last());
                }
            }
            _ => prop_assert!(each.iter().all(Option::is_none)),
        }

        let operation = Operation::WorkingElapsed(Arc::new(drawn.calendar.clone()));
        let found = operation.apply(&[&ends(&from), &ends(&to)], span());
        let each: Vec<Option<i64>> = from
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)))
            .map(|(from, to)| drawn.between(from, to))
            .collect();
        prop_assert_eq!(each.contains(&None), !found.faults.is_empty());
        match found.numbers() {
            Some(all) => {
                prop_assert!(each.iter().flatten().all(|count| all.contains(Number::integer(*count))));
                if !each.contains(&None) {
                    prop_assert_eq!(each.iter().flatten().min().map(|count| Number::integer(*count)), Some(all.low));
                    prop_assert_eq!(each.iter().flatten().max().map(|count| Number::integer(*count)), Some(all.high));
                }
            }
            None => prop_assert!(each.iter().all(Option::is_none)),
        }
    }
}

const COMAR: &str = r#"policy test "Test" { as of entered }
    calendar comar "working days of COMAR" {
      source   "the commission's calendar"
      weekend  [saturday, sunday]
      holidays [2026-01-01, 2026-02-02, 2026-12-25]
    }
    facts applicant { id n : text  entered : date "Entry"  applied : date "Application"  late : boolean }
    parameter term "time to apply" {
      30 working days in comar  from 2026-01-01
      1 month                   from 2026-06-01
    }
    rule in_time "applied in time" { met when applied <= entered + term }
    define used "working days used" = working days from entered to applied in comar
    pathway asylum "Asylum" {
      requires in_time
      grants   stay for 45 working days in comar
    }
    pathway quick { requires used <= 10 }
    pathway before { requires applied - 5 working days in comar >= entered }"#;

fn statuses(facts: &str) -> Vec<(Status, bool)> {
    let plan = plan_text(COMAR);
    let found = determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\",{facts}}}")), None);
    found.pathways.iter().map(|pathway| (pathway.status, pathway.faults.is_empty())).collect()
}

#[test]
fn a_term_in_working_days_decides() {
    use Status::{Eligible, NotEligible, Referred, Undetermined};
    // From Thursday 15 January, 30 working days over one holiday end on Friday 27 February.
    for (facts, expected) in [
        (r#""entered":"2026-01-15","applied":"2026-02-27""#, [Eligible, NotEligible, Eligible]),
        (r#""entered":"2026-01-15","applied":"2026-02-28""#, [NotEligible, NotEligible, Eligible]),
        (r#""entered":"2026-01-15","applied":"2026-01-29""#, [Eligible, Eligible, Eligible]),
        (r#""entered":"2026-01-15","applied":"2026-01-21""#, [Eligible, Eligible, NotEligible]),
        // Other law, other kind of time.
        (r#""entered":"2026-06-15","applied":"2026-07-15""#, [Eligible, NotEligible, Eligible]),
        (r#""entered":"2026-06-15","applied":"2026-07-16""#, [NotEligible, NotEligible, Eligible]),
        // The list has run out, where it is needed.
        (r#""entered":"2026-12-20","applied":"2027-01-04""#, [Eligible, Referred, Referred]),
        // Not known: what holds of every day holds.
        (r#""entered":"2026-01-15""#, [Undetermined, Undetermined, Undetermined]),
    ] {
        let found: Vec<Status> = statuses(facts).into_iter().map(|(status, _)| status).collect();
        assert_eq!(found, expected, "{facts}");
    }
}

#[test]
fn a_list_that_has_run_out_is_for_an_officer() {
    let found = statuses(r#""entered":"2026-12-20","applied":"2027-01-04""#);
    assert_eq!(found[1], (Status::Referred, false));
    let known = statuses(r#""entered":"2026-12-20","applied":"2026-12-28""#);
    assert_eq!(known[1], (Status::Eligible, true));
}

#[test]
fn working_days_are_explained() {
    let plan = plan_text(COMAR);
    for (name, facts) in [
        ("working_days", r#""entered":"2026-01-15","applied":"2026-02-28""#),
        ("working_days_run_out", r#""entered":"2026-12-20","applied":"2027-01-04""#),
    ] {
        let records = vec![record(&plan, &format!("{{\"n\":\"1\",{facts}}}"))];
        let (decided, allocation) = decide_all(&plan, &records);
        let mut evaluator = Evaluator::new(&plan, None);
        let determination = determine(&mut evaluator, &records[0]);
        let found = explain(&plan, evaluator.trace(), &records[0], &determination, &decided[0].1, &allocation);
        let text = explanation(&found, Paint::Plain);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        snapshot(&root().join("tests/snapshots"), name, &text);
    }
}
