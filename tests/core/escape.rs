//! `jose::escape`: what is seen is what is there, and real writing is left alone.

use crate::vectors;
use jwt_workbench::jose::escape::{self, DeceptiveKind, Kind, Layout};
use jwt_workbench::jose::json;
use proptest::prelude::*;
use std::borrow::Cow;

#[test]
fn what_has_no_shape_gets_one() {
    let cases = [
        ("admin\u{202e}nimda", "admin⟨U+202E⟩nimda"),
        ("a\u{200b}b\u{200d}c\u{feff}d", "a⟨U+200B⟩b⟨U+200D⟩c⟨U+FEFF⟩d"),
        ("a\0b\u{1b}[31m\u{7f}\u{9b}", "a⟨U+0000⟩b⟨U+001B⟩[31m⟨U+007F⟩⟨U+009B⟩"),
        ("co\u{ad}op \u{3164}\u{2800}", "co⟨U+00AD⟩op ⟨U+3164⟩⟨U+2800⟩"),
        ("x\u{e0041}\u{e0042}", "x⟨U+E0041⟩⟨U+E0042⟩"),
        ("a\u{fe0f}1\u{fe0f}b", "a⟨U+FE0F⟩1⟨U+FE0F⟩b"),
        ("\u{ffff}\u{fdd0}\u{10ffff}\u{e123}", "⟨U+FFFF⟩⟨U+FDD0⟩⟨U+10FFFF⟩⟨U+E123⟩"),
        ("a\nb\tc\u{2028}", "a⟨U+000A⟩b⟨U+0009⟩c⟨U+2028⟩"),
        ("literal ⟨U+202E⟩", "literal ⟨U+27E8⟩U+202E⟩"),
        ("🏴\u{e0067}", "🏴⟨U+E0067⟩"),
    ];
    for (text, shown) in cases {
        assert_eq!(escape::visible(text), shown);
    }
    assert_eq!(escape::visible_lines("a\r\n\tb\0"), "a⟨U+000D⟩\n\tb⟨U+0000⟩");
}

#[test]
fn real_writing_stays() {
    let cases = [
        "plain",
        "é e\u{301} ñ",
        "مرحبا بالعالم",
        "שָׁלוֹם",
        "Zürich — “quoted” ⟨x⟩",
        "日本語\u{3000}Ａ",
        "葛\u{e0100}飾",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "👩🏽\u{200d}🚀",
        "❤\u{fe0f}\u{200d}🔥",
        "1\u{fe0f}\u{20e3}",
        "☎\u{fe0e}",
        "🏳\u{fe0f}\u{200d}🌈",
    ];
    for text in cases {
        assert!(matches!(escape::visible(text), Cow::Borrowed(_)), "{text}: {}", escape::visible(text));
        assert_eq!(escape::deceptive(text), [], "{text}");
    }
}

#[test]
fn deception_is_named_with_its_place() {
    use DeceptiveKind::{Bidi, Control, Invisible};
    let like = |looks_like| DeceptiveKind::Confusable { looks_like };
    let cases = [
        ("ad\u{202e}x", vec![(2, Bidi)]),
        ("a\u{61c}\u{200e}\u{200f}\u{2066}\u{2069}", vec![(1, Bidi), (3, Bidi), (6, Bidi), (9, Bidi), (12, Bidi)]),
        ("ad\u{200d}min\u{ad}", vec![(2, Invisible), (8, Invisible)]),
        ("a\u{1b}]52;c\u{7}\r", vec![(1, Control), (7, Control), (8, Control)]),
        ("\u{430}dmin", vec![(0, like('a'))]),
        ("https://issuer.example.c\u{3bf}m", vec![(24, like('o'))]),
        ("\u{41d}S256", vec![(0, like('H'))]),
        ("a．b", vec![(1, like('.'))]),
        ("ａｂ", vec![(0, like('a')), (3, like('b'))]),
        ("ROLE_\u{410}", vec![(5, like('A'))]),
        ("𝐚𝟏", vec![(0, like('a')), (4, like('1'))]),
        ("p\u{200b}\u{430}y", vec![(1, Invisible), (4, like('a'))]),
    ];
    for (text, expected) in cases {
        let found: Vec<_> = escape::deceptive(text).iter().map(|d| (d.at, d.kind)).collect();
        assert_eq!(found, expected, "{text:?}");
        assert!(escape::deceptive(text).iter().all(|d| text[d.at..].starts_with(d.found)));
    }
}

