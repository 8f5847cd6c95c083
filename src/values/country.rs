use std::sync::LazyLock;

/// A country by its place in the alphabetical list of ISO 3166-1 alpha-3 codes and `XKX`.
///
/// `XKX` (Kosovo) is user-assigned, not ISO; statistics and law use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(pub u16);

static CODES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut codes: Vec<_> = rust_iso3166::ALL.iter().map(|country| (country.alpha3, country.name)).collect();
    codes.push(("XKX", "Kosovo"));
    codes.sort_unstable();
    codes
});

impl Country {
    /// The country of an alpha-3 code in capitals.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Country> {
        let at = CODES.binary_search_by_key(&code, |(known, _)| known).ok()?;
        u16::try_from(at).ok().map(Country)
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        CODES.get(usize::from(self.0)).map_or("", |(code, _)| code)
    }

    /// How many there are.
    #[must_use]
    pub fn count() -> u16 {
        u16::try_from(CODES.len()).unwrap_or(u16::MAX)
    }

    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.iter().map(|(code, _)| *code)
    }
}

/// The short name in English, without the formal parts that ISO puts in brackets or after a comma.
#[must_use]
pub fn country_name(country: Country) -> &'static str {
    // Two share each of these names once what follows a comma is left out; of one the commas are a part.
    match country.code() {
        "COD" => return "Democratic Republic of the Congo",
        "BES" => return "Bonaire, Sint Eustatius and Saba",
        "KOR" => return "South Korea",
        "PRK" => return "North Korea",
        "VGB" => return "British Virgin Islands",
        "VIR" => return "Virgin Islands of the United States",
        _ => {}
    }
    let name = CODES.get(usize::from(country.0)).map_or("", |(_, name)| name);
    let name = name.split(" (").next().unwrap_or(name);
    if name.starts_with("United") || country.code() == "USA" {
        name.trim_end_matches(" of America")
    } else {
        name.split(',').next().unwrap_or(name)
    }
}
