//! One applicant at a time by the operations of a program, without a trace: what is known decides most
//! applicants, and of these no possible values need to be gone through. Whoever is open in some pathway
//! is for the row evaluator.

use super::column::{EMPTY, FALSE, FAULT, NONE, STRANGE, STRANGE_TRUTH, Span, TRUE, open_truth};
use super::kinds::{Kind, common};
use super::program::{Program, Step};
use super::tabulation::Tabulation;
use super::unit::{Slot, UNSAID, of_truth, possible_span, slot_of, wide};
use super::worker::duration_of;
use super::{compare, days, spans, truth};
use crate::evaluate::Status;
use crate::evaluate::determine::{Determination, PathwayResult, determine, speaking};
use crate::evaluate::trace::Evaluator;
use crate::plan::{ClausePlan, NodeId, NodeKind, PathwayPlan};
use crate::records::Record;
use crate::values::{Comparison, Duration, Faults, Operation, Possible, Value};

/// Decides one applicant after the other.
pub struct Single<'p> {
    program: &'p Program<'p>,
    /// What is done for each node that is not the same for everybody, in order.
    steps: Vec<(usize, Work<'p>)>,
    slots: Vec<Slot>,
    /// What each fact may be while it is unknown.
    unknown: Vec<Slot>,
    /// What each node counts as while it is open, where the evidence is closed.
    counts: Vec<Option<bool>>,
    one: Evaluator<'p>,
    /// Whether some rows can be decided here at all.
    able: bool,
}

/// What is done for a node.
enum Work<'p> {
    Fact(usize, Kind),
    Presumed(usize, Kind, usize, Slot),
    Not(usize),
    And(Vec<usize>),
    Or(Vec<usize>),
    AtLeast(usize, Vec<usize>),
    /// The operands, with what each is multiplied by.
    Compare(Comparison, [(usize, i64); 2]),
    /// Whether two truths are the same, or are not.
    Same(bool, [usize; 2]),
    IsNone(usize, Kind),
    If(Kind, [(usize, i64); 3]),
    Else(Kind, [(usize, i64); 2]),
    Settled(usize),
    Add([(usize, i64); 2]),
    Subtract([(usize, i64); 2]),
    Multiply([(usize, i64); 2]),
    Negate(usize, i64),
    Extreme(bool, Vec<(usize, i64)>),
    Shift(usize, Duration, crate::values::MonthEnd),
    Elapsed(crate::values::Unit, crate::values::LeapBirthday, [usize; 2]),
    Tabulated(&'p Tabulation, Vec<Slot>),
    /// For the row evaluator.
    Strange,
}

