//! Grids of points: points that fall as a good thing rises, and cliffs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::about::About;
use crate::check::pieces;
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::{DefineBody, Points, ScoreBody, Term, What};
use crate::source::Span;
use crate::values::{Bounds, End, Number, Operation, Pattern, Plain, Possible, Table, Type, Value};

/// How many cells a lint looks up in one table.
const MOST: usize = 200_000;

/// Only tables whose result is added to a score: what else a table gives may go up and down.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let mut grids = Grids { about, seen: BTreeSet::new(), read: Vec::new() };
    for (_, score) in about.plan.scores.iter().filter(|(_, score)| !score.inside) {
        grids.lines(&score.body);
    }
    let mut told: BTreeSet<(Span, usize)> = BTreeSet::new();
    for (table, operands) in grids.read {
        let Some(grid) = Grid::new(about, table, operands) else { continue };
        for input in 0..grid.inputs.len() {
            let place = grid.table.rows.first().map(|row| (row.span, input));
            if place.is_some_and(|place| !told.contains(&place))
                && let Some(problem) = grid.along(input)
            {
                told.extend(place);
                found.push(problem);
            }
        }
    }
}

/// The tables that scores add, each with what it is looked up by.
struct Grids<'a, 'p> {
    about: &'a About<'p>,
    /// The nodes that were gone through.
    seen: BTreeSet<usize>,
    read: Vec<(&'a Arc<Table>, &'a [Term])>,
}

impl<'a> Grids<'a, '_> {
    fn lines(&mut self, body: &'a ScoreBody) {
        for line in &body.lines {
            match &line.points {
                Points::Add(points) => self.points(points),
                Points::Group(body) => self.lines(body),
            }
        }
    }

    /// Goes through what is added up, not through what tables are looked up by.
    fn points(&mut self, term: &'a Term) {
        if !self.seen.insert(term.node.index()) {
            return;
        }
        match &term.what {
            What::Apply(Operation::Lookup(table), operands) => self.read.push((table, operands)),
            What::Apply(
                Operation::Add
                | Operation::Least
                | Operation::Greatest
                | Operation::Round(..)
                | Operation::Else
                | Operation::Settled,
                operands,
            ) => operands.iter().for_each(|operand| self.points(operand)),
            What::Apply(Operation::If, operands) => operands.iter().skip(1).for_each(|branch| self.points(branch)),
            What::Called { body, .. } => self.points(body),
            What::Define(id) => match &self.about.plan.defines[*id].body {
                DefineBody::Is(value) => self.points(value),
                DefineBody::Cases { cases, .. } => cases.iter().for_each(|case| self.points(&case.then)),
            },
            _ => {}
        }
    }
}

/// A table with the values that its inputs come to, one of each stretch in which the rows are the same.
struct Grid<'a> {
    table: &'a Table,
    inputs: Vec<Input>,
}

struct Input {
    name: String,
    ty: Type,
    values: Vec<Value>,
}

/// What one value of an input earns, the others held fixed, and the row that says so.
struct Step {
    points: Number,
    row: Option<Span>,
}

impl<'a> Grid<'a> {
    /// `None` for a table that gives no numbers, or has too many cells.
    fn new(about: &About<'_>, table: &'a Arc<Table>, operands: &[Term]) -> Option<Grid<'a>> {
        table.rows.iter().all(|row| points(&row.result).is_some()).then_some(())?;
        let inputs: Vec<Input> = table
            .inputs
            .iter()
            .zip(operands)
            .enumerate()
            .map(|(at, (name, operand))| Input {
                name: name.clone(),
                ty: operand.ty.clone(),
                values: values_of(table, at, name, operand, about.anybody.value(operand.node)),
            })
            .collect();
        let cells = inputs.iter().try_fold(table.rows.len(), |cells, input| cells.checked_mul(input.values.len()));
        cells.filter(|cells| *cells <= MOST)?;
        Some(Grid { table, inputs })
    }

    /// The first thing that is odd along an input, whatever the others are held to.
    fn along(&self, input: usize) -> Option<Diagnostic> {
        let chosen = self.inputs.get(input)?;
        let ordered = match chosen.ty.plain() {
            Type::Enum(shape) => shape.ordered,
            ty => ty.is_number(),
        };
        if !ordered {
            return None;
        }
        let walks: Vec<Vec<Step>> = self.others(input).iter().map(|fixed| self.walk(input, fixed)).collect();
        let most = walks.iter().flatten().map(|step| step.points).max()?;
        let falls = walks.iter().find_map(|walk| falls(self.table, chosen, walk));
        falls.or_else(|| walks.iter().find_map(|walk| cliff(self.table, chosen, walk, most)))
    }

    /// All combinations of the other inputs' values.
    fn others(&self, input: usize) -> Vec<Vec<Possible>> {
        self.inputs.iter().enumerate().fold(vec![Vec::new()], |sofar, (at, other)| {
            let values: Vec<Possible> = match at == input {
                true => vec![Possible::nothing()],
                false => other.values.iter().cloned().map(Possible::from).collect(),
            };
            let with = |one: &Vec<Possible>, value: &Possible| one.iter().cloned().chain([value.clone()]).collect();
            sofar.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect()
        })
    }

    fn walk(&self, input: usize, fixed: &[Possible]) -> Vec<Step> {
        let Some(chosen) = self.inputs.get(input) else { return Vec::new() };
        let mut steps = Vec::new();
        for value in chosen.values.iter().filter(|value| **value != Value::None) {
            let value = Possible::from(value.clone());
            let looked: Vec<&Possible> =
                fixed.iter().enumerate().map(|(at, other)| if at == input { &value } else { other }).collect();
            let row = self.table.matching_row(&looked);
            let result = row.map(|row| &row.result).or(self.table.otherwise.as_ref());
            if let Some(points) = result.and_then(points) {
                steps.push(Step { points, row: row.map(|row| row.span) });
            }
        }
        steps
    }
}

