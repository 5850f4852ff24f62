//! Finds tokens in whatever was pasted: a header line, a curl command, a cookie, a URL, a JSON response, a log, a
//! token that a mail program has cut into lines.
//!
//! Nothing inside a token is invented, and nothing is changed in silence: every step from the pasted text to the token is
//! in its list of [`Removed`]. Damage is not repaired: what is obviously meant as a token comes back as it stands, so that
//! the decoder can say what is wrong with it. The work grows with the length of the text and no faster.
//!
//! | file | holds |
//! |---|---|
//! | `run` | characters that may belong to a token, percent-encoded or interrupted by invisible ones |
//! | `shape` | whether such a run is one token, and whether it can be longer |
//! | `join` | tokens cut by line breaks or blanks |
//! | `context` | what stands around a token: prefix, quotes, field, cookie, URL |
//! | `object` | tokens in JSON form |
//! | `whole` | texts that are one thing: a private key, an unencoded payload, one damaged token |
//! | `octets` | files: which encoding |

mod context;
mod join;
mod object;
mod octets;
mod run;
mod shape;
mod whole;

use std::ops::Range;

pub use octets::{Encoding, EncodingError, from_bytes};

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The tokens in text order. Damaged ones are here only where no other was found.
    pub tokens: Vec<Found>,
    /// The text holds a private key, which has no business in a token field.
    pub secret: Option<SecretInput>,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The token without what is in `removed`.
    pub text: String,
    /// From its first to its last byte in the text that was searched.
    pub range: Range<usize>,
    /// What kind of token it is.
    pub form: Form,
    /// What was taken off, around it and inside it.
    pub removed: Vec<Removed>,
}

impl Found {
    /// What is worth telling of `removed`: blanks before and after a token are nobody's concern, those inside it are.
    #[must_use]
    pub fn notes(&self) -> Vec<Removed> {
        let whole = self.range.len() == self.text.len();
        let told = |r: &&Removed| !(whole && matches!(r, Removed::WhiteSpace { .. }));
        self.removed.iter().filter(told).cloned().collect()
    }
}

/// The form of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A compact serialization: three parts, five parts, or an SD-JWT. Its parts are not decoded yet.
    Compact,
    /// The JSON serialization of a JWS or JWE (RFC 7515 section 7.2, RFC 7516 section 7.2), whole.
    JsonSerialization,
    /// Meant to be a compact token, and broken: as it stands.
    Damaged,
}

/// A secret in place of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretInput {
    /// A PEM block (RFC 7468), or OpenSSH's or PGP's kind of it.
    Pem,
    /// A JWK or a JWK Set with a private or symmetric key (RFC 7517).
    Jwk,
}

impl SecretInput {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        "private-key"
    }
}

/// One kind of change on the way from the text to the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// `Bearer` (RFC 6750), in any case.
    BearerPrefix,
    /// The name of the Authorization header, and any scheme but Bearer.
    AuthorizationHeader,
    /// A pair of quotes around it, plain, typographic or backticks.
    Quotes,
    /// Other text before or after it.
    SurroundingText {
        /// How much.
        bytes: usize,
    },
    /// Line breaks inside it.
    LineBreaks {
        /// How many.
        count: usize,
    },
    /// Blanks inside it, or before and after it.
    WhiteSpace {
        /// How many.
        characters: usize,
    },
    /// `%2E` and the like inside it.
    PercentEncoding {
        /// How many.
        count: usize,
    },
    /// U+FEFF at the start of the text.
    ByteOrderMark,
    /// Characters drawn as nothing, inside it or beside it.
    InvisibleCharacters {
        /// How many.
        count: usize,
    },
    /// The rest of the JSON it was a string of.
    JsonField {
        /// The member's name, as it is spelt.
        name: String,
    },
    /// The rest of the Cookie header.
    Cookie {
        /// The cookie's name, empty where none stands before it.
        name: String,
    },
    /// The rest of the URL, query, fragment or form.
    Url,
    /// Full stops, commas and semicolons after it.
    TrailingPunctuation {
        /// How many.
        characters: usize,
    },
}

