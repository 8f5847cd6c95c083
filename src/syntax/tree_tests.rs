//! Tests and assertions as they were written.

use super::tree::{Annotations, Name, Text};
use super::tree_expr::Expr;
use crate::source::{Span, Spanned};
use crate::values::{Date, Number};

/// An example that must hold: an applicant, and what is decided of them.
#[derive(Clone, Debug)]
pub struct TestDecl {
    pub name: Text,
    pub annotations: Annotations,
    /// The day of the run.
    pub on: Option<Spanned<Date>>,
    /// The evidence is closed: what is unknown counts against whoever has the burden.
    pub closed: bool,
    /// The test whose facts it starts from.
    pub like: Option<Text>,
    pub given: Vec<(Name, Given)>,
    pub expect: Vec<Spanned<Expectation>>,
}

/// The value that a test gives a fact.
#[derive(Clone, Debug)]
pub enum Given {
    /// Nobody knows it, whatever the test before says.
    Unknown,
    Value(Expr),
    Record(Vec<(Name, Given)>),
    List(Vec<Vec<(Name, Given)>>, Span),
}

/// What must hold for every applicant.
#[derive(Clone, Debug)]
pub struct AssertDecl {
    pub name: Text,
    pub annotations: Annotations,
    pub expect: Vec<Spanned<Expectation>>,
}

#[derive(Clone, Debug)]
pub enum Expectation {
    /// So many family members have the pathway's status.
    Derives { pathway: Name, count: Spanned<Number> },
    /// `outcome granted by parole`
    Outcome { outcome: Spanned<String>, by: Option<Name> },
    /// `needs [passport_expiry]`
    Needs(Vec<Name>),
    /// `parole not eligible because crossed_irregularly`, `timely met`
    Standing { of: Name, negated: bool, standing: Standing, because: Option<Name> },
    /// `crs is 470`
    Holds(Expr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Eligible,
    Undetermined,
    Referred,
    Met,
    Unknown,
}
