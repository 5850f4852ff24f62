//! Bytes for eyes: offsets, hexadecimal digits, and what is ASCII.

/// So many bytes of a long payload are worth showing.
pub const SHOWN_BYTES: usize = 4 * 1024;

/// The first [`SHOWN_BYTES`] of some bytes, so many in a row: `0010  68 65 6c …  hel…`.
#[must_use]
pub fn dump(bytes: &[u8], in_a_row: usize) -> String {
    let in_a_row = in_a_row.max(1);
    let shown = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
    let row = |(i, row): (usize, &[u8])| {
        let digits: Vec<String> = row.iter().map(|b| format!("{b:02x}")).collect();
        let letters: String =
            row.iter().map(|b| if (b' '..=b'~').contains(b) { char::from(*b) } else { '·' }).collect();
        format!("{:04x}  {:<width$}  {letters}", i * in_a_row, digits.join(" "), width = in_a_row * 3 - 1)
    };
    shown.chunks(in_a_row).enumerate().map(row).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_line_up() {
        let text = dump(b"ABCDEFGH\x00\xff", 8);
        assert_eq!(text, "0000  41 42 43 44 45 46 47 48  ABCDEFGH\n0008  00 ff                    ·\u{b7}");
        assert_eq!(dump(b"", 8), "");
    }

    #[test]
    fn long_ones_are_cut() {
        let text = dump(&[0; 5000], 16);
        assert_eq!((text.lines().count(), text.lines().last().map(|l| &l[..4])), (256, Some("0ff0")));
    }
}
