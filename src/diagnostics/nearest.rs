/// A name of more letters is not compared with others: the time grows with their square.
const LONGEST: usize = 100;

/// The known name that is most likely meant by `wrong`, if one is near enough.
///
/// Near is at most a third of the letters wrong (Damerau-Levenshtein), ties to the first in
/// alphabetical order.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wrong.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = length.div_ceil(3);
    known
        .into_iter()
        // The distance is never less than the difference of the lengths.
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}
