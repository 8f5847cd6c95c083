//! What a paraphrase is made of: numbered articles of sections, with lists, tables and sources.

/// A policy as a person reads it from beginning to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub title: String,
    /// The dotted name of the file.
    pub name: String,
    pub front: Vec<Block>,
    pub footing: Footing,
    pub articles: Vec<Article>,
    pub closing: String,
}

/// `2. Conditions`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub number: usize,
    pub heading: String,
    pub sections: Vec<Section>,
}

/// `2.1 Is outside the United States`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub number: String,
    pub heading: String,
    /// What the policy calls it; none where the heading says it already.
    pub name: Option<String>,
    /// The library that it is from.
    pub library: Option<String>,
    pub blocks: Vec<Block>,
    pub footing: Footing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    Items(Vec<Item>),
    Table(Grid),
    /// Of what stands before it.
    Footing(Footing),
}

/// Where it comes from in law, and what the drafter remarks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footing {
    pub sources: Vec<String>,
    pub notes: Vec<String>,
}

impl Footing {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.notes.is_empty()
    }
}

/// One lettered item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// `(a)`, once the section is put together.
    pub mark: String,
    pub text: String,
    pub lists: Vec<List>,
    pub footing: Footing,
    /// "and" or "or" before the next item, where it stands on a line of its own.
    pub then: String,
}

/// Items under another item; the words before them where the item's own text does not lead in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub lead: String,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Item {
    #[must_use]
    pub fn of(text: impl Into<String>) -> Item {
        Item { text: text.into(), ..Item::default() }
    }

    /// Puts a sign behind all that the item says.
    pub fn end(&mut self, sign: &str) {
        match self.lists.last_mut().and_then(|list| list.items.last_mut()) {
            Some(last) => last.end(sign),
            None => self.text.push_str(sign),
        }
    }
}

/// Ends each item but the last with `;`, the one before the last with `; and` or `; or`.
pub fn join(items: &mut [Item], word: &str) {
    let before_last = items.len().saturating_sub(2);
    let last = items.len().saturating_sub(1);
    for (at, item) in items.iter_mut().enumerate().filter(|(at, _)| *at < last) {
        if at == before_last && !word.is_empty() {
            // Behind a list of its own it would read as a part of that.
            if item.lists.is_empty() {
                item.end(&format!("; {word}"));
            } else {
                item.end(";");
                word.clone_into(&mut item.then);
            }
        } else {
            item.end(";");
        }
    }
}

impl Block {
    /// A list that ends its sentence.
    #[must_use]
    pub fn items(mut items: Vec<Item>, word: &str) -> Block {
        join(&mut items, word);
        if let Some(last) = items.last_mut() {
            last.end(".");
        }
        Block::Items(items)
    }
}

/// Letters the items of a section: (a), (i), (A), (1), and on over all its lists, so that each mark
/// names one item.
pub fn mark(blocks: &mut [Block]) {
    let mut count = 0_usize;
    for block in blocks {
        match block {
            Block::Items(items) => mark_items(items, 0, &mut count),
            Block::Paragraph(_) | Block::Table(_) | Block::Footing(_) => {}
        }
    }
}

/// Of two brackets that follow each other one is enough: "(reading; see 3.1)".
pub fn one_bracket(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => *text = text.replace(") (", "; "),
            Block::Items(items) => items.iter_mut().for_each(one_bracket_of),
            Block::Table(_) | Block::Footing(_) => {}
        }
    }
}

fn one_bracket_of(item: &mut Item) {
    item.text = item.text.replace(") (", "; ");
    item.lists.iter_mut().flat_map(|list| &mut list.items).for_each(one_bracket_of);
}

fn mark_items(items: &mut [Item], depth: usize, count: &mut usize) {
    for item in items {
        *count = count.saturating_add(1);
        item.mark = format!("({})", mark_of(*count, depth));
        let mut inner = 0;
        for list in &mut item.lists {
            mark_items(&mut list.items, depth.saturating_add(1), &mut inner);
        }
    }
}

fn mark_of(count: usize, depth: usize) -> String {
    match depth.checked_rem(4) {
        Some(0) => letters(count, b'a'),
        Some(1) => roman(count),
        Some(2) => letters(count, b'A'),
        _ => count.to_string(),
    }
}

/// a to z, then aa, bb.
fn letters(count: usize, first: u8) -> String {
    let zero = count.saturating_sub(1);
    let letter = u8::try_from(zero.checked_rem(26).unwrap_or(0)).unwrap_or(0).saturating_add(first);
    let times = zero.checked_div(26).unwrap_or(0).saturating_add(1);
    char::from(letter).to_string().repeat(times)
}

fn roman(count: usize) -> String {
    let mut left = count;
    let mut text = String::new();
    let signs = [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    for (worth, sign) in signs {
        while left >= worth {
            text.push_str(sign);
            left = left.saturating_sub(worth);
        }
    }
    text
}
