//! A sample: first the people who show what the policy turns on, then people drawn at random.

use super::goals::{Asked, Goal, goals};
use super::marginals::{Marginals, PARTS};
use super::people::Drawer;
use super::solve::Solver;
use super::walk::{Facts, shown};
use crate::evaluate::{Evaluator, Trace};
use crate::plan::Plan;
use crate::trial::{Chance, Meter, Seen, parts_read};
use crate::values::{Date, Number, Type, Value};

/// Whom the search starts from.
const STARTS: usize = 16;
/// Steps toward a goal, and how often it is tried.
const STEPS: usize = 60;
const TRIES: usize = 6;
/// Steps toward a goal that is worth only a few.
const FEW: usize = 12;
/// The most values of one fact that those who are drawn share with those who are steered.
const POOL: usize = 200;

/// What a sample shall be.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub applicants: usize,
    pub seed: u64,
    /// The day whose law applies, where the policy names no fact for it.
    pub on: Option<Date>,
    pub marginals: Marginals,
    /// How many facts of a million are left unknown.
    pub unknown: u64,
}

/// What became of a sample.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// How many of the people were chosen to show what the policy turns on.
    pub chosen: usize,
    /// What the people reach of the policy between them, part by part.
    pub seen: Vec<Seen>,
}

/// Someone who shows something that nobody before did.
struct Kept {
    facts: Facts,
    /// The goals that nobody before showed.
    shows: Vec<usize>,
}

/// Draws a sample, and hands over its people one by one: a value for each fact of the plan.
///
/// # Errors
/// What `each` gives.
pub fn sample<E>(plan: &Plan, wanted: &Wanted, mut each: impl FnMut(Facts) -> Result<(), E>) -> Result<Sample, E> {
    let mut chance = Chance::new(wanted.seed);
    let drawer = Drawer::new(plan, wanted.on, wanted.marginals.clone());
    let mut steering = Steering {
        solver: Solver { plan, drawer },
        evaluator: Evaluator::new(plan, wanted.on),
        goals: goals(plan),
        shown: Vec::new(),
        kept: Vec::new(),
    };
    steering.run(&mut chance);
    let (people, mut meter) = steering.people(wanted, &mut chance);
    let Steering { solver: Solver { mut drawer, .. }, mut evaluator, kept, .. } = steering;
    drawer.pools = pools(plan, &kept);
    let chosen = people.len();
    let mut number = 0_usize;
    let mut whole = false;
    for facts in people {
        number = number.saturating_add(1);
        each(named(plan, facts, number))?;
    }
    while number < wanted.applicants {
        number = number.saturating_add(1);
        let mut facts = drawer.drawn(&mut chance);
        blank(plan, &mut facts, wanted.unknown, &mut chance);
        // Once all is reached, nobody else need be looked at.
        whole = whole || is_whole(plan, &meter);
        if !whole {
            meter.add(evaluator.evaluate_values(&facts));
        }
        each(named(plan, facts, number))?;
    }
    Ok(Sample { chosen, seen: meter.seen().to_vec() })
}

/// Whether every part that the policy reads has shown all that there is to show.
fn is_whole(plan: &Plan, meter: &Meter<'_>) -> bool {
    parts_read(plan, meter.seen()).all(|(part, seen)| seen.held && (seen.failed || !part.kind.is_condition()))
}

/// The person with an id: `S-000017` for the seventeenth, or the number where ids are numbers.
fn named(plan: &Plan, mut facts: Facts, number: usize) -> Facts {
    if let Some(id) = plan.id_fact()
        && let Some(slot) = facts.get_mut(id.index())
    {
        *slot = Some(match plan.facts[id].ty {
            Type::Integer => Value::Number(Number::integer(i64::try_from(number).unwrap_or(i64::MAX))),
            _ => Value::Text(format!("S-{number:06}").into()),
        });
    }
    facts
}

struct Steering<'p> {
    solver: Solver<'p>,
    evaluator: Evaluator<'p>,
    goals: Vec<Goal>,
    /// Whether each goal is shown by somebody, and with all its wishes.
    shown: Vec<(bool, bool)>,
    kept: Vec<Kept>,
}

impl<'p> Steering<'p> {
    fn run(&mut self, chance: &mut Chance) {
        self.shown = vec![(false, false); self.goals.len()];
        for _ in 0..STARTS {
            let facts = self.solver.drawer.person(chance);
            self.keep(facts);
        }
        for at in 0..self.goals.len() {
            let (steps, tries) = match self.goals.get(at) {
                Some(goal) if goal.extra => (FEW, 3),
                _ => (STEPS, TRIES),
            };
            for attempt in 0..tries {
                let Some((asked, wished)) = self.shown.get(at).copied() else { break };
                // A wish that is not granted at once is tried for once more.
                if wished || (asked && attempt > 3) {
                    break;
                }
                let Some(goal) = self.goals.get(at).cloned() else { break };
                let from = self.start(&goal, chance);
                if let Some(facts) = self.solver.walk(&mut self.evaluator, &from, &goal, steps, chance) {
                    self.keep(facts);
                }
            }
        }
    }

