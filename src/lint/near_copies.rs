//! Rules and definitions that are the same but for one name or one value.

use std::collections::{BTreeMap, BTreeSet};

use super::about::About;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{Clause, Condition, DefineBody, Expr, Item, Name};

/// What has fewer words than these is not worth a rule with an input: `x is not none and x >= d` has eight.
const LEAST: usize = 10;
/// What has more is not a copy that anybody would miss.
const MOST: usize = 400;

pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = kinds(about);
    let bodies: Vec<Body<'_>> = about.main.items.iter().filter_map(|item| Body::of(about, item)).collect();
    // The words of a body with one of them left out wherever it stands, and what it is.
    let mut alike: BTreeMap<(String, Kind<'_>), Vec<(&Body<'_>, &str)>> = BTreeMap::new();
    for body in bodies.iter().filter(|body| body.counted >= LEAST && body.words.len() <= MOST) {
        let calls = body.words.iter().any(|word| kinds.called.contains(word));
        let differing: BTreeSet<&str> = body.words.iter().copied().filter(|_| !calls).collect();
        for word in differing {
            let Some(kind) = kinds.of(word) else { continue };
            let rest: Vec<&str> = body.words.iter().map(|other| if *other == word { "…" } else { *other }).collect();
            alike.entry((rest.join(" "), kind)).or_default().push((body, word));
        }
    }
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for same in alike.into_values() {
        let [(first, one), (second, other), ..] = same.as_slice() else { continue };
        // Whatever is told apart by two things at once is told once.
        if one != other && told.insert(second.name.span) {
            found.push(copies(first, one, second, other));
        }
    }
}

/// A rule or definition without inputs: the words of its conditions, its signs too.
struct Body<'a> {
    what: &'static str,
    name: &'a Name,
    words: Vec<&'a str>,
    /// How many of the words were written in expressions.
    counted: usize,
}

impl<'a> Body<'a> {
    fn of(about: &About<'a>, item: &'a Item) -> Option<Body<'a>> {
        let body = |what, name| Body { what, name, words: Vec::new(), counted: 0 };
        match item {
            Item::Rule(decl) if decl.inputs.is_empty() => {
                let mut body = body("rule", &decl.name);
                body.clauses(about, &decl.clauses);
                body.words.push("unless");
                body.clauses(about, &decl.unless);
                Some(body)
            }
            Item::Define(decl) if decl.inputs.is_empty() => {
                let mut body = body("definition", &decl.name);
                match &decl.body {
                    DefineBody::Is(value) => body.expr(about, value),
                    DefineBody::Cases { cases, otherwise } => {
                        for case in cases {
                            body.words.push("when");
                            body.expr(about, &case.when);
                            body.words.push("then");
                            body.expr(about, &case.then);
                        }
                        if let Some(last) = otherwise {
                            body.words.push("otherwise");
                            body.expr(about, &last.value);
                        }
                    }
                }
                Some(body)
            }
            _ => None,
        }
    }

    fn clauses(&mut self, about: &About<'a>, clauses: &[Clause]) {
        for clause in clauses {
            self.words.push("met when");
            // What is not in force at one time is not the same.
            if let Some(time) = &clause.annotations.time {
                self.words.push(about.sources.text(time.span));
            }
            match &clause.condition {
                Condition::Test(test) => self.expr(about, test),
                Condition::AllOf(limbs) => self.limbs(about, "all of", limbs),
                Condition::AnyOf(limbs) => self.limbs(about, "any of", limbs),
                Condition::AtLeast(count, limbs) => {
                    self.words.push(about.sources.text(count.span));
                    self.limbs(about, "at least", limbs);
                }
                Condition::Status { pathway, .. } => self.words.push(about.sources.text(pathway.span)),
            }
            if !clause.unless.is_empty() {
                self.limbs(about, "unless", &clause.unless);
            }
        }
    }

    fn limbs(&mut self, about: &About<'a>, kind: &'static str, limbs: &[Clause]) {
        self.words.push(kind);
        self.clauses(about, limbs);
        self.words.push("}");
    }

    fn expr(&mut self, about: &About<'a>, expr: &Expr) {
        let words = words_and_signs(about.sources.text(expr.span));
        self.counted = self.counted.saturating_add(words.len());
        self.words.extend(words);
    }
}

/// The words, numbers, texts and signs of an expression, without its comments.
fn words_and_signs(text: &str) -> Vec<&str> {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '%';
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let mut before = first;
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => rest.get(1..).and_then(|text| text.find('"')).map_or(rest.len(), |end| end.saturating_add(2)),
            _ if part_of_word(first) => rest
                .find(|c: char| {
                    // A date and a decimal are one word.
                    let inside = part_of_word(c) || (matches!(c, '.' | '-') && before.is_ascii_digit());
                    before = c;
                    !inside
                })
                .unwrap_or(rest.len()),
            '<' | '>' if rest.get(1..2) == Some("=") => 2,
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if first != '#' {
            found.push(word);
        }
        rest = after.trim_start();
    }
    found
}

/// What a word may be exchanged for: another of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind<'a> {
    Fact(&'a str),
    Parameter,
    Rule,
    Code,
    Date,
    Number,
    Text,
}

struct Kinds<'a> {
    facts: BTreeMap<&'a str, String>,
    parameters: BTreeSet<&'a str>,
    rules: BTreeSet<&'a str>,
    /// Rules and definitions with inputs.
    called: BTreeSet<&'a str>,
}

fn kinds<'a>(about: &'a About<'_>) -> Kinds<'a> {
    let policy = about.policy;
    let items = about.project.modules.iter().flat_map(|module| &module.tree.items);
    let called = items.filter_map(|item| match item {
        Item::Rule(decl) if !decl.inputs.is_empty() => Some(decl.name.node.as_str()),
        Item::Define(decl) if !decl.inputs.is_empty() => Some(decl.name.node.as_str()),
        _ => None,
    });
    Kinds {
        facts: policy.facts.iter().map(|(_, fact)| (fact.path.as_str(), fact.ty.to_string())).collect(),
        parameters: policy.parameters.iter().map(|(_, parameter)| parameter.name.as_str()).collect(),
        rules: policy.rules.iter().map(|(_, rule)| rule.name.as_str()).collect(),
        called: called.collect(),
    }
}

impl Kinds<'_> {
    fn of(&self, word: &str) -> Option<Kind<'_>> {
        if let Some(ty) = self.facts.get(word) {
            return Some(Kind::Fact(ty));
        }
        let first = word.chars().next()?;
        match first {
            _ if self.parameters.contains(word) => Some(Kind::Parameter),
            _ if self.rules.contains(word) => Some(Kind::Rule),
            '"' => Some(Kind::Text),
            '0'..='9' if word.contains('-') => Some(Kind::Date),
            '0'..='9' => Some(Kind::Number),
            'A'..='Z' if word.len() == 3 => Some(Kind::Code),
            _ => None,
        }
    }
}

fn copies(first: &Body<'_>, one: &str, second: &Body<'_>, other: &str) -> Diagnostic {
    let (what, name) = (second.what, &second.name.node);
    Diagnostic::new(
        Code::W0813,
        format!("the {what} `{name}` is `{}` with `{other}` in place of `{one}`", first.name.node),
    )
    .label(second.name.span, format!("asks just the same of `{other}`"))
    .label(first.name.span, format!("asks it of `{one}`"))
    .help(format!("write one {what} with an input and call it twice, so that a change of the law is made once"))
}
