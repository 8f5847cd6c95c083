use super::Ending;
use super::arguments::{ExplainArguments, ExplanationFormat};
use super::limits::limits;
use super::project::plan_of;
use super::roll::{Applicants, day_given, unread};
use super::run::rejection_line;
use super::terminal::Terminal;
use crate::allocate::decide;
use crate::diagnostics::Diagnostic;
use crate::evaluate::{Program, determine};
use crate::explain;
use crate::plan::Plan;
use crate::records::{Record, Rejection};
use crate::report;

pub fn explain(arguments: &ExplainArguments, terminal: &mut Terminal) -> Ending {
    match try_explain(arguments, terminal) {
        Ok(ending) | Err(ending) => ending,
    }
}

fn try_explain(arguments: &ExplainArguments, terminal: &mut Terminal) -> Result<Ending, Ending> {
    let plan = plan_of(&arguments.policy, terminal)?;
    let applicants = Applicants::of(&arguments.applicants).read_as(&arguments.input);
    day_given(&plan, applicants.on, terminal)?;
    let found = find(&plan, &applicants, &arguments.id, terminal).map_err(|problem| unread(&problem, terminal))?;
    let record = match found.as_slice() {
        [Ok(record)] => record,
        [Err(rejections)] => {
            rejections.iter().for_each(|rejection| terminal.say(&rejection_line(rejection)));
            return Err(Ending::Unreadable);
        }
        [] => {
            terminal.say(&format!("error: no applicant in {} has the id `{}`\n", applicants.name(), arguments.id));
            return Err(Ending::WrongUsage);
        }
        several => {
            let lines: Vec<String> = several.iter().map(|found| line(found).to_string()).collect();
            terminal.say(&format!(
                "error: several applicants have the id `{}`: lines {}\n",
                arguments.id,
                lines.join(", ")
            ));
            return Err(Ending::Unreadable);
        }
    };
    let program = Program::new(&plan, applicants.on, applicants.close);
    let places =
        applicants.places(&program, limits(None, None), terminal).map_err(|problem| unread(&problem, terminal))?;
    let mut evaluator = applicants.evaluator(&plan);
    let determination = determine(&mut evaluator, record);
    let decision = decide(&plan, &determination, &places.allocation);
    let explanation = explain::explain(&plan, evaluator.trace(), record, &determination, &decision, &places.allocation);
    match arguments.format {
        ExplanationFormat::Text => terminal.print(&report::explanation(&explanation, terminal.out)),
        ExplanationFormat::Json => match serde_json::to_string_pretty(&explanation) {
            Ok(json) => terminal.print(&format!("{json}\n")),
            Err(error) => {
                terminal.say(&format!("error: the explanation cannot be written as JSON: {error}\n"));
                return Err(Ending::Unreadable);
            }
        },
    }
    Ok(Ending::Done)
}

type Found = Result<Record, Vec<Rejection>>;

/// All records of that id, those set aside too.
fn find(plan: &Plan, applicants: &Applicants<'_>, id: &str, terminal: &Terminal) -> Result<Vec<Found>, Diagnostic> {
    let mut source = applicants.source(plan)?;
    let decoder = source.decoder();
    let bar = terminal.progress(source.progress().1, "looking");
    let mut found = Vec::new();
    while let Some(chunk) = source.next_chunk()? {
        for decoded in decoder.decode(&chunk)? {
            let decoded = decoded?;
            let rows = (0..decoded.batch.len()).filter(|row| decoded.batch.id(*row) == id);
            found.extend(rows.map(|row| Ok(decoded.batch.record(row))));
            found.extend(set_aside(decoded.rejected, id).map(Err));
        }
        bar.set_position(source.progress().0);
    }
    bar.finish_and_clear();
    found.sort_by_key(line);
    Ok(found)
}

/// The rejections of that id, those of one record together.
fn set_aside(rejected: Vec<Rejection>, id: &str) -> impl Iterator<Item = Vec<Rejection>> {
    let mut by_line: std::collections::BTreeMap<u64, Vec<Rejection>> = std::collections::BTreeMap::new();
    for rejection in rejected.into_iter().filter(|rejection| rejection.id.as_deref() == Some(id)) {
        by_line.entry(rejection.line).or_default().push(rejection);
    }
    by_line.into_values()
}

fn line(found: &Found) -> u64 {
    match found {
        Ok(record) => record.line,
        Err(rejections) => rejections.first().map_or(0, |rejection| rejection.line),
    }
}
