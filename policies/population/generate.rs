//! Writes rolls of invented applicants for the policies of this folder. Nobody in them exists.
//!
//! The same kind, number and seed give the same bytes on every machine: whole numbers only, and a
//! generator of its own. See `README.md` beside this file for what is drawn from which statistics.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a small tool: its numbers are ages and days, and it prints what it makes"
)]

use std::fmt::Display;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Writes a roll of invented applicants as CSV.

Usage: generate KIND [-n N] [--seed S] [--out FILE] [--statistics DIR]

Kinds:
  venezuela_parole   for policies/usa/venezuela_parole.visado
  express_entry      for policies/canada/express_entry.visado
  h2b                for policies/usa/h2b_2022.visado and h2b_2022_open_first.visado

Options:
  -n N               applicants [1200, 1500 and 200000, in the order of the kinds above]
  --seed S           a whole number; another seed gives other people [2022, 2025, 2022]
  --out FILE         where to write; `-` is the standard output [-]
  --statistics DIR   the folder of the statistics [policies/statistics]
  -h, --help         this text

Run it from the root of the repository. Facts that are unknown are left blank; an applicant who is
known to have none has `none`.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "-h" || argument == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    match Order::read(&arguments) {
        Err(message) => fail(&format!("{message}\nTry `generate --help`."), 2),
        Ok(order) => match order.run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message, 1),
        },
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("generate: {message}");
    ExitCode::from(code)
}

// --- what is asked for ---------------------------------------------------------------------------

#[derive(Clone, Copy)]
enum Kind {
    VenezuelaParole,
    ExpressEntry,
    H2b,
}

struct Order {
    kind: Kind,
    number: u64,
    seed: u64,
    out: Option<PathBuf>,
    statistics: PathBuf,
}

impl Order {
    fn read(arguments: &[String]) -> Result<Order, String> {
        let mut words = arguments.iter();
        let kind = match words.next().map(String::as_str) {
            Some("venezuela_parole") => Kind::VenezuelaParole,
            Some("express_entry") => Kind::ExpressEntry,
            Some("h2b") => Kind::H2b,
            Some(other) => {
                return Err(format!("there is no kind `{other}`: it is venezuela_parole, express_entry or h2b"));
            }
            None => return Err("say which kind of applicants: venezuela_parole, express_entry or h2b".to_owned()),
        };
        let (number, seed) = match kind {
            Kind::VenezuelaParole => (1_200, 2022),
            Kind::ExpressEntry => (1_500, 2025),
            Kind::H2b => (200_000, 2022),
        };
        let mut order = Order { kind, number, seed, out: None, statistics: PathBuf::from("policies/statistics") };
        while let Some(option) = words.next() {
            if !["-n", "--seed", "--out", "--statistics"].contains(&option.as_str()) {
                return Err(format!("there is no option `{option}`"));
            }
            let value = words.next().ok_or_else(|| format!("`{option}` needs a value"))?;
            match option.as_str() {
                "-n" => order.number = whole(option, value)?,
                "--seed" => order.seed = whole(option, value)?,
                "--out" => order.out = (value != "-").then(|| PathBuf::from(value)),
                _ => order.statistics = PathBuf::from(value),
            }
        }
        Ok(order)
    }

    fn run(&self) -> Result<(), String> {
        let roll: Box<dyn Roll> = match self.kind {
            Kind::VenezuelaParole => Box::new(VenezuelaParole::read(&self.statistics)?),
            Kind::ExpressEntry => Box::new(ExpressEntry::read(&self.statistics)?),
            Kind::H2b => Box::new(H2b::read(&self.statistics)?),
        };
        match &self.out {
            None => self.write(&*roll, &mut BufWriter::new(io::stdout().lock()), "the standard output"),
            Some(path) => {
                let place = path.display().to_string();
                let file = fs::File::create(path).map_err(|error| format!("cannot write {place}: {error}"))?;
                self.write(&*roll, &mut BufWriter::new(file), &place)
            }
        }
    }

