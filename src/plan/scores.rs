//! Scores: sums of lines and groups, capped, and the columns that show them.

use super::lower::Lowering;
use super::structure::*;
use crate::check;
use crate::source::{Id, Span};
use crate::values::{Number, Operation, Value};

impl Lowering<'_> {
    pub fn score(&mut self, id: Id<check::Score>) -> Id<ScorePlan> {
        let key = (id, self.as_of);
        if let Some(known) = self.at_score.get(&key) {
            return *known;
        }
        let score = &self.policy.scores[id];
        let body = self.score_body(&score.body, score.span);
        let force = self.declared_time(score.in_force.as_ref());
        self.watch_lines(&body.lines, &force);
        let at = self.scores.push(ScorePlan {
            inside: !self.bodies.is_empty(),
            name: score.name.clone(),
            words: score.words.clone(),
            ty: score.ty.clone(),
            body,
        });
        self.at_score.insert(key, at);
        at
    }

    /// The scores by name, each at its times.
    pub fn columns(&mut self) -> Vec<ScoreColumn> {
        let mut columns: Vec<ScoreColumn> = Vec::new();
        let ids: Vec<Id<check::Score>> =
            self.policy.scores.iter().filter(|(_, score)| !score.has_inputs).map(|(id, _)| id).collect();
        for id in ids {
            let at = self.score(id);
            let score = &self.policy.scores[id];
            let force = score.in_force.as_ref().map(|force| self.term(force).node);
            match columns.iter_mut().find(|column| column.name == score.name) {
                Some(column) => column.versions.push((force, at)),
                None => columns.push(ScoreColumn {
                    name: score.name.clone(),
                    ty: score.ty.clone(),
                    node: self.scores[at].body.node,
                    versions: vec![(force, at)],
                }),
            }
        }
        for column in &mut columns {
            let cases: Vec<(NodeId, NodeId)> = column
                .versions
                .iter()
                .filter_map(|(force, at)| Some(((*force)?, self.scores[*at].body.node)))
                .collect();
            if let Some((_, first)) = column.versions.first().filter(|_| !cases.is_empty()) {
                let span = self.nodes[self.scores[*first].body.node].span;
                column.node = self.first_in_force(&cases, span);
            }
        }
        columns
    }

    pub fn score_body(&mut self, body: &check::ScoreBody, span: Span) -> ScoreBody {
        let lines: Vec<ScoreLine> = body.lines.iter().map(|line| self.score_line(line)).collect();
        let zero = self.constant(Value::Number(Number::ZERO), span);
        let sum = lines
            .iter()
            .map(|line| line.node)
            .reduce(|sum, line| self.apply(Operation::Add, vec![sum, line], span))
            .unwrap_or(zero);
        let at_most = body.at_most.as_ref().map(|cap| self.term(cap));
        let node = match &at_most {
            Some(cap) => self.apply(Operation::Least, vec![sum, cap.node], span),
            None => sum,
        };
        ScoreBody { lines, sum, at_most, node }
    }

    pub fn score_line(&mut self, line: &check::ScoreLine) -> ScoreLine {
        let when = line.when.as_ref().map(|when| self.term(when));
        let (points, worth) = match &line.points {
            check::Points::Add(points) => {
                let term = self.term(points);
                let node = term.node;
                (Points::Add(term), node)
            }
            check::Points::Group(body) => {
                let body = self.score_body(body, line.span);
                let node = body.node;
                (Points::Group(body), node)
            }
        };
        let in_force = line.in_force.as_ref().map(|force| self.term(force).node);
        let counts = match (&when, in_force) {
            (Some(when), force) => Some(self.where_in_force(force, when.node, line.span)),
            (None, force) => force,
        };
        let node = match counts {
            Some(counts) => {
                let zero = self.constant(Value::Number(Number::ZERO), line.span);
                self.apply(Operation::If, vec![counts, worth, zero], line.span)
            }
            None => worth,
        };
        ScoreLine { key: line.key.clone(), words: line.words.clone(), in_force, when, points, node, span: line.span }
    }
}
