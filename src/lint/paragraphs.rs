//! A range of paragraphs that is cited, of which one has no clause.

use std::collections::{BTreeMap, BTreeSet};

use super::about::About;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{Annotations, Clause, Condition, Effect, Item, Name, Text, words_read};

/// Where a provision cites `159.5(a)-(h)` and its clauses cite single paragraphs, each paragraph of
/// the range must be cited by some clause, or by what a clause names.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let cited = declared(about);
    for item in &about.main.items {
        match item {
            Item::Rule(decl) => {
                let inside: Vec<&Clause> = decl.clauses.iter().chain(&decl.unless).collect();
                compare(about, &cited, &decl.annotations, &decl.name, &inside, found);
            }
            Item::Pathway(decl) => {
                let stages = decl.stages.iter().flat_map(|stage| stage.requires.iter().chain(&stage.bars));
                let inside: Vec<&Clause> = decl.requires.iter().chain(&decl.bars).chain(stages).collect();
                compare(about, &cited, &decl.annotations, &decl.name, &inside, found);
                for stage in &decl.stages {
                    let inside: Vec<&Clause> = stage.requires.iter().chain(&stage.bars).collect();
                    compare(about, &cited, &stage.annotations, &stage.name, &inside, found);
                }
            }
            _ => {}
        }
    }
}

/// The sources of everything that is declared, by name; those of an exception by what it is to.
fn declared<'a>(about: &About<'a>) -> BTreeMap<&'a str, Vec<&'a Text>> {
    let mut cited: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for item in about.project.modules.iter().flat_map(|module| &module.tree.items) {
        let mut enter = |name: &'a Name, annotations: &'a Annotations| {
            cited.entry(&name.node).or_default().extend(&annotations.sources);
        };
        match item {
            Item::Facts(decl) => decl.facts.iter().for_each(|fact| enter(&fact.name, &fact.annotations)),
            Item::Finding(decl) => enter(&decl.name, &decl.annotations),
            Item::Parameter(decl) => enter(&decl.name, &decl.annotations),
            Item::Table(decl) => enter(&decl.name, &decl.annotations),
            Item::Define(decl) => enter(&decl.name, &decl.annotations),
            Item::Rule(decl) => {
                enter(&decl.name, &decl.annotations);
                let clauses: Vec<&Clause> = decl.clauses.iter().chain(&decl.unless).collect();
                every(&clauses, &mut |clause| enter(&decl.name, &clause.annotations));
            }
            Item::Exception(decl) => {
                for target in &decl.targets {
                    enter(target, &decl.annotations);
                    for effect in &decl.effects {
                        match effect {
                            Effect::Met(clause) | Effect::NotMet(clause) => enter(target, &clause.annotations),
                            Effect::Value(case) => enter(target, &case.annotations),
                        }
                    }
                }
            }
            _ => {}
        }
    }
    cited
}

/// Every clause, with those inside.
fn every<'a>(clauses: &[&'a Clause], see: &mut impl FnMut(&'a Clause)) {
    for clause in clauses {
        see(clause);
        if let Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) = &clause.condition {
            every(&limbs.iter().collect::<Vec<_>>(), see);
        }
        every(&clause.unless.iter().collect::<Vec<_>>(), see);
    }
}

fn compare(
    about: &About<'_>,
    cited: &BTreeMap<&str, Vec<&Text>>,
    annotations: &Annotations,
    name: &Name,
    clauses: &[&Clause],
    found: &mut Vec<Diagnostic>,
) {
    let mut inside: Vec<&str> = Vec::new();
    every(clauses, &mut |clause| {
        inside.extend(clause.annotations.sources.iter().map(|source| source.node.as_str()));
        let named = words_read(about.sources.text(clause.span)).into_iter().filter_map(|word| cited.get(word));
        inside.extend(named.flatten().map(|source| source.node.as_str()));
    });
    // An exception to the rule itself may be one of the paragraphs.
    let own = annotations.sources.iter().map(|source| source.span).collect::<BTreeSet<Span>>();
    let to_it = cited.get(name.node.as_str()).into_iter().flatten().filter(|source| !own.contains(&source.span));
    inside.extend(to_it.map(|source| source.node.as_str()));
    every(clauses, &mut |clause| ranges(about, clause, cited, found));
    for source in &annotations.sources {
        found.extend(missing(source, &inside));
    }
}

/// A clause may cite a range itself, for the limbs in it.
fn ranges(about: &About<'_>, clause: &Clause, cited: &BTreeMap<&str, Vec<&Text>>, found: &mut Vec<Diagnostic>) {
    let (Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs)) = &clause.condition else {
        return;
    };
    let mut inside: Vec<&str> = Vec::new();
    every(&limbs.iter().chain(&clause.unless).collect::<Vec<_>>(), &mut |limb| {
        inside.extend(limb.annotations.sources.iter().map(|source| source.node.as_str()));
        let named = words_read(about.sources.text(limb.span)).into_iter().filter_map(|word| cited.get(word));
        inside.extend(named.flatten().map(|source| source.node.as_str()));
    });
    for source in &clause.annotations.sources {
        found.extend(missing(source, &inside));
    }
}