impl Removed {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::BearerPrefix => "bearer-prefix",
            Self::AuthorizationHeader => "authorization-header",
            Self::Quotes => "quotes",
            Self::SurroundingText { .. } => "surrounding-text",
            Self::LineBreaks { .. } => "line-breaks",
            Self::WhiteSpace { .. } => "white-space",
            Self::PercentEncoding { .. } => "percent-encoding",
            Self::ByteOrderMark => "byte-order-mark",
            Self::InvisibleCharacters { .. } => "invisible-characters",
            Self::JsonField { .. } => "json-field",
            Self::Cookie { .. } => "cookie",
            Self::Url => "url",
            Self::TrailingPunctuation { .. } => "trailing-punctuation",
        }
    }
}

/// Looks for tokens. A text without any gives empty findings; nothing is an error.
#[must_use]
pub fn find(text: &str) -> Findings {
    let secret = whole::secret(text);
    if let Some(found) = whole::unencoded(text) {
        return Findings { tokens: vec![found], secret };
    }
    let objects = whole::json_forms(text);
    let mut search = Search::new(text);
    search.run();
    let mut tokens = search.tokens;
    if !objects.is_empty() {
        // what stands inside an object is a part of that token
        tokens.retain(|t| !objects.iter().any(|o| o.range.start <= t.range.start && t.range.end <= o.range.end));
        tokens.extend(objects);
        tokens.sort_by_key(|t| t.range.start);
    }
    if tokens.is_empty() && secret.is_none() {
        tokens = whole::damaged(text).map_or(search.damaged, |found| vec![found]);
    }
    Findings { tokens, secret }
}

/// One pass over a text.
struct Search<'t> {
    text: &'t str,
    surroundings: context::Surroundings<'t>,
    /// How many more bytes may be looked at for joins that fail.
    join_budget: usize,
    tokens: Vec<Found>,
    damaged: Vec<Found>,
}

impl<'t> Search<'t> {
    fn new(text: &'t str) -> Self {
        let join_budget = text.len().saturating_mul(4);
        let surroundings = context::Surroundings::new(text);
        Self { text, surroundings, join_budget, tokens: Vec::new(), damaged: Vec::new() }
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(start) = run::next_start(self.text, at) {
            at = self.take(start).max(start + 1);
        }
    }

    /// Takes the token that starts here, if there is one, and says where to go on.
    fn take(&mut self, start: usize) -> usize {
        let first = run::read(self.text, start);
        let end = first.end;
        if let Some(joined) = join::lines(self.text, &first, &mut self.join_budget) {
            return self.keep(joined);
        }
        match shape::token_in(&first.clean).filter(|_| !run::is_glued(self.text, &first)) {
            Some(_) => self.keep(first),
            None => {
                self.note_damage(&first);
                end
            }
        }
    }

    fn keep(&mut self, run: run::Run) -> usize {
        let Some(token) = shape::token_in(&run.clean) else { return run.end };
        let tail = run.clean.len() - token.len();
        let range = run.start..run::end_before(self.text, &run, tail);
        let removed = self.surroundings.removed(&run, tail);
        self.tokens.push(Found { text: token.to_owned(), range, form: Form::Compact, removed });
        run.end
    }

    /// Two parts or more are worth explaining, should nothing better be found.
    fn note_damage(&mut self, run: &run::Run) {
        // each word is looked at once, however many runs it has
        let is_new = self.damaged.last().is_none_or(|last| last.range.end <= run.start);
        if is_new && run.clean.trim_end_matches('.').contains('.') {
            let range = run::word_around(self.text, run);
            let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
            let plain = run::Run { start: range.start, end: range.end, ..run::Run::default() };
            let removed = self.surroundings.removed(&plain, 0);
            self.damaged.push(Found { text, range, form: Form::Damaged, removed });
        }
    }
}