impl<'p> Single<'p> {
    #[must_use]
    pub fn new(program: &'p Program<'p>) -> Single<'p> {
        let plan = program.plan;
        let mut slots = vec![UNSAID; plan.nodes.len()];
        let mut steps = Vec::with_capacity(plan.nodes.len());
        for ((id, node), step) in plan.nodes.iter().zip(&program.steps) {
            let kind = program.kind(id);
            let work = match (step, &node.kind) {
                (Step::Same(value), _) => {
                    if let Some(slot) = slots.get_mut(id.index()) {
                        *slot = slot_of(value, kind);
                    }
                    continue;
                }
                (Step::Tabulated(table), _) => Work::Tabulated(table, table.slots()),
                (Step::Each, NodeKind::Fact(fact)) => Work::Fact(fact.index(), kind),
                (Step::Each, NodeKind::Presumed(fact, when)) => match &plan.facts[*fact].presumed {
                    Some(presumed) => {
                        let presumed = slot_of(&Possible::from(presumed.clone()), kind);
                        Work::Presumed(fact.index(), kind, when.index(), presumed)
                    }
                    None => Work::Fact(fact.index(), kind),
                },
                (Step::Each, NodeKind::AsOf) => match plan.as_of {
                    Some(fact) => Work::Fact(fact.index(), Kind::Date),
                    None => Work::Strange,
                },
                (Step::Each, NodeKind::Apply(operation, operands)) => {
                    Of { program, operands }.work(operation, kind).unwrap_or(Work::Strange)
                }
                (Step::Each, _) => Work::Strange,
            };
            steps.push((id.index(), work));
        }
        let unknown = plan.facts.iter().map(|(id, fact)| match plan.unknown.get(id.index()) {
            Some(anything) => slot_of(anything, Kind::of_fact(fact)),
            None => UNSAID,
        });
        let able = plan.quotas.is_empty() && plan.pathways.iter().all(|pathway| pathway.derives.is_empty());
        let counts = match program.closed {
            true => plan.nodes.iter().map(|(id, _)| program.counts_as(id)).collect(),
            false => Vec::new(),
        };
        Single { program, steps, slots, unknown: unknown.collect(), counts, one: program.evaluator(), able }
    }

    /// Decides one applicant, just as [`determine`] does.
    pub fn determine(&mut self, record: &Record) -> Determination {
        if self.able {
            self.evaluate(&record.values);
            if let Some(determination) = self.read_off(record) {
                return determination;
            }
        }
        determine(&mut self.one, record)
    }

    fn evaluate(&mut self, facts: &[Option<Value>]) {
        let Single { steps, slots, unknown, counts, .. } = self;
        for (at, work) in steps.iter() {
            let unsaid = |fact: usize| unknown.get(fact).copied().unwrap_or(UNSAID);
            let known = |fact: usize, kind: Kind| match facts.get(fact) {
                Some(Some(value)) => value_slot(value, kind),
                _ => unsaid(fact),
            };
            let slot = |at: usize| slots.get(at).copied().unwrap_or(UNSAID);
            let marks = |at: usize| slot(at).marks;
            let scaled = |(at, factor): (usize, i64)| match factor {
                1 => slot(at),
                factor => spans::rescaled_one(slot(at), factor),
            };
            let mut made = match work {
                Work::Fact(fact, kind) => known(*fact, *kind),
                Work::Presumed(fact, kind, when, presumed) => match (facts.get(*fact), marks(*when)) {
                    (Some(Some(_)), _) => known(*fact, *kind),
                    (_, TRUE) => *presumed,
                    (_, when) if when & STRANGE != 0 => UNSAID,
                    _ => unsaid(*fact),
                },
                Work::Not(a) => of_truth(truth::not_one(marks(*a))),
                Work::And(limbs) => of_truth(limbs.iter().fold(TRUE, |all, limb| truth::and_one(all, marks(*limb)))),
                Work::Or(limbs) => of_truth(limbs.iter().fold(FALSE, |all, limb| truth::or_one(all, marks(*limb)))),
                Work::AtLeast(count, limbs) => {
                    let limbs: Vec<[u8; 1]> = limbs.iter().map(|limb| [marks(*limb)]).collect();
                    let limbs: Vec<_> = limbs.iter().map(|limb| std::borrow::Cow::Borrowed(limb.as_slice())).collect();
                    of_truth(truth::at_least(*count, &limbs, 1).first().copied().unwrap_or(STRANGE_TRUTH))
                }
                Work::Compare(how, [a, b]) => of_truth(compare::compare_one(*how, scaled(*a), scaled(*b))),
                Work::Same(same, [a, b]) => {
                    let equal = truth::equal_one(marks(*a), marks(*b));
                    of_truth(if *same { equal } else { truth::not_one(equal) })
                }
                Work::IsNone(a, Kind::Truth) => of_truth(truth::none_one(marks(*a))),
                Work::IsNone(a, _) => of_truth(compare::none_one(slot(*a))),
                Work::If(Kind::Truth, [test, yes, no]) => {
                    of_truth(truth::choose_one(marks(test.0), marks(yes.0), marks(no.0)))
                }
                Work::If(kind, [test, yes, no]) => {
                    spans::choose_one(marks(test.0), scaled(*yes), scaled(*no), *kind == Kind::Choice)
                }
                Work::Else(Kind::Truth, [a, b]) => of_truth(truth::else_one(marks(a.0), marks(b.0))),
                Work::Else(kind, [a, b]) => spans::else_one(scaled(*a), scaled(*b), *kind == Kind::Choice),
                Work::Settled(a) => Span { marks: marks(*a) & !NONE, ..slot(*a) },
                Work::Add([a, b]) => spans::add_one(scaled(*a), scaled(*b)),
                Work::Subtract([a, b]) => spans::subtract_one(scaled(*a), scaled(*b)),
                Work::Multiply([a, b]) => spans::multiply_one(slot(a.0), slot(b.0)),
                Work::Negate(a, factor) => spans::negate_one(scaled((*a, *factor))),
                Work::Extreme(greatest, all) => {
                    let mut all = all.iter().map(|one| scaled(*one));
                    let first = all.next().unwrap_or(UNSAID);
                    all.fold(first, |sofar, one| spans::extreme_one(*greatest, sofar, one))
                }
                Work::Shift(date, by, end) => wide(days::shift_one(narrow(slot(*date)), *by, *end)),
                Work::Elapsed(unit, leap, [from, to]) => {
                    days::elapsed_one(*unit, *leap, narrow(slot(*from)), narrow(slot(*to)))
                }
                Work::Tabulated(table, results) => table.one(results, &slot),
                Work::Strange => UNSAID,
            };
            if let Some(Some(counts)) = counts.get(*at)
                && open_truth(made.marks) == 1
            {
                made = of_truth(if *counts { TRUE } else { FALSE });
            }
            if let Some(slot) = slots.get_mut(*at) {
                *slot = made;
            }
        }
    }

    fn marks(&self, node: NodeId) -> u8 {
        self.slots.get(node.index()).map_or(STRANGE_TRUTH, |slot| slot.marks)
    }

    /// What the slots say, if nothing is open in any pathway.
    fn read_off(&self, record: &Record) -> Option<Determination> {
        let plan = self.program.plan;
        let as_of = match plan.as_of {
            Some(fact) => match record.values.get(fact.index()) {
                Some(Some(Value::Date(date))) => Some(*date),
                _ => return None,
            },
            None => self.program.on.filter(|_| plan.reads_as_of),
        };
        let pathways: Vec<PathwayResult> =
            plan.pathways.iter().map(|pathway| self.result(pathway)).collect::<Option<_>>()?;
        let scores = plan.columns.iter().map(|score| {
            let slot = self.slots.get(score.node.index())?;
            match self.program.kind(score.node) {
                Kind::Number(places) if slot.marks & FAULT == 0 => possible_span(*slot, places),
                _ => None,
            }
        });
        let scores: Vec<Possible> = scores.collect::<Option<_>>()?;
        let consider = plan.consider.iter().map(|first| speaking(plan, &pathways, *first)).collect();
        let (id, line) = (record.id.clone(), record.line);
        Some(Determination { id, line, as_of, pathways, consider, scores, standings: Vec::new() })
    }

    /// What a pathway says, if it is not open.
    fn result(&self, pathway: &PathwayPlan) -> Option<PathwayResult> {
        let mut result = PathwayResult {
            status: Status::Eligible,
            not_in_force: false,
            unmet: Vec::new(),
            barred: Vec::new(),
            needs: std::collections::BTreeSet::new(),
            faults: Faults::NONE,
            discretion: false,
            family: Vec::new(),
            refined: false,
        };
        if let Some(node) = pathway.in_force {
            let marks = self.marks(node);
            if marks & STRANGE != 0 {
                return None;
            }
            result.not_in_force = marks == FALSE;
        }
        for stage in &pathway.stages {
            for clause in stage.requires.clone() {
                if self.decides(pathway.requires.get(clause)?, FALSE)? {
                    result.unmet.push(clause);
                }
            }
            for clause in stage.bars.clone() {
                if self.decides(pathway.bars.get(clause)?, TRUE)? {
                    result.barred.push(clause);
                }
            }
            match self.marks(stage.node) {
                TRUE => {}
                FALSE => {
                    result.status = Status::NotEligible;
                    return Some(result);
                }
                _ => return None,
            }
        }
        if pathway.discretion.is_some() {
            result.status = Status::Referred;
            result.discretion = true;
        }
        Some(result)
    }

    /// Whether a clause is in force and definitely the decisive truth; `None` if that cannot be told here.
    fn decides(&self, clause: &ClausePlan, decisive: u8) -> Option<bool> {
        let marks = self.marks(clause.node);
        let in_force = clause.in_force.map_or(TRUE, |node| self.marks(node));
        if (marks | in_force) & STRANGE != 0 { None } else { Some(marks == decisive && in_force == TRUE) }
    }
}

