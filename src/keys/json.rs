//! JSON for keys: RFC 8259 with duplicate members refused at every depth, and no copy of the text left in memory.

use super::error::KeyError;
use super::limits::quoted;
use crate::jose::json::{Node, OddityKind, Value as NodeValue, line_col, parse as parse_json};
use serde_json::{Map, Value};
use zeroize::Zeroize as _;

/// The value of a JSON text.
pub(crate) fn parse(text: &str) -> Result<Value, KeyError> {
    let mut parsed = parse_json(text)?;
    let twice = parsed.oddities.iter().find(|o| matches!(o.kind, OddityKind::DuplicateMember { .. }));
    let value = match twice {
        None => Ok(parsed.root.to_serde(text)),
        Some(oddity) => {
            let (line, column) = line_col(text, oddity.span.start);
            let name = text.get(oddity.span.clone()).unwrap_or_default().trim_matches('"');
            Err(KeyError::DuplicateMember { member: quoted(name), line, column })
        }
    };
    wipe(&mut parsed.root);
    value
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

/// Overwrites every string of the tree: any may be a secret. The parser bounds how deep this goes.
fn wipe(node: &mut Node) {
    match &mut node.value {
        NodeValue::String(text) => text.zeroize(),
        NodeValue::Array(items) => items.iter_mut().for_each(wipe),
        NodeValue::Object(members) => members.iter_mut().for_each(|m| wipe(&mut m.value)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_refused_at_every_depth() {
        for (text, member, line, column) in [
            (r#"{"a":1,"a":2}"#, "a", 1, 8),
            (r#"{"a":1,"\u0061":2}"#, "\\u0061", 1, 8),
            ("{\"b\":[{\"a\":1,\n\"a\":2}]}", "a", 2, 1),
        ] {
            let member = member.to_owned();
            assert_eq!(parse(text), Err(KeyError::DuplicateMember { member, line, column }), "{text}");
        }
        assert!(parse(r#"{"a":{"a":1},"b":{"a":1}}"#).is_ok());
    }

    #[test]
    fn depth_is_bounded_and_errors_repeat_nothing() {
        assert!(parse(&"[".repeat(100_000)).is_err());
        let error = parse(r#"{"k":"canary" "canary"}"#).unwrap_err().to_string();
        assert!(!error.contains("canary"), "{error}");
        assert_eq!(parse_object("[]"), Err(KeyError::NotAnObject { found: "an array" }));
    }
}
