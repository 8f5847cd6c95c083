/// Against whom an unknown counts once the evidence is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Burden {
    Applicant,
    Authority,
}
