//! Results as files: CSV and JSON Lines byte for byte as row by row, Parquet and Arrow cell by cell.

use std::fs;
use std::io::Read;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array, RecordBatch, StringArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use proptest::prelude::*;
use visado::diagnostics::Code;
use visado::records::{
    Cell, Column, Encoder, Holds, Output, PageCompression, Part, Rejection, RejectsFile, ResultColumn, Results,
    ResultsFormat, rejects_columns,
};
use visado::values::{Date, Number};

/// Texts with all that CSV and JSON must write in another way.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec!["granted", "refused", "a reason, with a comma", "says \"no\"", "è ö 漢 🛂"])
            .prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => "[ -~\\n\\r\\t\\u{0}-\\u{1f}\\u{7f}\"\\\\,;]{0,12}",
    ]
}

fn dates() -> impl Strategy<Value = i32> {
    prop_oneof![3 => 19_000..19_030_i32, 1 => Date::MIN.day_number()..=Date::MAX.day_number()]
}

fn numbers() -> impl Strategy<Value = Number> {
    let scaled = |(units, places): (i64, u32)| Number::scaled(units, places).unwrap();
    prop_oneof![
        3 => (0..1200_i64).prop_map(Number::integer),
        1 => (any::<i64>(), 0..10_u32).prop_map(scaled),
        1 => (-50..50_i64, 1..7_i64).prop_map(|(a, b)| Number::integer(a).divide(Number::integer(b)).unwrap()),
    ]
}

pub fn cells() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Blank),
        texts().prop_map(Cell::Text),
        dates().prop_map(|day| Cell::Date(Date::from_day_number(day).unwrap())),
        numbers().prop_map(Cell::Number),
        (numbers(), numbers()).prop_map(|(a, b)| Cell::Between(a.min(b), a.max(b))),
        prop::collection::vec(texts(), 0..4).prop_map(Cell::List),
    ]
}

fn blanks(rows: usize) -> impl Strategy<Value = Option<Vec<bool>>> {
    prop::option::of(prop::collection::vec(any::<bool>(), rows))
}

fn coded(rows: usize, cells: impl Strategy<Value = Cell>) -> impl Strategy<Value = ResultColumn> {
    prop::collection::vec(cells, 1..9).prop_flat_map(move |cells| {
        let codes = prop::collection::vec(0..u32::try_from(cells.len()).unwrap(), rows);
        codes.prop_map(move |codes| ResultColumn::Coded(codes, Arc::new(cells.clone())))
    })
}

fn scores(rows: usize) -> impl Strategy<Value = ResultColumn> {
    let units = prop_oneof![4 => -3..1200_i64, 1 => any::<i64>()];
    let ends = (units, prop_oneof![3 => Just(0_i64), 1 => 0..100_i64]);
    (prop::collection::vec(ends, rows), 0..5_u32, blanks(rows)).prop_map(|(ends, places, blank)| {
        let low: Vec<i64> = ends.iter().map(|(low, _)| *low).collect();
        let high = ends.iter().map(|(low, more)| low.saturating_add(*more)).collect();
        ResultColumn::Numbers { low, high, places, blank }
    })
}

fn any_column(rows: usize) -> impl Strategy<Value = ResultColumn> {
    prop_oneof![
        prop::collection::vec(texts(), rows)
            .prop_map(|ids| ResultColumn::Ids(ids.into_iter().map(Some).collect::<StringArray>())),
        coded(rows, cells()),
        scores(rows),
        (prop::collection::vec(dates(), rows), blanks(rows)).prop_map(|(days, blank)| ResultColumn::Dates(days, blank)),
        prop::collection::vec(cells(), rows).prop_map(ResultColumn::Cells),
    ]
}

/// Any columns at all, as results of a few batches.
fn any_results() -> impl Strategy<Value = Vec<Results>> {
    (1..5_usize, prop::collection::vec(0..40_usize, 0..4)).prop_flat_map(|(width, batches)| {
        let batch = move |rows| {
            let columns: Vec<_> = (0..width).map(|_| any_column(rows)).collect();
            columns.prop_map(move |columns| Results { rows, columns })
        };
        batches.into_iter().map(batch).collect::<Vec<_>>()
    })
}

