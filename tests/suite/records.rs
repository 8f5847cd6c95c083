//! Files of applicants: what is read, what is rejected, and with what place and reason.

use visado::plan::Plan;
use visado::records::{Format, Reader};
use visado::values::{Number, Value};

use crate::support::{plan_text, read, read_bytes};

fn plan() -> Plan {
    plan_text(
        r#"policy test "Test" { }
        enum sex { female, male, not_stated }
        record test_result { listening: integer 0..12, reading: integer 0..12 }
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
          english      : optional test_result
        }
        rule adult { met when age >= 18 }
        pathway entry { requires adult }"#,
    )
}

fn value(record: &visado::records::Record, plan: &Plan, fact: &str) -> Option<Value> {
    record.values[plan.fact_named(fact).unwrap().index()].clone()
}

#[test]
fn every_type_is_read_as_written() {
    let plan = plan();
    let text = "number,age,salary,share,born,nationality,other,sex,married,name\n\
                A-1,18,38700.50 CAD,0.07,2000-02-29,VEN,none,not_stated,true,none\n";
    let (records, rejected) = read(&plan, Format::Csv, text);
    assert!(rejected.is_empty(), "{rejected:?}");
    let record = &records[0];
    assert_eq!(record.id, "A-1");
    assert_eq!(value(record, &plan, "age"), Some(Value::Number(Number::integer(18))));
    assert_eq!(value(record, &plan, "salary"), Some(Value::Number(Number::parse("38700.5").unwrap())));
    assert_eq!(value(record, &plan, "other"), Some(Value::None));
    assert_eq!(value(record, &plan, "sex"), Some(Value::Choice(2)));
    assert_eq!(value(record, &plan, "name"), Some(Value::Text("none".into())), "a text that is not optional");
    assert_eq!(value(record, &plan, "english"), None, "no column: unknown");
}

#[test]
fn a_blank_cell_is_unknown_and_none_is_written() {
    let plan = plan();
    let (records, _) = read(&plan, Format::Csv, "number,other,salary\nA-1,,  \nA-2,none,none\n");
    assert_eq!(value(&records[0], &plan, "other"), None);
    assert_eq!(value(&records[0], &plan, "salary"), None);
    assert_eq!(value(&records[1], &plan, "other"), Some(Value::None));
    let json = "{\"number\":\"A-1\",\"other\":null,\"age\":null}\n{\"number\":\"A-2\",\"other\":\"none\"}\n";
    let (records, rejected) = read(&plan, Format::JsonLines, json);
    assert!(rejected.is_empty(), "{rejected:?}");
    assert_eq!(value(&records[0], &plan, "other"), Some(Value::None));
    assert_eq!(value(&records[0], &plan, "age"), None, "null is none only where none can be");
    assert_eq!(value(&records[1], &plan, "other"), Some(Value::None));
}

#[test]
fn what_does_not_fit_is_rejected_with_its_place_and_reason() {
    let plan = plan();
    let cases = [
        ("age", "121", "is not from 0 to 120"),
        ("age", "18.5", "is no whole number of at most 64 bits"),
        ("age", "eighteen", "is no number"),
        ("age", "none", "may not be none; leave the cell blank if it is not known"),
        ("salary", "38700 GBP", "is in `GBP`, not in CAD"),
        ("salary", "\"38,700\"", "is no plain number: write it without commas, with a point before decimals"),
        ("share", "1e3", "is no plain number: write all its digits, without an exponent"),
        ("share", "0.12345678901", "has more than 9 decimal places"),
        ("born", "29/02/2000", "a date is written year-month-day, as in 2022-10-19"),
        ("born", "2001-02-29", "there is no such day in the calendar"),
        ("nationality", "Venezuela", "is no country of ISO 3166-1 in three capitals, as in VEN"),
        ("sex", "femal", "is no sex: did you mean `female`?"),
        ("married", "yes", "is neither `true` nor `false`"),
    ];
    for (column, cell, reason) in cases {
        let (records, rejected) = read(&plan, Format::Csv, &format!("number,{column}\nA-1,{cell}\nA-2,\n"));
        assert_eq!(rejected, [format!("2: {column}: {reason}")], "{column} = {cell}");
        assert_eq!(records.len(), 1, "the run goes on");
    }
}

