//! Whether a run of token characters is one token, and whether it could go on.

use crate::jose::alg::{self, Family};
use crate::jose::json;
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Takes what encoders get wrong: this only looks, the decoder judges.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// No header is shorter: `{"alg":""}`.
const MIN_HEADER_LEN: usize = 14;

/// The token in a run, without the full stops of the sentence around it; `None` where the run is none.
pub(super) fn token_in(clean: &str) -> Option<&str> {
    let clean = clean.strip_suffix("~~").map_or(clean, |struck| struck.trim_end_matches('~'));
    let first = clean.split_once('.').map_or(clean, |(first, _)| first);
    if first.len() < MIN_HEADER_LEN {
        return None;
    }
    let header = Header::read(first);
    let is_jwe = header.is_jwe();
    if let Some((issued, rest)) = clean.split_once('~') {
        let ends = clean.len() - rest.len() + rest.trim_end_matches('.').len();
        return (issued.split('.').nth(3).is_none() && is_jws(issued)).then(|| &clean[..ends]);
    }
    let dots = clean.bytes().filter(|b| *b == b'.').count();
    match (dots, is_jwe) {
        (2, false) => Some(clean).filter(|token| is_jws(token)),
        (4, _) if !clean.ends_with('.') => Some(clean),
        // an unsecured JWT ends with a dot of its own
        (3, false) if clean.ends_with("..") => clean.strip_suffix('.').filter(|_| header.is_unsecured()),
        (3.., _) => {
            let bare = clean.trim_end_matches('.');
            let left = bare.bytes().filter(|b| *b == b'.').count();
            (left == if is_jwe { 4 } else { 2 }).then_some(bare)
        }
        _ => None,
    }
}

/// Three parts, and more than the first: the third is empty in an unsecured JWT, the second in a detached JWS.
fn is_jws(text: &str) -> bool {
    let mut parts = text.splitn(4, '.').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(payload), Some(signature), None) => !(payload.is_empty() && signature.is_empty()),
        _ => false,
    }
}

/// Whether a part decodes to a header with an `alg`.
pub(super) fn names_an_algorithm(part: &str) -> bool {
    Header::read(part).alg.is_some()
}

/// Whether a part is the header of a JWS whose payload stands unencoded (RFC 7797 section 3).
pub(super) fn says_unencoded(part: &str) -> bool {
    let octets = LAX.decode(part).unwrap_or_default();
    let parsed = std::str::from_utf8(&octets).ok().and_then(|text| json::parse(text).ok());
    parsed
        .is_some_and(|p| p.root.get("alg").is_some() && p.root.get("b64").and_then(json::Node::as_bool) == Some(false))
}

/// What a header says about the rest of its token.
#[derive(Debug, Default)]
struct Header {
    alg: Option<String>,
    enc: Option<String>,
}

impl Header {
    fn read(part: &str) -> Self {
        let octets = LAX.decode(part).unwrap_or_default();
        let parsed = std::str::from_utf8(&octets).ok().and_then(|text| json::parse(text).ok());
        let member = |name| parsed.as_ref()?.root.get(name)?.as_str().map(str::to_owned);
        Self { alg: member("alg"), enc: member("enc") }
    }

    fn is_jwe(&self) -> bool {
        self.enc.is_some()
    }

    fn is_unsecured(&self) -> bool {
        self.alg.as_deref().is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
    }

    /// The lengths that the last part usually has, in characters, shortest first; empty where they are not known.
    fn last_lens(&self) -> Vec<usize> {
        let octets: Vec<usize> = match (self.enc.as_deref(), self.alg.as_deref().and_then(alg::find)) {
            (Some("A192CBC-HS384"), _) => vec![24],
            (Some("A256CBC-HS512"), _) => vec![32],
            (Some("A128CBC-HS256" | "A128GCM" | "A192GCM" | "A256GCM"), _) => vec![16],
            (None, Some(row)) if matches!(row.family, Family::RsaPkcs1 | Family::RsaPss) => vec![128, 256, 384, 512],
            (None, Some(row)) => row.signature_lens().to_vec(),
            _ => vec![],
        };
        octets.into_iter().map(|n| (n * 4).div_ceil(3)).collect()
    }
}

/// How a text that grows line by line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// More must come.
    Less,
    /// It may be a token; more may come.
    Maybe,
    /// It is a token as they usually are; a longer one is possible.
    Likely,
    /// It is a token, and nothing more can come.
    Done,
    /// It is none, and no more can make it one.
    Over,
}

/// A token that is put together from pieces. Each step looks at the new piece only.
#[derive(Debug, Default)]
pub(super) struct Growing {
    pub clean: String,
    dots: usize,
    /// Length of the part after the last dot.
    last_len: usize,
    /// Length of the part before it, for a full stop after the token.
    before_last_len: usize,
    has_tilde: bool,
    header: Option<(Header, Vec<usize>)>,
}

