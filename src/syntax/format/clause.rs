//! What the entries of a block have in common, and how the pieces of one stand to each other.

use super::columns::{Cell, Column, column_start};
use super::expressions::{STEP, first, last};
use super::kinds;
use super::page::{LABEL_WIDTH, Page, TEXT_WIDTH, WIDTH};
use super::pieces::{Entry, Kind, Piece, Run, leading_runs, pieces};
use super::spacing::WIDE;
use super::words::{Node, Part, Words};
use crate::syntax::grammar::Rule;

/// How far a clause is set in where it goes on on another line.
pub const HANG: usize = 4;
/// A name or type that is wider does not move those beside it.
const WIDEST: usize = 50;

/// Where an entry stands, and what it has in common with those beside it.
#[derive(Clone, Copy)]
pub struct Setting {
    pub parent: Rule,
    pub indent: usize,
    /// The width of the words that say what an entry is.
    keyword: usize,
    /// The width of the name before a colon, or of a variant.
    name: usize,
    /// The width of a type.
    kind: usize,
    /// Where what a case gives stands, and where labels do; nowhere if it is 0.
    then: usize,
    label: usize,
}

impl Setting {
    pub fn new(parent: Rule, indent: usize) -> Setting {
        Setting { parent, indent, keyword: 0, name: 0, kind: 0, then: 0, label: 0 }
    }
}

impl Page<'_, '_> {
    /// The number of entries up to the next blank line.
    pub fn run_length(&self, entries: &[Entry<'_>]) -> usize {
        let apart = |entry: &Entry<'_>| {
            let word = self.words.get(entry.start());
            word.is_some_and(|word| word.blank || word.before.iter().any(|comment| comment.blank))
        };
        entries.iter().skip(1).position(apart).map_or(entries.len(), |at| at.saturating_add(1))
    }

    /// What the entries between two blank lines have in common.
    pub fn setting(&self, parent: Rule, run: &[Entry<'_>], indent: usize) -> Setting {
        let nodes = || run.iter().filter_map(Entry::node);
        let keyword =
            nodes().filter(|node| kinds::is_padded(self.words, parent, node)).map(|node| self.keyword_width(node));
        let narrow = |width: &usize| *width <= WIDEST;
        let name = nodes().map(|node| self.name_width(node)).filter(narrow);
        let pieces: Vec<_> = run.iter().map(|entry| (entry, pieces(self.words, entry))).collect();
        let kind = pieces.iter().map(|(entry, pieces)| self.type_width(entry, pieces)).filter(narrow);
        let mut setting = Setting {
            keyword: keyword.max().unwrap_or_default(),
            name: name.max().unwrap_or_default(),
            kind: kind.max().unwrap_or_default(),
            ..Setting::new(parent, indent)
        };
        let column = |setting: &Setting, kind: Kind| {
            let cells = pieces.iter().filter_map(|(entry, pieces)| {
                let clause = Clause::new(self.words, entry, setting);
                self.cell(&leading_runs(pieces), kind, &clause)
            });
            let cells: Vec<Cell> = cells.collect();
            column_start(&cells, if kind == Kind::Then { WIDTH } else { LABEL_WIDTH })
        };
        setting.then = column(&setting, Kind::Then);
        setting.label = column(&setting, Kind::Label);
        setting
    }

    /// Where a piece of that kind would stand on the first line of an entry.
    fn cell(&self, runs: &[&Run<'_>], kind: Kind, clause: &Clause<'_>) -> Option<Cell> {
        let aligned = !clause.is_titled() && !clause.has_fixed_columns();
        let before = runs.iter().position(|run| run.kind == kind).filter(|_| aligned)?;
        let mut at = clause.setting.indent.saturating_add(clause.pad(self));
        for (number, run) in runs.iter().take(before).enumerate() {
            let width = self.words.width(first(&run.parts), last(&run.parts))?;
            let gap = if number == 0 { 0 } else { clause.gap(run.kind, at) };
            at = at.saturating_add(gap).saturating_add(width);
        }
        let own = runs.get(before)?;
        let rest = self.words.width(first(&own.parts), last(&own.parts))?;
        (at <= WIDTH).then(|| Cell { start: at.saturating_add(clause.gap(kind, at)), rest })
    }

    /// The width of the words that say what an entry is; none if there is nothing behind them.
    pub fn keyword_width(&self, node: &Node) -> usize {
        let end = node.start.saturating_add(kinds::keywords(self.words, node));
        if end == node.end { 0 } else { self.words.width(node.start, end).unwrap_or_default() }
    }

    /// The first word of what a fact is, or a variant is called.
    fn name_end(&self, node: &Node) -> Option<usize> {
        let is =
            |part: &&Part, rule: Rule| first(&[*part]) < node.end && self.words.rule(first(&[*part])) == Some(rule);
        match node.rule {
            Rule::fact | Rule::field => node.parts.iter().find(|part| is(part, Rule::colon)).map(|part| first(&[part])),
            Rule::variant => Some(node.start.saturating_add(1)),
            _ => None,
        }
    }

    fn name_width(&self, node: &Node) -> usize {
        self.name_end(node).and_then(|end| self.words.width(node.start, end)).unwrap_or_default()
    }

    /// The width of a type, with what is said of the fact before its label.
    fn type_width(&self, entry: &Entry<'_>, pieces: &[Piece<'_>]) -> usize {
        let fixed = entry.rule().is_some_and(|rule| matches!(rule, Rule::fact | Rule::field));
        let kind = leading_runs(pieces).into_iter().find(|run| run.kind == Kind::Column(Column::Type));
        let kind = kind.filter(|_| fixed).and_then(|run| self.words.width(first(&run.parts), last(&run.parts)));
        // Without the colon and the space behind it.
        kind.unwrap_or_default().saturating_sub(2)
    }
}

/// How the pieces of one entry stand to each other.
pub struct Clause<'e> {
    pub entry: &'e Entry<'e>,
    pub setting: &'e Setting,
    /// Its first line is down, and a block.
    pub begun: bool,
    /// Its first words are padded.
    is_padded: bool,
}

