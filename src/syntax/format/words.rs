//! A text as its words in order, the comments and line ends between them, and the tree over them.

use pest::Parser;
use pest::iterators::Pair;
use unicode_width::UnicodeWidthStr;

use super::spacing::space;
use crate::syntax::grammar::{Grammar, Rule};

/// A word, sign or literal, and what stands before it.
pub struct Word<'t> {
    /// The rule that it is, or for a sign without one the rule that it stands in.
    pub rule: Rule,
    /// The rule that it stands in.
    pub parent: Rule,
    pub text: &'t str,
    /// Comments on lines of their own between the word before and this one.
    pub before: Vec<Comment<'t>>,
    /// A comment that follows on the same line.
    pub after: Option<&'t str>,
    /// Whether a blank line stands right before it.
    pub blank: bool,
    /// Whether it begins a line.
    pub begins_line: bool,
    /// Whether it begins a line because the writer wants it to.
    pub kept_apart: bool,
}

pub struct Comment<'t> {
    pub text: &'t str,
    pub blank: bool,
}

pub enum Part {
    Word(usize),
    Node(Node),
}

/// A piece of the tree: the words from `start` up to `end`.
pub struct Node {
    pub rule: Rule,
    pub parts: Vec<Part>,
    pub start: usize,
    pub end: usize,
    /// Whether braces stand in it that hold entries of their own.
    pub has_block: bool,
}

pub struct Words<'t> {
    pub words: Vec<Word<'t>>,
    pub root: Node,
    /// Every rule that was used, in order: two texts with the same rules and words are the same tree.
    pub rules: Vec<Rule>,
    /// The width of all words up to each, spaces included.
    widths: Vec<usize>,
    /// How many words up to each cannot stand on the line of the word before.
    breaks: Vec<usize>,
}

impl<'t> Words<'t> {
    /// `None` if the text does not parse.
    pub fn read(text: &'t str) -> Option<Words<'t>> {
        let pair = Grammar::parse(Rule::file, text).ok()?.next()?;
        let mut reader = Reader { text, at: 0, words: Vec::new(), rules: Vec::new(), loose: Loose::default() };
        let mut root = reader.node(pair)?;
        keep_lines(&mut reader.words, &mut root);
        let (mut widths, mut breaks) = (vec![0], vec![0]);
        let (mut width, mut count) = (0_usize, 0_usize);
        let mut last: Option<&Word<'_>> = None;
        for word in &reader.words {
            let apart = last.is_some_and(|last| last.after.is_some()) || !word.before.is_empty() || word.kept_apart;
            count = count.saturating_add(usize::from(apart));
            width = width.saturating_add(last.map_or(0, |last| space(last, word))).saturating_add(word.text.width());
            widths.push(width);
            breaks.push(count);
            last = Some(word);
        }
        Some(Words { words: reader.words, root, rules: reader.rules, widths, breaks })
    }

    pub fn get(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    pub fn rule(&self, at: usize) -> Option<Rule> {
        self.get(at).map(|word| word.rule)
    }

    pub fn text(&self, at: usize) -> &'t str {
        self.get(at).map_or("", |word| word.text)
    }

    /// The spaces before a word where it follows another on a line.
    pub fn space(&self, at: usize) -> usize {
        let before = at.checked_sub(1).and_then(|before| self.get(before));
        before.zip(self.get(at)).map_or(0, |(before, word)| space(before, word))
    }

    /// The width of the words on one line; `None` if a comment or the writer breaks it.
    pub fn width(&self, start: usize, end: usize) -> Option<usize> {
        if end <= start {
            return Some(0);
        }
        let breaks = |at: usize| self.breaks.get(at).copied().unwrap_or_default();
        if breaks(start.saturating_add(1)) != breaks(end) {
            return None;
        }
        let width = |at: usize| self.widths.get(at).copied().unwrap_or_default();
        Some(width(end).saturating_sub(width(start)).saturating_sub(self.space(start)))
    }
}

/// Marks the facts and records of examples before which the writer breaks the line.
fn keep_lines(words: &mut [Word<'_>], node: &mut Node) {
    let mut first = true;
    let keeps = matches!(node.rule, Rule::given | Rule::given_record | Rule::given_list);
    for part in &mut node.parts {
        let Part::Node(inner) = part else { continue };
        if keeps && matches!(inner.rule, Rule::given_fact | Rule::given_record) {
            if let Some(word) = words.get_mut(inner.start).filter(|_| !first) {
                word.kept_apart = word.begins_line;
            }
            first = false;
        }
        keep_lines(words, inner);
    }
}

/// What was seen since the last word.
#[derive(Default)]
struct Loose<'t> {
    comments: Vec<Comment<'t>>,
    line_ends: usize,
    since_comment: usize,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    words: Vec<Word<'t>>,
    rules: Vec<Rule>,
    loose: Loose<'t>,
}

impl<'t> Reader<'t> {
    fn node(&mut self, pair: Pair<'t, Rule>) -> Option<Node> {
        let (rule, span) = (pair.as_rule(), pair.as_span());
        if rule == Rule::broken {
            return None;
        }
        self.rules.push(rule);
        let start = self.words.len();
        let mut parts = Vec::new();
        for inner in pair.into_inner() {
            self.signs_until(inner.as_span().start(), rule, &mut parts);
            if is_one_word(&inner) {
                self.rules.push(inner.as_rule());
                let text = one_word(&inner);
                self.word(inner.as_rule(), rule, text, &mut parts);
            } else {
                parts.push(Part::Node(self.node(inner)?));
            }
        }
        self.signs_until(span.end(), rule, &mut parts);
        let opens = |part: &Part| match part {
            Part::Word(at) => self.words.get(*at).is_some_and(|word| word.rule == Rule::open),
            Part::Node(node) => node.has_block,
        };
        let has_block = rule != Rule::given_record && parts.iter().any(opens);
        Some(Node { rule, parts, start, end: self.words.len(), has_block })
    }