    fn write(&self, roll: &dyn Roll, out: &mut impl Write, place: &str) -> Result<(), String> {
        let mut chance = Chance(self.seed);
        let cannot = |error: io::Error| format!("cannot write {place}: {error}");
        writeln!(out, "{}", roll.columns().join(",")).map_err(cannot)?;
        for at in 1..=self.number {
            let mut row = Row::default();
            roll.applicant(at, &mut chance, &mut row);
            writeln!(out, "{}", row.0).map_err(cannot)?;
        }
        out.flush().map_err(cannot)
    }
}

fn whole(what: &str, text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("`{what}` needs a whole number, not `{text}`"))
}

// --- chance --------------------------------------------------------------------------------------

/// SplitMix64 of Steele, Lea and Flood: small, and the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = low.abs_diff(high).saturating_add(1);
        let step = u64::try_from((u128::from(self.next()) * u128::from(span)) >> 64).unwrap_or(0);
        low.saturating_add_unsigned(step)
    }

    /// True so many times in a thousand.
    fn in_thousand(&mut self, times: i64) -> bool {
        self.between(1, 1_000) <= times
    }

    /// One of the values, each as often as its weight says; `fallback` if no weight is above zero.
    fn pick<T: Copy>(&mut self, weighted: &[(T, i64)], fallback: T) -> T {
        let total: i64 = weighted.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(1, total.max(1));
        for (value, weight) in weighted {
            left -= weight;
            if left <= 0 {
                return *value;
            }
        }
        fallback
    }
}

// --- rows ----------------------------------------------------------------------------------------

trait Roll {
    fn columns(&self) -> &'static [&'static str];
    /// Adds the values of one applicant, in the order of the columns.
    fn applicant(&self, number: u64, chance: &mut Chance, row: &mut Row);
}

#[derive(Default)]
struct Row(String);

impl Row {
    fn add(&mut self, value: impl Display) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&value.to_string());
    }

    fn add_or_none(&mut self, value: Option<impl Display>) {
        match value {
            Some(value) => self.add(value),
            None => self.add("none"),
        }
    }

    /// The value, or so many times in a thousand nothing: unknown.
    fn add_unless_unknown(&mut self, chance: &mut Chance, times: i64, value: impl Display) {
        if chance.in_thousand(times) { self.add("") } else { self.add(value) }
    }
}

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Day(i64);

impl Day {
    fn of(year: i64, month: i64, day: i64) -> Day {
        // Years are counted from March, so that the leap day comes last.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    fn parts(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year + era * 400 + i64::from(month <= 2), month, day)
    }

    fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }

    /// The same day of the year, so many years before; 29 February becomes 1 March.
    fn years_before(self, years: i64) -> Day {
        let (year, month, day) = self.parts();
        Day::of(year - years, month, day)
    }

    fn between(first: Day, last: Day, chance: &mut Chance) -> Day {
        Day(chance.between(first.0, last.0))
    }
}

impl Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Somebody of that many whole years on that day.
fn born(on: Day, years: i64, chance: &mut Chance) -> Day {
    on.years_before(years).plus(-chance.between(0, 364))
}

// --- statistics ----------------------------------------------------------------------------------

/// Reads the named columns of a CSV file whose cells hold no commas and no quotes.
fn columns(folder: &Path, file: &str, names: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let path = folder.join(file);
    let place = path.display();
    let text = fs::read_to_string(&path).map_err(|error| {
        format!("cannot read {place}: {error}. Run this from the root of the repository, or say --statistics DIR.")
    })?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut places = Vec::new();
    for name in names {
        let at = header.iter().position(|column| column == name);
        places.push(at.ok_or_else(|| format!("{place} has no column `{name}`"))?);
    }
    let mut rows = Vec::new();
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let row: Option<Vec<String>> =
            places.iter().map(|place| cells.get(*place).map(|cell| (*cell).to_owned())).collect();
        rows.push(row.ok_or_else(|| format!("{place}, line {}: too few cells", at + 2))?);
    }
    if rows.is_empty() { Err(format!("{place} has no rows")) } else { Ok(rows) }
}

