//! `jose::json` against JSONTestSuite, against serde_json, and against hostile shapes.

use crate::vectors;
use jwt_workbench::jose::json::{self, DEPTH_LIMIT, ErrorKind, Kind, OddityKind};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The files of JSONTestSuite that parsers may take either way, and that we take. All others of their kind are refused:
/// by us for their depth or byte order mark, or before us because they are not UTF-8.
const IMPLEMENTATION_DEFINED_ACCEPTED: [&str; 20] = [
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
    "i_object_key_lone_2nd_surrogate.json",
    "i_string_1st_surrogate_but_2nd_missing.json",
    "i_string_1st_valid_surrogate_2nd_invalid.json",
    "i_string_incomplete_surrogate_and_escape_valid.json",
    "i_string_incomplete_surrogate_pair.json",
    "i_string_incomplete_surrogates_escape_valid.json",
    "i_string_invalid_lonely_surrogate.json",
    "i_string_invalid_surrogate.json",
    "i_string_inverted_surrogates_U+1D11E.json",
    "i_string_lone_second_surrogate.json",
];

#[test]
fn json_test_suite() {
    let Some(folder) = vectors::folder("json-test-suite/test_parsing") else { return };
    let mut seen = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let octets = std::fs::read(&path).unwrap();
        let accepted = std::str::from_utf8(&octets).is_ok_and(|text| json::parse(text).is_ok());
        let expected = match name.as_bytes()[0] {
            b'y' => true,
            b'n' => false,
            _ => IMPLEMENTATION_DEFINED_ACCEPTED.contains(&name.as_str()),
        };
        assert_eq!(accepted, expected, "{name}");
        *seen.entry(name[..1].to_owned()).or_insert(0) += 1;
    }
    assert_eq!(seen, BTreeMap::from([("i".to_owned(), 35), ("n".to_owned(), 188), ("y".to_owned(), 95)]));
}

