//! What a name in an expression stands for: from its own file, from those it uses, or written in
//! full after a file's or an enum's name.

use std::sync::Arc;

use super::checker::Checker;
use super::scope::{Symbol, TypeSymbol};
use crate::values::EnumShape;

impl Checker<'_> {
    /// The file itself and those that it uses, in that order.
    pub fn in_sight(&self, module: usize) -> Vec<usize> {
        let uses = self.project.modules.get(module).map(|module| module.uses.clone()).unwrap_or_default();
        [module].into_iter().chain(uses).collect()
    }

    /// Whether an unknown name of the file may be from one that was not found.
    pub fn may_be_elsewhere(&self, module: usize) -> bool {
        self.project.modules.get(module).is_some_and(|module| !module.found_all)
    }

    pub fn module_name(&self, module: usize) -> &str {
        self.project.modules.get(module).map_or("", |module| module.name.as_str())
    }

    /// The readings of a bare name as a value, each with the file that gives it. A file's own
    /// declarations come before those of the files that it uses.
    pub fn readings(&self, module: usize, name: &str) -> Vec<(usize, Symbol)> {
        let of = |at: usize| -> Vec<(usize, Symbol)> {
            let symbols = self.scopes.get(at).map(|scope| scope.readings(name)).unwrap_or_default();
            symbols.into_iter().map(|symbol| (at, symbol)).collect()
        };
        let own = of(module);
        if !own.is_empty() {
            return own;
        }
        self.in_sight(module).into_iter().skip(1).flat_map(of).collect()
    }

    /// The value that a dotted name means, and how many of its parts that took:
    /// `facts.applicant.job.start` after `use facts.applicant` takes three for `job`.
    pub fn in_full(&self, module: usize, parts: &[&str]) -> Option<(Symbol, usize)> {
        self.in_full_among(&self.in_sight(module), parts)
    }

    /// The same among these files.
    pub fn in_full_among(&self, modules: &[usize], parts: &[&str]) -> Option<(Symbol, usize)> {
        for at in modules.iter().copied() {
            let file: Vec<&str> = self.module_name(at).split('.').collect();
            if let Some(rest) = parts.strip_prefix(file.as_slice())
                && let Some(name) = rest.first()
                && let Some(symbol) = self.scopes.get(at)?.readings(name).into_iter().next()
            {
                return Some((symbol, file.len().saturating_add(1)));
            }
        }
        None
    }

    /// An enum in sight by its name.
    pub fn enum_named(&self, module: usize, name: &str) -> Option<Arc<EnumShape>> {
        self.in_sight(module).into_iter().find_map(|at| match self.scopes.get(at)?.types.get(name)? {
            (TypeSymbol::Enum(shape), _) => Some(Arc::clone(shape)),
            _ => None,
        })
    }

    /// Every name of a value in sight, for suggestions.
    pub fn known_values(&self, module: usize) -> Vec<String> {
        let scopes = self.in_sight(module).into_iter().filter_map(|at| self.scopes.get(at));
        scopes.flat_map(|scope| scope.values.keys().chain(scope.scores.keys()).cloned()).collect()
    }
}
