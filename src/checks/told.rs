//! A token's own texts in the sentences of checks.

use crate::jose::escape;

/// A token's own text for a sentence: control and deceptive characters escaped, long values cut in the middle.
pub(super) fn shown(text: &str) -> String {
    const HEAD: usize = 60;
    const TAIL: usize = 16;
    let count = text.chars().take(4 * (HEAD + TAIL)).count();
    let visible = escape::visible(text);
    if count <= HEAD + TAIL {
        return visible.into_owned();
    }
    let head: String = text.chars().take(HEAD).collect();
    let tail: Vec<char> = text.chars().rev().take(TAIL).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("{}…{}", escape::visible(&head), escape::visible(&tail))
}

/// Several texts for a sentence: the first ones, and how many more there are. A token may name thousands.
pub(super) fn listed<T: AsRef<str>>(texts: &[T]) -> String {
    const TOLD: usize = 16;
    let mut list = texts.iter().take(TOLD).map(|text| shown(text.as_ref())).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = texts.len().saturating_sub(TOLD) {
        list.push_str(&format!(" and {more} more"));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let names: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert_eq!(listed(&names[..3]), "0, 1, 2");
        assert!(listed(&names[..16]).ends_with(", 15"));
        assert!(listed(&names).ends_with(", 15 and 4 more"));
        assert_eq!(listed(&["a\u{202e}b"]), "a⟨U+202E⟩b");
    }
}