/// Every slip with its place and its name.
const SLIPS: &[(&str, &str, usize, usize)] = &[
    ("", "empty", 1, 1),
    (" \n ", "empty", 2, 2),
    ("\u{feff}{}", "byte-order-mark", 1, 1),
    ("{\"a\":\u{a0}1}", "foreign-space", 1, 6),
    ("{\u{200b}}", "foreign-space", 1, 2),
    ("{\u{c}}", "foreign-space", 1, 2),
    ("{} \u{feff}", "foreign-space", 1, 4),
    ("{\"a\" \u{a0}: 1}", "foreign-space", 1, 6),
    ("// x\n{}", "comment", 1, 1),
    ("{\"a\":1 // x\n}", "comment", 1, 8),
    ("{\"a\":1, /* x */ \"b\":2}", "comment", 1, 9),
    ("{\"a\": # x\n1}", "comment", 1, 7),
    ("{} // x", "comment", 1, 4),
    ("{'a': 1}", "wrong-quotes", 1, 2),
    ("{\"a\": 'b'}", "wrong-quotes", 1, 7),
    ("{`a`: 1}", "wrong-quotes", 1, 2),
    ("{“a”: 1}", "smart-quotes", 1, 2),
    ("[„a“]", "smart-quotes", 1, 2),
    ("{\"a\": 1, ...}", "ellipsis", 1, 10),
    ("[1, …]", "ellipsis", 1, 5),
    ("{\"a\": 1,\n}", "trailing-comma", 1, 8),
    ("[1,]", "trailing-comma", 1, 3),
    ("{,\"a\":1}", "extra-comma", 1, 2),
    ("{\"a\":1,,\"b\":2}", "extra-comma", 1, 8),
    ("[1,,2]", "extra-comma", 1, 4),
    (",", "extra-comma", 1, 1),
    ("{\"a\": 1\n \"b\": 2}", "missing-comma", 1, 8),
    ("{\"a\": 1 b: 2}", "missing-comma", 1, 8),
    ("[1 2]", "missing-comma", 1, 3),
    ("[\"a\" true]", "missing-comma", 1, 5),
    ("{\"a\": 1 ; \"b\": 2}", "no-comma", 1, 9),
    ("[1 = 2]", "no-comma", 1, 4),
    ("{\"a\" 1}", "missing-colon", 1, 5),
    ("{\"a\"}", "missing-colon", 1, 5),
    ("{\"a\", 1}", "missing-colon", 1, 5),
    ("{\"a\"", "missing-colon", 1, 5),
    ("{\"a\" = 1}", "equals-sign", 1, 6),
    ("{\"a\" => 1}", "equals-sign", 1, 6),
    ("{\"a\":}", "missing-value", 1, 6),
    ("{\"a\":, \"b\":1}", "missing-value", 1, 6),
    ("{\"a\":", "missing-value", 1, 6),
    ("{: 1}", "missing-name", 1, 2),
    (": 1", "missing-name", 1, 1),
    ("{a: 1}", "unquoted-name", 1, 2),
    ("{1: 1}", "unquoted-name", 1, 2),
    ("{\"a\":1, größe: 1}", "unquoted-name", 1, 9),
    ("{[1]: 1}", "name-not-string", 1, 2),
    ("{{\"a\":1}}", "name-not-string", 1, 2),
    ("[\"a\": 1]", "name-in-array", 1, 5),
    ("[: 1]", "name-in-array", 1, 2),
    ("\"a\": 1", "missing-braces", 1, 4),
    ("{\n \"a\": {\"b\": 1\n", "unclosed", 3, 1),
    ("{", "unclosed", 1, 2),
    ("{\"a\":1,", "unclosed", 1, 8),
    ("[1, ", "unclosed", 1, 5),
    ("[1", "unclosed", 1, 3),
    ("{\"a\": [1, 2}", "wrong-closer", 1, 12),
    ("{\"a\": 1]", "wrong-closer", 1, 8),
    ("{]", "wrong-closer", 1, 2),
    ("[}", "wrong-closer", 1, 2),
    ("{\"a\": 1}}", "extra-closer", 1, 9),
    ("]", "extra-closer", 1, 1),
    ("{\"a\": \"b", "unclosed-string", 1, 7),
    ("\"\\", "unclosed-string", 1, 1),
    ("\"a\\u12", "bad-unicode-escape", 1, 3),
    ("{\"a\": \"b\n\"}", "line-break-in-string", 1, 9),
    ("\"a\\\n\"", "line-break-in-string", 1, 3),
    ("\"a\tb\"", "control-in-string", 1, 3),
    ("\"a\0b\"", "control-in-string", 1, 3),
    ("\"\u{1f}\"", "control-in-string", 1, 2),
    ("\"\\\u{1}\"", "control-in-string", 1, 3),
    ("\"\\x41\"", "bad-escape", 1, 2),
    ("\"it\\'s\"", "bad-escape", 1, 4),
    ("\"\\ä\"", "bad-escape", 1, 2),
    ("\"\\u12G4\"", "bad-unicode-escape", 1, 2),
    ("\"\\ud800\\u+123\"", "bad-unicode-escape", 1, 8),
    ("[007]", "leading-zero", 1, 2),
    ("[-01]", "leading-zero", 1, 2),
    ("+1", "plus-sign", 1, 1),
    ("[.5]", "leading-point", 1, 2),
    ("[-.5]", "leading-point", 1, 2),
    ("[1.]", "trailing-point", 1, 2),
    ("[1.e5]", "trailing-point", 1, 2),
    ("[1e]", "missing-exponent", 1, 2),
    ("[1E+]", "missing-exponent", 1, 2),
    ("[-]", "lone-minus", 1, 2),
    ("[--1]", "lone-minus", 1, 2),
    ("[0x1F]", "not-decimal", 1, 2),
    ("[1_000]", "number-goes-on", 1, 2),
    ("{\"exp\": 2026-01-02}", "number-goes-on", 1, 9),
    ("[1.2.3]", "number-goes-on", 1, 2),
    ("NaN", "not-finite", 1, 1),
    ("[-Infinity]", "not-finite", 1, 2),
    ("{\"a\": undefined}", "undefined", 1, 7),
    ("{\"a\": True}", "other-language", 1, 7),
    ("{\"a\": None}", "other-language", 1, 7),
    ("{\"a\": NULL}", "other-language", 1, 7),
    ("{\"a\": tru}", "unfinished-word", 1, 7),
    ("n", "unfinished-word", 1, 1),
    ("{\"a\": hello}", "unquoted-text", 1, 7),
    ("{\"a\": é}", "unquoted-text", 1, 7),
    ("{} {}", "text-after-end", 1, 4),
    ("{},", "text-after-end", 1, 3),
    ("{\"a\": @}", "unexpected", 1, 7),
    ("[*]", "unexpected", 1, 2),
    ("{\"a\": \u{0}}", "unexpected", 1, 7),
];

