//! What a label says of that which it stands at: a verb, a quality, a thing, a sentence of its own.

use super::english::{STOPS, VERBS, lowered};

/// How a label that is yes or no is told of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// "depends on the claimant"
    Verb,
    /// "married", "made by an embassy", "in Mexico": said with "is".
    Quality,
    /// "restricted occupation": said with "is a".
    Thing,
    /// "permit is valid": a sentence about something of the subject's own.
    Sentence,
    /// "what is feared": no part of a sentence.
    Other,
}

/// Words that open a part of a sentence that says nothing by itself.
const RELATIVES: [&str; 13] =
    ["which", "who", "that", "and", "when", "where", "until", "since", "while", "whose", "what", "whether", "as"];

/// More of them are among the words at which the head of a label stops.
pub const PREPOSITIONS: [&str; 14] = [
    "outside",
    "inside",
    "over",
    "above",
    "below",
    "near",
    "against",
    "during",
    "through",
    "throughout",
    "despite",
    "about",
    "abroad",
    "alone",
];

/// Participles that do not end in "ed".
const PARTICIPLES: [&str; 23] = [
    "made",
    "held",
    "born",
    "paid",
    "taken",
    "given",
    "left",
    "lost",
    "found",
    "sent",
    "known",
    "won",
    "written",
    "bought",
    "brought",
    "begun",
    "done",
    "driven",
    "fallen",
    "shown",
    "tied",
    "told",
    "withdrawn",
];

const QUALITIES: [&str; 14] = [
    "valid",
    "true",
    "free",
    "ill",
    "blind",
    "dead",
    "full",
    "own",
    "older",
    "younger",
    "last",
    "first",
    "full-time",
    "part-time",
];

/// What may follow a participle that is no part of a thing: "called a misdemeanour".
const AFTER: [&str; 13] =
    ["a", "an", "the", "or", "not", "no", "together", "only", "there", "out", "off", "up", "again"];

#[must_use]
pub fn saying(label: &str) -> Saying {
    let label = lowered(label);
    let words: Vec<&str> = label.split_whitespace().map(|word| word.trim_end_matches([',', ';', ':'])).collect();
    let Some((first, rest)) = words.split_first() else { return Saying::Other };
    let next = rest.first().copied().unwrap_or_default();
    if PARTICIPLES.contains(first) && ["by", "for", "in", "on", "to", "at", "with", "from"].contains(&next) {
        // "made by an embassy", not "made a claim"
        return Saying::Quality;
    }
    if VERBS.contains(first) || (is_present(first) && !rest.is_empty()) {
        return Saying::Verb;
    }
    if RELATIVES.contains(first) {
        return Saying::Other;
    }
    let head: Vec<&str> = words.iter().copied().take_while(|word| !STOPS.contains(word)).collect();
    if head.is_empty() || PREPOSITIONS.contains(first) {
        return Saying::Quality;
    }
    if head.iter().skip(1).any(|word| ["is", "are", "was", "were", "has", "had", "have"].contains(word)) {
        return Saying::Sentence;
    }
    let follows = |next: &&str| {
        STOPS.contains(next) || PREPOSITIONS.contains(next) || AFTER.contains(next) || next.ends_with("ly")
    };
    let alone = rest.first().is_none_or(follows);
    if is_participle(first) && alone || head.iter().all(|word| is_quality(word) || *word == "or") {
        return Saying::Quality;
    }
    Saying::Thing
}

pub fn is_participle(word: &str) -> bool {
    (word.ends_with("ed") && word.len() > 4 && !word.ends_with("eed")) || PARTICIPLES.contains(&word)
}

pub fn is_quality(word: &str) -> bool {
    let ends = ["al", "ive", "ble", "ful", "less", "ous", "ic"];
    (word.len() > 5 && ends.iter().any(|end| word.ends_with(end))) || QUALITIES.contains(&word)
}

