//! Results as one row group: the pages of each column.

use std::io;

use arrow_array::{Array, StringArray};
use parquet::basic::Encoding;

use super::chunk::{Bound, Chunk, Pages};
use super::hybrid;
use crate::records::Results;
use crate::records::encode::column::{Column, Holds, Missing};
use crate::records::encode::format::Compression;
use crate::records::encode::numbers::{Numbers, days, numbers};
use crate::records::encode::words::{BLANK, Lists, Texts, Words, ids, lists, texts};

/// The bytes of a row group, and what the footer says of its columns, in order.
pub fn group(columns: &[Column], compression: Compression, results: &[Results]) -> io::Result<(Vec<u8>, Vec<Chunk>)> {
    let (mut out, mut chunks) = (Vec::new(), Vec::new());
    for (at, column) in columns.iter().enumerate() {
        let pages = match column.holds {
            Holds::Id => vec![match ids(results, at) {
                Some(ids) => id_pages(&ids),
                None => id_pages(&[&as_ids(&texts(results, at))]),
            }],
            Holds::Text => vec![text_pages(&texts(results, at))],
            Holds::Texts => vec![list_pages(&lists(results, at))],
            Holds::Whole => vec![number_pages(&numbers(results, at, 0).value)],
            Holds::Number { places } => {
                let ends = numbers(results, at, places);
                [ends.value, ends.low, ends.high].iter().map(number_pages).collect()
            }
            Holds::Date => vec![number_pages(&days(results, at))],
        };
        for pages in pages {
            chunks.push(pages.append(compression, &mut out)?);
        }
    }
    Ok((out, chunks))
}

/// Longer values are not told in the footer.
const LONG: usize = 128;

fn text_ends(least: Option<&str>, most: Option<&str>) -> Option<(Bound, Bound)> {
    let short = |text: &&str| text.len() <= LONG;
    let (least, most) = (least.filter(short)?, most.filter(short)?);
    Some((Bound::Text(least.to_owned()), Bound::Text(most.to_owned())))
}

fn as_ids(texts: &Texts<'_>) -> StringArray {
    let word = |number: &u32| Some(word(&texts.words, *number).unwrap_or_default());
    texts.rows.iter().map(word).collect()
}