/// Countries and their weights.
fn countries(folder: &Path, file: &str, country: &str, weight: &str) -> Result<Vec<(Country, i64)>, String> {
    let mut found = Vec::new();
    for row in columns(folder, file, &[country, weight])? {
        let [code, number] = row.as_slice() else { return Err(format!("{file}: a row without two cells")) };
        let code: [u8; 3] =
            code.as_bytes().try_into().map_err(|_| format!("{file}: `{code}` is not a country of three letters"))?;
        found.push((Country(code), weight_of(file, number)?));
    }
    Ok(found)
}

fn weight_of(file: &str, text: &str) -> Result<i64, String> {
    text.parse::<u32>().map(i64::from).map_err(|_| format!("{file}: `{text}` is not a number of people"))
}

#[derive(Clone, Copy, PartialEq)]
struct Country([u8; 3]);

impl Display for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

const VENEZUELA: Country = Country(*b"VEN");
const UNITED_STATES: Country = Country(*b"USA");

// --- the parole process for Venezuelans ----------------------------------------------------------

struct VenezuelaParole {
    /// Where other applicants come from: asylum applications in the United States.
    origins: Vec<(Country, i64)>,
    /// Where Venezuelans abroad live.
    abroad: Vec<(Country, i64)>,
}

impl VenezuelaParole {
    fn read(folder: &Path) -> Result<Self, String> {
        let mut origins = countries(folder, "asylum_applications_usa_2022.csv", "origin", "new_applications")?;
        origins.retain(|(country, _)| *country != VENEZUELA);
        Ok(VenezuelaParole { origins, abroad: countries(folder, "venezuelans_abroad_2022.csv", "country", "people")? })
    }
}

