//! Visado: a policy language for immigration rules, and the engine that decides, explains and
//! compares them.
//!
//! | stage | takes | gives |
//! | --- | --- | --- |
//! | [`source`] | names and texts | places in them |
//! | [`diagnostics`] | | what a finding is |
//! | [`values`] | | what a value is, and the meaning of every operator |
//! | [`syntax`] | text | a tree, as written |
//! | [`check`] | trees | a policy without errors |
//! | [`plan`] | a policy | a flat list of operations |
//! | [`records`] | files of applicants | facts, and the records set aside |
//! | [`evaluate`] | a plan and facts | what each pathway says |
//! | [`lint`] | a policy | what is likely not meant so |
//! | [`allocate`] | determinations | places, cut-offs, outcomes |
//! | [`explain`] | one applicant's trace and outcome | why |
//! | [`trial`] | a policy's own tests | what came where something else was expected |
//! | [`sample`] | a plan, a seed | applicants who between them reach all of it |
//! | [`compare`] | the outcomes of two versions | who is decided otherwise |
//! | [`paraphrase`] | a policy | its prose, as numbered articles |
//! | [`report`] | any of these | what a person or a program reads |
//! | [`embed`] | texts and records | decisions, in a program of yours |
//! | [`cli`] | arguments | the program |
//!
//! A module uses only modules that stand above it; `tests/suite/architecture.rs` holds it to that.
//! `explain` stands below `allocate` since an explanation tells of the place too.

pub mod source;
pub mod diagnostics;
pub mod values;
pub mod syntax;
pub mod check;
pub mod plan;
pub mod records;
pub mod evaluate;
pub mod lint;
pub mod allocate;
pub mod explain;
pub mod trial;
pub mod sample;
pub mod compare;
pub mod paraphrase;
pub mod report;
pub mod embed;
pub mod cli;