/// What is repealed or none adds nothing.
fn points(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::None => Some(Number::ZERO),
        _ => None,
    }
}

/// One value of each stretch of an input, of those that what is looked up may be.
fn values_of(table: &Table, at: usize, name: &str, operand: &Term, may_be: &Possible) -> Vec<Value> {
    let range = match &may_be.plain {
        Plain::Number(numbers) => {
            let end = |at| Some(End { at, included: true });
            Some(Pattern::Numbers(vec![Bounds { low: end(numbers.low), high: end(numbers.high) }]))
        }
        _ => None,
    };
    let patterns = table.rows.iter().filter_map(|row| row.patterns.get(at)).chain(range.iter());
    let values = pieces(name, &operand.ty, &patterns.collect::<Vec<_>>()).into_iter().map(|(_, value)| value);
    let possible = |value: &Value| match (&may_be.plain, value) {
        (Plain::Number(numbers), Value::Number(number)) => numbers.contains(*number),
        _ => true,
    };
    values.filter(possible).collect()
}

/// A fall where points rise otherwise.
fn falls(table: &Table, input: &Input, walk: &[Step]) -> Option<Diagnostic> {
    let pairs: Vec<(&Step, &Step)> = walk.iter().zip(walk.iter().skip(1)).collect();
    let changes: Vec<&(&Step, &Step)> = pairs.iter().filter(|(one, next)| one.points != next.points).collect();
    let fall = |(one, next): &(&Step, &Step)| next.points < one.points;
    let down = changes.iter().filter(|pair| fall(pair)).count();
    let up = changes.len().saturating_sub(down);
    let turns = changes.iter().zip(changes.iter().skip(1)).filter(|(one, next)| fall(one) != fall(next)).count();
    let least = walk.iter().map(|step| step.points).min()?;
    let odd = match input.ty.plain() {
        Type::Enum(_) => down > 0 && up >= down,
        // A last fall to nothing is an upper limit.
        _ => turns > 1 || (down == 1 && up > 1 && changes.iter().any(|pair| fall(pair) && pair.1.points > least)),
    };
    if !odd {
        return None;
    }
    let again = changes.iter().zip(changes.iter().skip(1)).find(|(one, next)| fall(one) && !fall(next));
    let (before, after) = again.map(|(one, _)| **one).or_else(|| changes.iter().find(|p| fall(p)).map(|p| **p))?;
    let (name, rises) = (&table.name, &input.name);
    let fallen = format!("the points of `{name}` fall from {} to {}", before.points, after.points);
    let message = match again {
        Some((_, (_, next))) => format!("{fallen} and rise to {} again as `{rises}` rises", next.points),
        None => format!("{fallen} as `{rises}` rises"),
    };
    let mut problem = from_to(Diagnostic::new(Code::W0815, message), before, after)?;
    if let Some((_, (_, next))) = again
        && let Some(row) = next.row
    {
        problem = problem.label(row, in_points(next.points));
    }
    Some(problem.help("compare these rows with the law: elsewhere in the table the points turn round less often"))
}

/// A step at which one more costs more than half of the most.
fn cliff(table: &Table, input: &Input, walk: &[Step], most: Number) -> Option<Diagnostic> {
    let steps = walk.iter().zip(walk.iter().skip(1));
    let changes: Vec<(&Step, &Step, Number)> = steps
        .filter_map(|(one, next)| Some((one, next, one.points.minus(next.points)?)))
        .filter(|(.., lost)| !lost.is_zero())
        .collect();
    if changes.len() < 2 || matches!(input.ty.plain(), Type::Enum(_)) {
        return None;
    }
    let half = most.divide(Number::integer(MOST_LOST))?;
    let (before, after, lost) = changes.into_iter().find(|(.., lost)| *lost > half)?;
    let problem = Diagnostic::new(
        Code::W0816,
        format!("one step of `{}` costs {lost} of the {most} points that `{}` gives at most", input.name, table.name),
    );
    from_to(problem, before, after).map(|problem| {
        problem.help(
            "look for a slip of a digit or a row left out; if the law has it so, `allow W0816` with the provision",
        )
    })
}

/// Points at the row of the lower points, and at the one before it.
fn from_to(problem: Diagnostic, before: &Step, after: &Step) -> Option<Diagnostic> {
    let (more, less) = (in_points(before.points), in_points(after.points));
    match (before.row, after.row) {
        (Some(before), Some(after)) if before != after => Some(problem.label(after, less).label(before, more)),
        (None, Some(after)) => Some(problem.label(after, less)),
        (Some(before), _) => Some(problem.label(before, format!("{more}, and beyond it {}", after.points))),
        (None, None) => None,
    }
}

/// A step may cost one part in so many of the most that a table gives.
const MOST_LOST: i64 = 2;

fn in_points(points: Number) -> String {
    if points == Number::ONE { "1 point".to_owned() } else { format!("{points} points") }
}
