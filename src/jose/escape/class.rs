//! Which characters have no shape of their own (Unicode 17: general category Cc, Bidi_Control,
//! Default_Ignorable_Code_Point, noncharacters, private use).

/// How a character stands to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// It is drawn.
    Shaped,
    /// C0, DEL, C1, and the separators that end a line.
    Control,
    /// Bidi_Control.
    Bidi,
    /// Drawn as nothing, or as a blank that is no space.
    Blank,
    /// U+200C and U+200D: nothing, or part of an emoji family or of a script's spelling.
    Joiner,
    /// A variation selector: nothing, or part of the character before it.
    Selector,
    /// Noncharacters, and private use, whose shapes are a font's own: the icons of this program are among them.
    Unassigned,
}

pub(super) fn of(c: char) -> Class {
    match c {
        ' '..='~' => Class::Shaped,
        _ if c.is_control() => Class::Control,
        '\u{2028}' | '\u{2029}' => Class::Control,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Class::Bidi,
        '\u{200c}' | '\u{200d}' => Class::Joiner,
        '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Class::Selector,
        _ if is_blank(c) => Class::Blank,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fdd0}'..='\u{fdef}' => Class::Unassigned,
        _ if u32::from(c) & 0xfffe == 0xfffe => Class::Unassigned,
        _ => Class::Shaped,
    }
}

/// The rest of Default_Ignorable_Code_Point, format characters that are drawn as nothing, and the Braille blank.
fn is_blank(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{13440}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a joiner or selector belongs to a sequence that is drawn as one shape: an emoji family, an emoji or keycap with
/// its selector, an ideograph with its variant.
pub(super) fn in_sequence(text: &str, at: usize, c: char) -> bool {
    let mut before = text[..at].chars().rev();
    let mut after = text[at + c.len_utf8()..].chars();
    match c {
        '\u{200d}' => {
            let base = before.find(|b| !matches!(b, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'));
            base.is_some_and(is_emoji) && after.next().is_some_and(is_emoji)
        }
        '\u{fe0e}' | '\u{fe0f}' => match before.next() {
            Some('0'..='9' | '#' | '*') => after.next() == Some('\u{20e3}'),
            base => base.is_some_and(is_emoji),
        },
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => before.next().is_some_and(is_ideograph),
        _ => false,
    }
}

/// Pictographs, by block: a little wider than Extended_Pictographic.
fn is_emoji(c: char) -> bool {
    matches!(c, '©' | '®' | '‼' | '⁉' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}'
        | 'Ⓜ' | '\u{25a0}'..='\u{27bf}' | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{1f000}'..='\u{1faff}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a joiner stands where spelling needs one: between letters of a joining script (Persian) or of an Indic one.
pub(super) fn joins_letters(text: &str, at: usize) -> bool {
    let needs_joiners = |c: char| {
        matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{700}'..='\u{74f}' | '\u{900}'..='\u{dff}'
            | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17b3}' | '\u{1820}'..='\u{1878}')
    };
    text[..at].chars().next_back().is_some_and(needs_joiners) && text[at..].chars().nth(1).is_some_and(needs_joiners)
}

/// Tab, line feed, and a carriage return before a line feed.
pub(super) fn is_line_layout(text: &str, at: usize, c: char) -> bool {
    matches!(c, '\n' | '\t') || text[at..].starts_with("\r\n")
}

/// Whether a text holds a letter that is written from right to left (Hebrew, Arabic, Syriac, N'Ko and the like).
#[must_use]
pub fn has_rtl(text: &str) -> bool {
    let in_rtl_block = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    text.chars().any(|c| in_rtl_block(c) && c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::{Class, has_rtl, of};

    #[test]
    fn every_ignorable_has_a_class() {
        // DerivedCoreProperties of Unicode 17, Default_Ignorable_Code_Point
        let ignorable = [
            (0xad, 0xad),
            (0x34f, 0x34f),
            (0x61c, 0x61c),
            (0x115f, 0x1160),
            (0x17b4, 0x17b5),
            (0x180b, 0x180f),
            (0x200b, 0x200f),
            (0x202a, 0x202e),
            (0x2060, 0x206f),
            (0x3164, 0x3164),
            (0xfe00, 0xfe0f),
            (0xfeff, 0xfeff),
            (0xffa0, 0xffa0),
            (0xfff0, 0xfff8),
            (0x1bca0, 0x1bca3),
            (0x1d173, 0x1d17a),
            (0xe0000, 0xe0fff),
        ];
        for (first, last) in ignorable {
            for c in (first..=last).filter_map(char::from_u32) {
                assert_ne!(of(c), Class::Shaped, "U+{:04X}", u32::from(c));
            }
        }
        for c in [0, 0x1b, 0x7f, 0x85, 0x9f, 0x2028, 0xfdd0, 0xfffe, 0x1ffff, 0x10_ffff, 0xe000, 0xf_0000] {
            assert_ne!(of(char::from_u32(c).unwrap()), Class::Shaped, "U+{c:04X}");
        }
        assert!("aé中عא️🙂\u{301}\u{a0}\u{fffd}".chars().filter(|c| *c != '\u{fe0f}').all(|c| of(c) == Class::Shaped));
    }

    #[test]
    fn right_to_left_letters() {
        assert!(has_rtl("abc مرحبا") && has_rtl("שלום") && has_rtl("\u{10900}"));
        assert!(!has_rtl("abc \u{200f}\u{202e} 123 привет 中文 \u{660}"));
    }
}
