//! JSON for keys: RFC 8259 with duplicate members refused at every depth.

use super::error::KeyError;
use super::limits::quoted;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// The value of a JSON text.
pub(crate) fn parse(text: &str) -> Result<Value, KeyError> {
    let mut duplicate = None;
    let mut reader = serde_json::Deserializer::from_str(text);
    let parsed = Strict { duplicate: &mut duplicate }.deserialize(&mut reader);
    parsed.and_then(|value| reader.end().map(|()| value)).map_err(|e| {
        let (line, column) = (e.line().max(1), e.column().max(1));
        match duplicate {
            Some(member) => KeyError::DuplicateMember { member: quoted(&member), line, column },
            None => KeyError::Json { line, column, problem: problem(&e) },
        }
    })
}

/// The value of a JSON text that must be an object.
pub(crate) fn parse_object(text: &str) -> Result<Map<String, Value>, KeyError> {
    match parse(text)? {
        Value::Object(members) => Ok(members),
        other => Err(KeyError::NotAnObject { found: kind(&other) }),
    }
}

/// "a string", "an array", …
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// serde_json's sentence without the position that it appends; for syntax errors it repeats no content.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or("this is not JSON").to_owned()
}

/// Builds a [`Value`]; notes the first member that occurs twice.
struct Strict<'a> {
    duplicate: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Strict { duplicate: &mut *self.duplicate })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.contains_key(&name) {
                *self.duplicate = Some(name);
                return Err(de::Error::custom("duplicate member"));
            }
            let value = map.next_value_seed(Strict { duplicate: &mut *self.duplicate })?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_refused_at_every_depth() {
        for (text, line, column) in
            [(r#"{"a":1,"a":2}"#, 1, 10), (r#"{"a":1,"\u0061":2}"#, 1, 15), ("{\"b\":[{\"a\":1,\n\"a\":2}]}", 2, 3)]
        {
            assert_eq!(parse(text), Err(KeyError::DuplicateMember { member: "a".into(), line, column }), "{text}");
        }
        assert!(parse(r#"{"a":{"a":1},"b":{"a":1}}"#).is_ok());
    }

    #[test]
    fn depth_is_bounded_and_errors_repeat_nothing() {
        assert!(parse(&"[".repeat(100_000)).is_err());
        let error = parse(r#"{"k":"canary" "canary"}"#).unwrap_err().to_string();
        assert!(!error.contains("canary"), "{error}");
        assert!(matches!(parse("{} x"), Err(KeyError::Json { line: 1, column: 4, .. })));
        assert_eq!(parse_object("[]"), Err(KeyError::NotAnObject { found: "an array" }));
    }
}
