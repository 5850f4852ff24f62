//! What the one button of the Keys pane makes, and of what: the choices a person made, and what they come to.

use super::model::Model;
use crate::crypto::jwe::limits::DEFAULT_P2C;
use crate::jose::alg::{self, Algorithm, ContentEncryption, Family};
use crate::jose::token::Token;
use crate::keys::Key;
use crate::make;
use std::sync::Arc;

/// What is made of the header and the claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// A JWS.
    #[default]
    Sign,
    /// A JWE.
    Encrypt,
    /// A JWS inside a JWE (RFC 7519 section 11.2: sign first).
    SignThenEncrypt,
}

impl Kind {
    /// In the order of the choice.
    pub const ALL: [Self; 3] = [Self::Sign, Self::Encrypt, Self::SignThenEncrypt];

    /// Whether a signature is made.
    #[must_use]
    pub fn signs(self) -> bool {
        self != Self::Encrypt
    }

    /// Whether something is encrypted.
    #[must_use]
    pub fn encrypts(self) -> bool {
        self != Self::Sign
    }

    /// The words of the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sign => "Sign",
            Self::Encrypt => "Encrypt",
            Self::SignThenEncrypt => "Sign, then encrypt",
        }
    }

    /// The words of the button that does it.
    #[must_use]
    pub fn deed(self) -> &'static str {
        match self {
            Self::Sign => "Sign token",
            Self::Encrypt => "Encrypt token",
            Self::SignThenEncrypt => "Sign and encrypt",
        }
    }

    /// The words of the link that does it again, beside what waits.
    #[must_use]
    pub fn again(self) -> &'static str {
        match self {
            Self::Sign => "Sign again",
            Self::Encrypt => "Encrypt now",
            Self::SignThenEncrypt => "Sign and encrypt now",
        }
    }

    /// What the choice means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Sign => "Everybody can read the claims, nobody can change them unseen (JWS)",
            Self::Encrypt => "Only the recipient can read the claims; nothing says who wrote them (JWE)",
            Self::SignThenEncrypt => {
                "A signed token inside an encrypted one: only the recipient can read it, and can check who wrote it"
            }
        }
    }
}

/// How tokens are signed here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signing {
    /// The key's name.
    pub key: Option<String>,
    /// The algorithm; `None`: the likeliest for the key.
    pub alg: Option<&'static str>,
}

/// One to whom tokens are encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecipientChoice {
    /// The key's name.
    pub key: Option<String>,
    /// The key management algorithm; `None`: the likeliest for the key.
    pub alg: Option<&'static str>,
}

/// How tokens are encrypted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// To whom; never empty. Several make the general JSON form.
    pub recipients: Vec<RecipientChoice>,
    /// How the content is encrypted; `None`: as the token shown is, or as is usual.
    pub enc: Option<&'static str>,
    /// Compress before encrypting.
    pub zip: bool,
    /// Rounds that a passphrase is stretched with.
    pub p2c: u32,
    /// Encrypt the signed token shown as it stands, instead of its claims; `None`: only where it is inside already.
    pub whole: Option<bool>,
}

impl Default for Sealing {
    fn default() -> Self {
        Self { recipients: vec![RecipientChoice::default()], enc: None, zip: false, p2c: DEFAULT_P2C, whole: None }
    }
}

/// Everything about making tokens. Nothing of it is kept between starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Making {
    /// What the person chose to make; `None`: what is shown.
    pub kind: Option<Kind>,
    /// How it is signed.
    pub signing: Signing,
    /// How it is encrypted.
    pub sealing: Sealing,
    /// Make the token anew on each change. Starts off, and is never kept.
    pub follow: bool,
    /// Which signature of several is signed again, counted from 0.
    pub entry: usize,
}

/// What a key can do here, the likeliest first, and which of it is chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The key.
    pub key: Arc<Key>,
    /// What fits it.
    pub fitting: Vec<&'static Algorithm>,
    /// The chosen one; `None` where nothing fits.
    pub alg: Option<&'static Algorithm>,
}

impl Choice {
    fn of(key: &Arc<Key>, fitting: Vec<&'static Algorithm>, wish: Option<&str>) -> Self {
        let alg = wish.and_then(|wish| fitting.iter().find(|a| a.name == wish)).or(fitting.first()).copied();
        Self { key: Arc::clone(key), fitting, alg }
    }
}

