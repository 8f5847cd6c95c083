//! Steps backwards through arithmetic and time.

use super::solve::{Change, Luck, Scope, Solver};
use super::want::Want;
use crate::plan::NodeId;
use crate::values::{Comparison, Date, Duration, MonthEnd, Number, Operation, Unit, Value};

impl Solver<'_> {
    /// Asks of an operand what the result is asked, worked back.
    pub fn reckoned(
        &self,
        scope: &Scope<'_>,
        operation: &Operation,
        operands: &[NodeId],
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        match (operation, operands) {
            (Operation::Negate, [a]) => {
                let want = want.with(|number| Some(number.negate()), true, luck.chance)?;
                self.toward(scope, *a, &want, luck)
            }
            (Operation::Round(..), [a]) => self.toward(scope, *a, want, luck),
            (Operation::Add | Operation::Subtract | Operation::Multiply | Operation::Divide, [a, b]) => {
                let order = luck.chance.order(2);
                order.into_iter().find_map(|at| self.side(scope, operation, (*a, *b), at == 0, want, luck))
            }
            (Operation::Least, _) => self.extreme(scope, operands, want, false, luck),
            (Operation::Greatest, _) => self.extreme(scope, operands, want, true, luck),
            (Operation::After(_) | Operation::Before(_), [date, length]) => {
                let wanted = want.target(luck.chance)?;
                self.shifted(scope, operation, (*date, *length), wanted, luck)
            }
            (Operation::Elapsed(unit, _), [from, to]) => {
                let (wanted, last) = match want {
                    Want::Just(wanted) => (*wanted, false),
                    Want::Short(wanted) => (wanted.saturating_sub(1), true),
                    _ => (whole(&want.target(luck.chance)?)?, luck.chance.happens(1, 3)),
                };
                self.elapsed(scope, *unit, (*from, *to), (wanted, last), luck)
            }
            (Operation::WorkingElapsed(_), [from, to]) => {
                let wanted = whole(&want.target(luck.chance)?)?;
                // Five days of seven are worked, about: the steps that follow mend the rest.
                let days = wanted.saturating_mul(7).div_euclid(5).saturating_add(luck.chance.between(-3, 3));
                self.elapsed(scope, Unit::Days, (*from, *to), (days, false), luck)
            }
            _ => None,
        }
    }

    /// What one side of a sum, difference, product or quotient must be, with the other as it is.
    fn side(
        &self,
        scope: &Scope<'_>,
        operation: &Operation,
        (a, b): (NodeId, NodeId),
        left: bool,
        want: &Want,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let (side, other) = if left { (a, b) } else { (b, a) };
        let Some(Value::Number(known)) = scope.value(other).single() else {
            return self.toward(scope, other, &Want::There, luck);
        };
        let below_zero = known.is_negative();
        let chance = &mut *luck.chance;
        let want = match (operation, left) {
            (Operation::Add, _) => want.with(|sum| sum.minus(known), false, chance),
            (Operation::Subtract, true) => want.with(|rest| rest.plus(known), false, chance),
            (Operation::Subtract, false) => want.with(|rest| known.minus(rest), true, chance),
            (Operation::Multiply, _) => want.with(|product| product.divide(known), below_zero, chance),
            (Operation::Divide, true) => want.with(|quotient| quotient.multiply(known), below_zero, chance),
            (_, _) => want.with(|quotient| known.divide(quotient), !below_zero, chance),
        }?;
        self.toward(scope, side, &want, luck)
    }

    fn extreme(
        &self,
        scope: &Scope<'_>,
        operands: &[NodeId],
        want: &Want,
        greatest: bool,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let wanted = want.target(luck.chance)?;
        let beyond = if greatest { Comparison::Greater } else { Comparison::Less };
        // Those that would give another result, each brought to the wanted one; else any of them.
        let beyond = Want::Compare(beyond, wanted.clone());
        let open: Vec<NodeId> = operands.iter().copied().filter(|node| beyond.holds(scope.value(*node))).collect();
        let nodes = if open.is_empty() { operands } else { &open };
        let order = luck.chance.order(nodes.len());
        let want = Want::is(wanted);
        order.into_iter().filter_map(|at| nodes.get(at)).find_map(|node| self.toward(scope, *node, &want, luck))
    }

    /// What is moved by a length, moved back from where it shall come.
    fn shifted(
        &self,
        scope: &Scope<'_>,
        operation: &Operation,
        (date, length): (NodeId, NodeId),
        wanted: Value,
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let back = match operation {
            Operation::After(end) => Operation::Before(*end),
            Operation::Before(end) => Operation::After(*end),
            _ => return None,
        };
        let span = scope.nodes[date].span;
        let from = back.apply(&[&wanted.into(), scope.value(length)], span);
        let Some(Value::Date(from)) = from.single() else { return None };
        // The ends of months make several days come to one: a day beside is tried now and then.
        let from = if luck.chance.happens(1, 4) { from.plus_days(luck.chance.between(-1, 1))? } else { from };
        self.toward(scope, date, &Want::is(Value::Date(from)), luck)
    }

    /// The day so many units from another: the first such day, or the last.
    fn elapsed(
        &self,
        scope: &Scope<'_>,
        unit: Unit,
        (from, to): (NodeId, NodeId),
        (wanted, last): (i64, bool),
        luck: &mut Luck<'_>,
    ) -> Option<Change> {
        let order = luck.chance.order(2);
        order.into_iter().find_map(|at| {
            let (side, other) = if at == 0 { (from, to) } else { (to, from) };
            let Some(Value::Date(other_day)) = scope.value(other).single() else {
                return self.toward(scope, other, &Want::There, luck);
            };
            let back = at == 0;
            let whole = wanted.saturating_add(i64::from(last));
            let day = units(other_day, unit, if back { whole.saturating_neg() } else { whole })?;
            // A day less than one unit more is the last day of so many.
            let day = if last { day.plus_days(if back { 1 } else { -1 })? } else { day };
            self.toward(scope, side, &Want::is(Value::Date(day)), luck)
        })
    }
}

fn units(day: Date, unit: Unit, by: i64) -> Option<Date> {
    let (months, days) = match unit {
        Unit::Years => (by.saturating_mul(12), 0),
        Unit::Months => (by, 0),
        Unit::Weeks => (0, by.saturating_mul(7)),
        Unit::Days => (0, by),
    };
    day.plus(Duration { months, days }, MonthEnd::Down)
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.round(crate::values::Rounding::Down, 0).and_then(|n: Number| n.to_i64()),
        _ => None,
    }
}
