//! A policy whose names are resolved and whose types are known: what `check` proves and `plan` takes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parts::Part;
pub use super::typed::{Called, Expr, ExprKind, How, Watched};
use crate::source::{Arena, Id, Span};
use crate::values::{Burden, Country, Date, Interval, LeapBirthday, MonthEnd, Number, Plain, Possible, Type, Value};

/// A policy without errors.
#[derive(Clone, Debug)]
pub struct CheckedPolicy {
    pub header: PolicyHeader,
    pub facts: Arena<Fact>,
    pub parameters: Arena<Parameter>,
    pub defines: Arena<Define>,
    pub rules: Arena<Rule>,
    pub exceptions: Arena<Exception>,
    pub scores: Arena<Score>,
    pub pathways: Arena<Pathway>,
    /// The pathways that are declared for several times, by the first of them.
    pub pathway_versions: BTreeMap<Id<Pathway>, Vec<Id<Pathway>>>,
    pub quotas: Arena<Quota>,
    pub determination: Determination,
    pub tests: Vec<Test>,
    pub assertions: Vec<Assertion>,
    /// The values in labels, which stand there as `{#NUMBER}`.
    pub values: Vec<Expr>,
    /// The provisions that hold values, each after all that it reads.
    pub order: Vec<Provision>,
    /// What of it and of what it uses can be reached, in reading order.
    pub parts: Vec<Part>,
}

/// A declaration that holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provision {
    Parameter(Id<Parameter>),
    Define(Id<Define>),
    Rule(Id<Rule>),
    Score(Id<Score>),
}

#[derive(Clone, Debug)]
pub struct PolicyHeader {
    pub name: String,
    pub label: Option<String>,
    pub jurisdiction: Option<Country>,
    /// First and last day on which the policy decides anything.
    pub in_force: Option<(Date, Option<Date>)>,
    /// The fact whose day's law applies; without one it is the run's day.
    pub as_of: Option<Id<Fact>>,
    pub leap: LeapBirthday,
    pub month_end: MonthEnd,
    pub words: Words,
    pub span: Span,
}

/// What a clause says for people: its label, its sources in law, its notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub label: Option<String>,
    /// What it says where the condition does not hold.
    pub failing: Option<String>,
    pub sources: Vec<String>,
    pub notes: Vec<String>,
}

/// Something about an applicant: read from the record, or found by an officer.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The column's name; a field of a record is `first_test.listening`.
    pub path: String,
    pub ty: Type,
    pub range: Option<Interval<Number>>,
    pub words: Words,
    pub is_id: bool,
    /// A judgement that only an officer makes.
    pub is_finding: bool,
    /// The person cannot change it.
    pub fixed: bool,
    /// Taken while the fact is unknown.
    pub presumed: Option<Value>,
    /// The condition under which it is presumed.
    pub presumed_when: Option<Expr>,
    pub burden: Option<Burden>,
    /// Says only whether there is such a record: the fact of an `optional` record itself.
    pub is_presence: bool,
    pub span: Span,
}

impl Fact {
    /// All that it may be at all.
    #[must_use]
    pub fn anything(&self) -> Possible {
        let mut anything = match self.range {
            Some(range) => Possible::from(Plain::Number(range)),
            None if self.is_presence => Possible::from(true),
            None => self.ty.anything(),
        };
        anything.none = self.ty.is_optional();
        anything
    }
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub words: Words,
    /// Whether it is in force, where it says when.
    pub in_force: Option<Expr>,
    pub ty: Type,
    pub exceptions: Vec<Id<Exception>>,
    /// In the order of their times; one without a time if the parameter has none.
    pub values: Vec<ParameterValue>,
    pub span: Span,
}

