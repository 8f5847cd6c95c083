//! Policies and people drawn from bytes, zero being the simplest choice everywhere, so that what
//! fails shrinks to a small policy.

use std::fmt::Write as _;

pub struct Draw<'a>(pub std::slice::Iter<'a, u8>);

impl Draw<'_> {
    pub fn pick(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.pick(count) == 1
    }

    pub fn of(&mut self, words: &[&str]) -> String {
        words[self.pick(words.len())].to_owned()
    }
}

const DAYS: [&str; 10] = [
    "2021-01-01",
    "2020-01-01",
    "2020-02-29",
    "2020-12-31",
    "2021-06-30",
    "2021-07-01",
    "2022-03-31",
    "2023-01-31",
    "2024-02-29",
    "2019-05-05",
];
const COMPARED: [&str; 6] = [">=", "<", "is", "is not", "<=", ">"];

/// Writes a policy. Names are written once they are declared, so that nothing goes in a circle.
struct Writer<'a> {
    draw: Draw<'a>,
    booleans: Vec<String>,
    integers: Vec<String>,
    dates: Vec<String>,
    /// Declared rules and numbers, which may be read as of another day.
    rules: Vec<String>,
    numbers: Vec<String>,
    /// Each is tested once in a declaration: a second test of what is known to be there is refused.
    optional_dates: Vec<String>,
    optional_integers: Vec<String>,
    elements: usize,
    /// Nothing that is worked out for an element can be at fault.
    faultless: bool,
}

