//! What kind of token it is: told by `typ` (RFC 8725 section 3.11), or guessed from the claims that only that kind has.
//!
//! Pure and cheap: a few look-ups by name. A guess is careful: a token that could be anything is [`Kind::General`].

use super::json::Node;
use super::token::Document;
use std::fmt;

/// The member of `events` that makes a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4).
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A member of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// OpenID Connect Core section 2: tells an application who logged in.
    IdToken,
    /// RFC 9068: opens a service.
    AccessToken,
    /// OpenID Connect Back-Channel Logout: ends sessions.
    LogoutToken,
    /// RFC 7523: a client proves to a server who it is.
    ClientAssertion,
    /// RFC 9449: proves possession of a key with one request.
    DpopProof,
    /// RFC 8417: tells that something happened.
    SecurityEvent,
    /// RFC 9101: an authorization request as a token.
    RequestObject,
    /// RFC 9701: a signed answer about another token.
    IntrospectionResponse,
    /// SD-JWT VC: a credential with claims that can be held back.
    SdJwtVc,
    /// RFC 9901 section 4.3: proves possession of a credential's key.
    KeyBinding,
    /// Token Status List: says which tokens are revoked.
    StatusList,
    /// A workload's identity in a Kubernetes cluster.
    Kubernetes,
    /// An access token that only Microsoft's own service can verify.
    MicrosoftGraph,
    /// Made by GitHub Actions for a job.
    GitHubActions,
    /// Made by Google.
    Google,
    /// Made by Apple.
    Apple,
    /// Made by Auth0.
    Auth0,
    /// Made by Microsoft Entra.
    Microsoft,
    /// A JWT of which no more can be told.
    General,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::IdToken,
        Self::AccessToken,
        Self::LogoutToken,
        Self::ClientAssertion,
        Self::DpopProof,
        Self::SecurityEvent,
        Self::RequestObject,
        Self::IntrospectionResponse,
        Self::SdJwtVc,
        Self::KeyBinding,
        Self::StatusList,
        Self::Kubernetes,
        Self::MicrosoftGraph,
        Self::GitHubActions,
        Self::Google,
        Self::Apple,
        Self::Auth0,
        Self::Microsoft,
        Self::General,
    ];

    /// The stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::IdToken => "id-token",
            Self::AccessToken => "access-token",
            Self::LogoutToken => "logout-token",
            Self::ClientAssertion => "client-assertion",
            Self::DpopProof => "dpop-proof",
            Self::SecurityEvent => "security-event",
            Self::RequestObject => "request-object",
            Self::IntrospectionResponse => "introspection-response",
            Self::SdJwtVc => "sd-jwt-vc",
            Self::KeyBinding => "key-binding",
            Self::StatusList => "status-list",
            Self::Kubernetes => "kubernetes",
            Self::MicrosoftGraph => "microsoft-graph",
            Self::GitHubActions => "github-actions",
            Self::Google => "google",
            Self::Apple => "apple",
            Self::Auth0 => "auth0",
            Self::Microsoft => "microsoft",
            Self::General => "general",
        }
    }

    /// Whether it says who made the token and not what the token is for.
    #[must_use]
    pub fn is_issuer(self) -> bool {
        matches!(self, Self::GitHubActions | Self::Google | Self::Apple | Self::Auth0 | Self::Microsoft)
    }

    /// Whether its standard lets it live without `exp`: it is judged by its age, or holds until it is replaced.
    #[must_use]
    pub fn lives_without_exp(self) -> bool {
        matches!(
            self,
            Self::DpopProof | Self::SecurityEvent | Self::KeyBinding | Self::StatusList | Self::IntrospectionResponse
        )
    }
}