/// A value with the days on which it is in force.
#[derive(Clone, Debug)]
pub struct ParameterValue {
    pub in_force: Option<Expr>,
    pub value: Expr,
    pub words: Words,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Define {
    pub name: String,
    pub words: Words,
    /// Whether it is in force, where it says when.
    pub in_force: Option<Expr>,
    pub body: DefineBody,
    pub exceptions: Vec<Id<Exception>>,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum DefineBody {
    Is(Expr),
    /// The first case that holds; then what is said of all who are left.
    Cases {
        cases: Vec<Case>,
        last: Last,
    },
}

/// What stands after the cases of a definition.
#[derive(Clone, Debug)]
pub enum Last {
    Otherwise(Expr, Words, Span),
    /// No value: the cases leave nobody out. A fault on a day out of the policy's time, where they may.
    Nobody(Expr),
}

impl Last {
    #[must_use]
    pub fn value(&self) -> &Expr {
        match self {
            Last::Otherwise(value, ..) | Last::Nobody(value) => value,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Case {
    pub in_force: Option<Expr>,
    pub when: Expr,
    pub then: Expr,
    pub words: Words,
    /// Where its condition is written.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    pub words: Words,
    /// Whether it is in force, where it says when.
    pub in_force: Option<Expr>,
    /// Met if one of these is, and none of `unless`, but for exceptions.
    pub alternatives: Vec<Clause>,
    pub unless: Vec<Clause>,
    pub exceptions: Vec<Id<Exception>>,
    pub burden: Option<Burden>,
    pub span: Span,
}

/// What decides in place of another provision where it applies.
#[derive(Clone, Debug)]
pub struct Exception {
    pub name: String,
    pub words: Words,
    pub in_force: Option<Expr>,
    /// Those that do not apply where this one does.
    pub despite: Vec<Id<Exception>>,
    /// Exceptions to the exception itself.
    pub exceptions: Vec<Id<Exception>>,
    /// Who must prove that it applies, or does not.
    pub burden: Option<Burden>,
    pub effects: Vec<Effect>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Effect {
    /// The rule is met, or not, where the clause is.
    Rule(bool, Clause),
    /// The value is this, where the case holds.
    Value(Case),
}

impl Effect {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Effect::Rule(_, clause) => clause.span,
            Effect::Value(case) => case.when.span.to(case.then.span),
        }
    }
}

/// A condition with its words and what defeats it.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What reports call it: the name that it tests, else its label, else its text.
    pub key: String,
    /// Whether it is in force, where it says when; a clause that is not is absent.
    pub in_force: Option<Expr>,
    pub condition: Condition,
    pub words: Words,
    pub unless: Vec<Clause>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Condition {
    Test(Expr),
    AllOf(Vec<Clause>),
    AnyOf(Vec<Clause>),
    AtLeast(usize, Vec<Clause>),
    /// Another pathway's status, and the clause that must be what decides.
    Status {
        pathway: Id<Pathway>,
        eligible: bool,
        because: Option<String>,
    },
}

#[derive(Clone, Debug)]
pub struct Score {
    pub name: String,
    pub words: Words,
    /// Whether it stands for something only where it is called.
    pub has_inputs: bool,
    pub in_force: Option<Expr>,
    pub body: ScoreBody,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct ScoreBody {
    pub at_most: Option<Expr>,
    pub lines: Vec<ScoreLine>,
}

#[derive(Clone, Debug)]
pub struct ScoreLine {
    /// A group's name, or the line's label or text.
    pub key: String,
    pub words: Words,
    pub in_force: Option<Expr>,
    pub when: Option<Expr>,
    pub points: Points,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Points {
    Add(Expr),
    Group(ScoreBody),
}

#[derive(Clone, Debug)]
pub struct Pathway {
    pub name: String,
    pub words: Words,
    pub requires: Vec<Clause>,
    pub bars: Vec<Clause>,
    /// Which of the requirements and bars are judged together, in order; those before any stage first.
    pub stages: Vec<Stage>,
    pub grants: Vec<Grant>,
    pub discretion: Option<Discretion>,
    /// Whose family members have the status too.
    pub derives: Vec<Derivation>,
    pub in_force: Option<Expr>,
    pub quotas: Vec<Id<Quota>>,
    pub span: Span,
}

/// Requirements and bars by their places in the pathway.
#[derive(Clone, Debug)]
pub struct Stage {
    pub name: Option<String>,
    /// Where its name stands, if it has one.
    pub span: Option<Span>,
    pub words: Words,
    pub requires: Range<usize>,
    pub bars: Range<usize>,
}

/// Family members who have the applicant's status where a condition holds.
#[derive(Clone, Debug)]
pub struct Derivation {
    pub words: Words,
    /// The list of them, with whether each may derive it.
    pub members: Expr,
    pub span: Span,
}

/// Who may grant what to those who meet the rest.
#[derive(Clone, Debug)]
pub struct Discretion {
    pub status: String,
    pub by: String,
    pub words: Words,
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub status: String,
    pub duration: Option<Expr>,
    pub conditions: Vec<String>,
}

/// The order in which pathways count.
#[derive(Clone, Debug)]
pub struct Determination {
    pub words: Words,
    pub consider: Vec<Id<Pathway>>,
    /// Every eligible pathway is granted, not only the first.
    pub every: bool,
}

#[derive(Clone, Debug)]
pub struct Quota {
    pub name: String,
    pub words: Words,
    pub places: u64,
    /// Without the last key, which is always the applicant's id.
    pub order: Vec<Key>,
    /// The words of all keys, for people.
    pub order_text: String,
    pub pools: Vec<Pool>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Key {
    pub by: Expr,
    pub descending: bool,
}

#[derive(Clone, Debug)]
pub struct Pool {
    pub name: String,
    pub words: Words,
    pub size: u64,
    pub members: Option<Clause>,
    /// The later pools that get what is left, in order; none if it lapses.
    pub unused_to: Vec<usize>,
    pub span: Span,
}

/// An example that must hold.
#[derive(Clone, Debug)]
pub struct Test {
    pub name: String,
    pub words: Words,
    /// The day of the run.
    pub on: Option<Date>,
    pub closed: bool,
    /// One for each fact, in order; `None` is unknown.
    pub facts: Vec<Option<Value>>,
    pub expect: Vec<Expected>,
    pub span: Span,
}

/// What must hold for every applicant.
#[derive(Clone, Debug)]
pub struct Assertion {
    pub name: String,
    pub words: Words,
    pub expect: Vec<Expected>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Expected {
    pub kind: ExpectedKind,
    /// As it was written.
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExpectedKind {
    /// The applicant's outcome in a word, and the pathway that it is by.
    Outcome {
        outcome: String,
        by: Option<Id<Pathway>>,
    },
    /// Just these missing facts are needed.
    Needs(Vec<Id<Fact>>),
    /// So many family members have the pathway's status.
    Derives {
        pathway: Id<Pathway>,
        count: usize,
    },
    /// A pathway's status, and the clause that must be among those that decide.
    Pathway {
        pathway: Id<Pathway>,
        status: ExpectedStatus,
        because: Option<String>,
    },
    NotMet(Expr),
    /// The value is open.
    Unknown(Expr),
    Holds(Expr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedStatus {
    Eligible,
    NotEligible,
    Undetermined,
    Referred,
}