fn names(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl Writer<'_> {
    fn is_faultless(&self) -> bool {
        self.faultless && self.elements > 0
    }

    fn start(&mut self) {
        self.optional_dates = names(&["d1", "d2"]);
        self.optional_integers = names(&["o0"]);
    }

    /// One of the words, the last of them more often.
    fn choose(&mut self, words: &[String]) -> String {
        let at = self.draw.pick(words.len() + 2).min(words.len() - 1);
        words[at].clone()
    }

    fn day(&mut self) -> String {
        self.draw.of(&DAYS)
    }

    fn read(&mut self, name: String) -> String {
        if !self.draw.one_in(4) {
            return name;
        }
        match self.draw.pick(3) {
            // Inside a call over a list it may be the element's day.
            0 => format!("({name} on {})", self.choose(&self.dates.clone())),
            1 => format!("({name} on {})", self.day()),
            _ => format!("({name} on (applied_on - 1 year))"),
        }
    }

    fn boolean(&mut self, depth: usize) -> String {
        let Some(less) = depth.checked_sub(1) else {
            return match self.draw.pick(8) {
                0 => self.choose(&self.booleans.clone()),
                1 => format!("({} {} {})", self.choose(&self.integers.clone()), self.compared(), self.draw.pick(6)),
                2 => format!("({} {} {})", self.choose(&self.dates.clone()), self.compared(), self.day()),
                3 if !self.rules.is_empty() && !self.is_faultless() => {
                    let rule = self.choose(&self.rules.clone());
                    self.read(rule)
                }
                4 => format!("(kind {} {})", self.compared(), self.draw.of(&["mid", "low", "high"])),
                5 => format!("({} in [1, {}, 4])", self.choose(&self.integers.clone()), self.draw.pick(4)),
                6 if !self.optional_dates.is_empty() => {
                    let name = self.optional_dates.pop().unwrap();
                    self.draw.of(&["({} is none)", "({} is not none)"]).replace("{}", &name)
                }
                _ => self.draw.of(&["b0", "b1", "f0", "kind in [low, high]"]),
            };
        };
        match self.draw.pick(15) {
            0 => self.boolean(0),
            1 => format!("({} and {})", self.boolean(less), self.boolean(less)),
            2 => format!("({} or {})", self.boolean(less), self.boolean(less)),
            3 => format!("(not {})", self.boolean(less)),
            4 => format!("({} {} {})", self.integer(less), self.compared(), self.integer(less)),
            5 => format!("({} {} {})", self.date(less), self.compared(), self.date(less)),
            6 => format!("({} {} {})", self.fraction(less), self.compared(), self.integer(less)),
            7 | 8 => {
                let call = self.draw.of(&["any", "no"]);
                self.with_element(|writer, name, list| {
                    format!("{call}({name} in {list} where {})", writer.boolean(less))
                })
            }
            9 => self.with_element(|writer, name, list| {
                let (counts, has) = (writer.boolean(less), writer.boolean(less));
                format!("every({name} in {list} where {counts} has {has})")
            }),
            10 => format!("(if {} then {} else {})", self.boolean(less), self.boolean(less), self.boolean(less)),
            11 => {
                let (item, mut ends) = (self.integer(less), [self.integer(0), self.integer(0)]);
                // A stretch of two numbers that holds none is refused.
                ends.sort_by_key(|end| end.parse::<i64>().unwrap_or(0));
                let [low, high] = ends;
                format!("({item} between {low} and {high})")
            }
            12 if !self.optional_dates.is_empty() => {
                let name = self.optional_dates.pop().unwrap();
                let form = self.draw.of(&["({} is not none and {} ", "({} is none or {} "]).replace("{}", &name);
                format!("{form}{} {})", self.compared(), self.date(less))
            }
            13 if !self.optional_integers.is_empty() => {
                let name = self.optional_integers.pop().unwrap();
                format!("({name} is none or {name} {} {})", self.compared(), self.integer(less))
            }
            _ => format!(
                "every(w in each year of {} years before {} has {} > {})",
                self.draw.pick(3) + 1,
                self.date(less),
                self.covered("w"),
                self.draw.pick(9) * 40
            ),
        }
    }

    /// A calendar; that of the office has years without a list of holidays.
    fn calendar(&mut self) -> String {
        if self.is_faultless() { "works".to_owned() } else { self.draw.of(&["works", "office"]) }
    }

    fn compared(&mut self) -> String {
        self.draw.of(&COMPARED)
    }

    fn integer(&mut self, depth: usize) -> String {
        let Some(less) = depth.checked_sub(1) else {
            return match self.draw.pick(5) {
                0 => self.draw.pick(6).to_string(),
                1 if !self.is_faultless() => {
                    let number = self.choose(&self.numbers.clone());
                    self.read(number)
                }
                2 if !self.optional_integers.is_empty() => {
                    format!("({} else {})", self.optional_integers.pop().unwrap(), self.draw.pick(5))
                }
                3 if self.is_faultless() => "level(i1, kind)".to_owned(),
                3 => self.draw.of(&["(ended else 7)", "((ended on d0) else 2)", "level(i1, kind)"]),
                _ => self.choose(&self.integers.clone()),
            };
        };
        match self.draw.pick(16) {
            0 => self.integer(0),
            1 => format!("({} + {})", self.integer(less), self.integer(less)),
            2 => format!("({} - {})", self.integer(less), self.integer(less)),
            3 => format!("({} * {})", self.integer(less), self.integer(0)),
            4 => {
                let unit = self.draw.of(&["years", "months", "weeks", "days", "working days"]);
                let calendar = if unit == "working days" { format!(" in {}", self.calendar()) } else { String::new() };
                format!("({unit} from {} to {}{calendar})", self.date(less), self.date(less))
            }
            5 => {
                let round = self.draw.of(&["round_down", "round_up", "round_half_even", "round_half_up"]);
                format!("{round}({}, 0)", self.fraction(less))
            }
            6 | 7 => self
                .with_element(|writer, name, list| format!("count({name} in {list} where {})", writer.boolean(less))),
            8 => self.with_element(|writer, name, list| {
                let (adds, counts) = (writer.integer(less), writer.boolean(less));
                format!("sum({adds} for {name} in {list} where {counts})")
            }),
            9 => {
                let window = format!("{} months before {}", self.draw.pick(14) + 1, self.date(less));
                self.covered(&window)
            }
            10 => {
                let through = self.draw.of(&["through", "to"]);
                let length = self.draw.of(&["60 days", "180 days"]);
                let before = self.date(less);
                self.with_element(|_, name, list| {
                    format!(
                        "most_days_covered({name}.entry {through} {name}.exit for {name} in {list}, in any {length} before {before})"
                    )
                })
            }
            11 => format!("(if {} then {} else {})", self.boolean(less), self.integer(less), self.integer(less)),
            12 => format!("{}({}, {})", self.draw.of(&["min", "max"]), self.integer(less), self.integer(less)),
            13 => format!("weigh({}, {})", self.integer(less), self.boolean(less)),
            14 => format!("rank({})", self.integer(less)),
            _ => format!("level({}, kind)", self.integer(less)),
        }
    }

    fn covered(&mut self, window: &str) -> String {
        let through = self.draw.of(&["through", "to"]);
        self.with_element(|writer, name, list| {
            let counts = writer.boolean(0);
            format!(
                "days_covered({name}.entry {through} {name}.exit for {name} in {list} where {counts}, within {window})"
            )
        })
    }

    fn fraction(&mut self, depth: usize) -> String {
        if self.is_faultless() {
            return self.integer(depth);
        }
        format!("({} / {})", self.integer(depth), self.integer(depth))
    }

    fn date(&mut self, depth: usize) -> String {
        let Some(less) = depth.checked_sub(1) else {
            return match self.draw.pick(4) {
                0 => self.day(),
                1 => self.draw.of(&["applied_on", "as_of", "cutoff"]),
                2 if !self.optional_dates.is_empty() => {
                    format!("({} else {})", self.optional_dates.pop().unwrap(), self.day())
                }
                _ => self.choose(&self.dates.clone()),
            };
        };
        match self.draw.pick(7) {
            0 => self.date(0),
            1 | 2 => {
                let lengths = ["1 year", "30 days", "1 year 6 months", "1 month", "2 weeks", "9 working days in"];
                let mut length = self.draw.of(&lengths);
                if length.ends_with("in") {
                    length = format!("{length} {}", self.calendar());
                }
                format!("({} {} {length})", self.date(less), self.draw.of(&["+", "-"]))
            }
            3 => format!("{}({}, {})", self.draw.of(&["min", "max"]), self.date(less), self.date(less)),
            4 => format!("(if {} then {} else {})", self.boolean(less), self.date(less), self.date(less)),
            5 => {
                let (call, otherwise) = (self.draw.of(&["min", "max"]), self.day());
                self.with_element(|writer, name, list| {
                    let (value, counts) = (writer.date(less), writer.boolean(less));
                    format!("({call}({value} for {name} in {list} where {counts}) else {otherwise})")
                })
            }
            _ if self.is_faultless() => self.day(),
            _ => "(start_of on d0)".to_owned(),
        }
    }

    /// What reads the elements of the list under a name of their own.
    fn with_element(&mut self, write: impl FnOnce(&mut Self, &str, &str) -> String) -> String {
        let name = format!("s{}", self.elements);
        let lengths = (self.booleans.len(), self.integers.len(), self.dates.len());
        self.elements += 1;
        self.booleans.push(format!("{name}.legal"));
        self.integers.push(format!("{name}.hours"));
        self.dates.push(format!("{name}.entry"));
        let exit = format!("{name}.exit");
        self.optional_dates.push(exit.clone());
        let written = write(self, &name, "stays");
        self.optional_dates.retain(|date| *date != exit);
        self.booleans.truncate(lengths.0);
        self.integers.truncate(lengths.1);
        self.dates.truncate(lengths.2);
        self.elements -= 1;
        written
    }

    fn condition(&mut self, depth: usize) -> String {
        let form = match (depth, self.draw.pick(5)) {
            (0, _) | (_, 0 | 1) => return self.boolean(depth + 1),
            (_, 2) => "all of".to_owned(),
            (_, 3) => "any of".to_owned(),
            _ => format!("at least {} of", self.draw.pick(2) + 1),
        };
        let mut text = format!("{form} {{\n");
        for at in 0..(self.draw.pick(2) + 2) {
            let (limb, time) = (self.condition(depth - 1), self.time());
            writeln!(text, "    {limb} \"limb {at}\" {time} {}", self.unless(depth - 1)).unwrap();
        }
        text + "  }"
    }

    fn unless(&mut self, depth: usize) -> String {
        if !self.draw.one_in(4) {
            return String::new();
        }
        let (condition, time) = (self.condition(depth), self.time());
        format!(
            "{{ unless {condition} \"unless\" {time} {} }}",
            if depth == 0 { String::new() } else { self.unless(depth - 1) }
        )
    }

    fn time(&mut self) -> String {
        match self.draw.pick(8) {
            1 => format!("from {}", self.day()),
            2 => format!("through {}", self.day()),
            3 => "from 2020-06-01 through 2022-03-31".to_owned(),
            4 => format!("from {} by d0", self.day()),
            _ => String::new(),
        }
    }

    fn rule(&mut self, name: &str) -> String {
        self.start();
        let mut text = format!("rule {name} \"rule\" {{\n");
        if self.draw.one_in(6) {
            writeln!(text, "  in force from {}", self.day()).unwrap();
        }
        for _ in 0..=self.draw.pick(2) {
            let (condition, time) = (self.condition(2), self.time());
            writeln!(text, "  met when {condition} \"way\" {time} {}", self.unless(1)).unwrap();
        }
        if self.draw.one_in(3) {
            writeln!(text, "  unless {} \"unless\" {}", self.condition(1), self.time()).unwrap();
        }
        text + "}\n"
    }

    fn define(&mut self, name: &str) -> String {
        self.start();
        if !self.draw.one_in(2) {
            return format!("define {name} = {}\n", self.integer(2));
        }
        let mut text = format!("define {name} {{\n");
        for _ in 0..=self.draw.pick(2) {
            writeln!(text, "  when {} then {} {}", self.boolean(2), self.integer(1), self.time()).unwrap();
        }
        text + &format!("  otherwise {}\n}}\n", self.integer(1))
    }

    /// Exceptions to what has just been written, and to one of them.
    fn exceptions(&mut self, target: &str, is_rule: bool) -> String {
        let mut text = String::new();
        let count = self.draw.pick(3);
        for at in 0..count {
            self.start();
            write!(text, "exception {target}_x{at} to {target} {{ ").unwrap();
            if at > 0 && self.draw.one_in(2) {
                write!(text, "despite {target}_x0 ").unwrap();
            }
            match is_rule {
                true => write!(text, "{} {} ", self.draw.of(&["not met when", "met when"]), self.condition(1)),
                false => write!(text, "when {} then {} ", self.boolean(1), self.integer(1)),
            }
            .unwrap();
            writeln!(text, "{} }}", self.time()).unwrap();
        }
        if count > 0 && self.draw.one_in(2) {
            self.start();
            writeln!(text, "exception {target}_y to {target}_x0 {{ not met when {} }}", self.condition(1)).unwrap();
        }
        text
    }

    fn pathway(&mut self, name: &str, other: Option<&str>, time: &str) -> String {
        self.start();
        let mut text = format!("pathway {name} \"pathway\" {{ {time}\n");
        let stages = self.draw.pick(3);
        for stage in 0..=stages {
            if stage > 0 {
                writeln!(text, "stage stage_{stage} {{").unwrap();
            }
            for at in 0..=self.draw.pick(2) {
                let kind = if at > 0 && self.draw.one_in(2) { "barred by" } else { "requires" };
                writeln!(text, "  {kind} {} \"clause {stage} {at}\" {}", self.condition(1), self.time()).unwrap();
            }
            text += if stage > 0 { "}\n" } else { "" };
        }
        if let Some(other) = other.filter(|_| self.draw.one_in(2)) {
            let form = self.draw.of(&["requires {} not eligible", "barred by {} eligible", "requires {} eligible"]);
            writeln!(text, "  {}", form.replace("{}", other)).unwrap();
        }
        if self.draw.one_in(3) {
            let family = self.with_element(|writer, name, list| {
                format!("  derives to {name} in {list} when {} {}\n", writer.boolean(1), writer.time())
            });
            text += &family;
        }
        text + if self.draw.one_in(6) { "  may grant leave by officer \"at discretion\"\n}\n" } else { "}\n" }
    }

    fn policy(&mut self) -> String {
        let mut text = FACTS.to_owned();
        for at in 0..4 {
            // An exception cannot read its target, nor what reads it.
            if self.draw.one_in(3) {
                let number = format!("n{at}");
                text += &(self.define(&number) + &self.exceptions(&number, false));
                self.numbers.push(number);
            }
            let rule = format!("r{at}");
            text += &(self.rule(&rule) + &self.exceptions(&rule, true));
            self.rules.push(rule);
        }
        self.start();
        let cap = if self.draw.one_in(3) { format!("at most {}\n", self.integer(1)) } else { String::new() };
        writeln!(text, "score points {{ {cap} add {} {}", self.integer(1), self.time()).unwrap();
        writeln!(text, "  add {} when {}", self.integer(1), self.boolean(2)).unwrap();
        writeln!(text, "  group part when {} at most 9 {{ add {} }}\n}}", self.boolean(1), self.integer(2)).unwrap();
        self.numbers.push("points".to_owned());
        if self.draw.one_in(3) {
            text += &self.pathway("p0", None, "in force from 2020-01-01 through 2021-06-30");
            text += &self.pathway("p0", None, "in force from 2021-07-01");
        } else {
            text += &self.pathway("p0", None, "");
        }
        text + &self.pathway("p1", Some("p0"), "")
    }
}

