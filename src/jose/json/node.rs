//! The tree, and reading it.

use std::ops::Range;

/// A value and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The bytes of the value, quotes and braces included.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// A JSON value (RFC 8259 section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number. Its exact spelling is the text at the node's span: no float stands between.
    Number,
    /// A string, escapes resolved; a lone surrogate became U+FFFD.
    String(String),
    /// The items in order.
    Array(Vec<Node>),
    /// The members in order, duplicates kept.
    Object(Vec<Member>),
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name, escapes resolved.
    pub key: String,
    /// Where the name stands, quotes included.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The members; none where this is no object.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items; none where this is no array.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The member that counts: the last one of that name, as `serde_json` and most libraries read duplicates.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|m| m.key == key)
    }

    /// The value of [`Node::member`].
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|m| &m.value)
    }

    /// The content of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(content) => Some(content),
            _ => None,
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(is_true) => Some(is_true),
            _ => None,
        }
    }

    /// Whether this is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The value as it is spelt. `text` is the one that was parsed; another one gives another spelling, or none.
    #[must_use]
    pub fn raw<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.get(self.span.clone())
    }

    /// The exact spelling of a number.
    #[must_use]
    pub fn number_text<'t>(&self, text: &'t str) -> Option<&'t str> {
        matches!(self.value, Value::Number).then(|| self.raw(text)).flatten()
    }

    /// The value at a JSON Pointer (RFC 6901): `""` is this one, `/aud/0` the first item of `aud`.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |node, step| match &node.value {
            Value::Object(_) => node.get(&step.replace("~1", "/").replace("~0", "~")),
            Value::Array(items) if step == "0" || !step.starts_with(['0', '+']) => {
                items.get(step.parse::<usize>().ok()?)
            }
            _ => None,
        })
    }

    /// The JSON Pointer (RFC 6901) of the innermost value or name at this byte. Pointers cannot tell duplicates apart.
    #[must_use]
    pub fn path_at(&self, byte: usize) -> String {
        let mut path = String::new();
        let mut node = self;
        while let Some((step, inner)) = node.child_at(byte) {
            path.push('/');
            path.push_str(&step);
            node = inner;
        }
        path
    }

    /// The innermost object with a member whose name stands there.
    pub(in crate::jose) fn object_of(&self, name: &Range<usize>) -> Option<&Self> {
        let mut node = self;
        loop {
            if node.members().iter().any(|member| member.key_span == *name) {
                return Some(node);
            }
            node = node.child_at(name.start)?.1;
        }
    }

    /// The child whose name or value holds this byte, and its step in a pointer.
    fn child_at(&self, byte: usize) -> Option<(String, &Node)> {
        match &self.value {
            Value::Object(members) => {
                let member = members[..members.partition_point(|m| m.key_span.start <= byte)].last()?;
                let step = member.key.replace('~', "~0").replace('/', "~1");
                (byte < member.value.span.end).then_some((step, &member.value))
            }
            Value::Array(items) => {
                let index = items.partition_point(|n| n.span.start <= byte).checked_sub(1)?;
                let item = items.get(index).filter(|item| byte < item.span.end)?;
                Some((index.to_string(), item))
            }
            _ => None,
        }
    }

    /// The value for reports. `text` is the one that was parsed. The last of several duplicates wins. Integers that fit
    /// 64 bits stay exact, other numbers become doubles; one beyond a double becomes a string with its spelling.
    #[must_use]
    pub fn to_serde(&self, text: &str) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(is_true) => (*is_true).into(),
            Value::Number => number(self.raw(text).unwrap_or_default()),
            Value::String(content) => content.as_str().into(),
            Value::Array(items) => items.iter().map(|item| item.to_serde(text)).collect(),
            Value::Object(members) => members.iter().map(|m| (m.key.clone(), m.value.to_serde(text))).collect(),
        }
    }
}

fn number(spelling: &str) -> serde_json::Value {
    // minus zero has no integer
    if let Some(integer) = spelling.parse::<i64>().ok().filter(|n| *n != 0 || !spelling.starts_with('-')) {
        return integer.into();
    }
    if let Ok(integer) = spelling.parse::<u64>() {
        return integer.into();
    }
    let double = spelling.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    double.map_or_else(|| spelling.into(), serde_json::Value::Number)
}

#[cfg(test)]
mod tests {
    use crate::jose::json::parse;

    #[test]
    fn reads_by_name_and_by_pointer() {
        let text = r#"{"a": 1, "b/c": [true, {"~": "x"}], "a": 2e0}"#;
        let root = parse(text).unwrap().root;
        assert_eq!(root.get("a").unwrap().number_text(text), Some("2e0"), "the last one counts");
        assert_eq!(root.at("/b~1c/1/~0").unwrap().as_str(), Some("x"));
        assert_eq!(root.at("/b~1c/0").unwrap().as_bool(), Some(true));
        for nowhere in ["/b~1c/01", "/b~1c/+1", "/b~1c/2", "/z", "a", "/a/0"] {
            assert_eq!(root.at(nowhere), None, "{nowhere}");
        }
        assert_eq!(root.path_at(text.find("\"x").unwrap()), "/b~1c/1/~0");
        assert_eq!(root.path_at(text.find("\"b").unwrap()), "/b~1c");
        assert_eq!(root.path_at(text.find(", \"b").unwrap()), "", "between members");
        assert_eq!(root.path_at(usize::MAX), "");
    }

    #[test]
    fn serde_value_keeps_what_it_can() {
        let text = r#"[9223372036854775808, -9223372036854775808, -0, 1e400, 1.50, 123456789012345678901, 0]"#;
        let value = parse(text).unwrap().root.to_serde(text);
        assert_eq!(
            value.to_string(),
            r#"[9223372036854775808,-9223372036854775808,-0.0,"1e400",1.5,1.2345678901234568e+20,0]"#
        );
        let twice = r#"{"a":1,"b":2,"\u0061":3}"#;
        assert_eq!(parse(twice).unwrap().root.to_serde(twice), serde_json::json!({"a": 3, "b": 2}));
    }
}
