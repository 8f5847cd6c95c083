use super::Span;

/// Names one file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// One source text under the name that diagnostics show.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub name: String,
    pub text: String,
}

/// All texts of one check, in the order in which they were loaded.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The file of that id; `None` if the id is of another `Sources`.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::try_from(id.0).ok()?)
    }

    /// The text of a span, empty if the span is of another `Sources`.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text.get(span.start..span.end)).unwrap_or_default()
    }

    /// The text of a span on one line.
    #[must_use]
    pub fn line(&self, span: Span) -> String {
        self.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Line and column of a span's start, both counted from 1, the column in characters. A byte
    /// order mark at the start of the file is none.
    #[must_use]
    pub fn line_and_column(&self, span: Span) -> (usize, usize) {
        self.at(span.file, span.start)
    }

    /// Line and column right behind a span's end.
    #[must_use]
    pub fn line_and_column_after(&self, span: Span) -> (usize, usize) {
        self.at(span.file, span.end.max(span.start))
    }

    fn at(&self, file: FileId, place: usize) -> (usize, usize) {
        let text = self.get(file).map(|file| file.text.as_str()).unwrap_or_default();
        // A finding about the end of a file may point behind it.
        let before = text.get(..place).unwrap_or(text);
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let line_start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        (before.matches('\n').count().saturating_add(1), column.saturating_add(1))
    }
}
