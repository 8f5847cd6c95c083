use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::check::{Discretion, ExpectedStatus, Fact, Part, Words};
use crate::source::{Arena, Id, Span};
use crate::values::{Country, Date, Operation, Possible, Type, Value};

pub type NodeId = Id<Node>;

/// What runs: nodes in an order in which each stands after those it reads, and the clauses of the
/// policy with the nodes that hold their values.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    pub words: Words,
    pub jurisdiction: Option<Country>,
    /// First and last day on which the policy decides anything.
    pub in_force: Option<(Date, Option<Date>)>,
    /// The fact whose day's law applies; without one it is the run's day.
    pub as_of: Option<Id<Fact>>,
    /// Whether any result depends on the day whose law applies.
    pub reads_as_of: bool,
    pub facts: Arena<Fact>,
    /// What an unknown fact may be, for each fact in order.
    pub unknown: Vec<Possible>,
    pub nodes: Arena<Node>,
    /// What an open node counts as once the evidence is closed, for each node that has a burden.
    pub closed: BTreeMap<NodeId, bool>,
    pub parameters: Arena<ParameterPlan>,
    pub defines: Arena<DefinePlan>,
    pub rules: Arena<RulePlan>,
    pub exceptions: Arena<ExceptionPlan>,
    pub scores: Arena<ScorePlan>,
    /// The scores that a determination shows, in the order of their declarations.
    pub columns: Vec<ScoreColumn>,
    pub pathways: Vec<PathwayPlan>,
    pub quotas: Vec<QuotaPlan>,
    /// The places of the pathways in the order in which they count; of several declarations of one
    /// name the first.
    pub consider: Vec<usize>,
    pub grant_every: bool,
    pub determination: Words,
    pub tests: Vec<TestPlan>,
    pub assertions: Vec<AssertionPlan>,
    /// The values in labels, by their numbers there.
    pub values: Vec<Term>,
    /// What of it and of what it uses can be reached, in reading order.
    pub parts: Vec<Part>,
    /// How it shows that a part is reached, but for rows of tables.
    pub watches: Vec<Watch>,
    /// Of whom a table is asked that is declared for several times, by the nodes that look it up.
    pub asked: BTreeMap<NodeId, Asked>,
    pub read: Read,
}

/// What the policy reads of itself and of what it uses.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// What a result may turn on.
    pub nodes: BTreeSet<NodeId>,
    /// By their places in the plan's list.
    pub parts: BTreeSet<usize>,
}

/// How it shows that a part of the policy is reached: by the values of nodes that stand where the
/// watch does, in the plan or in a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Watch {
    /// By its place in the plan's list.
    pub part: usize,
    pub asked: Asked,
    /// Where it is asked, it holds with this; without it, always.
    pub condition: Option<NodeId>,
}

/// Of whom something is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Not where one of these is false.
    pub given: Vec<NodeId>,
    /// Not where one of these is true.
    pub after: Vec<NodeId>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: NodeKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum NodeKind {
    Constant(Possible),
    Fact(Id<Fact>),
    /// A fact that is presumed, while it is unknown, where the condition holds.
    Presumed(Id<Fact>, NodeId),
    /// The day whose law applies.
    AsOf,
    Apply(Operation, Vec<NodeId>),
    /// What each element of a list gives.
    Collect(NodeId, Arc<Body>),
    /// Inside a body: a node of what stands around it.
    Outer(NodeId),
    /// Inside a body: the element.
    Element,
}

/// What is worked out for each element of a list.
#[derive(Clone, Debug)]
pub struct Body {
    pub nodes: Arena<Node>,
    pub gives: Vec<NodeId>,
    pub watches: Vec<Watch>,
    pub asked: BTreeMap<NodeId, Asked>,
    /// What an element may be of which nothing is known.
    pub unknown: Possible,
}

/// A parameter with its node.
#[derive(Clone, Debug)]
pub struct ParameterPlan {
    pub name: String,
    pub words: Words,
    pub ty: Type,
    pub node: NodeId,
    pub exceptions: Vec<Id<ExceptionPlan>>,
    /// Its values, each with whether it is in force, where it says when.
    pub values: Vec<(Option<NodeId>, NodeId, Words)>,
}

