//! Bytes for eyes: offsets, hexadecimal digits, and what is ASCII.

/// So many bytes are shown.
const MAX_SHOWN_BYTES: usize = 4 * 1024;
const BYTES_PER_LINE: usize = 16;

/// The first 4 KiB of some bytes, 16 a line: `00000010  68 65 6c …  |hel…|`. A last line says how many more there are.
#[must_use]
pub fn dump(bytes: &[u8]) -> String {
    let shown = bytes.get(..MAX_SHOWN_BYTES).unwrap_or(bytes);
    let lines = shown.chunks(BYTES_PER_LINE).enumerate().map(|(i, chunk)| line(i * BYTES_PER_LINE, chunk));
    let mut lines: Vec<String> = lines.collect();
    if bytes.len() > shown.len() {
        lines.push(format!("… and {} more bytes", bytes.len() - shown.len()));
    }
    lines.join("\n")
}

fn line(offset: usize, chunk: &[u8]) -> String {
    let digits = |half: &[u8]| half.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
    let (left, right) = chunk.split_at(chunk.len().min(BYTES_PER_LINE / 2));
    let hex = if right.is_empty() { digits(left) } else { format!("{}  {}", digits(left), digits(right)) };
    let ascii: String = chunk.iter().map(|b| if matches!(b, 0x20..=0x7e) { char::from(*b) } else { '.' }).collect();
    format!("{offset:08x}  {hex:<48}  |{ascii}|")
}

#[cfg(test)]
mod tests {
    use super::dump;

    #[test]
    fn lines_are_aligned() {
        let text = dump(b"\x00It is a danger\xff.");
        assert_eq!(
            text,
            "00000000  00 49 74 20 69 73 20 61  20 64 61 6e 67 65 72 ff  |.It is a danger.|\n\
             00000010  2e                                                |.|"
        );
        assert_eq!(dump(b""), "");
    }

    #[test]
    fn long_ones_are_cut() {
        let text = dump(&[0; 5000]);
        assert_eq!((text.lines().count(), text.lines().last()), (257, Some("… and 904 more bytes")));
    }
}
