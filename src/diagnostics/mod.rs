//! What a finding about a policy or a record file is. Draws and prints nothing: see `report`.

mod codes;
mod diagnostic;
mod nearest;

pub use codes::{Code, PAGES};
pub use diagnostic::{Diagnostic, Edit, Label, Severity};
pub use nearest::nearest;
