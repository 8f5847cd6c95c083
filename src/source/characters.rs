//! Characters that are not what they seem: those that cannot be seen, and those that look like
//! another. The names are those of the Unicode standard.

/// Names of characters without an alphabet, with what they look like; nothing for those that
/// cannot be seen.
const SIGNS: [(char, &str, &str); 66] = [
    ('\u{00A0}', "NO-BREAK SPACE", " "),
    ('\u{00AD}', "SOFT HYPHEN", ""),
    ('\u{034F}', "COMBINING GRAPHEME JOINER", ""),
    ('\u{037E}', "GREEK QUESTION MARK", ";"),
    ('\u{0387}', "GREEK ANO TELEIA", "."),
    ('\u{061C}', "ARABIC LETTER MARK", ""),
    ('\u{115F}', "HANGUL CHOSEONG FILLER", ""),
    ('\u{1160}', "HANGUL JUNGSEONG FILLER", ""),
    ('\u{1680}', "OGHAM SPACE MARK", " "),
    ('\u{180E}', "MONGOLIAN VOWEL SEPARATOR", ""),
    ('\u{2000}', "EN QUAD", " "),
    ('\u{2001}', "EM QUAD", " "),
    ('\u{2002}', "EN SPACE", " "),
    ('\u{2003}', "EM SPACE", " "),
    ('\u{2004}', "THREE-PER-EM SPACE", " "),
    ('\u{2005}', "FOUR-PER-EM SPACE", " "),
    ('\u{2006}', "SIX-PER-EM SPACE", " "),
    ('\u{2007}', "FIGURE SPACE", " "),
    ('\u{2008}', "PUNCTUATION SPACE", " "),
    ('\u{2009}', "THIN SPACE", " "),
    ('\u{200A}', "HAIR SPACE", " "),
    ('\u{200B}', "ZERO WIDTH SPACE", ""),
    ('\u{200C}', "ZERO WIDTH NON-JOINER", ""),
    ('\u{200D}', "ZERO WIDTH JOINER", ""),
    ('\u{200E}', "LEFT-TO-RIGHT MARK", ""),
    ('\u{200F}', "RIGHT-TO-LEFT MARK", ""),
    ('\u{2010}', "HYPHEN", "-"),
    ('\u{2011}', "NON-BREAKING HYPHEN", "-"),
    ('\u{2012}', "FIGURE DASH", "-"),
    ('\u{2013}', "EN DASH", "-"),
    ('\u{2014}', "EM DASH", "-"),
    ('\u{2015}', "HORIZONTAL BAR", "-"),
    ('\u{2018}', "LEFT SINGLE QUOTATION MARK", "\""),
    ('\u{2019}', "RIGHT SINGLE QUOTATION MARK", "\""),
    ('\u{201A}', "SINGLE LOW-9 QUOTATION MARK", "\""),
    ('\u{201C}', "LEFT DOUBLE QUOTATION MARK", "\""),
    ('\u{201D}', "RIGHT DOUBLE QUOTATION MARK", "\""),
    ('\u{201E}', "DOUBLE LOW-9 QUOTATION MARK", "\""),
    ('\u{00AB}', "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK", "\""),
    ('\u{00BB}', "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK", "\""),
    ('\u{2028}', "LINE SEPARATOR", ""),
    ('\u{2029}', "PARAGRAPH SEPARATOR", ""),
    ('\u{202A}', "LEFT-TO-RIGHT EMBEDDING", ""),
    ('\u{202B}', "RIGHT-TO-LEFT EMBEDDING", ""),
    ('\u{202C}', "POP DIRECTIONAL FORMATTING", ""),
    ('\u{202D}', "LEFT-TO-RIGHT OVERRIDE", ""),
    ('\u{202E}', "RIGHT-TO-LEFT OVERRIDE", ""),
    ('\u{202F}', "NARROW NO-BREAK SPACE", " "),
    ('\u{205F}', "MEDIUM MATHEMATICAL SPACE", " "),
    ('\u{2060}', "WORD JOINER", ""),
    ('\u{2061}', "FUNCTION APPLICATION", ""),
    ('\u{2062}', "INVISIBLE TIMES", ""),
    ('\u{2063}', "INVISIBLE SEPARATOR", ""),
    ('\u{2064}', "INVISIBLE PLUS", ""),
    ('\u{2066}', "LEFT-TO-RIGHT ISOLATE", ""),
    ('\u{2067}', "RIGHT-TO-LEFT ISOLATE", ""),
    ('\u{2068}', "FIRST STRONG ISOLATE", ""),
    ('\u{2069}', "POP DIRECTIONAL ISOLATE", ""),
    ('\u{2212}', "MINUS SIGN", "-"),
    ('\u{3000}', "IDEOGRAPHIC SPACE", " "),
    ('\u{3164}', "HANGUL FILLER", ""),
    ('\u{FE63}', "SMALL HYPHEN-MINUS", "-"),
    ('\u{FEFF}', "ZERO WIDTH NO-BREAK SPACE", ""),
    ('\u{FFA0}', "HALFWIDTH HANGUL FILLER", ""),
    ('\u{FFF9}', "INTERLINEAR ANNOTATION ANCHOR", ""),
    ('\u{2236}', "RATIO", ":"),
];

