//! The grammar of the prose: articles, plurals, lists of words, what a label is.

use crate::values::{Country, country_name};

/// Something named, with whether it is many things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    pub words: String,
    pub plural: bool,
}

impl Noun {
    pub fn one(words: impl Into<String>) -> Noun {
        Noun { words: words.into(), plural: false }
    }

    /// `is` or `are`
    #[must_use]
    pub fn is(&self) -> &'static str {
        if self.plural { "are" } else { "is" }
    }
}

/// What a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// "holds a valid passport": says something of the person.
    Predicate,
    /// "the delay had extraordinary reasons": a sentence of its own.
    Sentence,
    /// "Date of birth"
    Noun,
}

pub const VERBS: [&str; 29] = [
    "has", "is", "was", "had", "holds", "can", "may", "will", "would", "does", "did", "lives", "works", "intends",
    "meets", "wants", "speaks", "arrived", "came", "made", "took", "studies", "comes", "could", "applied", "entered",
    "applies", "passes", "needs",
];

const OPENERS: [&str; 24] = [
    "the", "a", "an", "and", "or", "no", "there", "it", "this", "that", "any", "every", "each", "all", "both", "who",
    "their", "its", "his", "her", "one", "nobody", "some", "neither",
];

/// What the label of a condition is. A rule's or finding's is a predicate unless it opens otherwise.
#[must_use]
pub fn kind(label: &str) -> Kind {
    let first = label.split_whitespace().next().unwrap_or_default();
    let small = first.to_lowercase();
    if label.starts_with("no longer ") {
        return Kind::Predicate;
    }
    if STOPS.contains(&small.as_str())
        || ["well", "not", "none", "least", "most", "but", "two", "three", "other", "another"].contains(&small.as_str())
    {
        return Kind::Noun;
    }
    if VERBS.contains(&small.as_str()) {
        Kind::Predicate
    } else if OPENERS.contains(&small.as_str()) {
        if small == first && label.contains(' ') { Kind::Sentence } else { Kind::Noun }
    } else if first.chars().next().is_some_and(char::is_lowercase) {
        Kind::Predicate
    } else {
        Kind::Noun
    }
}

/// Adjectives that are written with a great letter wherever they stand.
const PROPER: [&str; 24] = [
    "American",
    "Australian",
    "Brazilian",
    "British",
    "Canadian",
    "Chinese",
    "Colombian",
    "Cuban",
    "Dutch",
    "English",
    "European",
    "French",
    "German",
    "Haitian",
    "Indian",
    "Irish",
    "Italian",
    "Mexican",
    "Nicaraguan",
    "Portuguese",
    "Schengen",
    "Spanish",
    "Syrian",
    "Venezuelan",
];

/// A label inside a sentence: with a small first letter, unless its first word is written so always.
#[must_use]
pub fn lowered(label: &str) -> String {
    let first: &str = label.split([' ', '-', '/', '\'', '’', ',']).next().unwrap_or_default();
    let mut letters = first.chars().skip(1);
    if PROPER.contains(&first) {
        return label.to_owned();
    }
    let ordinary = letters.clone().all(char::is_lowercase) && (first.chars().count() > 1 || first == "A");
    let _ = letters.next();
    if ordinary {
        let mut all = label.chars();
        all.next().map(|first| first.to_lowercase().chain(all).collect()).unwrap_or_default()
    } else {
        label.to_owned()
    }
}

#[must_use]
pub fn raised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A label that ends so would run into the verb after it: "the country in which the job is".
const ENDS_OPEN: [&str; 5] = ["is", "are", "was", "were", "be"];

/// A label as a thing inside a sentence, without an article before it.
#[must_use]
pub fn thing(label: &str) -> String {
    let one = super::labels::in_one(label);
    let ends_open = label.split_whitespace().last().is_some_and(|last| ENDS_OPEN.contains(&last));
    if ends_open || outside_quotes(&one).contains([';', ':']) {
        return quoted(label);
    }
    lowered(&one)
}

/// A label as a thing: "the date of birth".
#[must_use]
pub fn the(label: &str) -> Noun {
    let first = label.split_whitespace().next().unwrap_or_default();
    if VERBS.contains(&first.to_lowercase().as_str()) {
        // No thing by its words.
        return Noun::one(quoted(label));
    }
    let plural = is_plural(label);
    let label = thing(label);
    let first = label.split_whitespace().next().unwrap_or_default();
    if matches!(first, "the" | "a" | "an" | "their" | "his" | "her" | "its" | "this" | "what") {
        return Noun { words: label, plural };
    }
    Noun { words: format!("the {label}"), plural }
}

