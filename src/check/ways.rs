//! Pathways, the determination, and the policy as a whole.

use super::checker::{Checker, words};
use super::expr::Sight;
use super::mistakes;
use super::policy::*;
use super::scope::Symbol;
use crate::diagnostics::Diagnostic;
use crate::source::Id;
use crate::syntax::{self, HeaderKind, Item};
use crate::values::{Country, Type, Value};

impl Checker<'_> {
    pub fn pathways_and_quotas(&mut self) {
        let project = self.project;
        for (at, module) in project.modules.iter().enumerate() {
            let jurisdiction = module.tree.header.as_ref().and_then(|header| header.jurisdiction.as_ref());
            if let Some(code) = jurisdiction.filter(|code| Country::from_code(&code.node).is_none()) {
                self.report(mistakes::unknown_country(code.span, &code.node));
            }
            let library = module.tree.header.as_ref().is_some_and(|header| header.kind == HeaderKind::Library);
            for item in &module.tree.items {
                match item {
                    Item::Pathway(decl) if library => self.report(mistakes::misplaced(decl.name.span, "pathway")),
                    Item::Quota(decl) if library => self.report(mistakes::misplaced(decl.name.span, "quota")),
                    Item::Determination(decl) if library => {
                        self.report(mistakes::misplaced(decl.span, "determination"));
                    }
                    Item::Pathway(decl) => self.pathway(at, decl),
                    Item::Quota(decl) => self.quota(at, decl),
                    _ => {}
                }
            }
        }
        self.statuses();
        self.granted_words();
    }

    /// Statuses and conditions are free words: two that differ by one letter are surely one.
    fn granted_words(&mut self) {
        let project = self.project;
        let mut known: Vec<&syntax::Name> = Vec::new();
        for item in project.modules.iter().flat_map(|module| &module.tree.items) {
            let Item::Pathway(decl) = item else { continue };
            let granted = decl.grants.iter().flat_map(|grant| std::iter::once(&grant.status).chain(&grant.conditions));
            for word in granted.chain(decl.discretion.iter().map(|discretion| &discretion.status)) {
                match known.iter().find(|other| one_slip(&other.node, &word.node)) {
                    Some(other) => {
                        self.report(mistakes::nearly_the_same(word.span, &word.node, other.span, &other.node))
                    }
                    None => known.push(word),
                }
            }
        }
    }

    fn pathway(&mut self, module: usize, decl: &syntax::PathwayDecl) {
        let declared = self.pathways.iter().find(|(_, pathway)| pathway.span == decl.name.span).map(|(id, _)| id);
        let Some(id) = declared else { return };
        let sight = Sight::of(module);
        let staged = decl.stages.iter().any(|stage| !stage.requires.is_empty());
        if decl.requires.is_empty() && !staged {
            self.report(mistakes::empty(decl.name.span, "pathway", &decl.name.node, "`requires`"));
        }
        let mut requires: Vec<Clause> = decl.requires.iter().map(|clause| self.clause(&sight, clause)).collect();
        let mut bars: Vec<Clause> = decl.bars.iter().map(|clause| self.clause(&sight, clause)).collect();
        let words_of_none = Words::default();
        let mut stages = vec![Stage {
            name: None,
            span: None,
            words: words_of_none,
            requires: 0..requires.len(),
            bars: 0..bars.len(),
        }];
        for (at, stage) in decl.stages.iter().enumerate() {
            let name = &stage.name;
            if let Some(first) = decl.stages.iter().take(at).find(|other| other.name.node == name.node) {
                self.report(mistakes::defined_twice(name.span, &name.node, first.name.span));
            }
            if stage.requires.is_empty() && stage.bars.is_empty() {
                self.report(mistakes::empty(name.span, "stage", &name.node, "`requires`"));
            }
            if let Some(time) = &stage.annotations.time {
                self.report(mistakes::no_time_here(time.span, "a stage"));
            }
            let (first_requirement, first_bar) = (requires.len(), bars.len());
            requires.extend(stage.requires.iter().map(|clause| self.clause(&sight, clause)));
            bars.extend(stage.bars.iter().map(|clause| self.clause(&sight, clause)));
            stages.push(Stage {
                name: Some(name.node.clone()),
                span: Some(name.span),
                words: words(stage.label.as_ref(), &stage.annotations),
                requires: first_requirement..requires.len(),
                bars: first_bar..bars.len(),
            });
        }
        if let Some(time) = decl.discretion.as_ref().and_then(|discretion| discretion.annotations.time.as_ref()) {
            self.report(mistakes::no_time_here(time.span, "`may grant`"));
        }
        let discretion = decl.discretion.as_ref().map(|discretion| Discretion {
            status: discretion.status.node.clone(),
            by: discretion.by.node.clone(),
            words: words(discretion.label.as_ref(), &discretion.annotations),
        });
        let grants = decl
            .grants
            .iter()
            .map(|grant| Grant {
                status: grant.status.node.clone(),
                duration: grant.duration.as_ref().map(|time| self.granted_for(&sight, time)),
                conditions: grant.conditions.iter().map(|condition| condition.node.clone()).collect(),
            })
            .collect();
        let mut quotas = Vec::new();
        for name in &decl.places_from {
            match self.quota_named(module, name) {
                Some(quota) if !quotas.contains(&quota) => quotas.push(quota),
                Some(_) => self.report(mistakes::defined_twice(name.span, &name.node, decl.name.span)),
                None => {}
            }
        }
        let mut derives = Vec::new();
        for written in &decl.derives {
            let Some(members) = self.derivation(&sight, written) else { continue };
            let words = words(written.label.as_ref(), &written.annotations);
            derives.push(Derivation { words, members, span: written.span });
        }
        if let [_, second, ..] = decl.places_from.as_slice() {
            self.report(mistakes::two_quotas(second.span, &decl.name.node));
        }
        let in_force = self.in_force(&sight, &decl.annotations);
        let pathway = &mut self.pathways[id];
        pathway.in_force = in_force;
        pathway.stages = stages;
        pathway.discretion = discretion;
        pathway.requires = requires;
        pathway.bars = bars;
        pathway.grants = grants;
        pathway.derives = derives;
        pathway.quotas = quotas;
    }

    /// A pathway by its name, from inside a file.
    pub fn pathway_in(&mut self, module: usize, name: &syntax::Name) -> Option<Id<Pathway>> {
        let scope = self.scopes.get(module)?;
        if let Some((id, _)) = scope.pathways.get(&name.node) {
            return Some(*id);
        }
        if !scope.broken.contains(&name.node) {
            let known: Vec<String> = scope.pathways.keys().cloned().collect();
            self.report(mistakes::unknown_name(name.span, &name.node, "pathway", known.iter().map(String::as_str)));
        }
        None
    }

    /// How long a status is granted for: a day at least.
    fn granted_for(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let time = self.of_type(sight, written, &Type::Duration, "the time of a grant");
        let known = self.value_of_constant(&time).and_then(|value| value.single());
        if let Some(Value::Duration(length)) = known
            && !length.lasts()
        {
            self.report(mistakes::out_of_range(
                time.span,
                "a status is granted for a day or more",
                "write for how long",
            ));
        }
        time
    }

    /// What the requirements and bars of a pathway are called, at all its times.
    pub fn clauses_of(&self, pathway: Id<Pathway>) -> Vec<String> {
        let versions = self.versions_of(pathway).into_iter().map(|version| &self.pathways[version]);
        let clauses = versions.flat_map(|version| version.requires.iter().chain(&version.bars));
        clauses.map(|clause| clause.key.clone()).collect()
    }

    /// Statuses that requirements ask for: that what they are because of is there, and that no
    /// pathway asks for its own.
    fn statuses(&mut self) {
        let ids: Vec<Id<Pathway>> = self.pathways.ids().collect();
        let mut asks: Vec<Vec<Id<Pathway>>> = Vec::new();
        for id in &ids {
            let clauses = self.pathways[*id].requires.iter().chain(&self.pathways[*id].bars).cloned();
            let clauses: Vec<Clause> = clauses.collect();
            let mut asked = Vec::new();
            for clause in clauses {
                let Condition::Status { pathway, because, .. } = &clause.condition else { continue };
                let versions = self.versions_of(*pathway);
                asked.extend(versions.iter().copied());
                if let Some(because) = because {
                    let known = self.clauses_of(*pathway);
                    if !known.contains(because) {
                        let known = known.iter().map(String::as_str);
                        self.report(mistakes::unknown_name(clause.span, because, "requirement or bar", known));
                    }
                }
            }
            asks.push(asked);
        }
        for id in ids {
            let mut open = asks.get(id.index()).cloned().unwrap_or_default();
            let mut seen = Vec::new();
            while let Some(next) = open.pop() {
                if next == id {
                    let pathway = &self.pathways[id];
                    self.report(mistakes::circle(&[(pathway.name.clone(), pathway.span)]));
                    break;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    open.extend(asks.get(next.index()).cloned().unwrap_or_default());
                }
            }
        }
    }

    /// All declarations of a pathway, for one time each.
    fn versions_of(&self, first: Id<Pathway>) -> Vec<Id<Pathway>> {
        self.pathway_versions.get(&first).cloned().unwrap_or_else(|| vec![first])
    }

    fn quota_named(&mut self, module: usize, name: &syntax::Name) -> Option<Id<Quota>> {
        let scope = self.scopes.get(module)?;
        if let Some((id, _)) = scope.quotas.get(&name.node) {
            return Some(*id);
        }
        if !scope.broken.contains(&name.node) {
            let known: Vec<String> = scope.quotas.keys().cloned().collect();
            self.report(mistakes::unknown_name(name.span, &name.node, "quota", known.iter().map(String::as_str)));
        }
        None
    }

    /// The policy of the project's first file.
    pub fn policy(&mut self, header: &syntax::Header) -> CheckedPolicy {
        let as_of = header.as_of.as_ref().and_then(|name| self.as_of(name));
        let jurisdiction = header.jurisdiction.as_ref().and_then(|code| Country::from_code(&code.node));
        if let Some((from, Some(through))) = &header.in_force
            && through.node < from.node
        {
            self.report(mistakes::out_of_range(
                through.span,
                "the policy ends before it begins",
                "write the first day after `from`, the last after `through`",
            ));
        }
        let determination = self.determination(header);
        let (tests, assertions) = self.tests();
        CheckedPolicy {
            header: PolicyHeader {
                name: header.name.node.clone(),
                label: header.label.as_ref().map(|label| label.node.clone()),
                jurisdiction,
                in_force: header.in_force.as_ref().map(|(from, to)| (from.node, to.as_ref().map(|to| to.node))),
                as_of,
                leap: header.leap,
                month_end: header.month_end,
                words: words(header.label.as_ref(), &header.annotations),
                span: header.span,
            },
            facts: self.facts.clone(),
            parameters: self.parameters.clone(),
            defines: self.defines.clone(),
            rules: self.rules.clone(),
            exceptions: self.exceptions.clone(),
            scores: self.scores.clone(),
            pathways: self.pathways.clone(),
            pathway_versions: self.pathway_versions.clone(),
            quotas: self.quotas.clone(),
            determination,
            tests,
            assertions,
            values: self.values.clone(),
            order: self.order.clone(),
            parts: self.parts(),
        }
    }

    fn as_of(&mut self, name: &syntax::Name) -> Option<Id<Fact>> {
        match self.readings(0, &name.node).as_slice() {
            [(_, Symbol::Fact(id))] => {
                let ty = self.facts[*id].ty.clone();
                if !matches!(ty, Type::Date | Type::Broken) {
                    self.report(mistakes::mismatch(name.span, &ty, &Type::Date, "the day whose law applies"));
                }
                if self.facts[*id].presumed_when.is_some() {
                    self.report(mistakes::out_of_range(
                        name.span,
                        "the day whose law applies cannot be presumed under a condition",
                        "presume it without `when`, or take another fact",
                    ));
                }
                Some(*id)
            }
            [(_, Symbol::Broken)] => None,
            [] if self.may_be_elsewhere(0) => None,
            _ => {
                let dates: Vec<String> = self
                    .facts
                    .iter()
                    .filter(|(_, fact)| fact.ty == Type::Date)
                    .map(|(_, fact)| fact.path.clone())
                    .collect();
                let known = dates.iter().map(String::as_str);
                self.report(mistakes::unknown_name(name.span, &name.node, "date fact", known));
                None
            }
        }
    }

    fn determination(&mut self, header: &syntax::Header) -> Determination {
        let project = self.project;
        let mut found: Option<&syntax::DeterminationDecl> = None;
        let mut pathways: Vec<(String, Id<Pathway>)> = Vec::new();
        for item in project.modules.first().map(|module| module.tree.items.as_slice()).unwrap_or_default() {
            match item {
                Item::Determination(decl) if found.is_some() => {
                    if let Some(first) = found {
                        self.report(mistakes::extra_determination(decl.span, first.span));
                    }
                }
                Item::Determination(decl) => found = Some(decl),
                Item::Pathway(decl) => {
                    let id = self.scopes.first().and_then(|scope| scope.pathways.get(&decl.name.node));
                    if let Some((id, _)) = id
                        && !pathways.iter().any(|(_, known)| known == id)
                    {
                        pathways.push((decl.name.node.clone(), *id));
                    }
                }
                _ => {}
            }
        }
        let broken = project.modules.first().is_some_and(|module| !module.tree.broken.is_empty());
        if pathways.is_empty() && !broken && header.kind == HeaderKind::Policy {
            self.report(mistakes::no_pathway(header.name.span));
        }
        let Some(decl) = found else {
            let consider = pathways.into_iter().map(|(_, id)| id).collect();
            return Determination { words: Words::default(), consider, every: false };
        };
        let mut consider: Vec<Id<Pathway>> = Vec::new();
        for name in &decl.consider {
            let problem: Diagnostic = match pathways.iter().find(|(known, _)| *known == name.node) {
                Some((_, id)) if !consider.contains(id) => {
                    consider.push(*id);
                    continue;
                }
                Some(_) => mistakes::considered_twice(name.span, &name.node),
                None if self.scopes.first().is_some_and(|scope| scope.broken.contains(&name.node)) => continue,
                None => {
                    let known = pathways.iter().map(|(name, _)| name.as_str());
                    mistakes::unknown_name(name.span, &name.node, "pathway", known)
                }
            };
            self.report(problem);
        }
        if decl.consider.is_empty() {
            consider = pathways.iter().map(|(_, id)| *id).collect();
        }
        let unknown = decl.consider.iter().any(|name| !pathways.iter().any(|(known, _)| *known == name.node));
        for (name, id) in &pathways {
            // A name that no pathway has was surely meant for the one left out.
            if !consider.contains(id) && !unknown {
                let span = self.pathways[*id].span;
                self.report(mistakes::not_considered(span, name, decl.span));
            }
        }
        Determination { words: words(decl.label.as_ref(), &decl.annotations), consider, every: decl.every }
    }
}

/// Whether one letter more, less, or another makes one word of the other. Numbers and single letters
/// that tell two kinds apart, as in `class_a` and `class_b`, are no slips.
fn one_slip(one: &str, other: &str) -> bool {
    let kinds = |word: &str| word.rsplit('_').next().is_some_and(|last| last.len() < 2);
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let long = one.len().min(other.len()) >= 5;
    one != other
        && long
        && !(kinds(one) && kinds(other))
        && digits(one) == digits(other)
        && strsim::damerau_levenshtein(one, other) == 1
}
