//! A text with places for facts: `{name}` is filled in, `{{` and `}}` stand for the braces themselves.

use crate::jose::flaw::Facts;
use serde::Deserialize;
use thiserror::Error;

/// Shown where a text asks for a fact that its speaker did not give. The tests hold that no report needs it.
const MISSING: &str = "…";

/// A text, cut at its placeholders once so that filling it in is copying.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Fact(String),
}

/// What is wrong with the braces of a text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum TemplateError {
    /// `{` without its `}`.
    #[error("a brace opens and never closes in {text:?}: double it for a brace itself")]
    Open { text: String },
    /// `}` without its `{`.
    #[error("a brace closes and never opened in {text:?}: double it for a brace itself")]
    Close { text: String },
    /// A name that no fact can have.
    #[error("{name:?} names no fact: use lower-case letters and underscores")]
    Name { name: String },
}

impl Template {
    /// Cuts a text at its placeholders.
    pub(super) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut template = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, braced) = rest.split_at(at);
            template.push(before);
            rest = if let Some(after) = braced.strip_prefix("{{") {
                template.push("{");
                after
            } else if let Some(after) = braced.strip_prefix("}}") {
                template.push("}");
                after
            } else {
                let inside = braced.strip_prefix('{').ok_or_else(|| TemplateError::Close { text: text.to_owned() })?;
                let (name, after) =
                    inside.split_once('}').ok_or_else(|| TemplateError::Open { text: text.to_owned() })?;
                template.0.push(Piece::Fact(fact_name(name)?));
                after
            };
        }
        template.push(rest);
        Ok(template)
    }

    fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    /// The text with its facts. A value is copied as it stands: braces in it mean nothing.
    pub(super) fn fill(&self, facts: &Facts) -> String {
        let mut filled = String::with_capacity(256);
        for piece in &self.0 {
            filled.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Fact(name) => facts.value(name).unwrap_or(MISSING),
            });
        }
        filled
    }
}

fn fact_name(name: &str) -> Result<String, TemplateError> {
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    fits.then(|| name.to_owned()).ok_or_else(|| TemplateError::Name { name: name.to_owned() })
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, facts: &Facts) -> String {
        Template::parse(text).unwrap().fill(facts)
    }

    #[test]
    fn facts_are_filled_in_and_doubled_braces_stay() {
        let facts = Facts::new().with("key", "demo").with("alg", "RS256");
        assert_eq!(filled("Key “{key}” with {alg}.", &facts), "Key “demo” with RS256.");
        assert_eq!(filled("{{\"alg\":\"{alg}\"}}", &facts), "{\"alg\":\"RS256\"}");
        assert_eq!(filled("{key}{key}", &facts), "demodemo");
        assert_eq!(filled("", &facts), "");
        assert_eq!(filled("{kid}.", &facts), "….");
    }

    #[test]
    fn a_value_with_braces_is_copied_as_it_stands() {
        let facts = Facts::new().with("found", "{key}}{{").with("key", "secret");
        assert_eq!(filled("“{found}”", &facts), "“{key}}{{”");
    }

    #[test]
    fn broken_braces_are_refused() {
        for text in ["{", "}", "a {key", "a key}", "{}", "{Key}", "{a b}", "{{}", "{a{b}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
