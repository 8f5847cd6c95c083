//! The parser's pairs to the tree. The grammar guarantees the shape; what a pair cannot hold
//! (a day that does not exist, a number too large) becomes a diagnostic here.

use pest::iterators::Pair;

use super::build_calendars::calendar_decl;
use super::build_clauses::{exception_decl, rule_decl, score_decl};
use super::build_expr::{expr, literal, unquoted};
use super::build_tests::{assert_decl, test_decl};
use super::build_values::{define_decl, parameter_decl, table_decl};
use super::build_ways::{determination_decl, pathway_decl, quota_decl};
use super::grammar::{Parts, Rule};
use super::mistakes;
use super::tree::*;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span, Spanned};
use crate::values::{Burden, Date, LeapBirthday, MonthEnd, Number};

pub struct Builder {
    file: FileId,
    offset: usize,
    /// The place of everything that is read, where it is not that of the text itself.
    place: Option<Span>,
    pub problems: Vec<Diagnostic>,
}

impl Builder {
    pub fn new(file: FileId, offset: usize) -> Self {
        Builder { file, offset, place: None, problems: Vec::new() }
    }

    /// A builder for a piece of text that stands at that place in another form.
    pub fn at(place: Span) -> Self {
        Builder { file: place.file, offset: 0, place: Some(place), problems: Vec::new() }
    }

    /// The pair's place, without the white space after it that the grammar let it keep.
    pub fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        if let Some(place) = self.place {
            return place;
        }
        let span = pair.as_span();
        let start = self.offset.saturating_add(span.start());
        Span { file: self.file, start, end: start.saturating_add(span.as_str().trim_end().len()) }
    }

    pub fn name(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let (name, span) = (pair.as_str().trim_end().to_owned(), self.span(pair));
        if pair.as_rule() != Rule::code && name.contains(|c: char| c.is_ascii_uppercase()) {
            self.problems.push(mistakes::not_snake_case(span, &name));
        }
        Spanned::new(name, span)
    }

    /// The text of a pair that is a string or holds one.
    pub fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let string = pair.clone().parts().next().unwrap_or_else(|| pair.clone());
        Spanned::new(unquoted(string.as_str()), self.span(&string))
    }

    pub fn date(&mut self, pair: &Pair<'_, Rule>) -> Spanned<Date> {
        let span = self.span(pair);
        let date = Date::parse(pair.as_str()).unwrap_or_else(|why| {
            self.problems.push(mistakes::bad_date(span, pair.as_str(), why));
            Date::MIN
        });
        Spanned::new(date, span)
    }

    pub fn number(&mut self, pair: &Pair<'_, Rule>) -> Spanned<Number> {
        let span = self.span(pair);
        let text = pair.as_str().trim_end();
        let number = Number::parse(text).unwrap_or_else(|| {
            self.problems.push(mistakes::bad_number(span, text, "30 digits"));
            Number::ZERO
        });
        Spanned::new(number, span)
    }

    pub fn burden(&self, pair: &Pair<'_, Rule>) -> Spanned<Burden> {
        let applicant = pair.as_str().trim_end().ends_with("applicant");
        Spanned::new(if applicant { Burden::Applicant } else { Burden::Authority }, self.span(pair))
    }

    fn time(&mut self, pair: Pair<'_, Rule>) -> Time {
        let mut time = Time { from: None, through: None, by: None, span: self.span(&pair) };
        let mut ends = false;
        for part in pair.parts() {
            match part.as_rule() {
                Rule::kw_through => ends = true,
                Rule::date if ends => time.through = Some(self.date(&part)),
                Rule::date => time.from = Some(self.date(&part)),
                Rule::name => time.by = Some(self.name(&part)),
                _ => {}
            }
        }
        if let (Some(from), Some(through)) = (&time.from, &time.through)
            && through.node < from.node
        {
            self.problems.push(mistakes::ends_before_it_begins(from.span.to(through.span)));
        }
        time
    }

    /// What is said of a whole declaration, in its braces. A time that is no clause's would be taken
    /// for that of the declaration.
    pub fn annotate_all(&mut self, pair: Pair<'_, Rule>, into: &mut Annotations) {
        if let Some(time) = pair.clone().parts().find(|inner| inner.as_rule() == Rule::time) {
            self.problems.push(mistakes::time_by_itself(self.span(&time)));
        }
        self.annotate(pair, into);
    }

    pub fn annotate(&mut self, pair: Pair<'_, Rule>, into: &mut Annotations) {
        match pair.as_rule() {
            Rule::annotation => pair.parts().for_each(|inner| self.annotate(inner, into)),
            Rule::source => into.sources.push(self.text(&pair)),
            Rule::note => into.notes.push(self.text(&pair)),
            Rule::failing => {
                let words = self.text(&pair);
                if let Some(first) = &into.failing {
                    self.problems.push(mistakes::second_failing(words.span, first.span));
                }
                into.failing.get_or_insert(words);
            }
            Rule::force => pair.parts().for_each(|inner| self.annotate(inner, into)),
            Rule::time => {
                let time = self.time(pair);
                if let Some(first) = &into.time {
                    self.problems.push(mistakes::second_time(time.span, first.span));
                }
                into.time.get_or_insert(time);
            }
            _ => {}
        }
    }
}

