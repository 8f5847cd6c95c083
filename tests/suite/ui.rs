//! What a drafter sees: each file under `tests/ui` has one mistake, and beside it what is drawn.

use visado::report::{Paint, diagnostics};

use crate::support::{check_text, files, review_text, root, snapshot};

#[test]
fn what_a_drafter_sees() {
    for file in files("tests/ui", "visado") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = file.parent().unwrap();
        // What the files beside it use has nothing wrong with it.
        if folder.ends_with("used") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let of_a_lint = folder.components().any(|part| part.as_os_str() == "lints");
        let checked = if of_a_lint { review_text } else { check_text }(&name, &text, Some(folder));
        if folder.ends_with("lints/near") {
            let drawn = diagnostics(&checked.sources, &checked.problems, Paint::Plain);
            assert!(checked.problems.is_empty(), "{} has nothing wrong with it:\n{drawn}", file.display());
            continue;
        }
        if folder != root().join("tests/ui") {
            assert_eq!(checked.problems.len(), 1, "{} has one finding", file.display());
        }
        snapshot(folder, &name, &diagnostics(&checked.sources, &checked.problems, Paint::Plain));
    }
}

#[test]
fn the_gallery_has_no_findings() {
    let folder = root().join("policies");
    for file in files("policies", "visado") {
        let name = file.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().replace('/', ".");
        let checked = check_text(&name, &std::fs::read_to_string(&file).unwrap(), Some(&folder));
        let drawn = diagnostics(&checked.sources, &checked.problems, Paint::Plain);
        assert!(checked.problems.is_empty(), "{}:\n{drawn}", file.display());
    }
}
