//! Layers, held apart.

use std::path::Path;

use crate::support::{files, root};

/// The modules in the order of `lib.rs`.
fn layers() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned()
}

#[test]
fn a_module_imports_only_modules_above_it() {
    let layers = layers();
    assert!(layers.len() > 8, "{layers:?}");
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let module = module_of(&file);
        let Some(place) = layers.iter().position(|layer| *layer == module) else { continue };
        let text = std::fs::read_to_string(&file).unwrap();
        for later in layers.iter().skip(place + 1) {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code.filter(|line| line.contains(&format!("crate::{later}"))) {
                wrong.push(format!("{}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_outside_thing_has_its_place() {
    let only_in: [(&str, &[&str]); 5] = [
        ("pest", &["syntax"]),
        ("miette", &["report"]),
        ("clap", &["cli"]),
        ("std::fs", &["records", "cli"]),
        ("indicatif", &["cli"]),
    ];
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let module = module_of(&file);
        let text = std::fs::read_to_string(&file).unwrap();
        for (what, places) in only_in {
            let uses = text.lines().any(|line| {
                let code = line.split("//").next().unwrap_or_default();
                code.contains(&format!("{what}::")) || code.contains(&format!("use {what}"))
            });
            if uses && !places.contains(&module.as_str()) {
                wrong.push(format!("{} uses {what}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_enough_to_live_in() {
    let long: Vec<String> = files("src", "rs")
        .into_iter()
        .filter(|file| std::fs::read_to_string(file).unwrap().lines().count() > 500)
        .map(|file| file.display().to_string())
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}
