//! Policies as prose: nothing is lost, nothing reads wrongly, references lead somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use visado::paraphrase::{Block, Document, Item, paraphrase};
use visado::report::{prose_html, prose_markdown};

use crate::support::{check_text, files, root, snapshot};

/// The dotted name and the text of each policy of the gallery.
fn gallery() -> Vec<(String, String)> {
    let folder = root().join("policies");
    let named = files("policies", "visado").into_iter().map(|path| {
        let inside = path.strip_prefix(&folder).unwrap().with_extension("");
        (inside.display().to_string().replace('/', "."), std::fs::read_to_string(&path).unwrap())
    });
    named.collect()
}

fn prose_of(name: &str, text: &str, folder: &Path) -> Document {
    let checked = check_text(name, text, Some(folder));
    paraphrase(&checked.project, &checked.policy.unwrap_or_else(|| panic!("{name}: {:?}", checked.problems)))
}

fn every_construct() -> Document {
    let text = std::fs::read_to_string(root().join("tests/cases/prose.visado")).unwrap();
    prose_of("prose", &text, &root())
}

fn all() -> Vec<(String, Document)> {
    let folder = root().join("policies");
    let gallery = gallery().into_iter().map(|(name, text)| (name.clone(), prose_of(&name, &text, &folder)));
    gallery.chain([("prose".to_owned(), every_construct())]).collect()
}

/// Without line ends and without the letter that a sentence makes great.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn two_policies_and_every_construct_read_as_prose() {
    for (name, document) in all() {
        if ["usa.venezuela_parole", "canada.express_entry", "prose"].contains(&name.as_str()) {
            let name = format!("prose_{}", name.replace('.', "_"));
            snapshot(&root().join("tests/snapshots"), &name, &prose_markdown(&document));
        }
    }
}

#[test]
fn every_label_source_and_note_of_the_gallery_is_in_its_prose() {
    for (name, text) in gallery() {
        let document = prose_of(&name, &text, &root().join("policies"));
        let markdown = plain(&prose_markdown(&document));
        let html = plain(&unescaped(&prose_html(&document)));
        // The tests stand last.
        let end = ["\ntest \"", "\nassert \""].iter().filter_map(|start| text.find(start)).min();
        let law = &text[..end.unwrap_or(text.len())];
        let code: Vec<&str> = law.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let code = without_allowed(&code.join("\n"));
        let mut said = 0;
        for literal in code.split('"').skip(1).step_by(2) {
            for part in literal.split(['{', '}']).step_by(2) {
                let part = plain(part);
                assert!(markdown.contains(&part), "{name}: the Markdown lacks {part:?}");
                assert!(html.contains(&part), "{name}: the HTML lacks {part:?}");
                said += 1;
            }
        }
        assert!(said >= 2, "{name}");
    }
}

/// Without `allow W0820 "reason"`: why a warning is allowed is no law.
fn without_allowed(code: &str) -> String {
    // The layout may align what follows `allow`.
    let code = code.replace("allow  W", "allow W");
    let mut parts = code.split("allow W");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |law, part| law + part.splitn(3, '"').nth(2).unwrap())
}

#[test]
fn libraries_say_of_themselves_and_lend_only_what_is_read() {
    let documents = all();
    let short_stay = &documents.iter().find(|(name, _)| name == "schengen.short_stay").unwrap().1;
    let lent: Vec<&str> = sections(short_stay)
        .filter(|section| section.library.is_some())
        .map(|section| section.heading.as_str())
        .collect();
    assert_eq!(
        lent,
        [
            "Days of stay allowed in any 180",
            "What the record says of stays in the Schengen area",
            "Stay in the Schengen area"
        ]
    );
    let text = "library a.lender \"Lender\"\nparameter lent \"lent\" = 1\nparameter kept \"kept\" = 2\nrule unread \"is unread\" { met when kept > 1 }";
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    std::fs::write(folder.path().join("a/lender.visado"), text).unwrap();
    let borrower = "policy borrower \"Borrower\" { }\nuse a.lender\nfacts applicant { age : integer \"Age\" }\npathway entry \"Entry\" { requires age > lent \"is older\" }";
    let document = prose_of("borrower", borrower, folder.path());
    let markdown = prose_markdown(&document);
    assert!(
        markdown.contains("the age is more than lent") || markdown.contains("more than the lent (1, see 2.1)"),
        "{markdown}"
    );
    assert!(!markdown.contains("kept") && !markdown.contains("unread"), "{markdown}");
    // Of what a library knows of a person only what the policy reads is told.
    let text = "library a.known \"Known\"\nfacts applicant { age : integer \"Age\"  height : integer \"Height\" }\nfinding tall : boolean \"is tall\"\nfinding able : boolean \"is able\"";
    std::fs::write(folder.path().join("a/known.visado"), text).unwrap();
    let reader = "policy reader \"Reader\" { }\nuse a.known\npathway entry \"Entry\" { requires age > 17 \"is grown\"  requires able }";
    let markdown = prose_markdown(&prose_of("reader", reader, folder.path()));
    assert!(markdown.contains("“Age” (`age` in the record) is a whole number."), "{markdown}");
    assert!(markdown.contains("“Is able” (`able` in the record) is answered yes or no."), "{markdown}");
    assert!(!markdown.contains("Height") && !markdown.contains("tall"), "{markdown}");
}