impl Roll for VenezuelaParole {
    fn columns(&self) -> &'static [&'static str] {
        &[
            "application_number",
            "application_date",
            "birth_date",
            "nationality",
            "other_nationality",
            "permanent_residence",
            "refugee_status",
            "present_in",
            "relation_to_principal",
            "principal_nationality",
            "travels_with_principal",
            "travels_with_guardian",
            "supporter_in_usa",
            "supporter_approved",
            "vaccinations_complete",
            "passport_expiry",
            "arrival_port",
            "pays_own_airfare",
            "last_removal_order",
            "last_irregular_crossing",
            "cleared_vetting",
        ]
    }

    fn applicant(&self, number: u64, chance: &mut Chance, row: &mut Row) {
        let announced = Day::of(2022, 10, 19);
        let applied = Day::between(announced, Day::of(2023, 1, 8), chance);
        let years = match chance.pick(&[(0, 14), (1, 6), (2, 62), (3, 18)], 2) {
            0 => chance.between(1, 16),
            1 => chance.between(17, 18),
            2 => chance.between(19, 44),
            _ => chance.between(45, 78),
        };
        let mut birth = born(applied, years, chance);
        if chance.in_thousand(10) {
            birth = applied.years_before(18).plus(chance.between(-1, 1));
        }
        let venezuelan = chance.in_thousand(860);
        let nationality = if venezuelan { VENEZUELA } else { chance.pick(&self.origins, VENEZUELA) };
        // Others apply mostly as family; children do so too.
        let family = chance.in_thousand(if !venezuelan {
            700
        } else if years < 18 {
            800
        } else {
            250
        });
        let relation = family.then(|| match (years < 18, chance.in_thousand(120)) {
            (_, true) => "other_relative",
            (true, false) => "child",
            (false, false) => "spouse",
        });

        row.add(format!("VP-{number:06}"));
        row.add(applied);
        row.add(birth);
        row.add_unless_unknown(chance, 6, nationality);
        // Half of the others who have a second nationality are Venezuelans by it.
        let neighbour = if venezuelan { Country(*b"COL") } else { VENEZUELA };
        let other = chance.in_thousand(35).then(|| {
            chance
                .pick(&[(neighbour, 5), (Country(*b"ESP"), 3), (Country(*b"ITA"), 1), (Country(*b"PRT"), 1)], VENEZUELA)
        });
        row.add_or_none(other);
        let lives_in = chance.pick(&self.abroad, VENEZUELA);
        let settled = chance.in_thousand(45).then_some(lives_in);
        if chance.in_thousand(12) {
            row.add("")
        } else {
            row.add_or_none(settled)
        }
        row.add_or_none(chance.in_thousand(15).then_some(lives_in));
        row.add(if chance.in_thousand(400) {
            VENEZUELA
        } else if chance.in_thousand(300) && lives_in == UNITED_STATES {
            Country(*b"COL")
        } else {
            lives_in
        });
        row.add_or_none(relation);
        let principal = if chance.in_thousand(930) { VENEZUELA } else { chance.pick(&self.origins, VENEZUELA) };
        row.add_or_none(family.then_some(principal));
        row.add(family && chance.in_thousand(930));
        row.add(if years < 18 { chance.in_thousand(870) } else { chance.in_thousand(150) });
        row.add(chance.in_thousand(985));
        let approved = chance.in_thousand(930);
        row.add_unless_unknown(chance, 15, approved);
        let vaccinated = chance.in_thousand(960);
        row.add_unless_unknown(chance, 15, vaccinated);
        let expiry = match chance.pick(&[(0, 30), (1, 30), (2, 40), (3, 900)], 3) {
            0 => None,
            1 => Some(applied.plus(-chance.between(1, 900))),
            2 => Some(applied.plus(chance.between(-2, 2))),
            _ => Some(applied.plus(chance.between(20, 3_600))),
        };
        if chance.in_thousand(20) {
            row.add("")
        } else {
            row.add_or_none(expiry)
        }
        row.add(chance.pick(&[("interior_airport", 970), ("land_port", 25), ("seaport", 5)], "interior_airport"));
        let pays = chance.in_thousand(985);
        row.add_unless_unknown(chance, 60, pays);
        let removed = match chance.pick(&[(0, 920), (1, 40), (2, 15), (3, 25)], 0) {
            0 => None,
            1 => Some(applied.plus(-chance.between(30, 1_790))),
            2 => Some(applied.years_before(5).plus(chance.between(-2, 2))),
            _ => Some(applied.years_before(5).plus(-chance.between(10, 4_000))),
        };
        if chance.in_thousand(15) {
            row.add("")
        } else {
            row.add_or_none(removed)
        }
        let crossed = match chance.pick(&[(0, 860), (1, 60), (2, 20), (3, 60)], 0) {
            0 => None,
            1 => Some(announced.plus(-chance.between(5, 700))),
            2 => Some(announced.plus(chance.between(-1, 1))),
            _ => Some(Day::between(announced, applied, chance)),
        };
        // Nobody crosses after the day of the application.
        let crossed = crossed.map(|day| if day > applied { applied } else { day });
        if chance.in_thousand(15) {
            row.add("")
        } else {
            row.add_or_none(crossed)
        }
        let cleared = chance.in_thousand(985);
        row.add_unless_unknown(chance, 45, cleared);
    }
}

// --- Express Entry -------------------------------------------------------------------------------

struct ExpressEntry {
    /// Bands of ranking scores, and the candidates in each.
    bands: Vec<((i64, i64), i64)>,
}

const LEVELS: [&str; 9] = [
    "less_than_secondary",
    "secondary",
    "one_year",
    "two_year",
    "bachelors",
    "two_or_more",
    "masters",
    "professional",
    "doctoral",
];

/// What carries most of a candidate's score.
#[derive(Clone, Copy)]
struct Profile {
    years: i64,
    education: usize,
    language: i64,
    spread: i64,
    canadian_work: i64,
    foreign_work: i64,
    accompanied: bool,
}