/// By what a kind was recognised. Displays as a clause that names it and holds no text of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// `typ` names it: the only evidence that the standards ask for.
    Typ(&'static str),
    /// A header parameter that this kind has.
    Parameter(&'static str),
    /// Claims that this kind has.
    Claims(&'static [&'static str]),
    /// A claim with a value that only this kind has.
    Value(&'static str, &'static str),
    /// `iss` and `sub` are the same.
    OwnIssuer,
    /// `iss` is or begins with this.
    Issuer(&'static str),
    /// `events` has this member.
    Event(&'static str),
    /// Nothing told more.
    Nothing,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typ(name) => write!(f, "“typ” is “{name}”"),
            Self::Parameter(name) => write!(f, "its header has “{name}”"),
            Self::Claims(names) => {
                f.write_str("it has ")?;
                for (i, name) in names.iter().enumerate() {
                    let before = if i == 0 { "" } else { " and " };
                    write!(f, "{before}“{name}”")?;
                }
                Ok(())
            }
            Self::Value(claim, value) => write!(f, "“{claim}” is “{value}”"),
            Self::OwnIssuer => f.write_str("“iss” and “sub” are the same"),
            Self::Issuer(issuer) => write!(f, "“iss” names {issuer}"),
            Self::Event(name) => write!(f, "“events” has “{name}”"),
            Self::Nothing => f.write_str("nothing in it names a kind"),
        }
    }
}

/// A kind and how it was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    /// The kind.
    pub kind: Kind,
    /// By what.
    pub evidence: Evidence,
}

impl Recognised {
    /// Whether the token itself names its kind, so that the rules of that kind bind it. Otherwise it is a guess.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        matches!(self.evidence, Evidence::Typ(_))
    }
}

/// The values of `typ` that name a kind, without `application/`.
const TYPES: [(&str, Kind); 11] = [
    ("at+jwt", Kind::AccessToken),
    ("logout+jwt", Kind::LogoutToken),
    ("client-authentication+jwt", Kind::ClientAssertion),
    ("dpop+jwt", Kind::DpopProof),
    ("secevent+jwt", Kind::SecurityEvent),
    ("oauth-authz-req+jwt", Kind::RequestObject),
    ("token-introspection+jwt", Kind::IntrospectionResponse),
    ("dc+sd-jwt", Kind::SdJwtVc),
    ("vc+sd-jwt", Kind::SdJwtVc),
    ("kb+jwt", Kind::KeyBinding),
    ("statuslist+jwt", Kind::StatusList),
];

/// Issuers by the address in `iss`: exactly it, or a path below it.
const ISSUERS: [(&str, Kind); 7] = [
    ("https://token.actions.githubusercontent.com", Kind::GitHubActions),
    ("https://accounts.google.com", Kind::Google),
    ("accounts.google.com", Kind::Google),
    ("https://securetoken.google.com", Kind::Google),
    ("https://appleid.apple.com", Kind::Apple),
    ("https://login.microsoftonline.com", Kind::Microsoft),
    ("https://sts.windows.net", Kind::Microsoft),
];
const AUTH0: &str = ".auth0.com";

/// Microsoft Graph as an audience: its address and its id.
const GRAPH: [&str; 2] = ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"];

/// Every kind that the token can be taken for, most specific first; who made it comes last. Empty without a claims set;
/// [`Kind::General`] alone where nothing more can be told.
#[must_use]
pub fn recognise(header: &Document, claims: &Document) -> Vec<Recognised> {
    if claims.object().is_none() {
        return Vec::new();
    }
    let seen = Seen { header, claims };
    let mut found = Vec::new();
    match seen.declared() {
        Some(declared) => found.push(declared),
        None => seen.guess(&mut found),
    }
    if let Some(graph) = seen.for_graph() {
        found.insert(0, graph);
    }
    found.extend(seen.issuer());
    if found.is_empty() {
        found.push(Recognised { kind: Kind::General, evidence: Evidence::Nothing });
    }
    found
}