pub const FACTS: &str = "policy test \"Test\" { in force from 2020-01-01  as of applied_on }
enum kind ordered { low, mid, high }
record stay { entry : date, exit : optional date, legal : boolean, hours : integer }
facts applicant {
  id number : text
  applied_on : date
  d0 : date
  d1 : optional date
  d2 : optional date
  b0 : boolean
  b1 : boolean
  b2 : boolean
  i0 : integer
  i1 : integer 0..9
  o0 : optional integer
  kind : kind
  stays : list of stay
  spare : list of stay
}
finding f0 : boolean
calendar works { weekend [sunday] }
calendar office {
  weekend  [saturday, sunday]
  holidays [2020-01-01, 2020-12-31, 2021-07-01, 2022-04-01, 2023-01-31]
}
parameter asked { 2 from 2020-01-01
  3 from 2021-07-01 through 2022-12-31
  5 from 2023-01-01 }
parameter ended { 4 from 2020-01-01
  repealed from 2022-03-31 }
parameter cutoff = 2021-07-01
define start_of = max(as_of, 2020-12-31)
define sided { when i1 < 4 then i0 when i1 >= 4 and b0 then -i0 when i1 >= 4 and not b0 then 1 }
score weigh(n: integer, w: boolean) {
  at most 20
  add n
  group more when w at most 9 { add 2 * n  add 3 when n > 2 }
}
table rank(n: integer) : integer reaching n {
  | rank | n |
  |    3 | 9 |
  |    2 | 4 |
  |    1 | 0 |
  otherwise -1
}
table level(n: integer, kind: kind) : integer {
  | n | kind: low | kind: >= mid |
  | <= 1 | 0 | 1 |
  | 2 .. 4 | 3 | 3 |
  otherwise 7
}
";

