use std::collections::{BTreeMap, BTreeSet};

use super::building::{Building, Day};
use super::burdens;
use super::read::Held;
use super::structure::*;
use super::unknown::unknown;
use crate::check::{self, CheckedPolicy, Expr, ExprKind, Fact, Provision, Words};
use crate::source::{Arena, Id, Span};
use crate::values::{Burden, Operation};

pub fn lower(policy: &CheckedPolicy) -> Plan {
    let mut lowering = Lowering::new(policy);
    let each = policy.order.iter().map(|provision| (*provision, lowering.provision(*provision).1));
    let held: Vec<Held> = each.map(|(provision, node)| Held::of(policy, provision, node)).collect();
    let columns = lowering.columns();
    let quotas = policy.quotas.iter().map(|(_, quota)| lowering.quota(quota)).collect();
    let pathways: Vec<PathwayPlan> = policy.pathways.ids().map(|id| lowering.pathway(id)).collect();
    let tests = policy.tests.iter().map(|test| lowering.test(test)).collect();
    let assertions = policy.assertions.iter().map(|assertion| lowering.assertion(assertion)).collect();
    let values = policy.values.iter().map(|value| lowering.term(value)).collect();
    let reads_as_of = lowering.nodes.iter().any(|(_, node)| match &node.kind {
        NodeKind::Apply(_, operands) => operands.contains(&lowering.day),
        _ => false,
    });
    let header = &policy.header;
    let mut rules: Vec<NodeId> =
        lowering.rules.iter().filter(|(_, rule)| !rule.inside).map(|(_, rule)| rule.node).collect();
    rules.sort_unstable();
    let plan = Plan {
        name: header.name.clone(),
        words: header.words.clone(),
        jurisdiction: header.jurisdiction,
        in_force: header.in_force,
        as_of: header.as_of,
        reads_as_of,
        unknown: policy.facts.iter().map(|(_, fact)| unknown(fact)).collect(),
        facts: policy.facts.clone(),
        closed: burdens::closed(&lowering.nodes, (&lowering.burdens, &lowering.relied_on), &pathways, &rules),
        nodes: lowering.nodes,
        parameters: lowering.parameters,
        defines: lowering.defines,
        rules: lowering.rules,
        exceptions: lowering.exceptions,
        scores: lowering.scores,
        columns,
        pathways,
        quotas,
        consider: policy.determination.consider.iter().map(|id| id.index()).collect(),
        grant_every: policy.determination.every,
        determination: policy.determination.words.clone(),
        tests,
        assertions,
        values,
        parts: policy.parts.clone(),
        watches: lowering.watches.into_iter().collect(),
        asked: lowering.asked,
        read: Read::default(),
    };
    plan.with_what_is_read(header.span.file, &held)
}

/// Provisions are lowered in the order of the check, each after what it reads. One that is read as
/// of another day is lowered again for that day, when it is first met.
pub struct Lowering<'a> {
    pub policy: &'a CheckedPolicy,
    pub nodes: Arena<Node>,
    /// The bodies of calls over lists that are being lowered, the outermost first.
    pub bodies: Vec<Building>,
    /// The node of the day whose law applies to the applicant.
    pub day: NodeId,
    pub known: BTreeMap<String, NodeId>,
    parameters: Arena<ParameterPlan>,
    defines: Arena<DefinePlan>,
    rules: Arena<RulePlan>,
    pub exceptions: Arena<ExceptionPlan>,
    pub at_exception: BTreeMap<(Id<check::Exception>, Day), Id<ExceptionPlan>>,
    pub scores: Arena<ScorePlan>,
    /// The day whose law applies, in what is lowered just now.
    pub as_of: Day,
    /// How many bodies there were.
    pub serial: usize,
    /// The parts of the policy, by their places in its text.
    pub part_at: BTreeMap<Span, usize>,
    pub watches: BTreeSet<Watch>,
    pub asked: BTreeMap<NodeId, Asked>,
    /// Of whom a call is asked that is being lowered, where it is declared for several times.
    pub within: Asked,
    /// Nodes that have a burden.
    pub burdens: BTreeMap<NodeId, Burden>,
    /// Those of them that are conditions of exceptions.
    pub relied_on: BTreeSet<NodeId>,
    /// Pathways lowered so far, by their places.
    pub at_pathway: BTreeMap<usize, PathwayPlan>,
    at_parameter: BTreeMap<(Id<check::Parameter>, Day), Id<ParameterPlan>>,
    at_define: BTreeMap<(Id<check::Define>, Day), Id<DefinePlan>>,
    at_rule: BTreeMap<(Id<check::Rule>, Day), Id<RulePlan>>,
    pub at_score: BTreeMap<(Id<check::Score>, Day), Id<ScorePlan>>,
}

