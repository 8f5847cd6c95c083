//! The determinations of batches as columns of results: what [`cells`](super::cells) gives for one
//! applicant, worked out once for all whose determinations are alike.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::row::{cells, columns, score};
use super::summary::{Counted, Summary};
use crate::allocate::{Allocation, decide};
use crate::evaluate::{Determined, Marks, Program};
use crate::records::{Batch, Cell, ResultColumn, Results};

/// The most of what is alike that is kept from one part to the next.
const MOST_KEPT: usize = 1 << 17;

/// The results of one part of a run.
pub struct Tabulator<'p> {
    program: &'p Program<'p>,
    allocation: &'p Allocation,
    /// The column of the first score, and how many there are.
    scores: (usize, usize),
    /// What applicants whose determinations are alike have alike, by what marks these.
    alike: HashMap<Vec<u64>, u32, BuildHasherDefault<Marks>>,
    /// The same for those whom one word marks, which are the most.
    quick: HashMap<u64, u32, BuildHasherDefault<Marks>>,
    kept: Vec<Alike>,
    /// The cells of each column.
    cells: Vec<Known>,
    /// All that summaries count, each once, with their numbers.
    counted: Vec<Counted>,
    numbers: BTreeMap<Counted, u32>,
}

/// What applicants have in common.
#[derive(Clone, Debug)]
struct Alike {
    /// Their cells, by number among those of each column.
    cells: Vec<u32>,
    /// What they add to the summary, by number in the tabulator.
    counted: Vec<u32>,
}

/// The part that is being put together.
#[derive(Default)]
pub struct Part {
    ids: Vec<arrow_array::StringArray>,
    days: Vec<Option<i32>>,
    scores: Vec<ScorePart>,
    /// For each applicant those that are alike, by number in the tabulator.
    alike: Vec<u32>,
    /// How many there are of each that are alike.
    times: Vec<u64>,
    /// Applicants whose cells are their own, by row.
    own: BTreeMap<usize, Vec<Cell>>,
    pub summary: Summary,
}

#[derive(Default)]
struct ScorePart {
    low: Vec<i64>,
    high: Vec<i64>,
    /// Scores that are no such numbers.
    own: BTreeMap<usize, Cell>,
}

