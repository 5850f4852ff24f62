//! PEM (RFC 7468, RFC 1421) as people paste it: several blocks, text around them, indented, on one line, with line ends
//! written as `\n`, with headers. One pass, whatever the input holds.

use super::error::{Base64Flaw, KeyError};
use super::limits::quoted;
use super::octets::flaw_of;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// Letters of base64 on one line.
const LINE: usize = 64;

/// Padding may be there or not.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One block, as far as it could be cut out.
pub(crate) struct Block<'a> {
    /// What stands behind BEGIN.
    pub label: &'a str,
    /// Line of BEGIN, counted from 1.
    pub line: usize,
    body: &'a str,
    end: Option<&'a str>,
}

/// What is inside a block.
pub(crate) struct Contents {
    /// The octets.
    pub octets: Zeroizing<Vec<u8>>,
    /// What `DEK-Info` says, where the headers say that it is encrypted in the old way of OpenSSL.
    pub encrypted: Option<Option<String>>,
    /// Whether line ends were written as `\n`.
    pub escaped: bool,
}

/// Whether the text holds a block at all.
pub(crate) fn is_pem(text: &str) -> bool {
    text.contains(BEGIN)
}

/// The blocks of a text in their order.
pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut found, mut line, mut counted) = (Vec::new(), 1, 0);
    let mut next = text.find(BEGIN);
    while let Some(start) = next {
        line += newlines(text, counted, start);
        counted = start;
        let inside = start + BEGIN.len();
        let stop = marker(text, inside);
        let content = text.get(inside..stop).unwrap_or_default();
        let (label, body) = content.split_once(DASHES).unwrap_or((first_line(content), ""));
        let mut resume = stop;
        let end = text.get(stop..).and_then(|t| t.strip_prefix(END)).map(|rest| {
            let name = rest.get(..rest.find(DASHES).unwrap_or(rest.len())).map_or("", first_line);
            resume = stop + END.len();
            name
        });
        found.push(Block { label, line, body, end });
        next = text.get(resume..).and_then(|t| t.find(BEGIN)).map(|at| resume + at);
    }
    found
}

/// Where the next BEGIN or END begins, or the text ends.
fn marker(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(dashes) = text.get(at..).and_then(|t| t.find(DASHES)) {
        at += dashes;
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(BEGIN) || rest.starts_with(END) {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn newlines(text: &str, from: usize, to: usize) -> usize {
    text.as_bytes().get(from..to).unwrap_or_default().iter().filter(|b| **b == b'\n').count()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

impl Block<'_> {
    /// Decodes the body.
    pub(crate) fn contents(&self) -> Result<Contents, KeyError> {
        let line = self.line;
        match self.end {
            None => return Err(KeyError::PemCut { label: quoted(self.label), line }),
            Some(end) if end != self.label => {
                return Err(KeyError::PemLabels { begin: quoted(self.label), end: quoted(end), line });
            }
            Some(_) => {}
        }
        let escaped = self.body.contains("\\n");
        let body = Zeroizing::new(if escaped {
            self.body.replace("\\r", "").replace("\\n", "\n").replace("\\/", "/")
        } else {
            self.body.to_owned()
        });
        let headers: usize = body.lines().take_while(|l| l.trim().is_empty() || l.contains(':')).count();
        let header =
            |name: &str| body.lines().take(headers).find_map(|l| l.trim().strip_prefix(name)?.trim().strip_prefix(':'));
        let is_encrypted = header("Proc-Type").is_some_and(|value| value.contains("ENCRYPTED"));
        let encrypted = is_encrypted.then(|| header("DEK-Info").map(|value| value.trim().to_owned()));
        let octets = decode(&body, headers)
            .map_err(|(below, flaw)| KeyError::PemText { line: line + if escaped { 0 } else { below }, flaw })?;
        Ok(Contents { octets, encrypted, escaped })
    }
}

/// The octets of the lines behind the headers; an error says how many lines below BEGIN it is.
fn decode(body: &str, headers: usize) -> Result<Zeroizing<Vec<u8>>, (usize, Base64Flaw)> {
    let mut packed = Zeroizing::new(String::with_capacity(body.len()));
    for (below, line) in body.lines().enumerate().skip(headers) {
        for c in line.chars().filter(|c| !c.is_whitespace()) {
            if !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=') {
                return Err((below, Base64Flaw::Character));
            }
            packed.push(c);
        }
    }
    if packed.is_empty() {
        return Err((0, Base64Flaw::Nothing));
    }
    let octets = ENGINE.decode(packed.as_str()).map_err(|e| match flaw_of(&e, packed.len()).1 {
        Base64Flaw::Padding => (0, Base64Flaw::Length),
        flaw => (0, flaw),
    })?;
    Ok(Zeroizing::new(octets))
}

/// Octets behind base64 of either alphabet with any white space in it; `None` when it is none.
pub(crate) fn bare_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut packed = Zeroizing::new(String::with_capacity(text.len()));
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        packed.push(match c {
            '-' => '+',
            '_' => '/',
            c => c,
        });
    }
    ENGINE.decode(packed.as_str()).ok().map(Zeroizing::new)
}

