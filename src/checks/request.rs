//! Was a DPoP proof made for this request and this access token (RFC 9449 section 4.3)? Silent where nothing is expected.

use super::{Check, Group, Outcome, State, Subject, shown, shown_value};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["htm", "htu", "ath"], judge };

/// The scheme whose own port is 443; the others have 80.
const SECURE: &str = "https";

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let policy = subject.policy;
    let exact = |a: &str, b: &str| a == b;
    let compared = [
        compared(subject, "htm", policy.htm.as_deref(), exact),
        compared(subject, "htu", policy.htu.as_deref(), |a, b| plain(a) == plain(b)),
        compared(subject, "ath", policy.ath.as_deref(), exact),
    ];
    compared.into_iter().flatten().collect()
}

fn compared(
    subject: &Subject<'_>,
    claim: &'static str,
    wanted: Option<&str>,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<Outcome> {
    let wanted = wanted?;
    let outcome = |case, state| Outcome::new(claim, case, state, Group::Who).expected(shown(wanted));
    let Some(node) = subject.claim(claim) else { return Some(outcome("missing", State::Fail)) };
    let is_match = node.as_str().is_some_and(|found| is_same(found, wanted));
    let (case, state) = if is_match { ("match", State::Pass) } else { ("mismatch", State::Fail) };
    Some(outcome(case, state).found(shown_value(subject, node)).at(Part::Payload, node.span.clone()))
}

/// An address without query and fragment; scheme and host in lower case, without the scheme's own port, with a path
/// (RFC 9449 section 4.3, RFC 3986 sections 6.2.2.1 and 6.2.3).
fn plain(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let port = if scheme == SECURE { ":443" } else { ":80" };
    format!("{scheme}://{}{path}", host.strip_suffix(port).unwrap_or(&host))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn addresses_are_compared_as_uris_are() {
        for (a, b) in [
            ("https://a.example/token", "HTTPS://A.EXAMPLE:443/token?x=1#y"),
            ("https://a.example", "https://a.example/"),
            ("http://a.example:80/", "http://a.example?x"),
        ] {
            assert_eq!(plain(a), plain(b), "{a} {b}");
        }
        for (a, b) in [
            ("https://a.example/token", "https://a.example/Token"),
            ("https://a.example/token", "http://a.example/token"),
            ("https://a.example:8443/", "https://a.example/"),
            ("https://a.example/a/", "https://a.example/a"),
            ("token", "TOKEN"),
        ] {
            assert_ne!(plain(a), plain(b), "{a} {b}");
        }
    }
}
