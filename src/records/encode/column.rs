/// A column of the results: its name, and what its cells hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
}

/// What the cells of a column hold. CSV and JSON Lines write any cell in any column; the columns of
/// Parquet and Arrow have a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Texts of which every row has another one.
    Id,
    Text,
    Texts,
    /// Whole numbers that are known.
    Whole,
    /// Numbers of so many decimal places, at most 18; with two more columns for the ends of those
    /// that are not known.
    Number {
        places: u32,
    },
    Date,
}

impl Column {
    #[must_use]
    pub fn new(name: impl Into<String>, holds: Holds) -> Column {
        Column { name: name.into(), holds }
    }
}

/// What may be missing of the values of a column, one for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    Nowhere,
    Everywhere,
    /// Where it says so.
    Where(Vec<bool>),
}

impl Missing {
    /// From one sign for each row, as short as it can be said.
    pub fn from_signs(signs: Vec<bool>) -> Missing {
        let missing = signs.iter().filter(|sign| **sign).count();
        match missing {
            0 => Missing::Nowhere,
            all if all == signs.len() => Missing::Everywhere,
            _ => Missing::Where(signs),
        }
    }

    pub fn count(&self, rows: usize) -> usize {
        match self {
            Missing::Nowhere => 0,
            Missing::Everywhere => rows,
            Missing::Where(signs) => signs.iter().filter(|sign| **sign).count(),
        }
    }
}
