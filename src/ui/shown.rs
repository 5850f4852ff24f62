//! What the panes show of the chosen layer, where it takes work to make: made once, and kept while the token stays as it is.

use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::jose::hex;
use crate::jose::json;
use crate::jose::token::{Content, Document, PayloadKind, Token};
use crate::report::Report;
use std::ops::Range;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Longer texts are not laid out: their beginning is shown.
const SHOWN_CHARS: usize = 64 * 1024;
/// Bytes in a row of a dump: what fits into a pane a third of the window wide.
const ROW_BYTES: usize = 8;

/// A piece of the token's text that has a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub part: Part,
    /// Which signature or recipient it belongs to; `None` where it belongs to the token.
    pub entry: Option<usize>,
    /// Where it stands.
    pub range: Range<usize>,
    /// How many bytes it decodes to.
    pub bytes: usize,
}

/// One of several signatures or recipients, as its header names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its `alg`, for display.
    pub alg: String,
    /// Its `kid`, for display.
    pub kid: Option<String>,
}

/// What the payload or plaintext is, for display.
pub struct Payload {
    /// What it is.
    pub kind: PayloadKind,
    /// How many bytes it has.
    pub size: usize,
    /// How it is shown: claims over several lines, text as it is, CBOR in diagnostic notation, bytes as a dump.
    pub text: Zeroizing<String>,
    /// Whether that is all of it.
    pub is_whole: bool,
}

/// All of that.
pub struct Shown {
    of: (Arc<Token>, Arc<Document>, usize),
    /// The token as if it had the chosen signature or recipient alone.
    pub token: Arc<Token>,
    /// The pieces of the token's text, in order.
    pub pieces: Vec<Piece>,
    /// The signatures or recipients, where there are several.
    pub entries: Vec<Entry>,
    /// The protected header of the chosen one, over several lines.
    pub header: String,
    /// The headers that nothing protects: whose, and the text.
    pub unprotected: Vec<(&'static str, String)>,
    /// The payload or plaintext.
    pub payload: Payload,
}

impl Shown {
    /// Of a report, seen from that signature or recipient.
    #[must_use]
    pub fn of(report: &Report, entry: usize) -> Self {
        let several = report.token.entries() > 1;
        let token = match report.each.get(entry) {
            Some(signature) => Arc::clone(&signature.token),
            None if several => Arc::new(report.token.entry(entry)),
            None => Arc::clone(&report.token),
        };
        Self {
            of: (Arc::clone(&report.token), Arc::clone(&report.claims), entry),
            pieces: pieces(&report.token),
            entries: if several { entries(report) } else { Vec::new() },
            header: laid_out(&token.header),
            unprotected: unprotected(&token),
            payload: payload(report, &token),
            token,
        }
    }

    /// Whether it still is what that report shows.
    #[must_use]
    pub fn is_of(&self, report: &Report, entry: usize) -> bool {
        let (token, claims, of) = &self.of;
        Arc::ptr_eq(token, &report.token) && Arc::ptr_eq(claims, &report.claims) && *of == entry
    }

    /// The piece that holds this byte of the text; a dot or a quote belongs to the piece before it.
    #[must_use]
    pub fn piece_at(&self, byte: usize) -> Option<&Piece> {
        self.pieces.iter().find(|p| byte >= p.range.start && byte <= p.range.end)
    }
}

/// The pieces in order of the text, none within another.
fn pieces(token: &Token) -> Vec<Piece> {
    let mut list: Vec<Piece> = token
        .segments
        .iter()
        .map(|s| Piece {
            part: s.part,
            entry: token.is_of_an_entry(s).then_some(s.of),
            range: s.range.clone(),
            bytes: s.bytes.len(),
        })
        .collect();
    list.sort_by_key(|p| p.range.start);
    let mut end = 0;
    list.retain(|p| {
        let fits = p.range.start >= end && token.text.get(p.range.clone()).is_some();
        end = if fits { p.range.end } else { end };
        fits
    });
    list
}

fn entries(report: &Report) -> Vec<Entry> {
    let named = |token: &Token| Entry {
        alg: token.alg().map_or_else(|| "no alg".to_owned(), short),
        kid: token.kid().map(short),
    };
    match report.each.as_slice() {
        [] => (0..report.token.entries()).map(|i| named(&report.token.entry(i))).collect(),
        each => each.iter().map(|e| named(&e.token)).collect(),
    }
}

/// A token's own text for a row.
fn short(text: &str) -> String {
    const CHARS: usize = 80;
    let cut: String = text.chars().take(CHARS).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{more}", escape::visible(&cut))
}

fn unprotected(token: &Token) -> Vec<(&'static str, String)> {
    let shared = ("Unprotected header of all recipients", &token.shared);
    let own = match token.form.is_jwe() {
        true => ("Unprotected header of this recipient", &token.unprotected),
        false => ("Unprotected header", &token.unprotected),
    };
    [shared, own].into_iter().filter(|(_, d)| d.content != Content::Absent).map(|(n, d)| (n, small(d))).collect()
}

/// A short header takes one line: there is not much room under the protected one.
fn small(document: &Document) -> String {
    const ONE_LINE: usize = 44;
    let line = json::minify(&document.text);
    if line.len() <= ONE_LINE { line } else { laid_out(document) }
}

/// JSON over several lines, anything else as it is; the beginning where it is long.
fn laid_out(document: &Document) -> String {
    beginning(&over_lines(document)).to_owned()
}

fn over_lines(document: &Document) -> String {
    match document.content {
        Content::Object(_) | Content::OtherJson(_) => json::format(&document.text),
        _ => document.text.clone(),
    }
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(SHOWN_CHARS).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn payload(report: &Report, token: &Token) -> Payload {
    let opened = report.decryption.as_deref().map(|d| d.plaintext.as_deref().map_or(&[][..], Vec::as_slice));
    let bytes = opened.unwrap_or_else(|| token.payload_bytes());
    let kind = match opened {
        Some(bytes) => PayloadKind::of(bytes, &report.claims.content, announces_cbor(token)),
        None => token.payload_kind(),
    };
    let whole = Zeroizing::new(match &kind {
        _ if report.sd_jwt.is_some() => over_lines(&report.claims),
        PayloadKind::Empty => String::new(),
        PayloadKind::Claims | PayloadKind::Json => over_lines(&report.claims),
        PayloadKind::Text | PayloadKind::Token => report.claims.text.clone(),
        PayloadKind::Cbor(diagnostic) => diagnostic.clone(),
        PayloadKind::Bytes => hex::dump(bytes, ROW_BYTES),
    });
    let text = Zeroizing::new(beginning(&whole).to_owned());
    let is_whole = text.len() == whole.len() && (kind != PayloadKind::Bytes || bytes.len() <= hex::SHOWN_BYTES);
    Payload { kind, size: bytes.len(), text, is_whole }
}

fn announces_cbor(token: &Token) -> bool {
    let cty = token.parameter("cty").and_then(|(_, n)| n.as_str()).map(str::to_ascii_lowercase);
    cty.is_some_and(|c| ["cbor", "cwt", "cose"].iter().any(|name| c.contains(name)))
}
