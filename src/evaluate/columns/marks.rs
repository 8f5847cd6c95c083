//! The hash by which rows that are alike are found again.

use std::hash::Hasher;

/// A quick hash of words that nobody chooses to harm.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks(u64);

impl Hasher for Marks {
    fn finish(&self) -> u64 {
        // A table goes by the last bits, to which only the last bits of the words come without this.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(u64::try_from(word).unwrap_or(u64::MAX));
    }
}
