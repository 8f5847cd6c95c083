//! A quotient that is compared where the divisor may be zero.

use super::about::About;
use super::always::terms;
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::{Term, What};
use crate::values::{Comparison, Number, Operation, Plain};

/// Nobody whose divisor is zero gets an answer; multiplied out everybody does. Silent where the
/// divisor is compared with something anywhere: the policy has thought of it.
pub fn lint(about: &About<'_>, found: &mut Vec<Diagnostic>) {
    let terms = terms(about);
    let mut compared = Vec::new();
    terms.iter().for_each(|term| comparisons(term, &mut compared));
    for (term, one, other, how) in &compared {
        for (quotient, limit, how) in [(one, other, *how), (other, one, how.swapped())] {
            let Some((above, below)) = divided(quotient) else { continue };
            let settled = compared.iter().any(|(_, one, other, _)| below.node == one.node || below.node == other.node);
            let Plain::Number(range) = &about.anybody.value(below.node).plain else { continue };
            if settled || !range.contains(Number::ZERO) || range.single().is_some() {
                continue;
            }
            let words = format!("{} {} {} * {}", part(about, above), sign(how), part(about, limit), part(about, below));
            let divisor = about.sources.line(below.span);
            let never_less = !range.low.is_negative();
            let help = match never_less {
                true => format!("write `{words}`, which everybody gets an answer to"),
                false => {
                    format!("write `{words}` if `{divisor}` is never below zero (there the comparison turns round)")
                }
            };
            found.push(
                Diagnostic::new(Code::W0809, format!("nobody whose `{divisor}` is 0 gets an answer here"))
                    .label(term.span, format!("divides by `{divisor}` before it compares"))
                    .help(help),
            );
        }
    }
}

type Compared<'a> = (&'a Term, &'a Term, &'a Term, Comparison);

fn comparisons<'a>(term: &'a Term, into: &mut Vec<Compared<'a>>) {
    let What::Apply(operation, operands) = &term.what else { return };
    match (operation, operands.as_slice()) {
        (Operation::Compare(how), [one, other]) => into.push((term, one, other, *how)),
        _ => operands.iter().for_each(|operand| comparisons(operand, into)),
    }
}

fn divided(term: &Term) -> Option<(&Term, &Term)> {
    match &term.what {
        What::Apply(Operation::Divide, operands) => match operands.as_slice() {
            [above, below] => Some((above, below)),
            _ => None,
        },
        _ => None,
    }
}

/// A part as it was written, in parentheses where they are needed.
fn part(about: &About<'_>, term: &Term) -> String {
    let words = about.sources.line(term.span);
    match &term.what {
        What::Apply(Operation::Add | Operation::Subtract | Operation::Divide | Operation::If | Operation::Else, _)
            if !words.starts_with('(') =>
        {
            format!("({words})")
        }
        _ => words,
    }
}

fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Is => "is",
        Comparison::IsNot => "is not",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}