/// Words that no sentence of the engine may come to.
const WRONG: [&str; 23] = [
    "both there ",
    "; in force ",
    " if (in force ",
    "it is said: ",
    " is its code",
    "says no for ",
    "says yes for ",
    "both no ",
    "both none ",
    "both at least ",
    "either no ",
    "there is a whether ",
    "there is whether ",
    "shows a the ",
    "shows a no ",
    "shows no no ",
    "a one ",
    "at least 0 ",
    "the person the ",
    "is a yes or no",
    "of the abroad",
    "the the ",
    "that is, that ",
];

/// Facts labelled as things, pools alike, provisions asked of somebody else, what is denied, what is said twice.
#[test]
fn sentences_are_plain_english() {
    let documents = all();
    let prose = |wanted: &str| prose_markdown(&documents.iter().find(|(name, _)| name == wanted).unwrap().1);
    let says = |name: &str, sentence: &str| {
        let prose = prose(name);
        assert!(prose.contains(sentence), "{name} lacks {sentence:?}:\n{prose}");
    };
    let text = std::fs::read_to_string(root().join("tests/cases/plain.visado")).unwrap();
    let prose_of_it = prose_markdown(&prose_of("plain", &text, &root()));
    for sentence in [
        "Each holds 10 places; what is not used lapses:",
        "| Pool       | For those whose age is less than |",
        "the record shows both a licence to drive and a master's degree",
        "the record shows no guardian who can take care",
        "the record shows no licence to drive",
        "“Shows no” is said where the record says so",
        "an officer finds that this is not so: the person is hired for a job that does not exist",
        "the person is paid at least 5 (see",
        "The relative is close family if",
        "the relative is not married",
        "This is asked for a given relation (see",
        "Only an officer makes this finding",
    ] {
        assert!(prose_of_it.contains(sentence), "{sentence:?}:\n{prose_of_it}");
    }
    says("usa.four_country_parole", "| January 2023 | 31 January 2023 |");
    says("usa.title_42", "the person is an unaccompanied child (in force from");
    says("canada.skilled_trades", "the number of employers of the offer of employment in the trade");
    says("uk.check_uk_visa", "Bonaire, Sint Eustatius and Saba;");
    says("usa.family_preference", "The relative is the husband or wife");
    // What is shared is told once.
    says("region.common_procedure", "Stage 1, “may apply”, is the same as in 1.1.");
    assert_eq!(prose("usa.asylum").matches("### 7.").count(), 6);
    says("usa.h2b", "| Library |");
    says("usa.venezuela_parole", "There are 24,000 places (the number of travel authorisations, see");
    says("usa.four_country_parole", "Each holds 30,000 places (the number of travel authorisations a month)");
    says("usa.h2b_supplement", "| 16,000 ");
    says("usa.diversity_visa", "Whole number from 1 to 1,000 ");
    says("uk.skilled_worker", "| 10.10 GBP ");
    // What there is is "that day" the second time.
    says(
        "usa.h1b",
        "there is a first day of an absence from the United States that lasts until the work, and the day 1 year",
    );
    says("usa.h2b", "the day that lies the absence after which the time begins anew (see");
    says("usa.h1b", "until its day of return (that day left out)");
    says("usa.family_preference", "the number of days from the day of receipt to that day;");
    says("uk.check_uk_visa", "The answer is “No visa is needed” if the person needs no visa for this journey");
    says("uk.skilled_worker", "(v) in force from 22 July 2025, that day included: the person was in the route before");
    // Who has to find what, and of whom it is said.
    says("canada.skilled_trades", "has performed the duties of the occupation (unless an officer finds otherwise)");
    says("canada.skilled_trades", "it is not so that the person both has worked");
    says("usa.family_preference", "This is asked of the person and the relative, for a given ‹born› (a day).");
    says("usa.temporary_protected_status", "continuous was brief, casual and innocent");
    says("usa.four_country_parole", "\n\nIn force from 28 April 2023, that day included.\n\n");
    // What stands behind a list of its own does not belong to its last item.
    says("region.common_procedure", "if returned (as an officer finds);\n\n  and\n\n- (b)");
}

