//! A policy file as it was written: nothing resolved, every part with its place.

use super::tree_expr::{CompareOp, Expr};
use super::tree_tests::{AssertDecl, TestDecl};
use crate::source::{FileId, Span, Spanned};
use crate::values::{Burden, Date, LeapBirthday, MonthEnd, Number};

pub type Name = Spanned<String>;
pub type Text = Spanned<String>;

/// One file, cut into its declarations.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    pub file: FileId,
    pub header: Option<Header>,
    pub uses: Vec<Name>,
    pub items: Vec<Item>,
    /// Where each item stands, from its first word to its last brace.
    pub places: Vec<Span>,
    /// The warnings that are meant so, wherever they stand.
    pub allowed: Vec<Allowed>,
    /// Declarations that could not be read, with the names that they would have declared.
    pub broken: Vec<Broken>,
}

/// `allow W0803 "the Act says so"`: a warning that is not to be told of a part of the file.
#[derive(Clone, Debug)]
pub struct Allowed {
    pub code: Text,
    pub reason: Text,
    /// What it is said of.
    pub within: Span,
    pub span: Span,
}

impl Allowed {
    /// Whether it is said of what stands there.
    #[must_use]
    pub fn holds_at(&self, place: Span) -> bool {
        place.file == self.within.file && self.within.start <= place.start && place.end <= self.within.end
    }
}

#[derive(Clone, Debug)]
pub struct Broken {
    pub span: Span,
    /// As far as can be told from the words alone.
    pub names: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    Policy,
    Library,
}

#[derive(Clone, Debug)]
pub struct Header {
    pub kind: HeaderKind,
    pub name: Name,
    pub label: Option<Text>,
    pub jurisdiction: Option<Name>,
    pub in_force: Option<(Spanned<Date>, Option<Spanned<Date>>)>,
    pub as_of: Option<Name>,
    pub leap: LeapBirthday,
    pub month_end: MonthEnd,
    pub annotations: Annotations,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Item {
    Enum(EnumDecl),
    Record(RecordDecl),
    Facts(FactsDecl),
    Finding(FactDecl),
    Parameter(ParameterDecl),
    Table(TableDecl),
    Define(DefineDecl),
    Rule(RuleDecl),
    Score(ScoreDecl),
    Pathway(PathwayDecl),
    Determination(DeterminationDecl),
    Quota(QuotaDecl),
    Calendar(CalendarDecl),
    Exception(ExceptionDecl),
    Test(TestDecl),
    Assert(AssertDecl),
}

/// What every clause may carry.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    pub sources: Vec<Text>,
    pub notes: Vec<Text>,
    /// The words for where the condition does not hold.
    pub failing: Option<Text>,
    /// The days on which it is in force.
    pub time: Option<Time>,
}

