//! Calls of what the policy declares itself: definitions, scores, tables and rules that are given something.

use super::declared::Place;
use super::english::{Noun, and, in_words, quoted, the};
use super::named::{Named, PERSON, yes};
use super::phrase::Phrase;
use super::writer::{Local, Sight, Writer};
use crate::syntax::{DefineDecl, Expr, ExprKind, Item, Name, RuleDecl, ScoreDecl, Text, TypeRef};

impl<'a> Writer<'a> {
    pub fn provided(&self, sight: &Sight<'a>, name: &Name, arguments: &[Expr]) -> Noun {
        let items = self.provisions(sight, name);
        let places: Vec<Place> = items.iter().map(|(place, _)| *place).collect();
        match items.first() {
            Some((
                (module, _),
                Item::Define(DefineDecl { label, inputs, .. }) | Item::Score(ScoreDecl { label, inputs, .. }),
            )) => {
                let given = self.given(sight, *module, label.as_ref(), &name.node, (inputs, arguments), None);
                let noun = the(&given.label);
                let places: Vec<Place> = places.into_iter().chain(given.spoken).collect();
                Noun { words: format!("{}{}{}", noun.words, given.left, self.seen(&places)), ..noun }
            }
            Some((_, Item::Rule(_))) => {
                Noun::one(format!("whether {}", self.provided_holds(sight, name, arguments, true).inline()))
            }
            Some((_, Item::Table(decl))) => {
                let noun = the(&super::declared::label_or_name(decl.label.as_ref(), &name.node));
                let given: Vec<String> = arguments.iter().map(|argument| self.value(sight, argument).words).collect();
                // A label that says "for" itself: "the points for age by the age".
                let word = if noun.words.contains(" for ") { "by" } else { "for" };
                Noun { words: format!("{}{} {word} {}", noun.words, self.seen(&places), and(&given)), ..noun }
            }
            _ => Noun::one(format!("{} of {}", in_words(&name.node), arguments.len())),
        }
    }

    fn provisions(&self, sight: &Sight<'a>, name: &Name) -> Vec<(Place, &'a Item)> {
        match self.named(sight, &Expr { kind: ExprKind::Name(name.node.clone()), span: name.span }) {
            Some(Named::Items(items)) => items,
            _ => Vec::new(),
        }
    }

    /// A call of a rule or a definition that is a condition.
    pub fn provided_holds(&self, sight: &Sight<'a>, name: &Name, arguments: &[Expr], truth: bool) -> Phrase {
        let items = self.provisions(sight, name);
        let places: Vec<Place> = items.iter().map(|(place, _)| *place).collect();
        let (label, inputs, module) = match items.first() {
            Some((
                (module, _),
                Item::Rule(RuleDecl { label, inputs, .. }) | Item::Define(DefineDecl { label, inputs, .. }),
            )) => (label.as_ref(), inputs, *module),
            Some((_, Item::Table(decl))) => {
                let label = quoted(&super::declared::label_or_name(decl.label.as_ref(), &name.node));
                let given: Vec<String> = arguments.iter().map(|argument| self.value(sight, argument).words).collect();
                let own = super::declared::label_or_name(decl.label.as_ref(), &name.node);
                if super::labels::saying(&own) == super::labels::Saying::Thing {
                    let there = super::phrase::there_is(&the(&own), &own, truth);
                    return Phrase::Simple(format!("{there}{} for {}", self.seen(&places), and(&given)));
                }
                let table = format!("the table {label}{}", self.seen(&places));
                return Phrase::Simple(format!("{table} says {} for {}", yes(truth), and(&given)));
            }
            _ => return Phrase::Simple(format!("{} is {}", self.called(sight, name, arguments).words, yes(truth))),
        };
        // Of what is it said: of the element that it is given, or of the person.
        let about = self.about_element(sight, arguments).or_else(|| self.about_somebody_else(sight, arguments));
        let about = about.unwrap_or_else(|| About { at: None, subject: PERSON.to_owned(), who: PERSON.to_owned() });
        for place in &places {
            self.asked_of.borrow_mut().entry(*place).or_default().insert(about.who.clone());
        }
        let (told_of, subject) = (about.at, about.subject);
        let given = self.given(sight, module, label, &name.node, (inputs, arguments), told_of);
        let words = given.label;
        let said = match (label, truth) {
            (None, _) => super::named::unlabelled(&name.node, truth),
            (Some(_), true) => self.said(&subject, &words),
            (Some(_), false) => self.denied(&subject, &words),
        };
        let left = if given.left.is_empty() { given.left } else { format!(",{}", given.left) };
        let places: Vec<Place> = places.into_iter().chain(given.spoken).collect();
        Phrase::Simple(format!("{said}{left}{}", self.seen(&places)))
    }

    /// A provision that is given something of somebody gives it on to another.
    fn about_somebody_else(&self, sight: &Sight<'a>, arguments: &[Expr]) -> Option<About> {
        let who = sight.subject.clone()?;
        let given_on = arguments.iter().any(|argument| match self.named(sight, argument) {
            Some(Named::Local(local, fields)) => !local.is_element && fields.is_empty(),
            _ => false,
        });
        given_on.then(|| About { at: None, subject: who.clone(), who })
    }

