//! The values of all nodes for the rows of a batch.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::column::{Column, FALSE, STRANGE, Spans, TRUE, open_truth};
use super::compare::Against;
use super::inputs::Inputs;
use super::kinds::{Kind, common};
use super::program::{Program, Step};
use super::tabulation::Memo;
use super::unit::{Unit, span_of};
use super::{compare, days, spans, truth};
use crate::check::Fact;
use crate::evaluate::trace::collect;
use crate::plan::{Body, NodeId, NodeKind};
use crate::source::Id;
use crate::values::{Duration, Length, Operation, Plain, Possible};

/// Works out columns, and remembers what it worked out for rare values.
#[derive(Debug)]
pub struct Worker<'p> {
    pub program: &'p Program<'p>,
    memos: Vec<Memo>,
}

impl<'p> Worker<'p> {
    pub fn new(program: &'p Program<'p>) -> Worker<'p> {
        Worker { program, memos: program.steps.iter().map(|_| Memo::new()).collect() }
    }

    /// A column for each node of the plan. `all`: also those that only others read, which are let go
    /// otherwise.
    pub fn evaluate<'i>(&mut self, inputs: &'i Inputs, all: bool) -> Vec<Cow<'i, Column>> {
        let program = self.program;
        let mut columns: Vec<Cow<'i, Column>> = Vec::with_capacity(program.steps.len());
        for ((id, node), step) in program.plan.nodes.iter().zip(&program.steps) {
            let kind = program.kind(id);
            let column = match (step, &node.kind) {
                (Step::Same(value), _) => Column::Same(value.clone()),
                (Step::Tabulated(table), _) => match self.memos.get_mut(id.index()) {
                    Some(memo) => table.results(&columns, inputs.rows, memo),
                    None => Column::Same(Possible::nothing()),
                },
                (Step::Each, NodeKind::Apply(operation, operands)) => {
                    let of = Operands { program, columns: &columns, nodes: operands, rows: inputs.rows };
                    of.apply(operation, kind, node.span)
                }
                (Step::Each, NodeKind::Fact(fact)) => match inputs.facts.get(fact.index()) {
                    // Its own column, not a copy.
                    Some(input) if program.counts_as(id).is_none() => {
                        columns.push(Cow::Borrowed(&input.column));
                        continue;
                    }
                    _ => fact_column(inputs, *fact),
                },
                (Step::Each, NodeKind::Presumed(fact, when)) => {
                    presumed(program, inputs, *fact, columns.get(when.index()).map(AsRef::as_ref))
                }
                (Step::Each, NodeKind::AsOf) => match program.plan.as_of {
                    Some(fact) => fact_column(inputs, fact),
                    None => Column::Same(Possible::nothing()),
                },
                (Step::Each, NodeKind::Collect(list, body)) => collected(program, &columns, *list, body, inputs.rows),
                (Step::Each, NodeKind::Constant(_) | NodeKind::Outer(_) | NodeKind::Element) => {
                    Column::Same(Possible::nothing())
                }
            };
            columns.push(Cow::Owned(match (program.counts_as(id), step) {
                (Some(counts), Step::Tabulated(_) | Step::Each) => closed(column, counts, inputs.rows),
                _ => column,
            }));
            if !all {
                let_go(program, &mut columns, &node.kind, id.index());
            }
        }
        columns
    }
}

/// Lets go of the columns that nothing reads after this node.
fn let_go(program: &Program<'_>, columns: &mut [Cow<'_, Column>], kind: &NodeKind, at: usize) {
    let mut drop = |node: &NodeId| {
        if program.last.get(node.index()) == Some(&Some(at))
            && let Some(column) = columns.get_mut(node.index())
        {
            *column = Cow::Owned(Column::Same(Possible::nothing()));
        }
    };
    match kind {
        NodeKind::Apply(_, operands) => operands.iter().for_each(drop),
        NodeKind::Presumed(_, when) => drop(when),
        NodeKind::Collect(list, body) => {
            drop(list);
            body.outer().for_each(|outer| drop(&outer));
        }
        _ => {}
    }
}

fn fact_column(inputs: &Inputs, fact: Id<Fact>) -> Column {
    match inputs.facts.get(fact.index()) {
        Some(input) => input.column.clone(),
        None => Column::Same(Possible::nothing()),
    }
}

