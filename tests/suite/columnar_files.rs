//! Parquet and Arrow: the same records as from JSON Lines, and what is said of files that are not whole.

use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, StringBuilder, StructBuilder};
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int8Array, Int32Array,
    Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray, StructArray, TimestampMicrosecondArray,
    UInt64Array,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use visado::plan::Plan;
use visado::records::Format;

use crate::bulk_records::{Made, in_pieces, one_by_one, options, plan};
use crate::support::{root, snapshot};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

pub fn parquet(path: &Path, batch: &RecordBatch, group: usize, compression: Compression) {
    let properties =
        WriterProperties::builder().set_max_row_group_row_count(Some(group)).set_compression(compression).build();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

pub fn arrow_file(path: &Path, batches: &[RecordBatch], compression: Option<arrow_ipc::CompressionType>) {
    let options = arrow_ipc::writer::IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = arrow_ipc::writer::FileWriter::try_new_with_options(file, &batches[0].schema(), options).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
}

fn arrow_stream(path: &Path, batches: &[RecordBatch]) {
    let file = std::fs::File::create(path).unwrap();
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(file, &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
}

/// The records of a batch by each format, which must be the same.
fn every_format(plan: &Plan, batch: &RecordBatch) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    parquet(&path("a.parquet"), batch, 3, Compression::SNAPPY);
    parquet(&path("b.parquet"), batch, 1 << 20, Compression::ZSTD(ZstdLevel::default()));
    parquet(&path("c.parquet"), batch, 1 << 20, Compression::GZIP(GzipLevel::default()));
    parquet(&path("d.parquet"), batch, 1 << 20, Compression::LZ4_RAW);
    let halves =
        [batch.slice(0, batch.num_rows() / 2), batch.slice(batch.num_rows() / 2, batch.num_rows().div_ceil(2))];
    arrow_file(&path("a.arrow"), &halves, None);
    arrow_file(&path("b.feather"), &halves, Some(arrow_ipc::CompressionType::LZ4_FRAME));
    arrow_file(&path("c.arrow"), &halves, Some(arrow_ipc::CompressionType::ZSTD));
    arrow_stream(&path("a.arrows"), &halves);
    std::fs::write(path("b.arrows.zst"), zstd::encode_all(std::fs::File::open(path("a.arrows")).unwrap(), 1).unwrap())
        .unwrap();
    let first = in_pieces(plan, &path("a.parquet"), options(16)).unwrap();
    for name in ["b.parquet", "c.parquet", "d.parquet", "a.arrow", "b.feather", "c.arrow", "a.arrows", "b.arrows.zst"] {
        let made = in_pieces(plan, &path(name), options(16)).unwrap();
        assert_eq!(made.records, first.records, "{name}");
        assert_eq!(made.rejected, first.rejected, "{name}");
        assert_eq!(made.notes, first.notes, "{name}");
    }
    first
}

/// As JSON Lines with a field for each column that is not null there.
fn as_json(plan: &Plan, lines: &[&str]) -> Made {
    one_by_one(plan, Format::JsonLines, (lines.join("\n") + "\n").as_bytes()).unwrap()
}

fn job_lists(rows: &[&[(Option<i32>, &str)]]) -> ArrayRef {
    let fields = vec![Field::new("wage", DataType::Int32, true), Field::new("start", DataType::Utf8, true)];
    let builder = StructBuilder::new(fields, vec![Box::new(Int32Builder::new()), Box::new(StringBuilder::new())]);
    let mut lists = ListBuilder::new(builder);
    for row in rows {
        for (wage, start) in *row {
            lists.values().field_builder::<Int32Builder>(0).unwrap().append_option(*wage);
            lists.values().field_builder::<StringBuilder>(1).unwrap().append_value(start);
            lists.values().append(true);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

#[test]
fn every_type_of_column_is_read_as_in_json() {
    let plan = plan();
    let english: ArrayRef = Arc::new(StructArray::new(
        vec![Field::new("listening", DataType::Int8, true), Field::new("reading", DataType::Int64, true)].into(),
        vec![
            Arc::new(Int8Array::from(vec![Some(7), None, Some(3), Some(1)])),
            Arc::new(Int64Array::from(vec![Some(5), None, None, Some(99)])),
        ],
        Some(NullBuffer::from(vec![true, false, true, true])),
    ));
    let batch = batch(vec![
        ("number", Arc::new(StringArray::from(vec!["A-1", "A-2", "A-3", "A-4"]))),
        ("age", Arc::new(Int8Array::from(vec![Some(18), None, Some(121), Some(5)]))),
        (
            "salary",
            Arc::new(
                Decimal128Array::from(vec![Some(3_870_050), None, Some(0), Some(1)])
                    .with_precision_and_scale(18, 2)
                    .unwrap(),
            ),
        ),
        ("share", Arc::new(UInt64Array::from(vec![Some(7), None, Some(1), Some(u64::MAX)]))),
        ("born", Arc::new(Date32Array::from(vec![Some(11_016), None, Some(0), Some(i32::MAX)]))),
        ("nationality", Arc::new(StringArray::from(vec![Some("VEN"), Some("CAN"), Some("FRA"), Some("ven")]))),
        (
            "other",
            Arc::new(
                vec![Some("VEN"), Some("none"), None, Some("VEN")].into_iter().collect::<DictionaryArray<Int8Type>>(),
            ),
        ),
        (
            "sex",
            Arc::new(
                vec![Some("male"), Some("not_stated"), Some(" "), Some("femal")]
                    .into_iter()
                    .collect::<DictionaryArray<Int32Type>>(),
            ),
        ),
        ("married", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false), Some(true)]))),
        ("name", Arc::new(LargeStringArray::from(vec![Some("José"), Some(""), None, Some("x")]))),
        ("alias", Arc::new(StringViewArray::from(vec![Some("none"), Some("a rather long alias"), None, Some("x")]))),
        (
            "at",
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(1_710_101_186_500_000), None, Some(-1), Some(i64::MAX)])
                    .with_timezone("+01:00"),
            ),
        ),
        ("english", english),
        ("jobs", job_lists(&[&[(Some(5), "2020-01-01"), (None, "2021-01-01")], &[], &[(Some(1), "2020-02-30")], &[]])),
        ("nothing", Arc::new(Float64Array::from(vec![1.0, 2.0, 3.0, 4.0]))),
    ]);
    let made = every_format(&plan, &batch);
    let json = as_json(
        &plan,
        &[
            r#"{"number": "A-1", "age": 18, "salary": 38700.5, "share": 7, "born": "2000-02-29", "nationality": "VEN", "other": "VEN", "sex": "male", "married": true, "name": "José", "alias": "none", "at": "2024-03-10T20:06:26.5Z", "english": {"listening": 7, "reading": 5}, "jobs": [{"wage": 5, "start": "2020-01-01"}, {"start": "2021-01-01"}], "nothing": 1}"#,
            r#"{"number": "A-2", "age": null, "salary": null, "share": null, "born": null, "nationality": "CAN", "other": "none", "sex": "not_stated", "married": null, "name": "", "alias": "a rather long alias", "at": null, "english": null, "jobs": []}"#,
            r#"{"number": "A-3", "age": 121, "salary": 0, "share": 1, "born": "1970-01-01", "nationality": "FRA", "other": null, "sex": " ", "married": false, "name": null, "alias": null, "at": "1969-12-31T23:59:59.999999Z", "english": {"listening": 3, "reading": null}, "jobs": [{"wage": 1, "start": "2020-02-30"}]}"#,
            r#"{"number": "A-4", "age": 5, "salary": 0.01, "share": 18446744073709551615, "born": "2147483647 days after 1970-01-01", "nationality": "ven", "other": "VEN", "sex": "femal", "married": true, "name": "x", "alias": "x", "at": "a moment outside the years 1 to 9999", "english": {"listening": 1, "reading": 99}, "jobs": []}"#,
        ],
    );
    assert_eq!(made.records, json.records);
    assert_eq!(made.rejected.len(), json.rejected.len(), "{:?}\n{:?}", made.rejected, json.rejected);
    for (made, json) in made.rejected.iter().zip(&json.rejected) {
        assert_eq!(made, json);
    }
    assert_eq!(made.records.len(), 2);
    assert_eq!(made.notes, json.notes);
}

