//! SD-JWT VC (draft-ietf-oauth-sd-jwt-vc). What is disclosed and how has checks of its own.

use super::super::{Outcome, State, Subject};
use super::rules::{self, Rules};
use crate::jose::flaw::Part;
use crate::jose::kind::{Evidence, Recognised};

const REQUIRED: [&str; 1] = ["vct"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-sd-jwt-vc", subject, found);
    rules.require(&REQUIRED);
    if found.evidence == Evidence::Typ("vc+sd-jwt") {
        let outcome = rules.say("old-typ", State::NotChecked);
        rules.add(match subject.token.header.member("typ") {
            Some(typ) => outcome.at(Part::Header, typ.span.clone()),
            None => outcome,
        });
    }
    let credential = rules::text_of(subject.claim("vct")).unwrap_or_default();
    rules.finish(|met| met.found(credential))
}
