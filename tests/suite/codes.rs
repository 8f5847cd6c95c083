//! Each code is declared, explained, seen in a snapshot, and raised.

use std::collections::BTreeSet;

use visado::diagnostics::PAGES;
use visado::records::Format;

use crate::support::{check_text, files, plan_text, read, review_text, root, visado};

/// The code blocks of a page: what stands behind the three marks, and the text.
pub fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn every_page_fails_and_is_mended() {
    for (code, page) in PAGES {
        let code = code.to_string();
        let title = page.lines().next().unwrap_or_default();
        assert!(title.starts_with(&format!("# {code}: ")), "{code}: the title is `{title}`");
        let blocks = blocks(page);
        let of = |kind: &str| blocks.iter().filter(|(info, _)| info == kind).map(|(_, text)| text).collect::<Vec<_>>();
        if code[1..].starts_with("05") {
            records_page(&code, &of("visado"), &of("csv fails"), &of("csv"), &of("console fails"));
            continue;
        }
        if blocks.iter().any(|(info, _)| info.contains("file=")) {
            project_page(&code, &blocks);
            continue;
        }
        let (failing, mended) = (of("visado fails"), of("visado"));
        assert!(!failing.is_empty() && !mended.is_empty(), "{code}: a failing and a mended example");
        let codes = |text: &str| -> Vec<String> {
            let check = if code[1..].starts_with("08") { review_text } else { check_text };
            check("example", text, None).problems.iter().map(|problem| problem.code.to_string()).collect()
        };
        for text in failing {
            assert_eq!(codes(text), [code.as_str()], "{code} fails so:\n{text}");
        }
        for text in mended {
            assert_eq!(codes(text), [""; 0], "{code} is mended so:\n{text}");
        }
    }
}

/// A page whose example is a project of several files: those that fail, and those that mend it.
fn project_page(code: &str, blocks: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    for (kind, wanted) in [("visado fails file=", vec![code]), ("visado file=", Vec::new())] {
        for (name, text) in blocks.iter().filter_map(|(info, text)| Some((info.strip_prefix(kind)?, text))) {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let output = visado(folder.path(), &["check", ".", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found: Vec<&str> =
            found["findings"].as_array().unwrap().iter().filter_map(|finding| finding["code"].as_str()).collect();
        assert_eq!(found, wanted, "{code}, {kind}");
    }
}

fn records_page(code: &str, policy: &[&String], failing: &[&String], mended: &[&String], console: &[&String]) {
    if !console.is_empty() {
        return;
    }
    let plan = plan_text(&policy[0].replace("policy example", "policy test"));
    for (text, fails) in failing.iter().map(|text| (text, true)).chain(mended.iter().map(|text| (text, false))) {
        let bytes = std::io::Cursor::new(text.as_bytes().to_vec());
        let found: Vec<String> = match visado::records::Reader::new("people.csv", Format::Csv, Box::new(bytes)) {
            Err(problem) => vec![problem.code.to_string()],
            Ok(mut reader) => {
                let mut binding = visado::records::Binding::new(&plan, reader.columns());
                let mut found = Vec::new();
                while let Some(raw) = reader.next_record().unwrap() {
                    if let Err(rejections) = raw.map_err(|one| vec![one]).and_then(|raw| binding.read(&raw)) {
                        found.extend(rejections.iter().map(|rejection| rejection.code.to_string()));
                    }
                }
                found.extend(binding.notes("people.csv").unknown.iter().map(|problem| problem.code.to_string()));
                found
            }
        };
        let wanted: BTreeSet<String> = fails.then(|| code.to_owned()).into_iter().collect();
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), wanted, "{code}:\n{text}");
    }
    assert!(!failing.is_empty() && !mended.is_empty() && !read(&plan, Format::Csv, mended[0]).0.is_empty());
}

#[test]
fn every_code_is_raised_and_seen() {
    let mut sources = String::new();
    for file in files("src", "rs") {
        if !file.ends_with("diagnostics/codes.rs") {
            sources.push_str(&std::fs::read_to_string(file).unwrap());
        }
    }
    let mut snapshots = String::new();
    for file in files("tests", "snap") {
        snapshots.push_str(&std::fs::read_to_string(file).unwrap());
    }
    let pages: BTreeSet<String> = files("docs/reference/errors", "md")
        .iter()
        .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let declared: BTreeSet<String> = PAGES.iter().map(|(code, _)| code.to_string()).collect();
    assert_eq!(pages, declared);
    for code in declared {
        assert!(sources.contains(&format!("Code::{code}")), "{code} is never raised");
        assert!(snapshots.contains(&code), "{code} is in no snapshot");
    }
}

#[test]
fn a_policy_with_five_mistakes_gives_five_diagnostics() {
    let text = std::fs::read_to_string(root().join("tests/ui/five_mistakes.visado")).unwrap();
    let checked = check_text("five_mistakes", &text, None);
    let places: Vec<(String, &str)> = checked
        .problems
        .iter()
        .map(|problem| (problem.code.to_string(), checked.sources.text(problem.place().unwrap())))
        .collect();
    assert_eq!(places.len(), 5, "{places:#?}");
    let codes: BTreeSet<&String> = places.iter().map(|(code, _)| code).collect();
    assert_eq!(codes.len(), 5, "five different mistakes: {places:#?}");
}
