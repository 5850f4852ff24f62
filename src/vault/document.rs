//! One JSON object as text: whether it is one, what its `name` is, how to set it. Values that may be secret are not
//! copied while looking, and wiped after writing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

/// The member that holds the true name of a key or policy.
pub(super) const NAME: &str = "name";

/// Where a text stops being one JSON object (RFC 8259). Never holds any of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JsonFlaw {
    /// Line, from 1; 0 where no place can be named.
    pub line: usize,
    /// Column in bytes, from 1; 0 at the end of a line.
    pub column: usize,
    /// What is wrong.
    pub what: &'static str,
}

impl fmt::Display for JsonFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(self.what),
            line => write!(f, "{} (line {line}, column {})", self.what, self.column),
        }
    }
}

impl JsonFlaw {
    fn of(e: &serde_json::Error) -> Self {
        let what = match e.classify() {
            serde_json::error::Category::Eof => "the JSON text ends too early",
            serde_json::error::Category::Data => "this is not a JSON object",
            _ => "this is not JSON",
        };
        Self { line: e.line(), column: e.column(), what }
    }
}

/// The text of a file's bytes, without a byte order mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, JsonFlaw> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|b| **b != b'\n').count();
        JsonFlaw { line, column, what: "this is not UTF-8" }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The `name` member of a JSON object, if it has one that is a text and not blank; the last one counts.
pub(super) fn name_in(text: &str) -> Result<Option<String>, JsonFlaw> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let name = reader.deserialize_map(NameOnly).map_err(|e| JsonFlaw::of(&e))?;
    reader.end().map_err(|e| JsonFlaw::of(&e))?;
    Ok(name.filter(|n| !n.trim().is_empty()))
}

struct NameOnly;

impl<'de> Visitor<'de> for NameOnly {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut name = None;
        while let Some(member) = map.next_key::<String>()? {
            if member == NAME {
                name = map.next_value::<Value>()?.as_str().map(str::to_owned);
            } else {
                map.next_value::<Skimmed>()?;
            }
        }
        Ok(name)
    }
}

/// Any value, read with the same limits as a `Value` (depth, numbers) and kept nowhere.
struct Skimmed;

impl<'de> Deserialize<'de> for Skimmed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Skimmed {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// The text with its `name` set: as it is where it says so already, else written anew with the same members in the same
/// order.
pub(super) fn with_name(text: &str, name: &str) -> Result<Zeroizing<String>, JsonFlaw> {
    if name_in(text)?.as_deref() == Some(name) {
        return Ok(Zeroizing::new(text.to_owned()));
    }
    let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|e| JsonFlaw::of(&e))?;
    object.insert(NAME.to_owned(), Value::String(name.to_owned()));
    let written = pretty(&object, text.len());
    wipe_object(object);
    Ok(written)
}

/// The object as indented text with a newline at its end.
pub(super) fn pretty(object: &Map<String, Value>, length_hint: usize) -> Zeroizing<String> {
    // room enough that the buffer never moves and leaves a copy behind
    let mut bytes = Vec::with_capacity(length_hint.saturating_mul(4).saturating_add(1024));
    let written = serde_json::to_writer_pretty(&mut bytes, object);
    debug_assert!(written.is_ok(), "a map of values always becomes text");
    bytes.push(b'\n');
    Zeroizing::new(String::from_utf8(bytes).unwrap_or_default())
}

fn wipe_object(object: Map<String, Value>) {
    object.into_iter().for_each(|(_, value)| wipe(value));
}

fn wipe(value: Value) {
    match value {
        Value::String(mut text) => text.zeroize(),
        Value::Array(items) => items.into_iter().for_each(wipe),
        Value::Object(object) => wipe_object(object),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_and_set() {
        assert_eq!(name_in(r#"{"name":"a","k":"x","name":"b"}"#), Ok(Some("b".to_owned())));
        assert_eq!(name_in(r#"{"k":{"name":"inner"}}"#), Ok(None));
        assert_eq!(name_in(r#"{"name":7}"#), Ok(None));
        assert_eq!(name_in(r#"{"name":" "}"#), Ok(None));
        let set = with_name(r#"{"kty":"oct","k":"x"}"#, "é\n").unwrap();
        assert_eq!(name_in(&set), Ok(Some("é\n".to_owned())));
        assert!(set.starts_with("{\n  \"kty\": \"oct\""));
        assert_eq!(with_name("{ \"name\" :\"b\"}", "b").unwrap().as_str(), "{ \"name\" :\"b\"}");
    }

    #[test]
    fn flaws_tell_the_place_and_no_content() {
        for (text, what) in [
            ("", "ends too early"),
            ("{\"a\":", "ends too early"),
            ("\"canary\"", "not a JSON object"),
            ("[\"canary\"]", "not a JSON object"),
            ("{} {}", "not JSON"),
            ("canary", "not JSON"),
        ] {
            let flaw = name_in(text).unwrap_err();
            assert!(flaw.what.contains(what), "{text}: {flaw}");
            assert!(!format!("{flaw} {flaw:?}").contains("canary"));
        }
        assert_eq!(text_of(b"{\n \xff").unwrap_err(), JsonFlaw { line: 2, column: 2, what: "this is not UTF-8" });
        assert_eq!(text_of(b"\xef\xbb\xbf{}"), Ok("{}"));
    }

    #[test]
    fn what_is_accepted_here_is_accepted_as_a_value() {
        let nested = |depth| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let texts = [nested(100), nested(126), nested(127), nested(128), nested(100_000)];
        for text in texts.iter().map(String::as_str).chain(["{\"a\":1e999}", "{\"a\":\"\\ud800\"}", "{\"a\":-0.5}"]) {
            let as_value = serde_json::from_str::<Map<String, Value>>(text).is_ok();
            assert_eq!(name_in(text).is_ok(), as_value, "{}", text.len());
        }
    }
}