#[test]
fn slips_are_recognised_where_they_are() {
    let mut texts = BTreeMap::new();
    for (text, id, line, column) in SLIPS {
        let error = json::parse(text).expect_err(text);
        assert_eq!((error.kind.id(), error.line, error.column), (*id, *line, *column), "{text:?}: {error}");
        assert!(text.is_char_boundary(error.at), "{text:?}");
        assert!(error.to_string().starts_with(&format!("line {line}, column {column}: ")), "{error}");
        texts.entry(*id).or_insert_with(|| error.kind.to_string());
    }
    let deep = json::parse(&"[".repeat(DEPTH_LIMIT)).unwrap_err();
    assert!(deep.to_string().contains(&DEPTH_LIMIT.to_string()), "{deep}");
    texts.insert(deep.kind.id(), deep.kind.to_string());
    assert_eq!(texts.len(), 43, "a kind without a case");
    let distinct: std::collections::BTreeSet<_> = texts.values().collect();
    assert_eq!(distinct.len(), texts.len(), "two kinds with one text");
    for (id, text) in &texts {
        assert!(text.len() <= 120 && !text.ends_with('.') && !text.contains('\n'), "{id}: {text}");
    }
}

#[test]
fn an_unclosed_part_names_the_line_that_opened_it() {
    let error = json::parse("{\n  \"aud\": [\n    \"x\",\n    \"y\"\n").unwrap_err();
    assert_eq!(error.kind.to_string(), "the array opened in line 2 is not closed: add ] where it ends");
    let error = json::parse("{\n  \"aud\": [\n    \"x\"\n}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 4, column 1: found }, but what is open since line 2 is an array: close it with ]"
    );
}

