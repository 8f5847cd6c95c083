use super::paint::Paint;
use super::table::{count, table};
use crate::allocate::{Allocation, PoolResult, QuotaResult};
use crate::explain::{cut_off_words, words_of};
use crate::plan::{Plan, QuotaPlan};

/// A table of the pools of each quota: places, eligible, placed, unused and where it went, and the
/// last applicant placed.
#[must_use]
pub fn pools(plan: &Plan, allocation: &Allocation, paint: Paint) -> String {
    let mut text = String::new();
    for (quota, result) in plan.quotas.iter().zip(&allocation.quotas) {
        let heading = format!(
            "{}: {} of {} places, {} {}",
            words_of(&quota.words, &quota.name),
            count(result.pools.iter().fold(0, |sum: u64, pool| sum.saturating_add(pool.placed))),
            count(quota.places),
            count(result.claims),
            if result.claims == 1 { "claim" } else { "claims" },
        );
        text.push_str(&format!("{}\n", paint.bold(&heading)));
        let rows = quota.pools.iter().zip(&result.pools).map(|(plan, pool)| {
            vec![
                words_of(&plan.words, &plan.name),
                count(pool.size),
                count(pool.eligible),
                count(pool.placed),
                count(pool.unused),
                unused_words(quota, pool),
            ]
        });
        let headings = ["pool", "places", "eligible", "placed", "unused", ""];
        text.push_str(&table(&headings, rows.collect(), 1));
        text.push_str(&cut_offs(quota, result));
        text.push('\n');
    }
    text
}

fn unused_words(quota: &QuotaPlan, pool: &PoolResult) -> String {
    if pool.unused == 0 {
        return String::new();
    }
    let passed: u64 = pool.passed_on.iter().fold(0, |sum: u64, (_, places)| sum.saturating_add(*places));
    let mut words: Vec<String> = pool
        .passed_on
        .iter()
        .map(|(to, places)| {
            let name = quota.pools.get(*to).map(|pool| pool.name.as_str()).unwrap_or_default();
            format!("{} to {name}", count(*places))
        })
        .collect();
    if passed < pool.unused {
        words.push(format!("{} lapsed", count(pool.unused.saturating_sub(passed))));
    }
    words.join(", ")
}

fn cut_offs(quota: &QuotaPlan, result: &QuotaResult) -> String {
    let options = textwrap::Options::new(80).initial_indent("  ").subsequent_indent("    ");
    let mut text = textwrap::fill(&format!("in order of {}; the last placed:", quota.order_text), options);
    text.push('\n');
    for (plan, pool) in quota.pools.iter().zip(&result.pools) {
        let last = pool.cut_off.as_ref().map_or_else(|| "nobody".to_owned(), |cut_off| cut_off_words(quota, cut_off));
        text.push_str(&format!("    {}: {last}\n", plan.name));
    }
    text
}
