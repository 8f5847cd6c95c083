//! Instants: moments that are compared, put in order, and told by the clock of UTC.

use visado::evaluate::Status;
use visado::records::Format;
use visado::report::{Paint, explanation};
use visado::values::{Instant, InvalidInstant};

use crate::support::{decide_all, determine_one, plan_text, read, record, root, snapshot};

#[test]
fn an_instant_is_a_day_a_time_and_an_offset() {
    for (text, told) in [
        ("2024-03-10T20:06:26Z", "2024-03-10T20:06:26Z"),
        ("2024-03-10T20:06:26+00:00", "2024-03-10T20:06:26Z"),
        ("2024-03-10T21:06:26+01:00", "2024-03-10T20:06:26Z"),
        ("2024-03-10T15:06:26-05:00", "2024-03-10T20:06:26Z"),
        // Over midnight, over the end of February, over the new year.
        ("2024-03-01T00:30:00+05:45", "2024-02-29T18:45:00Z"),
        ("2023-12-31T20:00:00-05:00", "2024-01-01T01:00:00Z"),
        ("2024-03-10T20:06:26.5Z", "2024-03-10T20:06:26.5Z"),
        ("2024-03-10T20:06:26.000000001Z", "2024-03-10T20:06:26.000000001Z"),
        ("2024-03-10T20:06:26.000Z", "2024-03-10T20:06:26Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
    ] {
        assert_eq!(Instant::parse(text).map(|instant| instant.to_string()), Ok(told.to_owned()), "{text}");
    }
    for (text, why) in [
        ("2024-03-10", InvalidInstant::Shape),
        ("2024-03-10T20:06:26", InvalidInstant::Shape),
        ("2024-03-10 20:06:26Z", InvalidInstant::Shape),
        ("2024-03-10T20:06Z", InvalidInstant::Shape),
        ("2024-03-10T8:06:26Z", InvalidInstant::Shape),
        ("2024-03-10T20:06:26.Z", InvalidInstant::Shape),
        ("2024-03-10T20:06:26z", InvalidInstant::Shape),
        ("2024-03-10T20:06:26ZZ", InvalidInstant::Shape),
        ("2024-03-10T20:06:26+1", InvalidInstant::Shape),
        ("2024-03-10T20:06:26+0100", InvalidInstant::Shape),
        ("2024-3-10T20:06:26Z", InvalidInstant::Shape),
        ("2024-03-10T20:06:26é", InvalidInstant::Shape),
        ("2024-02-30T20:06:26Z", InvalidInstant::NoSuchMoment),
        ("2024-03-10T24:00:00Z", InvalidInstant::NoSuchMoment),
        ("2024-03-10T20:60:00Z", InvalidInstant::NoSuchMoment),
        // Clocks of records do not tell leap seconds.
        ("2016-12-31T23:59:60Z", InvalidInstant::NoSuchMoment),
        ("2024-03-10T20:06:26+24:00", InvalidInstant::NoSuchMoment),
        ("0001-01-01T00:00:00+01:00", InvalidInstant::NoSuchMoment),
        ("9999-12-31T23:59:59-01:00", InvalidInstant::NoSuchMoment),
        ("2024-03-10T20:06:26.0000000001Z", InvalidInstant::TooFine),
    ] {
        assert_eq!(Instant::parse(text), Err(why), "{text}");
    }
}

const RECEIPTS: &str = r#"policy test "Receipts" { }
    facts petition {
      id n : text  at : instant "Receipt"  again : optional instant "Second receipt"  others : list of instant "Others"
    }
    parameter opens "opening" = 2024-03-10T12:00:00Z
    table round(at: instant) : integer "round" {
      | at                                            | round |
      | < 2024-03-10T12:00:00Z                        |     0 |
      | 2024-03-10T12:00:00Z ..< 2024-03-11T12:00:00Z |     1 |
      | >= 2024-03-11T12:00:00Z                       |     2 |
    }
    define last "last receipt" = max(at, first_of(again, at))
    pathway p { requires at >= opens  "was received after the opening" }
    pathway q { requires at between opens and 2024-03-11T12:00:00+01:00 }
    pathway r { requires at in others }
    pathway s { requires round(last) is 2 }
    pathway t { requires (min(o for o in others) else 2000-01-01T00:00:00Z) < at }"#;

#[test]
fn instants_are_compared_and_put_in_order() {
    use Status::{Eligible, NotEligible, Undetermined};
    let plan = plan_text(RECEIPTS);
    for (facts, expected) in [
        (
            r#""at":"2024-03-10T13:00:00+01:00","again":"none","others":["2024-03-10T07:00:00-05:00"]"#,
            [Eligible, Eligible, Eligible, NotEligible, NotEligible],
        ),
        (
            r#""at":"2024-03-10T11:59:59.999999999Z","again":"2024-03-11T12:00:00Z","others":[]"#,
            [NotEligible, NotEligible, NotEligible, Eligible, Eligible],
        ),
        (
            r#""at":"2024-03-11T11:00:00.5Z","again":null,"others":["2024-03-11T11:00:00.25Z"]"#,
            [Eligible, NotEligible, NotEligible, NotEligible, Eligible],
        ),
        // Not known: the last receipt is at least the one that is.
        (
            r#""again":"2024-03-12T00:00:00Z","others":[]"#,
            [Undetermined, Undetermined, NotEligible, Eligible, Undetermined],
        ),
    ] {
        let found = determine_one(&plan, &record(&plan, &format!("{{\"n\":\"1\",{facts}}}")), None);
        let found: Vec<Status> = found.pathways.iter().map(|pathway| pathway.status).collect();
        assert_eq!(found, expected, "{facts}");
    }
}

#[test]
fn a_record_with_no_instant_is_set_aside_with_its_reason() {
    let plan = plan_text(RECEIPTS);
    let (records, rejected) =
        read(&plan, Format::Csv, "n,at\n1,2024-03-10T20:06:26Z\n2,2024-03-10\n3,2024-13-10T20:06:26Z\n4,\n");
    assert_eq!(records.len(), 2);
    assert_eq!(
        rejected,
        ["3: at: an instant is written as in 2024-03-10T20:06:26Z", "4: at: there is no such day or time of day",]
    );
}

#[test]
fn whoever_was_received_first_is_served_first() {
    let plan = plan_text(
        r#"policy test "Receipts" { }
        facts petition { id n : text  at : instant "Receipt" }
        pathway p "Place" { requires at > 2024-01-01T00:00:00Z  "was received in time"  grants place  places from q }
        quota q "Places" { places 2  in order of at, n  pool all "all" rest { unused lapses } }
        test "an instant is given" { given { at: 2024-03-10T21:06:26+01:00 }  expect p eligible }"#,
    );
    // The clock of the first two tells the later hour, and the second is a fraction of a second ahead.
    let records: Vec<_> =
        [("a", "2024-03-10T21:06:26.1+01:00"), ("b", "2024-03-10T21:06:26+01:00"), ("c", "2024-03-10T20:06:27Z")]
            .iter()
            .map(|(id, at)| record(&plan, &format!(r#"{{"n":"{id}","at":"{at}"}}"#)))
            .collect();
    let (decided, allocation) = decide_all(&plan, &records);
    let outcomes: Vec<&str> = decided.iter().map(|(_, decision)| decision.outcome.as_str()).collect();
    assert_eq!(outcomes, ["granted", "granted", "waitlisted"]);
    let mut evaluator = visado::evaluate::Evaluator::new(&plan, None);
    let determination = visado::evaluate::determine(&mut evaluator, &records[2]);
    let decision = &decided[2].1;
    let found = visado::explain::explain(&plan, evaluator.trace(), &records[2], &determination, decision, &allocation);
    snapshot(&root().join("tests/snapshots"), "instant_waitlisted", &explanation(&found, Paint::Plain));
}
