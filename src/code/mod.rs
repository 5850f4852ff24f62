//! A policy as code for a resource server: what was pinned here gets pinned there.
//!
//! One function from values to values: a policy, the key that it is verified with and a language in, a [`Snippet`] out. The
//! code is a template of `assets/code/`, which reads like the code itself; [`rules`](self) say what it must hold, and nothing
//! of a policy is left out silently: it is enforced, or a [`Note`] names it. Policies are made from tokens of strangers, so a
//! value gets into code by [`literal`](self) alone.
//!
//! Which snippets were run against their library is one table, `assets/code/proof.toml`. `tests/interop/policy_code.py` runs them
//! and holds the table to what it ran.

mod language;
mod literal;
mod pin;
mod proof;
mod rules;
mod template;

pub use language::Language;
pub use proof::Proof;

use crate::checks::Policy;
use crate::jose::flaw::Facts;
use crate::keys::Key;
use rules::Rules;

/// What a person has to know about the code; its words are in `assets/teach/code.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The stable kebab-case id.
    pub id: &'static str,
    /// Values for the words.
    pub facts: Facts,
}

/// Code that verifies tokens under a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The language.
    pub language: Language,
    /// The code: printable ASCII and line feeds.
    pub text: String,
    /// What it cannot do, and what is to be done with it.
    pub notes: Vec<Note>,
}

impl Snippet {
    /// What the code was run against.
    #[must_use]
    pub fn proof(&self) -> &'static Proof {
        self.language.proof()
    }
}

