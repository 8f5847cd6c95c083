use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub fn sizes(span: Span, places: u64, given: u64) -> Diagnostic {
    Diagnostic::new(Code::E0601, format!("the pools hold {given} of {places} places"))
        .label(span, "the sizes do not add up")
        .help("make the sizes add up to `places`, or give one pool the size `rest`")
}

pub fn two_rests(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::E0601, "two pools of size `rest`")
        .label(span, "the second")
        .label(first, "the first")
        .help("give all but one pool a number or a percentage")
}

pub fn no_unused(span: Span, pool: &str) -> Diagnostic {
    Diagnostic::new(Code::E0602, format!("pool `{pool}` does not say what becomes of unused places"))
        .label(span, "no `unused`")
        .help("add `unused lapses`, or `unused to POOL` with a later pool; no law leaves this to chance")
}

pub fn not_strict(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0603, "the order leaves ties")
        .label(span, "two applicants may be equal in all of these")
        .help("end `in order of` with the applicant's id, the fact that is declared `id`")
}

pub fn bad_flow(span: Span, to: &str, from: &str) -> Diagnostic {
    Diagnostic::new(Code::E0604, format!("unused places of `{from}` cannot go to `{to}`"))
        .label(span, "not a later pool of this quota")
        .help("places flow only to pools that are served later")
}

pub fn unfed(span: Span, quota: &str) -> Diagnostic {
    Diagnostic::new(Code::E0605, format!("no pathway takes places from quota `{quota}`"))
        .label(span, "its places can go to nobody")
        .help(format!("add `places from {quota}` to a pathway"))
}

pub fn incomplete(span: Span, quota: &str, lacks: &str) -> Diagnostic {
    Diagnostic::new(Code::E0605, format!("quota `{quota}` has no {lacks}"))
        .label(span, format!("add {lacks}"))
        .help("a quota needs `places`, `in order of` and at least one `pool`")
}

pub fn two_quotas(span: Span, pathway: &str) -> Diagnostic {
    Diagnostic::new(Code::E0605, format!("pathway `{pathway}` takes places from more than one quota"))
        .label(span, "a second quota")
        .help("a pathway has one quota: make pools of the two in one quota, or two pathways")
}

pub fn percentages(span: Span, total: &str) -> Diagnostic {
    Diagnostic::new(Code::E0601, format!("the pools' percentages add up to {total}%"))
        .label(span, "of these places")
        .help("make them add up to 100% at most; a pool of size `rest` takes what is left")
}
