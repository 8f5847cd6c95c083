use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// The width for which everything on a terminal is laid out.
pub const WIDTH: u16 = 80;

/// A table with a heading; columns from `numbers_from` on are numbers and stand to the right.
pub fn table(heading: &[&str], rows: Vec<Vec<String>>, numbers_from: usize) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(heading.iter().copied());
    for row in rows {
        table.add_row(row);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if at == 0 { 2 } else { 1 }, 1));
        if at >= numbers_from {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n", lines.join("\n"))
}

/// A count with its thousands set apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `part` of `whole` in percent with one decimal, rounded half up.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let thousandths = u128::from(part).saturating_mul(2000).saturating_add(u128::from(whole));
    let tenths = thousandths.checked_div(u128::from(whole).saturating_mul(2)).unwrap_or(0);
    format!("{}.{}%", tenths.div_euclid(10), tenths.rem_euclid(10))
}