impl Profile {
    fn draw(chance: &mut Chance) -> Profile {
        let mut profile = Profile {
            years: chance.pick(&[(0, 8), (1, 40), (2, 37), (3, 15)], 1) * 9 + chance.between(18, 26),
            education: chance.pick(&[(0, 1), (1, 8), (2, 9), (3, 12), (4, 28), (5, 16), (6, 21), (7, 2), (8, 3)], 4),
            language: chance.pick(&[(4, 4), (5, 6), (6, 10), (7, 22), (8, 22), (9, 24), (10, 12)], 7),
            spread: chance.pick(&[(0, 40), (1, 45), (2, 15)], 0),
            canadian_work: chance.pick(&[(0, 52), (1, 20), (2, 13), (3, 8), (4, 4), (5, 2), (6, 1)], 0),
            foreign_work: chance.pick(&[(0, 18), (1, 16), (2, 16), (3, 18), (4, 12), (5, 10), (7, 7), (9, 3)], 0),
            accompanied: chance.in_thousand(280),
        };
        // Nobody has studied or worked longer than there was time for.
        profile.education = profile.education.min(match profile.years {
            ..=18 => 1,
            19..=20 => 3,
            21..=23 => 5,
            24..=26 => 7,
            _ => 8,
        });
        let working = (profile.years - 18).clamp(0, 10);
        profile.canadian_work = profile.canadian_work.min(working);
        profile.foreign_work = profile.foreign_work.min(working - profile.canadian_work);
        profile
    }

    /// About how many points this is worth. It only steers candidates to the bands of the real
    /// pool; the score itself is the policy's to compute.
    fn worth(self) -> i64 {
        let age = match self.years {
            ..=19 => 100,
            20..=29 => 110,
            30..=39 => 105 - 6 * (self.years - 30),
            40..=44 => 50 - 11 * (self.years - 40),
            _ => 0,
        };
        let education = [0, 30, 90, 98, 120, 128, 135, 135, 150].get(self.education).copied().unwrap_or(0);
        let language = 4 * match self.language {
            ..=5 => 6,
            6 => 9,
            7 => 17,
            8 => 23,
            9 => 31,
            _ => 34,
        };
        let canadian =
            [0, 40, 53, 64, 72, 80].get(usize::try_from(self.canadian_work.min(5)).unwrap_or(0)).copied().unwrap_or(0);
        let rank = |steps: i64| [0, 13, 25, 50].get(usize::try_from(steps).unwrap_or(0)).copied().unwrap_or(0);
        let by_language =
            if self.language - self.spread >= 9 { 2 } else { i64::from(self.language - self.spread >= 7) };
        let by_work = self.canadian_work.min(2);
        let by_education = if self.education >= 5 { 2 } else { i64::from(self.education >= 2) };
        let by_foreign = if self.foreign_work >= 3 { 2 } else { i64::from(self.foreign_work >= 1) };
        let pair = |one: i64, other: i64| if one * other == 0 { 0 } else { rank(one + other - 1) };
        let transfer = (pair(by_education, by_language) + pair(by_education, by_work)).min(50)
            + (pair(by_foreign, by_language) + pair(by_foreign, by_work)).min(50);
        age + education + language + canadian + transfer - if self.accompanied { 15 } else { 0 }
    }
}

impl ExpressEntry {
    fn read(folder: &Path) -> Result<Self, String> {
        let file = "express_entry_pool_2026_08_03.csv";
        let mut bands = Vec::new();
        for row in columns(folder, file, &["lowest", "highest", "candidates"])? {
            let [lowest, highest, candidates] = row.as_slice() else {
                return Err(format!("{file}: a row without three cells"));
            };
            bands.push(((weight_of(file, lowest)?, weight_of(file, highest)?), weight_of(file, candidates)?));
        }
        Ok(ExpressEntry { bands })
    }
}

/// One level of four for a test: `level`, or up to `spread` lower.
fn ability(level: i64, spread: i64, chance: &mut Chance) -> i64 {
    (level - chance.between(0, spread)).clamp(0, 12)
}

