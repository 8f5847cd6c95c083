//! Whether the rows of a table answer every input, and each input once. Exact: the values of each
//! input are cut wherever some pattern begins or ends, so that all values of one piece fit the same
//! rows, and the pieces are then tried in every combination that differs in the rows it leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::values::{Bounds, Country, Date, Instant, Number, Pattern, Possible, Type, Value};

/// What is wrong with a set of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Two rows, by number, that some input fits both.
    Overlap(usize, usize),
    /// An input that no row fits, in words.
    Gap(String),
}

/// All pairs of rows that overlap, and one input that no row fits, if there is one.
pub fn analyse(inputs: &[(String, Type)], rows: &[&[Pattern]]) -> Vec<Finding> {
    let mut search = Search { dimensions: Vec::new(), overlaps: BTreeSet::new(), gap: None, seen: BTreeSet::new() };
    for (at, (name, ty)) in inputs.iter().enumerate() {
        let patterns: Vec<&Pattern> = rows.iter().filter_map(|row| row.get(at)).collect();
        search.dimensions.push(dimension(name, ty, &patterns));
    }
    search.visit(0, &(0..rows.len()).collect::<Vec<_>>(), &mut Vec::new());
    let overlaps = search.overlaps.into_iter().map(|(one, other)| Finding::Overlap(one, other));
    overlaps.chain(search.gap.map(Finding::Gap)).collect()
}

/// The pieces of one input: the words for each, and the rows that its values fit.
struct Dimension {
    pieces: Vec<(String, BTreeSet<usize>)>,
}

struct Search {
    dimensions: Vec<Dimension>,
    overlaps: BTreeSet<(usize, usize)>,
    gap: Option<String>,
    /// Which rows were left at which input: what follows from there is known.
    seen: BTreeSet<(usize, Vec<usize>)>,
}

impl Search {
    fn visit(&mut self, depth: usize, left: &[usize], path: &mut Vec<String>) {
        if !self.seen.insert((depth, left.to_vec())) {
            return;
        }
        let Some(dimension) = self.dimensions.get(depth) else {
            for (at, one) in left.iter().enumerate() {
                for other in left.iter().skip(at.saturating_add(1)) {
                    self.overlaps.insert((*one, *other));
                }
            }
            if left.is_empty() && self.gap.is_none() {
                self.gap = Some(path.iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>().join(", "));
            }
            return;
        };
        let mut next: BTreeMap<Vec<usize>, String> = BTreeMap::new();
        for (words, fitting) in &dimension.pieces {
            let still: Vec<usize> = left.iter().copied().filter(|row| fitting.contains(row)).collect();
            next.entry(still).or_insert_with(|| words.clone());
        }
        for (still, words) in next {
            path.push(words);
            self.visit(depth.saturating_add(1), &still, path);
            path.pop();
        }
    }
}

fn dimension(name: &str, ty: &Type, patterns: &[&Pattern]) -> Dimension {
    let pieces = values(name, ty, patterns)
        .into_iter()
        .map(|(words, value)| {
            let fitting = fitting(&value, patterns);
            (words, fitting)
        })
        .collect();
    Dimension { pieces }
}

/// One value of each piece of an input whose values fit the same patterns, with words for it.
#[must_use]
pub fn pieces(name: &str, ty: &Type, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let mut seen: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
    let mut values = values(name, ty, patterns);
    // Ordered values are cut in stretches already; of others, those alike are one piece.
    if matches!(ty.plain(), Type::Country | Type::Enum(_)) {
        values.retain(|(_, value)| *value == Value::None || seen.insert(fitting(value, patterns)));
    }
    values
}

/// The patterns, by number, that a value fits.
fn fitting(value: &Value, patterns: &[&Pattern]) -> BTreeSet<usize> {
    let value = Possible::from(value.clone());
    let fits = |pattern: &Pattern| pattern.can_fit_or_miss(&value) == (true, false);
    patterns.iter().enumerate().filter(|(_, pattern)| fits(pattern)).map(|(at, _)| at).collect()
}

/// The values of an input, cut wherever some pattern begins or ends, with words for each piece.
fn values(name: &str, ty: &Type, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let mut values: Vec<(String, Value)> = match ty.plain() {
        Type::Boolean => {
            [false, true].into_iter().map(|truth| (format!("{name}: {truth}"), Value::Boolean(truth))).collect()
        }
        Type::Enum(shape) => (0_u16..)
            .zip(&shape.variants)
            .map(|(variant, words)| (format!("{name}: {words}"), Value::Choice(variant)))
            .collect(),
        Type::Country => (0..Country::count())
            .map(|country| (format!("{name}: {}", Country(country).code()), Value::Choice(country)))
            .collect(),
        Type::Text => texts(name, patterns),
        Type::Date => dates(name, patterns),
        Type::Instant => instants(name, patterns),
        Type::Integer => whole_numbers(name, patterns),
        Type::Money(currency) => numbers(name, &format!(" {currency}"), patterns),
        _ => numbers(name, "", patterns),
    };
    if ty.is_optional() {
        values.push((format!("{name}: none"), Value::None));
    }
    values
}

fn texts(name: &str, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let mut known: BTreeSet<Arc<str>> = BTreeSet::new();
    for pattern in patterns {
        if let Pattern::Texts(texts) = pattern {
            known.extend(texts.iter().cloned());
        }
    }
    // A text that no row names: longer than all of them together.
    let other: String = known.iter().map(|text| text.as_ref()).chain(["other"]).collect();
    let named: Vec<(String, Value)> =
        known.into_iter().map(|text| (format!("{name}: \"{text}\""), Value::Text(text))).collect();
    [(format!("{name}: another text"), Value::Text(Arc::from(other)))].into_iter().chain(named).collect()
}

