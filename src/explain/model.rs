use serde::Serialize;

/// Why the outcome of one applicant is what it is.
///
/// Serialised, it is the JSON of `visado explain --format json`; `schema` counts its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub schema: u32,
    pub policy: String,
    pub title: String,
    pub id: String,
    /// The day whose law applies, as year-month-day.
    pub as_of: Option<String>,
    pub outcome: String,
    /// The pathways that grant, or the one that the outcome is about.
    pub pathway: Vec<String>,
    /// The shortest account: what decided against the applicant, or keeps the case open.
    pub why: Vec<Reason>,
    /// What could still matter and nobody knows.
    pub needs: Vec<Need>,
    pub pathways: Vec<PathwayExplanation>,
    pub places: Vec<PlaceExplanation>,
    pub scores: Vec<ScoreExplanation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub pathway: String,
    pub name: String,
    pub words: String,
    pub kind: ReasonKind,
    /// The words say themselves that it does not hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failing: bool,
    pub sources: Vec<String>,
    /// The parts of it that decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    NotInForce,
    NotMet,
    Barred,
    NoPlace,
    OutsideEveryPool,
    Fault,
}

/// A missing fact, or a finding that an officer still has to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    pub name: String,
    pub words: String,
    pub finding: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathwayExplanation {
    pub name: String,
    pub words: String,
    pub status: String,
    /// Decided whichever way the missing facts turn out, though single requirements are open.
    pub whatever_is_answered: bool,
    pub sources: Vec<String>,
    pub notes: Vec<String>,
    pub in_force: Option<Step>,
    pub requirements: Vec<Step>,
    pub bars: Vec<Step>,
    /// What is asked for step by step, after the requirements and bars of the pathway itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageExplanation>,
    pub grants: Vec<String>,
    /// Family members, for each `derives` of the pathway.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub family: Vec<FamilyExplanation>,
    /// What somebody may grant at their discretion, where the rest is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discretion: Option<String>,
}

/// Those who derive the applicant's status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FamilyExplanation {
    /// Who may.
    pub words: String,
    pub sources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// False while nobody knows who they are.
    pub known: bool,
    pub members: Vec<MemberExplanation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberExplanation {
    /// The member as the record says.
    pub words: String,
    /// Whether the condition for deriving the status holds of them.
    pub may_derive: Verdict,
    pub status: String,
    pub readings: Vec<Reading>,
}

/// Requirements and bars that are judged once all before them are passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageExplanation {
    pub name: String,
    pub words: String,
    pub sources: Vec<String>,
    /// False where something before it is not passed: then it has no clauses here.
    pub judged: bool,
    pub requirements: Vec<Step>,
    pub bars: Vec<Step>,
}

/// What became of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    NotMet,
    Open,
    Fault,
}

/// One clause: what it says, what became of it, and what that rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub name: String,
    pub words: String,
    pub verdict: Verdict,
    /// The words say themselves that it does not hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failing: bool,
    pub sources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The values that the condition reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// How many of the steps below are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What would defeat it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<Step>,
    /// The exceptions that were tried: met are those that apply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Step>,
}

impl Step {
    /// A step of which nothing more is said yet.
    pub fn new(name: impl Into<String>, words: String, verdict: Verdict) -> Step {
        Step {
            name: name.into(),
            words,
            verdict,
            failing: false,
            sources: Vec::new(),
            notes: Vec::new(),
            readings: Vec::new(),
            asked: None,
            steps: Vec::new(),
            unless: Vec::new(),
            exceptions: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    All,
    Any,
    AtLeast(usize),
}

/// A value of the applicant, and what it was held to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub name: String,
    pub words: String,
    pub value: String,
    /// Taken because the fact is not known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub presumed: bool,
    /// "at least 67 (pass mark)"
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// "the answer is open", and why, where there is a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What the value was worked out from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Reading>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreExplanation {
    pub name: String,
    pub words: String,
    pub points: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    pub sources: Vec<String>,
    pub lines: Vec<ScoreLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreLine {
    pub name: String,
    pub words: String,
    pub points: String,
    /// The cap of a group, if it cuts off points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capped_at: Option<String>,
    /// The condition of the line does not hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub does_not_apply: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ScoreLine>,
}

/// What became of a claim to a scarce place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceExplanation {
    pub quota: String,
    pub words: String,
    pub sources: Vec<String>,
    /// Given a place, waiting, outside every pool, or open.
    pub given: String,
    pub order: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    pub claims: u64,
    pub pools: Vec<PoolExplanation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolExplanation {
    pub pool: String,
    pub words: String,
    pub places: u64,
    /// Whether the pool serves the applicant; null while that is open.
    pub serves: Option<bool>,
    /// Whether the applicant's place is of this pool.
    pub placed: bool,
    /// The last applicant placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<String>,
}
