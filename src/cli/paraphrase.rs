use std::fs;
use std::path::Path;

use super::Ending;
use super::arguments::{ParaphraseArguments, ProseFormat};
use super::project::{Checked, check_file};
use super::roll::not_over_input;
use super::terminal::Terminal;
use crate::check::CheckedPolicy;
use crate::report;

pub fn paraphrase(arguments: &ParaphraseArguments, terminal: &mut Terminal) -> Ending {
    match try_paraphrase(arguments, terminal) {
        Ok(ending) | Err(ending) => ending,
    }
}

fn try_paraphrase(arguments: &ParaphraseArguments, terminal: &mut Terminal) -> Result<Ending, Ending> {
    not_over_input(&[arguments.out.as_deref()], &[&arguments.policy], terminal)?;
    let (checked, policy) = policy_of(&arguments.policy, terminal)?;
    let document = crate::paraphrase::paraphrase(&checked.project, &policy);
    let text = match arguments.format {
        ProseFormat::Markdown => report::prose_markdown(&document),
        ProseFormat::Html => report::prose_html(&document),
    };
    give(&text, arguments.out.as_deref(), terminal)
}

/// A policy or library that must be without errors, with the files that it is of; prints them if it is not.
pub fn policy_of(path: &Path, terminal: &mut Terminal) -> Result<(Checked, CheckedPolicy), Ending> {
    let mut checked = check_file(path, None).map_err(|why| {
        terminal.say(&format!("error: {why}\n"));
        Ending::WrongUsage
    })?;
    if !checked.problems.is_empty() {
        terminal.say(&report::diagnostics(&checked.sources, &checked.problems, terminal.err));
    }
    let policy = checked.policy.take().ok_or(Ending::Findings)?;
    Ok((checked, policy))
}

/// Writes a text to a file, or prints it where none is named.
pub fn give(text: &str, out: Option<&Path>, terminal: &mut Terminal) -> Result<Ending, Ending> {
    let Some(out) = out else {
        terminal.print(text);
        return Ok(Ending::Done);
    };
    fs::write(out, text).map_err(|error| {
        terminal.say(&format!("error: cannot write {}: {error}\n", out.display()));
        Ending::Unreadable
    })?;
    Ok(Ending::Done)
}
