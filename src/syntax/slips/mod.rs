//! What a drafter wrote by the habit of another language, or of a word processor, and how it is
//! written here.
//!
//! Each recogniser looks at the words around the place where a declaration stopped making sense
//! and proposes mendings. Only a mending with which the declaration reads further is told: nobody
//! who follows the help is sent in a circle.

mod around;
mod between;
mod brackets;
mod comments;
mod comparisons;
mod dates;
mod entries;
mod numbers;
mod signs;
mod words;

pub use around::{Around, Slip};
pub use between::before_a_declaration;
pub use brackets::{missing_bracket, missing_quote};

use super::grammar::{Grammar, Rule};
use pest::Parser;
use pest::error::InputLocation;

/// The slip at that place, if the declaration makes more sense with its mending.
pub fn slip(around: &Around<'_>) -> Option<Slip> {
    let proposed: Vec<Slip> = [
        comments::comments,
        dates::dates,
        numbers::numbers,
        signs::signs,
        words::words,
        comparisons::comparisons,
        entries::entries,
        words::near_words,
        signs::too_many_or_few,
    ]
    .into_iter()
    .flat_map(|recognise| recognise(around))
    .collect();
    let reads: Vec<(Read, Slip)> = proposed.into_iter().map(|slip| (reads_with(around, &slip), slip)).collect();
    let (best, _) = reads.iter().enumerate().filter(|(_, (read, _))| *read != Read::NoFurther).max_by_key(
        // The first of those that read as far.
        |(at, (read, _))| (*read, std::cmp::Reverse(*at)),
    )?;
    reads.into_iter().nth(best).map(|(_, slip)| slip)
}

/// How far a declaration reads with a mending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Read {
    NoFurther,
    Further,
    Whole,
}

fn reads_with(around: &Around<'_>, slip: &Slip) -> Read {
    let (mended, after) = slip.apply(around.text);
    match Grammar::parse(Rule::single, &mended) {
        Ok(_) => Read::Whole,
        Err(error) => {
            let place = match error.location {
                InputLocation::Pos(place) | InputLocation::Span((place, _)) => place,
            };
            // What stood before the mending's end was read already.
            let read = mended.get(..place).unwrap_or_default().trim_end().len();
            let new = read > after && place > around.place;
            if new { Read::Further } else { Read::NoFurther }
        }
    }
}
