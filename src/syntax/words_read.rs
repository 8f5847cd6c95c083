//! The names that a piece of a policy mentions, told from its text alone.

/// Every word outside comments and texts, and those in the braces of texts: what a piece may read.
pub fn words_read(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut word: Option<usize> = None;
    let (mut in_text, mut in_braces, mut in_comment, mut escaped) = (false, false, false, false);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let reads = !in_comment && (!in_text || in_braces);
        if reads && (c.is_ascii_alphanumeric() || c == '_') {
            word.get_or_insert(at);
            continue;
        }
        found.extend(word.take().and_then(|start| text.get(start..at)));
        match c {
            '\n' => (in_text, in_braces, in_comment, escaped) = (false, false, false, false),
            _ if in_comment => {}
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => (in_text, in_braces) = (!in_text, false),
            '{' if in_text => in_braces = true,
            '}' if in_text => in_braces = false,
            '#' if !in_text => in_comment = true,
            _ => {}
        }
    }
    found
}