/// A known value as a slot.
fn value_slot(value: &Value, kind: Kind) -> Slot {
    match (kind, value) {
        (Kind::Truth, Value::Boolean(holds)) => of_truth(if *holds { TRUE } else { FALSE }),
        (Kind::Truth, Value::None) => of_truth(NONE),
        (Kind::Number(places), Value::Number(number)) => number.units(places).map_or(UNSAID, Span::only),
        (Kind::Date, Value::Date(date)) => Span::only(i64::from(date.day_number())),
        (Kind::Choice, Value::Choice(choice)) => Span::only(i64::from(*choice)),
        (Kind::Number(_) | Kind::Date | Kind::Choice, Value::None) => Span::marked(NONE | EMPTY),
        _ => UNSAID,
    }
}

/// Days as they are counted; what is no day is strange.
fn narrow(slot: Slot) -> Span<i32> {
    match (i32::try_from(slot.low), i32::try_from(slot.high)) {
        (Ok(low), Ok(high)) => Span { low, high, marks: slot.marks },
        _ => Span { low: 0, high: 0, marks: STRANGE },
    }
}

/// The operands of a node.
struct Of<'a, 'p> {
    program: &'a Program<'p>,
    operands: &'a [NodeId],
}

impl Of<'_, '_> {
    fn kind(&self, at: usize) -> Kind {
        self.operands.get(at).map_or(Kind::Void, |node| self.program.kind(*node))
    }

    fn at(&self, at: usize) -> Option<usize> {
        self.operands.get(at).map(|node| node.index())
    }

