use super::Ending;
use super::arguments::RunArguments;
use super::project::plan_with_sources;
use super::roll::{Applicants, Places, day_given, not_over_input, rejects_beside, tell_columns, unread};
use super::terminal::Terminal;
use crate::allocate::decide;
use crate::diagnostics::Diagnostic;
use crate::evaluate::determine;
use crate::plan::Plan;
use crate::records::{Binding, Output, Rejection, RejectsFile};
use crate::report::{self, By, Paint, Summary};
use crate::trial::{self, Found, Meter, Verdict};

/// How many rejected records are told on the terminal where no file holds them.
const TOLD: u64 = 10;
/// The one after them.
const MORE: u64 = TOLD + 1;

pub fn run(arguments: &RunArguments, terminal: &mut Terminal) -> Ending {
    match try_run(arguments, terminal) {
        Ok(ending) | Err(ending) => ending,
    }
}

fn try_run(arguments: &RunArguments, terminal: &mut Terminal) -> Result<Ending, Ending> {
    let (plan, sources) = plan_with_sources(&arguments.policy, terminal)?;
    let applicants = Applicants::of(&arguments.applicants);
    day_given(&plan, applicants.on, terminal)?;
    let rejects = arguments.rejects.clone().or_else(|| arguments.out.as_deref().map(rejects_beside));
    let inputs = [applicants.path, arguments.policy.as_path()];
    not_over_input(&[arguments.out.as_deref(), rejects.as_deref()], &inputs, terminal)?;
    let places = applicants.places(&plan, terminal).map_err(|problem| unread(&problem, terminal))?;
    let mut run = Run {
        plan: &plan,
        output: None,
        rejects: rejects.clone().map(RejectsFile::new),
        summary: Summary::default(),
        assertions: vec![Asserted::default(); plan.assertions.len()],
        meter: arguments.coverage.is_wanted().then(|| Meter::new(&plan)),
        told: 0,
    };
    if let Some(out) = &arguments.out {
        let columns = report::columns(&plan);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        run.output = Some(Output::create(out, &columns).map_err(|problem| unread(&problem, terminal))?);
    }
    let missing = run.applicants(&applicants, &places, terminal).map_err(|problem| unread(&problem, terminal))?;
    let Run { output, rejects: rejects_file, summary, assertions, meter, .. } = run;
    for finished in [output.map(Output::finish), rejects_file.map(RejectsFile::finish)].into_iter().flatten() {
        finished.map_err(|problem| unread(&problem, terminal))?;
    }
    let aside = arguments.coverage.in_place().is_some();
    let paint = if aside { terminal.err } else { terminal.out };
    let mut told = summary.text(&plan, &places.allocation, &missing, paint);
    let violated = tell_assertions(&plan, &assertions, paint, &mut told);
    if let Some(out) = &arguments.out {
        told.push_str(&format!("determinations: {}\n", out.display()));
    }
    if let (true, Some(rejects)) = (summary.rejected > 0, &rejects) {
        told.push_str(&format!("rejected records: {}\n", rejects.display()));
    }
    if aside {
        terminal.say(&told)
    } else {
        terminal.print(&told)
    }
    let reached = match meter {
        Some(meter) => {
            let named = [arguments.policy.display().to_string()];
            arguments.coverage.report(&meter.coverage_of_read(&sources), &named, By::Records, terminal)
        }
        None => Ok(()),
    };
    if arguments.strict && summary.rejected > 0 {
        Ok(Ending::Unreadable)
    } else if violated {
        reached.and(Ok(Ending::Findings))
    } else {
        reached.and(Ok(Ending::Done))
    }
}

/// How an assertion fared over a run.
#[derive(Clone, Debug, Default)]
struct Asserted {
    violated: u64,
    open: u64,
    /// The first who violates it, with what came.
    first: Option<(String, String)>,
}

