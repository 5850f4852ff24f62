//! What people and this program note about a key. It is no part of the key: it stays in the vault, and no export for other
//! programs holds it.

use crate::jose::numeric_date::NumericDate;
use serde_json::{Map, Value, json};

/// The member of a vault file's JWK that holds the notes. Other tools pass over it (RFC 7517 section 4).
pub(super) const MEMBER: &str = "jwt-workbench";

/// Notes about a key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// Words to group keys by.
    pub tags: Vec<String>,
    /// Free text.
    pub notes: String,
    /// Where the key came from, where that is known.
    pub source: Option<Source>,
}

/// Where a key came from, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// How it came.
    pub origin: Origin,
    /// The file's name without its folder, or the address it was fetched from; empty where there is none.
    pub place: String,
    /// The issuer whose keys these are, for fetched ones (RFC 8414 section 2).
    pub issuer: Option<String>,
    /// When.
    pub at: NumericDate,
}

/// How a key came here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Made here.
    Generated,
    /// Typed or pasted.
    Typed,
    /// Read from a file.
    File,
    /// Fetched from a server.
    Fetched,
}

impl Origin {
    const ALL: [Self; 4] = [Self::Generated, Self::Typed, Self::File, Self::Fetched];

    /// The word in files and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Typed => "typed",
            Self::File => "file",
            Self::Fetched => "fetched",
        }
    }
}

impl About {
    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes the notes out of a JWK's members. What does not look like notes of this program stays where it is.
    pub(super) fn take(members: &mut Map<String, Value>) -> Self {
        let Some(Value::Object(found)) = members.get(MEMBER) else { return Self::default() };
        let about = Self::read(found);
        members.shift_remove(MEMBER);
        about
    }

    fn read(found: &Map<String, Value>) -> Self {
        let text = |member: &str| found.get(member).and_then(Value::as_str).map(str::to_owned);
        let tags = found.get("tags").and_then(Value::as_array).into_iter().flatten();
        Self {
            tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
            notes: text("notes").unwrap_or_default(),
            source: found.get("source").and_then(Value::as_object).and_then(Source::read),
        }
    }

    /// The member for a vault file; `None` where there is nothing to keep.
    pub(super) fn member(&self) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        let mut members = Map::new();
        if !self.tags.is_empty() {
            members.insert("tags".to_owned(), json!(self.tags));
        }
        if !self.notes.is_empty() {
            members.insert("notes".to_owned(), json!(self.notes));
        }
        if let Some(source) = &self.source {
            members.insert("source".to_owned(), source.member());
        }
        Some(Value::Object(members))
    }
}

impl Source {
    fn read(found: &Map<String, Value>) -> Option<Self> {
        let text = |member: &str| found.get(member).and_then(Value::as_str).map(str::to_owned);
        let word = text("origin")?;
        Some(Self {
            origin: Origin::ALL.into_iter().find(|origin| origin.word() == word)?,
            place: text("place").unwrap_or_default(),
            issuer: text("issuer"),
            at: NumericDate::from_secs(found.get("at").and_then(Value::as_i64)?),
        })
    }

    fn member(&self) -> Value {
        let mut members = Map::new();
        members.insert("origin".to_owned(), json!(self.origin.word()));
        if !self.place.is_empty() {
            members.insert("place".to_owned(), json!(self.place));
        }
        if let Some(issuer) = &self.issuer {
            members.insert("issuer".to_owned(), json!(issuer));
        }
        members.insert("at".to_owned(), json!(self.at.secs()));
        Value::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Key, Private};

    fn about() -> About {
        let source = Source {
            origin: Origin::Fetched,
            place: "https://id.example/jwks".to_owned(),
            issuer: Some("https://id.example".to_owned()),
            at: NumericDate::from_secs(1_700_000_000),
        };
        About { tags: vec!["prod".to_owned(), "ü".to_owned()], notes: "two\nlines".to_owned(), source: Some(source) }
    }

    #[test]
    fn notes_stay_in_the_vault() {
        let key = Key::from_jwk(r#"{"kty":"oct","k":"AAAA","other":1}"#).unwrap();
        let key = Key { about: about(), ..key };
        assert!(!key.to_jwk(Private::Include).unwrap().contains("prod"));
        let kept = key.to_vault_jwk().unwrap();
        assert_eq!(Key::from_jwk(&kept).unwrap(), key);
        let bare = Key { about: About::default(), ..key };
        assert!(!bare.to_vault_jwk().unwrap().contains(MEMBER));
    }

    #[test]
    fn foreign_members_stay_as_they_are() {
        let key = Key::from_jwk(r#"{"kty":"oct","k":"AAAA","jwt-workbench":7}"#).unwrap();
        assert_eq!(key.other.get(MEMBER), Some(&json!(7)));
        let odd = Key::from_jwk(r#"{"kty":"oct","k":"AAAA","jwt-workbench":{"tags":[1,"a"],"source":{"at":1}}}"#);
        assert_eq!(odd.unwrap().about, About { tags: vec!["a".to_owned()], ..About::default() });
    }
}