    /// The signs that have no rule of their own, and the comments among them.
    fn signs_until(&mut self, end: usize, parent: Rule, parts: &mut Vec<Part>) {
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let Some(first) = rest.chars().next() else { return };
            if first == '#' {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.comment(rest.get(..length).unwrap_or_default().trim_end());
                self.at = self.at.saturating_add(length);
            } else if first.is_ascii_whitespace() {
                if first == '\n' {
                    self.loose.line_ends = self.loose.line_ends.saturating_add(1);
                    self.loose.since_comment = self.loose.since_comment.saturating_add(1);
                }
                self.at = self.at.saturating_add(1);
            } else {
                let length = sign_length(rest, first);
                self.word(parent, parent, rest.get(..length).unwrap_or_default(), parts);
            }
        }
    }

    fn comment(&mut self, text: &'t str) {
        let follows = self.loose.line_ends == 0 && self.loose.comments.is_empty();
        match self.words.last_mut().filter(|_| follows) {
            Some(word) => word.after = Some(text),
            None => self.loose.comments.push(Comment { text, blank: self.loose.since_comment > 1 }),
        }
        self.loose.since_comment = 0;
    }

    fn word(&mut self, rule: Rule, parent: Rule, text: &'t str, parts: &mut Vec<Part>) {
        self.at = self.at.saturating_add(text.len());
        let loose = std::mem::take(&mut self.loose);
        parts.push(Part::Word(self.words.len()));
        self.words.push(Word {
            rule,
            parent,
            text,
            before: loose.comments,
            after: None,
            blank: loose.since_comment > 1,
            begins_line: loose.line_ends > 0,
            kept_apart: false,
        });
    }
}

/// Whether a pair is written as one word, whatever the grammar sees in it.
fn is_one_word(pair: &Pair<'_, Rule>) -> bool {
    matches!(pair.as_rule(), Rule::call_name | Rule::percent) || pair.clone().into_inner().next().is_none()
}

/// The word without the white space and comments that a rule may have run over behind it.
fn one_word<'t>(pair: &Pair<'t, Rule>) -> &'t str {
    let text = pair.as_str();
    if pair.as_rule() == Rule::string {
        return text;
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '#').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn sign_length(rest: &str, first: char) -> usize {
    if rest.starts_with("..") {
        2
    } else if first.is_ascii_alphanumeric() {
        rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())
    } else {
        first.len_utf8()
    }
}
