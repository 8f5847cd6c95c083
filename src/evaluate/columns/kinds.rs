//! Which compact form the values of each node have, as far as the plan tells.

use crate::check::Fact;
use crate::plan::{NodeId, NodeKind, Plan};
use crate::records::{DECIMAL_PLACES, MONEY_PLACES};
use crate::values::{Operation, Plain, Possible, Table, Type, Value};

/// The compact form of a node's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Truth,
    /// A number of so many decimal places.
    Number(u32),
    Date,
    /// A variant of an enum, or a country.
    Choice,
    /// Anything else.
    Other,
    /// No plain value: it goes with every kind.
    Void,
}

/// The most that a result may have.
const MOST_PLACES: u32 = 6;

impl Kind {
    pub fn places(self) -> u32 {
        match self {
            Kind::Number(places) => places,
            _ => 0,
        }
    }

    /// The kind that holds the values of both.
    fn with(self, other: Kind) -> Kind {
        match (self, other) {
            (Kind::Void, kind) | (kind, Kind::Void) => kind,
            (Kind::Number(a), Kind::Number(b)) => Kind::Number(a.max(b)),
            (a, b) if a == b => a,
            _ => Kind::Other,
        }
    }

    pub fn of_fact(fact: &Fact) -> Kind {
        match fact.ty.plain() {
            Type::Boolean => Kind::Truth,
            Type::Integer => Kind::Number(0),
            Type::Money(_) => Kind::Number(MONEY_PLACES),
            Type::Decimal => Kind::Number(DECIMAL_PLACES),
            Type::Date => Kind::Date,
            Type::Country | Type::Enum(_) => Kind::Choice,
            _ => Kind::Other,
        }
    }

    /// Of one value.
    pub fn of_value(value: &Possible) -> Kind {
        match &value.plain {
            Plain::Nothing => Kind::Void,
            Plain::Boolean { .. } => Kind::Truth,
            Plain::Date(_) => Kind::Date,
            Plain::Choice(_) => Kind::Choice,
            Plain::Number(numbers) => match (numbers.low.decimal_places(), numbers.high.decimal_places()) {
                (Some(low), Some(high)) if low.max(high) <= MOST_PLACES => Kind::Number(low.max(high)),
                _ => Kind::Other,
            },
            _ => Kind::Other,
        }
    }
}

/// The kind of all these, `None` where they are of several.
pub fn common(kinds: impl Iterator<Item = Kind>) -> Option<Kind> {
    let mut common = Kind::Void;
    for kind in kinds {
        common = match (common, kind) {
            (Kind::Void, kind) | (kind, Kind::Void) => kind,
            (Kind::Number(a), Kind::Number(b)) => Kind::Number(a.max(b)),
            (a, b) if a == b => a,
            _ => return None,
        };
    }
    Some(common)
}

/// The kinds of all nodes of a plan, in order.
pub fn kinds(plan: &Plan) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::with_capacity(plan.nodes.len());
    for (_, node) in plan.nodes.iter() {
        let kind = match &node.kind {
            NodeKind::Constant(value) => Kind::of_value(value),
            NodeKind::Fact(fact) | NodeKind::Presumed(fact, _) => Kind::of_fact(&plan.facts[*fact]),
            NodeKind::AsOf => Kind::Date,
            NodeKind::Collect(..) | NodeKind::Outer(_) | NodeKind::Element => Kind::Other,
            NodeKind::Apply(operation, operands) => of_operation(operation, operands, &kinds),
        };
        kinds.push(kind);
    }
    kinds
}

fn of_operation(operation: &Operation, operands: &[NodeId], kinds: &[Kind]) -> Kind {
    let of = |at: usize| operands.get(at).and_then(|node| kinds.get(node.index())).copied().unwrap_or(Kind::Other);
    let all = |from: usize| (from..operands.len()).map(of).fold(Kind::Void, Kind::with);
    match operation {
        Operation::Not
        | Operation::And
        | Operation::Or
        | Operation::AtLeast(_)
        | Operation::Compare(_)
        | Operation::In
        | Operation::IsNone => Kind::Truth,
        Operation::If => all(1),
        Operation::Else | Operation::Settled | Operation::Least | Operation::Greatest | Operation::Negate => all(0),
        Operation::Add | Operation::Subtract => match (of(0), of(1)) {
            (Kind::Number(a), Kind::Number(b)) => Kind::Number(a.max(b)),
            _ => Kind::Other,
        },
        Operation::Multiply => match (of(0), of(1)) {
            (Kind::Number(a), Kind::Number(b)) if a.saturating_add(b) <= MOST_PLACES => {
                Kind::Number(a.saturating_add(b))
            }
            _ => Kind::Other,
        },
        Operation::Round(_, places) if *places <= MOST_PLACES => Kind::Number(*places),
        Operation::After(_) | Operation::Before(_) => Kind::Date,
        Operation::Elapsed(..) | Operation::WorkingElapsed(_) => Kind::Number(0),
        Operation::Lookup(table) => of_table(table),
        Operation::NoCase | Operation::Conflict | Operation::NotInForce => Kind::Void,
        Operation::Divide
        | Operation::Round(..)
        | Operation::List
        | Operation::Record
        | Operation::Field(_)
        | Operation::Fold(..)
        | Operation::DaysCovered(_)
        | Operation::Window(..)
        | Operation::EachWindow(..) => Kind::Other,
    }
}

fn of_table(table: &Table) -> Kind {
    let results = table.rows.iter().map(|row| &row.result).chain(&table.otherwise);
    results.map(|value: &Value| Kind::of_value(&Possible::from(value.clone()))).fold(Kind::Void, Kind::with)
}
