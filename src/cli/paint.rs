//! Colour for terminals, and the last guard before one.

use crate::checks::State;
use crate::jose::escape::{self, Layout};
use crate::jose::flaw::Part;

/// Writes SGR sequences (ECMA-48 section 8.3.117), or none at all.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    /// Whether colour is wanted.
    pub is_on: bool,
}

impl Paint {
    fn wrap(self, code: &str, text: &str) -> String {
        if self.is_on && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A heading.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// What matters less.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// In the colour of a part: header orange, payload violet, signature teal, as in the window. Each line is coloured by
    /// itself, so that a pager does not lose it.
    #[must_use]
    pub fn part(self, part: Part, text: &str) -> String {
        let code = match part {
            Part::Header | Part::Unprotected | Part::Aad => "38;5;208",
            Part::Payload | Part::Ciphertext | Part::Disclosure => "38;5;141",
            Part::Signature | Part::Tag | Part::KeyBinding => "38;5;43",
            Part::EncryptedKey | Part::Iv | Part::Token => "38;5;75",
        };
        text.split('\n').map(|line| self.wrap(code, line)).collect::<Vec<_>>().join("\n")
    }

    /// In the colour of a state.
    #[must_use]
    pub fn state(self, state: State, text: &str) -> String {
        let code = match state {
            State::Pass => "32",
            State::Warn => "33",
            State::Fail => "31",
            State::NotChecked => "2",
        };
        self.wrap(code, text)
    }
}

/// The mark of a state.
#[must_use]
pub fn mark(state: State) -> &'static str {
    match state {
        State::Pass => "✓",
        State::Warn => "!",
        State::Fail => "✕",
        State::NotChecked => "◌",
    }
}

/// A text without any character that a terminal obeys. Texts of tokens went through [`escape::visible`] before; this is the
/// second wall, for file names, errors of the system and whatever else was forgotten.
#[must_use]
pub fn harmless(text: &str) -> String {
    escape::guarded(text, Layout::Lines).into_owned()
}

/// A JSON text in which whatever has no shape is written as in `\u009b`: it stands in strings only, and means the same there.
#[must_use]
pub fn harmless_json(text: &str) -> String {
    let is_hidden = |c: char| !matches!(c, '\n' | '\t') && escape::is_shapeless(c);
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match is_hidden(c) {
            true => out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_per_line_and_off_means_off() {
        let (on, off) = (Paint { is_on: true }, Paint { is_on: false });
        assert_eq!(on.part(Part::Header, "a\nb"), "\x1b[38;5;208ma\x1b[0m\n\x1b[38;5;208mb\x1b[0m");
        assert_eq!((off.part(Part::Header, "a\nb"), off.bold("x")), ("a\nb".to_owned(), "x".to_owned()));
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(
            harmless("a\x1b]52;c;aGk=\x07\u{202e}b\u{9b}\n\tü"),
            "a⟨U+001B⟩]52;c;aGk=⟨U+0007⟩⟨U+202E⟩b⟨U+009B⟩\n\tü"
        );
    }

    #[test]
    fn json_stays_the_same_value() {
        let text = "{\n\t\"\u{9b}a\":\"\u{202e}\u{7f}\u{200b}\u{e0041}ü中\"}";
        let safe = harmless_json(text);
        assert_eq!(safe, "{\n\t\"\\u009ba\":\"\\u202e\\u007f\\u200b\\udb40\\udc41ü中\"}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&safe), value(text));
    }
}
