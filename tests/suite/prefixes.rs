//! The gallery cut off at every place, and with every token left out: nothing makes the program
//! stop, and what is wrong with the text is told of the declaration that was cut.
//!
//! A few of them are tried in each run. `EVERY_PREFIX=1` tries all, which is for a release build, and
//! `EVERY_PREFIX=10` every tenth.

use std::ops::Range;

use visado::source::Sources;
use visado::syntax::parse;

use crate::support::{check_text, files, root};

/// One of how many is tried, if the environment does not say otherwise.
const ONE_OF: usize = 397;

const OPENERS: [&str; 19] = [
    "policy",
    "library",
    "use",
    "enum",
    "record",
    "facts",
    "finding",
    "parameter",
    "table",
    "define",
    "rule",
    "score",
    "pathway",
    "determination",
    "quota",
    "calendar",
    "exception",
    "test",
    "assert",
];

/// Where the declarations of a text stand that is in its layout: each opens a line.
fn declarations(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.split_whitespace().next().is_some_and(|word| OPENERS.contains(&word) && line.starts_with(word)) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| *start..end).collect()
}

/// Words, numbers, texts and signs, without comments.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => rest[1..].find(['"', '\n']).map_or(rest.len(), |end| end + 2),
            _ if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => c.len_utf8(),
        };
        if !c.is_whitespace() && c != '#' {
            found.push(at..at + length);
        }
        at += length;
    }
    found
}

fn tried(at: usize, one_of: usize) -> bool {
    let asked = std::env::var("EVERY_PREFIX").ok().and_then(|every| every.parse().ok());
    at.is_multiple_of(asked.unwrap_or(one_of))
}

/// What is wrong with where the findings are about a text whose one broken declaration stands there.
fn told_elsewhere(name: &str, text: &str, broken: &Range<usize>) -> Option<String> {
    let checked = check_text(name, text, Some(&root().join("policies")));
    let of_the_text: Vec<_> =
        checked.problems.iter().filter(|problem| problem.code.to_string().starts_with("E000")).collect();
    let inside = |place: usize| broken.start <= place && place <= broken.end;
    let strays = of_the_text.iter().filter(|problem| !problem.place().is_some_and(|span| inside(span.start)));
    let strays: Vec<String> = strays
        .map(|problem| {
            let (line, column) = checked.sources.line_and_column(problem.labels[0].span);
            format!("{} {} at {line}:{column}", problem.code, problem.message)
        })
        .collect();
    let shown = &text[broken.start.min(text.len())..broken.end.min(text.len())];
    let several = if of_the_text.len() > 1 { format!("{} findings", of_the_text.len()) } else { String::new() };
    (!strays.is_empty() || !several.is_empty())
        .then(|| format!("{name}: {several} {strays:?} for\n{}\n", shown.trim_end()))
}

fn try_all(texts: impl Fn(&str) -> Vec<(String, Range<usize>)>) {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in files("policies", "visado") {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(root().join("policies")).unwrap().with_extension("");
        let name = name.to_string_lossy().replace('/', ".");
        for (text, broken) in texts(&text) {
            count += 1;
            wrong.extend(told_elsewhere(&name, &text, &broken));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
}

#[test]
fn a_file_that_is_cut_off_is_told_of_where_it_ends() {
    try_all(|text| {
        let declarations = declarations(text);
        let cut = |at: usize| {
            let broken = declarations.iter().find(|one| one.start < at && at <= one.end);
            (text[..at].to_owned(), broken.map_or(at..at, |one| one.start..at))
        };
        (0..text.len()).filter(|at| text.is_char_boundary(*at) && tried(*at, ONE_OF)).map(cut).collect()
    });
}

#[test]
fn a_token_that_is_left_out_is_told_of_its_declaration() {
    try_all(|text| {
        let declarations = declarations(text);
        let without = |token: Range<usize>| {
            let broken = declarations.iter().find(|one| one.contains(&token.start)).unwrap();
            let less = format!("{}{}", &text[..token.start], &text[token.end..]);
            (less, broken.start..broken.end - token.len())
        };
        let kept = tokens(text).into_iter().enumerate().filter(|(at, _)| tried(*at, ONE_OF / 4));
        kept.map(|(_, token)| without(token)).collect()
    });
}

/// What is wrong with where the findings are about a declaration that stands alone and is broken.
fn told_outside(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("alone", text);
    let (_, problems) = parse(file, text);
    let outside = problems.iter().any(|problem| problem.place().is_none_or(|span| span.start > text.len()));
    // A term in working days whose calendar is cut off is told of twice: for what is missing, and for
    // what is left over.
    let once = problems.len() <= 1 || text.contains("working days");
    (outside || !once).then(|| format!("{} findings for\n{text}\n", problems.len()))
}

/// The same for each declaration by itself, as the parser reads one that it cannot read in its file:
/// quick enough for every place of the whole gallery with `EVERY_PLACE=1`.
#[test]
fn a_declaration_is_told_of_by_itself() {
    let one_of = std::env::var("EVERY_PLACE").ok().and_then(|every| every.parse().ok()).unwrap_or(41);
    let (mut wrong, mut count) = (Vec::new(), 0_usize);
    for file in files("policies", "visado") {
        let text = std::fs::read_to_string(&file).unwrap();
        for declaration in declarations(&text) {
            let text = &text[declaration];
            let cut = (1..text.len()).filter(|at| text.is_char_boundary(*at)).map(|at| text[..at].to_owned());
            let less = tokens(text).into_iter().map(|token| format!("{}{}", &text[..token.start], &text[token.end..]));
            for broken in cut.chain(less) {
                count += 1;
                if count.is_multiple_of(one_of) {
                    wrong.extend(told_outside(&broken));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
