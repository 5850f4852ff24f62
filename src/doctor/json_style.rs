//! The same JSON as other programs write it: white space, escapes, the order of members.

use super::limits::{MAX_MOVED_MEMBERS, MAX_PERMUTED_MEMBERS};
use crate::jose::json::{Member, Node, Value};
use std::fmt::Write as _;

/// Where white space stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Nowhere: most programs.
    None,
    /// Behind `,` and `:`: Python's `json.dumps`.
    Python,
    /// On lines, indented with so many blanks: `JSON.stringify(…, 2)`, Newtonsoft.
    Lines(usize),
    /// On lines that end as on Windows, indented with two blanks.
    WindowsLines,
    /// On lines, indented with tabs: Go.
    Tabs,
}

/// Which characters of a string are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// As they stand in the text.
    AsTheyAre,
    /// Only those that must be.
    Fewest,
    /// The slash too: PHP writes `\/`, and what is not ASCII as `\u00e9` as well.
    Php,
    /// The slash too, and nothing else.
    Slash,
    /// What is not ASCII: Python.
    Ascii,
    /// `<`, `>` and `&`: Go.
    Html,
    /// Those, quotes, `+`, and what is not ASCII, in capital digits: .NET.
    DotNet,
}

/// The order of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// As it is.
    AsItIs,
    /// By name, in every object.
    Sorted,
    /// The members of the outermost object in this order.
    Places(Vec<usize>),
}

/// One way of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    pub space: Space,
    pub escapes: Escapes,
    pub order: Order,
}

const SPACES: [Space; 6] =
    [Space::None, Space::Python, Space::Lines(2), Space::Lines(4), Space::WindowsLines, Space::Tabs];
const ESCAPES: [Escapes; 7] =
    [Escapes::AsTheyAre, Escapes::Fewest, Escapes::Slash, Escapes::Php, Escapes::Ascii, Escapes::Html, Escapes::DotNet];

/// Every style in which this object may have been written before, the likeliest first.
pub(super) fn styles(root: &Node) -> Vec<Style> {
    let mut all = Vec::new();
    for order in [Order::AsItIs, Order::Sorted] {
        for escapes in ESCAPES {
            all.extend(SPACES.map(|space| Style { space, escapes, order: order.clone() }));
        }
    }
    for places in arrangements(root.members().len()) {
        for escapes in [Escapes::AsTheyAre, Escapes::Fewest, Escapes::Slash] {
            let order = || Order::Places(places.clone());
            all.extend([Space::None, Space::Python, Space::Lines(2)].map(|space| Style {
                space,
                escapes,
                order: order(),
            }));
        }
    }
    all
}

/// All orders of few members; of many, those in which one was moved.
fn arrangements(count: usize) -> Vec<Vec<usize>> {
    let as_it_is: Vec<usize> = (0..count).collect();
    if count <= MAX_PERMUTED_MEMBERS {
        let mut all = vec![Vec::new()];
        for next in 0..count {
            let insert = |order: &Vec<usize>| {
                let order = order.clone();
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            };
            all = all.iter().flat_map(insert).collect();
        }
        all.retain(|order| *order != as_it_is);
        return all;
    }
    let moved = |from: usize, to: usize| {
        let mut order = as_it_is.clone();
        let member = order.remove(from);
        order.insert(to, member);
        order
    };
    let count = count.min(MAX_MOVED_MEMBERS);
    (0..count).flat_map(|from| (0..count).filter(move |to| *to != from).map(move |to| moved(from, to))).collect()
}

