//! Slips that people make who know other languages, or the law: each with the finding, and the
//! text that results from following the help to the letter, which has nothing wrong with it.

use std::fmt::Write as _;

use visado::diagnostics::Diagnostic;

use crate::support::{check_text, root, snapshot};

const BEFORE: &str = "library slip

enum status { single, married, widowed }

facts applicant {
  id number   : text
  age         : integer 0..120
  points      : integer 0..100
  fee         : money CAD
  rate        : decimal
  applied_on  : date
  visa_until  : optional date
  nationality : country
  marital     : status
  ok          : boolean
  refused     : boolean
}

";

/// A condition with the slip, or whole declarations; and what following the help gives where no
/// single mending is certain.
const SLIPS: &[(&str, Option<&str>)] = &[
    // Signs of other languages.
    ("age == 18", None),
    ("marital = single", None),
    ("marital != single", None),
    ("age <> 18", None),
    ("ok && refused", None),
    ("ok || refused", None),
    ("!ok", None),
    ("age => 18", None),
    ("age =< 18", None),
    ("age > = 18", None),
    ("age ≥ 18", None),
    ("age ≤ 18", None),
    ("marital ≠ single", None),
    ("define x = ok && refused", None),
    // Words.
    ("ok AND not refused", None),
    ("age >= 18 AND ok", None),
    ("ok OR refused", None),
    ("NOT ok", None),
    ("ok is yes", None),
    ("ok is True", None),
    ("visa_until is null", None),
    ("visa_until = null", None),
    ("nationality is not in [VEN, COL]", None),
    ("nationality is in [VEN, COL]", None),
    ("age is at least 18", None),
    ("age is greater than 18", None),
    ("age less than 18", None),
    ("age is between 18 and 30", None),
    ("applied_on >= today", None),
    // Comparisons.
    ("age >= 18 and <= 30", None),
    ("18 <= age <= 30", None),
    ("age between 18 to 30", None),
    ("age between 18 - 30", None),
    ("age in 18..30", None),
    ("age from 18 to 30", None),
    ("nationality in (VEN, COL)", None),
    ("nationality in {VEN, COL}", None),
    ("nationality in VEN, COL", None),
    ("nationality in [VEN, , COL]", None),
    ("nationality in [VEN COL]", None),
    ("nationality is VEN or COL", Some("nationality in [VEN, COL]")),
    ("nationality is \"VEN\"", None),
    ("nationality is \"Canada\"", None),
    ("min (age, points) > 3", None),
    ("min(age, points,) > 3", None),
    // Numbers, money, dates.
    ("fee >= CAD 155", None),
    ("fee >= $155", Some("fee >= 155 CAD")),
    ("parameter fine = €155", None),
    ("parameter least = 65,000", None),
    ("parameter least = 1,265,000", None),
    ("parameter least = 65 000", None),
    ("points * 10 >= 1,000", None),
    ("rate >= 1,5", None),
    ("rate >= .5", None),
    ("parameter share = 7 percent", None),
    ("parameter share = 7 per cent", None),
    ("parameter share = 7 %", None),
    ("age >= 18 years", None),
    ("age >= 18 years old", None),
    ("applied_on >= 19-10-2022", None),
    ("applied_on >= 10/19/2022", None),
    ("applied_on >= 05/06/2022", Some("applied_on >= 2022-06-05")),
    ("applied_on >= 2023-1-5", None),
    ("applied_on >= 19.10.2022", None),
    ("applied_on >= 19 October 2022", None),
    ("applied_on >= October 19, 2022", None),
    ("applied_on >= \"2022-10-19\"", None),
    // Texts and names.
    ("rule fit “is fit” { met when ok }", None),
    ("rule fit 'is fit' { met when ok }", None),
    ("rule \"is fit\" fit { met when ok }", None),
    ("rule fit \"is fit { met when ok }", None),
    ("parameter minAge = 3", None),
    ("parameter MinAge = 3", None),
    ("parameter days = 3", None),
    ("facts more {\n  from : date\n}", None),
    ("facts more {\n  issued : string\n}", None),
    ("facts more {\n  issued : date?\n}", None),
    ("facts more {\n  children : integer 0-12\n}", None),
    ("facts more {\n  issued = date\n}", None),
    ("facts more {\n  issued date\n}", None),
    ("facts more {\n  date issued\n}", None),
    ("facts more {\n  days_away : list integer\n}", None),
    // Declarations.
    ("Rule fit { met when ok }", None),
    ("let x = 3", None),
    ("parameter x := 3", None),
    ("parameter x: integer = 3", None),
    ("rule fit: { met when ok }", None),
    ("rule fit { met when: ok }", None),
    ("rule fit { met age >= 18 }", None),
    ("rule fit { when age >= 18 }", None),
    ("rule fit { met if ok }", None),
    ("rule fit { met wehn ok }", None),
    ("rule fit { met when ok; }", None),
    ("rule fit {\n  met when ok\n", None),
    ("rule fit { met when (ok or refused }", None),
    ("enum kind { first, second,, third }", None),
    ("enum kind {\n  first\n  second\n}", None),
    ("define x = if ok then 1 elseif refused then 2 else 3", None),
    ("define x = if ok then 1", Some("define x = if ok then 1 else 0")),
    ("define x { when ok => 1 otherwise 2 }", None),
    ("define x { when ok: 1 otherwise 2 }", None),
    ("define x { when ok 1 otherwise 2 }", None),
    ("score s { add 3 if ok }", None),
    ("table t(n: integer) : integer {\n  | n    | t\n  | < 5  | 1 |\n  | >= 5 | 2 |\n}", None),
    ("table t(n: integer) : integer {\n  | n    | t |\n  | < 5  | 1\n  | >= 5 | 2 |\n}", None),
    // Comments.
    ("// a note\nrule fit { met when ok }", None),
    ("/* a note\n   of two lines */\nrule fit { met when ok }", None),
    ("rule fit {\n  -- a note\n  met when ok\n}", None),
    ("rule fit {\n  met when ok  // a note\n}", None),
    ("rule fit { met when ok } /* a note */", None),
];

