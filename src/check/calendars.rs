//! Calendars: which days of the week are worked, and the holidays that are not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checker::{Checker, words};
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::policy::Expr;
use crate::source::{Span, Spanned};
use crate::syntax::{self, CalendarDecl, Cell, Holidays, Name, Row};
use crate::values::{Calendar, Date, Length, Operation, Type, Value, WEEKDAYS, WorkingDays};

impl Checker<'_> {
    /// What a calendar says; `None` if something of it is wrong, which is reported.
    pub fn calendar(&mut self, decl: &CalendarDecl) -> Option<Calendar> {
        let before = self.problems.len();
        let weekend = self.weekend(decl);
        let mut unread = false;
        let mut seen: BTreeMap<Date, Span> = BTreeMap::new();
        for holidays in &decl.holidays {
            let days = match holidays {
                Holidays::Listed(days) => days.clone(),
                Holidays::File(path, rows) => {
                    // That the file cannot be read was said when it was looked for.
                    unread |= rows.is_empty();
                    self.holidays_of(path, rows)
                }
            };
            for day in days {
                if let Some(first) = seen.get(&day.node) {
                    self.report(mistakes::day_twice(day.span, &day.node.to_string(), *first));
                }
                seen.entry(day.node).or_insert(day.span);
            }
        }
        self.every_year(decl, &seen);
        let weekend = weekend.filter(|_| !unread && self.problems.len() == before)?;
        let holidays: Vec<Date> = seen.into_keys().collect();
        let words = words(decl.label.as_ref(), &decl.annotations);
        let mut calendar = Calendar::new(&decl.name.node, weekend, &holidays);
        calendar.label = words.label;
        calendar.sources = words.sources;
        Some(calendar)
    }

    fn weekend(&mut self, decl: &CalendarDecl) -> Option<[bool; 7]> {
        let Some(written) = decl.weekends.first() else {
            self.report(mistakes::no_weekend(decl.name.span, &decl.name.node));
            return None;
        };
        for second in decl.weekends.iter().skip(1) {
            self.report(mistakes::second_weekend(second.span, written.span));
        }
        let mut weekend = [false; 7];
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for day in &written.node {
            if let Some(first) = seen.insert(&day.node, day.span) {
                self.report(mistakes::day_twice(day.span, &day.node, first));
            }
            match weekend.iter_mut().zip(WEEKDAYS).find(|(_, known)| *known == day.node) {
                Some((slot, _)) => *slot = true,
                None => self.report(mistakes::unknown_weekday(day.span, &day.node)),
            }
        }
        if weekend.iter().all(|day| *day) {
            self.report(mistakes::never_worked(written.span));
        }
        Some(weekend)
    }

    /// The holidays of a file: those in its column `date`.
    fn holidays_of(&mut self, path: &syntax::Text, rows: &[Row]) -> Vec<Spanned<Date>> {
        let [header, rows @ ..] = rows else { return Vec::new() };
        let Some(column) = header.cells.iter().position(|cell| text(cell) == "date") else {
            self.report(mistakes::no_date_column(header.span));
            return Vec::new();
        };
        if rows.is_empty() {
            self.report(mistakes::no_holidays(path.span, &path.node));
        }
        let mut days = Vec::new();
        for row in rows {
            if row.cells.len() != header.cells.len() {
                self.report(mistakes::cell_count(row.span, row.cells.len(), header.span, header.cells.len()));
                continue;
            }
            let Some(cell) = row.cells.get(column) else { continue };
            match Date::parse(text(cell)) {
                Ok(day) => days.push(Spanned::new(day, cell.span)),
                Err(why) => self.report(mistakes::bad_holiday(cell.span, text(cell), why)),
            }
        }
        days
    }

    /// A year without a holiday among years that have some was forgotten.
    fn every_year(&mut self, decl: &CalendarDecl, holidays: &BTreeMap<Date, Span>) {
        let years: Vec<i16> = holidays.keys().map(|day| day.year()).collect();
        for (year, next) in years.iter().zip(years.iter().skip(1)) {
            let after = year.saturating_add(1);
            if *next > after {
                self.report(mistakes::year_left_out(decl.name.span, &decl.name.node, after));
                return;
            }
        }
    }

    /// The calendar of that name, in the file or in one that it uses.
    fn calendar_named(&mut self, module: usize, name: &Name) -> Option<Arc<Calendar>> {
        let in_sight = self.in_sight(module);
        let (file, last) = match name.node.rsplit_once('.') {
            Some((file, last)) => (Some(file), last),
            None => (None, name.node.as_str()),
        };
        let holds = |at: &usize| {
            let named = file.is_none_or(|file| self.module_name(*at) == file);
            named && self.scopes.get(*at).is_some_and(|scope| scope.calendars.contains_key(last))
        };
        let mut found: Vec<usize> = in_sight.iter().copied().filter(holds).collect();
        if found.first() == Some(&module) {
            found.truncate(1);
        }
        match found.as_slice() {
            [only] => self.scopes.get(*only)?.calendars.get(last)?.0.clone(),
            [] => {
                let scopes = || in_sight.iter().filter_map(|at| self.scopes.get(*at));
                if self.may_be_elsewhere(module) || scopes().any(|scope| scope.broken.iter().any(|name| name == last)) {
                    return None;
                }
                let known: Vec<String> = scopes().flat_map(|scope| scope.calendars.keys().cloned()).collect();
                let known = known.iter().map(String::as_str);
                self.report(mistakes::unknown_name(name.span, &name.node, "calendar", known));
                None
            }
            several => {
                let spellings: Vec<String> =
                    several.iter().map(|at| format!("{}.{last}", self.module_name(*at))).collect();
                self.report(mistakes::ambiguous(name.span, &name.node, &spellings));
                None
            }
        }
    }

    /// `30 working days in comar`
    pub fn working(&mut self, sight: &Sight, count: i64, calendar: &Name, span: Span) -> Expr {
        match self.calendar_named(sight.module, calendar) {
            Some(calendar) => {
                let length = Length::Working(WorkingDays { count, calendar });
                literal(Value::Duration(length), Type::Duration, span)
            }
            None => Expr::broken(span),
        }
    }

    /// `working days from A to B in comar`
    pub fn worked(
        &mut self,
        sight: &Sight,
        from: &syntax::Expr,
        to: &syntax::Expr,
        calendar: &Name,
        span: Span,
    ) -> Expr {
        let from = self.of_type(sight, from, &Type::Date, "the start of the time");
        let to = self.of_type(sight, to, &Type::Date, "the end of the time");
        match self.calendar_named(sight.module, calendar) {
            Some(calendar) => apply(Operation::WorkingElapsed(calendar), vec![from, to], Type::Integer, span),
            None => Expr::broken(span),
        }
    }
}

fn text(cell: &Spanned<Cell>) -> &str {
    match &cell.node {
        Cell::Raw(text, _) => text,
        _ => "",
    }
}