/// `from 2023-03-25 through 2024-01-01 by entry_date`: both days are included.
#[derive(Clone, Debug)]
pub struct Time {
    pub from: Option<Spanned<Date>>,
    pub through: Option<Spanned<Date>>,
    /// The fact whose day is held to it, in place of the day whose law applies.
    pub by: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct EnumDecl {
    pub name: Name,
    pub ordered: bool,
    pub label: Option<Text>,
    pub variants: Vec<(Name, Option<Text>)>,
    /// For each variant, how records write it beside its name.
    pub written: Vec<Option<Text>>,
}

#[derive(Clone, Debug)]
pub struct RecordDecl {
    pub name: Name,
    pub label: Option<Text>,
    /// How it is named in explanations, with its fields in braces.
    pub shown: Option<Text>,
    pub fields: Vec<(Name, TypeRef, Option<Text>)>,
    /// The fields that are findings.
    pub findings: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct FactsDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub facts: Vec<FactDecl>,
}

#[derive(Clone, Debug)]
pub struct FactDecl {
    pub id: bool,
    pub name: Name,
    pub type_ref: TypeRef,
    pub label: Option<Text>,
    pub fixed: bool,
    pub presumed: Option<Expr>,
    /// The condition under which it is presumed.
    pub presumed_when: Option<Expr>,
    pub burden: Option<Spanned<Burden>>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub struct TypeRef {
    pub optional: bool,
    pub base: BaseType,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum BaseType {
    Named(Name),
    Money(Name),
    List(Box<BaseType>),
    Ranged { integer: bool, low: Spanned<Number>, high: Spanned<Number> },
}

#[derive(Clone, Debug)]
pub struct ParameterDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub value: ParameterValue,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub enum ParameterValue {
    Is(Expr),
    Dated(Vec<DatedValue>),
}

/// A value with the time in which it is in force.
#[derive(Clone, Debug)]
pub struct DatedValue {
    /// None where the value is repealed.
    pub value: Option<Expr>,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct TableDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub inputs: Vec<(Name, TypeRef)>,
    pub output: TypeRef,
    pub annotations: Annotations,
    /// The file that holds the rows, if they are not written out.
    pub rows_from: Option<Text>,
    /// The input whose least values the cells hold.
    pub reaching: Option<Name>,
    /// The first is the header.
    pub rows: Vec<Row>,
    pub otherwise: Option<Expr>,
}

/// Which days are worked.
#[derive(Clone, Debug)]
pub struct CalendarDecl {
    pub name: Name,
    pub label: Option<Text>,
    /// Each `weekend`, with its days.
    pub weekends: Vec<Spanned<Vec<Name>>>,
    pub holidays: Vec<Holidays>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub enum Holidays {
    Listed(Vec<Spanned<Date>>),
    /// A file, and its rows once it is read; the first is the header.
    File(Text, Vec<Row>),
}

#[derive(Clone, Debug)]
pub struct Row {
    pub cells: Vec<Spanned<Cell>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Cell {
    /// `accompanied: true` in a header.
    Column(Name, Spanned<Pattern>),
    /// The cell of a file: its text, and what it says as a cell of a table if it can be read as one.
    Raw(String, Option<Box<Cell>>),
    Pattern(Pattern),
    Expr(Expr),
}

#[derive(Clone, Debug)]
pub enum Pattern {
    Anything,
    Literal(Expr),
    /// The upper end belongs to the range if `closed`.
    Range {
        low: Expr,
        high: Expr,
        closed: bool,
    },
    Compare(CompareOp, Expr),
    List(Vec<Expr>),
}

#[derive(Clone, Debug)]
pub struct DefineDecl {
    pub name: Name,
    pub inputs: Vec<(Name, TypeRef)>,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub body: DefineBody,
}

#[derive(Clone, Debug)]
pub enum DefineBody {
    Is(Expr),
    Cases { cases: Vec<Case>, otherwise: Option<Box<Otherwise>> },
}

#[derive(Clone, Debug)]
pub struct Case {
    pub when: Expr,
    pub then: Expr,
    pub label: Option<Text>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub struct Otherwise {
    pub value: Expr,
    pub label: Option<Text>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub struct RuleDecl {
    pub name: Name,
    pub inputs: Vec<(Name, TypeRef)>,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub clauses: Vec<Clause>,
    pub unless: Vec<Clause>,
    pub burden: Option<Spanned<Burden>>,
    pub span: Span,
}

/// What decides in place of another provision where it applies.
#[derive(Clone, Debug)]
pub struct ExceptionDecl {
    pub name: Option<Name>,
    pub targets: Vec<Name>,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub despite: Vec<Name>,
    pub burden: Option<Spanned<Burden>>,
    pub effects: Vec<Effect>,
    pub span: Span,
}

/// What an exception says, and when.
#[derive(Clone, Debug)]
pub enum Effect {
    Met(Clause),
    NotMet(Clause),
    Value(Case),
}

/// A condition with what it says, where it comes from, and what defeats it: a `met when`, an
/// `unless`, a limb of `all of`, a requirement or a bar.
#[derive(Clone, Debug)]
pub struct Clause {
    pub condition: Condition,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub unless: Vec<Clause>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Condition {
    Test(Expr),
    AllOf(Vec<Clause>),
    AnyOf(Vec<Clause>),
    AtLeast(Spanned<Number>, Vec<Clause>),
    /// Another pathway's status: `asylum not eligible because late`.
    Status {
        pathway: Name,
        eligible: bool,
        because: Option<Name>,
    },
}

#[derive(Clone, Debug)]
pub struct ScoreDecl {
    pub name: Name,
    pub inputs: Vec<(Name, TypeRef)>,
    pub label: Option<Text>,
    pub body: ScoreBody,
    pub span: Span,
}

#[derive(Clone, Debug, Default)]
pub struct ScoreBody {
    pub at_most: Option<Expr>,
    pub lines: Vec<ScoreLine>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub enum ScoreLine {
    Group {
        name: Name,
        label: Option<Text>,
        when: Option<Expr>,
        body: ScoreBody,
        span: Span,
    },
    Add {
        /// `for a in LIST`: one line for each.
        each: Option<(Name, Expr)>,
        points: Expr,
        when: Option<Expr>,
        label: Option<Text>,
        annotations: Annotations,
        span: Span,
    },
}

#[derive(Clone, Debug)]
pub struct PathwayDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub requires: Vec<Clause>,
    pub bars: Vec<Clause>,
    pub stages: Vec<StageDecl>,
    pub grants: Vec<Grant>,
    pub discretion: Option<Discretion>,
    pub derives: Vec<Derivation>,
    pub places_from: Vec<Name>,
    pub span: Span,
}

/// `derives to d in dependants when CONDITION`: a status for family members.
#[derive(Clone, Debug)]
pub struct Derivation {
    pub member: Name,
    pub list: Expr,
    pub when: Option<Expr>,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub span: Span,
}

/// Requirements and bars that are judged once the stages before are passed.
#[derive(Clone, Debug)]
pub struct StageDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub requires: Vec<Clause>,
    pub bars: Vec<Clause>,
}

/// `may grant asylum by immigration_judge`: whoever meets the rest is referred.
#[derive(Clone, Debug)]
pub struct Discretion {
    pub status: Name,
    pub by: Name,
    pub label: Option<Text>,
    pub annotations: Annotations,
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub status: Name,
    pub duration: Option<Expr>,
    pub conditions: Vec<Name>,
}

#[derive(Clone, Debug)]
pub struct DeterminationDecl {
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub consider: Vec<Name>,
    pub every: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct QuotaDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub places: Option<Expr>,
    pub order: Vec<Key>,
    pub pools: Vec<PoolDecl>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Key {
    pub by: Expr,
    pub descending: bool,
}

#[derive(Clone, Debug)]
pub struct PoolDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub annotations: Annotations,
    pub size: Size,
    pub members: Option<Clause>,
    pub unused: Option<Unused>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Size {
    Rest(Span),
    Places(Expr),
}

#[derive(Clone, Debug)]
pub enum Unused {
    Lapses,
    To(Vec<Name>),
}
