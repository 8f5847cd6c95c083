//! The command line: arguments, files, progress, exit codes. The only place that knows how
//! arguments are read; everything it prints was written by `report`.

mod arguments;
mod check;
mod coverage;
mod deciding;
mod diff;
mod error;
mod explain;
mod fmt;
mod limits;
mod new;
mod paraphrase;
mod progress;
mod project;
mod roll;
mod run;
mod sample;
mod schema;
mod stopwatch;
mod terminal;
mod test;
mod workers;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use terminal::Terminal;

/// How a command ended, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// A policy error, a failed test, a difference where none was allowed.
    Findings,
    /// Arguments that cannot be followed.
    WrongUsage,
    /// Input data that could not be read.
    Unreadable,
    /// The user stopped it.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(match ending {
            Ending::Done => 0,
            Ending::Findings => 1,
            Ending::WrongUsage => 2,
            Ending::Unreadable => 3,
            Ending::Interrupted => 130,
        })
    }
}

/// The stack of each thread, in bytes: room for expressions as deep as the language allows, also in
/// a debug build. What is not used takes no memory.
const STACK: usize = 256 << 20;

/// Does what the program's arguments say.
#[must_use]
pub fn run() -> ExitCode {
    let work = std::thread::Builder::new().stack_size(STACK).spawn(done);
    match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(ending)) => ending,
        // The thread has told of its own panic.
        Ok(Err(_)) => ExitCode::from(101),
        Err(_) => done(),
    }
}

fn done() -> ExitCode {
    let arguments = Arguments::parse();
    let mut terminal = Terminal::new();
    let ending = match arguments.command {
        Command::Check(arguments) => check::check(&arguments, &mut terminal),
        Command::Fmt(arguments) => fmt::fmt(&arguments, &mut terminal),
        Command::Run(arguments) => run::run(&arguments, &mut terminal),
        Command::Test(arguments) => test::test(&arguments, &mut terminal),
        Command::Explain(arguments) => explain::explain(&arguments, &mut terminal),
        Command::Paraphrase(arguments) => paraphrase::paraphrase(&arguments, &mut terminal),
        Command::Schema(arguments) => schema::schema(&arguments, &mut terminal),
        Command::Diff(arguments) => diff::diff(&arguments, &mut terminal),
        Command::Sample(arguments) => sample::sample(&arguments, &mut terminal),
        Command::New(arguments) => new::new(&arguments, &mut terminal),
        Command::Error(arguments) => error::error(&arguments, &mut terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "visado", &mut script);
            terminal.print(&String::from_utf8_lossy(&script));
            Ending::Done
        }
    };
    ending.into()
}
