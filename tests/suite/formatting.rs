//! The layout of policies: what it looks like, that it changes nothing, that it is one.

use proptest::prelude::*;
use visado::source::Sources;
use visado::syntax::{Unformatted, format, parse};

use crate::drawn::{Draw, policy};
use crate::drive::tree;
use crate::support::{files, root, snapshot};

fn formatted(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("policy.visado", text);
    format(file, text).unwrap_or_else(|why| panic!("{why:?} in\n{text}"))
}

/// All that was ever written in the language here and parses.
fn texts() -> Vec<String> {
    let paths = ["policies", "tests/ui", "tests/cases", "tests/fuzz/corpus"];
    let mut texts: Vec<String> = paths
        .iter()
        .flat_map(|folder| files(folder, "visado"))
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        .collect();
    texts.extend(blocks().into_iter().map(|(_, text)| text));
    texts.sort();
    texts.dedup();
    texts.retain(|text| tree(text).is_some());
    assert!(texts.len() > 200, "{}", texts.len());
    texts
}

/// The policies in the documents, with their places; those that are to fail among them.
fn blocks() -> Vec<(String, String)> {
    let mut documents = files("docs", "md");
    documents.push(root().join("README.md"));
    let mut blocks = Vec::new();
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if line.starts_with("```") {
                let body: String = lines
                    .by_ref()
                    .map(|(_, line)| line)
                    .take_while(|line| *line != "```")
                    .flat_map(|line| [line, "\n"])
                    .collect();
                if line.starts_with("```visado") {
                    blocks.push((format!("{}:{}", path.display(), number + 1), body));
                }
            }
        }
    }
    blocks
}

/// A policy's text in pieces: what may not be torn apart, and what may stand between.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Word(&'a str),
    Sign(&'a str),
    Comment(&'a str),
    White(&'a str),
}

fn pieces<'a>(text: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let until = |end: fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
        let (length, piece): (usize, fn(&'a str) -> Piece<'a>) = match first {
            '#' => (until(|c| c == '\n'), Piece::Comment),
            '"' => (string(rest), Piece::Word),
            // A bracket touches the name of what is called.
            '{' | '}' | '[' | ']' | ')' | ',' | '|' => (1, Piece::Sign),
            c if c.is_ascii_whitespace() => (until(|c| !c.is_ascii_whitespace()), Piece::White),
            _ => (until(|c| c.is_ascii_whitespace() || "#\"{}[]),|".contains(c)), Piece::Word),
        };
        let (own, after) = rest.split_at(length);
        pieces.push(piece(own));
        rest = after;
    }
    pieces
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The same policy with other white space, where that is not the writer's to choose: blank lines
/// stay, and line ends in `given`; a comment stays on its line.
fn scattered(text: &str, draw: &mut Draw<'_>) -> String {
    let mut written = String::new();
    let mut given: Option<usize> = None;
    let pieces = pieces(text);
    for (at, piece) in pieces.iter().enumerate() {
        let own = match piece {
            Piece::Word(own) | Piece::Sign(own) | Piece::Comment(own) | Piece::White(own) => own,
        };
        match (piece, own, &mut given) {
            (Piece::Word(_), &"given", None) => given = Some(0),
            (Piece::Sign(_), &"{" | &"[", Some(depth)) => *depth += 1,
            (Piece::Sign(_), &"}" | &"]", Some(depth)) => *depth -= 1,
            _ => {}
        }
        let before_comment = matches!(pieces.get(at + 1), Some(Piece::Comment(_)));
        match piece {
            Piece::White(own) => {
                let lines = own.matches('\n').count();
                let after_comment = at > 0 && matches!(pieces[at - 1], Piece::Comment(_));
                let touching = [at.checked_sub(1), Some(at + 1)]
                    .into_iter()
                    .flatten()
                    .any(|at| matches!(pieces.get(at), Some(Piece::Sign(_))));
                let breaks = if lines > 1 {
                    lines + draw.pick(2)
                } else if given.is_some() || before_comment || after_comment || at + 1 == pieces.len() {
                    lines
                } else {
                    draw.pick(2)
                };
                let spaces = draw.pick(4);
                written.extend(std::iter::repeat_n('\n', breaks));
                written.extend(std::iter::repeat_n(' ', if breaks + spaces == 0 && !touching { 1 } else { spaces }));
            }
            _ => written.push_str(own),
        }
        if given == Some(0) && matches!(piece, Piece::Sign("}")) {
            given = None;
        }
    }
    written
}

/// The same policy with comments in between.
fn commented(text: &str, draw: &mut Draw<'_>) -> String {
    let mut written = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::White(own) if draw.one_in(6) => {
                written.push_str(if draw.one_in(2) { "\n" } else { " " });
                written.push_str(&format!("# {}\n", draw.of(&["why", "who  ", "\"", "--- { ---", "é"])));
                written.push_str(own);
            }
            Piece::Word(own) | Piece::Sign(own) | Piece::Comment(own) | Piece::White(own) => written.push_str(own),
        }
    }
    written
}

