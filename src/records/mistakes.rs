//! What can be wrong with a file of records as a whole.

use crate::diagnostics::{Code, Diagnostic, nearest};

pub fn unknown_format(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is in no format that can be read or written")).help(
        "records are in files that end in .csv or .jsonl (also .csv.gz, .csv.zst and the like), .parquet or .arrow",
    )
}

pub fn compressed_twice(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is compressed as a whole, and cannot be read in parts"))
        .help("decompress it: Parquet and Arrow files are compressed inside")
}

pub fn not_compressed(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is not compressed as its name says"))
        .help("check that the file is whole, or give it the ending of its format")
}

pub fn not_by_lines(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is in a format that is not read line by line"))
        .help("name a file that ends in .csv or .jsonl")
}

pub fn not_written(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` is in a format that is not written here"))
        .help("name a file that ends in .csv or .jsonl")
}

/// Something that went wrong inside a file, at a place that people can find.
pub fn damaged_at(name: &str, place: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{name}` cannot be read at {place}: {why}"))
        .help("the file is damaged or was cut off: get it again from where it was made")
}

pub fn header_without_end(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0502, format!("`{name}` ends within its header"))
        .help("the file may have been cut off; if it is whole and has no records, end its line")
}

/// `mend` is an action.
pub fn column_type(name: &str, column: &str, found: &str, wanted: &str, mend: &str) -> Diagnostic {
    Diagnostic::new(Code::E0502, format!("`{name}` has {found} in the column `{column}`, where `{wanted}` is needed"))
        .help(mend)
}

pub fn no_such_list<'a>(list: &str, lists: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let lists: Vec<&str> = lists.into_iter().collect();
    let help = match (nearest(list, lists.iter().copied()), lists.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "the policy has no list of records".to_owned(),
        (None, lists) => format!("the lists of records are {}", lists.join(", ")),
    };
    Diagnostic::new(Code::E0502, format!("`{list}` is no list of records that the policy reads")).help(help)
}

pub fn entries_without_id(name: &str, id: Option<&str>) -> Diagnostic {
    match id {
        Some(id) => Diagnostic::new(Code::E0502, format!("`{name}` has no column `{id}`"))
            .help("each entry of a list names the applicant whose it is"),
        None => Diagnostic::new(Code::E0502, format!("the entries of `{name}` cannot be matched to applicants"))
            .help("declare which fact names the applicant, as in `id number : text`"),
    }
}

pub fn seeks(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("{name} cannot be read as Parquet or as an Arrow file"))
        .help("name the file, or send the records as CSV, JSON Lines or an Arrow stream")
}

pub fn no_format(name: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("{name} has no name that says its format"))
        .help("add `--input-format`, as in `--input-format csv`")
}

pub fn mixed_folder(folder: &str, one: &str, other: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{folder}` holds files of several formats: `{one}` and `{other}`"))
        .help("put the files of one format in a folder of their own")
}

pub fn empty_folder(folder: &str) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("`{folder}` holds no file of records"))
        .help("records are in files that end in .csv, .jsonl, .parquet or .arrow")
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
