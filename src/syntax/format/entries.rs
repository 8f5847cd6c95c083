//! Entries of a block: each on one line if it has room, else with what it carries on lines below.

use super::clause::{Clause, HANG, Setting};
use super::columns::{self, Column};
use super::expressions::{Place, STEP, first, last};
use super::kinds;
use super::page::{Page, TEXT_WIDTH, WIDTH};
use super::pieces::{Block, Entry, Kind, Piece, Run, leading_runs, pieces};
use super::words::Part;
use crate::syntax::grammar::Rule;

/// What is no wider than `burden authority` stays with the fact that it is said of.
const SHORT: usize = 16;

/// What stands before a piece of an entry that is too wide for one line.
struct Above {
    /// The next piece may follow on the line.
    open: bool,
    /// The piece before.
    kind: Option<Kind>,
    /// How many pieces follow the label on the line.
    more: usize,
    /// Where lines below are set in.
    below: usize,
}

impl Page<'_, '_> {
    /// Puts down one entry; gives the number of its first line.
    pub fn entry(&mut self, entry: &Entry<'_>, setting: &Setting, opens: bool) -> usize {
        self.lead(entry.start(), setting.indent, opens);
        let row = self.row();
        let pieces = pieces(self.words, entry);
        let mut clause = Clause::new(self.words, entry, setting);
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let runs = leading_runs(rest);
            rest = rest.get(runs.len()..).unwrap_or_default();
            let (block, after) = match rest.split_first() {
                Some((Piece::Block(block), after)) => (Some(block), after),
                _ => (None, rest),
            };
            rest = after;
            let whole = block.filter(|block| rest.is_empty() && self.may_be_one_line(block));
            if whole.is_some_and(|block| self.one_line(&runs, block, &clause)) {
                break;
            }
            self.runs(&runs, block.is_some(), &clause);
            clause.begun = true;
            if let Some(block) = block {
                self.block(block, setting.indent);
            }
        }
        row
    }

    /// Whether a block is of those that may stand on one line.
    fn may_be_one_line(&self, block: &Block<'_>) -> bool {
        let only = match block.entries.as_slice() {
            [] => return true,
            [only] => Some(only),
            _ => None,
        };
        match block.rule {
            Rule::given => true,
            Rule::enum_decl => block.entries.iter().all(|entry| entry.node().is_some_and(|node| node.parts.len() == 1)),
            Rule::pool | Rule::assert_decl => only.is_some(),
            Rule::table_decl => only.is_some_and(|entry| entry.rule() == Some(Rule::table_otherwise)),
            _ => false,
        }
    }

    /// Puts down an entry with its block on one line, if it has room.
    fn one_line(&mut self, runs: &[&Run<'_>], block: &Block<'_>, clause: &Clause<'_>) -> bool {
        let end = block.close.saturating_add(1);
        let Some(width) = self.words.width(block.open, end) else { return false };
        if !self.have_room(runs, width.saturating_add(1), WIDTH, clause) {
            return false;
        }
        self.on_one_line(runs, clause);
        self.flat(block.open, end, clause.setting.indent);
        true
    }

    /// Whether all has room on the line, with something of that width after it, up to that limit.
    fn have_room(&self, runs: &[&Run<'_>], tail: usize, limit: usize, clause: &Clause<'_>) -> bool {
        let mut at = self.at();
        for (number, run) in runs.iter().enumerate() {
            if run.kind == Kind::Citation && clause.cites_below() {
                return false;
            }
            let Some(width) = self.words.width(first(&run.parts), last(&run.parts)) else { return false };
            let gap = if number == 0 && !clause.begun { 0 } else { clause.gap(run.kind, at) };
            let pad = if number == 0 { clause.pad(self) } else { 0 };
            at = at.saturating_add(gap).saturating_add(pad).saturating_add(width);
            if at > clause.limit(run.kind) {
                return false;
            }
        }
        let inner = runs.windows(2).all(|pair| match pair {
            [one, next] => self.words.width(last(&one.parts).saturating_sub(1), last(&next.parts)).is_some(),
            _ => true,
        });
        let closed = runs.last().is_some_and(|run| tail > 0 && self.is_commented(last(&run.parts)));
        inner && !closed && !self.is_closed() && at.saturating_add(tail) <= limit
    }

    /// Whether a comment stands right before that word.
    fn is_commented(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.words.get(before));
        before.is_some_and(|word| word.after.is_some())
            || self.words.get(at).is_some_and(|word| !word.before.is_empty())
    }

    fn on_one_line(&mut self, runs: &[&Run<'_>], clause: &Clause<'_>) {
        let mut more = 0_usize;
        for (number, run) in runs.iter().enumerate() {
            if number > 0 || clause.begun {
                self.step_to(run.kind, &mut more, clause);
            }
            let start = if number == 0 && !clause.begun { self.keywords(clause) } else { first(&run.parts) };
            self.flat(start, last(&run.parts), clause.setting.indent);
        }
    }

    /// The gap or column before a piece that follows another on its line.
    fn step_to(&mut self, kind: Kind, more: &mut usize, clause: &Clause<'_>) {
        let gap = clause.gap(kind, self.at());
        match clause.column(kind, *more) {
            Some(column) => self.column(column, gap),
            None => self.gap(gap),
        }
        if matches!(kind, Kind::Citation | Kind::Annotation) {
            *more = more.saturating_add(1);
        }
    }

    /// Puts down the words that say what an entry is, padded; gives the first word behind them.
    fn keywords(&mut self, clause: &Clause<'_>) -> usize {
        let Some(node) = clause.padded() else { return clause.entry.start() };
        let count = kinds::keywords(self.words, node);
        let end = node.start.saturating_add(count);
        let pad = clause.pad(self);
        self.flat(node.start, end, clause.setting.indent);
        if end < node.end {
            self.gap(pad.saturating_add(1));
        }
        end
    }

    /// Puts down pieces: on one line, or what a clause carries on lines below it.
    fn runs(&mut self, runs: &[&Run<'_>], brace: bool, clause: &Clause<'_>) {
        let tail = if brace { 2 } else { 0 };
        let limit = runs.last().map_or(WIDTH, |run| clause.limit(run.kind));
        if self.have_room(runs, tail, limit, clause) {
            return self.on_one_line(runs, clause);
        }
        let mut line = Above { open: true, kind: None, more: 0, below: clause.below(brace) };
        for (number, run) in runs.iter().enumerate() {
            let rest = runs.get(number..).unwrap_or_default();
            let tail = if rest.len() == 1 { tail } else { 0 };
            let opens_entry = number == 0 && !clause.begun;
            let before = self.row();
            let place = if opens_entry {
                Place { indent: clause.setting.indent, hang: HANG, tail }
            } else {
                self.go_on(rest, tail, &mut line, clause)
            };
            let row = if opens_entry { before } else { self.row() };
            match run.kind {
                _ if opens_entry => self.opening(run, place, clause),
                Kind::Citation => self.citation(run, runs, place.indent),
                _ => self.parts(&run.parts, place),
            }
            line.open = (self.row() == row || self.ends_with_bracket()) && run.kind != Kind::Citation;
            line.kind = Some(run.kind);
        }
    }

    /// The first piece of an entry.
    fn opening(&mut self, run: &Run<'_>, place: Place, clause: &Clause<'_>) {
        self.keywords(clause);
        let count = clause.padded().map_or(0, |node| kinds::keywords(self.words, node));
        self.parts(run.parts.get(count..).unwrap_or_default(), place);
    }

    /// Goes on behind what stands there or on the next line; gives the place of the next piece.
    fn go_on(&mut self, rest: &[&Run<'_>], tail: usize, line: &mut Above, clause: &Clause<'_>) -> Place {
        let Some(run) = rest.first() else { return Place { indent: line.below, hang: STEP, tail } };
        let here = Place { indent: clause.setting.indent, hang: HANG, tail };
        if line.open && run.kind != Kind::Citation && self.may_follow(rest, tail, line, clause) {
            self.step_to(run.kind, &mut line.more, clause);
            return here;
        }
        if line.open && self.value_opens_here(run, line.below) {
            return Place { hang: STEP, ..here };
        }
        self.newline(line.below);
        Place { indent: line.below, hang: STEP, tail }
    }

    /// Whether a piece has room behind the one before it: what is said of a fact beside its label goes
    /// together. The label of a fact always has room, and what is short.
    fn may_follow(&self, runs: &[&Run<'_>], tail: usize, line: &Above, clause: &Clause<'_>) -> bool {
        let Some(run) = runs.first() else { return false };
        let start = first(&run.parts);
        if self.is_closed() || self.is_commented(start) {
            return false;
        }
        let goes_on = line.kind == Some(Kind::Annotation);
        let together = runs.iter().take_while(|run| run.kind == Kind::Annotation && !goes_on).last().unwrap_or(run);
        let width = self.words.width(start, last(&run.parts));
        let short = width.is_some_and(|width| width <= SHORT);
        if clause.has_fixed_columns() && (matches!(run.kind, Kind::Label | Kind::Column(_)) || short) {
            return true;
        }
        let at = self.at().saturating_add(clause.gap(run.kind, self.at()));
        let room = |width: usize| at.saturating_add(width).saturating_add(tail) <= clause.limit(run.kind);
        width.and(self.words.width(start, last(&together.parts))).is_some_and(room)
    }

    /// Whether a value is a bracket that is broken anyway, and opens behind its `=`.
    fn value_opens_here(&self, run: &Run<'_>, below: usize) -> bool {
        match run.parts.as_slice() {
            [equals, value] if run.kind == Kind::Column(Column::Value) => self.opens_here(equals, value, below),
            _ => false,
        }
    }

    /// A source or note on a line of its own, its text under those of the others.
    fn citation(&mut self, run: &Run<'_>, runs: &[&Run<'_>], indent: usize) {
        let (start, end) = (first(&run.parts), last(&run.parts));
        let width = |at: usize| self.words.width(at, at.saturating_add(1)).unwrap_or_default();
        let widths = runs.iter().filter(|run| run.kind == Kind::Citation).map(|run| width(first(&run.parts)));
        let pad = widths.max().unwrap_or_default().saturating_sub(width(start));
        self.word(start, indent);
        self.gap(pad.saturating_add(1));
        self.flat(start.saturating_add(1), end, indent);
    }

    /// A block, its opening brace on the line that is there.
    fn block(&mut self, block: &Block<'_>, indent: usize) {
        let inside = indent.saturating_add(STEP);
        self.word(block.open, indent);
        if block.entries.is_empty() && self.words.width(block.open, block.close.saturating_add(1)).is_some() {
            return self.word(block.close, indent);
        }
        if block.rule == Rule::given {
            let facts: Vec<&Part> = block.entries.iter().map(|entry| entry.part).collect();
            self.facts(&facts, inside);
        } else {
            self.entries(block.rule, &block.entries, inside);
        }
        self.comments(block.close, inside, block.entries.is_empty());
        self.newline(indent);
        self.word(block.close, indent);
    }

    fn entries(&mut self, parent: Rule, entries: &[Entry<'_>], indent: usize) {
        let columns = self.table_columns(entries);
        let mut rest = entries;
        let mut opens = true;
        while !rest.is_empty() {
            let length = self.run_length(rest);
            let (run, after) = rest.split_at(length);
            let setting = self.setting(parent, run, indent);
            let mut rows = Vec::new();
            for entry in run {
                let row = match entry.node().filter(|node| node.rule == Rule::row) {
                    Some(node) => self.table_row(node, &columns, indent, opens),
                    None => self.entry(entry, &setting, opens),
                };
                opens = false;
                if !entry.rule().is_some_and(kinds::is_titled) {
                    rows.push(row);
                }
            }
            let facts = run.iter().any(|entry| entry.rule() == Some(Rule::fact));
            columns::align(&mut self.lines, &rows, if facts { WIDTH } else { TEXT_WIDTH });
            rest = after;
        }
    }
}
