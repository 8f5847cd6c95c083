use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use super::structure::*;
use crate::check::{self, CheckedPolicy, Expr, ExprKind, Fact, Provision};
use crate::source::{Arena, Id, Span};
use crate::values::{Comparison, Number, Operation, Plain, Possible, Value};

pub fn lower(policy: &CheckedPolicy) -> Plan {
    let mut lowering = Lowering::new(policy);
    for provision in &policy.order {
        match provision {
            Provision::Parameter(id) => lowering.parameter(*id),
            Provision::Define(id) => lowering.define(*id),
            Provision::Rule(id) => lowering.rule(*id),
            Provision::Score(id) => lowering.score(*id),
        }
    }
    let quotas = policy.quotas.iter().map(|(_, quota)| lowering.quota(quota)).collect();
    let in_force = lowering.in_force();
    let pathways = policy.pathways.iter().map(|(_, pathway)| lowering.pathway(pathway, in_force)).collect();
    let tests = policy.tests.iter().map(|test| lowering.test(test)).collect();
    let assertions = policy.assertions.iter().map(|assertion| lowering.assertion(assertion)).collect();
    let reads_as_of = lowering.nodes.iter().any(|(_, node)| matches!(node.kind, NodeKind::AsOf));
    let header = &policy.header;
    Plan {
        name: header.name.clone(),
        words: header.words.clone(),
        jurisdiction: header.jurisdiction,
        in_force: header.in_force,
        as_of: header.as_of,
        reads_as_of,
        unknown: policy.facts.iter().map(|(_, fact)| unknown(fact)).collect(),
        facts: policy.facts.clone(),
        nodes: lowering.nodes,
        parameters: lowering.parameters,
        defines: lowering.defines,
        rules: lowering.rules,
        scores: lowering.scores,
        pathways,
        quotas,
        consider: policy.determination.consider.iter().map(|id| id.index()).collect(),
        grant_every: policy.determination.every,
        determination: policy.determination.words.clone(),
        tests,
        assertions,
    }
}

/// What a fact may be while nobody knows it.
fn unknown(fact: &Fact) -> Possible {
    if let Some(presumed) = &fact.presumed {
        return Possible::from(presumed.clone());
    }
    let mut anything = match fact.range {
        Some(range) => Possible::from(Plain::Number(range)),
        None if fact.is_presence => Possible::from(true),
        None => fact.ty.anything(),
    };
    anything.none = fact.ty.is_optional();
    anything
}

/// Provisions are lowered in the order of the check, each after what it reads, so that those found
/// by their ids here are always there.
struct Lowering<'a> {
    policy: &'a CheckedPolicy,
    nodes: Arena<Node>,
    known: BTreeMap<String, NodeId>,
    parameters: Arena<NamedValue<check::Parameter>>,
    defines: Arena<DefinePlan>,
    rules: Arena<RulePlan>,
    scores: Arena<ScorePlan>,
    at_parameter: BTreeMap<Id<check::Parameter>, Id<NamedValue<check::Parameter>>>,
    at_define: BTreeMap<Id<check::Define>, Id<DefinePlan>>,
    at_rule: BTreeMap<Id<check::Rule>, Id<RulePlan>>,
    at_score: BTreeMap<Id<check::Score>, Id<ScorePlan>>,
}

impl<'a> Lowering<'a> {
    fn new(policy: &'a CheckedPolicy) -> Self {
        Lowering {
            policy,
            nodes: Arena::default(),
            known: BTreeMap::new(),
            parameters: Arena::default(),
            defines: Arena::default(),
            rules: Arena::default(),
            scores: Arena::default(),
            at_parameter: BTreeMap::new(),
            at_define: BTreeMap::new(),
            at_rule: BTreeMap::new(),
            at_score: BTreeMap::new(),
        }
    }

    // --- nodes -----------------------------------------------------------------------------------

    fn push(&mut self, key: String, kind: NodeKind, span: Span) -> NodeId {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = self.nodes.push(Node { kind, span });
        self.known.insert(key, id);
        id
    }

    fn constant(&mut self, value: impl Into<Possible>, span: Span) -> NodeId {
        let value = value.into();
        self.push(format!("constant {value:?}"), NodeKind::Constant(value), span)
    }

