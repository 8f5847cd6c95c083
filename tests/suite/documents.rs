//! Every code block in the README and under `docs/` is run.
//!
//! With `UPDATE_DOCUMENTS=1` the output of commands is written into the documents instead, and
//! policies are formatted. A block `visado unformatted` is shown as it is.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use visado::source::Sources;

use crate::support::{check_text, files, printed, root, visado};

#[test]
fn every_code_block_is_true() {
    let mut documents = files("docs", "md");
    documents.push(root().join("README.md"));
    documents.retain(|path| !path.starts_with(root().join("docs/reference/errors")));
    let update = std::env::var_os("UPDATE_DOCUMENTS").is_some();
    let mut wrong = Vec::new();
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let written = Document::new(&path).run(&text, &mut wrong);
        if update && written != text {
            std::fs::write(&path, written).unwrap();
        }
    }
    assert!(update || wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One document: its files and commands share a folder, in which `policies` is the gallery.
struct Document {
    path: PathBuf,
    folder: tempfile::TempDir,
}

impl Document {
    fn new(path: &Path) -> Document {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(root().join("policies"), folder.path().join("policies")).unwrap();
        Document { path: path.to_owned(), folder }
    }

    /// Runs all blocks; gives the document with the outputs that commands have now.
    fn run(&self, text: &str, wrong: &mut Vec<String>) -> String {
        let mut written = String::new();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let _ = writeln!(written, "{line}");
            let Some(info) = line.strip_prefix("```") else { continue };
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let place = format!("{}:{}", self.path.display(), number + 1);
            let body = self.block(info, &body.join("\n"), &place, wrong);
            let _ = writeln!(written, "{}\n```", body.trim_end());
        }
        written
    }

    fn block(&self, info: &str, body: &str, place: &str, wrong: &mut Vec<String>) -> String {
        let mut words = info.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let words: Vec<&str> = words.collect();
        let file = words.iter().find_map(|word| word.strip_prefix("file="));
        let shown_as_it_is = words.iter().any(|word| ["fails", "unformatted"].contains(word));
        let body = if kind == "visado" && !shown_as_it_is { laid_out(body, place, wrong) } else { body.to_owned() };
        let body = body.as_str();
        if let Some(file) = file {
            std::fs::write(self.folder.path().join(file), format!("{body}\n")).unwrap();
        }
        match kind {
            "visado" => {
                let stem = file.and_then(|file| file.strip_suffix(".visado"));
                let expected = words.iter().position(|word| *word == "fails").and_then(|at| words.get(at + 1));
                self.policy(stem, body, expected.copied(), place, wrong);
            }
            "console" => return self.commands(body, place, wrong),
            "csv" | "jsonl" | "json" | "text" | "sh" | "toml" => {}
            other => wrong.push(format!("{place}: a block of the unknown kind `{other}`")),
        }
        body.to_owned()
    }

    fn policy(&self, stem: Option<&str>, body: &str, expected: Option<&str>, place: &str, wrong: &mut Vec<String>) {
        let headed = body.lines().any(|line| line.starts_with("policy ") || line.starts_with("library "));
        let whole = if headed {
            body.to_owned()
        } else if body.lines().any(|line| line.starts_with("pathway ")) {
            format!("policy example {{ }}\n{body}")
        } else {
            format!("library example\n{body}")
        };
        let name = stem.map(str::to_owned).unwrap_or_else(|| {
            let header = whole.lines().find(|line| line.starts_with("policy ") || line.starts_with("library "));
            header.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("example").to_owned()
        });
        let checked = check_text(&name, &whole, Some(self.folder.path()));
        let found: Vec<String> = checked.problems.iter().map(|problem| problem.code.to_string()).collect();
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        if found != expected {
            let drawn = visado::report::diagnostics(&checked.sources, &checked.problems, visado::report::Paint::Plain);
            wrong.push(format!("{place}: expected {expected:?}, found {found:?}\n{drawn}"));
        }
    }

    /// Runs the lines that start with `$ `; gives the block as it would be now.
    fn commands(&self, body: &str, place: &str, wrong: &mut Vec<String>) -> String {
        let mut written = String::new();
        let mut rest = body.lines().peekable();
        while let Some(line) = rest.next() {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let mut command = command.to_owned();
            let _ = writeln!(written, "{line}");
            while command.ends_with('\\') {
                command.pop();
                let more = rest.next().unwrap_or_default();
                let _ = writeln!(written, "{more}");
                command.push_str(more);
            }
            let mut expected: Vec<&str> = Vec::new();
            while let Some(line) = rest.next_if(|line| !line.starts_with("$ ")) {
                expected.push(line);
            }
            let arguments = split(&command);
            assert_eq!(arguments.first().map(String::as_str), Some("visado"), "{place}: only `visado` is run");
            let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
            let output = printed(&visado(self.folder.path(), &arguments));
            let found: Vec<&str> = output.lines().map(str::trim_end).collect();
            let expected: Vec<&str> = expected.iter().map(|line| line.trim_end()).collect();
            let last = found.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
            let found = &found[..last];
            let until = expected.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
            if matches(&expected[..until], found) {
                let _ = writeln!(written, "{}", expected.join("\n"));
            } else {
                wrong.push(format!("{place}: `{command}` prints\n{}\n", found.join("\n")));
                let _ = writeln!(written, "{}\n", found.join("\n"));
            }
        }
        written
    }
}

/// A policy in its layout; one that is not in it is wrong.
fn laid_out(body: &str, place: &str, wrong: &mut Vec<String>) -> String {
    let mut sources = Sources::default();
    let file = sources.add("block.visado", body);
    match visado::syntax::format(file, body) {
        Ok(formatted) if formatted.trim_end() == body.trim_end() => body.to_owned(),
        Ok(formatted) => {
            wrong.push(format!("{place}: not in its layout, which is\n{formatted}"));
            formatted.trim_end().to_owned()
        }
        Err(_) => body.to_owned(),
    }
}

/// Whether the lines are as expected; a line of `...` stands for any number of them.
fn matches(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((&"...", rest)) => (0..=found.len()).any(|at| matches(rest, &found[at..])),
        Some((first, rest)) => found.split_first().is_some_and(|(line, more)| line == first && matches(rest, more)),
    }
}

fn split(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