/// "depends", "reaches": a verb of the third person, by its end.
fn is_present(word: &str) -> bool {
    const THIRD: [&str; 32] = [
        "depends",
        "goes",
        "counts",
        "reaches",
        "belongs",
        "stays",
        "leaves",
        "asks",
        "shows",
        "gives",
        "takes",
        "makes",
        "pays",
        "owns",
        "pledges",
        "follows",
        "falls",
        "lies",
        "lasts",
        "ends",
        "begins",
        "starts",
        "travels",
        "visits",
        "joins",
        "proves",
        "justifies",
        "satisfies",
        "qualifies",
        "accepts",
        "faces",
        "fears",
    ];
    THIRD.contains(&word)
}

/// A verb of the third person without its ending: "holds" is "hold".
pub fn base(verb: &str) -> Option<String> {
    let cut = |by: usize| verb.get(..verb.len().saturating_sub(by)).map(str::to_owned);
    match verb {
        "goes" | "does" => cut(2),
        _ if verb.ends_with("ies") && verb.len() > 4 => cut(3).map(|stem| format!("{stem}y")),
        _ if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| verb.ends_with(end)) => cut(2),
        _ if verb.ends_with('s') && !verb.ends_with("ss") => cut(1),
        _ => None,
    }
}

/// The third person of a verb: "hold" is "holds".
fn present(verb: &str) -> String {
    let vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiou".contains(letter));
    match verb {
        "have" => "has".to_owned(),
        "be" => "is".to_owned(),
        _ if verb.ends_with('y') && !vowel(verb.chars().rev().nth(1)) => {
            format!("{}ies", verb.trim_end_matches('y'))
        }
        _ if ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

/// Verbs whose past is not their base with "ed".
const PASTS: [(&str, &str); 21] = [
    ("do", "did"),
    ("have", "had"),
    ("come", "came"),
    ("make", "made"),
    ("take", "took"),
    ("leave", "left"),
    ("hold", "held"),
    ("give", "gave"),
    ("go", "went"),
    ("pay", "paid"),
    ("lose", "lost"),
    ("find", "found"),
    ("see", "saw"),
    ("send", "sent"),
    ("tell", "told"),
    ("begin", "began"),
    ("get", "got"),
    ("speak", "spoke"),
    ("win", "won"),
    ("meet", "met"),
    ("flee", "fled"),
];

fn past(verb: &str) -> String {
    let known = PASTS.iter().find(|(base, _)| *base == verb).map(|(_, past)| (*past).to_owned());
    known.unwrap_or_else(|| match verb {
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ if verb.ends_with('y') && !verb.ends_with("ay") && !verb.ends_with("oy") => {
            format!("{}ied", verb.trim_end_matches('y'))
        }
        _ => format!("{verb}ed"),
    })
}

/// A predicate that does not hold: "does not hold a visa" of "holds a visa". None where "not" would not reach
/// all of it.
#[must_use]
pub fn negated(predicate: &str) -> Option<String> {
    let (first, rest) = predicate.split_once(' ').unwrap_or((predicate, ""));
    if let Some(rest) = rest.strip_prefix("not ") {
        return Some(affirmed(first, rest));
    }
    let padded = format!("{predicate} ");
    let apart = [" and ", " no ", " not ", " nor ", " but ", " if ", " unless ", ";"];
    // "has a visa, or needs none": two things are said.
    let twice = padded.split(" or ").skip(1).any(|other| {
        let word = other.split(' ').next().unwrap_or_default();
        VERBS.contains(&word) || is_present(word)
    });
    // "by an employer whose offers do not count": what is said of another is no part of it.
    let own = [" who ", " whose ", " that ", " which "].iter().filter_map(|word| padded.find(word)).min();
    let own = own.and_then(|at| padded.get(..at)).unwrap_or(&padded);
    let joined = apart.iter().any(|word| match *word {
        " no " | " not " => own.contains(word),
        _ => padded.contains(word),
    });
    if let Some((one, other)) = two_things(predicate) {
        return Some(format!("neither {one} nor {other}"));
    }
    if twice || joined || ["no", "never", "still"].contains(&first) {
        return None;
    }
    let next = rest.split(' ').next().unwrap_or_default();
    let article = ["a ", "an "].iter().find_map(|article| rest.strip_prefix(article));
    match first {
        "can" => Some(format!("cannot {rest}")),
        "is" | "was" | "will" | "would" | "could" | "may" | "did" | "does" => Some(format!("{first} not {rest}")),
        "has" | "had" if is_participle(next) || ["been", "come", "become"].contains(&next) => {
            Some(format!("{first} not {rest}"))
        }
        "has" | "had" => match article {
            Some(thing) => Some(format!("{first} no {thing}")),
            None if first == "has" => Some(format!("does not have {rest}")),
            None => Some(format!("did not have {rest}")),
        },
        _ => {
            let past = PASTS.iter().find(|(_, past)| *past == first);
            past.map(|(base, _)| format!("did not {base} {rest}"))
                .or_else(|| base(first).map(|base| format!("does not {base} {rest}")))
                .map(|words| words.trim_end().to_owned())
        }
    }
}

/// "has worked for a year, and is offered further work": both together, of which each is affirmed.
pub fn both_of(predicate: &str) -> Option<(&str, &str)> {
    let (one, other) = predicate.split_once(", and ")?;
    let is_verb = |text: &str| VERBS.contains(&text.split(' ').next().unwrap_or_default());
    (is_verb(one) && is_verb(other) && !one.contains(',') && !other.contains(',')).then_some((one, other))
}

/// "is a national of the country, or is stateless": two things of which each is affirmed.
fn two_things(predicate: &str) -> Option<(&str, &str)> {
    let denies = ["no ", "not ", "none", "nor ", "never ", "without ", "cannot ", "nothing ", "unless "];
    let is_verb = |text: &str| {
        let first = text.split(' ').next().unwrap_or_default();
        VERBS.contains(&first) || is_present(first)
    };
    let mut ends = predicate
        .match_indices(" or ")
        .filter(|(at, word)| predicate.get(at.saturating_add(word.len())..).is_some_and(is_verb));
    let ((at, word), None) = (ends.next()?, ends.next()) else { return None };
    let one = predicate.get(..at)?.trim_end_matches(',');
    let other = predicate.get(at.saturating_add(word.len())..)?;
    let of_another = [" who ", " whose ", " that ", " which "].iter().any(|word| one.contains(word));
    let plain = !of_another && !one.contains(',') && !denies.iter().any(|word| predicate.contains(word));
    (plain && is_verb(one)).then_some((one, other))
}

/// "does" and "hold a visa", of which "not" was taken: "holds a visa".
fn affirmed(first: &str, rest: &str) -> String {
    let (verb, more) = rest.split_once(' ').map_or((rest, String::new()), |(verb, more)| (verb, format!(" {more}")));
    match first {
        "does" => format!("{}{more}", present(verb)),
        "did" => format!("{}{more}", past(verb)),
        other => format!("{other} {rest}"),
    }
}

/// A label whose part after a comma stands in brackets, so that no sentence is torn by it: "level (reading)".
#[must_use]
pub fn in_one(label: &str) -> String {
    let Some(at) = [", ", "; ", ": "].iter().filter_map(|sign| label.find(sign)).min() else {
        return label.to_owned();
    };
    let (head, rest) = label.split_at(at);
    let rest = rest.get(1..).unwrap_or_default().trim_start();
    let first = rest.split(' ').next().unwrap_or_default();
    let is_list = [" or ", " and "].iter().any(|word| rest.contains(word))
        && !STOPS.contains(&first)
        && !first.ends_with("ly")
        && !["none", "if", "that", "not", "the", "since"].contains(&first);
    if is_list || rest.is_empty() || head.contains('(') {
        return label.to_owned();
    }
    format!("{head} ({rest})")
}
