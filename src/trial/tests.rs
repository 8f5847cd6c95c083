use super::expect::{Found, Verdict, hold};
use super::meter::Meter;
use crate::allocate::{Decision, Roll, allocate, decide};
use crate::evaluate::{Determination, Evaluator, determine};
use crate::plan::{Plan, TestPlan};
use crate::records::Record;
use crate::source::Span;
use crate::values::{Number, Type, Value};

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    pub name: String,
    pub span: Span,
    /// None if it passed.
    pub failures: Vec<Failure>,
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where it is written.
    pub span: Span,
    pub expected: String,
    pub found: String,
}

/// Decides the applicant of each test whose name contains `filter`, and holds the result to what
/// the test expects. A property that every applicant must have is held against them too.
#[must_use]
pub fn run(plan: &Plan, filter: &str) -> Vec<TestResult> {
    run_and_cover(plan, filter).0
}

/// The same, with what the tests reach of the policy.
#[must_use]
pub fn run_and_cover<'p>(plan: &'p Plan, filter: &str) -> (Vec<TestResult>, Meter<'p>) {
    let mut meter = Meter::new(plan);
    let wanted = plan.tests.iter().filter(|test| test.name.contains(filter));
    let results = wanted.map(|test| one(plan, test, &mut meter)).collect();
    (results, meter)
}

fn one(plan: &Plan, test: &TestPlan, meter: &mut Meter<'_>) -> TestResult {
    let record = record(plan, test);
    let mut evaluator = Evaluator::new(plan, test.on).with_evidence_closed(test.closed);
    let determination = determine(&mut evaluator, &record);
    let decision = decide_alone(plan, &determination);
    meter.add(evaluator.trace());
    let found =
        Found { plan, record: &record, trace: evaluator.trace(), determination: &determination, decision: &decision };
    let mut failures = Vec::new();
    for expected in &test.expect {
        match hold(&found, expected) {
            Verdict::Holds => {}
            Verdict::Violated { expected: wanted, found } | Verdict::Open { expected: wanted, found } => {
                failures.push(Failure { span: expected.span, expected: wanted, found });
            }
        }
    }
    for assertion in &plan.assertions {
        for expected in &assertion.expect {
            if let Verdict::Violated { expected: wanted, found } = hold(&found, expected) {
                let wanted = format!("{wanted}, as \"{}\" asserts of everybody", assertion.name);
                failures.push(Failure { span: expected.span, expected: wanted, found });
            }
        }
    }
    TestResult { name: test.name.clone(), span: test.span, failures }
}

/// The decision on an applicant who is the only one.
pub fn decide_alone(plan: &Plan, determination: &Determination) -> Decision {
    let mut roll = Roll::new(plan);
    roll.enter(plan, determination);
    decide(plan, determination, &allocate(plan, &roll))
}

/// A test's applicant, whose id need not be given.
fn record(plan: &Plan, test: &TestPlan) -> Record {
    let mut values = test.facts.clone();
    if let Some(id) = plan.id_fact()
        && let Some(slot @ None) = values.get_mut(id.index())
    {
        *slot = Some(match plan.facts[id].ty {
            Type::Integer => Value::Number(Number::ONE),
            _ => Value::Text(test.name.as_str().into()),
        });
    }
    Record { line: 0, id: test.name.clone(), values }
}
