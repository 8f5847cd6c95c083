//! Files read in pieces: the same records, the same rejections as one record at a time.

use std::io::Write;
use std::path::Path;

use arrow_array::Array;
use proptest::prelude::*;
use visado::diagnostics::Diagnostic;
use visado::plan::Plan;
use visado::records::{BATCH, Binding, ColumnNotes, Format, Reader, Record, Rejection, Source, SourceOptions};

use crate::support::plan_text;

pub fn plan() -> Plan {
    plan_text(
        r#"policy test "Test" { }
        enum sex { female, male, not_stated, something_longer }
        record test_result { listening: integer 0..12, reading: optional integer 0..12 }
        record job { start: date, wage: money CAD }
        facts applicant {
          id number    : text
          age          : integer 0..120
          salary       : optional money CAD
          share        : decimal
          born         : date
          nationality  : country
          other        : optional country
          sex          : sex
          married      : boolean
          name         : text
          alias        : optional text
          at           : instant
          english      : optional test_result
          jobs         : list of job
        }
        rule adult { met when age >= 18 }
        pathway entry { requires adult }"#,
    )
}

/// What was made of some records.
#[derive(Debug, PartialEq)]
pub struct Made {
    pub records: Vec<Record>,
    pub rejected: Vec<Rejection>,
    pub notes: ColumnNotes,
}

pub fn one_by_one(plan: &Plan, format: Format, bytes: &[u8]) -> Result<Made, Diagnostic> {
    let mut reader = Reader::new("people", format, Box::new(std::io::Cursor::new(bytes.to_vec())))?;
    let mut binding = Binding::new(plan, reader.columns());
    let (mut records, mut rejected) = (Vec::new(), Vec::new());
    while let Some(raw) = reader.next_record()? {
        match raw.map_err(|rejection| vec![rejection]).and_then(|raw| binding.read(&raw)) {
            Ok(record) => records.push(record),
            Err(rejections) => rejected.extend(rejections),
        }
    }
    Ok(Made { records, rejected, notes: binding.notes("people") })
}

pub fn in_pieces(plan: &Plan, path: &Path, options: SourceOptions) -> Result<Made, Diagnostic> {
    let mut source = Source::open(plan, path, options)?;
    let decoder = source.decoder();
    let (mut records, mut rejected) = (Vec::new(), Vec::new());
    while let Some(chunk) = source.next_chunk()? {
        for decoded in decoder.decode(&chunk)? {
            let decoded = decoded?;
            assert!(decoded.batch.len() <= BATCH && decoded.batch.ids.len() == decoded.batch.len());
            assert_eq!(decoded.batch.facts.len(), plan.facts.len());
            records.extend((0..decoded.batch.len()).map(|row| decoded.batch.record(row)));
            rejected.extend(decoded.rejected);
        }
    }
    let (read, all) = source.progress();
    assert_eq!(read, all, "all was read");
    Ok(Made { records, rejected, notes: decoder.notes("people") })
}

pub fn options(bytes: usize) -> SourceOptions {
    SourceOptions { bytes, rows: 7, ..SourceOptions::default() }
}

/// A file of that name in a folder of its own.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    (folder, path)
}

fn same(plan: &Plan, format: Format, bytes: &[u8]) {
    let name = if format == Format::Csv { "people.csv" } else { "people.jsonl" };
    let (_folder, path) = file(name, bytes);
    let text = String::from_utf8_lossy(bytes);
    for size in [16, 64, 1 << 20] {
        let pieces = in_pieces(plan, &path, options(size));
        match (one_by_one(plan, format, bytes), pieces) {
            (Ok(one), Ok(pieces)) => {
                assert_eq!(pieces.records, one.records, "{text}");
                assert_eq!(pieces.rejected, one.rejected, "{text}");
                assert_eq!(pieces.notes, one.notes, "{text}");
            }
            (Err(one), Err(pieces)) => assert_eq!(one.code, pieces.code, "{text}"),
            (one, pieces) => panic!("{one:?}\n{pieces:?}\n{text}"),
        }
    }
}

const COLUMNS: [&str; 18] = [
    "number",
    "age",
    "salary",
    "share",
    "born",
    "nationality",
    "other",
    "sex",
    "married",
    "name",
    "alias",
    "at",
    "english",
    "english.listening",
    "english.reading",
    "jobs",
    "nothing",
    "Age",
];

