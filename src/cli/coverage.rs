//! Where a report on coverage goes, and whether enough is reached.

use std::io::Write;
use std::path::Path;

use super::Ending;
use super::arguments::{CoverageArguments, CoverageFormat};
use super::roll::{not_over_input, unread};
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic};
use crate::records::temporary_beside;
use crate::report::{self, By, Paint};
use crate::trial::Coverage;

impl CoverageArguments {
    pub fn is_wanted(&self) -> bool {
        self.coverage.is_some() || self.min_coverage.is_some()
    }

    /// The format of a report that takes the place of what else goes to the standard output.
    pub fn in_place(&self) -> Option<CoverageFormat> {
        self.coverage.filter(|format| self.coverage_out.is_none() && *format != CoverageFormat::Text)
    }

    /// Writes the report where it is wanted, and tells of files of which too little is reached.
    /// `named` are the files that the command is about.
    pub fn report(&self, coverage: &Coverage, named: &[String], by: By, terminal: &mut Terminal) -> Result<(), Ending> {
        match (self.coverage, &self.coverage_out) {
            (Some(format), Some(path)) => {
                let inputs: Vec<&Path> = coverage.files().map(|(name, _)| Path::new(name)).collect();
                not_over_input(&[Some(path.as_path())], &inputs, terminal)?;
                write(path, &drawn(format, coverage, by, Paint::Plain))
                    .map_err(|problem| unread(&problem, terminal))?;
            }
            (Some(format), None) => terminal.print(&drawn(format, coverage, by, terminal.out)),
            (None, _) => {}
        }
        if self.too_little(coverage, named, by, terminal) { Err(Ending::Findings) } else { Ok(()) }
    }

    /// Whether less than was asked for is reached of a file that was named, or of all together.
    fn too_little(&self, coverage: &Coverage, named: &[String], by: By, terminal: &mut Terminal) -> bool {
        let Some(least) = self.min_coverage.map(u64::from) else { return false };
        let mut shares: Vec<(&str, u64)> = coverage
            .files()
            .filter(|(name, _)| named.iter().any(|named| named == name))
            .map(|(name, file)| (name, file.share().percent()))
            .collect();
        shares.push(("all together", coverage.share().percent()));
        shares.retain(|(_, percent)| *percent < least);
        for (name, percent) in &shares {
            terminal.say(&format!("error: {name}: {} reach {percent}%, less than {least}%\n", by.words()));
        }
        !shares.is_empty()
    }
}

fn drawn(format: CoverageFormat, coverage: &Coverage, by: By, paint: Paint) -> String {
    match format {
        CoverageFormat::Text => report::coverage_text(coverage, by, paint),
        CoverageFormat::Html => report::coverage_page(coverage, by),
        CoverageFormat::Json => report::coverage_json(coverage, by),
    }
}

/// Writes a file under another name, and puts it in its place when it is whole.
fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let unwritable = |error: &std::io::Error| {
        Diagnostic::new(Code::E0501, format!("`{}` cannot be written: {}", path.display(), error.kind()))
            .help("check that the folder is there, may be written and has room")
    };
    let mut file = temporary_beside(path).map_err(|error| unwritable(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| unwritable(&error))?;
    file.persist(path).map_err(|error| unwritable(&error.error))?;
    Ok(())
}
