//! Columns of texts and of lists of texts, by number: every text once, in order.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{Array, StringArray};

use super::text::plain;
use crate::records::{Cell, ResultColumn, Results};

/// The number of what is blank.
pub const BLANK: u32 = u32::MAX;

/// Texts, each once, in order.
pub type Words<'a> = Vec<Cow<'a, str>>;

/// A column of texts: the number of each row's.
pub struct Texts<'a> {
    pub words: Words<'a>,
    pub rows: Vec<u32>,
}

/// A column of lists: the number of each row's list; a list is the numbers of its texts.
pub struct Lists<'a> {
    pub words: Words<'a>,
    items: Vec<u32>,
    /// Where each list starts, and where the last ends.
    starts: Vec<usize>,
    pub rows: Vec<u32>,
}

impl Lists<'_> {
    /// A row's texts by number; `None` where there is no list.
    pub fn get(&self, list: u32) -> Option<&[u32]> {
        let at = usize::try_from(list).ok()?;
        match self.starts.get(at..=at.checked_add(1)?)? {
            [start, end] => self.items.get(*start..*end),
            _ => None,
        }
    }
}

/// The ids of all, where the column has nothing else.
pub fn ids(results: &[Results], at: usize) -> Option<Vec<&StringArray>> {
    let ids = |results: &'_ Results| match results.columns.get(at) {
        Some(ResultColumn::Ids(ids)) if ids.len() == results.rows => Some(true),
        _ => None,
    };
    results.iter().map(ids).collect::<Option<Vec<_>>>()?;
    let ids = results.iter().filter_map(|results| match results.columns.get(at) {
        Some(ResultColumn::Ids(ids)) => Some(ids),
        _ => None,
    });
    Some(ids.collect())
}

pub fn texts(results: &[Results], at: usize) -> Texts<'_> {
    let mut pool = Pool::default();
    let mut rows = by_row(results, at, |cell| match *cell {
        Cell::Blank => BLANK,
        _ => pool.number(whole(cell)),
    });
    let (words, places) = pool.in_order();
    rows.iter_mut().for_each(|number| *number = place(&places, *number));
    Texts { words, rows }
}

pub fn lists(results: &[Results], at: usize) -> Lists<'_> {
    let mut pool = Pool::default();
    let (mut items, mut starts) = (Vec::new(), vec![0]);
    let rows = by_row(results, at, |cell| {
        match cell {
            Cow::Borrowed(Cell::Blank) => return BLANK,
            Cow::Borrowed(Cell::List(list)) => {
                items.extend(list.iter().map(|item| pool.number(Cow::Borrowed(item))));
            }
            cell => items.push(pool.number(whole(cell))),
        }
        let list = number(starts.len().saturating_sub(1));
        starts.push(items.len());
        list
    });
    let (words, places) = pool.in_order();
    items.iter_mut().for_each(|number| *number = place(&places, *number));
    Lists { words, items, starts, rows }
}

fn whole(cell: Cow<'_, Cell>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(cell) => plain(cell),
        Cow::Owned(Cell::Text(text)) => Cow::Owned(text),
        Cow::Owned(cell) => Cow::Owned(plain(&cell).into_owned()),
    }
}

/// The cells by which results are coded, with the numbers of those that came up.
type Asked<'a> = (&'a Arc<Vec<Cell>>, Vec<Option<u32>>);

/// A number for each row. `each` is asked once for each of the cells by which results are coded, if
/// a row has it, and once for every other cell.
fn by_row<'a>(results: &'a [Results], at: usize, mut each: impl FnMut(Cow<'a, Cell>) -> u32) -> Vec<u32> {
    let mut rows: Vec<u32> = Vec::with_capacity(results.iter().map(|results| results.rows).sum());
    let mut before: Option<Asked<'_>> = None;
    let mut end: usize = 0;
    for results in results {
        end = end.saturating_add(results.rows);
        match results.columns.get(at) {
            Some(ResultColumn::Coded(codes, cells)) => {
                let mut numbers = match before.take() {
                    Some((of, numbers)) if Arc::ptr_eq(of, cells) => numbers,
                    _ => vec![None; cells.len()],
                };
                rows.extend(codes.iter().take(results.rows).map(|code| {
                    let code = usize::try_from(*code).unwrap_or(usize::MAX);
                    let Some(known) = numbers.get_mut(code) else { return BLANK };
                    *known.get_or_insert_with(|| cells.get(code).map_or(BLANK, |cell| each(Cow::Borrowed(cell))))
                }));
                before = Some((cells, numbers));
            }
            Some(ResultColumn::Cells(cells)) => {
                rows.extend(cells.iter().take(results.rows).map(|cell| each(Cow::Borrowed(cell))));
            }
            Some(column) => rows.extend((0..results.rows).map(|row| match column.cell(row) {
                Cell::Blank => BLANK,
                cell => each(Cow::Owned(cell)),
            })),
            None => {}
        }
        rows.resize(end, BLANK);
    }
    rows
}

/// Texts with the numbers in which they came up.
#[derive(Default)]
struct Pool<'a> {
    numbers: HashMap<Cow<'a, str>, u32>,
}

impl<'a> Pool<'a> {
    fn number(&mut self, text: Cow<'a, str>) -> u32 {
        let next = number(self.numbers.len());
        *self.numbers.entry(text).or_insert(next)
    }

    /// The texts in order, and for each number the place of its text.
    fn in_order(self) -> (Words<'a>, Vec<u32>) {
        let mut numbered: Vec<(Cow<'a, str>, u32)> = self.numbers.into_iter().collect();
        numbered.sort_unstable();
        let mut places = vec![BLANK; numbered.len()];
        for (at, (_, came)) in numbered.iter().enumerate() {
            if let Some(place) = usize::try_from(*came).ok().and_then(|came| places.get_mut(came)) {
                *place = number(at);
            }
        }
        (numbered.into_iter().map(|(text, _)| text).collect(), places)
    }
}

fn place(places: &[u32], came: u32) -> u32 {
    usize::try_from(came).ok().and_then(|came| places.get(came)).copied().unwrap_or(BLANK)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(BLANK)
}
