//! Every limit on key input, in one place: the size of the work is bounded before any work is done.

/// Longest input that is read, in bytes.
pub const MAX_INPUT_BYTES: usize = 1 << 20;

/// Most keys that one input may hold.
pub const MAX_KEYS: usize = 1_000;

/// Largest RSA modulus that is read, in bits. Signatures are served up to 8192 bits.
pub const MAX_RSA_BITS: u32 = 16_384;

/// Smallest RSA modulus that is read, in bits. Below it, it is no key but a typing mistake.
pub const MIN_RSA_BITS: u32 = 512;

/// Longest HMAC secret that is read, in bytes.
pub const MAX_SECRET_BYTES: usize = 1 << 16;

/// Longest piece of foreign text (a `kty`, a `crv`, a PEM label) that an error repeats, in characters.
const MAX_QUOTED_CHARS: usize = 40;

/// Longest name out of a certificate that is shown, in characters.
const MAX_SHOWN_CHARS: usize = 400;

/// Foreign text as it may be shown: cut, and with visible escapes for what is drawn as nothing or changes the text around.
pub(crate) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    let rest = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", crate::jose::escape::visible(&cut))
}

/// Foreign text as an error may repeat it: cut, and without a control, invisible or text-direction character.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(MAX_QUOTED_CHARS) {
        if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    if text.chars().nth(MAX_QUOTED_CHARS).is_some() {
        out.push('…');
    }
    out
}
