//! Values that are known from the policy alone: parameters, table cells, sizes of pools.

use super::checker::Checker;
use super::expr::Sight;
use super::mistakes;
use super::policy::{Expr, ExprKind, Parameter};
use crate::source::{Arena, Span};
use crate::syntax;
use crate::values::{Possible, Type, Value};

/// Why an expression has no value by itself.
enum NotConstant {
    /// It reads something about the applicant there.
    At(Span),
    /// Its own error was reported already.
    Broken,
}

impl Checker<'_> {
    /// The value of an expression of literals and parameters; reports what keeps it from having
    /// one. `why` says what needs it.
    pub fn constant(&mut self, module: usize, written: &syntax::Expr, ty: &Type, why: &str) -> Option<Value> {
        let expr = self.expr(&Sight::of(module), written, Some(ty));
        let expr = self.fitting(expr, ty, why);
        self.evaluated(&expr)
    }

    /// The value of a checked expression, if literals and parameters are all that it reads.
    pub fn evaluated(&mut self, expr: &Expr) -> Option<Value> {
        match fold(&self.parameters, expr) {
            Ok(value) => {
                let single = value.single();
                if single.is_none() {
                    let why = value.faults.iter().next().map(|fault| fault.kind.to_string()).unwrap_or_default();
                    self.report(mistakes::out_of_range(
                        expr.span,
                        format!("this has no value: {why}"),
                        "correct the calculation",
                    ));
                }
                single
            }
            Err(NotConstant::At(span)) => {
                self.report(mistakes::no_constant(span));
                None
            }
            Err(NotConstant::Broken) => None,
        }
    }

    /// What a checked expression gives if literals and parameters are all that it reads.
    pub fn value_of_constant(&self, expr: &Expr) -> Option<Possible> {
        value_of_constant(&self.parameters, expr)
    }
}

/// What a checked expression gives if literals and parameters are all that it reads.
pub fn value_of_constant(parameters: &Arena<Parameter>, expr: &Expr) -> Option<Possible> {
    fold(parameters, expr).ok()
}

fn fold(parameters: &Arena<Parameter>, expr: &Expr) -> Result<Possible, NotConstant> {
    if matches!(expr.ty, Type::Broken) {
        return Err(NotConstant::Broken);
    }
    match &expr.kind {
        ExprKind::Literal(value) => Ok(Possible::from(value.clone())),
        ExprKind::Parameter(id) => match parameters[*id].values.as_slice() {
            [only] if only.in_force.is_none() && parameters[*id].exceptions.is_empty() => fold(parameters, &only.value),
            _ => Err(NotConstant::At(expr.span)),
        },
        ExprKind::Apply(operation, operands) => {
            let operands = operands.iter().map(|operand| fold(parameters, operand)).collect::<Result<Vec<_>, _>>()?;
            Ok(operation.apply(&operands.iter().collect::<Vec<_>>(), expr.span))
        }
        ExprKind::Called(called) => fold(parameters, &called.body),
        ExprKind::Versions(_) | ExprKind::On(..) | ExprKind::Local(_) | ExprKind::Collect(..) => {
            Err(NotConstant::At(expr.span))
        }
        ExprKind::Fact(_) | ExprKind::Define(_) | ExprKind::Rule(_) | ExprKind::Score(_) | ExprKind::AsOf => {
            Err(NotConstant::At(expr.span))
        }
    }
}
