//! Letters of another script in a Latin word, and compatibility forms of Latin letters (a small part of UTS 39's table).

use super::{Deceptive, DeceptiveKind};

/// Letters that most fonts draw as the Latin letter behind them.
const LOOKALIKES: &[(&str, &str)] = &[
    // Cyrillic
    ("аеорсухіјѕԁһӏԛԝѵкɡ", "aeopcyxijsdhlqwvkg"),
    ("АВЕКМНОРСТУХІЈЅԚԜӀ", "ABEKMHOPCTYXIJSQWI"),
    // Greek
    ("αικνορυγϲϳ", "aikvopuycj"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABEZHIKMNOPTYXC"),
    // Armenian
    ("օոսհցԼՕՍ", "onuhgLOU"),
    // Latin, but not the letter it looks like
    ("ıɑⅼⅰℓ", "ialil"),
];

/// The plain letter this one is drawn as.
fn looks_like(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    LOOKALIKES.iter().find_map(|(odd, plain)| odd.chars().zip(plain.chars()).find(|(o, _)| *o == c).map(|(_, p)| p))
}

/// The ASCII character that a full-width or mathematical form stands for.
fn compatibility_form(c: char) -> Option<char> {
    let code = u32::from(c);
    match code {
        0xff01..=0xff5e => char::from_u32(code - 0xfee0),
        // thirteen alphabets of 52 letters; then Greek, which looks like itself; then five rows of digits
        0x1d400..=0x1d6a3 => {
            let letter = (code - 0x1d400) % 52;
            char::from_u32(if letter < 26 { 0x41 + letter } else { 0x61 + letter - 26 })
        }
        0x1d7ce..=0x1d7ff => char::from_u32(0x30 + (code - 0x1d7ce) % 10),
        _ => None,
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && looks_like(c).is_none() && c.is_alphabetic()
}

/// The ASCII character that people take this one for.
pub(in crate::jose) fn resembles_ascii(c: char) -> Option<char> {
    looks_like(c).or_else(|| compatibility_form(c))
}

/// East Asian writing, in which full-width forms are at home.
fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff65}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

pub(super) fn find(text: &str) -> Vec<Deceptive> {
    let at_home = text.chars().any(is_east_asian);
    let mut found = Vec::new();
    for (start, word) in words(text) {
        let in_latin = word.chars().any(is_latin);
        for (at, c) in word.char_indices() {
            let form = compatibility_form(c).filter(|_| in_latin || !at_home);
            let letter = if in_latin { looks_like(c) } else { None };
            if let Some(looks_like) = form.or(letter) {
                let kind = DeceptiveKind::Confusable { looks_like };
                found.push(Deceptive { at: start + at, found: c, kind });
            }
        }
    }
    found
}

/// Words with their place, each with the one character that ends it. A word is a run of letters, digits, marks and
/// underscores; full-width punctuation counts as a letter, so that `a．b` is one word.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || is_mark(c) || compatibility_form(c).is_some();
    let pieces = text.split_inclusive(move |c: char| !in_word(c));
    let placed = pieces.scan(0, |end, word| {
        let start = *end;
        *end += word.len();
        Some((start, word))
    });
    placed.filter(|(_, word)| !word.is_ascii())
}

/// What may stand inside a word without being seen as its end.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
