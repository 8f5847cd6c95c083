use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::Paint;

/// Where commands print: results to the standard output, the rest to the standard error.
pub struct Terminal {
    pub out: Paint,
    pub err: Paint,
}

impl Terminal {
    pub fn new() -> Terminal {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0" && !value.is_empty());
        let paint = |terminal: bool| if forced || (allowed && terminal) { Paint::Colour } else { Paint::Plain };
        Terminal { out: paint(std::io::stdout().is_terminal()), err: paint(std::io::stderr().is_terminal()) }
    }

    /// Prints a result. A reader who has seen enough, such as `head`, is no error.
    pub fn print(&mut self, text: &str) {
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }

    /// Prints what is said beside the result.
    pub fn say(&mut self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// A bar that fills as a file of that many bytes is read; seen only by a person.
    pub fn progress(&self, bytes: u64, what: &str) -> ProgressBar {
        if !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg:<12} {wide_bar} {percent:>3}% {eta:>5}");
        let bar = ProgressBar::new(bytes).with_message(what.to_owned());
        match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}
