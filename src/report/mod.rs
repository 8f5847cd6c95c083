//! Any result to what a person or a program reads: diagnostics drawn, summaries, explanations,
//! comparisons, and the cells of result rows.
//!
//! The only place that knows how diagnostics are drawn. Writes into texts; what becomes of them is
//! for `cli`.

mod batch;
mod comparison;
mod coverage;
mod coverage_page;
mod diagnostics;
mod explanation;
mod findings;
mod paint;
mod pools;
mod prose_html;
mod prose_markdown;
mod row;
mod sample;
mod summary;
mod table;
mod trial;

pub use batch::{Part, Tabulator};
pub use comparison::{change_cells, change_columns, comparison, side};
pub use coverage::{By, coverage_json, coverage_line, coverage_text};
pub use coverage_page::coverage_page;
pub use diagnostics::{diagnostics, short};
pub use explanation::explanation;
pub use findings::{CheckResults, FileFindings, check_counts, check_json, check_sarif};
pub use paint::Paint;
pub use pools::pools;
pub use prose_html::prose_html;
pub use prose_markdown::prose_markdown;
pub use row::{cells, columns, reasons, typed_columns};
pub use sample::{sample_text, unreached_text};
pub use summary::Summary;
pub use table::count;
pub use trial::{FileResults, failures_text, tests_json, tests_junit, tests_text};