/// Letters of other alphabets that look like one of ours: the alphabet, the letter, its name in
/// it, and ours.
const LETTERS: [(&str, char, &str, &str); 62] = [
    ("CYRILLIC SMALL LETTER", 'а', "A", "a"),
    ("CYRILLIC SMALL LETTER", 'в', "VE", "b"),
    ("CYRILLIC SMALL LETTER", 'с', "ES", "c"),
    ("CYRILLIC SMALL LETTER", 'ԁ', "KOMI DE", "d"),
    ("CYRILLIC SMALL LETTER", 'е', "IE", "e"),
    ("CYRILLIC SMALL LETTER", 'һ', "SHHA", "h"),
    ("CYRILLIC SMALL LETTER", 'і', "BYELORUSSIAN-UKRAINIAN I", "i"),
    ("CYRILLIC SMALL LETTER", 'ј', "JE", "j"),
    ("CYRILLIC SMALL LETTER", 'к', "KA", "k"),
    ("CYRILLIC SMALL LETTER", 'м', "EM", "m"),
    ("CYRILLIC SMALL LETTER", 'н', "EN", "h"),
    ("CYRILLIC SMALL LETTER", 'п', "PE", "n"),
    ("CYRILLIC SMALL LETTER", 'о', "O", "o"),
    ("CYRILLIC SMALL LETTER", 'р', "ER", "p"),
    ("CYRILLIC SMALL LETTER", 'ԛ', "QA", "q"),
    ("CYRILLIC SMALL LETTER", 'г', "GHE", "r"),
    ("CYRILLIC SMALL LETTER", 'ѕ', "DZE", "s"),
    ("CYRILLIC SMALL LETTER", 'т', "TE", "t"),
    ("CYRILLIC SMALL LETTER", 'ѵ', "IZHITSA", "v"),
    ("CYRILLIC SMALL LETTER", 'ԝ', "WE", "w"),
    ("CYRILLIC SMALL LETTER", 'х', "HA", "x"),
    ("CYRILLIC SMALL LETTER", 'у', "U", "y"),
    ("CYRILLIC CAPITAL LETTER", 'А', "A", "A"),
    ("CYRILLIC CAPITAL LETTER", 'В', "VE", "B"),
    ("CYRILLIC CAPITAL LETTER", 'С', "ES", "C"),
    ("CYRILLIC CAPITAL LETTER", 'Е', "IE", "E"),
    ("CYRILLIC CAPITAL LETTER", 'Н', "EN", "H"),
    ("CYRILLIC CAPITAL LETTER", 'І', "BYELORUSSIAN-UKRAINIAN I", "I"),
    ("CYRILLIC CAPITAL LETTER", 'Ј', "JE", "J"),
    ("CYRILLIC CAPITAL LETTER", 'К', "KA", "K"),
    ("CYRILLIC CAPITAL LETTER", 'М', "EM", "M"),
    ("CYRILLIC CAPITAL LETTER", 'О', "O", "O"),
    ("CYRILLIC CAPITAL LETTER", 'Р', "ER", "P"),
    ("CYRILLIC CAPITAL LETTER", 'Ѕ', "DZE", "S"),
    ("CYRILLIC CAPITAL LETTER", 'Т', "TE", "T"),
    ("CYRILLIC CAPITAL LETTER", 'Х', "HA", "X"),
    ("CYRILLIC CAPITAL LETTER", 'У', "U", "Y"),
    ("GREEK SMALL LETTER", 'α', "ALPHA", "a"),
    ("GREEK SMALL LETTER", 'ε', "EPSILON", "e"),
    ("GREEK SMALL LETTER", 'ι', "IOTA", "i"),
    ("GREEK SMALL LETTER", 'κ', "KAPPA", "k"),
    ("GREEK SMALL LETTER", 'ν', "NU", "v"),
    ("GREEK SMALL LETTER", 'ο', "OMICRON", "o"),
    ("GREEK SMALL LETTER", 'ρ', "RHO", "p"),
    ("GREEK SMALL LETTER", 'τ', "TAU", "t"),
    ("GREEK SMALL LETTER", 'υ', "UPSILON", "u"),
    ("GREEK SMALL LETTER", 'χ', "CHI", "x"),
    ("GREEK CAPITAL LETTER", 'Α', "ALPHA", "A"),
    ("GREEK CAPITAL LETTER", 'Β', "BETA", "B"),
    ("GREEK CAPITAL LETTER", 'Ε', "EPSILON", "E"),
    ("GREEK CAPITAL LETTER", 'Ζ', "ZETA", "Z"),
    ("GREEK CAPITAL LETTER", 'Η', "ETA", "H"),
    ("GREEK CAPITAL LETTER", 'Ι', "IOTA", "I"),
    ("GREEK CAPITAL LETTER", 'Κ', "KAPPA", "K"),
    ("GREEK CAPITAL LETTER", 'Μ', "MU", "M"),
    ("GREEK CAPITAL LETTER", 'Ν', "NU", "N"),
    ("GREEK CAPITAL LETTER", 'Ο', "OMICRON", "O"),
    ("GREEK CAPITAL LETTER", 'Ρ', "RHO", "P"),
    ("GREEK CAPITAL LETTER", 'Τ', "TAU", "T"),
    ("GREEK CAPITAL LETTER", 'Υ', "UPSILON", "Y"),
    ("GREEK CAPITAL LETTER", 'Χ', "CHI", "X"),
    ("LATIN SMALL LETTER", 'ı', "DOTLESS I", "i"),
];

