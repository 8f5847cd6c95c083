//! Entries of lists in files of their own.

use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use visado::records::{Decoder, Format, ListFile, Source, SourceOptions};

use crate::bulk_records::{Made, in_pieces, one_by_one, plan};
use crate::columnar_files::{arrow_file, parquet};

fn with(path: &Path) -> SourceOptions {
    let list = ListFile { list: "jobs".to_owned(), path: path.to_owned() };
    SourceOptions { bytes: 16, lists: vec![list], ..SourceOptions::default() }
}

fn read(people: &str, name: &str, jobs: &[u8]) -> (Made, Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (people_path, jobs_path) = (folder.path().join("people.csv"), folder.path().join(name));
    std::fs::write(&people_path, people).unwrap();
    std::fs::write(&jobs_path, jobs).unwrap();
    let plan = plan();
    let made = in_pieces(&plan, &people_path, with(&jobs_path)).unwrap();
    let mut source = Source::open(&plan, &people_path, with(&jobs_path)).unwrap();
    let decoder: Decoder<'_> = source.decoder();
    while let Some(chunk) = source.next_chunk().unwrap() {
        decoder.decode(&chunk).unwrap().for_each(|decoded| assert!(decoded.is_ok()));
    }
    let entries = decoder.rejected_entries();
    let rejected = entries.iter().flat_map(|entries| &entries.rejected).map(|rejection| {
        let column = rejection.column.clone().unwrap_or_default();
        format!("{}: {column}: {}", rejection.line, rejection.reason)
    });
    let unmatched = decoder.unmatched_entries();
    let unmatched = unmatched.iter().map(|unmatched| format!("{} {}", unmatched.ids, unmatched.first));
    (made, rejected.collect(), unmatched.collect())
}

const PEOPLE: &str = "number,age\nA-1,18\nA-2,20\nA-3,30\n";
const LISTED: &str = r#"{"number": "A-1", "age": 18, "jobs": [{"start": "2020-01-01", "wage": 5}, {"start": "2019-01-01"}]}
{"number": "A-2", "age": 20, "jobs": []}
{"number": "A-3", "age": 30, "jobs": [{"start": "2021-01-01", "wage": 7.5}]}
"#;

#[test]
fn entries_are_joined_by_id_in_the_order_of_their_file() {
    let whole = one_by_one(&plan(), Format::JsonLines, LISTED.as_bytes()).unwrap();
    let csv = "wage,number,start\n5,A-1,2020-01-01\n7.5,A-3,2021-01-01\n,A-1,2019-01-01\n1,B-1,2020-01-01\n1,B-2,\n";
    let json = "{\"number\": \"A-1\", \"start\": \"2020-01-01\", \"wage\": 5}\n\
                {\"number\": \"A-3\", \"start\": \"2021-01-01\", \"wage\": \"7.5 CAD\"}\n\
                {\"number\": \"A-1\", \"start\": \"2019-01-01\"}\n{\"number\": \"B-1\"}\n{\"number\": \"B-2\"}\n";
    for (name, text) in [("jobs.csv", csv), ("jobs.jsonl", json)] {
        let (made, rejected, unmatched) = read(PEOPLE, name, text.as_bytes());
        let values = |made: &Made| made.records.iter().map(|record| record.values.clone()).collect::<Vec<_>>();
        assert_eq!(values(&made), values(&whole), "{name}");
        assert_eq!((made.rejected.len(), rejected.len()), (0, 0));
        assert_eq!(unmatched, ["2 B-1"]);
        assert!(!made.notes.missing.contains(&"jobs".to_owned()));
    }
}

