//! What is known of a person: facts and findings, and the kinds of values that they take.

use super::clauses::burden_words;
use super::declared::{Place, label_or_name};
use super::document::{Block, Footing, Grid, Section};
use super::english::{in_words, lowered, quoted, raised, sentence};
use super::writer::{Sight, Writer};
use crate::syntax::{BaseType, EnumDecl, FactDecl, FactsDecl, HeaderKind, Name, RecordDecl, Text, TypeRef};

impl<'a> Writer<'a> {
    pub fn facts(&self, place: Place, decl: &'a FactsDecl) -> Section {
        let label = decl.label.as_ref().map(|label| label.node.clone());
        let of = self.library_label(place.0).map(|label| {
            // "of wages", "of statelessness"
            let general = super::english::is_plural(&label) || super::english::is_mass(&lowered(&label));
            if general { super::english::thing(&label) } else { super::english::the(&label).words }
        });
        let of = of.unwrap_or_else(|| format!("the {}", in_words(&decl.name.node)));
        let label = label.unwrap_or_else(|| format!("what the record says of {of}"));
        let mut section = self.bare_section(place, &label, &decl.name);
        let mut grid = Grid { header: heads("Fact"), rows: Vec::new() };
        let told = decl.facts.iter().filter(|fact| self.tells_of(place.0, fact));
        grid.rows = told.map(|fact| self.fact_row(place.0, fact)).collect();
        section.blocks.push(told_or_listed(grid));
        section
    }

    /// What a library calls itself, which says more than the name of its facts.
    fn library_label(&self, module: usize) -> Option<String> {
        let header = self.declared.project.modules.get(module)?.tree.header.as_ref()?;
        let label = header.label.as_ref().filter(|_| header.kind == HeaderKind::Library)?;
        Some(label.node.clone())
    }

    /// Of a library only what the policy reads is told.
    pub fn tells_of(&self, module: usize, fact: &FactDecl) -> bool {
        module == 0 || fact.id || self.told_of.contains(&fact.name.node)
    }