/// What is open counts as one or the other.
fn closed(column: Column, counts: bool, rows: usize) -> Column {
    let counts = if counts { TRUE } else { FALSE };
    let truths = column.truths(rows);
    Column::Truths(truths.iter().map(|truth| if open_truth(*truth) == 1 { counts } else { *truth }).collect())
}

/// A fact that is presumed, where it is unknown and the condition holds.
fn presumed(program: &Program<'_>, inputs: &Inputs, fact: Id<Fact>, when: Option<&Column>) -> Column {
    let mut column = fact_column(inputs, fact);
    let (Some(presumed), Some(input)) = (&program.plan.facts[fact].presumed, inputs.facts.get(fact.index())) else {
        return column;
    };
    let (Some(unknown), Some(when)) = (&input.unknown, when) else { return column };
    let kind = Kind::of_fact(&program.plan.facts[fact]);
    let presumed = Possible::from(presumed.clone());
    let when = when.truths(inputs.rows);
    if let Column::Same(same) = &column {
        if unknown.iter().all(|unknown| *unknown) && when.iter().all(|when| *when == TRUE) {
            return Column::Same(presumed);
        }
        let same = same.clone();
        column = Column::from_possibles(kind, inputs.rows, (0..inputs.rows).map(|_| Some(same.clone())));
    }
    for (row, (unknown, when)) in unknown.iter().zip(when.iter()).enumerate() {
        if *unknown {
            if *when == TRUE {
                column.put(kind, row, Some(&presumed));
            } else if when & STRANGE != 0 {
                column.put(kind, row, None);
            }
        }
    }
    column.tighten();
    column
}

/// What each element of each row's list gives.
fn collected(program: &Program<'_>, columns: &[Cow<'_, Column>], list: NodeId, body: &Body, rows: usize) -> Column {
    let outer: Vec<NodeId> = body.outer().collect();
    let one = |row: usize| {
        let of = |node: NodeId| columns.get(node.index())?.possible(program.kind(node), row);
        let list = columns.get(list.index())?.borrowed(program.kind(list), row)?;
        let around: BTreeMap<NodeId, Possible> =
            outer.iter().map(|node| Some((*node, of(*node)?))).collect::<Option<_>>()?;
        Some(collect(&list, body, &|node| around.get(&node).cloned().unwrap_or_else(Possible::nothing)))
    };
    Column::Others((0..rows).map(one).collect())
}

/// The calendar time that a value is.
pub fn duration_of(value: &Possible) -> Option<Duration> {
    match &value.plain {
        Plain::Duration(lengths) if value.faults.is_empty() => match lengths.as_slice() {
            [Length::Time(duration)] => Some(*duration),
            _ => None,
        },
        _ => None,
    }
}

/// The columns that an operation reads.
struct Operands<'a> {
    program: &'a Program<'a>,
    columns: &'a [Cow<'a, Column>],
    nodes: &'a [NodeId],
    rows: usize,
}

