use std::convert::Infallible;
use std::fs::File;
use std::path::Path;

use super::Ending;
use super::arguments::SampleArguments;
use super::project::plan_with_sources;
use super::roll::{day_given, not_over_input, unread};
use super::terminal::Terminal;
use crate::diagnostics::Diagnostic;
use crate::plan::Plan;
use crate::records::{Applicants, Format, RawFields, Reader, applicant_line, unreadable};
use crate::report;
use crate::sample::{Marginals, Mistake, Sample, Wanted, sample as draw};

/// The columns of a file of marginals.
const COLUMNS: [&str; 3] = ["fact", "value", "weight"];
/// How much is printed at once, in bytes.
const BLOCK: usize = 1 << 16;

pub fn sample(arguments: &SampleArguments, terminal: &mut Terminal) -> Ending {
    match try_sample(arguments, terminal) {
        Ok(()) => Ending::Done,
        Err(ending) => ending,
    }
}

fn try_sample(arguments: &SampleArguments, terminal: &mut Terminal) -> Result<(), Ending> {
    let (plan, sources) = plan_with_sources(&arguments.policy, terminal)?;
    day_given(&plan, arguments.on, terminal)?;
    let mut inputs = vec![arguments.policy.as_path()];
    inputs.extend(arguments.marginals.as_deref());
    not_over_input(&[arguments.out.as_deref()], &inputs, terminal)?;
    let marginals = match &arguments.marginals {
        Some(path) => marginals(&plan, path, terminal)?,
        None => Marginals::default(),
    };
    let wanted = Wanted {
        applicants: arguments.applicants,
        seed: arguments.seed,
        on: arguments.on,
        marginals,
        unknown: arguments.unknown,
    };
    let drawn = match &arguments.out {
        Some(out) => {
            let drawn = to_file(&plan, &wanted, out).map_err(|problem| unread(&problem, terminal))?;
            terminal.print(&report::sample_text(&plan, &drawn, wanted.applicants));
            terminal.print(&format!("applicants: {}\n", out.display()));
            drawn
        }
        None => {
            let drawn = to_output(&plan, &wanted, terminal);
            terminal.say(&report::sample_text(&plan, &drawn, wanted.applicants));
            drawn
        }
    };
    terminal.say(&report::unreached_text(&plan, &drawn, &sources));
    Ok(())
}

fn to_file(plan: &Plan, wanted: &Wanted, out: &Path) -> Result<Sample, Diagnostic> {
    let mut file = Applicants::create(out, plan)?;
    let drawn = draw(plan, wanted, |person| file.write(&person))?;
    file.finish()?;
    Ok(drawn)
}

fn to_output(plan: &Plan, wanted: &Wanted, terminal: &mut Terminal) -> Sample {
    let mut text = String::new();
    let drawn = draw(plan, wanted, |person| {
        text.push_str(&applicant_line(plan, &person));
        text.push('\n');
        if text.len() > BLOCK {
            terminal.print(&std::mem::take(&mut text));
        }
        Ok::<(), Infallible>(())
    });
    terminal.print(&text);
    match drawn {
        Ok(drawn) => drawn,
        Err(never) => match never {},
    }
}

/// How often values are drawn, by a file of rows.
fn marginals(plan: &Plan, path: &Path, terminal: &mut Terminal) -> Result<Marginals, Ending> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unread(&unreadable(&name, &error.to_string()), terminal))?;
    let reader = Reader::new(&name, Format::Csv, Box::new(file));
    let mut reader = reader.map_err(|problem| unread(&problem, terminal))?;
    let columns = reader.columns().unwrap_or_default().to_vec();
    let places = COLUMNS.map(|wanted| columns.iter().position(|column| column == wanted));
    let [Some(fact), Some(value), Some(weight)] = places else {
        let help = "name its columns in the first line: fact,value,weight";
        return Err(wrong(&format!("{name}:1"), "a file of marginals has other columns", help, terminal));
    };
    let mut marginals = Marginals::default();
    while let Some(row) = reader.next_record().map_err(|problem| unread(&problem, terminal))? {
        let row = match row {
            Ok(row) => row,
            Err(rejected) => {
                let help = "write a fact, a value and a weight, with commas between them";
                return Err(wrong(&format!("{name}:{}", rejected.line), &rejected.reason, help, terminal));
            }
        };
        let RawFields::Cells(cells) = &row.fields else { continue };
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        if let Err(Mistake { what, help }) = marginals.add(plan, cell(fact).trim(), cell(value), cell(weight)) {
            return Err(wrong(&format!("{name}:{}", row.line), &what, &help, terminal));
        }
    }
    if let Some(fact) = marginals.weightless(plan) {
        let help = "give one of its values a weight above 0, or leave the fact out";
        return Err(wrong(&name, &format!("every weight of `{fact}` is 0"), help, terminal));
    }
    Ok(marginals)
}

fn wrong(place: &str, what: &str, help: &str, terminal: &mut Terminal) -> Ending {
    terminal.say(&format!("error: {place}: {what}\n  help: {help}\n"));
    Ending::Unreadable
}
