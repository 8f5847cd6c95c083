//! Declarations that nothing reads: they can matter to nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::about::About;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{HeaderKind, Item, Name, PolicyFile, words_read};

/// What a library declares is for others to read; of a policy all must be read by a pathway, a
/// quota or a score, directly or not. Its tests do not count.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    if about.is_library() {
        return;
    }
    let read = names_read(about);
    for item in &about.main.items {
        match item {
            Item::Facts(facts) => {
                for fact in facts.facts.iter().filter(|fact| !fact.id && !read.contains(&fact.name.node)) {
                    found.push(fact_never_read(&fact.name));
                }
            }
            Item::Finding(fact) if !read.contains(&fact.name.node) => found.push(fact_never_read(&fact.name)),
            _ => {
                if let Some((what, name)) = must_be_read(item)
                    && !read.contains(&name.node)
                {
                    found.push(never_read(what, name));
                }
            }
        }
    }
}

/// Every name that a pathway, a quota, a score or the header reads, directly or through others.
fn names_read(about: &About<'_>) -> BTreeSet<String> {
    let mut by_name: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut waiting: Vec<Span> = Vec::new();
    for module in &about.project.modules {
        let tree = &module.tree;
        let header = tree.header.as_ref().filter(|header| header.kind == HeaderKind::Policy);
        waiting.extend(header.map(|header| header.span));
        for (item, place) in tree.items.iter().zip(&tree.places) {
            if acts_by_itself(item, tree) {
                waiting.push(*place);
            }
            enter(item, *place, &mut by_name);
        }
    }
    let mut read = BTreeSet::new();
    while let Some(place) = waiting.pop() {
        for name in words_read(about.sources.text(place)) {
            if !read.contains(name) {
                read.insert(name.to_owned());
                waiting.extend(by_name.get(name).into_iter().flatten());
            }
        }
    }
    read
}

/// What has an effect without being read.
fn acts_by_itself(item: &Item, tree: &PolicyFile) -> bool {
    let of_a_policy = tree.header.as_ref().is_some_and(|header| header.kind == HeaderKind::Policy);
    match item {
        Item::Pathway(_) | Item::Quota(_) | Item::Determination(_) => true,
        // A score is a column of the results.
        Item::Score(decl) => of_a_policy && decl.inputs.is_empty(),
        _ => false,
    }
}

/// Enters what is read once a name is: an exception acts on what it is to.
fn enter<'a>(item: &'a Item, place: Span, into: &mut BTreeMap<&'a str, Vec<Span>>) {
    let mut declares = |name: &'a Name, place: Span| into.entry(&name.node).or_default().push(place);
    match item {
        Item::Exception(decl) => decl.targets.iter().for_each(|target| declares(target, place)),
        Item::Facts(decl) => {
            for fact in &decl.facts {
                // Only the condition under which it is presumed reads more than its own type.
                if let Some(when) = &fact.presumed_when {
                    declares(&fact.name, when.span);
                }
            }
        }
        Item::Finding(decl) => declares(&decl.name, place),
        Item::Test(_) | Item::Assert(_) | Item::Enum(_) | Item::Record(_) => {}
        Item::Pathway(_) | Item::Quota(_) | Item::Determination(_) => {}
        Item::Parameter(decl) => declares(&decl.name, place),
        Item::Table(decl) => declares(&decl.name, place),
        Item::Define(decl) => declares(&decl.name, place),
        Item::Rule(decl) => declares(&decl.name, place),
        Item::Score(decl) => declares(&decl.name, place),
        Item::Calendar(decl) => declares(&decl.name, place),
    }
}

fn must_be_read(item: &Item) -> Option<(&'static str, &Name)> {
    match item {
        Item::Parameter(decl) => Some(("parameter", &decl.name)),
        Item::Table(decl) => Some(("table", &decl.name)),
        Item::Define(decl) => Some(("definition", &decl.name)),
        Item::Rule(decl) => Some(("rule", &decl.name)),
        Item::Score(decl) if !decl.inputs.is_empty() => Some(("score", &decl.name)),
        Item::Calendar(decl) => Some(("calendar", &decl.name)),
        Item::Exception(decl) => decl.targets.first().map(|target| ("exception to", target)),
        Item::Score(_)
        | Item::Enum(_)
        | Item::Record(_)
        | Item::Facts(_)
        | Item::Finding(_)
        | Item::Pathway(_)
        | Item::Determination(_)
        | Item::Quota(_)
        | Item::Test(_)
        | Item::Assert(_) => None,
    }
}

fn never_read(what: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(Code::W0801, format!("the {what} `{}` matters to nobody", name.node))
        .label(name.span, "no pathway, quota or score reads it")
        .help("require it in a pathway, or take it away; a test alone does not make it count")
}

fn fact_never_read(name: &Name) -> Diagnostic {
    Diagnostic::new(Code::W0802, format!("the fact `{}` is never read", name.node))
        .label(name.span, "applicants are asked for it, and it decides nothing")
        .help("take it away, or write the rule that turns on it")
}
