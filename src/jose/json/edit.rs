//! Changing one member of an object in its text; every other byte stays.

use super::error::JsonError;
use super::lex::is_space;
use super::node::{Member, Node};
use super::parse::parse;
use std::ops::Range;
use thiserror::Error;

/// Why a member could not be changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The text does not parse.
    #[error("the text is not JSON yet: {cause}")]
    NotJson {
        /// What is wrong with it.
        cause: JsonError,
    },
    /// The text is JSON, but no object.
    #[error("only an object has members: put {{ and }} around them")]
    NotObject,
    /// The new value does not parse.
    #[error("the new value is not JSON: {cause}")]
    BadValue {
        /// What is wrong with it.
        cause: JsonError,
    },
}

/// Gives a member of the outermost object a new value, written as JSON. The last member of that name is changed, since it
/// is the one that counts; without one, a member is added at the end, in the style of the one before it.
///
/// # Errors
/// [`EditError`]: the text is no object, or the value is no JSON.
pub fn set_member(text: &str, key: &str, new_value: &str) -> Result<String, EditError> {
    let root = object(text)?;
    let new_value = new_value.trim_matches(|c: char| u8::try_from(c).is_ok_and(is_space));
    parse(new_value).map_err(|cause| EditError::BadValue { cause })?;
    if let Some(node) = root.get(key) {
        return Ok(splice(text, node.span.clone(), new_value));
    }
    let name = serde_json::Value::from(key).to_string();
    Ok(match root.members() {
        [] => first_member(text, &root, &format!("{name}:"), new_value),
        [.., last] => {
            let added = format!(",{}{name}{}{new_value}", space_before(text, last.key_span.start), colon(text, last));
            splice(text, last.value.span.end..last.value.span.end, &added)
        }
    })
}

/// Takes every member of that name out of the outermost object, duplicates too, since an earlier one would count as soon
/// as the last one is gone. Without such a member the text comes back unchanged.
///
/// # Errors
/// [`EditError`]: the text is no object.
pub fn remove_member(text: &str, key: &str) -> Result<String, EditError> {
    let root = object(text)?;
    let members = root.members();
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Ok(text.to_owned());
    };
    if members.iter().all(|m| m.key == key) {
        return Ok(splice(text, root.span, "{}"));
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first.key_span.start]);
    let mut kept_before = false;
    for (index, member) in members.iter().enumerate().filter(|(_, m)| m.key != key) {
        if kept_before && let Some(neighbour) = index.checked_sub(1).and_then(|before| members.get(before)) {
            out.push_str(&text[neighbour.value.span.end..member.key_span.start]);
        }
        out.push_str(&text[member.key_span.start..member.value.span.end]);
        kept_before = true;
    }
    out.push_str(&text[last.value.span.end..]);
    Ok(out)
}

fn object(text: &str) -> Result<Node, EditError> {
    let root = parse(text).map_err(|cause| EditError::NotJson { cause })?.root;
    if root.is_object() { Ok(root) } else { Err(EditError::NotObject) }
}

/// The first member of an empty object: on a line of its own where the braces stand on two lines.
fn first_member(text: &str, root: &Node, name: &str, value: &str) -> String {
    let inner = root.span.start + 1..root.span.end - 1;
    if text[inner.clone()].contains('\n') {
        let margin = text[..root.span.start].rsplit('\n').next().unwrap_or_default();
        let margin: String = margin.chars().take_while(|c| c.is_whitespace()).collect();
        return splice(text, inner, &format!("\n{margin}  {name} {value}\n{margin}"));
    }
    splice(text, inner.start..inner.start, &format!("{name}{value}"))
}

fn splice(text: &str, range: Range<usize>, with: &str) -> String {
    [&text[..range.start], with, &text[range.end..]].concat()
}

/// The white space that ends here.
fn space_before(text: &str, at: usize) -> &str {
    let before = &text.as_bytes()[..at];
    &text[before.iter().rposition(|b| !is_space(*b)).map_or(0, |n| n + 1)..at]
}

/// The colon of a member and the white space around it.
fn colon<'t>(text: &'t str, member: &Member) -> &'t str {
    &text[member.key_span.end..member.value.span.start]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, key: &str, value: &str) -> String {
        set_member(text, key, value).unwrap()
    }

    #[test]
    fn a_member_is_replaced_where_it_stands() {
        assert_eq!(set("{ \"a\" : 1.0 , \"b\":[ 2 ]}\n", "a", "\"x\""), "{ \"a\" : \"x\" , \"b\":[ 2 ]}\n");
        assert_eq!(set(r#"{"a":1,"\u0061":2}"#, "a", "3"), r#"{"a":1,"\u0061":3}"#, "the last one counts");
        assert_eq!(set(r#"{"a":{"b":1}}"#, "b", "2"), r#"{"a":{"b":1},"b":2}"#, "the outermost object only");
    }

    #[test]
    fn a_new_member_follows_the_style_of_the_text() {
        assert_eq!(set(r#"{"a":1}"#, "b", "2"), r#"{"a":1,"b":2}"#);
        assert_eq!(set(r#"{"a": 1, "c": 2}"#, "b", "2"), r#"{"a": 1, "c": 2, "b": 2}"#);
        assert_eq!(set("{\n  \"a\": 1\n}", "b", "2"), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert_eq!(set("{\r\n\t\"a\" :1\r\n}", "b", "2"), "{\r\n\t\"a\" :1,\r\n\t\"b\" :2\r\n}");
        assert_eq!(set("{ \"a\": 1 }", "q\"\n", "2"), "{ \"a\": 1, \"q\\\"\\n\": 2 }");
        assert_eq!(set("{}", "b", " 2\n"), r#"{"b":2}"#);
        assert_eq!(set("  {\n  }", "b", "2"), "  {\n    \"b\": 2\n  }");
    }

    #[test]
    fn members_leave_without_a_trace() {
        let gone = |text: &str| remove_member(text, "x").unwrap();
        assert_eq!(gone(r#"{"a": 1, "x": 2, "b": 3}"#), r#"{"a": 1, "b": 3}"#);
        assert_eq!(gone("{\n  \"x\": 2,\n  \"b\": 3\n}"), "{\n  \"b\": 3\n}");
        assert_eq!(gone("{\n  \"b\": 3,\n  \"x\": 2\n}"), "{\n  \"b\": 3\n}");
        assert_eq!(gone(r#"{"x":1,"a":2,"\u0078":3,"x":4,"b":5,"x":6}"#), r#"{"a":2,"b":5}"#, "duplicates too");
        assert_eq!(gone(" { \"x\":1,\n\"x\":2 } "), " {} ");
        assert_eq!(gone("{ }"), "{ }");
        assert_eq!(gone(r#"{"a":{"x":1}}"#), r#"{"a":{"x":1}}"#);
    }

    #[test]
    fn what_cannot_be_changed_says_why() {
        assert!(matches!(set_member("{", "a", "1"), Err(EditError::NotJson { .. })));
        assert!(matches!(set_member("[]", "a", "1"), Err(EditError::NotObject)));
        assert!(matches!(set_member("{}", "a", "1,\"b\":2"), Err(EditError::BadValue { .. })));
        assert!(matches!(remove_member("1", "a"), Err(EditError::NotObject)));
    }
}
