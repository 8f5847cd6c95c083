use std::sync::Arc;

use crate::values::{Country, Type};

/// The words of an enum, or the codes of countries, looked up by their bytes.
#[derive(Clone, Debug)]
pub struct Words {
    /// A power of two, of which at most a quarter are taken.
    slots: Vec<Slot>,
    shift: u32,
    /// Each with the number of the value that it means.
    words: Vec<(Vec<u8>, u16)>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: u64,
    length: u32,
    number: u16,
    taken: bool,
}

const EMPTY: Slot = Slot { key: 0, length: 0, number: 0, taken: false };

impl Words {
    /// The words of a type, if it has any.
    pub fn of(ty: &Type) -> Option<Words> {
        let bytes = |(word, number): (&str, u16)| (word.as_bytes().to_vec(), number);
        let words: Vec<(Vec<u8>, u16)> = match ty.plain() {
            Type::Country => Country::codes().zip(0..).map(bytes).collect(),
            Type::Enum(shape) => {
                let named = shape.variants.iter().map(String::as_str).zip(0..);
                let written = shape.written.iter().zip(0..);
                let written = written.filter_map(|(written, number)| Some((written.as_deref()?, number)));
                named.chain(written).map(bytes).collect()
            }
            _ => return None,
        };
        let size = words.len().checked_mul(4)?.checked_next_power_of_two()?.max(16);
        let mut made = Words { slots: vec![EMPTY; size], shift: 64_u32.checked_sub(size.trailing_zeros())?, words };
        for at in 0..made.words.len() {
            let Some((word, _)) = made.words.get(at) else { break };
            let (number, key, length) = (at, key(word), u32::try_from(word.len()).ok()?);
            // That there is no such value is another word's business.
            if word == b"none" && ty.is_optional() {
                continue;
            }
            let mut at = made.place(key);
            while made.slots.get(at).is_some_and(|slot| slot.taken) {
                at = made.next(at);
            }
            *made.slots.get_mut(at)? = Slot { key, length, number: u16::try_from(number).ok()?, taken: true };
        }
        Some(made)
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        usize::try_from(key.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_shr(self.shift)).unwrap_or(0)
    }

    fn next(&self, at: usize) -> usize {
        let next = at.wrapping_add(1);
        if next < self.slots.len() { next } else { 0 }
    }

    /// The number of the word that the bytes are.
    #[inline]
    pub fn find(&self, bytes: &[u8]) -> Option<u16> {
        let key = key(bytes);
        let mut at = self.place(key);
        loop {
            let slot = self.slots.get(at)?;
            if !slot.taken {
                return None;
            }
            let same = slot.key == key && usize::try_from(slot.length).is_ok_and(|length| length == bytes.len());
            // Of up to eight bytes the key holds every one.
            if same
                && (bytes.len() <= 8 || self.words.get(usize::from(slot.number)).is_some_and(|(word, _)| word == bytes))
            {
                return self.words.get(usize::from(slot.number)).map(|(_, number)| *number);
            }
            at = self.next(at);
        }
    }
}

/// The numbers of countries by the three capitals of their codes.
#[derive(Clone, Debug)]
pub struct Countries {
    numbers: Arc<[Option<u16>]>,
}

const CAPITALS: usize = 26;

impl Countries {
    pub fn new() -> Countries {
        let mut numbers = vec![None; CAPITALS.pow(3)];
        for code in Country::codes() {
            let place = code.as_bytes().first_chunk::<3>().and_then(|code| place(*code));
            if let (Some(slot), Some(country)) = (place.and_then(|at| numbers.get_mut(at)), Country::from_code(code)) {
                *slot = Some(country.0);
            }
        }
        Countries { numbers: numbers.into() }
    }

    #[inline]
    pub fn find(&self, code: [u8; 3]) -> Option<u16> {
        self.numbers.get(place(code)?).copied().flatten()
    }
}

#[inline]
fn place(code: [u8; 3]) -> Option<usize> {
    let [first, second, third] = code.map(|byte| usize::from(byte.wrapping_sub(b'A')));
    let place = first.wrapping_mul(CAPITALS).wrapping_add(second).wrapping_mul(CAPITALS).wrapping_add(third);
    (first.max(second).max(third) < CAPITALS).then_some(place)
}

/// The first and last bytes as a number: no two words of the same length up to eight share one.
#[inline]
fn key(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let last = if bytes.len() == 8 { 0 } else { u64::from_le_bytes(*last).rotate_left(23) };
        return u64::from_le_bytes(*first) ^ last;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) | (u64::from(u32::from_le_bytes(*last)) << 32_u32);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        return u64::from(u16::from_le_bytes(*first)) | (u64::from(u16::from_le_bytes(*last)) << 16_u32);
    }
    bytes.first().copied().map_or(0, u64::from)
}
