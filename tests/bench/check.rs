//! How long it takes to check policies of growing length: twice the lines should take about twice
//! the time. Run it with `cargo bench --bench check`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement that cannot go on has failed"
)]
#![allow(clippy::arithmetic_side_effects, reason = "sizes are small and known")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a measurement needs a clock and a ratio")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use visado::check::{self, CheckedPolicy, Wanted};
use visado::diagnostics::Diagnostic;
use visado::lint;
use visado::plan;
use visado::source::{SourceFile, Sources};

const LINES: [usize; 4] = [1_250, 2_500, 5_000, 10_000];
const RUNS: usize = 5;
/// Lines of a library where more lines are more files.
const LIBRARY: usize = 400;
/// Libraries where more lines are longer files.
const LIBRARIES: usize = 4;

fn main() {
    series("more files", |lines| lines / LIBRARY + 1);
    series("longer files", |_| LIBRARIES);
    edits();
}

/// What a drafter waits for after one line was changed: all files of a project of 5,000 lines are
/// read and checked again, and what is wrong is drawn.
fn edits() {
    const LIMIT: Duration = Duration::from_millis(200);
    println!("{:<33} {:>10} {:>6}", "one line changed", "check ms", "limit");
    let before = project(5_000, LIBRARIES);
    for (what, old, new) in [
        ("a number", "merit_1 >= 20 ", "merit_1 >= 21 "),
        ("a name that nothing has", "merit_1 >= 20 ", "merti_1 >= 20 "),
        ("a sign of another language", "merit_1 >= 20 ", "merit_1 => 20 "),
        ("a fact that all parts read", "nationality : country", "nationality : text   "),
    ] {
        let mut edited = before.clone();
        let text = edited.values_mut().find(|text| text.contains(old)).unwrap();
        *text = text.replacen(old, new, 1);
        let best = (0..RUNS).map(|_| checked_and_drawn(&edited)).min().unwrap();
        println!("{what:<33} {:>10.1} {:>6}", best.as_secs_f64() * 1_000.0, LIMIT.as_millis());
        assert!(best < LIMIT, "{what} takes {best:?}");
    }
}

fn checked_and_drawn(project: &BTreeMap<String, String>) -> Duration {
    let start = Instant::now();
    let (sources, _, problems) = check_all(project);
    let drawn = visado::report::diagnostics(&sources, &problems, visado::report::Paint::Plain);
    let taken = start.elapsed();
    assert_eq!(drawn.is_empty(), problems.is_empty());
    taken
}

fn series(title: &str, libraries: impl Fn(usize) -> usize) {
    println!("{title:<14} {:>6} {:>10} {:>10} {:>6}", "files", "lines", "check ms", "ratio");
    let mut before: Option<Duration> = None;
    for lines in LINES {
        let project = project(lines, libraries(lines));
        let lines: usize = project.values().map(|text| text.lines().count()).sum();
        let best = (0..RUNS).map(|_| measure(&project)).min().unwrap();
        let ratio = before.map_or(String::new(), |before| format!("{:.2}", best.as_secs_f64() / before.as_secs_f64()));
        println!("{:<14} {:>6} {lines:>10} {:>10.1} {ratio:>6}", "", project.len(), best.as_secs_f64() * 1_000.0);
        before = Some(best);
    }
}

/// Reads and checks the project once; that it makes a plan is seen to outside of the time.
fn measure(project: &BTreeMap<String, String>) -> Duration {
    let start = Instant::now();
    let (sources, policy, problems) = check_all(project);
    let taken = start.elapsed();
    let drawn = || visado::report::diagnostics(&sources, &problems, visado::report::Paint::Plain);
    let plan = plan::plan(&policy.unwrap_or_else(|| panic!("{}", drawn())));
    assert!(problems.is_empty(), "{}", drawn());
    assert_eq!(plan.pathways.len(), 1);
    taken
}

fn check_all(project: &BTreeMap<String, String>) -> (Sources, Option<CheckedPolicy>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let main = sources.add("act.visado", project["act"].clone());
    let mut find = |wanted: Wanted<'_>| {
        let Wanted::Library(name) = wanted else { return None };
        Some(SourceFile { name: format!("{name}.visado"), text: project.get(name)?.clone() })
    };
    let (loaded, mut problems) = check::load(&mut sources, main, Some("act"), &mut find);
    let (policy, more) = lint::review(&sources, &loaded);
    problems.extend(more);
    (sources, policy, problems)
}