impl<'p> Tabulator<'p> {
    #[must_use]
    pub fn new(program: &'p Program<'p>, allocation: &'p Allocation) -> Tabulator<'p> {
        // After id, as_of, outcome and pathway.
        let scores = (4, program.plan.columns.len());
        let mut cells = Vec::new();
        cells.resize_with(columns(program.plan).len(), Known::default);
        Tabulator {
            program,
            allocation,
            scores,
            alike: HashMap::default(),
            quick: HashMap::default(),
            kept: Vec::new(),
            cells,
            counted: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// Adds the determinations of a batch to a part.
    pub fn add(&mut self, part: &mut Part, batch: &Batch, determined: &Determined) {
        let plan = self.program.plan;
        part.ids.push(batch.ids.clone());
        part.scores.resize_with(self.scores.1, ScorePart::default);
        let marks = determined.marks();
        let width = marks.len();
        let start = part.alike.len();
        let mut key: Vec<u64> = Vec::with_capacity(width);
        part.times.resize(part.times.len().max(self.kept.len()), 0);
        let mut own = vec![false; determined.rows];
        for row in determined.apart.keys().chain(determined.standings.keys()) {
            own.get_mut(*row).into_iter().for_each(|own| *own = true);
        }
        for (row, own) in own.into_iter().enumerate() {
            if own {
                let determination = determined.determination(self.program, batch, row);
                let decision = decide(plan, &determination, self.allocation);
                part.summary.add(plan, &determination, &decision);
                part.own.insert(start.saturating_add(row), cells(plan, &determination, &decision));
                part.alike.push(u32::MAX);
                continue;
            }
            key.clear();
            key.extend(marks.iter().map(|marks| marks.get(row).copied().unwrap_or(0)));
            determined.mark_needs(row, &mut key);
            let word = if let [word] = key.as_slice() { Some(*word) } else { None };
            let found = match word {
                Some(word) => self.quick.get(&word),
                None => self.alike.get(&key),
            };
            let at = match found {
                Some(at) => *at,
                None => {
                    let at = self.keep(batch, determined, row);
                    match word {
                        Some(word) => self.quick.insert(word, at),
                        None => self.alike.insert(key.clone(), at),
                    };
                    part.times.resize(part.times.len().max(self.kept.len()), 0);
                    at
                }
            };
            part.times.get_mut(at as usize).into_iter().for_each(|times| *times = times.saturating_add(1));
            part.alike.push(at);
        }
        part.days.extend(determined.day_numbers(self.program));
        for (at, score) in part.scores.iter_mut().enumerate() {
            score.add(determined, at);
        }
    }

    /// Keeps what one applicant has alike with others; gives its number.
    fn keep(&mut self, batch: &Batch, determined: &Determined, row: usize) -> u32 {
        let plan = self.program.plan;
        let determination = determined.determination(self.program, batch, row);
        let decision = decide(plan, &determination, self.allocation);
        let mut summary = Summary::default();
        summary.add(plan, &determination, &decision);
        let at = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
        let counted = summary.counted().into_iter().map(|what| self.number(what)).collect();
        let cells = cells(plan, &determination, &decision);
        let cells = cells.iter().zip(&mut self.cells).map(|(cell, known)| known.number(cell)).collect();
        self.kept.push(Alike { cells, counted });
        at
    }

    /// The number of something that is counted.
    fn number(&mut self, what: Counted) -> u32 {
        if let Some(number) = self.numbers.get(&what) {
            return *number;
        }
        let number = u32::try_from(self.counted.len()).unwrap_or(u32::MAX);
        self.counted.push(what.clone());
        self.numbers.insert(what, number);
        number
    }

    /// What a part's applicants add to a summary who are like others.
    fn add_counted(&self, part: &mut Part) {
        let mut sums = vec![0_u64; self.counted.len()];
        for (alike, times) in self.kept.iter().zip(&part.times).filter(|(_, times)| **times > 0) {
            for what in &alike.counted {
                sums.get_mut(*what as usize).into_iter().for_each(|sum| *sum = sum.saturating_add(*times));
            }
        }
        for (what, sum) in self.counted.iter().zip(sums).filter(|(_, sum)| *sum > 0) {
            part.summary.count(what, sum);
        }
    }

    /// The results of a part, with its summary.
    #[must_use]
    pub fn finish(&mut self, mut part: Part) -> (Results, Summary) {
        self.add_counted(&mut part);
        let rows = part.alike.len();
        let ids = joined(&part.ids);
        let mut columns = vec![ResultColumn::Ids(ids)];
        columns.push(if part.days.iter().all(Option::is_none) {
            ResultColumn::Coded(vec![0; rows], Arc::new(vec![Cell::Blank]))
        } else {
            let blank: Vec<bool> = part.days.iter().map(Option::is_none).collect();
            let days = part.days.iter().map(|day| day.unwrap_or_default()).collect();
            ResultColumn::Dates(days, blank.contains(&true).then_some(blank))
        });
        let program = self.program;
        let mut scores = part.scores.into_iter().zip(&program.plan.columns);
        let width = self.cells.len();
        for at in 2..width {
            let of_score = at.checked_sub(self.scores.0).filter(|score| *score < self.scores.1);
            columns.push(match of_score {
                Some(_) => match scores.next() {
                    Some((score, plan)) => score.finish(program.places(plan.node)),
                    None => ResultColumn::Cells(vec![Cell::Blank; rows]),
                },
                None => self.coded(&part.alike, &part.own, at),
            });
        }
        self.forget();
        (Results { rows, columns }, part.summary)
    }

    /// Forgets what is alike, once it is so much that a long run would be held in memory.
    fn forget(&mut self) {
        let cells = self.cells.iter().map(|known| known.all.len()).max().unwrap_or(0);
        if self.kept.len().max(cells) > MOST_KEPT {
            self.alike.clear();
            self.quick.clear();
            self.kept.clear();
            self.cells.iter_mut().for_each(|known| *known = Known::default());
        }
    }

    /// One column whose cells many applicants have alike: each cell once, in order of appearance.
    fn coded(&mut self, alike: &[u32], own: &BTreeMap<usize, Vec<Cell>>, at: usize) -> ResultColumn {
        let Some(known) = self.cells.get_mut(at) else {
            return ResultColumn::Cells(vec![Cell::Blank; alike.len()]);
        };
        // The numbers of the column's cells, where a row has its own.
        let blank = Cell::Blank;
        let own: BTreeMap<usize, u32> =
            own.iter().map(|(row, cells)| (*row, known.number(cells.get(at).unwrap_or(&blank)))).collect();
        let mut codes_of = vec![u32::MAX; known.all.len()];
        let mut cells: Vec<Cell> = Vec::new();
        let mut code = |cell: usize| {
            let next = u32::try_from(cells.len()).unwrap_or(u32::MAX);
            let Some(slot) = codes_of.get_mut(cell) else { return 0 };
            if *slot == u32::MAX {
                *slot = next;
                cells.push(known.all.get(cell).cloned().unwrap_or(Cell::Blank));
            }
            *slot
        };
        // The code of each that are alike, from the first of them on.
        let mut of_alike = vec![u32::MAX; self.kept.len()];
        let one = |(row, number): (usize, &u32)| match of_alike.get_mut(*number as usize) {
            Some(known) if *known != u32::MAX => *known,
            Some(known) => {
                let cell = self.kept.get(*number as usize).and_then(|alike| alike.cells.get(at)).copied();
                *known = code(cell.unwrap_or(0) as usize);
                *known
            }
            None => code(own.get(&row).copied().unwrap_or(0) as usize),
        };
        let codes = alike.iter().enumerate().map(one).collect();
        ResultColumn::Coded(codes, Arc::new(cells))
    }
}

/// The cells of a column, each once.
#[derive(Default)]
struct Known {
    all: Vec<Cell>,
    numbers: HashMap<Cell, u32, BuildHasherDefault<Marks>>,
}

impl Known {
    fn number(&mut self, cell: &Cell) -> u32 {
        if let Some(number) = self.numbers.get(cell) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(cell.clone());
        self.numbers.insert(cell.clone(), number);
        number
    }
}

impl ScorePart {
    fn add(&mut self, determined: &Determined, at: usize) {
        let start = self.low.len();
        for (row, points) in determined.add_score(at, &mut self.low, &mut self.high) {
            self.own.insert(start.saturating_add(row), score(&points));
        }
    }

    fn finish(mut self, places: u32) -> ResultColumn {
        let mut blank: Option<Vec<bool>> = None;
        let rows = self.low.len();
        self.own.retain(|row, cell| {
            let ends = match cell {
                Cell::Blank => {
                    blank.get_or_insert_with(|| vec![false; rows]).get_mut(*row).into_iter().for_each(|it| *it = true);
                    return false;
                }
                Cell::Number(number) => (number.units(places), number.units(places)),
                Cell::Between(low, high) => (low.units(places), high.units(places)),
                Cell::Text(_) | Cell::Date(_) | Cell::List(_) => (None, None),
            };
            let (Some(low), Some(high)) = ends else { return true };
            self.low.get_mut(*row).into_iter().for_each(|slot| *slot = low);
            self.high.get_mut(*row).into_iter().for_each(|slot| *slot = high);
            false
        });
        if self.own.is_empty() {
            return ResultColumn::Numbers { low: self.low, high: self.high, places, blank };
        }
        let plain = ResultColumn::Numbers { low: self.low, high: self.high, places, blank };
        let cell = |row: usize| self.own.get(&row).cloned().unwrap_or_else(|| plain.cell(row));
        ResultColumn::Cells((0..rows).map(cell).collect())
    }
}

fn joined(parts: &[arrow_array::StringArray]) -> arrow_array::StringArray {
    match parts {
        [only] => only.clone(),
        parts => parts.iter().flat_map(|part| part.iter()).collect(),
    }
}