/// Cells that are often right for some column, and often wrong.
fn cell() -> impl Strategy<Value = String> {
    let known = [
        "",
        "",
        " ",
        "none",
        " none ",
        "true",
        "false",
        "True",
        "0",
        "7",
        "18",
        "-1",
        "007",
        "1_000",
        "120",
        "121",
        "12.5",
        "12.50",
        "0.123456789",
        "0.1234567890",
        "0.1230000000000",
        "1000000000000000",
        "1000000000000001",
        "999999999999999999999",
        "-0",
        "5.",
        ".5",
        "1e3",
        "1,000",
        "38700 CAD",
        "38700.50 CAD",
        "1 USD",
        "2000-02-29",
        "2001-02-29",
        "0001-01-01",
        "9999-12-31",
        "0000-01-01",
        "2000-1-01",
        "2000-01-01 ",
        "VEN",
        "CAN",
        "VENZ",
        "ven",
        "XKX",
        "female",
        "male",
        "not_stated",
        "something_longer",
        "something_longe",
        "femal",
        "A-1",
        "Ana",
        "José",
        "Calle 1\nBogotá",
        "Calle 1\r\nBogotá",
        "a\"b",
        "\u{a0}",
        "\u{a0}x",
        "2024-03-10T20:06:26Z",
        "[]",
        "[{\"start\": \"2020-01-01\", \"wage\": 5}]",
        "[{\"wag\": 5}]",
        "null",
    ];
    prop_oneof![
        9 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "[ -~]{0,12}",
        1 => "-?[0-9]{1,20}(\\.[0-9]{1,11})?",
        1 => "[0-9]{4}-[01][0-9]-[0-3][0-9]",
    ]
}

fn quoted(cell: &str, always: bool) -> String {
    if always || cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A value that fits the column.
fn fitting(column: &str, seed: u64) -> String {
    let pick = |values: &[&str]| values[usize::try_from(seed).unwrap_or(0) % values.len()].to_owned();
    match column {
        "number" => format!("A-{seed}"),
        "age" => (seed % 121).to_string(),
        "salary" => pick(&["38700", "38700.5", "none", "", "1.25 CAD"]),
        "share" => pick(&["0.07", "1", "-3.5", ""]),
        "born" => format!("{}-{:02}-{:02}", 1900 + seed % 130, 1 + seed % 12, 1 + seed % 28),
        "nationality" | "other" => pick(&["VEN", "CAN", "FRA", ""]),
        "sex" => pick(&["female", "male", "not_stated", "something_longer"]),
        "married" => pick(&["true", "false"]),
        "english" => pick(&["", "true", "none"]),
        "jobs" => pick(&["", "[]", "[{\"start\": \"2020-01-01\", \"wage\": 5}]"]),
        "at" => pick(&["", "2024-03-10T20:06:26Z"]),
        _ => pick(&["", "Ana", "José, the elder", "a \"b\"", "7"]),
    }
}

fn table() -> impl Strategy<Value = Vec<u8>> {
    let columns = prop::sample::subsequence(COLUMNS.to_vec(), 1..=COLUMNS.len()).prop_shuffle();
    let row = prop::collection::vec((any::<u8>(), any::<u64>(), cell(), any::<bool>()), COLUMNS.len());
    let rows = prop::collection::vec((row, any::<u8>(), 0..20_u8), 0..12);
    (columns, rows, any::<u8>()).prop_map(|(mut columns, rows, last)| {
        // Most tables name their applicants.
        if last % 8 != 0 && !columns.contains(&"number") {
            columns.push("number");
        }
        let mut text = columns.join(",").into_bytes();
        text.push(b'\n');
        for (cells, end, change) in rows {
            let mut written: Vec<String> = Vec::new();
            for (column, (odd, seed, cell, always)) in columns.iter().zip(cells) {
                let cell = if odd % 24 == 0 { cell } else { fitting(column, seed % 100_000) };
                written.push(quoted(&cell, always && odd % 3 == 0));
            }
            match change {
                0 => {
                    written.pop();
                }
                1 => written.push("more".to_owned()),
                2 => written[0] = "\"x\"y\"z".to_owned(),
                _ => {}
            }
            text.extend_from_slice(written.join(",").as_bytes());
            if change == 3 {
                text.push(0xE9);
            }
            text.extend_from_slice(match end % 12 {
                0 => b"\r\n",
                1 => b"\n\n",
                2 => b"\r",
                3 => b"\r\n\r\n \n",
                _ => b"\n",
            });
        }
        if last % 6 == 0 {
            text.pop();
        }
        text
    })
}

fn json_lines() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        6 => cell().prop_map(|cell| serde_json::Value::String(cell).to_string()),
        2 => "-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,10})?",
        1 => Just("null".to_owned()),
        1 => prop::sample::select(vec!["true", "false", "1e5", "{}", "[]", "{\"listening\": 7}", "{\"reading\": null}",
            "[{\"start\": \"2020-01-01\", \"wage\": 5}]", "[1]", "{\"x\": 1}", "tru", "1 2"]).prop_map(str::to_owned),
    ];
    let field = (prop::sample::select(COLUMNS.to_vec()), any::<u8>(), any::<u64>(), value);
    let line = (prop::collection::vec(field, 0..14), any::<u8>());
    (prop::collection::vec(line, 0..10), any::<u8>()).prop_map(|(lines, last)| {
        let mut text = Vec::new();
        for (fields, end) in lines {
            let mut seen: Vec<&str> = vec!["number"];
            let mut written = vec![format!("\"number\": \"A-{end}\"")];
            for (column, odd, seed, value) in fields {
                if seen.contains(&column) && odd % 16 != 0 {
                    continue;
                }
                seen.push(column);
                let fit = fitting(column, seed % 100_000);
                let value = if odd % 5 == 0 {
                    value
                } else if matches!(column, "age" | "share" | "jobs") && !fit.is_empty() {
                    fit
                } else {
                    serde_json::Value::String(fit).to_string()
                };
                written.push(format!("\"{column}\": {value}"));
            }
            if end % 16 == 0 {
                written.remove(0);
            }
            let line = format!("{{{}}}", written.join(", "));
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(match end % 9 {
                0 => b"\r\n",
                1 => b"\n \n",
                2 => b"\xE9\n",
                _ => b"\n",
            });
        }
        if last % 3 == 0 {
            text.truncate(text.len().saturating_sub(usize::from(last)));
        }
        text
    })
}

