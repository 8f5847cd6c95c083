//! The applicants beside the policies of the gallery: that the commands which are said to have
//! drawn them draw them still, that none is rejected, and that they reach all that a policy reads.
//!
//! With `UPDATE_POPULATIONS=1` they are drawn anew.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{files, printed, root, visado};

/// Drawn anew only with all the others: each takes a second or more.
const LONG: [&str; 5] =
    ["common_procedure", "check_uk_visa", "skilled_worker", "experience_class", "employment_preference"];

/// A command by which applicants were drawn.
struct Drawn {
    words: Vec<String>,
}

impl Drawn {
    fn after(&self, word: &str) -> &str {
        let at = self.words.iter().position(|other| other == word).unwrap();
        &self.words[at + 1]
    }

    fn policy(&self) -> &str {
        self.after("sample")
    }

    fn file(&self) -> &str {
        self.after("--out")
    }

    /// Draws them into a file.
    fn draw(&self, into: &Path) {
        let into = into.to_str().unwrap();
        let words = self.words.iter().skip(1).map(|word| if word == self.file() { into } else { word });
        let output = visado(&root(), &words.collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{}: {}", self.policy(), printed(&output));
        assert!(!printed(&output).contains("not reached"), "{}: {}", self.policy(), printed(&output));
    }
}

fn all() -> Vec<Drawn> {
    let text = std::fs::read_to_string(root().join("policies/population/README.md")).unwrap();
    let commands = text.lines().filter(|line| line.starts_with("visado sample "));
    commands.map(|line| Drawn { words: line.split_whitespace().map(str::to_owned).collect() }).collect()
}

#[test]
fn every_population_is_drawn_as_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let update = std::env::var_os("UPDATE_POPULATIONS").is_some();
    for drawn in all() {
        let kept = root().join(drawn.file());
        if update {
            drawn.draw(&kept);
        } else if !LONG.iter().any(|name| drawn.policy().contains(name)) {
            let again = folder.path().join(kept.file_name().unwrap());
            drawn.draw(&again);
            let same = std::fs::read(&again).unwrap() == std::fs::read(&kept).unwrap();
            assert!(same, "{} is drawn otherwise now: UPDATE_POPULATIONS=1 draws all anew", drawn.file());
        }
    }
}

#[test]
fn every_population_is_decided_and_reaches_all_of_its_policy() {
    let drawn = all();
    for drawn in &drawn {
        let words = ["run", drawn.policy(), "--applicants", drawn.file(), "--strict", "--min-coverage", "100"];
        let output = visado(&root(), &words);
        assert_eq!(output.status.code(), Some(0), "{}: {}", drawn.file(), printed(&output));
    }
}

#[test]
fn every_policy_with_pathways_has_applicants_beside_it() {
    for path in files("policies", "visado") {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.lines().any(|line| line.starts_with("pathway ")) {
            let beside = ["csv", "jsonl"].map(|ending| path.with_extension(format!("applicants.{ending}")));
            assert!(beside.iter().any(|file| file.exists()), "{} has no applicants", path.display());
        }
    }
}

/// The rows of a CSV file below its first line: the first column that is asked for by the second.
fn pairs(file: &str, columns: (&str, &str)) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("policies").join(file)).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let first = lines.next().unwrap();
    let at = |name: &str| first.iter().position(|column| *column == name).unwrap();
    let (key, value) = (at(columns.0), at(columns.1));
    lines.map(|cells| (cells[key].to_owned(), cells[value].to_owned())).collect()
}

#[test]
fn marginals_are_the_figures_that_were_published() {
    for place in ["canada_2023", "costa_rica_2023", "mexico_2023", "usa_2022"] {
        let drawn_by = pairs(&format!("population/marginals/asylum_{place}.csv"), ("value", "weight"));
        let published = pairs(&format!("statistics/asylum_applications_{place}.csv"), ("origin", "new_applications"));
        assert!(!published.is_empty());
        assert_eq!(drawn_by, published, "{place}");
    }
    let published = pairs("statistics/h2b_nationalities.csv", ("country", "petition_weight"));
    assert_eq!(pairs("population/marginals/h2b.csv", ("value", "weight")), published);
}