    fn all(&self) -> Vec<usize> {
        self.operands.iter().map(|node| node.index()).collect()
    }

    /// An operand as a value of a kind, with what it is multiplied by.
    fn scaled(&self, at: usize, kind: Kind) -> Option<(usize, i64)> {
        let factor = match (self.kind(at), kind) {
            // What is no value is none of any kind.
            (Kind::Void, _) => 1,
            (Kind::Number(from), Kind::Number(to)) if from <= to => spans::factor(from, to),
            (own, kind) if own == kind => 1,
            _ => return None,
        };
        Some((self.at(at)?, factor))
    }

    /// The kind of all operands, if it has a compact way.
    fn common(&self) -> Option<Kind> {
        let common = common((0..self.operands.len()).map(|at| self.kind(at)))?;
        (!matches!(common, Kind::Other | Kind::Void)).then_some(common)
    }

    fn both(&self, kind: Kind) -> Option<[(usize, i64); 2]> {
        Some([self.scaled(0, kind)?, self.scaled(1, kind)?])
    }

    fn truths(&self) -> Option<Vec<usize>> {
        let truths = (0..self.operands.len()).all(|at| self.kind(at) == Kind::Truth);
        truths.then(|| self.all())
    }

    /// `None` for what has no compact way.
    fn work<'p>(&self, operation: &Operation, kind: Kind) -> Option<Work<'p>> {
        Some(match operation {
            Operation::Not if self.kind(0) == Kind::Truth => Work::Not(self.at(0)?),
            Operation::And => Work::And(self.truths()?),
            Operation::Or => Work::Or(self.truths()?),
            Operation::AtLeast(count) => Work::AtLeast(*count, self.truths()?),
            Operation::Compare(how) => match (self.common()?, how) {
                (Kind::Truth, Comparison::Is | Comparison::IsNot) => {
                    self.truths()?;
                    Work::Same(*how == Comparison::Is, [self.at(0)?, self.at(1)?])
                }
                (Kind::Truth, _) => return None,
                (kind, _) => Work::Compare(*how, self.both(kind)?),
            },
            Operation::IsNone => match self.kind(0) {
                Kind::Other | Kind::Void => return None,
                kind => Work::IsNone(self.at(0)?, kind),
            },
            Operation::If if self.kind(0) == Kind::Truth => match kind {
                Kind::Other | Kind::Void => return None,
                Kind::Truth if self.kind(1) != Kind::Truth || self.kind(2) != Kind::Truth => return None,
                kind => Work::If(kind, [(self.at(0)?, 1), self.scaled(1, kind)?, self.scaled(2, kind)?]),
            },
            Operation::Else => match kind {
                Kind::Other | Kind::Void => return None,
                Kind::Truth if self.kind(0) != Kind::Truth || self.kind(1) != Kind::Truth => return None,
                kind => Work::Else(kind, self.both(kind)?),
            },
            Operation::Settled => match kind {
                Kind::Other | Kind::Void => return None,
                kind => Work::Settled(self.scaled(0, kind)?.0),
            },
            Operation::Add => Work::Add(self.both(number(kind)?)?),
            Operation::Subtract => Work::Subtract(self.both(number(kind)?)?),
            Operation::Multiply => {
                number(kind)?;
                Work::Multiply([(self.at(0)?, 1), (self.at(1)?, 1)])
            }
            Operation::Negate => {
                let (at, factor) = self.scaled(0, number(kind)?)?;
                Work::Negate(at, factor)
            }
            Operation::Least | Operation::Greatest => match kind {
                Kind::Number(_) | Kind::Date => {
                    self.common()?;
                    let all = (0..self.operands.len()).map(|at| self.scaled(at, kind)).collect::<Option<_>>()?;
                    Work::Extreme(matches!(operation, Operation::Greatest), all)
                }
                _ => return None,
            },
            Operation::After(end) if self.kind(0) == Kind::Date => Work::Shift(self.at(0)?, self.duration()?, *end),
            Operation::Before(end) if self.kind(0) == Kind::Date => {
                Work::Shift(self.at(0)?, self.duration()?.negate(), *end)
            }
            Operation::Elapsed(unit, leap) if self.kind(0) == Kind::Date && self.kind(1) == Kind::Date => {
                Work::Elapsed(*unit, *leap, [self.at(0)?, self.at(1)?])
            }
            _ => return None,
        })
    }

    /// The calendar time that the second operand is for everybody.
    fn duration(&self) -> Option<Duration> {
        match self.program.steps.get(self.at(1)?) {
            Some(Step::Same(value)) => duration_of(value),
            _ => None,
        }
    }
}

fn number(kind: Kind) -> Option<Kind> {
    matches!(kind, Kind::Number(_)).then_some(kind)
}
