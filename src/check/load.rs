use std::collections::BTreeMap;

use super::mistakes;
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{HeaderKind, Holidays, Item, PolicyFile, Row, Text, csv_rows, parse};

/// A file with all that it uses, directly or not.
#[derive(Clone, Debug)]
pub struct Project {
    /// The file that was asked for comes first.
    pub modules: Vec<Module>,
    /// Whether every text could be read, and every file that is used was found.
    pub complete: bool,
}

#[derive(Clone, Debug)]
pub struct Module {
    /// The dotted name under which others use it.
    pub name: String,
    pub tree: PolicyFile,
    /// The modules that it uses, by their places in the project.
    pub uses: Vec<usize>,
    /// Whether all that it wants to use was found: if not, its unknown names may be from there.
    pub found_all: bool,
}

/// A file that another one needs.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// A library, by its dotted name.
    Library(&'a str),
    /// The rows of a table or the holidays of a calendar: the path as it is written, from the folder of the file of that name.
    Rows { path: &'a str, beside: &'a str },
}

/// Where a file that another one needs is found.
pub type Finder<'a> = dyn FnMut(Wanted<'_>) -> Option<SourceFile> + 'a;

/// Reads a file and those that it uses, directly or not.
///
/// `name` is the dotted name that the file's path gives it, if it lies under a project's root.
/// The diagnostics are all that is wrong with the texts as texts, and with `use`.
pub fn load(
    sources: &mut Sources,
    main: FileId,
    name: Option<&str>,
    find: &mut Finder<'_>,
) -> (Project, Vec<Diagnostic>) {
    let mut loader = Loader { sources, find, modules: Vec::new(), at: BTreeMap::new(), problems: Vec::new() };
    loader.module(main, name, &mut Vec::new());
    let complete = loader.problems.iter().all(|problem| problem.severity() == Severity::Warning);
    (Project { modules: loader.modules, complete }, loader.problems)
}

struct Loader<'a, 'f> {
    sources: &'a mut Sources,
    find: &'a mut Finder<'f>,
    modules: Vec<Module>,
    at: BTreeMap<String, usize>,
    problems: Vec<Diagnostic>,
}

impl Loader<'_, '_> {
    fn module(&mut self, file: FileId, name: Option<&str>, path: &mut Vec<String>) -> usize {
        let text = self.sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
        let (mut tree, problems) = parse(file, &text);
        self.rows(&mut tree);
        let read = problems.is_empty();
        self.problems.extend(problems);
        let written = tree.header.as_ref().map(|header| header.name.clone());
        match (&written, name) {
            (Some(written), Some(name)) if written.node != name => {
                self.problems.push(mistakes::misnamed(written.span, &written.node, name));
            }
            (None, _) if read => {
                let end = text.chars().next().map_or(0, char::len_utf8);
                self.problems.push(mistakes::no_header(Span { file, start: 0, end }));
            }
            _ => {}
        }
        let name = name.map(str::to_owned).or(written.map(|name| name.node)).unwrap_or_default();
        let place = self.modules.len();
        self.at.insert(name.clone(), place);
        let uses = tree.uses.clone();
        self.modules.push(Module { name: name.clone(), tree, uses: Vec::new(), found_all: true });
        path.push(name);
        for used in uses {
            let target = self.used(&used.node, used.span, path);
            let Some(module) = self.modules.get_mut(place) else { continue };
            match target {
                Some(target) if !module.uses.contains(&target) => module.uses.push(target),
                Some(_) => {}
                None => module.found_all = false,
            }
        }
        path.pop();
        place
    }

    /// Reads the rows of tables and the holidays that stand in files of their own.
    fn rows(&mut self, tree: &mut PolicyFile) {
        let beside = self.sources.get(tree.file).map(|source| source.name.clone()).unwrap_or_default();
        for item in &mut tree.items {
            match item {
                Item::Table(table) => {
                    let Some(path) = &table.rows_from else { continue };
                    if let Some(row) = table.rows.first() {
                        self.problems.push(mistakes::rows_twice(row.span, path.span));
                    }
                    if let Some(rows) = self.rows_of(path, &beside, "the rows of the table") {
                        table.rows = rows;
                    }
                }
                Item::Calendar(calendar) => {
                    for holidays in &mut calendar.holidays {
                        if let Holidays::File(path, rows) = holidays
                            && let Some(found) = self.rows_of(path, &beside, "the holidays")
                        {
                            *rows = found;
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn rows_of(&mut self, path: &Text, beside: &str, what: &str) -> Option<Vec<Row>> {
        let Some(found) = (self.find)(Wanted::Rows { path: &path.node, beside }) else {
            self.problems.push(mistakes::unknown_rows(path.span, &path.node, what));
            return None;
        };
        let name = found.name.clone();
        let file = self.sources.add(found.name, found.text.clone());
        match csv_rows(file, &found.text) {
            Ok(rows) if rows.is_empty() => {
                self.problems.push(mistakes::no_csv(path.span, &name, "the file is empty"));
                None
            }
            Ok(rows) => Some(rows),
            Err((span, why)) => {
                self.problems.push(mistakes::no_csv(span, &name, &why));
                None
            }
        }
    }

    fn used(&mut self, name: &str, span: Span, path: &mut Vec<String>) -> Option<usize> {
        if let Some(at) = path.iter().position(|open| open == name) {
            let circle: Vec<String> = path.iter().skip(at).cloned().chain([name.to_owned()]).collect();
            self.problems.push(mistakes::circular_use(span, &circle));
            return None;
        }
        let place = match self.at.get(name) {
            Some(place) => *place,
            None => match (self.find)(Wanted::Library(name)) {
                Some(found) => {
                    let file = self.sources.add(found.name, found.text);
                    self.module(file, Some(name), path)
                }
                None => {
                    self.problems.push(mistakes::unknown_file(span, name));
                    return None;
                }
            },
        };
        let header = self.modules.get(place).and_then(|module| module.tree.header.as_ref());
        if header.is_some_and(|header| header.kind == HeaderKind::Policy) {
            self.problems.push(mistakes::used_policy(span, name));
            if let Some(module) = self.modules.get_mut(place) {
                module.tree.items.clear();
            }
            return None;
        }
        Some(place)
    }
}