#[test]
fn damaged_records_are_rejected_and_the_rest_is_read() {
    let plan = plan();
    let (records, rejected) = read(&plan, Format::Csv, "number,age\nA-1,18,7\nA-2\nA-3,20\n,21\n");
    assert_eq!(records.len(), 1);
    assert_eq!(
        rejected,
        [
            "2: the record has 3 cells, the header 2",
            "3: the record has 1 cell, the header 2",
            "5: number: the applicant has no id"
        ]
    );
    let mut bytes = b"number,name\nA-1,Jos\xe9\nA-2,Ana\n".to_vec();
    let (records, rejected) = read_bytes(&plan, Format::Csv, bytes.clone());
    assert_eq!((records.len(), rejected), (1, vec!["2: name: byte 4 of the cell is not UTF-8".to_owned()]));
    bytes =
        b"{\"number\":\"A-1\"}\n{\"number\":\"A-2\",\n[1]\n{\"number\":\"A-3\",\"age\":1,\"age\":2}\n\xff\n".to_vec();
    let (records, rejected) = read_bytes(&plan, Format::JsonLines, bytes);
    assert_eq!(records.len(), 1);
    assert_eq!(
        rejected,
        [
            "2: the line ends before its JSON object does",
            "3: the line is not a JSON object",
            "4: the line is not JSON at column 29: the field `age` stands twice",
            "5: byte 1 of the line is not UTF-8"
        ]
    );
}

#[test]
fn quoted_line_breaks_byte_order_marks_and_crlf_are_read() {
    let plan = plan();
    let text = "\u{feff}number,name,age\r\nA-1,\"Calle 1\r\nBogota\",30\r\nA-2,x,200\r\n";
    let (records, rejected) = read(&plan, Format::Csv, text);
    assert_eq!(value(&records[0], &plan, "name"), Some(Value::Text("Calle 1\r\nBogota".into())));
    assert_eq!(rejected, ["4: age: is not from 0 to 120"], "the line is that of the file");
    let (records, rejected) = read(&plan, Format::JsonLines, "\u{feff}{\"number\":\"A-1\"}\r\n\r\n");
    assert_eq!((records.len(), rejected.len()), (1, 0));
}

#[test]
fn a_cell_left_open_is_not_taken_for_the_rest_of_the_file() {
    let plan = plan();
    let (records, rejected) = read(&plan, Format::Csv, "number,name\nA-1,x\nA-2,\"open\nA-3,y\n");
    assert_eq!(records.len(), 1);
    assert_eq!(rejected, ["3: a quotation mark opens a cell that is never closed"]);
}

#[test]
fn a_file_that_cannot_be_a_table_is_refused() {
    let refused = |bytes: &[u8]| match Reader::new("p.csv", Format::Csv, Box::new(std::io::Cursor::new(bytes.to_vec())))
    {
        Ok(_) => String::new(),
        Err(problem) => format!("{} {}", problem.code, problem.message),
    };
    assert_eq!(refused(b""), "E0502 `p.csv` has no header");
    assert_eq!(refused(b"id,age,id\n"), "E0502 `p.csv` has the column `id` twice");
    assert_eq!(refused(b"id;age\n"), "E0502 `p.csv` is not separated by commas");
    assert_eq!(refused(b"\xff\xfei\0d\0"), "E0501 `p.csv` is not in UTF-8");
}

#[test]
fn optional_records_are_there_or_none() {
    let plan = plan();
    let json = "{\"number\":\"A-1\",\"english\":{\"listening\":9}}\n{\"number\":\"A-2\",\"english\":null}\n{\"number\":\"A-3\"}\n";
    let (records, rejected) = read(&plan, Format::JsonLines, json);
    assert!(rejected.is_empty(), "{rejected:?}");
    let there = |at: usize| value(&records[at], &plan, "english");
    assert_eq!((there(0), there(1), there(2)), (Some(Value::Boolean(true)), Some(Value::None), None));
    let csv = "number,english,english.listening,english.reading\nA-1,,9,\nA-2,none,,\nA-3,,,\n";
    let (records, rejected) = read(&plan, Format::Csv, csv);
    assert!(rejected.is_empty(), "{rejected:?}");
    let there = |at: usize| value(&records[at], &plan, "english");
    assert_eq!((there(0), there(1), there(2)), (Some(Value::Boolean(true)), Some(Value::None), None));
    assert_eq!(value(&records[0], &plan, "english.listening"), Some(Value::Number(Number::integer(9))));
}

#[test]
fn unknown_columns_are_told_with_the_nearest_fact() {
    let plan = plan();
    let columns = ["number".to_owned(), "nationalty".to_owned()];
    let binding = visado::records::Binding::new(&plan, Some(&columns));
    let notes = binding.notes("p.csv");
    assert_eq!(notes.unknown.len(), 1);
    assert!(notes.unknown[0].help.as_deref().unwrap().contains("`nationality`"));
    assert!(notes.missing.contains(&"age".to_owned()));
}
