//! Labels that are no predicate about the applicant.

use super::about::About;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{Clause, Condition, Item, Text};

/// Explanations say "the applicant" and then the label: it must go on from there.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    for item in &about.main.items {
        match item {
            Item::Rule(decl) => {
                see(decl.label.as_ref(), found);
                clauses(&decl.clauses, found);
                clauses(&decl.unless, found);
            }
            Item::Pathway(decl) => {
                clauses(&decl.requires, found);
                clauses(&decl.bars, found);
                for stage in &decl.stages {
                    clauses(&stage.requires, found);
                    clauses(&stage.bars, found);
                }
            }
            _ => {}
        }
    }
}

fn clauses(clauses: &[Clause], found: &mut Vec<Diagnostic>) {
    for clause in clauses {
        see(clause.label.as_ref(), found);
        if let Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) = &clause.condition {
            self::clauses(limbs, found);
        }
        self::clauses(&clause.unless, found);
    }
}

fn see(label: Option<&Text>, found: &mut Vec<Diagnostic>) {
    if let Some(label) = label
        && let Some(why) = no_predicate(&label.node)
    {
        found.push(says_nothing_of_the_applicant(label.span, &label.node, why));
    }
}

/// Why words cannot follow "the applicant", as far as the words alone tell.
fn no_predicate(label: &str) -> Option<&'static str> {
    const NO_BEGINNING: [&str; 22] = [
        "a",
        "an",
        "the",
        "if",
        "when",
        "where",
        "must",
        "shall",
        "should",
        "applicant",
        "applicants",
        "person",
        "persons",
        "he",
        "she",
        "they",
        "it",
        "no",
        "any",
        "all",
        "for",
        "of",
    ];
    let trimmed = label.trim();
    let first = trimmed.split_whitespace().next().unwrap_or_default();
    if trimmed.ends_with(['?', '.', ':', ';', '!']) {
        return Some("it ends as a sentence does");
    }
    if NO_BEGINNING.contains(&first.to_lowercase().as_str()) {
        return Some("a predicate begins with its verb");
    }
    let one_word = trimmed.split_whitespace().count() == 1;
    let capital = first.starts_with(|c: char| c.is_ascii_uppercase()) && !first.chars().skip(1).any(char::is_uppercase);
    (capital || one_word && !first.ends_with('s') && !first.ends_with("ed")).then_some("it reads as a title")
}

fn says_nothing_of_the_applicant(span: Span, label: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::W0819, format!("\"{label}\" says nothing of the applicant"))
        .label(span, why)
        .help("write what follows \"the applicant\" in a letter: \"holds a valid passport\"")
}