/// The columns of a run.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("id", Holds::Id),
        Column::new("as_of", Holds::Date),
        Column::new("outcome", Holds::Text),
        Column::new("pathway", Holds::Texts),
        Column::new("total", Holds::Number { places: 0 }),
        Column::new("share", Holds::Number { places: 4 }),
        Column::new("reasons", Holds::Texts),
        Column::new("rank", Holds::Whole),
    ]
}

/// A batch as a run gives it.
pub fn run_batch(rows: usize) -> impl Strategy<Value = Results> {
    let list = || prop::collection::vec(texts(), 0..4).prop_map(Cell::List);
    let ids = prop::collection::vec("[A-Z]{1,3}-[0-9]{1,9}", rows)
        .prop_map(|ids| ResultColumn::Ids(ids.into_iter().map(Some).collect::<StringArray>()));
    let days =
        (prop::collection::vec(dates(), rows), blanks(rows)).prop_map(|(days, blank)| ResultColumn::Dates(days, blank));
    let outcome = coded(rows, texts().prop_map(Cell::Text));
    let pathway = prop_oneof![coded(rows, list()), prop::collection::vec(list(), rows).prop_map(ResultColumn::Cells)];
    let total = (prop::collection::vec((0..1200_i64, prop_oneof![3 => Just(0), 1 => 0..90_i64]), rows), blanks(rows))
        .prop_map(|(ends, blank)| ResultColumn::Numbers {
            low: ends.iter().map(|(low, _)| *low).collect(),
            high: ends.iter().map(|(low, more)| low + more).collect(),
            places: 0,
            blank,
        });
    let share = (prop::collection::vec((-10_000..10_000_i64, 0..3_i64), rows), 0..5_u32).prop_map(|(ends, places)| {
        ResultColumn::Numbers {
            low: ends.iter().map(|(low, _)| *low).collect(),
            high: ends.iter().map(|(low, more)| low + more / 2).collect(),
            places,
            blank: None,
        }
    });
    let rank = prop_oneof![Just(Cell::Blank), (0..9_i64).prop_map(|rank| Cell::Number(Number::integer(rank)))];
    let rank = prop::collection::vec(rank, rows).prop_map(ResultColumn::Cells);
    let reasons = coded(rows, list());
    (ids, days, outcome, pathway, total, share, reasons, rank)
        .prop_map(move |(a, b, c, d, e, f, g, h)| Results { rows, columns: vec![a, b, c, d, e, f, g, h] })
}

pub fn run_results() -> impl Strategy<Value = Vec<Results>> {
    prop::collection::vec(1..60_usize, 0..4)
        .prop_flat_map(|batches| batches.into_iter().map(run_batch).collect::<Vec<_>>())
}

pub fn encoder(ending: &str, columns: Vec<Column>) -> Encoder {
    Encoder::new(ResultsFormat::of(&format!("results.{ending}")).unwrap(), columns)
}

/// The file of these parts.
pub fn file(encoder: &Encoder, parts: &[Part]) -> Vec<u8> {
    let head = encoder.head().unwrap();
    let lengths = parts.iter().map(|part| (part.bytes.len() as u64, &part.note));
    let foot = encoder.foot(head.len() as u64, lengths).unwrap();
    let mut out = head;
    parts.iter().for_each(|part| out.extend_from_slice(&part.bytes));
    out.extend_from_slice(&foot);
    out
}

fn row_by_row(ending: &str, names: &[&str], results: &[Results]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("rows.{ending}"));
    let mut output = Output::create(&path, names).unwrap();
    for results in results {
        (0..results.rows).for_each(|row| output.write(&results.row(row)).unwrap());
    }
    output.finish().unwrap();
    fs::read(path).unwrap()
}

fn unpacked(ending: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    match ending.rsplit_once('.') {
        Some((_, "gz")) => flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut out).unwrap(),
        Some((_, "zst")) => zstd::Decoder::new(bytes.as_slice()).unwrap().read_to_end(&mut out).unwrap(),
        _ => return bytes,
    };
    out
}