/// Writes the code for a policy and the key that its tokens are verified with, as far as it is known. No private half and no
/// secret gets into it.
#[must_use]
pub fn write(policy: &Policy, key: Option<&Key>, language: Language) -> Snippet {
    let rules = Rules::of(policy, key, language);
    let text = template::fill(language.template(), &|flag| rules.has(flag).unwrap_or(false), &|name| rules.value(name));
    Snippet { language, text, notes: rules.notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Need, SignatureRule};
    use crate::keys::{Material, Secret};
    use crate::teach;
    use std::collections::BTreeSet;

    /// A text that stands in a snippet only where the policy put it.
    const MARK: &str = "mark-of-the-policy";

    /// A policy for each member, with that member alone, and where in the code or in the notes it must be found.
    fn one_member_each() -> Vec<(&'static str, Policy, Found)> {
        let mark = || MARK.to_owned();
        let default = Policy::default;
        // a member that is not named here does not compile: it needs a line below
        let Policy {
            algorithms: _,
            issuers: _,
            audiences: _,
            subject: _,
            typ: _,
            nonce: _,
            htm: _,
            htu: _,
            ath: _,
            required: _,
            leeway_secs: _,
            max_age_secs: _,
            signatures: _,
            require_key_binding: _,
            strict: _,
            needs: _,
        } = default();
        vec![
            ("algorithms", Policy { algorithms: vec!["HS384".to_owned()], ..default() }, Found::Code("HS384")),
            ("issuers", Policy { issuers: vec![mark()], ..default() }, Found::Code(MARK)),
            ("audiences", Policy { audiences: vec![mark()], ..default() }, Found::Code(MARK)),
            ("subject", Policy { subject: Some(mark()), ..default() }, Found::Code(MARK)),
            ("typ", Policy { typ: Some(mark()), ..default() }, Found::Code(MARK)),
            ("nonce", Policy { nonce: Some(mark()), ..default() }, Found::Code(MARK)),
            ("htm", Policy { htm: Some(mark()), ..default() }, Found::Code(MARK)),
            ("htu", Policy { htu: Some(mark()), ..default() }, Found::Code(MARK)),
            ("ath", Policy { ath: Some(mark()), ..default() }, Found::Code(MARK)),
            ("needs", Policy { needs: vec![Need::Issuers], ..default() }, Found::Code("FILL IN: iss")),
            ("required", Policy { required: vec![mark()], ..default() }, Found::Code(MARK)),
            ("leeway_secs", Policy { leeway_secs: 4711, ..default() }, Found::Code("4711")),
            ("max_age_secs", Policy { max_age_secs: Some(4711), ..default() }, Found::Code("4711")),
            ("signatures", Policy { signatures: SignatureRule::Any, ..default() }, Found::Note("signatures")),
            ("require_key_binding", Policy { require_key_binding: true, ..default() }, Found::Note("key-binding")),
            ("strict", Policy { strict: true, ..default() }, Found::Note("strict")),
        ]
    }

    enum Found {
        Code(&'static str),
        Note(&'static str),
    }

    fn secret() -> Key {
        Key::new(Material::Oct(Secret::new(b"canary-4d1f-secret-of-32-bytes-xx".to_vec())))
    }

    #[test]
    fn nothing_of_a_policy_is_left_out_silently() {
        for language in Language::ALL {
            let without = write(&Policy::default(), Some(&secret()), language);
            for (member, policy, found) in one_member_each() {
                let snippet = write(&policy, Some(&secret()), language);
                let (is_new, is_there) = match found {
                    Found::Code(text) => {
                        (member == "algorithms" || !without.text.contains(text), snippet.text.contains(text))
                    }
                    Found::Note(id) => {
                        let has = |snippet: &Snippet| snippet.notes.iter().any(|note| note.id == id);
                        (!has(&without), has(&snippet))
                    }
                };
                assert!(is_new && is_there && snippet != without, "{language:?}: {member}\n{}", snippet.text);
            }
        }
    }

    #[test]
    fn templates_ask_for_what_there_is() {
        let everything = Policy {
            issuers: vec!["i".to_owned()],
            typ: Some("t".to_owned()),
            max_age_secs: Some(1),
            ..Policy::default()
        };
        for language in Language::ALL {
            let rules = [None, Some(secret())].map(|key| Rules::of(&everything, key.as_ref(), language));
            for mark in
                language.template().split('«').skip(1).filter_map(|rest| rest.split_once('»')).map(|(mark, _)| mark)
            {
                match mark.strip_prefix('?') {
                    Some(flags) => flags.split_whitespace().for_each(|flag| {
                        assert!(rules[0].has(flag.trim_start_matches('!')).is_some(), "{language:?}: {flag}");
                    }),
                    None => assert!(rules.iter().any(|rules| rules.value(mark).is_some()), "{language:?}: {mark}"),
                }
            }
            for key in [None, Some(secret())] {
                let text = write(&everything, key.as_ref(), language).text;
                assert!(text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')), "{language:?}: {text}");
            }
        }
    }

    /// Lines that a policy or key does not need leave no gap.
    #[test]
    fn code_has_no_more_empty_lines_than_its_language_likes() {
        let everything =
            Policy { issuers: vec!["i".to_owned()], strict: true, typ: Some("t".to_owned()), ..Policy::default() };
        for language in Language::ALL {
            for policy in [&Policy::default(), &everything] {
                for key in [None, Some(secret())] {
                    let text = write(policy, key.as_ref(), language).text;
                    let most = if language == Language::Python { 2 } else { 1 };
                    assert!(!text.contains(&"\n".repeat(most + 2)), "{language:?}: {text}");
                    assert!(!text.contains("{\n\n"), "{language:?}: {text}");
                    assert!(text.lines().all(|line| line == line.trim_end()), "{language:?}: {text}");
                }
            }
        }
    }

    #[test]
    fn what_nobody_knows_is_a_blank_that_refuses() {
        for language in Language::ALL {
            let snippet = write(&Policy::default(), None, language);
            let blanks = snippet.text.matches("FILL IN").count();
            assert_eq!(blanks, 3, "{language:?}: the key, the algorithms and a word at the top\n{}", snippet.text);
            assert!(["key-blank", "algorithms-blank"].iter().all(|id| snippet.notes.iter().any(|note| note.id == *id)));
        }
    }

    /// A policy that leaves its algorithms blank accepts nothing, whatever fits the key.
    #[test]
    fn algorithms_that_a_policy_asks_for_are_a_blank() {
        let policy = Policy { needs: vec![Need::Algorithms], ..Policy::default() };
        for language in Language::ALL {
            let snippet = write(&policy, Some(&secret()), language);
            assert_eq!(snippet.text.matches("FILL IN").count(), 2, "{language:?}: {}", snippet.text);
            let ids: Vec<_> = snippet.notes.iter().map(|note| note.id).collect();
            assert!(ids.contains(&"algorithms-blank") && !ids.contains(&"algorithms-of-key"), "{language:?}: {ids:?}");
            let filled = Policy { algorithms: vec!["HS256".to_owned()], ..policy.clone() };
            assert!(!write(&filled, Some(&secret()), language).text.contains("FILL IN"));
        }
    }

    /// The JDK has no such curve, and other libraries never knew it.
    #[test]
    fn es256k_is_left_to_the_library_that_runs_it() {
        let policy = Policy { algorithms: vec!["ES256K".to_owned()], ..Policy::default() };
        for language in Language::ALL {
            let unknown = write(&policy, None, language).notes.iter().any(|note| note.id == "algorithms-unknown-there");
            assert_eq!(unknown, language != Language::Python, "{language:?}");
        }
    }

    #[test]
    fn a_typ_that_no_media_type_is_gets_a_note() {
        let of = |typ: &str| Policy { typ: Some(typ.to_owned()), ..Policy::default() };
        for (typ, is_told) in [("tas\u{212a}+jwt", true), ("task+jwt", false)] {
            let notes = write(&of(typ), None, Language::Go).notes;
            assert_eq!(notes.iter().any(|note| note.id == "typ-not-ascii"), is_told, "{typ}");
        }
    }

    /// What compares each value with each other takes a minute for these.
    #[test]
    fn many_values_are_written_soon() {
        let many = || (0..100_000).map(|n| format!("https://{n}.example")).collect::<Vec<_>>();
        let policy = Policy { audiences: [many(), many()].concat(), ..Policy::default() };
        let begin = std::time::Instant::now();
        let text = write(&policy, None, Language::Go).text;
        assert_eq!(text.matches("\"https://99999.example\"").count(), 1);
        assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    }

    #[test]
    fn a_list_never_mixes_secrets_and_public_keys() {
        let policy = Policy {
            algorithms: ["RS256", "HS256", "none", "A256KW", "RS\u{202e}"].map(str::to_owned).into(),
            ..Policy::default()
        };
        for language in Language::ALL {
            for key in [None, Some(secret())] {
                let snippet = write(&policy, key.as_ref(), language);
                let (kept, left) = if key.is_some() { ("HS256", "RS256") } else { ("RS256", "HS256") };
                assert!(snippet.text.contains(kept) && !snippet.text.contains(left), "{language:?}: {}", snippet.text);
                let said =
                    |id| snippet.notes.iter().find(|note| note.id == id).unwrap().facts.value("algorithms").unwrap();
                assert_eq!(said("algorithms-for-other-keys"), left);
                assert_eq!(said("algorithms-none-signs"), "none, A256KW, RS⟨U+202E⟩");
            }
        }
    }

    #[test]
    fn a_secret_stays_outside() {
        let odd = Key::new(Material::Oct(Secret::new(vec![0xff; 32])));
        for language in Language::ALL {
            let snippet = write(&Policy::default(), Some(&secret()), language);
            assert!(
                !snippet.text.contains("canary") && snippet.text.contains("\"JWT_SECRET\"")
                    || snippet.text.contains(".JWT_SECRET ")
            );
            assert!(write(&Policy::default(), Some(&odd), language).text.contains("JWT_SECRET_BASE64"));
        }
    }

    /// A proof of a moment has no `exp`, and a key of its own.
    #[test]
    fn a_kind_that_lives_without_exp_is_not_asked_for_it() {
        let of = |typ: &str| Policy { typ: Some(typ.to_owned()), strict: true, ..Policy::default() };
        for language in Language::ALL {
            let ids = |typ| write(&of(typ), None, language).notes.into_iter().map(|n| n.id).collect::<Vec<_>>();
            let [proof, other] = ["application/DPoP+jwt", "at+jwt"].map(|typ| write(&of(typ), None, language).text);
            let names_exp = |text: &str| text.matches("\"exp\"").count();
            assert!(names_exp(&proof) < names_exp(&other), "{language:?}: {proof}");
            assert!(ids("application/DPoP+jwt").contains(&"own-key") && !ids("at+jwt").contains(&"own-key"));
        }
    }

    #[test]
    fn every_note_has_words_and_all_words_have_a_note() {
        let code = include_str!("rules.rs");
        let said: BTreeSet<&str> = code.split("add(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let book: toml::Table = include_str!("../../assets/teach/code.toml").parse().unwrap();
        assert_eq!(said, book.keys().map(String::as_str).collect());
        for language in Language::ALL {
            for (_, policy, _) in one_member_each() {
                for note in write(&policy, None, language).notes {
                    let (summary, fix) = teach::code_note(note.id, &note.facts);
                    let told = format!("{summary} {fix}").replace("“Export keys…”", "");
                    assert!(!told.contains('…') && !fix.is_empty(), "{}: {told}", note.id);
                }
            }
        }
    }
}
