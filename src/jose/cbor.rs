//! CBOR (RFC 8949) far enough to be shown: is it one well-formed item, and how does it read in diagnostic notation?

/// Nesting this deep is not followed.
const MAX_DEPTH: usize = 64;
/// More text than this is not written.
const MAX_OUTPUT_BYTES: usize = 256 * 1024;

/// The diagnostic notation (RFC 8949 section 8) of bytes that are exactly one well-formed item; `None` where they are not,
/// or where they nest deeper than 64 levels. Past 256 KiB the notation ends in `…`; the rest is still checked.
#[must_use]
pub fn diagnostic(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader { bytes, at: 0, out: String::new(), is_full: false };
    reader.item(0)?;
    (reader.at == bytes.len()).then_some(reader.out)
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    out: String,
    is_full: bool,
}

/// The first byte of an item and the number that follows it.
struct Head {
    major: u8,
    /// `None`: indefinite length, or the break code.
    argument: Option<u64>,
    /// The low five bits: they tell floats and short counts apart.
    low: u8,
}

impl Reader<'_> {
    fn put(&mut self, text: &str) {
        if self.is_full {
            return;
        }
        self.is_full = self.out.len() + text.len() > MAX_OUTPUT_BYTES;
        self.out.push_str(if self.is_full { "…" } else { text });
    }

    fn take(&mut self, count: u64) -> Option<Vec<u8>> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        let taken = self.bytes.get(self.at..end)?.to_vec();
        self.at = end;
        Some(taken)
    }

    fn head(&mut self) -> Option<Head> {
        let first = *self.bytes.get(self.at)?;
        self.at += 1;
        let (major, low) = (first >> 5, first & 0x1f);
        let argument = match low {
            0..=23 => Some(u64::from(low)),
            24..=27 => {
                let bytes = self.take(1 << (low - 24))?;
                Some(bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
            }
            31 => None,
            _ => return None,
        };
        Some(Head { major, argument, low })
    }

    fn at_break(&mut self) -> bool {
        let found = self.bytes.get(self.at) == Some(&0xff);
        self.at += usize::from(found);
        found
    }

    fn item(&mut self, depth: usize) -> Option<()> {
        let head = self.head()?;
        match (head.major, head.argument) {
            _ if depth > MAX_DEPTH => return None,
            (0, Some(n)) => self.put(&n.to_string()),
            (1, Some(n)) => self.put(&(-1 - i128::from(n)).to_string()),
            (2 | 3, Some(n)) => self.string(head.major, n)?,
            (2 | 3, None) => self.pieces(head.major)?,
            (4 | 5, count) => self.container(head.major == 5, count, depth)?,
            (6, Some(tag)) => {
                self.put(&format!("{tag}("));
                self.item(depth + 1)?;
                self.put(")");
            }
            (7, Some(n)) => self.simple(head.low, n)?,
            _ => return None,
        }
        Some(())
    }

    fn string(&mut self, major: u8, len: u64) -> Option<()> {
        let bytes = self.take(len)?;
        if major == 3 {
            let quoted = serde_json::Value::from(std::str::from_utf8(&bytes).ok()?).to_string();
            self.put(&quoted);
        } else {
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            self.put(&format!("h'{hex}'"));
        }
        Some(())
    }

    /// A string of indefinite length: definite ones of the same kind up to the break.
    fn pieces(&mut self, major: u8) -> Option<()> {
        self.put("(_ ");
        let mut first = true;
        while !self.at_break() {
            if !std::mem::take(&mut first) {
                self.put(", ");
            }
            let head = self.head().filter(|h| h.major == major)?;
            self.string(major, head.argument?)?;
        }
        self.put(")");
        Some(())
    }

    /// An array or a map. A claimed count allocates nothing: each item must be there.
    fn container(&mut self, is_map: bool, count: Option<u64>, depth: usize) -> Option<()> {
        let (open, close) = if is_map { ("{", "}") } else { ("[", "]") };
        self.put(open);
        self.put(if count.is_none() { "_ " } else { "" });
        let mut read = 0;
        loop {
            let is_over = match count {
                Some(count) => read == count,
                None => self.at_break(),
            };
            if is_over {
                break;
            }
            self.put(if read > 0 { ", " } else { "" });
            self.item(depth + 1)?;
            if is_map {
                self.put(": ");
                self.item(depth + 1)?;
            }
            read += 1;
        }
        self.put(close);
        Some(())
    }

    fn simple(&mut self, low: u8, n: u64) -> Option<()> {
        let text = match (low, n) {
            (20, _) => "false".to_owned(),
            (21, _) => "true".to_owned(),
            (22, _) => "null".to_owned(),
            (23, _) => "undefined".to_owned(),
            (24, 0..32) => return None,
            (0..=24, n) => format!("simple({n})"),
            (25, n) => float(half(u16::try_from(n).ok()?)),
            (26, n) => float(f64::from(f32::from_bits(u32::try_from(n).ok()?))),
            (_, n) => float(f64::from_bits(n)),
        };
        self.put(&text);
        Some(())
    }
}

