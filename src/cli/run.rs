use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::json;

use super::Ending;
use super::arguments::{RunArguments, StatsFormat};
use super::deciding::{Asserted, Done, Run, Tally, Worker};
use super::limits::limits;
use super::progress::Progress;
use super::project::plan_with_sources;
use super::roll::{Applicants, Places, day_given, not_over_input, rejects_beside, tell_columns, unread};
use super::stopwatch::{Stage, Stages, Stopwatch};
use super::terminal::Terminal;
use super::workers::{Limits, in_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::Program;
use crate::plan::Plan;
use crate::records::{Encoder, Fingerprint, Parts, Rejection, RejectsFile, ResultsFormat, Target, rejects_columns};
use crate::report::{self, By, Paint};
use crate::source::Sources;
use crate::trial::Meter;

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
    let applicants = Applicants::of(&arguments.applicants).read_as(&arguments.input);
    day_given(&plan, applicants.on, terminal)?;
    let rejects = arguments.rejects.clone().or_else(|| arguments.out.as_deref().map(rejects_beside));
    let inputs = [applicants.path, arguments.policy.as_path()];
    not_over_input(&[arguments.out.as_deref(), rejects.as_deref()], &inputs, terminal)?;
    let limits = limits(arguments.threads, arguments.memory);
    let program = Program::new(&plan, applicants.on, applicants.close);
    let told = |problem: Diagnostic, terminal: &mut Terminal| unread(&problem, terminal);
    let places = applicants.places(&program, limits, terminal).map_err(|problem| told(problem, terminal))?;
    let files = Files::of(arguments, rejects.as_deref(), &program).map_err(|problem| told(problem, terminal))?;
    let task = Task {
        arguments,
        applicants: &applicants,
        program: &program,
        places: &places,
        files: &files,
        sources: &sources,
        limits,
    };
    match task.decide(terminal) {
        Ok(decided) => task.tell(decided, terminal),
        Err(Stopped::Problem(problem)) => Err(told(problem, terminal)),
        Err(Stopped::Interrupted { done }) => {
            terminal.say(&stopped_text(arguments, done));
            Err(Ending::Interrupted)
        }
    }
}

/// What is to be decided, and where it goes.
struct Task<'a, 'p> {
    arguments: &'a RunArguments,
    applicants: &'a Applicants<'a>,
    program: &'p Program<'p>,
    places: &'p Places,
    files: &'a Files<'a>,
    sources: &'a Sources,
    limits: Limits,
}

/// The files that a run writes.
struct Files<'a> {
    results: Option<(&'a Path, Encoder)>,
    rejects: Option<(&'a Path, Encoder)>,
}

impl<'a> Files<'a> {
    fn of(
        arguments: &'a RunArguments,
        rejects: Option<&'a Path>,
        program: &Program<'_>,
    ) -> Result<Files<'a>, Diagnostic> {
        let encoder = |path: &Path, columns| Ok(Encoder::new(ResultsFormat::of(&path.to_string_lossy())?, columns));
        let results = match &arguments.out {
            Some(out) => Some((out.as_path(), encoder(out, report::typed_columns(program.plan))?)),
            None => None,
        };
        let rejects = match rejects {
            Some(rejects) => Some((rejects, encoder(rejects, rejects_columns())?)),
            None => None,
        };
        Ok(Files { results, rejects })
    }
}

/// What a run has found.
struct Decided<'p> {
    tally: Tally,
    missing: Vec<String>,
    stages: Stages,
    meter: Option<Meter<'p>>,
}

/// Why a run has not come to its end.
enum Stopped {
    Problem(Diagnostic),
    /// By the user; so many applicants are done and need not be done again.
    Interrupted {
        done: u64,
    },
}