impl Roll for ExpressEntry {
    fn columns(&self) -> &'static [&'static str] {
        &[
            "profile_number",
            "application_date",
            "birth_date",
            "education",
            "canadian_credential",
            "credential_assessment_date",
            "first_official_language",
            "language_test_date",
            "first_listening",
            "first_speaking",
            "first_reading",
            "first_writing",
            "second_listening",
            "second_speaking",
            "second_reading",
            "second_writing",
            "canadian_work_years",
            "foreign_work_years",
            "continuous_skilled_year",
            "occupation_teer",
            "trade_certificate",
            "arranged_employment",
            "spouse_accompanies",
            "spouse_is_canadian",
            "spouse_education",
            "spouse_listening",
            "spouse_speaking",
            "spouse_reading",
            "spouse_writing",
            "spouse_canadian_work_years",
            "spouse_studied_in_canada",
            "studied_in_canada",
            "sibling_in_canada",
            "relative_in_canada",
            "provincial_nomination",
            "intends_outside_quebec",
            "has_settlement_funds",
            "substituted_evaluation",
            "occupation_skill_level",
            "offered_occupation",
            "restricted_occupation",
            "designated_body_assent",
            "duties_not_performed",
        ]
    }

    fn applicant(&self, number: u64, chance: &mut Chance, row: &mut Row) {
        let (lowest, highest) = chance.pick(&self.bands, (351, 400));
        let nominated = lowest > 600 || chance.in_thousand(2);
        let wanted = chance.between(lowest.max(150), highest.min(620)) - if lowest > 600 { 250 } else { 0 };
        let mut profile = Profile::draw(chance);
        for _ in 0..30 {
            let other = Profile::draw(chance);
            if other.worth().abs_diff(wanted) < profile.worth().abs_diff(wanted) {
                profile = other;
            }
        }

        let applied = Day::between(Day::of(2025, 3, 25), Day::of(2026, 8, 2), chance);
        row.add(format!("EE-{number:06}"));
        row.add(applied);
        let birth = if chance.in_thousand(15) {
            applied.years_before(profile.years).plus(chance.between(-1, 1))
        } else {
            born(applied, profile.years, chance)
        };
        row.add(birth);
        row.add(LEVELS.get(profile.education).unwrap_or(&"secondary"));
        let studied = profile.education >= 2 && chance.in_thousand(if profile.canadian_work > 0 { 480 } else { 80 });
        let credential = if studied {
            Some(if profile.education >= 4 && chance.in_thousand(550) {
                "three_years_or_longer"
            } else {
                "one_or_two_years"
            })
        } else {
            chance.in_thousand(10).then_some("school_only")
        };
        row.add_or_none(credential);
        let assessed = match chance.pick(&[(0, 35), (1, 20), (2, 20), (3, 925)], 3) {
            0 => None,
            1 => Some(applied.plus(-chance.between(1_830, 3_000))),
            2 => Some(applied.years_before(5).plus(chance.between(-2, 2))),
            _ => Some(applied.plus(-chance.between(30, 1_800))),
        };
        let assessed = if credential.is_some() && chance.in_thousand(800) { None } else { assessed };
        if chance.in_thousand(12) {
            row.add("")
        } else {
            row.add_or_none(assessed)
        }

        let french_first = chance.in_thousand(110);
        row.add(if french_first { "french" } else { "english" });
        let tested = match chance.pick(&[(0, 30), (1, 20), (2, 950)], 2) {
            0 => applied.plus(-chance.between(731, 1_100)),
            1 => applied.years_before(2).plus(chance.between(-2, 2)),
            _ => applied.plus(-chance.between(20, 725)),
        };
        row.add_unless_unknown(chance, 10, tested);
        for at in 0..4 {
            let level = ability(profile.language, profile.spread, chance);
            row.add_unless_unknown(chance, if at == 3 { 12 } else { 2 }, level);
        }
        let second = chance.in_thousand(if french_first { 800 } else { 130 }).then(|| chance.between(2, 9));
        for _ in 0..4 {
            row.add_or_none(second.map(|level| ability(level, 2, chance)));
        }
        row.add(profile.canadian_work);
        row.add_unless_unknown(chance, 12, profile.foreign_work);
        row.add((profile.canadian_work > 0 || profile.foreign_work > 0) && chance.in_thousand(930));
        let teer = chance.pick(&[(0, 8), (1, 37), (2, 28), (3, 22), (4, 4), (5, 1)], 1);
        row.add(teer);
        row.add(chance.in_thousand(25));
        let offer = chance
            .in_thousand(70)
            .then(|| chance.pick(&[("under_a", 40), ("under_b", 25), ("under_c", 30), ("under_d", 5)], "under_c"));
        row.add_or_none(offer);

        let married = profile.accompanied || chance.in_thousand(180);
        let accompanies = married && (profile.accompanied || chance.in_thousand(350));
        row.add_unless_unknown(chance, 10, accompanies);
        row.add(married && !profile.accompanied && chance.in_thousand(500));
        let education = married.then(|| chance.pick(&[(1, 20), (2, 10), (3, 15), (4, 35), (5, 8), (6, 10), (8, 2)], 4));
        row.add_or_none(education.map(|at: usize| LEVELS.get(at).copied().unwrap_or("secondary")));
        let spoken = (married && chance.in_thousand(650)).then(|| chance.between(3, 10));
        for _ in 0..4 {
            row.add_or_none(spoken.map(|level| ability(level, 1, chance)));
        }
        row.add_or_none(married.then(|| chance.pick(&[(0, 75), (1, 12), (2, 8), (3, 3), (5, 2)], 0)));
        row.add(married && chance.in_thousand(60));
        row.add(studied && chance.in_thousand(750));
        row.add(chance.in_thousand(45));
        row.add(chance.in_thousand(60));
        row.add(nominated);
        row.add(chance.in_thousand(975));
        let funds = chance.in_thousand(880);
        row.add_unless_unknown(chance, 15, funds);
        row.add(chance.pick(&[("none", 985), ("favourable", 7), ("unfavourable", 3), ("", 5)], "none"));
        row.add(match teer {
            0 => "skill_type_0",
            1 => "level_a",
            2 | 3 => "level_b",
            4 => "level_c",
            _ => "level_d",
        });
        row.add_or_none(offer.map(|_| if teer == 0 { "senior_management" } else { "other_skilled" }));
        row.add(false);
        row.add("none");
        row.add(false);
    }
}