/// For values that step one at a time: the first value of each piece, and the last, if any.
fn stepped<T: Ord + Copy>(stretches: &[Bounds<T>], next: impl Fn(T) -> Option<T>, least: T) -> Vec<T> {
    let mut starts = BTreeSet::from([least]);
    for bounds in stretches {
        if let Some(low) = bounds.low {
            starts.extend(if low.included { Some(low.at) } else { next(low.at) });
        }
        if let Some(high) = bounds.high {
            starts.extend(if high.included { next(high.at) } else { Some(high.at) });
        }
    }
    starts.into_iter().collect()
}

fn whole_numbers(name: &str, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let up = |number: Number| number.round(crate::values::Rounding::Down, 0).and_then(|n| n.plus(Number::ONE));
    // A bound that is no whole number stands for the next one above it.
    let stretches: Vec<Bounds<Number>> = number_bounds(patterns)
        .into_iter()
        .map(|bounds| Bounds {
            low: bounds.low.map(|end| whole_end(end, true)),
            high: bounds.high.map(|end| whole_end(end, false)),
        })
        .collect();
    let starts = stepped(&stretches, up, Number::integer(i64::MIN));
    let mut pieces = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let last = starts.get(at.saturating_add(1)).and_then(|next| next.minus(Number::ONE));
        let words = match (at, last) {
            (0, None) => String::new(),
            (0, Some(last)) => format!("{name} {last} or less"),
            (_, None) => format!("{name} {start} or more"),
            (_, Some(last)) if last == *start => format!("{name} {start}"),
            (_, Some(last)) => format!("{name} {start} to {last}"),
        };
        pieces.push((words, Value::Number(*start)));
    }
    pieces
}

fn whole_end(end: crate::values::End<Number>, low: bool) -> crate::values::End<Number> {
    if end.at.is_integer() {
        return end;
    }
    let down = if end.at.is_negative() { crate::values::Rounding::Up } else { crate::values::Rounding::Down };
    let below = end.at.round(down, 0).unwrap_or(end.at);
    let at = if low { below.plus(Number::ONE).unwrap_or(below) } else { below };
    crate::values::End { at, included: true }
}

fn dates(name: &str, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let stretches: Vec<Bounds<Date>> = patterns
        .iter()
        .filter_map(|p| if let Pattern::Dates(dates) = p { Some(dates) } else { None })
        .flatten()
        .copied()
        .collect();
    let starts = stepped(&stretches, |date| date.plus_days(1), Date::MIN);
    let mut pieces = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let last = starts.get(at.saturating_add(1)).and_then(|next| next.plus_days(-1));
        let words = match (at, last) {
            (0, None) => String::new(),
            (0, Some(last)) => format!("{name} {last} or before"),
            (_, None) => format!("{name} {start} or after"),
            (_, Some(last)) if last == *start => format!("{name} {start}"),
            (_, Some(last)) => format!("{name} {start} to {last}"),
        };
        pieces.push((words, Value::Date(*start)));
    }
    pieces
}

fn instants(name: &str, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let stretches: Vec<Bounds<Instant>> = patterns
        .iter()
        .filter_map(|p| if let Pattern::Instants(instants) = p { Some(instants) } else { None })
        .flatten()
        .copied()
        .collect();
    let starts = stepped(&stretches, |instant| instant.plus_nanoseconds(1), Instant::MIN);
    let mut pieces = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let words = match (at, starts.get(at.saturating_add(1))) {
            (0, None) => String::new(),
            (0, Some(next)) => format!("{name} before {next}"),
            (_, None) => format!("{name} {start} or after"),
            (_, Some(next)) if start.plus_nanoseconds(1) == Some(*next) => format!("{name} {start}"),
            (_, Some(next)) => format!("{name} from {start} until before {next}"),
        };
        pieces.push((words, Value::Instant(*start)));
    }
    pieces
}

/// Values between any two of which lies another: the cuts themselves, and what lies between them.
fn numbers(name: &str, unit: &str, patterns: &[&Pattern]) -> Vec<(String, Value)> {
    let bounds = number_bounds(patterns);
    let cuts: BTreeSet<Number> =
        bounds.iter().flat_map(|bounds| [bounds.low, bounds.high]).flatten().map(|end| end.at).collect();
    let cuts: Vec<Number> = cuts.into_iter().collect();
    let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else {
        return vec![(String::new(), Value::Number(Number::ZERO))];
    };
    let below = first.minus(Number::ONE).unwrap_or(Number::MIN);
    let above = last.plus(Number::ONE).unwrap_or(Number::MAX);
    let mut pieces = vec![(format!("{name} below {first}{unit}"), Value::Number(below))];
    for (at, cut) in cuts.iter().enumerate() {
        pieces.push((format!("{name} {cut}{unit}"), Value::Number(*cut)));
        if let Some(next) = cuts.get(at.saturating_add(1))
            && let Some(middle) = cut.plus(*next).and_then(|sum| sum.divide(Number::integer(2)))
        {
            pieces.push((format!("{name} between {cut}{unit} and {next}{unit}"), Value::Number(middle)));
        }
    }
    pieces.push((format!("{name} above {last}{unit}"), Value::Number(above)));
    pieces
}

fn number_bounds(patterns: &[&Pattern]) -> Vec<Bounds<Number>> {
    let stretches =
        patterns.iter().filter_map(|p| if let Pattern::Numbers(numbers) = p { Some(numbers) } else { None });
    stretches.flatten().copied().collect()
}
