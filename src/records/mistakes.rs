//! What can be wrong with a file of records as a whole.

use crate::diagnostics::{Code, Diagnostic, nearest};

pub fn unknown_format(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is in no format that can be read or written"))
        .help("records are in files that end in .csv or .jsonl")
}

pub fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` cannot be read: {why}")).help("check the path and its permissions")
}

pub fn not_utf8(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is not in UTF-8"))
        .help("save it again as CSV in UTF-8 (in a spreadsheet: the file type \"CSV UTF-8\")")
}

pub fn no_header(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0502, format!("`{name}` has no header"))
        .help("the first line of a CSV file names its columns, one for each fact")
}

pub fn column_twice(name: &str, column: &str) -> Diagnostic {
    Diagnostic::new(Code::E0502, format!("`{name}` has the column `{column}` twice"))
        .help("remove one of the two, or give it another name; which of them counts cannot be guessed")
}

pub fn semicolons(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0502, format!("`{name}` is not separated by commas"))
        .help("its header has semicolons or tabs: save it again with commas between the columns")
}

pub fn unknown_column<'a>(name: &str, column: &str, facts: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let help = match nearest(column, facts) {
        Some(near) => format!("did you mean `{near}`? As it stands the column is not read"),
        None => "the column is not read; remove it, or add the fact to the policy".to_owned(),
    };
    Diagnostic::new(Code::W0505, format!("`{name}` has a column `{column}` that no fact is called")).help(help)
}
