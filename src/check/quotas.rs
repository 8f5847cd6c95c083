//! Quotas: sizes that add up, an order without ties, and a word on every unused place.

use super::checker::{Checker, words};
use super::expr::Sight;
use super::mistakes;
use super::policy::*;
use super::relations::has_order;
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax::{self, QuotaDecl, Size, Unused};
use crate::values::{Number, Rounding, Type, Value};

impl Checker<'_> {
    pub fn quota(&mut self, module: usize, decl: &QuotaDecl) {
        let Some((id, span)) = self.scopes.get(module).and_then(|scope| scope.quotas.get(&decl.name.node)).copied()
        else {
            return;
        };
        if span != decl.name.span {
            return;
        }
        let name = decl.name.node.as_str();
        for (lacks, what) in [
            (decl.places.is_none(), "`places`"),
            (decl.order.is_empty(), "`in order of`"),
            (decl.pools.is_empty(), "`pool`"),
        ] {
            if lacks {
                self.report(mistakes::incomplete(decl.name.span, name, what));
            }
        }
        let fed = self.project.modules.first().is_some_and(|module| {
            module.tree.items.iter().any(|item| {
                matches!(item, syntax::Item::Pathway(pathway)
                    if pathway.places_from.iter().any(|from| from.node == decl.name.node))
            })
        });
        if !fed {
            self.report(mistakes::unfed(decl.name.span, name));
        }
        let places = decl.places.as_ref().and_then(|places| self.places(module, places));
        let order = self.order_of(module, decl);
        let pools = self.pools(module, decl, places);
        let order_text: Vec<String> = decl
            .order
            .iter()
            .map(|key| {
                let text = self.source_text(key.by.span);
                if key.descending { format!("{text}, highest first") } else { text }
            })
            .collect();
        let quota = &mut self.quotas[id];
        quota.places = places.unwrap_or(0);
        quota.order = order;
        quota.order_text = order_text.join(", then ");
        quota.pools = pools;
    }

    /// A whole number of places, known from the policy alone.
    fn places(&mut self, module: usize, written: &syntax::Expr) -> Option<u64> {
        match self.constant(module, written, &Type::Integer, "the number of places")? {
            Value::Number(number) => {
                let places = number.to_i64().and_then(|places| u64::try_from(places).ok());
                if places.is_none() {
                    self.report(mistakes::out_of_range(
                        written.span,
                        format!("{number} is no number of places"),
                        "write a whole number that is not negative",
                    ));
                }
                places
            }
            _ => None,
        }
    }

    fn order_of(&mut self, module: usize, decl: &QuotaDecl) -> Vec<Key> {
        let sight = Sight::of(module);
        let [first @ .., last] = decl.order.as_slice() else { return Vec::new() };
        let strict = match &last.by.kind {
            syntax::ExprKind::Name(name) => {
                matches!(
                    self.readings(module, name).as_slice(),
                    [(_, Symbol::Fact(id))] if self.facts[*id].is_id
                ) || self.readings(module, name).iter().any(|(_, symbol)| *symbol == Symbol::Broken)
                    || (self.readings(module, name).is_empty() && self.may_be_elsewhere(module))
            }
            _ => false,
        };
        if !strict {
            self.report(mistakes::not_strict(last.by.span));
        } else if last.descending {
            self.report(mistakes::out_of_range(
                last.by.span,
                "the id only breaks ties, lowest first",
                "remove `descending`",
            ));
        }
        let mut keys = Vec::new();
        for key in first {
            let by = self.expr(&sight, &key.by, None);
            if by.ty.is_optional() {
                let problem = mistakes::unsettled(by.span, &self.source_text(by.span), &by.ty);
                self.report(problem);
            } else if !has_order(&by.ty) {
                self.report(mistakes::unordered(by.span, &by.ty));
            } else {
                keys.push(Key { by, descending: key.descending });
            }
        }
        keys
    }

    fn pools(&mut self, module: usize, decl: &QuotaDecl, places: Option<u64>) -> Vec<Pool> {
        let sizes = self.sizes(module, decl, places);
        let mut pools: Vec<Pool> = Vec::new();
        for (at, (written, size)) in decl.pools.iter().zip(sizes).enumerate() {
            let name = &written.name;
            if let Some(first) = decl.pools.iter().take(at).find(|other| other.name.node == name.node) {
                self.report(mistakes::defined_twice(name.span, &name.node, first.name.span));
            }
            let members = written.members.as_ref().map(|clause| self.clause(&Sight::of(module), clause));
            let unused_to = match &written.unused {
                None => {
                    self.report(mistakes::no_unused(name.span, &name.node));
                    Vec::new()
                }
                Some(Unused::Lapses) => Vec::new(),
                Some(Unused::To(receivers)) => {
                    let mut to: Vec<usize> = Vec::new();
                    for receiver in receivers {
                        match decl.pools.iter().position(|pool| pool.name.node == receiver.node) {
                            Some(target) if target > at && !to.contains(&target) => to.push(target),
                            _ => self.report(mistakes::bad_flow(receiver.span, &receiver.node, &name.node)),
                        }
                    }
                    to
                }
            };
            pools.push(Pool {
                name: name.node.clone(),
                words: words(written.label.as_ref(), &written.annotations),
                size,
                members,
                unused_to,
                span: name.span,
            });
        }
        pools
    }

    /// The places of each pool: a number, a percentage of the quota rounded down, or the rest.
    fn sizes(&mut self, module: usize, decl: &QuotaDecl, places: Option<u64>) -> Vec<u64> {
        let mut sizes: Vec<Option<u64>> = Vec::new();
        let mut rest: Option<(usize, Span)> = None;
        let mut complete = places.is_some();
        for (at, pool) in decl.pools.iter().enumerate() {
            match &pool.size {
                Size::Rest(span) => {
                    if let Some((_, first)) = rest {
                        self.report(mistakes::two_rests(*span, first));
                        complete = false;
                    }
                    rest = Some((at, *span));
                    sizes.push(None);
                }
                Size::Places(written) => {
                    let size = match (&written.kind, places) {
                        (syntax::ExprKind::Number { value, percent: true, .. }, Some(places)) => share(*value, places),
                        (syntax::ExprKind::Number { percent: true, .. }, None) => None,
                        _ => self.places(module, written),
                    };
                    complete &= size.is_some();
                    sizes.push(Some(size.unwrap_or(0)));
                }
            }
        }
        if let Some(total) = percentages(decl).filter(|total| *total > Number::ONE) {
            let hundred = total.multiply(Number::integer(100)).unwrap_or(total);
            let span = decl.places.as_ref().map_or(decl.name.span, |places| places.span);
            self.report(mistakes::percentages(span, &hundred.to_string()));
            complete = false;
        }
        let given: u64 = sizes.iter().flatten().fold(0, |sum: u64, size| sum.saturating_add(*size));
        let left = places.unwrap_or(0).checked_sub(given);
        let adds_up = match (rest, left) {
            (Some(_), Some(_)) | (None, Some(0)) => true,
            (Some(_) | None, _) => false,
        };
        if complete && !adds_up && !decl.pools.is_empty() {
            let span = decl.places.as_ref().map_or(decl.name.span, |places| places.span);
            self.report(mistakes::sizes(span, places.unwrap_or(0), given));
        }
        sizes.into_iter().map(|size| size.unwrap_or(left.unwrap_or(0))).collect()
    }
}

/// What the percentages of the pools add up to.
fn percentages(decl: &QuotaDecl) -> Option<Number> {
    let mut each = decl.pools.iter().filter_map(|pool| match &pool.size {
        Size::Places(syntax::Expr { kind: syntax::ExprKind::Number { value, percent: true, .. }, .. }) => Some(*value),
        _ => None,
    });
    each.try_fold(Number::ZERO, Number::plus)
}

fn share(percentage: Number, places: u64) -> Option<u64> {
    let places = Number::integer(i64::try_from(places).ok()?);
    let share = percentage.multiply(places)?.round(Rounding::Down, 0)?;
    u64::try_from(share.to_i64()?).ok()
}