impl Growing {
    pub fn push(&mut self, piece: &str) {
        self.clean.push_str(piece);
        for byte in piece.bytes() {
            match byte {
                _ if self.has_tilde => break,
                b'~' => self.has_tilde = true,
                b'.' => {
                    self.dots += 1;
                    self.before_last_len = std::mem::take(&mut self.last_len);
                }
                _ => self.last_len += 1,
            }
        }
        if self.header.is_none() && self.dots > 0 {
            let header = Header::read(self.clean.split('.').next().unwrap_or_default());
            let lens = header.last_lens();
            self.header = Some((header, lens));
        }
    }

    pub fn standing(&self) -> Standing {
        let Some((header, lens)) = &self.header else { return Standing::Less };
        let wanted = if header.is_jwe() { 4 } else { 2 };
        let at_full_stop = self.dots == wanted + 1 && self.last_len == 0;
        let len = if at_full_stop { self.before_last_len } else { self.last_len };
        match self.dots {
            dots if dots < wanted => Standing::Less,
            2 if self.has_tilde => Standing::Maybe,
            dots if dots > wanted && !at_full_stop => Standing::Over,
            _ => last_part(len, lens, at_full_stop),
        }
    }
}

/// How a last part of this length stands. RSA keys come in usual sizes and in others.
fn last_part(len: usize, usual: &[usize], at_full_stop: bool) -> Standing {
    match (usual.first(), usual.last()) {
        (Some(_), Some(longest)) if len == *longest => Standing::Done,
        (Some(_), Some(longest)) if len > *longest => Standing::Over,
        (Some(_), Some(_)) if usual.contains(&len) => {
            if at_full_stop {
                Standing::Done
            } else {
                Standing::Likely
            }
        }
        (Some(_), Some(_)) if at_full_stop => Standing::Over,
        (Some(shortest), Some(_)) if len < *shortest => Standing::Less,
        _ => Standing::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> String {
        LAX.encode(text).trim_end_matches('=').to_owned()
    }

    #[test]
    fn a_run_is_a_token_by_its_parts() {
        let jws = part(r#"{"alg":"HS256"}"#);
        let jwe = part(r#"{"alg":"dir","enc":"A128GCM"}"#);
        let keeps =
            |run: String, expected: &str| assert_eq!(token_in(&run), Some(&*format!("{jws}{expected}")), "{run}");
        for same in [".e.s", ".e.", "..s", ".e.s~", ".e.s~d~", ".e.s~d~h.p.s"] {
            keeps(format!("{jws}{same}"), same);
        }
        keeps(format!("{jws}.e.s."), ".e.s");
        keeps(format!("{jws}.e.s..."), ".e.s");
        let none = part(r#"{"alg":"none"}"#);
        assert_eq!(token_in(&format!("{none}.e..")), Some(&*format!("{none}.e.")));
        keeps(format!("{jws}.e.s~d~."), ".e.s~d~");
        keeps(format!("{jws}.e.s~~"), ".e.s");
        assert_eq!(token_in(&format!("{jwe}..i.c.t")), Some(&*format!("{jwe}..i.c.t")));
        assert_eq!(token_in(&format!("{jwe}..i.c.t.")), Some(&*format!("{jwe}..i.c.t")));
        for bad in ["", ".", "..", "...", ".e", ".e..", ".e...", ".e.s.x", ".e.s.x.", ".e~d~", ".e.s.x~d~"] {
            assert_eq!(token_in(&format!("{jws}{bad}")), None, "{bad}");
        }
        assert_eq!(token_in(&format!("{jwe}.e.s")), None, "a JWE has five parts");
        assert_eq!(token_in("eyJh.e.s"), None, "too short for a header");
    }

    #[test]
    fn a_growing_token_knows_when_it_is_whole() {
        let stands = |header: &str, rest: &str| {
            let mut growing = Growing::default();
            growing.push(&part(header));
            growing.push(rest);
            growing.standing()
        };
        let hs = r#"{"alg":"HS256"}"#;
        assert_eq!(stands(hs, ""), Standing::Less);
        assert_eq!(stands(hs, ".e"), Standing::Less);
        assert_eq!(stands(hs, &format!(".e.{}", "s".repeat(42))), Standing::Less);
        assert_eq!(stands(hs, &format!(".e.{}", "s".repeat(43))), Standing::Done);
        assert_eq!(stands(hs, &format!(".e.{}.", "s".repeat(43))), Standing::Done);
        assert_eq!(stands(hs, &format!(".e.{}", "s".repeat(44))), Standing::Over);
        assert_eq!(stands(r#"{"alg":"RS256"}"#, &format!(".e.{}", "s".repeat(342))), Standing::Likely);
        assert_eq!(stands(r#"{"alg":"RS256"}"#, &format!(".e.{}.", "s".repeat(342))), Standing::Done);
        assert_eq!(stands(r#"{"alg":"RS256"}"#, &format!(".e.{}", "s".repeat(300))), Standing::Maybe);
        assert_eq!(stands(r#"{"alg":"X1"}"#, ".e.s"), Standing::Maybe);
        assert_eq!(stands(r#"{"alg":"none"}"#, ".e."), Standing::Done);
        assert_eq!(stands(r#"{"alg":"dir","enc":"A128GCM"}"#, ".e.s"), Standing::Less);
        assert_eq!(stands(r#"{"alg":"dir","enc":"A128GCM"}"#, &format!("..i.c.{}", "t".repeat(22))), Standing::Done);
    }
}
