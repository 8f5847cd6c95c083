//! A score with its breakdown, the caps that cut points off, and what is still open.

use super::model::{ScoreExplanation, ScoreLine};
use super::readings::Case;
use super::words::{value_words, words_of};
use crate::plan::{NodeId, Points, ScoreBody, ScoreColumn, ScoreLine as Line, ScorePlan};

/// The version of a score that is in force, or may be.
pub fn column(case: &Case<'_>, column: &ScoreColumn) -> Option<ScoreExplanation> {
    let stands = |force: &Option<NodeId>| force.is_none_or(|force| !case.trace.value(force).is_false());
    let (_, id) = column.versions.iter().find(|(force, _)| stands(force))?;
    Some(score(case, &case.plan.scores[*id]))
}

fn score(case: &Case<'_>, score: &ScorePlan) -> ScoreExplanation {
    ScoreExplanation {
        name: score.name.clone(),
        words: words_of(&score.words, &score.name),
        points: value_words(&score.ty, case.trace.value(score.body.node)),
        at_most: score.body.at_most.as_ref().map(|cap| value_words(&cap.ty, case.trace.value(cap.node))),
        sources: score.words.sources.clone(),
        lines: lines(case, score, &score.body),
    }
}

fn lines(case: &Case<'_>, score: &ScorePlan, body: &ScoreBody) -> Vec<ScoreLine> {
    let absent = |line: &&Line| line.in_force.is_some_and(|force| case.trace.value(force).is_false());
    body.lines.iter().filter(|line| !absent(line)).map(|each| line(case, score, each)).collect()
}

fn line(case: &Case<'_>, score: &ScorePlan, line: &Line) -> ScoreLine {
    let does_not_apply = line.when.as_ref().is_some_and(|when| case.trace.value(when.node).is_false());
    let mut explained = ScoreLine {
        name: line.key.clone(),
        words: case.told(&line.words, &line.key, super::model::Verdict::Met),
        points: value_words(&score.ty, case.trace.value(line.node)),
        capped_at: None,
        does_not_apply,
        sources: line.words.sources.clone(),
        readings: line.when.as_ref().map(|when| case.readings(when)).unwrap_or_default(),
        lines: Vec::new(),
    };
    match &line.points {
        Points::Add(term) if !does_not_apply => {
            explained.readings.extend(case.reading(term).from);
        }
        Points::Add(_) => {}
        Points::Group(body) => {
            if !does_not_apply {
                explained.lines = lines(case, score, body);
            }
            let cut = body.at_most.as_ref().filter(|_| !does_not_apply).filter(|cap| {
                let (sum, cap) = (case.trace.value(body.sum).numbers(), case.trace.value(cap.node).numbers());
                sum.zip(cap).is_some_and(|(sum, cap)| sum.low > cap.high)
            });
            explained.capped_at = cut.map(|cap| value_words(&cap.ty, case.trace.value(cap.node)));
        }
    }
    explained
}
