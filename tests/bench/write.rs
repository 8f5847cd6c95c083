//! How long it takes to write a million results, in each format, on one thread.
//!
//! `cargo bench --bench write`

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a measurement"
)]

use std::sync::Arc;
use std::time::Instant;

use visado::records::{Cell, Column, Encoder, Holds, ResultColumn, Results, ResultsFormat};

const CHUNKS: u64 = 16;
const BATCHES: u64 = 16;
const ROWS: u64 = 4096;

fn main() {
    let columns = vec![
        Column::new("id", Holds::Id),
        Column::new("outcome", Holds::Text),
        Column::new("pathway", Holds::Texts),
        Column::new("score", Holds::Number { places: 0 }),
        Column::new("reasons", Holds::Texts),
        Column::new("needs", Holds::Texts),
        Column::new("pending", Holds::Texts),
    ];
    let chunks: Vec<Vec<Results>> =
        (0..CHUNKS).map(|chunk| (0..BATCHES).map(|batch| results(chunk * BATCHES + batch)).collect()).collect();
    println!("{:>24} {:>8} {:>10}", "format", "ms", "KiB");
    for ending in ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.zst", "parquet", "parquet zstd", "parquet none", "arrow"]
    {
        let (name, compression) = ending.split_once(' ').unwrap_or((ending, "snappy"));
        let compression = match compression {
            "zstd" => visado::records::PageCompression::Zstd,
            "none" => visado::records::PageCompression::None,
            _ => visado::records::PageCompression::Snappy,
        };
        let format = ResultsFormat::of(&format!("results.{name}")).unwrap().with_compression(compression);
        let encoder = Encoder::new(format, columns.clone());
        let mut best = u128::MAX;
        let mut bytes = 0;
        for _ in 0..5 {
            let start = Instant::now();
            bytes = chunks.iter().map(|chunk| encoder.part(chunk).unwrap().bytes.len()).sum();
            best = best.min(start.elapsed().as_micros());
        }
        println!("{ending:>24} {:>8} {:>10}", best / 1000, bytes / 1024);
    }
}

/// A batch as an evaluator gives it, from a plain sequence of numbers that look drawn.
fn results(batch: u64) -> Results {
    let mut seed = batch.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = move |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let mut codes = |below: u64| -> Vec<u32> { (0..ROWS).map(|_| u32::try_from(draw(below)).unwrap()).collect() };
    let text = |texts: &[&str]| Arc::new(texts.iter().map(|text| Cell::Text((*text).to_owned())).collect::<Vec<_>>());
    let lists = |count: u32, word: &str| {
        let list = |at: u32| Cell::List((0..at % 4).map(|item| format!("{word} {}", (at + item) % 9)).collect());
        Arc::new((0..count).map(list).collect::<Vec<_>>())
    };
    let scores: Vec<i64> = codes(1200).iter().map(|score| i64::from(*score)).collect();
    Results {
        rows: usize::try_from(ROWS).unwrap(),
        columns: vec![
            ResultColumn::Ids((0..ROWS).map(|row| Some(format!("A{:09}", batch * ROWS + row))).collect()),
            ResultColumn::Coded(codes(3), text(&["granted", "refused", "undetermined"])),
            ResultColumn::Coded(codes(4), lists(4, "pathway")),
            ResultColumn::Numbers { low: scores.clone(), high: scores, places: 0, blank: None },
            ResultColumn::Coded(codes(40), lists(40, "a reason of some words")),
            ResultColumn::Coded(codes(20), lists(20, "fact.of.some_record")),
            ResultColumn::Coded(codes(4), lists(4, "pathway")),
        ],
    }
}