/// The ASCII signs, whose full-width forms are called by their names.
const ASCII: [(char, &str); 42] = [
    ('!', "EXCLAMATION MARK"),
    ('"', "QUOTATION MARK"),
    ('#', "NUMBER SIGN"),
    ('$', "DOLLAR SIGN"),
    ('%', "PERCENT SIGN"),
    ('&', "AMPERSAND"),
    ('\'', "APOSTROPHE"),
    ('(', "LEFT PARENTHESIS"),
    (')', "RIGHT PARENTHESIS"),
    ('*', "ASTERISK"),
    ('+', "PLUS SIGN"),
    (',', "COMMA"),
    ('-', "HYPHEN-MINUS"),
    ('.', "FULL STOP"),
    ('/', "SOLIDUS"),
    ('0', "DIGIT ZERO"),
    ('1', "DIGIT ONE"),
    ('2', "DIGIT TWO"),
    ('3', "DIGIT THREE"),
    ('4', "DIGIT FOUR"),
    ('5', "DIGIT FIVE"),
    ('6', "DIGIT SIX"),
    ('7', "DIGIT SEVEN"),
    ('8', "DIGIT EIGHT"),
    ('9', "DIGIT NINE"),
    (':', "COLON"),
    (';', "SEMICOLON"),
    ('<', "LESS-THAN SIGN"),
    ('=', "EQUALS SIGN"),
    ('>', "GREATER-THAN SIGN"),
    ('?', "QUESTION MARK"),
    ('@', "COMMERCIAL AT"),
    ('[', "LEFT SQUARE BRACKET"),
    ('\\', "REVERSE SOLIDUS"),
    (']', "RIGHT SQUARE BRACKET"),
    ('^', "CIRCUMFLEX ACCENT"),
    ('_', "LOW LINE"),
    ('`', "GRAVE ACCENT"),
    ('{', "LEFT CURLY BRACKET"),
    ('|', "VERTICAL LINE"),
    ('}', "RIGHT CURLY BRACKET"),
    ('~', "TILDE"),
];

/// A character that is not what it seems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// Its name in the Unicode standard.
    pub name: String,
    /// What it looks like; empty if it cannot be seen.
    pub like: String,
}

/// What a character looks like that is not what it seems.
#[must_use]
pub fn lookalike(c: char) -> Option<Lookalike> {
    let of = |name: &str, like: &str| Some(Lookalike { name: name.to_owned(), like: like.to_owned() });
    if let Some((_, name, like)) = SIGNS.iter().find(|(sign, _, _)| *sign == c) {
        return of(name, like);
    }
    if let Some((alphabet, _, name, like)) = LETTERS.iter().find(|(_, letter, _, _)| *letter == c) {
        return of(&format!("{alphabet} {name}"), like);
    }
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            let ascii = char::from_u32(u32::from(c).saturating_sub(0xFEE0))?;
            let name = match ascii {
                'a'..='z' => format!("LATIN SMALL LETTER {}", ascii.to_ascii_uppercase()),
                'A'..='Z' => format!("LATIN CAPITAL LETTER {ascii}"),
                _ => ASCII.iter().find(|(sign, _)| *sign == ascii)?.1.to_owned(),
            };
            of(&format!("FULLWIDTH {name}"), &ascii.to_string())
        }
        '\u{E0000}'..='\u{E007F}' => of("invisible tag character", ""),
        '\t' | '\n' | '\r' => None,
        _ if c.is_control() => of("control character", ""),
        _ => None,
    }
}

/// Whether a character cannot be seen, though it may change how what is beside it is shown.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    !c.is_ascii_graphic() && c != ' ' && lookalike(c).is_some_and(|what| what.like.is_empty())
}

/// A text in which what cannot be seen has something to see, of the same length in bytes.
#[must_use]
pub fn made_visible(text: &str) -> String {
    let visible = |c: char| match c.len_utf8() {
        _ if !is_invisible(c) => c,
        1 => '?',
        2 => '·',
        3 => '\u{FFFD}',
        _ => '\u{1F6C8}',
    };
    text.chars().map(visible).collect()
}
