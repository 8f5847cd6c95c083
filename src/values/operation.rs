use std::sync::Arc;

use super::calendar::{Calendar, working_elapsed};
use super::fold::{Fold, field};
use super::history::{Coverage, days_covered, each_window, window};
use super::numeric::{add, divide, extreme, multiply, negate, round, subtract};
use super::{
    Comparison, Duration, Fault, FaultKind, Faults, LeapBirthday, MonthEnd, Plain, Possible, Rounding, Table, Type,
    Unit, compare, contains, elapsed, is_none, logic, shift,
};
use crate::source::Span;

/// Every operator of the language. Checking, lowering and evaluating all apply it by
/// [`Operation::apply`], so that it means the same everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    Not,
    And,
    Or,
    /// At least so many of the operands.
    AtLeast(usize),
    Compare(Comparison),
    /// item, list
    In,
    IsNone,
    /// value, value where the first is `none`
    Else,
    /// The operand where it has been tested not to be `none`.
    Settled,
    /// test, value if true, value if false
    If,
    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Round(Rounding, u32),
    Least,
    Greatest,
    /// date, duration
    After(MonthEnd),
    Before(MonthEnd),
    /// from, to
    Elapsed(Unit, LeapBirthday),
    /// from, to
    WorkingElapsed(Arc<Calendar>),
    List,
    Lookup(Arc<Table>),
    /// What a value gives on a day on which it is not in force: a fault.
    NotInForce,
    /// The fields of a record, put together.
    Record,
    /// The field of a record, by its place.
    Field(usize),
    /// list of (counts, gives); the type of what an element gives
    Fold(Fold, Type),
    /// today, list of periods, lists that days must be in too, window or last day
    DaysCovered(Coverage),
    /// last day
    Window(Duration, MonthEnd),
    /// last day
    EachWindow(Duration, u32, MonthEnd),
    /// What stands after cases of which one always holds: no value at all.
    NoCase,
    /// Two exceptions apply and disagree: a fault.
    Conflict,
}

impl Operation {
    /// The possible results on operands that were checked to be of the right number and types.
    /// Faults that arise here are placed at `span`.
    #[must_use]
    pub fn apply(&self, operands: &[&Possible], span: Span) -> Possible {
        match (self, operands) {
            (Operation::Not, [a]) => logic::not(a),
            (Operation::And, operands) => logic::all(operands.iter().copied()),
            (Operation::Or, operands) => logic::any(operands.iter().copied()),
            (Operation::AtLeast(count), operands) => logic::at_least(*count, operands),
            (Operation::Compare(how), [a, b]) => compare(*how, a, b),
            (Operation::In, [item, list]) => contains(list, item),
            (Operation::IsNone, [a]) => is_none(a),
            (Operation::Else, [a, b]) => (*a).clone().or_else(b),
            (Operation::Settled, [a]) => (*a).clone().without_none(),
            (Operation::If, [test, yes, no]) => either(test, yes, no),
            (Operation::Add, [a, b]) => add(a, b, span),
            (Operation::Subtract, [a, b]) => subtract(a, b, span),
            (Operation::Multiply, [a, b]) => multiply(a, b, span),
            (Operation::Divide, [a, b]) => divide(a, b, span),
            (Operation::Negate, [a]) => negate(a),
            (Operation::Round(mode, places), [a]) => round(*mode, a, *places, span),
            (Operation::Least, [first, rest @ ..]) => {
                rest.iter().fold((*first).clone(), |sofar, next| extreme(false, &sofar, next))
            }
            (Operation::Greatest, [first, rest @ ..]) => {
                rest.iter().fold((*first).clone(), |sofar, next| extreme(true, &sofar, next))
            }
            (Operation::After(end), [date, duration]) => shift(date, duration, false, *end, span),
            (Operation::Before(end), [date, duration]) => shift(date, duration, true, *end, span),
            (Operation::Elapsed(unit, leap), [from, to]) => elapsed(*unit, from, to, *leap),
            (Operation::WorkingElapsed(calendar), [from, to]) => working_elapsed(calendar, from, to, span),
            (Operation::List, items) => {
                Possible::from(Plain::List(Some(items.iter().map(|item| (*item).clone()).collect())))
            }
            (Operation::Lookup(table), inputs) => table.look_up(inputs, span),
            (Operation::Record, fields) => {
                Possible::from(Plain::Record(fields.iter().map(|field| (*field).clone()).collect()))
            }
            (Operation::Field(at), [record]) => field(record, *at),
            (Operation::Fold(fold, gives), [list]) => fold.of(list, gives, span),
            (Operation::DaysCovered(coverage), operands) => days_covered(coverage, operands, span),
            (Operation::Window(duration, end), [last]) => window(last, *duration, *end, span),
            (Operation::EachWindow(unit, count, end), [last]) => each_window(last, *unit, *count, *end, span),
            (Operation::NoCase, _) => Possible::nothing(),
            (Operation::Conflict, _) => Possible::from(Fault { kind: FaultKind::Conflict, span }),
            (Operation::NotInForce, _) => Possible::from(Fault { kind: FaultKind::NotInForce, span }),
            _ => Possible::nothing(),
        }
    }

    /// Which operands the result may depend on, as far as the others are known: of an `if` whose
    /// test is settled only the branch taken.
    #[must_use]
    pub fn matters(&self, operands: &[&Possible], at: usize) -> bool {
        match (self, operands) {
            (Operation::If, [test, ..]) => match at {
                1 => !test.is_false(),
                2 => !test.is_true(),
                _ => true,
            },
            (Operation::Else, [first, _]) if at == 1 => first.none,
            (Operation::Lookup(table), _) => {
                let may_match: Vec<_> = table.rows.iter().filter(|row| row.fits(operands).0).collect();
                let trivial = |row: &&&super::TableRow| {
                    operands
                        .get(at)
                        .zip(row.patterns.get(at))
                        .is_some_and(|(input, cell)| !cell.can_fit_or_miss(input).1)
                };
                may_match.iter().filter(trivial).count() != may_match.len() || may_match.is_empty()
            }
            _ => true,
        }
    }
}

fn either(test: &Possible, yes: &Possible, no: &Possible) -> Possible {
    let mut result = Possible::nothing().with_faults(&test.faults);
    if test.can_be_true() {
        result = result.union(yes);
    }
    if test.can_be_false() {
        result = result.union(no);
    }
    result
}

impl Possible {
    /// The values that a boolean or a choice may take, each alone; `None` for other values.
    #[must_use]
    pub fn each(&self) -> Option<Vec<super::Value>> {
        let mut values = match &self.plain {
            Plain::Boolean { can_be_true, can_be_false } => [(true, *can_be_true), (false, *can_be_false)]
                .into_iter()
                .filter(|(_, can)| *can)
                .map(|(truth, _)| super::Value::Boolean(truth))
                .collect(),
            Plain::Choice(choices) => choices.members().map(super::Value::Choice).collect(),
            Plain::Nothing => Vec::new(),
            _ => return None,
        };
        if self.none {
            values.push(super::Value::None);
        }
        (self.faults == Faults::NONE).then_some(values)
    }
}