impl From<Diagnostic> for Stopped {
    fn from(problem: Diagnostic) -> Stopped {
        Stopped::Problem(problem)
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on an interrupt ends the run after what is being written.
fn heed_interrupts() {
    // A second handler is refused where a program sets its own: then that one decides.
    let _ = ctrlc::set_handler(|| {
        // Whoever asks twice does not want to wait.
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

impl<'p> Task<'_, 'p> {
    fn decide(&self, terminal: &mut Terminal) -> Result<Decided<'p>, Stopped> {
        let Task { arguments, applicants, program, places, files, sources, limits } = *self;
        let mut source = applicants.source(program.plan)?;
        let coverage = arguments.coverage.is_wanted();
        let run = Run {
            program,
            decoder: source.decoder(),
            places,
            results: files.results.as_ref().map(|(_, encoder)| encoder.clone()),
            rejects: files.results.as_ref().and(files.rejects.as_ref()).map(|(_, encoder)| encoder.clone()),
            meter: coverage.then(|| std::sync::Mutex::new(Meter::new(program.plan))),
        };
        heed_interrupts();
        let mut sum = Sum::default();
        if let (None, Some((path, _))) = (&files.results, &files.rejects) {
            sum.rejects = Some(RejectsFile::new(path.to_path_buf()));
        }
        if let Some((path, encoder)) = &files.results {
            let results = Target { path, encoder };
            let rejects = files.rejects.as_ref().map(|(path, encoder)| Target { path, encoder });
            let fingerprint = fingerprint(arguments, applicants, sources);
            sum.parts = Some(if arguments.resume {
                let resumed = Parts::resume(results, rejects, &fingerprint)?;
                tell_resumed(resumed.tallies.len(), resumed.damaged, terminal);
                for kept in resumed.tallies {
                    let kept: Kept = serde_json::from_value(kept).map_err(|error| journal(path, &error))?;
                    run.decoder.saw_before(&kept.columns);
                    sum.tally.add(kept.tally);
                }
                resumed.parts
            } else {
                tell_thrown_away(Parts::left(path), terminal);
                Parts::create(results, rejects, &fingerprint)?
            });
        }
        tell_entries(&run.decoder.rejected_entries(), terminal);
        let skip = sum.parts.as_ref().map_or(0, Parts::done);
        let progress = Progress::new(terminal, arguments.quiet, "deciding", source.progress().1);
        let read = AtomicU64::new(0);
        let mut skipped = 0_u64;
        let next = || loop {
            let chunk = source.next_chunk()?;
            read.store(source.progress().0, Ordering::Relaxed);
            // What an earlier run has done already.
            if chunk.is_some() && skipped < skip {
                skipped = skipped.saturating_add(1);
                continue;
            }
            return Ok::<_, Stopped>(chunk);
        };
        let worker = || {
            let mut worker = Worker::new(&run);
            move |chunk: crate::records::Chunk<'p>| worker.decide(&chunk).map_err(Stopped::from)
        };
        in_order(limits, next, worker, |done| {
            sum.take(done, &run, terminal)?;
            let summary = &sum.tally.summary;
            progress.at(read.load(Ordering::Relaxed), summary.determined.saturating_add(summary.rejected), terminal);
            if INTERRUPTED.load(Ordering::Relaxed) {
                let done = if sum.parts.is_some() { sum.tally.summary.determined } else { 0 };
                return Err(Stopped::Interrupted { done });
            }
            Ok(())
        })?;
        progress.finish();
        let mut watch = Stopwatch::start();
        sum.parts.take().map(Parts::finish).transpose()?;
        sum.rejects.take().map(RejectsFile::finish).transpose()?;
        watch.lap(Stage::Write);
        sum.stages.add(watch.stages());
        // Whose the entries are of those who were done before is not known.
        for nobody in run.decoder.unmatched_entries().iter().filter(|nobody| nobody.ids > 0 && skip == 0) {
            terminal.say(&format!(
                "warning: {} ids in {} are of no applicant; the first is `{}`\n",
                report::count(nobody.ids),
                nobody.file,
                nobody.first
            ));
        }
        let missing = tell_columns(run.decoder.notes(&applicants.name()), terminal);
        let meter = run.meter.map(|meter| meter.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
        Ok(Decided { tally: sum.tally, missing, stages: sum.stages, meter })
    }

    fn tell(&self, decided: Decided<'_>, terminal: &mut Terminal) -> Result<Ending, Ending> {
        let Task { arguments, applicants, places, files, .. } = *self;
        let plan = self.program.plan;
        let Decided { tally, missing, stages, meter } = decided;
        let aside = arguments.coverage.in_place().is_some() || arguments.stats.is_some();
        let paint = if aside { terminal.err } else { terminal.out };
        let mut told = tally.summary.text(plan, &places.allocation, &missing, paint);
        let violated = tell_assertions(plan, &tally.asserted, paint, &mut told);
        if let Some((out, _)) = &files.results {
            told.push_str(&format!("determinations: {}\n", out.display()));
        }
        if let (true, Some((rejects, _))) = (tally.summary.rejected > 0, &files.rejects) {
            told.push_str(&format!("rejected records: {}\n", rejects.display()));
        }
        if !aside {
            terminal.print(&told);
        } else if !arguments.quiet {
            terminal.say(&told);
        }
        if let Some(StatsFormat::Json) = arguments.stats {
            terminal.print(&stats(&tally, stages, applicants));
        }
        let reached = match meter {
            Some(meter) => {
                let named = [arguments.policy.display().to_string()];
                arguments.coverage.report(&meter.coverage_of_read(self.sources), &named, By::Records, terminal)
            }
            None => Ok(()),
        };
        if arguments.strict && tally.summary.rejected > 0 {
            Ok(Ending::Unreadable)
        } else if violated {
            reached.and(Ok(Ending::Findings))
        } else {
            reached.and(Ok(Ending::Done))
        }
    }
}

/// Tells the entries of lists that were set aside.
fn tell_entries(entries: &[crate::records::RejectedEntries], terminal: &mut Terminal) {
    for file in entries {
        for rejection in file.rejected.iter().take(usize::try_from(TOLD).unwrap_or(usize::MAX)) {
            terminal.say(&format!("{}: {}", file.file, rejection_line(rejection)));
        }
        let told = u64::try_from(file.rejected.len()).unwrap_or(u64::MAX);
        if told > TOLD {
            terminal.say(&format!(
                "{}: {} more entries are set aside\n",
                file.file,
                report::count(told.saturating_sub(TOLD))
            ));
        }
    }
}

/// What is put together of the parts of a run, in their order.
#[derive(Default)]
struct Sum {
    tally: Tally,
    stages: Stages,
    told: u64,
    parts: Option<Parts>,
    /// The file of rejected records of a run without results.
    rejects: Option<RejectsFile>,
}

/// What a run that goes on must know of a part that is done.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    tally: Tally,
    columns: crate::records::SeenColumns,
}

impl Sum {
    fn take(&mut self, done: Done, run: &Run<'_>, terminal: &mut Terminal) -> Result<(), Stopped> {
        let mut watch = Stopwatch::start();
        if let Some(parts) = &mut self.parts {
            let kept = Kept { tally: done.tally.clone(), columns: run.decoder.seen() };
            let kept = serde_json::to_value(kept).map_err(|error| journal(Path::new("journal"), &error))?;
            parts.append(&done.results, done.rejects.as_ref(), kept)?;
        }
        if let Some(rejects) = &mut self.rejects {
            done.rejected.iter().try_for_each(|rejection| rejects.write(rejection))?;
        } else if run.rejects.is_none() {
            done.rejected.iter().for_each(|rejection| self.tell(rejection, terminal));
        }
        self.tally.add(done.tally);
        self.stages.add(done.stages);
        watch.lap(Stage::Write);
        self.stages.add(watch.stages());
        Ok(())
    }

    fn tell(&mut self, rejection: &Rejection, terminal: &mut Terminal) {
        self.told = self.told.saturating_add(1);
        match self.told {
            ..=TOLD => terminal.say(&rejection_line(rejection)),
            MORE => terminal.say("more rejected records are not told here: name a file for them with --rejects\n"),
            _ => {}
        }
    }
}

fn journal(path: &Path, error: &serde_json::Error) -> Diagnostic {
    let reason = format!("what an interrupted run noted beside `{}` cannot be read: {error}", path.display());
    Diagnostic::new(Code::E0501, reason).help("start anew, without `--resume`")
}

fn tell_thrown_away(left: usize, terminal: &mut Terminal) {
    if left > 0 {
        terminal.say(&format!(
            "note: {left} parts of an interrupted run are thrown away; `--resume` would have gone on after them\n"
        ));
    }
}

fn tell_resumed(done: usize, damaged: usize, terminal: &mut Terminal) {
    match done {
        0 => terminal.say("note: no interrupted run has left anything here: starting anew\n"),
        done => terminal.say(&format!("note: {done} parts are done: going on after them\n")),
    }
    if damaged > 0 {
        terminal.say(&format!("note: {damaged} parts were damaged and are done again\n"));
    }
}

/// All that a run's result depends on.
fn fingerprint(arguments: &RunArguments, applicants: &Applicants<'_>, sources: &Sources) -> Fingerprint {
    let mut text = std::hash::DefaultHasher::new();
    for source in sources.iter() {
        std::hash::Hash::hash(&(&source.name, &source.text), &mut text);
    }
    let about = |path: &Path| {
        let about = std::fs::metadata(path).ok();
        let changed = about.as_ref().and_then(|about| about.modified().ok());
        format!("{} {:?} {changed:?}", path.display(), about.map(|about| about.len()))
    };
    Fingerprint::default()
        .with("version of visado", env!("CARGO_PKG_VERSION"))
        .with("policy", format!("{:016x}", std::hash::Hasher::finish(&text)))
        .with("applicants", about(applicants.path))
        .with("--on", format!("{:?}", applicants.on))
        .with("--close", applicants.close.to_string())
        .with("--input-format", format!("{:?}", arguments.input.input_format))
        .with("--list", format!("{:?}", applicants.lists.iter().map(|list| about(&list.path)).collect::<Vec<_>>()))
}

fn stopped_text(arguments: &RunArguments, done: u64) -> String {
    match &arguments.out {
        Some(out) if done > 0 => format!(
            "stopped: {} applicants are done; nothing stands under {} yet\n  help: go on with the same command and `--resume`\n",
            report::count(done),
            out.display()
        ),
        _ => "stopped: nothing was written\n".to_owned(),
    }
}

/// A run in numbers, for machines; times are of all threads together.
fn stats(tally: &Tally, stages: Stages, applicants: &Applicants<'_>) -> String {
    let microseconds = |time: std::time::Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let stats = json!({
        "applicants": applicants.name(),
        "determined": tally.summary.determined,
        "rejected": tally.summary.rejected,
        "outcomes": tally.summary.outcomes.iter().map(|(outcome, number)| (outcome.to_string(), *number))
            .collect::<std::collections::BTreeMap<String, u64>>(),
        "microseconds": {
            "read": microseconds(stages.read),
            "decide": microseconds(stages.decide),
            "encode": microseconds(stages.encode),
            "write": microseconds(stages.write),
        },
        "peak_memory_bytes": super::limits::peak_memory(),
    });
    format!("{stats:#}\n")
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

/// A part that could not be put into bytes.
pub fn unencodable(error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::E0501, format!("results cannot be written: {error}"))
        .help("write them in another format, such as .csv")
}