/// A policy of about that many lines: the texts by the names of their files.
fn project(lines: usize, libraries: usize) -> BTreeMap<String, String> {
    let person = person();
    let section_lines = part(0, 0, 0).lines().count();
    let sections = (lines / section_lines).max(libraries);
    let mut files = BTreeMap::from([("person".to_owned(), person)]);
    let mut act = "# An act made up of parts.\n\npolicy act \"The whole act\" {\n  source   \"Act 1\"\n  in force from 2020-01-01\n  \
                   as of    applied_on\n}\n\nuse person\n"
        .to_owned();
    let mut pathway = String::new();
    let mut section = 0;
    for library in 0..libraries {
        let mut text = format!(
            "library part_{library} \"Part {library} of the act\" {{\n  source \"Act 1, part {library}\"\n}}\n\nuse person\n\n"
        );
        let share = sections / libraries + usize::from(library < sections % libraries);
        for within in 0..share {
            text.push_str(&part(library, section, within));
            let _ = writeln!(pathway, "  requires allowed_{section}");
            section += 1;
        }
        files.insert(format!("part_{library}"), text);
        let _ = writeln!(act, "use part_{library}");
    }
    let _ = write!(
        act,
        "\npathway stay \"Stay\" {{\n  source   \"Act 1, s. 1\"\n{pathway}  grants   stay_permit for 1 year\n}}\n"
    );
    files.insert("act".to_owned(), act);
    files
}

fn person() -> String {
    "library person \"Who applies\"\n
enum level ordered \"level of education\" {
  school   \"school\",
  college  \"college\",
  bachelor \"bachelor's degree\",
  master   \"master's degree\",
}
\nfacts person {
  id number   : text     \"Number\"
  applied_on  : date     \"Day of application\"  fixed
  birth_date  : date     \"Date of birth\"       fixed
  nationality : country  \"Nationality\"         fixed
  education   : level    \"Level of education\"
}
\ndefine age \"age in whole years\" = years from birth_date to applied_on
"
    .to_owned()
}

/// One section of a part: each reads what the one before it says.
fn part(library: usize, n: usize, within: usize) -> String {
    let earlier = match within {
        0 => "0".to_owned(),
        _ => format!("weight_{}", n - 1),
    };
    format!(
        "# --- section {n} --------------------------------------------------------

facts section_{n} {{
  years_{n}    : integer 0..60           \"Years of work under section {n}\"
  language_{n} : optional integer 0..12  \"Level of language under section {n}\"
  income_{n}   : money EUR               \"Income under section {n}\"
  member_{n}   : boolean                 \"Member of a body under section {n}\"
    note \"The body is named in the schedule to part {library}.\"
}}

parameter least_income_{n} \"least income under section {n}\" {{
  {low}_000 EUR through 2022-12-31  source \"Act 1, s. {n}(1)\"
  {high}_500 EUR from 2023-01-01    source \"Act 2, s. {n}(1)\"
}}

table points_{n}(full_years: integer, level: level) : integer \"points for work under section {n}\" {{
  | full_years | level: school | level: college | level: [bachelor, master] |
  | <= 0       |             0 |              1 |                         2 |
  | 1          |             5 |              6 |                         7 |
  | 2 .. 4     |            10 |             12 |                        14 |
  | 5 .. 9     |            15 |             18 |                        21 |
  | >= 10      |            20 |             24 |                        28 |
}}

define weight_{n} \"weight of section {n}\" {{
  when member_{n} and age < 30 then min({earlier}, 10) + 2
  when member_{n}              then min({earlier}, 10) + 1
  otherwise 1
}}

score merit_{n} \"merit under section {n}\" {{
  source \"Act 1, s. {n}(2)\"
  at most 40
  add points_{n}(years_{n}, education)                            \"work\"
  group tongue_{n} \"language\" when language_{n} is not none at most 20 {{
    add language_{n} * 2                                          \"level\"
  }}
  add weight_{n}                                                  \"weight\"
}}

rule allowed_{n} \"is allowed under section {n}\" {{
  source \"Act 1, s. {n}(3)\"
  met when all of {{
    merit_{n} >= 20                     \"has 20 points\"
    income_{n} >= least_income_{n}      \"earns enough\"
  }}
  met when nationality in [FRA, DEU, ITA, ESP] and age between 18 and 65  \"is a citizen of working age\"
}}

test \"section {n} counts work\" {{
  given {{
    applied_on: 2024-03-01   birth_date: 1990-05-05   nationality: BRA   education: college
    years_{n}: 5   language_{n}: 8   income_{n}: 90_000 EUR   member_{n}: false
  }}
  expect merit_{n} is 35
  expect allowed_{n} met
}}

",
        low = 20 + n % 10,
        high = 22 + n % 10,
    )
}
