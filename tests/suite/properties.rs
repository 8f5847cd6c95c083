//! What must hold whatever the applicant.

use proptest::prelude::*;
use visado::evaluate::{Evaluator, Status, determine};
use visado::plan::Plan;
use visado::records::Record;

use crate::support::{gallery, read_file};

/// The records of which every fact is known.
fn complete(plan: &Plan, path: &str) -> Vec<Record> {
    let mut records = read_file(plan, path);
    records.retain(|record| record.values.iter().all(Option::is_some));
    assert!(records.len() > 500);
    records
}

/// Whatever facts are blanked out, what is still definite is what the whole record gives, and
/// what is needed is among the blanked.
fn never_contradicts(plan: &Plan, whole: &Record, blanks: &[usize]) -> Result<(), TestCaseError> {
    let id = plan.id_fact().unwrap().index();
    let mut partial = whole.clone();
    for at in blanks {
        let at = at % partial.values.len();
        if at != id {
            partial.values[at] = None;
        }
    }
    // What is presumed while unknown is a value of its own, not a set of values.
    for (fact, slot) in plan
        .facts
        .iter()
        .map(|(_, fact)| fact)
        .zip(&mut partial.values)
        .zip(&whole.values)
        .map(|((fact, slot), value)| ((fact, value), slot))
    {
        if fact.0.presumed.is_some() {
            slot.clone_from(fact.1);
        }
    }
    let mut evaluator = Evaluator::new(plan, None);
    let full = determine(&mut evaluator, whole);
    let open = determine(&mut evaluator, &partial);
    for (full, open) in full.pathways.iter().zip(&open.pathways) {
        match open.status {
            Status::Eligible | Status::NotEligible => prop_assert_eq!(open.status, full.status),
            Status::Undetermined | Status::Referred => {
                prop_assert!(!open.needs.is_empty());
                prop_assert!(open.needs.iter().all(|need| partial.values[need.index()].is_none()));
            }
        }
        for unmet in &open.unmet {
            prop_assert!(full.unmet.contains(unmet) || open.refined);
        }
    }
    for (full, open) in full.scores.iter().zip(&open.scores) {
        let (full, open) = (full.numbers().unwrap(), open.numbers().unwrap());
        prop_assert!(open.low <= full.low && full.high <= open.high);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        // The cases that failed once are tried first.
        failure_persistence: ProptestConfig::default().failure_persistence,
        ..crate::generated::config(20)
    })]

    #[test]
    fn blanking_facts_never_contradicts_the_whole_record(
        picks in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(0_usize..64, 0..12)), 20)
    ) {
        for (policy, people) in [
            ("usa.venezuela_parole", "policies/usa/venezuela_parole.applicants.csv"),
            ("canada.express_entry", "policies/canada/express_entry.applicants.csv"),
        ] {
            let plan = gallery(policy);
            let records = complete(&plan, people);
            for (pick, blanks) in &picks {
                never_contradicts(&plan, pick.get(&records), blanks)?;
            }
        }
    }
}
