use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use super::paint::Paint;
use super::table::WIDTH;
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{FileId, Sources, made_visible};

/// Diagnostics drawn with the lines that they are about, one after the other.
#[must_use]
pub fn diagnostics(sources: &Sources, problems: &[Diagnostic], paint: Paint) -> String {
    let theme = match paint {
        Paint::Plain => GraphicalTheme::unicode_nocolor(),
        Paint::Colour => GraphicalTheme::unicode(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(usize::from(WIDTH))
        .with_context_lines(1);
    let mut text = String::new();
    for problem in problems {
        // Writing into a text cannot fail.
        let _ = handler.render_report(&mut text, &Drawn::new(sources, problem));
        text.push('\n');
    }
    text
}

/// A diagnostic in one line, for those that are about no place in a policy.
#[must_use]
pub fn short(problem: &Diagnostic, paint: Paint) -> String {
    let kind = match problem.severity() {
        Severity::Error => paint.bad(&format!("error[{}]", problem.code)),
        Severity::Warning => paint.open(&format!("warning[{}]", problem.code)),
    };
    let mut text = format!("{kind}: {}\n", problem.message);
    if let Some(help) = &problem.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

/// A diagnostic as the drawing library wants it.
struct Drawn {
    code: String,
    message: String,
    help: Option<String>,
    severity: miette::Severity,
    source: Option<NamedSource<String>>,
    labels: Vec<LabeledSpan>,
    /// Labels in other files, each with its own source.
    elsewhere: Vec<Drawn>,
}

impl Drawn {
    fn new(sources: &Sources, problem: &Diagnostic) -> Drawn {
        let file = problem.place().map(|span| span.file);
        let mut drawn = Drawn {
            code: problem.code.to_string(),
            message: problem.message.clone(),
            help: problem.help.clone(),
            severity: match problem.severity() {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            source: file.and_then(|file| named(sources, file)),
            labels: Vec::new(),
            elsewhere: Vec::new(),
        };
        for label in &problem.labels {
            let length = label.span.end.saturating_sub(label.span.start);
            let span = LabeledSpan::new(Some(label.words.clone()), label.span.start, length);
            if Some(label.span.file) == file {
                // The first is the place that is named above the lines.
                let first = drawn.labels.is_empty();
                drawn.labels.push(if first { primary(&label.words, label.span.start, length) } else { span });
            } else {
                drawn.elsewhere.push(Drawn {
                    code: problem.code.to_string(),
                    message: label.words.clone(),
                    help: None,
                    severity: miette::Severity::Advice,
                    source: named(sources, label.span.file),
                    labels: vec![span],
                    elsewhere: Vec::new(),
                });
            }
        }
        drawn
    }
}

fn primary(words: &str, start: usize, length: usize) -> LabeledSpan {
    LabeledSpan::new_primary_with_span(Some(words.to_owned()), (start, length))
}

fn named(sources: &Sources, file: FileId) -> Option<NamedSource<String>> {
    sources.get(file).map(|file| {
        // What cannot be seen could turn the drawn lines round. A mark at the start of the file does not.
        let text = match file.text.strip_prefix('\u{feff}') {
            Some(rest) => format!("\u{feff}{}", made_visible(rest)),
            None => made_visible(&file.text),
        };
        NamedSource::new(&file.name, text)
    })
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl miette::Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let elsewhere = self.elsewhere.iter().map(|drawn| drawn as &dyn miette::Diagnostic);
        (!self.elsewhere.is_empty()).then(|| Box::new(elsewhere) as Box<dyn Iterator<Item = &dyn miette::Diagnostic>>)
    }
}
