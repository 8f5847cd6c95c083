/// All values from `low` to `high`, both included; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval<T> {
    pub low: T,
    pub high: T,
}

impl<T: Ord + Copy> Interval<T> {
    /// The ends may come in either order.
    #[must_use]
    pub fn new(one: T, other: T) -> Self {
        Interval { low: one.min(other), high: one.max(other) }
    }

    #[must_use]
    pub fn only(value: T) -> Self {
        Interval { low: value, high: value }
    }

    /// The value, if there is just one.
    #[must_use]
    pub fn single(&self) -> Option<T> {
        (self.low == self.high).then_some(self.low)
    }

    /// The least interval that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Interval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        self.low <= value && value <= self.high
    }
}
