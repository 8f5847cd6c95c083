//! What a condition reads, with the limits it was held to: an expression as a person follows it.

use super::model::{Reading, Verdict};
use super::words::{duration_words, fault_words, value_words, words_of};
use crate::evaluate::Trace;
use crate::plan::{DefineBody, Plan, Term, What, Words};
use crate::records::Record;
use crate::values::{Comparison, Fold, Operation, Type, Unit};

/// The plan with the values of one applicant.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub plan: &'a Plan,
    /// The values of the nodes of what is described: the plan's, or a body's for one element.
    pub trace: &'a Trace,
    /// The values of the plan's nodes.
    root: &'a Trace,
    pub record: &'a Record,
}

impl<'a> Case<'a> {
    pub fn new(plan: &'a Plan, trace: &'a Trace, record: &'a Record) -> Self {
        Case { plan, trace, root: trace, record }
    }

    /// The same case inside the body of a call over a list, at one element.
    pub fn at_element(self, trace: &'a Trace) -> Self {
        Case { trace, ..self }
    }

    /// The same case in what is declared, which stands outside every body.
    fn outside(self) -> Self {
        Case { trace: self.root, ..self }
    }

    pub fn is_inside(&self) -> bool {
        !std::ptr::eq(self.trace, self.root)
    }

    /// What a condition reads. A comparison gives one reading with its limit; conditions joined by
    /// `and` and `or` give theirs one after the other.
    pub fn readings(&self, term: &Term) -> Vec<Reading> {
        match &term.what {
            What::Apply(operation @ (Operation::And | Operation::Or), operands) => {
                let mut all: Vec<Reading> = Vec::new();
                for operand in operands {
                    for reading in self.readings(operand) {
                        add(&mut all, reading);
                    }
                    // What follows was not asked any more.
                    let value = self.trace.value(operand.node);
                    if if *operation == Operation::And { value.is_false() } else { value.is_true() } {
                        break;
                    }
                }
                all
            }
            What::Apply(Operation::Not | Operation::Settled, operands) => {
                operands.iter().flat_map(|operand| self.readings(operand)).collect()
            }
            What::Apply(Operation::Compare(how), operands) => match operands.as_slice() {
                [left, right] if is_fixed(left) && !is_fixed(right) => vec![self.held_to(right, how.swapped(), left)],
                // What is the same for everybody says nothing of this applicant.
                [left, right] if is_fixed(left) && is_fixed(right) => Vec::new(),
                [left, right] => vec![self.held_to(left, *how, right)],
                _ => Vec::new(),
            },
            What::Apply(Operation::In, operands) => match operands.as_slice() {
                [item, list] => {
                    let mut reading = self.reading(item);
                    reading.asked = Some(format!("one of {}", self.named(list)));
                    vec![reading]
                }
                _ => Vec::new(),
            },
            What::Apply(Operation::IsNone, operands) => operands.iter().map(|operand| self.reading(operand)).collect(),
            What::Rule(_) | What::Literal => Vec::new(),
            _ => vec![self.reading(term)],
        }
    }

    fn held_to(&self, subject: &Term, how: Comparison, limit: &Term) -> Reading {
        let mut reading = self.reading(subject);
        let limit_words = self.named(limit);
        let instants = *limit.ty.plain() == Type::Instant;
        let dates = instants || *limit.ty.plain() == Type::Date;
        let asked = match how {
            // There is nothing to be before or after.
            _ if self.trace.value(limit.node).is_fault() => limit_words,
            Comparison::Is => limit_words,
            Comparison::IsNot => format!("not {limit_words}"),
            Comparison::AtMost if instants => format!("at or before {limit_words}"),
            Comparison::AtLeast if instants => format!("at or after {limit_words}"),
            Comparison::Less if dates => format!("before {limit_words}"),
            Comparison::Less => format!("less than {limit_words}"),
            Comparison::AtMost if dates => format!("on or before {limit_words}"),
            Comparison::AtMost => format!("at most {limit_words}"),
            Comparison::Greater if dates => format!("after {limit_words}"),
            Comparison::Greater => format!("more than {limit_words}"),
            Comparison::AtLeast if dates => format!("on or after {limit_words}"),
            Comparison::AtLeast => format!("at least {limit_words}"),
        };
        reading.asked = Some(asked);
        self.add_calendars(limit, &mut reading.sources);
        if let What::Parameter(_) | What::Define(_) | What::Versions(_) = &limit.what {
            for source in self.reading(limit).sources {
                if !reading.sources.contains(&source) {
                    reading.sources.push(source);
                }
            }
        }
        reading
    }

