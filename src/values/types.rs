use std::fmt;
use std::sync::Arc;

use super::{Choices, Country, Date, Instant, Interval, Number, Plain, Possible};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub [u8; 3]);

impl Currency {
    /// The currency of an ISO 4217 code in capitals; `None` if there is none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(code)?;
        code.as_bytes().try_into().ok().map(Currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// What an enum of a policy looks like: its name, whether its order means something, its variants.
#[derive(Debug, PartialEq, Eq)]
pub struct EnumShape {
    pub name: String,
    pub ordered: bool,
    /// In the order of declaration, the least first.
    pub variants: Vec<String>,
    /// What a person reads for each variant.
    pub labels: Vec<String>,
    /// How records write each variant beside its name, where the policy says so: a code of a register.
    pub written: Vec<Option<String>>,
}

impl EnumShape {
    /// The variant that a record means by a text: its name, or as it is written there.
    #[must_use]
    pub fn variant(&self, text: &str) -> Option<u16> {
        let named = self.variants.iter().position(|variant| variant == text);
        let at = named.or_else(|| self.written.iter().position(|written| written.as_deref() == Some(text)))?;
        u16::try_from(at).ok()
    }
}

/// What a record looks like whose values stand in lists.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordShape {
    pub name: String,
    /// How one is named for people, with its fields in braces; else by all of them.
    pub shown: Option<String>,
    pub fields: Vec<RecordField>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordField {
    pub name: String,
    pub label: String,
    pub ty: Type,
    pub range: Option<Interval<Number>>,
    /// A judgement that only an officer makes.
    pub is_finding: bool,
}

impl RecordField {
    /// What the field may be while nobody knows it.
    #[must_use]
    pub fn unknown(&self) -> Possible {
        let mut anything = match self.range {
            Some(range) => Possible::from(Plain::Number(range)),
            None => self.ty.anything(),
        };
        anything.none = self.ty.is_optional();
        anything
    }
}

/// The type of an expression, fact or result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Boolean,
    Integer,
    Decimal,
    /// An exact result of division, which only rounding makes a decimal again.
    Fraction,
    Money(Currency),
    /// An amount after a division, which only rounding makes money again.
    MoneyFraction(Currency),
    Date,
    Instant,
    Duration,
    Text,
    Country,
    Enum(Arc<EnumShape>),
    Record(Arc<RecordShape>),
    /// A stretch of days: what `each year of 5 years before D` walks over.
    Window,
    Optional(Box<Type>),
    List(Box<Type>),
    /// The type of the literal `none` alone, before it meets another.
    None,
    /// Something whose own error was reported already; fits everywhere.
    Broken,
}

impl Type {
    /// The type without `optional`.
    #[must_use]
    pub fn plain(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(self, Type::Optional(_) | Type::None)
    }

    #[must_use]
    pub fn optional(self) -> Type {
        match self {
            Type::Optional(_) | Type::None | Type::Broken => self,
            plain => Type::Optional(Box::new(plain)),
        }
    }

    /// A pure number: integer, decimal or fraction.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Integer | Type::Decimal | Type::Fraction)
    }

    /// Every value of the type, as one set: what an unknown of it may be. Without `none`.
    #[must_use]
    pub fn anything(&self) -> Possible {
        let plain = match self.plain() {
            Type::Boolean => return Possible::either(),
            Type::Integer => Plain::Number(Interval::new(Number::integer(i64::MIN), Number::integer(i64::MAX))),
            Type::Decimal | Type::Money(_) => {
                Plain::Number(Interval::new(Number::integer(-LARGEST_AMOUNT), Number::integer(LARGEST_AMOUNT)))
            }
            Type::Fraction | Type::MoneyFraction(_) => Plain::Number(Interval::new(Number::MIN, Number::MAX)),
            Type::Date => Plain::Date(Interval::new(Date::MIN, Date::MAX)),
            Type::Instant => Plain::Instant(Interval::new(Instant::MIN, Instant::MAX)),
            Type::Text => Plain::Text(None),
            Type::Country => Choices::all(Country::count()).map_or(Plain::Nothing, Plain::Choice),
            Type::Enum(shape) => {
                u16::try_from(shape.variants.len()).ok().and_then(Choices::all).map_or(Plain::Nothing, Plain::Choice)
            }
            Type::List(_) => Plain::List(None),
            Type::Record(shape) => Plain::Record(shape.fields.iter().map(RecordField::unknown).collect()),
            Type::Window => Plain::Record(vec![Type::Date.anything(), Type::Date.anything()]),
            // No fact is a duration: all that one may be stands in the policy.
            Type::Duration | Type::Optional(_) | Type::None | Type::Broken => Plain::Nothing,
        };
        Possible::from(plain)
    }
}

/// The largest decimal or amount of money that a record may hold: 10^15, with 9 decimal places.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000_000;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Boolean => f.write_str("boolean"),
            Type::Integer => f.write_str("integer"),
            Type::Decimal => f.write_str("decimal"),
            Type::Fraction => f.write_str("fraction"),
            Type::Money(currency) => write!(f, "money {currency}"),
            Type::MoneyFraction(currency) => write!(f, "fraction of {currency}"),
            Type::Date => f.write_str("date"),
            Type::Instant => f.write_str("instant"),
            Type::Duration => f.write_str("duration"),
            Type::Text => f.write_str("text"),
            Type::Country => f.write_str("country"),
            Type::Enum(shape) => f.write_str(&shape.name),
            Type::Record(shape) => f.write_str(&shape.name),
            Type::Window => f.write_str("window of days"),
            Type::Optional(inner) => write!(f, "optional {inner}"),
            Type::List(inner) => write!(f, "list of {inner}"),
            Type::None => f.write_str("none"),
            Type::Broken => f.write_str("unknown"),
        }
    }
}