    /// Whom to start from: of a few of those kept, the one who shows most of what is asked.
    fn start(&mut self, goal: &Goal, chance: &mut Chance) -> Facts {
        let plan = self.solver.plan;
        let mut best: Option<(usize, Facts)> = None;
        for _ in 0..4 {
            let Some(kept) = chance.pick(&self.kept) else { break };
            let trace = self.evaluator.evaluate_values(&kept.facts);
            let asked = goal.asks.iter().chain(&goal.wishes);
            let missed = asked.filter(|asked| !shown(&plan.nodes, trace, asked)).count();
            if best.as_ref().is_none_or(|(least, _)| missed < *least) {
                best = Some((missed, kept.facts.clone()));
            }
        }
        best.map_or_else(|| self.solver.drawer.person(chance), |(_, facts)| facts)
    }

    /// Keeps whoever shows something new.
    fn keep(&mut self, facts: Facts) {
        let plan = self.solver.plan;
        let trace = self.evaluator.evaluate_values(&facts);
        let mut shows = Vec::new();
        for (at, (goal, known)) in self.goals.iter().zip(&mut self.shown).enumerate() {
            if known.1 {
                continue;
            }
            let (asks, wishes) = reached(plan, trace, goal);
            if asks && (!known.0 || wishes) {
                shows.push(at);
                *known = (true, wishes);
            }
        }
        if !shows.is_empty() {
            self.kept.push(Kept { facts, shows });
        }
    }

    /// Those kept, as many as are wanted: first those who reach parts of the policy that those
    /// before do not. With what they reach.
    fn people(&mut self, wanted: &Wanted, chance: &mut Chance) -> (Vec<Facts>, Meter<'p>) {
        let plan = self.solver.plan;
        let mut meter = Meter::new(plan);
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for kept in &self.kept {
            let before = reach(&meter);
            meter.add(self.evaluator.evaluate_values(&kept.facts));
            if reach(&meter) > before { first.push(kept) } else { rest.push(kept) }
        }
        let mut meter = Meter::new(plan);
        let mut people = Vec::new();
        for kept in first.into_iter().chain(rest).take(wanted.applicants) {
            let goals: Vec<&Goal> = kept.shows.iter().filter_map(|at| self.goals.get(*at)).collect();
            let facts = spared(plan, &mut self.evaluator, kept, &goals, wanted.unknown, chance);
            meter.add(self.evaluator.evaluate_values(&facts));
            people.push(facts);
        }
        (people, meter)
    }
}

/// How much is reached: each part that holds and each that fails counts.
fn reach(meter: &Meter<'_>) -> usize {
    meter.seen().iter().flat_map(|seen| [seen.held, seen.failed]).filter(|shown| *shown).count()
}

/// Whether someone shows a goal, and whether with all its wishes.
fn reached(plan: &Plan, trace: &Trace, goal: &Goal) -> (bool, bool) {
    let all = |asked: &[Asked]| asked.iter().all(|asked| shown(&plan.nodes, trace, asked));
    let asks = goal.ways().any(all);
    (asks, asks && all(&goal.wishes))
}

/// Someone with facts left unknown, save those without which they would not show what they are for.
fn spared(
    plan: &Plan,
    evaluator: &mut Evaluator<'_>,
    kept: &Kept,
    goals: &[&Goal],
    unknown: u64,
    chance: &mut Chance,
) -> Facts {
    let mut facts = kept.facts.clone();
    for (id, fact) in plan.facts.iter() {
        if fact.is_presence || !chance.happens(unknown, PARTS) {
            continue;
        }
        let Some(slot) = facts.get_mut(id.index()) else { continue };
        let before = slot.take();
        let trace = evaluator.evaluate_values(&facts);
        if !goals.iter().all(|goal| reached(plan, trace, goal).0)
            && let Some(slot) = facts.get_mut(id.index())
        {
            *slot = before;
        }
    }
    facts
}

/// Leaves facts unknown by chance; with a record its fields.
fn blank(plan: &Plan, facts: &mut [Option<Value>], unknown: u64, chance: &mut Chance) {
    if unknown == 0 {
        return;
    }
    for slot in facts.iter_mut() {
        if chance.happens(unknown, PARTS) {
            *slot = None;
        } else if let Some(Value::List(entries)) = slot {
            for entry in entries {
                if let Value::Record(_, fields) = entry {
                    blank_fields(fields, unknown, chance);
                }
            }
        }
    }
    for (presence, fact) in plan.facts.iter().filter(|(_, fact)| fact.is_presence) {
        if facts.get(presence.index()).is_none_or(Option::is_none) {
            let inside = format!("{}.", fact.path);
            for (id, _) in plan.facts.iter().filter(|(_, fact)| fact.path.starts_with(&inside)) {
                if let Some(slot) = facts.get_mut(id.index()) {
                    *slot = None;
                }
            }
        }
    }
}

fn blank_fields(fields: &mut [Option<Value>], unknown: u64, chance: &mut Chance) {
    for field in fields {
        if chance.happens(unknown, PARTS) {
            *field = None;
        }
    }
}

/// The values of each fact among those kept: the edges that were found for it.
fn pools(plan: &Plan, kept: &[Kept]) -> Vec<Vec<Value>> {
    let mut pools = vec![Vec::new(); plan.facts.len()];
    for kept in kept {
        for (pool, value) in pools.iter_mut().zip(&kept.facts) {
            if let Some(value) = value
                && pool.len() < POOL
                && !pool.contains(value)
            {
                pool.push(value.clone());
            }
        }
    }
    pools
}