/// Tells how the policy's assertions fared, and whether one was violated.
fn tell_assertions(plan: &Plan, assertions: &[Asserted], paint: Paint, told: &mut String) -> bool {
    for (assertion, fared) in plan.assertions.iter().zip(assertions) {
        if let Some((id, found)) = &fared.first {
            let violated = paint.bad(&format!("violated by {}", fared.violated));
            told.push_str(&format!("assertion \"{}\": {violated}\n", assertion.name));
            told.push_str(&format!("  the first is {id}: {found}\n"));
        } else if fared.open > 0 {
            told.push_str(&format!("assertion \"{}\": open for {}\n", assertion.name, fared.open));
        }
    }
    assertions.iter().any(|fared| fared.violated > 0)
}

struct Run<'p> {
    plan: &'p Plan,
    output: Option<Output>,
    rejects: Option<RejectsFile>,
    summary: Summary,
    assertions: Vec<Asserted>,
    /// What the records reach of the policy, where that is asked for.
    meter: Option<Meter<'p>>,
    told: u64,
}

impl Run<'_> {
    /// Decides every record; gives the facts that no column holds.
    fn applicants(
        &mut self,
        applicants: &Applicants<'_>,
        places: &Places,
        terminal: &mut Terminal,
    ) -> Result<Vec<String>, Diagnostic> {
        let plan = self.plan;
        let mut evaluator = applicants.evaluator(plan);
        let (mut reader, bar) = applicants.open(terminal, "deciding")?;
        let mut binding = Binding::new(plan, reader.columns());
        while let Some(raw) = reader.next_record()? {
            let record = raw.map_err(|rejection| vec![rejection]).and_then(|raw| binding.read(&raw));
            let record = record.and_then(|record| match places.shared_id(&record.id, record.line) {
                Some(rejection) => Err(vec![rejection]),
                None => Ok(record),
            });
            match record {
                Ok(record) => {
                    let determination = determine(&mut evaluator, &record);
                    let decision = decide(plan, &determination, &places.allocation);
                    self.summary.add(plan, &determination, &decision);
                    if let Some(meter) = &mut self.meter {
                        meter.add(evaluator.trace());
                    }
                    let found = Found {
                        plan,
                        record: &record,
                        trace: evaluator.trace(),
                        determination: &determination,
                        decision: &decision,
                    };
                    self.hold(&found);
                    if let Some(output) = &mut self.output {
                        output.write(&report::cells(plan, &determination, &decision))?;
                    }
                }
                Err(rejections) => self.reject(&rejections, terminal)?,
            }
        }
        bar.finish_and_clear();
        Ok(tell_columns(binding.notes(&applicants.name()), terminal))
    }

    fn hold(&mut self, found: &Found<'_>) {
        for (assertion, fared) in found.plan.assertions.iter().zip(&mut self.assertions) {
            // An applicant counts once, whatever number of properties they violate.
            let (mut open, mut violated) = (false, None);
            for expected in &assertion.expect {
                match trial::hold(found, expected) {
                    Verdict::Holds => {}
                    Verdict::Open { .. } => open = true,
                    Verdict::Violated { found: came, .. } => violated = violated.or(Some(came)),
                }
            }
            if let Some(came) = violated {
                fared.violated = fared.violated.saturating_add(1);
                fared.first.get_or_insert((found.record.id.clone(), came));
            } else if open {
                fared.open = fared.open.saturating_add(1);
            }
        }
    }

    fn reject(&mut self, rejections: &[Rejection], terminal: &mut Terminal) -> Result<(), Diagnostic> {
        self.summary.rejected = self.summary.rejected.saturating_add(1);
        if let Some(rejects) = &mut self.rejects {
            return rejections.iter().try_for_each(|rejection| rejects.write(rejection));
        }
        self.told = self.told.saturating_add(1);
        match self.told {
            ..=TOLD => rejections.iter().for_each(|rejection| terminal.say(&rejection_line(rejection))),
            MORE => terminal.say("more rejected records are not told here: name a file for them with --rejects\n"),
            _ => {}
        }
        Ok(())
    }
}

/// `line 17, nationality "VENZ": is no country …`
pub fn rejection_line(rejection: &Rejection) -> String {
    let mut place = format!("rejected[{}]: line {}", rejection.code, rejection.line);
    if let Some(column) = &rejection.column {
        place.push_str(&format!(", {column}"));
    }
    if let Some(value) = &rejection.value {
        place.push_str(&format!(" \"{value}\""));
    }
    format!("{place}: {}\n", rejection.reason)
}
