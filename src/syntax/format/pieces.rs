//! An entry as pieces: what it says, its label, its source and notes, and blocks of other entries.

use super::columns::Column;
use super::kinds;
use super::words::{Node, Part, Words};
use crate::syntax::grammar::Rule;

pub enum Piece<'n> {
    Run(Run<'n>),
    Block(Block<'n>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Code,
    /// Code that begins a column.
    Column(Column),
    /// What a case gives.
    Then,
    Label,
    /// A source or a note.
    Citation,
    /// What else is said of a clause behind its label.
    Annotation,
}

/// Words on one line, if they have room.
pub struct Run<'n> {
    pub kind: Kind,
    pub parts: Vec<&'n Part>,
}

pub struct Block<'n> {
    pub rule: Rule,
    pub open: usize,
    pub close: usize,
    pub entries: Vec<Entry<'n>>,
}

/// One part of a block, and the comma behind it.
pub struct Entry<'n> {
    pub part: &'n Part,
    pub comma: Option<&'n Part>,
}

impl<'n> Entry<'n> {
    pub fn start(&self) -> usize {
        match self.part {
            Part::Word(at) => *at,
            Part::Node(node) => node.start,
        }
    }

    pub fn node(&self) -> Option<&'n Node> {
        match self.part {
            Part::Word(_) => None,
            Part::Node(node) => Some(kinds::inner(node)),
        }
    }

    pub fn rule(&self) -> Option<Rule> {
        self.node().map(|node| node.rule)
    }
}

/// The pieces up to the first block.
pub fn leading_runs<'p, 'n>(pieces: &'p [Piece<'n>]) -> Vec<&'p Run<'n>> {
    let runs = pieces.iter().map_while(|piece| match piece {
        Piece::Run(run) => Some(run),
        Piece::Block(_) => None,
    });
    runs.collect()
}

pub fn pieces<'n>(words: &Words<'_>, entry: &Entry<'n>) -> Vec<Piece<'n>> {
    let mut cutter = Cutter { words, rule: entry.rule().unwrap_or(Rule::EOI), pieces: Vec::new() };
    match entry.node() {
        Some(node) => cutter.cut(node),
        None => cutter.code(entry.part),
    }
    if let Some(comma) = entry.comma {
        match cutter.pieces.last_mut() {
            Some(Piece::Run(run)) => run.parts.push(comma),
            _ => cutter.code(comma),
        }
    }
    cutter.pieces
}

struct Cutter<'n, 'w, 't> {
    words: &'w Words<'t>,
    /// What the entry is.
    rule: Rule,
    pieces: Vec<Piece<'n>>,
}

impl<'n> Cutter<'n, '_, '_> {
    fn cut(&mut self, node: &'n Node) {
        let mut parts = node.parts.iter();
        while let Some(part) = parts.next() {
            match part {
                Part::Word(at) => match self.words.rule(*at) {
                    Some(Rule::open) => self.block(node.rule, *at, &mut parts),
                    rule => match rule.and_then(|rule| begins(node.rule, rule)) {
                        Some(kind) => self.run(kind, part),
                        None => self.code(part),
                    },
                },
                Part::Node(outer) => {
                    let inner = kinds::inner(outer);
                    match self.kind(outer, inner) {
                        Some(kind) => self.run(kind, part),
                        None if inner.has_block => self.cut(inner),
                        None => self.code(part),
                    }
                }
            }
        }
    }

    /// What a part of the entry is to it; `None` for its code.
    fn kind(&self, outer: &Node, node: &Node) -> Option<Kind> {
        let told = |piece: &Piece<'_>| matches!(piece, Piece::Run(run) if matches!(run.kind, Kind::Label | Kind::Citation | Kind::Annotation));
        let told = self.pieces.iter().any(told);
        let wrapped = kinds::is_annotation(outer.rule) || kinds::is_annotation(node.rule);
        match node.rule {
            Rule::label => Some(Kind::Label),
            // What an entry is, rather than what it carries.
            _ if self.pieces.is_empty() || kinds::is_annotation(self.rule) => None,
            _ if wrapped && kinds::is_citation(self.words, node) => Some(Kind::Citation),
            Rule::time if self.rule == Rule::dated_value && !told => Some(Kind::Column(Column::Time)),
            // Before its label, what is said of a fact belongs to its type.
            _ if kinds::is_typed(self.rule) && !told => None,
            _ if wrapped => Some(Kind::Annotation),
            _ if node.has_block || kinds::is_titled(self.rule) || !told => None,
            _ => kinds::begins_with_word(self.words, node).then_some(Kind::Annotation),
        }
    }

    fn run(&mut self, kind: Kind, part: &'n Part) {
        self.pieces.push(Piece::Run(Run { kind, parts: vec![part] }));
    }

    /// Goes on with the code before, if there is some.
    fn code(&mut self, part: &'n Part) {
        match self.pieces.last_mut() {
            Some(Piece::Run(run)) if matches!(run.kind, Kind::Code | Kind::Column(_) | Kind::Then) => {
                run.parts.push(part)
            }
            _ => self.run(Kind::Code, part),
        }
    }

    fn block(&mut self, rule: Rule, open: usize, parts: &mut std::slice::Iter<'n, Part>) {
        let mut block = Block { rule, open, close: open, entries: Vec::new() };
        for part in parts {
            if let Part::Word(at) = part {
                if self.words.rule(*at) == Some(Rule::close) {
                    block.close = *at;
                    break;
                }
                let before = block.entries.last_mut().filter(|_| self.words.text(*at) == ",");
                if let Some(entry) = before {
                    entry.comma = Some(part);
                    continue;
                }
            }
            block.entries.push(Entry { part, comma: None });
        }
        self.pieces.push(Piece::Block(block));
    }
}

/// What a word of a node begins, if it begins anything.
fn begins(parent: Rule, word: Rule) -> Option<Kind> {
    match (parent, word) {
        (Rule::fact | Rule::field | Rule::finding_decl, Rule::colon) => Some(Kind::Column(Column::Type)),
        (Rule::case, Rule::kw_then) => Some(Kind::Then),
        (_, Rule::equals) => Some(Kind::Column(Column::Value)),
        _ => None,
    }
}