pub fn item(b: &mut Builder, pair: Pair<'_, Rule>, tree: &mut PolicyFile) {
    let place = b.span(&pair);
    super::once::only_once(b, &pair);
    super::allowed::collect(b, &pair, &mut tree.allowed);
    let declared = match pair.as_rule() {
        Rule::policy_header | Rule::library_header => {
            let header = header(b, pair);
            match &tree.header {
                Some(first) => b.problems.push(mistakes::second_header(header.name.span, first.name.span)),
                None => tree.header = Some(header),
            }
            return;
        }
        Rule::use_decl => {
            let paths = pair.parts().filter(|inner| inner.as_rule() == Rule::path);
            tree.uses.extend(paths.map(|path| b.name(&path)));
            return;
        }
        Rule::enum_decl => Item::Enum(enum_decl(b, pair)),
        Rule::record_decl => Item::Record(record_decl(b, pair)),
        Rule::facts_decl => Item::Facts(facts_decl(b, pair)),
        Rule::finding_decl => Item::Finding(fact(b, pair)),
        Rule::parameter_decl => Item::Parameter(parameter_decl(b, pair)),
        Rule::table_decl => Item::Table(table_decl(b, pair)),
        Rule::define_decl => Item::Define(define_decl(b, pair)),
        Rule::rule_decl => Item::Rule(rule_decl(b, pair)),
        Rule::score_decl => Item::Score(score_decl(b, pair)),
        Rule::pathway_decl => Item::Pathway(pathway_decl(b, pair)),
        Rule::determination_decl => Item::Determination(determination_decl(b, pair)),
        Rule::quota_decl => Item::Quota(quota_decl(b, pair)),
        Rule::calendar_decl => Item::Calendar(calendar_decl(b, pair)),
        Rule::exception_decl => Item::Exception(exception_decl(b, pair)),
        Rule::test_decl => Item::Test(test_decl(b, pair)),
        Rule::assert_decl => Item::Assert(assert_decl(b, pair)),
        _ => return,
    };
    tree.items.push(declared);
    tree.places.push(place);
}

pub fn nowhere(b: &Builder, pair: &Pair<'_, Rule>) -> Name {
    Spanned::new(String::new(), b.span(pair))
}

fn header(b: &mut Builder, pair: Pair<'_, Rule>) -> Header {
    let mut header = Header {
        kind: if pair.as_rule() == Rule::policy_header { HeaderKind::Policy } else { HeaderKind::Library },
        name: nowhere(b, &pair),
        label: None,
        jurisdiction: None,
        in_force: None,
        as_of: None,
        leap: LeapBirthday::default(),
        month_end: MonthEnd::default(),
        annotations: Annotations::default(),
        span: b.span(&pair),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::path => header.name = b.name(&part),
            Rule::label => header.label = Some(b.text(&part)),
            Rule::header_entry | Rule::library_entry => {
                part.parts().for_each(|entry| header_entry(b, entry, &mut header))
            }
            _ => {}
        }
    }
    header
}

fn header_entry(b: &mut Builder, entry: Pair<'_, Rule>, header: &mut Header) {
    match entry.as_rule() {
        Rule::jurisdiction => {
            header.jurisdiction = entry.parts().find(|p| p.as_rule() == Rule::code).map(|code| b.name(&code));
        }
        Rule::in_force => {
            let mut dates = entry.parts().filter(|p| p.as_rule() == Rule::date);
            if let Some(from) = dates.next() {
                let from = b.date(&from);
                header.in_force = Some((from, dates.next().map(|through| b.date(&through))));
            }
        }
        Rule::as_of_entry => header.as_of = entry.parts().next().map(|name| b.name(&name)),
        Rule::leap_rule => {
            if entry.as_str().contains("28") {
                header.leap = LeapBirthday::LastOfFebruary;
            }
        }
        Rule::round_rule => {
            if entry.parts().any(|way| way.as_str().trim() == "up") {
                header.month_end = MonthEnd::Up;
            }
        }
        Rule::law_entry => {
            let span = b.span(&entry);
            b.problems.push(mistakes::law_in_a_library(span));
        }
        _ => b.annotate(entry, &mut header.annotations),
    }
}

