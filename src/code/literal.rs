//! String literals. Values of a policy may come from a token of a stranger: none may end its literal, become code, or look
//! like something else. What is not printable ASCII is therefore written by its number.

use super::language::Language;
use std::fmt::Write as _;

/// The text as a string literal in double quotes, where nothing is interpolated.
pub(super) fn quoted(language: Language, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => by_number(language, c, &mut out),
        }
    }
    out.push('"');
    out
}

fn by_number(language: Language, c: char, out: &mut String) {
    let code = u32::from(c);
    let _ = match language {
        Language::Rust => write!(out, "\\u{{{code:x}}}"),
        // Java reads \u before it looks for literals: \u000a would end the line, \u0022 the literal. Octal is read later.
        Language::Java if code < 0x100 => write!(out, "\\{code:03o}"),
        Language::Java | Language::Node => {
            c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
        }
        _ if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Several of them, with commas between.
pub(super) fn list<T: AsRef<str>>(language: Language, texts: &[T]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(language, text.as_ref())).collect();
    texts.join(", ")
}

/// Names with a value each, as the language writes the items of a list or map of them.
pub(super) fn pairs(language: Language, pairs: &[(&str, String)]) -> String {
    let written = pairs.iter().map(|(name, value)| {
        let (name, value) = (quoted(language, name), quoted(language, value));
        match language {
            Language::Rust | Language::Python | Language::DotNet => format!("({name}, {value})"),
            Language::Node => format!("[{name}, {value}]"),
            Language::Java => format!("{name}, {value}"),
            Language::Go => format!("{name}: {value}"),
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a compiler makes of a literal; nothing where it is none.
    fn read(language: Language, literal: &str) -> Option<String> {
        let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
        let mut units: Vec<u16> = Vec::new();
        let mut rest = inside.chars();
        while let Some(c) = rest.next() {
            let unit = |text: &str| u32::from_str_radix(text, 16).ok();
            let escaped = match c {
                '"' => return None,
                '\\' => rest.next()?,
                ' '..='~' => {
                    units.extend(c.encode_utf16(&mut [0; 2]).iter());
                    continue;
                }
                _ => return None,
            };
            let mut take = |n: usize| -> String { rest.by_ref().take(n).collect() };
            let code = match escaped {
                '"' | '\\' => u32::from(escaped),
                'u' if language == Language::Rust => {
                    let braced: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    unit(&braced)?
                }
                'u' => unit(&take(4))?,
                'U' if !matches!(language, Language::Node | Language::Java) => unit(&take(8))?,
                first @ '0'..='3' if language == Language::Java => {
                    u32::from_str_radix(&format!("{first}{}", take(2)), 8).ok()?
                }
                _ => return None,
            };
            match char::from_u32(code) {
                Some(c) => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
                None => units.push(u16::try_from(code).ok()?),
            }
        }
        String::from_utf16(&units).ok()
    }

    #[test]
    fn what_would_break_out_stays_inside() {
        for (language, literal) in [
            (Language::Rust, r#""a\"b\\${x}\u{a}\u{202e}\u{1f600}""#),
            (Language::Node, r#""a\"b\\${x}\u000a\u202e\ud83d\ude00""#),
            (Language::Python, r#""a\"b\\${x}\u000a\u202e\U0001f600""#),
            (Language::Java, r#""a\"b\\${x}\012\u202e\ud83d\ude00""#),
            (Language::Go, r#""a\"b\\${x}\u000a\u202e\U0001f600""#),
            (Language::DotNet, r#""a\"b\\${x}\u000a\u202e\U0001f600""#),
        ] {
            assert_eq!(quoted(language, "a\"b\\${x}\n\u{202e}😀"), literal, "{language:?}");
        }
        // two escapes that must not become one: a backslash, then a u
        assert_eq!(quoted(Language::Java, "\\u0022"), r#""\\u0022""#);
    }

    proptest! {
        #[test]
        fn a_literal_means_the_text_and_is_printable(text in any::<String>(), nasty in "[\\\\\"'`${}#u0-9\n\r\t\u{0}\u{85}\u{2028}\u{202e}\u{feff}]{0,24}") {
            for language in Language::ALL {
                for text in [&text, &nasty] {
                    let literal = quoted(language, text);
                    prop_assert!(literal.bytes().all(|b| (b' '..=b'~').contains(&b)), "{}", literal);
                    let meant = read(language, &literal);
                    prop_assert_eq!(meant.as_deref(), Some(text.as_str()), "{:?} {}", language, literal);
                }
            }
        }
    }
}
