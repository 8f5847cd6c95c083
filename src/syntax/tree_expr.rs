//! Expressions as they were written.

use super::tree::Name;
use crate::source::Span;
use crate::values::{Date, Duration, Instant, Number, Unit};

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Boolean(bool),
    /// A number, and whether it was written with a point or `%`.
    Number {
        value: Number,
        decimal: bool,
        percent: bool,
    },
    Money(Number, Name),
    Date(Date),
    Instant(Instant),
    Duration(Duration),
    /// `30 working days in comar`
    Working(i64, Name),
    Text(String),
    None,
    /// Three capitals: a country.
    Code(String),
    /// A fact, parameter, definition, rule, score or variant, as the context has it.
    Name(String),
    Field(Box<Expr>, Name),
    Call(Name, Vec<Expr>),
    /// A call over the elements of lists: `any(x in L where C)`, `days_covered(…)`.
    Gather(Name, Vec<Argument>),
    /// `each year of 5 years before D`: the length is a literal or names a parameter.
    EachOf(Unit, Box<Expr>, Box<Expr>),
    List(Vec<Expr>),
    AsOf,
    Not(Box<Expr>),
    Negate(Box<Expr>),
    /// Two or more.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    In {
        item: Box<Expr>,
        list: Box<Expr>,
        negated: bool,
    },
    Between {
        item: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    IsNone {
        item: Box<Expr>,
        negated: bool,
    },
    Else(Box<Expr>, Box<Expr>),
    Arithmetic(ArithmeticOp, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Elapsed(Unit, Box<Expr>, Box<Expr>),
    /// `working days from A to B in comar`
    Worked(Box<Expr>, Box<Expr>, Name),
    /// `E on D`: a declared value as of another day.
    On(Box<Expr>, Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    Is,
    IsNot,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// What stands between the parentheses of a call over lists.
#[derive(Clone, Debug)]
pub enum Argument {
    /// `x in L`, with what is asked of the elements and what they must have.
    Of {
        expr: Expr,
        condition: Option<Expr>,
        has: Option<Expr>,
    },
    /// `E for x in L where C`
    For {
        value: Expr,
        binder: Box<Binder>,
    },
    /// `p.start through p.end for p in L where C`; `also in` before it for days that must be in both.
    Periods {
        also: bool,
        start: Expr,
        end: Expr,
        through: bool,
        binder: Box<Binder>,
    },
    Weight(Expr),
    Within(Window),
    InAny(Expr, Expr),
}

/// `for x in L where C`
#[derive(Clone, Debug)]
pub struct Binder {
    pub name: Name,
    pub list: Expr,
    pub condition: Option<Expr>,
}

#[derive(Clone, Debug)]
pub enum Window {
    /// `5 years before D`
    Before(Expr, Expr),
    /// One of `each year of 5 years before D`.
    Is(Expr),
}