    /// The node of an operation; operations on constants are done here.
    fn apply(&mut self, operation: Operation, operands: Vec<NodeId>, span: Span) -> NodeId {
        let constants: Option<Vec<&Possible>> = operands
            .iter()
            .map(|operand| match &self.nodes[*operand].kind {
                NodeKind::Constant(value) => Some(value),
                _ => None,
            })
            .collect();
        if let Some(constants) = constants {
            let value = operation.apply(&constants, span);
            return self.constant(value, span);
        }
        let what = match &operation {
            Operation::Lookup(table) => format!("table {:p}", Arc::as_ptr(table)),
            other => format!("{other:?}"),
        };
        // Operations that can fail keep their own places, for the fault to name.
        let place = if may_fail(&operation) { format!("{span:?}") } else { String::new() };
        let key = format!("{what} {operands:?} {place}");
        self.push(key, NodeKind::Apply(operation, operands), span)
    }

    fn all(&mut self, mut limbs: Vec<NodeId>, span: Span) -> NodeId {
        match limbs.len() {
            1 => limbs.pop().unwrap_or_else(|| self.constant(true, span)),
            _ => self.apply(Operation::And, limbs, span),
        }
    }

    fn any(&mut self, mut limbs: Vec<NodeId>, span: Span) -> NodeId {
        match limbs.len() {
            1 => limbs.pop().unwrap_or_else(|| self.constant(false, span)),
            _ => self.apply(Operation::Or, limbs, span),
        }
    }

    fn not(&mut self, inner: NodeId, span: Span) -> NodeId {
        self.apply(Operation::Not, vec![inner], span)
    }

    // --- expressions -----------------------------------------------------------------------------

    fn term(&mut self, expr: &Expr) -> Term {
        let span = expr.span;
        let (what, node) = match &expr.kind {
            ExprKind::Literal(value) => (What::Literal, self.constant(value.clone(), span)),
            ExprKind::Fact(id) => {
                (What::Fact(*id), self.push(format!("fact {}", id.index()), NodeKind::Fact(*id), span))
            }
            ExprKind::AsOf => (What::AsOf, self.as_of(span)),
            ExprKind::Parameter(id) => match self.at_parameter.get(id) {
                Some(at) => (What::Parameter(*at), self.parameters[*at].node),
                None => (What::Literal, self.constant(Possible::nothing(), span)),
            },
            ExprKind::Define(id) => match self.at_define.get(id) {
                Some(at) => (What::Define(*at), self.defines[*at].node),
                None => (What::Literal, self.constant(Possible::nothing(), span)),
            },
            ExprKind::Rule(id) => match self.at_rule.get(id) {
                Some(at) => (What::Rule(*at), self.rules[*at].node),
                None => (What::Literal, self.constant(Possible::nothing(), span)),
            },
            ExprKind::Score(id) => match self.at_score.get(id) {
                Some(at) => (What::Score(*at), self.scores[*at].body.node),
                None => (What::Literal, self.constant(Possible::nothing(), span)),
            },
            ExprKind::Apply(operation, operands) => {
                let operands: Vec<Term> = operands.iter().map(|operand| self.term(operand)).collect();
                let node = self.apply(operation.clone(), operands.iter().map(|term| term.node).collect(), span);
                (What::Apply(operation.clone(), operands), node)
            }
        };
        Term { node, what, ty: expr.ty.clone(), span }
    }

    fn as_of(&mut self, span: Span) -> NodeId {
        self.push("as_of".to_owned(), NodeKind::AsOf, span)
    }

    // --- provisions ------------------------------------------------------------------------------

    fn parameter(&mut self, id: Id<check::Parameter>) {
        let parameter = &self.policy.parameters[id];
        let node = self.term(&parameter.value).node;
        let at = self.parameters.push(NamedValue {
            name: parameter.name.clone(),
            words: parameter.words.clone(),
            ty: parameter.value.ty.clone(),
            node,
            of: PhantomData,
        });
        self.at_parameter.insert(id, at);
    }

