//! About whom is the token (RFC 7519 section 4.1.2)?

use super::{Check, Outcome, Subject};

pub(super) const CHECK: Check = Check { ids: &["sub"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    super::nonce::exact(subject, "sub", subject.policy.subject.as_deref())
}
