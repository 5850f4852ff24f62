//! Line and column of a byte.

/// The line (from 1) and the column (from 1, in characters) of a byte offset. An offset beyond the end means the end;
/// one inside a character means that character. Only a line feed ends a line, so `\r\n` counts once.
#[must_use]
pub fn line_col(text: &str, byte: usize) -> (usize, usize) {
    let at = text.floor_char_boundary(byte.min(text.len()));
    let before = &text[..at];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::line_col;

    #[test]
    fn counts_characters_not_bytes() {
        let text = "{\n  \"ä€😀\": 1\r\n}";
        assert_eq!(line_col(text, 0), (1, 1));
        assert_eq!(line_col(text, 1), (1, 2));
        assert_eq!(line_col(text, 2), (2, 1));
        assert_eq!(line_col(text, text.find(':').unwrap()), (2, 8));
        assert_eq!(line_col(text, text.len() - 1), (3, 1));
        assert_eq!(line_col(text, usize::MAX), (3, 2));
    }

    #[test]
    fn inside_a_character_is_that_character() {
        assert_eq!(line_col("a😀b", 3), (1, 2));
        assert_eq!(line_col("", 7), (1, 1));
    }
}
