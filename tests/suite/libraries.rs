//! What a policy makes of the declarations of the libraries it uses, and libraries of their own tests.

use std::path::Path;

use visado::plan;
use visado::trial::run;

use crate::support::{check_text, plan_text};

const FAMILY: &str = r#"
library facts.family "Family"
enum kinship { spouse, child }
record relative { kind : kinship, born : date, finding genuine : boolean }
"#;

const POLICY: &str = r#"
policy joining "Joining family" { as of applied_on }
use facts.family
facts applicant {
  id number  : text              "Number"
  family     : list of relative  "Family"
  applied_on : date              "Day of application"
}
define birth(r: relative) = r.born
rule close(r: relative) { met when r.kind is spouse }
rule close_in_full(r: facts.family.relative) { met when r.kind is spouse }
score points(r: relative) { add 1 when r.kind is spouse }
define some(all: list of relative) = any(r in all where close(r))
define some_in_full(all: list of facts.family.relative) = any(r in all where close_in_full(r))
pathway join {
  requires some(family) and some_in_full(family)
  requires any(r in family where points(r) > 0 and birth(r) < applied_on)
}
test "a spouse" {
  given { applied_on: 2024-01-01, family: [{ kind: spouse, born: 1990-01-01 }] }
  expect join eligible
}
test "a child" {
  given { applied_on: 2024-01-01, family: [{ kind: child, born: 1990-01-01 }] }
  expect join not eligible
}
"#;

/// The tests of a policy that do not pass.
fn failures(plan: &plan::Plan) -> Vec<String> {
    let failed = run(plan, "").into_iter().filter(|test| !test.failures.is_empty());
    failed.map(|test| format!("{}: {:?}", test.name, test.failures)).collect()
}

fn plan_beside(library: (&str, &str), text: &str) -> plan::Plan {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(library.0);
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
    std::fs::write(path, library.1).unwrap();
    let checked = check_text("joining", text, Some(folder.path()));
    let problems: Vec<&str> = checked.problems.iter().map(|problem| problem.message.as_str()).collect();
    plan::plan(&checked.policy.unwrap_or_else(|| panic!("a policy without errors: {problems:?}")))
}

#[test]
fn a_record_of_a_library_types_inputs() {
    let plan = plan_beside(("facts/family.visado", FAMILY), POLICY);
    assert_eq!(plan.tests.len(), 2);
    assert_eq!(failures(&plan), Vec::<String>::new());
}

#[test]
fn in_a_library_the_one_with_the_burden_loses() {
    let plan = plan_text(
        r#"
library test "Proof"
finding shown   : boolean "shown"   burden applicant
finding harmful : boolean "harmful" burden authority
finding both    : boolean "both"    burden applicant
rule met_if_shown { met when shown }
rule met_unless_harmful { met when not harmful }
rule reads_the_other { met when not inner }
rule inner { met when both }
test "open" {
  expect met_if_shown unknown
  expect met_unless_harmful unknown
}
test "closed" {
  evidence closed
  given { }
  expect met_if_shown not met
  expect met_unless_harmful met
  expect reads_the_other not met
  expect inner met
}
"#,
    );
    assert_eq!(failures(&plan), Vec::<String>::new());
}
