use std::cmp::Ordering;
use std::fmt;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};

/// An exact number: a fraction in lowest terms whose parts fit 127 bits and a sign.
///
/// Integers, decimals and amounts of money are all numbers; their types say which fractions they
/// may be. Every operation is exact or `None` (it does not fit), never rounded unasked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(Ratio<i128>);

/// How a fraction becomes a decimal of so many places. The policy names it; nothing is a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// To the nearest, a half away from zero.
    HalfUp,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
}

impl Number {
    pub const ZERO: Number = Number(Ratio::new_raw(0, 1));
    pub const ONE: Number = Number(Ratio::new_raw(1, 1));
    /// The least number there is; one less overflows.
    pub const MIN: Number = Number(Ratio::new_raw(-i128::MAX, 1));
    /// The greatest number there is.
    pub const MAX: Number = Number(Ratio::new_raw(i128::MAX, 1));

    #[must_use]
    pub fn integer(value: i64) -> Number {
        Number(Ratio::new_raw(i128::from(value), 1))
    }

    /// A whole number of units of so many decimal places: 1250 with 2 places is 12.5.
    #[must_use]
    pub fn scaled(units: i64, places: u32) -> Option<Number> {
        if places == 0 {
            return Some(Number::integer(units));
        }
        Some(Number(Ratio::new(i128::from(units), 10_i128.checked_pow(places)?)))
    }

    /// How many units of so many decimal places it is, if it is a whole number of them and fits.
    #[must_use]
    pub fn units(&self, places: u32) -> Option<i64> {
        let scale = 10_i128.checked_pow(places)?;
        let (whole, rest) = (scale.checked_div(*self.0.denom())?, scale.checked_rem(*self.0.denom())?);
        if rest != 0 {
            return None;
        }
        i64::try_from(self.0.numer().checked_mul(&whole)?).ok()
    }

    /// Reads `[-]digits[.digits]`, with `_` allowed between digits; at most 30 digits in all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_digit())
                && part.ends_with(|c: char| c.is_ascii_digit())
                && part.chars().all(|c| c.is_ascii_digit() || c == '_')
        };
        if !plain(whole) || !plain(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let both: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
        if both.trim_start_matches('0').len() > 30 {
            return None;
        }
        let places = u32::try_from(fraction.chars().filter(char::is_ascii_digit).count()).ok()?;
        let scaled: i128 = both.parse().ok()?;
        let value = Ratio::new(scaled, 10_i128.checked_pow(places)?);
        let value = Number(value);
        Some(if negative { value.negate() } else { value })
    }

    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// The whole number that it is, if it is one and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_integer() { i64::try_from(*self.0.numer()).ok() } else { None }
    }

    #[must_use]
    pub fn is_negative(&self) -> bool {
        *self.0.numer() < 0
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self.0.numer() == 0
    }

    #[must_use]
    pub fn plus(self, other: Number) -> Option<Number> {
        if self.is_integer() && other.is_integer() {
            return whole(self.0.numer().checked_add(other.0.numer())?);
        }
        self.0.checked_add(&other.0).and_then(Number::fitting)
    }

    #[must_use]
    pub fn minus(self, other: Number) -> Option<Number> {
        if self.is_integer() && other.is_integer() {
            return whole(self.0.numer().checked_sub(other.0.numer())?);
        }
        self.0.checked_sub(&other.0).and_then(Number::fitting)
    }

    #[must_use]
    pub fn multiply(self, other: Number) -> Option<Number> {
        if self.is_integer() && other.is_integer() {
            return whole(self.0.numer().checked_mul(other.0.numer())?);
        }
        self.0.checked_mul(&other.0).and_then(Number::fitting)
    }

    /// `None` also when `other` is zero.
    #[must_use]
    pub fn divide(self, other: Number) -> Option<Number> {
        if other.is_zero() { None } else { self.0.checked_div(&other.0).and_then(Number::fitting) }
    }

    #[must_use]
    pub fn negate(self) -> Number {
        // The least numerator is never held, so its negative fits.
        Number(Ratio::new_raw(self.0.numer().wrapping_neg(), *self.0.denom()))
    }

    /// Rounded to `places` decimal places, 0 to 18; `None` if it does not fit.
    #[must_use]
    pub fn round(self, mode: Rounding, places: u32) -> Option<Number> {
        let scale = Ratio::from_integer(10_i128.checked_pow(places.min(18))?);
        let scaled = self.0.checked_mul(&scale)?;
        let toward_zero = scaled.trunc();
        let rest = scaled.checked_sub(&toward_zero)?;
        let twice = rest.numer().unsigned_abs().checked_mul(2)?.cmp(&rest.denom().unsigned_abs());
        let away = match (mode, twice) {
            _ if *rest.numer() == 0 => false,
            (Rounding::Down, _) => false,
            (Rounding::Up, _) => true,
            (_, Ordering::Greater) => true,
            (_, Ordering::Less) => false,
            (Rounding::HalfUp, Ordering::Equal) => true,
            (Rounding::HalfEven, Ordering::Equal) => toward_zero.numer().rem_euclid(2) == 1,
        };
        let step = Ratio::from_integer(if !away {
            0
        } else if *self.0.numer() < 0 {
            -1
        } else {
            1
        });
        Some(Number(toward_zero.checked_add(&step)?.checked_div(&scale)?))
    }

    /// The most decimal places that it needs, or `None` if no decimal is exactly it (one third).
    #[must_use]
    pub fn decimal_places(&self) -> Option<u32> {
        let mut rest = *self.0.denom();
        let (mut twos, mut fives) = (0_u32, 0_u32);
        while rest % 2 == 0 {
            rest /= 2;
            twos = twos.saturating_add(1);
        }
        while rest % 5 == 0 {
            rest /= 5;
            fives = fives.saturating_add(1);
        }
        (rest == 1).then_some(twos.max(fives))
    }

    fn fitting(value: Ratio<i128>) -> Option<Number> {
        (*value.numer() != i128::MIN).then_some(Number(value))
    }
}

/// A whole number without looking for common factors, of which it has none.
fn whole(value: i128) -> Option<Number> {
    (value != i128::MIN).then_some(Number(Ratio::new_raw(value, 1)))
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0.denom() == other.0.denom() { self.0.numer().cmp(other.0.numer()) } else { self.0.cmp(&other.0) }
    }
}

impl fmt::Display for Number {
    /// A decimal where one is exact (`38700`, `0.07`), else a fraction (`1/3`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = self.decimal_places().and_then(|places| {
            let scaled = self.0.checked_mul(&Ratio::from_integer(10_i128.checked_pow(places)?))?;
            Some((scaled.to_integer(), usize::try_from(places).ok()?))
        });
        match exact {
            Some((scaled, 0)) => write!(f, "{scaled}"),
            Some((scaled, places)) => {
                let width = places.saturating_add(1);
                let digits = format!("{:0>width$}", scaled.unsigned_abs());
                let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
                write!(f, "{}{whole}.{fraction}", if scaled < 0 { "-" } else { "" })
            }
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