/// RFC 8949 appendix D.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

fn float(value: f64) -> String {
    match value {
        v if v.is_nan() => "NaN".to_owned(),
        v if v == f64::INFINITY => "Infinity".to_owned(),
        v if v == f64::NEG_INFINITY => "-Infinity".to_owned(),
        v => format!("{v:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(hex: &str) -> Option<String> {
        let digits: Vec<u8> = hex.bytes().map(|b| char::from(b).to_digit(16).unwrap() as u8).collect();
        diagnostic(&digits.chunks(2).map(|p| p[0] << 4 | p[1]).collect::<Vec<_>>())
    }

    /// RFC 8949 appendix A.
    #[test]
    fn the_examples_of_the_standard() {
        for (hex, text) in [
            ("00", "0"),
            ("1903e8", "1000"),
            ("1bffffffffffffffff", "18446744073709551615"),
            ("3bffffffffffffffff", "-18446744073709551616"),
            ("20", "-1"),
            ("f93e00", "1.5"),
            ("f97bff", "65504.0"),
            ("f90001", "5.960464477539063e-8"),
            ("f98000", "-0.0"),
            ("fa47c35000", "100000.0"),
            ("fb3ff199999999999a", "1.1"),
            ("f97c00", "Infinity"),
            ("f97e00", "NaN"),
            ("f4", "false"),
            ("f7", "undefined"),
            ("f8ff", "simple(255)"),
            ("c11a514b67b0", "1(1363896240)"),
            ("4401020304", "h'01020304'"),
            ("62225c", r#""\"\\""#),
            ("8301820203820405", "[1, [2, 3], [4, 5]]"),
            ("a26161016162820203", r#"{"a": 1, "b": [2, 3]}"#),
            ("5f42010243030405ff", "(_ h'0102', h'030405')"),
            ("9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]"),
            ("bf6161019f", ""),
        ] {
            assert_eq!(shown(hex), (!text.is_empty()).then(|| text.to_owned()), "{hex}");
        }
    }

    #[test]
    fn what_is_no_item_is_none() {
        for hex in
            ["", "18", "1c", "ff", "0000", "62c328", "5f6161ff", "a161", "9bffffffffffffffff", "f810", "5f5f4101ffff"]
        {
            assert_eq!(shown(hex), None, "{hex}");
        }
        assert_eq!(diagnostic(&[0x81; 100_000]), None, "deep");
        assert_eq!(diagnostic(&[&[0x9a, 0, 1, 0, 0][..], &[0; 65_536]].concat()).map(|t| t.len()), Some(196_608));
    }

    #[test]
    fn a_large_item_is_cut_and_still_checked() {
        let mut bytes = vec![0x9a, 0, 2, 0, 0];
        bytes.extend([0; 131_072]);
        let text = diagnostic(&bytes).unwrap();
        assert!(text.ends_with('…') && text.len() <= MAX_OUTPUT_BYTES + 3);
        bytes.push(0);
        assert_eq!(diagnostic(&bytes), None);
    }
}
