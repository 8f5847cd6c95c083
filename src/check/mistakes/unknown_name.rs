use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// What a drafter means by words that other languages have.
const ELSEWHERE: [(&str, &str); 9] = [
    ("null", "none"),
    ("nil", "none"),
    ("nothing", "none"),
    ("undefined", "none"),
    ("yes", "true"),
    ("no", "false"),
    ("today", "as_of"),
    ("now", "as_of"),
    ("current_date", "as_of"),
];

/// A name that nothing in sight declares. `kind` is what was looked for: "fact, rule or value".
pub fn unknown_name<'a>(span: Span, name: &str, kind: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let problem = Diagnostic::new(Code::E0101, format!("no {kind} is called `{name}`")).label(span, "not declared");
    if let Some((_, meant)) = ELSEWHERE.iter().find(|(word, _)| *word == name) {
        let help = match *meant {
            "as_of" => "the day whose law applies is `as_of`".to_owned(),
            meant => format!("here this is written `{meant}`"),
        };
        return problem.help(help).fix(span, *meant);
    }
    if name == "unknown" {
        return problem
            .help("a policy cannot ask whether a fact is known; `presumed` and `burden` say what silence means");
    }
    match nearest(name, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")).fix(span, near),
        None => problem.help(format!("declare a {kind} of that name, or `use` the file that does")),
    }
}