proptest! {
    #![proptest_config(crate::generated::config(256))]

    #[test]
    fn lines_are_byte_for_byte_those_of_a_row_by_row_output(results in any_results()) {
        let width = results.first().map_or(2, |results| results.columns.len());
        let names = &["id", "a, quoted \"name\"", "score", "é"][..width];
        let columns: Vec<Column> = names.iter().map(|name| Column::new(*name, Holds::Text)).collect();
        for plain in ["csv", "jsonl"] {
            let expected = row_by_row(plain, names, &results);
            for packing in ["", ".gz", ".zst"] {
                let ending = format!("{plain}{packing}");
                let encoder = encoder(&ending, columns.clone());
                let one = vec![encoder.part(&results).unwrap()];
                let many: Vec<Part> =
                    results.iter().map(|results| encoder.part(std::slice::from_ref(results)).unwrap()).collect();
                for parts in [one, many] {
                    let found = unpacked(&ending, file(&encoder, &parts));
                    prop_assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(&expected));
                }
            }
        }
    }

    #[test]
    fn typed_files_hold_the_same_cells(results in run_results()) {
        let expected: Vec<Vec<Cell>> =
            results.iter().flat_map(|results| (0..results.rows).map(|row| results.row(row))).collect();
        for ending in ["parquet", "arrow"] {
            let encoder = encoder(ending, columns());
            let one = vec![encoder.part(&results).unwrap()];
            let many: Vec<Part> =
                results.iter().map(|results| encoder.part(std::slice::from_ref(results)).unwrap()).collect();
            for parts in [one, many] {
                prop_assert_eq!(&read(ending, file(&encoder, &parts)), &expected);
            }
        }
        for compression in [PageCompression::None, PageCompression::Zstd] {
            let format = ResultsFormat::of("a.parquet").unwrap().with_compression(compression);
            let encoder = Encoder::new(format, columns());
            let bytes = file(&encoder, &[encoder.part(&results).unwrap()]);
            prop_assert_eq!(&read("parquet", bytes), &expected);
        }
    }

    #[test]
    fn any_cell_in_any_column_makes_a_file_that_can_be_read(results in any_results()) {
        let holds = [Holds::Number { places: 2 }, Holds::Texts, Holds::Date, Holds::Whole, Holds::Text, Holds::Id];
        for turn in 0..holds.len() {
            let columns: Vec<Column> =
                (0..4).map(|at| Column::new(format!("c{at}"), holds[(at + turn) % holds.len()])).collect();
            let rows: usize = results.iter().map(|results| results.rows).sum();
            for ending in ["parquet", "arrow"] {
                let encoder = encoder(ending, columns.clone());
                let batches = batches(ending, file(&encoder, &[encoder.part(&results).unwrap()]));
                prop_assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), rows);
            }
        }
    }

    /// Threads number what they find as they find it, and batches may be of any size.
    #[test]
    fn the_bytes_depend_on_the_rows_alone(results in run_results(), cut in 1..50_usize) {
        let rows: Vec<Vec<Cell>> =
            results.iter().flat_map(|results| (0..results.rows).map(|row| results.row(row))).collect();
        let other: Vec<Results> = rows.chunks(cut).map(otherwise_coded).collect();
        for ending in ["csv", "jsonl", "csv.gz", "jsonl.zst", "parquet", "arrow"] {
            let encoder = encoder(ending, columns());
            prop_assert_eq!(encoder.part(&results).unwrap(), encoder.part(&other).unwrap(), "{}", ending);
        }
    }

    #[test]
    fn rejects_are_byte_for_byte_those_of_a_rejects_file(
        rejections in prop::collection::vec((any::<u32>(), prop::option::of(texts()), texts()), 1..20)
    ) {
        let rejections: Vec<Rejection> = rejections
            .into_iter()
            .map(|(line, value, reason)| Rejection {
                line: line.into(), id: value.clone(), column: Some(reason.clone()), value, reason, code: Code::E0503,
            })
            .collect();
        for ending in ["csv", "jsonl"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(format!("rejects.{ending}"));
            let mut rejects = RejectsFile::new(path.clone());
            rejections.iter().for_each(|rejection| rejects.write(rejection).unwrap());
            rejects.finish().unwrap();
            let encoder = encoder(ending, rejects_columns());
            let part = encoder.part(&[Results::from(rejections.as_slice())]).unwrap();
            prop_assert_eq!(file(&encoder, &[part]), fs::read(path).unwrap());
        }
    }
}

