//! What kind of token it is, and the rules of that kind. Each is exclusive: one kind must not pass for another (RFC 8725
//! section 3.12).
//!
//! A rule that a token breaks although it names its kind by `typ` fails; where the kind is a guess, it warns.

mod access_token;
mod client_assertion;
mod cnf;
pub(super) mod dpop;
mod id_token;
mod issuer;
mod key_binding;
mod kubernetes;
mod logout_token;
mod request_object;
mod rules;
mod sd_jwt_vc;
mod security_event;
mod status;

use super::{Check, Group, Outcome, State, Subject};
use crate::jose::flaw::Part;
use crate::jose::kind::{self, Kind, Recognised};

pub(super) const CHECK: Check = Check {
    ids: &[
        "kind",
        "kind-ambiguous",
        "kind-issuer",
        "kind-id-token",
        "kind-access-token",
        "kind-logout-token",
        "kind-client-assertion",
        "kind-dpop",
        "kind-security-event",
        "kind-request-object",
        "kind-introspection",
        "kind-sd-jwt-vc",
        "kind-key-binding",
        "kind-status-list",
        "kind-status",
        "kind-kubernetes",
        "kind-microsoft-nonce",
        "cnf",
    ],
    judge,
};

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let recognised = kind::recognise(&subject.token.header, subject.claims);
    let Some(first) = recognised.first() else { return Vec::new() };
    let mut outcomes = vec![named(subject, *first)];
    outcomes.extend(ambiguous(&recognised));
    for found in &recognised {
        outcomes.extend(rules_of(subject, *found, &recognised));
    }
    outcomes.extend(cnf::judge(subject));
    outcomes.extend(status::reference(subject));
    outcomes
}

/// What it is, and by which evidence.
fn named(subject: &Subject<'_>, found: Recognised) -> Outcome {
    let case = if found.kind.is_issuer() { "vendor" } else { found.kind.id() };
    // nothing was recognised, so no rules of a kind could be applied
    let state = if found.kind == Kind::General { State::NotChecked } else { State::Pass };
    let outcome = Outcome::new("kind", case, state, Group::Kind).fact("evidence", found.evidence.to_string());
    match subject.token.header.member("typ").filter(|_| found.is_declared()) {
        Some(typ) => outcome.at(Part::Header, typ.span.clone()),
        None => outcome,
    }
}

/// A token that an application takes for a login and a service for a right.
fn ambiguous(recognised: &[Recognised]) -> Option<Outcome> {
    let guessed = |kind| recognised.iter().find(|r| r.kind == kind && !r.is_declared());
    let (id, access) = (guessed(Kind::IdToken)?, guessed(Kind::AccessToken)?);
    Some(
        Outcome::new("kind-ambiguous", "found", State::NotChecked, Group::Kind)
            .fact("login", id.evidence.to_string())
            .fact("access", access.evidence.to_string()),
    )
}

fn rules_of(subject: &Subject<'_>, found: Recognised, all: &[Recognised]) -> Vec<Outcome> {
    match found.kind {
        Kind::IdToken => id_token::judge(subject, found),
        // what can be either is judged as the more specific one
        Kind::AccessToken if all.iter().any(|r| r.kind == Kind::IdToken) => Vec::new(),
        Kind::AccessToken => access_token::judge(subject, found),
        Kind::LogoutToken => logout_token::judge(subject, found),
        Kind::ClientAssertion => client_assertion::judge(subject, found),
        Kind::DpopProof => dpop::judge(subject, found),
        Kind::SecurityEvent => security_event::judge(subject, found),
        Kind::RequestObject => request_object::judge(subject, found),
        Kind::IntrospectionResponse => request_object::introspection(subject, found),
        Kind::SdJwtVc => sd_jwt_vc::judge(subject, found),
        Kind::KeyBinding => key_binding::judge(subject, found),
        Kind::StatusList => status::list(subject, found),
        Kind::Kubernetes => kubernetes::judge(subject, found),
        Kind::MicrosoftGraph => vec![issuer::graph(subject)],
        Kind::GitHubActions | Kind::Google | Kind::Apple | Kind::Auth0 | Kind::Microsoft => {
            vec![issuer::judge(subject, found)]
        }
        Kind::General => Vec::new(),
    }
}
