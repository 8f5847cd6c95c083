//! An explanation for a terminal of 80 columns: the outcome, the shortest account of it, what is
//! still needed, then the whole tree.

use textwrap::{Options, WordSplitter};

use super::paint::Paint;
use super::table::count;
use crate::explain::{
    Asked, Explanation, FamilyExplanation, PathwayExplanation, PlaceExplanation, Reading, ReasonKind, ScoreExplanation,
    ScoreLine, Step, Verdict, date_words,
};
use crate::values::Date;

const WIDTH: usize = 80;
/// Where the points of a score end, but for two spaces.
const POINTS_END: usize = 78;

#[must_use]
pub fn explanation(explanation: &Explanation, paint: Paint) -> String {
    let mut page = Page { text: String::new(), paint };
    page.head(explanation);
    page.why(explanation);
    page.needs(explanation);
    for pathway in &explanation.pathways {
        page.pathway(pathway);
    }
    for place in &explanation.places {
        page.place(place);
    }
    for score in &explanation.scores {
        page.score(score);
    }
    page.text
}

/// How a step counts: as a requirement, as a bar, or as what defeats a clause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Requirement,
    Bar,
    Unless,
    Exception,
}

struct Page {
    text: String,
    paint: Paint,
}

impl Page {
    fn line(&mut self, indent: usize, hang: usize, words: &str) {
        let first = " ".repeat(indent);
        let rest = " ".repeat(indent.saturating_add(hang));
        let options = Options::new(WIDTH)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        self.text.push_str(&textwrap::fill(words, options));
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn head(&mut self, explanation: &Explanation) {
        let outcome = match explanation.outcome.as_str() {
            "granted" => self.paint.good("granted"),
            "refused" => self.paint.bad("refused"),
            other => self.paint.open(other),
        };
        self.line(0, 2, &format!("{}: {outcome}", self.paint.bold(&explanation.id)));
        let as_of = explanation.as_of.as_deref().and_then(|date| Date::parse(date).ok());
        let law = as_of.map_or_else(String::new, |date| format!(", by the law of {}", date_words(date)));
        self.line(0, 2, &format!("{}{law}", explanation.title));
        self.blank();
    }

    fn why(&mut self, explanation: &Explanation) {
        if explanation.why.is_empty() {
            return;
        }
        self.line(0, 0, &self.paint.bold("Why"));
        let several = explanation.pathways.len() > 1;
        for reason in &explanation.why {
            let words = match reason.kind {
                ReasonKind::NotMet if reason.failing => reason.words.clone(),
                ReasonKind::NotMet => format!("not met: {}", reason.words),
                ReasonKind::Barred => format!("barred: {}", reason.words),
                ReasonKind::NotInForce => format!("not so on that day: {}", reason.words),
                ReasonKind::NoPlace => format!("no place was left in: {}", reason.words),
                ReasonKind::OutsideEveryPool => format!("no part of this is for the applicant: {}", reason.words),
                ReasonKind::Fault => format!("cannot be worked out: {}", reason.words),
            };
            let of = if several { format!(" ({})", reason.pathway.replace('_', " ")) } else { String::new() };
            let words = format!("{words}{of}{}", cited(&reason.sources));
            let mark = if reason.kind == ReasonKind::Fault { self.paint.open("!") } else { self.paint.bad("✗") };
            self.line(2, 2, &format!("{mark} {words}"));
            for step in &reason.because {
                let deeper = step.words != reason.words;
                if deeper {
                    let mark = if step.verdict == Verdict::Met { "•" } else { "·" };
                    let said = if step.verdict == Verdict::Met { "" } else { "not so: " };
                    self.line(6, 2, &format!("{mark} {said}{}{}", step.words, cited(&step.sources)));
                }
                self.readings(if deeper { 10 } else { 6 }, step);
                for part in &step.steps {
                    self.inner_step(if deeper { 10 } else { 6 }, part, Role::Unless);
                }
                for step in step.unless.iter().filter(|step| step.verdict == Verdict::Met) {
                    self.step(6, step, Role::Unless);
                }
                for step in step.exceptions.iter().filter(|step| step.verdict == Verdict::Met) {
                    self.step(6, step, Role::Exception);
                }
            }
        }
        self.blank();
    }

    fn needs(&mut self, explanation: &Explanation) {
        if explanation.needs.is_empty() {
            return;
        }
        self.line(0, 0, &self.paint.bold("Still needed"));
        for need in &explanation.needs {
            let who = if need.finding { ", which an officer finds" } else { "" };
            self.line(2, 2, &format!("{} {}{who}", self.paint.open("?"), need.words));
        }
        self.blank();
    }

    fn pathway(&mut self, pathway: &PathwayExplanation) {
        let status = match pathway.status.as_str() {
            "eligible" => self.paint.good("eligible"),
            "not eligible" => self.paint.bad("not eligible"),
            other => self.paint.open(other),
        };
        let heading = format!("{}: {status}{}", self.paint.bold(&pathway.words), cited(&pathway.sources));
        self.line(0, 2, &heading);
        if pathway.whatever_is_answered {
            self.line(2, 0, "Decided so whichever way the missing facts turn out.");
        }
        if pathway.status == "eligible" && !pathway.grants.is_empty() {
            self.line(2, 2, &format!("grants {}", pathway.grants.join("; ")));
        }
        if let Some(discretion) = &pathway.discretion {
            self.line(2, 2, discretion);
        }
        if let Some(step) = &pathway.in_force {
            self.step(2, step, Role::Requirement);
        }
        self.clauses(&pathway.requirements, &pathway.bars);
        for stage in &pathway.stages {
            let heading = format!("Stage: {}", stage.words);
            if stage.judged {
                self.line(2, 2, &format!("{}{}", self.paint.bold(&heading), cited(&stage.sources)));
                self.clauses(&stage.requirements, &stage.bars);
            } else {
                self.line(2, 2, &format!("{heading}: not judged, as what comes before it is not passed"));
            }
        }
        for family in &pathway.family {
            self.family(family);
        }
        self.blank();
    }

    fn family(&mut self, family: &FamilyExplanation) {
        let heading = format!("Family: {}", family.words);
        self.line(2, 2, &format!("{}{}", self.paint.bold(&heading), cited(&family.sources)));
        for note in &family.notes {
            self.line(4, 2, &self.paint.dim(&format!("note: {note}")));
        }
        if !family.known {
            self.line(4, 2, &format!("{} not known who they are", self.paint.open("?")));
        }
        for member in &family.members {
            let mark = match member.status.as_str() {
                "eligible" => self.paint.good("✓"),
                "not eligible" => self.paint.bad("✗"),
                _ => self.paint.open("?"),
            };
            self.line(4, 2, &format!("{mark} {}: {}", member.words, member.status));
            for reading in &member.readings {
                self.reading(8, reading);
            }
        }
    }

    fn clauses(&mut self, requirements: &[Step], bars: &[Step]) {
        for step in requirements {
            self.step(2, step, Role::Requirement);
        }
        if !bars.is_empty() {
            self.line(2, 0, &self.paint.dim("What would bar:"));
        }
        for step in bars {
            self.step(2, step, Role::Bar);
        }
    }

    fn step(&mut self, indent: usize, step: &Step, role: Role) {
        let mark = match (step.verdict, role) {
            (Verdict::Met, Role::Requirement) | (Verdict::NotMet, Role::Bar) => self.paint.good("✓"),
            (Verdict::NotMet, Role::Requirement) | (Verdict::Met, Role::Bar) => self.paint.bad("✗"),
            (Verdict::Met, Role::Unless | Role::Exception) => "•".to_owned(),
            (Verdict::NotMet, Role::Unless | Role::Exception) => "·".to_owned(),
            (Verdict::Open, _) => self.paint.open("?"),
            (Verdict::Fault, _) => self.paint.open("!"),
        };
        let said = match (step.verdict, role) {
            (Verdict::Met, Role::Requirement) => "",
            (Verdict::NotMet, Role::Requirement | Role::Bar) if step.failing => "",
            (Verdict::NotMet, Role::Requirement) => "not met: ",
            (Verdict::Met, Role::Bar) => "bars: ",
            (Verdict::NotMet, Role::Bar) => "does not bar: ",
            (Verdict::Met, Role::Unless) => "unless, which applies: ",
            (Verdict::NotMet, Role::Unless) => "unless, which does not apply: ",
            (Verdict::Open, Role::Unless) => "unless, which is open: ",
            (Verdict::Met, Role::Exception) => "exception, which applies: ",
            (Verdict::NotMet, Role::Exception) => "exception, which does not apply: ",
            (Verdict::Open, Role::Exception) => "exception, which is open: ",
            (Verdict::Open, _) => "open: ",
            (Verdict::Fault, _) => "cannot be worked out: ",
        };
        self.line(indent, 2, &format!("{mark} {said}{}{}", step.words, cited(&step.sources)));
        let inner = indent.saturating_add(4);
        for note in &step.notes {
            self.line(inner, 2, &self.paint.dim(&format!("note: {note}")));
        }
        self.readings(inner, step);
        match step.asked {
            Some(Asked::Any) if step.steps.len() > 1 => self.line(inner, 0, &self.paint.dim("one of:")),
            Some(Asked::AtLeast(number)) => {
                self.line(inner, 0, &self.paint.dim(&format!("at least {number} of:")));
            }
            _ => {}
        }
        let below = if role == Role::Requirement { role } else { Role::Unless };
        for step in &step.steps {
            self.inner_step(inner, step, below);
        }
        for step in &step.unless {
            self.step(inner, step, Role::Unless);
        }
        for step in &step.exceptions {
            self.step(inner, step, Role::Exception);
        }
    }

    /// A part of a condition: what it is, without praise or blame where the whole is a bar.
    fn inner_step(&mut self, indent: usize, step: &Step, role: Role) {
        if role == Role::Requirement {
            return self.step(indent, step, role);
        }
        let (mark, said) = match step.verdict {
            Verdict::Met => ("•".to_owned(), "so: "),
            Verdict::NotMet if step.failing => ("·".to_owned(), ""),
            Verdict::NotMet => ("·".to_owned(), "not so: "),
            Verdict::Open => (self.paint.open("?"), "open: "),
            Verdict::Fault => (self.paint.open("!"), "cannot be worked out: "),
        };
        self.line(indent, 2, &format!("{mark} {said}{}{}", step.words, cited(&step.sources)));
        let inner = indent.saturating_add(4);
        self.readings(inner, step);
        for step in &step.steps {
            self.inner_step(inner, step, role);
        }
        for step in &step.unless {
            self.step(inner, step, Role::Unless);
        }
        for step in &step.exceptions {
            self.step(inner, step, Role::Exception);
        }
    }

    /// What a step reads, but for what says the step itself once more.
    fn readings(&mut self, indent: usize, step: &Step) {
        for reading in step.readings.iter().filter(|reading| !says_again(step, reading)) {
            self.reading(indent, reading);
        }
    }

    fn reading(&mut self, indent: usize, reading: &Reading) {
        let presumed = if reading.presumed { ", presumed" } else { "" };
        let asked = reading.asked.as_ref().map_or_else(String::new, |asked| format!(" — asked: {asked}"));
        let words = format!("{}: {}{presumed}{asked}{}", reading.words, reading.value, cited(&reading.sources));
        self.line(indent, 4, &words);
        for from in &reading.from {
            self.reading(indent.saturating_add(2), from);
        }
    }

    fn place(&mut self, place: &PlaceExplanation) {
        let given = match place.given.as_str() {
            "placed" => self.paint.good("a place"),
            "waiting" => self.paint.open("no place"),
            "open" => self.paint.open("not decided"),
            other => self.paint.bad(other),
        };
        let heading = format!("{}: {given}{}", self.paint.bold(&place.words), cited(&place.sources));
        self.line(0, 2, &heading);
        if let Some(rank) = place.rank {
            self.line(2, 2, &format!("number {} of {} in order of {}", count(rank), count(place.claims), place.order));
        }
        for pool in &place.pools {
            let what = if pool.placed {
                "the place is of this pool"
            } else {
                match pool.serves {
                    Some(true) => "serves the applicant",
                    Some(false) => "does not serve the applicant",
                    None => "whether it serves the applicant is open",
                }
            };
            let last = pool.cut_off.as_ref().map_or_else(String::new, |last| format!("; last placed: {last}"));
            let places = if pool.places == 1 { "place" } else { "places" };
            self.line(2, 2, &format!("{}, {} {places}: {what}{last}", pool.words, count(pool.places)));
        }
        self.blank();
    }

    fn score(&mut self, score: &ScoreExplanation) {
        let most = score.at_most.as_ref().map_or_else(String::new, |most| format!(" of at most {most}"));
        let heading = format!("{}: {}{most}{}", self.paint.bold(&score.words), score.points, cited(&score.sources));
        self.line(0, 2, &heading);
        for line in &score.lines {
            self.score_line(2, line);
        }
        self.blank();
    }

    fn score_line(&mut self, indent: usize, line: &ScoreLine) {
        let mut words = line.words.clone();
        if let Some(cap) = &line.capped_at {
            words.push_str(&format!(" (capped at {cap})"));
        }
        if line.does_not_apply {
            words.push_str(" (does not apply)");
        }
        let room = POINTS_END.saturating_sub(indent);
        let taken = words.chars().count().saturating_add(line.points.chars().count());
        let filler = self.paint.dim(&".".repeat(room.saturating_sub(taken).max(2)));
        self.text.push_str(&format!("{}{words} {filler} {}\n", " ".repeat(indent), line.points));
        for inner in &line.lines {
            self.score_line(indent.saturating_add(2), inner);
        }
    }
}

fn cited(sources: &[String]) -> String {
    if sources.is_empty() { String::new() } else { format!(" [{}]", sources.join("; ")) }
}

/// "has a valid visa: yes" under "✓ has a valid visa".
fn says_again(step: &Step, reading: &Reading) -> bool {
    let answered = match step.verdict {
        Verdict::Met => reading.value == "yes",
        Verdict::NotMet => reading.value == "no",
        Verdict::Open | Verdict::Fault => false,
    };
    let plain = !reading.presumed && reading.asked.is_none() && reading.fault.is_none() && reading.from.is_empty();
    answered
        && plain
        && reading.words.to_lowercase() == step.words.to_lowercase()
        && reading.sources.iter().all(|source| step.sources.contains(source))
}