#[test]
fn whole_words_of_one_script_do_not_deceive() {
    let cases = [
        "привет мир",
        "Ελλάδα και κόσμος",
        "user: Иван Петров",
        "مرحبا user",
        "日本語 ＡＢＣ１２３",
        "한국어",
        "می\u{200c}خواهم",
        "क\u{94d}\u{200d}ष",
        "line one\r\nline two\t.",
        "Wi-Fi-сеть",
        "Straße Ünïcödé Łódź",
        "5 µs Ω Δt",
        "e\u{301}cole",
    ];
    for text in cases {
        assert_eq!(escape::deceptive(text), [], "{text}");
    }
}

#[test]
fn right_to_left_is_told() {
    assert!(escape::has_rtl("id: عمر"));
    assert!(!escape::has_rtl("id: 7\u{202e}"));
}

/// The `text-*` tokens: those that must warn do, those that must survive do not.
#[test]
fn hostile_texts() {
    let Some(tokens) = vectors::folder("../hostile/tokens") else { return };
    let warns = [
        ("text-rlo", "bidi"),
        ("text-lri-pdi", "bidi"),
        ("text-alm-lrm", "bidi"),
        ("text-zwj", "invisible"),
        ("text-soft-hyphen", "invisible"),
        ("text-tags", "invisible"),
        ("text-variation", "invisible"),
        ("text-cyrillic", "confusable"),
        ("text-iss-homoglyph", "confusable"),
        ("text-alg-confusable", "confusable"),
    ];
    let silent = [
        "text-nfd",
        "text-zalgo",
        "text-emoji-zwj",
        "text-rtl-arabic",
        "text-noncharacter",
        "text-html",
        "text-csv-formula",
        "text-format-string",
        "text-markdown",
    ];
    for (name, expected) in warns.into_iter().chain(silent.map(|name| (name, ""))) {
        let token = std::fs::read_to_string(tokens.join(name).with_extension("txt")).unwrap();
        let kinds: Vec<_> = strings(&token).iter().flat_map(|s| escape::deceptive(s)).map(|d| d.kind.id()).collect();
        assert!(kinds.iter().all(|k| *k == expected) && kinds.is_empty() == expected.is_empty(), "{name}: {kinds:?}");
    }
}

/// The top-level string values of a token's header and claims.
fn strings(token: &str) -> Vec<String> {
    use base64::Engine as _;
    let parts =
        token.trim().split('.').take(2).map(|part| base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let texts = parts.filter_map(|octets| String::from_utf8(octets).ok());
    let roots = texts.filter_map(|text| json::parse(&text).ok());
    roots
        .flat_map(|p| p.root.members().iter().filter_map(|m| m.value.as_str().map(str::to_owned)).collect::<Vec<_>>())
        .collect()
}

/// Takes the escapes of `visible` back.
fn unescape(shown: &str) -> String {
    let mut pieces = shown.split("⟨U+");
    let mut text = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('⟩').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

fn tricky_text() -> impl Strategy<Value = String> {
    let bits = [
        "a",
        "⟨",
        "⟨U+",
        "⟩",
        "\u{202e}",
        "\u{200d}",
        "👩",
        "❤",
        "\u{fe0f}",
        "1",
        "\u{20e3}",
        "\n",
        "\u{ad}",
        "ع",
        "葛",
        "\u{e0100}",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(bits.to_vec()), 0..12).prop_map(|v| v.concat()),
        prop::collection::vec(any::<char>(), 0..20).prop_map(|v| v.into_iter().collect()),
    ]
}

proptest! {
    #[test]
    fn nothing_hides_and_nothing_is_lost(text in tricky_text()) {
        let shown = escape::visible(&text);
        prop_assert_eq!(unescape(&shown), &*text, "two texts would look the same");
        let mut before = ' ';
        for c in shown.chars() {
            let hides = c.is_control() || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
            // inside an emoji family only
            let joins = c == '\u{200d}' && !before.is_alphanumeric() && !before.is_ascii();
            prop_assert!(!hides || joins, "U+{:04X} in {shown:?}", u32::from(c));
            before = c;
        }
    }

    #[test]
    fn runs_cover_the_text(text in tricky_text()) {
        for layout in [Layout::Line, Layout::Lines] {
            let mut end = 0;
            for run in escape::runs(&text, layout) {
                prop_assert_eq!(run.range.start, end);
                prop_assert!(run.kind == Kind::Plain || text[run.range.clone()].chars().count() == 1);
                end = run.range.end;
            }
            prop_assert_eq!(end, text.len());
        }
        prop_assert!(escape::deceptive(&text).iter().all(|d| text[d.at..].starts_with(d.found)));
    }
}
