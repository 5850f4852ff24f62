//! Service account tokens of Kubernetes: bound to objects of the cluster, or of the old kind that never ends.

use super::super::{DateClaim, Outcome, State, Subject, shown};
use super::rules::{self, Rules};
use crate::jose::json::{Node, Value};
use crate::jose::kind::Recognised;
use crate::jose::numeric_date::NumericDate;

/// The objects that a token can be bound to; it ends with them.
const BOUND_TO: [&str; 3] = ["pod", "node", "secret"];
const LEGACY_NAMESPACE: &str = "kubernetes.io/serviceaccount/namespace";
const LEGACY_ACCOUNT: &str = "kubernetes.io/serviceaccount/service-account.name";

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-kubernetes", subject, found);
    let binding = subject.claim("kubernetes.io").filter(|node| node.is_object());
    let (namespace, account) = match binding {
        Some(node) => (node.get("namespace"), node.get("serviceaccount").and_then(|a| a.get("name"))),
        None => (subject.claim(LEGACY_NAMESPACE), subject.claim(LEGACY_ACCOUNT)),
    };
    let (Some(namespace), Some(account)) = (namespace.and_then(Node::as_str), account.and_then(Node::as_str)) else {
        rules.add(rules.broken("no-account"));
        return rules.finish(|met| met);
    };
    same_subject(&mut rules, namespace, account);
    warned(&mut rules, binding);
    if binding.is_none() {
        rules.add(rules.say("legacy", State::Warn).fact("namespace", shown(namespace)).fact("account", shown(account)));
    }
    let bound = binding.map(objects).unwrap_or_default();
    rules.finish(|met| {
        let met = met.fact("namespace", shown(namespace)).fact("account", shown(account));
        if bound.is_empty() { Outcome { case: "met-unbound", ..met } } else { met.fact("objects", bound.join(", ")) }
    })
}

/// The subject says the same as the claims on the account.
fn same_subject(rules: &mut Rules<'_, '_>, namespace: &str, account: &str) {
    let expected = format!("system:serviceaccount:{namespace}:{account}");
    match rules.subject.claim("sub") {
        Some(sub) if sub.as_str() != Some(&expected) => {
            rules.add(rules.broken_by("other-subject", sub).expected(shown(&expected)));
        }
        _ => {}
    }
}

/// `warnafter`: the time by which the workload should have fetched its next token.
fn warned(rules: &mut Rules<'_, '_>, binding: Option<&Node>) {
    let Some(node) = binding.and_then(|node| node.get("warnafter")) else { return };
    let subject = rules.subject;
    let time = matches!(node.value, Value::Number).then(|| NumericDate::parse(subject.spelled(node))).flatten();
    let is_live = matches!(subject.date("exp"), DateClaim::Date(exp, _) if exp > subject.now);
    if time.is_some_and(|time| time <= subject.now) && is_live {
        rules.add(rules::about(subject, rules.say("stale", State::NotChecked), node));
    }
}

fn objects(binding: &Node) -> Vec<String> {
    let name = |kind: &&str| {
        let object = binding.get(kind)?;
        Some(format!("{kind} {}", rules::text_of(object.get("name"))?))
    };
    BOUND_TO.iter().filter_map(name).collect()
}
