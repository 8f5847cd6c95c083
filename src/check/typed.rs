//! Expressions whose names are resolved and whose types are known.

use super::policy::{Define, Fact, Parameter, Rule, Score, Words};
use crate::source::{Id, Span};
use crate::values::{Operation, Type, Value};

/// An expression whose type is known.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Literal(Value),
    Fact(Id<Fact>),
    Parameter(Id<Parameter>),
    Define(Id<Define>),
    Rule(Id<Rule>),
    Score(Id<Score>),
    /// The day whose law applies.
    AsOf,
    Apply(Operation, Vec<Expr>),
    /// One name declared for several times: the first that is in force.
    Versions(Vec<(Expr, Expr)>),
    /// The element that a call over a list is at; the outermost call is 0.
    Local(usize),
    /// What the elements of a list give: a list of records without names.
    Collect(Box<Expr>, Vec<Expr>),
    /// A declared value as of another day.
    On(Box<Expr>, Box<Expr>),
    /// A definition or rule with inputs, with what it says of these.
    Called(Box<Called>),
    /// A part of a provision with inputs, or of what is asked of each element of a list: worth what
    /// it holds.
    Watched(Box<Watched>),
}

/// A part that is not kept as one, with how it shows whether it is reached.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The place of the part.
    pub part: Span,
    pub in_force: Option<Expr>,
    pub how: How,
    pub of: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It holds where the expression is true.
    Holds,
    /// It is taken with the expression, whatever that is.
    Always,
    /// The expression is `if CASE then … else REST`, and the rest is what stands behind.
    Case,
    /// It is taken where no case before it is.
    Otherwise,
}

#[derive(Clone, Debug)]
pub struct Called {
    pub name: String,
    /// A rule, which is not met on a day on which it is not in force.
    pub rule: bool,
    pub words: Words,
    pub body: Expr,
    /// Something that it is given depends on the day whose law applies.
    pub given_by_day: bool,
}

impl Expr {
    /// What stands where an expression has an error of its own.
    #[must_use]
    pub fn broken(span: Span) -> Expr {
        Expr { kind: ExprKind::Literal(Value::None), ty: Type::Broken, span }
    }

    /// The expressions that it is made of, the body of what it calls included, in their order.
    #[must_use]
    pub fn inner(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Apply(_, operands) => operands.iter().collect(),
            ExprKind::Versions(versions) => versions.iter().flat_map(|(force, value)| [force, value]).collect(),
            ExprKind::Collect(list, gives) => std::iter::once(list.as_ref()).chain(gives).collect(),
            ExprKind::On(value, day) => vec![value.as_ref(), day.as_ref()],
            ExprKind::Called(called) => vec![&called.body],
            ExprKind::Watched(watched) => vec![&watched.of],
            ExprKind::Literal(_)
            | ExprKind::Fact(_)
            | ExprKind::Parameter(_)
            | ExprKind::Define(_)
            | ExprKind::Rule(_)
            | ExprKind::Score(_)
            | ExprKind::AsOf
            | ExprKind::Local(_) => Vec::new(),
        }
    }

    /// The innermost element of a list that it reads, counted from the outermost call.
    #[must_use]
    pub fn innermost(&self) -> Option<usize> {
        match &self.kind {
            ExprKind::Local(level) => Some(*level),
            _ => self.inner().into_iter().filter_map(Expr::innermost).max(),
        }
    }

    /// The same as a part that is watched.
    #[must_use]
    pub fn watched(self, part: Span, in_force: Option<Expr>, how: How) -> Expr {
        let (ty, span) = (self.ty.clone(), self.span);
        Expr { kind: ExprKind::Watched(Box::new(Watched { part, in_force, how, of: self })), ty, span }
    }

    #[must_use]
    pub fn reads_an_element(&self) -> bool {
        self.innermost().is_some()
    }
}