/// The same rows with every column coded by other numbers.
fn otherwise_coded(rows: &[Vec<Cell>]) -> Results {
    let width = columns().len();
    let column = |at: usize| {
        let cells = rows.iter().map(|row| row[at].clone());
        let codes = (0..rows.len()).rev().map(|code| u32::try_from(code).unwrap() + 1).collect();
        let all = std::iter::once(Cell::Text("never used".into())).chain(cells.rev()).collect();
        ResultColumn::Coded(codes, Arc::new(all))
    };
    Results { rows: rows.len(), columns: (0..width).map(column).collect() }
}

pub fn batches(ending: &str, bytes: Vec<u8>) -> Vec<RecordBatch> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    match ending {
        "parquet" => {
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
            reader.map(Result::unwrap).collect()
        }
        _ => {
            let reader = arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(bytes), None).unwrap();
            reader.map(Result::unwrap).collect()
        }
    }
}

/// The cells of a file of [`columns`].
fn read(ending: &str, bytes: Vec<u8>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for batch in batches(ending, bytes) {
        for row in 0..batch.num_rows() {
            let cell = |column: &Column| match column.holds {
                Holds::Number { .. } => {
                    let [value, low, high] = ["", ".low", ".high"]
                        .map(|end| number(batch.column_by_name(&format!("{}{end}", column.name)).unwrap(), row));
                    match (value, low, high) {
                        (Some(value), None, None) => Cell::Number(value),
                        (None, Some(low), Some(high)) => Cell::Between(low, high),
                        (None, None, None) => Cell::Blank,
                        other => panic!("{other:?}"),
                    }
                }
                _ => one(batch.column_by_name(&column.name).unwrap(), row),
            };
            rows.push(columns().iter().map(cell).collect());
        }
    }
    rows
}

fn number(array: &dyn Array, row: usize) -> Option<Number> {
    if array.is_null(row) {
        return None;
    }
    match array.as_primitive_opt::<Int64Type>() {
        Some(numbers) => Some(Number::integer(numbers.value(row))),
        None => {
            let numbers = array.as_primitive::<Decimal128Type>();
            Number::scaled(i64::try_from(numbers.value(row)).unwrap(), u32::try_from(numbers.scale()).unwrap())
        }
    }
}

fn one(array: &dyn Array, row: usize) -> Cell {
    if array.is_null(row) {
        return Cell::Blank;
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Cell::Text(texts.value(row).to_owned());
    }
    if let Some(lists) = array.as_list_opt::<i32>() {
        let items = lists.value(row);
        return Cell::List(items.as_string::<i32>().iter().map(|item| item.unwrap().to_owned()).collect());
    }
    match array.as_primitive_opt::<Date32Type>() {
        Some(days) => Cell::Date(Date::from_day_number(days.value(row)).unwrap()),
        None => Cell::Number(number(array, row).unwrap()),
    }
}

fn numbers_column(numbers: &[Number]) -> Vec<Results> {
    let cells = numbers.iter().map(|number| Cell::Number(*number)).collect();
    vec![Results { rows: numbers.len(), columns: vec![ResultColumn::Cells(cells)] }]
}

#[test]
fn a_number_that_has_no_such_decimal_lies_between_its_neighbours() {
    let third = Number::ONE.divide(Number::integer(3)).unwrap();
    let results = numbers_column(&[third, third.negate(), Number::parse("12.5").unwrap(), Number::MAX, Number::MIN]);
    let most = Number::scaled(999_999_999_999_999_999, 2);
    let two = |text: &str| Number::parse(text);
    let expected = [
        [None, two("0.33"), two("0.34")],
        [None, two("-0.34"), two("-0.33")],
        [two("12.5"), None, None],
        [None, most, None],
        [None, None, most.map(Number::negate)],
    ];
    for ending in ["parquet", "arrow"] {
        let encoder = encoder(ending, vec![Column::new("n", Holds::Number { places: 2 })]);
        let batches = batches(ending, file(&encoder, &[encoder.part(&results).unwrap()]));
        for (row, expected) in expected.iter().enumerate() {
            let found = [0, 1, 2].map(|at| number(batches[0].column(at), row));
            assert_eq!(&found, expected, "{ending}, row {row}");
        }
    }
}