/// What is not counted: no article stands before it.
const MASS: [&str; 44] = [
    "work",
    "employment",
    "self-employment",
    "experience",
    "evidence",
    "study",
    "status",
    "training",
    "education",
    "protection",
    "residence",
    "violence",
    "permission",
    "income",
    "trade",
    "authorship",
    "bail",
    "birth",
    "capital",
    "citizenship",
    "counsel",
    "death",
    "dependency",
    "displacement",
    "English",
    "fare",
    "illness",
    "material",
    "membership",
    "parole",
    "passage",
    "pay",
    "persecution",
    "presence",
    "presentation",
    "recognition",
    "recruitment",
    "selection",
    "risk",
    "service",
    "statelessness",
    "success",
    "text",
    "transit",
];

/// Whether a label is about what is not counted: "death or serious illness", "managerial or executive work".
pub fn is_mass(label: &str) -> bool {
    let ends_head = |word: &&str| STOPS.contains(word) || super::labels::PREPOSITIONS.contains(word);
    let head: Vec<&str> = label.split_whitespace().take_while(|word| !ends_head(word)).collect();
    let about = |words: &[&str]| {
        let mut ends = words.iter().rev().skip_while(|word| super::labels::is_participle(word) && words.len() > 1);
        ends.next().map(|word| word.trim_end_matches(',').to_owned()).unwrap_or_default()
    };
    // "citizenship, nationality or residence": the first of several.
    let one = head.iter().take_while(|word| **word != "or").position(|word| word.ends_with(','));
    let one = one.map(|at| at.saturating_add(1)).or_else(|| head.iter().position(|word| *word == "or"));
    let first = about(head.get(..one.unwrap_or(head.len())).unwrap_or_default());
    let is_mass = |word: &str| MASS.contains(&word) || word.ends_with("ability");
    is_mass(&about(&head)) && (is_mass(&first) || super::labels::is_quality(&first))
}

/// "a passport", "an offer", "stays"
#[must_use]
pub fn a(label: &str) -> String {
    let label = lowered(label);
    let first = label.split_whitespace().next().unwrap_or_default();
    if is_mass(&label) || is_plural(&label) || matches!(first, "the" | "a" | "an" | "some" | "no" | "one") {
        return label;
    }
    let abbreviated = first.split('-').next().unwrap_or(first);
    let by_letters = first.len() > 1 && abbreviated.chars().all(|letter| letter.is_ascii_uppercase());
    let sounds = if by_letters {
        // Said letter by letter: an NCLC level, an H-2B visa.
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X'])
    } else {
        let small = first.to_lowercase();
        let hard = ["uni", "use", "eu", "one", "usu"].iter().any(|start| small.starts_with(start));
        let silent = small.starts_with("hour") || small.starts_with("honour");
        silent || (small.starts_with(['a', 'e', 'i', 'o', 'u']) && !hard)
    };
    format!("{} {label}", if sounds { "an" } else { "a" })
}

pub const STOPS: [&str; 34] = [
    "of", "for", "in", "which", "who", "that", "with", "to", "from", "by", "on", "and", "when", "where", "at", "after",
    "before", "without", "within", "beyond", "as", "under", "until", "since", "between", "into", "here", "while",
    "whose", "what", "whether", "but", "than", "because",
];

/// Whether a label names a person.
#[must_use]
pub fn is_somebody(label: &str) -> bool {
    const PEOPLE: [&str; 22] = [
        "relative",
        "member",
        "child",
        "spouse",
        "person",
        "dependant",
        "partner",
        "sponsor",
        "supporter",
        "applicant",
        "parent",
        "sibling",
        "worker",
        "claimant",
        "companion",
        "employer",
        "husband",
        "wife",
        "mother",
        "father",
        "guardian",
        "petitioner",
    ];
    label
        .split_whitespace()
        .take_while(|word| !STOPS.contains(word))
        .any(|word| PEOPLE.contains(&lowered(word).as_str()))
}

const MANY: [&str; 13] = [
    "people", "children", "days", "years", "months", "weeks", "points", "persons", "places", "visas", "hours",
    "nights", "funds",
];

/// What may stand behind the thing that a label names.
const DONE: [&str; 12] =
    ["made", "held", "paid", "abroad", "together", "alone", "outside", "there", "here", "away", "given", "taken"];