#[test]
fn messages_carry_no_content() {
    for text in ["{\"k\": s3cret}", "{s3cret: 1}", "{\"k\": \"s3cret", "{\"s3cret\" 1}", "[0s3cret]", "{} s3cret"] {
        let error = json::parse(text).unwrap_err();
        assert!(!error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[test]
fn depth_is_bounded_as_in_serde_json() {
    for (depth, accepted) in [(DEPTH_LIMIT - 1, true), (DEPTH_LIMIT, false), (DEPTH_LIMIT + 1, false)] {
        let arrays = "[".repeat(depth) + &"]".repeat(depth);
        let objects = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        for text in [arrays, objects] {
            assert_eq!(json::parse(&text).is_ok(), accepted, "{depth}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), accepted, "{depth}");
        }
    }
}

#[test]
fn depth_bombs_need_no_stack() {
    let work = || {
        let half = DEPTH_LIMIT - 1;
        let deepest = ["[".repeat(half), "]".repeat(half)].concat();
        for bomb in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[{\"a\":".repeat(100_000), deepest] {
            let parsed = json::parse(&bomb);
            assert_eq!(parsed.is_ok(), bomb.len() == 2 * half);
            assert!(parsed.as_ref().err().is_none_or(|e| matches!(e.kind, ErrorKind::TooDeep { .. })));
            let _ = (format!("{parsed:?}").len(), json::lex(&bomb).count(), json::minify(&bomb), json::format(&bomb));
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap();
    thread.join().expect("no overflow");
}

/// A reader that is not linear would not come back from these within a test run's patience.
#[test]
fn long_inputs_are_read_to_the_end() {
    type Shape = fn(usize) -> String;
    let shapes: [(&str, Shape); 6] = [
        ("plain string", |n| format!("\"{}\"", "x".repeat(n))),
        ("escapes", |n| format!("\"{}\"", "\\u00e9".repeat(n / 6))),
        ("lone surrogates", |n| format!("{{\"{}\":[\"{}\"]}}", "k".repeat(n / 2), "\\ud800".repeat(n / 12))),
        ("one duplicate name", |n| format!("{{{}\"a\":1}}", "\"a\":1,".repeat(n / 6))),
        ("digits", |n| "1".repeat(n)),
        ("white space", |n| format!("[{}1]", "\"\" ,".repeat(n / 8) + &" ".repeat(n / 2))),
    ];
    for (name, shape) in shapes {
        let text = shape(1 << 20);
        let parsed = json::parse(&text).expect(name);
        let lexemes = json::lex(&text).count();
        let pretty = json::format(&text);
        assert_eq!(json::minify(&pretty), json::minify(&text), "{name}");
        assert!(lexemes > 0 && parsed.root.span.end <= text.len());
    }
}

/// JSON text of every shape, with odd white space, duplicates and spellings.
fn json_text() -> impl Strategy<Value = String> {
    let space = prop::sample::select(vec!["", "", " ", "\n", "\t ", "\r\n  "]);
    let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?";
    let string = "\"([a-c é😀]|\\\\[\"\\\\/bfnrt]|\\\\u00[0-9a-f]{2}|\\\\ud83d\\\\ude0[0-9a-f]){0,6}\"";
    let word = prop::sample::select(vec!["true", "false", "null"]).prop_map(str::to_owned);
    let leaf = prop_oneof![number.prop_map(|n| n), string.prop_map(|s| s), word];
    let tree = leaf.prop_recursive(4, 40, 5, move |inner| {
        let item = (space.clone(), inner.clone(), space.clone()).prop_map(|(a, v, b)| format!("{a}{v}{b}"));
        let key = "\"([a-c]|\\\\u0061){1,2}\"";
        let member =
            (space.clone(), key, space.clone(), item.clone()).prop_map(|(a, k, b, v)| format!("{a}{k}{b}:{v}"));
        prop_oneof![
            (space.clone(), prop::collection::vec(item, 1..5)).prop_map(|(_, v)| format!("[{}]", v.join(","))),
            (space.clone(), prop::collection::vec(member, 1..5)).prop_map(|(_, v)| format!("{{{}}}", v.join(","))),
            space.clone().prop_map(|s| format!("[{s}]")),
            space.clone().prop_map(|s| format!("{{{s}}}")),
        ]
    });
    ("[ \n]{0,2}", tree, "[ \n]{0,2}").prop_map(|(a, v, b)| format!("{a}{v}{b}"))
}

/// A text that was JSON before some characters were cut out, doubled or replaced.
fn damaged_json() -> impl Strategy<Value = String> {
    let bits = "[]{}:,\"\\ue+-.0149tfn/' \n\u{1}\u{feff}é".chars().collect::<Vec<_>>();
    let change = (any::<prop::sample::Index>(), 0..3, prop::sample::select(bits));
    (json_text(), prop::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, how, bit) in changes {
            let at = at.index(chars.len() + 1);
            match how {
                0 => chars.insert(at, bit),
                1 if at < chars.len() => chars[at] = bit,
                _ if at < chars.len() => drop(chars.remove(at)),
                _ => {}
            }
        }
        chars.into_iter().collect()
    })
}

/// Equal but for the last digits of a float, which serde_json reads less exactly.
fn same(ours: &serde_json::Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (ours, theirs) {
        (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Object(a), Object(b)) => a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b)),
        (Number(a), Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            a == b || ((a - b) / b).abs() < 1e-12
        }
        _ => ours == theirs,
    }
}

proptest! {
    #[test]
    fn agrees_with_serde_json(text in damaged_json()) {
        let ours = json::parse(&text);
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let ours_only = ours.as_ref().is_ok_and(|p| {
            p.oddities.iter().any(|o| matches!(o.kind, OddityKind::LoneSurrogate | OddityKind::HugeNumber))
        });
        prop_assert_eq!(ours.is_ok(), theirs.is_ok() || ours_only, "{:?}: {:?} {:?}", &text, &ours, &theirs);
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert!(same(&ours.root.to_serde(&text), &theirs), "{text:?}");
        }
    }

    #[test]
    fn lexemes_cover_any_text(text in prop_oneof![damaged_json(), "\\PC{0,40}", ".{0,40}"]) {
        let mut end = 0;
        for lexeme in json::lex(&text) {
            prop_assert_eq!(lexeme.span.start, end);
            prop_assert!(lexeme.span.end > end && text.is_char_boundary(lexeme.span.end));
            end = lexeme.span.end;
        }
        prop_assert_eq!(end, text.len());
        let _ = json::parse(&text);
    }

    #[test]
    fn valid_json_has_no_wrong_lexeme(text in json_text()) {
        let parsed = json::parse(&text).unwrap();
        let kinds: Vec<_> = json::lex(&text).map(|l| l.kind).collect();
        prop_assert!(!kinds.contains(&Kind::Error));
        let names = parsed.root.members().len();
        prop_assert!(kinds.iter().filter(|k| **k == Kind::Key).count() >= names);
    }

    #[test]
    fn layout_moves_white_space_only(text in json_text()) {
        let (small, pretty) = (json::minify(&text), json::format(&text));
        prop_assert_eq!(json::minify(&pretty), &*small);
        prop_assert_eq!(json::minify(&small), &*small);
        prop_assert_eq!(json::format(&small), &*pretty);
        let kept = |text: &str| {
            let kept = json::lex(text).filter(|l| l.kind != Kind::Whitespace).map(|l| (l.kind, text[l.span].to_owned()));
            kept.collect::<Vec<_>>()
        };
        prop_assert_eq!(kept(&small), kept(&text));
        prop_assert_eq!(kept(&pretty), kept(&text));
    }

    #[test]
    fn one_member_changes_and_all_else_stays(text in json_text(), key in "[a-d]{1,2}", value in json_text()) {
        let wrap = !json::parse(&text).unwrap().root.is_object();
        let text = if wrap { format!("{{\"c\":{text}}}") } else { text };
        let before = json::parse(&text).unwrap().root;
        let set = json::set_member(&text, &key, &value).unwrap();
        let after = json::parse(&set).unwrap().root;
        let spelt = |node: &json::Node, text: &str| {
            let members = node.members().iter().map(|m| (text[m.key_span.clone()].to_owned(), m.value.raw(text).unwrap().to_owned()));
            members.collect::<Vec<_>>()
        };
        let mut expected = spelt(&before, &text);
        let value = value.trim_matches([' ', '\n', '\t', '\r']).to_owned();
        match before.members().iter().rposition(|m| m.key == key) {
            Some(last) => expected[last].1 = value,
            None => expected.push((format!("\"{key}\""), value)),
        }
        prop_assert_eq!(spelt(&after, &set), expected);

        let removed = json::remove_member(&set, &key).unwrap();
        let rest = json::parse(&removed).unwrap().root;
        let left: Vec<_> = spelt(&after, &set).into_iter().zip(after.members()).filter(|(_, m)| m.key != key).map(|(s, _)| s).collect();
        prop_assert_eq!(spelt(&rest, &removed), left);
        if before.get(&key).is_none() && !before.members().is_empty() {
            prop_assert_eq!(removed, text, "adding and removing is nothing");
        }
    }
}
