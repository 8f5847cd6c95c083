//! The lines as they come to stand. Words are put down in the order of the text, each with its
//! comments, so that none can be lost.

use unicode_width::UnicodeWidthStr;

use super::columns::{self, Column};
use super::words::Words;

/// A line is broken, where it can be, before it grows wider.
pub const WIDTH: usize = 100;
/// A label may run on to here behind what it is said of.
pub const LABEL_WIDTH: usize = 110;
/// A source or note may run on to here behind that, and the label in a declaration's first line.
pub const TEXT_WIDTH: usize = 120;
/// Before a comment at the end of a line.
const BEFORE_COMMENT: usize = 2;

pub struct Segment {
    pub column: Option<Column>,
    /// The spaces before it.
    pub gap: usize,
    pub text: String,
    pub width: usize,
}

pub struct Line<'t> {
    pub indent: usize,
    pub segments: Vec<Segment>,
    pub comment: Option<&'t str>,
    /// Whether a blank line stands before it.
    pub blank: bool,
    /// It is nothing but a comment.
    is_comment: bool,
}

impl Line<'_> {
    fn new(indent: usize) -> Self {
        let segments = vec![Segment { column: None, gap: 0, text: String::new(), width: 0 }];
        Line { indent, segments, comment: None, blank: false, is_comment: false }
    }

    /// It begins with a brace that closes a block.
    pub fn closes(&self) -> bool {
        self.segments.first().is_some_and(|segment| segment.text.starts_with('}'))
    }

    fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.text.is_empty()) && self.comment.is_none()
    }

    /// Nothing may follow on it.
    fn is_closed(&self) -> bool {
        self.comment.is_some() || self.is_comment
    }
}

pub struct Page<'t, 'w> {
    pub words: &'w Words<'t>,
    pub lines: Vec<Line<'t>>,
    /// The spaces before the next word, where they are not the usual ones.
    gap: Option<usize>,
    /// The comments before all words up to this one stand on the page.
    led: usize,
    /// Where the last line ends.
    at: usize,
}

impl<'t, 'w> Page<'t, 'w> {
    pub fn new(words: &'w Words<'t>) -> Self {
        Page { words, lines: vec![Line::new(0)], gap: None, led: 0, at: 0 }
    }

    /// The number of the last line.
    pub fn row(&self) -> usize {
        self.lines.len().saturating_sub(1)
    }

    /// Where the last line ends.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing stands on the last line but a bracket that was opened on another.
    pub fn ends_with_bracket(&self) -> bool {
        let is_bracket =
            |line: &Line<'_>| matches!(line.segments.as_slice(), [only] if matches!(only.text.as_str(), ")" | "]"));
        self.lines.last().is_some_and(is_bracket)
    }

    pub fn is_closed(&self) -> bool {
        self.lines.last().is_some_and(Line::is_closed)
    }

    /// Begins a line, unless the last one is still empty.
    pub fn newline(&mut self, indent: usize) {
        self.gap = None;
        self.at = indent;
        match self.lines.last_mut().filter(|line| line.is_empty()) {
            Some(line) => line.indent = indent,
            None => self.lines.push(Line::new(indent)),
        }
    }

    /// Begins the line of a word that opens an entry, below the comments before it. `first`: nothing
    /// stands above it in its block.
    pub fn lead(&mut self, at: usize, indent: usize, first: bool) {
        let commented = self.comments(at, indent, first);
        let blank = self.words.get(at).is_some_and(|word| word.blank) && (commented || !first);
        self.newline(indent);
        self.set_blank(blank);
    }

    /// Puts down the comments before a word; whether there were any.
    pub fn comments(&mut self, at: usize, indent: usize, first: bool) -> bool {
        let words = self.words;
        let comments = words.get(at).map(|word| word.before.as_slice()).unwrap_or_default();
        for (number, comment) in comments.iter().enumerate() {
            self.newline(indent);
            self.set_blank(comment.blank && (number > 0 || !first));
            self.put(comment.text);
            if let Some(line) = self.lines.last_mut() {
                line.is_comment = true;
            }
        }
        self.led = at.saturating_add(1);
        !comments.is_empty()
    }

    fn set_blank(&mut self, blank: bool) {
        if let Some(line) = self.lines.last_mut() {
            line.blank = blank;
        }
    }

    /// The spaces before the next word.
    pub fn gap(&mut self, gap: usize) {
        self.gap = Some(gap);
    }

    /// The next word begins a column, at least that many spaces after what stands before it.
    pub fn column(&mut self, column: Column, gap: usize) {
        self.gap = Some(0);
        self.at = self.at.saturating_add(gap);
        if let Some(line) = self.lines.last_mut() {
            line.segments.push(Segment { column: Some(column), gap, text: String::new(), width: 0 });
        }
    }

    /// Puts down a word, on a line of its own if a comment stands before it.
    pub fn word(&mut self, at: usize, indent: usize) {
        let words = self.words;
        let Some(word) = words.get(at) else { return };
        if at >= self.led && !word.before.is_empty() {
            self.comments(at, indent, true);
        }
        if self.is_closed() {
            self.newline(indent);
        }
        let begins = self.lines.last().is_some_and(Line::is_empty);
        let gap = self.gap.take().unwrap_or_else(|| words.space(at));
        if !begins {
            self.put_spaces(gap);
        }
        self.put(word.text);
        self.led = self.led.max(at.saturating_add(1));
        if let (Some(after), Some(line)) = (word.after, self.lines.last_mut()) {
            line.comment = Some(after);
        }
    }

    /// Puts down the words from `start` up to `end` on one line.
    pub fn flat(&mut self, start: usize, end: usize, indent: usize) {
        for at in start..end {
            self.word(at, indent);
        }
    }

    /// Whether the words have room on the last line, with something of that width after them.
    pub fn fits(&self, start: usize, end: usize, tail: usize) -> bool {
        let begins = self.lines.last().is_some_and(Line::is_empty);
        let gap = if begins { 0 } else { self.gap.unwrap_or_else(|| self.words.space(start)) };
        let room = |width: usize| self.at.saturating_add(gap).saturating_add(width).saturating_add(tail) <= WIDTH;
        !self.is_closed() && self.words.width(start, end).is_some_and(room)
    }

    fn put_spaces(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
        if let Some(segment) = self.lines.last_mut().and_then(|line| line.segments.last_mut()) {
            segment.text.extend(std::iter::repeat_n(' ', count));
            segment.width = segment.width.saturating_add(count);
        }
    }

    fn put(&mut self, text: &str) {
        let width = text.width();
        self.at = self.at.saturating_add(width);
        if let Some(segment) = self.lines.last_mut().and_then(|line| line.segments.last_mut()) {
            segment.text.push_str(text);
            segment.width = segment.width.saturating_add(width);
        }
    }

    /// The text of all lines.
    pub fn text(mut self) -> String {
        columns::align_comments(&mut self.lines, BEFORE_COMMENT);
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| !line.is_empty()) {
            if line.blank && !text.is_empty() {
                text.push('\n');
            }
            text.extend(std::iter::repeat_n(' ', line.indent));
            for segment in &line.segments {
                text.extend(std::iter::repeat_n(' ', segment.gap));
                text.push_str(&segment.text);
            }
            if let Some(comment) = line.comment {
                text.push_str(comment);
            }
            text.push('\n');
        }
        text
    }
}