proptest! {
    #![proptest_config(crate::generated::config(400))]

    #[test]
    fn csv_in_pieces_is_csv_line_by_line(text in table()) {
        same(&plan(), Format::Csv, &text);
    }

    #[test]
    fn any_text_in_pieces_is_that_text_line_by_line(rest in "[,\"\n\ra1 é-]{0,60}") {
        same(&plan(), Format::Csv, format!("number,name,age\n{rest}").as_bytes());
        same(&plan(), Format::Csv, rest.as_bytes());
    }

    #[test]
    fn json_lines_in_pieces_are_those_line_by_line(text in json_lines()) {
        same(&plan(), Format::JsonLines, &text);
    }
}

#[test]
fn large_numbers_of_records_come_in_batches() {
    let plan = plan();
    let mut text = "number,age,salary\n".to_owned();
    for at in 0..10_000 {
        text.push_str(&format!("A-{at},{},{}\n", at % 130, if at % 100 == 0 { "1.125" } else { "700" }));
    }
    same(&plan, Format::Csv, text.as_bytes());
    let (_folder, path) = file("people.csv", text.as_bytes());
    let made = in_pieces(&plan, &path, SourceOptions::default()).unwrap();
    assert_eq!(made.records.len() + made.rejected.len(), 10_000);
}

#[test]
fn every_way_in_which_lines_end_counts_lines() {
    let plan = plan();
    for end in ["\n", "\r\n", "\r"] {
        let text = ["number,age,name", "A-1,18,x", "A-2,200,y", "", "A-3,300,\"a b\"", "A-4,400,"].join(end) + end;
        same(&plan, Format::Csv, text.as_bytes());
        let one = one_by_one(&plan, Format::Csv, text.as_bytes()).unwrap();
        let lines: Vec<u64> = one.rejected.iter().map(|rejection| rejection.line).collect();
        assert_eq!(lines, [3, 5, 6], "{text:?}");
    }
}

#[test]
fn compressed_lines_are_read() {
    let plan = plan();
    let text = "number,age\nA-1,18\nA-2,200\n";
    let one = one_by_one(&plan, Format::Csv, text.as_bytes()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, bytes) in [("people.csv.gz", gzip.finish().unwrap()), ("people.csv.zst", zstd)] {
        let (_folder, path) = file(name, &bytes);
        assert_eq!(in_pieces(&plan, &path, options(16)).unwrap(), one);
        for length in 0..bytes.len() {
            let (_folder, path) = file(name, &bytes[..length]);
            let problem = in_pieces(&plan, &path, options(16)).unwrap_err();
            assert!(problem.message.contains(&path.display().to_string()), "{}", problem.message);
        }
    }
}