    /// The element that a provision is said of.
    fn about_element(&self, sight: &Sight<'a>, arguments: &[Expr]) -> Option<About> {
        let mut by_fields = None;
        for (at, argument) in arguments.iter().enumerate() {
            let Some(Named::Local(local, fields)) = self.named(sight, argument) else { continue };
            if !local.is_element && local.record.is_none() {
                continue;
            }
            let subject = if sight.is_it(local) { "it".to_owned() } else { local.noun.words.clone() };
            let who = local.noun.words.clone();
            if fields.is_empty() {
                return Some(About { at: Some(at), subject, who });
            }
            by_fields = by_fields.or(Some(About { at: None, subject, who }));
        }
        by_fields
    }

    /// Whether an input is given the field of an element that is called as it is, or the only one of its kind.
    fn is_own_field(&self, sight: &Sight<'a>, (input, ty): (&str, &TypeRef), argument: &Expr) -> bool {
        match self.named(sight, argument) {
            Some(Named::Local(local, fields)) if !fields.is_empty() => {
                let kind = super::named::base(ty);
                let alike = local.record.map(|record| {
                    record.fields.iter().filter(|(_, other, _)| super::named::base(other) == kind).count()
                });
                fields.last().is_some_and(|field| field == input.trim_start_matches("is_") || field == input)
                    || (kind.is_some() && fields.len() == 1 && alike == Some(1))
            }
            // The day of birth of the person, of whom it is said.
            Some(Named::Fact(fact, fields)) => fields.is_empty() && input == "born" && fact.name.node.contains("birth"),
            // It goes on under its own name.
            Some(Named::Local(local, _)) => local.record.is_none() && local.name == input,
            _ => false,
        }
    }

    /// "the code of that job" of "its code": deep in a label nobody would know whose it is.
    fn by_its_owner(&self, sight: &Sight<'a>, argument: &Expr, noun: Noun) -> Noun {
        let Some(Named::Local(local, fields)) = self.named(sight, argument) else { return noun };
        let owner = local.noun.words.split(" “").next().unwrap_or_default().trim_start_matches("the ");
        match noun.words.strip_prefix("its ") {
            Some(own) if !fields.is_empty() => Noun { words: format!("the {own} of that {owner}"), ..noun },
            _ => noun,
        }
    }

    /// A label with what is given for the inputs in it, and the inputs that it does not speak of but for the one
    /// that it is said of.
    fn given(
        &self,
        sight: &Sight<'a>,
        module: usize,
        label: Option<&Text>,
        name: &str,
        (inputs, arguments): (&'a [(Name, TypeRef)], &[Expr]),
        told_of: Option<usize>,
    ) -> Given {
        let mut inner = Sight::of(module);
        // What was given to this one may be given on.
        let guarded = |words: &str| words.replace('‹', "\u{1}").replace('›', "\u{2}");
        let (mut left, mut spoken_of) = (Vec::new(), Vec::new());
        for (at, ((input, ty), argument)) in inputs.iter().zip(arguments).enumerate() {
            let spoken = label.is_some_and(|label| label.node.contains(&format!("{{{}", input.node)));
            let noun = self.quietly(|| self.value(sight, argument));
            let noun = if spoken { self.by_its_owner(sight, argument, noun) } else { noun };
            let noun = Noun { words: guarded(&noun.words), ..noun };
            if !spoken && told_of != Some(at) && !self.is_own_field(sight, (&input.node, ty), argument) {
                let is_record = self.declared.record_of(module, ty).is_some();
                let name = (!is_record).then(|| self.input_noun(module, inputs, (input, ty)).words);
                left.push((name, self.value(sight, argument).words));
            } else if let (true, Some(Named::Items(items))) = (spoken, self.named(sight, argument)) {
                spoken_of.extend(items.iter().map(|(place, _)| *place));
            }
            let record = self.declared.record_of(module, ty);
            inner.locals.push(Local { name: input.node.clone(), noun, record, is_element: false });
        }
        let told = label.map_or_else(|| in_words(name), |label| self.told(&inner, label));
        // At least nothing is no condition.
        let told = inputs.iter().zip(arguments).zip(&inner.locals).fold(told, |told, ((_, argument), local)| {
            let of_nothing = match &argument.kind {
                ExprKind::Number { value, .. } | ExprKind::Money(value, _) => value.is_zero(),
                _ => false,
            };
            if of_nothing { told.replace(&format!(" and at least {}", local.noun.words), "") } else { told }
        });
        let told = told.replace(['‹', '›'], "").replace('\u{1}', "‹").replace('\u{2}', "›");
        Given { label: told, left: left_words(&left), spoken: spoken_of }
    }
}

/// Of whom a provision is said.
struct About {
    /// Its place where it is given as it is and not by its fields.
    at: Option<usize>,
    /// As it is called here: "it".
    subject: String,
    /// As it is called elsewhere: "the relative".
    who: String,
}

/// What a provision with inputs is given.
struct Given {
    label: String,
    /// " with 90% as ‹share› and …", " with “aunt” as the relationship"
    left: String,
    /// What the label speaks of, which stands elsewhere.
    spoken: Vec<Place>,
}

fn left_words(left: &[(Option<String>, String)]) -> String {
    let as_inputs = left.iter().filter_map(|(name, value)| name.as_ref().map(|name| format!("{value} as {name}")));
    let (named, nameless): (Vec<String>, Vec<String>) =
        (as_inputs.collect(), left.iter().filter(|(name, _)| name.is_none()).map(|(_, value)| value.clone()).collect());
    let of = if nameless.is_empty() { String::new() } else { format!(" for {}", and(&nameless)) };
    if named.is_empty() { of } else { format!("{of} with {}", and(&named)) }
}
