//! How long each stage takes: `cargo bench --bench stages`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::arithmetic_side_effects, reason = "sizes are small and known")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use visado::check::{self, CheckedPolicy, Project, Wanted};
use visado::evaluate::{BatchEvaluator, Evaluator, Program, Single, determine};
use visado::plan::{self, Plan};
use visado::records::{Batch, Binding, Encoder, Format, Reader, Record, ResultsFormat, Source, SourceOptions};
use visado::report::{Part, Tabulator, typed_columns};
use visado::source::{SourceFile, Sources};
use visado::syntax::parse;

fn main() {
    divan::main();
}

const POLICY: &str = "canada/express_entry.visado";
const PEOPLE: &str = "canada/express_entry.applicants.csv";

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

fn text() -> String {
    std::fs::read_to_string(policies().join(POLICY)).unwrap()
}

fn loaded() -> (Sources, Project) {
    let mut sources = Sources::default();
    let main = sources.add(POLICY.to_owned(), text());
    let mut find = |wanted: Wanted<'_>| {
        let path = match wanted {
            Wanted::Library(name) => format!("{}.visado", name.replace('.', "/")),
            Wanted::Rows { path, beside } => Path::new(beside).parent()?.join(path).display().to_string(),
        };
        Some(SourceFile { text: std::fs::read_to_string(policies().join(&path)).ok()?, name: path })
    };
    let (project, _) = check::load(&mut sources, main, None, &mut find);
    (sources, project)
}

fn checked() -> CheckedPolicy {
    let (sources, project) = loaded();
    check::check(&sources, &project).0.unwrap()
}

/// A plan, and applicants of whom the file has each once.
struct Given {
    plan: Plan,
    records: Vec<Record>,
}

static GIVEN: LazyLock<Given> = LazyLock::new(|| {
    let plan = plan::plan(&checked());
    let file = std::fs::File::open(policies().join(PEOPLE)).unwrap();
    let mut reader = Reader::new(PEOPLE, Format::Csv, Box::new(file)).unwrap();
    let mut binding = Binding::new(&plan, reader.columns());
    let mut records = Vec::new();
    while let Some(raw) = reader.next_record().unwrap() {
        records.extend(raw.ok().and_then(|raw| binding.read(&raw).ok()));
    }
    Given { plan, records }
});

fn people() -> ItemsCount {
    ItemsCount::new(GIVEN.records.len())
}

#[divan::bench]
fn parsing(bencher: Bencher<'_, '_>) {
    let text = text();
    let mut sources = Sources::default();
    let file = sources.add(POLICY.to_owned(), text.clone());
    bencher.counter(ItemsCount::new(text.lines().count())).bench(|| parse(file, black_box(&text)));
}

#[divan::bench]
fn checking(bencher: Bencher<'_, '_>) {
    let (sources, project) = loaded();
    bencher.bench(|| check::check(black_box(&sources), &project));
}

#[divan::bench]
fn lowering(bencher: Bencher<'_, '_>) {
    let policy = checked();
    bencher.bench(|| plan::plan(black_box(&policy)));
}

#[divan::bench]
fn preparing_columns(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Program::new(black_box(&GIVEN.plan), None, false));
}

#[divan::bench]
fn by_row_with_trace(bencher: Bencher<'_, '_>) {
    let mut evaluator = Evaluator::new(&GIVEN.plan, None);
    bencher.counter(people()).bench_local(|| {
        GIVEN.records.iter().map(|record| determine(&mut evaluator, record).pathways.len()).sum::<usize>()
    });
}

#[divan::bench]
fn by_row_without_trace(bencher: Bencher<'_, '_>) {
    let program = Program::new(&GIVEN.plan, None, false);
    let mut single = Single::new(&program);
    bencher
        .counter(people())
        .bench_local(|| GIVEN.records.iter().map(|record| single.determine(record).pathways.len()).sum::<usize>());
}

#[divan::bench(args = [64, 1024, 4096])]
fn by_column(bencher: Bencher<'_, '_>, rows: usize) {
    let program = Program::new(&GIVEN.plan, None, false);
    let mut columns = BatchEvaluator::new(&program);
    let batches: Vec<Batch> = GIVEN.records.chunks(rows).map(|rows| Batch::of(&GIVEN.plan, rows)).collect();
    bencher
        .counter(people())
        .bench_local(|| batches.iter().map(|batch| columns.determine(batch).apart.len()).sum::<usize>());
}

/// Reads a file to its end.
fn read(path: &Path) -> usize {
    let mut source = Source::open(&GIVEN.plan, path, SourceOptions::default()).unwrap();
    let decoder = source.decoder();
    let mut rows = 0;
    while let Some(chunk) = source.next_chunk().unwrap() {
        rows += decoder.decode(&chunk).unwrap().map(|decoded| decoded.unwrap().batch.len()).sum::<usize>();
    }
    rows
}

#[divan::bench]
fn reading_csv(bencher: Bencher<'_, '_>) {
    bencher.counter(people()).bench(|| read(&policies().join(PEOPLE)));
}

#[divan::bench]
fn reading_parquet(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    let text = std::fs::read_to_string(policies().join(PEOPLE)).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let column = |at: usize| -> ArrayRef {
        let cells = rows.iter().map(|row| row.get(at).copied().filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<StringArray>())
    };
    let columns = (0..names.len()).map(column).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bencher.counter(people()).bench(|| read(&path));
}

#[divan::bench(args = ["csv", "parquet"])]
fn writing(bencher: Bencher<'_, '_>, format: &str) {
    let program = Program::new(&GIVEN.plan, None, false);
    let allocation = visado::allocate::Allocation::default();
    let mut tabulator = Tabulator::new(&program, &allocation);
    let batch = Batch::of(&GIVEN.plan, &GIVEN.records);
    let mut part = Part::default();
    tabulator.add(&mut part, &batch, &BatchEvaluator::new(&program).determine(&batch));
    let (results, _) = tabulator.finish(part);
    let format = ResultsFormat::of(&format!("results.{format}")).unwrap();
    let encoder = Encoder::new(format, typed_columns(&GIVEN.plan));
    bencher.counter(people()).bench(|| encoder.part(std::slice::from_ref(black_box(&results))).unwrap());
}