fn comments(text: &str) -> Vec<&str> {
    pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Comment(own) => Some(own.trim_end()),
            _ => None,
        })
        .collect()
}

/// Formats a text that parses; holds the result to all that must be true of it.
fn held(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "formatted twice, from\n{text}");
    assert_eq!(tree(&once), tree(text), "the tree of\n{text}");
    assert_eq!(comments(&once), comments(text), "the comments of\n{text}");
    assert!(once.is_empty() || (once.ends_with('\n') && !once.ends_with("\n\n")), "{once:?}");
    assert!(!once.contains("\n\n\n"), "{once}");
    once
}

#[test]
fn formatting_changes_neither_words_nor_comments() {
    for text in texts() {
        held(&text);
    }
}

#[test]
fn the_layout_does_not_depend_on_how_lines_were_broken() {
    for (number, text) in texts().into_iter().enumerate() {
        let once = formatted(&text);
        let bytes = noise(number, once.len());
        let other = scattered(&once, &mut Draw(bytes.iter()));
        assert_eq!(formatted(&other), once, "from\n{other}");
        held(&commented(&text, &mut Draw(bytes.iter())));
    }
}

/// Bytes that are the same in every run.
fn noise(number: usize, length: usize) -> Vec<u8> {
    let mut state = u64::try_from(number).unwrap() + 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[2]
        })
        .collect()
}

proptest! {
    #![proptest_config(crate::generated::config(16))]

    /// `parse` after `format` gives what `parse` gives.
    #[test]
    fn generated_policies_say_the_same_when_formatted(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let text = policy(&bytes);
        let once = held(&text);
        let other = scattered(&once, &mut Draw(bytes.iter()));
        prop_assert_eq!(held(&other), once);
        held(&commented(&text, &mut Draw(bytes.iter())));
    }
}

#[test]
fn the_gallery_is_formatted() {
    let unformatted: Vec<_> = files("policies", "visado")
        .into_iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            formatted(&text) != text
        })
        .collect();
    assert!(unformatted.is_empty(), "{unformatted:#?}");
}

#[test]
fn a_text_that_does_not_parse_is_refused_with_its_errors() {
    let mut sources = Sources::default();
    for text in ["rule x { met wehn true }", "}", "policy test \"T\" { }\nparameter p = 2021-13-01\n"] {
        let file = sources.add("policy.visado", text);
        let (_, problems) = parse(file, text);
        assert!(!problems.is_empty());
        match format(file, text) {
            Err(Unformatted::Unreadable(found)) => assert_eq!(found, problems),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn line_ends_and_byte_order_marks_are_mended() {
    assert_eq!(formatted("\u{feff}library test  \r\n\r\n\r\n# why\t\r\nuse a"), "library test\n\n# why\nuse a\n");
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n \n"), "");
    assert_eq!(formatted("# a\n\n\n\n# b"), "# a\n\n# b\n");
    assert_eq!(formatted("library test\n# last"), "library test\n# last\n");
    assert_eq!(formatted("library test # on the line"), "library test  # on the line\n");
}

/// Each file of `tests/formatting` badly laid out, and its layout beside it.
#[test]
fn every_construct_has_its_layout() {
    let cases = files("tests/formatting", "visado");
    assert!(cases.len() > 8);
    for path in cases {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        snapshot(&root().join("tests/formatting"), &name, &held(&text));
    }
}

/// Not a measurement: only that nothing grows beyond all bounds.
#[test]
fn long_files_are_formatted_in_time() {
    let mut long = String::from("library test\nfacts a { id n : text ");
    (0..1_000).for_each(|at| long.push_str(&format!("f{at} : boolean \"a fact\" fixed ")));
    long.push_str("} enum e { ");
    (0..1_000).for_each(|at| long.push_str(&format!("v{at} \"{}\", ", "x".repeat(at % 200))));
    long.push_str("}\n");
    (0..1_000).for_each(|at| long.push_str(&format!("parameter p{at} \"{}\" = {at} # c\n", "y".repeat(at % 90))));
    let deep = format!("library test\nrule r {{ met when {}true{} }}", "(".repeat(60), ")".repeat(60));
    let wide = format!("library test\nrule r {{ met when {}true }}", "true and (false or true) and ".repeat(800));
    let list = format!("library test\nparameter p = [{}1]", "1, ".repeat(4_000));
    let (done, finished) = std::sync::mpsc::channel();
    let work = move || {
        for text in [long, deep, wide, list] {
            let once = formatted(&text);
            assert_eq!(formatted(&once), once);
        }
        done.send(())
    };
    // As much stack as a program has: the parser itself needs it for what is nested so deep.
    std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap();
    finished.recv_timeout(std::time::Duration::from_secs(120)).unwrap();
}
