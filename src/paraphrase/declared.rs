//! What the files of a project declare, by name, and what a name means from inside one of them.

use crate::check::Project;
use crate::syntax::{BaseType, EnumDecl, FactDecl, Item, RecordDecl, Text, TypeRef};

/// A declaration by its file and its place there.
pub type Place = (usize, usize);

/// What a name in an expression is declared as.
#[derive(Clone, Copy, Debug)]
pub enum Declared<'a> {
    Item(Place, &'a Item),
    Fact(&'a FactDecl),
    Finding(&'a FactDecl),
}

/// The declarations of a project.
#[derive(Clone, Copy, Debug)]
pub struct Declarations<'a> {
    pub project: &'a Project,
}

impl<'a> Declarations<'a> {
    /// The file itself and those that it uses.
    fn in_sight(self, module: usize) -> Vec<usize> {
        let uses = self.project.modules.get(module).map(|module| module.uses.clone()).unwrap_or_default();
        [module].into_iter().chain(uses).collect()
    }

    pub fn items(self, module: usize) -> impl Iterator<Item = (Place, &'a Item)> {
        let items = self.project.modules.get(module).map(|module| module.tree.items.as_slice()).unwrap_or_default();
        items.iter().enumerate().map(move |(at, item)| ((module, at), item))
    }

    /// All that a name as a value is declared as: several where it is declared for several times.
    pub fn value(self, module: usize, name: &str) -> Vec<Declared<'a>> {
        self.find(module, |at| self.values_of(at, name))
    }

    /// The same of a name after the dotted name of its file.
    pub fn value_in_full(self, module: usize, parts: &[&str]) -> Option<(Vec<Declared<'a>>, usize)> {
        self.in_sight(module).into_iter().find_map(|at| {
            let file: Vec<&str> = self.project.modules.get(at)?.name.split('.').collect();
            let rest = parts.strip_prefix(file.as_slice())?;
            let found = self.values_of(at, rest.first()?);
            (!found.is_empty()).then(|| (found, file.len().saturating_add(1)))
        })
    }

    fn values_of(self, module: usize, name: &str) -> Vec<Declared<'a>> {
        let mut found = Vec::new();
        for (place, item) in self.items(module) {
            match item {
                Item::Facts(decl) => {
                    found.extend(decl.facts.iter().filter(|fact| fact.name.node == name).map(Declared::Fact));
                }
                Item::Finding(decl) if decl.name.node == name => found.push(Declared::Finding(decl)),
                Item::Parameter(_)
                | Item::Table(_)
                | Item::Define(_)
                | Item::Rule(_)
                | Item::Score(_)
                | Item::Exception(_)
                    if name_of(item) == Some(name) =>
                {
                    found.push(Declared::Item(place, item));
                }
                _ => {}
            }
        }
        found
    }

    /// The pathways, quotas or calendars of that name.
    pub fn named(self, module: usize, name: &str, wanted: fn(&Item) -> bool) -> Vec<(Place, &'a Item)> {
        let last = name.rsplit('.').next().unwrap_or(name);
        self.find(module, |at| self.items(at).filter(|(_, item)| wanted(item) && name_of(item) == Some(last)).collect())
    }

    pub fn record(self, module: usize, name: &str) -> Option<(Place, &'a RecordDecl)> {
        self.everywhere(module).into_iter().flat_map(|at| self.items(at)).find_map(|(place, item)| match item {
            Item::Record(decl) if decl.name.node == name => Some((place, decl)),
            _ => None,
        })
    }

    pub fn enumeration(self, module: usize, name: &str) -> Option<(Place, &'a EnumDecl)> {
        self.everywhere(module).into_iter().flat_map(|at| self.items(at)).find_map(|(place, item)| match item {
            Item::Enum(decl) if decl.name.node == name => Some((place, decl)),
            _ => None,
        })
    }

    /// The label of a variant of any enum in sight.
    pub fn variant(self, module: usize, name: &str) -> Option<String> {
        let enums = self.in_sight(module).into_iter().flat_map(|at| self.items(at));
        enums.into_iter().find_map(|(_, item)| match item {
            Item::Enum(decl) => variant_label(decl, name),
            _ => None,
        })
    }

    /// The record that a type is, or a list is of.
    pub fn record_of(self, module: usize, ty: &TypeRef) -> Option<&'a RecordDecl> {
        self.record(module, base_name(&ty.base)?).map(|(_, decl)| decl)
    }

    /// A file's own names come before those of the files that it uses.
    fn find<T>(self, module: usize, of: impl Fn(usize) -> Vec<T>) -> Vec<T> {
        let own = of(module);
        if own.is_empty() { self.in_sight(module).into_iter().skip(1).flat_map(of).collect() } else { own }
    }

    /// All files, those in sight first.
    fn everywhere(self, module: usize) -> Vec<usize> {
        let mut all = self.in_sight(module);
        all.extend((0..self.project.modules.len()).filter(|at| *at != module));
        all
    }
}

fn base_name(base: &BaseType) -> Option<&str> {
    match base {
        BaseType::Named(name) => Some(&name.node),
        BaseType::List(of) => base_name(of),
        BaseType::Money(_) | BaseType::Ranged { .. } => None,
    }
}

pub fn variant_label(decl: &EnumDecl, name: &str) -> Option<String> {
    let (_, label) = decl.variants.iter().find(|(variant, _)| variant.node == name)?;
    Some(label_or_name(label.as_ref(), name))
}

pub fn label_or_name(label: Option<&Text>, name: &str) -> String {
    label.map_or_else(|| super::english::in_words(name), |label| label.node.clone())
}

/// The name of a declaration; none of those that have none.
pub fn name_of(item: &Item) -> Option<&str> {
    match item {
        Item::Enum(decl) => Some(&decl.name.node),
        Item::Record(decl) => Some(&decl.name.node),
        Item::Facts(decl) => Some(&decl.name.node),
        Item::Finding(decl) => Some(&decl.name.node),
        Item::Parameter(decl) => Some(&decl.name.node),
        Item::Table(decl) => Some(&decl.name.node),
        Item::Define(decl) => Some(&decl.name.node),
        Item::Rule(decl) => Some(&decl.name.node),
        Item::Score(decl) => Some(&decl.name.node),
        Item::Pathway(decl) => Some(&decl.name.node),
        Item::Quota(decl) => Some(&decl.name.node),
        Item::Calendar(decl) => Some(&decl.name.node),
        Item::Exception(decl) => decl.name.as_ref().map(|name| name.node.as_str()),
        Item::Determination(_) | Item::Test(_) | Item::Assert(_) => None,
    }
}