impl<'a> Lowering<'a> {
    fn new(policy: &'a CheckedPolicy) -> Self {
        let mut nodes = Arena::default();
        let as_of = nodes.push(Node { kind: NodeKind::AsOf, span: policy.header.span });
        Lowering {
            policy,
            nodes,
            bodies: Vec::new(),
            day: as_of,
            as_of: Day::of_the_plan(as_of),
            serial: 0,
            known: BTreeMap::new(),
            parameters: Arena::default(),
            defines: Arena::default(),
            rules: Arena::default(),
            exceptions: Arena::default(),
            at_exception: BTreeMap::new(),
            scores: Arena::default(),
            part_at: policy.parts.iter().enumerate().map(|(at, part)| (part.span, at)).collect(),
            watches: BTreeSet::new(),
            asked: BTreeMap::new(),
            within: Asked::default(),
            burdens: BTreeMap::new(),
            relied_on: BTreeSet::new(),
            at_pathway: BTreeMap::new(),
            at_parameter: BTreeMap::new(),
            at_define: BTreeMap::new(),
            at_rule: BTreeMap::new(),
            at_score: BTreeMap::new(),
        }
    }

    // --- expressions -----------------------------------------------------------------------------

    pub fn term(&mut self, expr: &Expr) -> Term {
        let span = expr.span;
        let (what, node) = match &expr.kind {
            ExprKind::Literal(value) => (What::Literal, self.constant(value.clone(), span)),
            ExprKind::Local(level) => {
                let mut inner = self.bodies.split_off(level.saturating_add(1));
                let element = self.push("element".to_owned(), NodeKind::Element, span);
                self.bodies.append(&mut inner);
                (What::Local, self.bring(element, level.saturating_add(1), span))
            }
            ExprKind::Collect(list, gives) => self.collect(list, gives, span),
            ExprKind::Fact(id) => self.at_root(|root| (What::Fact(*id), root.fact(*id, span)), span),
            ExprKind::AsOf => {
                let day = self.as_of;
                (What::AsOf, self.bring(day.node, day.level, span))
            }
            ExprKind::Parameter(id) => self.at_its_day(Provision::Parameter(*id), span),
            ExprKind::Define(id) => self.at_its_day(Provision::Define(*id), span),
            ExprKind::Rule(id) => self.at_its_day(Provision::Rule(*id), span),
            ExprKind::Score(id) => self.at_its_day(Provision::Score(*id), span),
            ExprKind::Versions(versions) => {
                let versions = self.each_version(versions, Self::term);
                self.versions(versions, span)
            }
            ExprKind::On(value, day) => {
                let (as_of, day) = self.day(day);
                let value = self.on(value, as_of);
                let node = value.node;
                (What::On(Box::new(value), Box::new(day)), node)
            }
            ExprKind::Watched(watched) => return self.watched(watched),
            ExprKind::Called(called) => {
                let body = Box::new(self.term(&called.body));
                let node = body.node;
                let (name, words) = (called.name.clone(), called.words.clone());
                (What::Called { name, rule: called.rule, words, body }, node)
            }
            ExprKind::Apply(operation, operands) => {
                let operands: Vec<Term> = operands.iter().map(|operand| self.term(operand)).collect();
                self.watch_lookup(operation, &operands);
                return self.applied(operation.clone(), operands, expr);
            }
        };
        Term { node, what, ty: expr.ty.clone(), span }
    }

    /// The first version that is in force; a fault on a day on which none is.
    fn versions(&mut self, versions: Vec<(Term, Term)>, span: Span) -> (What, NodeId) {
        let cases: Vec<(NodeId, NodeId)> = versions.iter().map(|(force, value)| (force.node, value.node)).collect();
        let is_rule = |value: &Term| matches!(value.what, What::Rule(_) | What::Called { rule: true, .. });
        let rules = versions.iter().all(|(_, value)| is_rule(value));
        let node = if rules {
            // A rule that is not in force is not met.
            let met: Vec<NodeId> =
                cases.into_iter().map(|(force, met)| self.apply(Operation::And, vec![force, met], span)).collect();
            self.any(met, span)
        } else {
            self.first_in_force(&cases, span)
        };
        (What::Versions(versions), node)
    }

