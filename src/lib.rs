pub mod diagnostics;
pub mod source;
pub mod syntax;
pub mod values;
