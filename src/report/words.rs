//! Short words for values, shared by the window and the command line.

use crate::jose::find::Removed;

/// `2.3 MB`.
#[must_use]
pub fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// `49 B`, for narrow places.
#[must_use]
pub fn short_size(bytes: usize) -> String {
    if bytes < 1_000 { format!("{bytes} B") } else { size(bytes) }
}

/// What was taken off around or inside a token.
#[must_use]
pub fn removed(removed: &Removed) -> String {
    let counted = |n: &usize, noun: &str| if *n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
    match removed {
        Removed::BearerPrefix => "the word “Bearer”".to_owned(),
        Removed::AuthorizationHeader => "the Authorization header's name".to_owned(),
        Removed::Quotes => "quotes".to_owned(),
        Removed::SurroundingText { bytes } => format!("{} of other text", size(*bytes)),
        Removed::LineBreaks { count } => counted(count, "line break"),
        Removed::WhiteSpace { characters } => counted(characters, "blank"),
        Removed::PercentEncoding { count } => format!("{} of percent-encoding", counted(count, "place")),
        Removed::ByteOrderMark => "a byte order mark".to_owned(),
        Removed::InvisibleCharacters { count } => counted(count, "invisible character"),
        Removed::JsonField { name } => format!("the JSON around “{}”", crate::jose::escape::visible(name)),
        Removed::Cookie { name } if name.is_empty() => "the rest of the Cookie header".to_owned(),
        Removed::Cookie { name } => format!("the rest of the cookie “{}”", crate::jose::escape::visible(name)),
        Removed::Url => "the rest of the URL".to_owned(),
        Removed::TrailingPunctuation { characters } => counted(characters, "punctuation mark"),
    }
}

/// What is said of a signature for which no cause was found. `tried`: how many were computed.
#[must_use]
pub fn no_cause(tried: u64, is_cut_short: bool) -> String {
    let tried = match tried {
        1 => "1 signature was computed".to_owned(),
        tried => format!("{tried} signatures were computed"),
    };
    let cut = if is_cut_short { " Not all could be tried." } else { "" };
    format!(
        "Nothing explains this signature: {tried}, and none matches.{cut} Either its key is not at hand, or the token was \
         changed or forged."
    )
}

/// An error's text begins small, for it stands in sentences; alone, in the window, it is one. What it marks as code is
/// quoted there: a terminal's reader knows `backticks`, in prose they look like stray accents.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let whole: String = chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    quoted_code(&whole)
}

/// `code` becomes “code”. A backtick that nothing closes stays what it is.
fn quoted_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`')
        && let Some((code, after)) = after.split_once('`')
    {
        out.push_str(&format!("{before}“{code}”"));
        rest = after;
    }
    out + rest
}

/// A sentence that goes on another one.
#[must_use]
pub fn clause(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_quotes_its_code() {
        assert_eq!(sentence("its `alg` is `none`, so"), "Its “alg” is “none”, so");
        assert_eq!(sentence("`kid` first, a lone ` last"), "“kid” first, a lone ` last");
        assert_eq!(sentence("ümlaut"), "Ümlaut");
        assert_eq!(sentence(""), "");
    }
}