/// What a source's range has and no source inside cites; nothing if none of it is cited inside.
fn missing(source: &Text, inside: &[&str]) -> Option<Diagnostic> {
    for part in source.node.split(';') {
        let Some((provision, paragraphs)) = range(part) else { continue };
        let parts = inside.iter().flat_map(|inner| inner.split(';'));
        let cited: Vec<Cited> = parts.flat_map(|inner| cites(inner, &provision)).collect();
        let one_by_one = cited.iter().any(|cited| cited.surely && paragraphs.contains(&cited.paragraph));
        let is_cited = |paragraph: &String| cited.iter().any(|cited| cited.paragraph == *paragraph);
        let left: Vec<&String> = paragraphs.iter().filter(|paragraph| !is_cited(paragraph)).collect();
        if left.is_empty() || !one_by_one {
            continue;
        }
        let words = left.iter().map(|paragraph| format!("({paragraph})")).collect::<Vec<_>>().join(", ");
        return Some(
            Diagnostic::new(Code::W0810, format!("no clause cites {words} of `{}`", part.trim()))
                .label(source.span, "cites the range, and the clauses cite its paragraphs one by one")
                .help("write the clause that is missing, or cite only those paragraphs that have one"),
        );
    }
    None
}

/// The provision before a range, and the paragraphs of the range: `159.5` and a to h of `159.5(a)-(h)`.
fn range(part: &str) -> Option<(String, Vec<String>)> {
    for (at, _) in part.match_indices('(') {
        if let Some((first, rest)) = paragraph(part.get(at..)?)
            && let Some(rest) = to(rest)
            && let Some((last, _)) = paragraph(rest)
        {
            return Some((part.get(..at)?.trim().to_owned(), between(first, last)?));
        }
    }
    None
}

/// `(a)` at the beginning: what is in it and what is after.
fn paragraph(text: &str) -> Option<(&str, &str)> {
    let (inside, rest) = text.strip_prefix('(')?.split_once(')')?;
    (!inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')).then_some((inside, rest))
}

fn to(text: &str) -> Option<&str> {
    let text = text.trim_start();
    ["-", "–", "to ", "through "].iter().find_map(|sign| text.strip_prefix(sign)).map(str::trim_start)
}

/// All paragraphs from one to another, by letters, numbers or Roman numbers.
fn between(first: &str, last: &str) -> Option<Vec<String>> {
    /// No range of a statute is longer.
    const MOST: usize = 60;
    let whole = |text: &str| text.parse::<usize>().ok();
    let letter = |text: &str| match text.as_bytes() {
        [letter] if letter.is_ascii_lowercase() => Some(*letter),
        _ => None,
    };
    let roman = |text: &str| (1..MOST).find(|number| in_roman(*number) == text);
    let named = |from: usize, through: usize, name: &dyn Fn(usize) -> String| {
        (from < through && through.saturating_sub(from) < MOST).then(|| (from..=through).map(name).collect())
    };
    if let (Some(from), Some(through)) = (whole(first), whole(last)) {
        return named(from, through, &|number| number.to_string());
    }
    // (i) begins a list of Roman numbers; (c)-(d) are letters.
    if let (Some(from), Some(through)) = (roman(first), roman(last))
        && (first == "i" || first.len() > 1 || last.len() > 1)
    {
        return named(from, through, &in_roman);
    }
    match (letter(first), letter(last)) {
        (Some(from), Some(through)) if from < through => {
            Some((from..=through).map(|letter| char::from(letter).to_string()).collect())
        }
        _ => None,
    }
}

fn in_roman(mut number: usize) -> String {
    let signs = [(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut roman = String::new();
    for (worth, sign) in signs {
        while let Some(left) = number.checked_sub(worth) {
            roman.push_str(sign);
            number = left;
        }
    }
    roman
}

/// A paragraph that a source cites.
struct Cited {
    paragraph: String,
    /// The law is named as where the range is cited, and not only a provision of the same number.
    surely: bool,
}

/// The paragraphs of a provision that a source cites, each of a range too.
fn cites(source: &str, provision: &str) -> Vec<Cited> {
    let source = source.trim();
    let number = provision.split_whitespace().next_back().unwrap_or_default();
    let after = if source.starts_with('(') || number.is_empty() {
        Some((source, true))
    } else {
        source.match_indices(number).find_map(|(at, _)| {
            let before = source.get(..at)?;
            let after = source.get(at.saturating_add(number.len())..)?;
            let surely = provision.ends_with(source.get(..at.saturating_add(number.len()))?);
            let whole = before.is_empty() || before.ends_with(char::is_whitespace);
            (whole && after.starts_with('(')).then_some((after, surely))
        })
    };
    let Some((after, surely)) = after else { return Vec::new() };
    listed(after).into_iter().map(|paragraph| Cited { paragraph, surely }).collect()
}

/// `(a), (c) and (e)-(g)`
fn listed(mut text: &str) -> Vec<String> {
    let mut cited: Vec<String> = Vec::new();
    while let Some((one, mut rest)) = paragraph(text) {
        cited.push(one.to_owned());
        // What is inside the paragraph is a part of it.
        while let Some((_, deeper)) = paragraph(rest) {
            rest = deeper;
        }
        if let Some(after) = to(rest)
            && let Some((last, after)) = paragraph(after)
        {
            cited.extend(between(one, last).unwrap_or_default());
            rest = after;
        }
        let next = rest.trim_start_matches([',', ' ']);
        text = ["and ", "or "].iter().find_map(|word| next.strip_prefix(word)).unwrap_or(next);
    }
    cited
}
