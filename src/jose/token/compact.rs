//! The compact serializations (RFC 7515 section 7.1, RFC 7516 section 7.1): parts between dots.

use super::document::Document;
use super::segment::{Segment, Spelling};
use super::{Form, whole};
use crate::jose::base64url;
use crate::jose::flaw::{Facts, Flaw, Part};
use std::ops::Range;

/// A token has at most five parts; what follows the sixth dot is not looked at.
const MAX_SEGMENTS: usize = 6;

/// A compact token, split and decoded.
pub(super) struct Split {
    pub form: Form,
    pub segments: Vec<Segment>,
    pub flaws: Vec<Flaw>,
}

impl Split {
    pub fn of(text: &str) -> Self {
        let mut split = Self { form: Form::Unknown, segments: Vec::new(), flaws: Vec::new() };
        match text.split_once('.') {
            Some((header, rest)) if says_unencoded(header) => split.unencoded(text, header, rest),
            _ => split.encoded(text),
        }
        split
    }

    fn encoded(&mut self, text: &str) {
        let body = text.split('~').next().unwrap_or_default();
        let dots = body.bytes().filter(|b| *b == b'.').take(MAX_SEGMENTS).count();
        self.form = match dots {
            2 => Form::JwsCompact,
            4 => Form::JweCompact,
            _ => Form::Unknown,
        };
        let names: &[Part] = if dots == 4 { &Part::JWE } else { &Part::JWS };
        let mut start = 0;
        for (piece, part) in body.splitn(MAX_SEGMENTS, '.').zip(names) {
            let range = start..start + piece.len();
            start = range.end + 1;
            self.take(*part, range, piece);
        }
        if !matches!(dots, 2 | 4) && !text.is_empty() {
            let count = if dots >= MAX_SEGMENTS { "more than 6".to_owned() } else { (dots + 1).to_string() };
            self.flaws.push(whole("segment-count", text, Facts::new().with("count", count)));
        }
    }

    /// An unencoded payload ends at the last dot, so that one with dots in it is read as its writer meant it. Readers that
    /// count dots see another token: that is why such a payload must be detached (RFC 7797 section 5.2).
    fn unencoded(&mut self, text: &str, header: &str, rest: &str) {
        self.take(Part::Header, 0..header.len(), header);
        let payload = header.len() + 1..header.len() + 1 + rest.rfind('.').unwrap_or(rest.len());
        let content = text.get(payload.clone()).unwrap_or_default();
        self.segments.push(Segment::plain(Part::Payload, 0, payload.clone(), content, Spelling::Plain));
        let Some(signature) = text.get(payload.end + 1..) else {
            self.flaws.push(whole("segment-count", text, Facts::new().with("count", "2")));
            return;
        };
        self.form = Form::JwsCompact;
        if let Some(at) = content.find('.') {
            let dots = content.bytes().filter(|b| *b == b'.').count();
            self.flaws.push(dotted(payload, at, dots));
        }
        self.take(Part::Signature, text.len() - signature.len()..text.len(), signature);
    }

    fn take(&mut self, part: Part, range: Range<usize>, text: &str) {
        let (segment, flaws) = Segment::decode(part, 0, range, text);
        self.segments.push(segment);
        self.flaws.extend(flaws);
    }
}

/// Whether a first part is the header of a JWS with `b64` false.
fn says_unencoded(header: &str) -> bool {
    let bytes = base64url::decode(header).bytes;
    // most headers need no second parsing: without the name or an escape there is no `b64`
    let may = std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("b64") || text.contains('\\'));
    may && super::says_unencoded(&Document::read(&bytes))
}

fn dotted(payload: Range<usize>, at: usize, dots: usize) -> Flaw {
    let encoded = payload.start + at..payload.start + at + 1;
    Flaw {
        id: "b64-payload-dot",
        part: Part::Payload,
        at,
        length: 1,
        encoded,
        facts: Facts::new().with("count", dots.to_string()),
    }
}