    pub fn first_in_force(&mut self, cases: &[(NodeId, NodeId)], span: Span) -> NodeId {
        let none = self.apply(Operation::NotInForce, Vec::new(), span);
        cases
            .iter()
            .rev()
            .fold(none, |rest, (force, value)| self.apply(Operation::If, vec![*force, *value, rest], span))
    }

    /// A declared value as of another day: all that it reads is of that day's law, but for what a
    /// table is asked about.
    fn on(&mut self, value: &Expr, day: Day) -> Term {
        let before = std::mem::replace(&mut self.as_of, day);
        let term = match &value.kind {
            ExprKind::Versions(versions) => {
                let versions = self.each_version(versions, |lowering, version| lowering.asked_before(version, before));
                let (what, node) = self.versions(versions, value.span);
                Term { node, what, ty: value.ty.clone(), span: value.span }
            }
            _ => self.asked_before(value, before),
        };
        self.as_of = before;
        term
    }

    fn asked_before(&mut self, value: &Expr, before: Day) -> Term {
        match value.kind {
            ExprKind::Apply(..) => {
                let day = std::mem::replace(&mut self.as_of, before);
                let term = self.term(value);
                self.as_of = day;
                term
            }
            _ => self.term(value),
        }
    }

    pub fn fact(&mut self, id: Id<Fact>, span: Span) -> NodeId {
        let fact = &self.policy.facts[id];
        let kind = match &fact.presumed_when {
            Some(when) => {
                let day = std::mem::replace(&mut self.as_of, Day::of_the_plan(self.day));
                let when = self.term(when).node;
                self.as_of = day;
                NodeKind::Presumed(id, when)
            }
            None => NodeKind::Fact(id),
        };
        let node = self.push(format!("fact {}", id.index()), kind, span);
        if let Some(burden) = fact.burden {
            self.burdens.insert(node, burden);
        }
        node
    }

    // --- provisions ------------------------------------------------------------------------------

    /// A provision as of the day of what is lowered just now, with its node.
    pub fn provision(&mut self, provision: Provision) -> (What, NodeId) {
        match provision {
            Provision::Parameter(id) => {
                let at = self.parameter(id);
                (What::Parameter(at), self.parameters[at].node)
            }
            Provision::Define(id) => {
                let at = self.define(id);
                (What::Define(at), self.defines[at].node)
            }
            Provision::Rule(id) => {
                let at = self.rule(id);
                (What::Rule(at), self.rules[at].node)
            }
            Provision::Score(id) => {
                let at = self.score(id);
                (What::Score(at), self.scores[at].body.node)
            }
        }
    }

    fn parameter(&mut self, id: Id<check::Parameter>) -> Id<ParameterPlan> {
        let key = (id, self.as_of);
        if let Some(known) = self.at_parameter.get(&key) {
            return *known;
        }
        let parameter = &self.policy.parameters[id];
        let values: Vec<(Option<NodeId>, NodeId, Words)> = parameter
            .values
            .iter()
            .map(|value| {
                let force = value.in_force.as_ref().map(|force| self.term(force).node);
                (force, self.term(&value.value).node, value.words.clone())
            })
            .collect();
        let dated: Vec<(Span, Option<NodeId>)> =
            parameter.values.iter().zip(&values).map(|(value, (force, ..))| (value.span, *force)).collect();
        let force = self.declared_time(parameter.in_force.as_ref());
        self.watch_values(&dated, &force);
        let node = match values.as_slice() {
            [(None, only, _)] => *only,
            dated => {
                let cases: Vec<(NodeId, NodeId)> =
                    dated.iter().filter_map(|(force, value, _)| Some(((*force)?, *value))).collect();
                self.first_in_force(&cases, parameter.span)
            }
        };
        let exceptions = self.exceptions(&parameter.exceptions);
        let node = self.excepted_value(node, &exceptions, parameter.span);
        let at = self.parameters.push(ParameterPlan {
            exceptions,
            name: parameter.name.clone(),
            words: parameter.words.clone(),
            ty: parameter.ty.clone(),
            node,
            values,
        });
        self.at_parameter.insert(key, at);
        at
    }

