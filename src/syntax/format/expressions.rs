//! Expressions, and whatever else is too wide for one line: broken at the loosest operator first,
//! with the operators at the starts of the lines.

use super::page::{Page, WIDTH};
use super::spacing::WIDE;
use super::words::{Node, Part};
use crate::syntax::grammar::Rule;

/// The step from a block or bracket to what stands in it.
pub const STEP: usize = 2;

/// Where a piece goes on if it is broken.
#[derive(Clone, Copy)]
pub struct Place {
    pub indent: usize,
    /// How much further its operators are set in.
    pub hang: usize,
    /// The width of what must stand on its last line behind it.
    pub tail: usize,
}

impl Place {
    fn next(self) -> usize {
        self.indent.saturating_add(self.hang)
    }

    /// The place of what follows a break at this one.
    fn broken(self) -> Place {
        Place { indent: self.next(), hang: STEP, ..self }
    }

    fn with_tail(self, tail: usize) -> Place {
        Place { tail, ..self }
    }
}

impl Page<'_, '_> {
    /// Parts that follow each other on a line.
    pub fn parts(&mut self, parts: &[&Part], place: Place) {
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let close = self.close_of(parts, at);
            let next = close.unwrap_or(at).saturating_add(1);
            let place = place.with_tail(self.stuck(parts, next, place.tail));
            match (close, part) {
                (Some(close), _) => self.bracket(parts.get(at..=close).unwrap_or_default(), place),
                (None, Part::Node(node)) => self.node(node, place),
                (None, Part::Word(word)) => {
                    self.word(*word, place.next());
                    if self.words.text(*word) == "," && next < parts.len() {
                        self.break_if_full(parts.get(next..).unwrap_or_default(), place);
                    }
                }
            }
            at = next;
        }
    }

    /// After a comma outside brackets: goes on on the next line if the next item has no room.
    fn break_if_full(&mut self, rest: &[&Part], place: Place) {
        let (item, comma) = self.first_item(rest);
        if !self.fits(first(item), last(item), if comma { 1 } else { place.tail }) {
            self.newline(place.next());
        }
    }

    /// The parts up to the next comma, and whether there is one.
    fn first_item<'p, 'n>(&self, parts: &'p [&'n Part]) -> (&'p [&'n Part], bool) {
        let comma = parts.iter().position(|part| self.is_sign(part, ","));
        (parts.get(..comma.unwrap_or(parts.len())).unwrap_or_default(), comma.is_some())
    }

    fn is_sign(&self, part: &Part, sign: &str) -> bool {
        matches!(part, Part::Word(at) if self.words.text(*at) == sign)
    }

    /// If a bracket opens there, the number of the part that closes it.
    fn close_of(&self, parts: &[&Part], at: usize) -> Option<usize> {
        let opens = |part: &Part| match part {
            Part::Word(at) => {
                matches!(self.words.text(*at), "(" | "[") || self.words.rule(*at) == Some(Rule::call_name)
            }
            Part::Node(_) => false,
        };
        if !parts.get(at).is_some_and(|part| opens(part)) {
            return None;
        }
        let mut depth = 0_usize;
        for (number, part) in parts.iter().enumerate().skip(at) {
            if opens(part) {
                depth = depth.saturating_add(1);
            } else if self.is_sign(part, ")") || self.is_sign(part, "]") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(number);
                }
            }
        }
        None
    }

    /// The width of the signs that must follow on the line.
    fn stuck(&self, parts: &[&Part], from: usize, tail: usize) -> usize {
        let mut width = 0_usize;
        for part in parts.iter().skip(from) {
            match part {
                Part::Word(at) => {
                    let own = self.words.width(*at, at.saturating_add(1)).unwrap_or_default();
                    width = width.saturating_add(self.words.space(*at)).saturating_add(own);
                    if width > WIDTH || self.words.text(*at) == "," {
                        return width;
                    }
                }
                Part::Node(_) => return width,
            }
        }
        width.saturating_add(tail)
    }

    fn node(&mut self, node: &Node, place: Place) {
        let node = only(node);
        if self.fits(node.start, node.end, place.tail) {
            return self.flat(node.start, node.end, place.next());
        }
        let parts: Vec<&Part> = node.parts.iter().collect();
        match node.rule {
            Rule::expr
            | Rule::and_expr
            | Rule::then_branch
            | Rule::then_and
            | Rule::comparison
            | Rule::then_compare
            | Rule::fallback
            | Rule::sum
            | Rule::product => self.chain(node, place),
            Rule::argument => self.argument(node, place),
            Rule::if_expr => self.branches(&parts, place),
            Rule::given_record => self.record(node, place.indent),
            Rule::given_list => self.list(node, place.indent),
            _ => self.parts(&parts, place),
        }
    }

    /// Operands with operators between them, each operator on a line of its own.
    fn chain(&mut self, node: &Node, place: Place) {
        let logical = matches!(node.rule, Rule::expr | Rule::and_expr | Rule::then_branch | Rule::then_and);
        let mut parts = node.parts.iter();
        let Some(operand) = parts.next() else { return };
        let mut row = self.row();
        self.part(operand, Place { hang: place.hang.saturating_add(STEP), tail: 0, ..place });
        while let Some(operator) = parts.next() {
            let operand = parts.next();
            let end = operand.map_or(last(&[operator]), |operand| last(&[operand]));
            let tail = if parts.len() == 0 { place.tail } else { 0 };
            // Behind a bracket that is broken itself a comparison goes on.
            let goes_on = !logical && self.row() > row && self.fits(first(&[operator]), end, tail);
            let opens = operand.is_some_and(|operand| !logical && self.opens_here(operator, operand, place.next()));
            row = self.row();
            if opens {
                self.part(operator, Place { tail: 0, ..place });
                operand.into_iter().for_each(|operand| self.part(operand, place.with_tail(tail)));
                continue;
            }
            if !goes_on {
                self.newline(place.next());
                row = self.row();
            }
            let own = Place { indent: place.next(), hang: 0, tail: if operand.is_some() { 0 } else { tail } };
            self.part(operator, own);
            if let Some(operand) = operand {
                self.part(operand, place.broken().with_tail(tail));
            }
        }
    }

    /// Whether what follows an operator is a bracket that has no room on a line of its own, and opens
    /// on this one.
    pub fn opens_here(&self, operator: &Part, operand: &Part, below: usize) -> bool {
        let Part::Node(node) = operand else { return false };
        let node = only(node);
        let (start, end) = (first(&[operator]), last(&[operand]));
        let has_room = |width: usize| below.saturating_add(width) <= WIDTH;
        matches!(node.rule, Rule::call | Rule::list)
            && !self.words.width(start, end).is_some_and(has_room)
            && self.fits(start, node.start.saturating_add(1), 0)
    }

    fn part(&mut self, part: &Part, place: Place) {
        match part {
            Part::Word(at) => self.word(*at, place.next()),
            Part::Node(node) => self.node(node, place),
        }
    }

    /// A bracket with all that is in it, its first and last part the signs.
    fn bracket(&mut self, parts: &[&Part], place: Place) {
        let [Part::Word(open), items @ .., Part::Word(close)] = parts else { return };
        if self.fits(*open, close.saturating_add(1), place.tail) {
            return self.flat(*open, close.saturating_add(1), place.indent);
        }
        self.word(*open, place.next());
        let fills = self.words.text(*open) == "[";
        let inside = Place { indent: place.indent.saturating_add(STEP), hang: 0, tail: 1 };
        self.newline(inside.indent);
        let mut rest = items;
        while !rest.is_empty() {
            let (item, comma) = self.first_item(rest);
            let row = self.row();
            self.parts(item, inside);
            let several = self.row() > row;
            rest = rest.get(item.len()..).unwrap_or_default();
            let Some((Part::Word(at), after)) = rest.split_first().filter(|_| comma) else { break };
            self.word(*at, inside.indent);
            rest = after;
            let (next, _) = self.first_item(rest);
            if !fills || several || !self.fits(first(next), last(next), 1) {
                self.newline(inside.indent);
            }
        }
        self.comments(*close, inside.indent, true);
        self.newline(place.indent);
        self.word(*close, place.indent);
    }

    /// `E for x in L where C`: the words that open its clauses on lines of their own.
    fn argument(&mut self, node: &Node, place: Place) {
        let mut parts = Vec::new();
        clauses(node, &mut parts);
        let below = Place { indent: place.indent.saturating_add(STEP), hang: STEP, tail: 0 };
        let mut inside = place;
        for (number, part) in parts.iter().enumerate() {
            if number > 0 && self.opens_clause(part) {
                self.newline(below.indent);
                inside = below;
            }
            self.part(part, inside.with_tail(self.stuck(&parts, number.saturating_add(1), place.tail)));
        }
    }

    fn opens_clause(&self, part: &Part) -> bool {
        let Part::Word(at) = part else { return false };
        matches!(self.words.rule(*at), Some(Rule::kw_for | Rule::kw_where | Rule::kw_has))
    }

    /// `if C then A else B`, a line for each.
    fn branches(&mut self, parts: &[&Part], place: Place) {
        for part in parts {
            match part {
                Part::Word(at) => {
                    if self.words.rule(*at) != Some(Rule::kw_if) {
                        self.newline(place.next());
                    }
                    self.word(*at, place.next());
                }
                Part::Node(node) => {
                    let inner = only(node);
                    let hang = if inner.rule == Rule::if_expr { 0 } else { STEP };
                    self.node(inner, Place { indent: place.next(), hang, tail: place.tail });
                }
            }
        }
    }

    /// A record in an example.
    fn record(&mut self, node: &Node, indent: usize) {
        let [Part::Word(open), facts @ .., Part::Word(close)] = node.parts.as_slice() else { return };
        self.word(*open, indent);
        let facts: Vec<&Part> = facts.iter().collect();
        self.facts(&facts, indent.saturating_add(STEP));
        self.comments(*close, indent.saturating_add(STEP), facts.is_empty());
        self.newline(indent);
        self.word(*close, indent);
    }

    /// Records in brackets, each on lines of its own.
    fn list(&mut self, node: &Node, indent: usize) {
        let [Part::Word(open), records @ .., Part::Word(close)] = node.parts.as_slice() else { return };
        let inside = indent.saturating_add(STEP);
        self.word(*open, indent);
        for (number, record) in records.iter().enumerate() {
            match record {
                Part::Word(comma) => self.word(*comma, inside),
                Part::Node(record) => {
                    self.lead(record.start, inside, number == 0);
                    self.node(record, Place { indent: inside, hang: 0, tail: 1 });
                }
            }
        }
        self.comments(*close, inside, false);
        self.newline(indent);
        self.word(*close, indent);
    }

    /// Facts of an example: as many on a line as have room, save where the writer begins one.
    pub fn facts(&mut self, facts: &[&Part], indent: usize) {
        let mut alone = true;
        for (number, fact) in facts.iter().enumerate() {
            let (start, end) = (first(&[fact]), last(&[fact]));
            let width = self.words.width(start, end).filter(|width| indent.saturating_add(*width) <= WIDTH);
            let apart = self.words.get(start).is_some_and(|word| word.kept_apart || !word.before.is_empty());
            if alone || apart || width.is_none() || !self.fits(start, end, WIDE.saturating_sub(1)) {
                self.lead(start, indent, number == 0);
            }
            self.part(fact, Place { indent, hang: STEP, tail: 0 });
            alone = width.is_none();
        }
    }
}

/// The clauses of an argument, one after the other.
fn clauses<'n>(node: &'n Node, parts: &mut Vec<&'n Part>) {
    for part in &node.parts {
        match part {
            Part::Node(inner)
                if matches!(
                    inner.rule,
                    Rule::span_tail | Rule::binder | Rule::where_tail | Rule::has_tail | Rule::also_in
                ) =>
            {
                clauses(inner, parts);
            }
            _ => parts.push(part),
        }
    }
}

/// The node that has more than one part, or is a word.
fn only(mut node: &Node) -> &Node {
    while let [Part::Node(inner)] = node.parts.as_slice() {
        node = inner;
    }
    node
}

/// The first word of parts.
pub fn first(parts: &[&Part]) -> usize {
    match parts.first() {
        Some(Part::Word(at)) => *at,
        Some(Part::Node(node)) => node.start,
        None => 0,
    }
}

/// The word behind the last of parts.
pub fn last(parts: &[&Part]) -> usize {
    match parts.last() {
        Some(Part::Word(at)) => at.saturating_add(1),
        Some(Part::Node(node)) => node.end,
        None => 0,
    }
}