    /// What libraries declare that other policies read too, in one section.
    pub fn shared_facts(&self, all: &[(Place, &'a FactsDecl)]) -> Section {
        let first = all.first().map(|(place, _)| *place);
        self.begin(first);
        let mut grid = Grid { header: heads("Fact"), rows: Vec::new() };
        for ((module, _), decl) in all {
            let told = decl.facts.iter().filter(|fact| self.tells_of(*module, fact));
            grid.rows.extend(told.map(|fact| self.fact_row(*module, fact)));
        }
        self.name_libraries(
            &mut grid,
            all.iter().flat_map(|((module, _), decl)| {
                decl.facts.iter().filter(|fact| self.tells_of(*module, fact)).map(|_| *module)
            }),
        );
        Section {
            number: first.and_then(|place| self.numbers.get(&place).cloned()).unwrap_or_default(),
            heading: "What the record says (shared facts)".to_owned(),
            name: None,
            library: None,
            blocks: vec![told_or_listed(grid)],
            footing: Footing::default(),
        }
    }

    /// A column with the libraries from which the rows are.
    fn name_libraries(&self, grid: &mut Grid, modules: impl Iterator<Item = usize>) {
        for (row, module) in grid.rows.iter_mut().zip(modules) {
            row.insert(3, self.library(module).unwrap_or_default());
        }
        grid.header.insert(3, "Library".to_owned());
    }

    /// The findings that a policy reads, in one section.
    pub fn findings(&self, all: &[(Place, &'a FactDecl)]) -> Section {
        let place = all.first().map(|(place, _)| *place).unwrap_or_default();
        self.begin(Some(place));
        let mut grid = Grid { header: heads("Finding"), rows: Vec::new() };
        grid.rows = all.iter().map(|((module, _), fact)| self.fact_row(*module, fact)).collect();
        let of_one_file = all.iter().all(|((module, _), _)| *module == place.0);
        if !of_one_file {
            self.name_libraries(&mut grid, all.iter().map(|((module, _), _)| *module));
        }
        let lead = findings_lead(all);
        Section {
            number: self.numbers.get(&place).cloned().unwrap_or_default(),
            heading: "What an officer finds".to_owned(),
            name: None,
            library: self.library(place.0).filter(|_| of_one_file),
            blocks: vec![Block::Paragraph(lead), told_or_listed(grid)],
            footing: Footing::default(),
        }
    }

    fn bare_section(&self, place: Place, label: &str, name: &Name) -> Section {
        self.begin(Some(place));
        Section {
            number: self.numbers.get(&place).cloned().unwrap_or_default(),
            heading: raised(label),
            name: Some(name.node.clone()),
            library: self.library(place.0),
            blocks: Vec::new(),
            footing: Footing::default(),
        }
    }

    fn fact_row(&self, module: usize, fact: &FactDecl) -> Vec<String> {
        let label = label_or_name(fact.label.as_ref(), &fact.name.node);
        let what = if self.is_coded(&fact.name.node) {
            self.as_codes(|| self.type_words(module, &fact.type_ref))
        } else {
            self.type_words(module, &fact.type_ref)
        };
        let what = raised(&what);
        vec![raised(&label), fact.name.node.clone(), what, self.more(module, fact)]
    }

    /// All else that is said of a fact.
    fn more(&self, module: usize, fact: &FactDecl) -> String {
        let sight = Sight::of(module);
        let mut more = Vec::new();
        if fact.id {
            more.push("Names the applicant.".to_owned());
        }
        if fact.fixed {
            more.push("The person cannot change it.".to_owned());
        }
        if let Some(value) = &fact.presumed {
            let value = self.typed(&sight, value, Some(&fact.type_ref));
            let when = fact.presumed_when.as_ref().map(|when| self.condition(&sight, when, true).inline());
            let when = when.map(|when| format!(" where {when}")).unwrap_or_default();
            more.push(format!("While it is unknown, it is presumed to be {value}{when}."));
        }
        if let Some(burden) = &fact.burden {
            more.push(burden_words(burden.node));
        }
        let footing = self.footing(&fact.annotations);
        if !footing.sources.is_empty() {
            more.push(format!("Source: {}.", footing.sources.join("; ").trim_end_matches('.')));
        }
        more.extend(footing.notes.iter().map(|note| format!("Note: {}", sentence(note))));
        more.join(" ")
    }

    /// A type as a person reads it.
    pub fn type_words(&self, module: usize, ty: &TypeRef) -> String {
        let words = self.base_words(module, &ty.base);
        if ty.optional { format!("{words}, or none") } else { words }
    }

    fn base_words(&self, module: usize, base: &BaseType) -> String {
        match base {
            BaseType::Money(currency) => format!("amount in {}", currency.node),
            BaseType::List(of) => match of.as_ref() {
                BaseType::Named(name) if self.declared.record(module, &name.node).is_some() => {
                    format!("list, each entry {}", self.named_type(module, name))
                }
                of => format!("list, each entry a {}", self.base_words(module, of)),
            },
            BaseType::Ranged { integer, low, high } => {
                let kind = if *integer { "whole number" } else { "number" };
                format!("{kind} from {} to {}", self.figure(low.node), self.figure(high.node))
            }
            BaseType::Named(name) => match name.node.as_str() {
                "boolean" => "yes or no".to_owned(),
                "integer" => "whole number".to_owned(),
                "decimal" => "number".to_owned(),
                "date" => "day".to_owned(),
                "instant" => "moment".to_owned(),
                "duration" => "length of time".to_owned(),
                "text" => "text".to_owned(),
                "country" => "country".to_owned(),
                _ => self.named_type(module, name),
            },
        }
    }

    /// "one of the kinds of “level of education” (see 9.1)"
    fn named_type(&self, module: usize, name: &Name) -> String {
        if let Some((place, decl)) = self.declared.enumeration(module, &name.node) {
            let label = label_or_name(decl.label.as_ref(), &name.node);
            return format!("{} (one of those in {})", lowered(&label), self.number(place));
        }
        match self.declared.record(module, &name.node) {
            Some((place, decl)) => {
                let label = label_or_name(decl.label.as_ref(), &name.node);
                format!("{} (see {})", super::english::a(&label), self.number(place))
            }
            None => in_words(&name.node),
        }
    }

    /// The number of a section, said each time.
    fn number(&self, place: Place) -> String {
        self.reached.borrow_mut().insert(place);
        self.numbers.get(&place).cloned().unwrap_or_default()
    }

    pub fn enumeration(&self, place: Place, decl: &'a EnumDecl) -> Section {
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.bare_section(place, &label, &decl.name);
        let noun = super::english::the(&label);
        let order = if decl.ordered { ", from the lowest to the highest" } else { "" };
        section.blocks.push(Block::Paragraph(sentence(&format!("{} is one of these{order}:", noun.words))));
        let header = ["Value", "In the record"].map(str::to_owned).to_vec();
        let rows = decl
            .variants
            .iter()
            .map(|(name, label)| vec![label_or_name(label.as_ref(), &name.node), name.node.clone()]);
        section.blocks.push(Block::Table(Grid { header, rows: rows.collect() }));
        section
    }

    pub fn record(&self, place: Place, decl: &'a RecordDecl) -> Section {
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.bare_section(place, &label, &decl.name);
        if let Some(shown) = &decl.shown {
            section
                .blocks
                .push(Block::Paragraph(format!("One is named in this way: {}.", quoted(&shown_words(shown, decl)))));
        }
        let header = ["Field", "In the record", "What it is", "More"].map(str::to_owned).to_vec();
        let rows = decl.fields.iter().map(|(name, ty, label)| {
            let finding = decl.findings.contains(&name.node);
            let more = if finding { "Only an officer finds it." } else { "" };
            let what = raised(&self.type_words(place.0, ty));
            vec![raised(&label_or_name(label.as_ref(), &name.node)), name.node.clone(), what, more.to_owned()]
        });
        let mut grid = Grid { header, rows: rows.collect() };
        grid.drop_empty();
        section.blocks.push(Block::Table(grid));
        section
    }
}

/// Who makes findings, and what becomes of the case until they are made.
fn findings_lead(all: &[(Place, &FactDecl)]) -> String {
    let presumed = all.iter().filter(|(_, fact)| fact.presumed.is_some()).count();
    let always = all.iter().all(|(_, fact)| fact.presumed_when.is_none());
    let until = match (all.len(), presumed) {
        (1, 0) => "until it is made the case is referred to an officer",
        (_, 0) => "until one is made the case is referred to an officer",
        (1, _) if always => "until it is made, what is presumed of it holds",
        (many, presumed) if many == presumed && always => "until one is made, what is presumed of it holds",
        (1, _) => "until it is made, what is presumed of it holds, or else the case is referred to an officer",
        _ => {
            "until one is made, what is presumed of it holds, or, where nothing is, the case is referred to an officer"
        }
    };
    let these = if all.len() == 1 { "this finding" } else { "these findings" };
    format!("Only an officer makes {these}; {until}.")
}

/// One fact is a sentence, several are a table.
fn told_or_listed(mut grid: Grid) -> Block {
    if let [row] = grid.rows.as_slice()
        && let [label, name, what, more] = row.as_slice()
    {
        let what = lowered(what);
        let is = match what.as_str() {
            "yes or no" => "answered yes or no".to_owned(),
            "yes or no, or none" => "answered yes, no or none".to_owned(),
            _ => super::english::a(&what),
        };
        let more = more.replacen("Names the applicant.", "It names the applicant.", 1);
        let text = format!("{} (`{name}` in the record) is {is}. {more}", quoted(label));
        return Block::Paragraph(text.trim_end().to_owned());
    }
    grid.drop_empty();
    Block::Table(grid)
}

fn heads(first: &str) -> Vec<String> {
    [first, "In the record", "What it is", "More"].map(str::to_owned).to_vec()
}

fn shown_words(shown: &Text, decl: &RecordDecl) -> String {
    decl.fields.iter().fold(shown.node.clone(), |words, (name, _, label)| {
        words.replace(&format!("{{{}}}", name.node), &format!("‹{}›", label_or_name(label.as_ref(), &name.node)))
    })
}
