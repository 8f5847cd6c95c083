//! What is said of an element of a list, put behind the list: "that is open and whose code is 7".

use super::english::{and, or};
use super::labels::base;
use super::phrase::Phrase;

/// Of what a clause is said: of one or of many, of things or of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of {
    pub many: bool,
    pub people: bool,
}

/// A condition on "it" as a clause behind what "it" is.
#[must_use]
pub fn relative(phrase: &Phrase, of: Of) -> String {
    match phrase {
        Phrase::Simple(text) => relative_of(text, of).unwrap_or_else(|| behind(text, of)),
        Phrase::All(parts) => and(&each(parts, of)),
        Phrase::Any(parts) if parts.iter().all(|part| matches!(part, Phrase::Simple(_))) => or(&each(parts, of)),
        other => behind(&other.inline(), of),
    }
}

fn each(parts: &[Phrase], of: Of) -> Vec<String> {
    let one = |part: &Phrase| match part {
        Phrase::Simple(_) => relative(part, of),
        // "for which either … or …": what belongs together cannot be torn apart.
        several => behind(&several.inline(), of),
    };
    parts.iter().map(one).collect()
}

fn behind(text: &str, of: Of) -> String {
    if of.people { format!("for whom {}", of_people(text)) } else { format!("for which {text}") }
}

/// What people have is theirs.
pub fn of_people(text: &str) -> String {
    let text = text.replace(" its ", " their ");
    text.strip_prefix("its ").map_or(text.clone(), |rest| format!("their {rest}"))
}

/// "it is open" as "that is open", "its code is 7" as "whose code is 7".
fn relative_of(text: &str, of: Of) -> Option<String> {
    if let Some(rest) = text.strip_prefix("its ") {
        return Some(format!("whose {rest}"));
    }
    let rest = text.strip_prefix("it ")?;
    if rest.starts_with("is not so that ") {
        return None;
    }
    let (verb, more) = rest.split_once(' ').map_or((rest, String::new()), |(verb, more)| (verb, format!(" {more}")));
    let verb = if of.many { plural(verb) } else { verb.to_owned() };
    Some(format!("{} {verb}{more}", if of.people { "who" } else { "that" }))
}

/// A verb said of many.
fn plural(verb: &str) -> String {
    match verb {
        "is" => "are".to_owned(),
        "was" => "were".to_owned(),
        "has" => "have".to_owned(),
        "does" => "do".to_owned(),
        _ => base(verb).unwrap_or_else(|| verb.to_owned()),
    }
}