#[test]
fn a_million_forms_of_the_same_value_are_one() {
    let plan = plan();
    // Texts for every type, and the id as a number: what CSV would hold.
    let batch = batch(vec![
        ("number", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("age", Arc::new(StringArray::from(vec![Some("18"), Some(" 7 "), Some("x")]))),
        ("born", Arc::new(StringArray::from(vec![Some("2000-02-29"), None, Some("2001-02-29")]))),
        ("married", Arc::new(StringArray::from(vec![Some("true"), Some(""), Some("yes")]))),
        ("english.listening", Arc::new(Int32Array::from(vec![Some(1), None, Some(13)]))),
    ]);
    let made = every_format(&plan, &batch);
    let ids: Vec<&str> = made.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    let told: Vec<(u64, Option<&str>, &str)> = made
        .rejected
        .iter()
        .map(|rejection| (rejection.line, rejection.column.as_deref(), rejection.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, Some("age"), "is no number"),
            (3, Some("born"), "there is no such day in the calendar"),
            (3, Some("married"), "is neither `true` nor `false`"),
            (3, Some("english.listening"), "is not from 0 to 12"),
        ]
    );
}

#[test]
fn rows_without_an_id_are_set_aside() {
    let plan = plan();
    let with =
        batch(vec![("number", Arc::new(StringArray::from(vec![Some("A"), None, Some(" "), Some("D")])) as ArrayRef)]);
    let made = every_format(&plan, &with);
    let lines: Vec<u64> = made.rejected.iter().map(|rejection| rejection.line).collect();
    assert_eq!((made.records.len(), lines), (2, vec![2, 3]));
    assert_eq!(made.rejected[0].reason, "the applicant has no id");
    let without = batch(vec![("age", Arc::new(Int8Array::from(vec![1, 2])) as ArrayRef)]);
    assert_eq!(every_format(&plan, &without).rejected.len(), 2);
}

