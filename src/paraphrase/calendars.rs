//! Calendars: which days are worked.

use std::collections::BTreeMap;

use super::declared::{Place, label_or_name};
use super::document::{Block, Grid, Section};
use super::english::{and, or, quoted, raised, sentence};
use super::writer::Writer;
use crate::explain::date_words;
use crate::syntax::{CalendarDecl, Cell, Holidays, Row};
use crate::values::Date;

impl<'a> Writer<'a> {
    pub fn calendar(&self, place: Place, decl: &'a CalendarDecl) -> Section {
        let label = label_or_name(decl.label.as_ref(), &decl.name.node);
        let mut section = self.section(place, Some(&label), &decl.name, &decl.annotations);
        let days = decl.weekends.iter().flat_map(|weekend| &weekend.node);
        let mut free: Vec<String> = days.map(|day| format!("a {}", raised(&day.node))).collect();
        if !decl.holidays.is_empty() {
            free.push("one of the holidays below".to_owned());
        }
        let but = if free.is_empty() { String::new() } else { format!(" that is not {}", or(&free)) };
        let text = format!("by the calendar {} every day is worked{but}", quoted(&label));
        section.blocks.push(Block::Paragraph(sentence(&text)));
        for holidays in &decl.holidays {
            match holidays {
                Holidays::Listed(days) => {
                    let days: Vec<String> = days.iter().map(|day| date_words(day.node)).collect();
                    section.blocks.push(Block::Paragraph(sentence(&format!("holidays are {}", and(&days)))));
                }
                Holidays::File(path, rows) => {
                    section.blocks.push(Block::Paragraph(format!("Holidays are those of {}:", path.node)));
                    section.blocks.push(Block::Table(rows_of(rows)));
                }
            }
        }
        section
    }
}

/// One row for each year.
fn rows_of(rows: &[Row]) -> Grid {
    let mut years: BTreeMap<i16, Vec<String>> = BTreeMap::new();
    for row in rows.iter().skip(1) {
        let cells: Vec<&str> = row.cells.iter().filter_map(|cell| raw(&cell.node)).collect();
        let Some(day) = cells.iter().find_map(|cell| Date::parse(cell).ok()) else { continue };
        let words = date_words(day);
        let short = words.rsplit_once(' ').map_or(words.as_str(), |(short, _)| short);
        let names: Vec<&str> = cells.iter().copied().filter(|cell| Date::parse(cell).is_err()).collect();
        let name = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        years.entry(day.year()).or_default().push(format!("{short}{name}"));
    }
    let rows = years.into_iter().map(|(year, days)| vec![year.to_string(), days.join(", ")]);
    Grid { header: ["Year", "Holidays"].map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn raw(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Raw(text, _) => Some(text),
        Cell::Column(name, _) => Some(&name.node),
        Cell::Pattern(_) | Cell::Expr(_) => None,
    }
}
