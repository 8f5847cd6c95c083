//! What is done with bytes that anybody may send: by the fuzzer with those that it makes up, and by
//! `tests/suite/corpus.rs` with those that are kept.

use visado::allocate::{Roll, allocate, decide};
use visado::check::{self, Wanted};
use visado::evaluate::{Evaluator, determine};
use visado::explain::explain;
use visado::plan::{self, Plan};
use visado::records::{Binding, Format, Reader, Record};
use visado::report::{self, Paint};
use visado::source::{SourceFile, Sources};
use visado::syntax::{self, Unformatted};
use visado::trial;

/// The libraries that the gallery's policies use.
const LIBRARIES: [(&str, &str); 11] = [
    ("facts.application_date", include_str!("../../policies/facts/application_date.visado")),
    ("facts.application_number", include_str!("../../policies/facts/application_number.visado")),
    ("facts.birth_date", include_str!("../../policies/facts/birth_date.visado")),
    ("facts.employment_start", include_str!("../../policies/facts/employment_start.visado")),
    ("facts.irreparable_harm", include_str!("../../policies/facts/irreparable_harm.visado")),
    ("facts.nationality", include_str!("../../policies/facts/nationality.visado")),
    ("facts.usa_petition", include_str!("../../policies/facts/usa_petition.visado")),
    ("schengen.stays", include_str!("../../policies/schengen/stays.visado")),
    ("usa.h2b_country", include_str!("../../policies/usa/h2b_country.visado")),
    ("usa.h2b_petition", include_str!("../../policies/usa/h2b_petition.visado")),
    ("usa.h2b_reserved", include_str!("../../policies/usa/h2b_reserved.visado")),
];

/// The tests of a policy with more of them are not run: they would only take the fuzzer's time.
const MOST_TESTS: usize = 20;

/// A policy's text: it is checked and all that is wrong is drawn; a policy without errors decides
/// somebody of whom nothing is known, and its tests are run.
pub fn policy(bytes: &[u8]) {
    let Some(plan) = plan_of(&String::from_utf8_lossy(bytes)) else { return };
    let record = Record { line: 1, id: "nobody".to_owned(), values: vec![None; plan.facts.len()] };
    for closed in [false, true] {
        decided(&plan, &record, closed);
    }
    if plan.tests.len() <= MOST_TESTS {
        let _ = trial::run(&plan, "");
    }
}

/// A file of applicants to be New Zealanders, each of whom is decided. The first byte says how it is
/// written: an even one, as CSV.
pub fn records(bytes: &[u8]) {
    thread_local! {
        static PLAN: Plan = plan_of(include_str!("../../policies/new_zealand/citizenship.visado")).unwrap();
    }
    let Some((first, rest)) = bytes.split_first() else { return };
    let format = if first % 2 == 0 { Format::Csv } else { Format::JsonLines };
    PLAN.with(|plan| {
        let Ok(mut reader) = Reader::new("people", format, Box::new(std::io::Cursor::new(rest.to_vec()))) else {
            return;
        };
        let mut binding = Binding::new(plan, reader.columns());
        while let Ok(Some(raw)) = reader.next_record() {
            if let Ok(Ok(record)) = raw.map(|raw| binding.read(&raw)) {
                decided(plan, &record, false);
            }
        }
        let _ = binding.notes("people");
    });
}

/// A text: if it can be read it has a layout, which says the same and is its own layout.
pub fn format(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let formatted = match laid_out(&text) {
        Ok(formatted) => formatted,
        Err(Unformatted::Unreadable(problems)) => return assert!(!problems.is_empty()),
        Err(Unformatted::Altered) => panic!("it would say something else"),
    };
    assert_eq!(tree(&formatted), tree(&text), "the tree");
    assert_eq!(laid_out(&formatted).ok(), Some(formatted), "formatted twice");
}

fn laid_out(text: &str) -> Result<String, Unformatted> {
    let mut sources = Sources::default();
    let file = sources.add("policy.visado", text);
    syntax::format(file, text)
}

/// What a text says, without the places where it says so; nothing if it cannot be read.
pub fn tree(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("policy.visado", text);
    let (tree, problems) = syntax::parse(file, text);
    problems.is_empty().then(|| without_places(&format!("{tree:?}")))
}

fn without_places(tree: &str) -> String {
    let mut pieces = tree.split("Span {");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    text.extend(pieces.filter_map(|piece| Some(piece.split_once('}')?.1)));
    text
}

fn plan_of(text: &str) -> Option<Plan> {
    let mut sources = Sources::default();
    let file = sources.add("policy.visado", text);
    let mut find = |wanted: Wanted<'_>| {
        let name = match wanted {
            Wanted::Library(name) => name,
            Wanted::Rows { .. } => {
                let text = "occupation,grade,points\n2231,1 .. 3,2\n\"nurse, head\",-,9\n";
                return Some(SourceFile { name: "rows.csv".into(), text: text.into() });
            }
        };
        let (name, text) = LIBRARIES.iter().find(|(library, _)| *library == name)?;
        Some(SourceFile { name: format!("{name}.visado"), text: (*text).into() })
    };
    let (project, mut problems) = check::load(&mut sources, file, None, &mut find);
    let (policy, more) = check::check(&sources, &project);
    problems.extend(more);
    let _ = report::diagnostics(&sources, &problems, Paint::Plain);
    policy.map(|policy| plan::plan(&policy))
}

fn decided(plan: &Plan, record: &Record, closed: bool) {
    let mut evaluator = Evaluator::new(plan, None).with_evidence_closed(closed);
    let determination = determine(&mut evaluator, record);
    let mut roll = Roll::new(plan);
    roll.enter(plan, &determination);
    roll.without_twice();
    let allocation = allocate(plan, &roll);
    let decision = decide(plan, &determination, &allocation);
    let _ = report::cells(plan, &determination, &decision);
    let explanation = explain(plan, evaluator.trace(), record, &determination, &decision, &allocation);
    let _ = report::explanation(&explanation, Paint::Plain);
}
