//! The certificate that a token brings: its dates, and whether the thumbprint beside it is its own, whether it is that of
//! the key that verified (RFC 7515 sections 4.1.6 to 4.1.8). All say something about who made the token; neither makes the certificate trusted.

use super::{Check, Group, Outcome, Parameter, State, Subject, VerificationState, shown, times};
use crate::crypto::digest;
use crate::jose::base64url;
use crate::jose::numeric_date::NumericDate;
use crate::keys::Certificate;

pub(super) const CHECK: Check = Check { ids: &["x5c-expired", "x5t-mismatch", "x5c-mismatch"], judge };

/// A thumbprint parameter and its hash.
type Thumbprint = (&'static str, fn(&[u8]) -> Vec<u8>);
const THUMBPRINTS: [Thumbprint; 2] =
    [("x5t", |der| digest::sha1(der).to_vec()), ("x5t#S256", |der| digest::sha256(der).to_vec())];

/// The token's own certificate, the first of the chain, and where it stands.
fn leaf<'a>(subject: &'a Subject<'_>) -> Option<(Certificate, Parameter<'a>)> {
    let chain = subject.parameter("x5c")?;
    let node = chain.node.items().first()?;
    Some((Certificate::from_x5c(node.as_str()?)?, Parameter { node, ..chain }))
}

/// When its certificate begins, and the second after it has ended.
pub(super) fn dates(subject: &Subject<'_>) -> Option<[NumericDate; 2]> {
    leaf(subject).map(|(certificate, _)| [certificate.not_before, certificate.not_after.plus_secs(1)])
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some((certificate, leaf)) = leaf(subject) else { return Vec::new() };
    let mut outcomes: Vec<_> = dated(subject, &certificate, &leaf).into_iter().collect();
    outcomes.extend(of_another_key(subject, &certificate, &leaf));
    for (name, hash) in THUMBPRINTS {
        let Some(thumbprint) = subject.parameter(name) else { continue };
        let own = base64url::encode(&hash(&certificate.der));
        if thumbprint.as_str() != Some(&own) {
            let outcome = lint("x5t-mismatch", "found", &thumbprint).fact("name", name);
            outcomes.push(outcome.found(thumbprint.shown()).expected(own));
        }
    }
    outcomes
}

fn lint(id: &'static str, case: &'static str, at: &Parameter<'_>) -> Outcome {
    at.place(Outcome::new(id, case, State::Warn, Group::AlgorithmAndKey))
}

/// The first certificate is that of the key that signed (RFC 7515 section 4.1.6).
fn of_another_key(subject: &Subject<'_>, certificate: &Certificate, leaf: &Parameter<'_>) -> Option<Outcome> {
    let verified = subject.verification.state == VerificationState::Valid;
    let key = subject.verification.key.as_deref().filter(|_| verified)?;
    let is_another = certificate.certifies(key) == Some(false);
    is_another.then(|| lint("x5c-mismatch", "found", leaf).fact("key", shown(&key.name)))
}

/// Both dates belong to the time for which it was made (RFC 5280 section 4.1.2.5).
fn dated(subject: &Subject<'_>, certificate: &Certificate, leaf: &Parameter<'_>) -> Option<Outcome> {
    let (case, date) = if subject.now > certificate.not_after {
        ("ended", certificate.not_after)
    } else if subject.now < certificate.not_before {
        ("early", certificate.not_before)
    } else {
        return None;
    };
    let outcome = lint("x5c-expired", case, leaf).fact("distance", times::distance(date, subject.now));
    Some(outcome.fact("date", times::utc(date)))
}