/// A value as it was written: what a clause tests, down to the facts.
#[derive(Clone, Debug)]
pub struct Term {
    pub node: NodeId,
    pub what: What,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum What {
    Literal,
    Fact(Id<Fact>),
    Parameter(Id<ParameterPlan>),
    Define(Id<DefinePlan>),
    Rule(Id<RulePlan>),
    Score(Id<ScorePlan>),
    AsOf,
    Apply(Operation, Vec<Term>),
    /// One name declared for several times: each with whether it is in force.
    Versions(Vec<(Term, Term)>),
    /// The element that a call over a list is at.
    Local,
    Collect(Box<Collected>),
    /// A declared value as of another day.
    On(Box<Term>, Box<Term>),
    /// A definition or rule with inputs, with what it says of these.
    Called {
        name: String,
        /// A rule, which is not met where it is not in force.
        rule: bool,
        words: Words,
        body: Box<Term>,
    },
}

/// A list gone through, with what is asked of each element: terms of the body's nodes.
#[derive(Clone, Debug)]
pub struct Collected {
    pub list: Term,
    pub gives: Vec<Term>,
    pub body: Arc<Body>,
}

#[derive(Clone, Debug)]
pub struct DefinePlan {
    pub name: String,
    /// It stands in the body of a call over a list, read as of the day of an element: its nodes are
    /// of that body.
    pub inside: bool,
    pub words: Words,
    pub ty: Type,
    pub node: NodeId,
    pub exceptions: Vec<Id<ExceptionPlan>>,
    pub body: DefineBody,
}

#[derive(Clone, Debug)]
pub enum DefineBody {
    Is(Term),
    Cases { cases: Vec<CasePlan>, otherwise: Option<(Term, Words)> },
}

#[derive(Clone, Debug)]
pub struct CasePlan {
    pub in_force: Option<NodeId>,
    pub when: Term,
    pub then: Term,
    pub words: Words,
}

#[derive(Clone, Debug)]
pub struct RulePlan {
    pub name: String,
    /// It stands in the body of a call over a list, read as of the day of an element: its nodes are
    /// of that body.
    pub inside: bool,
    pub words: Words,
    pub node: NodeId,
    pub alternatives: Vec<ClausePlan>,
    pub unless: Vec<ClausePlan>,
    pub exceptions: Vec<Id<ExceptionPlan>>,
    pub span: Span,
}

/// What decides in place of another provision where it applies.
#[derive(Clone, Debug)]
pub struct ExceptionPlan {
    pub name: String,
    /// It stands in the body of a call over a list, read as of the day of an element: its nodes are
    /// of that body.
    pub inside: bool,
    pub words: Words,
    /// Whether it applies, its own exceptions and those that rank above it left aside.
    pub applies: NodeId,
    pub effects: Vec<EffectPlan>,
    pub exceptions: Vec<Id<ExceptionPlan>>,
    pub despite: Vec<Id<ExceptionPlan>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum EffectPlan {
    /// The rule is met, or not, where the clause is.
    Rule(bool, ClausePlan),
    /// The value is this, where the case holds.
    Value(CasePlan),
}

/// A condition with its words and what defeats it.
#[derive(Clone, Debug)]
pub struct ClausePlan {
    /// What reports call it: the name that it tests, else its label, else its text.
    pub key: String,
    pub words: Words,
    /// Whether it is in force, where it says when; a clause that is not is absent.
    pub in_force: Option<NodeId>,
    pub condition: ConditionPlan,
    /// The condition alone.
    pub condition_node: NodeId,
    /// The condition, unless it is defeated.
    pub node: NodeId,
    pub unless: Vec<ClausePlan>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ConditionPlan {
    Test(Term),
    AllOf(Vec<ClausePlan>),
    AnyOf(Vec<ClausePlan>),
    AtLeast(usize, Vec<ClausePlan>),
    /// Another pathway's status, by its place in the plan.
    Status {
        pathway: usize,
        eligible: bool,
        because: Option<String>,
    },
}

/// A score by its name: the version of it that is in force.
#[derive(Clone, Debug)]
pub struct ScoreColumn {
    pub name: String,
    pub ty: Type,
    pub node: NodeId,
    /// Each with whether it is in force, where it says when.
    pub versions: Vec<(Option<NodeId>, Id<ScorePlan>)>,
}

#[derive(Clone, Debug)]
pub struct ScorePlan {
    pub name: String,
    /// It stands in the body of a call over a list, read as of the day of an element: its nodes are
    /// of that body.
    pub inside: bool,
    pub words: Words,
    pub ty: Type,
    pub body: ScoreBody,
}

#[derive(Clone, Debug)]
pub struct ScoreBody {
    pub lines: Vec<ScoreLine>,
    /// The sum of the lines before the cap.
    pub sum: NodeId,
    pub at_most: Option<Term>,
    /// The sum, capped.
    pub node: NodeId,
}

#[derive(Clone, Debug)]
pub struct ScoreLine {
    pub key: String,
    pub words: Words,
    pub in_force: Option<NodeId>,
    pub when: Option<Term>,
    pub points: Points,
    /// What it adds: nothing where its condition is false.
    pub node: NodeId,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Points {
    Add(Term),
    Group(ScoreBody),
}

#[derive(Clone, Debug)]
pub struct PathwayPlan {
    pub name: String,
    pub words: Words,
    pub requires: Vec<ClausePlan>,
    pub bars: Vec<ClausePlan>,
    /// What is judged together, in order: each only once those before are passed.
    pub stages: Vec<StagePlan>,
    pub grants: Vec<GrantPlan>,
    /// Who may grant what to those who meet the rest.
    pub discretion: Option<Discretion>,
    /// Whose family members have the status too.
    pub derives: Vec<DerivationPlan>,
    /// The quota that its places come from.
    pub quota: Option<usize>,
    /// Whether the policy is in force, every requirement met, and no bar met.
    pub node: NodeId,
    /// Whether the policy is in force, where it says from when.
    pub in_force: Option<NodeId>,
    /// The first declaration of its name, by its place in the plan: itself, unless there are several.
    pub first: usize,
    /// All declarations of its name, if it is the first: one speaks for them.
    pub versions: Vec<usize>,
    /// Whether it has a time of its own beside the policy's.
    pub has_own_time: bool,
    pub span: Span,
}

/// Family members who have the applicant's status where a condition holds.
#[derive(Clone, Debug)]
pub struct DerivationPlan {
    pub words: Words,
    /// How many of them may derive it.
    pub counted: Term,
    /// A list of whether each may.
    pub members: NodeId,
}

/// Requirements and bars, by their places in the pathway, that are judged together.
#[derive(Clone, Debug)]
pub struct StagePlan {
    pub name: Option<String>,
    /// Where its name stands, if it has one.
    pub span: Option<Span>,
    pub words: Words,
    pub requires: Range<usize>,
    pub bars: Range<usize>,
    /// Whether all of them are passed.
    pub node: NodeId,
}

#[derive(Clone, Debug)]
pub struct GrantPlan {
    pub status: String,
    pub duration: Option<Term>,
    pub conditions: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct QuotaPlan {
    pub name: String,
    pub words: Words,
    pub places: u64,
    /// First to last; the applicant's id breaks what ties they leave.
    pub keys: Vec<KeyPlan>,
    pub order_text: String,
    pub pools: Vec<PoolPlan>,
}

#[derive(Clone, Debug)]
pub struct KeyPlan {
    pub term: Term,
    pub descending: bool,
}

#[derive(Clone, Debug)]
pub struct PoolPlan {
    pub name: String,
    pub words: Words,
    pub size: u64,
    /// Whom it serves; everybody if none.
    pub members: Option<ClausePlan>,
    /// The later pools that get what is left, in order; none if it lapses.
    pub unused_to: Vec<usize>,
}

/// An example that must hold.
#[derive(Clone, Debug)]
pub struct TestPlan {
    pub name: String,
    pub on: Option<Date>,
    pub closed: bool,
    pub facts: Vec<Option<Value>>,
    pub expect: Vec<ExpectedPlan>,
    pub span: Span,
}

/// What must hold for every applicant.
#[derive(Clone, Debug)]
pub struct AssertionPlan {
    pub name: String,
    pub expect: Vec<ExpectedPlan>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct ExpectedPlan {
    pub kind: ExpectedKind,
    /// As it was written.
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExpectedKind {
    Outcome {
        outcome: String,
        by: Option<usize>,
    },
    Needs(Vec<Id<Fact>>),
    /// So many family members have the pathway's status.
    Derives {
        pathway: usize,
        count: usize,
    },
    Pathway {
        pathway: usize,
        status: ExpectedStatus,
        because: Option<String>,
    },
    NotMet(Term),
    Unknown(Term),
    Holds(Term),
}

impl Body {
    /// The nodes that it reads of what stands around it.
    pub fn outer(&self) -> impl Iterator<Item = NodeId> {
        self.nodes.iter().filter_map(|(_, node)| match node.kind {
            NodeKind::Outer(outer) => Some(outer),
            _ => None,
        })
    }
}

impl Plan {
    /// What the policy is called in reports.
    #[must_use]
    pub fn title(&self) -> &str {
        self.words.label.as_deref().unwrap_or(&self.name)
    }

    /// The fact of that column name.
    #[must_use]
    pub fn fact_named(&self, path: &str) -> Option<Id<Fact>> {
        self.facts.iter().find(|(_, fact)| fact.path == path).map(|(id, _)| id)
    }

    /// The fact that names an applicant.
    #[must_use]
    pub fn id_fact(&self) -> Option<Id<Fact>> {
        self.facts.iter().find(|(_, fact)| fact.is_id).map(|(id, _)| id)
    }
}