    fn define(&mut self, id: Id<check::Define>) -> Id<DefinePlan> {
        let key = (id, self.as_of);
        if let Some(known) = self.at_define.get(&key) {
            return *known;
        }
        let define = &self.policy.defines[id];
        let (body, node) = match &define.body {
            check::DefineBody::Is(value) => {
                let term = self.term(value);
                let node = term.node;
                (DefineBody::Is(term), node)
            }
            check::DefineBody::Cases { cases, last } => {
                let cases: Vec<CasePlan> = cases.iter().map(|case| self.case(case)).collect();
                let end = self.term(last.value());
                let node = cases.iter().rev().fold(end.node, |rest, case| {
                    let span = case.when.span;
                    let when = self.where_in_force(case.in_force, case.when.node, span);
                    self.apply(Operation::If, vec![when, case.then.node, rest], span)
                });
                let otherwise = match last {
                    check::Last::Otherwise(_, words, _) => Some((end, words.clone())),
                    check::Last::Nobody(_) => None,
                };
                let place = match last {
                    check::Last::Otherwise(.., span) => Some(*span),
                    check::Last::Nobody(_) => None,
                };
                let force = self.declared_time(define.in_force.as_ref());
                self.watch_cases(&cases, place, &force);
                (DefineBody::Cases { cases, otherwise }, node)
            }
        };
        let exceptions = self.exceptions(&define.exceptions);
        let node = self.excepted_value(node, &exceptions, define.span);
        let at = self.defines.push(DefinePlan {
            inside: !self.bodies.is_empty(),
            exceptions,
            name: define.name.clone(),
            words: define.words.clone(),
            ty: define.ty.clone(),
            node,
            body,
        });
        self.at_define.insert(key, at);
        at
    }

    pub fn case(&mut self, case: &check::Case) -> CasePlan {
        CasePlan {
            in_force: case.in_force.as_ref().map(|force| self.term(force).node),
            when: self.term(&case.when),
            then: self.term(&case.then),
            words: case.words.clone(),
        }
    }

    /// A condition that holds only where it is in force.
    pub fn where_in_force(&mut self, in_force: Option<NodeId>, condition: NodeId, span: Span) -> NodeId {
        match in_force {
            Some(force) => self.apply(Operation::And, vec![force, condition], span),
            None => condition,
        }
    }

    /// A condition that is asked for only where it is in force.
    pub fn unless_not_in_force(&mut self, in_force: Option<NodeId>, condition: NodeId, span: Span) -> NodeId {
        match in_force {
            Some(force) => {
                let absent = self.not(force, span);
                self.apply(Operation::Or, vec![absent, condition], span)
            }
            None => condition,
        }
    }

    /// The nodes of clauses of which one is enough.
    pub fn enough(&mut self, clauses: &[ClausePlan]) -> Vec<NodeId> {
        clauses.iter().map(|clause| self.where_in_force(clause.in_force, clause.node, clause.span)).collect()
    }

    /// The nodes of clauses that are all asked for.
    pub fn asked(&mut self, clauses: &[ClausePlan]) -> Vec<NodeId> {
        clauses.iter().map(|clause| self.unless_not_in_force(clause.in_force, clause.node, clause.span)).collect()
    }

    fn rule(&mut self, id: Id<check::Rule>) -> Id<RulePlan> {
        let key = (id, self.as_of);
        if let Some(known) = self.at_rule.get(&key) {
            return *known;
        }
        let rule = &self.policy.rules[id];
        let alternatives = self.clauses(&rule.alternatives);
        let unless = self.clauses(&rule.unless);
        let force = self.declared_time(rule.in_force.as_ref());
        self.watch_clauses(&alternatives, &force);
        self.watch_clauses(&unless, &force);
        let met = self.enough(&alternatives);
        let met = self.any(met, rule.span);
        let node = self.unless(met, &unless, rule.span);
        let exceptions = self.exceptions(&rule.exceptions);
        let mut node = self.excepted_rule(node, &exceptions, rule.span);
        // What stands in a body has a value for each element: no burden can settle it.
        if let Some(burden) = rule.burden.filter(|_| self.bodies.is_empty()) {
            // A node of the rule's own, which nothing else shares.
            node = self.push(
                format!("burden {} {:?}", id.index(), self.as_of.node),
                NodeKind::Apply(Operation::Or, vec![node]),
                rule.span,
            );
            self.burdens.insert(node, burden);
        }
        let at = self.rules.push(RulePlan {
            inside: !self.bodies.is_empty(),
            exceptions,
            name: rule.name.clone(),
            words: rule.words.clone(),
            node,
            alternatives,
            unless,
            span: rule.span,
        });
        self.at_rule.insert(key, at);
        at
    }
}