fn word<'a>(words: &'a Words<'_>, number: u32) -> Option<&'a str> {
    usize::try_from(number).ok().and_then(|number| words.get(number)).map(AsRef::as_ref)
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn id_pages(ids: &[&StringArray]) -> Pages {
    let values = ids.iter().map(|ids| ids.len()).sum();
    let bytes: usize = ids.iter().map(|ids| ids.values().len().saturating_add(ids.len().saturating_mul(4))).sum();
    let mut data = Vec::with_capacity(bytes);
    let (mut least, mut most) = (None, None);
    for id in ids.iter().flat_map(|ids| ids.iter()).map(Option::unwrap_or_default) {
        push_text(id, &mut data);
        if least.is_none_or(|least| id < least) {
            least = Some(id);
        }
        if most.is_none_or(|most| id > most) {
            most = Some(id);
        }
    }
    let ends = text_ends(least, most);
    Pages { dictionary: None, data, encoding: Encoding::PLAIN, values, nulls: 0, ends }
}

fn text_pages(texts: &Texts<'_>) -> Pages {
    let values = texts.rows.len();
    let signs = texts.rows.iter().map(|number| *number == BLANK).collect();
    let missing = Missing::from_signs(signs);
    let mut data = Vec::new();
    push_levels(&missing, values, &mut data);
    let ends = text_ends(texts.words.first().map(AsRef::as_ref), texts.words.last().map(AsRef::as_ref));
    let nulls = missing.count(values);
    // Texts that hardly ever come twice are not worth a dictionary.
    if texts.words.len() > values / 2 {
        texts.rows.iter().filter_map(|number| word(&texts.words, *number)).for_each(|word| push_text(word, &mut data));
        return Pages { dictionary: None, data, encoding: Encoding::PLAIN, values, nulls, ends };
    }
    match missing {
        Missing::Nowhere => push_numbers(&texts.rows, texts.words.len(), &mut data),
        _ => {
            let there: Vec<u32> = texts.rows.iter().copied().filter(|number| *number != BLANK).collect();
            push_numbers(&there, texts.words.len(), &mut data);
        }
    }
    let dictionary = Some(words_page(&texts.words));
    Pages { dictionary, data, encoding: Encoding::RLE_DICTIONARY, values, nulls, ends }
}

fn words_page(words: &Words<'_>) -> (Vec<u8>, usize) {
    let mut page = Vec::new();
    words.iter().for_each(|word| push_text(word, &mut page));
    (page, words.len())
}

/// Each row's list: none, an empty one, or its texts.
fn list_pages(lists: &Lists<'_>) -> Pages {
    let rows = lists.rows.len();
    let (mut repeats, mut defined, mut there) =
        (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in &lists.rows {
        match lists.get(*row) {
            Some([only]) => {
                repeats.push(0_u8);
                defined.push(2_u8);
                there.push(*only);
            }
            Some([]) => {
                repeats.push(0);
                defined.push(1);
            }
            Some(items) => {
                repeats.push(0);
                repeats.resize(repeats.len().saturating_add(items.len()).saturating_sub(1), 1);
                defined.resize(repeats.len(), 2);
                there.extend_from_slice(items);
            }
            None => {
                repeats.push(0);
                defined.push(0);
            }
        }
    }
    let values = repeats.len();
    let mut data = Vec::new();
    push_counted(&mut data, |out| hybrid::push(&repeats, 1, out));
    push_counted(&mut data, |out| hybrid::push(&defined, 2, out));
    push_numbers(&there, lists.words.len(), &mut data);
    let ends = text_ends(lists.words.first().map(AsRef::as_ref), lists.words.last().map(AsRef::as_ref));
    let nulls = values.saturating_sub(there.len());
    let dictionary = Some(words_page(&lists.words));
    Pages { dictionary, data, encoding: Encoding::RLE_DICTIONARY, values, nulls, ends }
}

/// Which values are there: a level for each, 0 for one that is not.
fn push_levels(missing: &Missing, values: usize, out: &mut Vec<u8>) {
    push_counted(out, |out| match missing {
        Missing::Nowhere => hybrid::push_run(1, values, 1, out),
        Missing::Everywhere => hybrid::push_run(0, values, 1, out),
        Missing::Where(signs) => {
            let levels: Vec<u8> = signs.iter().map(|sign| u8::from(!sign)).collect();
            hybrid::push(&levels, 1, out);
        }
    });
}

/// Levels are kept with the number of their bytes before them.
fn push_counted(out: &mut Vec<u8>, push: impl FnOnce(&mut Vec<u8>)) {
    let mut levels = Vec::new();
    push(&mut levels);
    out.extend_from_slice(&u32::try_from(levels.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&levels);
}

/// Numbers of a dictionary with so many entries.
fn push_numbers(numbers: &[u32], entries: usize, out: &mut Vec<u8>) {
    let width = hybrid::width(u32::try_from(entries.saturating_sub(1)).unwrap_or(u32::MAX));
    out.push(u8::try_from(width).unwrap_or_default());
    hybrid::push(numbers, width, out);
}

/// A value as it is kept.
trait Plain: Copy + Ord {
    fn push(self, out: &mut Vec<u8>);
    fn bound(self) -> Bound;
    /// How far it is from the least one.
    fn above(self, least: Self) -> Option<usize>;
    fn plus(self, distance: usize) -> Self;
}

impl Plain for i64 {
    fn push(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn bound(self) -> Bound {
        Bound::Number(self)
    }

    fn above(self, least: i64) -> Option<usize> {
        usize::try_from(self.checked_sub(least)?).ok()
    }

    fn plus(self, distance: usize) -> i64 {
        self.saturating_add(i64::try_from(distance).unwrap_or(i64::MAX))
    }
}

impl Plain for i32 {
    fn push(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn bound(self) -> Bound {
        Bound::Day(self)
    }

    fn above(self, least: i32) -> Option<usize> {
        usize::try_from(self.checked_sub(least)?).ok()
    }

    fn plus(self, distance: usize) -> i32 {
        self.saturating_add(i32::try_from(distance).unwrap_or(i32::MAX))
    }
}

fn number_pages<T: Plain>(numbers: &Numbers<T>) -> Pages {
    let values = numbers.values.len();
    let mut data = Vec::new();
    push_levels(&numbers.missing, values, &mut data);
    let packed: Vec<T>;
    let there: &[T] = match &numbers.missing {
        Missing::Nowhere => &numbers.values,
        Missing::Everywhere => &[],
        Missing::Where(signs) => {
            packed =
                numbers.values.iter().zip(signs).filter(|(_, missing)| !**missing).map(|(value, _)| *value).collect();
            &packed
        }
    };
    let nulls = values.saturating_sub(there.len());
    let ends = there.iter().min().copied().zip(there.iter().max().copied());
    let bounds = ends.map(|(least, most)| (least.bound(), most.bound()));
    if let Some((least, most)) = ends
        && let Some((entries, places)) = dictionary(there, least, most)
    {
        push_numbers(&places, entries.len(), &mut data);
        let mut page = Vec::new();
        entries.iter().for_each(|entry| entry.push(&mut page));
        let dictionary = Some((page, entries.len()));
        return Pages { dictionary, data, encoding: Encoding::RLE_DICTIONARY, values, nulls, ends: bounds };
    }
    data.reserve(there.len().saturating_mul(size_of::<T>()));
    there.iter().for_each(|value| value.push(&mut data));
    Pages { dictionary: None, data, encoding: Encoding::PLAIN, values, nulls, ends: bounds }
}

/// Values that are close together and come often, each once and in order, and the place of each
/// row's; `None` where a dictionary would not pay.
fn dictionary<T: Plain>(there: &[T], least: T, most: T) -> Option<(Vec<T>, Vec<u32>)> {
    let range = most.above(least).filter(|range| *range < 1 << 16 && *range <= there.len().saturating_mul(2))?;
    let mut places = vec![BLANK; range.saturating_add(1)];
    let distance = |value: &T| value.above(least).unwrap_or(usize::MAX);
    for value in there {
        if let Some(place) = places.get_mut(distance(value)) {
            *place = 0;
        }
    }
    let mut entries = Vec::new();
    for (distance, place) in places.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
        *place = u32::try_from(entries.len()).unwrap_or(BLANK);
        entries.push(least.plus(distance));
    }
    if entries.len() > there.len() / 4 {
        return None;
    }
    let rows = there.iter().map(|value| places.get(distance(value)).copied().unwrap_or_default()).collect();
    Some((entries, rows))
}
