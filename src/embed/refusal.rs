use std::fmt;

use crate::diagnostics::Diagnostic;
use crate::records::Rejection;

/// What is wrong with the texts of a policy. Shown, it is what `visado check` prints.
#[derive(Clone, Debug)]
pub struct Findings {
    pub diagnostics: Vec<Diagnostic>,
    pub(super) shown: String,
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl std::error::Error for Findings {}

/// Why applicants are not decided.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the policy needs the day whose law applies: set `on` in the conditions")]
    NoDay,
    #[error("the policy gives out places, which takes all who apply: call `give_places` with them first")]
    NoPlaces,
    /// The record does not fit the facts of the policy; each reason by itself.
    #[error("the record does not fit: {}", reasons(.0))]
    Record(Vec<Rejection>),
    /// The columns do not fit.
    #[error("{}", .0.message)]
    Columns(Box<Diagnostic>),
    /// The record cannot be written as JSON.
    #[error("the record is not a JSON object: {0}")]
    NoObject(String),
    /// The results do not fit an Arrow batch.
    #[error("the results do not fit an Arrow batch: {0}")]
    Results(String),
}

fn reasons(rejections: &[Rejection]) -> String {
    let one = |rejection: &Rejection| match &rejection.column {
        Some(column) => format!("{column}: {}", rejection.reason),
        None => rejection.reason.clone(),
    };
    rejections.iter().map(one).collect::<Vec<_>>().join("; ")
}
