//! What `check` says of the rows of generated tables, held against trying every input.

use std::fmt::Write as _;

use proptest::prelude::*;
use visado::evaluate::{Evaluator, determine};
use visado::values::Number;

use crate::drawn::Draw;
use crate::generated::config;
use crate::support::{check_text, plan_text, record};

/// What a cell asks of its input. A value is counted in quarters, from -1 to 6; `None` is none.
#[derive(Clone, Debug)]
enum Cell {
    Anything,
    None,
    Stretch(Option<(i64, bool)>, Option<(i64, bool)>),
    List(Vec<i64>),
}

impl Cell {
    fn fits(&self, value: Option<i64>) -> bool {
        match (self, value) {
            (Cell::Anything, _) | (Cell::None, None) => true,
            (Cell::None, _) | (_, None) => false,
            (Cell::Stretch(low, high), Some(value)) => {
                low.is_none_or(|(at, included)| at < value || (included && at == value))
                    && high.is_none_or(|(at, included)| value < at || (included && value == at))
            }
            (Cell::List(values), Some(value)) => values.contains(&value),
        }
    }

    fn written(&self, input: &Input, draw: &mut Draw<'_>) -> String {
        let whole = |at: i64| input.words(at);
        match self {
            Cell::Anything => "-".to_owned(),
            Cell::None => "none".to_owned(),
            Cell::List(values) if values.len() == 1 => whole(values[0]),
            Cell::List(values) => format!("[{}]", values.iter().map(|at| whole(*at)).collect::<Vec<_>>().join(", ")),
            Cell::Stretch(None, None) => "-".to_owned(),
            // Of whole numbers the next one may be named instead.
            Cell::Stretch(Some((at, included)), None) => match (included, input.steps() && draw.one_in(2)) {
                (true, true) => format!("> {}", whole(at - 4)),
                (false, true) => format!(">= {}", whole(at + 4)),
                (true, false) => format!(">= {}", whole(*at)),
                (false, false) => format!("> {}", whole(*at)),
            },
            Cell::Stretch(None, Some((at, included))) => match (included, input.steps() && draw.one_in(2)) {
                (true, true) => format!("< {}", whole(at + 4)),
                (false, true) => format!("<= {}", whole(at - 4)),
                (true, false) => format!("<= {}", whole(*at)),
                (false, false) => format!("< {}", whole(*at)),
            },
            Cell::Stretch(Some((low, _)), Some((high, included))) => {
                format!("{} {} {}", whole(*low), if *included { ".." } else { "..<" }, whole(*high))
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Kind {
    Integer,
    Decimal,
    Enum,
    Boolean,
}

#[derive(Clone, Debug)]
struct Input {
    name: &'static str,
    kind: Kind,
    optional: bool,
}

impl Input {
    fn steps(&self) -> bool {
        matches!(self.kind, Kind::Integer)
    }

    fn values(&self) -> Vec<Option<i64>> {
        let values = match self.kind {
            Kind::Integer => (-4..=24).step_by(4).collect::<Vec<i64>>(),
            Kind::Decimal => (-4..=24).collect(),
            Kind::Enum => vec![0, 4, 8],
            Kind::Boolean => vec![0, 4],
        };
        values.into_iter().map(Some).chain(self.optional.then_some(None)).collect()
    }

    fn words(&self, value: i64) -> String {
        let whole = usize::try_from(value / 4).unwrap_or(0);
        match self.kind {
            Kind::Enum => ["low", "mid", "high"][whole].to_owned(),
            Kind::Boolean => (value > 0).to_string(),
            _ if value % 4 == 0 => (value / 4).to_string(),
            _ => format!("{}{}.{}", if value < 0 { "-" } else { "" }, value.abs() / 4, value.abs() % 4 * 25),
        }
    }

    fn ty(&self) -> String {
        let plain = match self.kind {
            Kind::Integer => "integer",
            Kind::Decimal => "decimal",
            Kind::Enum => "kind",
            Kind::Boolean => "boolean",
        };
        format!("{}{plain}", if self.optional { "optional " } else { "" })
    }

    /// A value that a cell may name: from 0 to 5.
    fn at(&self, draw: &mut Draw<'_>) -> i64 {
        if matches!(self.kind, Kind::Decimal) {
            return i64::try_from(draw.pick(11)).unwrap() * 2;
        }
        let count = match self.kind {
            Kind::Enum => 3,
            Kind::Boolean => 2,
            _ => 6,
        };
        i64::try_from(draw.pick(count)).unwrap() * 4
    }

    fn cell(&self, draw: &mut Draw<'_>) -> Cell {
        let (one, other) = (self.at(draw), self.at(draw));
        let boolean = matches!(self.kind, Kind::Boolean);
        match draw.pick(8) {
            1 => Cell::List(vec![one]),
            2 => Cell::List(vec![one, other]),
            3 if self.optional => Cell::None,
            // An empty stretch is refused, as is an order of booleans.
            4 if !boolean => Cell::Stretch(Some((one.min(other), true)), Some((one.max(other), true))),
            5 if !boolean && one != other => Cell::Stretch(Some((one.min(other), true)), Some((one.max(other), false))),
            6 if !boolean && one != 0 => Cell::Stretch(None, Some((one, draw.one_in(2)))),
            7 if !boolean && one != 8 => Cell::Stretch(Some((one, draw.one_in(2))), None),
            _ => Cell::Anything,
        }
    }

    /// Two cells that share what one cell takes, if it can be parted there.
    fn parted(&self, cell: &Cell, draw: &mut Draw<'_>) -> Option<(Cell, Cell)> {
        let at = self.at(draw);
        match (&self.kind, cell) {
            (_, Cell::Anything) if self.optional => Some((Cell::None, Cell::Stretch(None, None))),
            (Kind::Boolean, Cell::Anything) => Some((Cell::List(vec![0]), Cell::List(vec![4]))),
            (Kind::Enum, Cell::Anything) => {
                Some((Cell::List(vec![at]), Cell::List([0, 4, 8].into_iter().filter(|other| *other != at).collect())))
            }
            (Kind::Integer | Kind::Decimal, Cell::Anything) => {
                Some((Cell::Stretch(None, Some((at, false))), Cell::Stretch(Some((at, true)), None)))
            }
            (Kind::Integer | Kind::Decimal, Cell::Stretch(low, high)) => {
                let inside = low.is_none_or(|low| low.0 < at) && high.is_none_or(|high| at < high.0);
                inside.then_some((Cell::Stretch(*low, Some((at, false))), Cell::Stretch(Some((at, true)), *high)))
            }
            _ => None,
        }
    }
}

/// Rows that answer every input once.
fn partition(inputs: &[Input], draw: &mut Draw<'_>) -> Vec<Vec<Cell>> {
    let mut rows = vec![vec![Cell::Anything; inputs.len()]];
    for (at, input) in inputs.iter().enumerate().filter(|(_, input)| input.optional) {
        // No cell takes all numbers but not none.
        let (below, above) = (Cell::Stretch(None, Some((8, false))), Cell::Stretch(Some((8, true)), None));
        assert!(matches!(input.kind, Kind::Integer | Kind::Decimal));
        rows = [Cell::None, below, above]
            .map(|cell| {
                let mut row = rows[0].clone();
                row[at] = cell;
                row
            })
            .to_vec();
    }
    for _ in 0..draw.pick(7) {
        let (row, at) = (draw.pick(rows.len()), draw.pick(inputs.len()));
        if let Some((one, other)) = inputs[at].parted(&rows[row][at], draw) {
            let mut more = rows[row].clone();
            rows[row][at] = one;
            more[at] = other;
            rows.push(more);
        }
    }
    rows
}

fn every_input(inputs: &[Input]) -> Vec<Vec<Option<i64>>> {
    inputs.iter().fold(vec![Vec::new()], |all, input| {
        all.iter()
            .flat_map(|before| input.values().into_iter().map(|value| [before.as_slice(), &[value]].concat()))
            .collect()
    })
}

/// The text of a table, and its rows with what they give.
fn table(
    inputs: &[Input],
    rows: &[Vec<Cell>],
    otherwise: bool,
    draw: &mut Draw<'_>,
) -> (String, Vec<(Vec<Cell>, i64)>) {
    let declared: Vec<String> = inputs.iter().map(|input| format!("{}: {}", input.name, input.ty())).collect();
    let mut text = format!("table t({}) : integer {{\n  |", declared.join(", "));
    let mut written = Vec::new();
    // The last input, a boolean, may have its cells in the header.
    let split = draw.one_in(3).then(|| (0..=draw.pick(2)).map(|_| inputs[2].cell(draw)).collect::<Vec<_>>());
    for input in &inputs[..if split.is_some() { 2 } else { 3 }] {
        write!(text, " {} |", input.name).unwrap();
    }
    match &split {
        None => text += " gives |",
        Some(cells) => {
            for cell in cells {
                write!(text, " {}: {} |", inputs[2].name, cell.written(&inputs[2], draw)).unwrap();
            }
        }
    }
    for row in rows {
        text += "\n  |";
        for (cell, input) in row.iter().zip(inputs).take(if split.is_some() { 2 } else { 3 }) {
            write!(text, " {} |", cell.written(input, draw)).unwrap();
        }
        let results = split.as_ref().map_or_else(|| vec![row[2].clone()], Clone::clone);
        for last in results {
            let gives = i64::try_from(written.len()).unwrap();
            write!(text, " {gives} |").unwrap();
            written.push((vec![row[0].clone(), row[1].clone(), last], gives));
        }
    }
    (text + if otherwise { "\n  otherwise 99\n}\n" } else { "\n}\n" }, written)
}

fn json(inputs: &[Input], values: &[Option<i64>], known: &[bool]) -> String {
    let mut json = String::from("{\"number\": \"A\"");
    for ((input, value), _) in inputs.iter().zip(values).zip(known).filter(|(_, known)| **known) {
        let words = value.map_or_else(|| "null".to_owned(), |value| input.words(value));
        let quotes = if matches!(input.kind, Kind::Enum) { "\"" } else { "" };
        write!(json, ", \"{}\": {quotes}{words}{quotes}", input.name).unwrap();
    }
    json + "}"
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn overlaps_and_gaps_of_generated_tables_are_those_found_by_trying(
        bytes in prop::collection::vec(any::<u8>(), 20..160),
        decimal: bool,
        optional: bool,
        partitioned: bool,
        otherwise in prop::bool::weighted(0.3),
        known in prop::collection::vec(any::<bool>(), 3),
    ) {
        let mut draw = Draw(bytes.iter());
        let inputs = [
            Input { name: "n", kind: if decimal { Kind::Decimal } else { Kind::Integer }, optional },
            Input { name: "k", kind: Kind::Enum, optional: false },
            Input { name: "b", kind: Kind::Boolean, optional: false },
        ];
        let mut rows = match partitioned {
            true => partition(&inputs, &mut draw),
            false => (0..=draw.pick(7)).map(|_| inputs.iter().map(|input| input.cell(&mut draw)).collect()).collect(),
        };
        match draw.pick(4) {
            1 if rows.len() > 1 => drop(rows.remove(0)),
            2 => {
                let (row, at) = (draw.pick(rows.len()), draw.pick(3));
                rows[row][at] = inputs[at].cell(&mut draw);
            }
            _ => {}
        }
        let (text, rows) = table(&inputs, &rows, otherwise, &mut draw);
        let facts: Vec<String> = inputs.iter().map(|input| format!("  {} : {}\n", input.name, input.ty())).collect();
        let text = format!(
            "policy test \"Test\" {{ }}\nenum kind ordered {{ low, mid, high }}\nfacts applicant {{\n  id number : text\n{}}}\n{text}score s {{ add t(n, k, b) }}\npathway p {{ requires s >= 0 }}\n",
            facts.concat()
        );
        let all = every_input(&inputs);
        let fits = |row: &[Cell], values: &[Option<i64>]| row.iter().zip(values).all(|(cell, value)| cell.fits(*value));
        let pairs = (0..rows.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
        let overlaps = pairs.filter(|(one, other)| all.iter().any(|values| fits(&rows[*one].0, values) && fits(&rows[*other].0, values))).count();
        let gap = !otherwise && all.iter().any(|values| !rows.iter().any(|row| fits(&row.0, values)));
        let found: Vec<String> = check_text("test", &text, None).problems.iter().map(|problem| problem.code.to_string()).collect();
        prop_assert_eq!(found.iter().filter(|code| *code == "E0304").count(), overlaps, "{}", text);
        prop_assert_eq!(found.iter().filter(|code| *code == "E0305").count(), usize::from(gap), "{}", text);
        prop_assert_eq!(found.len(), overlaps + usize::from(gap), "{}\n{:?}", text, found);
        if !found.is_empty() {
            return Ok(());
        }
        // A table without mistakes gives the result of the one row that fits, and all that may fit.
        let plan = plan_text(&text);
        let mut evaluator = Evaluator::new(&plan, None);
        let given = |values: &[Option<i64>]| rows.iter().find(|row| fits(&row.0, values)).map_or(99, |row| row.1);
        for values in &all {
            let exact = determine(&mut evaluator, &record(&plan, &json(&inputs, values, &[true; 3]))).scores[0].numbers().unwrap();
            prop_assert_eq!((exact.low, exact.high), (Number::integer(given(values)), Number::integer(given(values))), "{}", text);
            let open = determine(&mut evaluator, &record(&plan, &json(&inputs, values, &known))).scores[0].numbers().unwrap();
            let agrees = |other: &&Vec<Option<i64>>| (0..3).all(|at| !known[at] || values[at] == other[at]);
            let possible: Vec<Number> = all.iter().filter(agrees).map(|values| Number::integer(given(values))).collect();
            let (low, high) = (*possible.iter().min().unwrap(), *possible.iter().max().unwrap());
            prop_assert!(open.low <= low && high <= open.high, "{}", text);
            prop_assert!(otherwise || (open.low, open.high) == (low, high), "{}\n{:?}", text, values);
        }
    }
}
