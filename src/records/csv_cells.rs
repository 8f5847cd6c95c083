//! Where cells and records of CSV begin and end.

/// Where in a cell one is, byte by byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    /// Where a line begins, and nothing of its record was seen.
    #[default]
    Line,
    /// Where a cell begins that is not the first.
    Start,
    /// In a cell without quotation marks around it, in which they are as other bytes.
    Plain,
    Quoted,
    /// After a quotation mark that closes the cell, unless another follows.
    Closing,
}

impl Cells {
    pub fn see(&mut self, byte: u8) {
        *self = match (*self, byte) {
            (Cells::Quoted, b'"') => Cells::Closing,
            (Cells::Quoted, _) | (Cells::Line | Cells::Start | Cells::Closing, b'"') => Cells::Quoted,
            (_, b',') => Cells::Start,
            (_, b'\n' | b'\r') => Cells::Line,
            _ => Cells::Plain,
        };
    }

    /// Why the last record of a file that ends here is not whole.
    pub fn unfinished(self) -> Option<&'static str> {
        match self {
            Cells::Line => None,
            Cells::Quoted => Some("a quotation mark opens a cell that is never closed"),
            Cells::Start | Cells::Plain | Cells::Closing => Some(
                "the file ends before the line of this record does: it may have been cut off; if not, end the line",
            ),
        }
    }
}

/// One cell, cut off the front of a record: its bytes, its end (`None` at the end of the file), and
/// what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    pub cell: Vec<u8>,
    pub end: Option<u8>,
    pub rest: &'a [u8],
}

/// The first cell, its quotation marks taken away.
pub fn cut(bytes: &[u8]) -> Cut<'_> {
    let mut cell = Vec::new();
    let mut at = Cells::Start;
    for (place, byte) in bytes.iter().enumerate() {
        let before = at;
        at.see(*byte);
        match at {
            Cells::Start | Cells::Line => {
                let rest = bytes.get(place.saturating_add(1)..).unwrap_or_default();
                return Cut { cell, end: Some(*byte), rest };
            }
            // The mark that opens the cell is no part of it; of two inside, one is.
            Cells::Quoted if before == Cells::Start => {}
            Cells::Closing => {}
            _ => cell.push(*byte),
        }
    }
    Cut { cell, end: None, rest: &[] }
}

/// The cells of the first record, what ended it, and what follows it. A carriage return and the line
/// feed after it end it together.
pub fn record(bytes: &[u8]) -> (Vec<Vec<u8>>, Option<u8>, &[u8]) {
    let mut cells = Vec::new();
    let mut rest = bytes;
    loop {
        let cut = cut(rest);
        cells.push(cut.cell);
        rest = cut.rest;
        match cut.end {
            Some(b',') => {}
            Some(b'\r') => return (cells, cut.end, rest.strip_prefix(b"\n").unwrap_or(rest)),
            end => return (cells, end, rest),
        }
    }
}

/// How many lines end in the bytes: each at a line feed, or at a carriage return without one.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let alone = memchr::memchr_iter(b'\r', bytes)
        .filter(|place| bytes.get(place.saturating_add(1)).is_none_or(|next| *next != b'\n'))
        .count();
    u64::try_from(feeds.saturating_add(alone)).unwrap_or(u64::MAX)
}

/// Where the last whole record ends, and so the next begins, if the bytes begin with a record:
/// after the last line feed outside quotation marks, else after the last carriage return that
/// another byte than a line feed follows.
pub fn last_end(bytes: &[u8]) -> Option<usize> {
    if memchr::memchr(b'"', bytes).is_none() {
        return last_in(bytes, 0, bytes.len(), b'\n').or_else(|| last_in(bytes, 0, bytes.len(), b'\r'));
    }
    let outside = outside_quotes(bytes);
    let last = |end| outside.iter().rev().find_map(|(from, to)| last_in(bytes, *from, *to, end));
    last(b'\n').or_else(|| last(b'\r'))
}

fn last_in(bytes: &[u8], from: usize, to: usize, end: u8) -> Option<usize> {
    let places = memchr::memrchr_iter(end, bytes.get(from..to).unwrap_or_default());
    let mut after = places.map(|place| place.saturating_add(from).saturating_add(1));
    match end {
        b'\n' => after.next(),
        _ => after.find(|after| bytes.get(*after).is_some_and(|next| *next != b'\n')),
    }
}

/// The stretches outside quotation marks, jumping from mark to mark.
fn outside_quotes(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut outside = Vec::new();
    let (mut from, mut at) = (0_usize, 0_usize);
    let next_mark = |at: usize| {
        let found = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default());
        found.map(|place| place.saturating_add(at))
    };
    while let Some(mark) = next_mark(at) {
        at = mark.saturating_add(1);
        let before = mark.checked_sub(1).and_then(|before| bytes.get(before));
        let opens = before.is_none_or(|before| matches!(before, b',' | b'\n' | b'\r'));
        // Inside a cell that did not begin with one, a mark is as any byte.
        if !opens {
            continue;
        }
        outside.push((from, mark));
        loop {
            let Some(mark) = next_mark(at) else { return outside };
            at = mark.saturating_add(1);
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            at = at.saturating_add(1);
        }
        from = at;
    }
    outside.push((from, bytes.len()));
    outside
}