const DECLARATIONS: [&str; 12] =
    ["rule ", "Rule ", "parameter ", "define ", "let ", "enum ", "facts ", "score ", "//", "/*", "import ", "table "];

/// The slip in the file that it stands in.
fn file_of(slip: &str) -> String {
    if DECLARATIONS.iter().any(|opens| slip.starts_with(opens)) {
        format!("{BEFORE}{slip}\n")
    } else {
        format!("{BEFORE}rule fit {{ met when {slip} }}\n")
    }
}

/// The text with what a finding changes.
fn mended(text: &str, problem: &Diagnostic) -> String {
    let mut mended = text.to_owned();
    for edit in problem.fix.iter().rev() {
        mended.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    mended
}

/// The same for edits as JSON, with lines and columns.
pub fn mended_by(text: &str, edits: &[serde_json::Value]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = |edit: &serde_json::Value, line: &str, column: &str| {
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap() - 1;
        let before: usize = lines[..number(line)].iter().map(|line| line.len()).sum();
        let inside: String = lines[number(line)].chars().take(number(column)).collect();
        before + inside.len()
    };
    let mut mended = text.to_owned();
    for edit in edits.iter().rev() {
        let place = at(edit, "line", "column")..at(edit, "end_line", "end_column");
        mended.replace_range(place, edit["text"].as_str().unwrap());
    }
    mended
}

/// What two files differ in, from their side of it.
fn told(text: &str, slip: &str) -> String {
    let after = text.strip_prefix(BEFORE).unwrap_or(text);
    let inside = |text: &str| Some(text.strip_prefix("rule fit { met when ")?.strip_suffix(" }\n")?.to_owned());
    let whole = DECLARATIONS.iter().any(|opens| slip.starts_with(opens));
    let shown = if whole { after.trim_end().to_owned() } else { inside(after).unwrap_or(after.to_owned()) };
    shown.replace('\n', "\n         ")
}

#[test]
fn following_the_help_mends_the_slip() {
    let (mut shown, mut wrong) = (String::new(), Vec::new());
    for (slip, by_hand) in SLIPS {
        let text = file_of(slip);
        let checked = check_text("slip", &text, None);
        let [problem] = checked.problems.as_slice() else {
            wrong.push(format!("`{slip}` has one finding, not {:#?}", checked.problems));
            continue;
        };
        if problem.fix.is_empty() != by_hand.is_some() {
            wrong.push(format!("`{slip}` has a fix, or is mended by hand: {problem:#?}"));
        }
        let after = by_hand.map_or_else(|| mended(&text, problem), file_of);
        let again = check_text("slip", &after, None);
        if !again.problems.is_empty() {
            wrong.push(format!("`{slip}` mended:\n{}\n{:#?}", told(&after, slip), again.problems));
        }
        let (line, column) = checked.sources.line_and_column(problem.labels[0].span);
        let line = line - BEFORE.lines().count();
        let how = if by_hand.is_some() { "by hand" } else { "mended" };
        writeln!(shown, "slip     {}", told(&text, slip)).unwrap();
        writeln!(shown, "{}    {} (line {line}, column {column})", problem.code, problem.message).unwrap();
        writeln!(shown, "label    {}", problem.labels[0].words).unwrap();
        writeln!(shown, "help     {}", problem.help.as_deref().unwrap_or_default()).unwrap();
        writeln!(shown, "{how:<8} {}\n", told(&after, slip)).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    snapshot(&root().join("tests/snapshots"), "slips", &shown);
}