#[test]
fn parquet_tells_statistics_and_keeps_dictionaries() {
    let outcomes = Arc::new(["refused", "granted", "never"].map(|text| Cell::Text(text.into())).to_vec());
    let results = Results {
        rows: 40,
        columns: vec![
            ResultColumn::Ids((0..40).map(|id| Some(format!("A-{id:03}"))).collect()),
            ResultColumn::Coded((0..40).map(|row| row % 2).collect(), outcomes),
            ResultColumn::Numbers {
                low: (0..40).map(|row| row % 3).collect(),
                high: (0..40).map(|row| row % 3).collect(),
                places: 0,
                blank: None,
            },
        ],
    };
    let columns = vec![
        Column::new("id", Holds::Id),
        Column::new("outcome", Holds::Text),
        Column::new("score", Holds::Number { places: 0 }),
    ];
    let encoder = encoder("parquet", columns);
    let parts: Vec<Part> = (0..3).map(|_| encoder.part(std::slice::from_ref(&results)).unwrap()).collect();
    let mut on_disk = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut on_disk, &file(&encoder, &parts)).unwrap();
    let reader = SerializedFileReader::new(on_disk).unwrap();
    let metadata = reader.metadata();
    assert_eq!(metadata.num_row_groups(), 3);
    assert_eq!(metadata.file_metadata().num_rows(), 120);
    let told: Vec<String> = metadata
        .row_group(1)
        .columns()
        .iter()
        .map(|column| {
            let ends = column.statistics().unwrap();
            let least_and_most = match ends {
                Statistics::Int64(ends) => format!("{:?} {:?}", ends.min_opt(), ends.max_opt()),
                Statistics::ByteArray(ends) => {
                    let text = |bytes: Option<&ByteArray>| bytes.map(|bytes| bytes.as_utf8().unwrap().to_owned());
                    format!("{:?} {:?}", text(ends.min_opt()), text(ends.max_opt()))
                }
                other => panic!("{other:?}"),
            };
            let dictionary = column.dictionary_page_offset().is_some();
            format!("{} {least_and_most} {:?} {dictionary}", column.column_path(), ends.null_count_opt())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "id" Some("A-000") Some("A-039") Some(0) false
    "outcome" Some("granted") Some("refused") Some(0) true
    "score" Some(0) Some(2) Some(0) true
    "score.low" None None Some(40) false
    "score.high" None None Some(40) false
    "#);
}

#[test]
fn a_name_says_the_format() {
    for name in ["a.csv", "a.csv.gz", "a.CSV.ZST", "a.jsonl", "a.ndjson.gz", "a.parquet", "a.b.arrow"] {
        assert!(ResultsFormat::of(name).is_ok(), "{name}");
    }
    for name in ["a", "a.gz", "csv", "a.parquet.gz", "a.arrow.zst", "a.xlsx", "a.csv.bz2"] {
        let problem = ResultsFormat::of(name).unwrap_err();
        assert_eq!(problem.code, Code::E0501, "{name}");
        assert!(problem.message.contains(name), "{}", problem.message);
    }
}

#[test]
fn a_file_of_nothing_is_whole() {
    for ending in ["csv", "csv.gz", "jsonl", "jsonl.gz", "jsonl.zst", "parquet", "arrow"] {
        let encoder = encoder(ending, columns());
        let empty = encoder.part(&[]).unwrap();
        let bytes = file(&encoder, &[]);
        assert_eq!(file(&encoder, &[empty]), bytes, "{ending}");
        match ending {
            "parquet" | "arrow" => assert!(batches(ending, bytes).iter().all(|batch| batch.num_rows() == 0)),
            ending if ending.starts_with("csv") => assert!(unpacked(ending, bytes).starts_with(b"id,as_of,outcome")),
            ending => assert!(unpacked(ending, bytes).is_empty()),
        }
    }
}