#[test]
fn many_batches_have_their_rows_numbered() {
    let plan = plan();
    let number = |at: i32| format!("A-{at}");
    let batch = batch(vec![
        ("number", Arc::new((0..20_000).map(|at| Some(number(at))).collect::<StringArray>())),
        (
            "age",
            Arc::new((0..20_000).map(|at| Some(if at == 19_998 { 200 } else { at % 100 })).collect::<Int32Array>()),
        ),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    parquet(&path, &batch, 7_000, Compression::SNAPPY);
    let made = in_pieces(&plan, &path, options(16)).unwrap();
    assert_eq!((made.records.len(), made.rejected.len(), made.rejected[0].line), (19_999, 1, 19_999));
    assert_eq!(made.records.last().unwrap().line, 20_000);
    assert_eq!(made.rejected[0].id.as_deref(), Some("A-19998"));
}

#[test]
fn a_column_that_cannot_be_its_fact_is_told_with_the_way_to_mend_it() {
    let plan = plan();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("age", Arc::new(Float64Array::from(vec![1.5]))),
        ("salary", Arc::new(Float64Array::from(vec![1.5]))),
        ("married", Arc::new(Int8Array::from(vec![1]))),
        ("born", Arc::new(TimestampMicrosecondArray::from(vec![0]))),
        ("at", Arc::new(TimestampMicrosecondArray::from(vec![0]))),
        ("at", Arc::new(Date32Array::from(vec![0]))),
        ("sex", Arc::new(Int8Array::from(vec![1]))),
        ("jobs", Arc::new(StringArray::from(vec!["[]"]))),
        ("english", Arc::new(BooleanArray::from(vec![true]))),
        ("name", Arc::new(Int8Array::from(vec![1]))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    let mut told = Vec::new();
    for (name, column) in columns {
        parquet(&path, &batch(vec![(name, column)]), 10, Compression::UNCOMPRESSED);
        let problem = in_pieces(&plan, &path, options(16)).unwrap_err();
        let message = problem.message.replace(&path.display().to_string(), "people.parquet");
        told.push(format!("{} {message}\n  {}", problem.code, problem.help.unwrap()));
    }
    snapshot(&root().join("tests/snapshots"), "unfit_columns", &told.join("\n"));
}

fn whole() -> RecordBatch {
    batch(vec![
        ("number", Arc::new(StringArray::from(vec!["A-1", "A-2", "A-3", "A-4"]))),
        ("age", Arc::new(Int8Array::from(vec![Some(18), None, Some(12), Some(5)]))),
        ("sex", Arc::new(StringArray::from(vec!["male", "female", "male", "male"]))),
        ("jobs", job_lists(&[&[(Some(5), "2020-01-01")], &[], &[], &[]])),
    ])
}

fn truncations(path: &Path) {
    let plan = plan();
    assert_eq!(in_pieces(&plan, path, options(16)).unwrap().records.len(), 4);
    let bytes = std::fs::read(path).unwrap();
    for length in 0..bytes.len() {
        std::fs::write(path, &bytes[..length]).unwrap();
        let problem = match in_pieces(&plan, path, options(16)) {
            Err(problem) => problem,
            Ok(made) => panic!("{length} of {} bytes give {} records", bytes.len(), made.records.len()),
        };
        let name = path.display().to_string();
        assert!(problem.message.starts_with(&format!("`{name}` cannot be read at ")), "{length}: {}", problem.message);
        assert!(problem.help.is_some());
    }
}

#[test]
fn every_truncation_of_a_parquet_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    parquet(&path, &whole(), 2, Compression::SNAPPY);
    truncations(&path);
}

#[test]
fn every_truncation_of_an_arrow_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.arrow");
    arrow_file(&path, &[whole().slice(0, 2), whole().slice(2, 2)], None);
    truncations(&path);
    let path = folder.path().join("people.arrows");
    arrow_stream(&path, &[whole().slice(0, 2), whole().slice(2, 2)]);
    truncations(&path);
}

/// What is wrong inside is an error or other values, never a crash.
#[test]
fn damage_anywhere_in_a_parquet_file_is_no_crash() {
    let plan = plan();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    parquet(&path, &whole(), 2, Compression::UNCOMPRESSED);
    let bytes = std::fs::read(&path).unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x41;
        std::fs::write(&path, &damaged).unwrap();
        if let Err(problem) = in_pieces(&plan, &path, options(16)) {
            assert!(problem.message.contains("people.parquet"), "{}", problem.message);
        }
    }
}
