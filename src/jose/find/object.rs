//! Tokens in JSON form (RFC 7515 section 7.2, RFC 7516 section 7.2): all of a text, a value in other JSON, or an object that
//! stands somewhere in a text.

use super::shape;
use crate::jose::json::{self, Node};
use std::ops::Range;

/// So many are taken from one text.
const MAX_OBJECTS: usize = 64;

/// Where the objects stand that are tokens, in text order. None of them is inside another.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains("signature") && !text.contains("ciphertext") {
        return found;
    }
    if let Ok(parsed) = json::parse(text) {
        collect(&parsed.root, &mut found);
        return found;
    }
    // each byte is looked at a few times at most, whatever the braces are like
    let mut budget = text.len().saturating_mul(4);
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|n| at + n) {
        let Some(end) = closing(&text.as_bytes()[start..], &mut budget).map(|len| start + len) else {
            at = start + 1;
            if budget == 0 {
                break;
            }
            continue;
        };
        at = start + 1;
        let object = text.get(start..end).unwrap_or_default();
        if let Some(parsed) = is_candidate(object).then(|| json::parse(object).ok()).flatten() {
            let mut inner = Vec::new();
            collect(&parsed.root, &mut inner);
            found.extend(inner.into_iter().map(|r| start + r.start..start + r.end));
            at = end;
        }
        if found.len() >= MAX_OBJECTS {
            break;
        }
    }
    found.truncate(MAX_OBJECTS);
    found
}

fn is_candidate(object: &str) -> bool {
    object.contains("signature") || object.contains("ciphertext")
}

/// The length of the object that starts here: to the brace that closes it, strings skipped.
fn closing(bytes: &[u8], budget: &mut usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (i, byte) in bytes.iter().enumerate() {
        *budget = budget.checked_sub(1)?;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The outermost values that are tokens.
fn collect(node: &Node, found: &mut Vec<Range<usize>>) {
    if found.len() >= MAX_OBJECTS {
        return;
    }
    if is_token(node) {
        found.push(node.span.clone());
        return;
    }
    node.items().iter().for_each(|item| collect(item, found));
    node.members().iter().for_each(|member| collect(&member.value, found));
}

/// The members that only a token has, with the types that they have there.
fn is_token(node: &Node) -> bool {
    let is_string = |node: &Node, name: &str| node.get(name).is_some_and(|n| n.as_str().is_some());
    let has = |name: &str| node.get(name).is_some();
    let is_signed = |node: &Node| {
        let is_header = |name: &str| node.get(name).and_then(Node::as_str).is_some_and(shape::names_an_algorithm);
        let unprotected = node.get("header").is_some_and(Node::is_object);
        is_string(node, "signature") && (is_header("protected") || unprotected)
    };
    let flattened = is_string(node, "signature") && is_string(node, "payload") && (has("protected") || has("header"));
    let general = node.get("signatures").is_some_and(|list| {
        let items = list.items();
        let all = items.iter().all(Node::is_object);
        all && (is_string(node, "payload") || items.first().is_some_and(is_signed))
    });
    let jwe = is_string(node, "ciphertext") && ["protected", "iv", "tag", "recipients"].into_iter().any(has);
    flattened || general || is_signed(node) || jwe
}
