//! The parser's pairs to the tree. The grammar guarantees the shape; what a pair cannot hold
//! (a day that does not exist, a number too large) becomes a diagnostic here.

use pest::iterators::Pair;

use super::build_expr::{expr, literal, unquoted};
use super::grammar::Rule;
use super::mistakes;
use super::tree::*;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span, Spanned};
use crate::values::{Date, LeapBirthday, MonthEnd, Number};

pub struct Builder {
    file: FileId,
    offset: usize,
    pub problems: Vec<Diagnostic>,
}

impl Builder {
    pub fn new(file: FileId, offset: usize) -> Self {
        Builder { file, offset, problems: Vec::new() }
    }

    /// The pair's place, without the white space after it that the grammar let it keep.
    pub fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let start = self.offset.saturating_add(span.start());
        Span { file: self.file, start, end: start.saturating_add(span.as_str().trim_end().len()) }
    }

    pub fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Spanned::new(pair.as_str().trim_end().to_owned(), self.span(pair))
    }

    /// The text of a pair that is a string or holds one.
    pub fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let string = pair.clone().into_inner().next().unwrap_or_else(|| pair.clone());
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

    fn annotate(&self, pair: Pair<'_, Rule>, into: &mut Annotations) {
        match pair.as_rule() {
            Rule::annotation => pair.into_inner().for_each(|inner| self.annotate(inner, into)),
            Rule::source => into.sources.push(self.text(&pair)),
            Rule::note => into.notes.push(self.text(&pair)),
            _ => {}
        }
    }
}

pub fn item(b: &mut Builder, pair: Pair<'_, Rule>, tree: &mut PolicyFile) {
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
            let paths = pair.into_inner().filter(|inner| inner.as_rule() == Rule::path);
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
        _ => return,
    };
    tree.items.push(declared);
}

fn nowhere(b: &Builder, pair: &Pair<'_, Rule>) -> Name {
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
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::path => header.name = b.name(&part),
            Rule::label => header.label = Some(b.text(&part)),
            Rule::header_entry => part.into_inner().for_each(|entry| header_entry(b, entry, &mut header)),
            _ => {}
        }
    }
    header
}

fn header_entry(b: &mut Builder, entry: Pair<'_, Rule>, header: &mut Header) {
    match entry.as_rule() {
        Rule::jurisdiction => {
            header.jurisdiction = entry.into_inner().find(|p| p.as_rule() == Rule::code).map(|code| b.name(&code));
        }
        Rule::in_force => {
            let mut dates = entry.into_inner().filter(|p| p.as_rule() == Rule::date);
            if let Some(from) = dates.next() {
                let from = b.date(&from);
                header.in_force = Some((from, dates.next().map(|through| b.date(&through))));
            }
        }
        Rule::as_of_entry => header.as_of = entry.into_inner().next().map(|name| b.name(&name)),
        Rule::leap_rule => {
            if entry.as_str().contains("28") {
                header.leap = LeapBirthday::LastOfFebruary;
            }
        }
        Rule::round_rule => {
            if entry.into_inner().any(|way| way.as_str().trim() == "up") {
                header.month_end = MonthEnd::Up;
            }
        }
        _ => b.annotate(entry, &mut header.annotations),
    }
}

fn enum_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> EnumDecl {
    let mut decl = EnumDecl { name: nowhere(b, &pair), ordered: false, label: None, variants: Vec::new() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::ordered => decl.ordered = true,
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::variant => {
                let mut inner = part.into_inner();
                if let Some(name) = inner.next() {
                    decl.variants.push((b.name(&name), inner.next().map(|label| b.text(&label))));
                }
            }
            _ => {}
        }
    }
    decl
}