    /// A limit: its value, and what it is called unless it is written out.
    fn named(&self, term: &Term) -> String {
        let value = value_words(&term.ty, self.trace.value(term.node));
        match &term.what {
            What::Literal => value,
            What::Apply(Operation::List, items) => {
                items.iter().map(|item| self.named(item)).collect::<Vec<_>>().join(", ")
            }
            _ => format!("{value} ({})", self.describe_inside(term)),
        }
    }

    /// A value with what it is called and what it was worked out from.
    pub fn reading(&self, term: &Term) -> Reading {
        if let What::Apply(Operation::Settled, operands) = &term.what
            && let [inner] = operands.as_slice()
        {
            return self.reading(inner);
        }
        if let What::Versions(versions) = &term.what
            && let Some((_, version)) = versions.iter().find(|(force, _)| self.trace.value(force.node).is_true())
        {
            return self.reading(version);
        }
        let value = self.trace.value(term.node);
        let mut reading = Reading {
            name: self.name(term),
            words: self.describe(term),
            value: value_words(&term.ty, value),
            presumed: false,
            asked: None,
            fault: value.faults.iter().next().map(|fault| fault_words(self.plan, fault)),
            sources: Vec::new(),
            from: Vec::new(),
        };
        self.add_calendars(term, &mut reading.sources);
        match &term.what {
            What::Fact(id) => {
                reading.sources.clone_from(&self.plan.facts[*id].words.sources);
                let known = self.record.values.get(id.index()).is_some_and(Option::is_some);
                let presumed = &self.plan.facts[*id].presumed;
                reading.presumed = !known && presumed.is_some() && value.single() == *presumed;
                if !known && !reading.presumed {
                    // Settled all the same: the evidence is closed, and somebody had the burden.
                    reading.value = match value.single() {
                        Some(_) => format!("not known; counts as {}", reading.value),
                        None => "not known".to_owned(),
                    };
                }
            }
            What::Define(id) => {
                let define = &self.plan.defines[*id];
                reading.sources.extend(define.words.sources.iter().cloned());
                let outside = self.outside();
                if let DefineBody::Is(value) = &define.body {
                    outside.add_calendars(value, &mut reading.sources);
                }
                reading.from = match outside.excepted(&define.exceptions) {
                    Some(readings) => readings,
                    None => outside.define_readings(&define.body),
                };
            }
            What::Parameter(id) => {
                let parameter = &self.plan.parameters[*id];
                reading.sources.extend(parameter.words.sources.iter().cloned());
                let applies =
                    |force: &Option<crate::plan::NodeId>| force.is_none_or(|force| self.root.value(force).is_true());
                if let Some((_, _, words)) = parameter.values.iter().find(|(force, ..)| applies(force)) {
                    reading.sources.extend(words.sources.iter().cloned());
                }
            }
            What::Apply(Operation::Lookup(table), operands) => {
                reading.sources.clone_from(&table.sources);
                reading.from = self.all_readings(operands);
            }
            What::Apply(Operation::Fold(fold, _), operands) => reading.from = self.folded(*fold, operands),
            What::Apply(Operation::DaysCovered(_), operands) => reading.from = self.covered(operands),
            What::Apply(_, operands) => reading.from = self.all_readings(operands),
            What::Called { words, body, .. } => {
                reading.sources.clone_from(&words.sources);
                reading.from = self.inner_readings(body);
            }
            What::On(value, day) => {
                reading.sources = self.reading(value).sources;
                reading.from = vec![self.reading(day)];
            }
            What::Literal
            | What::Rule(_)
            | What::Score(_)
            | What::AsOf
            | What::Versions(_)
            | What::Collect(_)
            | What::Local => {}
        }
        reading
    }

