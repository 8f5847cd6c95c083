//! Chance that is the same on every machine: SplitMix64 (Steele, Lea and Flood 2014).

/// Numbers drawn from a seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// Any 64 bits, each as likely as the others.
    pub fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`; 0 if there is none. The remainder favours small numbers by
    /// less than one in 2^64 divided by `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next_bits().checked_rem(end).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low).saturating_add(1);
        low.min(high).saturating_add_unsigned(self.below(width))
    }

    /// True in `part` of `whole` draws.
    pub fn happens(&mut self, part: u64, whole: u64) -> bool {
        self.below(whole) < part
    }

    /// One of these; `None` if there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(from.len()).unwrap_or(u64::MAX));
        from.get(usize::try_from(at).unwrap_or(0))
    }

    /// The places of so many things, in a drawn order.
    pub fn order(&mut self, many: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..many).collect();
        for last in (1..many).rev() {
            let other = self.below(u64::try_from(last).unwrap_or(0).saturating_add(1));
            places.swap(last, usize::try_from(other).unwrap_or(0));
        }
        places
    }
}
