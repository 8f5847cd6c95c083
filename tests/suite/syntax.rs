//! Reading text: nothing that is written can stop or stall the reader.

use std::time::Duration;

use crate::support::{check_text, codes};

#[test]
fn a_slip_does_not_hide_those_of_the_next_declaration() {
    let text = "policy test \"T\" { }\nrule one { met when }\nrule two { met wehn true }\nrule three { met when 1 }\n\
                facts a { id n : text }\npathway p { requires three }\n";
    assert_eq!(codes("test", text), ["E0001", "E0001", "E0201"]);
}

#[test]
fn names_of_a_broken_declaration_are_not_blamed_on_their_readers() {
    let text = "policy test \"T\" { }\nfacts a { id n : text  age : integr 0..12 }\nenum e { x, y z }\n\
                rule r { met when age > 17 }\npathway p { requires r }\n";
    assert_eq!(codes("test", text), ["E0001", "E0001"]);
}

#[test]
fn any_text_is_read_or_refused() {
    let samples = [
        "",
        "\u{feff}",
        "\0",
        "policy",
        "policy x",
        "policy test {",
        "}}}}",
        "\"",
        "#",
        "rule \u{202e} {}",
        "|||",
        "facts a { id",
        "table t(",
        "policy test { in force from 0000-00-00 }",
        "é",
        "rule r { met when ((((((1)))))) }",
    ];
    for sample in samples {
        check_text("test", sample, None);
    }
    let deep = format!("policy test {{ }}\nrule r {{ met when {}true{} }}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(codes("test", &deep), ["E0006"]);
    let long = format!("library test\nrule r {{ met when {}true }}", "true and ".repeat(20_000));
    assert_eq!(codes("test", &long), [""; 0], "conditions stand side by side, not within each other");
    for nested in ["1 + ", "if true then 1 else "] {
        let text = format!("library test\nparameter p = {}1", nested.repeat(20_000));
        assert_eq!(codes("test", &text), ["E0006"], "{nested}");
    }
    let minuses = format!("library test\nparameter p = {}1", "-".repeat(20_000));
    assert_eq!(codes("test", &minuses), ["E0006"]);
}

/// Not a measurement: only that nothing grows beyond all bounds.
#[test]
fn long_files_are_read_in_time() {
    let mut text = "library test\n".to_owned();
    for at in 0..2_000 {
        text.push_str(&format!(
            "define d{at} = {}\n",
            if at == 0 { "1".to_owned() } else { format!("d{} + 1", at - 1) }
        ));
    }
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(codes("test", &text)));
    assert_eq!(finished.recv_timeout(Duration::from_secs(60)).unwrap(), [""; 0]);
}