#[test]
fn entries_come_from_parquet_and_arrow_too() {
    let batch = RecordBatch::try_from_iter([
        ("number", Arc::new(StringArray::from(vec!["A-1", "A-3", "A-1"])) as ArrayRef),
        ("start", Arc::new(Date32Array::from(vec![18_262, 18_628, 17_897]))),
        ("wage", Arc::new(Int64Array::from(vec![Some(5), Some(7), None]))),
    ])
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("jobs.parquet"), folder.path().join("jobs.arrow"));
    parquet(&first, &batch, 2, parquet::basic::Compression::SNAPPY);
    arrow_file(&second, &[batch], None);
    let whole = one_by_one(&plan(), Format::JsonLines, LISTED.replace("7.5", "7").as_bytes()).unwrap();
    for path in [first, second] {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (made, rejected, unmatched) = read(PEOPLE, &name, &std::fs::read(&path).unwrap());
        for (made, whole) in made.records.iter().zip(&whole.records) {
            assert_eq!(made.values, whole.values);
        }
        assert_eq!((made.records.len(), rejected.len(), unmatched.len()), (3, 0, 0));
    }
}

#[test]
fn an_applicant_with_an_entry_that_does_not_fit_is_set_aside() {
    let csv = "number,start,wage\nA-1,2020-01-01,5\nA-1,2020-02-30,x\nA-3,2020-01-01,1\n,2020-01-01,1\nA-2\n";
    let (made, rejected, _) = read(PEOPLE, "jobs.csv", csv.as_bytes());
    assert_eq!(
        rejected,
        [
            "3: start: there is no such day in the calendar",
            "3: wage: is no number",
            "5: number: the entry has no applicant's id",
            "6: : the record has 1 cell, the header 3",
        ]
    );
    assert_eq!(made.records.len(), 2);
    let rejection = &made.rejected[0];
    assert_eq!((rejection.line, rejection.id.as_deref(), rejection.column.as_deref()), (2, Some("A-1"), Some("jobs")));
    assert!(rejection.reason.starts_with("an entry does not fit, in `"), "{}", rejection.reason);
    assert!(rejection.reason.ends_with("jobs.csv` on line 3"), "{}", rejection.reason);
}

#[test]
fn entries_stand_in_one_place_only() {
    let people = "number,jobs\nA-1,[]\nA-2,\n";
    let (made, _, _) = read(people, "jobs.csv", b"number,start,wage\nA-2,2020-01-01,5\n");
    assert_eq!((made.records.len(), made.rejected.len()), (1, 1));
    assert!(made.rejected[0].reason.starts_with("the record has entries, and `"), "{}", made.rejected[0].reason);
}

#[test]
fn a_file_that_cannot_be_joined_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (people, jobs) = (folder.path().join("people.csv"), folder.path().join("jobs.csv"));
    std::fs::write(&people, PEOPLE).unwrap();
    std::fs::write(&jobs, "start,wag\n2020-01-01,5\n").unwrap();
    let plan = plan();
    let problem = |list: &str, path: &Path| {
        let lists = vec![ListFile { list: list.to_owned(), path: path.to_owned() }];
        let options = SourceOptions { lists, ..SourceOptions::default() };
        match Source::open(&plan, &people, options) {
            Ok(_) => panic!("read"),
            Err(problem) => problem.message.replace(&folder.path().display().to_string(), "."),
        }
    };
    assert_eq!(problem("jobs", &jobs), "`./jobs.csv` has no column `number`");
    assert_eq!(problem("job", &jobs), "`job` is no list of records that the policy reads");
    std::fs::write(&jobs, "number,start,wag\nA-1,2020-01-01,5\n").unwrap();
    let made = in_pieces(&plan, &people, with(&jobs)).unwrap();
    assert!(made.notes.unknown[0].help.as_deref().unwrap().contains("did you mean `wage`"), "{:?}", made.notes.unknown);
    let batch = RecordBatch::try_from_iter([("number", Arc::new(Date32Array::from(vec![1])) as ArrayRef)]).unwrap();
    let path = folder.path().join("jobs.parquet");
    parquet(&path, &batch, 2, parquet::basic::Compression::SNAPPY);
    assert_eq!(problem("jobs", &path), "`./jobs.parquet` has dates in the column `number`, where `text` is needed");
}