#[test]
fn nothing_reads_wrongly() {
    for (name, document) in all() {
        let markdown = prose_markdown(&document);
        for (at, line) in markdown.lines().enumerate() {
            let place = format!("{name}:{}: {line}", at + 1);
            if !line.starts_with('|') {
                assert!(!line.trim_start().contains("  "), "two blanks: {place}");
            }
            for wrong in [" ,", " ;", ",.", ";.", "..", ",,", ";;", ": .", "()", "{#", " .", "“”", "‹›"] {
                assert!(!line.contains(wrong), "{wrong:?}: {place}");
            }
            let told = line.to_lowercase();
            for wrong in WRONG {
                assert!(!told.contains(wrong), "{wrong:?}: {place}");
            }
            // What is denied holds no "not" of its own.
            for denied in told.split("it is not so that ").skip(1) {
                let denied = denied.split([';', ':', '(']).next().unwrap();
                assert!(!denied.contains(" not "), "two denials: {place}");
            }
            let words: Vec<&str> = line.split(' ').collect();
            let twice = words
                .windows(2)
                .find(|pair| pair[0] == pair[1] && !pair[0].is_empty() && pair[0].chars().all(char::is_alphabetic));
            assert!(twice.is_none(), "{twice:?}: {place}");
            for pair in words.windows(2).filter(|pair| pair[0] == "a" && !pair[1].starts_with("one-")) {
                assert!(!pair[1].starts_with(['a', 'e', 'i', 'o']), "a before a vowel: {place}");
            }
        }
    }
}

#[test]
fn numbers_are_given_once_and_references_lead_to_them() {
    for (name, document) in all() {
        let numbers: Vec<&str> = sections(&document).map(|section| section.number.as_str()).collect();
        let unique: BTreeSet<&str> = numbers.iter().copied().collect();
        assert_eq!(numbers.len(), unique.len(), "{name}: {numbers:?}");
        let markdown = prose_markdown(&document);
        for after in markdown.split("(see ").skip(1) {
            let list = after.split(')').next().unwrap();
            let referred = list.split([' ', ',', ';']).filter(|word| word.contains('.'));
            assert!(referred.clone().count() > 0, "{name}: {list}");
            for number in referred {
                assert!(unique.contains(number), "{name}: nothing is {number}");
            }
        }
        let html = prose_html(&document);
        for target in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert_eq!(html.matches(&format!("id=\"{target}\"")).count(), 1, "{name}: {target}");
        }
        for open in ["section", "article", "ul", "li", "p", "div", "table", "tr", "td"] {
            let opened = html.matches(&format!("<{open}>")).count() + html.matches(&format!("<{open} ")).count();
            assert_eq!(opened, html.matches(&format!("</{open}>")).count(), "{name}: <{open}>");
        }
    }
}

/// A mark names one item of a section, and no section is empty.
#[test]
fn every_section_says_something_and_its_marks_are_its_own() {
    for (name, document) in all() {
        for section in sections(&document) {
            assert!(!section.blocks.is_empty(), "{name}: {}", section.heading);
            let mut marks = Vec::new();
            for block in &section.blocks {
                if let Block::Items(items) = block {
                    assert!(!items.is_empty(), "{name}: {}", section.heading);
                    gather(items, "", &mut marks);
                }
            }
            let unique: BTreeSet<&String> = marks.iter().collect();
            assert_eq!(unique.len(), marks.len(), "{name}: {}: {marks:?}", section.heading);
        }
    }
}

fn gather(items: &[Item], before: &str, marks: &mut Vec<String>) {
    for item in items {
        let mark = format!("{before}{}", item.mark);
        item.lists.iter().for_each(|list| gather(&list.items, &mark, marks));
        marks.push(mark);
    }
}

fn sections(document: &Document) -> impl Iterator<Item = &visado::paraphrase::Section> {
    document.articles.iter().flat_map(|article| &article.sections)
}

fn unescaped(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for sign in html.chars() {
        match sign {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(sign),
            _ => {}
        }
    }
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The page in the documentation is what the command prints today.
#[test]
fn the_parole_process_stands_in_the_documentation_as_prose() {
    let text = std::fs::read_to_string(root().join("policies/usa/venezuela_parole.visado")).unwrap();
    let prose = prose_markdown(&prose_of("usa.venezuela_parole", &text, &root().join("policies")));
    let page = root().join("docs/explanation/venezuela-parole-as-prose.md");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        std::fs::write(&page, &prose).unwrap();
    }
    assert!(std::fs::read_to_string(&page).unwrap() == prose, "UPDATE_DOCUMENTS=1 cargo test writes it anew");
}
