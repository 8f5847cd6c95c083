use super::around::{Around, Slip};

/// Comments of other languages.
pub fn comments(around: &Around<'_>) -> Vec<Slip> {
    let Some(at) = around.token(0) else { return Vec::new() };
    comment_at(around.text, at.start).into_iter().collect()
}

/// The comment of another language that starts there.
pub fn comment_at(text: &str, start: usize) -> Option<Slip> {
    let rest = text.get(start..)?;
    let sign = ["//", "--", "/*"].into_iter().find(|sign| rest.starts_with(sign))?;
    let at = start..start.saturating_add(sign.len());
    let slip =
        Slip::new(at.clone(), "a comment starts with `#`", "write `#`").headline(format!("`{sign}` starts no comment"));
    if sign != "/*" {
        return Some(slip.edit(at, "#"));
    }
    let closes = rest.find("*/")?;
    let all = start..start.saturating_add(closes).saturating_add(2);
    let lines: Vec<String> = rest
        .get(2..closes)?
        .trim()
        .lines()
        .map(|line| format!("# {}", line.trim().trim_start_matches('*').trim()).trim_end().to_owned())
        .collect();
    let follows = text.get(all.end..).and_then(|after| after.lines().next()).unwrap_or_default();
    let end = if follows.trim().is_empty() { "" } else { "\n" };
    let help = "start each line of the comment with `#`; it runs to the end of the line";
    Some(Slip { help: help.to_owned(), ..slip }.edit(all, format!("{}{end}", lines.join("\n"))))
}
