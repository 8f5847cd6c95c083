//! Two versions on the same applicants.

use visado::allocate::Outcome;
use visado::compare::{Change, Comparison, Side};
use visado::report::{Paint, comparison, side};

use crate::support::{decide_all, plan_text, record, root, snapshot};

const OLD: &str = r#"policy test "Entry, before" { }
facts applicant { id n : text  age : integer 0..120  country : country }
rule adult "is an adult" { met when age >= 18 }
pathway entry "Entry" { requires adult }"#;

#[test]
fn changed_applicants_are_counted_with_what_was_said_before_and_after() {
    let old = plan_text(OLD);
    let new = plan_text(&OLD.replace("age >= 18", "age >= 21").replace("before", "after"));
    let people = [("a", "17", "VEN"), ("b", "18", "VEN"), ("c", "20", "HTI"), ("d", "21", "HTI"), ("e", "", "HTI")];
    let mut found = Comparison::new(&["country".to_owned()], 3);
    for (id, age, country) in people {
        let facts = format!("{{\"n\":\"{id}\",\"age\":\"{age}\",\"country\":\"{country}\"}}");
        let sides = [&old, &new].map(|plan| {
            let (decided, _) = decide_all(plan, &[record(plan, &facts)]);
            side(plan, &decided[0].0, &decided[0].1)
        });
        let [before, after] = sides;
        found.add(id, before, after, &[country.to_owned()]);
    }
    assert_eq!((found.applicants, found.changed), (5, 2));
    assert_eq!(found.transitions[&(Outcome::Granted, Outcome::Refused)], 2);
    assert_eq!(found.samples[0].after.reasons, ["adult"]);
    snapshot(&root().join("tests/snapshots"), "comparison", &comparison(&old, &new, &found, Paint::Plain));
}

#[test]
fn a_version_does_not_differ_from_itself() {
    let side = |outcome| Side { outcome, pathways: vec!["p".to_owned()], pool: None, reasons: vec![], needs: vec![] };
    assert_eq!(Change::between("a", side(Outcome::Granted), side(Outcome::Granted)), None);
    assert!(Change::between("a", side(Outcome::Granted), side(Outcome::Waitlisted)).is_some());
    let another_way = Side { pathways: vec!["q".to_owned()], ..side(Outcome::Granted) };
    assert!(Change::between("a", side(Outcome::Granted), another_way).is_some(), "another way to the same outcome");
}
