//! The books of `assets/teach/`, built into the program and read once.

use super::severity::Severity;
use super::template::Template;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The words of one check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckText {
    pub(super) title: String,
    /// How much it matters when the check fails or warns.
    pub(super) severity: Severity,
    /// What the check looks at, for people who ask about the check and not about a token.
    pub(super) what: String,
    pub(super) why: String,
    /// The general advice; a case that is not calm and has none of its own gives this one.
    pub(super) fix: String,
    pub(super) refs: Vec<String>,
    pub(super) case: HashMap<String, CaseText>,
}

/// The words of one case of a check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseText {
    pub(super) summary: Template,
    pub(super) why: Option<String>,
    pub(super) fix: Option<Template>,
    /// The summary in a few words, without a capital and without text from the token, for the verdict.
    pub(super) clause: Option<Template>,
    /// Nothing needs doing.
    #[serde(default)]
    pub(super) calm: bool,
}

/// The words of the verdict strip.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictWords {
    pub(super) headline: Template,
    pub(super) action: Option<Template>,
}

/// What a claim means.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ClaimText {
    /// Its name in a few words.
    pub title: String,
    /// One or two sentences.
    pub what: String,
    /// Where it is written.
    pub refs: Vec<String>,
}

/// What a header parameter or a member of a key means.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct HeaderText {
    /// Its name in a few words.
    pub title: String,
    /// One or two sentences.
    pub what: String,
    /// What to beware of.
    pub caution: Option<String>,
    /// Where it is written.
    pub refs: Vec<String>,
}

/// What an algorithm does.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct AlgorithmText {
    /// Its name in a few words.
    pub title: String,
    /// How it works, in a sentence or two.
    pub what: String,
    /// When to choose it.
    pub when: String,
    /// What to beware of.
    pub caution: Option<String>,
    /// Where it is written.
    pub refs: Vec<String>,
}

/// A page of the in-app help.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Stable kebab-case id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its paragraphs, in order.
    pub text: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Help {
    pub(super) topic: Vec<Topic>,
}

/// The words of one cause that the signature doctor finds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseText {
    pub(super) title: String,
    pub(super) what: String,
    pub(super) summary: Template,
    pub(super) why: String,
    pub(super) fix: String,
    pub(super) refs: Vec<String>,
}

/// The words of a note about a policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdviceText {
    pub(super) summary: Template,
    pub(super) fix: Template,
}

/// What the time bar says about a token.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeWords {
    pub(super) line: Book<TimeLine>,
    pub(super) note: Book<TimeNote>,
}

/// How it stands, in a few words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeLine {
    pub(super) headline: Template,
}

/// What is explained beside the bar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeNote {
    pub(super) title: String,
    pub(super) summary: Template,
    pub(super) why: String,
    pub(super) fix: String,
    pub(super) refs: Vec<String>,
}

/// A word of the glossary.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct TermText {
    /// The word, with a capital at its start.
    pub title: String,
    /// Other spellings.
    #[serde(default)]
    pub also: Vec<String>,
    /// The definition, two short sentences at most.
    pub what: String,
    /// Where it is written.
    pub refs: Vec<String>,
}

/// Texts by id or by name.
pub(super) type Book<T> = HashMap<String, T>;

pub(super) static CHECKS: LazyLock<Book<CheckText>> = LazyLock::new(|| opened(sources::CHECKS));
pub(super) static VERDICTS: LazyLock<Book<VerdictWords>> = LazyLock::new(|| opened(sources::VERDICTS));
pub(super) static FIXES: LazyLock<Book<Template>> = LazyLock::new(|| opened(sources::FIXES));
pub(super) static CLAIMS: LazyLock<Book<ClaimText>> = LazyLock::new(|| opened(sources::CLAIMS));
pub(super) static HEADERS: LazyLock<Book<HeaderText>> = LazyLock::new(|| opened(sources::HEADERS));
pub(super) static KEYS: LazyLock<Book<HeaderText>> = LazyLock::new(|| opened(sources::KEYS));
pub(super) static ALGORITHMS: LazyLock<Book<AlgorithmText>> = LazyLock::new(|| opened(sources::ALGORITHMS));
pub(super) static CAUSES: LazyLock<Book<CauseText>> = LazyLock::new(|| opened(sources::CAUSES));
pub(super) static CODE: LazyLock<Book<AdviceText>> = LazyLock::new(|| opened(sources::CODE));
pub(super) static POLICIES: LazyLock<Book<AdviceText>> = LazyLock::new(|| opened(sources::POLICIES));
pub(super) static TIME: LazyLock<TimeWords> = LazyLock::new(|| opened(sources::TIME));
pub(super) static TERMS: LazyLock<Book<TermText>> = LazyLock::new(|| opened(sources::TERMS));
pub(super) static HELP: LazyLock<Help> = LazyLock::new(|| opened(sources::HELP));

mod sources {
    pub(super) const CHECKS: &str = include_str!("../../assets/teach/checks.toml");
    pub(super) const VERDICTS: &str = include_str!("../../assets/teach/verdicts.toml");
    pub(super) const FIXES: &str = include_str!("../../assets/teach/fixes.toml");
    pub(super) const CLAIMS: &str = include_str!("../../assets/teach/claims.toml");
    pub(super) const HEADERS: &str = include_str!("../../assets/teach/headers.toml");
    pub(super) const KEYS: &str = include_str!("../../assets/teach/keys.toml");
    pub(super) const ALGORITHMS: &str = include_str!("../../assets/teach/algorithms.toml");
    pub(super) const CAUSES: &str = include_str!("../../assets/teach/doctor.toml");
    pub(super) const CODE: &str = include_str!("../../assets/teach/code.toml");
    pub(super) const POLICIES: &str = include_str!("../../assets/teach/policies.toml");
    pub(super) const TIME: &str = include_str!("../../assets/teach/time.toml");
    pub(super) const TERMS: &str = include_str!("../../assets/teach/terms.toml");
    pub(super) const HELP: &str = include_str!("../../assets/teach/help.toml");
}

/// A book that cannot be read is an empty one: a slip in prose must not keep anybody from a verdict. Tests read strictly.
fn opened<T: DeserializeOwned + Default>(source: &str) -> T {
    toml::from_str(source).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: DeserializeOwned>(source: &str, name: &str) {
        if let Err(error) = toml::from_str::<T>(source) {
            panic!("assets/teach/{name}.toml: {error}");
        }
    }

    #[test]
    fn every_book_can_be_read() {
        read::<Book<CheckText>>(sources::CHECKS, "checks");
        read::<Book<VerdictWords>>(sources::VERDICTS, "verdicts");
        read::<Book<Template>>(sources::FIXES, "fixes");
        read::<Book<ClaimText>>(sources::CLAIMS, "claims");
        read::<Book<HeaderText>>(sources::HEADERS, "headers");
        read::<Book<HeaderText>>(sources::KEYS, "keys");
        read::<Book<AlgorithmText>>(sources::ALGORITHMS, "algorithms");
        read::<Book<CauseText>>(sources::CAUSES, "doctor");
        read::<Book<AdviceText>>(sources::CODE, "code");
        read::<Book<AdviceText>>(sources::POLICIES, "policies");
        read::<TimeWords>(sources::TIME, "time");
        read::<Book<TermText>>(sources::TERMS, "terms");
        read::<Help>(sources::HELP, "help");
    }
}