    /// What an exception that applies to a value reads.
    fn excepted(&self, ids: &[crate::source::Id<crate::plan::ExceptionPlan>]) -> Option<Vec<Reading>> {
        let applying = ids.iter().map(|id| &self.plan.exceptions[*id]);
        let exception = applying.into_iter().find(|exception| self.trace.value(exception.applies).is_true())?;
        let case = exception.effects.iter().find_map(|effect| match effect {
            crate::plan::EffectPlan::Value(case) => {
                Some(case).filter(|case| self.trace.value(case.when.node).is_true())
            }
            crate::plan::EffectPlan::Rule(..) => None,
        })?;
        let mut readings = self.readings(&case.when);
        readings.push(self.reading(&case.then));
        for reading in &mut readings {
            reading.sources.extend(exception.words.sources.iter().cloned());
        }
        Some(readings)
    }

    fn define_readings(&self, body: &DefineBody) -> Vec<Reading> {
        match body {
            DefineBody::Is(term) => self.inner_readings(term),
            DefineBody::Cases { cases, otherwise } => {
                let mut readings = Vec::new();
                let absent =
                    |force: &Option<crate::plan::NodeId>| force.is_some_and(|force| self.trace.value(force).is_false());
                for case in cases.iter().filter(|case| !absent(&case.in_force)) {
                    readings.extend(self.readings(&case.when));
                    let holds = self.trace.value(case.when.node);
                    if !holds.is_false() {
                        readings.extend(self.inner_readings(&case.then));
                    }
                    if holds.is_true() {
                        return readings;
                    }
                }
                if let Some((otherwise, _)) = otherwise {
                    readings.extend(self.inner_readings(otherwise));
                }
                readings
            }
        }
    }

    /// What an expression reads, without the expression itself.
    pub fn inner_readings(&self, term: &Term) -> Vec<Reading> {
        match &term.what {
            What::Apply(
                Operation::And
                | Operation::Or
                | Operation::Not
                | Operation::Compare(_)
                | Operation::In
                | Operation::IsNone,
                _,
            ) => self.readings(term),
            What::Apply(Operation::Fold(fold, _), operands) => self.folded(*fold, operands),
            What::Apply(Operation::DaysCovered(_), operands) => self.covered(operands),
            What::Apply(Operation::If, operands) => self.chosen(operands),
            What::Apply(_, operands) => self.all_readings(operands),
            What::Collect(collected) => vec![self.reading(&collected.list)],
            What::Literal | What::Local => Vec::new(),
            _ => vec![self.reading(term)],
        }
    }

    /// What a choice reads: its condition, and what it came to.
    fn chosen(&self, operands: &[Term]) -> Vec<Reading> {
        let [test, yes, no] = operands else { return self.all_readings(operands) };
        let value = self.trace.value(test.node);
        let mut all = self.readings(test);
        let branches = [(yes, !value.is_false()), (no, !value.is_true())];
        for (branch, _) in branches.into_iter().filter(|(_, possible)| *possible) {
            for reading in self.inner_readings(branch) {
                add(&mut all, reading);
            }
        }
        all
    }

    fn all_readings(&self, terms: &[Term]) -> Vec<Reading> {
        let mut all: Vec<Reading> = Vec::new();
        for reading in terms.iter().flat_map(|term| self.inner_readings(term)) {
            add(&mut all, reading);
        }
        all
    }