fn record_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> RecordDecl {
    let mut decl = RecordDecl { name: nowhere(b, &pair), label: None, fields: Vec::new() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::field => {
                let mut inner = part.into_inner();
                if let (Some(name), Some(ty)) = (inner.next(), inner.next()) {
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
    for part in pair.into_inner() {
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
        annotations: Annotations::default(),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::id_mark => decl.id = true,
            Rule::name => decl.name = b.name(&part),
            Rule::type_ref => decl.type_ref = type_ref(b, part),
            Rule::fact_part => {
                for inner in part.into_inner() {
                    match inner.as_rule() {
                        Rule::label => decl.label = Some(b.text(&inner)),
                        Rule::fixed => decl.fixed = true,
                        Rule::presumed => decl.presumed = inner.into_inner().next().map(|value| literal(b, value)),
                        _ => b.annotate(inner, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn type_ref(b: &mut Builder, pair: Pair<'_, Rule>) -> TypeRef {
    let span = b.span(&pair);
    let mut optional = false;
    let mut base = BaseType::Named(nowhere(b, &pair));
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::optional_mark => optional = true,
            _ => base = base_type(b, part),
        }
    }
    TypeRef { optional, base, span }
}

fn base_type(b: &mut Builder, pair: Pair<'_, Rule>) -> BaseType {
    let fallback = BaseType::Named(b.name(&pair));
    let Some(inner) = pair.into_inner().next() else { return fallback };
    match inner.as_rule() {
        Rule::money_type => inner.into_inner().next().map_or(fallback, |code| BaseType::Money(b.name(&code))),
        Rule::ranged_type => {
            let integer = inner.as_str().starts_with("integer");
            let mut bounds = inner.into_inner().filter(|p| p.as_rule() == Rule::bound);
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
    let digits = pair.into_inner().find(|p| p.as_rule() == Rule::number);
    let value = digits.map_or(Number::ZERO, |digits| b.number(&digits).node);
    Spanned::new(if negative { value.negate() } else { value }, span)
}

fn parameter_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> ParameterDecl {
    let none = Expr { kind: ExprKind::None, span: b.span(&pair) };
    let mut decl =
        ParameterDecl { name: nowhere(b, &pair), label: None, value: none, annotations: Annotations::default() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::expr => decl.value = expr(b, part),
            _ => b.annotate(part, &mut decl.annotations),
        }
    }
    decl
}

fn table_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> TableDecl {
    let span = b.span(&pair);
    let mut decl = TableDecl {
        name: nowhere(b, &pair),
        label: None,
        inputs: Vec::new(),
        output: TypeRef { optional: false, base: BaseType::Named(nowhere(b, &pair)), span },
        annotations: Annotations::default(),
        rows: Vec::new(),
        otherwise: None,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::input => {
                let mut inner = part.into_inner();
                if let (Some(name), Some(ty)) = (inner.next(), inner.next()) {
                    decl.inputs.push((b.name(&name), type_ref(b, ty)));
                }
            }
            Rule::type_ref => decl.output = type_ref(b, part),
            Rule::row => {
                let span = b.span(&part);
                let cells = part.into_inner().map(|pair| Spanned::new(cell(b, &pair), b.span(&pair))).collect();
                decl.rows.push(Row { cells, span });
            }
            Rule::table_otherwise => {
                decl.otherwise = part.into_inner().find(|p| p.as_rule() == Rule::expr).map(|value| expr(b, value));
            }
            _ => b.annotate(part, &mut decl.annotations),
        }
    }
    decl
}

fn cell(b: &mut Builder, pair: &Pair<'_, Rule>) -> Cell {
    let Some(inner) = pair.clone().into_inner().next() else { return Cell::Pattern(Pattern::Anything) };
    match inner.as_rule() {
        Rule::column_head => {
            let mut parts = inner.into_inner();
            match (parts.next(), parts.next()) {
                (Some(name), Some(value)) => {
                    let span = b.span(&value);
                    Cell::Column(b.name(&name), Spanned::new(pattern(b, value), span))
                }
                _ => Cell::Pattern(Pattern::Anything),
            }
        }
        Rule::expr => Cell::Expr(expr(b, inner)),
        _ => Cell::Pattern(pattern(b, inner)),
    }
}

fn pattern(b: &mut Builder, pair: Pair<'_, Rule>) -> Pattern {
    let span = b.span(&pair);
    let Some(inner) = pair.into_inner().next() else { return Pattern::Anything };
    match inner.as_rule() {
        Rule::anything => Pattern::Anything,
        Rule::pat_none => Pattern::Literal(Expr { kind: ExprKind::None, span }),
        Rule::pat_compare => {
            let mut parts = inner.into_inner();
            match (parts.next(), parts.next()) {
                (Some(sign), Some(value)) => Pattern::Compare(compare_sign(sign.as_str()), literal(b, value)),
                _ => Pattern::Anything,
            }
        }
        Rule::pat_range => {
            let mut parts = inner.into_inner();
            match (parts.next(), parts.next(), parts.next()) {
                (Some(low), Some(op), Some(high)) => {
                    Pattern::Range { low: literal(b, low), high: literal(b, high), closed: op.as_str().trim() == ".." }
                }
                _ => Pattern::Anything,
            }
        }
        Rule::pat_list => Pattern::List(inner.into_inner().map(|item| literal(b, item)).collect()),
        _ => Pattern::Literal(literal(b, inner)),
    }
}

pub fn compare_sign(sign: &str) -> CompareOp {
    match sign.trim() {
        "<" => CompareOp::Less,
        "<=" => CompareOp::AtMost,
        ">" => CompareOp::Greater,
        _ => CompareOp::AtLeast,
    }
}

fn define_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> DefineDecl {
    let (mut name, mut label, mut annotations) = (nowhere(b, &pair), None, Annotations::default());
    let (mut is, mut cases, mut otherwise) = (None, Vec::new(), None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::label => label = Some(b.text(&part)),
            Rule::expr => is = Some(expr(b, part)),
            Rule::case => {
                let none = Expr { kind: ExprKind::None, span: b.span(&part) };
                let parts = exprs_and_words(b, part);
                let mut values = parts.exprs.into_iter();
                let (when, then) = (values.next().unwrap_or(none.clone()), values.next().unwrap_or(none));
                cases.push(Case { when, then, label: parts.label, annotations: parts.annotations });
            }
            Rule::otherwise_case => {
                let none = Expr { kind: ExprKind::None, span: b.span(&part) };
                let parts = exprs_and_words(b, part);
                otherwise = Some(Otherwise {
                    value: parts.exprs.into_iter().next().unwrap_or(none),
                    label: parts.label,
                    annotations: parts.annotations,
                });
            }
            _ => b.annotate(part, &mut annotations),
        }
    }
    let body = match is {
        Some(value) => DefineBody::Is(value),
        None => DefineBody::Cases { cases, otherwise },
    };
    DefineDecl { name, label, annotations, body }
}

struct Parts {
    exprs: Vec<Expr>,
    label: Option<Text>,
    annotations: Annotations,
}

fn exprs_and_words(b: &mut Builder, pair: Pair<'_, Rule>) -> Parts {
    let mut parts = Parts { exprs: Vec::new(), label: None, annotations: Annotations::default() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expr => parts.exprs.push(expr(b, part)),
            Rule::label => parts.label = Some(b.text(&part)),
            _ => b.annotate(part, &mut parts.annotations),
        }
    }
    parts
}

fn rule_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> RuleDecl {
    let mut decl = RuleDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        clauses: Vec::new(),
        unless: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::rule_entry => {
                for entry in part.into_inner() {
                    match entry.as_rule() {
                        Rule::met_when => {
                            let clause = clause(b, entry);
                            decl.clauses.push(clause);
                        }
                        Rule::unless => {
                            let clause = clause(b, entry);
                            decl.unless.push(clause);
                        }
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

/// A `met when`, `unless`, limb, `requires`, `barred by` or `for`: all one shape.
fn clause(b: &mut Builder, pair: Pair<'_, Rule>) -> Clause {
    let span = b.span(&pair);
    let mut clause = Clause {
        condition: Condition::Test(Expr { kind: ExprKind::None, span }),
        label: None,
        annotations: Annotations::default(),
        unless: Vec::new(),
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::condition => clause.condition = condition(b, part),
            Rule::label => clause.label = Some(b.text(&part)),
            Rule::defeats => {
                for inner in part.into_inner() {
                    let defeat = self::clause(b, inner);
                    clause.unless.push(defeat);
                }
            }
            _ => b.annotate(part, &mut clause.annotations),
        }
    }
    clause
}

fn condition(b: &mut Builder, pair: Pair<'_, Rule>) -> Condition {
    let span = b.span(&pair);
    let Some(inner) = pair.into_inner().next() else {
        return Condition::Test(Expr { kind: ExprKind::None, span });
    };
    let rule = inner.as_rule();
    if rule == Rule::expr {
        return Condition::Test(expr(b, inner));
    }
    let mut limbs = Vec::new();
    let mut count = Spanned::new(Number::ONE, span);
    for part in inner.into_inner() {
        match part.as_rule() {
            Rule::number => count = b.number(&part),
            _ => limbs.push(clause(b, part)),
        }
    }
    match rule {
        Rule::all_of => Condition::AllOf(limbs),
        Rule::any_of => Condition::AnyOf(limbs),
        _ => Condition::AtLeast(count, limbs),
    }
}

fn score_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> ScoreDecl {
    let span = b.span(&pair);
    let (mut name, mut label, mut body) = (nowhere(b, &pair), None, ScoreBody::default());
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::label => label = Some(b.text(&part)),
            Rule::score_entry => score_entry(b, part, &mut body),
            _ => {}
        }
    }
    ScoreDecl { name, label, body, span }
}

fn score_entry(b: &mut Builder, pair: Pair<'_, Rule>, body: &mut ScoreBody) {
    for entry in pair.into_inner() {
        match entry.as_rule() {
            Rule::at_most => body.at_most = entry.into_inner().next().map(|cap| expr(b, cap)),
            Rule::group => {
                let line = group(b, entry);
                body.lines.push(line);
            }
            Rule::add => {
                let span = b.span(&entry);
                let none = Expr { kind: ExprKind::None, span };
                let parts = exprs_and_words(b, entry);
                let mut values = parts.exprs.into_iter();
                body.lines.push(ScoreLine::Add {
                    points: values.next().unwrap_or(none),
                    when: values.next(),
                    label: parts.label,
                    annotations: parts.annotations,
                    span,
                });
            }
            _ => b.annotate(entry, &mut body.annotations),
        }
    }
}

fn group(b: &mut Builder, pair: Pair<'_, Rule>) -> ScoreLine {
    let span = b.span(&pair);
    let (mut name, mut label, mut when, mut body) = (nowhere(b, &pair), None, None, ScoreBody::default());
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::label => label = Some(b.text(&part)),
            Rule::group_when => when = part.into_inner().find(|p| p.as_rule() == Rule::expr).map(|c| expr(b, c)),
            Rule::at_most => body.at_most = part.into_inner().next().map(|cap| expr(b, cap)),
            Rule::score_entry => score_entry(b, part, &mut body),
            _ => {}
        }
    }
    ScoreLine::Group { name, label, when, body, span }
}

fn pathway_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> PathwayDecl {
    let mut decl = PathwayDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        requires: Vec::new(),
        bars: Vec::new(),
        grants: Vec::new(),
        places_from: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::pathway_entry => part.into_inner().for_each(|entry| pathway_entry(b, entry, &mut decl)),
            _ => {}
        }
    }
    decl
}

fn pathway_entry(b: &mut Builder, entry: Pair<'_, Rule>, decl: &mut PathwayDecl) {
    match entry.as_rule() {
        Rule::requires => decl.requires.push(clause(b, entry)),
        Rule::barred_by => decl.bars.push(clause(b, entry)),
        Rule::places_from => {
            let names = entry.into_inner().filter(|p| p.as_rule() == Rule::name);
            decl.places_from.extend(names.map(|name| b.name(&name)));
        }
        Rule::grants => {
            let mut grant = Grant { status: nowhere(b, &entry), duration: None, conditions: Vec::new() };
            let mut names = 0_usize;
            for part in entry.into_inner() {
                match part.as_rule() {
                    Rule::name if names == 0 => {
                        names = 1;
                        grant.status = b.name(&part);
                    }
                    Rule::name => grant.conditions.push(b.name(&part)),
                    Rule::expr => grant.duration = Some(expr(b, part)),
                    _ => {}
                }
            }
            decl.grants.push(grant);
        }
        _ => b.annotate(entry, &mut decl.annotations),
    }
}

fn determination_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> DeterminationDecl {
    let mut decl = DeterminationDecl {
        label: None,
        annotations: Annotations::default(),
        consider: Vec::new(),
        every: false,
        span: b.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::determination_entry => {
                for entry in part.into_inner() {
                    match entry.as_rule() {
                        Rule::consider => decl.consider.extend(entry.into_inner().map(|name| b.name(&name))),
                        Rule::grant => decl.every = entry.into_inner().any(|mode| mode.as_str().trim() == "every"),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn quota_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> QuotaDecl {
    let mut decl = QuotaDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        places: None,
        order: Vec::new(),
        pools: Vec::new(),
        span: b.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::quota_entry => {
                for entry in part.into_inner() {
                    match entry.as_rule() {
                        Rule::places => decl.places = entry.into_inner().next().map(|places| expr(b, places)),
                        Rule::order => {
                            for pair in entry.into_inner().filter(|p| p.as_rule() == Rule::key) {
                                let key = key(b, pair);
                                decl.order.push(key);
                            }
                        }
                        Rule::pool => {
                            let pool = pool(b, entry);
                            decl.pools.push(pool);
                        }
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn key(b: &mut Builder, pair: Pair<'_, Rule>) -> Key {
    let mut key = Key { by: Expr { kind: ExprKind::None, span: b.span(&pair) }, descending: false };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::descending => key.descending = true,
            _ => key.by = expr(b, part),
        }
    }
    key
}

fn pool(b: &mut Builder, pair: Pair<'_, Rule>) -> PoolDecl {
    let span = b.span(&pair);
    let mut decl = PoolDecl {
        name: nowhere(b, &pair),
        label: None,
        annotations: Annotations::default(),
        size: Size::Rest(span),
        members: None,
        unused: None,
        span,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::size => {
                let span = b.span(&part);
                decl.size = match part.into_inner().next() {
                    Some(inner) if inner.as_rule() == Rule::expr => Size::Places(expr(b, inner)),
                    _ => Size::Rest(span),
                };
            }
            Rule::pool_entry => {
                for entry in part.into_inner() {
                    match entry.as_rule() {
                        Rule::pool_for => decl.members = Some(clause(b, entry)),
                        Rule::unused => decl.unused = Some(unused(b, entry)),
                        _ => b.annotate(entry, &mut decl.annotations),
                    }
                }
            }
            _ => {}
        }
    }
    decl
}

fn unused(b: &mut Builder, pair: Pair<'_, Rule>) -> Unused {
    let receivers: Vec<_> = pair.into_inner().filter(|p| p.as_rule() == Rule::name).map(|name| b.name(&name)).collect();
    if receivers.is_empty() { Unused::Lapses } else { Unused::To(receivers) }
}
