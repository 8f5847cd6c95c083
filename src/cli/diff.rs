use super::Ending;
use super::arguments::DiffArguments;
use super::limits::limits;
use super::project::plan_of;
use super::roll::{Applicants, Places, day_given, not_over_input, rejects_beside, tell_columns, unread};
use super::terminal::Terminal;
use crate::allocate::decide;
use crate::compare::{Comparison, Side};
use crate::diagnostics::{Diagnostic, nearest};
use crate::evaluate::{Evaluator, Program, determine};
use crate::explain::value_words;
use crate::plan::Plan;
use crate::records::{Binding, Output, RawRecord, Record, Rejection, RejectsFile};
use crate::report;
use crate::values::Possible;

pub fn diff(arguments: &DiffArguments, terminal: &mut Terminal) -> Ending {
    match try_diff(arguments, terminal) {
        Ok(ending) | Err(ending) => ending,
    }
}

/// One version with the places that it gives out.
struct Version<'p> {
    plan: &'p Plan,
    places: Places,
    evaluator: Evaluator<'p>,
    binding: Binding<'p>,
}

fn try_diff(arguments: &DiffArguments, terminal: &mut Terminal) -> Result<Ending, Ending> {
    let old = plan_of(&arguments.old, terminal)?;
    let new = plan_of(&arguments.new, terminal)?;
    let applicants = Applicants::of(&arguments.applicants);
    day_given(&old, applicants.on, terminal)?;
    day_given(&new, applicants.on, terminal)?;
    for fact in &arguments.by {
        known_fact(&old, &new, fact, terminal)?;
    }
    let rejects = arguments.rejects.clone().or_else(|| arguments.out.as_deref().map(rejects_beside));
    let inputs = [applicants.path, arguments.old.as_path(), arguments.new.as_path()];
    not_over_input(&[arguments.out.as_deref(), rejects.as_deref()], &inputs, terminal)?;
    let mut comparison = Comparison::new(&arguments.by, arguments.samples);
    let rejected =
        compare(arguments, &old, &new, &applicants, rejects.map(RejectsFile::new), &mut comparison, terminal)
            .map_err(|problem| unread(&problem, terminal))?;
    terminal.print(&report::comparison(&old, &new, &comparison, terminal.out));
    if rejected > 0 {
        let records = if rejected == 1 { "record was" } else { "records were" };
        terminal.print(&format!("{rejected} {records} rejected by one version or both, and not compared\n"));
    }
    if let Some(out) = &arguments.out {
        terminal.print(&format!("changed applicants: {}\n", out.display()));
    }
    Ok(Ending::Done)
}

fn known_fact(old: &Plan, new: &Plan, fact: &str, terminal: &mut Terminal) -> Result<(), Ending> {
    if old.fact_named(fact).is_some() || new.fact_named(fact).is_some() {
        return Ok(());
    }
    let known = old.facts.iter().chain(new.facts.iter()).map(|(_, fact)| fact.path.as_str());
    let help = nearest(fact, known)
        .map_or_else(|| "name a fact of the policies".to_owned(), |near| format!("did you mean `{near}`?"));
    terminal.say(&format!("error: no fact is called `{fact}`\n  help: {help}\n"));
    Err(Ending::WrongUsage)
}

/// Decides every record by both versions; gives how many were rejected.
fn compare(
    arguments: &DiffArguments,
    old: &Plan,
    new: &Plan,
    applicants: &Applicants<'_>,
    mut rejects: Option<RejectsFile>,
    comparison: &mut Comparison,
    terminal: &mut Terminal,
) -> Result<u64, Diagnostic> {
    let places = |plan, terminal: &Terminal| {
        applicants.places(&Program::new(plan, applicants.on, applicants.close), limits(None, None), terminal)
    };
    let places = [places(old, terminal)?, places(new, terminal)?];
    let (mut reader, bar) = applicants.open(terminal, "comparing")?;
    let version = |plan, places| Version {
        plan,
        places,
        evaluator: applicants.evaluator(plan),
        binding: Binding::new(plan, reader.columns()),
    };
    let [before, after] = places;
    let (mut before, mut after) = (version(old, before), version(new, after));
    let mut output = match &arguments.out {
        Some(out) => Some(Output::create(out, &report::change_columns())?),
        None => None,
    };
    let mut rejected = 0_u64;
    while let Some(raw) = reader.next_record()? {
        let both = raw.map_err(|rejection| vec![rejection]).and_then(|raw| {
            let (before, after) = (before.decide(&raw), after.decide(&raw));
            Ok((before?, after?))
        });
        match both {
            Ok(((record, before_side), (other, after_side))) => {
                let values: Vec<String> =
                    arguments.by.iter().map(|fact| value_of(old, &record, new, &other, fact)).collect();
                let change = comparison.add(&record.id, before_side, after_side, &values);
                if let (Some(output), Some(change)) = (&mut output, change) {
                    output.write(&report::change_cells(&change))?;
                }
            }
            Err(rejections) => {
                rejected = rejected.saturating_add(1);
                if let Some(rejects) = &mut rejects {
                    rejections.iter().try_for_each(|rejection| rejects.write(rejection))?;
                }
            }
        }
    }
    bar.finish_and_clear();
    // A column that either version reads is no mistake.
    let notes = [before.binding.notes(&applicants.name()), after.binding.notes(&applicants.name())];
    let [mut old_notes, new_notes] = notes;
    old_notes.unknown.retain(|problem| new_notes.unknown.iter().any(|other| other.message == problem.message));
    tell_columns(old_notes, terminal);
    output.map(Output::finish).transpose()?;
    rejects.map(RejectsFile::finish).transpose()?;
    Ok(rejected)
}

impl Version<'_> {
    fn decide(&mut self, raw: &RawRecord) -> Result<(Record, Side), Vec<Rejection>> {
        let record = self.binding.read(raw)?;
        if self.places.twice.contains(&record.id) {
            return Err(vec![Rejection::of_shared_id(&record.id, record.line)]);
        }
        let determination = determine(&mut self.evaluator, &record);
        let decision = decide(self.plan, &determination, &self.places.allocation);
        let side = report::side(self.plan, &determination, &decision);
        Ok((record, side))
    }
}

/// The value of a fact in words, from whichever version knows it.
fn value_of(old: &Plan, record: &Record, new: &Plan, other: &Record, fact: &str) -> String {
    let found = old.fact_named(fact).map(|id| (old, record, id)).or_else(|| Some((new, other, new.fact_named(fact)?)));
    let Some((plan, record, id)) = found else { return String::new() };
    match record.values.get(id.index()) {
        Some(Some(value)) => value_words(&plan.facts[id].ty, &Possible::from(value.clone())),
        _ => "not known".to_owned(),
    }
}