impl<'a> Operands<'a> {
    fn column(&self, at: usize) -> Option<&'a Column> {
        self.nodes.get(at).and_then(|node| self.columns.get(node.index())).map(AsRef::as_ref)
    }

    fn kind(&self, at: usize) -> Kind {
        self.nodes.get(at).map_or(Kind::Void, |node| self.program.kind(*node))
    }

    fn truths(&self, at: usize) -> Cow<'a, [u8]> {
        self.column(at).map_or(Cow::Borrowed(&[]), |column| column.truths(self.rows))
    }

    /// All operands as truths.
    fn all_truths(&self) -> Vec<Cow<'a, [u8]>> {
        (0..self.nodes.len()).map(|at| self.truths(at)).collect()
    }

    fn spans<T: Unit>(&self, at: usize) -> Cow<'a, Spans<T>> {
        match self.column(at) {
            Some(column) => column.spans(self.kind(at).places(), self.rows),
            None => Cow::Owned(Spans::default()),
        }
    }

    /// Numbers in so many decimal places.
    fn numbers(&self, at: usize, places: u32) -> Cow<'a, Spans<i64>> {
        match self.column(at) {
            Some(Column::Same(_)) | None => {
                self.column(at).map_or(Cow::Owned(Spans::default()), |column| column.spans(places, self.rows))
            }
            Some(_) if self.kind(at).places() == places => self.spans(at),
            Some(_) => Cow::Owned(spans::rescaled(&self.spans(at), self.kind(at).places(), places)),
        }
    }

    /// The value that an operand is for everybody.
    fn same(&self, at: usize) -> Option<&'a Possible> {
        match self.column(at) {
            Some(Column::Same(value)) => Some(value),
            _ => None,
        }
    }

    /// The kind of all operands, `None` where they are of several.
    fn common(&self) -> Option<Kind> {
        common((0..self.nodes.len()).map(|at| self.kind(at)))
    }

    fn apply(&self, operation: &Operation, kind: Kind, span: crate::source::Span) -> Column {
        self.quick(operation, kind).unwrap_or_else(|| self.each(operation, kind, span))
    }

    /// Row by row, by the reference.
    fn each(&self, operation: &Operation, kind: Kind, span: crate::source::Span) -> Column {
        let one = |row: usize| {
            let operand = |node: &NodeId| self.columns.get(node.index())?.borrowed(self.program.kind(*node), row);
            let operands: Vec<Cow<'_, Possible>> = self.nodes.iter().map(operand).collect::<Option<_>>()?;
            Some(operation.apply(&operands.iter().map(AsRef::as_ref).collect::<Vec<_>>(), span))
        };
        Column::from_possibles(kind, self.rows, (0..self.rows).map(one))
    }

    /// All rows at once, for what has a way to.
    fn quick(&self, operation: &Operation, kind: Kind) -> Option<Column> {
        Some(match operation {
            Operation::Not => Column::Truths(truth::not(&self.truths(0))),
            Operation::And => Column::Truths(truth::and(&self.all_truths(), self.rows)),
            Operation::Or => Column::Truths(truth::or(&self.all_truths(), self.rows)),
            Operation::AtLeast(count) => Column::Truths(truth::at_least(*count, &self.all_truths(), self.rows)),
            Operation::Compare(how) => Column::Truths(self.compare(*how)?),
            Operation::IsNone => Column::Truths(match self.kind(0) {
                Kind::Truth => truth::is_none(&self.truths(0)),
                Kind::Number(_) => compare::is_none(&*self.spans::<i64>(0)),
                Kind::Date => compare::is_none(&*self.spans::<i32>(0)),
                Kind::Choice => compare::is_none(&*self.spans::<u16>(0)),
                Kind::Other | Kind::Void => return None,
            }),
            Operation::If => match kind {
                Kind::Truth => Column::Truths(truth::choose(&self.truths(0), &self.truths(1), &self.truths(2))),
                Kind::Number(places) => Column::Numbers(self.choose(places, false, |at| self.numbers(at, places))),
                Kind::Date => Column::Dates(self.choose(0, false, |at| self.spans(at))),
                Kind::Choice => Column::Choices(self.choose(0, true, |at| self.spans(at))),
                Kind::Other | Kind::Void => return None,
            },
            Operation::Else => match kind {
                Kind::Truth => Column::Truths(truth::or_else(&self.truths(0), &self.truths(1))),
                Kind::Number(places) => {
                    Column::Numbers(spans::or_else(&*self.numbers(0, places), &*self.numbers(1, places), false))
                }
                Kind::Date => Column::Dates(spans::or_else(&*self.spans(0), &*self.spans(1), false)),
                Kind::Choice => Column::Choices(spans::or_else(&*self.spans(0), &*self.spans(1), true)),
                Kind::Other | Kind::Void => return None,
            },
            Operation::Settled => match kind {
                Kind::Truth => Column::Truths(truth::settled(&self.truths(0))),
                Kind::Number(places) => Column::Numbers(spans::settled(self.numbers(0, places).into_owned())),
                Kind::Date => Column::Dates(spans::settled(self.spans(0).into_owned())),
                Kind::Choice => Column::Choices(spans::settled(self.spans(0).into_owned())),
                Kind::Other | Kind::Void => return None,
            },
            Operation::Add | Operation::Subtract | Operation::Multiply => self.arithmetic(operation, kind)?,
            Operation::Negate => match kind {
                Kind::Number(places) => Column::Numbers(spans::negate(&self.numbers(0, places))),
                _ => return None,
            },
            Operation::Least => self.extreme(false, kind)?,
            Operation::Greatest => self.extreme(true, kind)?,
            Operation::After(end) => Column::Dates(days::shift(&*self.dates(0)?, self.duration(1)?, *end)),
            Operation::Before(end) => Column::Dates(days::shift(&*self.dates(0)?, self.duration(1)?.negate(), *end)),
            Operation::Elapsed(unit, leap) => {
                Column::Numbers(days::elapsed(*unit, *leap, &*self.dates(0)?, &*self.dates(1)?))
            }
            _ => return None,
        })
    }

    fn dates(&self, at: usize) -> Option<Cow<'a, Spans<i32>>> {
        (self.kind(at) == Kind::Date).then(|| self.spans(at))
    }

    /// The calendar time that an operand is for everybody.
    fn duration(&self, at: usize) -> Option<Duration> {
        self.same(at).and_then(duration_of)
    }

    fn compare(&self, how: crate::values::Comparison) -> Option<Vec<u8>> {
        use crate::values::Comparison;
        fn of<'s, T: Unit + 's>(
            operands: &Operands<'_>,
            how: Comparison,
            places: u32,
            spans: impl Fn(usize) -> Cow<'s, Spans<T>>,
        ) -> Vec<u8> {
            match (operands.same(0), operands.same(1)) {
                (_, Some(same)) => compare::compare(how, &*spans(0), Against::One(span_of(same, places))),
                (Some(same), _) => compare::compare(how.swapped(), &*spans(1), Against::One(span_of(same, places))),
                _ => compare::compare(how, &*spans(0), Against::Each(&*spans(1))),
            }
        }
        Some(match self.common()? {
            Kind::Number(places) => of(self, how, places, |at| self.numbers(at, places)),
            Kind::Date => of(self, how, 0, |at| self.spans::<i32>(at)),
            Kind::Choice => of(self, how, 0, |at| self.spans::<u16>(at)),
            Kind::Truth => match how {
                Comparison::Is => truth::equal(&self.truths(0), &self.truths(1)),
                Comparison::IsNot => truth::not(&truth::equal(&self.truths(0), &self.truths(1))),
                _ => return None,
            },
            Kind::Other | Kind::Void => return None,
        })
    }

    /// What `if` gives of spans.
    fn choose<T: Unit + 'a>(&self, places: u32, gaps: bool, of: impl Fn(usize) -> Cow<'a, Spans<T>>) -> Spans<T> {
        let test = self.truths(0);
        let mut chosen = match (self.same(1), self.same(2)) {
            (Some(yes), Some(no)) => spans::choose_of(&test, span_of(yes, places), span_of(no, places), gaps),
            _ => spans::choose(&test, &*of(1), &*of(2), gaps),
        };
        chosen.tighten();
        chosen
    }

    fn arithmetic(&self, operation: &Operation, kind: Kind) -> Option<Column> {
        let Kind::Number(places) = kind else { return None };
        if let Operation::Multiply = operation {
            return Some(Column::Numbers(spans::multiply(&self.spans(0), &self.spans(1))));
        }
        let (a, b) = (self.numbers(0, places), self.numbers(1, places));
        Some(Column::Numbers(match operation {
            Operation::Add => spans::add(&a, &b),
            _ => spans::subtract(&a, &b),
        }))
    }

    fn extreme(&self, greatest: bool, kind: Kind) -> Option<Column> {
        fn fold<'s, T: Unit + 's>(
            operands: &Operands<'_>,
            greatest: bool,
            places: u32,
            of: impl Fn(usize) -> Cow<'s, Spans<T>>,
        ) -> Spans<T> {
            let mut all = of(0).into_owned();
            for at in 1..operands.nodes.len() {
                let same = operands.same(at).map(|value| span_of::<T>(value, places));
                all = match same {
                    Some(same) if same.marks == 0 && same.low == same.high => {
                        spans::extreme_with(greatest, &all, same.low)
                    }
                    _ => spans::extreme(greatest, &all, &of(at)),
                };
                all.tighten();
            }
            all
        }
        self.common()?;
        Some(match kind {
            Kind::Number(places) => Column::Numbers(fold(self, greatest, places, |at| self.numbers(at, places))),
            Kind::Date => Column::Dates(fold(self, greatest, 0, |at| self.spans(at))),
            _ => return None,
        })
    }
}