/// Writes a block.
pub(crate) fn write(out: &mut Zeroizing<Vec<u8>>, label: &str, octets: &[u8]) {
    let text = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(octets));
    out.reserve(text.len() + text.len() / LINE + 2 * (label.len() + 20));
    out.extend_from_slice(format!("{BEGIN}{label}{DASHES}\n").as_bytes());
    for line in text.as_bytes().chunks(LINE) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out.extend_from_slice(format!("{END}{label}{DASHES}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_cut_with_their_lines() {
        let text = "noise\n-----BEGIN A-----\nAAAA\n-----END A-----\nmore\n  -----BEGIN B-----\n-----BEGIN C-----\nAQ==\n-----END D-----";
        let found = blocks(text);
        let labels: Vec<_> = found.iter().map(|b| (b.label, b.line)).collect();
        assert_eq!(labels, [("A", 2), ("B", 6), ("C", 7)]);
        assert_eq!(*found[0].contents().unwrap().octets, [0, 0, 0]);
        assert!(matches!(found[1].contents(), Err(KeyError::PemCut { line: 6, .. })));
        assert!(matches!(found[2].contents(), Err(KeyError::PemLabels { line: 7, .. })));
    }

    #[test]
    fn bodies_come_in_many_shapes() {
        for body in
            ["\r\nAQID\r\nBA==\r\n", " AQIDBA== ", "\\nAQID\\nBA==\\n", "\n\tAQI\n\tDBA\n", "\nX: y\n\nAQIDBA==\n"]
        {
            let text = format!("-----BEGIN K-----{body}-----END K-----");
            let octets = blocks(&text)[0].contents().unwrap().octets;
            assert_eq!(*octets, [1, 2, 3, 4], "{body:?}");
        }
        let bad = "-----BEGIN K-----\nAQID\nB*==\n-----END K-----";
        let flaw = Base64Flaw::Character;
        assert_eq!(blocks(bad)[0].contents().err(), Some(KeyError::PemText { line: 3, flaw }));
        let empty = "-----BEGIN K-----\n-----END K-----";
        let flaw = Base64Flaw::Nothing;
        assert_eq!(blocks(empty)[0].contents().err(), Some(KeyError::PemText { line: 1, flaw }));
    }

    #[test]
    fn a_flood_of_markers_is_read_to_the_end() {
        for flood in ["-----BEGIN ", "-----END ", "-----BEGIN A-----", "-", "-----BEGIN A-----\n-----END "] {
            let text = flood.repeat((1 << 20) / flood.len());
            blocks(&text).iter().for_each(|b| drop(b.contents()));
        }
    }
}
