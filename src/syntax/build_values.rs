//! Parameters, tables and definitions from the parser's pairs.

use pest::iterators::Pair;

use super::build::{Builder, nowhere, type_ref};
use super::build_expr::{expr, literal};
use super::grammar::{Parts, Rule};
use super::tree::*;
use super::tree_expr::*;
use crate::source::Spanned;

pub fn parameter_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> ParameterDecl {
    let mut decl = ParameterDecl {
        name: nowhere(b, &pair),
        label: None,
        value: ParameterValue::Dated(Vec::new()),
        annotations: Annotations::default(),
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::expr => decl.value = ParameterValue::Is(expr(b, part)),
            Rule::dated_value => {
                let value = dated_value(b, part);
                if let ParameterValue::Dated(values) = &mut decl.value {
                    values.push(value);
                }
            }
            _ if matches!(decl.value, ParameterValue::Dated(_)) => b.annotate_all(part, &mut decl.annotations),
            _ => b.annotate(part, &mut decl.annotations),
        }
    }
    decl
}

/// The inputs of a definition or a rule.
pub fn inputs(b: &mut Builder, pair: Pair<'_, Rule>) -> Vec<(Name, TypeRef)> {
    pair.parts().filter_map(|part| input(b, part)).collect()
}

fn input(b: &mut Builder, pair: Pair<'_, Rule>) -> Option<(Name, TypeRef)> {
    let mut inner = pair.parts();
    let (name, ty) = (inner.next()?, inner.next()?);
    Some((b.name(&name), type_ref(b, ty)))
}

fn dated_value(b: &mut Builder, pair: Pair<'_, Rule>) -> DatedValue {
    let span = b.span(&pair);
    let parts = exprs_and_words(b, pair);
    DatedValue { value: parts.exprs.into_iter().next(), label: parts.label, annotations: parts.annotations, span }
}

pub fn table_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> TableDecl {
    let span = b.span(&pair);
    let mut decl = TableDecl {
        name: nowhere(b, &pair),
        label: None,
        inputs: Vec::new(),
        output: TypeRef { optional: false, base: BaseType::Named(nowhere(b, &pair)), span },
        annotations: Annotations::default(),
        rows_from: None,
        reaching: None,
        rows: Vec::new(),
        otherwise: None,
    };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => decl.name = b.name(&part),
            Rule::label => decl.label = Some(b.text(&part)),
            Rule::input => decl.inputs.extend(input(b, part)),
            Rule::type_ref => decl.output = type_ref(b, part),
            Rule::reaching => decl.reaching = part.parts().next().map(|name| b.name(&name)),
            Rule::rows_from => {
                decl.rows_from = part.parts().find(|inner| inner.as_rule() == Rule::string).map(|path| b.text(&path));
            }
            Rule::row => {
                let span = b.span(&part);
                let cells = part.parts().map(|pair| Spanned::new(cell(b, &pair), b.span(&pair))).collect();
                decl.rows.push(Row { cells, span });
            }
            Rule::table_otherwise => {
                decl.otherwise = part.parts().find(|p| p.as_rule() == Rule::expr).map(|value| expr(b, value));
            }
            _ => b.annotate_all(part, &mut decl.annotations),
        }
    }
    decl
}

pub fn cell(b: &mut Builder, pair: &Pair<'_, Rule>) -> Cell {
    let Some(inner) = pair.clone().parts().next() else { return Cell::Pattern(Pattern::Anything) };
    match inner.as_rule() {
        Rule::column_head => {
            let mut parts = inner.parts();
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
    let Some(inner) = pair.parts().next() else { return Pattern::Anything };
    match inner.as_rule() {
        Rule::anything => Pattern::Anything,
        Rule::pat_none => Pattern::Literal(Expr { kind: ExprKind::None, span }),
        Rule::pat_compare => {
            let mut parts = inner.parts();
            match (parts.next(), parts.next()) {
                (Some(sign), Some(value)) => Pattern::Compare(compare_sign(sign.as_str()), literal(b, value)),
                _ => Pattern::Anything,
            }
        }
        Rule::pat_range => {
            let mut parts = inner.parts();
            match (parts.next(), parts.next(), parts.next()) {
                (Some(low), Some(op), Some(high)) => {
                    Pattern::Range { low: literal(b, low), high: literal(b, high), closed: op.as_str().trim() == ".." }
                }
                _ => Pattern::Anything,
            }
        }
        Rule::pat_list => Pattern::List(inner.parts().map(|item| literal(b, item)).collect()),
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

pub fn define_decl(b: &mut Builder, pair: Pair<'_, Rule>) -> DefineDecl {
    let (mut name, mut label, mut annotations) = (nowhere(b, &pair), None, Annotations::default());
    let mut declared_inputs = Vec::new();
    let (mut is, mut cases, mut otherwise) = (None, Vec::new(), None);
    for part in pair.parts() {
        match part.as_rule() {
            Rule::name => name = b.name(&part),
            Rule::inputs => declared_inputs = inputs(b, part),
            Rule::label => label = Some(b.text(&part)),
            Rule::expr => is = Some(expr(b, part)),
            Rule::case => cases.push(case(b, part)),
            Rule::otherwise_case => {
                let none = Expr { kind: ExprKind::None, span: b.span(&part) };
                let parts = exprs_and_words(b, part);
                otherwise = Some(Box::new(Otherwise {
                    value: parts.exprs.into_iter().next().unwrap_or(none),
                    label: parts.label,
                    annotations: parts.annotations,
                }));
            }
            _ if is.is_none() => b.annotate_all(part, &mut annotations),
            _ => b.annotate(part, &mut annotations),
        }
    }
    let body = match is {
        Some(value) => DefineBody::Is(value),
        None => DefineBody::Cases { cases, otherwise },
    };
    DefineDecl { name, inputs: declared_inputs, label, annotations, body }
}

/// `when C then E` with its words.
pub fn case(b: &mut Builder, pair: Pair<'_, Rule>) -> Case {
    let none = Expr { kind: ExprKind::None, span: b.span(&pair) };
    let parts = exprs_and_words(b, pair);
    let mut values = parts.exprs.into_iter();
    let (when, then) = (values.next().unwrap_or(none.clone()), values.next().unwrap_or(none));
    Case { when, then, label: parts.label, annotations: parts.annotations }
}

pub struct Worded {
    pub exprs: Vec<Expr>,
    pub label: Option<Text>,
    pub annotations: Annotations,
}

pub fn exprs_and_words(b: &mut Builder, pair: Pair<'_, Rule>) -> Worded {
    let mut parts = Worded { exprs: Vec::new(), label: None, annotations: Annotations::default() };
    for part in pair.parts() {
        match part.as_rule() {
            Rule::expr => parts.exprs.push(expr(b, part)),
            Rule::label => parts.label = Some(b.text(&part)),
            _ => b.annotate(part, &mut parts.annotations),
        }
    }
    parts
}