// --- H-2B ----------------------------------------------------------------------------------------

struct H2b {
    nationalities: Vec<(Country, i64)>,
}

const RESERVED: [Country; 4] = [Country(*b"GTM"), Country(*b"SLV"), Country(*b"HND"), Country(*b"HTI")];

impl H2b {
    fn read(folder: &Path) -> Result<Self, String> {
        Ok(H2b { nationalities: countries(folder, "h2b_nationalities.csv", "country", "petition_weight")? })
    }
}

impl Roll for H2b {
    fn columns(&self) -> &'static [&'static str] {
        &[
            "petition_number",
            "received_at",
            "nationality",
            "employment_start",
            "returning_worker",
            "petitioner_attests_harm",
            "on_country_list",
            "in_national_interest",
        ]
    }

    fn applicant(&self, number: u64, chance: &mut Chance, row: &mut Row) {
        let country = chance.pick(&self.nationalities, Country(*b"MEX"));
        let reserved = RESERVED.contains(&country);
        let received = Day::between(Day::of(2022, 12, 15), Day::of(2023, 4, 30), chance);
        row.add(format!("H2B-{number:07}"));
        row.add(received);
        row.add_unless_unknown(chance, 3, country);
        let start = match chance.pick(&[(0, 20), (1, 20), (2, 960)], 2) {
            0 => Day::of(2023, 10, 1).plus(chance.between(-1, 1)),
            1 => Day::of(2023, 10, 1).plus(chance.between(0, 60)),
            _ => received.plus(chance.between(20, 150)),
        };
        row.add(start);
        let returning = chance.in_thousand(if reserved { 330 } else { 820 });
        row.add_unless_unknown(chance, 15, returning);
        let attests = chance.in_thousand(950);
        row.add_unless_unknown(chance, 12, attests);
        let listed = reserved || chance.in_thousand(975);
        row.add(listed);
        let judged = chance.in_thousand(if listed { 0 } else { 250 });
        row.add_unless_unknown(chance, if listed { 0 } else { 300 }, judged);
    }
}
