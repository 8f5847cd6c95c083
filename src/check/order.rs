//! The order in which declarations are best worked out: each after those that its text names, so
//! that a long chain of them is not followed by recursion. It is a hint: names are not resolved
//! yet, and circles are found where they are followed.

use std::collections::BTreeSet;

use super::checker::{Checker, Declared};
use super::scope::Symbol;
use crate::syntax::{
    self, Argument, Cell, Clause, Condition, DefineBody, Effect, Expr, ExprKind, ParameterValue, ScoreBody, ScoreLine,
    Window,
};

/// The declared symbols, each after those it names as far as there is no circle.
pub fn order(checker: &Checker<'_>) -> Vec<Symbol> {
    let mut begun: BTreeSet<Symbol> = BTreeSet::new();
    let mut order = Vec::new();
    for symbol in checker.declared.keys() {
        let mut open = vec![(*symbol, false)];
        while let Some((symbol, followed)) = open.pop() {
            if followed {
                order.push(symbol);
            } else if begun.insert(symbol) {
                open.push((symbol, true));
                let next = named(checker, symbol).into_iter().filter(|next| !begun.contains(next));
                open.extend(next.map(|next| (next, false)));
            }
        }
    }
    order
}

fn named(checker: &Checker<'_>, symbol: Symbol) -> Vec<Symbol> {
    let Some((module, declared)) = checker.declared.get(&symbol) else { return Vec::new() };
    let mut names = Vec::new();
    match declared {
        Declared::Parameter(decl) => match &decl.value {
            ParameterValue::Is(value) => expr(value, &mut names),
            ParameterValue::Dated(values) => {
                values.iter().filter_map(|dated| dated.value.as_ref()).for_each(|value| expr(value, &mut names));
            }
        },
        Declared::Define(decl) => match &decl.body {
            DefineBody::Is(value) => expr(value, &mut names),
            DefineBody::Cases { cases, otherwise } => {
                for case in cases {
                    expr(&case.when, &mut names);
                    expr(&case.then, &mut names);
                }
                otherwise.iter().for_each(|otherwise| expr(&otherwise.value, &mut names));
            }
        },
        Declared::Rule(decl) => clauses(decl.clauses.iter().chain(&decl.unless), &mut names),
        Declared::Score(decl) => score(&decl.body, &mut names),
        Declared::Fact(decl) => decl.presumed_when.iter().for_each(|when| expr(when, &mut names)),
        Declared::Exception(decl) => {
            for effect in &decl.effects {
                match effect {
                    Effect::Met(clause) | Effect::NotMet(clause) => clauses([clause], &mut names),
                    Effect::Value(case) => {
                        expr(&case.when, &mut names);
                        expr(&case.then, &mut names);
                    }
                }
            }
        }
        Declared::Table(decl) => {
            for cell in decl.rows.iter().flat_map(|row| &row.cells) {
                if let Cell::Expr(value) | Cell::Pattern(syntax::Pattern::Literal(value)) = &cell.node {
                    expr(value, &mut names);
                }
            }
        }
    }
    let excepting = checker.excepted.get(&symbol).into_iter().flatten().map(|id| Symbol::Exception(*id));
    let excepting: Vec<Symbol> = excepting.collect();
    let readings = names.iter().flat_map(|name| checker.readings(*module, name));
    let read = readings.map(|(_, symbol)| symbol).filter(|symbol| checker.declared.contains_key(symbol));
    read.chain(excepting).collect()
}

fn clauses<'a>(clauses: impl IntoIterator<Item = &'a Clause>, names: &mut Vec<&'a str>) {
    let mut open: Vec<&Clause> = clauses.into_iter().collect();
    while let Some(clause) = open.pop() {
        match &clause.condition {
            Condition::Test(test) => expr(test, names),
            Condition::Status { .. } => {}
            Condition::AllOf(limbs) | Condition::AnyOf(limbs) | Condition::AtLeast(_, limbs) => open.extend(limbs),
        }
        open.extend(&clause.unless);
    }
}

fn score<'a>(body: &'a ScoreBody, names: &mut Vec<&'a str>) {
    body.at_most.iter().for_each(|cap| expr(cap, names));
    for line in &body.lines {
        match line {
            ScoreLine::Add { points, when, .. } => {
                expr(points, names);
                when.iter().for_each(|when| expr(when, names));
            }
            ScoreLine::Group { when, body, .. } => {
                when.iter().for_each(|when| expr(when, names));
                score(body, names);
            }
        }
    }
}

fn expr<'a>(root: &'a Expr, names: &mut Vec<&'a str>) {
    let mut open = vec![root];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Name(name) => names.push(name),
            ExprKind::Call(name, arguments) => {
                names.push(&name.node);
                open.extend(arguments);
            }
            ExprKind::Gather(_, arguments) => {
                for argument in arguments {
                    match argument {
                        Argument::Of { expr, condition, has } => {
                            open.extend([Some(expr), condition.as_ref(), has.as_ref()].into_iter().flatten())
                        }
                        Argument::For { value, binder } => {
                            open.extend(
                                [Some(value), Some(&binder.list), binder.condition.as_ref()].into_iter().flatten(),
                            );
                        }
                        Argument::Periods { start, end, binder, .. } => {
                            let parts = [Some(start), Some(end), Some(&binder.list), binder.condition.as_ref()];
                            open.extend(parts.into_iter().flatten());
                        }
                        Argument::InAny(length, day) | Argument::Within(Window::Before(length, day)) => {
                            open.extend([length, day]);
                        }
                        Argument::Weight(expr) | Argument::Within(Window::Is(expr)) => open.push(expr),
                    }
                }
            }
            ExprKind::And(operands) | ExprKind::Or(operands) | ExprKind::List(operands) => open.extend(operands),
            ExprKind::Field(inner, _) | ExprKind::Not(inner) | ExprKind::Negate(inner) => open.push(inner),
            ExprKind::IsNone { item, .. } => open.push(item),
            ExprKind::Compare(_, left, right)
            | ExprKind::In { item: left, list: right, .. }
            | ExprKind::EachOf(_, left, right)
            | ExprKind::Else(left, right)
            | ExprKind::On(left, right)
            | ExprKind::Arithmetic(_, left, right)
            | ExprKind::Elapsed(_, left, right)
            | ExprKind::Worked(left, right, _) => open.extend([left.as_ref(), right.as_ref()]),
            ExprKind::Between { item, low, high, .. } => open.extend([item.as_ref(), low.as_ref(), high.as_ref()]),
            ExprKind::If(test, yes, no) => open.extend([test.as_ref(), yes.as_ref(), no.as_ref()]),
            ExprKind::Boolean(_)
            | ExprKind::Number { .. }
            | ExprKind::Money(..)
            | ExprKind::Date(_)
            | ExprKind::Instant(_)
            | ExprKind::Duration(_)
            | ExprKind::Working(..)
            | ExprKind::Text(_)
            | ExprKind::None
            | ExprKind::Code(_)
            | ExprKind::AsOf => {}
        }
    }
}