fn enum_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> EnumDecl {
    let mut decl =
        EnumDecl { name: nowhere(b, &pair), ordered: false, label: None, variants: Vec::new(), written: Vec::new() };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::ordered => decl.ordered = true,
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::variant => {
                let mut inner = part.parts();
                if let Some(name) = inner.next() {
                    let rest: Vec<Pair<'_, Rule>> = inner.collect();
                    let text = |rule: Rule| rest.iter().find(|part| part.as_rule() == rule).map(|part| b.text(part));
                    let (label, written) = (text(Rule::label), text(Rule::written));
                    decl.variants.push((b.name(&name), label));
                    decl.written.push(written);
                }
            }
            _ => {}
        }
    }
    decl
}

fn record_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> RecordDecl {
    let mut decl =
        RecordDecl { name: nowhere(b, &pair), label: None, shown: None, fields: Vec::new(), findings: Vec::new() };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::shown_as => decl.shown = Some(b.text(&part)),
            Rule::field => {
                let finding = part.clone().parts().any(|inner| inner.as_rule() == Rule::finding_mark);
                let mut inner = part.parts().filter(|inner| inner.as_rule() != Rule::finding_mark);
                if let (Some(name), Some(ty)) = (inner.next(), inner.next()) {
                    if finding {
                        decl.findings.push(b.name(&name).node);
                    }
                    let ty = type_ref(b, ty);
                    decl.fields.push((b.name(&name), ty, inner.next().map(|label| b.text(&label))));
                }
            }
            _ => {}
        }
    }
    decl
}

fn facts_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> FactsDecl {
    let mut decl = FactsDecl { name: nowhere(b, &pair), label: None, facts: Vec::new() };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::fact => {
                let fact = fact(b, part);
                decl.facts.push(fact);
            }
            _ => {}
        }
    }
    decl
}

fn fact(b: &mut Builder, pair: Pair<'_, Rule>) -> FactDecl {
    let span = b.span(&pair);
    let mut decl = FactDecl {
        id: false,
        name: nowhere(b, &pair),
        type_ref: TypeRef { optional: false, base: BaseType::Named(Spanned::new(String::new(), span)), span },
        label: None,
        fixed: false,
        presumed: None,
        presumed_when: None,
        burden: None,
        annotations: Annotations::default(),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::id_mark => decl.id = true,
            Rule::name => decl.name = b.name(&part),
            Rule::type_ref => decl.type_ref = type_ref(b, part),
            Rule::fact_part => {
                for inner in part.parts() {
                    match inner.as_rule() {
                        Rule::label => decl.label = Some(b.text(&inner)),
                        Rule::fixed => decl.fixed = true,
                        Rule::presumed => {
                            for part in inner.parts() {
                                match part.as_rule() {
                                    Rule::literal => decl.presumed = Some(literal(b, part)),
                                    Rule::expr => decl.presumed_when = Some(expr(b, part)),
                                    _ => {}
                                }
                            }
                        }
                        Rule::burden => decl.burden = Some(b.burden(&inner)),
                        _ => b.annotate(inner, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

pub fn type_ref(b: &mut Builder, pair: Pair<'_, Rule>) -> TypeRef {
    let span = b.span(&pair);
    let mut optional = false;
    let mut base = BaseType::Named(nowhere(b, &pair));
    for part in pair.parts() {
        match part.as_rule() {
            Rule::optional_mark => optional = true,
            _ => base = base_type(b, part),
        }
    }
    TypeRef { optional, base, span }
}

fn base_type(b: &mut Builder, pair: Pair<'_, Rule>) -> BaseType {
    let fallback = BaseType::Named(Spanned::new(pair.as_str().trim_end().to_owned(), b.span(&pair)));
    let Some(inner) = pair.parts().next() else { return fallback };
    match inner.as_rule() {
        Rule::list_type => match inner.parts().next() {
            Some(of) => BaseType::List(Box::new(base_type(b, of))),
            None => fallback,
        },
        Rule::money_type => inner.parts().next().map_or(fallback, |code| BaseType::Money(b.name(&code))),
        Rule::ranged_type => {
            let integer = inner.as_str().starts_with("integer");
            let mut bounds = inner.parts().filter(|p| p.as_rule() == Rule::bound);
            match (bounds.next(), bounds.next()) {
                (Some(low), Some(high)) => BaseType::Ranged { integer, low: bound(b, low), high: bound(b, high) },
                _ => fallback,
            }
        }
        _ => BaseType::Named(b.name(&inner)),
    }
}

fn bound(b: &mut Builder, pair: Pair<'_, Rule>) -> Spanned<Number> {
    let span = b.span(&pair);
    let negative = pair.as_str().starts_with('-');
    let digits = pair.parts().find(|p| p.as_rule() == Rule::number);
    let value = digits.map_or(Number::ZERO, |digits| b.number(&digits).node);
    Spanned::new(if negative { value.negate() } else { value }, span)
}