/// Whether a label names many things, by the word that it is about.
#[must_use]
pub fn is_plural(label: &str) -> bool {
    let one = super::labels::in_one(label);
    let words = one.split_whitespace().map(|word| word.trim_end_matches([',', ';', ':']));
    // "the day the process was announced": what follows the thing says which one.
    let starts_anew = |at: usize, word: &str| at > 0 && ["the", "a", "an", "their", "his"].contains(&word);
    let words = words.enumerate().take_while(|(at, word)| !word.starts_with('(') && !starts_anew(*at, word));
    let words = words.map(|(_, word)| word);
    let head: Vec<&str> = words.take_while(|word| !STOPS.contains(word)).collect();
    let about = |word: &str| {
        let small = word.to_lowercase();
        let ends = small.ends_with('s')
            && !VERBS.contains(&small.as_str())
            && !["ss", "us", "is", "'s", "’s"].iter().any(|end| small.ends_with(end))
            && !small.chars().all(|letter| letter.is_ascii_digit());
        ends || MANY.contains(&small.as_str())
    };
    // "funds asked", "entries made"
    let done = |word: &&&str| (word.ends_with("ed") || DONE.contains(*word)) && head.len() > 1;
    head.iter().rev().find(|word| !done(word)).is_some_and(|word| about(word))
        || head.iter().take(2).any(|word| MANY.contains(&word.to_lowercase().as_str()))
}

/// "a, b and c"
#[must_use]
pub fn and(items: &[String]) -> String {
    listed(items, "and")
}

/// "a, b or c"
#[must_use]
pub fn or(items: &[String]) -> String {
    listed(items, "or")
}

/// Parts that hold a comma themselves stand between semicolons.
fn listed(items: &[String], word: &str) -> String {
    let torn = items.iter().any(|item| outside_quotes(item).contains(','));
    match items {
        [] => "nothing".to_owned(),
        [most @ .., last] if torn && !most.is_empty() => format!("{}; {word} {last}", most.join("; ")),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

/// What stands outside “ ” and ( ).
fn outside_quotes(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::new();
    for letter in text.chars() {
        match letter {
            '“' | '(' => depth = depth.saturating_add(1),
            '”' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    outside
}

#[must_use]
pub fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// A name of the policy as words: `french_level` is "French level", `h2b_status` is "H2B status".
#[must_use]
pub fn in_words(name: &str) -> String {
    let words: Vec<String> = name.split(['_', '.']).map(word_of_name).collect();
    words.join(" ")
}

fn word_of_name(word: &str) -> String {
    let great = raised(word);
    let letters = word.chars().any(|letter| letter.is_ascii_lowercase());
    let said_by_letter = word.len() > 2 && !word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let numbered = word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.chars().any(|letter| letter.is_ascii_digit());
    if letters && (said_by_letter || numbered) {
        return word.to_uppercase();
    }
    let mut countries = Country::codes().filter_map(Country::from_code).map(country_name);
    let country = letters && word.len() > 3 && countries.any(|name| name == great);
    if country || PROPER.contains(&great.as_str()) { great } else { word.to_owned() }
}

/// "one", "two": numbers as law writes them.
#[must_use]
pub fn number_name(count: usize) -> String {
    let names = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    names.get(count).map_or_else(|| count.to_string(), |name| (*name).to_owned())
}

/// "1 test", "2 tests"
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// "the 5 years that end on …", "the year that ends on …"
#[must_use]
pub fn stretch(length: &str, last: &str) -> String {
    match length.strip_prefix("1 ").filter(|unit| !unit.contains(' ')) {
        Some(unit) => format!("the {unit} that ends on {last}"),
        None => format!("the {length} that end on {last}"),
    }
}

#[must_use]
pub fn sentence(text: &str) -> String {
    let text = raised(text);
    if text.ends_with(['.', ':', '?']) { text } else { format!("{text}.") }
}

/// A country inside a sentence.
#[must_use]
pub fn with_the(country: &str) -> String {
    let starts = [
        "United ",
        "Philippines",
        "Bahamas",
        "Gambia",
        "Russian Fed",
        "Central African R",
        "Democratic R",
        "Dominican R",
        "British Virgin",
        "Virgin",
        "Netherlands",
        "Maldives",
        "Comoros",
        "Holy See",
        "Syrian Arab R",
        "Lao People",
        "Czech R",
        "Isle of",
        "British Indian",
        "French Southern",
    ];
    let islands = country.ends_with(" Islands") && !country.contains(" and the ");
    let with = islands || country == "Congo" || starts.iter().any(|start| country.starts_with(start));
    if with { format!("the {country}") } else { country.to_owned() }
}

/// A sentence that goes on: with a comma where its last part would run into what follows.
#[must_use]
pub fn closed(said: &str) -> String {
    if outside_quotes(said).contains(',') { format!("{said},") } else { said.to_owned() }
}
