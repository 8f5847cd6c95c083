//! How many applicants a second are decided whose facts are in memory: by column, one by one, and with
//! the trace that explanations are read off:
//! `cargo run --release --example memory -- POLICY APPLICANTS.csv [REPEATS [ROWS]]`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "a bench tells the time"
)]

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use visado::check;
use visado::evaluate::{BatchEvaluator, Evaluator, Program, Single, determine};
use visado::plan::{self, Plan};
use visado::records::{Batch, Binding, Format, Reader, Record};
use visado::source::Sources;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The plan of a policy in one file.
fn plan_of(path: &Path) -> Plan {
    let mut sources = Sources::default();
    let file = sources.add(path.display().to_string(), std::fs::read_to_string(path).unwrap());
    let (project, _) = check::load(&mut sources, file, None, &mut |_| None);
    plan::plan(&check::check(&sources, &project).0.unwrap())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, policy, applicants, rest @ ..] = arguments.as_slice() else {
        panic!("POLICY APPLICANTS.csv [REPEATS [ROWS]]")
    };
    let repeats: u32 = rest.first().map_or(5, |text| text.parse().unwrap());
    let plan = plan_of(Path::new(policy));
    let mut reader =
        Reader::new(applicants, Format::of(applicants).unwrap(), Box::new(File::open(applicants).unwrap())).unwrap();
    let mut binding = Binding::new(&plan, reader.columns());
    let mut records: Vec<Record> = Vec::new();
    while let Some(raw) = reader.next_record().unwrap() {
        records.extend(raw.ok().and_then(|raw| binding.read(&raw).ok()));
    }
    let rows: usize = rest.get(1).map_or(4096, |text| text.parse().unwrap());
    println!("{} operations, batches of {rows}", plan.nodes.len());
    let batches: Vec<Batch> = records.chunks(rows).map(|records| Batch::of(&plan, records)).collect();
    let program = Program::new(&plan, None, false);
    let mut columns = BatchEvaluator::new(&program);
    let rate = |seconds: std::time::Duration| (records.len() as u128 * 1_000_000).checked_div(seconds.as_micros());
    for _ in 0..repeats {
        let start = Instant::now();
        let decided: Vec<_> = batches.iter().map(|batch| columns.determine(batch)).collect();
        let apart: usize = decided.iter().map(|determined| determined.apart.len()).sum();
        println!("by column: {:>10} applicants a second, {apart} apart", rate(start.elapsed()).unwrap_or(0));
    }
    let mut single = Single::new(&program);
    for _ in 0..repeats {
        let start = Instant::now();
        let pathways: usize = records.iter().map(|record| single.determine(record).pathways.len()).sum();
        println!("one by one: {:>9} applicants a second, {pathways} pathways", rate(start.elapsed()).unwrap_or(0));
    }
    if rest.len() > 2 {
        return;
    }
    let mut rows = Evaluator::new(&plan, None);
    let start = Instant::now();
    let needs: usize = records.iter().map(|record| determine(&mut rows, record).pathways.len()).sum();
    println!("with trace: {:>9} applicants a second, {needs} pathways", rate(start.elapsed()).unwrap_or(0));
}