/// The kind that this `typ` names, and its name. RFC 7515 section 4.1.9: media types compare without case, and `application/`
/// may be left out.
#[must_use]
pub fn of_typ(typ: &str) -> Option<(&'static str, Kind)> {
    let prefix = typ.get(.."application/".len()).filter(|p| p.eq_ignore_ascii_case("application/"));
    let name = typ.get(prefix.map_or(0, str::len)..)?;
    TYPES.iter().copied().find(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// What recognition looks at.
#[derive(Clone, Copy)]
struct Seen<'a> {
    header: &'a Document,
    claims: &'a Document,
}

impl<'a> Seen<'a> {
    fn has(self, name: &str) -> bool {
        self.claims.member(name).is_some()
    }

    fn all(self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    fn text(self, name: &str) -> Option<&'a str> {
        self.claims.string(name)
    }

    fn object(self, name: &str) -> Option<&'a Node> {
        self.claims.member(name).filter(|node| node.is_object())
    }

    fn declared(self) -> Option<Recognised> {
        let (name, kind) = of_typ(self.header.string("typ")?)?;
        Some(Recognised { kind, evidence: Evidence::Typ(name) })
    }

    fn guess(self, found: &mut Vec<Recognised>) {
        if let Some((kind, evidence)) = self.by_its_own_claims() {
            return found.push(Recognised { kind, evidence });
        }
        let guesses = [
            (Kind::IdToken, self.sign_of_login()),
            (Kind::AccessToken, self.sign_of_access()),
            (Kind::ClientAssertion, self.sign_of_client()),
        ];
        found.extend(guesses.into_iter().filter_map(|(kind, sign)| Some(Recognised { kind, evidence: sign? })));
    }

    /// Kinds whose claims no other kind has.
    fn by_its_own_claims(self) -> Option<(Kind, Evidence)> {
        let events = self.object("events");
        if events.is_some_and(|events| events.get(LOGOUT_EVENT).is_some()) {
            return Some((Kind::LogoutToken, Evidence::Event(LOGOUT_EVENT)));
        }
        // kinds of event are named by URIs
        if events.is_some_and(|e| !e.members().is_empty() && e.members().iter().all(|m| m.key.contains(':'))) {
            return Some((Kind::SecurityEvent, Evidence::Claims(&["events"])));
        }
        if self.header.member("jwk").is_some() && self.all(&["htm", "htu"]) {
            return Some((Kind::DpopProof, Evidence::Claims(&["htm", "htu"])));
        }
        let kind_by_object = [
            ("token_introspection", Kind::IntrospectionResponse, Evidence::Claims(&["token_introspection"])),
            ("kubernetes.io", Kind::Kubernetes, Evidence::Claims(&["kubernetes.io"])),
        ];
        if let Some((_, kind, evidence)) = kind_by_object.into_iter().find(|(name, ..)| self.object(name).is_some()) {
            return Some((kind, evidence));
        }
        if self.object("status_list").is_some_and(|list| list.get("lst").is_some()) {
            return Some((Kind::StatusList, Evidence::Claims(&["status_list"])));
        }
        let kind_by_names: [(&'static [&'static str], Kind); 4] = [
            (&["sd_hash", "nonce"], Kind::KeyBinding),
            (&["vct"], Kind::SdJwtVc),
            (&["kubernetes.io/serviceaccount/namespace"], Kind::Kubernetes),
            (&["response_type", "client_id"], Kind::RequestObject),
        ];
        let (names, kind) = kind_by_names.into_iter().find(|(names, _)| self.all(names))?;
        Some((kind, Evidence::Claims(names)))
    }

    /// Hashes that tie an ID token to its login, or a nonce next to everything that an ID token must have.
    fn sign_of_login(self) -> Option<Evidence> {
        const HASHES: [(&str, &[&str]); 3] =
            [("at_hash", &["at_hash"]), ("c_hash", &["c_hash"]), ("s_hash", &["s_hash"])];
        if let Some((_, names)) = HASHES.iter().find(|(name, _)| self.has("iss") && self.has(name)) {
            return Some(Evidence::Claims(names));
        }
        let named = [("token_use", "id"), ("typ", "ID")];
        if let Some((claim, value)) = named.into_iter().find(|(claim, value)| self.text(claim) == Some(value)) {
            return self.has("iss").then_some(Evidence::Value(claim, value));
        }
        let whole = self.text("nonce").is_some() && self.all(&["iss", "sub", "aud", "exp", "iat"]);
        whole.then_some(Evidence::Claims(&["nonce"]))
    }

    fn sign_of_access(self) -> Option<Evidence> {
        let named = [("token_use", "access"), ("typ", "Bearer")];
        if let Some((claim, value)) = named.into_iter().find(|(claim, value)| self.text(claim) == Some(value)) {
            return self.has("iss").then_some(Evidence::Value(claim, value));
        }
        const RIGHTS: [(&str, &[&str]); 4] = [
            ("scope", &["scope"]),
            ("scp", &["scp"]),
            ("permissions", &["permissions"]),
            ("client_id", &["client_id"]),
        ];
        let (_, names) = RIGHTS.iter().find(|(name, _)| self.has(name))?;
        self.all(&["iss", "sub", "exp"]).then_some(Evidence::Claims(names))
    }

    /// A client speaks of itself, to somebody named, for a limited time, and says nothing of a login or of rights.
    fn sign_of_client(self) -> Option<Evidence> {
        let own = self.text("iss").is_some_and(|iss| self.text("sub") == Some(iss)) && self.all(&["aud", "exp"]);
        let other = ["nonce", "scope", "scp", "client_id", "permissions", "at_hash", "c_hash", "sub_jwk"];
        (own && !other.iter().any(|name| self.has(name))).then_some(Evidence::OwnIssuer)
    }

    /// A `nonce` in the header of a token from Entra, or for Graph, says that the header was signed in another form.
    fn for_graph(self) -> Option<Recognised> {
        self.header.member("nonce")?;
        let meant = self.text("aud").is_some_and(|aud| GRAPH.contains(&aud.trim_end_matches('/')));
        let made = self.issuer().is_some_and(|r| r.kind == Kind::Microsoft);
        (meant || made).then_some(Recognised { kind: Kind::MicrosoftGraph, evidence: Evidence::Parameter("nonce") })
    }

    fn issuer(self) -> Option<Recognised> {
        let iss = self.text("iss")?;
        let is_below = |base: &str| iss.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if let Some((base, kind)) = ISSUERS.iter().find(|(base, _)| is_below(base)) {
            return Some(Recognised { kind: *kind, evidence: Evidence::Issuer(base) });
        }
        let host = iss.strip_prefix("https://")?.split('/').next()?;
        let is_auth0 = host.ends_with(AUTH0) && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        is_auth0.then_some(Recognised { kind: Kind::Auth0, evidence: Evidence::Issuer("a host of auth0.com") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url::encode;
    use crate::jose::token::Token;

    fn kinds(header: &str, claims: &str) -> Vec<&'static str> {
        let token = Token::read(&format!("{}.{}.AA", encode(header.as_bytes()), encode(claims.as_bytes())));
        recognise(&token.header, &token.payload).iter().map(|r| r.kind.id()).collect()
    }

    #[test]
    fn typ_decides_whatever_the_claims_are() {
        for (typ, kind) in [
            ("at+jwt", "access-token"),
            ("application/at+JWT", "access-token"),
            ("APPLICATION/dpop+jwt", "dpop-proof"),
            ("JWT", "general"),
            ("at+jwt ", "general"),
            ("é", "general"),
            ("application/", "general"),
        ] {
            assert_eq!(kinds(&format!(r#"{{"typ":"{typ}"}}"#), "{}"), [kind], "{typ}");
        }
        assert_eq!(kinds(r#"{"typ":"dpop+jwt"}"#, r#"{"iss":"i","at_hash":"x"}"#), ["dpop-proof"]);
    }

    #[test]
    fn look_alikes_of_issuers_are_not_taken_for_them() {
        let issuer = |iss: &str| kinds("{}", &format!(r#"{{"iss":"{iss}"}}"#));
        assert_eq!(issuer("https://token.actions.githubusercontent.com"), ["github-actions"]);
        assert_eq!(issuer("https://token.actions.githubusercontent.com/octo"), ["github-actions"]);
        assert_eq!(issuer("https://example.eu.auth0.com/"), ["auth0"]);
        for other in [
            "https://token.actions.githubusercontent.com.example.org",
            "https://evil.example/.auth0.com",
            "https://evil.example#.auth0.com",
            "https://accounts.google.com@evil.example",
            "http://accounts.google.com",
        ] {
            assert_eq!(issuer(other), ["general"], "{other}");
        }
    }

    #[test]
    fn a_token_without_claims_is_of_no_kind() {
        assert_eq!(kinds(r#"{"typ":"at+jwt"}"#, "[]"), Vec::<&str>::new());
        assert_eq!(kinds(r#"{"typ":"at+jwt"}"#, ""), Vec::<&str>::new());
    }
}
