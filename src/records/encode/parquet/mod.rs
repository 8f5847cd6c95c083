//! Results as Parquet: a part is a row group, a column of it one dictionary and one page of data.
//!
//! Results come coded, as the pages of Parquet keep them; so the pages are made here, without ever
//! making the texts of each row. The package writes what is around them: headers, footer, schema.

mod chunk;
mod group;
mod hybrid;
mod schema;

pub use chunk::Chunk;
pub use group::group;
pub use schema::{Group, HEAD, foot};