#[test]
fn a_file_of_lines_cut_inside_a_line_says_so() {
    let plan = plan();
    let csv = "number,age,name\nA-1,18,\"x, y\"\nA-2,20,z\r\n";
    let json = "{\"number\": \"A-1\", \"age\": 18}\n{\"number\": \"A-2\", \"age\": 20}\n";
    for (name, format, text) in [("people.csv", Format::Csv, csv), ("people.jsonl", Format::JsonLines, json)] {
        for length in 1..text.len() {
            let bytes = &text.as_bytes()[..length];
            let whole_line = matches!(bytes.last(), Some(b'\n' | b'\r'));
            let whole_object = format == Format::JsonLines && bytes.last() == Some(&b'}');
            if whole_line || whole_object {
                continue;
            }
            let (_folder, path) = file(name, bytes);
            same(&plan, format, bytes);
            match in_pieces(&plan, &path, options(16)) {
                Err(problem) => assert!(problem.message.contains(name), "{}", problem.message),
                Ok(made) => {
                    let last = made.rejected.last().unwrap_or_else(|| panic!("{}", &text[..length]));
                    let line = 1 + text[..length].matches('\n').count() as u64;
                    assert_eq!(last.line, line, "{}", &text[..length]);
                    assert!(
                        last.reason.contains("ends before") || last.reason.contains("never closed"),
                        "{}",
                        last.reason
                    );
                }
            }
        }
    }
}

#[test]
fn a_record_without_end_is_set_aside_and_not_held() {
    let plan = plan();
    let long = "x".repeat(17 << 20);
    let csv = format!("number,name\nA-1,a\nA-2,\"{long}\n{long}\"\nA-3,b\nA-4,{long}\nA-5,c\n");
    let json = format!("{{\"number\":\"A-1\"}}\n{{\"number\":\"A-2\",\"name\":\"{long}\"}}\n{{\"number\":\"A-3\"}}\n");
    for size in [1 << 16, 4 << 20, 64 << 20] {
        let (_folder, path) = file("people.csv", csv.as_bytes());
        let made = in_pieces(&plan, &path, options(size)).unwrap();
        let ids: Vec<&str> = made.records.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids, ["A-1", "A-3", "A-5"]);
        let told: Vec<(u64, &str)> =
            made.rejected.iter().map(|rejection| (rejection.line, rejection.reason.as_str())).collect();
        assert_eq!(told, [(3, "the record is longer than 16 MB"), (6, "the record is longer than 16 MB")]);
        let (_folder, path) = file("people.jsonl", json.as_bytes());
        let made = in_pieces(&plan, &path, options(size)).unwrap();
        assert_eq!((made.records.len(), made.rejected.len(), made.rejected[0].line), (2, 1, 2));
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_names() {
    let plan = plan();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("b.csv", "age,number\n20,B-1\n");
    write("a.csv", "number,nam\nA-1,x\n");
    write("_SUCCESS", "");
    let made = in_pieces(&plan, folder.path(), options(16)).unwrap();
    let ids: Vec<(&str, u64)> = made.records.iter().map(|record| (record.id.as_str(), record.line)).collect();
    assert_eq!(ids, [("A-1", 2), ("B-1", 2)]);
    assert_eq!(made.notes.unknown.len(), 1);
    assert!(!made.notes.missing.contains(&"age".to_owned()) && made.notes.missing.contains(&"sex".to_owned()));
    write("c.jsonl", "");
    let problem = in_pieces(&plan, folder.path(), options(16)).unwrap_err();
    assert!(problem.message.contains("several formats"), "{}", problem.message);
}

#[test]
fn chunks_that_were_done_are_passed_over_with_what_was_seen() {
    let plan = plan();
    let (_folder, path) = file("people.jsonl", b"{\"number\":\"A-1\",\"age\":1}\n{\"number\":\"A-2\",\"nam\":1}\n");
    let whole = in_pieces(&plan, &path, options(16)).unwrap();
    let mut source = Source::open(&plan, &path, options(16)).unwrap();
    let first = source.next_chunk().unwrap().unwrap();
    let decoder = source.decoder();
    decoder.decode(&first).unwrap().for_each(|decoded| assert_eq!(decoded.unwrap().batch.len(), 1));
    let seen = decoder.seen();
    let mut again = Source::open(&plan, &path, options(16)).unwrap();
    let decoder = again.decoder();
    decoder.saw_before(&seen);
    assert_eq!(again.next_chunk().unwrap().unwrap().number, 0);
    let second = again.next_chunk().unwrap().unwrap();
    decoder.decode(&second).unwrap().for_each(|decoded| assert_eq!(decoded.unwrap().batch.len(), 1));
    assert_eq!(decoder.notes("people"), whole.notes);
}