impl Model {
    /// What the one button makes: what the person chose, else what is shown.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.making.kind.unwrap_or(match (self.header.is_encrypted, self.claims.inside.is_some()) {
            (true, true) => Kind::SignThenEncrypt,
            (true, false) => Kind::Encrypt,
            _ => Kind::Sign,
        })
    }

    /// The signing key and what it can do. `token_alg` is the `alg` of the token shown, which is preferred.
    #[must_use]
    pub fn signer(&self, token_alg: Option<&str>) -> Option<Choice> {
        let key = self.ring.named(self.making.signing.key.as_deref()?)?;
        Some(Choice::of(key, make::algorithms(key, token_alg), self.making.signing.alg))
    }

    /// A recipient's key and what it can do. `token_alg` is the `alg` of the token shown, which is preferred.
    #[must_use]
    pub fn recipient(&self, number: usize, token_alg: Option<&str>) -> Option<Choice> {
        let choice = self.making.sealing.recipients.get(number)?;
        let key = self.ring.named(choice.key.as_deref()?)?;
        let mut fitting = make::key_algorithms(key);
        if self.making.sealing.recipients.len() > 1 {
            fitting.retain(|row| !row.has_no_encrypted_key());
        }
        fitting.sort_by_key(|row| (key.alg.as_deref() != Some(row.name), token_alg != Some(row.name)));
        Some(Choice::of(key, fitting, choice.alg))
    }

    /// The content encryptions that go with the first recipient, and the chosen one. `token_enc` is that of the token shown.
    #[must_use]
    pub fn content_encryption(
        &self,
        first: &Choice,
        token_enc: Option<&str>,
    ) -> (Vec<&'static ContentEncryption>, Option<&'static ContentEncryption>) {
        let Some(alg) = first.alg else { return (Vec::new(), None) };
        let usual = make::default_enc(alg, &first.key);
        let fits = |enc: &&ContentEncryption| {
            alg.family != Family::Direct || usize::try_from(first.key.bits() / 8).is_ok_and(|len| len == enc.key_len)
        };
        let fitting: Vec<_> = alg::CONTENT.iter().filter(fits).collect();
        let named = |name: Option<&str>| fitting.iter().find(|enc| Some(enc.name) == name).copied();
        let chosen = named(self.making.sealing.enc).or_else(|| named(token_enc)).or_else(|| named(Some(usual.name)));
        (fitting, chosen)
    }

    /// Whether making takes so long that it cannot follow each keystroke: a passphrase is stretched.
    #[must_use]
    pub fn making_is_slow(&self) -> bool {
        self.kind().encrypts()
            && (0..self.making.sealing.recipients.len())
                .filter_map(|i| self.recipient(i, self.shown_alg().as_deref())?.alg)
                .any(|alg| alg.family == Family::Pbes2)
    }

    /// Whether the token shown can be encrypted as it stands: a signed one that is there, or that is inside.
    #[must_use]
    pub fn has_whole(&self) -> bool {
        self.claims.inside.is_some() || (!self.header.is_encrypted && self.claims.is_signed)
    }

    /// Whether "Encrypt" takes the signed token as it stands.
    #[must_use]
    pub fn encrypts_whole(&self) -> bool {
        self.has_whole() && self.making.sealing.whole.unwrap_or(self.claims.inside.is_some())
    }

    /// Whether edits wait for the button: they are inside what is encrypted.
    #[must_use]
    pub fn edits_wait(&self) -> bool {
        self.header.is_encrypted || (self.inputs.token.is_empty() && self.kind() == Kind::Encrypt)
    }

    /// Whether an editor holds something that the token does not have yet.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.edits_wait() && (self.header.is_edited() || self.claims.is_edited())
    }

    /// The `alg` of the token shown, as its header editor has it.
    #[must_use]
    pub fn shown_alg(&self) -> Option<String> {
        member(&self.header.text, "alg")
    }

    /// The `enc` of the token shown, as its header editor has it.
    #[must_use]
    pub fn shown_enc(&self) -> Option<String> {
        member(&self.header.text, "enc")
    }

    /// How many recipients or signatures the token shown has.
    pub(super) fn recipients_shown(&self) -> usize {
        Token::read(&self.inputs.token).entries()
    }

    /// The token shown, with its detached payload, seen as having the chosen signature.
    pub(super) fn shown_token(&self) -> Token {
        let token = Token::read(&self.inputs.token);
        let token = match &self.inputs.detached {
            Some(payload) if token.is_detached() => token.with_detached(payload),
            _ => token,
        };
        if token.entries() > 1 { token.entry(self.making.entry.min(token.entries() - 1)) } else { token }
    }
}

/// The text of a string member.
pub(super) fn member(text: &str, name: &str) -> Option<String> {
    crate::jose::json::parse(text).ok()?.root.get(name)?.as_str().map(str::to_owned)
}