    fn name(&self, term: &Term) -> String {
        match &term.what {
            What::Fact(id) => self.plan.facts[*id].path.clone(),
            What::Parameter(id) => self.plan.parameters[*id].name.clone(),
            What::Define(id) => self.plan.defines[*id].name.clone(),
            What::Rule(id) => self.plan.rules[*id].name.clone(),
            What::Score(id) => self.plan.scores[*id].name.clone(),
            What::AsOf => "as_of".to_owned(),
            What::Apply(Operation::Lookup(table), _) => table.name.clone(),
            What::Apply(Operation::Settled, operands) => {
                operands.first().map(|operand| self.name(operand)).unwrap_or_default()
            }
            What::Versions(versions) => versions.first().map(|(_, value)| self.name(value)).unwrap_or_default(),
            What::Collect(collected) => self.name(&collected.list),
            What::Local => String::new(),
            What::On(value, _) => self.name(value),
            What::Called { name, .. } => name.clone(),
            What::Literal | What::Apply(..) => String::new(),
        }
    }

    /// What an expression is called: labels in place of names.
    pub fn describe(&self, term: &Term) -> String {
        match &term.what {
            What::Literal => value_words(&term.ty, self.trace.value(term.node)),
            What::Fact(id) => {
                let fact = &self.plan.facts[*id];
                words_of(&fact.words, &fact.path)
            }
            What::Parameter(id) => {
                let parameter = &self.plan.parameters[*id];
                words_of(&parameter.words, &parameter.name)
            }
            What::Define(id) => {
                let define = &self.plan.defines[*id];
                self.told(&define.words, &define.name, Verdict::Met)
            }
            What::Rule(id) => {
                let rule = &self.plan.rules[*id];
                self.told(&rule.words, &rule.name, Verdict::Met)
            }
            What::Score(id) => {
                let score = &self.plan.scores[*id];
                words_of(&score.words, &score.name)
            }
            What::AsOf => match self.plan.as_of {
                Some(id) => words_of(&self.plan.facts[id].words, &self.plan.facts[id].path),
                None => "day whose law applies".to_owned(),
            },
            What::Versions(versions) => versions.first().map(|(_, value)| self.describe(value)).unwrap_or_default(),
            What::Collect(collected) => self.describe(&collected.list),
            What::Local => "it".to_owned(),
            What::Called { name, words, .. } => self.told(words, name, Verdict::Met),
            What::On(value, day) => format!("{} as of {}", self.describe(value), self.describe_inside(day)),
            What::Apply(operation, operands) => self.describe_operation(operation, operands),
        }
    }

    /// What a clause says of the applicant: its label with their values, in the words for where it
    /// does not hold if there are some; else its name in words.
    pub fn told(&self, words: &Words, name: &str, found: Verdict) -> String {
        let failing = words.failing.as_ref().filter(|_| found == Verdict::NotMet);
        match failing.or(words.label.as_ref()) {
            Some(label) => crate::plan::fill(label, |at| {
                let known = self.plan.values.get(at).map(|term| (&term.ty, self.root.value(term.node)));
                match known.filter(|(_, value)| value.single().is_some()) {
                    Some((ty, value)) => value_words(ty, value),
                    None => "…".to_owned(),
                }
            }),
            None => words_of(words, name),
        }
    }

    /// The same inside a longer description.
    pub fn describe_inside(&self, term: &Term) -> String {
        lowered(&self.describe(term))
    }

