/// A set of variants of an enum, or of countries, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices(Repr);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    One(u16),
    /// Bit sets of 64; never with fewer than two members.
    Some(Box<[u64]>),
}

impl Choices {
    #[must_use]
    pub fn one(variant: u16) -> Choices {
        Choices(Repr::One(variant))
    }

    /// The set of these; `None` if there are none.
    #[must_use]
    pub fn from_members(members: impl IntoIterator<Item = u16>) -> Option<Choices> {
        let mut words: Vec<u64> = Vec::new();
        for member in members {
            let (at, bit) = (usize::from(member / 64), u32::from(member % 64));
            if words.len() <= at {
                words.resize(at.saturating_add(1), 0);
            }
            if let Some(word) = words.get_mut(at) {
                *word |= 1_u64.wrapping_shl(bit);
            }
        }
        let count: u32 = words.iter().map(|word| word.count_ones()).sum();
        match count {
            0 => None,
            1 => members_of(&words).next().map(Choices::one),
            _ => Some(Choices(Repr::Some(words.into()))),
        }
    }

    /// The numbers below `count`; `None` if there are none.
    #[must_use]
    pub fn all(count: u16) -> Option<Choices> {
        Choices::from_members(0..count)
    }

    #[must_use]
    pub fn single(&self) -> Option<u16> {
        match self.0 {
            Repr::One(variant) => Some(variant),
            Repr::Some(_) => None,
        }
    }

    #[must_use]
    pub fn contains(&self, variant: u16) -> bool {
        match &self.0 {
            Repr::One(only) => *only == variant,
            Repr::Some(words) => words
                .get(usize::from(variant / 64))
                .is_some_and(|word| word & 1_u64.wrapping_shl(u32::from(variant % 64)) != 0),
        }
    }

    pub fn members(&self) -> impl Iterator<Item = u16> + '_ {
        let (one, some) = match &self.0 {
            Repr::One(only) => (Some(*only), None),
            Repr::Some(words) => (None, Some(members_of(words))),
        };
        one.into_iter().chain(some.into_iter().flatten())
    }

    #[must_use]
    pub fn intersects(&self, other: &Choices) -> bool {
        self.members().any(|member| other.contains(member))
    }

    #[must_use]
    pub fn union(&self, other: &Choices) -> Choices {
        if self == other {
            return self.clone();
        }
        Choices::from_members(self.members().chain(other.members())).unwrap_or_else(|| self.clone())
    }

    #[must_use]
    pub fn least(&self) -> u16 {
        self.members().next().unwrap_or(0)
    }

    #[must_use]
    pub fn greatest(&self) -> u16 {
        self.members().last().unwrap_or(u16::MAX)
    }
}

fn members_of(words: &[u64]) -> impl Iterator<Item = u16> + '_ {
    words.iter().zip(0_u16..).flat_map(|(word, at)| {
        (0_u16..64)
            .filter(move |bit| word & 1_u64.wrapping_shl(u32::from(*bit)) != 0)
            .map(move |bit| at.saturating_mul(64).saturating_add(bit))
    })
}
