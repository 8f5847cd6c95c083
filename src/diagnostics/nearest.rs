/// The known name that is most likely meant by `wrong`, if one is near enough.
///
/// Near is at most a third of the letters wrong (Damerau-Levenshtein), ties to the first in
/// alphabetical order.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = wrong.chars().count().div_ceil(3);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}