/// The text of a policy.
pub fn policy(bytes: &[u8]) -> String {
    let mut draw = Draw(bytes.iter());
    let faultless = draw.one_in(2);
    let mut writer = Writer {
        draw,
        faultless,
        booleans: names(&["b0", "b1", "b2", "f0"]),
        integers: names(&["i0", "i1", "sided"]),
        dates: names(&["applied_on", "d0"]),
        rules: Vec::new(),
        numbers: names(&["asked"]),
        optional_dates: Vec::new(),
        optional_integers: Vec::new(),
        elements: 0,
    };
    writer.policy()
}

pub fn person(draw: &mut Draw<'_>) -> String {
    fn stays(draw: &mut Draw<'_>, count: usize) -> String {
        let stays = (0..count).map(|_| {
            let exit = if draw.one_in(3) { "null".to_owned() } else { format!("\"{}\"", draw.of(&DAYS)) };
            let (entry, legal, hours) = (draw.of(&DAYS), draw.one_in(2), draw.pick(6));
            format!("{{\"entry\": \"{entry}\", \"exit\": {exit}, \"legal\": {legal}, \"hours\": {hours}}}")
        });
        format!("[{}]", stays.collect::<Vec<_>>().join(", "))
    }
    let mut json = String::from("{\"number\": \"A\"");
    for name in ["applied_on", "d0", "d1", "d2"] {
        let none = name.starts_with("d") && name != "d0" && draw.one_in(3);
        let day = if none { "null".to_owned() } else { format!("\"{}\"", draw.of(&DAYS)) };
        write!(json, ", \"{name}\": {day}").unwrap();
    }
    for name in ["b0", "b1", "b2", "f0"] {
        write!(json, ", \"{name}\": {}", draw.one_in(2)).unwrap();
    }
    let none = draw.one_in(3);
    let number = if none { "null".to_owned() } else { draw.pick(6).to_string() };
    write!(json, ", \"i0\": {}, \"i1\": {}, \"o0\": {number}", draw.pick(8), draw.pick(10)).unwrap();
    let count = draw.pick(4);
    write!(json, ", \"kind\": \"{}\", \"stays\": {}", draw.of(&["low", "mid", "high"]), stays(draw, count)).unwrap();
    json + &format!(", \"spare\": {}}}", stays(draw, 3))
}
