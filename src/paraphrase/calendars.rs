//! Calendars: which days are worked.

use super::declared::{Place, label_or_name};
use super::document::{Block, Grid, Section};
use super::english::{and, in_words, or, quoted, raised, sentence};
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

fn rows_of(rows: &[Row]) -> Grid {
    let mut rows = rows.iter().map(|row| row.cells.iter().map(|cell| day_or_text(&cell.node)).collect::<Vec<_>>());
    let header = rows.next().unwrap_or_default().iter().map(|name| raised(&in_words(name))).collect();
    Grid { header, rows: rows.collect() }
}

fn day_or_text(cell: &Cell) -> String {
    match cell {
        Cell::Raw(text, _) => Date::parse(text).map_or_else(|_| text.clone(), date_words),
        Cell::Column(name, _) => name.node.clone(),
        Cell::Pattern(_) | Cell::Expr(_) => String::new(),
    }
}
