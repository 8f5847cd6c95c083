use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::arguments::{TestArguments, TestFormat};
use super::project::{Checked, check_file, policy_files};
use super::terminal::Terminal;
use super::{Ending, STACK};
use crate::plan;
use crate::report::{self, By, FileResults};
use crate::trial::{self, Coverage};

pub fn test(arguments: &TestArguments, terminal: &mut Terminal) -> Ending {
    let wanted = &arguments.coverage;
    if wanted.coverage.is_some() && wanted.coverage_out.is_none() && arguments.format != TestFormat::Text {
        terminal.say(
            "error: the results and what --coverage lists would both go to the standard output\n  \
             help: name a file for the latter with --coverage-out\n",
        );
        return Ending::WrongUsage;
    }
    let mut files: Vec<(PathBuf, Option<PathBuf>)> = Vec::new();
    for path in &arguments.paths {
        match policy_files(path) {
            Ok(found) => {
                let folder = path.is_dir().then(|| path.clone());
                files.extend(found.into_iter().map(|file| (file, folder.clone())));
            }
            Err(why) => {
                terminal.say(&format!("error: {why}\n"));
                return Ending::WrongUsage;
            }
        }
    }
    let done = in_parallel(&files, arguments);
    let mut broken = false;
    let mut results = Vec::new();
    let mut coverage = Coverage::default();
    for (_, result) in done {
        match result {
            Ok((result, reached)) => {
                results.push(result);
                coverage.add(reached);
            }
            Err(words) => {
                broken = true;
                terminal.say(&words);
            }
        }
    }
    let (passed, failed) = results
        .iter()
        .map(FileResults::counts)
        .fold((0_usize, 0_usize), |sum, (good, bad)| (sum.0.saturating_add(good), sum.1.saturating_add(bad)));
    let counts = |paint: report::Paint| {
        let counts = format!("{passed} passed, {failed} failed");
        format!("{}\n", if failed > 0 || broken { paint.bad(&counts) } else { paint.good(&counts) })
    };
    match arguments.format {
        _ if wanted.in_place().is_some() => {
            terminal.say(&report::failures_text(&results, terminal.err));
            terminal.say(&counts(terminal.err));
        }
        TestFormat::Json => terminal.print(&report::tests_json(&results)),
        TestFormat::Junit => terminal.print(&report::tests_junit(&results)),
        TestFormat::Text => {
            terminal.print(&report::tests_text(&results, terminal.out));
            let listed = wanted.coverage.is_some() && wanted.coverage_out.is_none();
            if !listed && results.iter().any(|file| !file.tests.is_empty()) {
                let hint = wanted.coverage.is_none();
                terminal.print(&report::coverage_line(&coverage, By::Tests, hint, terminal.out));
            }
            terminal.print(&counts(terminal.out));
        }
    }
    let named: Vec<String> = results.iter().map(|file| file.file.clone()).collect();
    let reached = wanted.report(&coverage, &named, By::Tests, terminal);
    if passed == 0 && failed == 0 && !broken {
        terminal.say("note: no test was run; a test is written `test \"NAME\" { given { … } expect … }`\n");
    }
    match reached {
        Ok(()) if failed > 0 || broken => Ending::Findings,
        Ok(()) => Ending::Done,
        Err(ending) => ending,
    }
}

/// The results of one file, with what its tests reach of it and of what it uses.
type Tested = (FileResults, Coverage);
type Done = (usize, Result<Tested, String>);

/// Runs the tests of all files on as many threads as there are processors; the results come in the
/// order of the files.
fn in_parallel(files: &[(PathBuf, Option<PathBuf>)], arguments: &TestArguments) -> Vec<Done> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Done>> = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let work = || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((file, folder)) = files.get(at) else { break };
                    let result = one(file, folder.as_deref(), arguments);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, result));
                    }
                }
            };
            let thread = std::thread::Builder::new().stack_size(STACK);
            if thread.spawn_scoped(scope, work).is_err() {
                work();
            }
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _)| *at);
    done
}

fn one(file: &std::path::Path, folder: Option<&std::path::Path>, arguments: &TestArguments) -> Result<Tested, String> {
    let Checked { policy, sources, problems, .. } =
        check_file(file, folder).map_err(|why| format!("error: {why}\n"))?;
    let Some(policy) = policy else {
        return Err(report::diagnostics(&sources, &problems, report::Paint::Plain));
    };
    let plan = plan::plan(&policy);
    let (tests, meter) = trial::run_and_cover(&plan, &arguments.filter);
    let asserted = plan.assertions.iter().filter(|assertion| assertion.name.contains(&arguments.filter));
    let assertions =
        asserted.map(|assertion| (assertion.name.clone(), assertion.span, trial::search(&plan, assertion))).collect();
    let coverage = meter.coverage(&sources);
    Ok((FileResults { file: file.display().to_string(), sources, tests, assertions }, coverage))
}
