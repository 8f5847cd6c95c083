//! The command `visado`; see `visado --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    visado::cli::run()
}