impl<'e> Clause<'e> {
    pub fn new(words: &Words<'_>, entry: &'e Entry<'e>, setting: &'e Setting) -> Clause<'e> {
        let is_padded = entry.node().is_some_and(|node| kinds::is_padded(words, setting.parent, node));
        Clause { entry, setting, begun: false, is_padded }
    }

    /// The entry, if its first words are padded.
    pub fn padded(&self) -> Option<&'e Node> {
        self.entry.node().filter(|_| self.is_padded)
    }

    /// The spaces that pad its first words.
    pub fn pad(&self, page: &Page<'_, '_>) -> usize {
        let node = self.padded().filter(|_| !self.begun);
        node.map_or(0, |node| match page.keyword_width(node) {
            0 => 0,
            width => self.setting.keyword.saturating_sub(width),
        })
    }

    /// Facts, fields and variants stand in columns, however wide.
    pub fn has_fixed_columns(&self) -> bool {
        matches!(self.entry.rule(), Some(Rule::fact | Rule::field | Rule::variant))
    }

    pub fn is_titled(&self) -> bool {
        self.entry.rule().is_some_and(kinds::is_titled)
    }

    /// How far a line may run that ends with a piece of that kind.
    pub fn limit(&self, kind: Kind) -> usize {
        match kind {
            Kind::Code | Kind::Label if self.is_titled() => TEXT_WIDTH,
            Kind::Code | Kind::Column(_) | Kind::Then | Kind::Annotation => WIDTH,
            Kind::Label => LABEL_WIDTH,
            Kind::Citation => TEXT_WIDTH,
        }
    }

    /// Whether sources and notes stand below, even if there is room for them.
    pub fn cites_below(&self) -> bool {
        let declares = self.entry.rule().is_some_and(kinds::is_declaration);
        declares || matches!(self.entry.rule(), Some(Rule::fact))
    }

    pub fn column(&self, kind: Kind, more: usize) -> Option<Column> {
        match kind {
            Kind::Code | Kind::Then => None,
            Kind::Column(_) | Kind::Label if self.has_fixed_columns() => None,
            Kind::Column(column) => Some(column),
            // Those of clauses are aligned before they are put down.
            Kind::Label if self.setting.parent == Rule::file => Some(Column::Label),
            Kind::Label => None,
            Kind::Citation | Kind::Annotation => Some(Column::More(more)),
        }
    }

    /// The spaces before a piece that follows another, which ends there.
    pub fn gap(&self, kind: Kind, at: usize) -> usize {
        let indent = self.setting.indent;
        let until = |place: usize, least: usize| indent.saturating_add(place).saturating_sub(at).max(least);
        match (kind, self.entry.rule()) {
            (Kind::Column(_), _) if self.has_fixed_columns() => until(self.setting.name.saturating_add(1), 1),
            (Kind::Label, Some(Rule::variant)) => until(self.setting.name.saturating_add(1), 1),
            (Kind::Label, _) if self.has_fixed_columns() => {
                // The name, a space, the colon and a space, the type, and two spaces.
                until(self.setting.name.saturating_add(self.setting.kind).saturating_add(5), 2)
            }
            (Kind::Then, _) => self.setting.then.saturating_sub(at).max(1),
            (Kind::Code | Kind::Column(_), _) => 1,
            (Kind::Label, _) if self.is_titled() => 1,
            (Kind::Label, _) if !self.begun => self.setting.label.saturating_sub(at).max(WIDE),
            (Kind::Citation | Kind::Annotation, _) if self.has_fixed_columns() => 2,
            _ => WIDE,
        }
    }

    /// Where lines below the first are set in.
    pub fn below(&self, brace: bool) -> usize {
        let alone = self.setting.parent == Rule::file && !brace;
        self.setting.indent.saturating_add(if alone { STEP } else { HANG })
    }
}
