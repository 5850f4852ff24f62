//! Is there text that shows something other than it says (CVE-2021-42574, UTS 39)?

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};

pub(super) const CHECK: Check =
    Check { ids: &["text-bidi-control", "text-invisible", "text-control", "text-confusable"], judge };

const DEPTH: usize = 16;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let token = subject.token;
    let headers =
        [(Part::Header, &token.header), (Part::Unprotected, &token.unprotected), (Part::Unprotected, &token.shared)];
    // what was opened or disclosed shows as much as what stands there for all
    for (part, document) in headers.into_iter().chain([(Part::Payload, subject.claims)]) {
        let Some(root) = document.object() else { continue };
        visit(root, DEPTH, &mut |text, node| {
            for deceptive in escape::deceptive(text) {
                let id = deceptive.kind.lint();
                if outcomes.iter().all(|o| o.id != id) {
                    let outcome = Outcome::new(id, "found", State::Warn, Group::Hygiene).found(shown(text));
                    outcomes.push(outcome.at(part, node.span.clone()));
                }
            }
        });
    }
    outcomes
}

/// Every name and every string of a document.
fn visit<'a>(node: &'a Node, depth: usize, look: &mut impl FnMut(&'a str, &'a Node)) {
    match &node.value {
        Value::String(text) => look(text, node),
        Value::Array(items) if depth > 0 => items.iter().for_each(|item| visit(item, depth - 1, look)),
        Value::Object(members) if depth > 0 => {
            for member in members {
                look(&member.key, &member.value);
                visit(&member.value, depth - 1, look);
            }
        }
        _ => {}
    }
}