    fn define(&mut self, id: Id<check::Define>) {
        let define = &self.policy.defines[id];
        let (body, node) = match &define.body {
            check::DefineBody::Is(value) => {
                let term = self.term(value);
                let node = term.node;
                (DefineBody::Is(term), node)
            }
            check::DefineBody::Cases { cases, otherwise: (value, words) } => {
                let cases: Vec<CasePlan> = cases
                    .iter()
                    .map(|case| CasePlan {
                        when: self.term(&case.when),
                        then: self.term(&case.then),
                        words: case.words.clone(),
                    })
                    .collect();
                let otherwise = self.term(value);
                let node = cases.iter().rev().fold(otherwise.node, |rest, case| {
                    self.apply(Operation::If, vec![case.when.node, case.then.node, rest], case.when.span)
                });
                (DefineBody::Cases { cases, otherwise: (otherwise, words.clone()) }, node)
            }
        };
        let at = self.defines.push(DefinePlan {
            name: define.name.clone(),
            words: define.words.clone(),
            ty: define.ty.clone(),
            node,
            body,
            of: PhantomData,
        });
        self.at_define.insert(id, at);
    }

    fn rule(&mut self, id: Id<check::Rule>) {
        let rule = &self.policy.rules[id];
        let alternatives = self.clauses(&rule.alternatives);
        let unless = self.clauses(&rule.unless);
        let met = self.any(alternatives.iter().map(|clause| clause.node).collect(), rule.span);
        let node = self.unless(met, &unless, rule.span);
        let at = self.rules.push(RulePlan {
            name: rule.name.clone(),
            words: rule.words.clone(),
            node,
            alternatives,
            unless,
            span: rule.span,
            of: PhantomData,
        });
        self.at_rule.insert(id, at);
    }

    fn clauses(&mut self, clauses: &[check::Clause]) -> Vec<ClausePlan> {
        clauses.iter().map(|clause| self.clause(clause)).collect()
    }

    fn clause(&mut self, clause: &check::Clause) -> ClausePlan {
        let span = clause.span;
        let nodes = |limbs: &[ClausePlan]| limbs.iter().map(|limb| limb.node).collect::<Vec<_>>();
        let (condition, condition_node) = match &clause.condition {
            check::Condition::Test(test) => {
                let term = self.term(test);
                let node = term.node;
                (ConditionPlan::Test(term), node)
            }
            check::Condition::AllOf(limbs) => {
                let limbs = self.clauses(limbs);
                let node = self.all(nodes(&limbs), span);
                (ConditionPlan::AllOf(limbs), node)
            }
            check::Condition::AnyOf(limbs) => {
                let limbs = self.clauses(limbs);
                let node = self.any(nodes(&limbs), span);
                (ConditionPlan::AnyOf(limbs), node)
            }
            check::Condition::AtLeast(count, limbs) => {
                let limbs = self.clauses(limbs);
                let node = self.apply(Operation::AtLeast(*count), nodes(&limbs), span);
                (ConditionPlan::AtLeast(*count, limbs), node)
            }
        };
        let unless = self.clauses(&clause.unless);
        let node = self.unless(condition_node, &unless, span);
        ClausePlan {
            key: clause.key.clone(),
            words: clause.words.clone(),
            condition,
            condition_node,
            node,
            unless,
            span,
        }
    }

    fn unless(&mut self, met: NodeId, unless: &[ClausePlan], span: Span) -> NodeId {
        if unless.is_empty() {
            return met;
        }
        let defeated = self.any(unless.iter().map(|clause| clause.node).collect(), span);
        let stands = self.not(defeated, span);
        self.apply(Operation::And, vec![met, stands], span)
    }

    fn score(&mut self, id: Id<check::Score>) {
        let score = &self.policy.scores[id];
        let body = self.score_body(&score.body, score.span);
        let at = self.scores.push(ScorePlan {
            name: score.name.clone(),
            words: score.words.clone(),
            ty: score.ty.clone(),
            body,
            of: PhantomData,
        });
        self.at_score.insert(id, at);
    }