    fn describe_operation(&self, operation: &Operation, operands: &[Term]) -> String {
        let of = |at: usize| operands.get(at).map(|operand| self.describe_inside(operand)).unwrap_or_default();
        let all = || operands.iter().map(|operand| self.describe_inside(operand)).collect::<Vec<_>>();
        match operation {
            Operation::Settled | Operation::Round(..) => of(0),
            Operation::Else => match operands.get(1).map(|fallback| &fallback.what) {
                Some(What::Literal) => of(0),
                _ => format!("{}, else {}", of(0), of(1)),
            },
            Operation::Add => format!("{} + {}", of(0), of(1)),
            Operation::Subtract => format!("{} − {}", of(0), of(1)),
            Operation::After(_) => format!("{} + {}", of(0), self.length_words(operands.get(1))),
            Operation::Before(_) => format!("{} − {}", of(0), self.length_words(operands.get(1))),
            Operation::Multiply => format!("{} × {}", of(0), of(1)),
            Operation::Divide => format!("{} ÷ {}", of(0), of(1)),
            Operation::Negate => format!("−{}", of(0)),
            Operation::Least => format!("the least of {}", all().join(", ")),
            Operation::Greatest => format!("the greatest of {}", all().join(", ")),
            Operation::Elapsed(unit, _) => {
                let unit = match unit {
                    Unit::Years => "years",
                    Unit::Months => "months",
                    Unit::Weeks => "weeks",
                    Unit::Days => "days",
                };
                format!("{unit} from {} to {}", of(0), of(1))
            }
            Operation::WorkingElapsed(calendar) => {
                let days = calendar.label.clone().unwrap_or_else(|| format!("working days in {}", calendar.name));
                format!("{days} from {} to {}", of(0), of(1))
            }
            Operation::Lookup(table) => table.label.clone().unwrap_or_else(|| table.name.replace('_', " ")),
            Operation::If | Operation::NotInForce | Operation::Conflict | Operation::NoCase => {
                "the value that applies".to_owned()
            }
            Operation::Field(at) => match operands.first().map(|record| record.ty.plain()) {
                Some(Type::Record(shape)) => shape.fields.get(*at).map(|field| field.label.clone()).unwrap_or_default(),
                _ => of(0),
            },
            Operation::Window(length, _) => format!("the {} before {}", duration_words(*length), of(0)),
            Operation::EachWindow(unit, count, _) => {
                let unit = match (unit.months, unit.days) {
                    (12, _) => "years",
                    (1, _) => "months",
                    (_, 7) => "weeks",
                    _ => "days",
                };
                format!("the {count} {unit} before {}", of(0))
            }
            Operation::DaysCovered(_) => format!("days covered by {}", of(1)),
            Operation::Fold(fold, _) => {
                let list = of(0);
                match fold {
                    Fold::Any => format!("one of {list} that fits"),
                    Fold::No => format!("none of {list} that fits"),
                    Fold::Every => format!("each of {list}"),
                    Fold::Count => format!("number of {list} that fit"),
                    Fold::Sum => format!("sum over {list}"),
                    Fold::Max => format!("greatest of {list}"),
                    Fold::Min => format!("least of {list}"),
                }
            }
            Operation::List | Operation::Record => all().join(", "),
            Operation::Not => format!("not: {}", of(0)),
            Operation::And | Operation::AtLeast(_) => all().join(" and "),
            Operation::Or => all().join(" or "),
            Operation::Compare(_) | Operation::In | Operation::IsNone => of(0),
        }
    }
}

/// Adds a reading unless it says nothing new: a value already told with the limit it was held to
/// need not be told without.
fn add(all: &mut Vec<Reading>, reading: Reading) {
    if all.iter().any(|known| known.words == reading.words && (reading.asked.is_none() || *known == reading)) {
        return;
    }
    if let Some(bare) = all.iter_mut().find(|known| known.words == reading.words && known.asked.is_none()) {
        *bare = reading;
    } else {
        all.push(reading);
    }
}

/// A label inside a sentence: with a small first letter, unless the word is in capitals.
fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// Whether a value is the same for every applicant.
fn is_fixed(term: &Term) -> bool {
    match &term.what {
        What::Literal | What::Parameter(_) => true,
        What::Apply(_, operands) => operands.iter().all(is_fixed),
        _ => false,
    }
}
