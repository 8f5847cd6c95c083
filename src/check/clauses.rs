//! Parameters, definitions, rules and scores: what is worked out on demand.

use super::checker::{Checker, words};
use super::expr::{Sight, apply, literal};
use super::mistakes;
use super::policy::*;
use super::scope::Symbol;
use super::times::Days;
use crate::source::{Id, Span};
use crate::syntax;
use crate::values::{Comparison, Date, Number, Operation, Type, Value};

impl Checker<'_> {
    pub fn parameter(&mut self, module: usize, id: Id<Parameter>, decl: &syntax::ParameterDecl) {
        self.parameter_values(module, id, decl);
        let ty = self.parameters[id].ty.clone();
        let exceptions = self.excepting(Symbol::Parameter(id), &ty);
        self.parameters[id].exceptions = exceptions;
        self.parameters[id].in_force = self.declared_time(Symbol::Parameter(id));
    }

    fn parameter_values(&mut self, module: usize, id: Id<Parameter>, decl: &syntax::ParameterDecl) {
        let sight = Sight::of(module);
        match &decl.value {
            syntax::ParameterValue::Is(value) => {
                let value = self.constant_value(&sight, value);
                let parameter = &mut self.parameters[id];
                parameter.ty = value.ty.clone();
                parameter.values =
                    vec![ParameterValue { in_force: None, value, words: Words::default(), span: decl.name.span }];
            }
            syntax::ParameterValue::Dated(values) => self.dated_parameter(&sight, id, decl, values),
        }
    }

    fn constant_value(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let expr = self.expr(sight, written, None);
        match self.evaluated(&expr) {
            Some(value) => Expr { kind: ExprKind::Literal(value), ..expr },
            None => Expr::broken(expr.span),
        }
    }

    /// Values over time. Each runs to its `through`, else to the day before the next begins.
    fn dated_parameter(
        &mut self,
        sight: &Sight,
        id: Id<Parameter>,
        decl: &syntax::ParameterDecl,
        values: &[syntax::DatedValue],
    ) {
        let name = &decl.name.node;
        let mut dated: Vec<(Days, &syntax::Time, &syntax::DatedValue)> = Vec::new();
        for value in values {
            match &value.annotations.time {
                Some(time) => dated.push((Days::of(time), time, value)),
                None => self.report(mistakes::no_time(value.span, name)),
            }
        }
        dated.sort_by_key(|(days, ..)| days.from);
        let starts: Vec<_> = dated.iter().map(|(days, ..)| days.from).collect();
        for ((days, ..), next) in dated.iter_mut().zip(starts.iter().skip(1)) {
            if days.through.is_none() {
                days.through = next.and_then(|next| next.plus_days(-1));
            }
        }
        for pair in dated.windows(2) {
            if let [(one, first, _), (other, second, _)] = pair
                && one.overlaps(*other)
            {
                self.report(mistakes::times_overlap(second.span, first.span));
            }
        }
        self.gaps(id, decl, &dated);
        self.one_day_for_all(&dated);
        let times: Vec<(syntax::Time, Days)> = dated.iter().map(|(days, time, _)| ((*time).clone(), *days)).collect();
        let complete = super::times::are_complete(&times);
        let mut ty: Option<(Span, Type)> = None;
        let mut checked = Vec::new();
        for (days, time, value) in dated {
            let written = match &value.value {
                Some(written) => self.constant_value(sight, written),
                None => Expr { kind: ExprKind::Literal(Value::None), ty: Type::None, span: value.span },
            };
            ty = Some(self.sofar(ty, &written));
            let in_force = Some(self.time(sight, time, days));
            let words = words(value.label.as_ref(), &value.annotations);
            checked.push(ParameterValue { in_force, value: written, words, span: value.span });
        }
        if let (true, Some(ParameterValue { in_force: Some(force), .. })) = (complete, checked.last_mut()) {
            *force = literal(Value::Boolean(true), Type::Boolean, force.span);
        }
        let parameter = &mut self.parameters[id];
        parameter.ty = ty.map_or(Type::Broken, |(_, ty)| ty);
        parameter.values = checked;
    }

    /// The values of one parameter must all go by the same day.
    fn one_day_for_all(&mut self, dated: &[(Days, &syntax::Time, &syntax::DatedValue)]) {
        let by = |time: &syntax::Time| time.by.as_ref().map(|name| name.node.clone());
        let Some((_, first, _)) = dated.first() else { return };
        for (_, time, _) in dated {
            if by(time) != by(first) {
                self.report(mistakes::two_days(time.span, first.span));
            }
        }
    }

    /// The days of the policy's own time on which a parameter has no value. One that says itself when
    /// it is in force need have none on other days, as a declaration beside others need not.
    fn gaps(
        &mut self,
        id: Id<Parameter>,
        decl: &syntax::ParameterDecl,
        dated: &[(Days, &syntax::Time, &syntax::DatedValue)],
    ) {
        let name = &decl.name.node;
        let header = self.project.modules.first().and_then(|module| module.tree.header.as_ref());
        let Some((from, through)) = header.and_then(|header| header.in_force.clone()) else { return };
        let own = self.times.get(&Symbol::Parameter(id)).map(|(_, time)| time);
        if dated.iter().map(|(_, time, _)| *time).chain(own).any(|time| time.by.is_some()) {
            return;
        }
        let own = own.map_or(Days { from: None, through: None }, Days::of);
        let first = own.from.map_or(from.node, |own| own.max(from.node));
        let last = match (through.map(|through| through.node), own.through) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let mut covered = Some(first);
        for (days, ..) in dated {
            let Some(day) = covered.filter(|day| last.is_none_or(|last| *day <= last)) else { return };
            let begins = days.from.unwrap_or(Date::MIN);
            if begins > day {
                let before = begins.plus_days(-1).unwrap_or(day);
                let end = last.map_or(before, |last| last.min(before));
                self.report(mistakes::not_in_force(decl.name.span, name, day, Some(end)));
            }
            covered = match days.through {
                Some(through) => through.plus_days(1).map(|next| next.max(day)),
                None => None,
            };
        }
        if let Some(day) = covered.filter(|day| last.is_none_or(|last| *day <= last)) {
            self.report(mistakes::not_in_force(decl.name.span, name, day, last));
        }
    }

    pub fn define(&mut self, module: usize, id: Id<Define>, decl: &syntax::DefineDecl) {
        let Some((body, ty)) = self.define_body(&Sight::of(module), decl) else { return };
        self.told_of(Symbol::Define(id), &Sight::of(module), decl.label.as_ref(), &decl.annotations);
        let exceptions = self.excepting(Symbol::Define(id), &ty);
        let in_force = self.declared_time(Symbol::Define(id));
        let define = &mut self.defines[id];
        define.exceptions = exceptions;
        define.in_force = in_force;
        define.body = body;
        define.ty = ty;
        self.keep_bounds_of_define(id);
    }

    pub fn define_body(&mut self, sight: &Sight, decl: &syntax::DefineDecl) -> Option<(DefineBody, Type)> {
        Some(match &decl.body {
            syntax::DefineBody::Is(value) => {
                let value = self.expr(sight, value, None);
                let ty = value.ty.clone();
                (DefineBody::Is(value), ty)
            }
            syntax::DefineBody::Cases { cases, otherwise } => {
                let mut sight = sight.clone();
                let mut checked: Vec<Case> = Vec::new();
                let mut ty: Option<(Span, Type)> = None;
                for case in cases {
                    let when = self.boolean(&sight, &case.when, "the condition of a case");
                    let wanted = ty.as_ref().map(|(_, ty)| ty.clone());
                    let then = self.expr(&sight.where_holds(&when, true), &case.then, wanted.as_ref());
                    ty = Some(self.sofar(ty, &then));
                    if case.annotations.time.is_none() {
                        // A case that is not in force says nothing of those after it.
                        sight = sight.where_holds(&when, false);
                    }
                    let in_force = self.in_force(&sight, &case.annotations);
                    let words = words(case.label.as_ref(), &case.annotations);
                    checked.push(Case { in_force, when, then, words, span: case.when.span });
                }
                let wanted = ty.as_ref().map(|(_, ty)| ty.clone());
                let last = match otherwise {
                    Some(otherwise) => {
                        let value = self.expr(&sight, &otherwise.value, wanted.as_ref());
                        ty = Some(self.sofar(ty, &value));
                        let words = words(otherwise.label.as_ref(), &otherwise.annotations);
                        Last::Otherwise(value, words, otherwise.value.span)
                    }
                    None => Last::Nobody(self.nobody_left_out(&sight, decl, &checked, wanted)?),
                };
                let (_, ty) = ty?;
                (DefineBody::Cases { cases: checked, last }, ty)
            }
        })
    }

    /// What stands after cases without `otherwise`, which must be proved complete; `None` if they are
    /// not, which is reported.
    fn nobody_left_out(
        &mut self,
        sight: &Sight,
        decl: &syntax::DefineDecl,
        cases: &[Case],
        ty: Option<Type>,
    ) -> Option<Expr> {
        // A definition with inputs is proved once, whatever is given, and not at each call.
        let proved_before = !sight.inputs.is_empty();
        let broken = |case: &Case| case.when.ty == Type::Broken;
        if !proved_before
            && !cases.iter().any(broken)
            && let Some(gap) = self.left_out(cases)
        {
            self.report(mistakes::no_otherwise(decl.name.span, &decl.name.node, &gap));
            return None;
        }
        let (ty, span) = (ty.unwrap_or(Type::Broken), decl.name.span);
        let nobody = apply(Operation::NoCase, Vec::new(), ty.clone(), span);
        // What was proved of the policy's own time need not hold `on` an earlier or a later day.
        Some(match self.policy_time(span).filter(|_| self.turn_on_the_day(cases)) {
            Some(time) => {
                let outside = apply(Operation::NotInForce, Vec::new(), ty.clone(), span);
                apply(Operation::If, vec![time, nobody, outside], ty, span)
            }
            None => nobody,
        })
    }

    /// The condition that the day whose law applies is in the policy's own time, where it has one.
    fn policy_time(&self, span: Span) -> Option<Expr> {
        let (from, through) = self.project.modules.first()?.tree.header.as_ref()?.in_force.clone()?;
        let held = |how, date: Date| {
            let day = Expr { kind: ExprKind::AsOf, ty: Type::Date, span };
            let date = literal(Value::Date(date), Type::Date, span);
            apply(Operation::Compare(how), vec![day, date], Type::Boolean, span)
        };
        let mut ends = vec![held(Comparison::AtLeast, from.node)];
        ends.extend(through.map(|through| held(Comparison::AtMost, through.node)));
        Some(apply(Operation::And, ends, Type::Boolean, span))
    }

    fn sofar(&mut self, before: Option<(Span, Type)>, next: &Expr) -> (Span, Type) {
        match before {
            None => (next.span, next.ty.clone()),
            Some((first, ty)) => (first, self.common((first, &ty), (next.span, &next.ty))),
        }
    }

    pub fn rule(&mut self, module: usize, id: Id<Rule>, decl: &syntax::RuleDecl) {
        let sight = Sight::of(module);
        let alternatives: Vec<Clause> = decl.clauses.iter().map(|clause| self.clause(&sight, clause)).collect();
        let unless = decl.unless.iter().map(|clause| self.clause(&sight, clause)).collect();
        if decl.clauses.is_empty() {
            self.report(mistakes::empty(decl.name.span, "rule", &decl.name.node, "`met when`"));
        }
        self.told_of(Symbol::Rule(id), &sight, decl.label.as_ref(), &decl.annotations);
        let exceptions = self.excepting(Symbol::Rule(id), &Type::Boolean);
        let in_force = self.declared_time(Symbol::Rule(id));
        let rule = &mut self.rules[id];
        rule.exceptions = exceptions;
        rule.in_force = in_force;
        rule.alternatives = alternatives;
        rule.unless = unless;
    }

    /// A condition with its words and what defeats it.
    pub fn clause(&mut self, sight: &Sight, written: &syntax::Clause) -> Clause {
        let condition = match &written.condition {
            syntax::Condition::Test(test) => Condition::Test(self.boolean(sight, test, "a condition")),
            syntax::Condition::Status { pathway, eligible, because } => match self.pathway_in(sight.module, pathway) {
                Some(id) => {
                    let because = because.as_ref().map(|because| because.node.clone());
                    Condition::Status { pathway: id, eligible: *eligible, because }
                }
                None => Condition::Test(Expr::broken(pathway.span)),
            },
            syntax::Condition::AllOf(limbs) => Condition::AllOf(self.limbs(sight, limbs)),
            syntax::Condition::AnyOf(limbs) => Condition::AnyOf(self.limbs(sight, limbs)),
            syntax::Condition::AtLeast(count, limbs) => {
                let wanted = count.node.to_i64().and_then(|count| usize::try_from(count).ok());
                let wanted = wanted.filter(|wanted| (1..=limbs.len()).contains(wanted));
                if wanted.is_none() {
                    self.report(mistakes::limb_count(count.span, &count.node.to_string(), limbs.len()));
                }
                Condition::AtLeast(wanted.unwrap_or(1), self.limbs(sight, limbs))
            }
        };
        let inner = match &condition {
            Condition::Test(test) => sight.where_holds(test, true),
            _ => sight.clone(),
        };
        Clause {
            key: self.key(written),
            in_force: self.in_force(sight, &written.annotations),
            condition,
            words: self.told(sight, written.label.as_ref(), &written.annotations),
            unless: written.unless.iter().map(|clause| self.clause(&inner, clause)).collect(),
            span: written.span,
        }
    }

    fn limbs(&mut self, sight: &Sight, limbs: &[syntax::Clause]) -> Vec<Clause> {
        limbs.iter().map(|limb| self.clause(sight, limb)).collect()
    }

    /// What reports call a clause: the name that it tests, else its label, else its text.
    fn key(&self, written: &syntax::Clause) -> String {
        match (&written.condition, &written.label) {
            (syntax::Condition::Test(syntax::Expr { kind: syntax::ExprKind::Name(name), .. }), _) => name.clone(),
            (syntax::Condition::Status { pathway, eligible, .. }, None) => {
                format!("{}{}", if *eligible { "" } else { "not " }, pathway.node)
            }
            (_, Some(label)) => syntax::without_values(&label.node),
            (syntax::Condition::Test(test), None) => self.source_text(test.span),
            (_, None) => self.source_text(written.span),
        }
    }

    pub fn score(&mut self, module: usize, id: Id<Score>, decl: &syntax::ScoreDecl) {
        let (body, ty) = self.scored(&Sight::of(module), decl);
        self.caps(&body);
        let in_force = self.in_force(&Sight::of(module), &decl.body.annotations);
        let score = &mut self.scores[id];
        score.in_force = in_force;
        score.body = body;
        score.ty = ty;
        self.keep_bounds_of_score(id);
    }

    /// What a score adds up, and the type of its sum.
    pub fn scored(&mut self, sight: &Sight, decl: &syntax::ScoreDecl) -> (ScoreBody, Type) {
        let body = self.score_body(sight, &decl.body);
        if decl.body.lines.is_empty() {
            self.report(mistakes::empty(decl.name.span, "score", &decl.name.node, "`add` or `group`"));
        }
        let ty = if whole(&body) { Type::Integer } else { Type::Decimal };
        (body, ty)
    }

    fn score_body(&mut self, sight: &Sight, written: &syntax::ScoreBody) -> ScoreBody {
        let at_most = written.at_most.as_ref().map(|cap| self.of_type(sight, cap, &Type::Decimal, "a cap"));
        let lines = written.lines.iter().flat_map(|line| self.score_lines(sight, line)).collect();
        ScoreBody { at_most, lines }
    }

    pub fn score_line(&mut self, sight: &Sight, written: &syntax::ScoreLine) -> ScoreLine {
        match written {
            syntax::ScoreLine::Add { each: _, points, when, label, annotations, span } => {
                let when = when.as_ref().map(|when| self.boolean(sight, when, "the condition of `add`"));
                let inner = when.as_ref().map_or_else(|| sight.clone(), |when| sight.where_holds(when, true));
                let words = self.told(sight, label.as_ref(), annotations);
                let key = words.label.clone().unwrap_or_else(|| self.source_text(points.span));
                let points = Points::Add(self.points(&inner, points));
                let in_force = self.in_force(sight, annotations);
                ScoreLine { key, words, in_force, when, points, span: *span }
            }
            syntax::ScoreLine::Group { name, label, when, body, span } => {
                let when = when.as_ref().map(|when| self.boolean(sight, when, "the condition of a group"));
                let inner = when.as_ref().map_or_else(|| sight.clone(), |when| sight.where_holds(when, true));
                if body.lines.is_empty() {
                    self.report(mistakes::empty(name.span, "group", &name.node, "`add` or `group`"));
                }
                let words = words(label.as_ref(), &body.annotations);
                let in_force = self.in_force(sight, &body.annotations);
                let points = Points::Group(self.score_body(&inner, body));
                ScoreLine { key: name.node.clone(), words, in_force, when, points, span: *span }
            }
        }
    }
}

impl Checker<'_> {
    /// Points to add. A parameter that was repealed adds nothing.
    fn points(&mut self, sight: &Sight, written: &syntax::Expr) -> Expr {
        let points = self.expr(sight, written, Some(&Type::Decimal));
        let declared = matches!(points.kind, ExprKind::Parameter(_) | ExprKind::Versions(_) | ExprKind::On(..));
        if declared && points.ty.is_optional() {
            let (span, ty) = (points.span, points.ty.plain().clone());
            let zero = literal(Value::Number(Number::ZERO), Type::Integer, span);
            let points = apply(Operation::Else, vec![points, zero], ty, span);
            return self.fitting(points, &Type::Decimal, "the points");
        }
        self.fitting(points, &Type::Decimal, "the points")
    }
}

fn whole(body: &ScoreBody) -> bool {
    let integer = |expr: &Expr| matches!(expr.ty, Type::Integer | Type::Broken);
    body.at_most.as_ref().is_none_or(integer)
        && body.lines.iter().all(|line| match &line.points {
            Points::Add(points) => integer(points),
            Points::Group(body) => whole(body),
        })
}
