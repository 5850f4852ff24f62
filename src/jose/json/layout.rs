//! Insignificant white space (RFC 8259 section 2): away with it, or put it where it helps the eye. Nothing else moves.

use super::lex::{Kind, lex};
use super::node::{Node, Value};
use super::parse::parse;

/// An array of scalars stays on one line up to this column.
const MAX_COLUMNS: usize = 72;
const INDENT: &str = "  ";

/// The text without insignificant white space; every other byte as it was. A text that is no JSON comes back unchanged.
#[must_use]
pub fn minify(text: &str) -> String {
    if parse(text).is_err() {
        return text.to_owned();
    }
    lex(text).filter(|l| l.kind != Kind::Whitespace).filter_map(|l| text.get(l.span)).collect()
}

/// The text with two-space indentation; strings, numbers, order and duplicates as they were. A text that is no JSON comes
/// back unchanged.
#[must_use]
pub fn format(text: &str) -> String {
    let Ok(parsed) = parse(text) else {
        return text.to_owned();
    };
    let mut page = Page { text, out: String::with_capacity(text.len() * 2), depth: 0, line_start: 0 };
    page.value(&parsed.root);
    page.out
}

struct Page<'t> {
    text: &'t str,
    out: String,
    depth: usize,
    line_start: usize,
}

impl Page<'_> {
    fn value(&mut self, node: &Node) {
        match &node.value {
            Value::Object(members) if !members.is_empty() => self.block(members, ['{', '}'], |page, member| {
                page.out.push_str(page.text.get(member.key_span.clone()).unwrap_or_default());
                page.out.push_str(": ");
                page.value(&member.value);
            }),
            Value::Object(_) => self.out.push_str("{}"),
            Value::Array(items) => match self.on_one_line(items) {
                Some(line) => self.out.push_str(&line),
                None => self.block(items, ['[', ']'], Page::value),
            },
            _ => self.out.push_str(node.raw(self.text).unwrap_or_default()),
        }
    }

    fn block<T>(&mut self, parts: &[T], [opener, closer]: [char; 2], write: fn(&mut Self, &T)) {
        self.out.push(opener);
        self.depth += 1;
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.new_line();
            write(self, part);
        }
        self.depth -= 1;
        self.new_line();
        self.out.push(closer);
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.line_start = self.out.len();
        self.out.extend(std::iter::repeat_n(INDENT, self.depth));
    }

    /// The array in one line, where it holds scalars only and ends before the last column.
    fn on_one_line(&self, items: &[Node]) -> Option<String> {
        let bytes = items.iter().map(|item| item.span.len() + 2).sum::<usize>();
        // four bytes a character at most: what is longer cannot fit, and needs no counting
        if bytes > 4 * MAX_COLUMNS + 2 || items.iter().any(|i| matches!(i.value, Value::Array(_) | Value::Object(_))) {
            return None;
        }
        let spellings: Vec<_> = items.iter().filter_map(|item| item.raw(self.text)).collect();
        let line = format!("[{}]", spellings.join(", "));
        let before = self.out.get(self.line_start..)?.chars().take(MAX_COLUMNS).count();
        (items.is_empty() || before + line.chars().count() <= MAX_COLUMNS).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::{format, minify};

    #[test]
    fn white_space_is_all_that_moves() {
        let text =
            " {\"a\\u00e9 \" :\t1.00 ,\r\n\"b\": [ 1,2 , \"x y\" ] , \"b\":{ }, \"c\":[ ],\"d\":[{\"e\":-0}]} \n";
        assert_eq!(minify(text), r#"{"a\u00e9 ":1.00,"b":[1,2,"x y"],"b":{},"c":[],"d":[{"e":-0}]}"#);
        let pretty = "{\n  \"a\\u00e9 \": 1.00,\n  \"b\": [1, 2, \"x y\"],\n  \"b\": {},\n  \"c\": [],\n  \"d\": [\n    {\n      \"e\": -0\n    }\n  ]\n}";
        assert_eq!(format(text), pretty);
        assert_eq!(format(pretty), pretty);
    }

    #[test]
    fn long_arrays_break_at_column_72() {
        let fits = format!("[{}]", ["12345678"; 7].join(","));
        assert_eq!(format(&fits).lines().count(), 1);
        let row = |n: usize| format!("{{\"key\":[\"{}\"]}}", "ä".repeat(n));
        assert_eq!(format(&row(59)).lines().map(|l| l.chars().count()).max(), Some(72));
        assert_eq!(format(&row(60)).lines().count(), 5);
    }

    #[test]
    fn what_is_no_json_stays() {
        for text in ["", "1 2", "{\"a\": tru }", " [1,] "] {
            assert_eq!((minify(text).as_str(), format(text).as_str()), (text, text));
        }
    }
}