    fn score_body(&mut self, body: &check::ScoreBody, span: Span) -> ScoreBody {
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

    fn score_line(&mut self, line: &check::ScoreLine) -> ScoreLine {
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
        let node = match &when {
            Some(when) => {
                let zero = self.constant(Value::Number(Number::ZERO), line.span);
                self.apply(Operation::If, vec![when.node, worth, zero], line.span)
            }
            None => worth,
        };
        ScoreLine { key: line.key.clone(), words: line.words.clone(), when, points, node, span: line.span }
    }

    // --- pathways and quotas ---------------------------------------------------------------------

    fn in_force(&mut self) -> Option<NodeId> {
        let (from, through) = self.policy.header.in_force?;
        let span = self.policy.header.span;
        let day = self.as_of(span);
        let first = self.constant(Value::Date(from), span);
        let mut limbs = vec![self.apply(Operation::Compare(Comparison::AtLeast), vec![day, first], span)];
        if let Some(through) = through {
            let last = self.constant(Value::Date(through), span);
            limbs.push(self.apply(Operation::Compare(Comparison::AtMost), vec![day, last], span));
        }
        Some(self.all(limbs, span))
    }

    fn pathway(&mut self, pathway: &check::Pathway, in_force: Option<NodeId>) -> PathwayPlan {
        let requires = self.clauses(&pathway.requires);
        let bars = self.clauses(&pathway.bars);
        let mut limbs: Vec<NodeId> = in_force.into_iter().collect();
        limbs.extend(requires.iter().map(|clause| clause.node));
        for bar in &bars {
            limbs.push(self.not(bar.node, bar.span));
        }
        let node = self.all(limbs, pathway.span);
        let grants = pathway
            .grants
            .iter()
            .map(|grant| GrantPlan {
                status: grant.status.clone(),
                duration: grant.duration.as_ref().map(|time| self.term(time)),
                conditions: grant.conditions.clone(),
            })
            .collect();
        PathwayPlan {
            name: pathway.name.clone(),
            words: pathway.words.clone(),
            requires,
            bars,
            grants,
            quota: pathway.quotas.first().map(|id| id.index()),
            node,
            in_force,
            span: pathway.span,
        }
    }

    fn test(&mut self, test: &check::Test) -> TestPlan {
        TestPlan {
            name: test.name.clone(),
            on: test.on,
            facts: test.facts.clone(),
            expect: test.expect.iter().map(|expected| self.expected(expected)).collect(),
            span: test.span,
        }
    }

    fn assertion(&mut self, assertion: &check::Assertion) -> AssertionPlan {
        AssertionPlan {
            name: assertion.name.clone(),
            expect: assertion.expect.iter().map(|expected| self.expected(expected)).collect(),
            span: assertion.span,
        }
    }

    fn expected(&mut self, expected: &check::Expected) -> ExpectedPlan {
        let kind = match &expected.kind {
            check::ExpectedKind::Outcome { outcome, by } => {
                ExpectedKind::Outcome { outcome: outcome.clone(), by: by.map(Id::index) }
            }
            check::ExpectedKind::Needs(needs) => ExpectedKind::Needs(needs.clone()),
            check::ExpectedKind::Pathway { pathway, status, because } => {
                ExpectedKind::Pathway { pathway: pathway.index(), status: *status, because: because.clone() }
            }
            check::ExpectedKind::NotMet(value) => ExpectedKind::NotMet(self.term(value)),
            check::ExpectedKind::Unknown(value) => ExpectedKind::Unknown(self.term(value)),
            check::ExpectedKind::Holds(value) => ExpectedKind::Holds(self.term(value)),
        };
        ExpectedPlan { kind, span: expected.span }
    }

    fn quota(&mut self, quota: &check::Quota) -> QuotaPlan {
        QuotaPlan {
            name: quota.name.clone(),
            words: quota.words.clone(),
            places: quota.places,
            keys: quota
                .order
                .iter()
                .map(|key| KeyPlan { term: self.term(&key.by), descending: key.descending })
                .collect(),
            order_text: quota.order_text.clone(),
            pools: quota
                .pools
                .iter()
                .map(|pool| PoolPlan {
                    name: pool.name.clone(),
                    words: pool.words.clone(),
                    size: pool.size,
                    members: pool.members.as_ref().map(|clause| self.clause(clause)),
                    unused_to: pool.unused_to.clone(),
                })
                .collect(),
        }
    }
}

fn may_fail(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Add
            | Operation::Subtract
            | Operation::Multiply
            | Operation::Divide
            | Operation::Round(..)
            | Operation::After(_)
            | Operation::Before(_)
            | Operation::Lookup(_)
    )
}
