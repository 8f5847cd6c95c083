//! The command `visado`; see `visado --help`.

use std::process::ExitCode;

/// Columns are made and let go of all the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    visado::cli::run()
}