impl Style {
    /// The document in this style. `text` is what the node was read from.
    pub(super) fn write(&self, root: &Node, text: &str) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        self.node(&mut out, root, text, 0);
        out
    }

    fn node(&self, out: &mut String, node: &Node, text: &str, depth: usize) {
        match &node.value {
            Value::Object(members) if members.is_empty() => out.push_str("{}"),
            Value::Array(items) if items.is_empty() => out.push_str("[]"),
            Value::Object(members) => {
                let members = self.ordered(members, depth);
                self.list(out, ['{', '}'], depth, members.len(), |out, i| {
                    let Some(member) = members.get(i) else { return };
                    self.string(out, &member.key, text.get(member.key_span.clone()));
                    out.push_str(if self.space == Space::None { ":" } else { ": " });
                    self.node(out, &member.value, text, depth + 1);
                });
            }
            Value::Array(items) => self.list(out, ['[', ']'], depth, items.len(), |out, i| {
                if let Some(item) = items.get(i) {
                    self.node(out, item, text, depth + 1);
                }
            }),
            Value::String(string) => self.string(out, string, node.raw(text)),
            Value::Null | Value::Bool(_) | Value::Number => out.push_str(node.raw(text).unwrap_or_default()),
        }
    }

    fn ordered<'n>(&self, members: &'n [Member], depth: usize) -> Vec<&'n Member> {
        match &self.order {
            Order::Places(places) if depth == 0 => {
                let rest = members.get(places.len()..).unwrap_or_default();
                places.iter().filter_map(|i| members.get(*i)).chain(rest).collect()
            }
            Order::Sorted => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| a.key.cmp(&b.key));
                sorted
            }
            _ => members.iter().collect(),
        }
    }

    fn list(
        &self,
        out: &mut String,
        [open, close]: [char; 2],
        depth: usize,
        count: usize,
        mut item: impl FnMut(&mut String, usize),
    ) {
        out.push(open);
        for i in 0..count {
            if i > 0 {
                out.push_str(if self.space == Space::Python { ", " } else { "," });
            }
            self.line(out, depth + 1);
            item(out, i);
        }
        self.line(out, depth);
        out.push(close);
    }

    fn line(&self, out: &mut String, depth: usize) {
        let (end, indent) = match self.space {
            Space::None | Space::Python => return,
            Space::Lines(blanks) => ("\n", " ".repeat(blanks)),
            Space::WindowsLines => ("\r\n", "  ".to_owned()),
            Space::Tabs => ("\n", "\t".to_owned()),
        };
        out.push_str(end);
        out.push_str(&indent.repeat(depth));
    }

    fn string(&self, out: &mut String, string: &str, raw: Option<&str>) {
        if let (Escapes::AsTheyAre, Some(raw)) = (self.escapes, raw) {
            return out.push_str(raw);
        }
        out.push('"');
        string.chars().for_each(|c| self.character(out, c));
        out.push('"');
    }

    fn character(&self, out: &mut String, c: char) {
        let short = match c {
            '"' if self.escapes != Escapes::DotNet => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '/' if matches!(self.escapes, Escapes::Php | Escapes::Slash) => Some("\\/"),
            _ => None,
        };
        match short {
            Some(short) => out.push_str(short),
            None if self.escapes_by_number(c) => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = match self.escapes {
                    Escapes::DotNet => write!(out, "\\u{unit:04X}"),
                    _ => write!(out, "\\u{unit:04x}"),
                };
            }),
            None => out.push(c),
        }
    }

    fn escapes_by_number(&self, c: char) -> bool {
        c < ' '
            || match self.escapes {
                Escapes::AsTheyAre | Escapes::Fewest | Escapes::Slash => false,
                Escapes::Php | Escapes::Ascii => !c.is_ascii(),
                Escapes::Html => matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
                Escapes::DotNet => !c.is_ascii() || matches!(c, '<' | '>' | '&' | '+' | '\'' | '"' | '`' | '\u{7f}'),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;

    fn written(text: &str, space: Space, escapes: Escapes, order: Order) -> String {
        let root = json::parse(text).unwrap().root;
        Style { space, escapes, order }.write(&root, text)
    }

    #[test]
    fn styles_are_those_of_the_programs_that_are_named() {
        let text = r#"{"b":"é/<+","a":[1.50,{}]}"#;
        let plain = |escapes| written(text, Space::None, escapes, Order::AsItIs);
        assert_eq!(plain(Escapes::AsTheyAre), text);
        assert_eq!(plain(Escapes::Php), r#"{"b":"\u00e9\/<+","a":[1.50,{}]}"#);
        assert_eq!(plain(Escapes::Html), r#"{"b":"é/\u003c+","a":[1.50,{}]}"#);
        assert_eq!(plain(Escapes::DotNet), r#"{"b":"\u00E9/\u003C\u002B","a":[1.50,{}]}"#);
        let python = written(text, Space::Python, Escapes::Ascii, Order::Sorted);
        assert_eq!(python, r#"{"a": [1.50, {}], "b": "\u00e9/<+"}"#);
        let lines = written(text, Space::Lines(2), Escapes::AsTheyAre, Order::Places(vec![1, 0]));
        assert_eq!(lines, "{\n  \"a\": [\n    1.50,\n    {}\n  ],\n  \"b\": \"é/<+\"\n}");
    }

    #[test]
    fn there_are_as_many_orders_as_there_can_be_and_no_more_than_a_limit() {
        assert_eq!(arrangements(4).len(), 23);
        assert_eq!(arrangements(0).len(), 0);
        assert_eq!(arrangements(6).len(), 30);
        assert_eq!(arrangements(500).len(), MAX_MOVED_MEMBERS * (MAX_MOVED_MEMBERS - 1));
    }
}
